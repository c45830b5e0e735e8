"""Words of JSON Schema (2020-12) for values that several files of a bundle hold."""

from collections.abc import Mapping
from typing import Any

from dauys.text import LANGUAGES

type Schema = Mapping[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

TEXT: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": 2000,
    "pattern": "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$",
}
"""A text of an act: no control but tabs and ends of lines."""

WORDS: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?[0-9]+/[1-9][0-9]*$"}]}
"""An exact number: whole, or a fraction written ``p/q``."""

HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
YES_OR_NO: Schema = {"type": "boolean"}


def maybe(schema: Schema) -> Schema:
    """The same, or null: not known, or there is none."""
    return {"anyOf": [schema, {"type": "null"}]}


def one_of(*words: str) -> Schema:
    """One of these words."""
    return {"enum": list(words)}


def listed(schema: Schema, at_least: int = 0) -> Schema:
    """A list."""
    return {"type": "array", "items": schema} | ({"minItems": at_least} if at_least else {})


def table(schema: Schema) -> Schema:
    """An object with names of the election as its keys."""
    return {"type": "object", "additionalProperties": schema}


def closed(properties: Mapping[str, Schema], *optional: str) -> Schema:
    """An object with these keys and no others; all of them are there, but for those named as optional."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


NAMES: Schema = closed({language: maybe(WORDS) for language in LANGUAGES})
