"""What acts have touched since a publication: whatever else was computed then still holds.

A paper touches its station, and with it every ballot, place and commission of that station, for controls look at the papers
of a station together. Acts whose reach is not told here touch everything: to compute too much is slow, too little is wrong.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dauys.acts import STATION, State
from dauys.election.event import lineage

type Kind = Literal["body", "contest", "place", "commission", "station"]
"""What is touched, each by its id; the stations' own records are the contest ``station``."""

OF_A_BODY = ("lot drawn", "result declared", "mandate given", "mandate lost", "mandate filled")


@dataclass(frozen=True, slots=True)
class Touched:
    """The things touched, by their kind."""

    things: Mapping[Kind, frozenset[str]]

    def has(self, kind: Kind, id: str) -> bool:
        """Whether a thing is among them."""
        return id in self.things[kind]


def touched(state: State, entries: Iterable[Mapping[str, Any]], statuses: Mapping[str, str]) -> Touched | None:
    """What acts have touched; None: everything. state: as it is after them. statuses: of contests, as they were before."""
    event = state.event
    stations: set[str] = set()
    bodies: set[str] = set()
    commissions: set[str] = set()
    for entry in entries:
        if "station" in entry:
            stations.add(entry["station"])
        elif entry["act"] == "results merged":
            stations.update(entry["stations"])
        elif entry["act"] == "summary signed":
            commissions.add(entry["commission"])
        elif entry["act"] in OF_A_BODY:
            bodies.add(entry["body"])
        else:
            return None
    for contest in event.contests:  # a status stands beside every number of its contest
        if state.status.get(contest.id) != statuses.get(contest.id):
            stations.update(station.id for station in event.stations_of(contest.id))
    places: set[str] = set()
    contests: set[str] = set()
    for station in stations:
        for contest_id in state.expected(station):
            contests.add(contest_id)
            commissions.update(state.way(station, contest_id))
        places.update(lineage(event.stations[station].place, event.places))
    bodies.update(event.contest(contest).body for contest in contests if contest != STATION)
    told: dict[Kind, set[str]] = {
        "body": bodies, "contest": contests, "place": places, "commission": commissions, "station": stations,
    }  # fmt: skip
    return Touched({kind: frozenset(ids) for kind, ids in told.items()})
