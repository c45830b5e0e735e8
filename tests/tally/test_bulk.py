"""The same totals in bulk: to the vote and to the class, whatever state the protocols are in."""

from dataclasses import replace
from hashlib import sha256
from itertools import count

import duckdb
import pytest
from counted import LIST, changed, event, figures, messy_night, night, put, stations, version

from dauys.acts import State
from dauys.election.event import Repeat
from dauys.tally import totals
from dauys.tally.bulk import COUNTS, bulk_totals, read_totals
from dauys.tally.checking import check_columns
from dauys.tally.columns import CONTESTS, OTHER, PLACES, PLAIN, write_columns
from dauys.tally.sheet import sheet_of
from dauys.text import BadInput


def exact(state):
    found = [total for contest in state.event.contests for total in totals(state, contest).values()]
    return {(total.contest, total.place): total for total in found}


def in_bulk(state, folder):
    write_columns(state, folder)
    return counted_in(folder, state.event)


def counted_in(folder, event):
    check_columns(folder)
    sheets = {contest.id: sheet_of(event, contest) for contest in event.contests}
    with duckdb.connect() as database:
        bulk_totals(database, folder)
        found = list(read_totals(database, sheets.__getitem__))
    assert [(one.contest, one.place) for one in found] == sorted((one.contest, one.place) for one in found)
    return {(total.contest, total.place): total for total in found}


def asked(query):
    with duckdb.connect() as database:
        return database.execute(query).fetchone()


def test_a_messy_night_is_the_same_to_the_vote_and_to_the_class(tmp_path):
    state = messy_night()
    assert in_bulk(state, tmp_path) == exact(state)
    assert any(total.lacking for total in exact(state).values())


def test_a_night_in_which_everything_counts(tmp_path):
    assert in_bulk(night(), tmp_path) == exact(night())


def test_a_night_in_which_nothing_has_come_yet(tmp_path):
    assert in_bulk(State(event()), tmp_path) == exact(State(event()))


def test_an_optional_line_that_nobody_fills_in_keeps_its_protocols_plain_and_is_told_as_lacking(tmp_path):
    state = night()
    for station in stations():
        put(state, station, LIST, version(station, LIST, paper=changed(figures()[station, LIST], S=None)))
    found = in_bulk(state, tmp_path)
    assert found == exact(state)
    assert found[LIST, "kz"].lacking == {"S": 80}
    assert asked(f"SELECT count(*) FROM '{tmp_path / OTHER}'") == (0,)


def test_a_plain_protocol_among_the_others_counts_the_same(tmp_path):
    state = messy_night()
    write_columns(state, tmp_path)
    with duckdb.connect() as database:
        for name in (PLAIN, OTHER):
            database.execute(f"CREATE TABLE '{name}' AS FROM '{tmp_path / name}'")
        database.execute(f"COPY (FROM '{PLAIN}' UNION ALL FROM '{OTHER}') TO '{tmp_path / OTHER}' (FORMAT parquet)")
        database.execute(f"COPY (FROM '{PLAIN}' LIMIT 0) TO '{tmp_path / PLAIN}' (FORMAT parquet)")
    assert counted_in(tmp_path, event()) == exact(state)


def test_a_place_with_places_below_it_may_have_stations_of_its_own(tmp_path):
    """Two stations of one region's rayons come to lie in the region itself, and vote for its bodies alone."""
    above = {station: event().places_above(station, event().contest(LIST)) for station in stations()}
    region = next(places[1] for places in above.values() if len(places) == 3)
    within = [station for station, places in above.items() if len(places) == 3 and places[1] == region]
    of = {area.id: event().body(area.body).place for area in event().constituencies.values()}
    moved = {
        name: replace(station, place=region, constituencies=tuple(a for a in station.constituencies if of[a] in ("kz", region)))
        if name in within[:2]
        else station
        for name, station in event().stations.items()
    }
    state = State(replace(event(), stations=moved))
    expected = {(name, contest) for name in moved for contest in state.expected(name)}
    state.lives |= {key: life for key, life in messy_night().lives.items() if key in expected}
    found = in_bulk(state, tmp_path)
    assert found == exact(state)
    rayons = {places[2] for places in above.values() if places[1:2] == (region,)}
    below = sum(found[LIST, rayon].stations for rayon in rayons if (LIST, rayon) in found)
    assert found[LIST, region].stations == 2 + below > 2


def test_a_repeat_vote_is_one_contest_more(tmp_path):
    seat = next(contest.id for contest in event().contests if contest.tier == "constituency")
    options = tuple(option.id for option in event().options_of(seat))[:2]
    grown = event().with_repeat(Repeat(seat, "tie", frozenset(stations(seat)), options, "2023-05-14"))
    state = State(grown, night().lives)
    assert in_bulk(state, tmp_path) == exact(state)


def test_the_same_state_gives_the_same_bytes(tmp_path):
    digests = []
    for turn in ("one", "two"):
        write_columns(messy_night(), tmp_path / turn)
        files = sorted((tmp_path / turn).rglob("*.parquet"))
        digests.append([sha256(file.read_bytes()).hexdigest() for file in files])
    assert digests[0] == digests[1]
    assert len(digests[0]) == 4


def test_nothing_is_told_of_figures_that_are_not_approved(tmp_path):
    write_columns(messy_night(), tmp_path)
    typed = "state <> 'approved' AND figure_8 IS NOT NULL"
    assert asked(f"SELECT count(*) FROM '{tmp_path}/protocols/*.parquet' WHERE {typed}") == (0,)


def test_the_columns_of_a_total_are_its_counts_then_its_figures(tmp_path):
    write_columns(night(), tmp_path)
    with duckdb.connect() as database:
        bulk_totals(database, tmp_path, table="sums")
        names = [name for name, *_ in database.execute("DESCRIBE sums").fetchall()]
    assert names[: 2 + len(COUNTS)] == ["contest", "place", *COUNTS]
    assert names[-1] == "lacking"
    assert names[2 + len(COUNTS) : -1] == [f"figure_{n}" for n, _ in zip(count(1), names[2 + len(COUNTS) : -1], strict=False)]


# ---- columns of another's making -------------------------------------------------------------------------------------------


def rewritten(folder, file, query):
    """A file of the columns, made anew by a query over its rows (``columns``)."""
    target = folder / file
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE columns AS FROM '{target}'")
        database.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet)")


@pytest.mark.parametrize(
    ("file", "query", "cause"),
    [
        (PLAIN, "FROM columns UNION ALL FROM columns LIMIT 300", "stands twice and would be counted twice"),
        (PLAIN, "SELECT * REPLACE ('held' AS state) FROM columns", "not approved, and among those"),
        (PLAIN, "SELECT * REPLACE ('nowhere' AS place) FROM columns", "no such contest, or the station's place"),
        (PLAIN, "SELECT * REPLACE ('none' AS contest) FROM columns", "no such contest, or the station's place"),
        (PLAIN, "SELECT * REPLACE (-1 AS voters) FROM columns", "voters are not known, or negative"),
        (PLAIN, "SELECT * REPLACE (NULL AS voters) FROM columns", "voters are not known, or negative"),
        (OTHER, "FROM columns UNION ALL FROM columns", "a version of the protocol stands twice"),
        (OTHER, "SELECT * REPLACE ('lost' AS state) FROM columns", "no such state of a protocol"),
        (OTHER, "SELECT * REPLACE (version AS voters) FROM columns", "versions of one protocol tell different places"),
        (CONTESTS, "FROM columns UNION ALL FROM columns", "the contest stands twice"),
        (CONTESTS, "SELECT * REPLACE ('astana' AS place) FROM columns", "no such contest, or the station's place"),
        (PLACES, "FROM columns UNION ALL FROM columns", "the place stands twice"),
        (PLACES, "SELECT * REPLACE (coalesce(parent, 'kz') AS parent) FROM columns", "one comes to no top place"),
        (PLACES, "SELECT * REPLACE (replace(parent, 'kz', 'zk') AS parent) FROM columns", "one comes to no top place"),
    ],
)
def test_columns_that_would_be_counted_wrongly_are_refused(tmp_path, file, query, cause):
    write_columns(messy_night(), tmp_path)
    check_columns(tmp_path)
    rewritten(tmp_path, file, query)
    with pytest.raises(BadInput) as refused:
        check_columns(tmp_path)
    assert any(cause in fault.cause for fault in refused.value.faults)


def test_a_protocol_in_both_files_is_refused(tmp_path):
    write_columns(messy_night(), tmp_path)
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE twice AS FROM '{tmp_path / OTHER}' UNION ALL (FROM '{tmp_path / PLAIN}' LIMIT 1)")
        database.execute(f"COPY twice TO '{tmp_path / OTHER}' (FORMAT parquet)")
    with pytest.raises(BadInput, match="counted twice"):
        check_columns(tmp_path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    write_columns(night(), tmp_path)
    (tmp_path / PLACES).unlink()
    with pytest.raises(BadInput, match=r"places\.parquet: there is no such file"):
        check_columns(tmp_path)
