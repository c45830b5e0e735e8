"""The fewest and the most seats of a list that outstanding ballots can still bring about, under one reading.

Each bound is found twice: as a completion, whose seats the engine itself tells, and as a limit which says that no
completion goes further. Where the two do not meet within ``PATIENCE`` steps the limit is the bound, without a witness.

Who takes part is what makes it more than arithmetic. At a given base, whoever is over the line takes part; others can be
lifted to it. Of two lists to be lifted, the one with more votes is the cheaper, and once lifted they are alike. So only the
largest others need be looked at: as many sets as there are lists. (In whole votes, where a tie goes by the time of
registration, or where every ballot that comes is a vote for a list, the last vote can hang on which of them it is. Then
the search goes on over all sets, if lists are few.)

For the most seats everything goes to the list, after what it costs to lift others. Votes added to a list alone, or moved
to it from another, never harm it while the same lists take part: true of divisors, and of Hare's quota with largest
remainders. It is not true of Droop's quota, which jumps with the sum of votes; nor of who takes part: a list can lose a
remainder where a rival drops below the line, so every set is tried.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, islice

from dauys.law.bounds_held import Wins, held_by_divisor, held_by_quota
from dauys.law.bounds_lone import alone, alone_against, next_largest, next_smallest
from dauys.law.bounds_race import Completion, Family, Race, spread
from dauys.law.vocabulary import HighestAverages, Tier
from dauys.seats import Number, by_divisor, by_quota

PATIENCE = 200  # steps down from all outstanding ballots, in one search
FEW = 8  # lists, of which all sets are looked at where the largest alone prove nothing

type Sets = Iterable[tuple[str, ...]]
"""Sets of other lists that take part."""


@dataclass(frozen=True, slots=True)
class Extreme:
    """A bound, and the completion that brings it about; None where the bound is a limit that may not be reached."""

    seats: int
    witness: Completion | None


def most_seats(race: Race, option: str) -> Extreme:
    """The most seats that a list can still have."""

    def families(sets: Sets) -> Iterator[Family | None]:
        yield from (_all_votes(race, option, others) for others in sets)
        yield alone(race, option)
        yield from (next_largest(race, option, first) for first in race.counted if first != option)
        yield _none_passing(race, option)

    return _search(race, option, families, +1)


def fewest_seats(race: Race, option: str) -> Extreme:
    """The fewest seats that a list can still have."""
    for completion in _left_out(race, option):
        if race.judged(completion, option)[0] == 0:
            return Extreme(0, completion)

    def families(sets: Sets) -> Iterator[Family | None]:
        orders, all_known = _ties(race, option)
        for wins in orders:
            if isinstance(race.tier.formula, HighestAverages):
                yield replace(held_by_divisor(race, option, wins), best=all_known)
                continue
            for others in sets:
                held = held_by_quota(race, option, others, wins)
                yield held and replace(held, best=all_known)
        yield alone_against(race, option)
        yield from (next_smallest(race, option, first) for first in race.counted if first != option)

    return _search(race, option, families, -1)


def passes(race: Race, option: str) -> tuple[bool, bool]:
    """Whether a list is sure to take part by the threshold, and whether it can."""
    if option in race.exempt:
        return True, True
    counted, all_in = race.counted[option], race.line_at(race.outstanding)
    elsewhere = race.idle or len(race.counted) > 1  # an outstanding ballot can come without being a vote for the list
    return counted >= (all_in if elsewhere else race.line_at(0)), counted + race.outstanding >= all_in


def none_pass(race: Race) -> Completion | None:
    """A completion in which no list passes, with as few ballots as that takes or near it; None where there is none."""
    first = race.kept_out_from(race.counted)
    if first is None:
        return None
    if race.idle:
        return Completion(race.counted, first)
    # Every ballot is a vote. The room under the line shrinks by one with each, and grows for all lists where the line
    # rises by one: so it is widest at the start, or where the line rises for the first or for the last time.
    rises = (race.line.base_above(line - 1) for line in (race.line_at(first) + 1, race.line_at(race.outstanding)))
    for came in (first, *(base - race.base for base in rises if base is not None)):
        if first <= came <= race.outstanding:
            final = dict(race.counted)
            if spread(final, final, race.line_at(came) - 1, came) == 0:
                return Completion(final, came)
    return None


# ---- the search ------------------------------------------------------------------------------------------------------


def _search(race: Race, option: str, families: Callable[[Sets], Iterator[Family | None]], sign: int) -> Extreme:
    """The best completion of all families if that can be proved, else their limit; sign: +1 for most seats, -1 for fewest."""
    nothing = Completion(race.counted, 0)
    best = Extreme(race.judged(nothing, option)[sign > 0], nothing)
    hangs = _by_registration(race.tier) or not (race.idle or _by_divisors(race))
    few = len(race.counted) <= FEW
    rounds = [_smallest, _largest, _every] if hangs and few else [_smallest, _largest]
    further: list[tuple[int, Family]] = []
    for sets in rounds:
        found = [family for family in families(list(sets(race, option))) if family is not None]
        known = [(limit, family) for family in found if (limit := family.limit(race.outstanding)) is not None]
        known.sort(key=lambda pair: -sign * pair[0])
        patience = PATIENCE
        for _, family in known:
            best, patience = _descend(race, option, family, sign, best, patience)
        further = [(limit, family) for limit, family in known if sign * limit > sign * best.seats]
        gone_through = sets is rounds[-1] and (few or not hangs)
        if not further or (gone_through and patience > 0 and all(family.best for _, family in further)):
            return best
    return Extreme(further[0][0], None)


def _descend(race: Race, option: str, family: Family, sign: int, best: Extreme, patience: int) -> tuple[Extreme, int]:
    """The best of one family and what was known before, from all outstanding ballots down; and the patience left."""
    for cast in range(race.outstanding, -1, -1):
        limit = family.limit(cast)
        if limit is None or sign * limit <= sign * best.seats or patience == 0:
            break
        patience -= 1
        completion = family.completion(cast)
        if completion is not None:
            seats = race.judged(completion, option)[sign > 0]
            if sign * seats > sign * best.seats:
                best = Extreme(seats, completion)
    return best, patience


def _smallest(race: Race, option: str) -> Iterator[tuple[str, ...]]:
    """The largest others, but with divisors as few as possible: nobody has fewer seats where others drop out."""
    sets = _largest(race, option)
    yield from islice(sets, 1) if _by_divisors(race) else sets


def _largest(race: Race, option: str) -> Iterator[tuple[str, ...]]:
    """The others who take part, if they are the largest: those whom nothing keeps out, then one more list each time."""
    exempt, rest = race.others(option)
    sure = sum(race.counted[name] >= race.line_at(race.outstanding) for name in rest)
    for number in range(max(sure, _at_least(race) - len(exempt)), len(rest) + 1):
        yield (*exempt, *rest[:number])


def _every(race: Race, option: str) -> Iterator[tuple[str, ...]]:
    """Every set of others that can take part."""
    exempt, rest = race.others(option)
    for number in range(max(0, _at_least(race) - len(exempt)), len(rest) + 1):
        yield from ((*exempt, *more) for more in combinations(rest, number))


def _at_least(race: Race) -> int:
    """How many others must take part: one, where the law has a rule of its own for a list that passes alone."""
    return int(race.tier.lone_list is not None)


def _by_divisors(race: Race) -> bool:
    return isinstance(race.tier.formula, HighestAverages)


def _by_registration(tier: Tier) -> bool:
    return any(rule.by == "registration time" for rule in tier.tie)


def _ties(race: Race, option: str) -> tuple[tuple[Wins, ...], bool]:
    """Whom a list beats in a tie: nobody, or as the law's rule tells any two apart; and whether that is all there is to it.

    It is not, where the rule can fail among others who are tied with the list: they have no time of registration, or the
    same; the same votes. Then the engine asks about all of them, and the list can lose what it would have by the rule.
    """

    def nobody(name: str, number: int, own: int) -> bool:
        return False

    def fewer_votes(name: str, number: int, own: int) -> bool:
        return number < own  # equal claims to a lower number

    place = race.area.place or race.votes.country
    times = {name: race.votes.option(race.tier.name, place, name).registered for name in race.counted}
    mine = times[option]
    rules = {rule.by for rule in race.tier.tie}
    if "most votes" in rules:
        return (nobody, fewer_votes), False
    if "registration time" not in rules or mine is None:
        return (nobody,), True

    def later(name: str, number: int, own: int) -> bool:
        return (times[name] or mine) > mine

    others = [time for name, time in times.items() if name != option]
    behind = [time for time in others if time is not None and time > mine]
    always = len(race.tier.tie) == 1 and race.tier.tie[0].when is None
    known = None not in others and len({*behind}) == len(behind)
    return ((later,), True) if always and known else ((nobody, later), False)


# ---- divided by the formula ------------------------------------------------------------------------------------------


def _all_votes(race: Race, option: str, others: tuple[str, ...]) -> Family | None:
    """The list and just these others take part; the others have as few votes as that takes, the list has the rest."""
    first = race.kept_out_from(name for name in race.counted if name != option and name not in others)
    if first is None:
        return None

    def completion(cast: int) -> Completion | None:
        line = race.line_at(cast)
        final = {**race.counted, **{name: race.lifted(name, line) for name in others}}
        final[option] += cast - sum(final[name] - race.counted[name] for name in others)
        return None if cast < first or final[option] < race.lifted(option, line) else Completion(final, cast)

    def limit(cast: int) -> int | None:  # the same in divisible votes
        line = race.line.exactly(race.base + cast)
        among: dict[str, Number] = {name: race.lifted(name, line) for name in others}
        mine = race.counted[option] + cast - sum(among[name] - race.counted[name] for name in others)
        return None if mine < race.lifted(option, line) else _won(race, {**among, option: mine}, option)

    return Family(limit, completion)


def _won(race: Race, among: Mapping[str, Number], option: str) -> int:
    """Seats by the formula, where the list wins every tie."""
    if not any(among.values()):
        return 0
    formula, seats = race.tier.formula, race.area.seats
    if isinstance(formula, HighestAverages):
        maximum = race.area.maximum
        allocation = by_divisor(among, seats, formula.divisors, first=formula.first, maximum=maximum)
    else:
        allocation = by_quota(among, seats)
    return allocation.seats[option] + (allocation.tie is not None and option in allocation.tie.among)


def _none_passing(race: Race, option: str) -> Family | None:
    """No list passes, and all take part by decision: the list has what there is room for under the line.

    Under the line nobody has more votes than the list at the line, so fewer votes of others help no other list more.
    """
    first = race.kept_out_from(race.counted)
    if first is None or none_pass(race) is None or race.tier.none_passes == "seats stay empty":
        return None

    def completion(cast: int) -> Completion | None:
        came = race.outstanding if race.idle else cast
        final, line = dict(race.counted), race.line_at(came)
        left = spread(final, (option,) if race.idle else (option, *final), line - 1, cast)
        return None if came < first or (left and not race.idle) else Completion(final, came)

    def limit(cast: int) -> int | None:
        line = race.line.exactly(race.base + (race.outstanding if race.idle else cast))
        most: dict[str, Number] = {**race.counted, option: min(line, Fraction(race.counted[option] + cast))}
        return _won(race, most, option)

    return Family(limit, completion, best=race.idle and _ties(race, option)[1])


def _left_out(race: Race, option: str) -> Iterator[Completion]:
    """Completions in which the list does not take part, and has no seat: one of each kind, if there is one of the kind."""
    exempt, rest = race.others(option)
    others = exempt + rest
    start = race.kept_out_from([option])
    taking_part = others[: 1 + _at_least(race)]
    if start is not None and len(taking_part) > _at_least(race):
        yield from _paid(race, start, taking_part, {})
    start = race.kept_out_from([option, *others[1:]])
    if _at_least(race) and len(others) > 1 and start is not None:  # another list is the next largest, or level
        yield from _paid(race, start, others[:1], {others[1]: race.counted[option]})
    nobody = none_pass(race)
    if nobody is not None:
        yield nobody


def _paid(race: Race, start: int, taking_part: list[str], raised: Mapping[str, int]) -> Iterator[Completion]:
    """The smallest completion, from a start, in which some lists are at the line and others raised to a number of votes.

    The line rises with every ballot: pay what it takes, and again, until nothing more is asked for.
    """
    came = start
    while came <= race.outstanding:
        line = race.line_at(came)
        final = {name: max(votes, raised.get(name, 0)) for name, votes in race.counted.items()}
        final |= {name: race.lifted(name, line) for name in taking_part}
        left = came - sum(final.values()) + sum(race.counted.values())
        if left >= 0:
            final[taking_part[0]] += left
            yield Completion(final, came)
            return
        came -= left
