"""The terms of complaints as data: who decides on which, by when, and within what time one is lodged (``complaints.toml``)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field

from dauys.law.words import Names, Rule, Words
from dauys.protocol.beside import beside, read_beside
from dauys.protocol.terms import Left, left_of


class Lodged(Rule):
    """Within how many days from the decision that it is of."""

    days: int = Field(ge=1)


class Told(Rule):
    """A rule that is told in words."""

    words: Names


class ComplaintRule(Rule):
    """One kind of complaint."""

    about: Literal["violation", "commission"]
    decides: Literal["this commission", "the commission above"]
    days: int = Field(ge=1, description="from the day on which it came in")
    words: Names
    lodged: Lodged | None = None


class AtOnce(Rule):
    """What comes in fewer than so many days before the vote, or on its day, is decided at once."""

    days: int = Field(ge=1)


class CourtRule(Rule):
    """What goes to a court, and by when it decides."""

    about: Literal["violation", "commission", "voter list", "void", "recall"]
    days: int = Field(ge=0, description="from the day on which it came in; 0: on that day")
    words: Names
    lodged: Lodged | None = None
    at_once: AtOnce | None = None

    def until(self, came: date, vote: date) -> date:
        """The last day of the court's term. came: the day on which it came in; vote: that of the election."""
        if self.at_once is not None and vote - timedelta(days=self.at_once.days) < came <= vote:
            return came
        return came + timedelta(days=self.days)


class Complaints(Words):
    """The terms of one edition."""

    law: str
    same_as: str | None = Field(None, description="another law, whose terms these are (kz/mazhilis/2023)")
    note: tuple[Names, ...] = ()
    rule: tuple[ComplaintRule, ...] = Field(min_length=1)
    court: tuple[CourtRule, ...] = ()
    suspends: Told | None = Field(None, description="what the commission does while a court has the same complaint")

    def about(self, word: str) -> ComplaintRule | None:
        """The rule of a kind of complaint; None where the edition has none."""
        return next((rule for rule in self.rule if rule.about == word), None)

    def before_court(self, word: str) -> CourtRule | None:
        """The terms of a court for a kind of complaint; None where the edition names none."""
        return next((rule for rule in self.court if rule.about == word), None)


@dataclass(frozen=True, slots=True)
class Stands:
    """How a complaint stands: the last day of its term, what is left of it (None: it is decided), whether it was decided late,
    and whether it came too late itself (None: that is not known)."""

    until: date
    left: Left | None
    late: bool
    too_late: bool | None


def stands(rule: ComplaintRule, came: datetime, now: datetime, decided: datetime | None, of: date | None) -> Stands:
    """How a complaint stands at a moment. came, decided: in the zone of ``now``, the election's; of: the day of the decision
    that it is of. The day from which a term runs is not counted in."""
    until = came.date() + timedelta(days=rule.days)
    end = datetime.combine(until + timedelta(days=1), time(), now.tzinfo)
    left = None if decided is not None else left_of(end, now)
    too_late = None if rule.lodged is None or of is None else came.date() > of + timedelta(days=rule.lodged.days)
    return Stands(until, left, decided > end if decided is not None else bool(left and left.late), too_late)


def load_complaints(law: str) -> Complaints:
    """The terms of an edition that comes with dauys (``kz/mazhilis/2023``). Raises BadInput."""
    return read_complaints(beside(law, "complaints"))


def read_complaints(path: Path) -> Complaints:
    """The terms in a file. Raises BadInput with everything that is wrong."""
    return read_beside(path, "complaints", Complaints, "the terms of complaints")
