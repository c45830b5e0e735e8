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
    "words", "received", "began", "ends", "handed", "origin",
)  # fmt: skip
_DAY: Schema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_MOMENT: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$", "description": "local time"}
_HOUR: Schema = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
_NAMES: Schema = closed({"kk": _TEXT, "ru": _TEXT, "en": maybe(_TEXT)})
_NOMINEE = closed({"id": _TEXT, "names": _NAMES, "born": WHOLE, "marked": {
    "type": "boolean", "description": "a woman, or young, by what is published; false: that is not told"}})  # fmt: skip
_NOMINATION: Mapping[str, Schema] = {
    **dict.fromkeys(("source", "article", "delivery", "to"), _TEXT),
    "bodies": listed(_TEXT, at_least=1), "checked": listed(_TEXT, at_least=1), "order": listed(_TEXT, at_least=1),
    "looked_at": listed(_TEXT), "moment": _MOMENT, "party": maybe(_TEXT), "nominator": maybe(_NAMES), "names": _NAMES,
    "nominees": listed(_NOMINEE, at_least=1), "groups": table(maybe(WHOLE)), "more": maybe(WHOLE), "number": WHOLE,
    "sort": one_of("regular", "snap"), "who": one_of("party", "association", "self"),
    "dates": listed(closed({"milestone": _TEXT, "day": _DAY, "hours": maybe(_HOUR)}), at_least=1),
}  # fmt: skip
_KEYS: Mapping[str, Schema] = {
    **_NOMINATION,
    **dict.fromkeys(_TEXTS, _TEXT),
    **dict.fromkeys(("version", "issued", "supersedes", "valid", "entry"), WHOLE),
    **dict.fromkeys(
        ("stationary", "mobile", "listed", "added_certificate", "added_other", "removed", "voters"), WHOLE
    ),  # of the day at a station
    **dict.fromkeys(("hash", "taken", "outcome", "software", "salt", "document"), HASH),
    **dict.fromkeys(("scan", "cleaned"), maybe(HASH)),
    **dict.fromkeys(("codes", "options", "chosen", "contests", "stations"), listed(_TEXT, at_least=1)),
    "figures": _FIGURES,
    "decision": _DECISION,
    "result": one_of("recalled", "kept", "not valid"),
    "orders": one_of("recount", "election void"),
    "court": _TEXT,
    "record": maybe(closed({"definition": HASH, "size": WHOLE, "root": HASH})),  # null: the result was typed
    "cause": one_of(*get_args(get_type_hints(Repeat)["cause"])),
}
_ELSEWHERE: Mapping[tuple[str, str], Schema] = {
    ("protocol approved", "figures"): HASH,
    **dict.fromkeys(
        ((kind, "figures") for kind in ("protocol entered", "protocol entered again", "differences resolved")), _TYPED
    ),
    ("election called", "document"): _TEXT,
    ("appeal decided", "document"): _TEXT,
    ("court decided", "document"): _TEXT,
    ("court decided", "date"): _DAY,
    ("court decided", "place"): maybe(_TEXT),
    ("court decided", "stations"): listed(_TEXT),
    ("election called", "by"): one_of("president", "central commission"),
    ("election called", "date"): _DAY,
    ("election called", "decision"): maybe(_DECISION),
    ("calendar set", "contest"): maybe(_TEXT),
    ("nomination withdrawn", "person"): maybe(_TEXT),
    ("appeal decided", "by"): one_of("central commission", "higher commission", "court"),
    ("appeal decided", "outcome"): one_of("granted", "dismissed"),
    ("appeal decided", "decision"): maybe(_DECISION),
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
    told = {key: _ELSEWHERE[kind, key] if (kind, key) in _ELSEWHERE else _KEYS[key] for key in KINDS[kind]}
    return closed({"act": {"const": kind}, **_COMMON, **told})
