"""What acts have touched since a publication: whatever else was computed then still holds.

A paper touches the page of its station, its contest, and the places and commissions above it. Controls look at the papers of a
station together: what they find on the others is found anew, and where it has moved, those are touched as well. The station's
own record, a repeat vote, and acts about a station touch all its papers. The status of a contest stands beside its sums: where
it moves, those are touched, and of the stations none, or a word about the whole country would make every page of it anew. Acts
whose reach is not told here touch everything: to compute too much is slow, too little is wrong.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dauys.acts import STATION, State
from dauys.election.event import lineage
from dauys.protocol import Finding
from dauys.publish.findings import found_alone

type Kind = Literal["body", "contest", "place", "commission", "station"]
"""What is touched, each by its id; the stations' own records are the contest ``station``."""

OF_A_BODY = ("lot drawn", "result declared", "mandate given", "mandate lost", "mandate filled")

UNSEEN = ("protocol entered again", "differences resolved")
"""By these a paper stays in its class, entered, or goes on to count as before: the page of its station alone may tell more."""


@dataclass(frozen=True, slots=True)
class Touched:
    """The things touched, by their kind."""

    things: Mapping[Kind, frozenset[str]]

    def has(self, kind: Kind, id: str) -> bool:
        """Whether a thing is among them."""
        return id in self.things[kind]


type Paper = tuple[str, str]
"""Station and contest."""

type Alone = Mapping[str, Mapping[str, tuple[Finding, ...]]]
"""Findings on protocols that count, by contest and station, without those beside other stations."""


def touched(state: State, entries: Iterable[Mapping[str, Any]], statuses: Mapping[str, str], alone: Alone) -> Touched | None:
    """What acts have touched; None: everything.

    state: as it is after them. statuses: of contests; alone: what was found: both as they were before.
    """
    event = state.event
    stations: set[str] = set()
    papers: set[Paper] = set()
    bodies: set[str] = set()
    commissions: set[str] = set()
    for entry in entries:
        if "station" in entry:
            station, contest = entry["station"], entry.get("contest", STATION)
            stations.add(station)
            if contest == STATION or event.contest(contest).repeats is not None:
                papers.update((station, one) for one in state.expected(station))
            elif entry["act"] not in UNSEEN:
                papers.add((station, contest))
        elif entry["act"] == "results merged":
            papers.update((station, one) for station in entry["stations"] for one in state.expected(station))
        elif entry["act"] == "summary signed":
            commissions.add(entry["commission"])
        elif entry["act"] in OF_A_BODY:
            bodies.add(entry["body"])
        else:
            return None
    papers.update(_beside(state, papers, alone))
    sums = set(papers)  # the papers of which a sum is touched
    for contest in event.contests:  # a status stands beside every sum of its contest
        if state.status.get(contest.id) != statuses.get(contest.id):
            sums.update((station.id, contest.id) for station in event.stations_of(contest.id))
    places: set[str] = set()
    for station in {station for station, _ in sums}:
        places.update(lineage(event.stations[station].place, event.places))
    for paper in sums:
        commissions.update(state.way(*paper))
    contests = {contest for _, contest in sums}
    bodies.update(event.contest(contest).body for contest in contests if contest != STATION)
    told: dict[Kind, set[str]] = {
        "body": bodies, "contest": contests, "place": places, "commission": commissions,
        "station": stations | {station for station, _ in papers},
    }  # fmt: skip
    return Touched({kind: frozenset(ids) for kind, ids in told.items()})


def _beside(state: State, papers: Iterable[Paper], alone: Alone) -> Iterator[Paper]:
    """The papers that count and on which, beside those of their station that were touched, something else is found now."""
    for station in {station for station, _ in papers}:
        for contest in state.expected(station):
            counting = state.life(station, contest).counting
            if counting is None or counting.together:
                continue
            if found_alone(state, station, contest) != alone.get(contest, {}).get(station):
                yield station, contest
