"""The totals kept as the night goes on: each act moves the sums of the places above its station, and nothing else.

They are the same numbers as ``totals`` computes from scratch, found in another way; ``compare`` holds one against the other
and names every difference. The numbers shown are those computed from scratch: what is kept here is for speed and for the check.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dauys.acts import STATION, Act, State
from dauys.acts.kinds import ON_PROTOCOLS
from dauys.election.event import Event
from dauys.protocol.life import APPROVED, CLASSES, EXPECTED, Life
from dauys.tally.sheet import Row, Sheet, sheet_of
from dauys.tally.totals import CLASS_NAMES, Total, totals


@dataclass(slots=True)
class _Sums:
    """One contest at one place. Owned by ``Running``."""

    numbers: list[int]  # by figure of the sheet
    papers: list[int]  # that have the figure
    classes: dict[str, int]
    rows: int = 0  # papers with figures of their own; those of a merged one stand in its group's first
    stations: int = 0
    voters: int = 0
    voters_counted: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """What a protocol has put into the sums: its class, and its figures where it counts."""

    class_: str
    row: Row | None = None


class Running:
    """The totals of all contests of an event. It starts with every protocol expected; ``follow`` or ``take`` moves it."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self._sheets: dict[str, Sheet] = {}
        self._sums: dict[str, dict[str, _Sums]] = {}  # by contest and place
        self._known: dict[tuple[str, str], _Known] = {}  # by station and contest, of those that have been heard of
        self._extend(event)

    def follow(self, state: State, act: Act) -> None:
        """Take in what an act has changed. state: as it is after the act."""
        if act.kind in ON_PROTOCOLS:
            self.take(state.life(act.payload["station"], act.payload["contest"]))
        elif act.kind == "results merged":
            for station in act.payload["stations"]:
                self.take(state.life(station, act.payload["contest"]))
        elif act.kind == "election voided":
            contest = act.payload["contest"]
            for station in state.event.stations_of(contest):
                self.take(state.life(station.id, contest))
        elif act.kind == "repeat vote called":
            self._extend(state.event)

    def take(self, life: Life) -> None:
        """Take in a protocol as it now is, in place of what was known of it. A station's own record has no totals."""
        station, contest = life.latest.station, life.latest.contest
        if contest == STATION:
            return
        before = self._known.get((station, contest), _Known(CLASSES[EXPECTED]))
        paper = life.counting
        row = self._sheets[contest].row(paper.figures) if paper is not None and paper.figures is not None else None
        after = _Known(life.class_, row)
        voters = self.event.stations[station].voters
        for place in self.event.places_above(station, self.event.contest(contest)):
            sums = self._sums[contest][place]
            _add(sums, before, voters, -1)
            _add(sums, after, voters, 1)
        self._known[station, contest] = after

    def totals(self, contest: str) -> dict[str, Total]:
        """The totals of a contest by place, as ``tally.totals`` gives them."""
        return {place: self._total(contest, place, sums) for place, sums in self._sums[contest].items()}

    def _total(self, contest: str, place: str, sums: _Sums) -> Total:
        sheet, counted = self._sheets[contest], sums.rows
        shown = [number if papers else None for number, papers in zip(sums.numbers, sums.papers, strict=True)]
        return Total(
            contest,
            place,
            lines={code: shown[at] for code, at in sheet.lines.items()},
            votes={option: shown[at] for option, at in sheet.votes.items()},
            lacking={name: counted - papers for name, papers in zip(sheet.names, sums.papers, strict=True) if papers < counted},
            partition=dict(sums.classes),
            stations=sums.stations,
            voters=sums.voters,
            voters_counted=sums.voters_counted,
        )

    def _extend(self, event: Event) -> None:
        """Begin with the contests of an event that were not there before, every protocol of them expected."""
        self.event = event
        for contest in event.contests:
            if contest.id in self._sums:
                continue
            sheet = self._sheets[contest.id] = sheet_of(event, contest)
            places = self._sums[contest.id] = {}
            for station in event.stations_of(contest.id):
                for place in event.places_above(station.id, contest):
                    if place not in places:
                        width = len(sheet.names)
                        places[place] = _Sums([0] * width, [0] * width, dict.fromkeys(CLASS_NAMES, 0))
                    places[place].stations += 1
                    places[place].voters += station.voters
                    places[place].classes[CLASSES[EXPECTED]] += 1


def _add(sums: _Sums, known: _Known, voters: int, times: int) -> None:
    """Put a protocol in (1), or take it out (-1)."""
    sums.classes[known.class_] += times
    if known.class_ == CLASSES[APPROVED]:
        sums.voters_counted += times * voters
    if known.row is not None:
        sums.rows += times
        for at, number in enumerate(known.row):
            if number is not None:
                sums.numbers[at] += times * number
                sums.papers[at] += times


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that was kept differs from the one computed from scratch. None: not there, or not known."""

    contest: str
    place: str
    name: str  # "line T", "votes Amanat", "class held", "voters", …
    kept: int | None
    computed: int | None


def compare(running: Running, state: State) -> tuple[Difference, ...]:
    """Compute every total from scratch and name all that differ, in the order of contests and places; none is as it must be."""
    return tuple(_differences(running, state))


def _differences(running: Running, state: State) -> Iterator[Difference]:
    known = {contest.id for contest in running.event.contests}
    for contest in state.event.contests:
        computed = totals(state, contest)
        kept = running.totals(contest.id) if contest.id in known else {}
        for place in {**computed, **kept}:
            one, other = (found[place].named() if place in found else {} for found in (kept, computed))
            for name in {**other, **one}:
                if one.get(name) != other.get(name):
                    yield Difference(contest.id, place, name, one.get(name), other.get(name))
