"""The protocols as tables: every expected protocol of a contest, one row a station, a column a figure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from dauys.acts import STATION, State
from dauys.election.event import Event, Station
from dauys.protocol import Figures
from dauys.protocol.columns import Column
from dauys.protocol.life import Life, Protocol
from dauys.publish.csv_text import Cell, csv_bytes
from dauys.publish.minutes import Minutes
from dauys.tally.sheet import Row, Sheet, sheet_of

NONE = "none"
"""Of a line with a cell for each member, mobile box or contest: there is none of them. (Empty: not known.)"""

HEAD = (
    "station", "place", "class", "version", "entered_by", "entered_again_by", "resolved_by", "approved_by", "accepted",
    "scan", "approved_in", "figures", "together",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """A protocol that counts, its figures, and the same as a row of its sheet; of a group that is published together the
    first station's, with the sum."""

    protocol: Protocol
    figures: Figures
    row: Row


@dataclass(frozen=True)
class Expected:
    """The expected protocols of one contest, or the stations' own records: one table."""

    state: State
    contest: str
    stations: tuple[Station, ...]  # in the order of their table
    sheet: Sheet

    def life(self, station: str) -> Life:
        return self.state.life(station, self.contest)

    @cached_property
    def counted(self) -> Mapping[str, Counted]:
        """Those that count, by station, in the order of stations."""
        found = {}
        for station in self.stations:
            protocol = self.life(station.id).counting
            if protocol is not None and protocol.figures is not None:
                found[station.id] = Counted(protocol, protocol.figures, self.sheet.row(protocol.figures))
        return found


def expected_protocols(state: State) -> Iterator[Expected]:
    """The stations' own records, where the edition has them, then every contest."""
    kept = tuple(station for station in state.event.stations.values() if STATION in state.expected(station.id))
    if kept:
        laws = dict.fromkeys(edition_of(state.event, station.id, STATION) for station in kept)
        sheets = [Sheet.of(state.forms(law).form_of(STATION), ()) for law in laws]
        columns = {column.name: column for sheet in sheets for column in sheet.columns}
        yield Expected(state, STATION, kept, Sheet(tuple(columns.values()), ()))
    for contest in state.event.contests:
        sheet = sheet_of(state.event, contest)
        yield Expected(state, contest.id, state.event.stations_of(contest.id), sheet)


def edition_of(event: Event, station: str, contest: str) -> str:
    """The edition of the law whose forms hold for a protocol; a station's own record follows the first of its contests."""
    return event.body((event.contests_of(station)[0] if contest == STATION else event.contest(contest)).body).law


def protocols_csv(table: Expected, minutes: Minutes) -> bytes:
    """``protocols/<contest>.csv``: of a protocol that does not count yet, nothing is told but its class and its scan."""
    rows = ([*_expected(table, station), *_counted(table, station, minutes)] for station in table.stations)
    return csv_bytes((*HEAD, *table.sheet.names), rows)


def _expected(table: Expected, station: Station) -> tuple[Cell, Cell, Cell]:
    return station.id, station.place, table.life(station.id).class_


def _counted(table: Expected, station: Station, minutes: Minutes) -> list[Cell]:
    scan, protocol = minutes.scans.get((station.id, table.contest)), table.life(station.id).counting
    if protocol is None:
        return [*(None,) * 6, scan, *(None,) * 3, *(None for _ in table.sheet.names)]
    approval, counted = minutes.approved[station.id, table.contest, protocol.version], table.counted.get(station.id)
    return [
        protocol.version, *_people(protocol), " ".join(sorted(protocol.accepted)), scan, approval.index,
        approval.entry["figures"], " ".join(protocol.together) or None, *_numbers(table, counted),
    ]  # fmt: skip


def _numbers(table: Expected, counted: Counted | None) -> Iterator[Cell]:
    """The figures of a paper; of a merged one there are none here."""
    if counted is None:
        yield from (None for _ in table.sheet.names)
    else:
        for column, number in zip(table.sheet.columns, counted.row, strict=True):
            yield _cell(column, number, counted.figures)


def _people(protocol: Protocol) -> tuple[Cell, Cell, Cell, Cell]:
    """Who entered it, who again, who resolved differences if there were any, who approved it."""
    first, second, *third = protocol.entered_by
    return first, second, third[0] if third else None, protocol.approved_by


def _cell(column: Column, number: int | None, figures: Figures) -> Cell:
    """The figure of a column; cells of members, mobile boxes or contests by name."""
    if column.packed and isinstance(cells := figures.lines.get(column.line), Mapping):
        return " ".join(f"{name}={'' if cells[name] is None else cells[name]}" for name in sorted(cells)) or NONE
    return number
