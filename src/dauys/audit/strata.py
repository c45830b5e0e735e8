"""Two strata with samples of their own, pooled: the outcome is wrong only if the strata are wrong together.

However a false assertion divides itself between the strata, one of them must contradict its sample. The risk is the largest
over all divisions, each measured by ALPHA in both strata and combined: by the product of the fortunes, or by Fisher's method.

Source: Spertus and Stark, *Sweeter than SUITE: Supermartingale Stratified Union-Intersection Tests of Elections* (E-Vote-ID
2022).
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dauys.audit.exact import HALF, Number, checked, in_fifty_digits
from dauys.audit.martingales import alpha


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of the ballots, and those drawn from it without replacement, in order.

    values: what the assorter gives to the papers; where they are compared with records, ``upper`` - record + paper.
    """

    ballots: int
    values: tuple[Number, ...]
    upper: Number  # the assorter's largest number
    alternative: Number  # the mean of the values to bet on
    records: Number | None = None  # the mean that the assorter gives to the records; None: there are none

    def risk(self, mean: Fraction) -> Decimal:
        """The measured risk, at the end of the sample, that the assorter's mean here is ``mean`` or less."""
        upper, expected = checked(self.upper, "the upper bound"), checked(self.alternative, "the alternative")
        null = mean if self.records is None else mean + upper - checked(self.records, "the mean of the records")
        if null <= 0:  # no mean is below zero, and where it is zero, all values are
            return Decimal(0) if null < 0 or any(self.values) else Decimal(1)
        if null >= expected or not self.values:
            return Decimal(1)  # the bet would be on the other side
        bound = upper if self.records is None else 2 * upper
        return alpha(self.values, bound=bound, alternative=expected, population=self.ballots, mean=null)[-1]


def product(one: Decimal, other: Decimal) -> Decimal:
    """The combined risk where each is one over a fortune: one over the product of the fortunes."""
    return one * other


def fisher(one: Decimal, other: Decimal) -> Decimal:
    """The combined risk of any two measured risks (chi-square with four degrees of freedom)."""
    both = one * other
    return both * (1 - both.ln()) if both else Decimal(0)


@in_fifty_digits
def stratified_risk(
    one: Stratum,
    other: Stratum,
    *,
    combined: Callable[[Decimal, Decimal], Decimal] = product,
    steps: int = 200,
    mean: Number = HALF,
) -> Decimal:
    """The measured risk that the mean over both strata is ``mean`` or less.

    steps: into how many parts the possible means of the first stratum are divided. Between two neighbours the risk is not
    looked at; it changes smoothly there.
    """
    weight = Fraction(one.ballots, one.ballots + other.ballots)
    wanted = checked(mean, "the mean")
    lowest = max(Fraction(0), (wanted - (1 - weight) * checked(other.upper, "the upper bound")) / weight)
    highest = min(checked(one.upper, "the upper bound"), wanted / weight)
    divisions = ((highest - lowest) * step / steps + lowest for step in range(steps + 1))
    return max(combined(one.risk(first), other.risk((wanted - weight * first) / (1 - weight))) for first in divisions)
