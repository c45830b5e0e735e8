"""Acts on papers: received, settled, decided, approved. Each is asked for by a person, and judged by the acts room."""

from hashlib import sha256
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dauys.acts import NotAnAct, figures_hash
from dauys.ledger import canonical
from dauys.office.counting.naming import contest_name
from dauys.office.counting.papers import DECIDING, SETTLING, Paper, to_approve
from dauys.office.counting.views import Refused, find, paper_page
from dauys.office.house.refusals import told
from dauys.office.journal.desk import desk
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.office.people.stepping_up import confirmed
from dauys.office.results.drafts import kept, typed
from dauys.protocol.life import NotAllowed

AT_ONCE = 200
"""Papers that are approved at once at most."""


def _do(
    request: HttpRequest, commission: str, kind: str, station: str, contest: str, done: str, then: str = "counting:paper",
    /, **payload: Any,
) -> HttpResponse:  # fmt: skip
    person = request.user
    assert isinstance(person, Person)
    try:
        with desk.acting() as hand:
            hand.act(kind, commission, person, station=station, contest=contest, **payload)
        messages.success(request, say(done))
    except (NotAllowed, NotAnAct) as refusal:
        messages.error(request, told(refusal))
        then = "counting:paper"
    return redirect(then, commission, station, contest)


@require_POST
def receive(request: HttpRequest, commission: str, station: str, contest: str) -> HttpResponse:
    """The paper lies on the table; who receives it may go on to type it."""
    then = "counting:enter" if request.POST.get("then") == "enter" else "counting:paper"
    return _do(request, commission, "protocol received", station, contest, "office.done received", then, scan=None)


@require_POST
def settle(request: HttpRequest, commission: str, station: str, contest: str) -> HttpResponse:
    """Explain warnings, hold, release, send back: each with its reason. Refused, what was typed is still in the form."""
    kind = request.POST.get("act", "")
    if kind not in SETTLING:
        return render(request, "house/refused.html", {"why": "office.refused act"}, status=400)
    payload: dict[str, Any] = {
        "version": _version(commission, station, contest),
        "reason": request.POST.get("reason", "").strip(),
    }
    if kind == "findings explained":
        payload["codes"] = request.POST.getlist("codes")
    person = request.user
    assert isinstance(person, Person)
    try:
        with desk.acting() as hand:
            hand.act(kind, commission, person, station=station, contest=contest, **payload)
    except (NotAllowed, NotAnAct) as refusal:
        return paper_page(request, commission, station, contest, Refused(kind, payload, told(refusal)))
    messages.success(request, say("office.done settled"))
    return redirect("counting:paper", commission, station, contest)


@require_POST
def decide(request: HttpRequest, commission: str, station: str, contest: str) -> HttpResponse:
    """A decision of the commission, with its vote: one person fills it in, and it waits for another."""
    person = request.user
    assert isinstance(person, Person)
    kind = request.POST.get("act", "")
    if kind not in DECIDING:
        return render(request, "house/refused.html", {"why": "office.refused act"}, status=400)
    version = _version(commission, station, contest)
    payload: dict[str, Any] = {
        "station": station, "contest": contest, "version": version, "reason": request.POST.get("reason", "").strip(),
        "decision": decision_of(request),
    }  # fmt: skip
    if kind == "accepted as signed":
        payload["codes"] = request.POST.getlist("codes")
    if kind == "protocol corrected":
        payload |= {"version": version + 1, "supersedes": version}
    try:
        with desk.looking() as state:
            made = typed(state, commission, person, kind, payload)
    except (NotAllowed, NotAnAct) as refusal:
        messages.error(request, told(refusal))
        return redirect("counting:paper", commission, station, contest)
    return kept(request, made)


def decision_of(request: HttpRequest) -> dict[str, Any]:
    """A decision as it was filled in; a count that is no number stays what it is, and the acts room says so."""
    found: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in ("number", "date")}
    for name in ("members", "present", "for", "against"):
        text = request.POST.get(name, "").strip()
        found[name] = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else text
    return {**found, "dissent": request.POST.get("dissent", "").strip() or None}


def _version(commission: str, station: str, contest: str) -> int:
    with desk.looking() as state:
        return find(state, station, contest, commission).latest.version


@never_cache
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, commission: str) -> HttpResponse:
    """Approve a list of papers by the second factor, given once, for the hash of just this list."""
    person = request.user
    assert isinstance(person, Person)
    with desk.looking() as state:
        first = islice(to_approve(state, commission, person.pseudonym), AT_ONCE)
        ready = [_row(paper, request.LANGUAGE_CODE) for paper in first]
    fault = ""
    if request.method == "POST":
        chosen = {key: request.POST.get(f"hash {key}", "") for key in request.POST.getlist("paper")}
        batch = [one for one in ready if chosen.get(one["key"]) == one["hash"]]
        step_up = sha256(
            canonical([[one["station"], one["contest"], one["version"], one["hash"]] for one in batch])
        ).hexdigest()
        if not chosen:
            fault = say("office.approve none")
        elif len(batch) != len(chosen):
            fault = say("office.approve changed")
        elif refusal := confirmed(request, person, step_up):
            fault = refusal
        else:
            return _approved(request, commission, person, batch, step_up)
    return render(request, "counting/approve.html", {"ready": ready, "fault": fault}, status=422 if fault else 200)


def _approved(request: HttpRequest, commission: str, person: Person, batch: list[dict[str, Any]], step_up: str) -> HttpResponse:
    try:
        with desk.acting() as hand:
            hand.step_up = step_up
            for one in batch:
                where = {name: one[name] for name in ("station", "contest", "version")}
                hand.act("protocol approved", commission, person, figures=one["hash"], **where)
        messages.success(request, say("office.approved", number=len(batch)))
    except NotAllowed as refusal:
        messages.error(request, told(refusal))
    return redirect("counting:approve", commission)


def _row(paper: Paper, language: str) -> dict[str, Any]:
    """A paper as it is listed to be approved, with the hash of just the figures that are shown for it."""
    figures = paper.latest.figures
    assert figures is not None
    return {
        "station": paper.station, "contest": paper.contest, "version": paper.latest.version,
        "name": contest_name(paper.state, paper.contest, language), "hash": figures_hash(figures.as_told),
        "key": f"{paper.station}/{paper.contest}", "rows": paper.rows,
    }  # fmt: skip
