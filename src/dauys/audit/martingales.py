"""Risk from a sequence of numbers: is the mean of all of them above a half, as the assertion says?

Every assertion of an audit becomes such a question (``dauys.audit.assertions``). The evidence is a fortune that starts at 1 and
bets on each number before it is drawn; if the mean is a half or less, no way of betting makes it grow on the average, and it
reaches 1/r with a chance of r at most (Ville's inequality). So the risk after each draw is one over the fortune, and an audit
may take the smallest so far: that is what lets it look after every ballot and stop.

Sources: Stark, *ALPHA: Audit that Learns from Previously Hand-Audited Ballots* (Annals of Applied Statistics 17, 2023); Stark,
*Sets of Half-Average Nulls Generate Risk-Limiting Audits: SHANGRLA* (2020), for Kaplan-Markov, -Wald and -Kolmogorov.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import repeat
from math import lcm

from dauys.audit.exact import HALF, Number, as_probability, checked, checked_risk_limit, decimal, in_fifty_digits

CEILING = Fraction(999, 1000)
"""The part of the upper bound that an alternative stays below, so that one ballot against it does not end all evidence."""

_PROVED = Decimal("Infinity")
"""The fortune once more has been seen than a false assertion allows: no rest of the values can make it false."""


@in_fifty_digits
def alpha(
    values: Sequence[Number],
    *,
    bound: Number,
    alternative: Number,
    population: int | None = None,
    learning: int | None = None,
    mean: Number = HALF,
) -> tuple[Decimal, ...]:
    """The measured risk after each value, by ALPHA.

    values: in the order drawn, from 0 to ``bound``. alternative: the mean to bet on, above ``mean``: the reported one.
    population: how many values there are in all, for a sample without replacement; None: drawn with replacement.
    learning: None keeps the alternative. A number makes it follow the sample, as if the report were that many values of it
    (the truncated shrinkage estimate of the paper); then a report that is wrong in the size of the margin costs less.
    mean: what the assertion says the mean is above.
    """
    drawn = _between(values, bound)
    upper, expected, null = checked(bound, "the bound"), checked(alternative, "the alternative"), checked(mean, "the mean")
    if not 0 < null < expected <= upper:
        raise ValueError("the mean, the alternative and the bound must rise: 0 < mean < alternative <= bound")
    if population is not None and len(drawn) > population:
        raise ValueError(f"{len(drawn)} values drawn of {population}")
    if learning is not None and learning < 1:
        raise ValueError(f"a report that counts as {learning} values")

    def factors() -> Iterator[Decimal]:
        seen = Fraction(0)
        for before, value in enumerate(drawn):
            # The mean of what is left, if the assertion just fails; and what the bet takes it for.
            false = null if population is None else (population * null - seen) / (population - before)
            if learning is not None:
                bet = (learning * expected + seen) / (learning + before)
            else:
                bet = expected if population is None else (population * expected - seen) / (population - before)
            seen += value
            if population is not None and seen > population * null:
                yield _PROVED
            else:
                yield _factor(value, upper, false, max(false, min(bet, CEILING * upper)))

    return _risks(factors())


def _factor(value: Fraction, bound: Fraction, false: Fraction, bet: Fraction) -> Decimal:
    """What one value multiplies into the fortune."""
    if false == 0 or false >= bound:  # nothing can be learned from this value
        return Decimal(1)
    return decimal((value * bet / false + (bound - value) * (bound - bet) / (bound - false)) / bound)


@in_fifty_digits
def kaplan_markov(values: Sequence[Number], *, padding: Number = 0, mean: Number = HALF) -> tuple[Decimal, ...]:
    """The measured risk after each value drawn with replacement: the product of (mean + padding) / (value + padding)."""
    more, null = checked(padding, "the padding"), checked(mean, "the mean")
    return _risks(decimal((value + more) / (null + more)) for value in _between(values))


@in_fifty_digits
def kaplan_wald(values: Sequence[Number], *, kept: Number = 0, mean: Number = HALF) -> tuple[Decimal, ...]:
    """The same by Wald: of each stake the part ``kept`` is held back."""
    held, null = checked(kept, "the part kept"), checked(mean, "the mean")
    if not 0 <= held < 1:
        raise ValueError(f"a part of {held} kept: from 0 up to, not including, 1")
    return _risks(decimal((1 - held) * value / null + held) for value in _between(values))


@in_fifty_digits
def kaplan_kolmogorov(
    values: Sequence[Number], population: int, *, padding: Number = 0, mean: Number = HALF
) -> tuple[Decimal, ...]:
    """The same as Kaplan-Markov, for a sample without replacement from ``population`` values."""
    if len(values) > population:
        raise ValueError(f"{len(values)} values drawn of {population}")
    more, null = checked(padding, "the padding"), checked(mean, "the mean")
    *padded, false = _whole([*(value + more for value in _between(values)), null + more])
    return _risks(_without_replacement(padded, population, false))


@in_fifty_digits
def size_if_all_are(
    value: Number, population: int, risk_limit: Number, *, padding: Number = 0, mean: Number = HALF, unseen: int = 0
) -> int | None:
    """Values to draw, by Kaplan-Kolmogorov, if every one is ``value``; None: no sample short of all is enough.

    value: for a comparison without differences, ``dauys.audit.assertions.no_difference``. unseen: the first values that the
    running sum leaves out. 0 is right; 1 is a little careful, and what the published program for Hesse 2016 does.
    """
    limit = decimal(checked_risk_limit(risk_limit))
    if not limit:
        return None
    more = checked(padding, "the padding")
    padded, false = _whole([checked(value, "the value") + more, checked(mean, "the mean") + more])
    fortune = Decimal(1)
    for drawn, factor in enumerate(_without_replacement(repeat(padded, population - 1), population, false, unseen), 1):
        fortune *= factor
        if limit * fortune >= 1:
            return drawn
    return None


def _without_replacement(values: Iterable[int], population: int, false: int, unseen: int = 0) -> Iterator[Decimal]:
    """Each value over the mean of what is left, if the mean of all is ``false``; whole numbers, which are fast."""
    seen = 0
    for before, value in enumerate(values):
        rest = population * false - seen
        if value > rest:
            yield _PROVED
        else:
            yield Decimal(value * (population - before)) / rest if rest else Decimal(1)
        if before >= unseen:
            seen += value


def _whole(numbers: Sequence[Fraction]) -> list[int]:
    """The numbers as whole multiples of what they have in common."""
    common = lcm(*(number.denominator for number in numbers))
    return [number.numerator * (common // number.denominator) for number in numbers]


def _risks(factors: Iterable[Decimal]) -> tuple[Decimal, ...]:
    """One over the fortune, after each factor."""
    fortune = Decimal(1)
    risks: list[Decimal] = []
    for factor in factors:
        fortune = factor if factor.is_infinite() else fortune * factor
        risks.append(as_probability(1 / fortune) if fortune else Decimal(1))
    return tuple(risks)


def _between(values: Iterable[Number], bound: Number | None = None) -> list[Fraction]:
    exact = [checked(value, "a value") for value in values]
    if any(value < 0 or (bound is not None and value > bound) for value in exact):
        raise ValueError(f"values go from 0 to {'no bound' if bound is None else bound}")
    return exact
