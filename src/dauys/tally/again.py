"""Elections that are held because of what came of another: on which act, by when, when not; and what one is made of.

Such an election is one of its own, with a definition and a record of its own that name the one before (``Event.before``). What
the law orders is in ``after.toml``; where it asks for what no record holds, such as the end of a term, whoever asks says it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from dauys.acts import Act, State
from dauys.acts.recall import last_of
from dauys.election.event import Before, Body, Commission, Contest, Event, law_of, lineage
from dauys.law import AGAINST_ALL, Option, Place
from dauys.law.words import Names
from dauys.protocol.after import Again, Cause, Stop, last_sunday, load_after, months_from
from dauys.protocol.beside import comes_with
from dauys.tally.result import outcome_of
from dauys.text import LANGUAGES, BadInput, Fault, phrase

QUESTIONS = ("repeat election", "not valid", "nobody elected")
"""Questions of an outcome at which a law may order another election; the sums that were signed last are their act."""


@dataclass(frozen=True, slots=True)
class Ground:
    """An act on which the law has an election held again in one constituency."""

    entry: int  # its number in the log
    act: Act
    cause: Cause
    contest: Contest
    rule: Again
    first: date  # the day of the election before

    @property
    def since(self) -> date:
        """The day of the act."""
        return datetime.fromisoformat(self.act.at).date()

    @property
    def call_by(self) -> date | None:
        """The last day on which it can be called; None where the law sets none."""
        return None if self.rule.called is None else months_from(self.since, self.rule.called.months)

    @property
    def hold_by(self) -> date | None:
        """The last day on which it can be held; None where the law sets none."""
        return None if self.rule.held is None else months_from(self.first, self.rule.held.months)


@dataclass(frozen=True, slots=True)
class Plan:
    """What whoever prepares such an election says of it."""

    day: date
    origin: str  # of its log
    term_ends: date | None = None  # the last day of the body's term, where the law asks for it
    agreed: str | None = None  # by which decision the day is another than the law's own


# ---- on which act ------------------------------------------------------------------------------------------------------


def grounds(state: State) -> list[Ground]:
    """Every act because of which the law has an election held again, in the order of the log."""
    found = []
    for body in state.event.bodies.values():
        if comes_with(body.law, "after"):
            causes = list(_causes(state, body))
            for rule in load_after(body.law).again:
                found += [
                    Ground(entry, state.entries[entry], cause, of, rule, state.event.date)
                    for entry, cause, of in causes if cause in rule.after and of.tier == (rule.tier or "constituency")
                ]  # fmt: skip
    return sorted(found, key=lambda one: one.entry)


def stops(state: State) -> list[tuple[int, Contest, Stop]]:
    """Acts that void lists in a part alone: what a repeat election of those would be the law does not say."""
    found = []
    for body in state.event.bodies.values():
        rules = (load_after(body.law).stop or ()) if comes_with(body.law, "after") else ()
        for rule in rules:
            for contest in state.event.contests_of_body(body.id):
                if contest.tier == rule.tier and contest.repeats is None and not _all_void(state, contest):
                    found += [(entry, contest, rule) for entry in _acts_on(state, contest, "election voided")[-1:]]
    return found


def _all_void(state: State, contest: Contest) -> bool:
    return state.when(contest.id) == "the election is void"


def _causes(state: State, body: Body) -> Iterator[tuple[int, Cause, Contest]]:
    """Number, cause and contest of what stands as it was left: a seat filled since, or a vote repeated, is no cause."""
    last: dict[str, int] = {}  # of each contest the last act on its mandate
    for entry, act in state.entries.items():
        if act.kind.startswith("mandate") and act.payload["body"] == body.id:
            last[act.payload["contest"]] = entry
    for contest in state.event.contests_of_body(body.id):
        if contest.repeats is not None or (contest.constituency is None and not _all_void(state, contest)):
            continue
        if contest.constituency is None:
            if f"{contest.id}.repeat" not in state.event.repeats:
                yield from ((entry, "election voided", contest) for entry in _acts_on(state, contest, "election voided")[-1:])
            continue
        if (entry := last.get(contest.id, -1)) >= 0 and state.entries[entry].kind == "mandate lost":
            yield entry, "mandate lost", contest
        if last_of(state, contest.id) == (called := "recall vote called"):
            yield _acts_on(state, contest, called)[-1], "recall vote called", contest
        if f"{contest.id}.repeat" not in state.event.repeats:
            yield from ((entry, "election voided", contest) for entry in _acts_on(state, contest, "election voided")[-1:])
    for question in outcome_of(state, body.id).questions:
        if question.kind in QUESTIONS and question.place is not None:
            for contest in state.event.contests_of_body(body.id):
                if contest.constituency == question.place and contest.repeats is None:
                    for entry in _acts_on(state, contest, "summary signed")[-1:]:
                        yield entry, question.kind, contest  # type: ignore[misc]  # one of QUESTIONS


def _acts_on(state: State, contest: Contest, kind: str) -> list[int]:
    return [n for n, act in state.entries.items() if act.kind == kind and act.payload["contest"] == contest.id]


# ---- whether, and when -------------------------------------------------------------------------------------------------


def check_plan(ground: Ground, plan: Plan) -> None:
    """Raise BadInput where the law has no such election on this day, with its article."""
    faults = tuple(_faults(ground, plan))
    if faults:
        raise BadInput(faults)


def _faults(ground: Ground, plan: Plan) -> Iterator[Fault]:
    rule, day = ground.rule, plan.day

    def wrong(key: str, value: object, cause: str, cure: str) -> Fault:
        return Fault(key, None, None, value, cause, cure)

    if day <= ground.since:
        yield wrong("date", day, f"the act because of which it is held is of {ground.since}", "name a later day")
    if rule.closed is not None:
        article = f"(Art. {rule.closed.article})"
        if plan.term_ends is None:
            cause = f"near the end of a term there is no such election {article}, and it is not said when the term ends"
            yield wrong("term ends", None, cause, "say the last day of the term")
        elif day >= (first := months_from(plan.term_ends, -rule.closed.months)):
            cause = f"from {first} to the end of the term there is no such election {article}"
            yield wrong("date", day, cause, "the seat stays vacant until the next election")
    last = ground.hold_by
    if rule.held is not None and last is not None and day > last and not (plan.agreed and rule.held.unless):
        cure = "name a day up to then, or the decision that set another" if rule.held.unless else "name a day up to then"
        yield wrong("date", day, f"it is held not later than {last} (Art. {rule.held.article})", cure)
    if rule.kind == "recall" and str(day) != (called := ground.act.payload["date"]):
        yield wrong("date", day, f"the vote on the recall was called for {called}", "name this day")
    if rule.sundays is not None and not plan.agreed:
        days = [last_sunday(year, month) for year in (day.year, day.year + 1) for month in rule.sundays.months]
        if day not in days:
            told = ", ".join(str(one) for one in days if one > ground.since)
            cause = f"by-elections are held on the last Sundays that the law names: {told} (Art. {rule.sundays.article})"
            yield wrong("date", day, cause, "name one of them, or by which decision another day was agreed")


# ---- what it is made of ------------------------------------------------------------------------------------------------


def held_again(event: Event, ground: Ground, plan: Plan, candidates: tuple[Option, ...]) -> Event:
    """The event: of the one before what belongs to the constituency, with other candidates; a recall is for and against. Raises
    BadInput as the law asks."""
    check_plan(ground, plan)
    contest, rule = ground.contest, ground.rule
    if rule.kind == "recall":
        candidates = tuple(Option(answer, "candidate", None, _said(answer)) for answer in ("for", "against"))
    body, areas = event.body(contest.body), event.constituencies
    listed = contest.constituency is None
    own = () if listed else (contest.id,)
    stations = {one.id: replace(one, constituencies=own) for one in event.stations_of(contest.id)}
    commissions = _above({one.commission for one in stations.values()}, event.commissions)
    commissions |= {
        one.id: one for one in event.commissions.values() if one.kind == "central" or one.place == contest.constituency
    }
    places = [*(one.place for one in stations.values()), *(one.place for one in commissions.values()), body.place]
    lineages = {place for one in places for place in lineage(one, event.places)}
    law = rule.held_by or body.law
    tier = law_of(law).tier_named(contest.tier)
    against = () if tier is None or tier.against_all is None else _against(event, contest)
    parties = {one.party for one in candidates}
    area = body.names if listed else areas[contest.id].names
    seats = dict(body.seats) if listed else {"constituency": 1}
    return Event(
        Names(**{language: _named(ground, area.told(language), language) for language in LANGUAGES}),
        plan.day, event.country, event.invented, plan.origin, (*event.notes, *_notes(event, ground, plan)),
        {body.id: replace(body, law=law, seats=seats)},
        _in_order(event.places, lineages),
        {name: party for name, party in event.parties.items() if name in parties},
        {} if listed else {contest.id: areas[contest.id]},
        {name: one for name, one in event.commissions.items() if name in commissions},
        stations,
        {contest.id: (*candidates, *against)},
        before=Before(rule.kind, event.origin, contest.id, ground.entry),
    )  # fmt: skip


def _in_order(places: Mapping[str, Place], names: set[str]) -> dict[str, Place]:
    return {name: place for name, place in places.items() if name in names}


def _above(names: set[str], commissions: Mapping[str, Commission]) -> dict[str, Commission]:
    """Commissions, and those above them."""
    found: dict[str, Commission] = {}
    for name in names:
        here: str | None = name
        while here is not None and here not in found:
            found[here] = commissions[here]
            here = commissions[here].parent
    return found


def _against(event: Event, contest: Contest) -> tuple[Option, ...]:
    """The line against all, as the ballot before had it."""
    return tuple(option for option in event.options_of(contest.id) if option.kind == AGAINST_ALL)


def _said(answer: str) -> Names:
    return Names(**{language: phrase(f"again.recall.{answer}", language) for language in LANGUAGES})


def _named(ground: Ground, area: str, language: str) -> str:
    return phrase(f"again.name.{ground.rule.kind}", language, area=area)


def _notes(event: Event, ground: Ground, plan: Plan) -> Iterator[str]:
    """What every page of its site says of it: which act of which log it follows."""
    rule = ground.rule
    yield f"{rule.kind} (Art. {rule.article}), after entry {ground.entry} of the log {event.origin}: {ground.act.kind}"
    if plan.agreed:
        yield f"the day was set by {plan.agreed}"
