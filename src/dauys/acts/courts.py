"""Decisions of courts that a commission carries out: a recount, or that an election is void; and which of them it has.

Such an act says what the court ordered, of which court and document. What the commission then does is an act of its own, with
its decision. An order on a list of voters is in no act: it is of one voter, and is carried out on the list with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from dauys.acts.kinds import Act
from dauys.protocol.life import NotAllowed

if TYPE_CHECKING:
    from dauys.acts.replay import State

COURT = "court decided"
CARRIES_OUT = {"recount": "recount ordered", "election void": "election voided"}
"""By which act of the commission an order is carried out."""


@dataclass(slots=True)
class Ruling:
    """An order of a court, and what is still to be carried out."""

    entry: int
    act: Act
    left: set[str]  # stations, or the place
    done: list[int] = field(default_factory=list)  # entries that carried it out


def check_court(state: State, act: Act) -> None:
    """Raise NotAllowed where an order of a court is not for this commission to carry out, or names what is not there."""
    told, contest = act.payload, state.known_contest(act.payload["contest"])
    if date.fromisoformat(told["date"]) > datetime.fromisoformat(act.at).date():
        raise NotAllowed("the day of a court's decision is not later than the act that tells of it")
    if told["orders"] == "recount":
        there = {one.id for one in state.event.stations_of(contest.id)}
        if not told["stations"] or told["place"] is not None or not there.issuperset(told["stations"]):
            raise NotAllowed(f"a recount is ordered at stations of {contest.id}")
        if any(act.commission not in state.way(one, contest.id) for one in told["stations"]):
            raise NotAllowed(f"{act.commission} is not on the way of this protocol")
    elif told["stations"] or told["place"] is None:
        raise NotAllowed("an election is void in a constituency or a unit: it is to be named, and no station")
    elif act.commission not in state.declaring(contest.id):
        raise NotAllowed(f"{act.commission} does not declare {contest.id}")


def take_ruling(state: State, act: Act) -> None:
    """Keep an order of a court until it is carried out."""
    left = set(act.payload["stations"]) or {act.payload["place"]}
    state.rulings.append(Ruling(state.acts, act, left))


def carried_out(state: State, act: Act) -> None:
    """Note what an act of a commission has carried out: the oldest order of a court on the same that is open."""
    of = act.payload.get("station", act.payload.get("place"))
    for one in state.rulings:
        told = one.act.payload
        if CARRIES_OUT[told["orders"]] == act.kind and told["contest"] == act.payload["contest"] and of in one.left:
            one.left.discard(of)
            one.done.append(state.acts)
            return
