"""Two people for what is decided or signed: what one has typed waits here until another confirms it, and then it is done."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from dauys.acts import BY_TWO, Act, State, read_act
from dauys.acts.kinds import NOMINATION
from dauys.acts.recall import RECALLS
from dauys.ledger import canonical
from dauys.office.journal.desk import Hand
from dauys.office.journal.doctor_mend import BROUGHT_BACK
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.office.results.mandates import mandate_refusal
from dauys.office.results.models import Confirmation, Draft
from dauys.office.results.tasks import asked
from dauys.protocol.life import NotAllowed
from dauys.tally.result import outcome_hash, outcome_of
from dauys.text import BadInput

ABOUT: Mapping[str, tuple[str, ...]] = {
    # act: the matter, of which the latest draft alone can be confirmed
    **dict.fromkeys(
        ("accepted as signed", "recount ordered", "protocol corrected", "protocol annulled"), ("station", "contest")
    ),
    "summary signed": ("contest",),
    "election voided": ("contest", "place"),
    "repeat vote called": ("contest", "place"),
    "lot drawn": ("body", "question"),
    "result declared": ("contests",),
    **dict.fromkeys(("mandate given", "mandate lost", "mandate filled"), ("contest", "option", "person")),
    "court decided": ("contest", "document"),
    **dict.fromkeys(RECALLS - {"recall applied"}, ("contest",)),
    # nominations: of one nomination there is one decision at a time
    **dict.fromkeys(NOMINATION.keys() & BY_TWO, ("contest", "option")),
    "election called": ("bodies",),
    "calendar set": ("body", "contest"),
    "nomination withdrawn": ("contest", "option", "person"),
    "order drawn": ("contest",),
}


def prepared(commission: str, person: Person, kind: str, payload: Mapping[str, Any]) -> Act:
    """An act as one has prepared it; when and by whom it is confirmed is not known yet."""
    return _unsaid(kind, commission, {**payload, "prepared_by": person.pseudonym})


def _unsaid(kind: str, commission: str, payload: Mapping[str, Any]) -> Act:
    return Act(kind, timezone.localtime().isoformat(timespec="seconds"), commission, "-", payload)  # as if it were done now


def typed(state: State, commission: str, person: Person, kind: str, payload: Mapping[str, Any]) -> Draft:
    """The draft of an act for another person to confirm; it is not saved yet, for who looks at a state writes nothing.

    Raises NotAllowed, NotAnAct where it could not be done as things stand.
    """
    act = read_act(prepared(commission, person, kind, payload).as_entry())
    state.check(act)
    check_by_law(state, act.kind, act.payload)
    return _draft(act, person, sha256(canonical([commission, kind, dict(act.payload)])).hexdigest())


def _draft(act: Act, person: Person, hash_: str) -> Draft:
    payload = dict(act.payload)
    named = [payload[name] for name in ABOUT[act.kind]]
    about = " ".join(one if isinstance(one, str) else ", ".join(one) for one in named if one is not None)
    return Draft(commission=act.commission, kind=act.kind, about=about, payload=payload, hash=hash_, typed_by=person)


def kept(request: HttpRequest, made: Draft) -> HttpResponse:
    """The draft saved, and on to its page, where another person confirms it."""
    made.save()
    messages.success(request, say("results.typed"))
    return redirect("results:draft", made.commission, made.pk)


def waiting(commission: str, **of: str) -> list[Draft]:
    """The drafts of a commission that nobody has confirmed, on each matter the latest; of: of one kind, or one matter."""
    latest: dict[tuple[str, str], Draft] = {}
    drafts = Draft.objects.filter(commission=commission, **of)
    for draft in drafts.select_related("typed_by", "confirmation").order_by("id"):
        latest[draft.kind, draft.about] = draft
    return [draft for draft in latest.values() if not hasattr(draft, "confirmation")]


def to_confirm(state: State, commission: str, **of: str) -> list[Draft]:
    """Those that can be confirmed as things stand: a decision on a paper that has gone on meanwhile is offered to nobody."""
    return [draft for draft in waiting(commission, **of) if _possible(state, draft)]


def _possible(state: State, draft: Draft) -> bool:
    try:
        state.check(_unsaid(draft.kind, draft.commission, draft.payload))
    except NotAllowed:
        return False
    return True


def confirmed(hand: Hand, draft: Draft, person: Person) -> None:
    """Do the act of a draft. Raises NotAllowed with what stands against it now."""
    if draft.pk not in {one.pk for one in waiting(draft.commission)}:
        raise NotAllowed("it was confirmed, or prepared anew, by somebody else")
    check_by_law(hand.state, draft.kind, draft.payload)
    hand.step_up = draft.hash
    hand.act(draft.kind, draft.commission, person, **draft.payload)
    if draft.kind == "lot drawn":
        try:
            outcome_of(hand.state, draft.payload["body"])
        except BadInput as wrong:
            raise NotAllowed(f"the lot does not answer its question: {wrong}") from None


def keep(index: int, act: Act, person: Person, hand: Hand) -> None:
    """No act by two without a draft; of one that comes back after a restore it is made anew: the act says all of it."""
    if act.kind not in BY_TWO:
        return
    if hand.step_up == BROUGHT_BACK:
        draft = _draft(act, Person.objects.get(pseudonym=act.payload["prepared_by"]), BROUGHT_BACK)
        draft.save()
    else:
        found = Draft.objects.filter(commission=act.commission, kind=act.kind, hash=hand.step_up).order_by("id").last()
        if found is None:
            raise NotAllowed("another person confirms what was prepared")
        draft = found
    Confirmation.objects.create(entry_id=index, draft=draft, person=person, step_up=hand.step_up)


# ---- what the law is against -------------------------------------------------------------------------------------------


def check_by_law(state: State, kind: str, told: Mapping[str, Any]) -> None:
    """Raise NotAllowed for what the acts room cannot see, since it does not know what the law makes of the votes."""
    if kind == "result declared":
        _check_declaration(state, told)
    elif kind == "lot drawn" and told["question"] not in {
        one.id
        for one in outcome_of(state, told["body"]).questions
        if one.kind != "run-off"  # which is voted on
    }:
        raise NotAllowed("no such question is open")
    elif kind.startswith("mandate") and (against := mandate_refusal(state, kind, told)) is not None:
        raise NotAllowed(against)


def _check_declaration(state: State, told: Mapping[str, Any]) -> None:
    """What is declared final has no open question; and the outcome is the one that was looked at."""
    outcome = outcome_of(state, told["body"])
    open_ = [one.id for name in told["contests"] for one in asked(outcome, state.event.contest(name))]
    if told["status"] == "final" and open_:
        raise NotAllowed(f"a question is open: {open_[0]}")
    if outcome_hash(outcome, told["body"]) != told["outcome"]:
        raise NotAllowed("the outcome has changed since it was prepared")
