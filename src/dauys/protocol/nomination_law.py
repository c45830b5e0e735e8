"""Who may nominate whom, and what it takes, as data of an edition (``nomination.toml``): each rule with its article.

How long a list may be, and how many of it must be of which groups, stands with the mandates in ``law.toml``, and is not
said again here. What is not in the text of the law says so (``unsourced``), or is left to the commission (``ask``).
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from math import ceil, floor
from pathlib import Path
from typing import Literal

from pydantic import Field

from dauys.law.words import Exact, Names, Rule, Words
from dauys.protocol.beside import Wrong, beside, read_beside

type Tier = Literal["list", "constituency"]
type Nominator = Literal["party", "association", "self"]
type Sort = Literal["regular", "snap"]
type Ending = Literal["refused", "withdrawn"]
type Ender = Literal["candidate", "nominator", "commission"]


class Call(Rule):
    """Who calls a regular or a snap election, by which paragraph."""

    sort: Sort
    by: Literal["president", "central commission"]


class SetBy(Rule):
    """The kind of commission that sets the days of the calendar."""

    kind: Literal["central", "territorial"]


class May(Rule):
    """Somebody who may nominate."""

    who: Nominator
    one_each: str | None = Field(None, description="the article by which each has one list, or one candidate, in a contest")


class Requirement(Rule):
    """A document to be handed in, or a condition to be met, before anybody is registered; the commission ticks each."""

    code: str = Field(pattern=r"^[a-z][a-z_]*$")
    name: Names
    who: tuple[Nominator, ...] = Field((), description="of these nominators alone; none named: of all")


class Part(Words):
    """A part of a deposit that is paid for a share of the votes of the last time."""

    at_least: Exact
    pays: Exact


class Deposit(Rule):
    """What is paid before registration, in minimum wages: for each person on a list, or by each candidate."""

    minimum_wages: int = Field(ge=0)
    less: tuple[Part, ...] = Field((), description="for parties, by the share that they had the last time")
    less_article: str | None = None


class TierRules(Words):
    """Nominations for the contests of one tier."""

    name: Tier
    registers: Literal["central", "territorial", "okrug"] = Field(description="the kind of commission; the widest on the way")
    registers_article: str
    may: tuple[May, ...] = Field(min_length=1)
    requirement: tuple[Requirement, ...] = Field(min_length=1)
    deposit: Deposit
    fewer_than_two: Names = Field(description="what follows where fewer than two stand, in the law's words")
    fewer_than_two_article: str | None = Field(None, description="none: the law is silent, as the words say")

    def requirements(self, who: str) -> tuple[Requirement, ...]:
        """What is asked of a nomination by this kind of nominator."""
        return tuple(one for one in self.requirement if not one.who or who in one.who)


class OnePlace(Rule):
    """A person in two places of the same election."""

    places: Literal["two lists", "list and constituency", "two constituencies", "two bodies"]
    then: Literal["refused", "ask"] = Field(description="``ask``: the text does not decide it, so the commission does")


class Age(Rule):
    """The least age of a candidate on the day of the vote."""

    at_least: int = Field(ge=18)


class Reason(Rule):
    """Why a nomination is refused or ends: the ground in the law, whom it is about, and who may bring it about."""

    code: str = Field(pattern=r"^[a-z][a-z_]*$")
    name: Names
    ends: tuple[Ending, ...] = Field(min_length=1)
    by: Ender = "commission"
    tiers: tuple[Tier, ...] = ("list", "constituency")
    of: Literal["nomination", "person"] = Field("nomination", description="``person``: one of a list, which goes on without")


class Appeal(Rule):
    """Against a refusal, or the end of a registration."""

    to: Names
    file_within_days: int = Field(ge=1)
    decide_within_days: int = Field(ge=1)


class Printed(Rule):
    """How many ballots are made for the voters of a constituency."""

    times: Exact
    round: Literal["up", "down"]

    def number(self, voters: int) -> int:
        """So many for so many voters."""
        exact = Fraction(self.times) * voters
        return ceil(exact) if self.round == "up" else floor(exact)


class Ballot(Rule):
    """What stands on a ballot, in which order."""

    candidates: Literal["kazakh alphabetical order"]
    lists: Literal["by lot"] | None = None
    lot_by: Literal["central"] | None = None
    languages: tuple[Literal["kk", "ru"], ...] = ("kk", "ru")
    printed: Printed
    delivered: Names = Field(description="when they come to the stations, in the law's words")
    delivered_article: str


class NominationLaw(Words):
    """Nomination, registration and ballots of one edition."""

    law: str
    note: tuple[Names, ...] = ()
    call: tuple[Call, ...] = Field(min_length=1)
    calendar: SetBy
    tier: tuple[TierRules, ...] = Field(min_length=1)
    one_place: tuple[OnePlace, ...] = ()
    age: Age
    reason: tuple[Reason, ...] = Field(min_length=1)
    appeal: Appeal
    ballot: Ballot

    def tier_named(self, tier: str) -> TierRules:
        """The rules of a tier; raises KeyError where the edition has none."""
        return {one.name: one for one in self.tier}[tier]  # type: ignore[index]

    def reasons(self, ending: str, tier: str) -> tuple[Reason, ...]:
        """The grounds on which a nomination in this tier may end so."""
        return tuple(one for one in self.reason if ending in one.ends and tier in one.tiers)


@cache
def load_nomination(law: str) -> NominationLaw:
    """The rules that come with an edition (``kz/mazhilis/2023``). Raises BadInput."""
    return read_nomination(beside(law, "nomination"))


def read_nomination(path: Path) -> NominationLaw:
    """The rules in a file. Raises BadInput with everything that is wrong."""
    return read_beside(path, "nomination", NominationLaw, "the nomination", _disagreements)


def _disagreements(rules: NominationLaw) -> Iterator[Wrong]:
    """What stands twice; and lists without a rule for their order."""
    for key, name, words in (
        ("call", "sort", [one.sort for one in rules.call]),
        ("tier", "name", [one.name for one in rules.tier]),
        ("one_place", "places", [one.places for one in rules.one_place]),
        ("reason", "code", [one.code for one in rules.reason]),
    ):
        for at, word in enumerate(words):
            if word in words[:at]:
                yield Wrong((key, at, name), word, "this stands already", "keep one of the two")
    for place, tier in enumerate(rules.tier):
        codes = [one.code for one in tier.requirement]
        for at, code in enumerate(codes):
            if code in codes[:at]:
                yield Wrong(("tier", place, "requirement", at, "code"), code, "this stands already", "keep one of the two")
        if tier.name == "list" and (rules.ballot.lists is None or rules.ballot.lot_by is None):
            cause, cure = "there are lists, and no rule for their order on the ballot", "add lists and lot_by to ballot"
            yield Wrong(("ballot",), "lists", cause, cure)
