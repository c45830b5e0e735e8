"""What a page tells of the stations of one place: each with its protocols, what stands out on them, receipts and scans."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dauys.acts import STATION
from dauys.acts.status import NOTHING
from dauys.election.event import Station
from dauys.protocol import Form
from dauys.protocol.life import HELD
from dauys.publish.findings import ACCEPTED, EXPLAINED, LATER, Found
from dauys.publish.grids import Cells, Grid, Html, Words, joined, link, marked, status_mark
from dauys.publish.proofs import path_of
from dauys.publish.protocols import Expected, edition_of
from dauys.publish.source import Source
from dauys.publish.telling import UNKNOWN, Teller
from dauys.tally.totals import CLASS_NAMES

SETTLED = {ACCEPTED: "page.finding accepted", EXPLAINED: "page.finding explained", LATER: "page.finding later"}


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of figures that a page shows: those of one figure. Cells by member, box or contest are in the CSV."""

    heads: tuple[Words, ...]
    places: tuple[int, ...]  # of each in the rows of the sheet


@dataclass(frozen=True)
class Headings:
    """What many pages of one language need alike, made once: headings of tables, words of classes."""

    source: Source
    tell: Teller
    _columns: dict[str, Columns] = field(default_factory=dict)  # by contest; owned by this object

    @cached_property
    def classes(self) -> Mapping[str, str]:
        return {name: self.tell.word("class", name) for name in CLASS_NAMES}

    def of(self, table: Expected) -> Columns:
        """The columns of figures: a line by its code, which the key at the end of a page explains; an option by its name."""
        if table.contest not in self._columns:
            options = {} if table.contest == STATION else self._options(table.contest)
            shown = [(at, column) for at, column in enumerate(table.sheet.columns) if not column.packed]
            heads = (
                marked("abbr", column.line, title=self.line(table, column.line)) if column.option is None
                else options[column.option]
                for _, column in shown
            )  # fmt: skip
            self._columns[table.contest] = Columns(tuple(heads), tuple(at for at, _ in shown))
        return self._columns[table.contest]

    def _options(self, contest: str) -> dict[str, str]:
        options = self.source.state.event.options_of(contest)
        return {option.id: self.tell.option(option) for option in options}

    def line(self, table: Expected, code: str) -> str:
        """What a line means."""
        line = form_of(self.source, table.contest, table.stations[0].id).line_coded(code)
        return code if line is None else self.tell.name(line.name)


@dataclass(frozen=True)
class StationPage:
    """The stations of one place in one language: each property a part of the page, as the template asks for it."""

    source: Source
    place: str
    headings: Headings

    @property
    def tell(self) -> Teller:
        return self.headings.tell

    @property
    def name(self) -> str:
        return self.tell.place(self.place)

    @property
    def above(self) -> str:
        """The place in which this one lies, where that is not the country."""
        event = self.source.state.event
        parent = event.places[self.place].parent
        return "" if parent is None or parent == event.country else self.tell.place(parent)

    @property
    def here(self) -> Sequence[Station]:
        return self.source.stations_in[self.place]

    @property
    def stations(self) -> Grid:
        """The stations themselves."""
        tell, receipts = self.tell, self.tell.say("page.receipts")
        columns = tell.all("page.station", "page.counted", "page.voters", "page.receipts", "page.name", "page.address")
        rows = (self._station(station, receipts) for station in self.here)
        return Grid(tell.say("page.stations"), columns, rows, frozenset({3, 4, 5}), ids=[station.id for station in self.here])

    def _station(self, station: Station, receipts: str) -> list[Words]:
        tell, state = self.tell, self.source.state
        expected = state.expected(station.id)
        counted = sum(station.id in self.source.tables[contest].counted for contest in expected)
        return [
            station.id, tell.of(counted, len(expected)), tell.n(station.voters),
            tell.to(path_of(station.id), receipts) if counted else UNKNOWN, _known(tell.name(station.names)),
            _known(tell.name(station.address)),
        ]  # fmt: skip

    # ---- the protocols -----------------------------------------------------------------------------------------------------

    @cached_property
    def tables(self) -> tuple[tuple[Expected, tuple[Station, ...]], ...]:
        """What is voted on here, in the order of contests, and at which of the stations."""
        stations: dict[str, list[Station]] = defaultdict(list)
        for station in self.here:
            for contest in self.source.state.expected(station.id):
                stations[contest].append(station)
        return tuple((table, tuple(stations[table.contest])) for table in self.source.in_order(stations))

    @property
    def contests(self) -> Iterator[Grid]:
        """One table for each contest that is voted on here, the stations' own records first."""
        for table, stations in self.tables:
            yield self._contest(table, stations)

    def _contest(self, table: Expected, stations: tuple[Station, ...]) -> Grid:
        tell, state = self.tell, self.source.state
        remarks = {station.id: joined(self._remarks(table, station.id)) for station in stations}
        remarked = any(remarks.values())  # else the column is left out
        remarks_head = tell.all("page.remarks") if remarked else ()
        columns = (*tell.all("page.station", "page.class"), *remarks_head, *self.headings.of(table).heads)
        rows = (
            [*self._protocol(table, station), *((told,) if remarked else ()), self._figures(table, station)]
            for station, told in remarks.items()
        )
        files, words = tell.to(f"protocols/{table.contest}.csv", "CSV"), frozenset({1, 2} if remarked else {1})
        if table.contest == STATION:
            return Grid(tell.say("page.records"), columns, rows, words, files)
        status = status_mark(tell.word("status", state.status.get(table.contest, NOTHING)))
        return Grid(tell.contest(state.event.contest(table.contest)), columns, rows, words, joined((status, files)))

    def _protocol(self, table: Expected, station: str) -> tuple[Words, Words]:
        return link(f"#{station}", station, "code"), self.headings.classes[table.life(station).class_]

    def _figures(self, table: Expected, station: str) -> Cells:
        places, counted, n = self.headings.of(table).places, table.counted.get(station), self.tell.n
        return Cells.of([UNKNOWN] * len(places) if counted is None else [n(counted.row[at]) for at in places])

    def _remarks(self, table: Expected, station: str) -> Iterator[Html]:
        """What is unusual about a protocol, each in a sentence."""
        tell, key = self.tell, (station, table.contest)
        counted, latest = table.counted.get(station), table.life(station).latest
        if counted is not None and counted.protocol.version > 1:
            yield _remark(tell.say("page.version", version=counted.protocol.version))
        if latest.state == HELD:
            yield _remark(tell.say("page.held", reason=latest.reason or ""))
        for found in self.source.found.get(key, ()):
            yield _remark(self._finding(found))
        if (taken := self.source.minutes.scans.get(key)) is not None:
            yield _remark(self._scan(self.source.minutes.public(taken)))

    def _scan(self, scan: str) -> Words:
        if scan not in self.source.attachments:
            return self.tell.say("page.scan not published")
        return self.tell.to(f"attachments/{scan}", self.tell.say("page.scan"))

    def _finding(self, found: Found) -> Html:
        code, decision = found.finding.code, found.decision
        sentence = self.tell.say(
            SETTLED[found.settled], decision=decision.get("number", ""),
            date=decision.get("date", ""), reason=found.reason or "",
        )  # fmt: skip
        return joined((link(f"#{code}", code, found.finding.severity), sentence))

    # ---- the key -----------------------------------------------------------------------------------------------------------

    @property
    def lines(self) -> dict[str, str]:
        """What the codes of lines on this page mean."""
        found: dict[str, str] = {}
        for table, _ in self.tables:
            for column in table.sheet.columns:
                if column.option is None and not column.packed and column.line not in found:
                    found[column.line] = self.headings.line(table, column.line)
        return found

    @property
    def controls(self) -> dict[str, str]:
        """What the controls that did not hold here ask."""
        found: dict[str, str] = {}
        for table, stations in self.tables:
            for station in stations:
                for one in self.source.found.get((station.id, table.contest), ()):
                    found.setdefault(one.finding.code, self._control(one))
        return dict(sorted(found.items()))

    def _control(self, found: Found) -> str:
        state, protocol = self.source.state, found.protocol
        forms = state.forms(edition_of(state.event, protocol.station, protocol.contest))
        told = {check.code: check.commission for check in forms.form_of(state.form_of(protocol.contest)).check}
        told |= {rule.code: rule.commission for rule in forms.across}
        code = found.finding.code
        return self.tell.name(told[code]) if code in told else self.tell.say("page.E000")


def form_of(source: Source, contest: str, station: str) -> Form:
    """The form of a protocol."""
    state = source.state
    return state.forms(edition_of(state.event, station, contest)).form_of(state.form_of(contest))


def _remark(words: Words) -> Html:
    return marked("span", words, class_="remark")


def _known(name: str) -> str:
    return UNKNOWN if name == "?" else name
