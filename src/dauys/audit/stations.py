"""What the statistics read of a polling station, and which stations they take.

The rules for all of them: parameters are fixed before the count and stand here as constants; a result is an effect beside what
chance alone would give; it says where to look, and what was found there is for people to say. Innocent causes stand in the
docstring of each test. Floats are right here: nothing that follows is between a vote and a seat.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from dauys.audit.chances import normal_tail

SMALLEST_ROLL = 100
"""Voters on the list of a station that is taken: below, whole percentages and extremes come by themselves."""

LARGEST_PERCENT = 99
"""Turnout and share of a station that is taken, at most: hospitals, ships and prisons vote as one."""


@dataclass(frozen=True, slots=True)
class Station:
    """One station and one contest. Who 'the leader' is, is fixed for all stations: the winner of the whole contest."""

    registered: int  # voters on the list, those added on the day included
    issued: int  # ballots given out, or signatures
    counted: int  # ballots found, invalid ones included
    leader: int  # votes

    @property
    def turnout(self) -> float:
        return self.issued / self.registered

    @property
    def share(self) -> float:
        return self.leader / self.counted


def voted(stations: Iterable[Station]) -> list[Station]:
    """Those where a turnout and a share exist."""
    return [station for station in stations if station.registered > 0 and station.counted > 0]


def large(stations: Iterable[Station]) -> list[Station]:
    """Those of them with ``SMALLEST_ROLL`` voters at least."""
    return [station for station in voted(stations) if station.registered >= SMALLEST_ROLL]


def ordinary(stations: Iterable[Station]) -> list[Station]:
    """Those of the large ones with turnout and share of at most ``LARGEST_PERCENT``; compared in whole numbers."""
    return [
        station
        for station in large(stations)
        if 100 * station.issued <= LARGEST_PERCENT * station.registered
        and 100 * station.leader <= LARGEST_PERCENT * station.counted
    ]


@dataclass(frozen=True, slots=True)
class Excess:
    """How often something was seen, beside how often chance alone would show it."""

    observed: int
    expected: float
    deviation: float  # the standard deviation of what chance shows

    @property
    def effect(self) -> float:
        return self.observed - self.expected

    @property
    def score(self) -> float:
        """The effect in standard deviations."""
        return self.effect / self.deviation if self.deviation else 0.0

    @property
    def by_chance(self) -> float:
        """The chance of such a score or a larger one where nothing is the matter: the rate of false flags."""
        return normal_tail(self.score)


def excess(observed: int, chances: Iterable[float]) -> Excess:
    """``observed`` beside events that are independent, each with its own chance."""
    held = list(chances)
    return Excess(observed, sum(held), sqrt(sum(chance * (1 - chance) for chance in held)))
