"""Which act of a nomination is allowed: whose matter it is, whether it is time, and what the edition asks of it.

Every fault is told at once. Nothing is decided here that the law leaves to the commission: what it has looked at, it names.
"""

import datetime
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from dauys.acts.kinds import Act
from dauys.acts.nominating import Unfit
from dauys.election.event import Contest, Event
from dauys.protocol.beside import comes_with
from dauys.protocol.calendar import Matter, load_calendar
from dauys.protocol.candidacy import (
    Nomination,
    list_faults,
    list_seats,
    lodging_faults,
    mandates_of,
    nomination_of,
    too_young,
    twice,
)
from dauys.protocol.life import NotAllowed
from dauys.protocol.nomination_law import NominationLaw, TierRules, load_nomination
from dauys.protocol.windows import MOMENT, check_window
from dauys.text import foreign_letters

if TYPE_CHECKING:
    from dauys.acts.replay import State

ID = re.compile(r"\w+([.-]\w+)*")
"""An id that a definition can hold."""

EARLIEST = 1900
"""Nobody who stands was born before."""


def check_nomination(state: "State", act: Act) -> None:
    """Raise NotAllowed where an act cannot be done as things stand."""
    if state.frozen is not None:
        raise Unfit("the definition is frozen: nobody is nominated or withdrawn any more")
    _CHECKS[act.kind](state, act)


# ---- whose matter it is ------------------------------------------------------------------------------------------------


def rules_of(event: Event, body: str) -> NominationLaw:
    """The rules of nomination of a body's edition. Raises NotAllowed where none come with it."""
    law = event.body(body).law
    if not has_rules(law):
        raise Unfit(f"no rules of nomination come with {law}")
    return load_nomination(law)


@cache
def has_rules(law: str) -> bool:
    """Whether rules of nomination come with an edition; asked of every act, so that the disk is not."""
    return comes_with(law, "nomination")


def widest(state: "State", contest: Contest, kind: str) -> str:
    """The widest commission of a kind on the way of a contest's papers from its first station; of none, the central one."""
    first = state.event.stations_of(contest.id)[0].id
    found = [commission for commission, part in state.way(first, contest.id).items() if kind in part.kinds]
    return found[-1] if found else central(state.event)


def central(event: Event) -> str:
    """The central commission of an event."""
    return next(one.id for one in event.commissions.values() if one.kind == "central")


def registrar(state: "State", contest: Contest) -> str:
    """The commission with which nominations in a contest are lodged, and which registers or refuses them."""
    return widest(state, contest, rules_of(state.event, contest.body).tier_named(contest.tier).registers)


def calendar_setter(state: "State", body: str) -> str:
    """The commission that sets the days for a body."""
    return widest(state, state.event.contests_of_body(body)[0], rules_of(state.event, body).calendar.kind)


def _is(act: Act, *commissions: str) -> None:
    if act.commission not in commissions:
        raise Unfit(f"this is for {commissions[0]} to do")


def _called(state: "State", body: str) -> None:
    if body not in state.nominations.called:
        raise Unfit(f"the election of {body} is not called yet")


def _before(state: "State", act: Act, *others: str) -> tuple[Contest, NominationLaw]:
    """The contest and the rules of an act on a nomination: the election is called, and it is this commission's matter."""
    contest = state.known_contest(act.payload["contest"])
    _called(state, contest.body)
    _is(act, registrar(state, contest), *others)
    return contest, rules_of(state.event, contest.body)


def _one(state: "State", act: Act, *states: str) -> Nomination:
    """The nomination that an act is on, which stands in one of these states."""
    one = state.nominations.known.get((act.payload["contest"], act.payload["option"]))
    if one is None:
        raise Unfit(f"nothing of this id was lodged: {act.payload['option']}")
    if one.state not in states:
        raise Unfit(f"as it stands, this does not follow: {one.state}")
    return one


def _in_time(state: "State", contest: Contest, act: Act, matter: Matter) -> None:
    dates = state.nominations.dates_of(contest)
    check_window(load_calendar(state.event.body(contest.body).law), dates, matter, told_moment(act))


def _decided(state: "State", body: str, act: Act) -> None:
    decision, deciding = act.payload["decision"], state.chain(state.event.body(body).law).deciding
    if decision is None:
        raise Unfit("the commission's decision is missing")
    if deciding is not None and (refusal := deciding.refusal(decision)) is not None:
        raise NotAllowed(refusal)


def told_moment(act: Act) -> datetime.datetime:
    """When it was, by the commission's own clock. Raises NotAllowed where that is after the act itself."""
    moment = datetime.datetime.strptime(act.payload["moment"], MOMENT)
    if moment > datetime.datetime.fromisoformat(act.at).replace(tzinfo=None):
        raise Unfit("the moment has not come yet")
    return moment


# ---- each act ----------------------------------------------------------------------------------------------------------


def _check_call(state: "State", act: Act) -> None:
    told, event = act.payload, state.event
    _is(act, central(event))
    for body in told["bodies"]:
        state.known_body(body)
        by = {one.sort: one.by for one in rules_of(event, body).call}.get(told["sort"])
        if body in state.nominations.called:
            raise Unfit(f"the election of {body} is called already")
        if by != told["by"]:
            raise Unfit(f"the election of {body} is not called by this authority")
        if told["by"] == "central commission":
            _decided(state, body, act)
    if told["by"] == "president" and told["decision"] is not None:
        raise Unfit("what the President has decided, the commission does not vote on")
    if told["date"] != event.date.isoformat():
        raise Unfit(f"the definition is of {event.date.isoformat()}, the call of {told['date']}")


def _check_calendar(state: "State", act: Act) -> None:
    told = act.payload
    body, contest = told["body"], told["contest"]
    state.known_body(body)
    _called(state, body)
    if contest is not None and state.known_contest(contest).body != body:
        raise Unfit(f"{contest} is no contest of {body}")
    _is(act, calendar_setter(state, body) if contest is None else registrar(state, state.known_contest(contest)))
    codes = {one.code for one in load_calendar(state.event.body(body).law).milestone}
    named = [one["milestone"] for one in told["dates"]]
    if strangers := sorted(set(named) - codes):
        raise Unfit(f"the calendar has no milestone {', '.join(strangers)}")
    if len(set(named)) < len(named):
        raise Unfit("a milestone has two days")
    _decided(state, body, act)


def _check_lodged(state: "State", act: Act) -> None:
    contest, rules = _before(state, act)
    one, tier = nomination_of(act.payload), rules.tier_named(contest.tier)
    _in_time(state, contest, act, "nomination")
    faults = [*_nominator_faults(tier, one, state.event.parties), *_row_faults(contest, one, state.event.date.year)]
    before = state.nominations.known.get((one.contest, one.option))
    if before is not None and before.stands:
        faults.append(f"{one.option} is lodged already")
    each = next((may.one_each for may in tier.may if may.who == one.who), None)
    others = (other for other in state.nominations.of(one.contest) if other.stands and other.option != one.option)
    if each is not None and any(_same_nominator(one, other) for other in others):
        faults.append(f"who nominates has another nomination here, Art. {each}")
    faults += lodging_faults(mandates_of(state.event, contest), one)
    if faults:
        raise Unfit(*faults)


def _same_nominator(one: Nomination, other: Nomination) -> bool:
    return one.who == other.who and (one.party, one.nominator.kk) == (other.party, other.nominator.kk)


def _nominator_faults(tier: TierRules, one: Nomination, parties: Collection[str]) -> Iterator[str]:
    """Who nominates may do so here, and is named where he has a name."""
    if one.who not in [may.who for may in tier.may]:
        yield "whoever nominates this may not do so here"
    if (one.who == "party") != (one.party is not None) or (one.who == "association") != (one.nominator.kk is not None):
        yield "a party is named by its id, an association by its name, and who nominates himself by neither"
    if one.party is not None and one.party not in parties:
        yield f"this party stands not in parties.csv: {one.party}"


def _row_faults(contest: Contest, one: Nomination, year: int) -> Iterator[str]:
    """Ids that a definition can hold, years that can be, names in one alphabet, and one person for a candidate."""
    if contest.tier == "constituency" and [person.id for person in one.nominees] != [one.option]:
        yield "a candidate is one person, of the same id"
    for person in one.nominees:
        if not ID.fullmatch(person.id):
            yield f"an id that no definition can hold: {person.id}"
        if not EARLIEST <= person.born < year:
            yield f"no year of birth of a candidate: {person.born}"
    for name in (one.names, one.nominator, *(person.names for person in one.nominees)):
        for told in (name.kk, name.ru):
            if foreign_letters(told or ""):
                yield f"Latin letters in a Cyrillic word: {told}"


def _check_registered(state: "State", act: Act) -> None:
    contest, rules = _before(state, act)
    one, tier = _one(state, act, "lodged"), rules.tier_named(contest.tier)
    _in_time(state, contest, act, "withdrawal" if one.granted else "registration")
    faults = []
    if missing := [req.code for req in tier.requirements(one.who) if req.code not in act.payload["checked"]]:
        faults.append(f"{len(missing)} of what the law asks for is not ticked")
    if young := too_young(rules, one, state.event.date.year):
        faults.append(f"younger than {rules.age.at_least}, Art. {rules.age.article}: {', '.join(young)}")
    looked = act.payload["looked_at"]
    found = twice(rules, one, state.nominations.namesakes(one), state.event.contest)
    faults += [f"may stand in two places, Art. {two.rule.article}: {two.key}" for two in found if two.key not in looked]
    if contest.tier == "list":
        faults += list_faults(mandates_of(state.event, contest), one, list_seats(state.event, contest))
    if faults:
        raise Unfit(*faults)
    _decided(state, contest.body, act)


def _check_ending(state: "State", act: Act) -> None:
    told = act.payload
    refuses = act.kind == "nomination refused"
    contest, rules = _before(state, act)
    one = _one(state, act, *(("lodged",) if refuses else ("lodged", "registered")))
    _in_time(state, contest, act, "registration" if refuses and not one.granted else "withdrawal")
    person = told.get("person")
    grounds = {ground.code: ground for ground in rules.reasons("refused" if refuses else "withdrawn", contest.tier)}
    ground = grounds.get(told["reason"])
    if ground is None or (ground.of == "person") != (person is not None):
        raise Unfit(f"the law has no such ground for it: {told['reason']}")
    if ground.article != told["article"]:
        raise Unfit(f"this ground stands in Art. {ground.article}, not in {told['article']}")
    if person is not None and person not in [nominee.id for nominee in one.nominees]:
        raise Unfit(f"nobody on the list has the id {person}")
    if person is not None and len(one.nominees) == 1:
        raise Unfit("this is the last person of the list")
    left = one if person is None else one.without(person, told["more"])
    if faults := list(lodging_faults(mandates_of(state.event, contest), left)):
        raise Unfit(*faults)
    _decided(state, contest.body, act)


def _check_appeal(state: "State", act: Act) -> None:
    contest, _ = _before(state, act, central(state.event))
    _one(state, act, "refused", "withdrawn")
    told_moment(act)
    if act.payload["by"] == "court" and act.payload["decision"] is not None:
        raise Unfit("what a court has decided, the commission does not vote on")
    if act.payload["by"] != "court":
        _decided(state, contest.body, act)


def _check_order(state: "State", act: Act) -> None:
    contest = state.known_contest(act.payload["contest"])
    _called(state, contest.body)
    rules = rules_of(state.event, contest.body)
    _is(act, central(state.event) if contest.tier == "list" else registrar(state, contest))
    order, standing = act.payload["order"], {one.option for one in state.nominations.registered(contest.id)}
    if contest.tier == "constituency" and state.nominations.in_order(contest) is not None:
        raise Unfit(f"candidates stand in the order of the alphabet, Art. {rules.ballot.article}")
    if sorted(order) != sorted(standing):
        raise Unfit(f"the order is of all who are registered, each once: {', '.join(sorted(standing))}")
    if not state.nominations.in_alphabet(contest, order):
        raise Unfit(f"candidates stand in the order of the alphabet, Art. {rules.ballot.article}")
    _decided(state, contest.body, act)


_CHECKS: Mapping[str, Callable[["State", Act], None]] = {
    "election called": _check_call, "calendar set": _check_calendar, "nomination lodged": _check_lodged,
    "nomination registered": _check_registered, "nomination refused": _check_ending, "nomination withdrawn": _check_ending,
    "appeal decided": _check_appeal, "order drawn": _check_order,
}  # fmt: skip
