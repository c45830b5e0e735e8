"""Complaints: who lodges one where, by when it is decided by law, what was decided, what is open and what is late."""

from contextlib import suppress
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.office.house.policy import able
from dauys.office.journal.desk import desk
from dauys.office.observing import courts
from dauys.office.observing.accrediting import own, stations_of
from dauys.office.observing.models import ABOUT, DECIDED, LONGEST, AtCourt, Complaint, Decided
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.office.setting_up.telling import laws_of
from dauys.protocol.beside import comes_with
from dauys.protocol.complaints import ComplaintRule, Stands, load_complaints, stands


def rule_of(about: str) -> ComplaintRule | None:
    """The rule of a kind of complaint by the first law of the election that has one."""
    laws = (law for law in laws_of(desk.event) if comes_with(law, "complaints"))
    return next((rule for law in laws if (rule := load_complaints(law).about(about)) is not None), None)


def standing(one: Complaint) -> Stands | None:
    """How a complaint stands now; None where no law of the election has a term for it."""
    rule, decided = rule_of(one.about), one.decided.at if hasattr(one, "decided") else None
    if rule is None:
        return None
    done = None if decided is None else timezone.localtime(decided)
    return stands(rule, timezone.localtime(one.at), timezone.localtime(), done, one.decided_on)


@require_safe
def complaints(request: HttpRequest, commission: str) -> HttpResponse:
    """The complaints that this commission decides on: the open ones first, by their terms."""
    rows = [(one, standing(one)) for one in _visible(request, commission).order_by("at")]
    rows.sort(key=lambda row: (hasattr(row[0], "decided"), row[1].until if row[1] else date.max, row[0].pk))
    late = sum(stand.late for one, stand in rows if stand is not None and not hasattr(one, "decided"))
    return render(request, "observing/complaints.html", {"rows": rows, "late": late, "may": _may_lodge(request, commission)})


@require_http_methods(["GET", "HEAD", "POST"])
def lodge(request: HttpRequest, commission: str) -> HttpResponse:
    """The form of a complaint. Whenever it comes it is taken; that it came too late is told to who decides."""
    person = request.user
    assert isinstance(person, Person)
    if not _may_lodge(request, commission):
        raise Http404
    below = [one.id for one in desk.event.commissions.values() if one.parent == commission]
    told = {name: request.POST.get(name, "").strip() for name in ("about", "of", "station", "organisation", "words")}
    told["words"] = told["words"].replace("\r\n", "\n")
    page: dict[str, Any] = {
        "told": told, "below": below, "stations": stations_of(commission), "day": request.POST.get("day", ""),
        "rules": [(word, rule) for word in ABOUT if (rule := rule_of(word)) is not None], "longest": LONGEST,
        "mine": own(request, commission), "courts": courts.before_courts(),
    }  # fmt: skip
    if request.method == "POST":
        of, on = (told["of"], _day(page["day"])) if told["about"] == "commission" else ("", None)
        right = told["about"] in ABOUT and told["words"] and len(told["words"]) <= LONGEST and told["organisation"]
        if right and len(told["organisation"]) <= 200 and (of in below) == (told["about"] == "commission"):
            station = told["station"] if told["station"] in page["stations"] else ""
            made = Complaint.objects.create(
                commission=commission, about=told["about"], of=of, decided_on=on, station=station, words=told["words"],
                organisation=told["organisation"], person=person,
            )  # fmt: skip
            messages.success(request, say("observing.lodged"))
            return redirect("observing:complaint", commission, made.reference)
        page["fault"] = say("observing.complaint fill in")
    return render(request, "observing/lodge.html", page, status=422 if "fault" in page else 200)


@require_safe
def complaint(request: HttpRequest, commission: str, reference: str) -> HttpResponse:
    """One complaint, how it stands, and the form for its decision."""
    return _page(request, commission, _found(request, commission, reference))


@require_POST
def decide(request: HttpRequest, commission: str, reference: str) -> HttpResponse:
    """Write down what the commission has decided: once."""
    one = _found(request, commission, reference)
    how, number, words = (request.POST.get(name, "").strip() for name in ("how", "number", "words"))
    if how not in DECIDED or not number or len(number) > 40 or not words or len(words) > LONGEST:
        return _page(request, commission, one, say("observing.decision fill in"))
    try:
        with transaction.atomic():
            Decided.objects.create(complaint=one, how=how, number=number, words=words, person=request.user)
    except IntegrityError:
        messages.error(request, say("observing.quicker"))
    else:
        messages.success(request, say("observing.decided"))
    return redirect("observing:complaint", commission, reference)


@require_POST
def to_court(request: HttpRequest, commission: str, reference: str) -> HttpResponse:
    """A court has the complaint: written down once, by the commission that was told."""
    one, court = _found(request, commission, reference), " ".join(request.POST.get("court", "").split())
    if not court or len(court) > 200:
        messages.error(request, say("observing.which court"))
    else:
        try:
            with transaction.atomic():
                AtCourt.objects.create(complaint=one, court=court, person=request.user)
        except IntegrityError:
            messages.error(request, say("observing.court twice"))
        else:
            messages.success(request, say("observing.at court"))
    return redirect("observing:complaint", commission, reference)


def _page(request: HttpRequest, commission: str, one: Complaint, fault: str = "") -> HttpResponse:
    person = request.user
    assert isinstance(person, Person)
    waiting = able(person.parts_in(commission), "observing:decide") and not hasattr(one, "decided")
    at_court, known = hasattr(one, "at_court"), courts.terms()
    page = {
        "to_court": waiting and not at_court, "until": courts.until(one), "at_court": at_court,
        "suspends": known.suspends if known else None, "court_rule": known.before_court(one.about) if known else None,
        "one": one, "stand": standing(one), "rule": rule_of(one.about), "may": waiting and one.person != person,
        "ways": DECIDED, "fault": fault,
        "of": desk.event.commissions[one.of].names.told(request.LANGUAGE_CODE) if one.of in desk.event.commissions else "",
    }  # fmt: skip
    return render(request, "observing/complaint.html", page, status=422 if fault else 200)


def _may_lodge(request: HttpRequest, commission: str) -> bool:
    """Who is accredited here lodges complaints; and the commission's own people take down those that come on paper."""
    person = request.user
    assert isinstance(person, Person)
    return own(request, commission) is not None or bool(person.parts_in(commission) - {"observer"})


def _visible(request: HttpRequest, commission: str) -> Any:
    person = request.user
    assert isinstance(person, Person)
    found = Complaint.objects.filter(commission=commission).select_related("person", "decided", "at_court")
    return found.filter(person=person) if person.parts_in(commission) == {"observer"} else found


def _found(request: HttpRequest, commission: str, reference: str) -> Complaint:
    one = _visible(request, commission).filter(reference=reference).first()
    if not isinstance(one, Complaint):
        raise Http404
    return one


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text.strip())
    return None
