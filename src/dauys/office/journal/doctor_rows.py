"""Rows and acts, one to one: for every table that refers to entries, each row says what its act says, and none is missing."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from dauys.acts import BY_TWO, Act
from dauys.office.journal.models import Entry
from dauys.office.people.models import Person

type Acts = Mapping[int, Act]
type Kinds = Mapping[str, Mapping[str, Any]]
"""By kind of act: fields of its row that follow from the kind."""

ENTERED = {"protocol entered": 1, "protocol entered again": 2, "differences resolved": 3}
APPROVED = "protocol approved"


@dataclass(frozen=True, slots=True)
class Rows:
    """A table whose rows are written with acts: every act of these kinds has exactly one, with these fields beside its own."""

    model: str
    kinds: Kinds


TABLE = (
    Rows("counting.Typing", {kind: {"turn": turn} for kind, turn in ENTERED.items()}),
    Rows("counting.Approval", {APPROVED: {}}),
    Rows("results.Confirmation", {kind: {} for kind in BY_TWO}),
)
"""Whoever adds a table that refers to entries adds a row here; without it rows are checked, but not that none is missing."""


def rows_and_acts(acts: Acts) -> list[str]:
    """Everything in which rows and acts differ, with table and entry."""
    comparing = _Comparing(acts, _rounds(acts), dict(Person.objects.values_list("pk", "pseudonym")))
    told = {rows.model: rows.kinds for rows in TABLE}
    return [fault for model, link in _tables() for fault in comparing.table(model, link, told.get(model._meta.label))]


def _tables() -> Iterator[tuple[type[Model], str]]:
    """Every table with a column that refers to an entry, and the field."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Entry:
                yield model, field.name


@dataclass(frozen=True, slots=True)
class _Comparing:
    """What rows are held against."""

    acts: Acts
    rounds: Mapping[int, int]  # by entry
    pseudonyms: Mapping[int, str]  # by person

    def table(self, model: type[Model], link: str, kinds: Kinds | None) -> Iterator[str]:
        """Faults of one table; without kinds it is not known which acts have rows there."""
        name, seen = model._meta.db_table, Counter[int]()
        for row in model._base_manager.order_by(link).iterator(2_000):
            index = getattr(row, f"{link}_id")
            seen[index] += 1
            for fault in self._row(row, self.acts.get(index), index, kinds):
                yield f"{name}, row of entry {index}: {fault}"
        if kinds is not None:
            yield from (f"{name}: entry {index} has {count} rows" for index, count in seen.items() if count > 1)
            for index, act in self.acts.items():
                if act.kind in kinds and index not in seen:
                    yield f"{name}: the row of entry {index}, '{act.kind}', is missing"

    def _row(self, row: Any, act: Act | None, index: int, kinds: Kinds | None) -> Iterator[str]:
        if act is None:
            yield "there is no such act"
            return
        if kinds is not None and act.kind not in kinds:
            yield f"'{act.kind}' has no row here"
            return
        fields = {field.name for field in row._meta.concrete_fields}
        expected = {name: act.payload[name] for name in fields & act.payload.keys()} | dict((kinds or {}).get(act.kind, {}))
        if kinds is not None and "round" in fields:
            expected["round"] = self.rounds[index]
        found = {name: getattr(row, name) for name in expected}
        if "person" in fields:
            expected["person"], found["person"] = act.author, self.pseudonyms.get(row.person_id)
        for name in sorted(expected):
            if found[name] != expected[name]:
                yield f"{name} is {found[name]!r}, in the act {expected[name]!r}"


def _rounds(acts: Acts) -> dict[int, int]:
    """The round in which each act on a paper's version stands: how often it was typed for the first time until then."""
    firsts: Counter[tuple[str, str, int]] = Counter()
    found = {}
    for index, act in acts.items():
        paper = _paper(act)
        if paper is not None:
            firsts[paper] += act.kind == "protocol entered"
            found[index] = firsts[paper]
    return found


def _paper(act: Act) -> tuple[str, str, int] | None:
    told = act.payload
    return (told["station"], told["contest"], told["version"]) if {"station", "contest", "version"} <= told.keys() else None


def _told(paper: tuple[str, str, int]) -> str:
    return f"{paper[0]}, {paper[1]}, version {paper[2]}"


def two_people(acts: Acts) -> list[str]:
    """Papers, decisions and results on which one person did two people's work, by the acts and by the rows."""
    faults, rounds = [], _rounds(acts)
    hands: dict[tuple[str, str, int, int], dict[str, int]] = defaultdict(dict)  # paper and round: author: entry
    for index, act in acts.items():
        paper = _paper(act)
        if paper is None or (act.kind not in ENTERED and act.kind != APPROVED):
            continue
        before = hands[(*paper, rounds[index])]
        if act.author in before:
            faults.append(f"{_told(paper)}: entries {before[act.author]} and {index} are of one person, {act.author}")
        before.setdefault(act.author, index)
        if act.kind == APPROVED and len(before) < 3:
            faults.append(f"{_told(paper)}: approved by entry {index} before two people had typed it")
    for label in ("counting.Typing", "counting.Approval"):
        faults += _of_one_person(label)
    return faults + list(_confirmed(acts))


def _confirmed(acts: Acts) -> Iterator[str]:
    """Acts that one person prepared and confirmed, and drafts that do not say what their acts say."""
    for index, act in acts.items():
        if act.kind in BY_TWO and act.payload["prepared_by"] == act.author:
            yield f"entry {index}, '{act.kind}': prepared and confirmed by one person, {act.author}"
    for row in apps.get_model("results", "Confirmation")._base_manager.select_related("draft__typed_by").order_by("entry"):
        name, draft, act = row._meta.db_table, row.draft, acts.get(row.entry_id)
        if draft.typed_by_id == row.person_id:
            yield f"{name}, row of entry {row.entry_id}: one person has typed the draft and confirmed it"
        if act is not None and (draft.typed_by.pseudonym, draft.payload) != (act.payload.get("prepared_by"), act.payload):
            yield f"{name}, row of entry {row.entry_id}: what was typed, or who typed it, is not what the act says"


def _of_one_person(label: str) -> list[str]:
    """Rows of one paper and round with the person of a typing before them."""
    typed = apps.get_model("counting", "Typing")._base_manager
    fields = ("station", "contest", "version", "round", "person")
    first = {}
    for *paper, index in typed.order_by("entry").values_list(*fields, "entry"):
        first.setdefault(tuple(paper), index)
    rows = apps.get_model(label)._base_manager.order_by("entry").values_list(*fields, "entry")
    table = apps.get_model(label)._meta.db_table
    return [
        f"{table}, row of entry {index}: the person is that of the typing of entry {first[tuple(paper)]}"
        for *paper, index in rows
        if first.get(tuple(paper), index) != index
    ]
