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

type Form = tuple[str, tuple[str, ...], tuple[FormColumn, ...]]
"""What the columns of a contest follow from: tier, editions of the law, columns. Thousands of contests have the same."""


def tables_of(source: Source) -> Iterator[Table]:
    """Every CSV of a bundle, the definition first, then contest by contest."""
    yield from _definition(source)
    shapes: dict[Form, tuple[Shape, Shape]] = {}
    for table in source.tables.values():
        form = _form(source, table)
        if form not in shapes:
            shapes[form] = _shapes(source, form)
        protocol, total = shapes[form]
        yield Table(f"protocols/{table.contest}.csv", _titled(source, "data.table.protocols", table.contest), protocol)
        if table.contest in source.totals:
            yield Table(f"totals/{table.contest}.csv", _titled(source, "data.table.totals", table.contest), total)
    yield Table("findings.csv", told("data.table.findings"), _shape(columns.FINDINGS, findings.HEAD))
    yield Table("summaries.csv", told("data.table.summaries"), _shape(columns.SUMMARIES, summaries.HEAD))


def _definition(source: Source) -> Iterator[Table]:
    """Which columns a table of the definition has depends on what is known: its own heading tells."""
    for name, sort in columns.DEFINITION.items():
        path = f"{DEFINITION_FOLDER}/{name}.csv"
        file = source.record.folder / path
        if file.is_file():
            with file.open(encoding="utf-8", newline="") as opened:
                yield Table(path, told(f"data.table.{name}"), _shape(sort, next(csv.reader(opened))))


def _form(source: Source, table: Expected) -> Form:
    event = source.state.event
    if table.contest == STATION:
        laws = dict.fromkeys(edition_of(event, station.id, STATION) for station in table.stations)
        return STATION, tuple(laws), table.sheet.columns
    contest = event.contest(table.contest)
    return contest.tier, (event.body(contest.body).law,), table.sheet.columns


def _shapes(source: Source, form: Form) -> tuple[Shape, Shape]:
    """Of the protocols of a contest, and of its totals, in which a line of several cells is one sum.

    What a line is called: of the stations' own records the last of their editions has the word.
    """
    tier, laws, of_form = form
    lines = {line.code: names_told(line.name) for law in laws for line in source.state.forms(law).form_of(tier).line}
    sums = [_figure(lines, one) for one in of_form]
    cells = [
        Column(guarded(one.name), told("data.cells", line=lines[one.line]), PACKED) if one.packed else figure
        for one, figure in zip(of_form, sums, strict=True)
    ]
    return _shape(columns.PROTOCOLS, protocols.HEAD, cells), _shape(columns.TOTALS, totals.HEAD, sums, ("incomplete",))


def _titled(source: Source, key: str, contest: str) -> Told:
    """The title of a contest's table: its name, and its id, which tells lists and repeat votes apart."""
    if contest == STATION:
        return told("data.table.station records")
    names = source.state.event.contest(contest).names
    return told(key, contest=tuple(f"{name} [{contest}]" for name in names_told(names)))


def _figure(lines: Mapping[str, Told], column: FormColumn) -> Column:
    name, line = guarded(column.name), lines[column.line]
    return Column(name, line if column.option is None else told("data.votes", line=line, option=column.option), WHOLE)


def _shape(sort: Sort, head: Iterable[str], figures: Iterable[Column] = (), tail: Iterable[str] = ()) -> Shape:
    """The columns of a heading, with the keys of their sort."""
    return Shape((*_named(sort, head), *figures, *_named(sort, tail)), sort.key, sort.references)


def _named(sort: Sort, names: Iterable[str]) -> Iterator[Column]:
    for name in names:
        word = sort.phrases.get(name, name)
        words = told("data.class", word=told(f"class.{name}")) if name in CLASS_WORDS else told(f"data.column.{word}")
        yield Column(name, words, sort.cells[name])
