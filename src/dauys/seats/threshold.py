"""Thresholds: who takes part in the division of seats. A line met exactly is met.

A condition is a measure (votes, constituencies won) and a line; the law combines conditions by *any* and *all*, and
says who is exempt. An equal claim at a rank ("the three largest lists") is a tie, like any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dauys.seats.values import Number, Step, Tie, exact_votes, largest


@dataclass(frozen=True, slots=True)
class Admission:
    """Who meets a condition, who does not, and the tie that keeps some undecided."""

    admitted: frozenset[str]
    refused: frozenset[str]
    tie: Tie | None = None
    trace: tuple[Step, ...] = ()


def reach(measure: Mapping[str, Number], line: Mapping[str, Number] | Number, *, more_than: bool = False) -> Admission:
    """Those whose measure is at least the line, or more than it.

    measure: votes, or constituencies won, by list. line: one for all, or one for each list (coalitions).
    """
    exact_votes(measure)
    lines = line if isinstance(line, Mapping) else dict.fromkeys(measure, line)
    met = frozenset(o for o, n in measure.items() if (n > lines[o] if more_than else n >= lines[o]))
    step = Step(
        "threshold",
        {"measure": dict(measure), "line": dict(lines) if isinstance(line, Mapping) else line,
         "compared": "more than" if more_than else "at least"},
        {"admitted": tuple(sorted(met)), "refused": tuple(sorted(measure.keys() - met))},
    )  # fmt: skip
    return Admission(met, frozenset(measure) - met, trace=(step,))


def rank(measure: Mapping[str, Number], at_most: int) -> Admission:
    """The ``at_most`` largest. Equal measures at the last rank are a tie: the tied are neither in nor out."""
    exact_votes(measure)
    first, tie = largest(measure, at_most, "rank")
    undecided = tie.among if tie else frozenset[str]()
    step = Step(
        "rank",
        {"measure": dict(measure), "at most": at_most},
        {"admitted": tuple(sorted(first)), "tie": tuple(sorted(undecided))},
    )
    return Admission(first, frozenset(measure) - first - undecided, tie, (step,))
