"""Where one list passes alone and the law admits the next largest: the most and the fewest seats of either.

The next largest has so much more as its votes come nearer to those of the first. It has the most just below the line, with
the first at the line or as it is; the first has the most with all votes that come.
"""

from math import floor

from dauys.law.bounds_race import Completion, Family, Race, spread
from dauys.seats import Number


def _second(race: Race, first: Number, second: Number) -> int | None:
    """Seats of the next largest behind a lone list; None where the rule gives more than there are, and none are given."""
    rule, seats = race.tier.lone_list, race.area.seats
    assert rule is not None
    if not first + second:
        return None
    given = max(rule.at_least, floor(second * seats * rule.weight / (first + second)))
    return None if given > seats else given


def _first(race: Race, first: Number, second: Number) -> int:
    """Seats of the lone list: all that the next largest leaves."""
    given = _second(race, first, second)
    return 0 if given is None else race.area.seats - given


def alone(race: Race, option: str) -> Family | None:
    """The list passes alone, with all votes that come: the most seats of a lone list."""
    others = [name for name in race.counted if name != option]
    final = {**race.counted, option: race.counted[option] + race.outstanding}
    line = race.line_at(race.outstanding)
    if race.tier.lone_list is None or race.kept_out_from(others) is None or race.lifted(option, line) > final[option]:
        return None
    second = max((race.counted[name] for name in others), default=None)
    most = race.area.seats if second is None else _first(race, final[option], second)
    return _once(race, most, Completion(final, race.outstanding))


def alone_against(race: Race, option: str) -> Family | None:
    """The list passes alone, and another comes as near to the line as it can: the fewest seats of a lone list."""
    _, others = race.others(option)
    first = race.kept_out_from(name for name in race.counted if name != option)
    if race.tier.lone_list is None or first is None:
        return None
    largest = race.counted[others[0]] if others else 0

    def completion(cast: int) -> Completion | None:
        line = race.line_at(cast)
        final = {**race.counted, option: race.lifted(option, line)}
        left = cast - final[option] + race.counted[option]
        if cast < first or left < 0:
            return None
        left = spread(final, others[:1] if race.idle else others, line - 1, left)
        final[option] += 0 if race.idle else left
        return Completion(final, cast)

    def limit(cast: int) -> int | None:
        line = race.line.exactly(race.base + cast)
        mine = race.lifted(option, line)
        theirs = min(line, largest + cast - mine + race.counted[option])
        if theirs < largest:
            return None
        return _first(race, mine, theirs) if others else 0

    return Family(limit, completion)


def next_largest(race: Race, option: str, first: str) -> Family | None:
    """Another passes alone, just so, and the list is the next largest: the most seats it can have without passing."""
    others = [name for name in race.counted if name not in (option, first)]
    start = race.kept_out_from([option, *others])
    if race.tier.lone_list is None or start is None:
        return None

    def completion(cast: int) -> Completion | None:
        line = race.line_at(cast)
        final = {**race.counted, first: race.lifted(first, line)}
        left = cast - final[first] + race.counted[first]
        if cast < start or left < 0:
            return None
        left = spread(final, [option], line - 1, left)
        if not race.idle:
            final[first] += spread(final, others, min(line - 1, final[option]), left)
        return Completion(final, cast)

    def limit(cast: int) -> int | None:
        line = race.line.exactly(race.base + cast)
        theirs = race.lifted(first, line)
        mine = min(line, race.counted[option] + cast - theirs + race.counted[first])
        if mine < max(race.counted[name] for name in (option, *others)):
            return None
        return _second(race, theirs, mine) or 0

    return Family(limit, completion)


def next_smallest(race: Race, option: str, first: str) -> Family | None:
    """Another passes alone, with all votes that come: the fewest seats of a list that cannot but be the next largest."""
    final = {**race.counted, first: race.counted[first] + race.outstanding}
    line = race.line_at(race.outstanding)
    outside = [name for name in race.counted if name != first]
    if race.tier.lone_list is None or race.kept_out_from(outside) is None or race.lifted(first, line) > final[first]:
        return None
    completion = Completion(final, race.outstanding)
    return _once(race, race.judged(completion, option)[0], completion)


def _once(race: Race, seats: int, completion: Completion) -> Family:
    """A family whose best completion, with all outstanding ballots, is known beforehand."""
    return Family(lambda cast: seats if cast == race.outstanding else None, lambda _: completion)
