"""The protocols of an election as columns to be counted in bulk: the layout, and how it is written from a state.

A folder of Parquet files. Every expected protocol is in it, so that what is missing can be counted too.

``protocols/plain.parquet``
    protocols of one version, approved, with every figure that must be filled in: nothing is to be decided about them.
``protocols/other.parquet``
    every version of all others: not received, held, corrected, annulled, or lacking a figure.
``contests.parquet``
    ``contest``, ``place`` (the body's), ``figures``: the names of its columns, in their order.
``places.parquet``
    ``place``, ``parent``.

Both files of protocols have a row for each version: ``contest``, ``place`` (the station's own), ``station``, ``voters`` (by
the definition), ``version``, ``state`` (``merged``: counted within the figures of another station), and ``figure_1``,
``figure_2``, …, which ``contests.figures`` names: ``T``, ``P.Amanat``; a line with several cells as their sum. Null is *not
known*; of a version that is not approved nothing is known. In which of the two files a protocol that would fit into both lies
makes counting faster or slower and changes no number.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

import duckdb

from dauys.acts import State
from dauys.election.event import Contest, Station
from dauys.protocol.form import Form
from dauys.protocol.life import APPROVED, COUNTING, MERGED, Protocol
from dauys.tally.sheet import Sheet, form_of, sheet_of

PLAIN, OTHER = "protocols/plain.parquet", "protocols/other.parquet"
CONTESTS, PLACES = "contests.parquet", "places.parquet"

KEYS = {
    "contest": "VARCHAR", "place": "VARCHAR", "station": "VARCHAR", "voters": "INTEGER", "version": "INTEGER",
    "state": "VARCHAR",
}  # fmt: skip
"""The columns of protocols before their figures, with their types."""

ROW_GROUP = 491_520
"""Rows of a file that are written together: four times DuckDB's own default, for every group costs each reader its own time."""

COPY = Template("""
    COPY (SELECT $columns FROM read_csv($table, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"',
        columns = $types))
    TO $target (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE $rows)
""")

type Cell = str | int | None


def figure_columns(width: int) -> tuple[str, ...]:
    """The names of so many columns of figures."""
    return tuple(f"figure_{number}" for number in range(1, width + 1))


def quoted(path: Path) -> str:
    """A path as SQL writes it."""
    return "'" + str(path).replace("'", "''") + "'"


def write_columns(state: State, folder: Path) -> None:
    """Write the columns of a state into a folder. The same state gives the same bytes with the same DuckDB."""
    event = state.event
    sheets = {contest: sheet_of(event, contest) for contest in event.contests}
    figures = figure_columns(max(len(sheet.names) for sheet in sheets.values()))
    plain: list[list[Cell]] = []
    other: list[list[Cell]] = []
    for contest, sheet in sheets.items():
        needed = _needed(sheet, form_of(event, contest))
        for station in event.stations_of(contest.id):
            versions = state.life(station.id, contest.id).versions
            rows = [[*_keys(contest, station, one), *_figures(one, sheet, len(figures))] for one in versions]
            is_plain = len(rows) == 1 and versions[0].state == APPROVED and all(rows[0][at] is not None for at in needed)
            (plain if is_plain else other).extend(rows)
    contests = ((contest.id, event.body(contest.body).place, "\t".join(sheet.names)) for contest, sheet in sheets.items())
    places = ((place.id, place.parent) for place in event.places.values())
    columns = {**KEYS, **dict.fromkeys(figures, "INTEGER")}
    (folder / PLAIN).parent.mkdir(parents=True, exist_ok=True)
    write_table(folder / PLAIN, columns, plain)
    write_table(folder / OTHER, columns, other)
    write_table(folder / CONTESTS, dict.fromkeys(("contest", "place", "figures"), "VARCHAR"), contests)
    write_table(folder / PLACES, dict.fromkeys(("place", "parent"), "VARCHAR"), places)


def _needed(sheet: Sheet, form: Form) -> tuple[int, ...]:
    """Where the figures stand in a row that must be on every paper."""
    optional = {line.code for line in form.line if line.optional}
    return tuple(len(KEYS) + at for at, column in enumerate(sheet.columns) if column.line not in optional)


def _keys(contest: Contest, station: Station, protocol: Protocol) -> tuple[Cell, ...]:
    first = protocol.state == MERGED and protocol.figures is not None  # its group's votes stand there
    return contest.id, station.place, station.id, station.voters, protocol.version, APPROVED if first else protocol.state


def _figures(protocol: Protocol, sheet: Sheet, width: int) -> tuple[Cell, ...]:
    counts = protocol.figures is not None and protocol.state in COUNTING
    row = sheet.row(protocol.figures) if counts and protocol.figures is not None else ()
    return (*row, *(None,) * (width - len(row)))


def write_table(path: Path, columns: Mapping[str, str], rows: Iterable[Sequence[Cell]]) -> None:
    """Rows to a file, by way of a table of text, which DuckDB reads fast and in order. ``figures`` is a list of names."""
    named = {name: "string_split(figures, chr(9)) AS figures" if name == "figures" else name for name in columns}
    with TemporaryDirectory() as scratch, duckdb.connect(config={"threads": 1}) as database:
        table = Path(scratch, "rows.csv")
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_NOTNULL).writerows(rows)
        database.execute(COPY.substitute(
            columns=", ".join(named.values()), table=quoted(table), types=dict(columns), target=quoted(path), rows=ROW_GROUP
        ))  # fmt: skip
