"""Batch comparison: all ballots of some polling stations are counted again and compared with their protocols.

The natural audit where protocols exist and records of single ballots do not. MACRO takes several contests at once: the error
of a station is the largest over all pairs of all contests, relative to the pair's margin. Stations are drawn with replacement,
each with a chance in proportion to the largest error that it could hold (``dauys.audit.sampling.draw_by_weight``).

Source: Stark, *Risk-Limiting Post-Election Audits: Conservative P-values from Common Probability Inequalities* (IEEE TIFS 4,
2009) and *Super-Simple Simultaneous Single-Ballot Risk-Limiting Audits* (EVT/WOTE 2010).
"""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil

from dauys.audit.exact import Number, as_probability, checked, checked_risk_limit, decimal, in_fifty_digits, ln

type Margins = Mapping[tuple[str, str], int]
"""Votes between each reported winner and each loser of a contest."""


def pair_margins(votes: Mapping[str, int], winners: Collection[str], in_no_batch: int = 0) -> dict[tuple[str, str], int]:
    """The margins of a contest.

    in_no_batch: ballots that the totals hold and no batch does (lost, disputed). Nobody can count them again, so they are
    taken for the losers. Raises ValueError where a margin is not above zero: then only a full count can tell.
    """
    margins = {
        (winner, loser): votes[winner] - votes[loser] - in_no_batch
        for winner in winners
        for loser in votes.keys() - set(winners)
    }
    if closed := sorted(pair for pair, margin in margins.items() if margin <= 0):
        raise ValueError(f"no margin between {' and '.join(closed[0])}: count everything")
    return dict(sorted(margins.items()))


def error_bound(votes: Mapping[str, int], ballots: int, margins: Margins) -> Fraction:
    """The largest error that a batch can hold, relative to the margins: every ballot of it belongs to the loser.

    votes: as reported, of every option in ``margins``. margins: of all pairs of the contests that are held in the batch.
    """
    return max(Fraction(votes[winner] - votes[loser] + ballots, margin) for (winner, loser), margin in margins.items())


def found_error(reported: Mapping[str, int], counted: Mapping[str, int], margins: Margins) -> Fraction:
    """The error that was found in a batch, relative to the margins; negative where the report hurt the winner."""
    return max(
        Fraction((reported[winner] - reported[loser]) - (counted[winner] - counted[loser]), margin)
        for (winner, loser), margin in margins.items()
    )


@in_fifty_digits
def batch_risk(total_bound: Number, taints: Iterable[Number]) -> Decimal:
    """The measured risk by Kaplan and Markov.

    total_bound: the error bounds of all batches added up. taints: for each draw, a batch drawn twice counting twice, the
    error found over the bound of that batch. A taint of 1/total_bound leaves the risk as it was.
    """
    bound, risk = checked(total_bound, "the bound"), Decimal(1)
    if bound < 1:
        return Decimal(0)  # all the error that there can be does not change the outcome
    for taint in taints:
        exact = checked(taint, "a taint")
        if exact > 1:
            raise ValueError(f"a taint of {exact}: more error than the batch can hold")
        if exact == 1:
            return Decimal(1)
        risk *= decimal((1 - 1 / bound) / (1 - exact))
    return as_probability(risk)


@in_fifty_digits
def batch_size(total_bound: Number, risk_limit: Number) -> int | None:
    """Draws that are enough if no error is found; None: count everything. The program Arlo adds one to it."""
    bound, limit = checked(total_bound, "the bound"), checked_risk_limit(risk_limit)
    if bound <= 1:
        return 0 if bound < 1 else 1
    return None if limit == 0 else ceil(ln(limit) / ln(1 - 1 / bound))
