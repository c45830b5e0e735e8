"""What can still change in constituencies where the most votes win: who can still win, and who has won whatever comes.

A candidate is in reach of a seat if all outstanding votes could bring it there, or level with the last seat; and is
elected if no way to share them among the others takes the seat away.
"""

from collections.abc import Iterator, Mapping

from dauys.law.bounds_values import CandidateBounds, Constituency, NotCovered
from dauys.law.constituencies import seats_in
from dauys.law.outcome import Clerk, Outcome
from dauys.law.ties import break_tie
from dauys.law.vocabulary import Compensatory, Law, Plurality, Tier
from dauys.law.votes import Count, Votes
from dauys.seats import Number, plurality


def constituencies(
    law: Law, tier: Tier, votes: Votes, coming: Mapping[str, int], outcome: Outcome, settled: bool
) -> Iterator[Constituency | NotCovered]:
    """Every constituency that has votes.

    coming: outstanding ballots by constituency; outcome: of the votes so far; settled: nothing is outstanding anywhere.
    """
    asked = [question for question in outcome.questions if question.tier == tier.name]
    if stopped := next((question for question in asked if question.place is None), None):
        yield NotCovered("bounds.question", tier.name, question=stopped)
        return
    if isinstance(law.linkage, Compensatory) and law.linkage.overhang == "left out" and not settled:
        yield NotCovered("bounds.linkage", tier.name, article=law.linkage.article, word=law.linkage.kind)
        return
    again = votes.areas(tier.name, tier.area, round=2)
    for place, count in votes.areas(tier.name, tier.area).items():
        seats, outstanding = seats_in(tier, votes, place), coming.get(place, 0)
        here = [question for question in asked if question.place == place]
        cast = {
            name: number for name, number in count.votes.items() if votes.option(tier.name, place, name).kind != "against_all"
        }
        known = {name: number for name, number in cast.items() if number is not None}
        reason = _not_covered(tier, seats, place in again)
        if len(known) < len(cast):
            yield NotCovered("bounds.not counted", tier.name, place)
        elif not outstanding and (reason or not here):  # as the engine has it, lots and second rounds among it
            elected = {seat.option for seat in outcome.seats if seat.tier == tier.name and seat.place == place}
            in_reach = elected | {choice for question in here for choice in question.choices}
            yield _told(tier, votes, count, known, 0, {n: (n in elected, n in in_reach) for n in known}, not here)
        elif reason:
            yield NotCovered(reason, tier.name, place, tier.formula.article)
        else:
            still = _still(tier, votes, place, known, seats, outstanding)
            decided = any(elected for elected, _ in still.values()) and all(sure == can for sure, can in still.values())
            yield _told(tier, votes, count, known, outstanding, still, decided)


def _not_covered(tier: Tier, seats: int, second_round: bool) -> str | None:
    """Why outstanding ballots cannot be looked through in a constituency; None where they can."""
    if not isinstance(tier.formula, Plurality) or second_round:
        return "bounds.majority"
    if tier.valid_if:
        return "bounds.validity"
    if seats > 1 and any(rule.by in ("registration time", "most votes") for rule in tier.tie):
        return "bounds.tie"
    return None


def _told(
    tier: Tier, votes: Votes, count: Count, known: Mapping[str, Number], outstanding: int, still: dict[str, tuple[bool, bool]],
    decided: bool,
) -> Constituency:  # fmt: skip
    ranked = sorted(known, key=lambda name: -known[name])
    seats = seats_in(tier, votes, count.place)
    candidates = tuple(
        CandidateBounds(n, votes.option(tier.name, count.place, n).party, known[n], still[n][1], still[n][0]) for n in ranked
    )
    lead = known[ranked[seats - 1]] - known[ranked[seats]] if len(ranked) > seats > 0 else None
    return Constituency(count.place, tier.formula.article, seats, outstanding, candidates, decided, lead)


def _still(
    tier: Tier, votes: Votes, place: str, cast: Mapping[str, Number], seats: int, outstanding: int
) -> dict[str, tuple[bool, bool]]:
    """By candidate: whether it is elected whatever comes, and whether it is in reach of a seat."""

    def sure(name: str) -> bool:
        against = _against(cast, name, seats, outstanding)
        return all(name in _elected(tier, votes, place, final, seats)[0] for final in against)

    def in_reach(name: str) -> bool:
        return name in _elected(tier, votes, place, {**cast, name: cast[name] + outstanding}, seats)[1]

    return {name: (sure(name), in_reach(name)) for name in cast}


def _elected(
    tier: Tier, votes: Votes, place: str, cast: Mapping[str, Number], seats: int
) -> tuple[frozenset[str], frozenset[str]]:
    """Who is elected for sure, and with those who are tied for the last seats, where no rule tells them apart."""
    if not any(cast.values()):
        return frozenset(), frozenset()
    choice = plurality(cast, seats)
    if choice.tie is None:
        return choice.elected, choice.elected
    winners = break_tie(tier, choice.tie, votes, cast, Clerk(), place, stood=len(cast))
    if winners is None:
        return choice.elected, choice.elected | choice.tie.among
    return choice.elected | winners, choice.elected | winners


def _against(cast: Mapping[str, Number], name: str, seats: int, outstanding: int) -> Iterator[dict[str, Number]]:
    """The ways to bring a candidate down: each rival with all that comes; for several seats, as many rivals level with it."""
    yield dict(cast)
    rivals = sorted((other for other in cast if other != name), key=lambda other: -cast[other])
    if seats == 1:
        yield from ({**cast, rival: cast[rival] + outstanding} for rival in rivals)
    elif len(rivals) >= seats:
        level = {rival: max(cast[rival], cast[name]) for rival in rivals[:seats]}
        if sum(level[rival] - cast[rival] for rival in level) <= outstanding:
            yield {**cast, **level}
