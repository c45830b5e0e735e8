"""Chances of a binomial count in floats, good to about ten digits: for planning how many ballots to fetch."""

from math import exp, lgamma, log, log1p


def at_least(count: int, size: int, share: float) -> float:
    """The chance of ``count`` or more among ``size`` draws with replacement, each a success with chance ``share``.

    The terms are added from the one at ``count`` outwards, away from the middle, until they no longer matter.
    """
    if count <= 0:
        return 1.0
    if count > size:
        return 0.0
    if count >= size * share:
        return _outwards(count, size, share)
    return 1.0 - _outwards(size - count + 1, size, 1.0 - share)  # the failures are more than allowed


def _outwards(count: int, size: int, share: float) -> float:
    odds = share / (1.0 - share) if share < 1.0 else 0.0
    term = total = _exactly(count, size, share)
    while count < size and term > total * 1e-18:
        term *= (size - count) / (count + 1) * odds
        total += term
        count += 1
    return total


def _exactly(count: int, size: int, share: float) -> float:
    if share in (0.0, 1.0):
        return float(count == size * share)
    ways = lgamma(size + 1) - lgamma(count + 1) - lgamma(size - count + 1)
    return exp(ways + count * log(share) + (size - count) * log1p(-share))
