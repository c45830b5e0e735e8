"""What stands wrongly on an invented paper, or is typed wrongly from it: one function for each way of going wrong.

Each takes the night, a station, a contest and a drawn number, and gives the wrong figures; None where this cannot go wrong
there, as digits cannot change places in a number of one digit.
"""

from collections.abc import Mapping
from dataclasses import replace

from dauys.demo.night import Night
from dauys.protocol import Cell, Figures
from dauys.protocol.values import parts_of


def as_it_is(night: Night, station: str, contest: str, chance: int) -> Figures | None:
    """Nothing: what is wrong is not in the figures."""
    return night.paper(station, contest).figures


def _with(figures: Figures, **lines: Cell) -> Figures:
    return replace(figures, lines={**figures.lines, **lines})


def _votes(figures: Figures) -> dict[str, int]:
    """Votes by option, without those against all."""
    cells = figures.lines["P"]
    assert isinstance(cells, Mapping)
    return {option: number or 0 for option, number in cells.items()}


def digit_slipped(night: Night, station: str, contest: str, chance: int) -> Figures | None:
    """One vote figure is a digit off."""
    figures = night.paper(station, contest).figures
    votes = _votes(figures)
    option = list(votes)[chance % len(votes)]
    return _with(figures, P={**votes, option: votes[option] + 1 + chance % 8})


def members_miscounted(night: Night, station: str, contest: str, chance: int) -> Figures | None:
    """The ballots issued by the members do not add up; no vote depends on them."""
    figures = night.paper(station, contest).figures
    cells = figures.lines["D"]
    assert isinstance(cells, Mapping)
    member = min(cells)
    return _with(figures, D={**cells, member: (cells[member] or 0) + 10})


def wrong_sum(night: Night, station: str, contest: str, chance: int) -> Figures | None:
    """Valid ballots were added up wrongly."""
    figures = night.paper(station, contest).figures
    return _with(figures, V=(figures.one("V") or 0) + 1 + chance % 20)


def transposed(night: Night, station: str, contest: str, chance: int) -> Figures | None:
    """The last two digits of one vote figure changed places."""
    figures = night.paper(station, contest).figures
    votes = _votes(figures)
    able = [option for option, number in votes.items() if number >= 10 and number % 10 != number // 10 % 10]
    if not able:
        return None
    option = able[chance % len(able)]
    hundreds, tens, ones = votes[option] // 100, votes[option] // 10 % 10, votes[option] % 10
    return _with(figures, P={**votes, option: 100 * hundreds + 10 * ones + tens})


def swapped(night: Night, station: str, contest: str, chance: int) -> Figures | None:
    """The votes of the two strongest stand in each other's lines: every sum holds."""
    figures = night.paper(station, contest).figures
    votes = _votes(figures)
    first, second, *_ = sorted(votes, key=lambda option: -votes[option])
    if votes[first] == votes[second]:
        return None
    return _with(figures, P={**votes, first: votes[second], second: votes[first]})


def weakest_swapped(night: Night, station: str, contest: str, chance: int) -> Figures | None:
    """The votes of the two weakest stand in each other's lines: every sum holds, and nobody else is elected."""
    figures = night.paper(station, contest).figures
    votes = _votes(figures)
    last, next_to_last, *others = sorted(votes, key=votes.__getitem__)
    if not others or votes[last] == votes[next_to_last] or votes[next_to_last] >= votes[others[-1]]:
        return None
    return _with(figures, P={**votes, last: votes[next_to_last], next_to_last: votes[last]})


def too_strict(night: Night, station: str, contest: str, chance: int) -> Figures | None:
    """Good ballots for the strongest option were put with the invalid ones."""
    figures = night.paper(station, contest).figures
    votes, invalid, valid = _votes(figures), figures.one("I") or 0, figures.one("V") or 0
    strongest = max(votes, key=lambda option: votes[option])
    lost = 1 + chance % 3
    if votes[strongest] <= lost:
        return None
    return _with(figures, P={**votes, strongest: votes[strongest] - lost}, V=valid - lost, I=invalid + lost)


def blank(night: Night, station: str, contest: str, chance: int) -> Figures | None:
    """Signed, and not filled in."""
    figures = night.paper(station, contest).figures
    return replace(figures, lines={code: _emptied(cell) for code, cell in figures.lines.items()})


def _emptied(cell: Cell) -> Cell:
    return dict.fromkeys(cell) if isinstance(cell, Mapping) else None


def of_another_station(night: Night, station: str, contest: str, chance: int) -> Figures | None:
    """The paper of another station of the contest, with another number of ballots."""
    here = night.counts[contest][station].in_boxes
    others = [one for one, count in night.counts[contest].items() if count.in_boxes not in (0, here)]
    return night.paper(others[chance % len(others)], contest).figures if others else None


def one_too_many(night: Night, station: str, contest: str, chance: int) -> Figures | None:
    """One ballot more in a mobile box than was asked for: it lay in the stationary box, and its vote is counted either way."""
    figures = night.paper(station, contest).figures
    mobile, stationary = figures.lines["G"], figures.lines["H"]
    assert isinstance(mobile, Mapping)
    assert isinstance(stationary, Mapping)
    able = [cell for cell in mobile if stationary[parts_of(cell)[1]]]
    if not able:
        return None
    cell = able[chance % len(able)]
    of = parts_of(cell)[1]
    return _with(figures, G={**mobile, cell: (mobile[cell] or 0) + 1}, H={**stationary, of: (stationary[of] or 0) - 1})
