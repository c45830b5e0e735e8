"""The first sheet of a spreadsheet (XLSX, ECMA-376) as a table in CSV: its texts and numbers as they stand, nothing else of it.

A row keeps its number, so that a fault names the row that people see. Formulas are not computed: what stands there is taken.
"""

import csv
import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from dauys.formats.safe_xml import Element, read_xml
from dauys.text import BadInput, Fault

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
LINKED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
LARGEST, WIDEST, LONGEST = 16 * 1024 * 1024, 64, 20_000
"""Bytes of a part when unpacked; columns and rows of a sheet."""

_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError, LookupError,
    StopIteration,
)  # fmt: skip


def as_csv(data: bytes, path: Path) -> bytes:
    """The first sheet as CSV in UTF-8. path: what faults name. Raises BadInput where it is no such file, or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            shared = _shared(zipped, path)
            return _written(_part(zipped, _first_sheet(zipped, path), path), shared, path)
    except _UNREADABLE as error:
        raise _bad(path, f"cannot be read: {error}", "save it once more as XLSX, or as CSV in UTF-8") from None


def _part(zipped: zipfile.ZipFile, name: str, path: Path) -> Element:
    with zipped.open(name) as part:
        data = part.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(f"larger than {LARGEST // 1024 // 1024} MB when unpacked")
    try:
        return read_xml(data, path)
    except BadInput as bad:  # its line is of a part that nobody sees
        raise ValueError(bad.faults[0].cause) from None


def _first_sheet(zipped: zipfile.ZipFile, path: Path) -> str:
    """The name of the part that the workbook's first sheet is in."""
    sheets = _part(zipped, "xl/workbook.xml", path).first(f"{MAIN}sheets")
    wanted = next(sheets.all(f"{MAIN}sheet")).attributes[LINKED] if sheets is not None else ""
    for one in _part(zipped, "xl/_rels/workbook.xml.rels", path).children:
        if one.attributes.get("Id") == wanted:
            target = one.attributes["Target"]
            return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
    raise KeyError("the first sheet")


def _shared(zipped: zipfile.ZipFile, path: Path) -> list[str]:
    """The texts that cells share; none where the file has none."""
    if "xl/sharedStrings.xml" not in zipped.namelist():
        return []
    return [_text(one) for one in _part(zipped, "xl/sharedStrings.xml", path).all(f"{MAIN}si")]


def _text(one: Element) -> str:
    """A text: in one piece, or in runs of letters that look alike."""
    parts = [*one.all(f"{MAIN}t"), *(part for run in one.all(f"{MAIN}r") for part in run.all(f"{MAIN}t"))]
    return "".join("".join(part.pieces) for part in parts)


def _written(sheet: Element, shared: list[str], path: Path) -> bytes:
    out = io.StringIO(newline="")
    writer, last, width = csv.writer(out, lineterminator="\n"), 0, 0
    rows = sheet.first(f"{MAIN}sheetData")
    for row in rows.all(f"{MAIN}row") if rows is not None else ():
        number = int(row.attributes.get("r", last + 1))
        cells: dict[int, str] = {}
        for at, cell in enumerate(row.all(f"{MAIN}c")):
            cells[_column(cell.attributes.get("r", ""), at)] = _cell(cell, shared).strip()
        if not last < number <= LONGEST or max(cells, default=0) >= WIDEST:
            raise _bad(path, f"more than {LONGEST} rows or {WIDEST} columns", "hand in the table alone")
        if not any(cells.values()):
            continue
        out.write("\n" * (number - last - 1))  # rows between are blank, and are no rows of the table
        last, width = number, width or 1 + max(cells)
        writer.writerow([cells.get(at, "") for at in range(max(width, 1 + max(cells)))])
    return out.getvalue().encode()


def _column(reference: str, otherwise: int) -> int:
    """The column of a cell from 0: C7 is 2."""
    letters = "".join(letter for letter in reference if letter.isalpha() and letter.isascii())
    place = 0
    for letter in letters.upper():
        place = 26 * place + ord(letter) - 64
    return place - 1 if letters else otherwise


def _cell(cell: Element, shared: list[str]) -> str:
    value = cell.first(f"{MAIN}v")
    told = "" if value is None else value.text
    match cell.attributes.get("t"):
        case "s":
            return shared[int(told)]
        case "inlineStr":
            inline = cell.first(f"{MAIN}is")
            return "" if inline is None else _text(inline)
        case "b":
            return "yes" if told == "1" else ""
        case _:
            return told.removesuffix(".0")


def _bad(path: Path, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(str(path), None, None, None, cause, cure),))
