"""Ballot polling by a Bayesian audit whose prior makes it risk-limiting: one half for a tie, one half for all that is won.

Source: Vora, *Risk-Limiting Bayesian Polling Audits for Two Candidate Elections* (arXiv 1902.00999). The sample is drawn
without replacement from the ballots for the two.
"""

from decimal import Decimal

from dauys.audit.exact import Number, checked_risk_limit, decimal, in_fifty_digits


@in_fifty_digits
def bayesian_risk(winner: int, size: int, ballots: int) -> Decimal:
    """What remains of the prior on a tie, after ``winner`` votes among ``size`` ballots of ``ballots`` in all.

    ballots: an even number, so that a tie exists. The chance of the sample, added up over all tallies of a won contest, is
    itself a tail of a hypergeometric count: the tally is where the next vote for the winner stands among all ballots. Its
    terms are taken relative to the chance under a tie, from ``winner`` down, until they no longer matter.
    """
    half = ballots // 2
    if ballots % 2 or not 0 <= winner <= size <= ballots:
        raise ValueError(f"{winner} votes among {size} of {ballots} ballots; ballots for the two must be an even number")
    if winner > half:
        return Decimal(0)  # more votes than a tie has
    if size - winner > half:
        return Decimal(1)  # more votes against than a tie has: the winner lost
    rest = ballots - half
    term = total = Decimal((half + 1) * (rest - size + winner)) / ((half + 1 - winner) * (size + 1 - winner))
    for votes in range(winner, 0, -1):
        against = size + 1 - votes
        more, less = votes * (rest - against), (half + 2 - votes) * (against + 1)
        term = term * more / less
        total += term
        if more < less and term < total.scaleb(-60):
            break
    return 1 / (1 + total / half)


@in_fifty_digits
def bayesian_least(size: int, ballots: int, risk_limit: Number) -> int | None:
    """The least number of votes for the winner that stops the audit; None where even all of ``size`` are too few."""
    limit = decimal(checked_risk_limit(risk_limit))
    low, high = size // 2, size + 1
    while low < high:
        middle = (low + high) // 2
        if bayesian_risk(middle, size, ballots) <= limit:
            high = middle
        else:
            low = middle + 1
    return low if low <= size else None
