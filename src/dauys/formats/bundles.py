"""Totals of many bundles, added up from the protocols that they publish: by DuckDB here, or by Spark on many machines.

The computation is one statement in ``bundles.sql``, which both engines read alike; what each does by itself is a few lines
here. The numbers are those of ``dauys.tally.totals``: whole, and a sum stands beside how many counted papers lack the figure.
Which places and figures a contest has is told by the totals that its bundle publishes; none of their numbers but that of the
expected stations is taken over.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import NamedTuple

import duckdb

from dauys.formats.published import Published, published
from dauys.tally.columns import quoted, write_table
from dauys.text import BadInput, Fault

STATEMENT = Template(files("dauys.formats").joinpath("bundles.sql").read_text("utf-8"))
PROTOCOLS, STATIONS = "protocols.parquet", "definition/stations.csv"
TABLES = {
    "stations": {"election": "INTEGER", "station": "VARCHAR", "own": "VARCHAR"},
    "above": {"election": "INTEGER", "contest": "VARCHAR", "own": "VARCHAR", "place": "VARCHAR", "stations": "INTEGER"},
    "figures": {"election": "INTEGER", "contest": "VARCHAR", "figure": "VARCHAR", "line": "VARCHAR", "cell": "VARCHAR"},
}
"""What the statement reads beside the protocols: each station's own place; the places above it in a contest, itself among them,
with the expected stations of each; the figures of a contest."""

type Row = tuple[int, str, str, str, int | None, int, int, int]


class Figure(NamedTuple):
    """One figure of one contest at one place of one election."""

    election: str  # the origin of its log
    snapshot: int
    invented: bool
    contest: str
    place: str
    figure: str  # ``T``; ``P.Amanat`` where a line has a cell for each option
    total: int | None  # None where no counted paper has it
    stations: int  # whose paper is expected
    papers: int  # that count; stations which are published together have one
    lacking: int  # counted papers that do not have the figure


@dataclass(frozen=True, slots=True)
class Engine:
    """A program that answers SQL: how it names a Parquet file, and what it answers."""

    file: Callable[[Path], str]
    rows: Callable[[str], Iterator[Row]]


def figures_of(bundles: Sequence[str | Path], engine: str = "duckdb") -> Iterator[Figure]:
    """The totals of every contest at every place of many bundles, in the order given; contests, places and figures by name.

    bundles: folders of bundles or of sites. engine: one of ENGINES; Spark is asked for its session, or starts as configured.
    Raises BadInput: no such folder, a file that is not the one that its manifest names, an engine that is not there.
    """
    found = [_in_folder(where) for where in bundles]
    chosen = ENGINES[engine]
    with TemporaryDirectory(prefix="dauys-") as scratch:
        tables = {name: Path(scratch, f"{name}.parquet") for name in TABLES}
        for name, rows in _tables(found).items():
            write_table(tables[name], TABLES[name], rows)
        select = "SELECT {} AS election, contest, station, line, cell, figure FROM {}"
        protocols = (select.format(at, chosen.file(Path(one.where, PROTOCOLS))) for at, one in enumerate(found))
        query = STATEMENT.substitute(
            {name: chosen.file(path) for name, path in tables.items()}, protocols=" UNION ALL ".join(protocols)
        )
        for row in chosen.rows(query):
            one = found[row[0]]
            yield Figure(one.origin, one.snapshot, one.invented, *row[1:])


def _in_folder(where: str | Path) -> Published:
    """The bundle in a folder, its protocols held against the manifest once: the engine reads them from there by itself."""
    if not Path(where).is_dir():
        cure = "name the folder of a bundle or of a site; unpack a zip, and fetch what lies at an address"
        raise BadInput((Fault(str(where), None, None, None, "there is no such folder", cure),))
    found = published(where)
    found.read(PROTOCOLS)
    return found


def _tables(found: Sequence[Published]) -> Mapping[str, list[tuple[str | int | None, ...]]]:
    tables: dict[str, list[tuple[str | int | None, ...]]] = {name: [] for name in TABLES}
    for at, one in enumerate(found):
        tables["stations"] += [(at, row["id"], row["place"]) for row in _csv(one, STATIONS)[1]]
        for path in one.files:
            if shape := re.fullmatch(r"totals/(.+)\.csv", path):
                head, rows = _csv(one, path)
                places = {row["place"]: row for row in rows}
                for own in places:
                    above = _up(own, places)
                    tables["above"] += [(at, shape[1], own, place, int(places[place]["stations"])) for place in above]
                names = [name.removeprefix("'").partition(".") for name in head[head.index("voters_counted") + 1 : -1]]
                tables["figures"] += [(at, shape[1], line + dot + cell, line, cell or None) for line, dot, cell in names]
    return tables


def _csv(bundle: Published, path: str) -> tuple[list[str], list[dict[str, str]]]:
    """A published table: its head, and its rows by column."""
    table = csv.DictReader(io.StringIO(bundle.read(path).decode("utf-8"), newline=""))
    rows = list(table)
    return list(table.fieldnames or ()), rows


def _up(place: str, places: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """A place and those above it, as far as the contest goes."""
    while place in places:
        yield place
        place = places[place]["parent"]


# ---- engines ---------------------------------------------------------------------------------------------------------------


def _by_duckdb(query: str) -> Iterator[Row]:
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as database:
        answer = database.execute(query)
        while rows := answer.fetchmany(10_000):
            yield from rows


def _by_spark(query: str) -> Iterator[Row]:
    """The session of whoever has one, or a new one: where it runs and with how much memory is Spark's own configuration."""
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise _no_spark("pyspark is not installed") from None
    try:
        session = SparkSession.builder.appName("dauys").config("spark.log.level", "ERROR").getOrCreate()
    except PySparkRuntimeError as error:
        raise _no_spark(f"Spark does not start: {str(error).splitlines()[0]}") from None
    session.conf.set("spark.sql.ansi.enabled", "true")  # a sum that is too large is an error, and never another number
    yield from session.sql(query).toLocalIterator()


def _no_spark(cause: str) -> BadInput:
    cure = "pip install 'dauys[spark]', and Java 17 or newer (Debian: default-jre-headless); or leave --engine out"
    return BadInput((Fault("--engine", None, None, "spark", cause, cure),))


def _spark_file(path: Path) -> str:
    """A file as Spark's SQL writes it, which each of its machines sees; letters that would stand for several files do not."""
    plain = re.sub(r"([\\{}\[\]*?,])", r"\\\1", str(path.absolute())).replace("`", "``")
    return f"parquet.`file://{plain}`"


ENGINES = {"duckdb": Engine(quoted, _by_duckdb), "spark": Engine(_spark_file, _by_spark)}
"""Both give the same rows in the same order."""
