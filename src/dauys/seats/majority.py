"""Votes for persons: the most votes win (plurality), or more than half, or else a second round."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from dauys.seats.values import Number, Step, Tie, exact_votes, largest


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is elected; who goes to a second round where nobody is; and the tie, if one stands in the way."""

    elected: frozenset[str]
    run_off: frozenset[str] = frozenset()
    tie: Tie | None = None  # at "votes": for the seats; at "run-off": for a place in the second round
    trace: tuple[Step, ...] = ()


def plurality(votes: Mapping[str, Number], seats: int = 1) -> Choice:
    """The ``seats`` options with the most votes. Equal votes at the last seat are a tie, and nobody of them gets it."""
    exact_votes(votes)
    elected, tie = largest(votes, seats, "votes")
    step = Step(
        "plurality",
        {"votes": dict(votes), "seats": seats},
        {"elected": tuple(sorted(elected)), "tie": tuple(sorted(tie.among)) if tie else ()},
    )
    return Choice(elected, tie=tie, trace=(step,))


def absolute_majority(
    votes: Mapping[str, Number], of: Number, *, more_than: Fraction = Fraction(1, 2), run_off_between: int = 2
) -> Choice:
    """One seat, for the most votes if they are more than ``more_than`` of the base ``of``; else a second round.

    of: the base in the law's words: valid votes, ballots, those who took part.
    more_than: below a half (Georgia 2012: 30 %), two can reach it; then the larger wins, and equals are a tie.
    run_off_between: how many go to the second round; 0 where the law knows none.
    """
    exact_votes(votes)
    needed = of * more_than
    elected, tie = largest({option: count for option, count in votes.items() if count > needed}, 1, "votes")
    run_off = frozenset[str]()
    if not elected and tie is None:
        run_off, tie = largest(votes, run_off_between, "run-off")
    step = Step(
        "absolute majority",
        {"votes": dict(votes), "base": of, "more than": more_than},
        {"needed": needed, "elected": tuple(sorted(elected)), "run-off": tuple(sorted(run_off)),
         "tie": tuple(sorted(tie.among)) if tie else ()},
    )  # fmt: skip
    return Choice(elected, run_off, tie, (step,))
