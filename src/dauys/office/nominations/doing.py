"""How the pages of this room act: at once, or as a draft that another person confirms; and what of an election is whose."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from dauys.acts import NotAnAct, State
from dauys.acts.nomination_acts import has_rules
from dauys.election.event import Contest
from dauys.office.counting.acting import decision_of
from dauys.office.house.policy import able
from dauys.office.house.refusals import told
from dauys.office.journal.desk import desk
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.office.results.drafts import kept, typed
from dauys.protocol.life import NotAllowed

__all__ = ["contest_here", "contests_here", "decision_of", "done", "may", "person_of", "prepared", "text"]


def person_of(request: HttpRequest) -> Person:
    """Who asks: by the policy somebody does."""
    assert isinstance(request.user, Person)
    return request.user


def may(request: HttpRequest, commission: str, route: str) -> bool:
    """Whether who asks may do what a route of this room does: what is refused is not offered."""
    return able(person_of(request).parts_in(commission), f"nominations:{route}")


def text(request: HttpRequest, name: str) -> str:
    """What was typed into a field, without blanks around it."""
    return " ".join(request.POST.get(name, "").split())


def contests_here(state: State, commission: str) -> list[Contest]:
    """The contests in which a commission has a part, of the central one all; by laws with whose edition rules of nomination
    come."""
    return [one for one in state.event.contests if _is_here(state, commission, one)]


def contest_here(state: State, commission: str, contest: str) -> Contest:
    """A contest in which the commission has a part; 404 where it has none."""
    found = next((one for one in state.event.contests if one.id == contest), None)
    if found is None or not _is_here(state, commission, found):
        raise Http404
    return found


def _is_here(state: State, commission: str, contest: Contest) -> bool:
    event = state.event
    if not has_rules(event.body(contest.body).law):
        return False
    return event.commissions[commission].kind == "central" or commission in state.ballots.above(state, contest)


def prepared(request: HttpRequest, commission: str, kind: str, payload: dict[str, Any], *back: str) -> HttpResponse:
    """The draft of an act, for another person to confirm; or back, with what stands against it."""
    try:
        with desk.looking() as state:
            made = typed(state, commission, person_of(request), kind, payload)
    except (NotAllowed, NotAnAct) as refusal:
        messages.error(request, told(refusal))
        return redirect(*back)
    return kept(request, made)


def done(request: HttpRequest, commission: str, kind: str, payload: dict[str, Any], *back: str) -> HttpResponse:
    """An act of one person, done; or back, with what stands against it."""
    try:
        with desk.acting() as hand:
            hand.act(kind, commission, person_of(request), **payload)
        messages.success(request, say("nominations.done"))
    except (NotAllowed, NotAnAct) as refusal:
        messages.error(request, told(refusal))
    return redirect(*back)
