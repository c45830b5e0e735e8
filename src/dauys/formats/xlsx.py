"""The sheets of a spreadsheet (XLSX, ECMA-376) as tables in CSV: their texts and numbers as they stand, nothing else of them.

A row keeps its number, so that a fault names the row that people see. Formulas are not computed: what stands there is taken.
"""

import csv
import io
import zipfile
from pathlib import Path, PurePosixPath

from dauys.formats.safe_xml import Element, read_xml
from dauys.formats.safe_zip import UNREADABLE
from dauys.text import BadInput, Fault

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
LINKED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
LARGEST, WIDEST, LONGEST, SHEETS = 16 * 1024 * 1024, 64, 20_000, 32
"""Bytes of a part when unpacked; columns and rows of a sheet; sheets that are looked at."""


def as_csv(data: bytes, path: Path) -> bytes:
    """The first sheet as CSV in UTF-8. path: what faults name. Raises BadInput where it is no such file, or too large."""
    return next(iter(_read(data, path, 1).values()))


def sheets_as_csv(data: bytes, path: Path) -> dict[str, bytes]:
    """Every sheet as CSV in UTF-8, by its name, in the workbook's order; at most SHEETS of them. Raises BadInput as above."""
    return _read(data, path, SHEETS)


def _read(data: bytes, path: Path, first: int) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            shared, parts = _shared(zipped, path), _sheets(zipped, path)[:first]
            return {name: _written(_part(zipped, part, path), shared, path) for name, part in parts}
    except (*UNREADABLE, LookupError) as error:
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


def _sheets(zipped: zipfile.ZipFile, path: Path) -> list[tuple[str, str]]:
    """The workbook's sheets, at least one: their names, and the parts that they are in."""
    relations = _part(zipped, "xl/_rels/workbook.xml.rels", path).children
    targets = {one.attributes.get("Id"): one.attributes.get("Target", "") for one in relations}
    sheets = _part(zipped, "xl/workbook.xml", path).first(f"{MAIN}sheets")
    found = []
    for one in sheets.all(f"{MAIN}sheet") if sheets is not None else ():
        target = targets[one.attributes[LINKED]]
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        found.append((one.attributes.get("name", ""), part))
    if not found:
        raise KeyError("the first sheet")
    return found


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
            cells[_column(cell.attributes.get("r", ""), at)] = " ".join(_cell(cell, shared).split())  # a line of its own
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
