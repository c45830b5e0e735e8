"""The fewest seats of a list that takes part: what it costs, in outstanding votes, to give its seats to others.

A list's seat number k is a claim. To keep the list below k seats, others must hold, with claims at least as large, as many
seats as are left when it has k - 1 of them: ``need``. What a claim costs depends on the list's own votes, for a quota also
on the sum of votes; it is the same price for every other list, less the votes that this one has already. So the question
is which lists buy how many seats for the fewest votes in all (``cheapest``), and whether so many votes are outstanding.

*Divisors.* A claim is votes over a divisor, so a price needs the votes of the list itself alone. Whoever buys must also
reach the line of the threshold, and the line rises with every ballot that comes. Prices rise with it, so the smallest
number of ballots that pays for itself is found by starting from none and paying what is asked until nothing more is.

*Hare's quota.* With whole parts and largest remainders, seats are the whole part of votes / quota + d, for the d in [0, 1)
that gives the house; so a claim is a d. With the sum V of votes for those who take part, and H seats, list j's claim
number a is not behind number k of list i if v_j >= v_i + (a - k) V / H. Moving votes between others changes no price. A
larger V, with the others larger in proportion, lowers list i's share and no other's, and keeps whoever is at the line above
it, as the base of the threshold is never less than V. So *if votes were divisible* the largest V would be the worst for
list i: that is the limit. In whole votes it is reached, or the search goes down from there.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, floor, isqrt

from dauys.law.bounds_race import Completion, Family, Race, spread
from dauys.law.vocabulary import HighestAverages
from dauys.seats import Divisors, divisors_of

type Wins = Callable[[str, int, int], bool]
"""Whether the law's tie rule puts the list before another: the other's name, the number of its claim, that of the list's.
The other must then pay one vote more."""


def cheapest(prices: Sequence[Sequence[int]], need: int) -> list[int] | None:
    """How many seats each buys, ``need`` in all, so that the sum is the smallest; None where they cannot buy so many.

    prices: by buyer, what its first 0, 1, 2, … seats cost together; the first is 0, and they rise.
    """
    never = 1 + sum(price[-1] for price in prices)
    least = [0, *[never] * need]  # by seats bought so far
    bought: list[list[int]] = []
    for price in prices:
        now, picks = least[:], [0] * (need + 1)
        for more in range(1, len(price)):
            for seats in range(more, need + 1):
                cost = least[seats - more] + price[more]
                if cost < now[seats]:
                    now[seats], picks[seats] = cost, more
        least = now
        bought.append(picks)
    if least[need] >= never:
        return None
    seats, result = need, []
    for picks in reversed(bought):
        result.append(picks[seats])
        seats -= picks[seats]
    return result[::-1]


def _asked(prices: Sequence[Sequence[int]], name: str, below: int, wins: Wins) -> list[int]:
    """What one list must pay for its claims number 1, 2, …: of the prices where ties are won and where they are lost."""
    return [prices[wins(name, number, below)][number - 1] for number in range(1, len(prices[0]) + 1)]


# ---- divisors --------------------------------------------------------------------------------------------------------


def held_by_divisor(race: Race, option: str, wins: Wins) -> Family:
    """The completion in which a list that takes part has the fewest seats. Nothing is left to search."""
    most = min(race.area.seats, (race.area.maximum or {}).get(option, race.area.seats))
    tried: dict[int, Completion | None] = {}

    def held(below: int) -> bool:
        tried[below] = _bought(race, option, below, wins)
        return tried[below] is not None

    below = 1 + bisect_left(range(1, most + 1), True, key=held)
    found = tried.get(below)
    fewest = None if found is None else below - 1
    return Family(lambda cast: fewest if cast == race.outstanding else None, lambda _: found)


def _bought(race: Race, option: str, below: int, wins: Wins) -> Completion | None:
    """A completion in which the list takes part and has fewer seats than ``below``; None where there is none."""
    formula = race.tier.formula
    assert isinstance(formula, HighestAverages)
    rule = divisors_of(formula.divisors, formula.first)
    others = [name for name in race.counted if name != option]
    need = race.area.seats - below + 1
    came = 0
    while came <= race.outstanding:
        line = race.line_at(came)
        final = {option: race.lifted(option, line)}
        prices = [_prices(rule, final[option], below, need, beaten) for beaten in (False, True)]
        free, costs = [], []
        for name in others:
            has, price = race.counted[name], _asked(prices, name, below, wins)
            most = min(len(price), (race.area.maximum or {}).get(name, need))
            takes_part = race.lifted(name, line) == has
            free.append(min(most, bisect_right(price, has)) if takes_part else 0)
            costs.append([0, *(max(race.lifted(name, line), paid) - has for paid in price[free[-1] : most])])
        picks = cheapest(costs, max(0, need - sum(free)))
        if picks is None:
            return None
        final |= {n: race.counted[n] + cost[pick] for n, cost, pick in zip(others, costs, picks, strict=True)}
        paid = sum(final.values()) - sum(race.counted.values())
        if paid <= came:
            return Completion(final, came)
        came = paid
    return None


def _prices(rule: Divisors, votes: int, below: int, need: int, beaten: bool) -> list[int]:
    """The fewest votes with which another list's claims number 1, 2, … are not behind claim number ``below`` of a list.

    beaten: equal claims are behind. Where the list's divisor is 0, only other such claims can be before it.
    """
    last = rule.divisor(below - 1)
    if last == 0:
        return [votes + beaten] if need else []
    prices = []
    for seats in range(need):
        square = votes**rule.power * rule.divisor(seats) / last
        if beaten:
            price = floor(square) + 1 if rule.power == 1 else isqrt(floor(square)) + 1
        else:
            price = ceil(square) if rule.power == 1 else 1 + isqrt(max(0, ceil(square) - 1))
        prices.append(max(1, price))
    return prices


# ---- Hare's quota ----------------------------------------------------------------------------------------------------


def held_by_quota(race: Race, option: str, others: tuple[str, ...], wins: Wins) -> Family | None:
    """Completions in which just the list and ``others`` take part, and it has the fewest seats; None if that cannot be."""
    outside = [name for name in race.counted if name != option and name not in others]
    first = race.kept_out_from(outside)
    if first is None:
        return None
    house = race.area.seats
    counted = sum(race.counted[name] for name in (option, *others))

    def limit(cast: int) -> int | None:
        line = race.line.exactly(race.base + cast)
        mine, theirs = race.lifted(option, line), [race.lifted(name, line) for name in others]
        total = counted + cast
        if total < mine + sum(theirs):
            return None
        return bisect_left(range(1, house + 1), True, key=lambda below: _affordable(mine, theirs, total, house, below))

    def completion(cast: int) -> Completion | None:
        for came in range(max(cast, first), race.outstanding + 1):
            line = race.line_at(came)
            final = dict(race.counted)
            idle = came - cast
            if idle and not race.idle:
                idle = spread(final, outside, line - 1, idle)
            if idle and not race.idle:
                continue  # nowhere to put them; a larger base makes room
            final |= {name: race.lifted(name, line) for name in (option, *others)}
            left = counted + cast - sum(final[name] for name in (option, *others))
            return None if left < 0 else _outbid(race, option, others, Completion(final, came), left, limit(cast) or 0, wins)
        return None

    return Family(limit, completion)


def _affordable(mine: int | Fraction, theirs: Sequence[int | Fraction], total: int, house: int, below: int) -> bool:
    """Whether the others could keep a list below so many seats, if votes were divisible and every tie went to them.

    mine, theirs: the fewest votes of each; total: all votes, to be shared so that nobody has fewer.
    """
    if house * mine >= below * total or not theirs:
        return False  # its whole part alone is enough; or there is nobody else
    reached = [below + Fraction(house * (votes - mine), total) for votes in theirs]  # in claims, the last one in part
    need = house - below + 1 - sum(floor(claims) for claims in reached)
    missing = sorted(1 - claims % 1 for claims in reached)  # of each list's next claim, in quotas; further ones cost a whole
    cost = sum(missing[: max(0, need)]) + max(0, need - len(missing))
    return total * cost <= house * (total - mine - sum(theirs))


def _outbid(
    race: Race, option: str, others: tuple[str, ...], start: Completion, left: int, fewest: int, wins: Wins
) -> Completion:
    """The votes left, shared among the others so that the list has the fewest seats; not below ``fewest``."""
    house, mine = race.area.seats, start.final[option]
    total = left + sum(start.final[name] for name in (option, *others))
    final = dict(start.final)
    for below in range(fewest + 1, house + 1):
        if house * mine >= below * total:
            continue
        need = house - below + 1
        prices = [_claims(mine, total, house, below, need, beaten) for beaten in (False, True)]
        free, costs = [], []
        for name in others:
            has, price = final[name], _asked(prices, name, below, wins)
            free.append(bisect_right(price, has))
            costs.append([0, *(paid - has for paid in price[free[-1] :] if paid - has <= left)])
        picks = cheapest(costs, max(0, need - sum(free)))
        paid = None if picks is None else [cost[pick] for cost, pick in zip(costs, picks, strict=True)]
        if paid is not None and sum(paid) <= left:
            final |= {name: final[name] + votes for name, votes in zip(others, paid, strict=True)}
            left -= sum(paid)
            break
    if others:
        final[others[0]] += left
    else:
        final[option] += left
    return Completion(final, start.came)


def _claims(mine: int, total: int, house: int, below: int, need: int, beaten: bool) -> list[int]:
    """The fewest votes with which another list's claims number 1, 2, … are not behind claim number ``below``."""
    exact = (house * mine + (number - below) * total for number in range(1, need + 1))
    return [max(1, dividend // house + 1 if beaten else -(-dividend // house)) for dividend in exact]
