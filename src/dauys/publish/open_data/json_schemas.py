"""The JSON Schemas of every JSON that a bundle holds, published with it under ``schemas/``.

They are the same for every election. Objects are closed: an unknown word is a fault. What no schema can say, that votes add
up or that a decision had its quorum, is for ``verify.py``.
"""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from dauys.acts.freezing import PARTS
from dauys.election.event import Kind
from dauys.law.vocabulary import schema as law_schema
from dauys.publish.manifest import FORMAT
from dauys.publish.open_data.act_schema import act_schema
from dauys.publish.open_data.columns import CLASS_WORDS
from dauys.publish.open_data.datapackage import as_json
from dauys.publish.open_data.schema_words import (
    COUNT,
    DIALECT,
    HASH,
    NAMES,
    NUMBER,
    WORDS,
    YES_OR_NO,
    Schema,
    closed,
    listed,
    maybe,
    one_of,
    table,
)
from dauys.publish.seats import FARTHER
from dauys.tally.open import RESTS_ON

TIER = one_of("list", "constituency")


def json_schemas() -> Iterator[tuple[str, bytes]]:
    """Each path and content."""
    for name, schema in SCHEMAS.items():
        yield f"schemas/{name}.schema.json", as_json(schema)


def described_by(path: str) -> str | None:
    """The schema of a file of the bundle: its path; None where the file has none of ours. Entries of the log: ``act``."""
    for beginning, name in _FILES.items():
        if path.startswith(beginning) and path.endswith(".json"):
            return f"schemas/{name}.schema.json"
    return None


_FILES = {
    "manifest.json": "manifest",
    "open.json": "open",
    "seats/": "seats",
    "definition/event.json": "event",
    "definition/keys.json": "keys",
    "definition/laws.json": "laws",
}

# ---- manifest, definition ----------------------------------------------------------------------------------------------

_MANIFEST = closed(
    {
        "format": {"const": FORMAT},
        "origin": WORDS,
        "snapshot": {**COUNT, "description": "acts under the signed checkpoint"},
        "invented": YES_OR_NO,
        "files": listed(closed({"path": WORDS, "size": COUNT, "sha256": HASH})),
    }
)

_EVENT = closed(
    {
        "name": NAMES,
        "date": {"type": "string", "format": "date"},
        "country": WORDS,
        "invented": YES_OR_NO,
        "origin": WORDS,
        "notes": listed(WORDS),
        "bodies": listed(closed({"id": WORDS, "law": WORDS, "name": NAMES, "place": WORDS, "seats": table(COUNT)})),
        "contests": listed(closed({"id": WORDS, "body": WORDS, "tier": TIER, "constituency": maybe(WORDS)})),
        "before": closed({"kind": one_of(*get_args(Kind.__value__)), "origin": WORDS, "contest": WORDS, "entry": COUNT}),
    },
    "before",
)

_KEYS = closed({"log": WORDS, "publisher": WORDS, "witnesses": listed(WORDS), "quorum": COUNT})


def _laws() -> dict[str, Any]:
    """Editions by id, each with its law and what comes with it, as the classes that read them say it."""
    parts: dict[str, Mapping[str, Any]] = {"law": law_schema()}
    parts |= {part: model.model_json_schema(by_alias=True) for part, (model, _) in PARTS.items()}
    edition = closed({name: {"$ref": f"{name}.schema.json"} for name in parts}, *PARTS)
    embedded = {name: {**part, "$schema": DIALECT, "$id": f"{name}.schema.json"} for name, part in parts.items()}
    return {"$id": "laws.schema.json", **table(edition), "$defs": embedded}


# ---- seats -------------------------------------------------------------------------------------------------------------

_ANY_VALUE: Schema = {
    "anyOf": [
        {"type": ["null", "boolean", "integer", "string"]},
        {"type": "array", "items": {"$ref": "#/$defs/value"}},
        {"type": "object", "additionalProperties": {"$ref": "#/$defs/value"}},
    ],
    "description": "a value of the trace; a number that is not whole is written p/q",
}
_VALUES: Schema = table({"$ref": "#/$defs/value"})


def _by_tier(schema: Schema, **others: Schema) -> Schema:
    return closed({**others, "list": schema, "constituency": schema, "total": schema}, "list", "constituency")


_OUTCOME = closed(
    {
        "election": maybe(WORDS),
        "law": WORDS,
        "status": one_of("complete", "open"),
        "parties": table(_by_tier(COUNT)),
        "seats": listed(
            closed({"tier": TIER, "place": maybe(WORDS), "party": maybe(WORDS), "option": maybe(WORDS), "seats": COUNT})
        ),
        "total": COUNT,
        "questions": listed(
            closed(
                {
                    "id": WORDS, "kind": WORDS, "tier": TIER, "place": maybe(WORDS), "text": WORDS, "article": WORDS,
                    "choices": listed(WORDS), "choose": COUNT, "answer": WORDS,
                }
            )
        ),
        "trace": listed(
            closed(
                {
                    "tier": maybe(TIER), "place": maybe(WORDS), "rule": WORDS, "article": WORDS, "inputs": _VALUES,
                    "result": _VALUES,
                }
            )
        ),
    }
)  # fmt: skip

_SEATS = {
    **closed({"body": WORDS, "law": WORDS, "status": one_of(*FARTHER), "outcome": _OUTCOME}),
    "$defs": {"value": _ANY_VALUE},
}

# ---- what is still open ------------------------------------------------------------------------------------------------

_RANGE = closed({"fewest": COUNT, "most": COUNT, "now": maybe(COUNT), "exact": YES_OR_NO, "decided": YES_OR_NO})
_COMING = closed({"votes": table(COUNT), "invalid": COUNT, "reading": WORDS})
_LIST = closed(
    {
        "option": WORDS, "party": maybe(WORDS), "seats": _RANGE, "passes": maybe(one_of("sure", "open", "no")),
        "fewest if": maybe(_COMING), "most if": maybe(_COMING),
    }
)  # fmt: skip
_CANDIDATE = closed(
    {"option": WORDS, "party": maybe(WORDS), "votes": NUMBER, "in reach": YES_OR_NO, "elected": YES_OR_NO}
)  # fmt: skip
_BOUNDS = closed(
    {
        "law": WORDS,
        "decided": YES_OR_NO,
        "parties": listed(_by_tier(_RANGE, party=WORDS)),
        "lists": listed(
            closed(
                {
                    "place": WORDS, "article": WORDS, "seats": maybe(COUNT), "outstanding": COUNT, "decided": YES_OR_NO,
                    "lists": listed(_LIST),
                }
            )
        ),
        "constituencies": listed(
            closed(
                {
                    "place": WORDS, "article": WORDS, "seats": COUNT, "outstanding": COUNT, "decided": YES_OR_NO,
                    "leaders": listed(WORDS), "lead": maybe(NUMBER), "in reach": listed(WORDS),
                    "candidates": listed(_CANDIDATE),
                }
            )
        ),
        "not covered": listed(
            closed({"kind": WORDS, "tier": TIER, "place": maybe(WORDS), "article": WORDS, "text": WORDS})
        ),
    }
)  # fmt: skip
_WAITS = closed({"contest": WORDS, "stations": {**table(COUNT), "propertyNames": one_of(*CLASS_WORDS)}, "ballots": COUNT})
_OPEN = closed(
    {
        "rests on": {"const": list(RESTS_ON)},
        "bodies": listed(closed({"body": WORDS, "decided": YES_OR_NO, "waits": listed(_WAITS), "bounds": _BOUNDS})),
    }
)

# ---- all of them -------------------------------------------------------------------------------------------------------


def _titled(title: str, schema: Schema) -> dict[str, Any]:
    return {"$schema": DIALECT, "title": title, **schema}


SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "act": act_schema(),
    "event": _titled("The election: its bodies and contests", _EVENT),
    "keys": _titled("Whose signatures count", _KEYS),
    "laws": _titled("The editions of the laws: law, forms, chain of commissions, what comes after the day", _laws()),
    "manifest": _titled("Every file of a bundle with its size and SHA-256", _MANIFEST),
    "open": _titled("What missing and held protocols can still change", _OPEN),
    "seats": _titled("The seats of one body, with every step and its article", _SEATS),
}
"""By name."""
