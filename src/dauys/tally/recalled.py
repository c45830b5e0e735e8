"""What came of the vote on a recall, read from the record of that vote itself: nobody types it.

The record is one by its signed log; that it is the vote on this very recall its definition says (``Event.before``). Whether the
definition is the one that was frozen, only its hash on paper tells: whoever reads it types groups of that.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dauys.acts import Act, State
from dauys.acts.published import read_either
from dauys.acts.recall import last_of
from dauys.election.event import Before
from dauys.tally.result import outcome_of
from dauys.text import BadInput, Fault

RESULTS = {"for": "recalled", "against": "kept"}
"""By the answer that the law's formula gives."""


@dataclass(frozen=True, slots=True)
class Vote:
    """The result of a vote on a recall, and what of its record it rests on."""

    result: str
    origin: str
    entry: int  # of the act by which it stands: the declaration; of a vote that does not count the last sums signed
    date: str
    definition: str
    size: int
    root: str

    def as_payload(self) -> dict[str, Any]:
        """As *recall decided* says it."""
        record = {"definition": self.definition, "size": self.size, "root": self.root}
        told = {"result": self.result, "origin": self.origin, "entry": self.entry, "date": self.date}
        return {**told, "record": record}


def read_vote(state: State, contest: str, folder: Path) -> Vote:
    """The result in the record, or bundle, of the vote that was called on the recall of a contest's deputy.

    Raises BadInput: no record that holds, another election's, or nothing is decided in it yet.
    """
    called = max((n for n, one in state.entries.items() if _calls(one, contest)), default=None)
    if called is None or last_of(state, contest) != "recall vote called":
        raise _bad(contest, "no vote on a recall was called here", "call it first")
    declared: list[int] = []

    def watch(other: State, act: Act) -> None:
        if act.kind == "result declared":
            declared.append(other.acts - 1)

    record = read_either(folder, watch)
    event, date = record.event, state.entries[called].payload["date"]
    if event.before != Before("recall", state.event.origin, contest, called) or event.date.isoformat() != date:
        cause = f"this is not the record of the vote that entry {called} of the log {state.event.origin} called for {date}"
        raise _bad(event.origin, cause, "send the record of that vote")
    if event.invented != state.event.invented:
        raise _bad(event.origin, "one of the two elections is invented, the other is not", "send the record of that vote")
    outcome = outcome_of(record.state, event.contest(contest).body)
    signed = record.state.status.get(contest) in ("confirmed", "final")
    seats = [seat.option for seat in outcome.seats if seat.place == contest and seat.option in RESULTS]
    if seats and declared:
        result, entry = RESULTS[str(seats[0])], declared[-1]
    elif signed and [one.kind for one in outcome.questions] == ["not valid"]:
        result, entry = "not valid", max(record.state.entries)
    else:
        raise _bad(event.origin, "in this record nothing is decided yet", "wait until its result is signed and declared")
    at, frozen = record.checkpoint, record.state.frozen
    assert frozen is not None  # no record without it
    return Vote(result, event.origin, entry, date, frozen, at.size, at.root.hex())


def _calls(act: Act, contest: str) -> bool:
    return act.kind == "recall vote called" and act.payload["contest"] == contest


def _bad(where: str, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(where, None, None, None, cause, cure),))
