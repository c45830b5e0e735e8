"""Chance that is the same on every machine: totals shared out whole, and luck that multiplies, in whole numbers alone.

What a logarithm or an exponential gives in its last digit is the machine's; coins are everybody's.
"""

from collections.abc import Sequence
from functools import cache
from random import Random

COINS = 63
_FINE = 16  # bits between one head and the next, so that two weights are seldom the same
_MEAN, _DEVIATION = (COINS + 1) // 2, 4  # of the heads among so many coins, and what lies between


def luck(random: Random, spread: int) -> int:
    """A weight around a million, spread by so many hundredths as a log-normal one is: each head of 63 coins multiplies."""
    weights, bits = _weights(spread), random.getrandbits(COINS + _FINE)
    heads, between = (bits >> _FINE).bit_count(), bits & ((1 << _FINE) - 1)
    return weights[heads] + ((weights[heads + 1] - weights[heads]) * between >> _FINE)


@cache
def _weights(spread: int) -> tuple[int, ...]:
    """The weight for each number of heads, and one more; a head more is a quarter of the spread more."""
    step, more = 100 * _DEVIATION, 100 * _DEVIATION + spread
    above = [10**6 * more**heads // step**heads for heads in range(_MEAN + 1)]
    below = [max(1, 10**6 * step**tails // more**tails) for tails in range(_MEAN, 0, -1)]
    return (*below, *above)


def share(total: int, weights: Sequence[int], caps: Sequence[int] | None = None) -> list[int]:
    """A total shared out by weights, none above its cap: whole parts, then one each to the largest remainders, in rounds.

    Raises ValueError where the caps leave no room for the total.
    """
    whole = sum(weights)
    if whole:
        given = _apart(total, weights, whole)
        if caps is None or all(part <= cap for part, cap in zip(given, caps, strict=True)):
            return given
    return _within(total, weights, [total] * len(weights) if caps is None else caps)


def _apart(total: int, weights: Sequence[int], whole: int) -> list[int]:
    """As if there were no caps: the first of equal remainders comes first."""
    given = [total * weight // whole for weight in weights]
    if rest := total - sum(given):
        remainders = [total * weight % whole for weight in weights]
        for index in sorted(range(len(weights)), key=remainders.__getitem__, reverse=True)[:rest]:
            given[index] += 1
    return given


def _within(total: int, weights: Sequence[int], caps: Sequence[int]) -> list[int]:
    """Round after round among those that are below their caps; where only weights of nothing are left, they are equal."""
    if sum(caps) < total:
        raise ValueError(f"{total} do not go into {sum(caps)}")
    given = [0] * len(caps)
    while left := total - sum(given):
        able = [index for index, cap in enumerate(caps) if given[index] < cap]
        here = [weights[index] for index in able]
        parts = _apart(left, here, sum(here)) if any(here) else _apart(left, [1] * len(able), len(able))
        for index, part in zip(able, parts, strict=True):
            given[index] += min(part, caps[index] - given[index])
    return given
