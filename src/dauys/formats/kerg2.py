"""German results in: the Federal Returning Officer's ``kerg2.csv`` of a Bundestag election, one number a row.

Before its header the file says whose it is, under which licence, how far the count is and as of when: these are kept, for the
licence (dl-de/by-2-0) asks for it. Columns are found by name, so that further ones do no harm. An empty number is *not
known*, never zero; it also stands where a party is not on the ballot.
"""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

from dauys.formats.kerg2_sums import contradictions_of
from dauys.formats.kerg2_values import AREAS, CONSTITUENCY, GROUPS, SYSTEM, Area, Kerg2, Line, Place, Status, Vote
from dauys.formats.safe_xml import bounded
from dauys.text import BadInput, Fault

COLUMNS = (
    "Wahlart", "Wahltag", "Gebietsart", "Gebietsnummer", "Gebietsname", "UegGebietsart", "UegGebietsnummer", "Gruppenart",
    "Gruppenname", "Stimme", "Anzahl", "Prozent",
)  # fmt: skip
"""The columns that are read. ``Gewählt`` is read where it is there."""

ELECTED, NOBODY = "Gewählt", "–"
STATUSES: dict[str, Status] = {"zwischenergebnis": "interim", "vorläufig": "preliminary", "endgültig": "final"}
BUNDESTAG = "BT"

_BEFORE = 40
"""Lines in which the header must come."""
_WIDEST = 12
"""Digits of a number."""


def read_kerg2(path: Path) -> Kerg2:
    """A file whose figures hold; packed with gzip or not. Raises BadInput with everything that is wrong with it."""
    found = parse_kerg2(bounded(path), path)
    if faults := contradictions_of(found, path):
        raise BadInput(faults)
    return found


def parse_kerg2(data: bytes, path: Path) -> Kerg2:
    """The file as it is: sums are not looked at. path: what faults name. Raises BadInput."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        fault = Fault(str(path), row, None, f"byte 0x{data[error.start]:02X}", "not UTF-8", "save the file as UTF-8")
        raise BadInput((fault,)) from None
    reading = _Reading(path)
    rows = reading.rows(text)
    place = next((at for at, (_, cells) in enumerate(rows[:_BEFORE]) if {"Gebietsart", "Anzahl"} <= set(cells)), None)
    if place is None:
        cause = f"none of the first {_BEFORE} lines is the header of a kerg2.csv"
        raise BadInput((Fault(str(path), None, None, None, cause, f"the columns are: {'; '.join(COLUMNS)}"),))
    reading.before([cells for _, cells in rows[:place]])
    reading.header(*rows[place])
    reading.raise_if_any()
    for row, cells in rows[place + 1 :]:
        reading.take(row, cells)
    reading.places_exist()
    reading.raise_if_any()
    assert reading.status is not None
    assert reading.day is not None
    return Kerg2(
        reading.notice, reading.status, reading.as_of, reading.day, reading.areas, tuple(reading.lines), reading.elected
    )


class _Reading:
    """One reading of one file: what has been found so far, and the faults, thrown all at once. Owned by one call."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self.columns: dict[str, int] = {}
        self.notice: tuple[str, ...] = ()
        self.status: Status | None = None
        self.as_of = ""
        self.day: date | None = None
        self.areas: dict[Place, Area] = {}
        self.lines: list[Line] = []
        self.seen: dict[tuple[Place, str, Vote | None], int] = {}
        self.elected: dict[str, str | None] = {}

    def refuse(self, row: int | None, column: str | None, value: object, cause: str, cure: str) -> None:
        self.faults.append(Fault(str(self.path), row, column, value, cause, cure))

    def raise_if_any(self) -> None:
        if self.faults:
            raise BadInput(tuple(self.faults))

    def rows(self, text: str) -> list[tuple[int, list[str]]]:
        """The rows that hold anything, with their lines. Raises BadInput."""
        reader, found = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True), []
        try:
            for cells in reader:
                if any(cells):
                    found.append((reader.line_num, [cell.strip() for cell in cells]))
        except csv.Error as error:
            self.refuse(reader.line_num, None, None, f"not CSV: {error}", "check the quotes of this line")
            self.raise_if_any()
        return found

    # ---- before the header ----

    def before(self, rows: list[list[str]]) -> None:
        """Licence, status and moment."""
        told = {cells[0].rstrip(":"): cells[1:] for cells in rows if cells[0].endswith(":") and len(cells) > 1}
        self.notice = tuple(cells[0] for cells in rows if re.search(r"\(c\)|©|lizenz", cells[0], re.IGNORECASE))
        if not self.notice:
            cure = "take the file as it was published: the licence asks that its source be named"
            self.refuse(None, None, None, "the lines on owner and licence are missing", cure)
        status = (told.get("Status") or [""])[0]
        self.status = next((word for start, word in STATUSES.items() if status.casefold().startswith(start)), None)
        if self.status is None:
            cure = "before the header stands Status: and Zwischenergebnis, Vorläufig or Endgültig"
            self.refuse(None, "Status", status or None, "how far the count is, is not said in a word known here", cure)
        moment = " ".join(cell for cell in told.get("Stand", ()) if cell)
        for form in ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y"):
            try:
                self.as_of = self.as_of or datetime.strptime(moment, form).isoformat()
            except ValueError:
                continue
        if not self.as_of:
            cure = "before the header stands Stand:, a date and a time, as 24.02.2025;04:08"
            self.refuse(None, "Stand", moment or None, "the moment of the figures is missing or no date", cure)

    def header(self, row: int, cells: list[str]) -> None:
        for name in COLUMNS:
            if name not in cells:
                self.refuse(row, name, None, f"column '{name}' is missing", f"the columns are: {'; '.join(COLUMNS)}")
        for name in (*COLUMNS, ELECTED):
            if cells.count(name) > 1:
                self.refuse(row, name, name, f"column '{name}' stands twice", "keep one of them")
        self.columns = {name: at for at, name in enumerate(cells) if name}

    # ---- rows ----

    def take(self, row: int, cells: list[str]) -> None:
        """One row."""
        if len(cells) <= max(self.columns[name] for name in COLUMNS):
            cause = f"{len(cells)} cells, the header has {len(self.columns)}"
            self.refuse(row, None, ";".join(cells)[:60], cause, "take the file once more from where it was published")
            return
        told = {name: cells[at] for name, at in self.columns.items() if at < len(cells)}
        before = len(self.faults)
        if told["Wahlart"] != BUNDESTAG:
            self.refuse(row, "Wahlart", told["Wahlart"], "no Bundestag election", f"Wahlart is {BUNDESTAG} in every row")
        self._day(row, told["Wahltag"])
        place, kind, group = self._area(row, told), told["Gruppenart"], told["Gruppenname"]
        if kind not in GROUPS:
            self.refuse(row, "Gruppenart", kind, "no such kind of group", f"it is one of {', '.join(GROUPS)}")
        if not group:
            self.refuse(row, "Gruppenname", None, "a group without a name", "each row names its party or figure")
        vote = self._vote(row, told["Stimme"], kind)
        count = self._read(row, "Anzahl", told["Anzahl"], _whole, f"write at most {_WIDEST} digits, or nothing if not known")
        percent = self._read(row, "Prozent", told["Prozent"], _percent, "write it with a comma: 82,537307")
        if place is None or len(self.faults) > before:
            return
        first = self.seen.setdefault((place, group, vote), row)
        if first != row:
            self.refuse(row, "Gruppenname", group, f"this figure stands already in line {first}", "keep one of the two rows")
            return
        self.lines.append(Line(place, kind, group, vote, count, percent, row))
        if place[0] == CONSTITUENCY and (winner := told.get(ELECTED)):
            self._elected(row, place[1], None if winner == NOBODY else winner)

    def _day(self, row: int, cell: str) -> None:
        try:
            day = datetime.strptime(cell, "%d.%m.%Y").date()
        except ValueError:
            self.refuse(row, "Wahltag", cell, "no date", "write it as 23.02.2025")
            return
        if self.day not in (None, day):
            self.refuse(row, "Wahltag", cell, "another day than in the rows before", "one file is of one election")
        self.day = self.day or day

    def _area(self, row: int, told: dict[str, str]) -> Place | None:
        kind, number, name = told["Gebietsart"], told["Gebietsnummer"], told["Gebietsname"]
        if kind not in AREAS:
            self.refuse(row, "Gebietsart", kind, "no such kind of area", f"it is one of {', '.join(AREAS)}")
            return None
        if not number or not name:
            self.refuse(row, "Gebietsnummer", number or name or None, "an area without number or name", "give both")
            return None
        above = AREAS.index(kind) - 1
        wanted = AREAS[above] if above >= 0 else ""
        if told["UegGebietsart"].casefold() != wanted.casefold() or bool(wanted) != bool(told["UegGebietsnummer"]):
            cure = f"a {kind} lies in a {wanted}" if wanted else f"a {kind} lies in nothing: leave it empty"
            self.refuse(row, "UegGebietsart", told["UegGebietsart"] or None, "it lies in another kind of area", cure)
            return None
        area = Area(kind, number, name, (wanted, told["UegGebietsnummer"]) if wanted else None)
        known = self.areas.setdefault(area.place, area)
        if known != area:
            column = "Gebietsname" if known.name != name else "UegGebietsnummer"
            self.refuse(
                row, column, told[column], "earlier rows of this area say otherwise", "an area has one name and lies in one"
            )
        return area.place

    def _vote(self, row: int, cell: str, kind: str) -> Vote | None:
        if cell == "1":
            return 1
        if cell == "2":
            return 2
        if cell or kind != SYSTEM:
            self.refuse(row, "Stimme", cell or None, "neither the first nor the second vote", "write 1 or 2")
        return None

    def _read[T](self, row: int, column: str, cell: str, how: Callable[[str], T | None], cure: str) -> T | None:
        found = how(cell) if cell else None
        if cell and found is None:
            self.refuse(row, column, cell, "this number cannot be read", cure)
        return found

    def _elected(self, row: int, number: str, winner: str | None) -> None:
        if self.elected.setdefault(number, winner) != winner:
            self.refuse(row, ELECTED, winner or NOBODY, "earlier rows of this constituency name another", "one is elected")

    def places_exist(self) -> None:
        """Every area lies in one that has rows of its own."""
        for area in self.areas.values():
            if area.parent is not None and area.parent not in self.areas:
                cause = f"{area.kind} {area.number} lies in {' '.join(area.parent)}, which has no rows"
                self.refuse(None, "UegGebietsnummer", area.parent[1], cause, "hand in the whole file")
        if not any(area.kind == CONSTITUENCY for area in self.areas.values()):
            self.refuse(None, "Gebietsart", None, "it has no rows of constituencies", "hand in the whole file")


def _whole(cell: str) -> int | None:
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) <= _WIDEST else None


def _percent(cell: str) -> Fraction | None:
    return Fraction(cell.replace(",", ".")) if re.fullmatch(r"\d{1,3}(,\d{1,9})?", cell, re.ASCII) else None
