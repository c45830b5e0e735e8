"""Turnout and share together: the fingerprint picture, and the values from which a fit of Klimek's model starts.

The model tells honest turnout and share (two normal curves around a peak) from stuffing. Its parameters cannot be told apart
well: a second fit of the same model to the same figures (Mebane and Kalinin) gave a fifth of the first one's stuffing. So the
parameters are not fitted here. The picture is shown; the start values describe its honest part.

Source: Klimek, Yegorov, Hanel and Thurner, *Statistical detection of systematic election irregularities* (PNAS 109, 2012).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, exp, floor, log, sqrt
from statistics import fmean, stdev

from dauys.audit.stations import Station, large, voted

LOWEST_PEAK = 0.3
"""Turnouts and shares up to which no peak is looked for."""

GRID = 1000
"""Steps from 0 to 1 at which the density is looked at."""

_FINE = 10 * GRID
_REACH = 6  # bandwidths beyond which a station does not count


def fingerprint(stations: Iterable[Station]) -> dict[tuple[int, int], int]:
    """Voters on the lists, by percent of turnout and percent of the leader's share, both rounded down, in order."""
    found: Counter[tuple[int, int]] = Counter()
    for one in voted(stations):
        found[min(100, 100 * one.issued // one.registered), 100 * one.leader // one.counted] += one.registered
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class StartValues:
    """Where the honest part stands and how wide it is; parts of one."""

    turnout: float  # the first peak: tau
    share: float  # nu
    turnout_width: float  # below the peak, where the share is below its own too: sigma tau
    share_width: float  # below the peak: sigma nu
    stuffing_width: float  # theta


def start_values(stations: Iterable[Station]) -> StartValues:
    """The start values, over all stations with voters and ballots."""
    taken = voted(stations)
    turnouts, shares = [min(1.0, one.turnout) for one in taken], [min(1.0, one.share) for one in taken]
    turnout, share = first_peak(turnouts), first_peak(shares)
    both = zip(turnouts, shares, strict=True)
    return StartValues(
        turnout,
        share,
        _root_mean_square([x - turnout for x, y in both if x < turnout and y < share]),
        _root_mean_square([y - share for y in shares if y < share]),
        sqrt(_root_mean_square([y - share for y in shares if y > share])),
    )


def first_peak(values: Sequence[float]) -> float:
    """The first peak above ``LOWEST_PEAK`` of a density of numbers from 0 to 1, on a grid of thousandths.

    The density is Gaussian with Scott's bandwidth. The values are first shared out between the two nearest of ten thousand
    places (Wand, *Fast computation of multivariate kernel estimators*, 1994), which changes it by less than the grid can show.
    Raises ValueError where there is no peak.
    """
    width = stdev(values) * len(values) ** -0.2
    weights = [0.0] * (_FINE + 2)
    for value in values:
        place = floor(value * _FINE)
        part = value * _FINE - place
        weights[place] += 1 - part
        weights[place + 1] += part
    reach = ceil(_REACH * width * _FINE)
    kernel = [exp(-((step / _FINE / width) ** 2) / 2) for step in range(-reach, reach + 1)]
    padded = [0.0] * reach + weights + [0.0] * reach

    def density(step: int) -> float:
        place = step * (_FINE // GRID)
        return sum(map(float.__mul__, kernel, padded[place : place + 2 * reach + 1]))

    before, here = density(floor(LOWEST_PEAK * GRID)), density(floor(LOWEST_PEAK * GRID) + 1)
    for step in range(floor(LOWEST_PEAK * GRID) + 1, GRID):
        after = density(step + 1)
        if before <= here > after:
            return step / GRID
        before, here = here, after
    raise ValueError(f"no peak above {LOWEST_PEAK}")


def _root_mean_square(values: Sequence[float]) -> float:
    return sqrt(fmean(value * value for value in values))


@dataclass(frozen=True, slots=True)
class Shape:
    """How far a distribution is from a normal one, which has zero of both."""

    skewness: float
    excess_kurtosis: float


def logit_shape(stations: Iterable[Station]) -> Shape:
    """The shape of ln((voters - leader) / leader), over large stations where neither is zero."""
    taken = [one for one in large(stations) if 0 < one.leader < one.registered]
    values = [log((one.registered - one.leader) / one.leader) for one in taken]
    centre = fmean(values)
    second, third, fourth = (fmean((value - centre) ** power for value in values) for power in (2, 3, 4))
    return Shape(third / second**1.5, fourth / second**2 - 3)
