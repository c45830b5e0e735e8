"""Decisions on a nomination, and the order by lot: filled in by one person, confirmed by another."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from dauys.acts.nomination_acts import rules_of
from dauys.office.journal.desk import desk
from dauys.office.nominations.doing import contest_here, decision_of, prepared, text
from dauys.protocol.nomination_law import NominationLaw


def _registered(request: HttpRequest, rules: NominationLaw) -> dict[str, Any]:
    return {
        "checked": request.POST.getlist("checked"), "looked_at": request.POST.getlist("looked_at"),
        "decision": decision_of(request),
    }  # fmt: skip


def _ended(request: HttpRequest, rules: NominationLaw) -> dict[str, Any]:
    """The ground by its code, with its article: the law's, not the typist's."""
    code = request.POST.get("ground", "")
    article = next((ground.article for ground in rules.reason if ground.code == code), "")
    return {"reason": code, "article": article, "words": text(request, "reason"), "decision": decision_of(request)}


def _withdrawn(request: HttpRequest, rules: NominationLaw) -> dict[str, Any]:
    more = text(request, "more")
    return {
        **_ended(request, rules), "person": request.POST.get("person") or None,
        "more": int(more) if more.isascii() and more.isdigit() and len(more) < 5 else None,
    }  # fmt: skip


def _appealed(request: HttpRequest, rules: NominationLaw) -> dict[str, Any]:
    by = request.POST.get("by", "")
    return {
        "by": by, "outcome": request.POST.get("outcome", ""), "document": text(request, "reason"),
        "decision": None if by == "court" else decision_of(request),
    }  # fmt: skip


DECISIONS: dict[str, Callable[[HttpRequest, NominationLaw], dict[str, Any]]] = {
    "nomination registered": _registered, "nomination refused": _ended, "nomination withdrawn": _withdrawn,
    "appeal decided": _appealed,
}  # fmt: skip


@require_POST
def decide(request: HttpRequest, commission: str, contest: str, option: str) -> HttpResponse:
    """A decision of the commission on one nomination waits for another person."""
    kind = request.POST.get("act", "")
    if kind not in DECISIONS:
        return render(request, "house/refused.html", {"why": "office.refused act"}, status=400)
    with desk.looking() as state:
        rules = rules_of(state.event, contest_here(state, commission, contest).body)
    about = {"contest": contest, "option": option, "moment": text(request, "moment")}
    payload = about | DECISIONS[kind](request, rules)
    return prepared(request, commission, kind, payload, "nominations:one", commission, contest, option)


@require_POST
def order(request: HttpRequest, commission: str, contest: str) -> HttpResponse:
    """The order as it was drawn: of each line the number that it has on the ballot."""
    with desk.looking() as state:
        standing = [one.option for one in state.nominations.registered(contest_here(state, commission, contest).id)]
    places = {option: text(request, f"place {option}") for option in standing}
    numbers = {option: int(place) for option, place in places.items() if place.isascii() and place.isdigit() and len(place) < 5}
    drawn = sorted(numbers, key=lambda option: numbers[option])
    fits = sorted(numbers.values()) == list(range(1, len(standing) + 1))
    payload = {"contest": contest, "order": drawn if fits else [], "decision": decision_of(request)}
    return prepared(request, commission, "order drawn", payload, "nominations:contest", commission, contest)
