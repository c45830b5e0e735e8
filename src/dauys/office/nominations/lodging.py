"""Nominations as they come in: a list from a table, with all its faults at once; a candidate from a form."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dauys.acts import NotAnAct
from dauys.acts.nomination_acts import registrar, rules_of
from dauys.election.definition_rows import NAMES
from dauys.election.tables import Faults, Refused, Row, read_table, whole
from dauys.formats.xlsx import as_csv
from dauys.law.words import Names
from dauys.office.counting.naming import contest_name
from dauys.office.house.refusals import told
from dauys.office.journal.desk import desk
from dauys.office.nominations.doing import contest_here, person_of, text
from dauys.office.people.forms import say
from dauys.office.setting_up.telling import faults
from dauys.protocol.candidacy import mandates_of
from dauys.protocol.life import NotAllowed
from dauys.text import BadInput, Fault

BYTES = 2 * 1024 * 1024
"""Of a table at most: a list has a hundred rows."""

COLUMNS = ("id", "name_kk", "name_ru", "born")
FURTHER = ("name_en", "marked")
MARK = "yes"


@require_http_methods(["GET", "POST"])
def lodge(request: HttpRequest, commission: str, contest: str) -> HttpResponse:
    """The form of a contest; what was wrong with it, all at once; or the nomination lodged."""
    language = request.LANGUAGE_CODE
    with desk.looking() as state:
        of = contest_here(state, commission, contest)
        if commission != registrar(state, of):
            raise Http404
        rule = mandates_of(state.event, of)
        page: dict[str, Any] = {
            "contest": contest, "title": contest_name(state, contest, language), "tier": of.tier,
            "may": rules_of(state.event, of.body).tier_named(of.tier).may, "columns": [*COLUMNS, *FURTHER],
            "parties": [(one.id, one.names.told(language)) for one in state.event.parties.values()],
            "groups": rule.list_quota.groups if rule is not None and rule.list_quota else (), "typed": request.POST,
        }  # fmt: skip
        names = {one.id: one.names for one in state.event.parties.values()}
        area = "" if of.constituency is None else state.event.constituencies[of.constituency].number
        taken = {one.option for one in state.nominations.of(contest)}
    if request.method == "GET":
        return render(request, "nominations/lodge.html", page)
    try:
        if of.tier == "list":
            payload = _list(request, names, page["groups"])
        else:
            payload = _candidate(request, next(f"{area}-{n}" for n in range(1, 10_000) if f"{area}-{n}" not in taken))
        payload |= {"contest": contest, "moment": text(request, "moment")}
        with desk.acting() as hand:
            hand.act("nomination lodged", commission, person_of(request), **payload)
    except BadInput as wrong:
        return render(request, "nominations/lodge.html", page | faults(wrong, language), status=422)
    except (NotAllowed, NotAnAct) as refusal:
        return render(request, "nominations/lodge.html", page | {"fault": told(refusal)}, status=422)
    messages.success(request, say("nominations.lodged"))
    return redirect("nominations:one", commission, contest, payload["option"])


def _names(request: HttpRequest, name: str = "name") -> dict[str, str | None]:
    return {"kk": text(request, f"{name}_kk"), "ru": text(request, f"{name}_ru"), "en": text(request, f"{name}_en") or None}


def _number(request: HttpRequest, name: str) -> int | None:
    typed = text(request, name)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else None


def _candidate(request: HttpRequest, option: str) -> dict[str, Any]:
    who = request.POST.get("who", "")
    person = {"id": option, "names": _names(request), "born": _number(request, "born"), "marked": False}
    return {
        "option": option, "who": who, "party": request.POST.get("party") or None if who == "party" else None,
        "nominator": _names(request, "nominator") if who == "association" else None, "names": _names(request),
        "nominees": [person], "groups": {}, "more": None,
    }  # fmt: skip


def _list(request: HttpRequest, parties: dict[str, Names], groups: tuple[str, ...]) -> dict[str, Any]:
    """A party's list out of a table. Raises BadInput with everything that is wrong in it."""
    party = request.POST.get("party", "")
    names = parties.get(party, Names())
    return {
        "option": party, "who": "party", "party": party, "nominator": None,
        "names": {"kk": names.kk or party, "ru": names.ru or party, "en": names.en}, "nominees": _nominees(request),
        "groups": {group: _number(request, f"group {group}") for group in groups}, "more": _number(request, "more"),
    }  # fmt: skip


def _nominees(request: HttpRequest) -> list[dict[str, Any]]:
    sent = request.FILES.get("file")
    if sent is None or (sent.size or 0) > BYTES:
        cause, cure = "no table was sent, or one too large", f"send one of at most {BYTES // 1024**2} MB"
        raise BadInput((Fault("table", None, None, None, cause, cure),))
    found = Faults()
    with tempfile.TemporaryDirectory(prefix="dauys-list-") as folder:
        path, data = Path(folder) / "list.csv", sent.read()
        path.write_bytes(as_csv(data, path) if data[:2] == b"PK" else data)
        rows = [_nominee(row) for row in read_table(path, COLUMNS, FURTHER, found)]
        if not rows and not found.found:
            found.add(path, None, None, None, "the table is blank: it has no row under its header", "fill it in")
    found.raise_if_any()
    return rows


def _nominee(row: Row) -> dict[str, Any]:
    for column in COLUMNS:
        if not row.cells[column]:
            row.refuse(column, "the cell is empty", "fill it in")
    row.names()  # Latin letters in Cyrillic words
    kk, ru, en = (row.text(column) for column in NAMES)
    born, marked = row.read("born", _year, 0), row.read("marked", _mark, False)
    return {"id": row.cells["id"], "names": {"kk": kk, "ru": ru, "en": en}, "born": born, "marked": marked}


def _year(cell: str) -> int:
    return whole(cell) if cell else 0  # an empty cell was told already


def _mark(cell: str) -> bool:
    if cell not in ("", MARK):
        cause = "the only mark is 'yes'; of nobody is it written that they do not count"
        raise Refused(cause, "write yes, or leave the cell empty")
    return cell == MARK
