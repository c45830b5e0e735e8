"""The tables as CSV on the Web: ``csv-metadata.json``, where a program looks for it by default.

W3C, *Metadata Vocabulary for Tabular Data* (2015). Columns are described beside each table, because few programs follow an
address to them; the words of each column in three languages stand in the Table Schemas of ``datapackage.json``.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from dauys.publish.open_data.datapackage import DATAPACKAGE, as_json
from dauys.publish.open_data.description import Cell, Column, Reference, Shape, Table, Told, by_language
from dauys.publish.open_data.notes import Notes

CSVW = "csv-metadata.json"


def csvw(notes: Notes, tables: Iterable[Table]) -> bytes:
    """The description of all tables as one group."""
    schemas: dict[Shape, dict[str, Any]] = {}
    described = []
    for table in tables:
        if table.shape not in schemas:
            schemas[table.shape] = _schema(table.shape)
        described.append({"url": table.path, "dc:title": in_languages(table.title), "tableSchema": schemas[table.shape]})
    return as_json(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
            "dc:identifier": notes.identifier,
            "dc:title": in_languages(notes.title),
            "dc:description": in_languages(notes.description),
            "dc:rights": in_languages(notes.licence),
            "dc:publisher": in_languages(notes.publisher),
            "dc:relation": DATAPACKAGE,
            "dialect": {"encoding": "utf-8", "lineTerminators": ["\n"], "header": True},
            "tables": described,
        }
    )


def in_languages(words: Told) -> list[dict[str, str]]:
    """Words as JSON-LD tells their language."""
    return [{"@value": text, "@language": language} for language, text in by_language(words).items()]


def _schema(shape: Shape) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_column(column) for column in shape.columns]}
    if shape.key:
        schema["primaryKey"] = [_name(column) for column in shape.key]
    if references := [_foreign(one) for one in shape.references if _always(shape, one)]:
        schema["foreignKeys"] = references
    return schema


def _always(shape: Shape, reference: Reference) -> bool:
    """Whether the cells are never empty: by this standard an empty one would name no row, which is a fault there."""
    required = {column.name for column in shape.columns if column.cell.required}
    return required.issuperset(reference.columns)


def _column(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"name": _name(column.name), "titles": column.name, "datatype": _datatype(column.cell)}
    return told | ({"required": True} if column.cell.required else {})


def _name(heading: str) -> str:
    """The name of a column; other than a heading it holds letters and digits alone, and all else percent-encoded."""
    return quote(heading, safe="").replace("~", "%7E").replace("-", "%2D")


def _datatype(cell: Cell) -> str | Mapping[str, Any]:
    if cell.holds == "whole":
        return {"base": "integer", "minimum": 0}
    if cell.holds == "day":
        return "date"
    pattern = "|".join(cell.words) or cell.pattern
    return {"base": "string", "format": f"^({pattern})$"} if pattern else "string"


def _foreign(reference: Reference) -> dict[str, Any]:
    to = {"resource": reference.table, "columnReference": [_name(column) for column in reference.key]}
    return {"columnReference": [_name(column) for column in reference.columns], "reference": to}
