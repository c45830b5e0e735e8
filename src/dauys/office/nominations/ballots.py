"""Ballots: the proof of each to print, and the acts that take them from commission to commission down to the station."""

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from dauys.acts import State
from dauys.election.event import Contest
from dauys.office.journal.desk import desk
from dauys.office.nominations.doing import contest_here, done, text
from dauys.office.results.summaries import attached, today
from dauys.protocol.candidacy import Lines
from dauys.render.paper_ballot import ballot_pdf

MOVES = ("ballots printed", "ballots delivered", "ballots received")


def lines_of(state: State, contest: Contest) -> Lines | None:
    """The lines of a ballot: as registered, or where nothing was called here, as the definition has them."""
    if contest.body in state.nominations.called and state.frozen is None:
        return state.nominations.ballot(state.event, contest)
    return state.event.options_of(contest.id)


def ballot(request: HttpRequest, commission: str, contest: str) -> HttpResponse:
    """The proof of a ballot as a document to print; 404 while the order on it is not drawn, or nobody is on it."""
    with desk.looking() as state:
        one = contest_here(state, commission, contest)
        lines, event = lines_of(state, one), state.event
    if not lines or lines[0].kind == "against_all":
        raise Http404
    return attached(ballot_pdf(event, one, lines, printed=today()), f"ballot-{contest}.pdf")


@require_POST
def moved(request: HttpRequest, commission: str, contest: str) -> HttpResponse:
    """Ballots printed, sent to a commission below, or received from one above."""
    kind, number = request.POST.get("act", ""), text(request, "number")
    if kind not in MOVES:
        return render(request, "house/refused.html", {"why": "office.refused act"}, status=400)
    payload: dict[str, Any] = {"contest": contest, "number": int(number) if number.isascii() and number.isdigit() else number}
    if kind == "ballots delivered":
        payload |= {"delivery": f"d-{secrets.token_hex(4)}", "to": request.POST.get("to", "")}
    elif kind == "ballots received":
        payload |= {"delivery": request.POST.get("delivery", "")}
    return done(request, commission, kind, payload, "nominations:contest", commission, contest)
