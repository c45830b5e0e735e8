"""Quota rules: each list gets the whole part of its votes over the quota; the law says what becomes of the rest.

Sources: Pukelsheim, *Proportional Representation*, 2nd ed., ch. 5 (quotas, largest remainders); Kazakhstan,
Constitutional Law on Elections, Art. 97-1 and 111-1 (lone list, minimum of two seats or one).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import Literal

from dauys.seats.values import (
    Allocation,
    Line,
    NoVotes,
    Number,
    OverAward,
    Step,
    by_option,
    exact_votes,
    largest,
)

QUOTAS: Mapping[str, Callable[[Fraction, int], Fraction]] = {
    # total votes and seats to votes per seat; seats is 1 or more
    "hare": lambda votes, seats: votes / seats,
    "droop": lambda votes, seats: Fraction(floor(votes / (seats + 1)) + 1),
    "hagenbach-bischoff": lambda votes, seats: votes / (seats + 1),
    "imperiali": lambda votes, seats: votes / (seats + 2),
}

type Rest = Literal["largest remainders", "most votes"]
type TooMany = Literal["stop", "next quota", "take from smallest remainders", "keep"]

_LARGER = {"imperiali": "hagenbach-bischoff", "hagenbach-bischoff": "hare", "droop": "hare"}


def by_quota(
    votes: Mapping[str, Number],
    seats: int,
    *,
    quota: str = "hare",
    base: Number | None = None,
    rest: Rest = "largest remainders",
    too_many: TooMany = "stop",
    minimum: Mapping[str, int] | int = 0,
    maximum: Mapping[str, int] | None = None,
) -> Allocation:
    """Divide ``seats`` by a quota; what is left goes to the largest remainders (or to the lists with most votes).

    votes: by list, admitted lists only (thresholds come before); ints or Fractions, not all zero.
    seats: how many to give, 0 or more.
    base: the votes that the quota divides, where the law takes others than the sum of ``votes`` (Georgia: all valid).
    rest: who gets the seats left: one each in order of remainder, or of votes; where there are more of them than
        lists, in further rounds of the same order.
    too_many: what happens where the whole parts are more than ``seats`` (possible with small quotas and minimums):
        ``stop`` raises OverAward; ``next quota`` takes the next larger quota, up to Hare's; ``take from smallest
        remainders`` takes one seat from each list in that order, in rounds; ``keep`` lets the house grow.
    minimum: seats that a list gets at least, by list or for all; a list lifted to it takes no part in the rest.
    maximum: seats that a list can fill at most; a list that has reached it takes no part in the rest.

    Raises NoVotes where no quota exists, OverAward as said.
    """
    if seats < 0:
        raise ValueError(f"{seats} seats: there cannot be fewer than none")
    cast = exact_votes(votes)
    whole_base = Fraction(cast if base is None else base)
    if whole_base == 0:
        raise NoVotes("no votes for any admitted list: the quota does not exist")
    least = dict.fromkeys(votes, minimum) if isinstance(minimum, int) else minimum
    if seats == 0:  # no quota exists for no seats; nobody is due anything
        if any(least.values()):
            raise OverAward(f"the minimums alone are {sum(least.values())} seats, and there are none")
        return Allocation({option: Line(count, Fraction(0), 0) for option, count in votes.items()})

    per_seat = QUOTAS[quota](whole_base, seats)
    most = maximum or {}
    lines: dict[str, Line] = {}
    for option, count in votes.items():
        due = count / per_seat
        whole = min(floor(due), most[option]) if option in most else floor(due)
        lines[option] = Line(count, due, whole, extra=max(0, least.get(option, 0) - whole))
    given = sum(line.seats for line in lines.values())
    steps = [
        Step("quota", {"quota": quota, "votes": whole_base, "seats": seats}, {"votes per seat": per_seat}),
        Step(
            "whole parts",
            {"votes": dict(votes), "votes per seat": per_seat},
            {"due": by_option(lines, "due"), "seats": by_option(lines, "seats"), "left": seats - given},
        ),
    ]
    if given > seats:
        return _too_many(
            votes, seats, lines, quota, per_seat, tuple(steps), too_many,
            lambda larger: by_quota(
                votes, seats, quota=larger, base=base, rest=rest, too_many=too_many, minimum=minimum, maximum=maximum
            ),
            least,
        )  # fmt: skip
    return _give_rest(lines, seats - given, rest, most, per_seat, tuple(steps))


def _give_rest(
    lines: dict[str, Line],
    left: int,
    rest: Rest,
    most: Mapping[str, int],
    per_seat: Fraction,
    steps: tuple[Step, ...],
) -> Allocation:
    """Hand out the seats left in rounds of one each; a list lifted to its minimum or full takes no part."""
    lifted = {option for option, line in lines.items() if line.extra > 0}
    claims: dict[str, Number] = {
        option: line.remainder if rest == "largest remainders" else line.votes
        for option, line in lines.items()
        if option not in lifted and line.votes > 0
    }
    at = "remainder" if rest == "largest remainders" else "votes"
    received = dict.fromkeys(lines, 0)
    tie = None
    still = left
    while still > 0 and tie is None:
        open_to = {o: c for o, c in claims.items() if o not in most or lines[o].seats + received[o] < most[o]}
        if not open_to:
            break
        winners, tie = largest(open_to, min(still, len(open_to)), at)
        for option in winners:
            received[option] += 1
        still -= len(winners) + (tie.seats if tie else 0)
    final = {o: replace(line, extra=line.extra + n) if (n := received[o]) else line for o, line in lines.items()}
    if left:
        steps += (
            Step(
                rest,
                {"left": left, "claims": dict(claims)},
                {"received": {o: n for o, n in received.items() if n}, "tie": _told(tie), "unfilled": still},
            ),
        )
    return Allocation(final, quota=per_seat, tie=tie, unfilled=still, trace=steps)


def _told(tie: object) -> tuple[str, ...]:
    return tuple(sorted(getattr(tie, "among", ())))


def _too_many(
    votes: Mapping[str, Number],
    seats: int,
    lines: dict[str, Line],
    quota: str,
    per_seat: Fraction,
    steps: tuple[Step, ...],
    policy: TooMany,
    again: Callable[[str], Allocation],
    least: Mapping[str, int],
) -> Allocation:
    """More seats by whole parts (and minimums) than there are: do what the law's policy says."""
    over = sum(line.seats for line in lines.values()) - seats
    if policy == "keep":
        return Allocation(lines, quota=per_seat, trace=(*steps, Step("over-award kept", {"seats": seats}, {"over": over})))
    if policy == "next quota" and quota in _LARGER:
        larger = again(_LARGER[quota])
        return replace(larger, trace=(*steps, Step("next quota", {"over": over}, {"quota": _LARGER[quota]}), *larger.trace))
    if policy == "take from smallest remainders":
        # "smallest remainder first" is "largest claim" of the negated remainder; in rounds, as the giving is.
        taken = dict.fromkeys(lines, 0)
        tie, still = None, over
        while still > 0 and tie is None:
            open_to: dict[str, Number] = {
                o: -line.remainder
                for o, line in lines.items()
                if line.seats - taken[o] > least.get(o, 0)
            }  # fmt: skip
            if not open_to:
                raise OverAward(f"the minimums alone are {over} seats more than the {seats} there are")
            losers, tie = largest(open_to, min(still, len(open_to)), "remainder")
            for option in losers:
                taken[option] += 1
            still -= len(losers) + (tie.seats if tie else 0)
        if tie is not None:
            # Told the other way round, as every tie is: who among them gets a seat. Until a lot says so, none has it.
            tie = replace(tie, seats=len(tie.among) - tie.seats)
            taken = {o: n + (o in tie.among) for o, n in taken.items()}
        final = {o: replace(line, extra=line.extra - taken[o]) for o, line in lines.items()}
        step = Step(policy, {"over": over}, {"taken": {o: n for o, n in taken.items() if n}, "tie": _told(tie)})
        return Allocation(final, quota=per_seat, tie=tie, trace=(*steps, step))
    raise OverAward(f"the {quota} quota gives {over} seats more than the {seats} there are")


def lone_list(
    first: tuple[str, Number], second: tuple[str, Number], seats: int, *, weight: Fraction, at_least: int
) -> Allocation:
    """One list alone passed the threshold: the next largest is admitted too, at a discount.

    The quota divides the votes of the two. The second list gets the whole part of its quotient times ``weight``, and at
    least ``at_least`` seats; all the others go to the first, without a comparison of remainders
    (Kazakhstan, Art. 97-1(2)-(4); the guarantee is 2 seats there, 1 in Art. 111-1).

    Raises NoVotes where neither has a vote; OverAward where there are fewer seats than the guarantee.
    """
    votes = {first[0]: first[1], second[0]: second[1]}
    cast = Fraction(exact_votes(votes))
    if cast == 0:
        raise NoVotes("no votes for either list: the quota does not exist")
    if at_least > seats:
        raise OverAward(f"the second list is guaranteed {at_least} seats of {seats}")
    due = {option: count * seats / cast for option, count in votes.items()}
    weighed = due[second[0]] * weight
    lifted = max(at_least, floor(weighed))
    if lifted > seats:
        raise OverAward(f"at weight {weight} the second list gets {lifted} seats of {seats}")
    whole = {first[0]: min(floor(due[first[0]]), seats - lifted), second[0]: floor(weighed)}
    final = {first[0]: seats - lifted, second[0]: lifted}
    lines = {o: Line(votes[o], due[o], whole[o], extra=final[o] - whole[o]) for o in votes}
    step = Step(
        "lone list",
        {
            "passed": first[0], "admitted": second[0], "votes": dict(votes), "seats": seats,
            "weight": weight, "at least": at_least,
        },
        {"due": by_option(lines, "due"), "weighed": weighed, "seats": by_option(lines, "seats")},
    )  # fmt: skip
    return Allocation(lines, quota=cast / seats if seats else None, trace=(step,))


__all__ = ["QUOTAS", "by_quota", "lone_list"]
