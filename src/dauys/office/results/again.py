"""After the day: acts on which the law has an election held again, by when; and the definition of one, as files to load."""

import io
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from dauys.acts import State
from dauys.election.candidates import COLUMNS, check_candidates, read_candidates
from dauys.election.definition import definition_files
from dauys.election.definition_rows import NAMES
from dauys.election.event import Event
from dauys.office.counting.naming import contest_name
from dauys.office.journal.desk import desk
from dauys.office.results.naming import broken_shown
from dauys.office.results.summaries import may
from dauys.office.results.table import find
from dauys.office.setting_up.telling import faults
from dauys.tally.again import Ground, Plan, grounds, held_again, stops
from dauys.text import BadInput, Fault, phrase

BYTES = 200_000
"""Of a table of candidates."""


@require_http_methods(["GET", "HEAD"])
def after(request: HttpRequest, commission: str, body: str) -> HttpResponse:
    """Every act on which the law has an election of the body held again, with its terms and a form for the next definition."""
    return _page(request, commission, body)


@require_http_methods(["POST"])
def again(request: HttpRequest, commission: str, body: str) -> HttpResponse:
    """The definition of an election that is held again, in a zip as the next office takes it; or what the law is against."""
    with desk.looking() as state:
        find(state, commission, body)
        found = _grounds(state, body)
        asked = request.POST.get("ground", "")
        ground = next((one for one in found if _key(one) == asked), None)
        if ground is None:
            raise Http404
        try:
            made = _made(request, state.event, ground)
        except BadInput as wrong:
            shown = faults(wrong, request.LANGUAGE_CODE)
        else:
            return _zipped(made)
    return _page(request, commission, body, shown)


def _page(request: HttpRequest, commission: str, body: str, wrong: dict[str, Any] | None = None) -> HttpResponse:
    language = request.LANGUAGE_CODE
    with desk.looking() as state:
        of = find(state, commission, body)
        page: dict[str, Any] = {"body": body, "title": of.names.told(language), "columns": (*COLUMNS, *NAMES)}
        try:
            page["stops"] = [
                (entry, contest_name(state, one.id, language), stop) for entry, one, stop in stops(state) if one.body == body
            ]
            page["grounds"] = [_row(state, one, language) for one in _grounds(state, body)]
        except BadInput as broken:
            page["broken"] = broken_shown(broken, language)
    page |= {"may": may(request, commission, "again"), "asked": request.POST, **(wrong or {})}
    return render(request, "results/after.html", page, status=422 if wrong else 200)


def _grounds(state: State, body: str) -> list[Ground]:
    return [one for one in grounds(state) if one.contest.body == body]


def _key(ground: Ground) -> str:
    return f"{ground.entry} {ground.rule.kind}"


def _row(state: State, one: Ground, language: str) -> dict[str, Any]:
    rule = one.rule
    months = [] if rule.sundays is None else rule.sundays.months
    return {
        "key": _key(one), "ground": one, "rule": rule, "name": contest_name(state, one.contest.id, language),
        "sundays": [phrase(f"date.month {month}", language) for month in months],
    }  # fmt: skip


def _made(request: HttpRequest, event: Event, ground: Ground) -> Event:
    """The event as the form asks for it. Raises BadInput."""
    sent = request.FILES.get("candidates")
    days = {name: _day(request.POST.get(name, "")) for name in ("day", "term_ends")}
    recall = ground.rule.kind == "recall"
    if (sent is None and not recall) or (sent is not None and (sent.size or 0) > BYTES) or days["day"] is None:
        cure = "give the day as 2023-10-29, and a table of candidates that is no larger than 200 kB"
        raise BadInput((Fault("candidates", None, None, None, "the day or the candidates are missing", cure),))
    origin = request.POST.get("origin", "").strip()
    if not origin or origin == event.origin:
        cause, cure = "the election before has a log of this name, or none is named", "give it a name of its own"
        raise BadInput((Fault("origin", None, None, origin, cause, cure),))
    plan = Plan(days["day"], origin, days["term_ends"], request.POST.get("agreed", "").strip() or None)
    if sent is None:
        return held_again(event, ground, plan, ())
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "candidates.csv"
        path.write_bytes(sent.read())
        made = held_again(event, ground, plan, read_candidates(path, ground.contest.tier))
        check_candidates(made, path)
    return made


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text.strip())
    return None


def _zipped(event: Event) -> HttpResponse:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in definition_files(event).items():
            zipped.writestr(zipfile.ZipInfo(name), data)  # without a time: the same election is the same file
    return HttpResponse(packed.getvalue(), "application/zip", headers={
        "Content-Disposition": 'attachment; filename="definition.zip"', "X-Content-Type-Options": "nosniff",
    })  # fmt: skip
