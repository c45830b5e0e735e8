"""Ballot polling in rounds, by Minerva and Athena: the same assurance as BRAVO with fewer ballots, a round at a time.

A round stops the audit where so many votes for the winner are rare under a tie and not under the report: the ratio of the two
tails, both without the samples that would have stopped an earlier round, is at most the risk limit. Athena asks besides that
the ratio of the chances of this very count is at most ``ratio``.

Source: Zagórski, McClearn, Morin, McBurnett and Vora, *Minerva: An Efficient Risk-Limiting Ballot Polling Audit* (USENIX
Security 2021), and *The Athena Class of Risk-Limiting Ballot Polling Audits* (arXiv 2008.02315). The sample is drawn with
replacement. Whole numbers throughout: with a share of a/b, every way to draw n ballots with k for the winner has the chance
``a^k (b-a)^(n-k) / b^n`` under the report and ``1 / 2^n`` under a tie, so only the ways need counting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, sqrt
from statistics import NormalDist

from dauys.audit.binomial import at_least
from dauys.audit.exact import Number, checked, checked_risk_limit
from dauys.audit.polling import checked_share


@dataclass(frozen=True, slots=True)
class Round:
    """What one round asks for, and the chances that the audit has stopped by its end."""

    size: int  # ballots for the two up to here
    least: int | None  # votes for the winner up to here that stop the audit; None where no number does
    stopped_if_tied: Fraction  # the risk that has been spent
    stopped_if_right: Fraction


def rounds(share: Number, risk_limit: Number, sizes: Sequence[int], *, ratio: Number | None = None) -> tuple[Round, ...]:
    """The rounds of an audit by Minerva, or by Athena where ``ratio`` is given (its authors take 1).

    share: the winner's reported part of the votes for the two. sizes: ballots for the two up to the end of each round.
    The work grows with the square of the size: a second or two at 2,000 ballots. For tight margins take ALPHA.
    """
    return tuple(one for one, _ in _played(checked_share(share), checked_risk_limit(risk_limit), sizes, ratio))


def round_risk(
    share: Number, risk_limit: Number, sizes: Sequence[int], winner: Sequence[int], *, ratio: Number | None = None
) -> Fraction:
    """The measured risk after the last of the rounds that were held: exact, and at most 1.

    winner: votes for the winner up to the end of each round. Raises ValueError where an earlier round had stopped the audit.
    """
    if not sizes or len(winner) != len(sizes) or any(not 0 <= count <= size for count, size in zip(winner, sizes, strict=True)):
        raise ValueError("for each round, votes for the winner: from 0 up to the ballots drawn")
    exact = checked_share(share)
    played = _played(exact, checked_risk_limit(risk_limit), sizes, ratio)
    for (one, _), count in zip(played[:-1], winner, strict=False):
        if one.least is not None and count >= one.least:
            raise ValueError(f"the round of {one.size} ballots stopped the audit: {count} votes, {one.least} were enough")
    ways = played[-1][1]
    tied, right = _tails(exact, ways, winner[-1])
    return min(Fraction(1), tied / right) if right else Fraction(1)


def _played(share: Fraction, limit: Fraction, sizes: Sequence[int], ratio: Number | None) -> list[tuple[Round, list[int]]]:
    """Each round, with the ways by which each count of votes is reached without a stop before."""
    if any(later <= earlier for earlier, later in zip([0, *sizes], sizes, strict=False)):
        raise ValueError("the sizes of rounds grow: each is all ballots drawn so far")
    most = None if ratio is None else checked(ratio, "the ratio")
    played: list[tuple[Round, list[int]]] = []
    ways, size = [1], 0
    stopped_if_tied = stopped_if_right = Fraction(0)
    for end in sizes:
        for _ in range(end - size):  # one ballot more: for the winner, or for the loser
            ways = [a + b for a, b in zip([0, *ways], [*ways, 0], strict=True)]
        size = end
        least = _least(share, ways, limit, most)
        reached = ways
        if least is not None:
            tied, right = _tails(share, ways, least)
            stopped_if_tied += tied
            stopped_if_right += right
            ways = [count if votes < least else 0 for votes, count in enumerate(ways)]
        played.append((Round(size, least, stopped_if_tied, stopped_if_right), reached))
    return played


def _least(share: Fraction, ways: list[int], limit: Fraction, ratio: Fraction | None) -> int | None:
    """The least number of votes that stops: from the top down, until a condition fails. Both only get worse on the way."""
    size, found = len(ways) - 1, None
    lost = share.denominator - share.numerator
    if_tied, if_right = share.denominator**size, 2**size  # each the other's denominator
    tied = right = 0
    for votes in range(size, -1, -1):
        chance = share.numerator**votes * lost ** (size - votes)
        tied += ways[votes]
        right += ways[votes] * chance
        if tied * if_tied * limit.denominator > limit.numerator * right * if_right:
            break
        if ratio is not None and if_tied > ratio * chance * if_right:
            break
        if tied:
            found = votes
    return found


def _tails(share: Fraction, ways: list[int], least: int) -> tuple[Fraction, Fraction]:
    """The chances of ``least`` votes or more, under a tie and under the report."""
    size, lost = len(ways) - 1, share.denominator - share.numerator
    tail = range(least, size + 1)
    tied = sum(ways[votes] for votes in tail)
    right = sum(ways[votes] * share.numerator**votes * lost ** (size - votes) for votes in tail)
    return Fraction(tied, 2**size), Fraction(right, share.denominator**size)


# ---- planning: floats, since nothing is decided by them --------------------------------------------------------------


def minerva_first_size(share: Number, risk_limit: Number, probability: Number) -> int:
    """Ballots for the two that stop a first round of Minerva with this probability, if the report is right.

    The probability rises with the size like a saw, and halving finds one place where it passes the goal, as the published
    program athena does: the size found is enough, the one before it is not, and some smaller one may be enough too.
    """
    exact, limit, goal = _goal(share, risk_limit, probability)
    too_few, enough = 1, 10_000
    while _stops(enough, exact, limit) < goal:
        enough *= 2
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if _stops(middle, exact, limit) > goal:
            enough = middle
        else:
            too_few = middle
    return enough


def minerva_normal_first_size(share: Number, risk_limit: Number, probability: Number) -> int:
    """The same by two normal curves, for margins so small that counting would take long.

    The stopping line leaves ``probability`` above it under the report and ``risk_limit`` times as much under a tie.
    """
    exact, limit, goal = _goal(share, risk_limit, probability)
    normal = NormalDist()
    tied, right = normal.inv_cdf(1 - limit * goal), normal.inv_cdf(goal)
    return ceil(((tied / 2 + right * sqrt(exact * (1 - exact))) / (exact - 0.5)) ** 2)


def _goal(share: Number, risk_limit: Number, probability: Number) -> tuple[float, float, float]:
    limit, goal = checked_risk_limit(risk_limit), checked(probability, "the probability")
    if not (limit > 0 and 0 < goal < 1):
        raise ValueError("a size can be planned for a risk limit above 0 and a probability between 0 and 1")
    return float(checked_share(share)), float(limit), float(goal)


def _stops(size: int, share: float, limit: float) -> float:
    """The chance that a single round of this size stops, if the report is right."""
    low, high = size // 2, size + 1
    while low < high:
        middle = (low + high) // 2
        if at_least(middle, size, 0.5) <= limit * at_least(middle, size, share):
            high = middle
        else:
            low = middle + 1
    return at_least(low, size, share)
