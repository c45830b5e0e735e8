"""What applying a law gives: seats with every step and its article, or the question at which it stopped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from dauys.law.votes import INDEPENDENT
from dauys.seats import Step, Value
from dauys.text import phrase, phrase_or


@dataclass(frozen=True, slots=True)
class Seat:
    """Seats of one option in one place: one seat in a constituency, a list's seats in its area or in the country."""

    tier: str
    place: str | None  # None: declared, and the place is not known
    party: str | None  # None: no party, an independent
    option: str | None  # None: a declared seat whose holder is not known
    seats: int


@dataclass(frozen=True, slots=True)
class Question:
    """Where the engine stopped, and what would answer it. It never picks.

    ``choices`` are the answers that a lot or decision may give, and ``choose`` how many of them; with no choices nothing
    but votes or another figure answers the question.
    """

    kind: str  # a key of the phrases: "tie", "repeat vote", "none passes", "two readings", "no votes", …
    tier: str
    place: str | None
    choices: tuple[str, ...] = ()
    choose: int = 0
    article: str = ""
    reason: str = ""  # what the law leaves unsaid, or which figure is missing
    at: str = ""  # the step that could not go on

    @property
    def id(self) -> str:
        """Made of what is asked, so that an answer to another question never fits: other votes, other question."""
        where = f"{self.tier}/{self.place}" if self.place else self.tier
        what = f"{self.kind} at {self.at}" if self.at else self.kind
        asked = f": {self.choose} of {', '.join(self.choices)}" if self.choices else ""
        return f"{where}: {what}{asked}"

    def told(self, language: str = "en") -> str:
        """The question as a sentence."""
        return phrase(
            f"question.{self.kind}", language, tier=phrase(f"tier.{self.tier}", language), place=self.place or "",
            choices=", ".join(self.choices), choose=self.choose, at=self.at, article=self.article,
            reason=phrase_or(f"word.{self.reason}", language, self.reason),
        ).replace(" :", ":").replace(" [].", ".").replace(" []", "")  # fmt: skip  # parts that a question does not have


@dataclass(frozen=True, slots=True)
class Answer:
    """A lot drawn or a decision taken outside, bound to the question it answers."""

    question: str  # Question.id
    chosen: tuple[str, ...]
    by: str  # who drew or decided it, when, by which document


@dataclass(frozen=True, slots=True)
class LawStep:
    """One step of the trace, with the article that orders it."""

    rule: str
    article: str
    inputs: Mapping[str, Value]
    result: Mapping[str, Value]
    tier: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seats, the questions still open, and the trace. ``complete`` means that no question is open."""

    law: str
    seats: tuple[Seat, ...]
    questions: tuple[Question, ...]
    trace: tuple[LawStep, ...]
    stood: tuple[str, ...]  # parties that stood on lists, in ballot order, with or without seats
    tiers: tuple[str, ...]
    house: int | None = None  # seats that this law fills by these votes; None where that is not known

    @property
    def status(self) -> str:
        return "open" if self.questions else "complete"

    @property
    def total(self) -> int:
        return sum(seat.seats for seat in self.seats)

    @property
    def open_seats(self) -> int:
        """Seats that the open questions keep from being given; 0 where their number is not known."""
        return max(0, self.house - self.total) if self.questions and self.house is not None else 0

    @property
    def parties(self) -> dict[str, dict[str, int]]:
        """Seats by party and tier, with their sum; candidates without a party together as ``independent``."""
        names = dict.fromkeys((*self.stood, *(seat.party or INDEPENDENT for seat in self.seats)))
        table = {name: dict.fromkeys((*self.tiers, "total"), 0) for name in names}
        for seat in self.seats:
            row = table[seat.party or INDEPENDENT]
            row[seat.tier] += seat.seats
            row["total"] += seat.seats
        return table

    def as_json(self, election: str | None = None) -> dict[str, Any]:
        """The published form: plain values, fractions as ``"numerator/denominator"``."""
        return {
            "election": election,
            "law": self.law,
            "status": self.status,
            "parties": self.parties,
            "seats": [
                {"tier": s.tier, "place": s.place, "party": s.party, "option": s.option, "seats": s.seats} for s in self.seats
            ],
            "total": self.total,
            "questions": [
                {"id": q.id, "kind": q.kind, "tier": q.tier, "place": q.place, "text": q.told(), "article": q.article,
                 "choices": list(q.choices), "choose": q.choose, "answer": phrase(
                     "answer.choose" if q.choices else "answer.votes", "en")}
                for q in self.questions
            ],
            "trace": [
                {"tier": s.tier, "place": s.place, "rule": s.rule, "article": s.article, "inputs": plain(s.inputs),
                 "result": plain(s.result)}
                for s in self.trace
            ],
        }  # fmt: skip


def plain(value: Value) -> Any:
    """A trace value as JSON holds it: a whole fraction as a number, any other as ``"p/q"``."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


class Clerk:
    """Keeps the minutes while a law is applied: steps, open questions, and the answers that were handed in.

    It lives for one application and is owned by it; nothing else writes to it.
    """

    def __init__(self, answers: Iterable[Answer] = ()) -> None:
        self.steps: list[LawStep] = []
        self.questions: list[Question] = []
        self.used: set[str] = set()
        self._answers: dict[str, Answer] = {}
        for answer in answers:
            if answer.question in self._answers:
                raise WrongAnswer("the question is answered twice", answer)
            self._answers[answer.question] = answer

    def scratch(self) -> "Clerk":
        """A clerk with the same answers and empty minutes, to try a reading without writing it down."""
        return Clerk(self._answers.values())

    def note(
        self, rule: str, article: str, inputs: Mapping[str, Value], result: Mapping[str, Value],
        tier: str | None = None, place: str | None = None,
    ) -> None:  # fmt: skip
        self.steps.append(LawStep(rule, article, inputs, result, tier, place))

    def copy(self, steps: Iterable[Step], article: str, tier: str, place: str | None = None) -> None:
        """Enter the steps of a seat rule, under the article that orders it."""
        for step in steps:
            self.note(step.rule, article, step.inputs, step.result, tier, place)

    def ask(self, question: Question) -> tuple[str, ...] | None:
        """The answer handed in for this very question, or None, and the question stays open."""
        answer = self._answers.get(question.id)
        if answer is None:
            self.questions.append(question)
            return None
        if not question.choices:
            raise WrongAnswer("no lot or decision answers this question, only votes or the missing figure", answer)
        if len(set(answer.chosen)) != question.choose or not set(answer.chosen) <= set(question.choices):
            raise WrongAnswer(
                f"{', '.join(answer.chosen) or 'nothing'}: not {question.choose} of {', '.join(question.choices)}",
                answer,
            )
        self.used.add(question.id)
        self.note(
            "answer", question.article, {"question": question.id, "by": answer.by}, {"chosen": answer.chosen},
            question.tier, question.place,
        )  # fmt: skip
        return answer.chosen

    def unused(self) -> tuple[Answer, ...]:
        """Answers to questions that never arose."""
        return tuple(answer for name, answer in self._answers.items() if name not in self.used)


class WrongAnswer(ValueError):
    """A lot or decision that does not answer the question: refused, and nothing is counted with it."""

    def __init__(self, cause: str, answer: Answer) -> None:
        super().__init__(f"{answer.question}: {cause}")
        self.cause = cause
        self.answer = answer
