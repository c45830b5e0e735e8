"""What everybody sees: the form, what became of a report, and all of them. No account, and no cookie but the form's token."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dauys.election.event import Event
from dauys.ledger import parse
from dauys.office.house.context import NAMES
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.people.forms import say
from dauys.office.reports import limits, pages
from dauys.office.reports.forms import NewReport
from dauys.office.reports.models import LONGEST, Report, Step
from dauys.text import LANGUAGES

AT_ONCE = 50
"""Reports on one page of a list."""

type View = Callable[..., HttpResponse]


def _public(view: View) -> View:
    """In the language that the address asks for, as pages of the site do; else as the office has it. Kept by no cache."""

    @wraps(view)
    def told(request: HttpRequest, **named: Any) -> HttpResponse:
        asked = request.GET.get("language")
        if asked in LANGUAGES:
            request.LANGUAGE_CODE = asked
        with translation.override(request.LANGUAGE_CODE):
            if desk.is_set_up:
                return view(request, **named)
            page = {"heading": "office.problem", "why": "setting.no election"}
            return render(request, "house/refused.html", page, status=404)

    return never_cache(told)


def _page(request: HttpRequest, name: str, found: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the frame for everybody, from which one comes back to the site."""
    home = pages.address(settings.PUBLIC_SITE, pages.FIRST, event_now(), request.LANGUAGE_CODE)
    return render(request, f"reports/{name}.html", {"home": home, "asked": "", **found}, status=status)


# ---- the form ----------------------------------------------------------------------------------------------------------


@_public
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form for one page of the site, which its link names; then what becomes of the report."""
    page, language, event = request.GET.get("page", ""), request.LANGUAGE_CODE, event_now()
    title = pages.title(page, event, language)
    if title is None:
        return _page(request, "no_page", {}, status=404)
    form, status = NewReport(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if limits.full():
                status, why = 503, say("reports.full")
            elif limits.too_many(request):
                status, why = 429, say("reports.too many", number=limits.EACH, minutes=limits.SECONDS // 60)
            else:
                one = Report.objects.create(page=page, language=language, **form.cleaned_data)
                return redirect(f"{reverse('reports:fate', args=[one.reference])}?{urlencode({'language': language})}")
            form.add_error(None, why)
    return _page(request, "report", {
        "form": form, "title": title, "asked": urlencode({"page": page}, safe="/"), "longest": LONGEST,
        "address": pages.address(settings.PUBLIC_SITE, page, event, language),
    }, status=status)  # fmt: skip


# ---- what became of it -------------------------------------------------------------------------------------------------


@_public
@require_safe
def fate(request: HttpRequest, reference: str) -> HttpResponse:
    """One report, and every step that was taken with it."""
    one = found(reference)
    here = request.build_absolute_uri(reverse("reports:fate", args=[reference]))
    return _page(request, "fate", {**told(one, request.LANGUAGE_CODE), "here": here})


@_public
@require_safe
def all_reports(request: HttpRequest) -> HttpResponse:
    """Every report, the newest first, with its answer."""
    return _page(request, "all", listed(request, Report.objects.with_state()))


# ---- what the commission's pages ask for too ---------------------------------------------------------------------------


def event_now() -> Event:
    """The event with its repeat votes."""
    with desk.looking() as state:
        return state.event


def found(reference: str) -> Report:
    """The report of that reference. Raises Http404."""
    one = Report.objects.with_state().prefetch_related("steps__person").filter(reference=reference).first()
    if one is None:
        raise Http404
    return one


def told(one: Report, language: str) -> dict[str, Any]:
    """A report and its steps, as templates tell them."""
    event = event_now()
    return {
        "report": one, "title": pages.title(one.page, event, language) or one.page, "read_in": NAMES[one.language],
        "address": pages.address(settings.PUBLIC_SITE, one.page, event, one.language),
        "steps": [(step, _answer(step, language), _act(step, event, language)) for step in one.steps.all()],
    }  # fmt: skip


def listed(request: HttpRequest, reports: Any) -> dict[str, Any]:
    """One page of a list of reports, the newest first."""
    shown = Paginator(reports.order_by("-pk").prefetch_related("steps"), AT_ONCE).get_page(request.GET.get("from"))
    language, event = request.LANGUAGE_CODE, event_now()
    rows = []
    for one in shown:
        steps = list(one.steps.all())
        answer = _answer(steps[-1], language) if steps else []
        rows.append((one, pages.title(one.page, event, language) or one.page, answer))
    return {"rows": rows, "shown": shown}


def _answer(step: Step, language: str) -> list[tuple[str, str, str]]:
    """The words of a step in the language of the page; else in all that it has, each with its language and its name."""
    words = step.words
    chosen = [language] if language in words else list(words)
    return [(one, NAMES[one] if one != language else "", words[one]) for one in chosen]


def _act(step: Step, event: Event, language: str) -> tuple[int, str] | None:
    """Number and page of the act that corrected the error."""
    if step.act is None:
        return None
    page = pages.page_of(parse(bytes(Entry.objects.get(pk=step.act).body)))
    return step.act, pages.address(settings.PUBLIC_SITE, page, event, language)
