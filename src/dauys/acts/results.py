"""Acts on results, from the signed sums to the seats: whose matter it is, whether it is time, who decided.

That two people do it, and what comes of it, is for the replay (``replay.py``). Whether a lot answers its question, or a
question is open on what is declared, only the law knows: it is not seen here.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dauys.acts.kinds import Act
from dauys.acts.status import NOTHING, moved
from dauys.election.event import Contest
from dauys.protocol.chain import Chain
from dauys.protocol.life import NotAllowed

if TYPE_CHECKING:
    from dauys.acts.replay import State


def check_result(state: "State", act: Act) -> None:
    """Raise NotAllowed where an act on results is not this commission's, too early, or not decided."""
    contests = _about(state, act)
    for contest in contests:
        if act.kind == "summary signed":
            _check_sums(state, act.commission, contest.id)
        elif act.commission not in state.declaring(contest.id):
            raise NotAllowed(f"{act.commission} does not declare {contest.id}")
    chain = state.chain(state.event.body(contests[0].body).law)
    if act.kind == "result declared":
        _check_status(state, act, chain)
    state.check_decision(act, chain, state.roles(act.commission))


def _check_sums(state: "State", commission: str, contest: str) -> None:
    """Sums are signed by those who must, and not while a paper is waited for, a corrected one among them."""
    stations = state.summing(contest).get(commission)
    if stations is None:
        raise NotAllowed(f"{commission} does not sum up {contest}")
    if missing := state.waited_for(contest, stations):
        raise NotAllowed(f"papers are missing that this summary sums up: {len(missing)}, that of {missing[0]} among them")


def _check_status(state: "State", act: Act, chain: Chain) -> None:
    """Each contest stands where the chain lets it be declared from, as what it is declared."""
    for name in act.payload["contests"]:
        now, told = state.status.get(name, NOTHING), act.payload["status"]
        if moved(chain, now, act.kind, state.roles(act.commission), state.when(name)) != told:
            raise NotAllowed(f"{name} stands at '{now}': it cannot be declared {told} from there")


def _about(state: "State", act: Act) -> Sequence[Contest]:
    """The contests that an act is about: those that it names, or all of the body that it names."""
    told = act.payload
    named = [told["contest"]] if "contest" in told else told.get("contests", [])
    contests = [state.known_contest(name) for name in named]
    body = told.get("body") or contests[0].body
    state.known_body(body)
    if strangers := [contest.id for contest in contests if contest.body != body]:
        raise NotAllowed(f"{strangers[0]} is no contest of {body}")
    return contests or state.event.contests_of_body(body)
