"""The contests of a commission, and its summary of one: the stations, their sums, and what it signed beside them."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dauys.acts import NotAnAct, State
from dauys.election.event import Contest
from dauys.law.words import Names
from dauys.office.counting.naming import contest_name
from dauys.office.counting.views import terms_shown
from dauys.office.house.policy import able
from dauys.office.house.refusals import told
from dauys.office.journal.desk import desk
from dauys.office.people.models import Person
from dauys.office.results.drafts import kept, prepared, to_confirm, typed
from dauys.office.results.naming import about_shown
from dauys.office.results.tasks import Task, due, task_of, tasks_of
from dauys.protocol import Figures
from dauys.protocol.life import NotAllowed
from dauys.render.paper import summary_pdf
from dauys.render.paper_summary import Summary
from dauys.tally.sheet import form_of, sheet_of

LONGEST = 9
"""Digits of a figure of a summary."""


def find(state: State, commission: str, contest: str) -> Task:
    """A commission's part in a contest; 404 where it has none."""
    task = next((task_of(state, commission, one) for one in state.event.contests if one.id == contest), None)
    if task is None:
        raise Http404
    return task


def may(request: HttpRequest, commission: str, route: str) -> bool:
    """Whether who asks may open a page of this room or do what it does: what is refused is not offered."""
    person = request.user
    assert isinstance(person, Person)
    return able(person.parts_in(commission), f"results:{route}")


def home(request: HttpRequest, commission: str) -> HttpResponse:
    """Every contest that the commission sums up or declares, the bodies, and what is due by law."""
    language = request.LANGUAGE_CODE
    with desk.looking() as state:
        rows = [
            {
                "contest": task.contest.id, "name": contest_name(state, task.contest.id, language), "status": task.status,
                "classes": list(task.classes.values()), "missing": task.missing, "signs": task.signs,
                "signed": (task.contest.id, commission) in state.summaries,
            }
            for task in tasks_of(state, commission)
        ]  # fmt: skip
        classes = list(state.partition("", ()))
        bodies = bodies_of(state, commission)
        laws = {one.law: one.names.told(language) for one in bodies}
        today = timezone.localdate()
        dates = [(name, due(law, state.event, today)) for law, name in laws.items()]
        terms = terms_shown(state, commission, language)
        named = [(one.id, one.names.told(language)) for one in bodies]
        drafts = about_shown(state, to_confirm(state, commission), language)
    page = {"rows": rows, "classes": classes, "bodies": named, "dates": dates, "terms": terms, "drafts": drafts}
    return render(request, "results/home.html", page)


def bodies_of(state: State, commission: str) -> list[Any]:
    """The bodies in whose results a commission has a part; the Central Commission looks at all."""
    event = state.event
    if event.commissions[commission].kind == "central":
        return list(event.bodies.values())
    return [event.body(body) for body in dict.fromkeys(task.contest.body for task in tasks_of(state, commission))]


# ---- one summary -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a summary: as the stations have it, and as the commission signed it."""

    name: str
    mark: str
    names: Names
    stations: int | None  # their sum; None: no paper has it
    lacking: int  # counted papers that do not have it
    signed: int | None

    @property
    def gap(self) -> str:
        """Signed less the stations' sum, with its sign; empty where they are the same, or nothing was signed."""
        if self.signed is None or self.signed == self.stations:
            return ""
        less = self.signed - (self.stations or 0)
        return f"{'+' if less > 0 else '−'}{abs(less)}"


def lines_of(task: Task, signed: dict[str, Any] | None) -> list[Line]:
    """The figures of a summary in the order of form and ballot."""
    event, contest = task.state.event, task.contest
    summary = Summary(event, contest, event.commissions[task.commission], task.papers, signed)
    form, names = form_of(event, contest), {one.id: one.names for one in event.options_of(contest.id)}
    found, ranks = [], dict[str, int]()
    for column, told_, lacking, own in zip(
        sheet_of(event, contest).columns, summary.sums, summary.lacking, summary.signed_row, strict=True
    ):
        line = form.line_coded(column.line)
        assert line is not None
        mark = column.line
        if column.option is not None:
            ranks[column.line] = ranks.get(column.line, 0) + 1
            mark = f"{column.line} {ranks[column.line]}"
        named = line.name if column.option is None else names[column.option]
        found.append(Line(column.name, mark, named, told_, lacking, own))
    return found


def summary(request: HttpRequest, commission: str, contest: str) -> HttpResponse:
    """The stations' figures or the class that they are in, the sums, and what is signed beside them."""
    language = request.LANGUAGE_CODE
    with desk.looking() as state:
        task = find(state, commission, contest)
        signed = state.summaries.get((contest, commission))
        lines = lines_of(task, None if signed is None else dict(signed))
        sheet = sheet_of(state.event, task.contest)
        rows = [
            {
                "station": station, "name": state.event.stations[station].names.told(language),
                "class": state.life(station, contest).class_, "figures": None if paper is None else sheet.row(paper),
            }
            for station, paper in task.papers.items()
        ]  # fmt: skip
        draft = next(iter(to_confirm(state, commission, kind="summary signed", about=contest)), None)
        page = {
            "contest": contest, "title": contest_name(state, contest, language), "lines": lines, "rows": rows, "draft": draft,
            "status": task.status, "missing": task.missing, "signs": task.signs, "signed": signed is not None,
            "classes": task.classes, "terms": terms_shown(state, commission, language, [task.contest]),
            "lacking": any(line.lacking for line in lines), "differs": any(line.gap for line in lines),
            "may_sign": may(request, commission, "sign"),
        }  # fmt: skip
    return render(request, "results/summary.html", page)


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, commission: str, contest: str) -> HttpResponse:
    """Type the figures of the signed paper; nothing is filled in beforehand, and another person confirms them."""
    person = request.user
    assert isinstance(person, Person)
    data: dict[str, str] = {}
    wrong: list[str] = []
    made = None
    with desk.looking() as state:
        task = find(state, commission, contest)
        lines = lines_of(task, None)
        try:
            state.check(prepared(commission, person, "summary signed", {"contest": contest}))
            if request.method == "POST":
                data = {line.name: request.POST.get(line.name, "").strip() for line in lines}
                figures, wrong = figures_typed(state, task.contest, data)
                if not wrong and not any(data.values()):
                    wrong = [lines[0].name]
                if not wrong:
                    made = typed(state, commission, person, "summary signed", {"contest": contest, "figures": figures})
        except (NotAllowed, NotAnAct) as refusal:
            messages.error(request, told(refusal))
            return redirect("results:summary", commission, contest)
        title = contest_name(state, contest, request.LANGUAGE_CODE)
    if made is not None:
        return kept(request, made)
    fields = [(line, data.get(line.name, ""), line.name in wrong) for line in lines]
    page = {"contest": contest, "title": title, "fields": fields, "wrong": wrong}
    return render(request, "results/sign.html", page, status=422 if wrong else 200)


def figures_typed(state: State, contest: Contest, data: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The figures of the act, by line and option, and the fields in which no number stands. An empty field is not known."""
    figures: dict[str, Any] = {}
    wrong = []
    for column in sheet_of(state.event, contest).columns:
        text = data.get(column.name, "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
        if text and number is None:
            wrong.append(column.name)
        if column.option is None:
            figures[column.line] = number
        else:
            figures.setdefault(column.line, {})[column.option] = number
    return figures, wrong


def summary_file(request: HttpRequest, commission: str, contest: str) -> HttpResponse:
    """The summary as a document to print."""
    with desk.looking() as state:
        task = find(state, commission, contest)
        event, signed = state.event, state.summaries.get((contest, commission))
        papers: dict[str, Figures | None] = task.papers
    made = summary_pdf(event, task.contest, event.commissions[commission], papers, signed, printed=today())
    return attached(made, f"summary-{commission}-{contest}.pdf")


def today() -> date:
    """The date that a document bears."""
    return timezone.localdate()


def attached(made: bytes, name: str) -> HttpResponse:
    """A file to keep, never one that a browser opens in place."""
    safe = re.sub(r"[^A-Za-z0-9._-]", "-", name)
    return HttpResponse(made, "application/pdf", headers={
        "Content-Disposition": f'attachment; filename="{safe}"', "X-Content-Type-Options": "nosniff",
    })  # fmt: skip
