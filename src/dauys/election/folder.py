"""Read an election from its folder: ``election.toml`` and tables. Checked whole; nothing half-loaded.

The tables and their columns are described in ``docs/elections.md``. ``official.csv`` is never read here: it is the
official result, and only the tests compare with it.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from pydantic import Field

from dauys.election import tables
from dauys.election.tables import Faults, Row, find_table, known_whole, one_of, only_known_tables, read_table, whole
from dauys.law.reading import law_in_force, load_law
from dauys.law.strict import checked, read_toml
from dauys.law.vocabulary import Law
from dauys.law.votes import AGAINST_ALL, COUNTRY, Count, Declared, Figures, Option, Party, Place, Votes
from dauys.law.words import Names, Words
from dauys.text import BadInput, Fault

FIGURES = ("registered", "issued", "in_boxes", "valid", "invalid", "electors", "present")
TIERS = ("list", "constituency")
TABLES = (
    "places", "parties", "options", "votes", "stations-list", "stations-constituency", "figures", "declared", "official",
    "official-winners",
)  # fmt: skip
KINDS = ("list", "candidate", "against_all")


class AdmittedLists(Words):
    """Lists admitted as declared, because the base of the threshold is not known."""

    options: tuple[str, ...] = Field(min_length=1)
    source: str
    reason: str


class Definition(Words):
    """The keys of ``election.toml``."""

    name: Names
    body: str = Field(pattern=r"^[a-z]{2,3}/[a-z-]+$")
    date: datetime.date
    law: str | None = None
    country: str = "country"
    fractional_votes: str | None = None
    independents: Names = Names()
    notes: tuple[str, ...] = ()
    seats: Mapping[str, int] = {}
    admitted: Mapping[str, AdmittedLists] = {}


@dataclass(frozen=True, slots=True)
class Election:
    """One election: its name and day, its law, and the votes to which the law is applied."""

    id: str
    definition: Definition
    votes: Votes
    stations: Mapping[str, int] = field(default_factory=dict)  # protocols summed, by tier
    folder: Path | None = None  # where a law file that the election brings itself is looked for

    def law(self, name: str | None = None, changes: Mapping[str, Any] | None = None) -> Law:
        """The law of the day, or another by id; with some keys set anew for a what-if."""
        name = name or self.definition.law
        if name is None:
            name = law_in_force(self.definition.body, self.definition.date).id
        elif name == self.definition.law and name.endswith(".toml") and self.folder is not None:
            return load_law(self.folder / name, changes)
        return load_law(name, changes)


def read_folder(folder: Path) -> Election:
    """The election in a folder. Raises BadInput with every fault in it."""
    file = folder / "election.toml"
    if not file.is_file():
        cause = "not an election folder: it has no election.toml" if folder.is_dir() else "there is no such folder"
        raise BadInput((Fault(str(folder), None, None, None, cause, "`dauys elections` lists those that come with dauys"),))
    document, text = read_toml(file)
    definition = checked(Definition, document, str(file), text, "the election")
    return _Reading(folder, definition).election()


class _Reading:
    """One reading of one folder: the tables one after another, the faults gathered, thrown away when done."""

    def __init__(self, folder: Path, definition: Definition) -> None:
        self.folder = folder
        self.definition = definition
        self.faults = Faults()
        self.places: dict[str, Place] = {definition.country: Place(definition.country, COUNTRY, names=definition.name)}
        self.parties: dict[str, Party] = {}
        self.options: dict[tuple[str, str | None, str], Option] = {}
        self.votes: dict[tuple[str, str, int], dict[str, int | Fraction | None]] = {}
        self.figures: dict[tuple[str, str, int], Figures] = {}
        self.lines: dict[tuple[str, str, int], tuple[Path, int]] = {}  # where the votes of a place begin
        self.stations: dict[str, int] = {}

    def election(self) -> Election:
        only_known_tables(self.folder, TABLES, self.faults)
        self._places()
        self._parties()
        self._options()
        for tier in TIERS:
            self._station_table(tier)
        self._vote_table()
        self._figure_table()
        declared_rows = self._rows("declared", ("tier", "place", "party", "seats"), ("option", "source"))
        declared = tuple(self._declared(row) for row in declared_rows)
        if not self.votes and not declared and not self.faults.found:
            self.faults.add(self.folder, None, None, None, "there are no votes", "add votes.csv or stations-list.csv.gz")
        self._counted_twice()
        self._admitted()
        self.faults.raise_if_any()
        counts = tuple(
            Count(tier, place, cast, self.figures.get((tier, place, round), Figures()), round)
            for (tier, place, round), cast in self.votes.items()
        )
        votes = Votes(
            counts=counts,
            parties=self.parties,
            places=self.places,
            options=self.options,
            declared=declared,
            admitted={tier: lists.options for tier, lists in self.definition.admitted.items()},
            seats=self.definition.seats,
            country=self.definition.country,
        )
        election = Election(self.folder.name, self.definition, votes, self.stations, self.folder)
        self._contests(election, list(zip(declared_rows, declared, strict=True)))
        self.faults.raise_if_any()
        return election

    def _rows(self, name: str, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> list[Row]:
        path = find_table(self.folder, name)
        return [] if path is None else list(read_table(path, required, optional, self.faults))

    def _once(self, row: Row, seen: dict[Any, int], key: Any, column: str, what: str) -> bool:
        """Whether the key is new; where it stands already, the fault names the earlier line."""
        if key == "":
            row.refuse(column, f"the {what} has no name", "give it a short name of its own")
            return False
        if key in seen:
            row.refuse(column, f"the {what} stands already in line {seen[key]}", "keep one of the two rows")
            return False
        seen[key] = row.line
        return True

    # ---- who and where -----------------------------------------------------------------------------------------------

    def _places(self) -> None:
        columns = ("name", "name_kk", "name_ru", "name_en", "seats_list", "seats_constituency", "population")
        seen: dict[Any, int] = {}
        rows = self._rows("places", ("id", "kind", "parent"), columns)
        for row in rows:
            if not self._once(row, seen, row.cells["id"], "id", "place"):
                continue
            seats = {tier: number for tier in TIERS if (number := row.read(f"seats_{tier}", known_whole, None)) is not None}
            population = row.read("population", known_whole, None)
            parent = row.text("parent") or self.definition.country
            place = Place(row.cells["id"], row.cells["kind"], parent, row.names(), seats, population)
            if place.id == self.definition.country:
                place = Place(place.id, COUNTRY, names=place.names)
            self.places[place.id] = place
        for row in rows:
            if row.text("parent") is not None:
                row.read("parent", one_of(self.places, "place"), "")
                if self._goes_round(row.cells["id"]):
                    row.refuse("parent", "the place lies in itself, by way of its parents", "correct the parent")

    def _goes_round(self, place: str) -> bool:
        seen = set()
        here: str | None = place
        while here is not None and here in self.places:
            if here in seen:
                return True
            seen.add(here)
            here = self.places[here].parent
        return False

    def _parties(self) -> None:
        seen: dict[Any, int] = {}
        for row in self._rows("parties", ("id",), ("name", "name_kk", "name_ru", "name_en", "groups", "members")):
            if self._once(row, seen, row.cells["id"], "id", "party"):
                groups = frozenset(group.strip() for group in row.cells.get("groups", "").split(";") if group.strip())
                members = row.read("members", known_whole, None) or 1
                self.parties[row.cells["id"]] = Party(row.cells["id"], row.names(), groups, members)

    def _options(self) -> None:
        seen: dict[Any, int] = {}
        zones: set[bool] = set()
        columns = ("name", "name_kk", "name_ru", "name_en", "registered", "candidates")
        for row in self._rows("options", ("tier", "place", "option", "kind", "party"), columns):
            tier, place = row.read("tier", one_of(TIERS, "tier"), ""), row.text("place")
            if place is not None:
                row.read("place", one_of(self.places, "place"), "")
            if row.text("party") is not None:
                row.read("party", one_of(self.parties, "party"), "")
            if row.text("registered"):
                zones.add("+" in row.cells["registered"])
                if len(zones) == 2:
                    row.refuse("registered", "some times have a zone, others have none", "give all of them with their zone")
            key = (tier, place, row.cells["option"])
            if self._once(row, seen, key, "option", "option"):
                self.options[key] = Option(
                    row.cells["option"],
                    row.read("kind", one_of(KINDS, "kind"), "candidate"),  # type: ignore[arg-type]
                    row.text("party"),
                    row.names(),
                    row.read("registered", _moment, None),
                    row.read("candidates", known_whole, None),
                )

    def _known_options(self, tier: str, place: str) -> list[str]:
        described = [name for (its_tier, its_place, name) in self.options if its_tier == tier and its_place in (None, place)]
        return [*described, *self.parties, AGAINST_ALL]

    def _is_option(self, tier: str, place: str, name: str) -> bool:
        return (
            name == AGAINST_ALL
            or name in self.parties
            or (tier, place, name) in self.options
            or (tier, None, name) in self.options
        )

    # ---- votes and figures -------------------------------------------------------------------------------------------

    @property
    def _cell(self) -> Callable[[str], int | Fraction | None]:
        return tables.fractional_votes if self.definition.fractional_votes else tables.votes

    def _where(self, row: Row) -> tuple[str, str, int]:
        tier = row.read("tier", one_of(TIERS, "tier"), "")
        place = row.text("place") or self.definition.country
        if place not in self.places:
            row.read("place", one_of(self.places, "place"), "")
        round = int(row.read("round", one_of(("1", "2"), "round"), "1")) if row.text("round") else 1
        return tier, place, round

    def _vote_table(self) -> None:
        seen: dict[Any, int] = {}
        for row in self._rows("votes", ("tier", "place", "option", "votes"), ("round",)):
            where = self._where(row)
            name = row.cells["option"]
            if where[0] in self.stations:
                row.refuse("tier", "the votes of this tier are given by station too", "give them once")
            elif self._once(row, seen, (*where, name), "option", "option of this place"):
                if not self._is_option(where[0], where[1], name):
                    row.read("option", one_of(self._known_options(where[0], where[1]), "option"), "")
                self.votes.setdefault(where, {})[name] = row.read("votes", self._cell, None)
                self.lines.setdefault(where, (row.file, row.line))

    def _station_table(self, tier: str) -> None:
        """One row a station, one column an option; an empty cell: the option was not on the ballot there."""
        path = find_table(self.folder, f"stations-{tier}")
        if path is None:
            return
        names = list(dict.fromkeys([*(name for (its, _, name) in self.options if its == tier), *self.parties, AGAINST_ALL]))
        seen: dict[Any, int] = {}
        sums: dict[str, dict[str, int | Fraction | None]] = {}
        figures: dict[str, dict[str, int | None]] = {}
        for row in read_table(path, ("station", "place"), FIGURES, self.faults, names):
            self._once(row, seen, row.cells["station"], "station", "station")
            place = row.cells["place"]
            if place not in self.places:
                row.read("place", one_of(self.places, "place"), "")
                continue
            cast = {name: row.read(name, self._cell, None) for name in names if row.cells.get(name)}
            here = sums.setdefault(place, {})
            for name, number in cast.items():
                before = here.get(name, 0)
                here[name] = None if before is None or number is None else before + number
            told = {name: row.read(name, known_whole, None) for name in FIGURES if name in row.cells}
            self._valid_is_the_sum(row, told.get("valid"), cast)
            total = figures.setdefault(place, dict.fromkeys(told, 0))
            for name, figure in told.items():
                known = total[name]
                total[name] = None if known is None or figure is None else known + figure
        self.stations[tier] = len(seen)
        for place, here in sums.items():
            self.votes[(tier, place, 1)] = here
            self.figures[(tier, place, 1)] = Figures(**figures[place])
            self.lines[(tier, place, 1)] = (path, 1)

    def _figure_table(self) -> None:
        seen: dict[Any, int] = {}
        for row in self._rows("figures", ("tier", "place"), (*FIGURES, "round")):
            where = self._where(row)
            if not self._once(row, seen, where, "place", "place"):
                continue
            told = Figures(**{name: row.read(name, known_whole, None) for name in FIGURES if name in row.cells})
            self.figures[where] = told
            if where not in self.votes:
                cause = "figures of a place whose votes are given elsewhere, or not at all: they would be left out"
                row.refuse("place", cause, "give figures for the places that votes are given for")
                continue
            self._valid_is_the_sum(row, told.valid, self.votes[where])
            if None not in (told.valid, told.invalid, told.in_boxes):
                added = (told.valid or 0) + (told.invalid or 0)
                if added != told.in_boxes:
                    row.refuse("in_boxes", f"valid and invalid ballots add up to {added}", "correct the figure that is wrong")

    def _valid_is_the_sum(self, row: Row, valid: int | None, cast: Mapping[str, int | Fraction | None]) -> None:
        """A total must be the sum of its parts, where all of them are known."""
        known = [number for number in cast.values() if number is not None]
        if valid is not None and len(known) == len(cast) and sum(known) != valid:
            row.refuse("valid", f"the votes of this place add up to {sum(known)}", "correct the figure or the votes")

    def _counted_twice(self) -> None:
        """Votes at a place and again at a place above it would be added up twice."""
        for tier, place, round in self.votes:
            above = self.places[place].parent if place in self.places else None
            while above is not None:
                if (tier, above, round) in self.votes:
                    file, line = self.lines[(tier, above, round)]
                    cause = f"votes are given for {above} and for {place}, which lies in it: they would count twice"
                    self.faults.add(file, line, "place", above, cause, "give the votes of the smaller places only")
                    return
                above = self.places[above].parent if above in self.places else None

    def _declared(self, row: Row) -> Declared:
        tier = row.read("tier", one_of(TIERS, "tier"), "")
        place, party = row.text("place"), row.text("party")
        if place is not None:
            row.read("place", one_of(self.places, "place"), "")
            if (tier, place, 1) in self.votes:
                row.refuse("place", "the votes of this place are given too: its seat would count twice", "keep one of the two")
        if party is not None:
            row.read("party", one_of(self.parties, "party"), "")
        if tier == "list" and any(its == "list" for its, _, _ in self.votes):
            row.refuse("tier", "list votes are given: list seats follow from them", "leave the declared list seats out")
        return Declared(tier, place, party, row.read("seats", whole, 0), row.text("option"), row.text("source") or "")

    def _admitted(self) -> None:
        file = self.folder / "election.toml"
        for tier, lists in self.definition.admitted.items():
            for name in lists.options:
                if not any(name in cast for (its, _, _), cast in self.votes.items() if its == tier):
                    self.faults.add(
                        file, None, f"admitted.{tier}", name, "the option has no votes", "name options of votes.csv"
                    )

    # ---- against the law ---------------------------------------------------------------------------------------------

    def _contests(self, election: Election, declared: list[tuple[Row, Declared]]) -> None:
        """Every place with votes must lie in a contest of the law: in a constituency, in an area that has lists."""
        try:
            law = election.law()
        except BadInput as bad:
            self.faults.found.extend(replace(fault, file=str(self.folder / "election.toml")) for fault in bad.faults)
            return
        for row, seat in declared:
            area = rule.area if (rule := law.tier_named(seat.tier)) else None
            if area is None or (seat.place is not None and election.votes.above(seat.place, area) != seat.place):
                cause = (
                    f"the place has no contest: {law.id} fills seats of this tier in {'each ' + area if area else 'no place'}"
                )
                row.refuse(
                    "place" if area else "tier", cause, "give the place where the seat was won, or none if it is not known"
                )
        for tier in TIERS:
            rule = law.tier_named(tier)
            places = [place for (its, place, _) in self.votes if its == tier]
            if rule is None and places:
                file, line = self.lines[next(key for key in self.votes if key[0] == tier)]
                cause = f"{law.id} has no tier '{tier}'"
                self.faults.add(file, line, "tier", tier, cause, "leave these votes out, or name another law in election.toml")
            elif rule is not None:
                for place in election.votes.strays(tier, rule.area):
                    file, line = next(self.lines[key] for key in self.votes if key[:2] == (tier, place))
                    cause = f"the place has no contest: {law.id} counts this tier in each {rule.area}"
                    self.faults.add(file, line, "place", place, cause, f"give a place that is, or lies in, a {rule.area}")


def _moment(cell: str) -> str | None:
    """Date and time of registration, to the minute; empty where it is not known. Times with a zone are told in UTC."""
    if cell == "":
        return None
    try:
        moment = datetime.datetime.fromisoformat(cell) if "T" in cell or " " in cell else None
    except ValueError:
        moment = None
    if moment is None:
        raise tables.Refused("not a date and time", "write 2023-02-03T16:40")
    return (moment.astimezone(datetime.UTC) if moment.tzinfo else moment).isoformat(timespec="minutes")
