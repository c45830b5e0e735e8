"""Totals of every contest at every place, from approved protocols alone, with what is missing beside each number.

A total is never typed and never stored as truth: it is computed from the state that the acts have made. *Not counted* is
shown as a class of the partition, and is not zero.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from dauys.acts import State
from dauys.election.definition import Body, Contest
from dauys.law import AGAINST_ALL, Count, Figures, Option, Party, Place, Votes
from dauys.protocol import Figures as Paper


@dataclass(frozen=True, slots=True)
class Total:
    """One contest at one place: sums of the counted protocols, and in which class all expected ones are."""

    contest: str
    place: str
    lines: Mapping[str, int]  # by line of the form; a line with several cells as their sum
    votes: Mapping[str, int]  # by option
    partition: Mapping[str, int]  # expected protocols by class; they add up to ``stations``
    stations: int
    voters: int  # on the lists of all these stations, by the definition
    voters_counted: int  # of the stations whose protocol counts

    @property
    def complete(self) -> bool:
        return self.partition["approved"] + self.partition["annulled"] == self.stations


def totals(state: State, contest: Contest) -> dict[str, Total]:
    """The totals of a contest at each place that its stations lie in, by place; the widest first."""
    lines: dict[str, Counter[str]] = defaultdict(Counter)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    stations: dict[str, list[str]] = defaultdict(list)
    voters: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    options = [option.id for option in state.event.options_of(contest.id)]
    for station in state.event.stations_of(contest.id):
        paper = state.counting(station.id, contest.id)
        for place in state.event.places_above(station.id, contest):
            stations[place].append(station.id)
            voters[place] += station.voters
            if paper is not None:
                counted[place] += station.voters
                _add(lines[place], votes[place], paper)
    return {
        place: Total(
            contest.id, place, dict(lines[place]), {option: votes[place][option] for option in options},
            dict(state.partition(contest.id, here)), len(here), voters[place], counted[place],
        )
        for place, here in stations.items()
    }  # fmt: skip


def _add(lines: Counter[str], votes: Counter[str], paper: Paper) -> None:
    """Add one paper; a figure that it does not have adds nothing, and stays missing in what is derived from it."""
    for code, cell in paper.lines.items():
        number = paper.one(code)
        if number is not None:
            lines[code] += number
        if code == "P" and isinstance(cell, Mapping):
            for option, count in cell.items():
                votes[option] += count or 0
    if (against := paper.one("N")) is not None:
        votes[AGAINST_ALL] += against


def votes_of(state: State, body: Body) -> Votes:
    """The votes of a body as its law takes them: the list contest whole, each constituency by itself.

    Where no protocol of a contest counts yet its votes are unknown, and the law's question says so.
    """
    counts = []
    places = {body.place: Place(body.place, "country")}
    for contest in state.event.contests_of_body(body.id):
        stations = [station.id for station in state.event.stations_of(contest.id)]
        papers = [paper for station in stations if (paper := state.counting(station, contest.id)) is not None]
        lines: Counter[str] = Counter()
        votes: Counter[str] = Counter()
        for paper in papers:
            _add(lines, votes, paper)
        options = [option.id for option in state.event.options_of(contest.id)]
        place = body.place if contest.tier == "list" else contest.id
        if contest.tier == "constituency":
            places[contest.id] = Place(contest.id, "constituency", body.place)
        known = {code for code in ("T", "B", "I") if papers and all(paper.one(code) is not None for paper in papers)}
        in_boxes, issued, invalid = (lines[code] if code in known else None for code in ("T", "B", "I"))
        figures = Figures(in_boxes=in_boxes, issued=issued, invalid=invalid)
        counts.append(Count(contest.tier, place, {option: votes[option] if papers else None for option in options}, figures))
    described: dict[tuple[str, str | None, str], Option] = {
        (contest.tier, body.place if contest.tier == "list" else contest.id, option.id): option
        for contest in state.event.contests_of_body(body.id)
        for option in state.event.options_of(contest.id)
    }
    parties: dict[str, Party] = dict(state.event.parties)
    return Votes(tuple(counts), parties, places, described, seats=body.seats, country=body.place)


def turnout(state: State, station: str) -> Mapping[str, int]:
    """Ballots issued by hour, as reported."""
    return state.turnout.get(station, {})
