"""What a law says of the list of voters, as data beside it: reasons, who may not issue, when the list closes, what must add up.

A law may have the rules of another (``same_as``), as with forms: the Kazakh rules stand in the general part of one law.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from dauys.law.reading import LAWS
from dauys.law.strict import checked, read_toml
from dauys.law.words import Names, Rule, Words
from dauys.protocol.expression import BadExpression, Comparison, parse

FILE = "register.toml"

type Each = Literal["station", "ballot", "box"]

TERMS: dict[Each, tuple[str, ...]] = {
    "station": ("listed", "added_certificate", "added_other", "removed", "voters"),
    "ballot": (
        "delivered", "issued_list", "issued_requests", "issued_by_members", "cancelled", "damaged", "signatures_list",
        "signatures_requests", "in_stationary", "in_mobile",
    ),
    "box": ("requests", "taken", "issued_box", "brought_back", "damaged_box", "in_box"),
}  # fmt: skip
"""What an equation may name: of the station; of one kind of ballot; of one kind of ballot in one mobile box."""

KNOWN: dict[Each, frozenset[str]] = {
    "station": frozenset(TERMS["station"]),
    "ballot": frozenset((*TERMS["station"], *TERMS["ballot"])),
    "box": frozenset((*TERMS["station"], *TERMS["box"])),
}


class Reason(Rule):
    """Why somebody is added, or struck off."""

    code: str = Field(pattern="^[a-km-zA-Z]$", description="the letter that stands on the list")
    name: Names
    certificate: bool = Field(False, description="added on an absentee certificate: stays, marked, on the list of his home")


class Ending(Rule):
    """Until when something may be done: a milestone of the calendar, whose date is stored and never computed."""

    milestone: str
    note: Names | None = None


class Told(Rule):
    """A rule that is told in words."""

    words: Names


class Deletion(Rule):
    """When personal data are deleted."""

    words: Names
    after: Literal["every result is final"]


class Lines(Words):
    """The lines of the station's own record in which the ballots of the boxes are counted (``forms.toml``)."""

    stationary: str
    mobile: str


class Equation(Rule):
    """What must add up: for the station, for each kind of ballot, or for each mobile box and kind of ballot."""

    code: str
    each: Each
    must: str
    name: Names

    @field_validator("must")
    @classmethod
    def _can_be_read(cls, text: str) -> str:
        try:
            parse(text)
        except BadExpression as error:
            raise ValueError(str(error)) from None
        return text

    @property
    def comparison(self) -> Comparison:
        """The equation, read."""
        return parse(self.must)


class Rules(Words):
    """Everything that one edition says of lists of voters."""

    law: str
    same_as: str | None = Field(None, description="another law, whose rules these are")
    note: tuple[Names, ...] = ()
    closes: Told
    certificate: Ending
    home: Ending
    no_issuing: Rule = Field(description="chair and secretary do not issue ballots")
    deletion: Deletion
    taken_back: Told = Field(description="when a list that was sent in may be taken back whole")
    again: Told = Field(description="by which list a repeat vote is held")
    boxes: Lines
    addition: tuple[Reason, ...] = Field(min_length=1)
    removal: tuple[Reason, ...] = Field(min_length=1)
    equation: tuple[Equation, ...] = Field(min_length=1)

    @field_validator("equation")
    @classmethod
    def _of_known_terms(cls, equations: Sequence[Equation]) -> Sequence[Equation]:
        for one in equations:
            unknown = sorted({line.code for line in one.comparison.lines()} - KNOWN[one.each])
            if unknown:
                raise ValueError(f"{one.code}: for each {one.each} there is no {', '.join(unknown)}")
        return equations

    def reason(self, code: str) -> Reason | None:
        """The reason of a letter."""
        return next((one for one in (*self.addition, *self.removal) if one.code == code), None)


@cache
def load_rules(law: str) -> Rules | None:
    """The rules of an edition that comes with dauys; None where it has none, and then the office keeps no list by it."""
    path = LAWS / law / FILE
    return read_rules(path) if path.is_file() else None


def read_rules(path: Path) -> Rules:
    """The rules in a file. Raises BadInput with everything that is wrong."""
    document, text = read_toml(path)
    whole: dict[str, Any] = document
    if isinstance(base := document.get("same_as"), str):
        other, _ = read_toml(LAWS / base / FILE)
        whole = {**other, **document}
    return checked(Rules, whole, str(path), text, "the rules of the list of voters")
