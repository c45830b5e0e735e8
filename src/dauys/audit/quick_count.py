"""A quick count: a share estimated from a sample of stations, with the error that such a sample has.

The margin comes from the stations, never from the voters in them: those of one station vote alike, so a hundred thousand
ballots from eight hundred stations say little more than eight hundred numbers. Stations that do not answer are the real danger:
report by stratum, and fix before the night when to stop.

Sources: Cochran, *Sampling Techniques*, 3rd ed., sections 6.11-6.12 (the combined ratio estimator); Estok, Nevitte and Cowan,
*The Quick Count and Election Observation* (NDI 2002).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

Z_95 = 1.96


@dataclass(frozen=True, slots=True)
class Stratum:
    """The stations of a district, and those that were drawn: votes for the option, and all votes of the base."""

    stations: int
    drawn: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The estimated share and its error."""

    share: Fraction
    standard_error: float
    drawn: int
    stations: int
    alone: int  # strata with one station drawn of several: their part of the error cannot be seen, and is left out

    @property
    def margin(self) -> float:
        """Half of the interval that holds the truth 95 times of 100."""
        return Z_95 * self.standard_error


def estimate(strata: Sequence[Stratum]) -> Estimate:
    """The share over all strata; raises ValueError where a stratum has no station drawn."""
    if not strata or any(not 0 < len(stratum.drawn) <= stratum.stations for stratum in strata):
        raise ValueError("every stratum needs a station drawn, and not more than it has")
    weighted = [(Fraction(one.stations, len(one.drawn)), one) for one in strata]
    base = sum(weight * sum(x for _, x in one.drawn) for weight, one in weighted)
    if not base:
        raise ValueError("no votes in the stations drawn")
    share = sum(weight * sum(y for y, _ in one.drawn) for weight, one in weighted) / base
    variance = sum(_variance(one, float(share)) for one in strata)
    return Estimate(
        Fraction(share),
        sqrt(variance) / float(base),
        sum(len(one.drawn) for one in strata),
        sum(one.stations for one in strata),
        sum(len(one.drawn) == 1 < one.stations for one in strata),
    )


def _variance(stratum: Stratum, share: float) -> float:
    """What a stratum adds to the variance of the estimated votes, by the distances of its stations from the ratio."""
    size = len(stratum.drawn)
    if size < 2:
        return 0.0
    distances = [votes - share * base for votes, base in stratum.drawn]
    centre = sum(distances) / size
    spread = sum((distance - centre) ** 2 for distance in distances) / (size - 1)
    return stratum.stations**2 * (1 - size / stratum.stations) * spread / size


def margin_of(size: int) -> float:
    """The largest margin of a simple sample of ``size`` that vote each for themselves: of stations as if each were one voter.

    The truth lies between the margin of the voters (far too small) and that of the stations (too large).
    """
    return 0.5 * Z_95 / sqrt(size)
