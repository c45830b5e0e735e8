"""Read CSV tables strictly: every fault with file, line, column, value, cause and cure, all of them at once."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from dauys.law.strict import as_text, did_you_mean
from dauys.law.words import Names
from dauys.text import BadInput, Fault, foreign_letters


class Refused(ValueError):
    """A cell cannot be read: why, and what would be right."""

    def __init__(self, cause: str, cure: str) -> None:
        super().__init__(cause)
        self.cause, self.cure = cause, cure


@dataclass(slots=True)
class Faults:
    """The faults found while a folder is read. Owned by one reading."""

    found: list[Fault] = field(default_factory=list)

    def add(self, file: Path, line: int | None, column: str | None, value: object, cause: str, cure: str) -> None:
        self.found.append(Fault(_shown(file), line, column, value, cause, cure))

    def raise_if_any(self) -> None:
        if self.found:
            raise BadInput(tuple(self.found))


def _shown(file: Path) -> str:
    """The file with its folder: enough to find it, and no more of a machine's paths than the user gave."""
    return str(file)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: cells by column, and where it stands."""

    file: Path
    line: int
    cells: Mapping[str, str]
    faults: Faults

    def refuse(self, column: str, cause: str, cure: str) -> None:
        self.faults.add(self.file, self.line, column, self.cells.get(column), cause, cure)

    def read[T](self, column: str, how: Callable[[str], T], otherwise: T) -> T:
        """The cell read; where it cannot be, the fault is noted and ``otherwise`` stands in for it."""
        try:
            return how(self.cells.get(column, ""))
        except Refused as refused:
            self.refuse(column, refused.cause, refused.cure)
            return otherwise

    def text(self, column: str) -> str | None:
        return self.cells.get(column) or None

    def names(self) -> Names:
        """The columns name_kk, name_ru, name_en; a Latin letter inside a Cyrillic word is a fault."""
        for column in ("name_kk", "name_ru"):
            for position, letter, should_be in foreign_letters(self.cells.get(column, "")):
                cure = f"write the Cyrillic {should_be}" if should_be else "write the word in one alphabet"
                self.refuse(column, f"letter {position} is a Latin {letter} inside a Cyrillic word", cure)
        original = self.text("name")
        return Names(kk=self.text("name_kk"), ru=self.text("name_ru"), en=self.text("name_en") or original)


def only_known_tables(folder: Path, names: Sequence[str], faults: Faults) -> None:
    """A table of another name would be left out in silence, and of a table and its compressed twin one of the two."""
    known = [f"{name}.csv{ending}" for name in names for ending in ("", ".gz")]
    for path in sorted((*folder.glob("*.csv"), *folder.glob("*.csv.gz"))):
        if path.name not in known:
            cure = f"{did_you_mean(path.name, known)}the tables known here are: {', '.join(names)}"
            faults.add(path, None, None, None, "no table has this name", cure)
        elif path.suffix == ".gz" and path.with_suffix("").is_file():
            faults.add(path, None, None, None, f"{path.with_suffix('').name} is there too", "keep one of the two")


def find_table(folder: Path, name: str) -> Path | None:
    """``name.csv`` or ``name.csv.gz`` in the folder, if there is one."""
    return next((path for path in (folder / f"{name}.csv", folder / f"{name}.csv.gz") if path.is_file()), None)


def read_table(
    path: Path, required: Sequence[str], optional: Sequence[str], faults: Faults, others: Sequence[str] = ()
) -> Iterator[Row]:
    """The rows of a table whose header has the required columns, and no others than those named.

    others: further columns that are right (options, in a table of stations).
    """
    try:
        data = path.read_bytes()
        text = as_text(gzip.decompress(data) if path.suffix == ".gz" else data, str(path))
    except BadInput as bad:
        faults.found.extend(bad.faults)
        return
    except (OSError, EOFError, zlib.error) as error:
        faults.add(path, None, None, None, f"cannot be read: {error}", "check the file; .gz means compressed with gzip")
        return
    yield from rows_in(text, path, required, optional, faults, others)


def rows_in(
    text: str, path: Path, required: Sequence[str], optional: Sequence[str], faults: Faults, others: Sequence[str] = ()
) -> Iterator[Row]:
    """The same rows, of a table that was read already; path: what faults name."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if not _header_is_right(path, header, required, (*required, *optional, *others), faults):
            return
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                cause = f"{len(cells)} cells, the header has {len(header)}"
                faults.add(path, reader.line_num, None, ",".join(cells)[:60], cause, "quote cells that hold a comma")
                continue
            yield Row(path, reader.line_num, dict(zip(header, map(str.strip, cells), strict=True)), faults)
    except csv.Error as error:
        faults.add(path, reader.line_num, None, None, f"not CSV: {error}", "check the quotes of this line")


def _header_is_right(path: Path, header: Sequence[str], required: Sequence[str], known: Sequence[str], faults: Faults) -> bool:
    before = len(faults.found)
    for name in required:
        if name not in header:
            faults.add(path, 1, None, ",".join(header)[:80], f"column '{name}' is missing", f"columns: {', '.join(required)}")
    for name in dict.fromkeys(header):
        if name not in known:
            cure = f"{did_you_mean(name, known)}the columns known here are: {', '.join(known)}"
            faults.add(path, 1, name, name, f"unknown column '{name}'", cure)
        elif header.count(name) > 1:
            faults.add(path, 1, name, name, f"column '{name}' stands twice", "keep one of them")
    return len(faults.found) == before


# ---- cells -----------------------------------------------------------------------------------------------------------------

UNKNOWN = "unknown"
"""Written where votes are not known. An empty cell is refused: it may be a slip, and must never become a zero."""


def votes(cell: str) -> int | None:
    """Votes: a whole number, 0 or more, or the word *unknown*."""
    if cell == UNKNOWN:
        return None
    if cell == "":
        raise Refused("no votes given", "write the number (0 if there were none), or the word unknown")
    return whole(cell)


def fractional_votes(cell: str) -> int | Fraction | None:
    """Votes in an election whose law shares ballots out: 692304.5."""
    if "." not in cell:
        return votes(cell)
    try:
        number = Fraction(cell)
    except ValueError:
        raise Refused("not a number", "write digits with a point: 692304.5") from None
    if number < 0:
        raise Refused("votes cannot be negative", "correct the number")
    return number


def whole(cell: str) -> int:
    """A whole number, 0 or more."""
    if cell.isascii() and cell.isdigit():
        return int(cell)
    if cell.startswith("-") and cell[1:].isdigit():
        raise Refused("the number is negative", "votes, voters and seats are 0 or more")
    if re.fullmatch(r"\d{1,3}([ ,\u00a0]\d{3})+", cell, re.ASCII):
        raise Refused("a whole number is written without separators", f"write {re.sub(r'[^0-9]', '', cell)}")
    if re.fullmatch(r"\d+[.,]\d+", cell, re.ASCII):
        raise Refused(
            "the number is not whole", "votes are whole; 'fractional_votes' in election.toml allows parts, with a point"
        )
    raise Refused("not a whole number", "write digits only")


def known_whole(cell: str) -> int | None:
    """A whole number, or empty where it is not known."""
    return None if cell == "" else whole(cell)


def one_of(words: Mapping[str, Any] | Sequence[str], what: str) -> Callable[[str], str]:
    """A word that must be among others."""

    def read(cell: str) -> str:
        if cell in words:
            return cell
        known = list(words)
        shown = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
        raise Refused(f"no such {what}", f"{did_you_mean(cell, known)}{what}s here: {shown or 'none'}")

    return read
