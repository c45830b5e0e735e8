"""Who is accredited at a commission, for whom and for which stations; and the room's home for both sides."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dauys.election.event import Event
from dauys.office.counting.papers import keys_of
from dauys.office.house.policy import able
from dauys.office.journal.desk import desk
from dauys.office.observing.models import FOR, Accreditation
from dauys.office.people.forms import say
from dauys.office.people.models import Membership, Person
from dauys.office.setting_up.telling import laws_of
from dauys.protocol.beside import comes_with
from dauys.protocol.calendar import Milestone, dates_of, load_calendar

FOREIGN = "accreditation of foreign observers"


@require_safe
def home(request: HttpRequest, commission: str) -> HttpResponse:
    """Everybody who is accredited, and a form for whoever accredits; of an observer also the papers that can be copied."""
    return _page(request, commission)


@require_POST
def accredit(request: HttpRequest, commission: str) -> HttpResponse:
    """Accredit an observer of this commission, anew or otherwise than before; without stations it is taken back."""
    by = request.user
    assert isinstance(by, Person)
    kind, organisation = request.POST.get("kind", ""), " ".join(request.POST.get("organisation", "").split())
    person = next((one for one in observers(commission) if str(one.pk) == request.POST.get("person")), None)
    stations = [one for one in stations_of(commission) if one in request.POST.getlist("stations")]
    if person is None or kind not in FOR or not organisation or len(organisation) > 200 or person == by:
        return _page(request, commission, say("observing.fill in"))
    if stations and kind == "foreign" and (past := closed(desk.event, FOREIGN, timezone.localtime())) is not None:
        law = past.law.told(request.LANGUAGE_CODE) if past.law else ""
        return _page(request, commission, say("observing.closed", law=law, article=past.article))
    Accreditation.objects.create(
        commission=commission, person=person, kind=kind, organisation=organisation, stations=stations, by=by
    )
    messages.success(request, say("observing.accredited") if stations else say("observing.taken back"))
    return redirect("observing:home", commission)


def observers(commission: str) -> list[Person]:
    """The people who are observers at a commission now: whoever it has invited as such."""
    parts = Membership.objects.now().filter(commission=commission, part="observer").select_related("person")
    return sorted({one.person for one in parts}, key=lambda one: one.name)


def stations_of(commission: str) -> list[str]:
    """The stations whose papers the commission receives or counts."""
    with desk.looking() as state:
        return list(dict.fromkeys(station for station, _ in keys_of(state, commission)))


def accreditations(commission: str) -> list[Accreditation]:
    """The accreditations that hold: of each observer the last, if it was not taken back."""
    now = {one.pk for one in observers(commission)}
    rows = Accreditation.objects.filter(commission=commission, person__in=now).select_related("person").order_by("pk")
    return [one for one in {row.person_id: row for row in rows}.values() if one.stations]


def own(request: HttpRequest, commission: str) -> Accreditation | None:
    """The accreditation of who asks; None without one."""
    return next((one for one in accreditations(commission) if one.person == request.user), None)


def closed(event: Event, matter: str, now: datetime) -> Milestone | None:
    """The milestone that has closed a matter by a moment in the election's zone; None where it is open, or no day is known."""
    for law in laws_of(event):
        if not comes_with(law, "calendar"):
            continue
        dates = dates_of(event, law)
        for milestone in load_calendar(law).milestone:
            if matter in milestone.closes and (stored := dates.get(milestone.code)) is not None:
                hour = time.fromisoformat((stored.hours or "23:59").rpartition("-")[2].rjust(5, "0"))
                if now > datetime.combine(stored.day, hour, now.tzinfo):
                    return milestone
    return None


def _page(request: HttpRequest, commission: str, fault: str = "") -> HttpResponse:
    person = request.user
    assert isinstance(person, Person)
    mine, parts = own(request, commission), person.parts_in(commission)
    page: dict[str, Any] = {"accreditations": accreditations(commission), "fault": fault, "mine": mine, "kinds": FOR}
    if able(parts, "observing:accredit"):
        page |= {"observers": [one for one in observers(commission) if one != person], "stations": stations_of(commission)}
    with desk.looking() as state:
        papers = [key for key in keys_of(state, commission) if mine is not None and key[0] in mine.stations]
    page |= {"papers": papers, "looks_on": parts == {"observer"}}
    return render(request, "observing/home.html", page, status=422 if fault else 200)
