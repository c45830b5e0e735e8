"""Tails of the usual distributions, in floats, by closed forms."""

from collections.abc import Iterable
from math import comb, erfc, exp, factorial, fsum, gamma, sqrt


def normal_tail(score: float) -> float:
    """The chance that a standard normal number is ``score`` or more."""
    return erfc(score / sqrt(2)) / 2


def chi_square_tail(value: float, degrees: int) -> float:
    """The chance that chi-square with whole degrees of freedom is ``value`` or more (Abramowitz and Stegun 26.4.4-5)."""
    if degrees < 1 or value < 0:
        raise ValueError(f"chi-square of {value} with {degrees} degrees of freedom")
    half = value / 2
    if degrees % 2:
        rest = fsum(half ** (step + 0.5) / gamma(step + 1.5) for step in range(degrees // 2))
        return erfc(sqrt(half)) + exp(-half) * rest
    return exp(-half) * fsum(half**step / factorial(step) for step in range(degrees // 2))


def at_most(count: int, size: int, chance: float) -> float:
    """The chance of ``count`` or fewer successes in ``size`` tries."""
    return fsum(comb(size, k) * chance**k * (1 - chance) ** (size - k) for k in range(count + 1))


def chi_square(observed: Iterable[int], expected: Iterable[float]) -> float:
    """The sum of squared differences, each over what was expected."""
    return fsum((seen - due) ** 2 / due for seen, due in zip(observed, expected, strict=True))
