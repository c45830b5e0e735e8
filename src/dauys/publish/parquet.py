"""The figures of all counted protocols in one long table, as Parquet: written by DuckDB, in one thread, in order.

Not compressed and in row groups of a fixed size, so that the same record gives the same bytes with the same DuckDB.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import duckdb

from dauys.ledger import StoreFault
from dauys.protocol import Figures
from dauys.publish.protocols import Expected

type Row = tuple[str, str, int, str, str | None, int | None]

COLUMNS = {
    "contest": "varchar", "station": "varchar", "version": "integer", "line": "varchar", "cell": "varchar", "figure": "integer",
}  # fmt: skip
ROW_GROUP = 122_880
"""Rows that are written together; DuckDB's own default, held fast here."""

_COPY = """
copy (select * from read_csv({source}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"',
                             nullstr = '', parallel = false, columns = {columns}))
to {target} (format parquet, parquet_version v1, compression uncompressed, row_group_size {rows})
"""


def protocols_parquet(tables: Iterable[Expected], scratch: Path) -> bytes:
    """``protocols.parquet``. The rows go through a file in ``scratch``, so that they need no memory. Raises StoreFault."""
    rows, parquet = scratch / "figures.csv", scratch / "figures.parquet"
    with rows.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(long_rows(tables))
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1, "temp_directory": str(scratch), "autoinstall_known_extensions": False,
    }  # fmt: skip
    try:
        with duckdb.connect(config=settings) as database:
            database.execute(_COPY.format(source=_text(rows), target=_text(parquet), columns=COLUMNS, rows=ROW_GROUP))
    except duckdb.Error as error:
        raise StoreFault(f"writing protocols.parquet: {error}") from None
    return parquet.read_bytes()


def read_figures(file: Path) -> Iterator[Row]:
    """The rows of a published ``protocols.parquet``, in their order. Raises StoreFault where it is none."""
    columns = ", ".join(COLUMNS)
    try:
        with duckdb.connect(config={"threads": 1, "autoinstall_known_extensions": False}) as database:
            found = database.execute(f"select {columns} from read_parquet({_text(file)})")  # noqa: S608  (its own columns)
            while rows := found.fetchmany(ROW_GROUP):
                yield from rows
    except duckdb.Error as error:
        raise StoreFault(f"reading {file.name}: {error}") from None


def long_rows(tables: Iterable[Expected]) -> Iterator[Row]:
    """Every figure of every counted protocol, in the order of contests, stations, lines and cells."""
    for table in tables:
        lines: dict[str, list[str]] = {}  # by line: the options that have a cell
        for column in table.sheet.columns:
            lines.setdefault(column.line, []).extend([column.option] if column.option is not None else [])
        for station, counted in table.counted.items():
            version = counted.protocol.version
            for line, options in lines.items():
                for cell, figure in _cells(counted.figures, line, options):
                    yield table.contest, station, version, line, cell, figure


def _cells(figures: Figures, line: str, options: list[str]) -> Iterable[tuple[str | None, int | None]]:
    """The cells of one line; one without a name where the line has one figure, or none at all."""
    told = figures.lines.get(line)
    if not isinstance(told, Mapping):
        return ((None, told),)
    return [(name, told.get(name)) for name in options or sorted(told)]


def _text(path: Path) -> str:
    """A path as SQL writes it."""
    return "'" + str(path).replace("'", "''") + "'"
