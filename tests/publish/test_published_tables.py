"""The tables of a bundle hold what the acts say: what is not known is empty, and nothing is a formula."""

import csv
import io
from dataclasses import replace

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_record import BODY, FIRST, FOURTH, LIST, PUBLISHER, SECOND, THIRD, name_of, small_event, told, write_small

from dauys.acts import STATION
from dauys.election.event import law_of
from dauys.law import law_ids
from dauys.protocol.life import CLASSES
from dauys.publish import publish, seats
from dauys.publish.csv_text import csv_bytes, guarded, plain
from dauys.tally import totals
from dauys.tally.result import outcome_of
from dauys.verify import covered

AREA = f"{BODY}.01"  # the constituency of the first two stations


def table(folder, path):
    """The rows of a table, as any program reads them."""
    with (folder / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def by_station(folder, contest):
    return {row["station"]: row for row in table(folder, f"protocols/{contest}.csv")}


def published(tmp_path, work, **changes):
    """The bundle of a small record in which ``work`` was done."""
    event = replace(small_event(), **changes) if changes else None
    publish(write_small(tmp_path / "record", work, event=event), tmp_path / "bundle", PUBLISHER)
    return tmp_path / "bundle"


# ---- protocols -------------------------------------------------------------------------------------------------------


def test_each_expected_protocol_is_one_row_in_the_order_of_the_stations(bundle):
    stations = [row["id"] for row in table(bundle, "definition/stations.csv")]
    for contest, here in ((STATION, stations), (LIST, stations), (AREA, stations[:2])):
        assert [row["station"] for row in table(bundle, f"protocols/{contest}.csv")] == here


def test_who_did_what_is_told(bundle):
    rows = by_station(bundle, LIST)
    people = ("entered_by", "entered_again_by", "resolved_by", "approved_by")
    assert [rows[FIRST][part] for part in people] == ["p-first", "p-second", "p-fourth", "p-third"]
    assert [rows[SECOND][part] for part in people] == ["p-first", "p-second", "", "p-third"]
    assert (rows[SECOND]["accepted"], rows[FIRST]["accepted"]) == ("E106 E107", "")
    assert (rows[THIRD]["version"], rows[FIRST]["version"]) == ("2", "1")
    assert (rows[THIRD]["scan"], rows[FIRST]["scan"]) == (name_of(b"taken"), "")


def test_the_figures_are_those_of_the_entries_under_the_forms_columns(bundle, small):
    for contest in (STATION, LIST, AREA):
        for station, row in by_station(bundle, contest).items():
            figures = small.state.counting(station, contest)
            for column, cell in list(row.items())[13:]:
                line, _, option = column.partition(".")
                told = figures.lines[line]
                if option:
                    assert cell == str(told[option])
                elif isinstance(told, dict):
                    assert cell == (" ".join(f"{name}={told[name]}" for name in sorted(told)) or "none")
                else:
                    assert cell == str(told)
    columns = list(by_station(bundle, LIST)[FIRST])[13:]
    options = [option.id for option in small.event.options_of(LIST) if option.id != "against_all"]
    assert columns == ["B1", "B2", "B", "D", "C", "E", "S", "T", *(f"P.{option}" for option in options), "N", "V", "I"]


def test_the_row_names_the_entry_that_approved_it(bundle, small):
    with small.log() as log:
        for contest in (STATION, LIST, AREA):
            for row in table(bundle, f"protocols/{contest}.csv"):
                (entry,) = log.entries(int(row["approved_in"]), int(row["approved_in"]) + 1)
                for part in ('"act":"protocol approved"', f'"station":"{row["station"]}"', f'"figures":"{row["figures"]}"'):
                    assert part in entry.decode()


def waiting(office):
    """Of four protocols of the lists one is counted, one entered, one held, one never heard of."""
    office.count(FIRST, STATION)
    office.count(FIRST, LIST)
    office.enter(SECOND, LIST)
    office.enter(THIRD, LIST)
    office.do("protocol held", THIRD, LIST, version=1, reason="to be looked into")
    office.count(FIRST, AREA)


def test_null_is_not_zero(tmp_path):
    """A protocol that does not count has a class and no figure; a sum without protocols is empty."""
    folder = published(tmp_path, waiting)
    rows = by_station(folder, LIST)
    classes = {FIRST: "approved", SECOND: "entered", THIRD: "held", FOURTH: "not received"}
    assert {station: row["class"] for station, row in rows.items()} == classes
    for station in (SECOND, THIRD, FOURTH):
        assert {cell for column, cell in rows[station].items() if column not in ("station", "place", "class")} == {""}
    widest = table(folder, f"totals/{LIST}.csv")[0]
    assert [widest[name] for name in dict.fromkeys(CLASSES.values())] == ["1", "0", "1", "1", "1", "0"]
    assert widest["stations"] == "4"
    assert (widest["voters"], widest["voters_counted"]) == ("4357", "842")
    assert widest["T"] == rows[FIRST]["T"]
    (empty,) = table(folder, f"totals/{BODY}.02.csv")[:1]
    assert (empty["status"], empty["not received"], empty["T"], empty["N"], empty["V"]) == ("nothing", "2", "", "", "")
    assert {cell for column, cell in empty.items() if column.startswith("P.")} == {""}


def test_a_figure_that_is_not_known_is_empty_and_its_line_is_named_beside_the_sum(tmp_path):
    def work(office):
        office.count(FIRST, STATION)
        office.count(SECOND, STATION)
        paper = office.paper(FIRST, LIST)
        first, *_ = paper["P"]
        office.count(FIRST, LIST, {**paper, "S": None, "P": {**paper["P"], first: None}, "D": None})
        office.count(SECOND, LIST, {**office.paper(SECOND, LIST), "D": {"3": 4, "4": None}})

    folder = published(tmp_path, work)
    rows, total = by_station(folder, LIST), table(folder, f"totals/{LIST}.csv")[0]
    first = next(column for column in total if column.startswith("P."))
    assert (rows[FIRST]["S"], rows[FIRST][first], rows[FIRST]["D"], rows[SECOND]["D"]) == ("", "", "", "3=4 4=")
    assert (total["S"], total[first]) == (rows[SECOND]["S"], rows[SECOND][first])
    assert (total["D"], total["incomplete"]) == ("", "D S P")


# ---- totals, seats, Parquet ------------------------------------------------------------------------------------------


def test_the_totals_are_those_of_the_tally_the_widest_place_first(bundle, small):
    for contest in small.state.event.contests:
        found = totals(small.state, contest)
        rows = table(bundle, f"totals/{contest.id}.csv")
        assert [row["place"] for row in rows] == ["aktobe", "aktobe-01"]
        for row in rows:
            total = found[row["place"]]
            assert {name: row[name] for name in total.partition} == {n: str(c) for n, c in total.partition.items()}
            assert {line: row[line] for line in ("T", "V", "I", "N")} == {
                line: str(total.lines[line]) for line in ("T", "V", "I", "N")
            }
            assert {o: row[f"P.{o}"] for o in total.votes if o != "against_all"} == {
                o: str(n) for o, n in total.votes.items() if o != "against_all"
            }
            assert (row["status"], row["incomplete"]) == (small.state.status[contest.id], "")


def test_the_seats_say_their_law_and_their_status(bundle, small):
    seats = told(bundle / "seats" / f"{BODY}.json")
    assert (seats["body"], seats["law"], seats["status"]) == (BODY, "kz/maslikhat-region/2023", "preliminary")
    assert seats["outcome"] == outcome_of(small.state, BODY).as_json(BODY)
    assert (seats["outcome"]["status"], len(seats["outcome"]["questions"])) == ("open", 1)  # a tie: the papers are much alike


def test_parquet_has_the_figures_of_the_tables(bundle, small):
    rows = duckdb.sql(f"select * from '{bundle / 'protocols.parquet'}'").fetchall()
    expected = []
    for contest in (STATION, *(contest.id for contest in small.event.contests)):
        for station, row in by_station(bundle, contest).items():
            lines = small.state.counting(station, contest).lines
            for line in dict.fromkeys(column.partition(".")[0] for column in list(row)[13:]):
                cells = lines[line] if isinstance(lines[line], dict) else {None: lines[line]}
                names = [c.partition(".")[2] for c in row if c.startswith(f"{line}.")] or sorted(cells, key=str)
                expected += [(contest, station, int(row["version"]), line, name, cells[name]) for name in names]
    assert rows == expected
    kinds = duckdb.sql(f"select distinct compression from parquet_metadata('{bundle / 'protocols.parquet'}')").fetchall()
    assert kinds == [("UNCOMPRESSED",)]


def test_parquet_of_nothing_counted_is_an_empty_table(tmp_path):
    folder = published(tmp_path, lambda office: None)
    assert duckdb.sql(f"select count(*) from '{folder / 'protocols.parquet'}'").fetchall() == [(0,)]


# ---- findings and summaries ------------------------------------------------------------------------------------------


def test_every_control_that_does_not_hold_is_told_with_how_it_was_settled(bundle, small):
    rows = table(bundle, "findings.csv")
    accepted = [row for row in rows if row["settled"] == "accepted"]
    assert [(row["station"], row["code"], row["left"], row["right"]) for row in accepted] == [
        (SECOND, "E106", "35", "2"), (SECOND, "E107", "1", "34"),
    ]  # fmt: skip
    assert {(row["decision"], row["date"], row["reason"]) for row in accepted} == {
        ("7", "2023-03-20", '\'=as <on> paper, "sic"')
    }
    with small.log() as log:
        (entry,) = log.entries(int(accepted[0]["settled_in"]), int(accepted[0]["settled_in"]) + 1)
        assert b'"act":"accepted as signed"' in entry
    explained = next(row for row in rows if row["settled"] == "explained")
    assert (explained["decision"], explained["severity"], explained["code"][0]) == ("", "warning", "W")
    later = [row for row in rows if row["settled"] == ""]
    assert later
    assert all(row["settled_in"] == row["reason"] == "" for row in later)


def test_stations_that_stand_out_among_others_are_told(tmp_path):
    """Two stations of one constituency with the same votes: both are named, and that nobody has settled it."""

    def work(office):
        paper = office.paper(FIRST, AREA)
        for station in (FIRST, SECOND):
            office.enter(station, AREA, {**paper, "P": dict.fromkeys(paper["P"], 40)})
            office.approve(station, AREA)

    folder = published(tmp_path, work)
    rows = [row for row in table(folder, "findings.csv") if row["code"] == "W901"]
    assert [(row["station"], row["contest"], row["left"], row["settled"]) for row in rows] == [
        (FIRST, AREA, "2", ""), (SECOND, AREA, "2", ""),
    ]  # fmt: skip


def test_what_commissions_signed_stands_beside_the_sums(tmp_path):
    def work(office):
        office.count_all()
        option = next(iter(office.paper(FIRST, AREA)["P"]))
        figures = {"T": 7, "P": {option: 8, "nobody": 9}, "D": {"3": 1, "4": 2}, "Z": None}
        office.act("summary signed", "territorial-aktobe-01", contest=AREA, figures=figures)

    folder = published(tmp_path, work)
    option = next(column for column in table(folder, f"totals/{AREA}.csv")[0] if column.startswith("P."))
    total = table(folder, f"totals/{AREA}.csv")[0]
    signed = {row["line"]: (row["signed"], row["stations"]) for row in table(folder, "summaries.csv")}
    assert signed == {
        "D": ("3", total["D"]), "T": ("7", total["T"]), option: ("8", total[option]), "P.nobody": ("9", ""), "Z": ("", ""),
    }  # fmt: skip
    assert {row["commission"] for row in table(folder, "summaries.csv")} == {"territorial-aktobe-01"}


# ---- CSV -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1"])
def test_no_text_is_a_formula(text):
    assert guarded(text) == f"'{text}"


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(), st.text(min_size=1)), min_size=2, max_size=4), min_size=1))
def test_csv_is_read_back_as_it_was(rows):
    rows = [row for row in rows if not any("\0" in cell for cell in row if isinstance(cell, str))]
    data = csv_bytes(("a", "b"), rows)
    assert data.startswith(b"a,b\n")
    read = list(csv.reader(io.StringIO(data.decode(), newline="")))[1:]
    assert [[plain(cell) for cell in row] for row in read] == [
        ["" if cell is None else plain(str(cell)) if isinstance(cell, int) else cell for cell in row] for row in rows
    ]
    assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for row in read for cell in row)


def test_names_of_options_cannot_become_formulas_or_columns(tmp_path):
    """An option's id is any text: with a comma, a quote, a sign of equality at its beginning."""
    lines = small_event().options[LIST]
    strange = '=cmd|" /C calc",x'
    changed = (replace(lines[0], id=strange), *lines[1:])
    folder = published(tmp_path, lambda office: office.count_all(), options={**small_event().options, LIST: changed})
    rows = by_station(folder, LIST)
    assert rows[FIRST][f"P.{strange}"].isdigit()
    assert f"P.{strange}" in table(folder, f"totals/{LIST}.csv")[0]
    found = duckdb.sql(f"select count(*) from '{folder / 'protocols.parquet'}' where cell = '{strange}'").fetchall()
    assert found == [(4,)]


def test_the_laws_that_are_said_to_be_worked_out_twice_are():
    """What pages of seats say of the second implementation."""

    def whole(law):
        rules = law_of(law).model_dump(mode="json", by_alias=True, exclude_none=True)
        return bool(rules["tier"]) and all(covered(rules, tier) for tier in rules["tier"])

    assert {law for law in law_ids() if whole(law)} == seats.SECOND
