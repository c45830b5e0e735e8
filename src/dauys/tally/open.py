"""What is still open in a body: the bounds of every seat, by the ballots that missing and held stations can still bring.

Bounds, not forecasts: whatever the missing papers say, the seats lie between the two numbers. They rest on one thing that no
record can hold: that no protocol which counts already is corrected later, and that no station has more ballots than the
law lets it have.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from dauys.acts import State
from dauys.election.event import Contest, law_of
from dauys.law import Count, Votes
from dauys.law.bounds import Bounds, bounds
from dauys.protocol.life import CLASSES, EXPECTED
from dauys.tally.result import answers
from dauys.tally.votes import votes_of

SETTLED = ("approved", "annulled")

RESTS_ON = (
    "no protocol that counts is corrected later",
    "no station has more ballots than the rule of its edition lets it have, or voters on its list where none is known",
)
"""What no record can promise, and the bounds take for granted."""


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What a contest still waits for."""

    contest: str
    stations: Mapping[str, int]  # by class, those that do not count yet
    ballots: int  # that they can hold at most


@dataclass(frozen=True, slots=True)
class Open:
    """One body: what it waits for, and what that can still change."""

    body: str
    waits: Mapping[str, Outstanding]  # by contest
    bounds: Bounds

    def as_json(self) -> dict[str, Any]:
        return {
            "body": self.body,
            "decided": self.bounds.decided,
            "waits": [
                {"contest": one.contest, "stations": dict(one.stations), "ballots": one.ballots} for one in self.waits.values()
            ],
            "bounds": self.bounds.as_json(),
        }


def open_of(state: State, body: str, counted: Votes | None = None) -> Open:
    """What is still open in a body. counted: its votes, where the caller has them."""
    of = state.event.body(body)
    waits = {contest.id: outstanding(state, contest) for contest in state.event.contests_of_body(body)}
    coming: dict[tuple[str, str], int] = {}
    for contest in state.event.contests_of_body(body):
        key = (contest.tier, contest.constituency or of.place)
        again = _second_round(state, contest)
        coming[key] = waits[contest.id].ballots + (0 if again else coming.get(key, 0))
    votes = counted or votes_of(state, of)
    counts = tuple(replace(count, round=1) for count in votes.counts if not _decided_again(votes, count))
    return Open(body, waits, bounds(law_of(of.law), replace(votes, counts=counts), coming, answers=answers(state, body)))


def open_json(found: Iterable[Open]) -> dict[str, Any]:
    """The published form of what is open in several bodies."""
    return {"rests on": list(RESTS_ON), "bodies": [one.as_json() for one in found]}


def _second_round(state: State, contest: Contest) -> bool:
    return contest.repeats is not None and state.event.repeats[contest.id].second_round


def _decided_again(votes: Votes, count: Count) -> bool:
    """Whether a repeat vote after a tie decides in place of this count: it is the leaders' alone, and starts from nothing."""
    return count.round == 1 and any(
        other.round == 2 and (other.tier, other.place) == (count.tier, count.place) for other in votes.counts
    )


def outstanding(state: State, contest: Contest) -> Outstanding:
    """The stations of a contest that do not count yet, by class, and the ballots that they can hold."""
    forms = state.forms(state.event.body(contest.body).law)
    classes: Counter[str] = Counter()
    ballots = 0
    for station in state.event.stations_of(contest.id):
        life = state.lives.get((station.id, contest.id))
        class_ = CLASSES[EXPECTED] if life is None else life.class_
        if class_ not in SETTLED:
            classes[class_] += 1
            ballots += ceil(station.voters * forms.ballots.at_most) if forms.ballots is not None else station.voters
    return Outstanding(contest.id, dict(classes), ballots)
