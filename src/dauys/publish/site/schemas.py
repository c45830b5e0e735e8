"""JSON Schemas of the site's own JSON: of every page's data, and of the files that say what a snapshot is.

They are the same for every election and lie under ``data/schemas/``. Those of the bundle lie in the bundle.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from dauys.publish.open_data.datapackage import as_json
from dauys.publish.open_data.schema_words import (
    COUNT,
    DIALECT,
    HASH,
    WORDS,
    YES_OR_NO,
    Schema,
    closed,
    listed,
    maybe,
    one_of,
)
from dauys.publish.seats import STATUSES
from dauys.publish.site.snapshot import FORMAT
from dauys.text import LANGUAGES

VALUE: Schema = {"$ref": "#/$defs/value"}
PARTS: Schema = listed({"$ref": "#/$defs/part"})
AT: Schema = {"type": "string", "format": "date-time"}
STATUS: Schema = maybe(one_of(*STATUSES))

_VALUE: Schema = {
    "anyOf": [
        {"type": ["null", "integer", "string"]},
        closed(dict.fromkeys(LANGUAGES, WORDS)),
        closed({"value": VALUE, "page": WORDS}),
        closed({"value": VALUE, "file": WORDS}),
        listed(VALUE),
    ],
    "description": "null: not known; p/q: an exact share; a text by language; what leads to a page or file; several of these",
}

_TABLE = closed(
    {
        "id": WORDS, "caption": VALUE, "status": STATUS, "columns": listed(closed({"id": WORDS, "title": VALUE})),
        "rows": listed(listed(VALUE)), "note": VALUE,
    },
    "note",
)  # fmt: skip

_PART: Schema = {
    "oneOf": [
        closed({"table": _TABLE}),
        closed({"text": VALUE}),
        closed({"list": listed(VALUE)}),
        closed({"scan": WORDS, "text": VALUE}),
        closed({"drawn": {**WORDS, "description": "a picture, whose numbers are in a table; or the SHA-256 of an outcome"}}),
        closed({"code": WORDS}),
    ]
}

_PAGE = {
    **closed(
        {
            "page": WORDS, "invented": YES_OR_NO, "title": VALUE, "status": STATUS, "way": listed(VALUE), "parts": PARTS,
            "sections": listed(closed({"id": WORDS, "heading": VALUE, "parts": PARTS})), "files": listed(WORDS),
        }
    ),
    "$defs": {"value": _VALUE, "part": _PART},
}  # fmt: skip

_SNAPSHOT: Mapping[str, Schema] = {"snapshot": {**COUNT, "description": "acts under the signed checkpoint"}, "at": AT}

_SITE = closed(
    {
        "format": {"const": FORMAT}, "origin": WORDS, "snapshot": COUNT, "invented": YES_OR_NO,
        "files": listed(closed({"path": WORDS, "size": COUNT, "sha256": HASH})),
    }
)  # fmt: skip

SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    name: {"$schema": DIALECT, "title": title, **schema}
    for name, title, schema in (
        ("page", "What a page says, the same for every language", _PAGE),
        ("latest", "Which snapshot is shown", closed(_SNAPSHOT)),
        ("media", "Of which snapshot the files beside it are", closed({**_SNAPSHOT, "invented": YES_OR_NO})),
        ("site", "Every file of a snapshot with its size and SHA-256", _SITE),
    )
}
"""By name."""


def schemas() -> Iterator[tuple[str, bytes]]:
    """Path and content of each."""
    for name, schema in SCHEMAS.items():
        yield f"data/schemas/{name}.schema.json", as_json(schema)
