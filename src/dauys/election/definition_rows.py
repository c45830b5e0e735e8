"""The rows of a definition's tables, read strictly: ids once, references known, names in one alphabet, no totals."""

import re
from collections.abc import Mapping
from itertools import count
from pathlib import Path

from dauys.election.tables import Faults, Row, find_table, only_known_tables, read_table
from dauys.law.strict import did_you_mean
from dauys.law.words import Names
from dauys.text import foreign_letters

NAMES = ("name_kk", "name_ru", "name_en")
ADDRESS = ("address_kk", "address_ru", "address_en")
TABLES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "places": (("id", "kind", "parent"), NAMES),
    "parties": (("id",), (*NAMES, "groups", "members")),
    "constituencies": (("id", "body", "number"), NAMES),
    "commissions": (("id", "kind", "place", "parent", "acts_as"), NAMES),
    "stations": (("id", "place", "voters", "commission", "constituencies"), (*ADDRESS, *NAMES, "group")),
    "options": (("contest", "option", "kind", "party", "order"), (*NAMES, "registered", "candidates", "quota_more")),
    "persons": (("contest", "option", "person"), (*NAMES, "quota")),
}
"""The columns of each table: those that it must have, those that it may have."""

OPTIONAL = ("persons",)
"""Tables that a definition may do without: what they tell is then not known."""

TOTALS = {"total", "totals", "sum", "итого", "всего", "сумма", "барлығы", "жиыны", "қорытынды"}
SUGGESTIONS = 20
"""So many wrong words get a *did you mean*: beyond that a whole column is wrong, and looking takes long."""

_ID = re.compile(r"\w+([.-]\w+)*")  # safe as the name of a file or page
_NOT_CYRILLIC = re.compile(r"[^\W\d_\u0400-\u052f]")  # a letter of another alphabet


class Rows:
    """The rows of one folder, the faults found in them, and where each thing was read. Owned by one reading."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults = Faults()
        self.at: dict[tuple[object, ...], Row] = {}  # by table and id
        self.torn: set[str] = set()  # tables that lost rows or name what is not there: what they lack is not counted up
        self.suggestions = count()
        only_known_tables(folder, tuple(TABLES), self.faults)

    def rows(self, table: str, needed: bool = True) -> list[Row]:
        """The rows of a table; needed: it may not be blank."""
        required, optional = TABLES[table]
        path = find_table(self.folder, table)
        if path is None and table in OPTIONAL:
            return []
        if path is None:
            self.torn.add(table)
            cure = f"add it, with the columns {', '.join(required)}"
            self.faults.add(self.folder / f"{table}.csv", None, None, None, "there is no such table", cure)
            return []
        before = len(self.faults.found)
        rows = list(read_table(path, required, optional, self.faults))
        if len(self.faults.found) > before:
            self.torn.add(table)
        elif not rows and needed:
            self.torn.add(table)
            self.faults.add(path, None, None, None, "the table is blank: it has no row under its header", "fill it in")
        return [row for row in rows if not self._is_total(row, required)]

    def _is_total(self, row: Row, columns: tuple[str, ...]) -> bool:
        for column in (*columns[:2], *NAMES):
            if row.cells.get(column, "").casefold() in TOTALS:
                row.refuse(column, "a row of totals", "take it out: totals are computed, never read")
                return True
        return False

    def new(self, row: Row, table: str, *key: object, column: str = "id") -> bool:
        """Whether nothing of this key was read before; else a fault names the earlier line."""
        earlier = self.at.setdefault((table, *key), row)
        if earlier is not row:
            row.refuse(column, f"this stands already in line {earlier.line}", "keep one of the two rows")
        return earlier is row

    def id(self, row: Row, column: str = "id") -> str:
        """A cell that others will name."""
        cell = row.cells[column]
        if not _ID.fullmatch(cell):
            cause = "not an id" if cell else "the id is missing"
            row.refuse(column, cause, "write letters and digits, with '-', '.' or '_' between them")
        return cell

    def text(self, row: Row, column: str, what: str) -> str:
        """A cell of any text but none."""
        if not row.cells[column]:
            row.refuse(column, f"the {what} is missing", f"write the {what}")
        return row.cells[column]

    def known(self, row: Row, column: str, words: Mapping[str, object], what: str, cell: str | None = None) -> str:
        """A cell, or a part of it, that names something. Where nothing at all of that sort was read, it was said there."""
        cell = row.cells[column] if cell is None else cell
        if cell in words or not words:
            return cell
        self.torn.add(row.file.name.partition(".")[0])
        close = did_you_mean(cell, list(words)) if cell and next(self.suggestions) < SUGGESTIONS else ""
        row.refuse(column, f"no such {what}: {cell}" if cell else f"the {what} is missing", f"{close}write the id of a {what}")
        return cell

    def names(self, row: Row, columns: tuple[str, ...] = NAMES) -> Names:
        """The name, or the address, in three languages."""
        kk, ru, en = (row.text(column) for column in columns)
        for column, name in zip(columns, (kk, ru), strict=False):
            for cause, cure in mixed_letters(name):
                row.refuse(column, cause, cure)
        return Names(kk=kk, ru=ru, en=en)


def mixed_letters(name: str | None) -> list[tuple[str, str]]:
    """Cause and cure for each Latin letter inside a Cyrillic word. Most names hold no such letter, and are quickly seen."""
    if not name or not _NOT_CYRILLIC.search(name):
        return []
    return [
        (f"letter {place} is a Latin {letter} inside a Cyrillic word",
         f"write the Cyrillic {should_be}" if should_be else "write the word in one alphabet")
        for place, letter, should_be in foreign_letters(name)
    ]  # fmt: skip
