"""Divide a number of list seats in one area: admission, the lone list, the formula, the tie rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dauys.law.outcome import Clerk, Question, Seat
from dauys.law.thresholds import Reading, admissions, base_of
from dauys.law.ties import settled
from dauys.law.vocabulary import HighestAverages, LargestRemainder, Tier
from dauys.law.votes import COUNTRY, Count, Votes
from dauys.seats import Allocation, NoVotes, Number, OverAward, Tie, by_divisor, by_quota, lone_list
from dauys.seats.values import largest


@dataclass(frozen=True, slots=True)
class Area:
    """Where list seats are divided together, and what the division must respect.

    ``place`` is None for the whole country; where a party's seats go to its lists in the areas, it is the party. Seats
    held, the least and the most seats are by option.
    """

    place: str | None
    seats: int
    held: Mapping[str, int] | None = None
    minimum: Mapping[str, int] | None = None
    maximum: Mapping[str, int] | None = None


def list_votes(tier: Tier, count: Count, votes: Votes, clerk: Clerk) -> dict[str, Number] | None:
    """Votes by list, without the line against all; None, and a question, where a list's votes are not known."""
    lists: dict[str, Number] = {}
    unknown: list[str] = []
    for name, number in count.votes.items():
        if votes.option(tier.name, count.place, name).kind == "against_all":
            continue
        if number is None:
            unknown.append(name)
        else:
            lists[name] = number
    if unknown:
        clerk.ask(Question("not counted", tier.name, None, reason=", ".join(unknown)))
        return None
    return lists


def seats_by_reading(
    tier: Tier, count: Count, votes: Votes, area: Area, won: Mapping[str, int], clerk: Clerk
) -> dict[str, int] | None:
    """List seats in one national contest, under every reading of the threshold's base.

    Where the readings admit different lists and that seats different people, the count stops and asks which holds.
    """
    lists = list_votes(tier, count, votes, clerk)
    if lists is None:
        return None
    readings = admissions(tier, count, votes, lists, won, clerk)
    if readings is None:
        return None
    chosen = _reading(tier, readings, lambda reading, quiet: divide(tier, lists, reading.admitted, votes, area, quiet), clerk)
    return None if chosen is None else divide(tier, lists, chosen.admitted, votes, area, clerk)


def admitted_lists(
    tier: Tier, count: Count, votes: Votes, lists: Mapping[str, Number], won: Mapping[str, int], clerk: Clerk
) -> frozenset[str] | None:
    """Who is admitted nationally, for a linkage that divides in its own way; two readings that differ are asked about."""
    readings = admissions(tier, count, votes, lists, won, clerk)
    if readings is None:
        return None
    chosen = _reading(tier, readings, lambda reading, quiet: dict.fromkeys(reading.admitted, 1), clerk)
    return None if chosen is None else chosen.admitted


def _reading(
    tier: Tier, readings: list[Reading], seats_under: Callable[[Reading, Clerk], Mapping[str, int] | None], clerk: Clerk
) -> Reading | None:
    """The one reading to go on with: the law's own where all seat the same people, else the one that is answered."""
    law_reading = readings[0]
    if all(reading.admitted == law_reading.admitted for reading in readings):
        same = tuple(reading.base for reading in readings[1:])
        if same:
            clerk.note("other reading", _article(tier), {"base": same}, {"admitted": "the same"}, tier.name)
        return law_reading
    results = {reading.base: seats_under(reading, clerk.scratch()) for reading in readings}
    differing = {base for base, seats in results.items() if _real(seats) != _real(results[law_reading.base])}
    clerk.note(
        "other reading", _article(tier), {"bases": tuple(results)},
        {"seats": {base: _real(seats) for base, seats in results.items()}}, tier.name,
    )  # fmt: skip
    if not differing:
        return law_reading
    question = Question("two readings", tier.name, None, tuple(results), 1, _article(tier), at="threshold")
    chosen = clerk.ask(question)
    return None if chosen is None else next(reading for reading in readings if reading.base == chosen[0])


def _real(seats: Mapping[str, int] | None) -> dict[str, int]:
    return {name: number for name, number in (seats or {}).items() if number}


def _article(tier: Tier) -> str:
    return tier.threshold.article if tier.threshold else tier.formula.article


def divide(
    tier: Tier, lists: Mapping[str, Number], admitted: frozenset[str], votes: Votes, area: Area, clerk: Clerk
) -> dict[str, int] | None:
    """Seats by list among the admitted; tied seats that no rule or answer gives are left out. None where it stopped."""
    among = {name: number for name, number in lists.items() if name in admitted}
    if not among:
        return _none_passes(tier, lists, votes, area, clerk)
    if len(among) == 1 and tier.lone_list is not None:
        return _lone(tier, lists, next(iter(among)), area, clerk)
    allocation = by_formula(tier, among, votes, area, clerk)
    return None if allocation is None else allocation.seats


def by_formula(tier: Tier, among: Mapping[str, Number], votes: Votes, area: Area, clerk: Clerk) -> Allocation | None:
    """The tier's formula over admitted lists, its steps entered and its tie broken where that can be done."""
    formula = tier.formula
    base = None
    try:
        if isinstance(formula, HighestAverages):
            minimum = {name: max(formula.minimum, (area.minimum or {}).get(name, 0)) for name in among}
            allocation = by_divisor(
                among, area.seats, formula.divisors, first=formula.first, held=area.held, minimum=minimum,
                maximum=area.maximum,
            )  # fmt: skip
        elif isinstance(formula, LargestRemainder):
            if formula.of == "valid votes":
                base = _valid(votes, tier, area)
                if base is None:
                    clerk.ask(Question("base unknown", tier.name, area.place, article=formula.article, reason=formula.of))
                    return None
            allocation = by_quota(
                among, area.seats, quota=formula.quota, base=base, rest=formula.rest, too_many=formula.too_many,
                minimum=formula.minimum, maximum=area.maximum,
            )  # fmt: skip
        else:
            raise TypeError(f"{formula.method} divides no list seats")
    except NoVotes:
        clerk.ask(Question("no votes cast", tier.name, area.place, article=formula.article))
        return None
    except OverAward as over:
        clerk.ask(Question("too many seats", tier.name, area.place, article=formula.article, reason=str(over)))
        return None
    return settled(tier, allocation, votes, clerk, formula.article, area.place)


def _valid(votes: Votes, tier: Tier, area: Area) -> Number | None:
    """All valid votes in the area, for lists admitted or not, and against all; None where they are not known."""
    kind = votes.places[area.place].kind if area.place is not None and area.place in votes.places else COUNTRY
    return base_of("valid votes", votes.areas(tier.name, kind)[area.place or votes.country], votes)


def _none_passes(tier: Tier, lists: Mapping[str, Number], votes: Votes, area: Area, clerk: Clerk) -> dict[str, int] | None:
    """No list is admitted: the law's word, or a question."""
    way = tier.none_passes
    if way == "stop":
        choices = ("all lists take part", "seats stay empty")
        chosen = clerk.ask(Question("none passes", tier.name, area.place, choices, 1, _article(tier), at="threshold"))
        if chosen is None:
            return None
        way = "all lists take part" if chosen[0] == choices[0] else "seats stay empty"
    clerk.note("none passes", _article(tier), {"lists": tuple(lists)}, {"then": way}, tier.name, area.place)
    if way == "seats stay empty":
        return {}
    allocation = by_formula(tier, lists, votes, area, clerk)
    return None if allocation is None else allocation.seats


def _lone(tier: Tier, lists: Mapping[str, Number], first: str, area: Area, clerk: Clerk) -> dict[str, int] | None:
    """One list alone passed: the next largest is admitted too. Equal claims to be the next are a question."""
    rule = tier.lone_list
    assert rule is not None
    others = {name: number for name, number in lists.items() if name != first}
    if not others:  # one list stood: the law admits "the next largest", and there is none
        choices = ("the list takes all seats", "seats stay empty")
        chosen = clerk.ask(Question("one list", tier.name, area.place, choices, 1, rule.article))
        return None if chosen is None else {first: area.seats if chosen[0] == choices[0] else 0}
    next_largest, tie = largest(others, 1, "next largest")
    if tie is not None:
        next_largest = frozenset(_ask_tie(tier, tie, rule.article, area, clerk) or ())
        if not next_largest:
            return None
    second = next(iter(next_largest))
    try:
        allocation = lone_list(
            (first, lists[first]), (second, lists[second]), area.seats, weight=rule.weight, at_least=rule.at_least
        )
    except (NoVotes, OverAward) as stopped:
        clerk.ask(Question("too many seats", tier.name, area.place, article=rule.article, reason=str(stopped)))
        return None
    clerk.copy(allocation.trace, rule.article, tier.name, area.place)
    return allocation.seats


def _ask_tie(tier: Tier, tie: Tie, article: str, area: Area, clerk: Clerk) -> tuple[str, ...] | None:
    reason = "the law does not say who is the next largest of equals"
    among = tuple(sorted(tie.among))
    return clerk.ask(Question("silent tie", tier.name, area.place, among, tie.seats, article, reason, tie.at))


def as_seats(tier: Tier, seats: Mapping[str, int], votes: Votes, place: str) -> tuple[Seat, ...]:
    """Rows of the outcome, one a list with seats."""
    return tuple(
        Seat(tier.name, place, votes.option(tier.name, place, name).party, name, number)
        for name, number in seats.items()
        if number > 0
    )
