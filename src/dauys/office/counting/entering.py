"""The entry screen: first and second entry, blind to each other, and the third where they differ."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dauys.acts import State, figures_of
from dauys.office.counting.fields import LONGEST, Field, typed
from dauys.office.counting.models import CLAIM, Claim, Draft
from dauys.office.counting.naming import contest_name
from dauys.office.counting.papers import Paper, differing
from dauys.office.counting.rows import TURNS, round_of
from dauys.office.counting.views import find
from dauys.office.house.refusals import told
from dauys.office.journal.desk import desk
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.protocol.life import DIFFERENCES, ENTERED_ONCE, RECEIVED, SENT_BACK, NotAllowed

TURN_OF = {RECEIVED: 1, SENT_BACK: 1, ENTERED_ONCE: 2, DIFFERENCES: 3}
ACTS = {turn: act for act, turn in TURNS.items()}


@dataclass(frozen=True, slots=True)
class Work:
    """One turn on one paper."""

    paper: Paper
    turn: int
    place: dict[str, Any]  # station, contest, version, round: as the rows of this room name it
    fields: tuple[Field, ...]  # to be typed in this turn

    @classmethod
    def of(cls, state: State, station: str, contest: str, commission: str | None = None) -> "Work | None":
        """The turn that is due; None where nothing is to be typed now. 404 where the commission has no such paper."""
        paper = find(state, station, contest, commission)
        turn = TURN_OF.get(paper.latest.state)
        if turn is None:
            return None
        version = paper.latest.version
        round_ = round_of(station, contest, version) + (turn == 1)
        fields = tuple(differing(paper.latest, paper.fields)) if turn == 3 else paper.fields
        return cls(paper, turn, {"station": station, "contest": contest, "version": version, "round": round_}, fields)

    def figures(self, data: dict[str, str]) -> tuple[dict[str, Any], list[Field]]:
        """The whole paper: what was typed now, over what the first two typed alike; and the fields that hold no number."""
        if self.turn != 3:
            return typed(self.fields, data)
        first = self.paper.latest.first
        assert first is not None
        agreed = {field.name: _text(first.lines, field) for field in self.paper.fields}
        figures, _ = typed(self.paper.fields, agreed | {field.name: data.get(field.name, "") for field in self.fields})
        return figures, typed(self.fields, data)[1]


def _text(lines: Any, field: Field) -> str:
    told_ = lines.get(field.line)
    number = told_.get(field.cell) if isinstance(told_, dict) else told_
    return "" if number is None else str(number)


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, commission: str, station: str, contest: str) -> HttpResponse:
    """Type a paper. What does not hold is shown once, to be looked at again; then the entry stands, as it is on paper."""
    person = request.user
    assert isinstance(person, Person)
    with desk.looking() as state:
        work = Work.of(state, station, contest, commission)
        meant = request.POST.get("turn")  # somebody's entry may have come in while this one was typed
        if work is not None and meant is not None and meant != str(work.turn):
            messages.warning(request, say("office.entry overtaken"))
            return redirect("counting:paper", commission, station, contest)
        if work is None or (work.turn > 1 and person.pseudonym in work.paper.latest.entered_by):
            messages.warning(request, say("office.entry another" if work else "office.entry not now"))
            return redirect("counting:paper", commission, station, contest)
        data: dict[str, str] = {}
        found: list[Any] = []
        wrong: list[Field] = []
        stands: dict[str, Any] | None = None
        if request.method == "POST":
            data = {field.name: request.POST.get(field.name, "") for field in work.fields}
            figures, wrong = work.figures(data)
            looked_at = request.POST.get("looked at", "")
            if not wrong:
                whole = figures_of(work.paper.latest.form, figures)
                found = [one for one in state.findings(station, contest, whole) if work.turn != 3]
                codes = " ".join(sorted({one.code for one in found}))
                if not found or looked_at == codes:
                    stands = figures
        title = contest_name(state, contest, request.LANGUAGE_CODE)
        shown = [{"one": one, "text": work.paper.text_of(one, typist=True)} for one in found]
    if stands is not None:
        return _entered(request, commission, work, person, stands)
    holder = _claim(work, person)
    draft = Draft.objects.filter(**work.place, turn=work.turn, person=person).first()
    data = data or (draft.figures if draft else {})
    marked = {field.name for field in wrong} | {field.name for field in work.fields for one in found if field.line in one.lines}
    page = {
        "station": station, "contest": contest, "title": title, "turn": work.turn, "edition": draft.edition if draft else 0,
        "fields": [(field, data.get(field.name, ""), field.name in marked) for field in work.fields],
        "findings": shown, "codes": " ".join(sorted({one.code for one in found})), "wrong": wrong, "holder": holder,
    }  # fmt: skip
    return render(request, "counting/enter.html", page, status=422 if wrong or found else 200)


def _entered(request: HttpRequest, commission: str, work: Work, person: Person, figures: dict[str, Any]) -> HttpResponse:
    """Do the act, and say how it stands now."""
    where = {name: work.place[name] for name in ("station", "contest", "version")}
    try:
        with desk.acting() as hand:
            hand.act(ACTS[work.turn], commission, person, figures=figures, **where)
            after = hand.state.life(where["station"], where["contest"]).latest.state
    except NotAllowed as refusal:
        messages.error(request, told(refusal))
        return redirect("counting:paper", commission, where["station"], where["contest"])
    messages.success(request, say(f"office.entered {after}"))
    return redirect("counting:stations", commission)


def _claim(work: Work, person: Person) -> Person | None:
    """Put the paper on this person's table; or who has it on his."""
    mine: dict[str, Any] = {"person": person, "seen": timezone.now()}
    claim, new = Claim.objects.select_related("person").get_or_create(**work.place, turn=work.turn, defaults=mine)
    free = Q(person=person) | Q(seen__lte=mine["seen"] - CLAIM)
    return None if new or Claim.objects.filter(free, pk=claim.pk).update(**mine) else claim.person


@require_POST
def save(request: HttpRequest, commission: str, station: str, contest: str) -> HttpResponse:
    """Save what is typed so far; the browser calls it while somebody types. A second window of the same person is told."""
    person = request.user
    assert isinstance(person, Person)
    with desk.looking() as state:
        work = Work.of(state, station, contest, commission)
    if work is None:
        return JsonResponse({"say": say("office.entry not now")}, status=409)
    try:
        sent = json.loads(request.body)
        edition, figures = sent["edition"], {field.name: _digits(sent["figures"].get(field.name)) for field in work.fields}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"say": say("office.entry unreadable")}, status=400)
    with transaction.atomic():
        draft, _ = Draft.objects.get_or_create(**work.place, turn=work.turn, person=person)
        if draft.edition != edition:  # or what was sent is no number at all
            return JsonResponse({"say": say("office.entry two windows")}, status=409)
        draft.figures, draft.edition = figures, draft.edition + 1
        draft.save()
    _claim(work, person)
    return JsonResponse({"edition": draft.edition, "say": say("office.saved", time=f"{timezone.localtime():%H:%M:%S}")})


def _digits(told: Any) -> str:
    """Of what stands in a field, what a figure can begin with: nothing else is saved."""
    return "".join(sign for sign in str(told or "") if sign in "0123456789")[:LONGEST]


@require_POST
def pause(request: HttpRequest, commission: str, station: str, contest: str) -> HttpResponse:
    """Lay the paper aside; what was typed is kept."""
    Claim.objects.filter(station=station, contest=contest, person=request.user).delete()
    messages.success(request, say("office.paused"))
    return redirect("counting:stations", commission)
