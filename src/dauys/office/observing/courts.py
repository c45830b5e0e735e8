"""Courts: by when they decide on what, and what they have ordered the commission to carry out, on to the paper."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dauys.acts import NotAnAct, State
from dauys.acts.courts import CARRIES_OUT, COURT
from dauys.office.counting.naming import contest_name
from dauys.office.house.policy import able
from dauys.office.house.refusals import told
from dauys.office.journal.desk import desk
from dauys.office.observing.models import Complaint
from dauys.office.people.models import Person
from dauys.office.results.drafts import kept, to_confirm, typed
from dauys.office.results.naming import about_shown
from dauys.office.setting_up.telling import laws_of
from dauys.protocol.beside import comes_with
from dauys.protocol.complaints import Complaints, CourtRule, load_complaints
from dauys.protocol.life import NotAllowed


def terms() -> Complaints | None:
    """The terms of the first law of the election that has some."""
    return next((load_complaints(law) for law in laws_of(desk.event) if comes_with(law, "complaints")), None)


def before_courts() -> list[CourtRule]:
    """Everything that goes to courts by the laws of the election, each once."""
    rules = (rule for law in laws_of(desk.event) if comes_with(law, "complaints") for rule in load_complaints(law).court)
    return list(dict.fromkeys(rules))


def until(one: Complaint) -> date | None:
    """The last day of the court that has a complaint; None where none has it, or no law names its term."""
    known = terms()
    rule = known.before_court(one.about) if known is not None and hasattr(one, "at_court") else None
    return None if rule is None else rule.until(timezone.localtime(one.at_court.at).date(), desk.event.date)


@require_http_methods(["GET", "HEAD", "POST"])
def courts(request: HttpRequest, commission: str) -> HttpResponse:
    """What courts have ordered here, what of it is carried out and where the rest is; a form for whoever writes one down."""
    person = request.user
    assert isinstance(person, Person)
    may, fault, made = able(person.parts_in(commission), "observing:ruling"), "", None
    asked = {name: request.POST.get(name, "").strip() for name in ("contest", "orders", "place", "court", "document", "date")}
    if request.method == "POST" and may:
        stations = request.POST.get("stations", "").replace(",", " ").split()
        try:
            with desk.looking() as state:
                payload: dict[str, Any] = {**asked, "place": asked["place"] or None, "stations": stations}
                made = typed(state, commission, person, COURT, payload)
        except (NotAllowed, NotAnAct) as refusal:
            fault = told(refusal)
    if made is not None:
        return kept(request, made)
    with desk.looking() as state:
        page = {
            "rows": _rows(state, commission, request.LANGUAGE_CODE), "may": may, "fault": fault, "asked": asked,
            "contests": [(one.id, contest_name(state, one.id, request.LANGUAGE_CODE)) for one in _contests(state, commission)],
            "orders": list(CARRIES_OUT), "stations": request.POST.get("stations", ""), "rules": before_courts(),
            "drafts": about_shown(state, to_confirm(state, commission, kind=COURT), request.LANGUAGE_CODE), "terms": terms(),
        }  # fmt: skip
    return render(request, "observing/courts.html", page, status=422 if fault else 200)


def _contests(state: State, commission: str) -> list[Any]:
    """The contests of which a commission has a paper on its way."""
    return [
        one for one in state.event.contests
        if any(commission in state.way(station.id, one.id) for station in state.event.stations_of(one.id))
    ]  # fmt: skip


def _rows(state: State, commission: str, language: str) -> list[dict[str, Any]]:
    return [
        {"one": one, "told": one.act.payload, "name": contest_name(state, one.act.payload["contest"], language),
         "left": sorted(one.left), "body": state.event.contest(one.act.payload["contest"]).body}
        for one in state.rulings if one.act.commission == commission
    ]  # fmt: skip
