"""Totals in bulk: an election of a million protocols from its columns (``columns.py``), by DuckDB, in one statement.

They are the numbers of ``totals``: of several versions of a protocol the newest approved counts, and none where the newest
is annulled; every expected protocol is in one class; beside a sum stands how many counted papers lack the figure. The
computation is in ``bulk.sql``, whole. Work is kept where it is needed: nearly all protocols are *plain*, and their columns are
summed as they lie there; only the others are looked at one by one.
"""

from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from string import Template

import duckdb

from dauys.protocol.life import APPROVED, CLASSES
from dauys.tally.columns import CONTESTS, OTHER, PLACES, PLAIN, figure_columns, quoted
from dauys.tally.sheet import Sheet
from dauys.tally.totals import CLASS_NAMES, Total

STATEMENT = Template(files("dauys.tally").joinpath("bulk.sql").read_text("utf-8"))
HOLES = """
SELECT name, name IN (SELECT path_in_schema FROM parquet_metadata($1) WHERE coalesce(stats_null_count, 1) > 0)
FROM parquet_schema($1) WHERE name LIKE 'figure_%'
"""
"""The columns of figures, and whether some plain protocol lacks one. The file's own statistics tell: the other columns need
no looking at."""

EMPTY_IN_PLAIN = Template("UNION ALL SELECT contest, place, $number FROM $plain WHERE figure_$number IS NULL")

COUNTS = ("stations", "voters", "voters_counted", *(name.replace(" ", "_") for name in CLASS_NAMES))
"""The columns of a total between its place and its figures."""


def bulk_totals(database: duckdb.DuckDBPyConnection, folder: Path, table: str = "totals") -> None:
    """Make the totals of every contest at every place a temporary table of the database, one row each.

    Columns: ``contest``, ``place``, those of ``COUNTS``; ``figure_1``, …: sums, null where no counted paper has the figure;
    ``lacking``: a map from the number of a figure to how many counted papers do not have it, null where all have all.
    Columns that another program wrote are to be checked before (``check_columns``).
    """
    sources = {
        "plain": quoted(folder / PLAIN), "other": quoted(folder / OTHER),
        "contests": quoted(folder / CONTESTS), "places": quoted(folder / PLACES),
    }  # fmt: skip
    holes = dict(database.execute(HOLES, [str(folder / PLAIN)]).fetchall())
    figures, numbers = figure_columns(len(holes)), range(1, len(holes) + 1)
    statement = STATEMENT.substitute(
        sources,
        table=table,
        figures=_each(figures),
        paper_figures=_each(figures, "paper.{0}"),
        figure_sums=_each(figures, "sum({0})::BIGINT AS {0}"),
        sums=_each((*COUNTS, *figures), "sum({0})::BIGINT AS {0}"),
        classes=_each(COUNTS[3:], "coalesce({0}, 0) AS {0}"),
        uncounted_classes=_each(_uncounted()),
        numbers_if_empty=_each(numbers, "CASE WHEN figure_{0} IS NULL THEN {0} END"),
        any_empty=_each(figures, "{0} IS NULL", " OR "),
        empty_in_plain=" ".join(EMPTY_IN_PLAIN.substitute(sources, number=n) for n in numbers if holes[f"figure_{n}"]),
    )
    database.execute(statement)


def read_totals(
    database: duckdb.DuckDBPyConnection, sheet_of: Callable[[str], Sheet], table: str = "totals"
) -> Iterator[Total]:
    """Totals in bulk one by one, as ``totals`` gives them, in the order of their ids. sheet_of: the sheet of a contest."""
    rows = database.execute(f'FROM "{table}" ORDER BY contest, place')
    while batch := rows.fetchmany(10_000):
        for contest, place, *cells, lacking in batch:
            sheet, counts, figures = sheet_of(contest), cells[: len(COUNTS)], cells[len(COUNTS) :]
            yield Total(
                contest,
                place,
                lines={code: figures[at] for code, at in sheet.lines.items()},
                votes={option: figures[at] for option, at in sheet.votes.items()},
                lacking={sheet.names[number - 1]: papers for number, papers in (lacking or {}).items()},
                partition=dict(zip(CLASS_NAMES, counts[3:], strict=True)),
                stations=counts[0],
                voters=counts[1],
                voters_counted=counts[2],
            )


def _uncounted() -> Iterator[str]:
    """A count for each class of protocols that do not count."""
    for name, column in zip(CLASS_NAMES, COUNTS[3:], strict=True):
        if name != CLASSES[APPROVED]:
            states = ", ".join(f"'{state}'" for state, of in CLASSES.items() if of == name)
            yield f"count(*) FILTER (state IN ({states})) AS {column}"


def _each(names: Iterable[object], pattern: str = "{0}", between: str = ", ") -> str:
    return between.join(pattern.format(name) for name in names)
