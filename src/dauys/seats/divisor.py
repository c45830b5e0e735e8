"""Divisor rules: every seat goes to the largest quotient of votes over a rising divisor. Exact for every number.

A rule is its list of divisors, *signposts*: what a list's first, second, third seat costs. The allocation jumps close to
the answer and mends the last few seats, instead of giving seat after seat; all comparisons are of exact fractions, and
Huntington-Hill, whose divisors are square roots, compares squares.

Sources: Balinski and Young, *Fair Representation*, ch. 12; Pukelsheim, *Proportional Representation*, ch. 4 (intervals of
divisors, ties); the German Federal Returning Officer's tables (unrounded and rounded seats at one shown divisor).
"""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, isqrt, lcm

from dauys.seats.values import (
    Allocation,
    Interval,
    Line,
    NoVotes,
    Number,
    OverAward,
    Step,
    Tie,
    by_option,
    exact_votes,
)


@dataclass(frozen=True, slots=True)
class Divisors:
    """A rule's divisors. ``signpost(k)`` is the divisor of a list's seat number k + 1; with ``power`` 2, its square."""

    name: str
    signpost: Callable[[int], Fraction]
    power: int = 1
    first: Fraction | None = None

    def divisor(self, seats: int) -> Fraction:
        """The divisor that a list holding ``seats`` meets next."""
        if seats == 0 and self.first is not None:
            return self.first
        return self.signpost(seats)


DIVISORS: Mapping[str, Divisors] = {
    divisors.name: divisors
    for divisors in (
        Divisors("d'hondt", lambda seats: Fraction(seats + 1)),
        Divisors("sainte-lague", lambda seats: Fraction(2 * seats + 1, 2)),
        Divisors("danish", lambda seats: Fraction(3 * seats + 1, 3)),
        Divisors("imperiali", lambda seats: Fraction(seats + 2, 2)),
        Divisors("adams", lambda seats: Fraction(seats)),
        Divisors("huntington-hill", lambda seats: Fraction(seats * (seats + 1)), power=2),
        Divisors("dean", lambda seats: Fraction(2 * seats * (seats + 1), 2 * seats + 1)),
    )
}

# Laws write the series in whole numbers (1, 3, 5 or 2, 3, 4 or 1, 4, 7); a first divisor is told in the same numbers.
_AS_WRITTEN = {"sainte-lague": 2, "danish": 3, "imperiali": 2}


def divisors_of(method: str, first: Fraction | None = None) -> Divisors:
    """The rule by name, with the first divisor replaced where the law says so (1.4 or 1.2 before 3, 5, 7).

    Raises ValueError where ``first`` is not below the second divisor: the series would not rise.
    """
    divisors = DIVISORS[method]
    if first is None:
        return divisors
    own = first**divisors.power / _AS_WRITTEN.get(method, 1)
    if not 0 < own < divisors.signpost(1):
        second = divisors.signpost(1) * _AS_WRITTEN.get(method, 1)
        raise ValueError(f"first divisor {first}: must lie between 0 and the second divisor of {method}, {second}")
    return replace(divisors, first=own)


type _Claim = tuple[int, Fraction]
"""A quotient that sorts rightly: a zero divisor's (infinite) quotient is (1, votes), any other (0, quotient)."""


def by_divisor(
    votes: Mapping[str, Number],
    seats: int,
    method: str,
    *,
    first: Fraction | None = None,
    held: Mapping[str, int] | None = None,
    minimum: Mapping[str, int] | int = 0,
    maximum: Mapping[str, int] | None = None,
) -> Allocation:
    """Give ``seats`` to the largest quotients.

    votes: by list, admitted lists only; ints or Fractions, not all zero. A list without votes is given nothing, under
        Adams, Dean and Huntington-Hill too: nothing over any divisor rounds to nothing.
    first: the first divisor, in the numbers laws write (1.4 where the series is 1, 3, 5).
    held: seats that a list has already (Scotland: its constituencies); its first divisor is the one after them.
    minimum: seats that a list gets at least, held seats among them; the others share what is left by quotients.
    maximum: seats that a list can fill at most, held seats among them.

    Raises NoVotes where no list has a vote and seats are to be given; OverAward where minimums exceed the seats.
    """
    if seats < 0:
        raise ValueError(f"{seats} seats: there cannot be fewer than none")
    rule = divisors_of(method, first)
    had = held or {}
    least = dict.fromkeys(votes, minimum) if isinstance(minimum, int) else minimum
    floors = {option: max(had.get(option, 0), least.get(option, 0)) for option in votes}
    ceilings = dict(maximum or {})
    start = {option: had.get(option, 0) for option in votes}
    house = seats + sum(start.values())
    cast = exact_votes(votes)
    if seats > 0 and cast == 0:
        raise NoVotes("no votes for any list: every quotient is zero")
    if sum(floors.values()) > house:
        raise OverAward(f"the minimums alone are {sum(floors.values())} seats, {house} there are")

    # Whole numbers compare faster than fractions: scale all votes alike, which changes no order.
    scale = lcm(*(count.denominator for count in votes.values() if isinstance(count, Fraction)))
    weights = {option: int(count * scale) for option, count in votes.items()}
    given, tie, low, high = _allocate(weights, house, rule, floors, ceilings)
    unfilled = house - sum(given.values()) - (tie.seats if tie else 0)

    interval = _interval(low, high, rule.power, scale)
    lines: dict[str, Line] = {}
    for option, count in votes.items():
        due = Fraction(count) / interval.shown if interval else Fraction(0)
        now = given[option] - start[option]
        # What rounding alone gives at the shown divisor; minimum and held seats make up the difference. Without either,
        # a list's seats are its accepted claims, and rounding gives all of them.
        alone = _rounded(due, rule) if floors[option] or interval is None else given[option]
        whole = max(0, min(alone - start[option], now))
        lines[option] = Line(count, due, whole, extra=now - whole, held=start[option])
    step = Step(
        "divisor",
        {"method": rule.name, "first": first, "votes": dict(votes), "seats": seats, "held": dict(had),
         "minimum": {o: n for o, n in least.items() if n}, "maximum": dict(ceilings)},
        {"low": interval.low if interval else None, "high": interval.high if interval else None,
         "power": rule.power, "divisor": interval.shown if interval else None,
         "due": by_option(lines, "due"), "seats": by_option(lines, "seats"),
         "tie": tuple(sorted(tie.among)) if tie else (), "unfilled": unfilled},
    )  # fmt: skip
    return Allocation(lines, divisors=interval, tie=tie, unfilled=unfilled, trace=(step,))


def _allocate(
    weights: Mapping[str, int], house: int, rule: Divisors, floors: Mapping[str, int], ceilings: Mapping[str, int]
) -> tuple[dict[str, int], Tie | None, _Claim | None, _Claim | None]:
    """Seats, the tie if any, and the claims between which the divisor lies: the best refused, the worst accepted.

    An allocation is right when no refused claim is larger than an accepted one. Start from the seats that the plain
    quota gives, which is a few seats from the answer, and mend: give while seats are left, take while too many are out,
    then swap while some refused claim is larger. Each list's claims fall as its seats rise, so the best refused and the
    worst accepted claim of each list are all that must be looked at.
    """

    given = _guess(weights, house, floors, ceilings)
    # Claims are compared as whole numbers, many times faster than as fractions: quotients over divisors a / b and c / d
    # that differ do so by at least 1 / (a * c), so with that many binary digits kept their whole parts differ too, and
    # in the same sense; equal quotients have equal whole parts. (One digit more for each: a divisor before the largest may
    # have a numerator twice as long, as 11 / 2 before 6 has.)
    largest = max(rule.divisor(seats).numerator.bit_length() for seats in (0, max((house, *given.values()))))
    digits = 2 * (largest + 1)
    powers = {option: weight**rule.power << digits for option, weight in weights.items()}

    def claim(option: str, seats: int) -> tuple[int, int]:
        divisor = rule.divisor(seats)
        if divisor == 0:
            return (1, weights[option])
        return (0, powers[option] * divisor.denominator // divisor.numerator)

    def shown(option: str, seats: int) -> _Claim:
        divisor = rule.divisor(seats)
        if divisor == 0:
            return (1, Fraction(weights[option]))
        return (0, Fraction(weights[option] ** rule.power * divisor.denominator, divisor.numerator))

    # Heaps with one entry a list; an entry is stale once the list's seats have changed, and is then made anew.
    refused: list[tuple[tuple[int, int], str, int]] = []  # negated below: heapq gives the smallest
    accepted: list[tuple[tuple[int, int], str, int]] = []

    def offer(option: str) -> None:
        seats = given[option]
        if weights[option] and seats < ceilings.get(option, house + 1):
            rank, quotient = claim(option, seats)
            heapq.heappush(refused, ((-rank, -quotient), option, seats))
        if seats > floors[option]:
            heapq.heappush(accepted, (claim(option, seats - 1), option, seats))

    def best(heap: list[tuple[tuple[int, int], str, int]]) -> tuple[tuple[int, int], str] | None:
        while heap and given[heap[0][1]] != heap[0][2]:
            heapq.heappop(heap)
        return (heap[0][0], heap[0][1]) if heap else None

    def move(option: str, by: int) -> None:
        given[option] += by
        offer(option)

    for option in weights:
        offer(option)
    out = sum(given.values())
    while out < house and (top := best(refused)):
        move(top[1], +1)
        out += 1
    while out > house and (bottom := best(accepted)):
        move(bottom[1], -1)
        out -= 1
    while True:
        top, bottom = best(refused), best(accepted)
        if top is None or bottom is None:
            break
        (minus_rank, minus_quotient), winner = top
        if (-minus_rank, -minus_quotient) <= bottom[0]:
            break
        move(winner, +1)
        move(bottom[1], -1)

    low = shown(top[1], given[top[1]]) if top else None
    high = shown(bottom[1], given[bottom[1]] - 1) if bottom else None
    if bottom is None or low is None or high is None or low != high or out < house:
        return given, None, low, high
    level = bottom[0]

    # Equal claims meet the last seat: whoever holds one by this claim gives it back, and all of them are tied for it.
    holding = {o for o in weights if given[o] > floors[o] and claim(o, given[o] - 1) == level}
    asking = {
        o for o in weights
        if weights[o] and given[o] < ceilings.get(o, house + 1) and claim(o, given[o]) == level
    }  # fmt: skip
    for option in holding:
        given[option] -= 1
    return given, Tie(frozenset(holding | asking), seats=len(holding), at="quotient"), low, high


def _guess(weights: Mapping[str, int], house: int, floors: Mapping[str, int], ceilings: Mapping[str, int]) -> dict[str, int]:
    """Seats near the answer: the quota's whole part, lists at a floor or ceiling put aside until it settles."""
    given = dict(floors)
    free = {option for option, weight in weights.items() if weight}
    while free:
        left = house - sum(given[option] for option in weights if option not in free)
        cast = sum(weights[option] for option in free)
        share = {option: weights[option] * max(left, 0) // cast for option in free}
        bound = {o for o in free if share[o] < floors[o] or share[o] > ceilings.get(o, house)}
        for option in bound:
            given[option] = max(floors[option], min(share[option], ceilings.get(option, house)))
        if not bound:
            given |= share
            break
        free -= bound
    return given


def _interval(low: _Claim | None, high: _Claim | None, power: int, scale: int) -> Interval | None:
    """The interval of divisors between two claims, in votes as they were given; None where no seat was to be decided."""
    if low is None and high is None:
        return None
    bottom = Fraction(0) if low is None or low[0] else low[1] / scale**power
    top = None if high is None or high[0] else high[1] / scale**power
    if low is not None and low[0]:  # an infinite claim was refused: only an infinite divisor refuses it
        return None
    return Interval(bottom, top, _round_number(bottom, top, power), power)


def _round_number(low: Fraction, high: Fraction | None, power: int) -> Fraction:
    """The divisor with the fewest digits between the bounds (roots of them, for power 2), the nearest to the middle."""
    digits = 20
    bottom, top = _root(low, power, digits), _root(high, power, digits) if high is not None else None
    while top is not None and high is not None and low != high and top - bottom <= Fraction(4, 10**digits):
        digits *= 2  # the roots are cut off: look closer until the gap between them is wider than what was cut
        bottom, top = _root(low, power, digits), _root(high, power, digits)
    if top is None:
        top = 2 * bottom + 2
    if bottom == top:
        return top
    unit = Fraction(10) ** (len(str(floor(top))) if top >= 1 else 0)
    while True:
        nearest = round((bottom + top) / 2 / unit) * unit
        for candidate in (nearest, nearest + unit, nearest - unit):
            if candidate > 0 and low < candidate**power and (high is None or candidate**power < high):
                return candidate
        unit /= 10


def _root(number: Fraction, power: int, digits: int) -> Fraction:
    """The number itself, or a square root to so many digits, to look between: the bounds are compared as squares."""
    if power == 1:
        return number
    fine = 10**digits
    return Fraction(isqrt(number.numerator * fine * fine // number.denominator), fine)


def _rounded(due: Fraction, rule: Divisors) -> int:
    """Seats that a quotient rounds to: how many of the rule's divisors it reaches."""
    if due == 0:
        return 0
    seats = floor(due)
    while rule.divisor(seats) <= due**rule.power:
        seats += 1
    while seats and rule.divisor(seats - 1) > due**rule.power:
        seats -= 1
    return seats


def smallest_house(
    votes: Mapping[str, Number], minimum: Mapping[str, int], method: str, *, at_least: int, first: Fraction | None = None
) -> int:
    """The smallest house, ``at_least`` or larger, in which the rule alone gives every list its minimum.

    Found without raising the house seat by seat: the divisor must be as low as the most demanding list needs, and the
    house is what all lists together get at that divisor. Where other lists claim a seat at that very divisor, they get
    it too, so that no lot decides (Germany 2013-2020, BWG § 6(5)).

    Raises NoVotes where a list that must have seats has no votes: no house is large enough.
    """
    rule = divisors_of(method, first)
    needed: Fraction | None = None
    for option, seats in minimum.items():
        if seats == 0:
            continue
        if votes[option] == 0:
            raise NoVotes(f"{option} has {seats} seats and no votes: no house gives them in proportion")
        if rule.divisor(seats - 1) == 0:  # first seats cost nothing, and go round in order of votes
            at_least = max(at_least, sum(count >= votes[option] for count in votes.values()))
            continue
        claim = Fraction(votes[option]) ** rule.power / rule.divisor(seats - 1)
        needed = claim if needed is None else min(needed, claim)
    if needed is None:
        return at_least
    house = 0
    for count in votes.values():
        reached = Fraction(count) ** rule.power / needed  # the list's divisors up to this one are met
        seats = 0 if count == 0 else _reached(reached, rule)
        house += seats
    return max(house, at_least)


def _reached(most: Fraction, rule: Divisors) -> int:
    """How many of the rule's divisors are ``most`` or lower; for power 2, how many squares."""
    root = isqrt(floor(most)) if rule.power == 2 else floor(most)
    seats = root
    while rule.divisor(seats) <= most:
        seats += 1
    while seats and rule.divisor(seats - 1) > most:
        seats -= 1
    return seats
