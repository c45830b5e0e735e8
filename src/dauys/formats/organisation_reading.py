"""From the filled spreadsheet of a small organisation to the event that its definition says: whole, or every fault at once.

A fault names the sheet, the row and the column that people see. What the sheets cannot say is fixed by the profile: one place,
one body, one commission, which counts at every station too.
"""

import datetime
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from dauys.election.definition_rows import Rows
from dauys.election.event import Body, Commission, Constituency, Event, Listed, PartyList, Station, list_contest
from dauys.election.tables import Refused, Row, rows_in, whole
from dauys.formats.organisation import HELP, NAMES, PEOPLE, SHEETS, YES
from dauys.formats.xlsx import sheets_as_csv
from dauys.law import Option, Party, Place
from dauys.law.strict import did_you_mean
from dauys.law.words import Names
from dauys.protocol.chain import load_chain

BODY, COMMISSION, PLACE = "council", "central", "organisation"
"""The ids of the only body, commission and place."""

LAWS = {
    (True, True): "org/council/2026", (True, False): "org/council-lists/2026", (False, True): "org/council-constituencies/2026",
}  # fmt: skip
"""The edition, by whether there are seats by lists, and in constituencies."""


@dataclass(frozen=True, slots=True)
class Organised:
    """What the spreadsheet says: the event, and the three people, who are in no definition, for that is published."""

    event: Event
    people: dict[str, str]  # by part


def read_spreadsheet(file: Path) -> Organised:
    """The event of a filled spreadsheet. Raises BadInput with every fault in it."""
    return _Reading(file).organised()


def _day(cell: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(cell)
    except ValueError:
        raise Refused("not a date" if cell else "the cell is empty", "write a date: 2023-03-19") from None


def _log(cell: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]+([./-][A-Za-z0-9]+)*", cell):
        cure = "write Latin letters and digits, with '-', '.' or '/' between them"
        raise Refused("not a name of a log" if cell else "the cell is empty", cure)
    return cell


def _yes(cell: str) -> bool:
    if cell not in ("", YES):
        raise Refused("not a mark", "write yes, or leave the cell empty")
    return cell == YES


class _Reading:
    """One reading of one spreadsheet: the sheets one after another, the faults gathered, thrown away when done."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.tables = Rows(file / HELP)  # a folder that is not there: its tables are these sheets
        self.sheets = {name: data.decode() for name, data in sheets_as_csv(file.read_bytes(), file).items()}
        for name in self.sheets.keys() - SHEETS.keys() - {HELP}:
            cure = f"{did_you_mean(name, list(SHEETS))}the sheets known here are: {', '.join(SHEETS)}"
            self.tables.faults.add(self._at(name), None, None, None, "no sheet has this name", cure)
        self.lists: dict[str, Names] = {}
        self.areas: dict[str, Names] = {}
        self.persons: dict[str, list[Listed]] = {}  # by list
        self.standing: dict[str, list[Option]] = {}  # by constituency

    def _at(self, sheet: str) -> Path:
        return Path(f"{self.file}, sheet {sheet}")

    def _rows(self, sheet: str) -> list[Row]:
        if sheet not in self.sheets:
            cure = f"add it, with the columns {', '.join(SHEETS[sheet])}"
            self.tables.faults.add(self._at(sheet), None, None, None, "there is no such sheet", cure)
            return []
        return list(rows_in(self.sheets[sheet], self._at(sheet), SHEETS[sheet], (), self.tables.faults))

    def _whole_sheet(self, sheet: str, value: object, cause: str, cure: str) -> None:
        self.tables.faults.add(self._at(sheet), None, None, value, cause, cure)

    def organised(self) -> Organised:
        before = len(self.tables.faults.found)
        rows = self._rows("election")
        if len(rows) != 1 and len(self.tables.faults.found) == before:
            self._whole_sheet("election", len(rows), "one row is needed under the header", "fill in one row, and no more")
        people = self._people()
        self._lists()
        self._areas()
        self._members()
        self._candidates()
        stations = self._stations()
        found = [self._event(row, stations) for row in rows]
        self.tables.faults.raise_if_any()
        return Organised(found[0], people)

    def _named(self, row: Row) -> Names:
        """The name of a row, in one language at least."""
        names = self.tables.names(row)
        if not any(row.cells[column] for column in NAMES):
            row.refuse(NAMES[0], "the name is missing", "write it in one language at least")
        return names

    # ---- sheet by sheet ----------------------------------------------------------------------------------------------

    def _people(self) -> dict[str, str]:
        """The three: each in one part, and each another person; whoever is of the commission does not stand (Art. 5(3))."""
        found: dict[str, str] = {}
        for row in self._rows("people"):
            part, name = row.cells["part"], self.tables.text(row, "name", "name")
            if part not in PEOPLE:
                row.refuse("part", "no such part", f"write one of: {', '.join(PEOPLE)}")
            if self.tables.new(row, "people", part, column="part") and self.tables.new(row, "person", name, column="name"):
                found[part] = name
        if "people" in self.sheets:
            for part in PEOPLE:
                if ("people", part) not in self.tables.at:
                    self._whole_sheet("people", part, "nobody has this part", "name three people: chair, secretary and member")
        return found

    def _standing(self, row: Row) -> Names:
        """Somebody who stands: once, and not of the commission."""
        names = self._named(row)
        for column in NAMES:
            cell = row.cells[column]
            if cell and (other := self.tables.at.setdefault(("person", cell), row)) is not row:
                where = other.file.name.rpartition(" ")[2]
                cause = f"this person stands already in row {other.line} of the sheet {where}"
                row.refuse(column, cause, "keep one of the two, or add what tells two people of one name apart")
                break
        return names

    def _lists(self) -> None:
        for row in self._rows("lists"):
            if self.tables.new(row, "lists", name := self.tables.id(row)):
                self.lists[name] = self._named(row)

    def _areas(self) -> None:
        for row in self._rows("constituencies"):
            name = self.tables.id(row)
            if name in ("station", BODY, list_contest(BODY)):
                row.refuse("id", "this id has another meaning here", "give the constituency another")
            if self.tables.new(row, "constituencies", name):
                self.areas[name] = self.tables.names(row)

    def _members(self) -> None:
        for number, row in enumerate(self._rows("members"), 1):
            of = self._of(row, "list", self.lists)
            self.persons.setdefault(of, []).append(Listed(f"m{number}", self._standing(row), quota=False))

    def _candidates(self) -> None:
        for number, row in enumerate(self._rows("candidates"), 1):
            of = self._of(row, "constituency", self.areas)
            party = row.text("list")
            if party is not None:
                self._of(row, "list", self.lists)
            candidate = Option(f"n{number}", "candidate", party, self._standing(row))
            self.standing.setdefault(of, []).append(candidate)

    def _of(self, row: Row, what: str, known: dict[str, Names]) -> str:
        """The list or the constituency that a row names: none is known where its own sheet has none."""
        if not known and row.cells[what]:
            row.refuse(what, f"no such {what}: {row.cells[what]}", f"write the id of a {what}")
        return self.tables.known(row, what, known, what) if known or row.cells[what] else self.tables.text(row, what, what)

    def _stations(self) -> dict[str, Station]:
        found: dict[str, Station] = {}
        rows = self._rows("stations")
        for row in rows:
            area = self._of(row, "constituency", self.areas) if self.areas or row.cells["constituency"] else None
            voters, name = row.read("voters", whole, 0), self.tables.id(row)
            if self.tables.new(row, "stations", name):
                areas = () if area is None else (area,)
                found[name] = Station(name, PLACE, voters, COMMISSION, areas, names=self.tables.names(row))
        unread = any(fault.column == "voters" for fault in self.tables.faults.found)
        if not unread and not any(one.voters for one in found.values()):
            self._whole_sheet("stations", None, "no station has a voter", "write how many voters are on each list")
        for name in self.areas:
            row = self.tables.at["constituencies", name]
            if name not in self.standing:
                row.refuse("id", "nobody stands in this constituency", "name its candidates on the sheet candidates")
            if not any(name in one.constituencies for one in found.values()):
                row.refuse("id", "no station is in this constituency", "name it on the sheet stations, or take it out")
        return found

    # ---- what it makes -----------------------------------------------------------------------------------------------

    def _seats(self, row: Row, column: str, sheet: str, there: int) -> int:
        """Seats of one kind, held against the sheet by which they are filled; an empty cell is none."""
        seats = row.read(column, lambda cell: whole(cell or "0"), there)
        cure = f"correct the number, or the sheet {sheet}"
        if seats and not there:
            row.refuse(column, f"there are seats, and the sheet {sheet} is empty", cure)
        elif there and not seats:
            row.refuse(column, f"the sheet {sheet} is filled in, and there are no seats of this kind", cure)
        elif sheet == "constituencies" and seats != there:
            row.refuse(column, f"each constituency has one seat, and the sheet constituencies has {there}", cure)
        return seats

    def _event(self, row: Row, stations: dict[str, Station]) -> Event:
        names, day = self._named(row), row.read("day", _day, datetime.date.min)
        by_lists = self._seats(row, "seats_by_lists", "lists", len(self.lists))
        in_areas = self._seats(row, "seats_in_constituencies", "constituencies", len(self.areas))
        if not by_lists and not in_areas:
            row.refuse("seats_by_lists", "nobody is elected", "write how many seats there are, of one kind at least")
        law = LAWS.get((by_lists > 0, in_areas > 0), LAWS[True, True])
        seats = {tier: number for tier, number in (("list", by_lists), ("constituency", in_areas)) if number}
        ballots = {area: tuple(options) for area, options in self.standing.items()}
        contest = list_contest(BODY)
        if self.lists:
            length = Counter({of: len(persons) for of, persons in self.persons.items()})
            ballots[contest] = tuple(
                Option(one, "list", one, named, candidates=length[one] or None) for one, named in self.lists.items()
            )
        commission = next(one.name for one in load_chain(law).commission if one.kind == "central")
        return Event(
            names, day, PLACE, row.read("invented", _yes, False), row.read("log", _log, ""), (),
            {BODY: Body(BODY, law, names, PLACE, seats)}, {PLACE: Place(PLACE, "country", None, names)},
            {one: Party(one, named) for one, named in self.lists.items()},
            {area: Constituency(area, BODY, str(n), named) for n, (area, named) in enumerate(self.areas.items(), 1)},
            {COMMISSION: Commission(COMMISSION, "central", PLACE, None, "precinct", commission)}, stations, ballots,
            lists={(contest, of): PartyList(tuple(persons)) for of, persons in self.persons.items()},
        )  # fmt: skip
