"""What can still change: given the votes so far and the ballots that are outstanding, the bounds of every seat.

Bounds, not forecasts: whatever the missing stations say, the seats lie between the two numbers. An outstanding ballot may
become a vote for any line of its contest, or be invalid, or never come; a vote that is counted stays as it is.

*Fewest* is what a list is sure to have, *most* what it can have, over every way in which the ballots come out and every
answer to a question that the engine would ask then: a lot may fall either way, a decision may be taken either way. Where
only other votes would answer the question, nobody has the seats. A tie that the law itself breaks is broken: registration
time decides where it is known and differs. Where a threshold may be read in several ways (``also_try``), each reading is
gone through by itself, with its own base: a result under any of them is possible, for where they differ it is asked which
of them holds. Bases move with the ballots: a ballot in the box adds to *ballots in boxes* though it is invalid, a vote
against all to *valid votes* where these include them; *ballots issued* also counts one that was taken away.

Which questions can still arise is not listed: a tie hangs on single votes. They are in the bounds all the same.

Covered: the most votes; Hare's quota with largest remainders, and divisors; thresholds by votes; the lone list; tiers side
by side. Anything else is named in ``not_covered``, unless no ballot is outstanding and the engine's outcome stands.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from dauys.law.apply import apply
from dauys.law.bounds_constituencies import constituencies
from dauys.law.bounds_lists import area_kind, divisions
from dauys.law.bounds_values import (
    Bounds,
    CandidateBounds,
    Coming,
    Constituency,
    ListBounds,
    ListContest,
    NotCovered,
    PartyBounds,
    Range,
)
from dauys.law.outcome import Answer, Outcome
from dauys.law.ties import rule_for
from dauys.law.vocabulary import Law
from dauys.law.votes import INDEPENDENT, Count, Votes

__all__ = [
    "Bounds", "CandidateBounds", "Coming", "Constituency", "ListBounds", "ListContest", "NotCovered", "PartyBounds", "Range",
    "bounds",
]  # fmt: skip


def bounds(law: Law, votes: Votes, outstanding: Mapping[tuple[str, str], int], *, answers: Iterable[Answer] = ()) -> Bounds:
    """What the outstanding ballots can still change.

    votes: counted so far. Where nothing of a contest is counted its votes may all be None, and are then none so far.
    outstanding: by tier and place, the greatest number of ballots that can still come; 0 where all are counted. The places
        are those of the votes, or constituencies; a number must be given for every contest.
    answers: lots and decisions, as ``apply`` takes them. They settle contests of which nothing is outstanding; an answer is
        bound to its question, and any ballot can change that.

    Raises ValueError where a number is missing, negative, or fits no contest; WrongAnswer as ``apply`` does.
    """
    coming = _coming(law, votes, outstanding)
    votes = _begun(votes, outstanding)
    outcome = apply(law, votes, answers=answers)
    settled = not any(outstanding.values())
    found: list[Constituency | ListContest | NotCovered] = []
    for tier in law.tier:
        if tier.name == "constituency":
            found += constituencies(law, tier, votes, coming[tier.name], outcome, settled)
        else:
            found += divisions(law, tier, votes, coming[tier.name], outcome, settled)
    not_covered = tuple(one for one in found if isinstance(one, NotCovered))
    lists = tuple(one for one in found if isinstance(one, ListContest))
    single = tuple(one for one in found if isinstance(one, Constituency))
    parties = () if not_covered else tuple(_parties(law, outcome, lists, single))
    return Bounds(law.id, lists, single, parties, not_covered)


# ---- what is outstanding ---------------------------------------------------------------------------------------------


def _coming(law: Law, votes: Votes, outstanding: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """Outstanding ballots by tier and area. Raises ValueError, with all that is wrong."""
    known = {votes.country, *votes.places, *(count.place for count in votes.counts)}
    coming: dict[str, dict[str, int]] = {tier.name: {} for tier in law.tier}
    wrong = [f"{key}: {number!r} ballots" for key, number in outstanding.items() if not _is_a_number(number)]
    for (name, place), number in outstanding.items():
        tier = law.tier_named(name)
        area = votes.above(place, area_kind(tier)) if tier is not None and place in known else None
        if area is None:
            wrong.append(f"{(name, place)}: no such contest")
        else:
            coming[name][area] = coming[name].get(area, 0) + number
    for tier in law.tier:
        unsaid = votes.areas(tier.name, area_kind(tier)).keys() - coming[tier.name].keys()
        wrong += [f"{(tier.name, area)}: how many ballots can still come is not said" for area in sorted(unsaid)]
    if wrong:
        raise ValueError("outstanding ballots: " + "; ".join(wrong))
    return coming


def _is_a_number(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 0


def _begun(votes: Votes, outstanding: Mapping[tuple[str, str], int]) -> Votes:
    """The votes, where a count of which nothing is known yet, and whose ballots are outstanding, begins at none."""

    def begun(count: Count) -> Count:
        nothing = count.round == 1 and all(number is None for number in count.votes.values())
        begins = nothing and (count.tier, count.place) in outstanding
        return replace(count, votes=dict.fromkeys(count.votes, 0)) if begins else count

    return replace(votes, counts=tuple(begun(count) for count in votes.counts))


# ---- parties ---------------------------------------------------------------------------------------------------------


def _parties(
    law: Law, outcome: Outcome, lists: tuple[ListContest, ...], single: tuple[Constituency, ...]
) -> Iterator[PartyBounds]:
    """Every party's sums, in the order of the outcome; seats that were declared among them."""
    parts: dict[tuple[str, str], list[Range]] = {}
    for contest in lists:
        own = Counter(one.party for one in contest.lists)
        for one in contest.lists:
            exact = one.seats.exact and (own[one.party] == 1 or contest.decided)
            parts.setdefault((one.party or INDEPENDENT, "list"), []).append(replace(one.seats, exact=exact))
    for constituency in single:
        for party in dict.fromkeys(one.party for one in constituency.candidates):
            seats = _in_constituency(law, constituency, party, outcome)
            parts.setdefault((party or INDEPENDENT, "constituency"), []).append(seats)
    told = {*(("list", contest.place) for contest in lists), *(("constituency", contest.place) for contest in single)}
    for seat in outcome.seats:
        if (seat.tier, seat.place) not in told:
            declared = Range(seat.seats, seat.seats, seat.seats)
            parts.setdefault((seat.party or INDEPENDENT, seat.tier), []).append(declared)
    for party in dict.fromkeys((*outcome.parties, *(party for party, _ in parts))):
        tiers: dict[str, Range] = {tier.name: _sum(parts.get((party, tier.name), [])) for tier in law.tier}
        yield PartyBounds(party, tiers, _sum(list(tiers.values())))


def _in_constituency(law: Law, contest: Constituency, party: str | None, outcome: Outcome) -> Range:
    """A party's seats in one constituency. Whoever wins, the seat is its own, where nobody else is in reach of it."""
    elected = sum(one.elected for one in contest.candidates if one.party == party)
    in_reach = sum(one.in_reach for one in contest.candidates if one.party == party)
    now = sum(s.seats for s in outcome.seats if (s.tier, s.place, s.party) == ("constituency", contest.place, party))
    only = contest.seats == 1 and in_reach == len(contest.in_reach) > 1 and not _may_stay_empty(law, contest)
    return Range(1 if only else elected, min(in_reach, contest.seats), now, exact=contest.seats == 1 or in_reach < 2)


def _may_stay_empty(law: Law, contest: Constituency) -> bool:
    """Whether nobody may have a vote, or the law may answer a tie with an election in which anybody can stand."""
    tier = law.tier_named("constituency")
    assert tier is not None
    rules = (rule_for(tier, len(contest.candidates), lead, False) for lead in range(2, len(contest.in_reach) + 1))
    again = any(rule is not None and rule.then == "repeat election" for rule in rules)
    return again or not any(one.votes for one in contest.candidates)


def _sum(ranges: list[Range]) -> Range:
    now = [one.now for one in ranges]
    return Range(
        sum(one.fewest for one in ranges), sum(one.most for one in ranges),
        None if None in now else sum(number or 0 for number in now), all(one.exact for one in ranges),
    )  # fmt: skip
