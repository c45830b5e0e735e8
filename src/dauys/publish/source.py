"""What the files of a bundle are made from; what several of them need is made once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from dauys.acts import Record, State
from dauys.acts.record import ATTACHMENTS
from dauys.acts.status import NOTHING
from dauys.election import Election
from dauys.election.event import Contest, Event, Station, lineage
from dauys.law import Option, Outcome
from dauys.ledger import Log
from dauys.publish.findings import Found, found_on
from dauys.publish.minutes import Minutes, minutes_of
from dauys.publish.protocols import Expected, expected_protocols
from dauys.publish.results import Results
from dauys.publish.seats import status_of
from dauys.tally import Total, totals
from dauys.tally.open import Open, open_of
from dauys.tally.result import election_of, outcome_of
from dauys.tally.turnout import Hour, Turnout, turnout, turnout_by_hour


@dataclass(frozen=True)
class Source(Results):
    """A record, and what follows from it. Owned by one publication."""

    record: Record
    log: Log  # of the record, as it was read
    scratch: Path  # a folder for what is needed on the way and not published

    counting: ClassVar[bool] = True
    bundle: ClassVar[str] = "bundle/"

    @property
    def state(self) -> State:
        """What the acts have made of the election."""
        return self.record.state

    @property
    def event(self) -> Event:
        return self.record.state.event

    def status(self, contest: Contest) -> str:
        return self.state.status.get(contest.id, NOTHING)

    def status_of_body(self, body: str) -> str:
        return status_of(self.state, body)

    def in_boxes(self, contest: str, place: str) -> Fraction | None:
        return self.turnouts[contest][place].shares["in boxes"].share

    def page_of(self, place: str) -> str:
        return f"place/{place}"

    def elected(self, contest: Contest) -> Option | None:
        return None  # nobody before the count

    def ranges(self, body: str) -> Mapping[str, str]:
        bounds = self.opens[body].bounds
        return {} if bounds.decided else {one.party: one.total.told() for one in bounds.parties}

    @cached_property
    def minutes(self) -> Minutes:
        return minutes_of(self.log)

    @cached_property
    def tables(self) -> Mapping[str, Expected]:
        """The expected protocols of every contest, the stations' own records first."""
        return {table.contest: table for table in expected_protocols(self.state)}

    def in_order(self, contests: Iterable[str]) -> list[Expected]:
        """Some of the tables, in their order."""
        return [self.tables[contest] for contest in sorted(contests, key=self._ranks.__getitem__)]

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        return {contest: rank for rank, contest in enumerate(self.tables)}

    @cached_property
    def totals(self) -> Mapping[str, Mapping[str, Total]]:
        """By contest and place."""
        state = self.state
        return {contest.id: totals(state, contest) for contest in state.event.contests}

    @cached_property
    def turnouts(self) -> Mapping[str, Mapping[str, Turnout]]:
        """Of list contests, by contest and place."""
        state = self.state
        return {contest.id: turnout(state, contest) for contest in state.event.contests if contest.tier == "list"}

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """Seats by body."""
        return {body: outcome_of(self.state, body) for body in self.state.event.bodies}

    @cached_property
    def opens(self) -> Mapping[str, Open]:
        """What is still open, by body."""
        return {body: open_of(self.state, body) for body in self.state.event.bodies}

    @cached_property
    def elections(self) -> Mapping[str, Election]:
        """Each body's part of the event."""
        return {body: election_of(self.state, body) for body in self.state.event.bodies}

    @cached_property
    def found(self) -> Mapping[tuple[str, str], tuple[Found, ...]]:
        """Findings on protocols that count, by station and contest, where there are any; in the order of the tables."""
        gathered: dict[tuple[str, str], list[Found]] = defaultdict(list)
        for one in found_on(self.state, self.minutes, self.tables.values()):
            gathered[one.protocol.station, one.protocol.contest].append(one)
        return {key: tuple(found) for key, found in gathered.items()}

    @cached_property
    def attachments(self) -> frozenset[str]:
        """The scans that are published, by hash: cleaned where they have been, as far as the record holds them."""
        folder, scans = self.record.folder / ATTACHMENTS, self.minutes.attachments
        return frozenset(name for name in map(self.minutes.public, scans) if (folder / name).is_file())

    @cached_property
    def stations_in(self) -> Mapping[str, tuple[Station, ...]]:
        """The stations of each place that is a station's own, in the order of their table."""
        gathered: dict[str, list[Station]] = defaultdict(list)
        for station in self.state.event.stations.values():
            gathered[station.place].append(station)
        return {place: tuple(stations) for place, stations in gathered.items()}

    @cached_property
    def hours(self) -> Mapping[str, tuple[Hour, ...]]:
        """Turnout as it was reported, by place."""
        return turnout_by_hour(self.state)

    @cached_property
    def lineages(self) -> Mapping[str, tuple[str, ...]]:
        """Each place with those that it lies in, the nearest first."""
        places = self.state.event.places
        return {place: lineage(place, places) for place in places}

    @cached_property
    def summaries_of(self) -> Mapping[str, tuple[str, ...]]:
        """The contests of which each commission has signed sums that still stand."""
        gathered: dict[str, list[str]] = defaultdict(list)
        for contest, commission in self.state.summaries:
            gathered[commission].append(contest)
        return {commission: tuple(sorted(contests, key=self._ranks.__getitem__)) for commission, contests in gathered.items()}

    @cached_property
    def received_by(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """The contests whose papers each commission receives first, by station."""
        gathered: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for contest, table in self.tables.items():
            for station in table.stations:
                gathered[self.state.receiver(station.id, contest)][station.id].append(contest)
        return {one: {at: tuple(contests) for at, contests in found.items()} for one, found in gathered.items()}
