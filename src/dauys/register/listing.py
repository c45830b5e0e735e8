"""Read a list of voters, of one station or of a country: CSV or Parquet, all faults at once, each with its row.

The file is read twice, row by row: first all of it is looked at, and only where nothing is wrong its rows are given out. No
fault shows a value: what is wrong with somebody's number is told by its row and column.
"""

import csv
import datetime
import io
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Literal

from dauys.election.tables import Refused
from dauys.law.strict import did_you_mean
from dauys.register.person import Person, read_born, read_iin
from dauys.text import BadInput, Fault

COLUMNS = ("station", "name", "born", "iin", "address")
LONGEST = {"name": 150, "address": 250}
"""Characters of a cell: what is kept of a person has one length for everybody."""

AT_ONCE, PARTS, LARGEST = 5_000, 64, 9_000
"""Rows that are looked up together; parts in which numbers that come twice are looked for; voters of one station (of whom the
law lets be 3,000, Art. 23(2))."""

PARQUET = b"PAR1"

type Stage = Literal["voting has not begun", "voting is under way", "voting has ended", "the list is closed"]
"""How far a station that has a list is."""

CURES: Mapping[Stage, str] = {
    "voting has not begun": (
        "correct it person by person, with a reason; if it is the wrong list, take it back whole and send the other"
    ),
    "voting is under way": "correct it person by person, with a reason: once the station is open no list is taken back",
    "voting has ended": "close it: once voting has ended no list is taken back",
    "the list is closed": "leave it as it is: once the count has begun it changes no more (Art. 24(10))",
}
"""What is done with a list that is there."""


@dataclass(frozen=True, slots=True)
class Held:
    """A list that a station has already."""

    voters: int  # on it now
    stage: Stage


type Taken = Callable[[Sequence[str]], Collection[str]]
"""Of some numbers those that are on a list already."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A row that is right: station, person, and where the row stands."""

    station: str
    person: Person
    row: int


def read_list(
    file: BinaryIO, name: str, stations: Collection[str], day: datetime.date, invented: bool, taken: Taken,
    held: Mapping[str, Held] = MappingProxyType({}),
) -> Iterator[Listed]:  # fmt: skip
    """The rows of a list, in its order. Raises BadInput before the first row, with everything that is wrong.

    file: can be read again from its beginning; of Parquet it lies on a disk. stations: those that may stand in it. day: of the
    vote. taken: asked whether somebody is on a list already. held: stations that have a list, and take no
    second one.
    """
    reading = _Reading(name, stations, day, invented, taken, held)
    for row, cells in _rows(file, reading):
        reading.check(row, cells)
    reading.end()
    file.seek(0)
    for row, (station, *person) in _rows(file, reading):
        yield Listed(station, Person(*person), row)


@dataclass(slots=True)
class _Reading:
    """One reading of one list. Owns the faults found, and numbers and rows read so far, in parts: 16 bytes a person."""

    name: str
    stations: Collection[str]
    day: datetime.date
    invented: bool
    taken: Taken
    held: Mapping[str, Held]
    faults: list[Fault] = field(default_factory=list)
    count: int = 0
    sizes: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)  # numbers to be looked up, and their rows
    numbers: list[array[int]] = field(default_factory=lambda: [array("Q") for _ in range(PARTS)])
    rows: list[array[int]] = field(default_factory=lambda: [array("Q") for _ in range(PARTS)])

    def wrong(self, row: int | None, column: str | None, cause: str, cure: str) -> None:
        """Note a fault, without the value."""
        self.faults.append(Fault(self.name, row, column, None, cause, cure))

    def check(self, row: int, cells: Sequence[str]) -> None:
        """Look at a row, and keep of it the number and where it stands."""
        self.count += 1
        station, name, born, iin, address = cells
        if station in self.held:
            if station not in self.sizes:
                self.sizes[station], one = 0, self.held[station]
                cause = f"this station has a list already, with {one.voters} voters, and {one.stage}"
                self.wrong(row, "station", cause, CURES[one.stage])
            return
        try:
            read_born(born, self.day)
        except Refused as refused:
            self.wrong(row, "born", refused.cause, refused.cure)
        for column, value in (("name", name), ("address", address)):
            if not value:
                self.wrong(row, column, "the cell is empty", "write what the document says")
            elif len(value) > LONGEST[column] or not value.isprintable():
                self.wrong(row, column, "too long, or with signs that cannot be seen", "write it shorter, on one line")
        if station not in self.stations:
            self.wrong(row, "station", "no station of this commission", "write the code of one of its stations")
        size = self.sizes[station] = self.sizes.get(station, 0) + 1
        if size == LARGEST + 1:
            self.wrong(row, "station", f"more than {LARGEST:,} voters at one station", "look whether stations were mixed up")
        try:
            number = int(read_iin(iin, self.invented))
        except Refused as refused:
            self.wrong(row, "iin", refused.cause, refused.cure)
            return
        self.numbers[number % PARTS].append(number)
        self.rows[number % PARTS].append(row)
        self.waiting[iin] = row
        if len(self.waiting) == AT_ONCE:
            self.look_up()

    def look_up(self) -> None:
        """Note who of those that wait is on a list already."""
        for iin in self.taken(list(self.waiting)):
            cure = "a person is on one list alone: ask the office that keeps the register (Art. 25(3))"
            self.wrong(self.waiting[iin], "iin", "this person is on a list already", cure)
        self.waiting.clear()

    def end(self) -> None:
        """Raise BadInput with everything that is wrong, if anything is; numbers that come a second time are looked for last."""
        self.look_up()
        for numbers, rows in zip(self.numbers, self.rows, strict=True):
            first: dict[int, int] = {}
            for number, row in zip(numbers, rows, strict=True):
                if (before := first.setdefault(number, row)) != row:
                    self.wrong(row, "iin", f"the same person as in row {before}", "keep one of the two rows (Art. 25(3))")
        if not self.count and not self.faults:
            self.wrong(None, None, "the table is blank: it has no row under its header", "fill it in")
        if self.faults:
            raise BadInput(tuple(self.faults))


def _rows(file: BinaryIO, reading: _Reading) -> Iterator[tuple[int, Sequence[str]]]:
    """Rows with their numbers, cells in the order of COLUMNS; the first row of a CSV is its header."""
    start = file.read(len(PARQUET))
    file.seek(0)
    yield from _of_parquet(Path(file.name), reading) if start == PARQUET else _of_csv(file, reading)


def _of_csv(file: BinaryIO, reading: _Reading) -> Iterator[tuple[int, Sequence[str]]]:
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    try:
        order = _order(next(reader, []), reading)
        for cells in reader if order else ():
            if not cells:
                continue
            if len(cells) != len(COLUMNS):
                cause = f"{len(cells)} cells, the header has {len(COLUMNS)}"
                reading.wrong(reader.line_num, None, cause, "quote cells that hold a comma")
                continue
            yield reader.line_num, [cells[at].strip() for at in order]
    except csv.Error:
        reading.wrong(reader.line_num, None, "this line is not CSV", "check the quotes of this line")
    except UnicodeDecodeError:
        reading.wrong(None, None, "not UTF-8", "save the file as UTF-8")
    finally:
        text.detach()


def _of_parquet(path: Path, reading: _Reading) -> Iterator[tuple[int, Sequence[str]]]:
    import duckdb

    with duckdb.connect() as database:
        database.execute("SET threads = 1; SET preserve_insertion_order = true")
        try:
            table = database.read_parquet(str(path))
            if not _order(table.columns, reading):
                return
            database.execute(f"SELECT {', '.join(f'{name}::VARCHAR' for name in COLUMNS)} FROM read_parquet(?)", [str(path)])  # noqa: S608
            row = 0
            while batch := database.fetchmany(AT_ONCE):
                for cells in batch:
                    row += 1
                    yield row, [(cell or "").strip() for cell in cells]
        except duckdb.Error:
            reading.wrong(None, None, "this is no whole Parquet file", "write it anew, or send CSV")


def _order(header: Sequence[str], reading: _Reading) -> list[int]:
    """Where each column of COLUMNS stands; empty where the header is not these columns."""
    names = [name.strip() for name in header]
    for name in COLUMNS:
        if names.count(name) != 1:
            cause = f"column '{name}' {'is missing' if name not in names else 'stands twice'}"
            reading.wrong(1, None, cause, f"columns: {', '.join(COLUMNS)}")
    for name in dict.fromkeys(names):
        if name not in COLUMNS:
            cure = f"{did_you_mean(name, COLUMNS)}the columns known here are: {', '.join(COLUMNS)}"
            reading.wrong(1, None, "a column of another name", cure)
    return [] if reading.faults else [names.index(name) for name in COLUMNS]
