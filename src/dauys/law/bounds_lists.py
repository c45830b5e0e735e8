"""What can still change in the list tier: its contests, the readings of each, and what of a law is not covered."""

from collections.abc import Iterator, Mapping

from dauys.law.bounds_extremes import Extreme, fewest_seats, most_seats, none_pass, passes
from dauys.law.bounds_race import Line, Race
from dauys.law.bounds_values import Coming, ListBounds, ListContest, NotCovered, Range
from dauys.law.linkage.parallel import full_lists, size_of
from dauys.law.lists import Area
from dauys.law.outcome import Outcome
from dauys.law.thresholds import base_of, seats_of
from dauys.law.vocabulary import Base, HighestAverages, LargestRemainder, Law, Parallel, Threshold, Tier
from dauys.law.votes import COUNTRY, INDEPENDENT, Count, Votes

# Bases that grow with the ballots, and who makes them grow beside votes for lists: a vote against all, or any ballot.
_BASES: Mapping[Base | None, str] = {
    "valid votes": "against all",
    "valid votes, against all included": "against all",
    "valid votes, against all left out": "nobody",
    "ballots in boxes": "any ballot",
    "ballots issued": "any ballot",
}

# Questions of the engine that only another figure or other places answer.
_FIGURES = ("no place", "other areas", "seats not set", "no votes", "not counted", "base unknown")


def area_kind(tier: Tier) -> str:
    """The kind of place in which a tier's votes are counted together."""
    return COUNTRY if tier.name == "list" and tier.seats_per_area is None else tier.area


def divisions(
    law: Law, tier: Tier, votes: Votes, coming: Mapping[str, int], outcome: Outcome, settled: bool
) -> Iterator[ListContest | NotCovered]:
    """Every division of list seats by itself; as the engine has it, where no ballot can change it.

    coming: outstanding ballots by area; outcome: of the votes so far; settled: nothing is outstanding in any tier.
    """
    linkage = None if isinstance(law.linkage, Parallel) else law.linkage
    asked = [question for question in outcome.questions if question.tier == tier.name or linkage]
    alone = linkage is None and not _counts_constituencies(tier)
    if not asked and not any(coming.values()) and (settled or alone):
        yield from _as_counted(tier, votes, outcome)
        return
    if linkage is not None:
        yield NotCovered("bounds.linkage", tier.name, article=linkage.article, word=linkage.kind)
        return
    stopped = next((question for question in asked if question.kind in _FIGURES), None)
    if stopped is not None:
        yield NotCovered("bounds.question", tier.name, question=stopped)
        return
    for place, count in votes.areas(tier.name, area_kind(tier)).items():
        races = _races(tier, votes, count, coming[place])
        if isinstance(races, NotCovered):
            yield races
            continue
        waits = any(question.place in (None, place) for question in asked)
        now = {seat.option: seat.seats for seat in outcome.seats if seat.tier == tier.name and seat.place == place}
        lists = tuple(_list(races, count, name, None if waits else now.get(name, 0)) for name in races[0].counted)
        yield ListContest(place, tier.formula.article, races[0].area.seats, coming[place], lists)


def _counts_constituencies(tier: Tier) -> bool:
    """Whether who takes part hangs on constituencies won."""
    line = tier.threshold
    return line is not None and "constituencies won" in [condition.of for condition in (line, *line.or_, *line.and_)]


def _as_counted(tier: Tier, votes: Votes, outcome: Outcome) -> Iterator[ListContest]:
    """List seats of the outcome, that nothing can change."""
    seats = [seat for seat in outcome.seats if seat.tier == tier.name]
    for place in dict.fromkeys(seat.place or votes.country for seat in seats):
        counted = votes.areas(tier.name, COUNTRY if place == votes.country else tier.area).get(place)
        options = [votes.option(tier.name, place, name) for name in (counted.votes if counted else ())]
        rows = {option.id: (option.party, 0) for option in options if option.kind != "against_all"}
        for seat in seats:
            if place == (seat.place or votes.country):
                rows[seat.option or seat.party or INDEPENDENT] = (seat.party, seat.seats)
        lists = (ListBounds(name, party, Range(n, n, n), None) for name, (party, n) in rows.items())
        yield ListContest(place, tier.formula.article, sum(n for _, n in rows.values()), 0, tuple(lists))


def _races(tier: Tier, votes: Votes, count: Count, outstanding: int) -> tuple[Race, ...] | NotCovered:
    """The contest under each reading of the threshold's base that can be computed; the first is the law's own."""
    place = None if area_kind(tier) == COUNTRY else count.place
    seats = seats_of(tier, votes) if place is None else size_of(tier, votes, place)
    area = Area(place, seats or 0, maximum=full_lists(tier, votes, count))

    def refused(kind: str, article: str, word: str = "") -> NotCovered:
        return NotCovered(kind, tier.name, place, article, word)

    word = _formula_not_covered(tier, area)
    if word is not None:
        return refused("bounds.formula", tier.formula.article, word)
    line = tier.threshold
    if line is not None and (tier.name in votes.admitted or place is not None or not _by_votes(line)):
        return refused("bounds.threshold", line.article)
    counted = {n: v for n, v in count.votes.items() if votes.option(tier.name, count.place, n).kind != "against_all"}
    whole = {name: number for name, number in counted.items() if isinstance(number, int)}
    if len(whole) < len(counted):
        return refused("bounds.shared votes", tier.formula.article)
    against_all = len(counted) < len(count.votes)
    exempt = frozenset(name for name in counted if line is not None and _exempt(line, votes, count, name))
    races = []
    for base in (line.of, *line.also_try) if line is not None else (None,):
        number = sum(whole.values()) if base is None else base_of(base, count, votes)
        if number is None:
            continue
        if not isinstance(number, int) or number < sum(whole.values()):
            return refused("bounds.figures", line.article if line else "", base or "")
        idle = base is None or _BASES[base] == "any ballot" or (_BASES[base] == "against all" and against_all)
        races.append(Race(tier, votes, area, whole, outstanding, base or "", number, _line(line), idle, exempt))
    if line is not None and tier.none_passes == "all lists take part" and any(none_pass(race) for race in races):
        return refused("bounds.none passes", line.article)
    return tuple(races)


def _formula_not_covered(tier: Tier, area: Area) -> str | None:
    """The word of the formula, or of the rule for a lone list, for which the bounds have no proof; None if they have."""
    formula = tier.formula
    if isinstance(formula, HighestAverages):
        words = {"minimum": formula.minimum > 0}
    else:
        assert isinstance(formula, LargestRemainder)
        words = {
            formula.quota: formula.quota != "hare",  # Droop's jumps with the sum of votes, the others can give too many
            formula.of: formula.of != "votes of admitted lists",
            formula.rest: formula.rest != "largest remainders",
            "minimum": formula.minimum > 0,
            tier.list_exhausted: bool(area.maximum),
        }
    words["weight"] = tier.lone_list is not None and tier.lone_list.weight > 1
    return next((word for word, found in words.items() if found), None)


def _by_votes(line: Threshold) -> bool:
    """Whether the threshold is one line of votes for all lists, or one for each reading of its base."""
    bases = all(base in _BASES for base in (line.of, *line.also_try))
    return bases and line.rank_at_most is None and not (line.or_ or line.and_ or line.coalitions)


def _exempt(line: Threshold, votes: Votes, count: Count, name: str) -> bool:
    party = votes.parties.get(votes.option(count.tier, count.place, name).party or name)
    return party is not None and bool(party.groups & {*line.exempt})


def _line(line: Threshold | None) -> Line:
    if line is None:
        return Line()
    amount = line.at_least if line.at_least is not None else line.more_than
    assert amount is not None
    return Line(amount, line.more_than is not None, share=amount <= 1)


def _list(races: tuple[Race, ...], count: Count, name: str, now: int | None) -> ListBounds:
    """One list, over all readings: of equal ends, one that comes about."""
    fewest, low = min(
        ((fewest_seats(race, name), race) for race in races), key=lambda end: (end[0].seats, end[0].witness is None)
    )
    most, high = max(
        ((most_seats(race, name), race) for race in races), key=lambda end: (end[0].seats, end[0].witness is not None)
    )
    sure, can = zip(*(passes(race, name) for race in races), strict=True)
    exact = fewest.witness is not None and most.witness is not None
    return ListBounds(
        name,
        races[0].votes.option(count.tier, count.place, name).party,
        Range(fewest.seats, most.seats, now, exact),
        "sure" if all(sure) else "open" if any(can) else "no",
        _coming(low, count, fewest),
        _coming(high, count, most),
    )


def _coming(race: Race, count: Count, extreme: Extreme) -> Coming | None:
    """The completion of a bound as ballots: those that are no votes for lists are against all, or else invalid."""
    if extreme.witness is None:
        return None
    votes = {n: v - race.counted[n] for n, v in extreme.witness.final.items() if v > race.counted[n]}
    idle = extreme.witness.came - sum(votes.values())
    against_all = next((name for name in count.votes if name not in race.counted), None)
    if idle and against_all is not None:
        return Coming({**votes, against_all: idle}, 0, race.reading)
    return Coming(votes, idle, race.reading)
