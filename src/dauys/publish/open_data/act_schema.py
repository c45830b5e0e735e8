"""The JSON Schema of an entry of the log: one closed object for each kind of act.

Which keys an act has is read from the table of acts itself (``dauys.acts.KINDS``), so that a new kind is in the schema at
once; what a key holds is told here by its name, and a test holds both against each other.
"""

from collections.abc import Mapping
from typing import get_args, get_type_hints

from dauys.acts import KINDS
from dauys.election.event import Repeat
from dauys.publish.open_data.schema_words import DIALECT, HASH, TEXT, WHOLE, Schema, closed, listed, maybe, one_of, table

_TEXT, _FIGURES, _TYPED, _DECISION = ({"$ref": f"#/$defs/{name}"} for name in ("text", "figures", "typed", "decision"))
_DEFS: Mapping[str, Schema] = {
    "text": TEXT,
    "figures": table({"anyOf": [maybe(WHOLE), table(maybe(WHOLE))]}),
    "typed": {"anyOf": [{"$ref": "#/$defs/figures"}, {"description": "seals", **table({"anyOf": [HASH, table(HASH)]})}]},
    "decision": {
        "description": "members >= present >= for + against",
        **closed(
            {
                "number": _TEXT, "date": _TEXT, "members": WHOLE, "present": WHOLE, "for": WHOLE, "against": WHOLE,
                "dissent": maybe(_TEXT),
            }
        ),
    },
}  # fmt: skip
_COMMON: Mapping[str, Schema] = {
    "at": {"type": "string", "format": "date-time", "description": "ISO 8601 with its zone"},
    "commission": _TEXT,
    "author": {"description": "a random pseudonym, one for each person", **_TEXT},
}
_TEXTS = (
    "station", "contest", "hour", "reason", "place", "date", "body", "question", "status", "option", "person", "prepared_by",
    "words",
)  # fmt: skip
_KEYS: Mapping[str, Schema] = {
    **dict.fromkeys(_TEXTS, _TEXT),
    **dict.fromkeys(("version", "issued", "supersedes"), WHOLE),
    **dict.fromkeys(
        ("stationary", "mobile", "listed", "added_certificate", "added_other", "removed", "voters"), WHOLE
    ),  # of the day at a station
    **dict.fromkeys(("hash", "taken", "outcome", "software", "salt", "document"), HASH),
    **dict.fromkeys(("scan", "cleaned"), maybe(HASH)),
    **dict.fromkeys(("codes", "options", "chosen", "contests", "stations"), listed(_TEXT, at_least=1)),
    "figures": _FIGURES,
    "decision": _DECISION,
    "cause": one_of(*get_args(get_type_hints(Repeat)["cause"])),
}
_ELSEWHERE: Mapping[tuple[str, str], Schema] = {
    ("protocol approved", "figures"): HASH,
    **dict.fromkeys(
        ((kind, "figures") for kind in ("protocol entered", "protocol entered again", "differences resolved")), _TYPED
    ),
}
"""Keys that hold something else in one kind of act."""


def act_schema() -> Schema:
    """Of one entry. By the kind of act, so that what is told of a wrong entry is told of its own kind."""
    return {
        "$schema": DIALECT,
        "title": "An entry of the log: one act",
        "type": "object",
        "properties": {"act": one_of(*KINDS)},
        "required": ["act"],
        "allOf": [{"if": {"properties": {"act": {"const": kind}}}, "then": _of_kind(kind)} for kind in KINDS],
        "$defs": _DEFS,
    }


def _of_kind(kind: str) -> Schema:
    told = {key: _ELSEWHERE.get((kind, key), _KEYS[key]) for key in KINDS[kind]}
    return closed({"act": {"const": kind}, **_COMMON, **told})
