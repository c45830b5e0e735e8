"""Two people for every act on results: what one has typed waits here until another confirms it, and only then is it done."""

from hashlib import sha256
from typing import Any

from dauys.acts import Act, State, read_act
from dauys.ledger import canonical
from dauys.office.journal.desk import Hand
from dauys.office.people.models import Person
from dauys.office.results.mandates import mandate_refusal
from dauys.office.results.models import Confirmation, Draft
from dauys.office.results.tasks import asked, task_of
from dauys.protocol.life import NotAllowed
from dauys.tally.result import outcome_of
from dauys.text import BadInput

KINDS = frozenset({
    "summary signed", "election voided", "repeat vote called", "lot drawn", "result declared", "mandate given", "mandate lost",
    "mandate filled",
})  # fmt: skip
"""The acts of this room."""


def typed(
    state: State,
    commission: str,
    person: Person,
    kind: str,
    about: str,
    payload: dict[str, Any],
    decision: dict[str, Any] | None = None,
) -> Draft:
    """Keep an act for another person to confirm. Raises NotAllowed, NotAnAct where it could not be done as things stand."""
    at = "2000-01-01T00:00:00+00:00"  # only its shape is looked at: the act bears the time at which it is confirmed
    read_act({"act": kind, "at": at, "commission": commission, "author": person.pseudonym, **payload})
    if decision is not None:  # kept beside the act: of the shape that acts have it in
        read_act({
            "act": "election voided", "at": at, "commission": commission, "author": person.pseudonym, "contest": about,
            "place": about, "reason": about, "decision": decision,
        })  # fmt: skip
    may(state, commission, kind, payload, decision)
    hash_ = sha256(canonical([commission, kind, payload, decision])).hexdigest()
    return Draft.objects.create(
        commission=commission, kind=kind, about=about, payload=payload, decision=decision, hash=hash_, typed_by=person
    )


def waiting(commission: str) -> list[Draft]:
    """The drafts of a commission that can be confirmed: on each matter the latest, where nobody has confirmed it."""
    latest: dict[tuple[str, str], Draft] = {}
    for draft in Draft.objects.filter(commission=commission).select_related("typed_by", "confirmation").order_by("id"):
        latest[draft.kind, draft.about] = draft
    return [draft for draft in latest.values() if not hasattr(draft, "confirmation")]


def confirmed(hand: Hand, draft: Draft, person: Person) -> None:
    """Do the act of a draft. Raises NotAllowed with what stands against it now."""
    if draft.typed_by_id == person.pk:
        raise NotAllowed("another person confirms what was prepared")
    if draft.pk not in {one.pk for one in waiting(draft.commission)}:
        raise NotAllowed("it was confirmed, or prepared anew, by somebody else")
    may(hand.state, draft.commission, draft.kind, draft.payload, draft.decision)
    hand.step_up = draft.hash
    hand.act(draft.kind, draft.commission, person, **draft.payload)
    if draft.kind == "lot drawn":
        try:
            outcome_of(hand.state, draft.payload["body"])
        except BadInput as wrong:
            raise NotAllowed(f"the lot does not answer its question: {wrong}") from None


def keep(index: int, act: Act, person: Person, hand: Hand) -> None:
    """No act of this room without a draft; the database refuses a confirmation by who typed it."""
    if act.kind not in KINDS:
        return
    draft = Draft.objects.filter(commission=act.commission, kind=act.kind, hash=hand.step_up).order_by("id").last()
    if draft is None:
        raise NotAllowed("another person confirms what was prepared")
    Confirmation.objects.create(entry_id=index, draft=draft, person=person, step_up=hand.step_up)


# ---- what stands against it --------------------------------------------------------------------------------------------


def may(state: State, commission: str, kind: str, payload: dict[str, Any], decision: dict[str, Any] | None) -> None:
    """Raise NotAllowed for what can be said before the acts room is asked: whose matter it is, and whether it is time."""
    if kind == "summary signed":
        _may_sign(state, commission, payload["contest"])
        return
    named = payload.get("contests") or ([payload["contest"]] if "contest" in payload else [])
    contests = [state.event.contest(name) for name in named] or list(state.event.contests_of_body(payload["body"]))
    for contest in contests:
        task = task_of(state, commission, contest)
        if task is None or not task.declares:
            raise NotAllowed(f"{commission} does not declare {contest.id}")
        if kind == "result declared" and task.declared_as != payload["status"]:
            raise NotAllowed(f"{contest.id} stands at '{task.status}': it cannot be declared {payload['status']} from there")
    chain = state.chain(state.event.body(contests[0].body).law)
    vote = decision or payload.get("decision")
    if vote is not None and chain.deciding is not None and (refusal := chain.deciding.refusal(vote)) is not None:
        raise NotAllowed(refusal)
    if kind == "result declared":
        outcome = outcome_of(state, payload["body"])
        if payload["status"] == "final" and (open_ := [one for contest in contests for one in asked(outcome, contest)]):
            raise NotAllowed(f"a question is open: {open_[0].id}")
        if outcome_hash(state, payload["body"]) != payload["outcome"]:
            raise NotAllowed("the outcome has changed since it was prepared")
    if kind == "lot drawn" and payload["question"] not in {one.id for one in outcome_of(state, payload["body"]).questions}:
        raise NotAllowed("no such question is open")
    if kind.startswith("mandate") and (against := mandate_refusal(state, kind, payload)) is not None:
        raise NotAllowed(against)


def _may_sign(state: State, commission: str, contest: str) -> None:
    task = task_of(state, commission, state.event.contest(contest))
    if task is None or not task.signs:
        raise NotAllowed(f"{commission} does not sum up {contest}")
    if task.missing:
        raise NotAllowed(f"papers are missing that this summary sums up: {task.missing}")


def outcome_hash(state: State, body: str) -> str:
    """What a declaration is of: the hash of the outcome in its published form."""
    return sha256(canonical(outcome_of(state, body).as_json(body))).hexdigest()
