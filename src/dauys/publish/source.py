"""What the files of a bundle are made from; what several of them need is made once, and what no act has touched since the
publication before is not made again."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
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
from dauys.protocol import Finding
from dauys.publish.findings import Found, alone_on, found_on
from dauys.publish.minutes import NOTED, Minutes, minutes_in
from dauys.publish.protocols import Expected, expected_protocols
from dauys.publish.results import Results
from dauys.publish.seats import status_of
from dauys.publish.touched import Kind, Touched
from dauys.tally import Total, totals
from dauys.tally.open import Open, open_of
from dauys.tally.result import election_of, outcome_of
from dauys.tally.turnout import Hour, Turnout, turnout, turnout_by_hour

PICTURES = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n": "png", b"%PDF-": "pdf"}
"""By how a file begins, the ending that tells a web server what it is: in the bundle a scan has its hash alone for a name."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was computed for a publication, by contest and body, and what acts have touched since."""

    minutes: Minutes  # read on to the end of the log
    touched: Touched | None = None  # None: everything
    tables: Mapping[str, Expected] = field(default_factory=dict)
    totals: Mapping[str, Mapping[str, Total]] = field(default_factory=dict)
    turnouts: Mapping[str, Mapping[str, Turnout]] = field(default_factory=dict)
    alone: Mapping[str, Mapping[str, tuple[Finding, ...]]] = field(default_factory=dict)
    found_in: Mapping[str, Mapping[str, tuple[Found, ...]]] = field(default_factory=dict)
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    opens: Mapping[str, Open] = field(default_factory=dict)
    elections: Mapping[str, Election] = field(default_factory=dict)
    received_by: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    attachments: frozenset[str] = frozenset()

    def holds(self, kind: Kind, id: str) -> bool:
        """Whether what was computed of a thing still holds."""
        return self.touched is not None and not self.touched.has(kind, id)


@dataclass(frozen=True)
class Source(Results):
    """A record, and what follows from it. Owned by one publication."""

    record: Record
    log: Log  # of the record, as it was read
    scratch: Path  # a folder for what is needed on the way and not published
    kept: Kept | None = None  # of the publication before

    def computed(self) -> Kept:
        """All that is costly, for the next publication."""
        return Kept(
            self.minutes, None, self.tables, self.totals, self.turnouts, self.alone, self.found_in, self.outcomes, self.opens,
            self.elections, self.received_by, self.attachments,
        )  # fmt: skip

    def holds(self, kind: Kind, id: str) -> bool:
        """Whether no act has touched a thing since the publication before."""
        return self.kept is not None and self.kept.holds(kind, id)

    def _each[T](self, kind: Kind, ids: Iterable[str], before: Mapping[str, T], make: Callable[[str], T]) -> dict[str, T]:
        """Something of each of some things: as before where that holds, else made."""
        return {id: before[id] if self.holds(kind, id) and id in before else make(id) for id in ids}

    @property
    def _before(self) -> Kept:
        return self.kept or Kept(Minutes())

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

    def sure(self, body: str) -> Mapping[str, int]:
        bounds = self.opens[body].bounds
        return {} if bounds.decided else {one.party: one.total.fewest for one in bounds.parties}

    @cached_property
    def at(self) -> str:
        """When the last act was done: ISO 8601 with its zone."""
        size = self.record.checkpoint.size
        return str(json.loads(self.log.entries(size - 1, size)[0])["at"])

    @cached_property
    def minutes(self) -> Minutes:
        """What tables tell of the acts themselves."""
        if self.kept is not None:
            return self.kept.minutes
        minutes = Minutes()
        for minute in minutes_in(self.log, kinds=NOTED):
            minutes.take(minute)
        return minutes

    @cached_property
    def tables(self) -> Mapping[str, Expected]:
        """The expected protocols of every contest, the stations' own records first."""
        made = {table.contest: table for table in expected_protocols(self.state)}
        return self._each("contest", made, self._before.tables, made.__getitem__)

    def in_order(self, contests: Iterable[str]) -> list[Expected]:
        """Some of the tables, in their order."""
        return [self.tables[contest] for contest in sorted(contests, key=self._ranks.__getitem__)]

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        return {contest: rank for rank, contest in enumerate(self.tables)}

    @cached_property
    def totals(self) -> Mapping[str, Mapping[str, Total]]:
        """By contest and place."""
        state, ids = self.state, [contest.id for contest in self.state.event.contests]
        return self._each("contest", ids, self._before.totals, lambda one: totals(state, state.event.contest(one)))

    @cached_property
    def turnouts(self) -> Mapping[str, Mapping[str, Turnout]]:
        """Of list contests, by contest and place."""
        state, lists = self.state, [contest.id for contest in self.state.event.contests if contest.tier == "list"]
        return self._each("contest", lists, self._before.turnouts, lambda one: turnout(state, state.event.contest(one)))

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """Seats by body."""
        state, elections = self.state, self.elections
        return self._each(
            "body", state.event.bodies, self._before.outcomes, lambda body: outcome_of(state, body, elections[body].votes)
        )

    @cached_property
    def opens(self) -> Mapping[str, Open]:
        """What is still open, by body."""
        state, elections = self.state, self.elections
        return self._each(
            "body", state.event.bodies, self._before.opens, lambda body: open_of(state, body, elections[body].votes)
        )

    @cached_property
    def elections(self) -> Mapping[str, Election]:
        """Each body's part of the event."""
        state = self.state
        return self._each("body", state.event.bodies, self._before.elections, lambda body: election_of(state, body))

    @cached_property
    def alone(self) -> Mapping[str, Mapping[str, tuple[Finding, ...]]]:
        """Findings on each protocol that counts, by contest and station, without those beside other stations."""
        before = self._before.alone

        def make(contest: str) -> Mapping[str, tuple[Finding, ...]]:
            known = {station: told for station, told in before.get(contest, {}).items() if self.holds("station", station)}
            return alone_on(self.state, self.tables[contest], known)

        return self._each("contest", self.tables, before, make)

    @cached_property
    def found_in(self) -> Mapping[str, Mapping[str, tuple[Found, ...]]]:
        """Findings on protocols that count, by contest and station, where there are any; in the order of the tables."""

        def make(contest: str) -> Mapping[str, tuple[Found, ...]]:
            return found_on(self.state, self.minutes, self.tables[contest], self.alone[contest])

        return self._each("contest", self.tables, self._before.found_in, make)

    def found(self, station: str, contest: str) -> tuple[Found, ...]:
        """Findings on one protocol."""
        return self.found_in[contest].get(station, ())

    def shown_as_before(self, station: str) -> bool:
        """Whether no act has touched a station, and none elsewhere has moved what is found on its papers beside others."""
        before = self._before.found_in
        return self.holds("station", station) and all(
            before[contest].get(station) == self.found_in[contest].get(station) for contest in self.state.expected(station)
        )

    @cached_property
    def attachments(self) -> frozenset[str]:
        """The scans that are published, by hash: cleaned where they have been, as far as the record holds them."""
        folder, minutes = self.record.folder / ATTACHMENTS, self.minutes
        hidden = {taken for paper in minutes.papers if self.state.withheld(*paper) for taken in minutes.papers[paper]}
        return frozenset(
            name
            for taken in minutes.attachments
            if taken not in hidden and (folder / (name := minutes.public(taken))).is_file()
        )

    @cached_property
    def scans(self) -> Mapping[str, str]:
        """Of the scans that are published, the files that a browser can show, by hash: with the ending of what they are."""
        found: dict[str, str] = {}
        for name in sorted(self.attachments):
            with (self.record.folder / ATTACHMENTS / name).open("rb") as file:
                head = file.read(8)
            if (ending := next((told for mark, told in PICTURES.items() if head.startswith(mark)), None)) is not None:
                found[name] = f"scans/{name}.{ending}"
        return found

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
        """The contests whose papers each commission receives first, by station. Of a repeat vote alone it becomes another."""
        if self.kept is not None and self.kept.touched is not None:
            return self.kept.received_by
        gathered: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for contest, table in self.tables.items():
            for station in table.stations:
                gathered[self.state.receiver(station.id, contest)][station.id].append(contest)
        return {one: {at: tuple(contests) for at, contests in found.items()} for one, found in gathered.items()}
