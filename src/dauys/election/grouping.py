"""Which stations are published together if need be: neighbours, of one place and with the same ballots."""

from collections import defaultdict
from dataclasses import replace

from dauys.election.event import Event, Merging, Station

SIZE = 2
"""Stations of a group, so that as few results as possible are hidden; three, where one would be left over."""


def grouped(event: Event, merging: Merging) -> Event:
    """The event with a rule for merging, and every station in a group, in the order of their table.

    A station without a neighbour stays by itself: with which other it could be published, its commission must decide.
    """
    alike: dict[tuple[str, frozenset[str]], list[Station]] = defaultdict(list)
    for station in event.stations.values():
        alike[station.place, frozenset(station.constituencies)].append(station)
    groups: dict[str, str] = {}
    for stations in alike.values():
        for first in range(0, len(stations) - 1, SIZE):
            rest = len(stations) - first
            for station in stations[first : first + (rest if rest == SIZE + 1 else SIZE)]:
                groups[station.id] = stations[first].id
    stations_ = {id: replace(station, group=groups.get(id)) for id, station in event.stations.items()}
    return replace(event, stations=stations_, merging=merging)
