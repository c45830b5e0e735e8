"""Who sits: the seats of an outcome, the persons who were given them, the quota of groups among them, and who comes next by
the order of the law. Values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dauys.acts import State
from dauys.election.event import PartyList, law_of
from dauys.law import Outcome
from dauys.law.known_quota import Counting, Standing, Verdict, standing
from dauys.law.mandates import Candidate, Refusal, Seated, give
from dauys.law.vocabulary import GroupQuota, Mandates
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


def gone(state: State, one: Places) -> frozenset[str]:
    """The persons who sat for an option, and sit no more."""
    of = (act.payload for act in state.mandates)
    sat = {told["person"] for told in of if (told["contest"], told["option"]) == (one.contest, one.option)}
    return frozenset(sat.difference(one.seated))


def rule_of(state: State, contest: str) -> Mandates | None:
    """What the law of a contest says of mandates; None for a constituency, where nobody but the elected one sits."""
    of = state.event.contest(contest)
    return law_of(state.event.body(of.body).law).mandates if of.tier == "list" else None


def person_named(listed: PartyList | None, typed: str) -> str:
    """The id of the person of a list who is meant by an id or a name; what was typed, where no one person is."""
    if listed is None:
        return typed
    meant = [one.id for one in listed.persons if typed and typed in (one.id, one.names.kk, one.names.ru, one.names.en)]
    return meant[0] if len(meant) == 1 else typed


def person_shown(listed: PartyList | None, person: str, language: str) -> str:
    """A person of a mandate for people: name and id, where the list is known."""
    names = {} if listed is None else {one.id: one.names.told(language) for one in listed.persons}
    return f"{names[person]} ({person})" if names.get(person) else person


def mandate_refusal(state: State, kind: str, told: Mapping[str, Any]) -> str | None:
    """Why a mandate cannot be given, lost or filled so; None where it can."""
    sits = seated(state, told["contest"], told["option"])
    if kind == "mandate lost":
        return None if told["person"] in sits else f"{told['person']} has no mandate to lose"
    if told["person"] in sits:
        return f"{told['person']} has a mandate already"
    if state.status.get(told["contest"]) != "final":
        return f"the result of {told['contest']} is not declared"
    one = _place_of(state, told)
    if one is None or one.free <= 0:
        return f"no seat of {told['option']} is free"
    left = gone(state, one)
    if (
        state.event.contest(one.contest).tier == "constituency"
        and (left or kind == "mandate filled")
        and told["person"] not in left
    ):
        return f"a vacated seat of {told['contest']} is filled by an election"
    if kind == "mandate filled" and not left:
        return f"no seat of {told['option']} was vacated"
    listed = state.event.lists.get((one.contest, one.option))
    if listed is not None and told["person"] not in {person.id for person in listed.persons}:
        return f"{told['person']} is not on the list of {one.option}"
    quota = quota_of(state, one, (told["person"],))
    if quota is not None and quota.verdict == "broken":
        return "the quota of groups could not be kept any more"
    return None


def _place_of(state: State, told: Mapping[str, Any]) -> Places | None:
    places = places_of(state, told["body"], outcome_of(state, told["body"]))
    return next((one for one in places if (one.contest, one.option) == (told["contest"], told["option"])), None)


def exhausted(state: State, one: Places) -> str | None:
    """The article by which a free seat stays vacant until the next election, since nobody is left on the list; None where
    somebody is, no seat is free, the list is not known, or the law does not say it."""
    rule, listed = rule_of(state, one.contest), state.event.lists.get((one.contest, one.option))
    if rule is None or rule.list_vacancy is None or rule.list_vacancy.exhausted is None or listed is None or one.free <= 0:
        return None
    away = {*one.seated, *gone(state, one)}
    return None if any(person.id not in away for person in listed.persons) else rule.list_vacancy.article


# ---- the quota of groups -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quota:
    """The quota of groups that the law asks among the mandates of a list, and how it stands."""

    rule: GroupQuota
    standing: Standing | None  # None: the persons of the list are not known, so it cannot be checked

    @property
    def verdict(self) -> Verdict:
        """How it stands."""
        return "unknown" if self.standing is None else self.standing.verdict


def quota_of(state: State, one: Places, also: Sequence[str] = ()) -> Quota | None:
    """The quota of a list with those who sit, and some more who are given a seat now; None where none holds."""
    rule, listed = rule_of(state, one.contest), state.event.lists.get((one.contest, one.option))
    if rule is None or rule.quota is None:
        return None
    if listed is None:
        return Quota(rule.quota, None)
    marked = frozenset(person.id for person in listed.persons if person.quota)
    known = Counting(frozenset(person.id for person in listed.persons), marked, listed.quota_more)
    sitting = (*one.seated, *(person for person in also if person not in one.seated))
    return Quota(rule.quota, standing(rule.quota, known, one.seats, sitting, gone(state, one), also))


def quota_told(state: State, told: Mapping[str, Any]) -> Quota | None:
    """The quota as it stands once a mandate is given as an act tells; None where none holds."""
    one = _place_of(state, told)
    return None if one is None else quota_of(state, one, (told["person"],))


# ---- the order of the law ----------------------------------------------------------------------------------------------


def next_in_order(state: State, one: Places) -> tuple[str, ...] | str:
    """Who of a list would take the seats that are free, where the party names nobody; or why the law cannot say it."""
    rule, listed = rule_of(state, one.contest), state.event.lists[one.contest, one.option]
    assert rule is not None
    away = {*one.seated, *gone(state, one)}
    return in_order(
        rule, [Candidate(person.id, person.names.kk or "") for person in listed.persons if person.id not in away], one.free
    )


def in_order(rule: Mandates, candidates: Sequence[Candidate], seats: int) -> tuple[str, ...] | str:
    """Who would sit by the order of the law; or why the law cannot say it.

    The quota is not asked here: how the order and the quota meet the law does not say, so it is told beside the order.
    """
    bare = rule.model_copy(update={"quota": None})
    answer = give(bare, candidates, seats)
    match answer:
        case Refusal():
            return answer.reason
        case Seated():
            return answer.ids
