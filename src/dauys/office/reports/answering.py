"""What the central commission does with reports: it looks, takes one, and answers in words that everybody reads.

None of this is an act: it moves no figure. Where a protocol has to be corrected, that is done in the usual way, by its acts,
and the answer names the one. Each step is a row with its person and moment, which the database does not let anybody change.
"""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from dauys.office.house.policy import able
from dauys.office.journal.desk import desk
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.office.reports import views
from dauys.office.reports.forms import NewAnswer
from dauys.office.reports.models import ANSWERS, LOOKING, NEXT, Report, Step


def reports(request: HttpRequest, commission: str) -> HttpResponse:
    """Those that wait for an answer, or all."""
    _central(commission)
    everything = request.GET.get("show") == "all"
    wanted = Report.objects.with_state() if everything else Report.objects.waiting()
    return render(request, "reports/list.html", {**views.listed(request, wanted), "everything": everything})


def one(request: HttpRequest, commission: str, reference: str) -> HttpResponse:
    """One report, its words whatever its state, and what can be done with it now."""
    return _page(request, commission, _report(commission, reference))


@require_POST
def take(request: HttpRequest, commission: str, reference: str) -> HttpResponse:
    """It is being looked at, and from now on its words are public."""
    report = _report(commission, reference)
    _step(request, report, state=LOOKING)
    return redirect("reports:one", commission, reference)


@require_POST
def answer(request: HttpRequest, commission: str, reference: str) -> HttpResponse:
    """It is answered; or the form says what is missing."""
    report = _report(commission, reference)
    form = NewAnswer(report.page, request.POST)
    if not form.is_valid():
        return _page(request, commission, report, form, 422)
    number = form.cleaned_data.pop("act")
    _step(request, report, **form.cleaned_data, act=int(number) if number else None)
    return redirect("reports:one", commission, reference)


def _page(
    request: HttpRequest, commission: str, report: Report, form: NewAnswer | None = None, status: int = 200
) -> HttpResponse:
    person = request.user
    assert isinstance(person, Person)
    may = able(person.parts_in(commission), "reports:answer")
    following = NEXT[report.state] if may else ()
    return render(request, "reports/one.html", {
        **views.told(report, request.LANGUAGE_CODE), "can_take": LOOKING in following,
        "form": (form or NewAnswer(report.page)) if set(ANSWERS) & set(following) else None,
        "number": report.steps.count(),
    }, status=status)  # fmt: skip


def _step(request: HttpRequest, report: Report, state: str, **told: Any) -> None:
    """One step more, after the one that was on the page; of two people at once, the second is told."""
    after = report.steps.count()
    if state not in NEXT[report.state] or request.POST.get("after") != str(after):
        messages.error(request, say("reports.quicker"))
        return
    try:
        with transaction.atomic():
            Step.objects.create(report=report, number=after + 1, state=state, person=request.user, **told)
    except IntegrityError:
        messages.error(request, say("reports.quicker"))
    else:
        messages.success(request, say("reports.done"))


def _report(commission: str, reference: str) -> Report:
    _central(commission)
    return views.found(reference)


def _central(commission: str) -> None:
    """Whose pages these are. Raises Http404 for another commission."""
    if desk.event.commissions[commission].kind != "central":
        raise Http404
