"""The kinds of acts: what each entry of the ledger must hold, in one table. An entry of another shape is no act.

An act is somebody's deed with legal effect: kind, time, commission, author (a random pseudonym), and its payload. It is
written as canonical JSON, strings and whole numbers only.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dauys.protocol import Figures

STATION = "station"
"""The pseudo-contest of the station's own record, above the contests."""

ROOM = 60_000
"""Bytes of a list in an act: an entry of the log has 65,535 in all."""


class NotAnAct(ValueError):
    """The entry is not an act of the table: what is wrong with it, in a sentence."""


_SENT = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]{1,2000}")
"""A text that every program can carry: no control but tabs and ends of lines, no halves of letters."""


def _text(value: Any) -> bool:
    return isinstance(value, str) and _SENT.fullmatch(value) is not None


def _number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 999_999_999


def _hash(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value) is not None


def _maybe_hash(value: Any) -> bool:
    return value is None or _hash(value)


def _codes(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_text, value))


def _cell(value: Any) -> bool:
    return value is None or _number(value)


def _figures(value: Any) -> bool:
    return isinstance(value, dict) and all(
        _text(code) and (_cell(cell) or (isinstance(cell, dict) and all(_text(k) and _cell(v) for k, v in cell.items())))
        for code, cell in value.items()
    )


def _typed(value: Any) -> bool:
    """Figures; or a seal in the place of each of them (``sealing.py``)."""
    cells = list(_cells(value)) if isinstance(value, dict) else []
    return _figures(value) or (bool(cells) and all(_text(code) for code in value) and all(map(_hash, cells)))


def _cells(table: Mapping[str, Any]) -> Iterator[Any]:
    for cell in table.values():
        yield from cell.values() if isinstance(cell, dict) else (cell,)


def is_sealed(table: Mapping[str, Any]) -> bool:
    """Whether typed figures came under seals."""
    return any(isinstance(cell, str) for cell in _cells(table))


def _maybe_text(value: Any) -> bool:
    return value is None or _text(value)


def _one_of(*words: str) -> "Fits":
    return lambda value: value in words


_DECISION: Mapping[str, "Fits"] = {
    "number": _text,
    "date": _text,
    "members": _number,
    "present": _number,
    "for": _number,
    "against": _number,
    "dissent": _maybe_text,
}


def _decision(value: Any) -> bool:
    """A commission's decision with its vote; which quorum and which majority it needs is the edition's (``chain.toml``)."""
    return (
        isinstance(value, dict)
        and value.keys() == _DECISION.keys()
        and all(fits(value[key]) for key, fits in _DECISION.items())
        and value["members"] >= value["present"] >= value["for"] + value["against"]
    )


type Fits = Callable[[Any], bool]


def _or_none(fits: "Fits") -> "Fits":
    return lambda value: value is None or fits(value)


def _table(fields: Mapping[str, "Fits"]) -> "Fits":
    return lambda value: (
        isinstance(value, dict) and value.keys() == fields.keys() and all(fits(value[key]) for key, fits in fields.items())
    )


def _list(fits: "Fits", least: int = 1) -> "Fits":
    """A list of such values that an entry of the log has room for, beside the rest of the act."""
    return lambda value: (
        isinstance(value, list)
        and len(value) >= least
        and all(map(fits, value))
        and len(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")) <= ROOM
    )


def _written(how: str) -> "Fits":
    """A text that is written just so, and that means something: a day, a moment."""
    return lambda value: isinstance(value, str) and _read(value, how) == value


def _read(value: str, how: str) -> str | None:
    try:
        return datetime.strptime(value, how).strftime(how)  # local time, as a commission tells it
    except ValueError:
        return None


_OF_A_PROTOCOL: Mapping[str, Fits] = {"station": _text, "contest": _text}
_OF_A_VERSION: Mapping[str, Fits] = {**_OF_A_PROTOCOL, "version": _number}
_WITH_REASON: Mapping[str, Fits] = {**_OF_A_VERSION, "reason": _text}
_PREPARED: Mapping[str, Fits] = {"prepared_by": _text}  # the pseudonym of one; the author, another, has confirmed it
_DECIDED: Mapping[str, Fits] = {"decision": _decision, **_PREPARED}  # whatever is decided takes two people
_BY_DECISION: Mapping[str, Fits] = {"reason": _text, **_DECIDED}
_OF_A_MANDATE: Mapping[str, Fits] = {
    "body": _text, "contest": _text, "option": _text, "person": _text, "reason": _text, **_PREPARED,
}  # fmt: skip

STATION_DAY: Mapping[str, Mapping[str, Fits]] = {
    "boxes sealed": {"station": _text, "stationary": _number, "mobile": _number},
    "station incident": {"station": _text, "words": _text},
    "voter list closed": {
        "station": _text, "listed": _number, "added_certificate": _number, "added_other": _number, "removed": _number,
        "voters": _number,
    },
}  # fmt: skip
"""Counts of a station on its day (``station_day.py``): of one voter they say nothing."""

_OF_A_RECALL: Mapping[str, Fits] = {"contest": _text, **_BY_DECISION}


def _hour(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value) is not None


def _numbers(value: Any) -> bool:
    """Numbers by name; None where one is not known."""
    return isinstance(value, dict) and all(_text(name) and _cell(number) for name, number in value.items())


def _yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


_DAY, _MOMENT = _written("%Y-%m-%d"), _written("%Y-%m-%dT%H:%M")
_NAMES = _table({"kk": _text, "ru": _text, "en": _or_none(_text)})  # a ballot is in the first two
_DATES = _list(_table({"milestone": _text, "day": _DAY, "hours": _or_none(_hour)}))
_NOMINEES = _list(_table({"id": _text, "names": _NAMES, "born": _number, "marked": _yes_or_no}))
_OF_A_NOMINATION: Mapping[str, Fits] = {"contest": _text, "option": _text, "moment": _MOMENT}
_ENDING: Mapping[str, Fits] = {**_OF_A_NOMINATION, "reason": _text, "article": _text, "words": _text, **_DECIDED}

NOMINATION: Mapping[str, Mapping[str, Fits]] = {
    # before the definition is frozen: who stands, and in which order; public by law, nothing else of anybody
    "election called": {
        "bodies": _codes, "by": _one_of("president", "central commission"), "sort": _one_of("regular", "snap"), "date": _DAY,
        "document": _text, "decision": _or_none(_decision), **_PREPARED,
    },
    "calendar set": {"body": _text, "contest": _maybe_text, "dates": _DATES, "source": _text, **_DECIDED},
    "nomination lodged": {
        **_OF_A_NOMINATION, "who": _one_of("party", "association", "self"), "party": _maybe_text,
        "nominator": _or_none(_NAMES), "names": _NAMES, "nominees": _NOMINEES, "groups": _numbers, "more": _cell,
    },
    "nomination registered": {
        **_OF_A_NOMINATION, "checked": _codes, "looked_at": _list(_text, least=0), **_DECIDED,
    },
    "nomination refused": _ENDING,
    "nomination withdrawn": {**_ENDING, "person": _maybe_text, "more": _cell},
    "appeal decided": {
        **_OF_A_NOMINATION, "by": _one_of("central commission", "higher commission", "court"),
        "outcome": _one_of("granted", "dismissed"), "document": _text, "decision": _or_none(_decision), **_PREPARED,
    },
    "order drawn": {"contest": _text, "order": _codes, **_DECIDED},
}  # fmt: skip

BALLOTS: Mapping[str, Mapping[str, Fits]] = {
    # before the definition is frozen and after it
    "ballots printed": {"contest": _text, "number": _number},
    "ballots delivered": {"contest": _text, "delivery": _text, "to": _text, "number": _number},
    "ballots received": {"contest": _text, "delivery": _text, "number": _number},
}

KINDS: Mapping[str, Mapping[str, Fits]] = {
    # nominations and ballots
    **NOMINATION, **BALLOTS,
    # the day
    "definition frozen": {"hash": _hash},
    "station opened": {"station": _text},
    "turnout reported": {"station": _text, "hour": _text, "issued": _number},
    "station closed": {"station": _text},
    **STATION_DAY,
    # a protocol
    "protocol received": {**_OF_A_PROTOCOL, "scan": _maybe_hash},
    "scan attached": {**_OF_A_VERSION, "taken": _hash, "cleaned": _maybe_hash},
    "protocol entered": {**_OF_A_VERSION, "figures": _typed},
    "protocol entered again": {**_OF_A_VERSION, "figures": _typed},
    "differences resolved": {**_OF_A_VERSION, "figures": _typed},
    "findings explained": {**_WITH_REASON, "codes": _codes},
    "accepted as signed": {**_OF_A_VERSION, "codes": _codes, **_BY_DECISION},
    "protocol approved": {**_OF_A_VERSION, "figures": _hash},
    "protocol sent back": _WITH_REASON,
    "protocol held": _WITH_REASON,
    "protocol released": _WITH_REASON,
    "recount ordered": {**_OF_A_VERSION, **_BY_DECISION},
    "protocol corrected": {**_OF_A_VERSION, "supersedes": _number, **_BY_DECISION},
    "protocol annulled": {**_OF_A_VERSION, **_BY_DECISION},
    # stations that may have to be published together
    "results opened": {**_OF_A_VERSION, "salt": _hash, "figures": _figures},
    "results merged": {"contest": _text, "stations": _codes, "figures": _figures},
    # attached to a station's protocols: the log has the hash of what was attached, for its words may name anybody
    "observers' act attached": {"station": _text, "contests": _codes, "document": _hash},
    "recount requested": {"station": _text, "contests": _codes, "document": _hash},
    # a contest
    "summary signed": {"contest": _text, "figures": _figures, **_PREPARED},
    "election voided": {"contest": _text, "place": _text, **_BY_DECISION},
    "court decided": {
        # what a commission is to carry out (``courts.py``); an order on a list of voters is in no act, for it is of one voter
        "contest": _text, "orders": _one_of("recount", "election void"), "stations": _list(_text, least=0),
        "place": _maybe_text, "court": _text, "document": _text, "date": _DAY, **_PREPARED,
    },
    "repeat vote called": {
        "contest": _text, "place": _text, "cause": _one_of("tie", "void", "run-off"), "date": _text, "options": _codes,
        **_BY_DECISION,
    },
    # the result
    "lot drawn": {"body": _text, "question": _text, "chosen": _codes, **_DECIDED},
    "result declared": {
        "body": _text, "contests": _codes, "status": _text, "outcome": _hash, **_DECIDED,
    },
    "mandate given": _OF_A_MANDATE,
    "mandate lost": _OF_A_MANDATE,
    "mandate filled": _OF_A_MANDATE,
    # a recall: what voters have asked for, and what the commission decided on it (``recall.py``); nobody who signed is named
    "recall applied": {"contest": _text, "option": _text, "received": _text, "began": _text, "ends": _text},
    "recall registered": _OF_A_RECALL,
    "recall refused": _OF_A_RECALL,
    "recall signatures checked": {**_OF_A_RECALL, "handed": _text, "valid": _number, "voters": _number},
    "recall ended": _OF_A_RECALL,
    "recall vote called": {**_OF_A_RECALL, "date": _text},
    "recall decided": {
        **_OF_A_RECALL, "result": _one_of("recalled", "kept", "not valid"), "origin": _text, "entry": _number, "date": _text,
        # from which it was read: hash of its definition, size and root that its log has signed; None: it was typed
        "record": _or_none(_table({"definition": _hash, "size": _number, "root": _hash})),
    },
    # the system itself
    "system held": {"reason": _text},
    "system restarted": {"reason": _text},
    "system patched": {"reason": _text, "software": _hash},
}  # fmt: skip

ON_PROTOCOLS = frozenset(kind for kind, fields in KINDS.items() if "station" in fields and "contest" in fields)
BY_TWO = frozenset(kind for kind, fields in KINDS.items() if "prepared_by" in fields)

_COMMON: Mapping[str, Fits] = {"act": _text, "at": _text, "commission": _text, "author": _text}
_FIELDS: Mapping[str, Mapping[str, Fits]] = {kind: {**_COMMON, **fields} for kind, fields in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Act:
    """One act as read from its entry; ``payload`` holds the keys of its kind."""

    kind: str
    at: str  # ISO 8601 with its zone
    commission: str
    author: str
    payload: Mapping[str, Any]

    def as_entry(self) -> dict[str, Any]:
        """The entry, ready for canonical JSON."""
        return {"act": self.kind, "at": self.at, "commission": self.commission, "author": self.author, **self.payload}


def people_of(act: Act) -> tuple[str, ...]:
    """The pseudonyms of those who did an act: its author, and who has prepared what he confirms."""
    return (act.author, act.payload["prepared_by"]) if act.kind in BY_TWO else (act.author,)


def read_act(entry: Any) -> Act:
    """The act in an entry. Raises NotAnAct: unknown kind, missing, unknown or wrong key."""
    if not isinstance(entry, dict):
        raise NotAnAct("an act is a table of keys")
    kind = entry.get("act")
    if not isinstance(kind, str) or kind not in KINDS:
        raise NotAnAct(f"there is no kind of act {kind!r}")
    fields = _FIELDS[kind]
    for name in fields.keys() - entry.keys():
        raise NotAnAct(f"{kind}: '{name}' is missing")
    for name in entry.keys() - fields.keys():
        raise NotAnAct(f"{kind}: '{name}' has no place in it")
    for name, fits in fields.items():
        if not fits(entry[name]):
            raise NotAnAct(f"{kind}: '{name}' is not what it must be: {str(entry[name])[:60]!r}")
    _moment(entry["at"])
    payload = {name: entry[name] for name in entry if name not in _COMMON}
    return Act(kind, entry["at"], entry["commission"], entry["author"], payload)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NotAnAct(f"'at' is not a date and time: {text[:40]!r}") from None
    if moment.tzinfo is None:
        raise NotAnAct(f"'at' has no zone: {text[:40]!r}")
    return moment


def figures_of(form: str, table: Mapping[str, Any]) -> Figures:
    """The figures in an entry, as the protocol room knows them."""
    lines: dict[str, Any] = {code: dict(cell) if isinstance(cell, dict) else cell for code, cell in table.items()}
    return Figures(form, seals=lines) if is_sealed(table) else Figures(form, lines)


def table_of(figures: Figures) -> dict[str, Any]:
    """Figures as they stand in an entry."""
    return {code: dict(cell) if isinstance(cell, Mapping) else cell for code, cell in figures.as_told.items()}


def figures_hash(table: Mapping[str, Any]) -> str:
    """SHA-256 of figures in canonical form: what an approval binds itself to. (ASCII keys and integers: sorted JSON.)"""
    return hashlib.sha256(_in_canonical_form(table).encode()).hexdigest()


_in_canonical_form = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False, default=dict
).encode
