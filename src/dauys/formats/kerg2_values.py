"""What a ``kerg2.csv`` says, as values: areas inside each other, and one line for each number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

FEDERATION, LAND, CONSTITUENCY = AREAS = ("Bund", "Land", "Wahlkreis")
"""Kinds of areas, the widest first; each lies in one of the kind before it."""

SYSTEM, PARTY, INDEPENDENT = GROUPS = ("System-Gruppe", "Partei", "Einzelbewerber/Wählergruppe")
"""Kinds of lines: figures of the record, parties, and people without one. Above the constituency the last is one sum."""

ELIGIBLE, VOTERS, INVALID, VALID, OTHERS = "Wahlberechtigte", "Wählende", "Ungültige", "Gültige", "Übrige"
"""Figures of the record. The last is of the election before only: the parties that are not named now."""

type Status = Literal["interim", "preliminary", "final"]
type Vote = Literal[1, 2]
"""1 is for a person in the constituency, 2 for a party's list."""

type Place = tuple[str, str]
"""Kind and number of an area; numbers keep their leading zeros."""


@dataclass(frozen=True, slots=True)
class Area:
    """The country, a Land or a constituency."""

    kind: str
    number: str
    name: str
    parent: Place | None

    @property
    def place(self) -> Place:
        return self.kind, self.number


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the file, and where it stands."""

    place: Place
    kind: str  # one of GROUPS
    group: str
    vote: Vote | None  # None for figures that both votes share
    count: int | None  # None: not known, or not on the ballot there
    percent: Fraction | None  # as printed, of the next wider figure
    row: int  # line of the file


@dataclass(frozen=True, slots=True)
class Kerg2:
    """A whole file."""

    notice: tuple[str, ...]  # whose data these are and under which licence, word for word
    status: Status
    as_of: str  # ISO 8601 without a zone: the file names none
    day: date
    areas: Mapping[Place, Area]
    lines: tuple[Line, ...]
    elected: Mapping[str, str | None]  # by constituency: the winner's group; None where the winner got no seat

    def of(self, kind: str) -> list[Area]:
        """The areas of a kind in the file's order."""
        return [area for area in self.areas.values() if area.kind == kind]
