"""The tables of one bundle, described: their columns as they are written, in their order, with the words of the form."""

import csv
from collections.abc import Iterable, Iterator, Mapping

from dauys.acts import STATION
from dauys.acts.record import DEFINITION as DEFINITION_FOLDER
from dauys.protocol.columns import Column as FormColumn
from dauys.publish import findings, protocols, summaries, totals
from dauys.publish.csv_text import guarded
from dauys.publish.open_data import columns
from dauys.publish.open_data.columns import CLASS_WORDS, PACKED, WHOLE, Sort
from dauys.publish.open_data.description import Column, Shape, Table, Told, names_told, told
from dauys.publish.protocols import Expected, edition_of
from dauys.publish.source import Source


def tables_of(source: Source) -> Iterator[Table]:
    """Every CSV of a bundle, the definition first, otherwise in the order in which they are written."""
    yield from _definition(source)
    for table in source.tables.values():
        yield _protocols(source, table)
    yield Table("findings.csv", told("data.table.findings"), _shape(columns.FINDINGS, findings.HEAD))
    for contest in source.totals:
        yield _totals(source, source.tables[contest])
    yield Table("summaries.csv", told("data.table.summaries"), _shape(columns.SUMMARIES, summaries.HEAD))


def _definition(source: Source) -> Iterator[Table]:
    """Which columns a table of the definition has depends on what is known: its own heading tells."""
    for name, sort in columns.DEFINITION.items():
        path = f"{DEFINITION_FOLDER}/{name}.csv"
        file = source.record.folder / path
        if file.is_file():
            with file.open(encoding="utf-8", newline="") as opened:
                yield Table(path, told(f"data.table.{name}"), _shape(sort, next(csv.reader(opened))))


def _protocols(source: Source, table: Expected) -> Table:
    lines = _lines(source, table)
    packed = {
        one.line: Column(guarded(one.name), told("data.cells", line=lines[one.line]), PACKED) for one in table.sheet.columns
    }
    figures = [packed[one.line] if one.packed else _figure(lines, one) for one in table.sheet.columns]
    shape = _shape(columns.PROTOCOLS, protocols.HEAD, figures)
    return Table(f"protocols/{table.contest}.csv", _titled(source, "data.table.protocols", table.contest), shape)


def _totals(source: Source, table: Expected) -> Table:
    lines = _lines(source, table)
    shape = _shape(columns.TOTALS, totals.HEAD, [_figure(lines, one) for one in table.sheet.columns], ("incomplete",))
    return Table(f"totals/{table.contest}.csv", _titled(source, "data.table.totals", table.contest), shape)


def _titled(source: Source, key: str, contest: str) -> Told:
    """The title of a contest's table: its name, and its id, which tells lists and repeat votes apart."""
    if contest == STATION:
        return told("data.table.station records")
    names = source.state.event.contest(contest).names
    return told(key, contest=tuple(f"{name} [{contest}]" for name in names_told(names)))


def _lines(source: Source, table: Expected) -> Mapping[str, Told]:
    """What each line of the form is called; of the stations' own records the newest edition has the word."""
    state = source.state
    tier = STATION if table.contest == STATION else state.event.contest(table.contest).tier
    laws = dict.fromkeys(edition_of(state.event, station.id, table.contest) for station in table.stations)
    return {line.code: names_told(line.name) for law in laws for line in state.forms(law).form_of(tier).line}


def _figure(lines: Mapping[str, Told], column: FormColumn) -> Column:
    name, line = guarded(column.name), lines[column.line]
    return Column(name, line if column.option is None else told("data.votes", line=line, option=column.option), WHOLE)


def _shape(sort: Sort, head: Iterable[str], figures: Iterable[Column] = (), tail: Iterable[str] = ()) -> Shape:
    """The columns of a heading, and the keys that stand on columns which are there."""
    return Shape((*_named(sort, head), *figures, *_named(sort, tail)), sort.key, sort.references)


def _named(sort: Sort, names: Iterable[str]) -> Iterator[Column]:
    for name in names:
        word = sort.phrases.get(name, name)
        words = told("data.class", word=told(f"class.{name}")) if name in CLASS_WORDS else told(f"data.column.{word}")
        yield Column(name, words, sort.cells[name])
