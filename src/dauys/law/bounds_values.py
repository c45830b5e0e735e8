"""What can still change, as values: ranges of seats, lists, constituencies, parties, and what is not covered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from dauys.law.outcome import Question, plain
from dauys.law.votes import Count, Figures, Votes
from dauys.seats import Number
from dauys.text import phrase, phrase_or


@dataclass(frozen=True, slots=True)
class Range:
    """From the fewest seats to the most; ``now``: if nothing more came, None where that is a question.

    ``exact``: both ends can come about. Else one of them may be out of reach, and no number beyond them is in reach.
    """

    fewest: int
    most: int
    now: int | None
    exact: bool = True

    @property
    def decided(self) -> bool:
        return self.fewest == self.most

    def told(self) -> str:
        """``6``, or ``5–7``."""
        return str(self.fewest) if self.decided else f"{self.fewest}\u2013{self.most}"

    def note(self, language: str = "en") -> str:
        """What to say of a range that is not exact; nothing of one that is."""
        return "" if self.exact else phrase("bounds.inexact", language, range=self.told())

    def as_json(self) -> dict[str, Any]:
        return {"fewest": self.fewest, "most": self.most, "now": self.now, "exact": self.exact, "decided": self.decided}


@dataclass(frozen=True, slots=True)
class Coming:
    """Outstanding ballots as they would have to come out for a bound: what anybody can check by counting them in."""

    votes: Mapping[str, int]  # by line of the ballot, against all among them; lines that get none are left out
    invalid: int = 0
    reading: str = ""  # the base of the threshold under which they give the bound; "" where there is one reading alone

    def onto(self, votes: Votes, tier: str, place: str) -> Votes:
        """All votes as they would be then."""
        valid, more = sum(self.votes.values()), sum(self.votes.values()) + self.invalid
        figures = Figures(0, more, more, valid, self.invalid, 0, 0)
        return replace(votes, counts=(*votes.counts, Count(tier, place, self.votes, figures)))

    def as_json(self) -> dict[str, Any]:
        return {"votes": dict(self.votes), "invalid": self.invalid, "reading": self.reading}


@dataclass(frozen=True, slots=True)
class ListBounds:
    """One list. ``fewest_if`` and ``most_if`` bring the ends of its range about; None where an end is not exact."""

    option: str
    party: str | None
    seats: Range
    passes: Literal["sure", "open", "no"] | None  # the threshold; None where the seats do not hang on votes any more
    fewest_if: Coming | None = None
    most_if: Coming | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "option": self.option, "party": self.party, "seats": self.seats.as_json(), "passes": self.passes,
            "fewest if": self.fewest_if and self.fewest_if.as_json(), "most if": self.most_if and self.most_if.as_json(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListContest:
    """One division of list seats: in the whole country, or in one area by itself."""

    place: str
    article: str
    seats: int | None  # None: those of the house, where a linkage divides it
    outstanding: int  # ballots
    lists: tuple[ListBounds, ...]

    @property
    def decided(self) -> bool:
        return all(one.seats.decided for one in self.lists)

    def as_json(self) -> dict[str, Any]:
        return {
            "place": self.place, "article": self.article, "seats": self.seats, "outstanding": self.outstanding,
            "decided": self.decided, "lists": [one.as_json() for one in self.lists],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class CandidateBounds:
    """One candidate. In reach: of a seat, or of a tie for one, which a repeat vote or a lot can still win."""

    option: str
    party: str | None
    votes: Number  # counted
    in_reach: bool
    elected: bool  # whatever comes

    def as_json(self) -> dict[str, Any]:
        return {
            "option": self.option, "party": self.party, "votes": plain(self.votes), "in reach": self.in_reach,
            "elected": self.elected,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Constituency:
    """One constituency: decided, or who can still win it. Candidates come in order of their votes."""

    place: str
    article: str
    seats: int
    outstanding: int  # ballots
    candidates: tuple[CandidateBounds, ...]
    decided: bool  # who sits; or that nobody does, where a linkage leaves the winner out
    lead: Number | None = None  # votes, of the last who would have a seat now over the next; None where there is no next

    @property
    def in_reach(self) -> tuple[str, ...]:
        return tuple(one.option for one in self.candidates if one.in_reach)

    @property
    def elected(self) -> tuple[str, ...]:
        return tuple(one.option for one in self.candidates if one.elected)

    @property
    def leaders(self) -> tuple[str, ...]:
        """Who has the most votes so far; nobody where there are none, or the last seat is tied."""
        return tuple(one.option for one in self.candidates[: self.seats] if one.votes) if self.lead != 0 else ()

    def as_json(self) -> dict[str, Any]:
        return {
            "place": self.place, "article": self.article, "seats": self.seats, "outstanding": self.outstanding,
            "decided": self.decided, "leaders": list(self.leaders), "lead": plain(self.lead), "in reach": list(self.in_reach),
            "candidates": [one.as_json() for one in self.candidates],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartyBounds:
    """One party in all tiers; candidates without a party together as ``independent``.

    The ballots of one contest say nothing about another's, so the ends of tiers that are counted side by side can come
    together: their sums are the ends of the total.
    """

    party: str
    tiers: Mapping[str, Range]
    total: Range

    def as_json(self) -> dict[str, Any]:
        return {"party": self.party, **{t: r.as_json() for t, r in self.tiers.items()}, "total": self.total.as_json()}


@dataclass(frozen=True, slots=True)
class NotCovered:
    """Seats of which nothing can be said, and why: nothing is left out in silence."""

    kind: str  # the key of a phrase: "bounds.linkage", "bounds.formula", …
    tier: str
    place: str | None = None
    article: str = ""
    word: str = ""  # the word of the law that is not covered
    question: Question | None = None  # where the engine stops before it gets that far

    def told(self, language: str = "en") -> str:
        """The reason as a sentence."""
        asked = self.question.told(language) if self.question else ""
        tier = phrase(f"tier.{self.tier}", language)
        word = phrase_or(f"word.{self.word}", language, self.word)
        told = phrase(self.kind, language, tier=tier, place=self.place or "", article=self.article, word=word, question=asked)
        return told.replace(" :", ":").replace(" []", "")

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "tier": self.tier, "place": self.place, "article": self.article, "text": self.told()}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What outstanding ballots can still change. ``parties`` is empty where a tier is not covered."""

    law: str
    lists: tuple[ListContest, ...]
    constituencies: tuple[Constituency, ...]
    parties: tuple[PartyBounds, ...]
    not_covered: tuple[NotCovered, ...]

    @property
    def decided(self) -> bool:
        """Whether every seat is decided, whatever comes."""
        return (
            not self.not_covered and all(one.decided for one in self.lists) and all(one.decided for one in self.constituencies)
        )

    def as_json(self) -> dict[str, Any]:
        """The published form: plain values."""
        return {
            "law": self.law,
            "decided": self.decided,
            "parties": [one.as_json() for one in self.parties],
            "lists": [one.as_json() for one in self.lists],
            "constituencies": [one.as_json() for one in self.constituencies],
            "not covered": [one.as_json() for one in self.not_covered],
        }
