"""Seats of a body from the acts so far: the law applied to its totals, with the lots that were drawn."""

from collections import Counter
from hashlib import sha256

from dauys.acts import Act, State
from dauys.election import Election
from dauys.election.event import law_of
from dauys.election.folder import Definition
from dauys.law import Answer, Outcome, Votes, WrongAnswer, apply
from dauys.ledger import canonical
from dauys.tally.votes import votes_of
from dauys.text import BadInput, Fault


def outcome_of(state: State, body: str, counted: Votes | None = None) -> Outcome:
    """The outcome of a body by the law of its edition; where the law is silent, or votes are missing, with its questions.

    counted: its votes, where the caller has them.
    """
    of = state.event.body(body)
    return apply(law_of(of.law), counted or votes_of(state, of), answers=answers(state, body))


def outcome_hash(outcome: Outcome, body: str) -> str:
    """What a declaration names: the SHA-256 of an outcome in its published form."""
    return sha256(canonical(outcome.as_json(body))).hexdigest()


def declares_otherwise(state: State, act: Act) -> bool:
    """Whether an act, just taken in, declares another outcome than the law makes of the votes as they then stand."""
    if act.kind != "result declared":
        return False
    body = act.payload["body"]
    try:
        return bool(outcome_hash(outcome_of(state, body), body) != act.payload["outcome"])
    except BadInput:  # a lot that does not answer its question: there is no outcome
        return True


def election_of(state: State, body: str) -> Election:
    """One body's part of an event as an election of its own, so that whatever counts, explains and draws one can take it."""
    of, event = state.event.body(body), state.event
    told = Definition(
        name=of.names, body=of.law.rpartition("/")[0], date=event.date, law=of.law, country=of.place, notes=event.notes
    )
    counted: Counter[str] = Counter()
    for contest in event.contests_of_body(body):
        counted[contest.tier] += sum(
            state.life(station.id, contest.id).counting is not None for station in event.stations_of(contest.id)
        )
    return Election(body, told, votes_of(state, of), dict(counted))


def answers(state: State, body: str) -> tuple[Answer, ...]:
    """The lots that answer questions which arise on the votes as they are counted now.

    A correction can move the votes on from those that a lot was drawn for: its question is then gone, and the lot with it.
    Raises BadInput where a lot chooses somebody whom its question did not name.
    """
    of = state.event.body(body)
    lots = {
        lot.payload["question"]: Answer(lot.payload["question"], tuple(lot.payload["chosen"]), f"{lot.commission}, {lot.at}")
        for lot in state.lots
        if lot.payload["body"] == body
    }
    found: tuple[Answer, ...] = ()
    asking = bool(lots)
    while asking:  # an answer can raise the next question
        try:
            asked = apply(law_of(of.law), votes_of(state, of), answers=found).questions
        except WrongAnswer as wrong:
            cure = "the commission has to decide anew, between those who were tied"
            cause = f"a lot that was drawn does not answer its question: {wrong.cause}"
            raise BadInput((Fault(body, None, None, wrong.answer.question, cause, cure),)) from None
        arising = [lots.pop(question.id) for question in asked if question.id in lots]
        asking, found = bool(arising), (*found, *arising)
    return found
