"""The definition of an event as a folder: ``event.toml`` and tables, read strictly, hashed, and written.

Nothing is half-loaded: every fault is found first, each with file, line, column, value, cause and cure. What follows from
law and areas, the contests, is never typed.
"""

import datetime
import hashlib
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from dauys.election.definition_lists import read_lists
from dauys.election.definition_rows import ADDRESS, Rows, mixed_letters
from dauys.election.definition_writing import definition_files, write_definition
from dauys.election.event import (
    ABROAD,
    Before,
    Body,
    Commission,
    Constituency,
    Contest,
    Event,
    Kind,
    Merging,
    SetDate,
    Station,
    contests_by_law,
    law_of,
    lineage,
)
from dauys.election.tables import Row, find_table, known_whole, one_of, whole
from dauys.law import AGAINST_ALL, Law, Option, Party, Place, Votes
from dauys.law.positions import Key, positions
from dauys.law.strict import checked, did_you_mean, read_toml
from dauys.law.thresholds import seats_of
from dauys.law.vocabulary import SeatShare
from dauys.law.words import Names, Words
from dauys.text import BadInput, Fault

__all__ = [
    "ABROAD", "Body", "Commission", "Constituency", "Contest", "Event", "Station",
    "definition_files", "definition_hash", "read_definition", "write_definition",
]  # fmt: skip

COMMISSIONS = ("precinct", "territorial", "okrug", "central")
KINDS = {"list": ("list", AGAINST_ALL), "constituency": ("candidate", AGAINST_ALL)}
"""What may stand on the ballot of each tier."""

STATION = "station"
"""The station's own record goes by this word in place of a contest, so no contest may."""


class _BodyKeys(Words):
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    law: str = Field(pattern=r"^[a-z]{2,3}/[a-z-]+/[0-9-]+$")
    name: Names
    place: str
    seats: Mapping[str, Annotated[int, Field(ge=1)]] = {}


class _DateKeys(Words):
    law: str
    milestone: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    day: datetime.date
    hours: str | None = Field(None, min_length=4)
    source: str = Field(min_length=1)


class _MergingKeys(Words):
    fewer_than: int = Field(ge=0)
    unanimous: bool


class _BeforeKeys(Words):
    kind: Kind
    origin: str = Field(min_length=1)
    contest: str = Field(min_length=1)
    entry: int = Field(ge=0)


class _EventKeys(Words):
    """The keys of ``event.toml``."""

    name: Names
    date: datetime.date
    country: str
    invented: bool
    origin: str = Field(min_length=1)
    notes: tuple[str, ...] = ()
    nominating: bool = False
    body: tuple[_BodyKeys, ...] = Field(min_length=1)
    calendar: tuple[_DateKeys, ...] = ()
    merging: _MergingKeys | None = None
    before: _BeforeKeys | None = None


def read_definition(folder: Path) -> Event:
    """The event in a folder. Raises BadInput with every fault in it."""
    file = folder / "event.toml"
    if not file.is_file():
        cause = "not a definition: it has no event.toml" if folder.is_dir() else "there is no such folder"
        raise BadInput((Fault(str(folder), None, None, None, cause, "name the folder that holds event.toml and its tables"),))
    document, text = read_toml(file)
    return _Reading(folder, checked(_EventKeys, document, str(file), text, "the definition"), text).event()


def definition_hash(folder: Path) -> str:
    """SHA-256 over the lines "path NUL sha256" of every file in the folder, in the order of their paths; hexadecimal."""
    files = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    lines = (f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n" for name, path in files)
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


class _Reading:
    """One reading of one folder: the tables one after another, the faults gathered, thrown away when done."""

    def __init__(self, folder: Path, keys: _EventKeys, text: str) -> None:
        self.folder, self.keys, self.text = folder, keys, text
        self.tables = Rows(folder)
        self.laws: dict[str, Law] = {}  # by body, of those whose law is known
        self.bodies: dict[str, Body] = {}
        self.places: dict[str, Place] = {}
        self.parties: dict[str, Party] = {}
        self.constituencies: dict[str, Constituency] = {}
        self.commissions: dict[str, Commission] = {}
        self.stations: dict[str, Station] = {}
        self.options: dict[str, dict[int, Option]] = {}  # by contest and order

    def event(self) -> Event:
        self._one_alphabet(("name",), self.keys.name)
        self._places()
        self._bodies()
        self._calendar()
        self._parties()
        self._constituencies()
        self._commissions()
        self._stations()
        if self.keys.nominating:
            self._nobody_yet()
        else:
            self._options()
        lists = {} if self.keys.nominating else read_lists(self.tables, self._contests(), self.laws)
        self._areas()
        self._ballots()
        self._groups()
        self.tables.faults.raise_if_any()
        return Event(
            self.keys.name, self.keys.date, self.keys.country, self.keys.invented, self.keys.origin, self.keys.notes,
            self.bodies, self.places, self.parties, self.constituencies, self.commissions, self.stations,
            {contest: tuple(lines[order] for order in sorted(lines)) for contest, lines in self.options.items()},
            tuple(SetDate(one.law, one.milestone, one.day, one.hours, one.source) for one in self.keys.calendar),
            lists=lists, before=self._before(), nominating=self.keys.nominating,
            merging=None if self.keys.merging is None else Merging(self.keys.merging.fewer_than, self.keys.merging.unanimous),
        )  # fmt: skip

    # ---- event.toml ----------------------------------------------------------------------------------------------------

    @cached_property
    def _positions(self) -> Mapping[Key, tuple[int, int]]:
        return positions(self.text)

    def _refuse_key(self, key: Key, value: object, cause: str, cure: str) -> None:
        """A fault in ``event.toml``, at a key, or at the table where the key is missing."""
        while key not in self._positions:
            key = key[:-1]
        line, column = self._positions[key]
        self.tables.faults.found.append(Fault(str(self.folder / "event.toml"), line, column, value, cause, cure))

    def _one_alphabet(self, key: Key, names: Names) -> None:
        for language in ("kk", "ru"):
            for cause, cure in mixed_letters(name := getattr(names, language)):
                self._refuse_key((*key, language), name, cause, cure)

    def _before(self) -> Before | None:
        keys = self.keys.before
        return None if keys is None else Before(keys.kind, keys.origin, keys.contest, keys.entry)

    # ---- what and where ----------------------------------------------------------------------------------------------

    def _places(self) -> None:
        for row in self.tables.rows("places"):
            if self.tables.new(row, "places", name := self.tables.id(row)):
                kind, parent = self.tables.text(row, "kind", "kind of place"), row.text("parent")
                self.places[name] = Place(name, kind, parent, self.tables.names(row))
        country = self.keys.country
        if self.places and country not in self.places:
            cure = f"add it to places.csv: {country},country,"
            self._refuse_key(("country",), country, "the country is not among the places", cure)
        for name, place in self.places.items():
            row = self.tables.at["places", name]
            if name != country:
                self.tables.known(row, "parent", self.places, "place")
            elif place.parent is not None:
                row.refuse("parent", "the country lies in no other place", "leave the cell empty")
        self._no_ring("places", {name: place.parent for name, place in self.places.items()})

    def _no_ring(self, table: str, parents: Mapping[str, str | None]) -> None:
        sound: set[str] = set()
        for start in parents:
            path: dict[str, None] = {}
            here: str | None = start
            while here is not None and here in parents and here not in sound and here not in path:
                path[here] = None
                here = parents[here]
            if here in path:
                self.tables.at[table, start].refuse(
                    "parent", f"from {start} upwards one comes round to {here} again", "correct the parent"
                )
            else:
                sound.update(path)

    def _bodies(self) -> None:
        for index, keys in enumerate(self.keys.body):
            if keys.id in self.bodies:
                self._refuse_key(("body", index, "id"), keys.id, "two bodies have this id", "give each its own")
            if self.places and keys.place not in self.places:
                cure = f"{did_you_mean(keys.place, list(self.places))}name a place of places.csv"
                self._refuse_key(("body", index, "place"), keys.place, "no such place", cure)
            try:
                self.laws[keys.id] = law_of(keys.law)
            except BadInput as bad:
                for fault in bad.faults:
                    self._refuse_key(("body", index, "law"), keys.law, fault.cause, fault.cure)
            else:
                self._seats_set(index, keys, self.laws[keys.id])
            self.bodies[keys.id] = Body(keys.id, keys.law, keys.name, keys.place, dict(keys.seats))
            self._one_alphabet(("body", index, "name"), keys.name)

    def _calendar(self) -> None:
        """Dates are of a law by which somebody is elected here, each once; its milestones are known where calendars are."""
        laws, seen = {keys.law for keys in self.keys.body}, set()
        for index, keys in enumerate(self.keys.calendar):
            if keys.law not in laws:
                cure = f"name one of: {', '.join(sorted(laws))}"
                self._refuse_key(("calendar", index, "law"), keys.law, "no body of this election is elected by this law", cure)
            if (keys.law, keys.milestone) in seen:
                cure = "keep one of the two"
                self._refuse_key(("calendar", index, "milestone"), keys.milestone, "this date stands already", cure)
            seen.add((keys.law, keys.milestone))

    def _seats_set(self, index: int, keys: _BodyKeys, law: Law) -> None:
        """Seats stand here where the law leaves them to be set, and nowhere else."""
        left: set[str] = {
            seats.of if isinstance(seats, SeatShare) else tier.name
            for tier in law.tier
            if not isinstance(seats := tier.seats, int)
        }
        for word in sorted(left - keys.seats.keys()):
            cause = f"{law.id} leaves the seats to be set for each body, and '{word}' is not set"
            self._refuse_key(("body", index, "seats"), None, cause, f'add seats = {{ "{word}" = … }}')
        for word in sorted(keys.seats.keys() - left):
            cure = f"take it out, or set: {', '.join(sorted(left))}" if left else "take it out"
            self._refuse_key(("body", index, "seats", word), word, f"{law.id} does not leave this to be set", cure)

    def _parties(self) -> None:
        for row in self.tables.rows("parties", any(law.tier_named("list") for law in self.laws.values())):
            if self.tables.new(row, "parties", name := self.tables.text(row, "id", "id")):
                groups = frozenset(group.strip() for group in row.cells.get("groups", "").split(";") if group.strip())
                self.parties[name] = Party(name, self.tables.names(row), groups, row.read("members", known_whole, None) or 1)

    def _constituencies(self) -> None:
        for row in self.tables.rows("constituencies", any(law.tier_named("constituency") for law in self.laws.values())):
            body, number = self.tables.known(row, "body", self.bodies, "body"), self.tables.text(row, "number", "number")
            name = self.tables.id(row)
            if name == STATION or name.removesuffix(".list") in self.bodies:
                row.refuse("id", "this id has another meaning here", "give the constituency another")
            if body in self.laws and self.laws[body].tier_named("constituency") is None:
                row.refuse("body", f"{self.laws[body].id} has no constituencies", "take the row out, or name another law")
            if self.tables.new(row, "constituencies", name):
                self.tables.new(row, "numbers", body, number, column="number")
                self.constituencies[name] = Constituency(name, body, number, self.tables.names(row))

    def _commissions(self) -> None:
        rows = [row for row in self.tables.rows("commissions") if self.tables.new(row, "commissions", self.tables.id(row))]
        kind_of, further = one_of(COMMISSIONS, "kind"), one_of(("", *COMMISSIONS), "kind")
        of_okrug: Mapping[str, object] = {**self.places, **self.constituencies} if self.constituencies else {}
        for row in rows:
            kind, acts_as = row.read("kind", kind_of, ""), row.read("acts_as", further, "")
            what, areas = ("place or constituency", of_okrug) if kind == "okrug" else ("place", self.places)
            place = self.tables.known(row, "place", areas, what)
            name = row.cells["id"]
            self.commissions[name] = Commission(name, kind, place, row.text("parent"), acts_as or None, self.tables.names(row))
        for name, commission in self.commissions.items():
            if commission.parent is not None:
                self.tables.known(self.tables.at["commissions", name], "parent", self.commissions, "commission")
        self._no_ring("commissions", {name: commission.parent for name, commission in self.commissions.items()})

    def _stations(self) -> None:
        for row in self.tables.rows("stations"):
            name, place = self.tables.id(row), self.tables.known(row, "place", self.places, "place")
            commission = self.tables.known(row, "commission", self.commissions, "commission")
            at = self.commissions.get(commission)
            if at is not None and "precinct" not in (at.kind, at.acts_as):
                row.refuse("commission", f"this is a {at.kind} commission", "name the station's precinct commission")
            areas = tuple(area.strip() for area in row.cells["constituencies"].split(";") if area.strip())
            self._one_of_each_body(row, areas)
            voters = row.read("voters", whole, 0)
            if self.tables.new(row, "stations", name):
                address = self.tables.names(row, ADDRESS)
                names, group = self.tables.names(row), row.text("group")
                self.stations[name] = Station(name, place, voters, commission, areas, address, names, group)
        readable = not any(fault.column == "voters" for fault in self.tables.faults.found)
        if readable and self.stations and not any(station.voters for station in self.stations.values()):
            file = self.tables.at["stations", next(iter(self.stations))].file
            self.tables.faults.add(file, None, "voters", 0, "no station has a voter", "write how many voters are on each list")

    def _one_of_each_body(self, row: Row, areas: tuple[str, ...]) -> None:
        named: dict[str, str] = {}
        for area in areas:
            self.tables.known(row, "constituencies", self.constituencies, "constituency", area)
            if area in self.constituencies:
                first = named.setdefault(body := self.constituencies[area].body, area)
                if first != area or areas.count(area) > 1:
                    cause = f"two constituencies of {body}: {first} and {area}"
                    row.refuse("constituencies", cause, "name one, where the station's voters vote")
                    return

    def _contests(self) -> dict[str, Contest]:
        bodies = (body for body in self.bodies.values() if body.id in self.laws)
        return {contest.id: contest for contest in contests_by_law(bodies, self.constituencies.values())}

    def _nobody_yet(self) -> None:
        """Lists and candidates come by nomination: until then every ballot is blank, and no table tells of any."""
        for table in ("options", "persons"):
            if (path := find_table(self.folder, table)) is not None:
                cause = "nominating is true in event.toml, and this table tells who stands"
                self.tables.faults.add(path, None, None, None, cause, "take the table out, or the key")
        self.options = {contest: {} for contest in self._contests()}

    def _options(self) -> None:
        contests = self._contests()
        complete = len(self.laws) == len(self.bodies) and "constituencies" not in self.tables.torn
        kinds = {tier: one_of(words, f"kind of option in a {tier} contest") for tier, words in KINDS.items()}
        for row in self.tables.rows("options"):
            name, option = row.cells["contest"], self.tables.text(row, "option", "id")
            if name not in contests:
                if complete:  # else it may be a contest that would be there, were another fault not
                    self.tables.known(row, "contest", contests, "contest")
                continue
            contest = contests[name]
            kind = row.read("kind", kinds[contest.tier], "")
            party = row.text("party")
            if party is not None or kind == "list":
                self.tables.known(row, "party", self.parties, "party")
            if (kind == AGAINST_ALL) != (option == AGAINST_ALL) or (kind == AGAINST_ALL and party):
                cure = f"write the option '{AGAINST_ALL}' with this kind, and no party"
                row.refuse("option", "the line against all is option and kind at once, and of no party", cure)
            order = row.read("order", whole, 0)
            if self.tables.new(row, "options", name, option, column="option") and self.tables.new(
                row, "orders", name, order, column="order"
            ):
                registered, candidates = row.text("registered"), row.read("candidates", known_whole, None)
                line = Option(option, kind, party, self.tables.names(row), registered, candidates)  # type: ignore[arg-type]
                self.options.setdefault(name, {})[order] = line

    # ---- how it hangs together ---------------------------------------------------------------------------------------

    def _areas(self) -> None:
        """Every station in the right constituencies, every constituency with stations, as many as the law has seats."""
        lineages = {place: lineage(place, self.places) for place in self.places}
        elected = {name for name, law in self.laws.items() if law.tier_named("constituency")}
        bodies_in: dict[str, list[str]] = {place: [] for place in self.places}
        for body in self.bodies.values():
            if body.place in self.places and body.id in self.laws:
                bodies_in[body.place].append(body.id)
        for station in self.stations.values():
            here = lineages.get(station.place, ())
            if here and all(area in self.constituencies for area in station.constituencies):
                at_home = not any(self.places[place].kind == ABROAD for place in here)
                bodies = [body for place in here for body in bodies_in[place]]
                self._in_its_constituencies(station, bodies, elected if at_home else set())
        if "stations" not in self.tables.torn:
            with_stations = {area for station in self.stations.values() for area in station.constituencies}
            for name in self.constituencies.keys() - with_stations:
                cure = "name it in stations.csv, or take it out"
                self.tables.at["constituencies", name].refuse("id", "no station is in this constituency", cure)
        if "constituencies" not in self.tables.torn:
            areas = Counter(area.body for area in self.constituencies.values())
            for index, name in enumerate(self.bodies):
                if name in elected:
                    self._as_many_as_seats(index, name, areas[name])

    def _in_its_constituencies(self, station: Station, bodies: list[str], elected: set[str]) -> None:
        """bodies: those in whose place the station lies; elected: those of which it must name a constituency."""
        row = self.tables.at["stations", station.id]
        named = {self.constituencies[area].body: area for area in station.constituencies}
        for body, area in named.items():
            if body in self.laws and body not in bodies:
                cause = f"{area} is a constituency of {body}, in whose place the station does not lie"
                row.refuse("constituencies", cause, "correct the place or the constituency")
        for body in bodies:
            if body in elected and body not in named:
                row.refuse("constituencies", f"no constituency of {body} is named", "name the one where its voters vote")
        if not named and not any(self.laws[body].tier_named("list") for body in bodies) and elected.isdisjoint(bodies):
            row.refuse("id", "the station has no contest", "name its constituencies, or correct its place")

    def _as_many_as_seats(self, index: int, body: str, areas: int) -> None:
        tier = self.laws[body].tier_named("constituency")
        assert tier is not None
        seats = seats_of(tier, Votes((), seats=self.bodies[body].seats))
        if seats is None or tier.area != "constituency" or not isinstance(tier.seats_per_area, int):
            return
        if areas * tier.seats_per_area != seats:
            cause = f"{body} fills {seats} seats in constituencies, and constituencies.csv has {areas} of it"
            self._refuse_key(("body", index), body, cause, "add what is missing, or correct the seats")

    def _groups(self) -> None:
        """Stations that are published together have one place and one ballot, so that every sum holds all of them or none."""
        groups: dict[str, list[Station]] = {}
        for station in self.stations.values():
            if station.group is not None:
                groups.setdefault(station.group, []).append(station)
        if groups and self.keys.merging is None:
            row = self.tables.at["stations", next(iter(groups.values()))[0].id]
            cause = "stations.csv has groups, and event.toml does not say when they are published together"
            row.refuse("group", cause, "add [merging] with fewer_than and unanimous, or take the groups out")
        if not groups and self.keys.merging is not None and "stations" not in self.tables.torn:
            cure = "name in the column 'group' of stations.csv which stations are published together"
            self._refuse_key(("merging",), None, "no station is in a group", cure)
        for group, stations in groups.items():
            first, *others = stations
            if not others:
                row = self.tables.at["stations", first.id]
                row.refuse("group", f"{group} has no other station", "name a neighbour's group")
            for station in others:
                if (station.place, set(station.constituencies)) != (first.place, set(first.constituencies)):
                    cause = f"{first.id} of the same group has another place or other constituencies"
                    self.tables.at["stations", station.id].refuse("group", cause, "group stations with the same ballots")

    def _ballots(self) -> None:
        """Every contest with a ballot, and the line against all where the law has it."""
        if self.keys.nominating or "options" in self.tables.torn:
            return
        place = {name: index for index, name in enumerate(self.bodies)}
        for contest in self._contests().values():
            lines = [line.kind for line in self.options.get(contest.id, {}).values()]
            tier = self.laws[contest.body].tier_named(contest.tier)
            if tier is None:  # a constituency of a body without constituencies: that was said of its row
                continue
            if not any(kind != AGAINST_ALL for kind in lines):
                cause, cure = f"the contest {contest.id} has no option to vote for", "add its options to options.csv"
            elif AGAINST_ALL in lines and tier.against_all is None:
                cause, cure = f"the ballots of {contest.id} have no line against all by this law", "take it out of options.csv"
            elif AGAINST_ALL not in lines and tier.against_all is not None:
                cause, cure = f"the ballot of {contest.id} lacks the line against all", "add it to options.csv, in last place"
            else:
                continue
            if contest.constituency is None:
                self._refuse_key(("body", place[contest.body], "id"), contest.body, cause, cure)
            else:
                self.tables.at["constituencies", contest.constituency].refuse("id", cause, cure)
