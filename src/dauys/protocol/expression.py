"""Small expressions over the lines of a form: sums, comparisons, shares. Parsed by hand, never evaluated as code.

The grammar, whole::

    check      = sum ("==" | "!=" | "<=" | ">=" | "<" | ">") sum
    sum        = product (("+" | "-") product)*
    product    = value ("*" value)*
    value      = number | number "%" | line | function "(" line ")" | "(" sum ")"
    function   = "sum" | "here" | "most" | "least" | "given"

A line is a code (``T``), or a code of another form of the same station (``station.A``). ``acts.delivered`` stands on no
paper: it is how many ballots of the contest the station has received, as the acts of delivery have it. ``sum(P)`` adds a line
that has several cells (votes by option, ballots by box, issued by member); ``here(station.G)`` adds those of this contest
alone; ``most(B)`` and ``least(B)`` look across the station's contests; ``given(S)`` is an optional line, and nothing where it
was left empty. A number that is not known makes the whole check unknown: neither met nor broken.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import lcm

COMPARISONS: Mapping[str, Callable[[int | Fraction, int | Fraction], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
ARITHMETIC: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
ACTS, OF_ACTS = "acts", ("delivered",)
"""What stands in the place of a form for numbers that the acts tell, and these numbers."""
FUNCTIONS = ("sum", "here", "most", "least", "given")
LONGEST = 500  # characters
DEEPEST = 20  # parentheses within parentheses: neither bound is near a check that people can read

_TOKEN = re.compile(
    r"\s*(?:([0-9]+(?:\.[0-9]+)?%?)|([A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)?)|(==|!=|<=|>=|[-+*()<>]))"
)


class BadExpression(ValueError):
    """The text is not an expression of this grammar: where, and what was expected."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, a percentage as its fraction."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the form; ``function`` tells how several cells become one number, None for a line of one cell."""

    code: str
    function: str | None = None
    form: str = field(init=False, repr=False, compare=False)  # of the code's two parts the first: "station", or ""
    bare: str = field(init=False, repr=False, compare=False)  # and the second: the code within its form

    def __post_init__(self) -> None:
        form, _, bare = self.code.rpartition(".")
        object.__setattr__(self, "form", form)
        object.__setattr__(self, "bare", bare)


@dataclass(frozen=True, slots=True)
class Operation:
    """Two terms added, subtracted or multiplied."""

    sign: str  # "+", "-", "*"
    left: "Term"
    right: "Term"


type Term = Number | Line | Operation
type Known = Callable[[Line], int | None]
type Weights = tuple[Mapping[Line, Fraction], Fraction]
"""A term as a sum: so many times each line, and a number."""


@dataclass(frozen=True)
class Comparison:
    """A whole check: two terms, and how they must compare."""

    text: str
    left: Term
    sign: str
    right: Term

    def lines(self) -> tuple[Line, ...]:
        """Every line named, in order, once."""
        return tuple(dict.fromkeys((*_lines(self.left), *_lines(self.right))))

    def holds(self, known: Known) -> bool | None:
        """Whether it holds; None where a number that it needs is not known."""
        if self.weighed is None:
            left, right = self.sides(known)
            return None if left is None or right is None else COMPARISONS[self.sign](left, right)
        weights, total = self.weighed
        for line, weight in weights:
            if (number := known(line)) is None:
                return None
            total += number * weight
        return COMPARISONS[self.sign](total, 0)

    @cached_property
    def weighed(self) -> tuple[tuple[tuple[Line, int], ...], int] | None:
        """The left side less the right one, as whole weights of lines and a whole number; None where lines are multiplied.

        A night asks millions of checks, and whole numbers are as exact as fractions and many times faster.
        """
        weights = _weights(Operation("-", self.left, self.right))
        if weights is None:
            return None
        lines, number = weights
        parts = lcm(number.denominator, *(weight.denominator for weight in lines.values()))
        return tuple((line, int(weight * parts)) for line, weight in lines.items()), int(number * parts)

    def sides(self, known: Known) -> tuple[Fraction | None, Fraction | None]:
        """The two numbers compared, to be shown."""
        return value(self.left, known), value(self.right, known)


def value(term: Term, known: Known) -> Fraction | None:
    """The number a term comes to, exactly; None where a line is not known."""
    if isinstance(term, Number):
        return term.value
    if isinstance(term, Line):
        found = known(term)
        return None if found is None else Fraction(found)
    left, right = value(term.left, known), value(term.right, known)
    if left is None or right is None:
        return None
    return ARITHMETIC[term.sign](left, right)


def _weights(term: Term) -> Weights | None:
    """The term as a sum of lines; None where one line is multiplied by another. A line times nothing stays in it."""
    if isinstance(term, Number):
        return {}, term.value
    if isinstance(term, Line):
        return {term: Fraction(1)}, Fraction(0)
    left, right = _weights(term.left), _weights(term.right)
    if left is None or right is None:
        return None
    if term.sign == "*":
        (lines, number), (others, times) = (left, right) if left[0] else (right, left)
        return None if others else ({line: weight * times for line, weight in lines.items()}, number * times)
    (lines, number), (others, other), sign = left, right, 1 if term.sign == "+" else -1
    names = dict.fromkeys((*lines, *others))
    return {line: lines.get(line, 0) + sign * others.get(line, Fraction(0)) for line in names}, number + sign * other


def _lines(term: Term) -> Iterator[Line]:
    if isinstance(term, Line):
        yield term
    elif isinstance(term, Operation):
        yield from _lines(term.left)
        yield from _lines(term.right)


def parse(text: str) -> Comparison:
    """The check that a text writes. Raises BadExpression with the place of the first mistake."""
    if len(text) > LONGEST:
        raise BadExpression(f"longer than {LONGEST} characters")
    return _Parser(text).comparison()


class _Parser:
    """One reading of one text; thrown away when done."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._tokens())
        self.next = 0
        self.depth = 0  # parentheses open

    def _tokens(self) -> Iterator[tuple[str, str, int]]:
        """Kind ("number", "name", "sign"), text and place of each token."""
        position = 0
        while self.text[position:].strip():
            match = _TOKEN.match(self.text, position)
            if match is None:
                rest = self.text[position:].lstrip()
                column = len(self.text) - len(rest) + 1
                raise BadExpression(f"column {column}: {rest.rstrip()[:10]!r} has no meaning here")
            kind = ("number", "name", "sign")[(match.lastindex or 1) - 1]
            yield kind, match.group(match.lastindex or 1), match.start(match.lastindex or 1) + 1
            position = match.end()

    def peek(self) -> tuple[str, str, int]:
        return self.tokens[self.next] if self.next < len(self.tokens) else ("end", "", len(self.text) + 1)

    def take(self, *texts: str) -> str:
        """The next token, which must be one of these."""
        _, found, column = self.peek()
        if found not in texts:
            raise BadExpression(f"column {column}: {found or 'the end'!r} found, {' or '.join(texts)} expected")
        self.next += 1
        return found

    def comparison(self) -> Comparison:
        left = self.sum()
        sign = self.take(*COMPARISONS)
        right = self.sum()
        kind, found, column = self.peek()
        if kind != "end":
            raise BadExpression(f"column {column}: {found!r} after the end of the check")
        return Comparison(self.text, left, sign, right)

    def sum(self) -> Term:
        term = self.product()
        while self.peek()[1] in ("+", "-"):
            term = Operation(self.take("+", "-"), term, self.product())
        return term

    def product(self) -> Term:
        term = self.value()
        while self.peek()[1] == "*":
            term = Operation(self.take("*"), term, self.value())
        return term

    def value(self) -> Term:
        kind, found, column = self.peek()
        if kind == "number":
            self.next += 1
            bare = Fraction(found.removesuffix("%"))
            return Number(bare / 100 if found.endswith("%") else bare)
        if kind == "name":
            self.next += 1
            if found in FUNCTIONS:
                self.take("(")
                inside, code, place = self.peek()
                if inside != "name":
                    raise BadExpression(f"column {place}: {found}() takes a line")
                self.next += 1
                self.take(")")
                return Line(code, found)
            return Line(found)
        if found == "(":
            if self.depth == DEEPEST:
                raise BadExpression(f"column {column}: more than {DEEPEST} parentheses within each other")
            self.next += 1
            self.depth += 1
            term = self.sum()
            self.take(")")
            self.depth -= 1
            return term
        raise BadExpression(f"column {column}: {found or 'the end'!r} found, a number or a line expected")
