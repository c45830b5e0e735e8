"""What a commission looks at: its tasks, its stations, one paper."""

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dauys.acts import STATION, State, figures_hash
from dauys.office.counting.fields import shown
from dauys.office.counting.models import Claim
from dauys.office.counting.papers import DECIDING, SETTLING, Paper, papers_of
from dauys.office.journal.desk import desk
from dauys.office.people.models import Person
from dauys.protocol.life import AGREED, CLASSES, DIFFERENCES
from dauys.text import phrase

PAGE = 100
"""Stations on one page of the list."""


def find(state: State, station: str, contest: str, commission: str | None = None) -> Paper:
    """A paper that is expected, and on whose way the commission is; 404 where none is."""
    if station not in state.event.stations or contest not in state.expected(station):
        raise Http404
    if commission is not None and commission not in state.way(station, contest):
        raise Http404
    return Paper(state, station, contest)


def contest_name(state: State, contest: str, language: str) -> str:
    """What a paper is about: ``Mazhilis: party lists``."""
    if contest == STATION:
        return phrase("office.station record", language)
    one = state.event.contest(contest)
    where = phrase(f"tier.{one.tier}", language) if one.constituency is None else one.names.told(language)
    return f"{state.event.body(one.body).names.told(language)}: {where}"


def home(request: HttpRequest, commission: str) -> HttpResponse:
    """What there is to do: how many papers are in which class, and the ways on."""
    with desk.looking() as state:
        papers = list(papers_of(state, commission))
        classes = Counter(dict.fromkeys(dict.fromkeys(CLASSES.values()), 0))
        classes.update(state.class_of(paper.station, paper.contest) for paper in papers)
        begun = [paper for paper in papers if (paper.station, paper.contest) in state.lives]
        agreed = [paper for paper in begun if paper.latest.state == AGREED]
        ready = sum(paper.ready for paper in agreed)
        waiting = len(agreed) - ready
        differ = sum(paper.latest.state == DIFFERENCES for paper in begun)
    found = {"classes": dict(classes), "papers": len(papers), "ready": ready, "differ": differ, "waiting": waiting}
    return render(request, "counting/home.html", found)


def stations(request: HttpRequest, commission: str) -> HttpResponse:
    """Every paper of the commission: by class, by contest, by what is typed in the search."""
    wanted, contest, text = (request.GET.get(name, "") for name in ("class", "contest", "q"))
    with desk.looking() as state:
        papers = [
            (paper.station, paper.contest, paper.life.class_, paper.latest.state) for paper in papers_of(state, commission)
        ]
        contests = {one: contest_name(state, one, request.LANGUAGE_CODE) for one in dict.fromkeys(c for _, c, _, _ in papers)}
        names = {one.id: one.names.told(request.LANGUAGE_CODE) for one in state.event.stations.values()}
    in_contest = [paper for paper in papers if contest in ("", paper[1])]
    found = [
        {"station": station, "name": names[station], "contest": of, "contest_name": contests[of], "state": now, "class": class_}
        for station, of, class_, now in in_contest
        if wanted in ("", class_) and (not text or text.casefold() in f"{station} {names[station]}".casefold())
    ]
    first = max(0, int(request.GET.get("from", "0") or 0)) if request.GET.get("from", "0").isdigit() else 0
    classes = Counter(class_ for _, _, class_, _ in in_contest)
    return render(request, "counting/stations.html", {
        "rows": found[first : first + PAGE], "count": len(found), "all": len(papers), "contests": contests, "contest": contest,
        "class_": wanted, "q": text, "classes": [(name, classes[name]) for name in dict.fromkeys(CLASSES.values())],
        "next": first + PAGE if first + PAGE < len(found) else None, "before": max(0, first - PAGE) if first else None,
    })  # fmt: skip


def paper(request: HttpRequest, commission: str, station: str, contest: str) -> HttpResponse:
    """One paper: figures once two people agree, what does not hold, who did what, and what can be done now."""
    person = request.user
    assert isinstance(person, Person)
    with desk.looking() as state:
        one = find(state, station, contest, commission)
        latest, figures = one.latest, one.latest.figures
        lines = shown(one.fields, figures.lines) if figures is not None else {}
        rows = [
            (field, lines[field.name])
            for field in one.fields
            if field.name in lines and not (field.in_a_table and lines[field.name] is None)
        ]
        settled = latest.accepted | latest.explained
        findings = [
            {"one": found, "text": one.text_of(found, typist=False), "settled": found.code in settled} for found in one.findings
        ]
        versions = list(reversed(one.life.versions))
        acts = {"settle": one.possible(commission, SETTLING), "decide": one.possible(commission, DECIDING)}
        can = {
            "receive": bool(one.possible(commission, ["protocol received"])),
            "enter": bool(one.possible(commission, ["protocol entered", "protocol entered again", "differences resolved"])),
        }
        title = contest_name(state, contest, request.LANGUAGE_CODE)
        soft = [finding.code for finding in one.open if finding.severity == "warning"]
        hard = [finding.code for finding in one.open if finding.severity != "warning"]
        empty = figures is not None and (figures.empty or figures.all_zero) and not latest.empty_reason
    mine = person.pseudonym in latest.entered_by
    claims = Claim.objects.alive().filter(station=station, contest=contest).exclude(person=person).select_related("person")
    return render(request, "counting/paper.html", {
        "station": station, "contest": contest, "title": title, "latest": latest, "rows": rows, "findings": findings,
        "soft": soft, "hard": hard, "empty": empty, "versions": versions, "acts": acts, "can": can, "mine": mine,
        "claims": claims, "ready": one.ready, "class_": one.life.class_,
        "hash": figures_hash(figures.lines) if figures is not None else "",
    })  # fmt: skip
