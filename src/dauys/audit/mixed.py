"""A mixed election tests itself: one party's share on the list ballot and on the constituency ballot of the same station.

Both ballots are given to the same people at the same table, so the shares go together, and the numbers of ballots too. A
station far from the others of its constituency has something to explain: a mistake in typing, swapped columns, ballots that
were not given out, or one contest that was counted otherwise than the other. A popular candidate moves all stations of the
constituency alike and is taken out by the median.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import correlation, fmean, median, pstdev

from dauys.audit.chances import normal_tail

FAR = 4.0
"""Robust standard deviations from the median of the constituency that put a station on the list to look at."""

TEN_POINTS = 0.1

_TO_DEVIATION = 1.4826  # the median distance from the median, times this, is a normal number's standard deviation


@dataclass(frozen=True, slots=True)
class Votes:
    """One party at one station in both contests; a contest without valid votes has no share."""

    station: str
    list_votes: int
    list_valid: int
    seat_votes: int  # for the party's candidate in the constituency
    seat_valid: int

    @property
    def difference(self) -> float | None:
        """The share in the constituency less the share on the list; None where one of them does not exist."""
        if not (self.list_valid and self.seat_valid):
            return None
        return self.seat_votes / self.seat_valid - self.list_votes / self.list_valid


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the two ballots go together, over all stations with both."""

    stations: int
    correlation: float
    mean_difference: float
    deviation: float
    beyond_ten_points: int


def agreement(stations: Iterable[Votes]) -> Agreement:
    """The two shares compared, over the stations that have both."""
    taken = [(one, difference) for one in stations if (difference := one.difference) is not None]
    differences = [difference for _, difference in taken]
    return Agreement(
        len(taken),
        correlation(
            [one.list_votes / one.list_valid for one, _ in taken], [one.seat_votes / one.seat_valid for one, _ in taken]
        ),
        fmean(differences),
        pstdev(differences),
        sum(abs(difference) > TEN_POINTS for difference in differences),
    )


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """A station whose two ballots differ otherwise than those of its neighbours."""

    constituency: str
    station: str
    difference: float
    usual: float  # the median of the constituency
    score: float  # robust standard deviations between them


@dataclass(frozen=True, slots=True)
class Looked:
    """The stations to look at, of how many, and how many would be there if differences were normal and nothing wrong."""

    stations: int
    far: tuple[ToLookAt, ...]  # the farthest first

    @property
    def by_chance(self) -> float:
        return self.stations * 2 * normal_tail(FAR)


def far_from_neighbours(constituencies: Mapping[str, Sequence[Votes]]) -> Looked:
    """Stations more than ``FAR`` robust standard deviations from the median of their constituency."""
    total, far = 0, []
    for constituency, stations in constituencies.items():
        differences = [(one.station, difference) for one in stations if (difference := one.difference) is not None]
        total += len(differences)
        if not differences:
            continue
        usual = median(difference for _, difference in differences)
        deviation = _TO_DEVIATION * median(abs(difference - usual) for _, difference in differences)
        far += [
            ToLookAt(constituency, station, difference, usual, (difference - usual) / deviation)
            for station, difference in differences
            if deviation and abs(difference - usual) > FAR * deviation
        ]
    return Looked(total, tuple(sorted(far, key=lambda one: (-abs(one.score), one.constituency, one.station))))


@dataclass(frozen=True, slots=True)
class Papers:
    """Stations with more ballots than signatures (an error, always), and with fewer (some are taken home)."""

    more: int
    fewer: int
    equal: int


def ballots_and_signatures(stations: Iterable[tuple[int, int]]) -> Papers:
    """ballots, signatures: of each station."""
    signs = [(ballots > signatures) - (ballots < signatures) for ballots, signatures in stations]
    return Papers(signs.count(1), signs.count(-1), signs.count(0))
