"""Who takes part in the list seats: the line, its base, other readings of the base, exemptions; how many seats there are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from dauys.law.outcome import Clerk, Question
from dauys.law.vocabulary import Base, CoalitionLine, Condition, SeatShare, Threshold, Tier
from dauys.law.votes import Count, Party, Votes
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


def base_of(base: Base, count: Count, votes: Votes) -> Number | None:
    """The number a share is taken of, in the place of a count; None where it is not known.

    "Valid votes" are the votes on valid ballots, those against all among them, unless the words leave these out.
    """
    figures = count.figures
    if base == "valid votes, against all left out":
        return _known_sum(
            {name: n for name, n in count.votes.items() if votes.option(count.tier, count.place, name).kind != "against_all"}
        )
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


@dataclass(frozen=True, slots=True)
class Field:
    """The lists of one contest, as the conditions of a threshold measure them."""

    tier: Tier
    count: Count
    votes: Votes
    lists: Mapping[str, Number]  # votes by list
    won: Mapping[str, int]  # constituencies by party
    clerk: Clerk

    @property
    def place(self) -> str | None:
        return None if self.count.place == self.votes.country else self.count.place

    def party(self, name: str) -> str:
        """The party of a list, whatever the list is called."""
        return self.votes.option(self.tier.name, self.count.place, name).party or name

    def constituencies(self) -> dict[str, int]:
        """Constituencies by list; and by party where a party holds some and has no list: it can be entitled all the same."""
        by_list = {name: self.won.get(self.party(name), 0) for name in self.lists}
        listed = {self.party(name) for name in self.lists}
        return by_list | {party: number for party, number in self.won.items() if party not in listed}

    def base(self, base: Base) -> Number | None:
        return base_of(base, self.count, self.votes)

    def unknown(self, base: Base | None) -> bool:
        """Whether a condition cannot be measured, because its base is not known."""
        return base is not None and base != "constituencies won" and self.base(base) is None

    def ask_base(self, threshold: Threshold, base: Base | None) -> None:
        self.clerk.ask(Question("base unknown", self.tier.name, self.place, article=threshold.article, reason=base or ""))


def admissions(
    tier: Tier, count: Count, votes: Votes, lists: Mapping[str, Number], won: Mapping[str, int], clerk: Clerk
) -> list[Reading] | None:
    """Who is admitted, once for each reading of the base that can be computed; None where a question stands in the way.

    lists: votes by list. won: constituencies by party. The first reading is the law's own.
    """
    threshold = tier.threshold
    if threshold is None:
        return [Reading("", frozenset(lists))]
    field = Field(tier, count, votes, lists, won, clerk)
    if field.unknown(threshold.of) or tier.name in votes.admitted:
        return _as_declared(threshold, field)
    readings: list[Reading] = []
    for base in (threshold.of, *threshold.also_try):
        if field.unknown(base):
            clerk.note("other reading", threshold.article, {"base": base}, {"known": False}, tier.name)
            continue
        admitted = _admitted(threshold, base, field if base == threshold.of else replace(field, clerk=clerk.scratch()))
        if admitted is None:
            return None
        readings.append(Reading(base or "", admitted))
    return readings


def _as_declared(threshold: Threshold, field: Field) -> list[Reading] | None:
    """The base is not known: lists are admitted as the commission declared, or the question is asked."""
    declared = field.votes.admitted.get(field.tier.name)
    if declared is None:
        field.ask_base(threshold, threshold.of)
        return None
    otherwise = frozenset[str]()
    for other in threshold.or_:
        if other.of == "constituencies won":
            otherwise |= _meets(other, threshold, field) or frozenset()
    admitted = frozenset(declared) | otherwise
    field.clerk.note(
        "admitted as declared", threshold.article, {"base": threshold.of, "declared": tuple(declared)},
        {"admitted": tuple(sorted(admitted))}, field.tier.name,
    )  # fmt: skip
    return [Reading("as declared", admitted)]


def _admitted(threshold: Threshold, base: Base | None, field: Field) -> frozenset[str] | None:
    """One reading: the line itself, *and* its further conditions, *or* the others, or exempt."""
    lists, clerk = field.lists, field.clerk
    if threshold.rank_at_most is not None:
        ranked = _ranked(threshold, threshold, field)
        if ranked is None:
            return None
        met = ranked
    else:
        measure: Mapping[str, Number] = field.constituencies() if base == "constituencies won" else lists
        line = _line(threshold, base, field)
        reached = reach(measure, _lines(line, threshold.coalitions, base, field), more_than=_strict(threshold))
        met = reached.admitted
        shown = field.base(base) if base is not None and base != "constituencies won" else None
        clerk.note(
            "threshold", threshold.article,
            {"base": base, "votes in base": shown, "share": _amount(threshold), "measure": measure, "line": line,
             "compared": "more than" if _strict(threshold) else "at least"},
            {"reached": tuple(name for name in measure if name in met)}, field.tier.name, field.place,
        )  # fmt: skip
    for further in threshold.and_:
        meeting = _meets(further, threshold, field)
        if meeting is None:
            return None
        met &= meeting
    ways: dict[str, tuple[str, ...]] = {}
    for other in threshold.or_:
        meeting = _meets(other, threshold, field)
        if meeting is None:
            return None
        if meeting - met:
            ways[_told(other)] = tuple(sorted(meeting - met))
        met |= meeting
    spared = frozenset(
        name for name in lists if name not in met and _exempt(threshold, field.votes.parties.get(field.party(name)))
    )
    if ways or spared:
        clerk.note(
            "other ways in", threshold.article, {"conditions": ways, "exempt": tuple(sorted(spared))},
            {"admitted": tuple(sorted(met | spared))}, field.tier.name, field.place,
        )  # fmt: skip
    return met | spared


def _exempt(threshold: Threshold, party: Party | None) -> bool:
    return party is not None and bool(party.groups & set(threshold.exempt))


def _meets(condition: Condition, threshold: Threshold, field: Field) -> frozenset[str] | None:
    """Who meets a further condition; None, and a question, where its base is not known or equals meet the last rank."""
    if condition.rank_at_most is not None:
        return _ranked(condition, threshold, field)
    if field.unknown(condition.of):
        field.ask_base(threshold, condition.of)
        return None
    measure: Mapping[str, Number] = field.constituencies() if condition.of == "constituencies won" else field.lists
    return reach(measure, _line(condition, condition.of, field), more_than=_strict(condition)).admitted


def _ranked(condition: Condition, threshold: Threshold, field: Field) -> frozenset[str] | None:
    """The lists up to a rank; equal votes at the last rank are a question."""
    ranked = rank(field.lists, condition.rank_at_most or 0)
    field.clerk.copy(ranked.trace, threshold.article, field.tier.name, field.place)
    if ranked.tie is None:
        return ranked.admitted
    among = tuple(sorted(ranked.tie.among))
    question = Question("tie", field.tier.name, field.place, among, ranked.tie.seats, threshold.article, at="rank")
    chosen = field.clerk.ask(question)
    return None if chosen is None else ranked.admitted | frozenset(chosen)


def _line(condition: Condition, base: Base | None, field: Field) -> Number:
    """The number to reach: a share (up to 100 %) of the base, or a plain number of votes or constituencies."""
    amount = _amount(condition)
    if base == "constituencies won" or base is None or amount > 1:
        return amount
    return amount * (field.base(base) or 0)


def _lines(
    line: Number, coalitions: tuple[CoalitionLine, ...], base: Base | None, field: Field
) -> Mapping[str, Number] | Number:
    """The line for each list, where coalitions have another: the one for the most parties that the coalition has."""
    if not coalitions or base is None:
        return line
    of = field.base(base) or 0
    lines: dict[str, Number] = {}
    for name in field.lists:
        party = field.votes.parties.get(field.party(name))
        fitting = [step for step in coalitions if party is not None and party.members >= step.parties]
        lines[name] = max(fitting, key=lambda step: step.parties).at_least * of if fitting else line
    return lines


def _told(condition: Condition) -> str:
    """A further condition in the words of the law file."""
    if condition.rank_at_most is not None:
        return f"rank {condition.rank_at_most}"
    return f"{_amount(condition)} {condition.of}"


def _amount(condition: Condition) -> Fraction:
    amount = condition.at_least if condition.at_least is not None else condition.more_than
    return Fraction(0) if amount is None else amount


def _strict(condition: Condition) -> bool:
    return condition.more_than is not None
