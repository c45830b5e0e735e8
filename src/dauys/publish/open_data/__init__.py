"""Open data: the files that tell programs of others what the tables and JSON of a bundle are.

Each part takes the source of a bundle and gives paths and contents, as the parts of ``publish/bundle.py`` do.
"""

from collections.abc import Iterator

from dauys.publish.open_data.catalogue import CATALOGUE, catalogue, distributions
from dauys.publish.open_data.csvw import CSVW, csvw
from dauys.publish.open_data.datapackage import DATAPACKAGE, datapackage
from dauys.publish.open_data.json_schemas import json_schemas
from dauys.publish.open_data.notes import notes_of
from dauys.publish.open_data.tables import tables_of
from dauys.publish.source import Source

__all__ = [
    "CATALOGUE", "CSVW", "DATAPACKAGE", "PARTS", "catalogue_part", "schemas_part", "tables_part",
]  # fmt: skip

type File = tuple[str, bytes]


def tables_part(source: Source) -> Iterator[File]:
    """``datapackage.json`` with its Table Schemas, and ``csv-metadata.json``: one description of all tables, twice."""
    notes, tables = notes_of(source), list(tables_of(source))
    yield from datapackage(notes, tables)
    yield CSVW, csvw(notes, tables)


def catalogue_part(source: Source) -> Iterator[File]:
    """``catalog.ttl``."""
    yield CATALOGUE, catalogue(notes_of(source), distributions(source))


def schemas_part(source: Source) -> Iterator[File]:
    """``schemas/*.schema.json``, the same for every election."""
    yield from json_schemas()


PARTS = (tables_part, catalogue_part, schemas_part)
