"""The screens of the count, with a line: what is open, and one step after another. They work without script."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dauys.office.counting.fields import typed
from dauys.office.counting.naming import contest_name
from dauys.office.house.policy import able
from dauys.office.journal.desk import desk
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.office.station.models import Arrival, Count, Document, Draft
from dauys.office.station.work import Work, stations_of
from dauys.office.voters.lists import has_list
from dauys.protocol.counting import Part, after, reopened

TRIES = 5
"""How often a step is tried to be kept, while others of the commission enter theirs."""


@never_cache
@require_safe
def home(request: HttpRequest, commission: str) -> HttpResponse:
    """The stations that the commission counts; where it is one, as nearly always, that one."""
    with desk.looking() as state:
        stations = {name: state.event.stations[name].names for name in stations_of(state, commission)}
    if len(stations) == 1:
        return redirect("station:count", commission, next(iter(stations)))
    if not stations:
        raise Http404
    return render(request, "station/home.html", {"stations": stations})


@never_cache
@require_safe
def count(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """Where the count is: the steps in their order, what follows for mobile boxes, and the papers."""
    person, language = request.user, request.LANGUAGE_CODE
    assert isinstance(person, Person)
    parts = person.parts_in(commission)
    with desk.looking() as state:
        work = Work.of(state, commission, station)
        steps = [
            {
                "step": step,
                "parts": [_row(work, part, language) for part in work.parts if part.step == step],
                "done": all(part.key in work.entered for part in work.parts if part.step == step),
            }
            for step in work.order.step
        ]
        papers = [
            {"contest": one, "name": contest_name(state, one, language), "state": state.life(station, one).latest.state,
             "due": one in work.papers, "withheld": state.withheld(station, one)}
            for one in state.expected(station)
        ]  # fmt: skip
        struck = [(box, contest_name(state, of, language), number) for (box, of), number in work.struck.items()]
        page = {
            "station": station, "name": state.event.stations[station].names, "order": work.order, "steps": steps,
            "papers": papers, "struck": struck, "done": work.done, "counting": bool(work.papers),
            "waits": work.waits, "kept": has_list(station),
        }  # fmt: skip
    arrivals = {one.contest: one for one in Arrival.objects.filter(station=station).order_by("entry")}
    for row in papers:
        row["arrival"] = arrivals.get(str(row["contest"]))
    page["documents"] = Document.objects.filter(station=station).count()
    page["may"] = {name: able(parts, f"station:{name}") for name in ("step", "send", "attach", "phone")}
    page["may"]["day"] = able(parts, "voters:station")
    return render(request, "station/count.html", page)


def _row(work: Work, part: Part, language: str) -> dict[str, Any]:
    draft = work.drafts.get(part.key)
    state = "entered" if part.key in work.entered else "open" if part in work.open and not work.waits else "waits"
    of = work.name(part, language).removeprefix(f"{part.step.name.told(language)}: ")
    return {"part": part, "name": of, "state": state, "again": draft is not None and not draft.entered}


# ---- one step ----------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, commission: str, station: str, step: str, of: str) -> HttpResponse:
    """One step: what does not hold is shown once, to be looked at again; then it stands, as it is on paper."""
    language = request.LANGUAGE_CODE
    posted = request.method == "POST"
    with desk.looking() as state:
        work = Work.of(state, commission, station)
        part = work.part(step, of)
        if work.waits:
            return redirect("station:count", commission, station)  # which says why
        if not work.may_enter(part):
            messages.warning(request, say("station.not open", step=work.name(work.open[0], language) if work.open else ""))
            return redirect("station:count", commission, station)
        draft, fields = work.drafts.get(part.key), work.fields(part)
        data = (
            {one.name: request.POST.get(one.name, "").strip() for one in fields} if posted else draft.figures if draft else {}
        )
        _, wrong = typed(fields, data)
        found = work.with_draft(part, data).findings(part) if posted and not wrong else []
        codes = " ".join(sorted({one.code for one, _ in found}))
        stands = posted and not wrong and (not found or request.POST.get("looked at") == codes)
        marked = [one.name for one in wrong] + [line for one, _ in found for line in one.lines]
        again = reopened(work.parts, work.entered, part) if part.key in work.entered else ()
        page = {
            "station": station, "part": part, "title": work.name(part, language), "codes": codes,
            "fields": work.shown(part, data, marked, language), "wrong": wrong, "findings": found,
            "edition": request.POST.get("edition") or (draft.edition if draft else 0),
            "again": [work.name(one, language) for one in again],
            "struck": [(box, number) for (box, contest), number in work.struck.items() if contest == of],
            "rule": work.order.mobile_box, "counted": work.order.mobile_box.counted_in in part.step.lines,
        }  # fmt: skip
    if stands:
        return _entered(request, commission, station, part, data)
    return render(request, "station/step.html", page, status=422 if wrong or found else 200)


def _entered(request: HttpRequest, commission: str, station: str, part: Part, data: dict[str, str]) -> HttpResponse:
    """Keep the step, unless somebody else has entered it since it was shown."""
    edition = request.POST.get("edition", "")
    if keep(commission, station, part, data, int(edition) if edition.isascii() and edition.isdigit() else -1):
        messages.success(request, say("station.entered"))
    else:
        messages.error(request, say("station.entered meanwhile"))
    return redirect("station:count", commission, station)


def keep(commission: str, station: str, part: Part, data: dict[str, str], edition: int) -> bool:
    """Keep what was typed at a step; False where it is not open any more, or its edition is another than was shown.

    What was entered of later steps stays as it was typed, and is to be entered once more.
    """
    count, _ = Count.objects.get_or_create(station=station)
    for _ in range(TRIES):
        with desk.looking() as state:
            work = Work.of(state, commission, station)
            if part not in work.parts or not work.may_enter(part):
                return False
            left = after(work.parts, work.entered, part)
            draft = work.drafts.get(part.key)
        if edition != (draft.edition if draft else 0):
            return False
        told = {"figures": data, "entered": True, "edition": edition + 1}
        with transaction.atomic():
            if not Count.objects.filter(pk=count.pk, edition=work.edition).update(edition=work.edition + 1):
                continue  # somebody has entered another step in between: looked at anew
            Draft.objects.update_or_create(count=count, step=part.step.code, of=part.of, defaults=told)
            for key in work.entered - left:
                step, _, of = key.partition("/")
                Draft.objects.filter(count=count, step=step, of=of).update(entered=False, edition=F("edition") + 1)
        return True
    return False
