"""A day on which several bodies were elected, as others published it: its elections, and tables of facts beside the votes.

The folder is described in ``docs/elections.md``. A fact is shown as it was found, with its source; an empty cell is not known.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from pydantic import Field

from dauys.election.folder import Election, read_folder
from dauys.election.tables import Faults, Refused, Row, known_whole, one_of, read_table
from dauys.law.strict import checked, read_toml
from dauys.law.votes import COUNTRY, Place
from dauys.law.words import Names, Words

DAY = "day.toml"


class FactColumn(Words):
    """A column of a table of facts; what it holds says how it is read."""

    id: str
    title: Names
    kind: Literal["text", "note", "number", "percent", "word", "place", "time", "source"] = "text"


class FactTable(Words):
    """A table of facts and the page on which it stands."""

    id: str = Field(pattern=r"^[a-z-]+$")
    page: str = Field(pattern=r"^[a-z-]+$")
    file: str
    title: Names
    told: Names = Names()
    column: tuple[FactColumn, ...] = Field(min_length=2)
    of: str | None = Field(None, description="the body whose constituencies its rows are about")
    whole: int | None = Field(None, description="how many places there are in all; the others were not found")
    drawn: Literal["turnout"] | None = None


class DayBody(Words):
    """A body that was elected, and the folder that holds its votes."""

    id: str = Field(pattern=r"^[a-z-]+$")
    election: str
    names: Names
    place: str | None = None


class DayDefinition(Words):
    """The keys of ``day.toml``."""

    name: Names
    date: datetime.date
    country: Names
    notes: tuple[str, ...] = ()
    stations: int | None = Field(None, description="how many polling stations there were")
    body: tuple[DayBody, ...] = Field(min_length=1)
    words: Mapping[str, Names] = {}
    table: tuple[FactTable, ...] = ()


@dataclass(frozen=True, slots=True)
class At:
    """A place that a fact is about."""

    place: str


type Fact = int | Fraction | str | Names | At | None
"""A cell: a Fraction is a share; None is not known."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A table of facts as it was read."""

    table: FactTable
    rows: tuple[tuple[Fact, ...], ...]

    def about(self, place: str) -> list[tuple[Fact, ...]]:
        """The rows about a place."""
        return [row for row in self.rows if At(place) in row]


@dataclass(frozen=True, slots=True)
class Day:
    """The elections of one day, as others published them."""

    id: str
    names: Names
    date: datetime.date
    country: Names
    notes: tuple[str, ...]
    bodies: Mapping[DayBody, Election]
    facts: tuple[Facts, ...] = ()
    folder: Path | None = None
    stations: int | None = None  # polling stations that there were; None: not known


def day_of(election: Election) -> Day:
    """One election as a day of its own."""
    told = election.definition
    body = DayBody(id=told.body.rpartition("/")[2], election=election.id, names=told.name)
    country = election.votes.places[told.country].names
    names = Names() if country == told.name else country
    return Day(election.id, told.name, told.date, names, told.notes, {body: election}, folder=election.folder)


def read_day(folder: Path) -> Day:
    """The day in a folder. Raises BadInput with every fault in it and in the folders of its elections."""
    document, text = read_toml(folder / DAY)
    told = checked(DayDefinition, document, str(folder / DAY), text, "the day")
    bodies = {body: read_folder(folder.parent / body.election) for body in told.body}
    places: dict[str, Place] = {}
    for election in bodies.values():
        places |= {place.id: place for place in election.votes.places.values() if place.id not in places}
    faults = Faults()
    facts = tuple(_Reading(folder, told, table, places, faults).facts() for table in told.table)
    faults.raise_if_any()
    return Day(folder.name, told.name, told.date, told.country, told.notes, bodies, facts, folder, told.stations)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One table, read once."""

    folder: Path
    day: DayDefinition
    table: FactTable
    places: Mapping[str, Place]
    faults: Faults

    def facts(self) -> Facts:
        rows = read_table(self.folder / self.table.file, [column.id for column in self.table.column], (), self.faults)
        return Facts(self.table, tuple(tuple(self._cell(row, column) for column in self.table.column) for row in rows))

    def _cell(self, row: Row, column: FactColumn) -> Fact:
        cell = row.text(column.id)
        if cell is None:
            return None
        match column.kind:
            case "number":
                percent = row.cells.get("unit") == "percent"
                return row.read(column.id, _share if percent else known_whole, None)
            case "percent":
                return row.read(column.id, _share, None)
            case "word":
                return row.read(column.id, self._word, None)
            case "place":
                return row.read(column.id, self._place, None)
            case _:
                return cell

    def _word(self, cell: str) -> Fact:
        return self.day.words[one_of(self.day.words, "word")(cell)]

    def _place(self, cell: str) -> Fact:
        """A place by its English name, with or without the word region, or a constituency by its number; or a word."""
        if cell in self.day.words:
            return self.day.words[cell]
        named = {name: one.id for one in self.places.values() for name in (one.id, (one.names.en or "").casefold())}
        for name in (cell.casefold(), f"{cell.casefold()} region", cell.zfill(2)):
            if name in named and self.places[named[name]].kind != COUNTRY:
                return At(named[name])
        raise Refused("no such place", "name one of places.csv in English, or put it under [words] of day.toml")


def _share(cell: str) -> Fraction | None:
    """A number of percent, exactly: 54.19."""
    try:
        return Fraction(cell) / 100
    except (ValueError, ZeroDivisionError):
        raise Refused("not a number", "write digits with a point: 54.19") from None
