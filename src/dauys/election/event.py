"""Several bodies elected on one day: where, by whom counted, with which options. The contests follow from law and areas.

Values only; ``definition.py`` reads and writes them.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Literal

from dauys.law import Law, Option, Party, Place, load_law
from dauys.law.votes import NO_NAMES
from dauys.law.words import Names

type Tier = Literal["list", "constituency"]

ABROAD = "abroad"
"""The kind of a place outside the country: it lies in no region."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body to be elected, and the seats that its law leaves to be set for it."""

    id: str
    law: str  # id of the edition: kz/mazhilis/2023
    names: Names
    place: str  # its territory
    seats: Mapping[str, int] = field(default_factory=dict)  # "list", "constituency", "the council"


@dataclass(frozen=True, slots=True)
class Constituency:
    """The area in which one person is elected: the stations that name it. It may cut across places."""

    id: str
    body: str
    number: str  # as written: 07
    names: Names = NO_NAMES


@dataclass(frozen=True, slots=True)
class Commission:
    """A commission: a body with members, not a place."""

    id: str
    kind: str  # precinct, territorial, okrug, central
    place: str  # the place that it serves; for an okrug commission its constituency
    parent: str | None  # the commission above it
    acts_as: str | None = None  # a second kind: a territorial commission may do an okrug commission's work
    names: Names = NO_NAMES


@dataclass(frozen=True, slots=True)
class Station:
    """A polling station."""

    id: str
    place: str
    voters: int  # on its list when the definition is frozen
    commission: str
    constituencies: tuple[str, ...] = ()  # at most one of each body
    address: Names = NO_NAMES
    names: Names = NO_NAMES
    group: str | None = None  # stations of one group are published together, where one of them cannot be alone


@dataclass(frozen=True, slots=True)
class Merging:
    """When the result of a station is published only together with its group's: fixed before the day, or not at all."""

    fewer_than: int  # valid votes
    unanimous: bool  # also where all valid votes are for one option

    def hides(self, votes: Iterable[int | None]) -> bool:
        """Whether votes by option tell too much of single voters. What is not known tells nothing, and is hidden."""
        known = list(votes)
        if None in known:
            return True
        numbers = [number for number in known if number]
        return sum(numbers) < self.fewer_than or (self.unanimous and len(numbers) < 2)


@dataclass(frozen=True, slots=True)
class Contest:
    """One question on one ballot."""

    id: str
    body: str
    tier: Tier
    constituency: str | None  # None: the body's lists, everywhere in its place
    names: Names
    repeats: str | None = None  # the contest of which this is the repeat vote


@dataclass(frozen=True, slots=True)
class Repeat:
    """A repeat vote: a contest voted on anew. After a tie it is between the leaders; where the election was void, it counts
    in place of what was voided."""

    of: str  # the contest
    cause: Literal["tie", "void"]
    stations: frozenset[str]
    options: tuple[str, ...]
    date: str  # ISO 8601

    @property
    def id(self) -> str:
        """The id of the new contest."""
        return f"{self.of}.repeat"


@dataclass(frozen=True, slots=True)
class Listed:
    """A person on a party's list."""

    id: str
    names: Names
    quota: bool  # counts for the quota of groups, by what is published of the person; False: that is not told of the person


@dataclass(frozen=True, slots=True)
class PartyList:
    """The persons of a list, in its order, and how many count for the quota beside those of whom it is told.

    Sex and year of birth are in the list that the law publishes; a disability is not, and nothing here says it of a person.
    Therefore a person is marked, or not told of, and never marked as *not* counting: where everybody else were, whoever is
    left would be found out. The law's other groups are a number of the whole list.
    """

    persons: tuple[Listed, ...]
    quota_more: int | None = None  # None: not known


@dataclass(frozen=True, slots=True)
class SetDate:
    """A day of the calendar as it was set for this election: milestones are those of a law's calendar."""

    law: str
    milestone: str
    day: datetime.date
    hours: str | None  # 18:00, or 7:00-20:00
    source: str  # of the decision that set it


@dataclass(frozen=True)
class Event:
    """Everything that is fixed before the day; each mapping is by id, in the order of its table."""

    names: Names
    date: datetime.date
    country: str  # the top place
    invented: bool
    origin: str  # of the log
    notes: tuple[str, ...]
    bodies: Mapping[str, Body]
    places: Mapping[str, Place]
    parties: Mapping[str, Party]
    constituencies: Mapping[str, Constituency]
    commissions: Mapping[str, Commission]
    stations: Mapping[str, Station]
    options: Mapping[str, tuple[Option, ...]]  # by contest, in the order of the ballot
    calendar: tuple[SetDate, ...] = ()
    repeats: Mapping[str, Repeat] = field(default_factory=dict)  # by the id of the new contest; called after the first day
    lists: Mapping[tuple[str, str], PartyList] = field(default_factory=dict)  # by contest and option; left out: not known
    merging: Merging | None = None  # None: every station is published by itself

    # ---- contests ----------------------------------------------------------------------------------------------------

    @cached_property
    def contests(self) -> tuple[Contest, ...]:
        """All contests, body by body, its lists first; repeat votes after them."""
        first = contests_by_law(self.bodies.values(), self.constituencies.values())
        by_id = {contest.id: contest for contest in first}
        return (*first, *(replace(by_id[one.of], id=one.id, repeats=one.of) for one in self.repeats.values()))

    def with_repeat(self, repeat: Repeat) -> "Event":
        """The event after a repeat vote was called: one contest more, at its stations, with the options that stand again."""
        ballot = tuple(option for option in self.options[repeat.of] if option.id in repeat.options)
        return replace(self, repeats={**self.repeats, repeat.id: repeat}, options={**self.options, repeat.id: ballot})

    def contest(self, contest: str) -> Contest:
        """The contest of an id."""
        return self._by_id[contest]

    def contests_of(self, station: str) -> tuple[Contest, ...]:
        """What is voted on at a station, in the order of ``contests``."""
        return self._by_station[station]

    def contests_of_body(self, body: str) -> tuple[Contest, ...]:
        """The contests that fill a body's seats."""
        return tuple(contest for contest in self.contests if contest.body == body)

    def options_of(self, contest: str) -> tuple[Option, ...]:
        """The lines of the ballot, in its order."""
        return self.options[contest]

    @cached_property
    def _by_id(self) -> Mapping[str, Contest]:
        return {contest.id: contest for contest in self.contests}

    @cached_property
    def _by_station(self) -> Mapping[str, tuple[Contest, ...]]:
        lists: dict[str, list[str]] = defaultdict(list)
        for contest in self.contests:
            if contest.tier == "list" and contest.repeats is None:
                lists[self.bodies[contest.body].place].append(contest.id)
        rank = {contest.id: place for place, contest in enumerate(self.contests)}
        return {
            station.id: tuple(
                self._by_id[contest]
                for contest in sorted(
                    (
                        *(one for place in self._lineages[station.place] for one in lists[place]),
                        *station.constituencies,
                        *(one.id for one in self.repeats.values() if station.id in one.stations),
                    ),
                    key=rank.__getitem__,
                )
            )
            for station in self.stations.values()
        }

    # ---- stations and places -----------------------------------------------------------------------------------------

    def body(self, body: str) -> Body:
        """The body of an id."""
        return self.bodies[body]

    def has_station(self, station: str) -> bool:
        """Whether there is a station of this id."""
        return station in self.stations

    def group_of(self, station: str) -> tuple[str, ...]:
        """The stations with which a station is published if need be, itself among them; none where it always is alone."""
        return self._groups.get(self.stations[station].group or "", ())

    @cached_property
    def _groups(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for station in self.stations.values():
            if station.group is not None:
                found[station.group].append(station.id)
        return {group: tuple(stations) for group, stations in found.items()}

    def stations_of(self, contest: str) -> tuple[Station, ...]:
        """The stations where a contest is voted on, in the order of their table."""
        return self._by_contest.get(contest, ())

    def places_above(self, station: str, contest: Contest) -> tuple[str, ...]:
        """The places whose totals a station's votes enter: from the body's whole place down to the station's own."""
        lineage = self._lineages[self.stations[station].place]
        return tuple(reversed(lineage[: lineage.index(self.bodies[contest.body].place) + 1]))

    @cached_property
    def _by_contest(self) -> Mapping[str, tuple[Station, ...]]:
        found: dict[str, list[Station]] = defaultdict(list)
        for station in self.stations.values():
            for contest in self._by_station[station.id]:
                found[contest.id].append(station)
        return {contest: tuple(stations) for contest, stations in found.items()}

    @cached_property
    def _lineages(self) -> Mapping[str, tuple[str, ...]]:
        return {place: lineage(place, self.places) for place in self.places}


def lineage(place: str, places: Mapping[str, Place]) -> tuple[str, ...]:
    """The place and those above it, the nearest first. Ends where a place is not known, or comes a second time."""
    found: dict[str, None] = {}
    here: str | None = place
    while here is not None and here in places and here not in found:
        found[here] = None
        here = places[here].parent
    return tuple(found)


@cache
def law_of(name: str) -> Law:
    """A shipped law, read once: hundreds of maslikhats are elected by two editions."""
    return load_law(name)


def list_contest(body: str) -> str:
    """The id of the contest between a body's lists."""
    return f"{body}.list"


def contests_by_law(bodies: Iterable[Body], constituencies: Iterable[Constituency]) -> tuple[Contest, ...]:
    """One contest for the lists of each body whose law has them, and one for each constituency."""
    areas: dict[str, list[Constituency]] = defaultdict(list)
    for constituency in constituencies:
        areas[constituency.body].append(constituency)
    found = []
    for body in bodies:
        if law_of(body.law).tier_named("list") is not None:
            found.append(Contest(list_contest(body.id), body.id, "list", None, body.names))
        found += [Contest(area.id, body.id, "constituency", area.id, area.names) for area in areas[body.id]]
    return tuple(found)
