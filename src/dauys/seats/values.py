"""The values that every seat rule takes and gives: exact numbers, lines of a table, ties, lots, steps of a trace.

Nothing here knows a party, a country or a file. An option is a string; a number is an ``int`` or a ``Fraction``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm

type Number = int | Fraction
"""An exact number. Votes may be fractions (shared ballots in Japan); a float is refused wherever it would enter."""

type Value = bool | int | Fraction | str | tuple[Value, ...] | Mapping[str, Value] | None
"""What a step of a trace may hold: exact, and writable as JSON."""


class NoVotes(ValueError):
    """There are no votes to divide seats by: no quota and no quotient exists."""


class OverAward(ValueError):
    """The rule gives more seats than there are, and no policy says who gives one back."""


class WrongLot(ValueError):
    """A lot was handed in that does not answer the tie that arose."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trace: the rule applied, what went in, what came out. The law adds the article."""

    rule: str
    inputs: Mapping[str, Value]
    result: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Tie:
    """Options with the same claim to fewer seats than they are: only the law, or a lot, can tell them apart."""

    among: frozenset[str]
    seats: int  # how many of them get one; 0 < seats < len(among)
    at: str  # the step that could not choose: "remainder", "quotient", "votes", "rank", …


@dataclass(frozen=True, slots=True)
class Lot:
    """A drawn decision, bound to the tie that it answers."""

    tie: Tie
    winners: frozenset[str]

    def __post_init__(self) -> None:
        strangers = self.winners - self.tie.among
        if strangers:
            raise WrongLot(f"{', '.join(sorted(strangers))}: not among the tied {', '.join(sorted(self.tie.among))}")
        if len(self.winners) != self.tie.seats:
            raise WrongLot(f"the tie is for {self.tie.seats}, the lot names {len(self.winners)}")


@dataclass(frozen=True, slots=True)
class Line:
    """One option's line in the table of an allocation."""

    votes: Number
    due: Fraction  # seats, unrounded: votes over quota, or votes over the divisor shown
    whole: int  # seats from the whole part, or from rounding at the divisor
    extra: int = 0  # seats from a remainder, a minimum or a lot; negative where the rule takes one back
    held: int = 0  # seats already held, counted by the rule but not given by it

    @property
    def remainder(self) -> Fraction:
        return self.due - self.whole

    @property
    def seats(self) -> int:
        """Seats given by this allocation, those already held not among them."""
        return self.whole + self.extra


@dataclass(frozen=True, slots=True)
class Interval:
    """The divisors that give one and the same result: from ``low`` to ``high``, and a round one between them.

    ``high`` is None where no divisor is too high (nobody was given a seat). For rules that compare squares
    (Huntington-Hill) the bounds are squares, and ``power`` is 2; ``shown`` is always the divisor itself.
    """

    low: Fraction
    high: Fraction | None
    shown: Fraction
    power: int = 1


@dataclass(frozen=True, slots=True)
class Allocation:
    """Seats by option, every line of the table, and how it came about.

    While ``tie`` is set its seats are given to nobody. ``unfilled`` counts seats that no option could take, because
    every one of them is at its maximum or has no votes.
    """

    lines: Mapping[str, Line]
    quota: Fraction | None = None  # votes per seat, for quota rules
    divisors: Interval | None = None  # for divisor rules
    tie: Tie | None = None
    unfilled: int = 0
    trace: tuple[Step, ...] = field(default=(), compare=False)

    @property
    def seats(self) -> dict[str, int]:
        return {option: line.seats for option, line in self.lines.items()}


def settle(allocation: Allocation, lot: Lot) -> Allocation:
    """Give the tied seats as the lot says.

    Raises WrongLot where the allocation has no tie, or another than the one the lot was drawn for.
    """
    if allocation.tie != lot.tie:
        raise WrongLot(f"the lot answers {lot.tie}; the open question is {allocation.tie}")
    lines = {
        option: replace(line, extra=line.extra + 1) if option in lot.winners else line
        for option, line in allocation.lines.items()
    }
    step = Step(
        "lot",
        {"among": tuple(sorted(lot.tie.among)), "seats": lot.tie.seats, "at": lot.tie.at},
        {"winners": tuple(sorted(lot.winners))},
    )
    return replace(allocation, lines=lines, tie=None, trace=(*allocation.trace, step))


def largest(claims: Mapping[str, Number], places: int, at: str) -> tuple[frozenset[str], Tie | None]:
    """The ``places`` options with the largest claims; fewer of them, and a tie, where equal claims meet the last place.

    places: 0 or more; with as many places as options or more, everybody has one.
    """
    if places <= 0:
        return frozenset(), None
    if places >= len(claims):
        return frozenset(claims), None
    # Whole numbers compare many times faster than fractions: one common denominator for all changes no order.
    common = lcm(*(claim.denominator for claim in claims.values()))
    scaled = {option: claim.numerator * (common // claim.denominator) for option, claim in claims.items()}
    last = sorted(scaled.values(), reverse=True)[places - 1]
    above = frozenset(option for option, claim in scaled.items() if claim > last)
    level = frozenset(option for option, claim in scaled.items() if claim == last)
    if len(above) + len(level) == places:
        return above | level, None
    return above, Tie(among=level, seats=places - len(above), at=at)


def exact_votes(votes: Mapping[str, Number]) -> Number:
    """Check that votes are exact and not negative; give their sum.

    Raises TypeError for a float (which cannot hold every vote count) and ValueError for a negative number.
    """
    for option, count in votes.items():
        if isinstance(count, bool) or not isinstance(count, int | Fraction):
            raise TypeError(f"{option}: {count!r} is not an exact number; give an int or a Fraction")
        if count < 0:
            raise ValueError(f"{option}: {count} votes; votes cannot be negative")
    return total(votes.values())


def total(numbers: Iterable[Number]) -> Number:
    """The sum, typed: ``sum`` alone loses the type of mixed integers and fractions."""
    result: Number = 0
    for number in numbers:
        result = result + number
    return result


def by_option(allocation_lines: Mapping[str, Line], what: str) -> dict[str, Value]:
    """One column of the table, in the order of the lines."""
    return {option: getattr(line, what) for option, line in allocation_lines.items()}
