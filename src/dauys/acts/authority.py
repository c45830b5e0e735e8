"""Who may do an act on a protocol: commissions on its way, by what the chain says they do there.

The way differs by contest (``chain.toml``): the lists of a station go to another commission than its constituency. One table
says which of a commission's deeds an act needs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dauys.acts.kinds import STATION
from dauys.election.event import ABROAD, Event, lineage
from dauys.protocol.chain import Chain, Deed, Kind, Serving, stops

RIGHTS: Mapping[str, frozenset[Deed]] = {
    # act: deeds of the chain, one of which a commission must have on the way of the protocol
    "protocol received": frozenset({"counts", "receives", "decides"}),
    "scan attached": frozenset({"counts", "receives", "decides"}),
    "protocol entered": frozenset({"counts", "receives", "decides"}),
    "protocol entered again": frozenset({"counts", "receives", "decides"}),
    "differences resolved": frozenset({"receives", "decides"}),
    "findings explained": frozenset({"receives", "decides"}),
    "accepted as signed": frozenset({"receives", "decides"}),
    "protocol approved": frozenset({"receives", "decides"}),
    "results opened": frozenset({"receives", "decides"}),
    "protocol sent back": frozenset({"receives", "decides"}),
    "protocol held": frozenset({"receives", "decides"}),
    "protocol released": frozenset({"receives", "decides"}),
    "recount ordered": frozenset({"receives", "decides"}),
    "protocol corrected": frozenset({"counts", "receives", "decides"}),
    "protocol annulled": frozenset({"receives", "decides"}),
}


@dataclass(frozen=True, slots=True)
class Part:
    """What one commission does on the way of a protocol: in which roles, and with which deeds."""

    kinds: frozenset[Kind]
    deeds: frozenset[Deed]

    def plus(self, other: "Part | None") -> "Part":
        return self if other is None else Part(self.kinds | other.kinds, self.deeds | other.deeds)


type Way = Mapping[str, Part]
"""The commissions on the way of a protocol, from the precinct up, and the part of each."""


@dataclass
class Authority:
    """The ways of all protocols of an event, each found once, by precinct commission and contest. Owned by one state."""

    event: Event
    chain_of: Callable[[str], Chain]  # by law
    _ways: dict[tuple[str, str], Way] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._serving = Serving(self.event)

    def way(self, station: str, contest: str) -> Way:
        """The way of a station's protocol; its own record goes every way that its contests go."""
        if contest != STATION:
            return self._way(station, contest)
        found: dict[str, Part] = {}
        for one in self.event.contests_of(station):
            for commission, part in self._way(station, one.id).items():
                found[commission] = part.plus(found.get(commission))
        return found

    def receiver(self, station: str, contest: str) -> str:
        """The first commission above the precinct: the one that receives the paper."""
        way = self.way(station, contest)
        return next((commission for commission, part in way.items() if "receives" in part.deeds), next(iter(way)))

    def refusal(self, act: str, commission: str, station: str, contest: str) -> str | None:
        """Why a commission may not do an act on this protocol; None where it may."""
        part = self.way(station, contest).get(commission)
        if part is None:
            return f"{commission} is not on the way of this protocol"
        if RIGHTS[act].isdisjoint(part.deeds):
            return f"'{act}' is not for a commission that only {' and '.join(sorted(part.deeds))} here"
        return None

    def _way(self, station: str, contest: str) -> Way:
        key = (self.event.stations[station].commission, contest)
        if key not in self._ways:
            self._ways[key] = self._found(station, contest)
        return self._ways[key]

    def _found(self, station: str, contest: str) -> Way:
        one, places = self.event.contest(contest), self.event.places
        chain = self.chain_of(self.event.body(one.body).law)
        abroad = any(places[place].kind == ABROAD for place in lineage(self.event.stations[station].place, places))
        way: dict[str, Part] = {}
        for stop in stops(chain, one.tier, self._serving.roles(station, contest), abroad=abroad):
            part = Part(frozenset(stop.kinds), frozenset(deed for step in stop.steps for deed in step.does))
            way[stop.commission] = part.plus(way.get(stop.commission))
        return way
