"""Acts on results, from the signed sums to the seats: whose matter it is, whether it is time, who decided.

That two people do it, and what comes of it, is for the replay (``replay.py``). Whether a lot answers its question, or a
question is open on what is declared, only the law knows: it is not seen here.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dauys.acts.kinds import Act
from dauys.acts.status import NOTHING, moved
from dauys.election.event import Contest, law_of
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
        elif _calls(act):
            _check_second_round(state, act, contest)
        elif act.commission not in state.declaring(contest.id):
            raise NotAllowed(f"{act.commission} does not declare {contest.id}")
    chain = state.chain(state.event.body(contests[0].body).law)
    if act.kind == "result declared":
        _check_status(state, act, chain)
    state.check_decision(act, chain, state.roles(act.commission))


def _calls(act: Act) -> bool:
    """Whether an act calls a second round; a repeat of what was void is for who declares."""
    return act.kind == "repeat vote called" and act.payload["cause"] != "void"


def _check_second_round(state: "State", act: Act, contest: Contest) -> None:
    """By the commission that the edition names; a run-off where the law has one, between as many, on its day."""
    if act.commission not in state.calling(contest.id):
        raise NotAllowed(f"{act.commission} does not declare {contest.id}")
    tier = law_of(state.event.body(contest.body).law).tier_named(contest.tier)
    run_off = None if tier is None else getattr(tier.formula, "run_off", None)
    if act.payload["cause"] != "run-off":
        return
    if run_off is None:
        raise NotAllowed(f"the law of {contest.body} has no run-off")
    if len(act.payload["options"]) != run_off.between:
        raise NotAllowed(f"a run-off is between {run_off.between} (Art. {run_off.article})")
    if run_off.within == "the same day" and act.payload["date"] != state.event.date.isoformat():
        raise NotAllowed(f"a run-off is held on the day of the first vote, {state.event.date} (Art. {run_off.article})")


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
