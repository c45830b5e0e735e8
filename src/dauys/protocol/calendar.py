"""The calendar of an election as data: milestones with the law's offsets, and beside them the dates that were set.

A date is stored, never computed. The law's offsets hold "unless set otherwise at the call", and the Central Commission
of Kazakhstan counted "N days before" in three ways in one election; so the law's words stand beside the date, and nothing
here turns the one into the other.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from dauys.election.event import Event
from dauys.law.words import Names, Rule, Words
from dauys.protocol.beside import Wrong, beside, read_beside
from dauys.text import BadInput, Fault

type Matter = Literal[
    "nomination",
    "registration",
    "campaign",
    "withdrawal",
    "inspection of voter lists",
    "accreditation of foreign observers",
    "publication of polls",
    "delivery of ballots",
    "absentee certificates",
    "requests to vote at home",
    "voting",
    "count",
    "naming of deputies",
    "petitions to the Constitutional Court",
]
"""What a milestone opens or closes; the calendar says nothing about other matters."""

HOUR = r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$"


class Offset(Words):
    """The law's offset as numbers: days or months from a day, negative before it."""

    of: Literal["election day", "call", "publication", "result", "end of powers"]
    days: int | None = None
    months: int | None = None
    to: int | None = Field(None, description="the last day, where the law gives a span: from ``days`` to ``to``")
    hour: str | None = Field(None, pattern=HOUR, description="local time")
    at_most: bool = Field(False, description="a term within which it happens, not the day itself")

    @model_validator(mode="after")
    def _one_measure(self) -> "Offset":
        if (self.days is None) == (self.months is None):
            raise ValueError("give exactly one of 'days' and 'months'")
        if self.to is not None and (self.days is None or self.to < self.days):
            raise ValueError("'to' is a number of days, and not before 'days'")
        return self


class Milestone(Rule):
    """Something that is due at a time before or after the day of the vote."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: Names
    law: Names | None = Field(None, description="the offset in the law's words; None where the law sets no time")
    offset: Offset | None = None
    opens: tuple[Matter, ...] = ()
    closes: tuple[Matter, ...] = ()

    @model_validator(mode="after")
    def _words_and_numbers(self) -> "Milestone":
        if self.offset is not None and self.law is None:
            raise ValueError("an offset as numbers needs the law's words beside it")
        return self


class StoredDate(Words):
    """A day as it was set or as it came, with where it is known from."""

    day: datetime.date
    hours: str | None = Field(None, description="18:00, or 7:00-20:00")
    source: str = Field(min_length=1)


class Held(Words):
    """The dates of one election by its calendar, by milestone. What is not known is left out."""

    election: datetime.date
    dates: Mapping[str, StoredDate]


class Calendar(Words):
    """The calendar of one edition, and the elections held by it whose dates are known."""

    law: str
    same_as: str | None = Field(None, description="another law, whose milestones these are (kz/mazhilis/2023)")
    note: tuple[Names, ...] = ()
    milestone: tuple[Milestone, ...] = Field(min_length=1)
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Dated:
    """A milestone with the date stored for one election; None where none is stored."""

    milestone: Milestone
    stored: StoredDate | None
    away: int | None  # days from the day of the vote to the stored date, negative before it


def dated(calendar: Calendar, election: datetime.date) -> tuple[Dated, ...]:
    """Every milestone with its stored date, in the calendar's order; raises KeyError where no date of the election is."""
    dates = {held.election: held.dates for held in calendar.held}[election]
    return tuple(_dated(milestone, dates.get(milestone.code), election) for milestone in calendar.milestone)


def dates_of(event: Event, law: str) -> Mapping[str, StoredDate]:
    """The dates of an event by the calendar of a law, by milestone: those of its definition, or, where it has none for this
    law, those that the calendar knows of an election on this day. Raises BadInput for a milestone that the calendar lacks."""
    calendar, set_here = load_calendar(law), [one for one in event.calendar if one.law == law]
    own = {one.milestone: StoredDate(day=one.day, hours=one.hours, source=one.source) for one in set_here}
    if strangers := sorted(own.keys() - {milestone.code for milestone in calendar.milestone}):
        cure = f"name one of: {', '.join(milestone.code for milestone in calendar.milestone)}"
        cause = f"the calendar of {law} has no milestone of this code"
        raise BadInput(tuple(Fault("event.toml", None, None, one, cause, cure) for one in strangers))
    return own or next((held.dates for held in calendar.held if held.election == event.date), {})


def check_dates(event: Event) -> None:
    """Raise BadInput where the definition of an event sets a day for a milestone that no calendar has."""
    for law in dict.fromkeys(one.law for one in event.calendar):
        dates_of(event, law)


def _dated(milestone: Milestone, stored: StoredDate | None, election: datetime.date) -> Dated:
    return Dated(milestone, stored, None if stored is None else (stored.day - election).days)


@cache
def load_calendar(law: str) -> Calendar:
    """The calendar of an edition that comes with dauys (``kz/mazhilis/2023``). Raises BadInput."""
    return read_calendar(beside(law, "calendar"))


def read_calendar(path: Path) -> Calendar:
    """The calendar in a file. Raises BadInput with everything that is wrong."""
    return read_beside(path, "calendar", Calendar, "the calendar", _disagreements)


def _disagreements(calendar: Calendar) -> Iterator[Wrong]:
    """Codes that stand twice, dates of milestones that are not there, elections told twice."""
    codes = [milestone.code for milestone in calendar.milestone]
    for number, code in enumerate(codes):
        if code in codes[:number]:
            yield Wrong(("milestone", number, "code"), code, "a milestone of this code stands already", "keep one of the two")
    days = [held.election for held in calendar.held]
    for number, held in enumerate(calendar.held):
        if held.election in days[:number]:
            key = ("held", number, "election")
            yield Wrong(key, str(held.election), "this election stands already", "keep one of the two")
        for code in held.dates:
            if code not in codes:
                cure = f"name one of: {', '.join(codes)}"
                yield Wrong(("held", number, "dates", code), code, "there is no milestone of this code", cure)
