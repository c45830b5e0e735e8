"""What the commission that declares prepares: lots, repeat votes, void elections, declarations, mandates. Another confirms."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from dauys.acts import NotAnAct, State
from dauys.election.event import Contest, law_of
from dauys.law import AGAINST_ALL, Outcome, Question
from dauys.law.mandates import Candidate
from dauys.law.vocabulary import Mandates
from dauys.law.words import Names
from dauys.office.counting.acting import decision_of
from dauys.office.counting.naming import contest_name
from dauys.office.house.refusals import told
from dauys.office.journal.desk import desk
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.office.results.drafts import kept, to_confirm, typed
from dauys.office.results.mandates import (
    Places,
    Quota,
    exhausted,
    in_order,
    next_in_order,
    person_named,
    person_shown,
    places_of,
    quota_of,
    quota_told,
    rule_of,
)  # fmt: skip
from dauys.office.results.naming import about_shown, broken_shown
from dauys.office.results.table import calling, declaring, find, status_of
from dauys.office.results.tasks import Task, asked, tasks_of
from dauys.protocol.life import NotAllowed
from dauys.render.numbers import percent
from dauys.tally.result import outcome_hash, outcome_of
from dauys.text import BadInput, phrase_or

MANDATES = ("mandate given", "mandate lost", "mandate filled")
RUN_OFF = "run-off"
"""A question of the law, and the cause of the repeat vote that answers it: no lot does."""


type Filled = Callable[[HttpRequest, State, str], dict[str, Any]]
"""Reads one form: from request, state and body to the payload of the act."""


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()


def _declared(request: HttpRequest, state: State, body: str) -> dict[str, Any]:
    contests, status = request.POST.getlist("contests"), request.POST.get("word", "")
    outcome = outcome_hash(outcome_of(state, body), body)
    return {"body": body, "contests": contests, "status": status, "outcome": outcome, "decision": decision_of(request)}


def _lot(request: HttpRequest, state: State, body: str) -> dict[str, Any]:
    question, chosen = request.POST.get("question", ""), request.POST.getlist("chosen")
    return {"body": body, "question": question, "chosen": chosen, "decision": decision_of(request)}


def _voided(request: HttpRequest, state: State, body: str) -> dict[str, Any]:
    contest, _, place = request.POST.get("where", "").partition(" ")
    return {"contest": contest, "place": place, "reason": _reason(request), "decision": decision_of(request)}


def _repeat(request: HttpRequest, state: State, body: str) -> dict[str, Any]:
    contest, _, place = request.POST.get("where", "").partition(" ")
    return {
        "contest": contest, "place": place, "cause": request.POST.get("cause", ""), "date": request.POST.get("day", "").strip(),
        "options": request.POST.getlist("options"), "reason": _reason(request), "decision": decision_of(request),
    }  # fmt: skip


def _mandate(request: HttpRequest, state: State, body: str) -> dict[str, Any]:
    contest, _, option = request.POST.get("seat", "").partition(" ")
    person = person_named(state.event.lists.get((contest, option)), " ".join(request.POST.get("person", "").split()))
    filled = {"body": body, "contest": contest, "option": option, "person": person, "reason": _reason(request)}
    # Where the list cannot keep the quota the law is silent, and the mandate is held: until whoever prepares it says that the
    # commission has decided, by the document that is named. Both who prepare and who confirm see the question.
    if request.POST.get("act") != "mandate lost" and not request.POST.get("decided"):
        quota = quota_told(state, filled)
        if quota is not None and quota.verdict == "no choice":
            raise NotAllowed("no choice from this list keeps the quota, and the law does not say what then")
    return filled


DEEDS: dict[str, Filled] = {
    "result declared": _declared, "lot drawn": _lot, "election voided": _voided, "repeat vote called": _repeat,
    **dict.fromkeys(MANDATES, _mandate),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def deeds(request: HttpRequest, commission: str, body: str) -> HttpResponse:
    """The forms for what can be done now; what is filled in waits for another person."""
    person = request.user
    assert isinstance(person, Person)
    with desk.looking() as state:
        find(state, commission, body)
        if not (declaring(state, commission, body) or calling(state, commission, body)):
            raise Http404
        fault, made = "", None
        if request.method == "POST" and request.POST.get("act") != "order":
            kind = request.POST.get("act", "")
            if kind not in DEEDS:
                return render(request, "house/refused.html", {"why": "office.refused act"}, status=400)
            try:
                payload = DEEDS[kind](request, state, body)
                if not _of(state, body, payload):
                    raise NotAnAct("'contest' is of another body")
                made = typed(state, commission, person, kind, payload)
            except (NotAllowed, NotAnAct) as refusal:
                fault = told(refusal)
            except BadInput as wrong:
                fault = say("results.broken", what=broken_shown(wrong, request.LANGUAGE_CODE))
        page = _page(request, state, commission, body) if made is None else {}
    if made is not None:
        return kept(request, made)
    return render(request, "results/deeds.html", {**page, "fault": fault}, status=422 if fault else 200)


def _of(state: State, body: str, payload: dict[str, Any]) -> bool:
    """Whether every contest that the act names is one of the body."""
    known = {contest.id for contest in state.event.contests_of_body(body)}
    return set(payload.get("contests", [payload["contest"]] if "contest" in payload else [])) <= known


# ---- what can be done now ----------------------------------------------------------------------------------------------


def _page(request: HttpRequest, state: State, commission: str, body: str) -> dict[str, Any]:
    language = request.LANGUAGE_CODE
    all_ = tasks_of(state, commission, body)
    tasks = [task for task in all_ if task.declares]
    page: dict[str, Any] = {
        "body": body, "title": state.event.body(body).names.told(language), "status": status_of(state, body),
        "drafts": about_shown(state, to_confirm(state, commission), language),
        "places": [one for task in tasks for one in _places(state, task.contest, language)], "declare": {},
    }  # fmt: skip
    try:
        outcome = outcome_of(state, body)
    except BadInput as wrong:
        return {**page, "broken": broken_shown(wrong, language)}
    page["declare"], page["not_yet"] = _declarations(tasks, outcome, language)
    page["repeats"] = [*_ties(state, [one for one in all_ if one.calls], outcome, language), *_void(state, tasks, language)]
    if tasks:
        page["lots"] = [
            _question(state, body, one, language) for one in outcome.questions if one.choices and one.kind != RUN_OFF
        ]
        page |= _mandates(request, state, body, outcome)
    return page


def _declarations(tasks: list[Task], outcome: Outcome, language: str) -> tuple[dict[str, Any], list[Any]]:
    """Contests that can be declared, by the status that they then have; and those that cannot, with the word they stand at."""
    ready: dict[str, list[tuple[str, str]]] = {}
    not_yet = []
    for task in tasks:
        name, after = contest_name(task.state, task.contest.id, language), task.declared_as
        questions = [one.told(language) for one in asked(outcome, task.contest)]
        if after == "annulled" or (after is not None and not questions):
            ready.setdefault(after, []).append((task.contest.id, name))
        elif task.status not in ("final", "annulled"):
            not_yet.append((name, task.status, questions))
    return ready, not_yet


def _question(state: State, body: str, question: Question, language: str) -> dict[str, Any]:
    contest = next(one for one in state.event.contests_of_body(body) if asked_of(question, one))
    names = _options(state, contest)
    choices = [(one, names.get(one, Names()).told(language)) for one in question.choices]
    return {"id": question.id, "told": question.told(language), "choose": question.choose, "choices": choices}


def asked_of(question: Question, contest: Contest) -> bool:
    """Whether a question is about this contest."""
    return question.tier == contest.tier and (contest.tier == "list" or question.place == contest.constituency)


def _options(state: State, contest: Contest) -> dict[str, Names]:
    return {option.id: option.names for option in state.event.options_of(contest.id)}


def _ties(state: State, tasks: list[Task], outcome: Outcome, language: str) -> Iterator[dict[str, Any]]:
    """A repeat vote between those who lead alike in a constituency, or a run-off: in this one a dropout has a next to come."""
    for task in tasks:
        for question in asked(outcome, task.contest):
            if question.choices and task.contest.constituency and task.contest.repeats is None:
                runs_off = question.kind == RUN_OFF
                stood = [option.id for option in state.event.options_of(task.contest.id) if option.kind != AGAINST_ALL]
                names = _options(state, task.contest)
                choices = [(one, names[one].told(language)) for one in (stood if runs_off else question.choices)]
                cause = RUN_OFF if runs_off else "tie"
                best = question.choices if runs_off else ()
                yield {**_repeated(state, task.contest, task.contest.constituency, cause, choices, language), "best": best}


def _void(state: State, tasks: list[Task], language: str) -> Iterator[dict[str, Any]]:
    """A repeat vote in a place where the election was declared void."""
    for task in tasks:
        if task.contest.repeats is not None or not task.classes["annulled"]:
            continue
        choices = [(one, names.told(language)) for one, names in _options(state, task.contest).items()]
        for place in dict.fromkeys(_all_places(state, task.contest)):
            under = _under(state, task.contest, place)
            if under and all(state.life(station, task.contest.id).class_ == "annulled" for station in under):
                yield _repeated(state, task.contest, place, "void", choices, language)
                break  # the widest of them


def _repeated(
    state: State, contest: Contest, place: str, cause: str, choices: list[tuple[str, str]], language: str
) -> dict[str, Any]:
    return {
        "where": f"{contest.id} {place}", "cause": cause, "choices": choices,
        "name": f"{contest_name(state, contest.id, language)}, {_place_name(state, place, language)}",
    }  # fmt: skip


def _places(state: State, contest: Contest, language: str) -> Iterator[tuple[str, str]]:
    """The places in which a contest can be declared void: its constituency, or of lists the body's own and those within it."""
    for place in _all_places(state, contest):
        named = f"{contest_name(state, contest.id, language)}, {_place_name(state, place, language)}"
        yield f"{contest.id} {place}", named


def _all_places(state: State, contest: Contest) -> list[str]:
    if contest.constituency is not None:
        return [contest.constituency]
    above = [state.event.places_above(one.id, contest)[:2] for one in state.event.stations_of(contest.id)]
    return list(dict.fromkeys(place for depth in (0, 1) for places in above for place in places[depth : depth + 1]))


def _under(state: State, contest: Contest, place: str) -> list[str]:
    stations = state.event.stations_of(contest.id)
    inside = place == contest.constituency
    return [one.id for one in stations if inside or place in state.event.places_above(one.id, contest)]


def _place_name(state: State, place: str, language: str) -> str:
    areas = state.event.constituencies
    return (areas[place].names if place in areas else state.event.places[place].names).told(language)


# ---- mandates ----------------------------------------------------------------------------------------------------------


def _mandates(request: HttpRequest, state: State, body: str, outcome: Outcome) -> dict[str, Any]:
    """Seats, who sits and the quota among them; the rule of the law; and the order of names where the law has one and
    somebody asks for it."""
    language = request.LANGUAGE_CODE
    rule = law_of(state.event.body(body).law).mandates
    places = places_of(state, body, outcome)
    alphabet = rule is not None and rule.unnamed is not None and rule.unnamed.order != "stop"
    quotas = [quota_of(state, one) for one in places]
    found: dict[str, Any] = {
        "seats": [_row(state, one, quota, language) for one, quota in zip(places, quotas, strict=True)],
        "mandates": MANDATES, "rule": rule, "alphabet": alphabet,
        "silent": any(quota is not None and quota.verdict == "no choice" for quota in quotas),
    }  # fmt: skip
    of_lists = [row for row, one in zip(found["seats"], places, strict=True) if rule_of(state, one.contest) is not None]
    found |= {"listed": any(row["known"] for row in of_lists), "unknown_list": not all(row["known"] for row in of_lists)}
    if rule is not None and rule.quota is not None:
        found["share"] = percent(rule.quota.at_least, language)
        found["groups"] = [phrase_or(f"results.group.{group}", language, group) for group in rule.quota.groups]
    if rule is not None and alphabet and request.POST.get("act") == "order":
        found |= _order(request, state, rule, places)
    return found


def _row(state: State, one: Places, quota: Quota | None, language: str) -> dict[str, Any]:
    """An option with seats: who sits, who else is on its list, and how its quota stands."""
    name = f"{contest_name(state, one.contest, language)}: "
    name += _options(state, state.event.contest(one.contest))[one.option].told(language)
    listed = state.event.lists.get((one.contest, one.option))
    free = [] if listed is None else [person for person in listed.persons if person.id not in one.seated]
    return {
        "seat": f"{one.contest} {one.option}", "name": name, "seats": one.seats, "known": listed is not None, "quota": quota,
        "exhausted": exhausted(state, one),
        "seated": [person_shown(listed, person, language) for person in one.seated],
        "persons": [(person.id, person.names.told(language)) for person in free],
    }  # fmt: skip


def _order(request: HttpRequest, state: State, rule: Mandates, places: list[Places]) -> dict[str, Any]:
    """The order of the law for the free seats of a list, and the quota with it; or for names typed, where no list is known."""
    chosen = request.POST.get("from", "")
    for one in places:
        listed = state.event.lists.get((one.contest, one.option))
        if listed is not None and chosen == f"{one.contest} {one.option}":
            order = next_in_order(state, one)
            if isinstance(order, str):
                return {"why_not": order}
            shown = [person_shown(listed, person, request.LANGUAGE_CODE) for person in order]
            return {"order": shown, "order_quota": quota_of(state, one, order), "chosen": chosen}
    names = [name for line in request.POST.get("names", "").splitlines() if (name := " ".join(line.split()))]
    number = request.POST.get("number", "")
    seats = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
    order = in_order(rule, [Candidate(name, name) for name in names], seats)
    return {"why_not": order} if isinstance(order, str) else {"order": order, "unlisted": rule.quota is not None}
