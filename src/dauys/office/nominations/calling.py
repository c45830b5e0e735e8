"""The call of an election, and its calendar: filled in by one person, confirmed by another."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from dauys.acts.nomination_acts import central, has_rules, rules_of
from dauys.office.counting.naming import contest_name
from dauys.office.journal.desk import desk
from dauys.office.nominations.doing import contests_here, decision_of, prepared, text
from dauys.office.nominations.views import days

AUTHORITIES = ("president", "central commission")


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, commission: str) -> HttpResponse:
    """Who has called which election: the President's act is written down, the commission's own is a decision."""
    language = request.LANGUAGE_CODE
    with desk.looking() as state:
        event = state.event
        if commission != central(event):
            raise Http404
        open_ = [one for one in event.bodies.values()
                 if one.id not in state.nominations.called and has_rules(one.law)]  # fmt: skip
        groups = [
            (by, [(one.id, one.names.told(language)) for one in open_ if by in {c.by for c in rules_of(event, one.id).call}])
            for by in AUTHORITIES
        ]  # fmt: skip
    if request.method == "POST":
        by = request.POST.get("by", "")
        payload = {
            "bodies": request.POST.getlist("bodies"), "by": by, "sort": request.POST.get("sort", ""),
            "date": event.date.isoformat(), "document": text(request, "document"),
            "decision": decision_of(request) if by == "central commission" else None,
        }  # fmt: skip
        return prepared(request, commission, "election called", payload, "nominations:call", commission)
    page = {"groups": [(by, bodies) for by, bodies in groups if bodies], "day": event.date.isoformat()}
    return render(request, "nominations/call.html", page)


@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest, commission: str, body: str) -> HttpResponse:
    """The days of a body, or of one of its contests where they are others: the law's words stand beside each."""
    language = request.LANGUAGE_CODE
    with desk.looking() as state:
        contests = [one for one in contests_here(state, commission) if one.body == body]
        if not contests:
            raise Http404
        rows = days(state, body, language)
        names = [(one.id, contest_name(state, one.id, language)) for one in contests]
        title, setting = state.event.body(body).names.told(language), rules_of(state.event, body).calendar
    if request.method == "POST":
        dates = [
            {"milestone": row["code"], "day": day, "hours": text(request, f"hours {row['code']}") or None}
            for row in rows if (day := text(request, f"day {row['code']}"))
        ]  # fmt: skip
        payload = {
            "body": body, "contest": request.POST.get("contest") or None, "dates": dates, "source": text(request, "source"),
            "decision": decision_of(request),
        }  # fmt: skip
        return prepared(request, commission, "calendar set", payload, "nominations:calendar", commission, body)
    page = {"rows": rows, "body": body, "title": title, "contests": names, "article": setting.article}
    return render(request, "nominations/calendar.html", page)
