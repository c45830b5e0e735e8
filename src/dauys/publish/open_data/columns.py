"""What every column of the published tables holds: one line a column, in the order in which ``docs/bundle.md`` tells them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from dauys.law.votes import Kind as OptionKind
from dauys.protocol.chain import Kind as CommissionKind
from dauys.protocol.form import Severity
from dauys.protocol.life import CLASSES
from dauys.publish.findings import ACCEPTED, EXPLAINED
from dauys.publish.open_data.description import Cell, Reference
from dauys.publish.seats import FARTHER

CLASS_WORDS = tuple(dict.fromkeys(CLASSES.values()))

TEXT, NAMED, WHOLE, COUNTED = Cell(), Cell(required=True), Cell("whole"), Cell("whole", required=True)
DAY = Cell("day")
HASH = Cell(pattern="[0-9a-f]{64}")
SIDE = Cell(pattern="'?-?[0-9]+(/[1-9][0-9]*)?")  # of a control; below zero it begins with a minus
PACKED = Cell(pattern="none|[^ =]+=[0-9]*( [^ =]+=[0-9]*)*")


def one_of(*words: str, required: bool = False) -> Cell:
    """A cell that holds one of these words."""
    return Cell(required=required, words=words)


def _words(literal: object) -> tuple[str, ...]:
    return get_args(getattr(literal, "__value__", literal))


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of table: its columns, but for those that come from a form."""

    cells: Mapping[str, Cell]
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    phrases: Mapping[str, str] = field(default_factory=dict)  # of columns that are something else here than in other tables


def _definition(name: str) -> str:
    return f"definition/{name}.csv"


def _to(name: str, *columns: str, key: tuple[str, ...] = ("id",)) -> Reference:
    return Reference(columns, _definition(name), key)


_NAMES = {f"name_{language}": TEXT for language in ("kk", "ru", "en")}
_ADDRESS = {f"address_{language}": TEXT for language in ("kk", "ru", "en")}

DEFINITION: Mapping[str, Sort] = {
    "places": Sort({"id": NAMED, "kind": NAMED, "parent": TEXT, **_NAMES}, ("id",), (_to("places", "parent"),)),
    "parties": Sort({"id": NAMED, **_NAMES, "groups": TEXT, "members": COUNTED}, ("id",)),
    "constituencies": Sort({"id": NAMED, "body": NAMED, "number": NAMED, **_NAMES}, ("id",)),
    "commissions": Sort(
        {"id": NAMED, "kind": one_of(*_words(CommissionKind), required=True), "place": NAMED, "parent": TEXT,
         "acts_as": one_of(*_words(CommissionKind)), **_NAMES},
        ("id",),
        (_to("commissions", "parent"),),
    ),
    "stations": Sort(
        {"id": NAMED, "place": NAMED, "voters": COUNTED, "commission": NAMED, "constituencies": TEXT, **_ADDRESS, **_NAMES,
         "group": TEXT},
        ("id",),
        (_to("places", "place"), _to("commissions", "commission")),
    ),
    "options": Sort(
        {"contest": NAMED, "option": NAMED, "kind": one_of(*_words(OptionKind), required=True), "party": TEXT,
         "order": COUNTED, **_NAMES, "registered": TEXT, "candidates": WHOLE, "quota_more": WHOLE},
        ("contest", "option"),
        (_to("parties", "party"),),
    ),
    "persons": Sort(
        {"contest": NAMED, "option": NAMED, "person": NAMED, **_NAMES, "quota": one_of("yes")},
        ("contest", "option", "person"),
        (_to("options", "contest", "option", key=("contest", "option")),),
    ),
}  # fmt: skip
"""The tables of ``definition/``, by the name of their file."""

PROTOCOLS = Sort(
    {"station": NAMED, "place": NAMED, "class": one_of(*CLASS_WORDS, required=True), "version": WHOLE,
     "entered_by": TEXT, "entered_again_by": TEXT, "resolved_by": TEXT, "approved_by": TEXT, "accepted": TEXT,
     "scan": HASH, "approved_in": WHOLE, "figures": HASH, "together": TEXT},
    ("station",),
    (_to("stations", "station"), _to("places", "place")),
)  # fmt: skip

TOTALS = Sort(
    {"place": NAMED, "kind": NAMED, "parent": TEXT, "status": one_of(*FARTHER, required=True), "stations": COUNTED,
     **dict.fromkeys(CLASS_WORDS, COUNTED), "voters": COUNTED, "voters_counted": COUNTED, "incomplete": TEXT},
    ("place",),
    (_to("places", "place"), _to("places", "parent")),
)  # fmt: skip

FINDINGS = Sort(
    {"contest": NAMED, "station": NAMED, "version": COUNTED, "code": Cell(required=True, pattern="[EWH][0-9]{3}"),
     "cell": TEXT, "left": SIDE, "right": SIDE, "settled": one_of(ACCEPTED, EXPLAINED), "settled_in": WHOLE,
     "severity": one_of(*_words(Severity), required=True), "lines": TEXT, "decision": TEXT, "date": DAY, "reason": TEXT},
    (),  # one control can fail several times on a protocol, each time beside another station
    (_to("stations", "station"),),
)  # fmt: skip

SUMMARIES = Sort(
    {"contest": NAMED, "commission": NAMED, "signed_in": COUNTED, "line": NAMED, "signed": WHOLE, "stations": WHOLE},
    ("contest", "commission", "line"),
    (_to("commissions", "commission"),),
    {"stations": "sum"},
)
