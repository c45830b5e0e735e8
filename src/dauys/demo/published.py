"""A real election as it was published, station by station: its event, and the papers. No figure is changed or made up.

The source is an election folder with tables of stations. Lines of the form that these tables have no column for may stand
beside them under their codes, in ``protocols/list.csv`` and ``protocols/constituency.csv``. An empty cell is None, and so is
a line that neither table has. A station without a row in a table has no paper of that contest.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dauys.demo.night import Paper
from dauys.election import SHIPPED
from dauys.election.event import Body, Commission, Constituency, Event, Station, list_contest
from dauys.election.folder import FIGURES, TIERS, Election
from dauys.election.tables import Faults, Row, find_table, known_whole, only_known_tables, read_table, votes
from dauys.law import AGAINST_ALL, Option, Place
from dauys.law.votes import NO_NAMES
from dauys.law.words import Names
from dauys.protocol import Cell, Figures, load_forms
from dauys.protocol.chain import load_chain
from dauys.text import LANGUAGES, BadInput, Fault

COLUMNS: Mapping[str, str] = {"A": "registered", "B": "issued", "T": "in_boxes", "V": "valid", "I": "invalid"}
"""Lines of a form, and the columns of the station table that hold them."""

REGISTERED = "A"

FURTHER = "protocols"
"""The folder, inside the election's, of tables with further lines."""

COMMISSIONS = {"precinct", "okrug", "central"}
"""Who may be in the chain: one for each station, one for each constituency, one for the country. Others cannot be told from
the tables."""

NAME = Names(
    kk="{}: сандары жарияланған, әрекеттері ОЙДАН ШЫҒАРЫЛҒАН",
    ru="{}: цифры опубликованные, действия ВЫМЫШЛЕНЫ",
    en="{}: figures as published, acts INVENTED",
)
STATION = Names(kk="{} сайлау учаскесі, {}", ru="избирательный участок {}, {}", en="station {}, {}")
COMMISSION = Names(kk="{}, {}", ru="{}, {}", en="{}, {}")
CANDIDATE = Names(kk="{} үміткері", ru="кандидат: {}", en="candidate of {}")

NOTES = (
    "INVENTED are the acts: who received, entered, accepted and approved a protocol, when, in which order, with what vote, and "
    "the keys that sign them. No commission took part in this re-enactment.",
    "Real are the figures: each protocol is as it was published, down to what contradicts itself; an empty cell stays empty. "
    "Real are the places, the stations' numbers, the parties and whom they put up, as far as they were published.",
    "Voters of a station: those registered by its list protocol. Where the published figures break a control, the protocol "
    "is accepted as signed, by an INVENTED decision that names the control.",
)


@dataclass(frozen=True, slots=True)
class Published:
    """What was published of an election, ready to be re-enacted."""

    event: Event
    papers: tuple[Paper, ...]  # in the order of the stations


def published(election: Election) -> Published:
    """The event and the papers of an election whose protocols were published by station.

    Raises BadInput: votes that are not given by station, a chain of commissions that the tables do not name, every fault of
    the tables.
    """
    return _Reading(election).published()


class _Reading:
    """One reading of an election's tables by station; thrown away when done."""

    def __init__(self, election: Election) -> None:
        self.election, self.votes, self.law = election, election.votes, election.law()
        self.folder = _by_station(election, [tier.name for tier in self.law.tier])
        self.forms, self.chain = load_forms(self.law.id), load_chain(self.law.id)
        if further := {commission.kind for commission in self.chain.commission} - COMMISSIONS:
            raise _no(election, f"the tables do not tell which {' and '.join(sorted(further))} commissions there were")
        self.body = election.definition.body.partition("/")[2]
        self.faults = Faults()
        self.rows = {tier: self._station_rows(tier) for tier in TIERS if tier in election.stations}
        self.further = {tier: self._further_lines(tier) for tier in self.rows}
        self.first = self._first_rows()
        self.ballots = self._ballots()

    def published(self) -> Published:
        """Everything, or every fault."""
        event, papers = self._event(), tuple(self._papers())
        self.faults.raise_if_any()
        return Published(event, papers)

    # ---- the tables --------------------------------------------------------------------------------------------------

    def _station_rows(self, tier: str) -> dict[str, Row]:
        path = find_table(self.folder, f"stations-{tier}")
        assert path is not None  # the election was read from it
        options = [*(name for its, _, name in self.votes.options if its == tier), *self.votes.parties, AGAINST_ALL]
        return {row.cells["station"]: row for row in read_table(path, ("station", "place"), FIGURES, self.faults, options)}

    def _further_lines(self, tier: str) -> dict[str, dict[str, int | None]]:
        """By station and line, from the table in ``protocols/``; nothing where there is no such table."""
        only_known_tables(self.folder / FURTHER, TIERS, self.faults)
        path = find_table(self.folder / FURTHER, tier)
        found: dict[str, dict[str, int | None]] = {}
        codes = [line.code for line in self.forms.form_of(tier).line if line.per == "one"]
        for row in () if path is None else read_table(path, ("station",), codes, self.faults):
            station = row.cells["station"]
            if station not in self.rows[tier]:
                row.refuse("station", "no such station", f"name one of stations-{tier}.csv")
            elif station in found:
                row.refuse("station", "the station stands already in a line above", "keep one of the two rows")
            else:
                found[station] = {code: row.read(code, known_whole, None) for code in codes if code in row.cells}
        return found

    def _first_rows(self) -> dict[str, Row]:
        """Every station with its row in the first table that has it; a station lies in one place."""
        first: dict[str, Row] = {}
        for rows in self.rows.values():
            for station, row in rows.items():
                place = first.setdefault(station, row).cells["place"]
                if row.cells["place"] != place:
                    row.refuse("place", f"the station lies in {place} by its lists", "correct one of the two")
        return first

    def _ballots(self) -> dict[str, tuple[str, ...]]:
        """The options of each contest, in the order of the columns: those with a figure at any of its stations."""
        found: dict[str, tuple[str, ...]] = {}
        for tier, rows in self.rows.items():
            stood: dict[str, set[str]] = {}
            for row in rows.values():
                stood.setdefault(self._contest(tier, row), set()).update(name for name, cell in row.cells.items() if cell)
            columns = [name for name in next(iter(rows.values())).cells if name not in ("station", "place", *FIGURES)]
            found |= {contest: tuple(name for name in columns if name in here) for contest, here in stood.items()}
        return found

    def _contest(self, tier: str, row: Row) -> str:
        return list_contest(self.body) if tier == "list" else f"{self.body}.{self._area(row.cells['place'])}"

    def _area(self, place: str) -> str | None:
        """The constituency that a place lies in; None where it lies in none, as abroad."""
        rule = self.law.tier_named("constituency")
        return None if rule is None else self.votes.above(place, rule.area)

    # ---- the papers --------------------------------------------------------------------------------------------------

    def _papers(self) -> Iterator[Paper]:
        for station in self.first:
            for tier, rows in self.rows.items():
                if station in rows:
                    contest = self._contest(tier, rows[station])
                    yield Paper(station, contest, Figures(tier, dict(self._lines(tier, rows[station], self.ballots[contest]))))

    def _lines(self, tier: str, row: Row, ballot: Iterable[str]) -> Iterator[tuple[str, Cell]]:
        """The lines of a paper; one with cells that no table can hold (of members, of mobile boxes) is left out."""
        for line in self.forms.form_of(tier).line:
            if line.per == "option":  # it stood here; an empty cell is a figure that was not published
                yield line.code, {option: row.read(option, votes, None) if row.cells[option] else None for option in ballot}
            elif line.per == "one":
                yield line.code, self._line(tier, row, line.code)

    def _line(self, tier: str, row: Row, code: str) -> int | None:
        """A line of one cell: under its code in ``protocols/``, or else in its column of the station table."""
        further = self.further[tier].get(row.cells["station"], {})
        return further[code] if code in further else row.read(COLUMNS.get(code, ""), known_whole, None)

    # ---- the event ---------------------------------------------------------------------------------------------------

    def _event(self) -> Event:
        told, country = self.election.definition, self.votes.country
        areas = {area.id: area for area in self._constituencies()}
        stations = {station.id: station for station in self._stations()}
        return Event(
            _filled(NAME, told.name),
            told.date,
            country,
            True,
            f"dauys.example/{told.body.replace('/', '-')}-{told.date}-re-enacted",
            (*NOTES, *told.notes),
            {self.body: Body(self.body, self.law.id, self.law.name, country, told.seats)},
            {place.id: Place(place.id, place.kind, place.parent, place.names) for place in self.votes.places.values()},
            self.votes.parties,
            areas,
            {commission.id: commission for commission in self._commissions(areas.values(), stations.values())},
            stations,
            {contest: tuple(self._options(contest, areas.get(contest))) for contest in self.ballots},
        )

    def _constituencies(self) -> Iterator[Constituency]:
        rule = self.law.tier_named("constituency")
        for place in self.votes.places.values():
            if rule is not None and place.kind == rule.area:
                yield Constituency(f"{self.body}.{place.id}", self.body, place.id, place.names)

    def _commissions(self, areas: Iterable[Constituency], stations: Iterable[Station]) -> Iterator[Commission]:
        names: Mapping[str, Names] = {commission.kind: commission.name for commission in self.chain.commission}
        yield Commission("central", "central", self.votes.country, None, None, names["central"])
        for area in areas:
            named = _filled(COMMISSION, names["okrug"], area.names)
            yield Commission(f"okrug-{area.number}", "okrug", area.id, "central", None, named)
        for station in stations:
            constituency = self._area(station.place)
            above = "central" if constituency is None else f"okrug-{constituency}"
            named = _filled(COMMISSION, names["precinct"], station.names)
            yield Commission(station.commission, "precinct", station.place, above, None, named)

    def _stations(self) -> Iterator[Station]:
        for name, row in self.first.items():
            place = row.cells["place"]
            area = self._area(place)
            areas = () if area is None else (f"{self.body}.{area}",)
            named = _filled(STATION, Names(en=name), self.votes.places[place].names)
            yield Station(name, place, self._voters(name), f"precinct-{name}", areas, NO_NAMES, named)

    def _voters(self, station: str) -> int:
        """Voters registered by the first of the station's papers that tells; without them no turnout can be told."""
        papers = [(tier, rows[station]) for tier, rows in self.rows.items() if station in rows]
        known = [voters for tier, row in papers if (voters := self._line(tier, row, REGISTERED)) is not None]
        if not known:
            self.first[station].refuse("registered", "the station's voters are not known", "give how many are registered")
        return next(iter(known), 0)

    def _options(self, contest: str, area: Constituency | None) -> Iterator[Option]:
        """Lines of a ballot. A candidate of whom nothing but the party was published is named by the party."""
        tier, place = ("list", self.votes.country) if area is None else ("constituency", area.number)
        for name in self.ballots[contest]:
            option = self.votes.option(tier, place, name)
            if option.names == NO_NAMES:
                party = self.votes.parties.get(option.party or "")
                words = Names(en=name) if party is None else party.names
                option = replace(option, names=_filled(CANDIDATE, words) if party is not None and area is not None else words)
            yield option


def _filled(pattern: Names, *words: Names) -> Names:
    """A pattern in each language, filled with the words in that language, or in another where that one is not known."""
    return Names(
        **{language: pattern.told(language).format(*(word.told(language) for word in words)) for language in LANGUAGES}
    )


def _by_station(election: Election, tiers: Iterable[str]) -> Path:
    """The folder of an election whose votes were published by station; sums of places have no protocols to re-enact."""
    if election.folder is None or not set(tiers) <= election.stations.keys():
        raise _no(election, "its votes were not published station by station")
    return election.folder


def _no(election: Election, cause: str) -> BadInput:
    able = sorted({path.parent.name for path in SHIPPED.glob("*/stations-*.csv*")})
    return BadInput((Fault("--election", None, None, election.id, cause, f"these can be re-enacted: {', '.join(able)}"),))
