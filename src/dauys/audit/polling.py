"""Ballot polling by BRAVO: ballots are drawn and read; the record of single ballots is not needed.

Source: Lindeman, Stark and Yates, *BRAVO: Ballot-polling Risk-limiting Audits to Verify Outcomes* (EVT/WOTE 2012). The
sample is drawn with replacement. ``dauys.audit.martingales.alpha`` does the same and more, without replacement too.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, log, sqrt
from statistics import NormalDist

from dauys.audit.binomial import at_least
from dauys.audit.exact import HALF, Number, as_probability, checked, checked_risk_limit, in_fifty_digits, ln


@dataclass(frozen=True, slots=True)
class Pair:
    """A reported winner and a reported loser, and all ballots of the contest: theirs, others' and invalid ones."""

    winner: int  # votes
    loser: int  # votes, not more than the winner's
    ballots: int

    def __post_init__(self) -> None:
        if not (0 <= self.loser <= self.winner and self.winner > 0 and self.winner + self.loser <= self.ballots):
            raise ValueError(f"{self.winner} and {self.loser} votes among {self.ballots} ballots are no winner and loser")

    @property
    def share(self) -> Fraction:
        """The winner's part of the votes for the two."""
        return Fraction(self.winner, self.winner + self.loser)

    @property
    def diluted_margin(self) -> Fraction:
        """The margin as a part of all ballots."""
        return Fraction(self.winner - self.loser, self.ballots)


@in_fifty_digits
def bravo_risk(pair: Pair, winner: int, loser: int, drawn: int | None = None) -> Decimal:
    """The measured risk after a sample: if the reported winner did not win, such strong evidence has this chance at most.

    winner, loser: ballots of the sample for the two. drawn: all ballots of the sample, where it is known; once it holds
    every ballot there is nothing left to infer, and the risk is 0 or, where the reported winner is not ahead, 1.
    """
    if min(winner, loser) < 0 or (drawn is not None and drawn < winner + loser):
        raise ValueError(f"a sample of {winner} and {loser} votes among {drawn} ballots")
    if drawn is not None and drawn >= pair.ballots:
        return Decimal(0 if winner > loser else 1)
    if pair.share == 1 and loser:  # a ballot that the report says does not exist
        return Decimal(1)
    evidence = winner * ln(2 * pair.share) + (loser * ln(2 * (1 - pair.share)) if loser else 0)
    return as_probability((-evidence).exp())


@in_fifty_digits
def bravo_expected_size(pair: Pair, risk_limit: Number) -> int | None:
    """About how many ballots will be drawn on the average if the report is right (Wald's approximation).

    It may be more than there are ballots. None: no sample is enough, count everything (a tie, or a risk limit of 0).
    """
    limit = checked_risk_limit(risk_limit)
    if limit == 0 or pair.winner == pair.loser:
        return None
    for_winner = ln(2 * pair.share)
    for_loser = pair.loser * ln(2 * (1 - pair.share)) if pair.loser else Decimal(0)
    gain = (pair.winner * for_winner + for_loser) / pair.ballots  # evidence that one ballot brings, on the average
    return ceil((for_winner / 2 - ln(limit)) / gain)


@in_fifty_digits
def bravo_least(share: Number, size: int, risk_limit: Number) -> int | None:
    """How many of ``size`` ballots for the two must be the winner's to stop; None where even all of them are too few.

    share: the winner's reported part of the votes for the two, above a half.
    """
    exact, limit = checked_share(share), checked_risk_limit(risk_limit)
    if limit == 0:
        return None
    needed = -ln(limit)
    if exact == 1:
        return size if size * Decimal(2).ln() >= needed else None
    for_winner, for_loser = ln(2 * exact), ln(2 * (1 - exact))
    least = max(0, ceil((needed - size * for_loser) / (for_winner - for_loser)))
    return least if least <= size else None


def bravo_first_size(pair: Pair, risk_limit: Number, probability: Number) -> int | None:
    """A first sample that is enough with this probability, if the report is right; None: count everything.

    The probability rises with the size like a saw. The search begins where a normal curve reaches it and goes up to the
    first size that the binomial distribution confirms; so do Lindeman and the program Arlo, whose sizes it gives.
    """
    limit, goal = checked_risk_limit(risk_limit), float(checked(probability, "the probability"))
    if not 0 < goal < 1:
        raise ValueError(f"a probability of {probability}: between 0 and 1")
    if limit == 0 or pair.winner == pair.loser:
        return None
    size = _normal_size(float(pair.share), log(limit.denominator) - log(limit.numerator), goal) if pair.loser else 1
    while True:
        least = bravo_least(pair.share, size, limit)
        if least is not None and at_least(least, size, float(pair.share)) > goal:
            break
        size += 1
    return ceil(size * Fraction(pair.ballots, pair.winner + pair.loser))  # ballots of others are drawn as well


def _normal_size(share: float, needed: float, goal: float) -> int:
    """Where the quantile of the winner's votes, ``n p - z sqrt(n p q)``, meets the least number that stops the audit."""
    for_winner, for_loser = log(2 * share), log(2 * (1 - share))
    slope = share + for_loser / (for_winner - for_loser)
    spread = NormalDist().inv_cdf(goal) * sqrt(share * (1 - share))
    root = (spread + sqrt(max(0.0, spread**2 + 4 * slope * needed / (for_winner - for_loser)))) / (2 * slope)
    return max(1, floor(root**2))


def checked_share(share: Number) -> Fraction:
    """A winner's part of the votes for two: above a half, at most one."""
    exact = checked(share, "the share")
    if not HALF < exact <= 1:
        raise ValueError(f"a winner's share of {exact}: above a half, at most 1")
    return exact
