"""The state of everything before the freezing: bodies, their days, their contests; who stands in one, and what became of it."""

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dauys.acts import State
from dauys.acts.ballots import DELIVERY, to_print
from dauys.acts.kinds import NOMINATION
from dauys.acts.nomination_acts import calendar_setter, central, registrar, rules_of
from dauys.election.event import Contest
from dauys.law.mandates import longest, needed
from dauys.office.counting.naming import contest_name
from dauys.office.journal.desk import desk
from dauys.office.nominations.doing import contest_here, contests_here, may
from dauys.office.nominations.naming import looked_at, nomination_value, option_name
from dauys.office.results.drafts import waiting
from dauys.office.results.naming import about_shown
from dauys.protocol.calendar import load_calendar
from dauys.protocol.candidacy import list_faults, list_seats, mandates_of, twice
from dauys.render.numbers import percent
from dauys.text import told

STATES = ("lodged", "registered", "refused", "withdrawn")


def home(request: HttpRequest, commission: str) -> HttpResponse:
    """Every body in whose election the commission has a part, and where its nominations stand."""
    language = request.LANGUAGE_CODE
    with desk.looking() as state:
        here = Counter(one.body for one in contests_here(state, commission))
        rows = [_body_row(state, body, language) for body in here]
        drafts = about_shown(state, [one for one in waiting(commission) if one.kind in NOMINATION], language)
        page = {
            "rows": rows, "states": STATES, "drafts": drafts, "frozen": state.frozen is not None,
            "central": commission == central(state.event), "nominating": state.event.nominating,
        }  # fmt: skip
    page |= {route: may(request, commission, route) for route in ("call", "definition")}
    return render(request, "nominations/home.html", page)


def _body_row(state: State, body: str, language: str) -> dict[str, Any]:
    nominations = state.nominations
    called = nominations.called.get(body)
    counts = Counter(one.state for contest in state.event.contests_of_body(body) for one in nominations.of(contest.id))
    return {
        "body": body, "name": state.event.body(body).names.told(language), "called": called,
        "dated": (body, None) in nominations.dates, "counts": [counts[word] for word in STATES],
    }  # fmt: skip


def body(request: HttpRequest, commission: str, body: str) -> HttpResponse:
    """One body: its call, its calendar with the law's words beside each day, its contests."""
    language = request.LANGUAGE_CODE
    with desk.looking() as state:
        contests = [one for one in contests_here(state, commission) if one.body == body]
        if not contests:
            raise Http404
        called = state.nominations.called.get(body)
        page = {
            "body": body, "title": state.event.body(body).names.told(language), "called": called,
            "told": None if called is None else {
                name: nomination_value(state, called.payload, name, language) or called.payload[name]
                for name in ("by", "sort", "date", "document")
            },
            "days": days(state, body, language), "contests": [_contest_row(state, one, language) for one in contests],
            "states": STATES, "frozen": state.frozen is not None, "calls": rules_of(state.event, body).call,
            "sets": commission == calendar_setter(state, body) and may(request, commission, "calendar"),
            "apart": [
                contest_name(state, contest, language) for (of, contest) in state.nominations.dates if of == body and contest
            ],
        }  # fmt: skip
    return render(request, "nominations/body.html", page)


def days(state: State, body: str, language: str, contest: str | None = None) -> list[dict[str, Any]]:
    """The milestones of a body's calendar: the law's words and article, and the day that was set, if it was."""
    of = state.event.body(body)
    stored = state.nominations.dates.get((body, contest), {})
    return [
        {
            "code": one.code, "name": one.name.told(language), "law": one.law.told(language) if one.law else None,
            "article": one.article, "day": stored[one.code].day.isoformat() if one.code in stored else "",
            "hours": (stored[one.code].hours or "") if one.code in stored else "",
            "matters": bool({"nomination", "registration", "withdrawal", DELIVERY} & {*one.opens, *one.closes}),
        }
        for one in load_calendar(of.law).milestone
    ]  # fmt: skip


def _contest_row(state: State, contest: Contest, language: str) -> dict[str, Any]:
    counts = Counter(one.state for one in state.nominations.of(contest.id))
    return {
        "contest": contest.id, "name": contest_name(state, contest.id, language), "counts": [counts[word] for word in STATES],
        "few": counts["registered"] < 2, "drawn": state.nominations.in_order(contest) is not None,
    }  # fmt: skip


# ---- one contest ---------------------------------------------------------------------------------------------------------


def contest(request: HttpRequest, commission: str, contest: str) -> HttpResponse:
    """Who stands in one contest; the order on its ballot; its ballots on their way."""
    with desk.looking() as state:
        one = contest_here(state, commission, contest)
        page = contest_page(request, state, commission, one)
    return render(request, "nominations/contest.html", page)


def contest_page(request: HttpRequest, state: State, commission: str, contest: Contest) -> dict[str, Any]:
    """Everything of one contest that its page shows."""
    language, event, nominations = request.LANGUAGE_CODE, state.event, state.nominations
    rules = rules_of(event, contest.body)
    tier, here = rules.tier_named(contest.tier), registrar(state, contest)
    order = nominations.in_order(contest)
    rule, standing = mandates_of(event, contest), nominations.registered(contest.id)
    draws = commission == (central(event) if contest.tier == "list" else here)
    voters, number = to_print(state, contest.id)
    open_ = state.frozen is None
    return {
        "contest": contest.id, "title": contest_name(state, contest.id, language), "body": contest.body, "tier": contest.tier,
        "body_name": event.body(contest.body).names.told(language),
        "nominations": [(one, option_name(state, contest.id, one.option, language)) for one in nominations.of(contest.id)],
        "rules": rules, "of_tier": tier, "registrar": event.commissions[here].names.told(language), "frozen": not open_,
        "few": tier.fewer_than_two if len(standing) < 2 and contest.body in nominations.called else None,
        "order": None if order is None else [option_name(state, contest.id, one.option, language) for one in order],
        "to_draw": [(one.option, option_name(state, contest.id, one.option, language)) for one in standing]
        if open_ and draws and may(request, commission, "order") and (contest.tier == "list" or order is None) else [],
        "lodges": open_ and commission == here and may(request, commission, "lodge"),
        "longest": longest(rule.list_length, list_seats(event, contest)) if rule is not None and rule.list_length else None,
        "length_article": rule.list_length.article if rule is not None and rule.list_length else "",
        "quota": rule.list_quota if rule is not None else None,
        "share": percent(rule.list_quota.at_least, language) if rule is not None and rule.list_quota else "",
        "voters": voters, "to_print": number, **_ballots(request, state, commission, contest),
    }  # fmt: skip


def _ballots(request: HttpRequest, state: State, commission: str, contest: Contest) -> dict[str, Any]:
    """Where the ballots of a contest are, for one commission: what it has, what it sends and receives, what differs."""
    language, ballots, names = request.LANGUAGE_CODE, state.ballots, state.event.commissions
    own = [one for one in ballots.of(contest.id) if commission in (one.sender, one.to)]
    below = [to for to, those in ballots.above(state, contest).items() if commission in those]
    return {
        "printed": sum(ballots.printed.get(contest.id, {}).values()) or None, "has": ballots.at(contest.id, commission),
        "has_printed": ballots.printed.get(contest.id, {}).get(commission), "on_the_way": ballots.on_the_way(contest.id),
        "deliveries": [
            (one, names[one.sender].names.told(language), names[one.to].names.told(language), one.to == commission)
            for one in own
        ],
        "differences": [
            (one, names[one.to].names.told(language)) for one in ballots.differences(contest.id)
        ],
        "below": [(to, names[to].names.told(language)) for to in below],
        "moves": may(request, commission, "moved"), "prints": "precinct" not in state.roles(commission),
    }  # fmt: skip


# ---- one nomination ------------------------------------------------------------------------------------------------------


def one(request: HttpRequest, commission: str, contest: str, option: str) -> HttpResponse:
    """One list or candidate: the persons, what the law asks, what was decided; and what can be decided now."""
    language = request.LANGUAGE_CODE
    with desk.looking() as state:
        of = contest_here(state, commission, contest)
        found = state.nominations.known.get((contest, option))
        if found is None:
            raise Http404
        rules = rules_of(state.event, of.body)
        tier = rules.tier_named(of.tier)
        rule = mandates_of(state.event, of)
        double = twice(rules, found, state.nominations.namesakes(found), state.event.contest)
        faults = list(list_faults(rule, found, list_seats(state.event, of))) if of.tier == "list" else []
        quota = rule.list_quota if rule is not None else None
        page = {
            "contest": contest, "option": option, "one": found, "name": option_name(state, contest, option, language),
            "contest_name": contest_name(state, contest, language), "rules": rules, "of_tier": tier, "body": of.body,
            "requirements": tier.requirements(found.who), "marked": sum(person.marked for person in found.nominees),
            "needed": needed(quota, len(found.nominees)) if quota is not None else None, "quota": quota,
            "double": [(two, looked_at(state, contest, option, two.key, language)) for two in double],
            "faults": ["".join(part.text for part in told(fault, language)) for fault in faults],
            "history": [_told(state, act, language) for act in state.nominations.history[contest, option]],
            "deposit": tier.deposit.minimum_wages * (len(found.nominees) if of.tier == "list" else 1),
            "party": state.event.parties[found.party].names if found.party in state.event.parties else None,
            "decides": state.frozen is None and commission in (registrar(state, of), central(state.event))
            and may(request, commission, "decide"),
            "registers": commission == registrar(state, of),
            "refusing": [ground for ground in rules.reasons("refused", of.tier) if ground.of == "nomination"],
            "ending": [ground for ground in rules.reasons("withdrawn", of.tier) if ground.of == "nomination"],
            "leaving": [ground for ground in rules.reasons("withdrawn", of.tier) if ground.of == "person"],
        }  # fmt: skip
    return render(request, "nominations/one.html", page)


def _told(state: State, act: Any, language: str) -> dict[str, Any]:
    """An act on a nomination as one row: when, what, and its ground with the article."""
    payload = act.payload
    ground = nomination_value(state, payload, "reason", language) if "reason" in payload else None
    return {
        "kind": act.kind, "moment": payload["moment"], "ground": ground, "article": payload.get("article"),
        "words": payload.get("words") or payload.get("document"), "outcome": payload.get("outcome"),
        "number": (payload.get("decision") or {}).get("number"),
    }  # fmt: skip
