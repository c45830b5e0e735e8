"""Who sits: the seats of an outcome, the persons who were given them, who comes next by the order of the law. Values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dauys.acts import State
from dauys.law import Outcome
from dauys.law.mandates import Candidate, Refusal, Seated, give
from dauys.law.vocabulary import Mandates
from dauys.tally.result import outcome_of


@dataclass(frozen=True, slots=True)
class Places:
    """The seats of one option in one contest, and who has been given them."""

    contest: str
    option: str
    seats: int
    seated: tuple[str, ...]

    @property
    def free(self) -> int:
        """Seats that nobody has been given."""
        return self.seats - len(self.seated)


def places_of(state: State, body: str, outcome: Outcome) -> list[Places]:
    """Every option that has seats, with the persons who sit for it now."""
    lists = {one.tier: one.id for one in state.event.contests_of_body(body) if one.constituency is None and one.repeats is None}
    found = []
    for seat in outcome.seats:
        contest = lists.get(seat.tier) or seat.place
        if contest is not None and seat.option is not None and seat.seats:
            found.append(Places(contest, seat.option, seat.seats, seated(state, contest, seat.option)))
    return found


def seated(state: State, contest: str, option: str) -> tuple[str, ...]:
    """The persons who sit for an option by the acts so far."""
    here: dict[str, None] = {}
    for act in state.mandates:
        told = act.payload
        if (told["contest"], told["option"]) != (contest, option):
            continue
        if act.kind == "mandate lost":
            here.pop(told["person"], None)
        else:
            here[told["person"]] = None
    return tuple(here)


def mandate_refusal(state: State, kind: str, told: Mapping[str, Any]) -> str | None:
    """Why a mandate cannot be given, lost or filled so; None where it can."""
    sits = seated(state, told["contest"], told["option"])
    if kind == "mandate lost":
        return None if told["person"] in sits else f"{told['person']} has no mandate to lose"
    if told["person"] in sits:
        return f"{told['person']} has a mandate already"
    if state.status.get(told["contest"]) != "final":
        return f"the result of {told['contest']} is not declared"
    places = places_of(state, told["body"], outcome_of(state, told["body"]))
    free = sum(one.free for one in places if (one.contest, one.option) == (told["contest"], told["option"]))
    return None if free > 0 else f"no seat of {told['option']} is free"


def in_order(rule: Mandates, names: Sequence[str], seats: int) -> tuple[str, ...] | str:
    """Who would sit where the party names nobody, by the order of the law; or why the law cannot say it.

    The quota of groups is left out: to which group somebody belongs stands in no table of this room.
    """
    bare = rule.model_copy(update={"quota": None})
    answer = give(bare, [Candidate(name, name) for name in names], seats)
    match answer:
        case Refusal():
            return answer.reason
        case Seated():
            return answer.ids
