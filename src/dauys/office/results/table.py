"""The central table of one body: where its expected protocols are, totals, what is open; and its seats with their trace."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from dauys.acts import State
from dauys.acts.status import NOTHING
from dauys.election.event import Body, Contest
from dauys.law import INDEPENDENT, Outcome
from dauys.office.counting.naming import contest_name
from dauys.office.journal.desk import desk
from dauys.office.people.forms import say
from dauys.office.results.naming import broken_shown
from dauys.office.results.summaries import attached, bodies_of, may, today
from dauys.office.results.tasks import tasks_of
from dauys.render.explain import sections
from dauys.render.paper import Announcement, announcement_pdf
from dauys.render.result import party_rows, picture
from dauys.tally.open import RESTS_ON, Open, open_of
from dauys.tally.result import election_of, outcome_of
from dauys.tally.sheet import form_of, sheet_of
from dauys.tally.totals import CLASS_NAMES, Total, totals
from dauys.tally.turnout import turnout
from dauys.text import BadInput

FARTHER = ("nothing", "interim", "preliminary", "corrected", "confirmed", "annulled", "final")
"""Words of status; the numbers behind a later one can change less."""


def find(state: State, commission: str, body: str) -> Body:
    """A body in whose results the commission has a part; 404 where it has none."""
    found = next((one for one in bodies_of(state, commission) if one.id == body), None)
    if not isinstance(found, Body):
        raise Http404
    return found


def status_of(state: State, body: str) -> str:
    """The word beside a body's seats: that of its contest which stands least far."""
    words = {state.status.get(contest.id, NOTHING) for contest in state.event.contests_of_body(body)}
    return next(word for word in FARTHER if word in words)


def declaring(state: State, commission: str, body: str) -> bool:
    """Whether the commission declares results of the body."""
    return any(task.declares for task in tasks_of(state, commission, body))


def calling(state: State, commission: str, body: str) -> bool:
    """Whether the commission calls second rounds of the body's contests."""
    return any(task.calls for task in tasks_of(state, commission, body))


def table(request: HttpRequest, commission: str, body: str) -> HttpResponse:
    """A body at one place: its units below, each with the classes of its papers; totals; what missing papers can change."""
    language = request.LANGUAGE_CODE
    with desk.looking() as state:
        of = find(state, commission, body)
        place = request.GET.get("place") or of.place
        if place not in state.event.places:
            raise Http404
        contests = [_contest(state, contest, place, language) for contest in state.event.contests_of_body(body)]
        page = {
            "body": body, "title": of.names.told(language), "place": place, "status": status_of(state, body),
            "place_name": _named(state, place, language), "contests": [one for one in contests if one["rows"]],
            "above": state.event.places[place].parent if place != of.place else None, "classes": CLASS_NAMES,
            "deeds": may(request, commission, "deeds") and _decides(state, commission, body), **_open(state, body, language),
        }  # fmt: skip
    return render(request, "results/table.html", page)


def _decides(state: State, commission: str, body: str) -> bool:
    return declaring(state, commission, body) or calling(state, commission, body)


def _named(state: State, place: str, language: str) -> str:
    return state.event.places[place].names.told(language)


def _contest(state: State, contest: Contest, place: str, language: str) -> dict[str, Any]:
    """One contest at a place, with the places directly within it, and the totals of the place."""
    found = totals(state, contest)
    here = found.get(place)
    below = [one for one in found.values() if state.event.places[one.place].parent == place]
    rows: list[tuple[str, str, Total, bool]] = []
    if here is not None:
        rows = [(one.place, _named(state, one.place, language), one, one is not here) for one in (here, *below)]
    figures = [] if here is None else list(_figures(state, contest, here, language))
    return {
        "id": contest.id, "name": contest_name(state, contest.id, language), "rows": rows, "here": here, "figures": figures,
        "status": state.status.get(contest.id, NOTHING), "lacking": any(lacking for _, _, lacking in figures),
    }  # fmt: skip


def _figures(state: State, contest: Contest, total: Total, language: str) -> Iterator[tuple[str, int | None, int]]:
    """The totals of a place, in the order of form and ballot: name, sum, and how many papers lack the figure."""
    form, names = form_of(state.event, contest), {one.id: one.names for one in state.event.options_of(contest.id)}
    for column in sheet_of(state.event, contest).columns:
        lacking = total.lacking.get(column.name, 0)
        if column.option is not None:
            yield names[column.option].told(language), total.votes[column.option], lacking
        elif (line := form.line_coded(column.line)) is not None:
            yield f"{column.line} {line.name.told(language)}", total.lines[column.line], lacking


def _open(state: State, body: str, language: str) -> dict[str, Any]:
    """What is still open, as rows: waits, seats from least to most, constituencies that can still turn."""
    try:
        one: Open = open_of(state, body)
    except BadInput as wrong:
        return {"fault": broken_shown(wrong, language)}
    event = state.event
    parties = [
        (_party(state, party.party, language), [range_.told() for range_ in party.tiers.values()], party.total.told())
        for party in one.bounds.parties if party.total.most
    ]  # fmt: skip
    still = [
        (event.constituencies[area.place].names.told(language), ", ".join(
            option.names.told(language) for option in event.options_of(area.place) if option.id in area.in_reach))
        for area in one.bounds.constituencies if not area.decided
    ]  # fmt: skip
    return {
        "decided": one.bounds.decided, "parties": parties, "still": still, "rests_on": RESTS_ON,
        "tiers": list(one.bounds.parties[0].tiers) if one.bounds.parties else [],
        "notes": [refused.told(language) for refused in one.bounds.not_covered],
        "protocols": sum(sum(wait.stations.values()) for wait in one.waits.values()),
        "ballots": sum(wait.ballots for wait in one.waits.values()),
    }  # fmt: skip


def _party(state: State, party: str, language: str) -> str:
    return say("independent") if party == INDEPENDENT else state.event.parties[party].names.told(language)


def seats(request: HttpRequest, commission: str, body: str) -> HttpResponse:
    """The seats by the law, every step with its article, and the questions at which the law stops."""
    language = request.LANGUAGE_CODE
    with desk.looking() as state:
        of = find(state, commission, body)
        page: dict[str, Any] = {"body": body, "title": of.names.told(language), "status": status_of(state, body)}
        page["deeds"] = may(request, commission, "deeds") and _decides(state, commission, body)
        try:
            outcome, election = outcome_of(state, body), election_of(state, body)
            page |= {
                "tiers": outcome.tiers, "questions": [one.told(language) for one in outcome.questions], "law": outcome.law,
                "rows": [(name, [row[tier] for tier in outcome.tiers], row["total"])
                         for name, row in party_rows(election, outcome, language)],
                "total": outcome.total, "open": outcome.open_seats, "sections": sections(outcome, election.votes, language),
                # drawn here of numbers and escaped names, and of nothing else
                "picture": mark_safe(picture(election, outcome, language)),  # noqa: S308
            }  # fmt: skip
        except BadInput as wrong:
            page["fault"] = broken_shown(wrong, language)
    return render(request, "results/seats.html", page)


def announcement_file(request: HttpRequest, commission: str, body: str) -> HttpResponse:
    """The announcement of the result as a document to print (Art. 44(5))."""
    with desk.looking() as state:
        find(state, commission, body)
        contests = state.event.contests_of_body(body)
        told = Announcement(
            state.event, body, _outcome(state, body), {one.id: totals(state, one) for one in contests},
            {one.id: turnout(state, one) for one in contests}, status_of(state, body), state.event.commissions[commission],
        )  # fmt: skip
    return attached(announcement_pdf(told, printed=today()), f"announcement-{body}.pdf")


def _outcome(state: State, body: str) -> Outcome:
    try:
        return outcome_of(state, body)
    except BadInput:
        raise Http404 from None
