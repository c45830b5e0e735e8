"""Turnout against the leader's share, and how much of the leader's votes stand beyond the others' turnout.

Innocent causes of a relation: town and country, age, regions of one people, a side that brings its voters. So it is looked at
inside strata that are alike, never in a whole country.

The scaling of Shpilkin takes the others' votes by turnout as the shape that the leader's votes should have, fitted below the
peak; what the leader has above it is beyond the shape. It answers differently for a country, for its regions added up, and for
another peak, sometimes threefold: so all are given, and a report shows the range, never one number. The peak that the rule
finds by itself is far from the one an eye would choose where most stations are high (Russia 2020, 2024).

Source: Shpilkin, in Troitsky Variant 40 (2009) and later; the fixed rule here is our own, so that nobody chooses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from statistics import correlation

from dauys.audit.stations import Station, voted

BELOW_THE_PEAK = 10
"""Percents of turnout below the peak over which the shapes are fitted."""

NO_PEAK_FROM = 95
"""Percents of turnout from which no peak is looked for."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How the leader's votes go with turnout, over stations."""

    stations: int
    correlation: float  # of turnout and share
    slope: float  # of the leader's votes by voter on turnout, weighted by voters; above 1: more than all added turnout


def relation(stations: Iterable[Station]) -> Relation:
    """The relation, over the stations given: choose them by stratum, and by ``large`` or ``ordinary``."""
    taken = voted(stations)
    if len(taken) < 2:
        raise ValueError("a relation needs two stations")
    weights = [station.registered for station in taken]
    turnout = [station.turnout for station in taken]
    of_roll = [station.leader / station.registered for station in taken]
    total = sum(weights)
    centre = sum(w * x for w, x in zip(weights, turnout, strict=True)) / total
    level = sum(w * y for w, y in zip(weights, of_roll, strict=True)) / total
    spread = sum(w * (x - centre) ** 2 for w, x in zip(weights, turnout, strict=True))
    shared = sum(w * (x - centre) * (y - level) for w, x, y in zip(weights, turnout, of_roll, strict=True))
    return Relation(len(taken), correlation(turnout, [station.share for station in taken]), shared / spread)


@dataclass(frozen=True, slots=True)
class Scaling:
    """The leader's votes beyond the others' shape."""

    peak: int  # percent of turnout, rounded down
    ratio: Fraction  # leader's votes for one of the others', from ten percents below the peak up to it
    beyond: Fraction  # votes


def scaling(stations: Iterable[Station], peak: int | None = None) -> Scaling:
    """The scaling; ``peak`` is found where it is not given: the middle of the three percents with the most of the others.

    Where the others have no votes at the peak and below, the ratio is 0 and all of the leader's votes above are beyond.
    """
    leader, others = [0] * 101, [0] * 101
    for station in voted(stations):
        percent = 100 * station.issued // station.registered
        if percent <= 100:
            leader[percent] += station.leader
            others[percent] += station.counted - station.leader
    if peak is None:
        peak = max(range(NO_PEAK_FROM), key=lambda percent: sum(others[max(0, percent - 1) : percent + 2]))
    fitted = slice(max(0, peak - BELOW_THE_PEAK), peak + 1)
    base = sum(others[fitted])
    ratio = Fraction(sum(leader[fitted]), base) if base else Fraction(0)
    above = zip(leader[peak + 1 :], others[peak + 1 :], strict=True)
    return Scaling(peak, ratio, sum((max(Fraction(0), won - ratio * rest) for won, rest in above), Fraction(0)))


@dataclass(frozen=True, slots=True)
class ScalingRange:
    """The same question asked in every way that is usual; a report shows ``low`` to ``high``."""

    whole: Scaling
    chosen: tuple[Scaling, ...]  # with peaks that somebody named
    by_region: Fraction  # votes beyond, region by region, added up

    @property
    def low(self) -> Fraction:
        return min(self._all())

    @property
    def high(self) -> Fraction:
        return max(self._all())

    def _all(self) -> tuple[Fraction, ...]:
        return self.whole.beyond, self.by_region, *(one.beyond for one in self.chosen)


def scaling_range(regions: Mapping[str, Sequence[Station]], peaks: Sequence[int] = ()) -> ScalingRange:
    """The scaling over the whole, with each of the peaks named, and region by region."""
    everywhere = list(chain.from_iterable(regions.values()))
    return ScalingRange(
        scaling(everywhere),
        tuple(scaling(everywhere, peak) for peak in peaks),
        sum((scaling(stations).beyond for stations in regions.values()), Fraction(0)),
    )
