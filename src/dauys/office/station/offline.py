"""The count without a line: one page that a browser keeps, the program that keeps it, and the key that signs for a stick.

The page holds steps and forms and no figure; what is typed stays in the browser until it is sent. No voter is in any of it.
"""

import json
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dauys.acts import STATION
from dauys.office.counting.fields import BOXES
from dauys.office.counting.naming import contest_name
from dauys.office.counting.papers import Paper
from dauys.office.journal.desk import desk
from dauys.office.machines import packages
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.office.people.stepping_up import confirmed
from dauys.office.station.keeping import program
from dauys.office.station.work import Work, stations_of
from dauys.protocol import Forms
from dauys.protocol.counting import BY_BOX, Part, parts
from dauys.protocol.expression import Comparison

FILES = (
    "office/office.css", "office/station.js", "office/station_qr.js", "office/station_store.js", "office/station_checks.js",
    "office/key.js",
)  # fmt: skip
"""What the page needs; kept by the browser beside it."""


@never_cache
@require_safe
def phone(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """The whole count on one page, for a browser that goes on without a line."""
    language = request.LANGUAGE_CODE
    with desk.looking() as state:
        work = Work.of(state, commission, station)
        event = state.event
        contests = [one for one in state.expected(station) if one != STATION]
        every = parts(work.order, contests, BOXES)
        rows = [_part(work, part, language) for part in every]
        papers = [
            {"contest": one, "name": contest_name(state, one, language), "form": state.form_of(one),
             "version": state.life(station, one).latest.version, "checks": _checks(work, one, language),
             "fields": [{"name": field.name, "table": field.in_a_table} for field in Paper(state, station, one).fields]}
            for one in state.expected(station)
        ]  # fmt: skip
        told = {
            "station": station, "election": event.origin, "invented": event.invented, "papers": papers,
            "box": {"requests": work.order.mobile_box.requests, "ballots": work.order.mobile_box.ballots,
                    "over": work.order.mobile_box.over, "counted_in": work.order.mobile_box.counted_in},
            "addresses": {
                "line": reverse("station:line", args=[commission, station]),
                "outbox": reverse("station:outbox", args=[commission, station]),
                "photo": reverse("station:photo", args=[commission, station, "CONTEST"]),
                "worker": reverse("station:worker", args=[commission]), "scope": reverse("station:home", args=[commission]),
            },
            "say": {name: say(f"station.js {name}", **FILLED) for name in SAYS},
        }  # fmt: skip
    page = {
        "station": station, "rows": rows, "papers": papers, "told": json.dumps(told, ensure_ascii=False),
        "order": work.order, "name": event.stations[station].names,
    }  # fmt: skip
    return render(request, "station/phone.html", page)


SAYS = (
    "phone", "sent", "accepted", "otherwise", "refused", "sign in", "no line", "line", "entered", "open", "waits", "again",
    "photo phone", "photo accepted", "photo refused", "digits", "empty", "struck", "struck left out", "look",
    "key known", "key new",
)  # fmt: skip
"""What the program on the phone says, by name."""

FILLED = {"box": "{box}", "number": "{number}", "line": "{line}"}
"""What it fills in itself."""


def _part(work: Work, part: Part, language: str) -> dict[str, Any]:
    return {"part": part, "name": work.name(part, language), "fields": work.shown(part, {}, (), language)}


def _checks(work: Work, contest: str, language: str) -> list[dict[str, Any]]:
    """The checks over a paper, for the phone: those that are sums of lines, as nearly all are; the others the office asks."""
    forms = work.state.forms(Paper(work.state, work.station, contest).law)
    form = forms.form_of(work.state.form_of(contest))
    return [
        {
            "code": one.code, "text": one.typist.told(language), "lines": [line.code for line in one.rule.lines()],
            "each": one.each, "must": must, "when": _rule(one.condition, forms) if one.condition else None,
        }
        for one in form.check
        if (must := _rule(one.rule, forms)) is not None and (one.condition is None or _rule(one.condition, forms) is not None)
    ]  # fmt: skip


def _rule(rule: Comparison, forms: Forms) -> dict[str, Any] | None:
    """A comparison as whole weights of lines, held against nothing; None where one line is multiplied by another."""
    if rule.weighed is None:
        return None
    lines, total = rule.weighed
    boxes = {line.code for form in forms.form for line in form.line if line.per == BY_BOX}
    return {"sign": rule.sign, "total": total, "lines": [
        {"form": line.form, "code": line.bare, "function": line.function, "weight": weight, "boxes": line.bare in boxes}
        for line, weight in lines
    ]}  # fmt: skip


# ---- the program that keeps the page -------------------------------------------------------------------------------------


@never_cache
@require_safe
def worker(request: HttpRequest, commission: str) -> HttpResponse:
    """The service worker of the commission's screens, with the version of what it keeps: it answers for these alone."""
    with desk.looking() as state:
        pages = [reverse("station:phone", args=[commission, one]) for one in stations_of(state, commission)]
    return program("station ", pages, dict.fromkeys(FILES, ""))


# ---- the key for a stick ---------------------------------------------------------------------------------------------------


class NewKey(forms.Form):
    """The public half of a key that the browser has made; the other half never leaves it."""

    public = forms.RegexField(r"[0-9a-f]{64}")


@require_POST
def key(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """Let this phone sign for its person: what it puts on a stick counts as typed by whoever confirms it now."""
    person, form = request.user, NewKey(request.POST)
    assert isinstance(person, Person)
    with desk.looking() as state:
        Work.of(state, commission, station)
    if not form.is_valid():
        messages.error(request, say("station.key needs script"))
        return redirect("station:phone", commission, station)
    public = form.cleaned_data["public"]
    why = confirmed(request, person, sha256(f"dauys: station key\n{station}\n{public}".encode()).hexdigest())
    if why is not None:
        messages.error(request, why)
        return redirect("station:phone", commission, station)
    try:
        with transaction.atomic():
            packages.register(commission, station, person, public, person)
    except IntegrityError:
        pass  # registered before: the same key, on the same phone
    messages.success(request, say("station.key registered"))
    return redirect("station:phone", commission, station)
