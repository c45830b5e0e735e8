"""A page as data: JSON with all that it says, and its main table as CSV. Both are the same in every language."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Any

from dauys.law.words import Names
from dauys.publish.csv_text import Cell, csv_bytes
from dauys.publish.site.page import (
    Beside,
    Bullets,
    Code,
    Drawn,
    File,
    Fold,
    Moment,
    Page,
    Paragraph,
    Part,
    Picture,
    Quoted,
    Say,
    Scan,
    Several,
    Steps,
    Table,
    To,
    Value,
    Views,
)
from dauys.publish.site.telling import said
from dauys.text import LANGUAGES

DIGITS = 6
"""Digits of a share behind the point in CSV; the JSON has it exactly."""


def page_json(page: Page, invented: bool) -> bytes:
    """``<page>.json``: everything the page says; texts in three languages, shares as exact fractions, unknown as null."""
    told = {
        "page": page.path, "invented": invented, "title": plain(page.title), "status": page.status,
        "way": [plain(one) for one in page.way], "parts": [*_parts(page.lead)],
        "sections": [
            {"id": one.id, "heading": plain(one.heading), "parts": [*_parts(one.parts)]} for one in page.sections
        ],
        "files": [one.path for one in page.data],
    }  # fmt: skip
    return (json.dumps(told, ensure_ascii=False, check_circular=False, separators=(",", ":")) + "\n").encode()


def _parts(parts: Iterable[Part]) -> Iterator[dict[str, Any]]:
    """The parts one behind the other; what stands side by side, or folded, too."""
    for part in parts:
        match part:
            case Table(shared=True):
                pass  # words of the law's form, which ``definition/laws.json`` has
            case Table():
                yield {"table": _table(part)}
            case Paragraph(told):
                yield {"text": plain(told)}
            case Bullets(items):
                yield {"list": [plain(item) for item in items]}
            case Scan(path, told):
                yield {"scan": path, "text": plain(told)}
            case Picture(id=name) | Steps(of=name):
                yield {"drawn": name}
            case Drawn(path, told):
                yield {"drawn": path}
                yield {"text": plain(told)}
            case Code(text):
                yield {"code": text}
            case Beside(left, right):
                yield from _parts((*left, *right))
            case Fold(told, inner):
                yield {"text": plain(told)}
                yield from _parts(inner)
            case Views(views=views):
                yield from _parts(views)


def _table(table: Table) -> dict[str, Any]:
    return {
        "id": table.id, "caption": plain(table.caption), "status": table.status,
        "columns": [{"id": column.id, "title": plain(column.title)} for column in table.columns],
        "rows": [[cell if cell.__class__ is int else plain(cell) for cell in row] for row in table.rows],
        **({} if table.note is None else {"note": plain(table.note)}),
    }  # fmt: skip


def plain(value: Value) -> Any:
    """A value as JSON: numbers as numbers, a share as ``"3/4"``, texts by language; a link as its name and where it leads."""
    return _PLAIN[value.__class__](value)


def _by_language(value: Names | Say) -> dict[str, str]:
    return {language: said(value, language) for language in LANGUAGES}


_PLAIN: Mapping[type, Callable[[Any], Any]] = {
    type(None): lambda value: None,
    int: lambda value: value,
    str: lambda value: value,
    Fraction: lambda value: f"{value.numerator}/{value.denominator}",
    Names: _by_language,
    Say: _by_language,
    To: lambda value: {"value": plain(value.told), "page": value.page},
    File: lambda value: {"value": plain(value.told), "file": value.path},
    Quoted: lambda value: value.text,
    Moment: lambda value: value.at,
    Several: lambda value: [plain(one) for one in value.values],
}


def page_csv(page: Page) -> bytes | None:
    """``<page>.csv``: the main table of the page; None where it has none. Texts have a column for each language."""
    table = page.main
    if table is None:
        return None
    texts = {at for at in range(len(table.columns)) for row in table.rows if _bare(row[at]).__class__ in (Names, Say)}
    heads = [
        name
        for at, column in enumerate(table.columns)
        for name in ([f"{column.id}_{language}" for language in LANGUAGES] if at in texts else [column.id])
    ]
    return csv_bytes(heads, ([*_cells(row, texts)] for row in table.rows))


def _cells(row: Sequence[Value], texts: set[int]) -> Iterator[Cell]:
    for at, cell in enumerate(row):
        value = _bare(cell)
        if at in texts:
            yield from (said(value, language) if value is not None else None for language in LANGUAGES)
        else:
            yield _cell(value)


def _bare(value: Value) -> Value:
    """What a link is called."""
    return _bare(value.told) if isinstance(value, To | File) else value


def _cell(value: Value) -> Cell:
    match value:
        case None | int() | str():
            return value
        case Moment(told) | Quoted(told):
            return told
        case Fraction():
            whole, part = divmod(floor(value * 10**DIGITS + Fraction(1, 2)), 10**DIGITS)
            return f"{whole}.{part:0{DIGITS}d}"
        case _:
            return said(value, "en")
