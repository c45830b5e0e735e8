"""Whole percentages: are there more stations with a turnout or a share at a whole percent than chance makes?

Somebody who writes figures to order aims at 70 %, not at 70.31 %. Counting does not aim. A station is a hit where turnout or
share is within 0.05 points of a whole percent. What chance makes is computed, not simulated: each count is taken as drawn anew
from a binomial distribution with its own share, and the chances of all results that hit are added.

Innocent causes: small stations (their shares are few fractions; the exact expectation takes care of most of it), rounding
rules, forms filled to a quota of ballots, tables that were merged.

Source: Kobak, Shpilkin and Pshenichnikov, *Integer percentages as electoral falsification fingerprints* (Annals of Applied
Statistics 10, 2016); their expectation is a Monte Carlo one.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log, sqrt

from dauys.audit.stations import Excess, Station, excess, ordinary

REACH, MORE = 6, 8
"""Standard deviations, and votes, around a count beyond which no result is looked at: the chance of one is 2e-9 at most."""


@dataclass(frozen=True, slots=True)
class IntegerPercentages:
    """Stations taken, and the hits: by turnout, by the leader's share, by either."""

    stations: int
    turnout: Excess
    share: Excess
    either: Excess


def integer_percentages(stations: Iterable[Station]) -> IntegerPercentages:
    """The test, over stations with 100 voters or more and turnout and share of at most 99 %."""
    taken = ordinary(stations)
    chance = _Chances(max((max(one.registered, one.counted) for one in taken), default=0))
    turnout = [(chance.of_a_hit(one.registered, one.issued), is_hit(one.registered, one.issued)) for one in taken]
    share = [(chance.of_a_hit(one.counted, one.leader), is_hit(one.counted, one.leader)) for one in taken]
    both = list(zip(turnout, share, strict=True))
    return IntegerPercentages(
        len(taken),
        excess(sum(hit for _, hit in turnout), (p for p, _ in turnout)),
        excess(sum(hit for _, hit in share), (p for p, _ in share)),
        excess(sum(one or other for (_, one), (_, other) in both), (1 - (1 - p) * (1 - q) for (p, _), (q, _) in both)),
    )


def is_hit(base: int, part: int) -> bool:
    """Whether part / base is within 0.05 percentage points of a whole percent; in whole numbers."""
    nearest = (200 * part + base) // (2 * base)
    return abs(2000 * part - 20 * base * nearest) <= base


class _Chances:
    """Chances of a hit. What depends on the base alone is kept: stations of one size are many."""

    def __init__(self, largest: int) -> None:
        self._log_factorial = list(accumulate(map(log, range(1, largest + 1)), initial=0.0))
        self._hits: dict[int, tuple[list[int], list[float]]] = {}

    def of_a_hit(self, base: int, part: int) -> float:
        """The chance that a count drawn from Binomial(base, part / base) is a hit."""
        if part in (0, base):
            return 1.0
        hits, ways = self._hits.get(base) or self._all_hits(base)
        share = part / base
        reach = REACH * sqrt(part * (1 - share)) + MORE
        here = slice(bisect_left(hits, part - reach), bisect_right(hits, part + reach))
        # ln of C(base, k) share^k (1 - share)^(base - k), with what is common to all k taken out
        odds, none = log(part / (base - part)), base * log(1 - share)
        return sum([exp(count + k * odds + none) for k, count in zip(hits[here], ways[here], strict=True)])

    def _all_hits(self, base: int) -> tuple[list[int], list[float]]:
        """Every count that is a hit for this base, with the logarithm of its binomial coefficient."""
        hits = [
            k
            for percent in range(101)  # |2000 k - 20 base percent| <= base
            for k in range(max(0, -((1 - 20 * percent) * base // 2000)), min(base, (20 * percent + 1) * base // 2000) + 1)
        ]
        log_factorial = self._log_factorial
        whole = log_factorial[base]
        found = hits, [whole - log_factorial[k] - log_factorial[base - k] for k in hits]
        self._hits[base] = found
        return found
