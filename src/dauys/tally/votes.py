"""The votes of a body as its law takes them, from approved protocols alone: the lists whole, each constituency by itself.

Of a repeat vote after a tie, and of a run-off, the votes are the second round of their constituency. One called because the
election was void counts together with what was not voided (Kazakhstan, Art. 95, 96, 112).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dauys.acts import State
from dauys.election.event import Body, Contest, law_of
from dauys.law import Count, Figures, Option, Place, Votes
from dauys.tally.sheet import ELECTORS, IN_BOXES, INVALID, ISSUED, PRESENT, REGISTERED, Row, Sheet, sheet_of


@dataclass(frozen=True, slots=True)
class _Counted:
    """A contest's counted papers."""

    sheet: Sheet
    rows: Sequence[Row]


def votes_of(state: State, body: Body) -> Votes:
    """The votes of a body counted so far; how many protocols are missing, ``totals`` and ``open_of`` tell.

    An option's votes, and a figure, are unknown where no protocol counts yet, or where one that counts does not have them:
    the law's questions say so.
    """
    event = state.event
    parts: dict[tuple[str, str, int], list[Contest]] = defaultdict(list)
    described: dict[tuple[str, str | None, str], Option] = {}
    places = {body.place: Place(body.place, "country")}
    for contest in event.contests_of_body(body.id):
        place = contest.constituency or body.place
        second = contest.repeats is not None and event.repeats[contest.id].second_round
        parts[contest.tier, place, 2 if second else 1].append(contest)
        described |= {(contest.tier, place, option.id): option for option in event.options_of(contest.id)}
        if contest.constituency is not None:
            tier = law_of(body.law).tier_named(contest.tier)
            places[place] = Place(place, "constituency" if tier is None else tier.area, body.place)
    counts = tuple(
        _count(tier, place, round, [_counted(state, contest) for contest in contests])
        for (tier, place, round), contests in parts.items()
    )
    return Votes(counts, dict(event.parties), places, described, seats=body.seats, country=body.place)


def _counted(state: State, contest: Contest) -> _Counted:
    sheet = sheet_of(state.event, contest)
    papers = (state.counting(station.id, contest.id) for station in state.event.stations_of(contest.id))
    return _Counted(sheet, [sheet.row(paper) for paper in papers if paper is not None])


def _count(tier: str, place: str, round: int, contests: Sequence[_Counted]) -> Count:
    """The sums of contests that count together. Where none has a paper, the ballot of the first, and nothing known."""
    having = [contest for contest in contests if contest.rows] or list(contests[:1])
    options = dict.fromkeys(option for contest in having for option in contest.sheet.options)
    votes = {
        option: _sum([_column(one, one.sheet.votes[option]) for one in having if option in one.sheet.votes])
        for option in options
    }
    registered, issued, in_boxes, invalid, electors, present = (
        _sum([_column(one, one.sheet.lines[code]) if code in one.sheet.lines else [] for one in having])
        for code in (REGISTERED, ISSUED, IN_BOXES, INVALID, ELECTORS, PRESENT)
    )
    figures = Figures(registered, issued, in_boxes, None, invalid, electors, present)
    return Count(tier, place, votes, figures, round)


def _column(contest: _Counted, at: int) -> list[int | None]:
    return [row[at] for row in contest.rows]


def _sum(columns: Sequence[Sequence[int | None]]) -> int | None:
    """The sum of columns; unknown where one of them is empty or has an unknown figure."""
    numbers = [number for column in columns for number in column]
    known = [number for number in numbers if number is not None]
    return sum(known) if all(columns) and len(known) == len(numbers) else None
