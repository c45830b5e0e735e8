"""Who takes part in the list seats: the line, its base, other readings of the base, exemptions; how many seats there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from dauys.law.outcome import Clerk, Question
from dauys.law.vocabulary import Base, CoalitionLine, Condition, SeatShare, Threshold, Tier
from dauys.law.votes import AGAINST_ALL, Count, Votes
from dauys.seats import Number, rank, reach
from dauys.seats.values import total


def seats_of(tier: Tier, votes: Votes) -> int | None:
    """The seats of a tier: the law's number, or the body's own; None where neither is known."""
    if isinstance(tier.seats, int):
        return tier.seats
    if tier.name in votes.seats:
        return votes.seats[tier.name]
    if isinstance(tier.seats, SeatShare) and tier.seats.of in votes.seats:
        part = votes.seats[tier.seats.of] * tier.seats.share
        return floor(part) if tier.seats.round == "down" else ceil(part)
    return None


def base_of(base: Base, count: Count) -> Number | None:
    """The number a share is taken of; None where it is not known.

    "Valid votes" are the votes on valid ballots, those against all among them, unless the words leave these out.
    """
    figures = count.figures
    if base == "valid votes, against all left out":
        return _known_sum({name: number for name, number in count.votes.items() if name != AGAINST_ALL})
    valid = figures.valid if figures.valid is not None else _known_sum(count.votes)
    if base in ("valid votes", "valid votes, against all included"):
        return valid
    if base == "ballots in boxes":
        if figures.in_boxes is not None:
            return figures.in_boxes
        return None if valid is None or figures.invalid is None else valid + figures.invalid
    return {
        "ballots issued": figures.issued,
        "registered voters": figures.registered,
        "electors": figures.electors,
        "electors present": figures.present,
    }.get(base)


def _known_sum(votes: Mapping[str, Number | None]) -> Number | None:
    known = [number for number in votes.values() if number is not None]
    return total(known) if len(known) == len(votes) else None


@dataclass(frozen=True, slots=True)
class Reading:
    """Who is admitted under one base."""

    base: str
    admitted: frozenset[str]


def admissions(
    tier: Tier, count: Count, votes: Votes, lists: Mapping[str, Number], won: Mapping[str, int], clerk: Clerk
) -> list[Reading] | None:
    """Who is admitted, once for each reading of the base that can be computed; None where a question stands in the way.

    lists: votes by list. won: constituencies by party. The first reading is the law's own.
    """
    threshold = tier.threshold
    if threshold is None:
        return [Reading("", frozenset(lists))]
    unknown = threshold.of not in (None, "constituencies won") and base_of(threshold.of, count) is None
    if unknown or tier.name in votes.admitted:
        return _as_declared(tier, threshold, count, votes, lists, won, clerk)
    readings: list[Reading] = []
    for base in (threshold.of, *threshold.also_try):
        if base is not None and base != "constituencies won" and base_of(base, count) is None:
            clerk.note("other reading", threshold.article, {"base": base}, {"known": False}, tier.name)
            continue
        writing = clerk if base == threshold.of else clerk.scratch()
        admitted = _admitted(tier, threshold, base, count, votes, lists, won, writing)
        if admitted is None:
            return None
        readings.append(Reading(base or "", admitted))
    return readings


def _as_declared(
    tier: Tier, threshold: Threshold, count: Count, votes: Votes, lists: Mapping[str, Number], won: Mapping[str, int],
    clerk: Clerk,
) -> list[Reading] | None:  # fmt: skip
    """The base is not known: lists are admitted as the commission declared, or the question is asked."""
    declared = votes.admitted.get(tier.name)
    if declared is None:
        clerk.ask(Question("base unknown", tier.name, None, article=threshold.article, reason=threshold.of or ""))
        return None
    otherwise = {o for other in threshold.or_ if other.of == "constituencies won" for o in _meets(other, count, lists, won)}
    admitted = frozenset(declared) | otherwise
    clerk.note(
        "admitted as declared", threshold.article, {"base": threshold.of, "declared": tuple(declared)},
        {"admitted": tuple(sorted(admitted))}, tier.name,
    )  # fmt: skip
    return [Reading("as declared", admitted)]


def _admitted(
    tier: Tier, threshold: Threshold, base: Base | None, count: Count, votes: Votes, lists: Mapping[str, Number],
    won: Mapping[str, int], clerk: Clerk,
) -> frozenset[str] | None:  # fmt: skip
    """One reading: the line itself, *and* its further conditions, *or* the others, or exempt."""
    place = None if count.place == votes.country else count.place

    def exempt(name: str) -> bool:
        party = votes.parties.get(name)
        return party is not None and bool(party.groups & set(threshold.exempt))

    if threshold.rank_at_most is not None:
        ranked = rank(lists, threshold.rank_at_most)
        clerk.copy(ranked.trace, threshold.article, tier.name, place)
        met = set(ranked.admitted)
        if ranked.tie is not None:
            question = Question(
                "tie", tier.name, place, tuple(sorted(ranked.tie.among)), ranked.tie.seats, threshold.article, at="rank"
            )
            chosen = clerk.ask(question)
            if chosen is None:
                return None
            met |= set(chosen)
    else:
        line = _line(threshold, base, count)
        if line is None:
            return None
        measure: dict[str, Number] = {**lists} if base != "constituencies won" else {o: won.get(o, 0) for o in lists}
        reached = reach(measure, _lines(line, threshold.coalitions, lists, votes, base, count), more_than=_strict(threshold))
        met = set(reached.admitted)
        shown = base_of(base, count) if base is not None and base != "constituencies won" else None
        clerk.note(
            "threshold", threshold.article,
            {"base": base, "votes in base": shown, "share": _amount(threshold), "measure": measure, "line": line,
             "compared": "more than" if _strict(threshold) else "at least"},
            {"reached": tuple(o for o in lists if o in met)}, tier.name, place,
        )  # fmt: skip
    for further in threshold.and_:
        met &= _meets(further, count, lists, won)
    ways: dict[str, tuple[str, ...]] = {}
    for other in threshold.or_:
        extra = _meets(other, count, lists, won) - met
        if extra:
            ways[f"{_amount(other)} {other.of}"] = tuple(sorted(extra))
        met |= extra
    spared = {name for name in lists if name not in met and exempt(name)}
    if ways or spared:
        clerk.note(
            "other ways in", threshold.article, {"conditions": ways, "exempt": tuple(sorted(spared))},
            {"admitted": tuple(sorted(met | spared))}, tier.name, place,
        )  # fmt: skip
    return frozenset(met | spared)


def _meets(condition: Condition, count: Count, lists: Mapping[str, Number], won: Mapping[str, int]) -> set[str]:
    """Who meets a further condition; nobody where its base is not known."""
    if condition.rank_at_most is not None:
        return set(rank(lists, condition.rank_at_most).admitted)
    line = _line(condition, condition.of, count)
    if line is None:
        return set()
    # A party can hold constituencies and have no list: it meets such a condition all the same.
    measure: Mapping[str, Number] = {**dict.fromkeys(lists, 0), **won} if condition.of == "constituencies won" else lists
    return set(reach(measure, line, more_than=_strict(condition)).admitted)


def _line(condition: Condition, base: Base | None, count: Count) -> Number | None:
    """The number to reach: a share (up to 100 %) of the base, or a plain number of votes or constituencies."""
    amount = _amount(condition)
    if base == "constituencies won" or base is None or amount > 1:
        return amount
    of = base_of(base, count)
    return None if of is None else amount * of


def _lines(
    line: Number, coalitions: tuple[CoalitionLine, ...], lists: Mapping[str, Number], votes: Votes, base: Base | None,
    count: Count,
) -> Mapping[str, Number] | Number:  # fmt: skip
    """The line for each list, where coalitions have another: the one for the most parties that the coalition has."""
    if not coalitions or base is None:
        return line
    of = base_of(base, count) or 0
    lines: dict[str, Number] = {}
    for name in lists:
        members = votes.parties[name].members if name in votes.parties else 1
        fitting = [step for step in coalitions if members >= step.parties]
        lines[name] = max(fitting, key=lambda step: step.parties).at_least * of if fitting else line
    return lines


def _amount(condition: Condition) -> Fraction:
    amount = condition.at_least if condition.at_least is not None else condition.more_than
    return Fraction(0) if amount is None else amount


def _strict(condition: Condition) -> bool:
    return condition.more_than is not None
