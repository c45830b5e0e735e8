"""The count: every total of a full-size night, exactly; an election of Indonesia's size in bulk; New Zealand by voting place.

Everything is measured in one run, medians over interleaved rounds. The figures of the first two are INVENTED, from fixed
seeds. In bulk, dauys does its whole path (nulls, versions, classes, every level) and is held against a bare group-by of the
same Parquet files by the same DuckDB, which knows nothing of all that; its totals are compared with those of a plain query.
"""

import argparse
import multiprocessing
import platform
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from random import Random
from string import Template

import duckdb

from dauys.acts import State
from dauys.demo.definition import invent_definition
from dauys.demo.night import invent_night
from dauys.election import load_election
from dauys.protocol.life import APPROVED, Life, Protocol
from dauys.tally import totals
from dauys.tally.bulk import bulk_totals
from dauys.tally.columns import CONTESTS, OTHER, PLACES, PLAIN, ROW_GROUP
from dauys.tally.running import Running, compare

ROUNDS = 7
THREADS, MEMORY = 2, "700MB"  # of DuckDB, for both sides

STATIONS, DISTRICTS, REGENCIES, PROVINCES = 823_236, 7_277, 514, 38  # Indonesia, 14 February 2024
OPTIONS = 18
FIGURES = 4 + OPTIONS  # issued, in boxes, valid, invalid, options
SEED = 2024

type Times = dict[str, list[tuple[float, float]]]
"""Seconds of each round: by the wall clock, of the process."""


def interleaved(calls: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> Times:
    """Each round calls each once, so that a busy minute of the machine hurts all alike. A first round is not counted."""
    times: Times = {name: [] for name in calls}
    for turn in range(rounds + 1):
        for name, call in calls.items():
            wall, process = time.perf_counter(), time.process_time()
            call()
            if turn:
                times[name].append((time.perf_counter() - wall, time.process_time() - process))
    return times


def connected() -> duckdb.DuckDBPyConnection:
    """A database in memory, limited alike for both sides."""
    database = duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY})
    database.execute("SET enable_progress_bar = false")
    return database


def told(name: str, times: list[tuple[float, float]]) -> None:
    wall, process = (statistics.median(one[clock] for one in times) for clock in (0, 1))
    print(f"  {name:58}{wall:8.2f} s{process:10.2f} s of the processor")


def peak() -> float:
    """Megabytes that this process has held at most. (A new process begins with what the one that started it held.)"""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# ---- exact -----------------------------------------------------------------------------------------------------------------


def exact() -> None:
    """All totals of an invented Kazakhstan, from scratch and act by act."""
    event = invent_definition(10_223, seed=1)
    state = State(event)
    for paper in invent_night(event, Random(1)):
        approved = Protocol(paper.station, paper.contest, paper.figures.form, state=APPROVED, figures=paper.figures)
        state.lives[paper.station, paper.contest] = Life((approved,))
    running = Running(event)
    calls: dict[str, Callable[[], object]] = {
        "totals of all contests at all places, from scratch": lambda: [totals(state, contest) for contest in event.contests],
        "the same kept, every protocol taken in": lambda: [running.take(life) for life in state.lives.values()],
        "kept and computed compared, number by number": lambda: compare(running, state),
    }
    times = interleaved(calls, rounds=3)
    assert not compare(running, state)
    protocols = sum(len(event.stations_of(contest.id)) for contest in event.contests)
    print(f"\nExact: {len(event.stations):,} stations, {len(event.contests):,} contests, {protocols:,} protocols, INVENTED")
    for name, seconds in times.items():
        told(name, seconds)


# ---- in bulk -----------------------------------------------------------------------------------------------------------------

INVENTED = Template("""
WITH drawn AS (
    SELECT i, i // $stations AS kind, i % $stations AS number, hash(i, $seed) % 10_000 AS fate
    FROM range(5 * $stations) AS protocols(i)
),
placed AS (
    SELECT *, number * $districts // $stations AS district, district * $regencies // $districts AS regency,
        regency * $provinces // $regencies AS province, format('X-{:06}', number) AS station
    FROM drawn
),
versions AS (
    SELECT *, unnest(range(1, CASE WHEN fate BETWEEN 132 AND 164 THEN 3 ELSE 2 END)) AS version,
        1 + hash(i, $seed, 'empty') % $figures AS empty
    FROM placed
),
marked AS (
    SELECT *, $votes, hash(i, version, $seed) % 8 AS invalid,
        CASE
            WHEN fate < 100 THEN 'expected' WHEN fate < 110 THEN 'received' WHEN fate < 120 THEN 'entered once'
            WHEN fate < 130 THEN 'held' WHEN fate < 132 THEN 'annulled'
            WHEN fate BETWEEN 160 AND 164 AND version = 2 THEN 'received'
            ELSE 'approved'
        END AS state
    FROM versions
),
counted AS (SELECT *, $valid AS valid FROM marked)
SELECT
    CASE kind
        WHEN 0 THEN 'X-0'
        WHEN 1 THEN format('X-1-{:02}', province)
        WHEN 2 THEN format('X-2-{:02}-{:03}', province, regency // 6)
        WHEN 3 THEN format('X-3-{:02}-{:03}', province, regency // 2)
        ELSE format('X-4-{:03}-{:03}', regency, district // 4 % 1000)
    END AS contest,
    format('d-{:04}', district) AS place, station, (180 + hash(number, $seed) % 120)::INTEGER AS voters,
    version::INTEGER AS version, state, $cells
FROM counted
WHERE fate $which 170
""")
"""Of 10,000 protocols: 100 not received, 10 each received, entered, held, 2 annulled; 28 corrected and approved anew (in 2024
the count of 2,325 stations was found wrong), 5 under correction; 5 lack a figure; all others are plain."""


def invent(folder: Path) -> None:
    """Write the columns of an invented election of Indonesia's size."""
    numbers = range(1, OPTIONS + 1)
    cells = ["valid + invalid", "valid + invalid", "valid", "invalid", *(f"option_{number}" for number in numbers)]
    filled = {
        "stations": STATIONS, "districts": DISTRICTS, "regencies": REGENCIES, "provinces": PROVINCES, "seed": SEED,
        "figures": FIGURES,
        "votes": ", ".join(f"hash(i, version, {number}, {SEED}) % {90 // number + 2} AS option_{number}" for number in numbers),
        "valid": " + ".join(f"option_{number}" for number in numbers),
        "cells": ", ".join(
            f"(CASE WHEN state = 'approved' AND NOT (fate BETWEEN 165 AND 169 AND empty = {at}) THEN {cell} END)::INTEGER"
            f" AS figure_{at}"
            for at, cell in enumerate(cells, 1)
        ),
    }  # fmt: skip
    (folder / PLAIN).parent.mkdir()
    with connected() as database:
        for name, which in ((PLAIN, ">="), (OTHER, "<")):
            start = time.perf_counter()
            _copy(database, INVENTED.substitute(filled, which=which), folder / name)
            size = (folder / name).stat().st_size / 1e6
            print(f"  {name}: {size:.1f} MB, {time.perf_counter() - start:.0f} s", flush=True)
        _copy(database, TREE.substitute(filled), folder / PLACES)
        _copy(
            database, OF_CONTESTS.substitute(protocols=folder / "protocols" / "*.parquet", figures=FIGURES), folder / CONTESTS
        )


def _copy(database: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    database.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})")


TREE = Template("""
SELECT 'nation' AS place, NULL AS parent
UNION ALL SELECT format('p-{:02}', i), 'nation' FROM range($provinces) AS provinces(i)
UNION ALL
SELECT format('r-{:03}', i), format('p-{:02}', i * $provinces // $regencies) FROM range($regencies) AS regencies(i)
UNION ALL
SELECT format('d-{:04}', i), format('r-{:03}', i * $regencies // $districts) FROM range($districts) AS districts(i)
""")

OF_CONTESTS = Template("""
SELECT contest,
    CASE contest[3] WHEN '3' THEN 'p-' || contest[5:6] WHEN '4' THEN 'r-' || contest[5:7] ELSE 'nation' END AS place,
    list_transform(range(1, $figures + 1), lambda number: 'figure ' || number) AS figures
FROM (SELECT DISTINCT contest FROM '$protocols')
ORDER BY contest
""")


def bare(database: duckdb.DuckDBPyConnection, folder: Path, keys: str) -> None:
    """What anybody would write first: every row, every version, no classes, one level, nulls left to the sum."""
    files = folder / "protocols" / "*.parquet"
    database.execute(
        f"CREATE OR REPLACE TEMP TABLE bare AS SELECT {keys}, sum(COLUMNS('figure_[0-9]+')) FROM '{files}' GROUP BY {keys}"
    )


def in_bulk(folder: Path) -> tuple[Times, float, int]:
    """Our whole path against the bare group-by: times, peak memory, totals."""
    with connected() as database:
        times = interleaved({
            "dauys: versions, nulls, classes, every level": lambda: bulk_totals(database, folder),
            "bare group-by of the lowest level": lambda: bare(database, folder, "contest, place"),
            "bare group-by of contests alone": lambda: bare(database, folder, "contest"),
        })  # fmt: skip
        (rows,) = database.execute("SELECT count(*) FROM totals").fetchone() or (0,)
    return times, peak(), rows


ANOTHER_WAY = Template("""
WITH RECURSIVE above(place, higher) AS (
    SELECT place, place FROM '$places'
    UNION ALL SELECT above.place, parent FROM above JOIN '$places' AS places ON places.place = higher WHERE parent IS NOT NULL
),
beyond AS (SELECT contest, higher FROM '$contests' AS contests JOIN above USING (place) WHERE higher <> contests.place),
newest AS (
    SELECT contest, station, max_by(state, version) AS latest, max(version) FILTER (state = 'approved') AS version
    FROM '$protocols' GROUP BY contest, station
),
seen AS (
    SELECT contest, any_value(place) AS place, any_value(latest) AS latest, any_value(newest.version) AS version,
        any_value(figure_3) FILTER (papers.version = newest.version) AS valid,
        any_value(figure_22) FILTER (papers.version = newest.version) AS last
    FROM '$protocols' AS papers JOIN newest USING (contest, station) GROUP BY contest, station
),
counted AS (SELECT *, latest <> 'annulled' AND version IS NOT NULL AS counts FROM seen)
SELECT contest, higher AS place, count(*) AS stations,
    count(*) FILTER (NOT counts AND latest = 'expected') AS not_received,
    count(*) FILTER (NOT counts AND latest = 'held') AS held,
    count(*) FILTER (counts) AS approved, count(*) FILTER (latest = 'annulled') AS annulled,
    (sum(valid) FILTER (counts))::BIGINT AS figure_3, (sum(last) FILTER (counts))::BIGINT AS figure_22,
    count(*) FILTER (counts AND last IS NULL) AS lacking_22
FROM counted JOIN above USING (place) ANTI JOIN beyond USING (contest, higher)
GROUP BY contest, higher
""")

OURS = """
SELECT contest, place, stations, not_received, held, approved, annulled, figure_3, figure_22,
    coalesce(lacking[22], 0) AS lacking_22
FROM totals
"""


def differences(folder: Path) -> int:
    """Totals that a plain query, written without a thought of speed, finds otherwise."""
    files = {"places": folder / PLACES, "contests": folder / CONTESTS, "protocols": folder / "protocols" / "*.parquet"}
    with connected() as database:
        bulk_totals(database, folder)
        database.execute(f"CREATE TEMP TABLE another AS {ANOTHER_WAY.substitute(files)}")
        ways = ((OURS, "FROM another"), ("FROM another", OURS))
        found = [database.execute(f"SELECT count(*) FROM (({one}) EXCEPT ALL ({other}))").fetchone() for one, other in ways]
    return sum(count for one in found if one for count in one)


def alone[T](what: Callable[..., T], *arguments: object) -> T:
    """Run in a process of its own, so that its peak of memory is its own; the one that starts it stays small."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(what, arguments)


def report(times: Times, memory: float, rows: int) -> None:
    """Print times, what ours are of the others', and memory."""
    for what, seconds in times.items():
        told(what, seconds)
    ours, *others = times.values()
    for what, seconds in zip(list(times)[1:], others, strict=True):
        wall, process = (statistics.median(a[c] / b[c] for a, b in zip(ours, seconds, strict=True)) for c in (0, 1))
        print(f"  ratio to the {what}: {process:.2f} of the processor, {wall:.2f} by the clock on the wall")
    print(f"  {rows:,} totals; peak memory of the process, both sides: {memory:.0f} MB")


def indonesia() -> None:
    """Generate, time, and hold against a plain query."""
    print(
        f"\nIn bulk, Indonesia's size: {STATIONS:,} stations, 5 contests each, {FIGURES} figures a protocol, INVENTED",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        alone(invent, folder)
        report(*alone(in_bulk, folder))
        print(f"  totals that a plain query finds otherwise: {alone(differences, folder)}")


# ---- New Zealand -------------------------------------------------------------------------------------------------------------

NEW_ZEALAND = Template("""
CREATE TEMP TABLE votes AS
SELECT lower(replace(electorate, ' ', '-')) AS place,
    election_year || '.' || CASE voting_type WHEN 'Party' THEN 'list' ELSE place END AS contest,
    concat_ws('|', electorate, approx_location, voting_place, voting_place_id) AS station,
    CASE WHEN party LIKE 'Informal%' THEN 'I' WHEN party = 'Independent' THEN candidate ELSE party END AS figure, votes
FROM '$source';

CREATE TEMP TABLE ballots AS
SELECT contest, figure, row_number() OVER (PARTITION BY contest ORDER BY figure <> 'I', figure) AS number
FROM (SELECT DISTINCT contest, figure FROM votes);

-- A voting place that the source has twice under one name is two stations here.
CREATE TEMP TABLE told AS
SELECT *, row_number() OVER (PARTITION BY contest, station, figure ORDER BY votes) AS turn
FROM votes JOIN ballots USING (contest, figure);
""")

PAPERS = Template("""
SELECT contest, any_value(place) AS place, station || '|' || turn AS station, 0 AS voters, 1 AS version,
    'approved' AS state, $cells
FROM told GROUP BY contest, station, turn ORDER BY contest, place, station
""")

BALLOTS = """
SELECT contest, CASE WHEN contest LIKE '%.list' THEN 'nz' ELSE any_value(split_part(contest, '.', 2)) END AS place,
    list(CASE figure WHEN 'I' THEN figure ELSE 'P.' || figure END ORDER BY number) AS figures
FROM ballots GROUP BY contest ORDER BY contest
"""

ELECTORATES = """
SELECT 'nz' AS place, NULL AS parent UNION ALL SELECT DISTINCT place, 'nz' FROM votes ORDER BY parent IS NOT NULL, place
"""


def convert(source: Path, folder: Path) -> int:
    """Six elections as columns: the party vote one contest of the country, the candidate vote one of each electorate."""
    (folder / PLAIN).parent.mkdir()
    with connected() as database:
        database.execute(NEW_ZEALAND.substitute(source=source))
        (rows, width) = database.execute("SELECT (SELECT count(*) FROM votes), max(number) FROM ballots").fetchone() or (0, 0)
        cells = ", ".join(f"(sum(votes) FILTER (number = {n}))::INTEGER AS figure_{n}" for n in range(1, width + 1))
        papers = PAPERS.substitute(cells=cells)
        _copy(database, papers, folder / PLAIN)
        _copy(database, f"FROM ({papers}) LIMIT 0", folder / OTHER)
        _copy(database, BALLOTS, folder / CONTESTS)
        _copy(database, ELECTORATES, folder / PLACES)
    return int(rows)


type Result = dict[tuple[str, str], tuple[int, list[int]]]
"""By vote and electorate: informal votes, and those of all options in order of their size (names are written otherwise)."""


def of_2014(folder: Path) -> Result:
    """The totals of 2014 in bulk, of the party vote and of the candidate vote."""
    query = f"""SELECT contest, totals.place, len(figures), [*COLUMNS('figure_[0-9]+')]
        FROM totals JOIN '{folder / CONTESTS}' AS contests USING (contest)
        WHERE contest LIKE '2014%' AND totals.place <> 'nz'"""
    with connected() as database:
        bulk_totals(database, folder)
        rows = database.execute(query).fetchall()
    return {
        ("list" if contest.endswith(".list") else "constituency", place): (numbers[0], sorted(numbers[1:width]))
        for contest, place, width, numbers in rows
    }


def official() -> Result:
    """The same from ``elections/nz-parliament-2014``."""
    counts = load_election("nz-parliament-2014").votes.counts
    return {(one.tier, one.place): (int(one.figures.invalid or 0), sorted(map(int, one.votes.values()))) for one in counts}


def new_zealand(source: Path) -> None:
    """Convert, time, and hold 2014 against the official numbers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = alone(convert, source, folder)
        times, memory, count = alone(in_bulk, folder)
        right = alone(of_2014, folder) == official()
    print(f"\nNew Zealand, 2002 to 2017: {rows:,} rows of voting places")
    report(times, memory, count)
    print(f"  2014 by electorate, both votes, to the official numbers: {'equal' if right else 'DIFFERENT'}")


def main() -> None:
    """Print all sections."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--new-zealand", type=Path, help="votes_by_voting_place.parquet, made from the package nzelect")
    source = reading.parse_args().new_zealand
    print(f"Python {platform.python_version()}, DuckDB {version('duckdb')}, {THREADS} threads; medians of {ROUNDS} rounds")
    alone(exact)
    indonesia()
    if source is not None:
        new_zealand(source)
    else:
        print("\nNew Zealand: left out; name its file by --new-zealand")


if __name__ == "__main__":
    main()
