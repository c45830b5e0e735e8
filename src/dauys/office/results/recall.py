"""The recall of deputies of constituencies: applications, signatures, the vote; what is due by when. Two people decide."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dauys.acts import NotAnAct, State
from dauys.acts.recall import NEXT, RECALLS, due, last_of, rule_of
from dauys.election.event import Contest
from dauys.office.counting.acting import decision_of
from dauys.office.counting.naming import contest_name
from dauys.office.house.refusals import told
from dauys.office.journal.desk import desk
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.office.results.drafts import kept, to_confirm, typed
from dauys.office.results.naming import about_shown, value_shown
from dauys.office.results.recall_vote import Unlike, read_sent
from dauys.office.results.summaries import may
from dauys.office.results.table import find
from dauys.office.results.tasks import tasks_of
from dauys.office.setting_up.telling import faults
from dauys.office.setting_up.views import TYPED
from dauys.protocol.life import NotAllowed
from dauys.text import BadInput

APPLIED, DECIDED = "recall applied", "recall decided"
DAYS, NUMBERS, WORDS = ("received", "began", "ends", "handed", "date"), ("valid", "voters", "entry"), ("origin", "result")
FIELDS = {
    APPLIED: ("received", "began", "ends"),
    "recall signatures checked": ("handed", "valid", "voters"),
    "recall vote called": ("date",),
    DECIDED: ("result", "origin", "entry", "date"),
}
"""What each act says beside contest, reason and decision."""

RESULTS = ("recalled", "kept", "not valid")


@require_http_methods(["GET", "HEAD", "POST"])
def recall(request: HttpRequest, commission: str, body: str) -> HttpResponse:
    """Every recall of a body at a commission, what is due, and the forms for what may follow."""
    person = request.user
    assert isinstance(person, Person)
    fault, wrong, made, kind = "", {}, None, request.POST.get("act", "")
    with desk.looking() as state:
        find(state, commission, body)
        contests = _contests(state, commission, body)
    if request.method == "POST":
        if kind not in RECALLS or not may(request, commission, "deeds") or request.POST.get("contest") not in contests:
            return render(request, "house/refused.html", {"why": "office.refused act"}, status=400)
        try:
            payload = _payload(request, kind)
            if kind == DECIDED:
                payload |= {"record": None} if request.POST.get("typed") == "yes" else _read(request)
            if kind == APPLIED:
                with desk.acting() as hand:
                    hand.act(kind, commission, person, **payload)
                messages.success(request, say("results.done"))
                return redirect("results:recall", commission, body)
            with desk.looking() as state:
                made = typed(state, commission, person, kind, payload)
        except (NotAllowed, NotAnAct) as refusal:
            fault = told(refusal)
        except Unlike as refusal:
            fault = str(refusal)
        except BadInput as refusal:
            wrong = faults(refusal, request.LANGUAGE_CODE)
    if made is not None:
        return kept(request, made)
    with desk.looking() as state:
        page = _page(request, state, commission, body, contests)
    return render(request, "results/recall.html", {**page, **wrong, "fault": fault}, status=422 if fault or wrong else 200)


def _read(request: HttpRequest) -> dict[str, Any]:
    """What the record of the vote says of its outcome, whatever was typed beside. Raises BadInput, Unlike."""
    with desk.looking() as state:
        return read_sent(request, state, request.POST["contest"]).as_payload()


def _contests(state: State, commission: str, body: str) -> dict[str, Contest]:
    """The constituencies of a body for whose deputies the commission is asked, where the edition knows a recall."""
    contests = (task.contest for task in tasks_of(state, commission, body))
    return {one.id: one for one in contests if one.repeats is None and rule_of(state, one.id) is not None}


def _payload(request: HttpRequest, kind: str) -> dict[str, Any]:
    """What the form says, as the act says it; what is no number stays as it was typed, and is refused."""
    sent = {name: request.POST.get(name, "").strip() for name in (*FIELDS.get(kind, ()), "contest", "option", "reason")}
    sent["date"] = request.POST.get("day", "").strip()  # beside the day of the decision
    told_: dict[str, Any] = {name: sent[name] for name in (*FIELDS.get(kind, ()), "contest")}
    told_ |= {name: int(sent[name]) for name in NUMBERS if name in told_ and sent[name].isascii() and sent[name].isdigit()}
    if kind == APPLIED:
        return told_ | {"option": sent["option"]}
    return told_ | {"reason": sent["reason"], "decision": decision_of(request)}


def _page(request: HttpRequest, state: State, commission: str, body: str, contests: dict[str, Contest]) -> dict[str, Any]:
    language = request.LANGUAGE_CODE
    rows, seats = [], []
    for contest in contests:
        name, options = contest_name(state, contest, language), {o.id: o.names for o in state.event.options_of(contest)}
        following = [kind for kind in NEXT[last_of(state, contest)] if kind != APPLIED]
        if acts := state.recalls.get(contest):
            shown = [
                (act, [(one, value_shown(state, act.payload, one, language)) for one in (*FIELDS.get(act.kind, ()), "record")
                       if one in act.payload])
                for act in acts
            ]  # fmt: skip
            forms = [(kind, FIELDS.get(kind, ())) for kind in following]
            rows.append({"contest": contest, "name": name, "acts": shown, "due": due(state, contest), "forms": forms})
        mandates = [act for act in state.mandates if act.payload["contest"] == contest]
        if not following and mandates and mandates[-1].kind != "mandate lost":
            option = mandates[-1].payload["option"]
            seats.append((contest, option, f"{name}: {options[option].told(language)}"))
    return {
        "body": body, "title": state.event.body(body).names.told(language), "rows": rows, "seats": seats, "results": RESULTS,
        "days": DAYS, "numbers": NUMBERS, "applied": (APPLIED, FIELDS[APPLIED]), "decided": DECIDED,
        "groups": [(number, number + 1) for number in TYPED], "may": may(request, commission, "deeds"),
        "rule": next((rule_of(state, one) for one in contests), None),
        "drafts": about_shown(state, to_confirm(state, commission), language),
    }  # fmt: skip
