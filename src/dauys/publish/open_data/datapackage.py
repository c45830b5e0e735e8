"""The tables as a Data Package: ``datapackage.json``, and a Table Schema for each shape of table under ``schemas/tables/``.

Data Package and Table Schema, version 2 (https://datapackage.org/standard/). The standard knows one language; the words in
the others stand beside the English ones under ``title@kk``, ``description@ru``. Sizes and hashes are left to
``manifest.json``, which is signed.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dauys.publish.open_data.description import Cell, Column, Reference, Shape, Table, Told, by_language
from dauys.publish.open_data.notes import Notes

DATAPACKAGE = "datapackage.json"
SCHEMAS = "schemas/tables"

_TYPES = {"text": "string", "whole": "integer", "day": "date"}


def datapackage(notes: Notes, tables: Iterable[Table]) -> Iterator[tuple[str, bytes]]:
    """The schemas and the package, each path and content."""
    schemas: dict[Shape, str] = {}
    resources = []
    for table in tables:
        path = schemas.get(table.shape)
        if path is None:
            path = schemas[table.shape] = f"{SCHEMAS}/{table.path.removesuffix('.csv')}.json"
            yield path, as_json(_schema(notes, table.shape))
        resources.append(_resource(table, path))
    yield DATAPACKAGE, as_json(_package(notes, resources))


def as_json(value: object) -> bytes:
    """JSON to be read by programs, with a line's end behind it."""
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _package(notes: Notes, resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "results",
        "id": notes.identifier,
        **_in_languages("title", notes.title),
        **_in_languages("description", notes.description),
        "languages": ["en", "kk", "ru"],
        "version": str(notes.snapshot),
        "invented": notes.invented,
        "sources": [{**_in_languages("title", notes.log), "path": "checkpoint"}],
        "contributors": [{**_in_languages("title", notes.publisher), "roles": ["publisher"]}],
        "resources": resources,
    }


def _resource(table: Table, schema: str) -> dict[str, Any]:
    return {
        "name": resource_name(table.path),
        "type": "table",
        "path": table.path,
        **_in_languages("title", table.title),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n"},
        "schema": schema,
    }


def resource_name(path: str) -> str:
    """The name of a table's resource: of its path, in the few letters that version 1 of the standard allows; injective."""
    return re.sub(r"[^-a-z0-9./]", lambda letter: f"_{ord(letter[0]):x}_", path.removesuffix(".csv"))


def _schema(notes: Notes, shape: Shape) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "invented": notes.invented,
        "fields": [_field(column) for column in shape.columns],
        "missingValues": [""],
    }
    if shape.key:
        schema["primaryKey"] = list(shape.key)
    if shape.references:
        schema["foreignKeys"] = [_foreign(reference) for reference in shape.references]
    return schema


def _field(column: Column) -> dict[str, Any]:
    field = {"name": column.name, "type": _TYPES[column.cell.holds], **_in_languages("description", column.told)}
    constraints = _constraints(column.cell)
    return field | ({"constraints": constraints} if constraints else {})


def _constraints(cell: Cell) -> dict[str, Any]:
    told: Mapping[str, Any] = {
        "required": cell.required or None,
        "minimum": 0 if cell.holds == "whole" else None,
        "enum": list(cell.words) or None,
        "pattern": cell.pattern or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _foreign(reference: Reference) -> dict[str, Any]:
    to = {"resource": resource_name(reference.table), "fields": list(reference.key)}
    return {"fields": list(reference.columns), "reference": to}


def _in_languages(name: str, words: Told) -> dict[str, str]:
    said = by_language(words)
    return {name: said["en"], **{f"{name}@{language}": text for language, text in said.items() if language != "en"}}
