"""Turnout in its three bases, each share with what it is a share of; and as it was reported hour by hour.

*Issued*, *in boxes* and *valid* are three numbers of ballots, and the press mixes them up. Each is held against the voters on
the lists of the very stations whose counted papers have it, so that ballots and voters are always of the same people. How
many voters a station has its own approved record tells, added and struck-off voters included; where there is none, the
definition does, and it is said of how many stations.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dauys.acts import STATION, State
from dauys.election.event import Contest, Station, lineage
from dauys.protocol.life import Protocol
from dauys.tally.sheet import IN_BOXES, ISSUED, REGISTERED, VALID, Row, Sheet, sheet_of

BASES = ("issued", "in boxes", "valid")
"""Ballots given to voters; ballots found in the boxes; ballots that count for an option or against all."""


@dataclass(frozen=True, slots=True)
class Share:
    """Ballots of one base against voters, both of the stations whose counted paper has the figure."""

    base: str
    ballots: int | None  # None: no counted paper has them
    voters: int
    stations: int
    by_record: int  # of these stations, those whose own approved paper tells the voters; of the others the definition does

    @property
    def share(self) -> Fraction | None:
        """Exactly; None where it is not known, or nobody is on the lists. It can be more than 1: lists are wrong sometimes."""
        return None if self.ballots is None or self.voters == 0 else Fraction(self.ballots, self.voters)


@dataclass(frozen=True, slots=True)
class Turnout:
    """The turnout of one contest at one place."""

    contest: str
    place: str
    stations: int  # expected
    counted: int  # whose protocol counts
    shares: Mapping[str, Share]  # by base


@dataclass(frozen=True, slots=True)
class Hour:
    """Ballots issued up to an hour at one place, by the stations that reported then: nothing is carried over from before."""

    place: str
    hour: str
    issued: int  # at the stations that reported
    reporting: int
    stations: int  # of the place
    voters: int  # of the stations that reported, by the definition

    @property
    def share(self) -> Fraction | None:
        """Of the voters of the stations that reported; None where nobody is on their lists."""
        return Fraction(self.issued, self.voters) if self.voters else None


@dataclass(frozen=True, slots=True)
class _Station:
    """What one counted paper says of turnout."""

    ballots: tuple[int | None, ...]  # by base
    voters: int
    by_record: bool


def turnout(state: State, contest: Contest) -> dict[str, Turnout]:
    """The turnout of a contest at each place that its stations lie in; a place before those within it."""
    event = state.event
    sheet = sheet_of(event, contest)
    expected: dict[str, int] = defaultdict(int)
    counted: dict[str, list[_Station]] = defaultdict(list)
    for station in event.stations_of(contest.id):
        paper = state.life(station.id, contest.id).counting
        told = None if paper is None else _station(state, contest, station, sheet, paper)
        for place in event.places_above(station.id, contest):
            expected[place] += 1
            if told is not None:
                counted[place].append(told)
    return {
        place: Turnout(contest.id, place, stations, len(counted[place]), _shares(counted[place]))
        for place, stations in expected.items()
    }


def _station(state: State, contest: Contest, station: Station, sheet: Sheet, protocol: Protocol) -> _Station:
    paper = protocol.figures
    if paper is None:  # merged: its voters are here, and its ballots are in the paper of the first of its group
        ballots: tuple[int | None, ...] = (0,) * len(BASES)
    else:
        row = sheet.row(paper)
        ballots = (_line(sheet, row, ISSUED), _line(sheet, row, IN_BOXES), _valid(sheet, row))
    # The station's own record is of the first day; on the day of a repeat vote the list may be another.
    record = state.counting(station.id, STATION) if contest.repeats is None else None
    told = [None if one is None else one.one(REGISTERED) for one in (record, None if protocol.together else paper)]
    voters = next((number for number in told if number is not None), None)
    return _Station(ballots, station.voters if voters is None else voters, voters is not None)


def _line(sheet: Sheet, row: Row, code: str) -> int | None:
    return row[sheet.lines[code]] if code in sheet.lines else None


def _valid(sheet: Sheet, row: Row) -> int | None:
    """Valid ballots as the paper states them; where the form has no line for them, the votes for all options."""
    if VALID in sheet.lines:
        return row[sheet.lines[VALID]]
    votes = [row[at] for at in sheet.votes.values()]
    known = [number for number in votes if number is not None]
    return sum(known) if len(known) == len(votes) else None


def _shares(stations: Sequence[_Station]) -> dict[str, Share]:
    shares = {}
    for at, base in enumerate(BASES):
        known = [(number, one) for one in stations if (number := one.ballots[at]) is not None]
        shares[base] = Share(
            base,
            sum(number for number, _ in known) if known else None,
            sum(one.voters for _, one in known),
            len(known),
            sum(one.by_record for _, one in known),
        )
    return shares


# ---- hour by hour --------------------------------------------------------------------------------------------------------


def turnout_by_hour(state: State) -> dict[str, tuple[Hour, ...]]:
    """The turnout reported at each place, the hours in their order; a place where no station has reported has none."""
    event = state.event
    here: dict[str, list[Station]] = defaultdict(list)
    for station in event.stations.values():
        for place in lineage(station.place, event.places):
            here[place].append(station)
    return {place: tuple(_hours(state, place, here[place])) for place in event.places if place in here}


def _hours(state: State, place: str, stations: Sequence[Station]) -> Iterator[Hour]:
    reported = [(station, told) for station in stations if (told := state.turnout.get(station.id))]
    hours = {hour for _, told in reported for hour in told}
    for hour in sorted(hours, key=lambda hour: (len(hour), hour)):  # 9:00 before 10:00, and 09:00 as well
        then = [(station, told[hour]) for station, told in reported if hour in told]
        issued, voters = sum(number for _, number in then), sum(station.voters for station, _ in then)
        yield Hour(place, hour, issued, len(then), len(stations), voters)
