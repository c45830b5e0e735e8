"""The constituency tier: one contest after another, each decided by itself."""

from collections.abc import Mapping
from dataclasses import replace

from dauys.law.outcome import Clerk, Question, Seat
from dauys.law.thresholds import base_of, seats_of
from dauys.law.ties import break_tie
from dauys.law.vocabulary import AbsoluteMajority, Approval, Tier
from dauys.law.votes import INDEPENDENT, Count, Declared, Votes
from dauys.seats import Number, Tie, Value, absolute_majority, plurality


def constituency_tier(tier: Tier, votes: Votes, clerk: Clerk) -> tuple[tuple[Seat, ...], bool]:
    """Seats in constituencies, and whether all of them are settled (linked list seats wait for that)."""
    before = len(clerk.questions)
    seats: list[Seat] = []
    declared = [d for d in votes.declared if d.tier == tier.name]
    first = votes.areas(tier.name, tier.area)
    if not _fits(tier, votes, declared, first, clerk):
        return (), False
    second = votes.areas(tier.name, tier.area, round=2)
    for place, count in first.items():
        seats += _contest(tier, votes, count, second.get(place), clerk)
    if declared:
        known = tuple(Seat(d.tier, d.place, d.party, d.option, d.seats) for d in declared)
        seats += known
        clerk.note("declared", tier.formula.article, *told_as_declared(known), tier.name)
    return tuple(seats), len(clerk.questions) == before


def told_as_declared(seats: tuple[Seat, ...]) -> tuple[dict[str, Value], dict[str, Value]]:
    """What the trace says of declared seats: how many, how many of them in a known place, and whose."""
    by_party: dict[str, Value] = {}
    for seat in seats:
        name = seat.party or INDEPENDENT
        by_party[name] = sum(other.seats for other in seats if (other.party or INDEPENDENT) == name)
    placed = sum(seat.seats for seat in seats if seat.place)
    return {"seats": sum(s.seats for s in seats), "of which in a known constituency": placed}, {"seats by party": by_party}


def _fits(tier: Tier, votes: Votes, declared: list[Declared], counted: Mapping[str, Count], clerk: Clerk) -> bool:
    """Whether there are votes, or declared winners, for just the seats that the law has; else a question says what is not."""
    strays = votes.strays(tier.name, tier.area)
    if strays:
        clerk.ask(Question("no place", tier.name, None, reason=f"{tier.area}: {', '.join(strays[:5])}"))
        return False
    twice = sorted({d.place for d in declared if d.place} & set(counted))
    if twice:
        clerk.ask(Question("counted and declared", tier.name, None, reason=", ".join(twice)))
        return False
    should = seats_of(tier, votes)
    places = {place for place, node in votes.places.items() if node.kind == tier.area} | set(counted)
    if tier.area == "country" and counted:
        places = {votes.country}
    covered = {d.place for d in declared if d.place} | set(counted)
    loose = sum(d.seats for d in declared if d.place is None)
    seats = sum(seats_in(tier, votes, place) for place in places) if places else loose
    if should is not None and seats and seats != should:
        reason = f"{seats}, {should}"
        clerk.ask(Question("other constituencies", tier.name, None, article=tier.formula.article, reason=reason))
        return False
    missing = len(places - covered) - loose if places else 0 if loose else -1
    if missing:
        number = "" if should is None and missing < 0 else str(should if missing < 0 else missing)
        clerk.ask(
            Question("no votes", tier.name, None, article=tier.formula.article, reason=number or "?", at="constituencies")
        )
    return True


def seats_in(tier: Tier, votes: Votes, place: str) -> int:
    """The seats of one area, as the law or the data set them."""
    if tier.seats_per_area == "set for each place":
        return votes.places[place].seats.get(tier.name, 1) if place in votes.places else 1
    return tier.seats_per_area or 1


def _contest(tier: Tier, votes: Votes, count: Count, again: Count | None, clerk: Clerk) -> list[Seat]:
    """One constituency: its first round, and its second (a run-off or a repeat vote) where there was one."""
    place = count.place
    unknown = [option for option, number in count.votes.items() if number is None]
    if unknown:
        clerk.ask(Question("not counted", tier.name, place, reason=", ".join(unknown)))
        return []
    if not _valid(tier, votes, count, clerk):
        return []
    candidates = _candidates(tier, votes, count)
    seats = seats_in(tier, votes, place)
    if not candidates or max(candidates.values()) == 0:
        clerk.ask(Question("nobody has votes", tier.name, place, article=tier.formula.article))
        return []
    if isinstance(tier.formula, AbsoluteMajority):
        base = base_of(tier.formula.of, count, votes)
        if base is None:
            clerk.ask(Question("base unknown", tier.name, place, article=tier.formula.article, reason=tier.formula.of))
            return []
        majority = absolute_majority(
            candidates, base, more_than=tier.formula.more_than, run_off_between=tier.formula.run_off.between
        )
        clerk.copy(majority.trace, tier.formula.article, tier.name, place)
        if majority.tie is not None and majority.tie.at == "votes":
            first = break_tie(tier, majority.tie, votes, candidates, clerk, place, stood=len(candidates))
            return _seated(tier, votes, place, first or frozenset())
        if majority.elected:
            return _seated(tier, votes, place, majority.elected)
        return _run_off(tier, votes, place, majority.run_off, majority.tie, candidates, again, clerk)

    if isinstance(tier.formula, Approval):
        return _approved(tier, tier.formula, votes, count, candidates, clerk)
    choice = plurality(candidates, seats)
    clerk.copy(choice.trace, tier.formula.article, tier.name, place)
    elected = choice.elected
    if choice.tie is not None:
        if again is not None:  # the repeat vote that the law orders has been held
            return _seated(tier, votes, place, elected) + _second_round(tier, votes, place, again, choice.tie.among, clerk)
        winners = break_tie(tier, choice.tie, votes, candidates, clerk, place, stood=len(candidates))
        elected = elected | (winners or frozenset())
    return _seated(tier, votes, place, elected)


def _candidates(tier: Tier, votes: Votes, count: Count) -> dict[str, Number]:
    """Votes of those who can be elected: all lines of the ballot but *against all*."""
    return {
        option: number
        for option, number in count.votes.items()
        if number is not None and votes.option(tier.name, count.place, option).kind != "against_all"
    }


def _run_off(
    tier: Tier, votes: Votes, place: str, between: frozenset[str], tie: Tie | None, candidates: Mapping[str, Number],
    again: Count | None, clerk: Clerk,
) -> list[Seat]:  # fmt: skip
    """Nobody has the majority: the second round decides, by plurality, if it has been held; else it is the question."""
    assert isinstance(tier.formula, AbsoluteMajority)
    if again is not None:
        best = between | (tie.among if tie else frozenset())
        stood = frozenset(again.votes) if tier.formula.run_off.dropout is not None else best
        return _second_round(tier, votes, place, again, stood, clerk)
    if tie is not None:
        winners = break_tie(tier, tie, votes, candidates, clerk, place, stood=len(candidates))
        if winners is None:
            return []
        between |= winners
    run_off = tier.formula.run_off
    if len(between) == 1:  # one candidate stood, and the majority was not reached
        clerk.ask(Question("nobody elected", tier.name, place, article=tier.formula.article))
        return []
    if len(candidates) == 2 and run_off.two_stood != "run-off":
        kind = "repeat election" if run_off.two_stood == "repeat election" else "nobody elected"
        clerk.ask(Question(kind, tier.name, place, article=run_off.article, at="majority"))
        return []
    chosen = clerk.ask(
        Question("run-off", tier.name, place, tuple(sorted(between)), 1, tier.formula.run_off.article, at="majority")
    )
    return _seated(tier, votes, place, frozenset(chosen or ()))


def _approved(
    tier: Tier, formula: Approval, votes: Votes, count: Count, candidates: Mapping[str, Number], clerk: Clerk
) -> list[Seat]:
    """A question: yes by more than the share, else no. Neither is a tie, and nothing is asked."""
    base = base_of(formula.of, count, votes)
    if base is None:
        clerk.ask(Question("base unknown", tier.name, count.place, article=formula.article, reason=formula.of))
        return []
    said = absolute_majority(
        {formula.yes: candidates.get(formula.yes, 0)}, base, more_than=formula.more_than, run_off_between=0
    )
    clerk.copy(said.trace, formula.article, tier.name, count.place)
    return _seated(tier, votes, count.place, said.elected or frozenset({formula.no}))


def _second_round(tier: Tier, votes: Votes, place: str, again: Count, among: frozenset[str], clerk: Clerk) -> list[Seat]:
    """Most votes among those who may stand again."""
    standing = {option: number for option, number in _candidates(tier, votes, again).items() if option in among}
    if not standing:
        clerk.ask(Question("not counted", tier.name, place, reason=", ".join(sorted(among))))
        return []
    choice = plurality(standing)
    article = tier.formula.run_off.article if isinstance(tier.formula, AbsoluteMajority) else tier.formula.article
    clerk.copy(choice.trace, article, tier.name, place)
    elected = choice.elected
    if choice.tie is not None:
        tie = replace(choice.tie, at="second vote")
        elected |= break_tie(tier, tie, votes, standing, clerk, place, stood=len(standing), second=True) or frozenset()
    return _seated(tier, votes, place, elected)


def _seated(tier: Tier, votes: Votes, place: str, elected: frozenset[str]) -> list[Seat]:
    return [Seat(tier.name, place, votes.option(tier.name, place, name).party, name, 1) for name in sorted(elected)]


def _valid(tier: Tier, votes: Votes, count: Count, clerk: Clerk) -> bool:
    """Quorum and turnout, where the law has them; a figure that is not known leaves the question open."""
    for condition in tier.valid_if:
        has, of = base_of(condition.what, count, votes), base_of(condition.of, count, votes)
        if has is None or of is None:
            missing = condition.what if has is None else condition.of
            clerk.ask(Question("base unknown", tier.name, count.place, article=condition.article, reason=missing))
            return False
        line, share = ("more than", condition.more_than) if condition.at_least is None else ("at least", condition.at_least)
        assert share is not None
        met = has > of * share if condition.at_least is None else has >= of * share
        clerk.note(
            "validity", condition.article, {"what": condition.what, "number": has, line: share, "of": condition.of, "base": of},
            {"valid": met}, tier.name, count.place,
        )  # fmt: skip
        if not met:
            clerk.ask(Question("not valid", tier.name, count.place, article=condition.article, reason=condition.what))
            return False
    return True
