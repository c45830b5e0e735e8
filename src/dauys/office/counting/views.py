"""What a commission looks at: its tasks, its stations, one paper."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dauys.acts import State, figures_hash
from dauys.election.event import Contest
from dauys.office.counting.models import Claim
from dauys.office.counting.naming import contest_name
from dauys.office.counting.papers import DECIDING, SETTLING, Paper, agreed, keys_of
from dauys.office.house.policy import able
from dauys.office.journal.desk import desk
from dauys.office.people.models import Person
from dauys.office.reports.models import Report
from dauys.office.results.drafts import to_confirm
from dauys.office.results.naming import about_shown
from dauys.office.results.terms import Term, terms_of
from dauys.office.station.work import stations_of
from dauys.protocol.life import CLASSES, DIFFERENCES
from dauys.text import phrase

TYPED = ("protocol entered", "protocol entered again", "differences resolved")
PAGE = 100
"""Stations on one page of the list."""


def find(state: State, station: str, contest: str, commission: str | None = None) -> Paper:
    """A paper that is expected, and on whose way the commission is; 404 where none is."""
    if station not in state.event.stations or contest not in state.expected(station):
        raise Http404
    if commission is not None and commission not in state.way(station, contest):
        raise Http404
    return Paper(state, station, contest)


def terms_shown(
    state: State, commission: str, language: str, contests: Sequence[Contest] | None = None
) -> list[tuple[str, Term]]:
    """The terms of the chain as they stand now, each with what it is about where that is not one contest asked for."""
    terms = terms_of(state, commission, timezone.localtime(), contests)
    return [("" if contests else _about(state, term, language), term) for term in terms]


def _about(state: State, term: Term, language: str) -> str:
    """The contest of a term, or how many there are of which tier."""
    if len(term.contests) == 1:
        return contest_name(state, term.contests[0], language)
    tier = phrase(f"tier.{term.tier}", language)
    return phrase("results.contests of tier", language, tier=tier, number=len(term.contests))


def home(request: HttpRequest, commission: str) -> HttpResponse:
    """What there is to do: how many papers are in which class, and the ways on that are open to who asks."""
    person = request.user
    assert isinstance(person, Person)
    parts = person.parts_in(commission)
    with desk.looking() as state:
        papers = keys_of(state, commission)
        classes = _classes(state, papers)
        ready = Counter(paper.ready for paper in agreed(state, commission))
        terms = terms_shown(state, commission, request.LANGUAGE_CODE)
        differ = sum(key in state.lives and state.lives[key].latest.state == DIFFERENCES for key in papers)
        confirm = len(to_confirm(state, commission))
        counts = bool(stations_of(state, commission))
    found: dict[str, Any] = {
        "confirm": confirm,
        "classes": classes,
        "papers": len(papers),
        "ready": ready[True],
        "differ": differ,
        "waiting": ready[False],
    }
    central = desk.event.commissions[commission].kind == "central"
    found["reports"] = Report.objects.waiting().count() if central else None
    may = {"approve": able(parts, "counting:approve"), "machines": able(parts, "machines:home")}
    found["counts"] = counts and bool(parts)
    may["bring"] = not counts and able(parts, "station:bring") and bool(papers)
    return render(request, "counting/home.html", {**found, "may": may, "terms": terms})


def stations(request: HttpRequest, commission: str) -> HttpResponse:
    """Every paper of the commission: by class, by contest, by what is typed in the search."""
    wanted, contest, text = (request.GET.get(name, "") for name in ("class", "contest", "q"))
    first = int(request.GET["from"]) if re.fullmatch("[0-9]{1,6}", request.GET.get("from", "")) else 0
    language = request.LANGUAGE_CODE
    with desk.looking() as state:
        papers = keys_of(state, commission)
        contests = {one: contest_name(state, one, language) for one in dict.fromkeys(of for _, of in papers)}
        found = [key for key in papers if contest in ("", key[1])]
        classes = _classes(state, found)
        if wanted:
            found = [key for key in found if state.class_of(*key) == wanted]
        if text:
            found = [key for key in found if text.casefold() in f"{key[0]} {_station_name(state, key[0], language)}".casefold()]
        rows = [
            (station, _station_name(state, station, language), of, contests[of], state.life(station, of).latest.state)
            for station, of in found[first : first + PAGE]
        ]
    return render(request, "counting/stations.html", {
        "rows": rows, "count": len(found), "all": len(papers), "contests": contests, "contest": contest, "class_": wanted,
        "q": text, "classes": classes, "next": first + PAGE if first + PAGE < len(found) else None,
        "before": max(0, first - PAGE) if first else None,
    })  # fmt: skip


def _classes(state: State, papers: Sequence[tuple[str, str]]) -> dict[str, int]:
    """How many papers are in which class; every class is named."""
    counts = Counter(state.class_of(*key) for key in papers)
    return {name: counts[name] for name in dict.fromkeys(CLASSES.values())}


def _station_name(state: State, station: str, language: str) -> str:
    return state.event.stations[station].names.told(language)


@dataclass(frozen=True, slots=True)
class Refused:
    """An act on a paper that was refused: what was typed for it, and why it was not done."""

    kind: str
    typed: Mapping[str, Any]
    why: str


def paper(request: HttpRequest, commission: str, station: str, contest: str) -> HttpResponse:
    """One paper: figures once two people agree, what does not hold, who did what, and what can be done now."""
    return paper_page(request, commission, station, contest)


def paper_page(
    request: HttpRequest, commission: str, station: str, contest: str, refused: Refused | None = None
) -> HttpResponse:
    """The page of a paper; after a refused act (422), with what was typed for it in its form again."""
    person = request.user
    assert isinstance(person, Person)
    parts = person.parts_in(commission)
    may = {route: able(parts, f"counting:{route}") for route in ("receive", "enter", "settle", "decide", "approve")}
    with desk.looking() as state:
        one = find(state, station, contest, commission)
        counts = state.event.stations[station].commission == commission  # it sends its paper; that one has come, others say
        latest, figures = one.latest, one.latest.figures
        rows = one.rows
        settled = latest.accepted | latest.explained
        findings = [
            {"one": found, "text": one.text_of(found, typist=False), "settled": found.code in settled} for found in one.findings
        ]
        versions = list(reversed(one.life.versions))
        acts = {
            "settle": one.possible(commission, SETTLING) if may["settle"] else [],
            "decide": one.possible(commission, DECIDING) if may["decide"] else [],
        }
        can = {
            "receive": may["receive"] and not counts and bool(one.possible(commission, ["protocol received"])),
            "enter": may["enter"] and bool(one.possible(commission, TYPED)),
            "approve": may["approve"] and one.ready,
        }
        drafts = about_shown(state, to_confirm(state, commission, about=f"{station} {contest}"), request.LANGUAGE_CODE)
        title = contest_name(state, contest, request.LANGUAGE_CODE)
        soft = [finding.code for finding in one.open if finding.severity == "warning"]
        hard = [finding.code for finding in one.open if finding.severity != "warning"]
        empty = figures is not None and (figures.empty or figures.all_zero) and not latest.empty_reason
    mine = person.pseudonym in latest.entered_by
    claims = Claim.objects.alive().filter(station=station, contest=contest).exclude(person=person).select_related("person")
    return render(request, "counting/paper.html", {
        "station": station, "contest": contest, "title": title, "latest": latest, "rows": rows, "findings": findings,
        "soft": soft, "hard": hard, "empty": empty, "versions": versions, "acts": acts, "can": can, "mine": mine,
        "claims": claims, "drafts": drafts, "class_": one.life.class_,
        "hash": figures_hash(figures.as_told) if figures is not None else "", "refused": refused,
    }, status=200 if refused is None else 422)  # fmt: skip
