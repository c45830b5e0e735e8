"""One list contest that is still being counted, under one reading of its threshold: what has come, and what may come.

An outstanding ballot becomes a vote for a list, goes into the base of the threshold without being one (against all, or
invalid, as the base has it), or never comes. So a *completion* is two things: final votes by list, and by how much the
base has grown. ``Race.judged`` hands a completion to the engine itself and takes every question both ways.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from dauys.law.lists import Area, divide
from dauys.law.outcome import Answer, Clerk, Question
from dauys.law.vocabulary import Tier
from dauys.law.votes import Votes


@dataclass(frozen=True, slots=True)
class Line:
    """The line of a threshold, over a base that grows while ballots come in."""

    amount: Fraction = Fraction(0)
    more_than: bool = False
    share: bool = True  # of the base; else a plain number of votes

    def exactly(self, base: int) -> Fraction:
        """The line itself, which need not be a whole number of votes."""
        return self.amount * base if self.share else self.amount

    def votes(self, base: int) -> int:
        """The fewest votes that pass."""
        line = self.exactly(base)
        return floor(line) + 1 if self.more_than else ceil(line)

    def base_above(self, votes: int) -> int | None:
        """The smallest base at which so many votes do not pass; None where they pass at any."""
        if not self.share or not self.amount:
            return 0 if votes < self.votes(0) else None
        return ceil(votes / self.amount) if self.more_than else floor(votes / self.amount) + 1


@dataclass(frozen=True, slots=True)
class Completion:
    """One way in which the count can end: final votes by list, and how many ballots have come into the base."""

    final: Mapping[str, int]
    came: int


@dataclass(frozen=True, slots=True)
class Race:
    """The contest under one reading."""

    tier: Tier
    votes: Votes
    area: Area
    counted: Mapping[str, int]  # by list
    outstanding: int
    reading: str  # the base of the threshold; "" where there is none
    base: int  # so far; not below the sum of ``counted``
    line: Line
    idle: bool  # whether a ballot can come into the base without being a vote for a list
    exempt: frozenset[str]  # lists that take part whatever their votes

    def line_at(self, came: int) -> int:
        """The fewest votes that pass, once so many ballots have come into the base."""
        return self.line.votes(self.base + came)

    def lifted[N: (int, Fraction)](self, name: str, line: N) -> N | int:
        """The fewest votes with which a list takes part: those it has, or the line."""
        votes = self.counted[name]
        return votes if name in self.exempt or votes >= line else line

    def kept_out_from(self, names: Iterable[str]) -> int | None:
        """How many ballots must come into the base before none of these lists passes; None where that cannot be."""
        first = 0
        for name in names:
            base = None if name in self.exempt else self.line.base_above(self.counted[name])
            if base is None or base - self.base > self.outstanding:
                return None
            first = max(first, base - self.base)
        return first

    def others(self, option: str) -> tuple[list[str], list[str]]:
        """The other lists: the exempt, and the rest; each from the largest down."""
        others = sorted((name for name in self.counted if name != option), key=lambda name: -self.counted[name])
        return [n for n in others if n in self.exempt], [n for n in others if n not in self.exempt]

    def judged(self, completion: Completion, option: str) -> tuple[int, int]:
        """What the engine gives a list: the fewest and the most seats, over every answer to every question it asks."""
        line = self.line_at(completion.came)
        admitted = frozenset(n for n, votes in completion.final.items() if n in self.exempt or votes >= line)
        return self._judged(completion.final, admitted, option, ())

    def _judged(
        self, final: Mapping[str, int], admitted: frozenset[str], option: str, answers: tuple[Answer, ...]
    ) -> tuple[int, int]:
        clerk = Clerk(answers)
        seats = divide(self.tier, final, admitted, self.votes, self.area, clerk)
        ways = list(_ways(clerk.questions[0], option)) if clerk.questions else []
        if not ways:  # nothing was asked, or nothing but other votes would answer it
            number = (seats or {}).get(option, 0)
            return number, number
        question = clerk.questions[0].id
        each = [self._judged(final, admitted, option, (*answers, Answer(question, way, "bounds"))) for way in ways]
        return min(fewest for fewest, _ in each), max(most for _, most in each)


def _ways(question: Question, option: str) -> Iterator[tuple[str, ...]]:
    """Answers that make a difference to a list: each, where one is chosen; with the list and without it, where several."""
    if question.choose == 1:
        yield from ((choice,) for choice in question.choices)
        return
    others = [choice for choice in question.choices if choice != option]
    if question.choices and len(others) >= question.choose:
        yield tuple(others[: question.choose])
    if option in question.choices:
        yield (option, *others[: question.choose - 1])


@dataclass(frozen=True, slots=True)
class Family:
    """Completions of one kind, by how many votes for lists come: the best of them for the purpose, and what none beats.

    ``limit`` is what no completion of the kind, with so many votes or fewer, can go beyond, however ties are broken;
    None where there is no such completion. It never gets worse as ``cast`` grows, so a search can go down from all.
    """

    limit: Callable[[int], int | None]
    completion: Callable[[int], Completion | None]
    best: bool = True  # in whole votes, too, nothing of the kind with so many votes beats ``completion``


def spread(final: dict[str, int], names: Iterable[str], up_to: int, votes: int) -> int:
    """Put votes on lists, none above ``up_to``; what is left over is returned."""
    for name in names:
        more = max(0, min(votes, up_to - final[name]))
        final[name] += more
        votes -= more
    return votes
