"""Ballot comparison: each ballot drawn is read by people and compared with its record; the risk by Kaplan and Markov.

Only the four kinds of differences count, by how many votes they move the margin of the pair that is hurt most. One bound for
all contests, with ``gamma`` above 1 as the price of not being stopped for good by a single difference of two votes.

Sources: Stark, *Super-simple Simultaneous Single-ballot Risk-limiting Audits* (EVT/WOTE 2010); Lindeman and Stark, *A Gentle
Introduction to Risk-Limiting Audits* (IEEE Security & Privacy 10, 2012). For the size by total error bounds: Stark and
Teague, *Verifiable European Elections* (JETS 3, 2014).
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from dauys.audit.exact import HALF, Number, as_probability, checked, checked_risk_limit, decimal, in_fifty_digits, ln

GAMMA = Fraction("1.03905")
"""The usual inflation of the error bound (Lindeman and Stark 2012)."""


@dataclass(frozen=True, slots=True)
class Differences:
    """How many ballots of the sample differ from their records, or which part of all ballots is expected to.

    ``over``: the record was better for the reported winner than the paper. ``under``: it was worse.
    """

    over_one: Number = 0  # by one vote: a vote for the winner that is no vote, no vote that is one for the loser
    over_two: Number = 0  # by two: a vote for the winner that is one for the loser
    under_one: Number = 0
    under_two: Number = 0

    def __post_init__(self) -> None:
        for number in (self.over_one, self.over_two, self.under_one, self.under_two):
            if checked(number, "differences") < 0:
                raise ValueError(f"{number} differences: there cannot be fewer than none")

    @property
    def total(self) -> Number:
        return self.over_one + self.over_two + self.under_one + self.under_two


NONE = Differences()


def _log_factors(differences: Differences, gamma: Fraction) -> Decimal:
    """The logarithm of what the differences multiply into the evidence."""
    return (
        decimal(differences.over_one) * ln(1 - 1 / (2 * gamma))
        + decimal(differences.over_two) * ln(1 - 1 / gamma)
        + decimal(differences.under_one) * ln(1 + 1 / (2 * gamma))
        + decimal(differences.under_two) * ln(1 + 1 / gamma)
    )


@in_fifty_digits
def comparison_risk(margin: Number, size: int, differences: Differences = NONE, gamma: Number = GAMMA) -> Decimal:
    """The measured risk after ``size`` ballots, drawn with replacement.

    margin: the smallest margin of all pairs and contests, in votes, as a part of all ballots (diluted).
    """
    exact, inflated = _checked(margin, gamma)
    if differences.total > size:
        raise ValueError(f"{differences.total} ballots differ among {size}")
    return as_probability((size * ln(1 - exact / (2 * inflated)) - _log_factors(differences, inflated)).exp())


@in_fifty_digits
def comparison_size(margin: Number, risk_limit: Number, differences: Differences = NONE, gamma: Number = GAMMA) -> int | None:
    """How many ballots are enough if they hold these differences and no others; None: count everything.

    The published estimate: it takes ``margin`` for ``-2 gamma ln(1 - margin / 2 gamma)``, which is a little more, so that the
    size is never too small.
    """
    exact, inflated = _checked(margin, gamma)
    limit = checked_risk_limit(risk_limit)
    if limit == 0 or exact == 0:
        return None
    needed = -2 * decimal(inflated) * (ln(limit) + _log_factors(differences, inflated)) / decimal(exact)
    return max(ceil(differences.total), ceil(needed))


@in_fifty_digits
def comparison_size_at_rates(margin: Number, risk_limit: Number, rates: Differences, gamma: Number = GAMMA) -> int | None:
    """The size that expects differences at these rates, found by asking three times what a size brings with it.

    Differences of one vote are rounded up (one at least is prudent), those of two votes to the nearest.
    """
    exact, inflated = _checked(margin, gamma)
    limit = checked_risk_limit(risk_limit)
    slowed = decimal(exact) + 2 * decimal(inflated) * _log_factors(rates, inflated)
    if limit == 0 or exact == 0 or slowed <= 0:  # the differences eat the margin
        return None
    size: int | None = ceil(-2 * decimal(inflated) * ln(limit) / slowed)
    for _ in range(3):
        assert size is not None
        expected = Differences(
            ceil(rates.over_one * size),
            floor(rates.over_two * size + HALF),
            ceil(rates.under_one * size),
            floor(rates.under_two * size + HALF),
        )
        size = comparison_size(exact, limit, expected, inflated)
    return size


@in_fifty_digits
def effort_at_rate(risk_limit: Number, rate: Number, gamma: Number = GAMMA) -> Decimal:
    """Ballots times margin where overstatements of one vote come at ``rate`` times the margin: 'rho' of the authors."""
    _, inflated = _checked(0, gamma)
    part = checked(rate, "the rate")
    return -ln(checked_risk_limit(risk_limit)) / (decimal(1 / (2 * inflated)) + decimal(part) * ln(1 - 1 / (2 * inflated)))


@in_fifty_digits
def size_by_bound(total_bound: Number, risk_limit: Number, gamma: Number) -> Decimal | None:
    """Ballots to compare if none differs, by Kaplan and Wald, before rounding up; None: count everything.

    total_bound: the bounds of the error of every ballot, relative to the margins, added up: ballots times the largest.
    gamma: the part of the evidence that is staked on each ballot, between 0 and 1.
    """
    bound, staked = checked(total_bound, "the bound"), checked(gamma, "gamma")
    if bound <= 1 or not 0 < staked < 1:
        raise ValueError("a total bound above 1 and a gamma between 0 and 1 are needed")
    limit = checked_risk_limit(risk_limit)
    return None if limit == 0 else -ln(limit) / ln(staked / (1 - 1 / bound) + 1 - staked)


def _checked(margin: Number, gamma: Number) -> tuple[Fraction, Fraction]:
    exact, inflated = checked(margin, "the margin"), checked(gamma, "gamma")
    if not 0 <= exact <= 1:
        raise ValueError(f"a diluted margin of {exact}: from 0 to 1")
    if inflated <= 1:
        raise ValueError(f"gamma is {inflated}; it must be above 1")
    return exact, inflated
