"""Whether list, signatures, ballots and boxes of a station agree: each equation of the law's table, for each kind of ballot.

A number that is not known makes an equation open, neither met nor broken. Nothing is repaired: a broken one is told with its
two sides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dauys.protocol.expression import Line
from dauys.register.rules import Equation, Rules

type Numbers = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Books:
    """What is known of a station at the end of the day, by the words of ``rules.TERMS``; what is left out is not known."""

    station: Numbers
    ballots: Mapping[str, Numbers]  # by contest
    boxes: Mapping[tuple[str, str], Numbers] = field(default_factory=dict)  # by mobile box and contest


@dataclass(frozen=True, slots=True)
class Broken:
    """An equation that does not hold, of which kind of ballot and mobile box, and its two sides."""

    equation: Equation
    contest: str | None
    box: str | None
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What does not agree, and how many equations hold, or wait for a number."""

    broken: tuple[Broken, ...]
    met: int
    open: int

    @property
    def agrees(self) -> bool:
        """Whether everything is known and nothing is broken."""
        return not self.broken and not self.open


def reconcile(rules: Rules, books: Books) -> Reconciled:
    """Hold every equation against what is known."""
    broken: list[Broken] = []
    met = waiting = 0
    for equation in rules.equation:
        comparison = equation.comparison
        for contest, box, numbers in _each(equation, books):

            def known(line: Line, numbers: Numbers = numbers) -> int | None:
                number = numbers.get(line.code)
                return 0 if number is None and line.function == "given" else number

            holds = comparison.holds(known)
            if holds is None:
                waiting += 1
            elif holds:
                met += 1
            else:
                left, right = comparison.sides(known)
                broken.append(Broken(equation, contest, box, int(left or 0), int(right or 0)))
    return Reconciled(tuple(broken), met, waiting)


def _each(equation: Equation, books: Books) -> list[tuple[str | None, str | None, Numbers]]:
    """Of what an equation is asked, and the numbers there."""
    match equation.each:
        case "station":
            return [(None, None, books.station)]
        case "ballot":
            return [(contest, None, {**books.station, **numbers}) for contest, numbers in books.ballots.items()]
        case "box":
            return [(contest, box, {**books.station, **numbers}) for (box, contest), numbers in books.boxes.items()]
