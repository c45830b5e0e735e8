"""What the law orders after the day, as data: when an election is held again, by when, when not, and by which edition.

A file beside the law: ``laws/kz/mazhilis/2023/after.toml``. A law without one has no such rules that the program knows.
"""

import calendar
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field

from dauys.law.words import Exact, Names, Rule, Words
from dauys.protocol.beside import beside, read_beside
from dauys.protocol.chain import Kind

type Cause = Literal["mandate lost", "election voided", "repeat election", "not valid", "nobody elected", "recall vote called"]
"""An act, or a question at which the law stops on the votes: it then orders another election."""


class Term(Rule):
    """Within how many months it is to be done."""

    months: int = Field(ge=1)
    unless: Names | None = Field(None, description="what lets it be later, in the law's words; none: nothing does")


class Sundays(Rule):
    """The last Sunday of one of these months."""

    months: tuple[int, ...] = Field(min_length=1)
    unless: Names = Field(description="what lets it be another day, in the law's words")


class Closed(Rule):
    """So many months before the end of the body's term there is no such election."""

    months: int = Field(ge=1)


class Told(Rule):
    """What the law says in words."""

    words: Names


class Stop(Told):
    """Where the law is silent, though an election was declared void in a part: nothing is made, and the commission asked."""

    tier: Literal["list", "constituency"]


class Again(Rule):
    """An election that is held because of what came of another."""

    kind: Literal["by-election", "repeat election", "recall"]
    tier: Literal["list"] | None = Field(None, description="of the lists; none: of a constituency")
    stand: Told | None = Field(None, description="who may stand")
    after: tuple[Cause, ...] = Field(min_length=1)
    held_by: str | None = Field(None, description="the edition it is held by, where that is another than the whole body's")
    decided_by: tuple[Kind, ...] = Field(min_length=1, description="the commission that calls it")
    called: Term | None = Field(None, description="from the day of the act")
    held: Term | None = Field(None, description="from the day of the first election")
    sundays: Sundays | None = None
    closed: Closed | None = None


class Days(Rule):
    """Within how many days a commission does it."""

    days: int = Field(ge=1)


class RecallDays(Words):
    """The terms of the commission: from the application, from the lists of signatures, from the end of their check."""

    registered: Days
    checked: Days
    called: Days


class Recall(Rule):
    """When voters may recall a deputy of a constituency, and how many must sign."""

    years_closed: int = Field(ge=0, description="years at the beginning and at the end of the deputy's work without a recall")
    signatures: Exact = Field(description="of all voters of the constituency: more than this share")
    collected_days: int = Field(ge=1, description="from the registration of the application")
    again_years: int = Field(ge=0, description="years after a recall that left the deputy the mandate")
    held: Term = Field(description="the vote, from the decision that calls it")
    days: RecallDays


class After(Words):
    """Everything of one edition that comes after the day."""

    law: str
    note: tuple[Names, ...] = ()
    again: tuple[Again, ...] = ()
    stop: tuple[Stop, ...] | None = None
    recall: Recall | None = None


def load_after(law: str) -> After:
    """The rules of an edition that comes with dauys (``kz/mazhilis/2023``). Raises BadInput."""
    return read_after(beside(law, "after"))


def read_after(path: Path) -> After:
    """The rules in a file. Raises BadInput with everything that is wrong."""
    return read_beside(path, "after", After, "the rules after the day")


def months_from(day: date, months: int) -> date:
    """The day that is so many months later, or earlier where the number is negative: the last of its month, where that has
    no day of this number (Kazakhstan, Art. 69(3), 85(3))."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_sunday(year: int, month: int) -> date:
    """The last Sunday of a month."""
    last = date(year, month, calendar.monthrange(year, month)[1])
    return last - timedelta(days=(last.weekday() + 1) % 7)
