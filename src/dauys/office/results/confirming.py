"""What one person has typed, shown to another who confirms it with a code: then the act is done."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dauys.acts import NotAnAct, State
from dauys.acts.kinds import NOMINATION
from dauys.office.house.refusals import told
from dauys.office.journal.desk import desk
from dauys.office.people import stepping_up
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.office.results.drafts import confirmed, waiting
from dauys.office.results.mandates import Quota, quota_told
from dauys.office.results.models import Draft
from dauys.office.results.naming import value_shown
from dauys.office.results.summaries import lines_of, may
from dauys.office.results.tasks import task_of
from dauys.protocol.life import NotAllowed
from dauys.text import BadInput


@never_cache
def draft(request: HttpRequest, commission: str, draft: int) -> HttpResponse:
    """One prepared act: what it says, who typed it, and whether it waits for somebody else."""
    return _shown(request, commission, get_object_or_404(Draft, pk=draft, commission=commission))


def _shown(request: HttpRequest, commission: str, one: Draft, fault: str = "") -> HttpResponse:
    payload = dict(one.payload)
    figures = payload.pop("figures", None)
    decision = payload.pop("decision", None)
    payload.pop("prepared_by", None)  # told by name
    station = payload.get("station")
    with desk.looking() as state:
        contest = state.event.contest(payload["contest"]) if payload.get("contest") and station is None else None
        task = task_of(state, commission, contest) if contest is not None and figures is not None else None
        lines = lines_of(task, figures) if task is not None else []
        told_ = [(name, value_shown(state, payload, name, request.LANGUAGE_CODE)) for name in payload]
        quota = _quota(state, one)
    page = {
        "one": one, "told": told_, "decision": decision, "lines": lines, "fault": fault, "contest": payload.get("contest"),
        "nomination": one.kind in NOMINATION,
        "station": station, "body": payload.get("body") or (contest.body if contest else None),
        "mine": one.typed_by == request.user, "done": hasattr(one, "confirmation"),
        "may": {route: may(request, commission, route) for route in ("confirm", "deeds")},
        "waits": one.pk in {other.pk for other in waiting(commission, kind=one.kind, about=one.about)},
        "quota": quota, "differs": any(line.gap for line in lines), "lacking": any(line.lacking for line in lines),
    }  # fmt: skip
    return render(request, "results/draft.html", page, status=422 if fault else 200)


def _quota(state: State, one: Draft) -> Quota | None:
    """The quota of groups as it stands once the mandate is given; None where it is no such draft, or it is done."""
    if one.kind not in ("mandate given", "mandate filled") or hasattr(one, "confirmation"):
        return None
    try:
        return quota_told(state, one.payload)
    except BadInput:  # a lot that answers no question: nobody has a seat, and confirming says so
        return None


@require_POST
def confirm(request: HttpRequest, commission: str, draft: int) -> HttpResponse:
    """Do the act, by a second person and with a code given for just this draft."""
    person = request.user
    assert isinstance(person, Person)
    one = get_object_or_404(Draft, pk=draft, commission=commission)
    if one.typed_by_id == person.pk:
        return _shown(request, commission, one, say("results.another"))
    if request.POST.get("hash") != one.hash:
        return _shown(request, commission, one, say("results.changed"))
    if (refusal := stepping_up.confirmed(request, person, one.hash)) is not None:
        return _shown(request, commission, one, refusal)
    try:
        with desk.acting() as hand:
            confirmed(hand, one, person)
        messages.success(request, say("results.done"))
    except (NotAllowed, NotAnAct) as refusal:
        messages.error(request, told(refusal))
    except IntegrityError:  # somebody else was quicker by a moment
        messages.error(request, say("results.changed"))
    return redirect("results:draft", commission, one.pk)
