"""Georgia 2012 re-enacted from its published protocols: every figure is the source's, every act says INVENTED."""

import csv
import gzip
import shutil
from collections import Counter, defaultdict

import pytest

from dauys.acts import Record, read_record
from dauys.demo.published import published
from dauys.demo.replayed import write_replayed
from dauys.election import SHIPPED, load_election
from dauys.election.definition import definition_hash, read_definition
from dauys.election.event import ABROAD, law_of
from dauys.law import apply
from dauys.ledger import FileStore, parse
from dauys.tally import totals, votes_of
from dauys.text import BadInput

pytestmark = pytest.mark.drill  # a whole country, paper by paper; its count and its seats are in every run

NAME = "ge-parliament-2012"
NO_OPTION = ("station", "place", "registered", "issued", "invalid")


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written_rows(path, lines):
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    """The whole election, as it was written."""
    return write_replayed(tmp_path_factory.mktemp("georgia") / "record", NAME, seed=1)


@pytest.fixture
def small(tmp_path):
    """The election with two stations of each place, as a folder to be changed."""
    folder = tmp_path / "small"
    shutil.copytree(SHIPPED / NAME, folder)
    kept = set()
    for tier in ("list", "constituency"):
        by_place = defaultdict(list)
        for row in rows(folder / f"stations-{tier}.csv.gz"):
            by_place[row["place"]].append(row)
        few = [row for place in by_place.values() for row in place[:2]]
        kept |= {row["station"] for row in few}
        written_rows(folder / f"stations-{tier}.csv.gz", few)
        further = rows(folder / "protocols" / f"{tier}.csv.gz")
        written_rows(folder / "protocols" / f"{tier}.csv.gz", [row for row in further if row["station"] in kept])
    return folder


def changed(path, change):
    """A table with each row changed; a row of which the change makes None is left out."""
    written_rows(path, [new for row in rows(path) if (new := change(dict(row))) is not None])


def entries(folder):
    with FileStore(folder / "log", writer=False) as store:
        return [parse(entry) for entry in store.entries(0, store.size)]


def expect_faults(folder):
    with pytest.raises(BadInput) as caught:
        published(load_election(folder))
    return caught.value.faults


# ---- the whole election ----------------------------------------------------------------------------------------------


def test_7345_protocols_of_3696_stations_are_entered_twice_and_approved(record):
    state = record.state
    assert len(state.event.stations) == 3_696
    assert Counter(contest.tier for contest in state.event.contests) == {"list": 1, "constituency": 73}
    lists = [life for (_, contest), life in state.lives.items() if contest == "parliament.list"]
    assert (len(lists), len(state.lives)) == (3_696, 3_696 + 3_649)
    for life in state.lives.values():
        assert (life.class_, len({*life.latest.entered_by, life.latest.approved_by})) == ("approved", 3)


def test_stations_abroad_vote_for_lists_and_wait_for_no_other_protocol(record):
    event = record.event
    abroad = [station for station in event.stations.values() if event.places[station.place].kind == ABROAD]
    assert len(abroad) == 47
    assert {record.state.expected(station.id) for station in abroad} == {("parliament.list",)}
    assert {record.state.receiver(station.id, "parliament.list") for station in abroad} == {"central"}
    home = event.stations["38-18"]
    assert record.state.expected(home.id) == ("parliament.list", "parliament.38")
    assert record.state.receiver(home.id, "parliament.list") == "okrug-38"


def test_71_protocols_break_their_own_controls_and_are_accepted_as_signed(record):
    state = record.state
    accepted = {key: life.latest.accepted for key, life in state.lives.items() if life.latest.accepted}
    for (station, contest), codes in accepted.items():
        found = state.findings(station, contest, state.counting(station, contest))
        assert codes == {finding.code for finding in found}
    lists = {station: codes for (station, contest), codes in accepted.items() if contest == "parliament.list"}
    others = {station: codes for (station, contest), codes in accepted.items() if contest != "parliament.list"}
    assert (len(lists), len(others)) == (45, 26)
    assert sum(station.startswith("87-") for station in lists) == 16
    # every line was published: no protocol is accepted because something of it is missing (E000)
    assert Counter(code for codes in lists.values() for code in codes) == {"E101": 19, "E102": 17, "E103": 8, "E104": 2}
    assert Counter(code for codes in others.values() for code in codes) == {"E101": 11, "E102": 3, "E103": 6, "E104": 6}


def test_the_seats_are_the_official_ones(record):
    body = record.event.body("parliament")
    outcome = apply(law_of(body.law), votes_of(record.state, body))
    assert outcome.status == "complete"
    with (SHIPPED / NAME / "official.csv").open(encoding="utf-8", newline="") as file:
        official = {(row["party"], row["tier"]): int(row["seats"]) for row in csv.DictReader(file)}
    ours = {(party, tier): seats for party, row in outcome.parties.items() for tier, seats in row.items() if seats}
    assert ours == official
    assert outcome.total == 150


@pytest.mark.parametrize("tier", ["list", "constituency"])
def test_totals_of_every_place_are_the_sums_of_the_source(record, tier):
    lines, votes = defaultdict(Counter), defaultdict(Counter)  # by place
    further = {row["station"]: row for row in rows(SHIPPED / NAME / "protocols" / f"{tier}.csv.gz")}
    for row in rows(SHIPPED / NAME / f"stations-{tier}.csv.gz"):
        cast = {option: int(cell) for option, cell in row.items() if option not in NO_OPTION and cell}
        figures = {"A": int(row["registered"]), "I": int(row["invalid"])}
        figures |= {code: int(further[row["station"]][code]) for code in ("T12", "T17", "B")}
        for place in ("ge", row["place"]):
            lines[place].update(figures)
            votes[place].update(cast)
    found = [totals(record.state, contest) for contest in record.event.contests if contest.tier == tier]
    for by_place in found:
        for place, total in by_place.items():
            here = place if tier == "list" or place != "ge" else next(other for other in by_place if other != "ge")
            # a constituency is all of its contest, so its sum stands for the country too
            assert {code: total.lines[code] for code in lines[here]} == lines[here], place
            assert total.votes == votes[here], place
            assert total.complete
    assert {place for by_place in found for place in by_place} == set(lines)


def test_a_candidate_who_is_known_by_a_number_alone_has_it_for_a_name(record):
    (stranger,) = (option for option in record.event.options_of("parliament.17") if option.party is None)
    assert (stranger.id, stranger.kind, stranger.names.en) == ("No. 42", "candidate", "No. 42")
    named = {option.id: option.names.en for option in record.event.options_of("parliament.2")}
    assert named["Georgian Dream"] == "candidate of Georgian Dream"
    assert list(named)[-1] == "Georgian Dream"  # 41, the last number on this ballot
    assert "No. 42" not in named


def test_what_is_real_and_what_is_invented_is_said_wherever_the_record_is_opened(record):
    event = record.event
    assert event.invented
    assert event.names.en == "Parliament of Georgia, 1 October 2012: figures as published, acts INVENTED"
    assert "ВЫМЫШЛЕНЫ" in event.names.ru
    assert "ОЙДАН ШЫҒАРЫЛҒАН" in event.names.kk
    assert event.origin.endswith("re-enacted")
    assert event.notes[0].startswith("INVENTED are the acts")
    assert event.notes[1].startswith("Real are the figures")
    assert any("Precinct 18 of district 39 stands twice" in note for note in event.notes)


def test_the_definition_reads_back_and_has_every_station_with_its_voters(record):
    assert read_definition(record.folder / "definition") == record.event
    assert definition_hash(record.folder / "definition") == record.state.frozen
    stations = {row["station"]: row for row in rows(SHIPPED / NAME / "stations-list.csv.gz")}
    assert {s.id: (s.place, s.voters) for s in record.event.stations.values()} == {
        station: (row["place"], int(row["registered"])) for station, row in stations.items()
    }
    assert Counter(one.kind for one in record.event.commissions.values()) == {"precinct": 3_696, "okrug": 73, "central": 1}


# ---- two stations of each place --------------------------------------------------------------------------------------


def test_the_record_read_and_replayed_is_the_one_that_was_written(small, tmp_path):
    written = write_replayed(tmp_path / "record", str(small), seed=1)
    read = read_record(tmp_path / "record")
    assert (read.event, read.keys, read.checkpoint) == (written.event, written.keys, written.checkpoint)
    assert (read.state.lives, read.state.status) == (written.state.lives, written.state.status)


def test_every_act_is_by_somebody_invented_and_time_never_goes_back(small, tmp_path):
    write_replayed(tmp_path / "record", str(small), seed=1)
    acts = entries(tmp_path / "record")
    assert len(acts) > 1_000
    assert all(act["author"].startswith("INVENTED-") for act in acts)
    assert all(act["reason"].startswith("INVENTED: ") for act in acts if "reason" in act)
    assert all(act["decision"]["number"].startswith("INVENTED ") for act in acts if "decision" in act)
    assert [act["at"] for act in acts] == sorted(act["at"] for act in acts)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_the_same_figures_in_another_night(small, tmp_path):
    one, two, other = (tmp_path / name for name in ("one", "two", "other"))
    first, _, third = (write_replayed(to, str(small), seed) for to, seed in ((one, 7), (two, 7), (other, 8)))
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(two) for path in two.rglob("*") if path.is_file())
    assert all((one / file).read_bytes() == (two / file).read_bytes() for file in files)
    assert entries(one) != entries(other)
    assert {key: life.latest.figures for key, life in first.state.lives.items()} == {
        key: life.latest.figures for key, life in third.state.lives.items()
    }


def test_a_station_without_a_row_has_not_sent_its_protocol_and_no_zeros(small, tmp_path):
    changed(small / "stations-constituency.csv.gz", lambda row: None if row["station"] == "17-1" else row)
    changed(small / "protocols" / "constituency.csv.gz", lambda row: None if row["station"] == "17-1" else row)
    write_replayed(tmp_path / "record", str(small), seed=1)
    state = read_record(tmp_path / "record").state
    assert state.life("17-1", "parliament.list").class_ == "approved"
    assert state.life("17-1", "parliament.17").class_ == "not received"
    total = totals(state, state.event.contest("parliament.17"))["17"]
    assert (total.partition["not received"], total.partition["approved"], total.complete) == (1, 1, False)
    assert state.status["parliament.17"] == "interim"


def test_a_line_that_was_not_published_stays_empty_and_is_told_apart_from_a_broken_control(small, tmp_path):
    changed(small / "stations-list.csv.gz", lambda row: row | ({"issued": ""} if row["station"] in ("1-1", "1-2") else {}))
    changed(
        small / "protocols" / "list.csv.gz",
        lambda row: row | ({"B": "", "T12": "9", "T17": "8"} if row["station"] == "1-1" else {"B": "", "T12": ""}),
    )
    write_replayed(tmp_path / "record", str(small), seed=1)
    state = read_record(tmp_path / "record").state
    figures = state.counting("1-1", "parliament.list")
    assert (figures.one("B"), figures.one("T12"), figures.one("A")) == (None, 9, 1_489)
    accepted = {
        tuple(act["codes"]): act["reason"]
        for act in entries(tmp_path / "record")
        if act["act"] == "accepted as signed" and (act["station"], act["contest"]) == ("1-1", "parliament.list")
    }
    assert accepted == {
        ("E103",): "INVENTED: the figures stay as published, and break E103",
        ("E000",): "INVENTED: not in the published data, and left empty: B",
    }
    assert state.life("1-2", "parliament.list").latest.accepted == {"E000"}  # an empty T12 is no finding: the line is optional


def test_an_empty_cell_of_a_candidate_who_stood_is_not_known_rather_than_no_vote(small):
    changed(
        small / "stations-constituency.csv.gz", lambda row: row | ({"Georgian Dream": ""} if row["station"] == "1-1" else {})
    )
    real = published(load_election(small))
    papers = {(paper.station, paper.contest): paper.figures for paper in real.papers}
    assert papers["1-1", "parliament.1"].lines["P"]["Georgian Dream"] is None
    assert papers["1-2", "parliament.1"].lines["P"]["Georgian Dream"] == 527
    assert "Freedom Party" not in papers["1-1", "parliament.1"].lines["P"]  # had no candidate here


def test_without_further_lines_the_columns_of_the_station_table_are_all_that_is_known(small):
    shutil.rmtree(small / "protocols")
    papers = {(paper.station, paper.contest): paper.figures for paper in published(load_election(small)).papers}
    assert (papers["1-1", "parliament.list"].one("B"), papers["1-1", "parliament.list"].one("T12")) == (948, None)
    assert papers["87-1", "parliament.list"].one("B") is None


# ---- what is refused -------------------------------------------------------------------------------------------------


def test_every_fault_of_the_tables_is_told_at_once_and_nothing_is_written(small, tmp_path):
    changed(small / "stations-constituency.csv.gz", lambda row: row | ({"place": "2"} if row["station"] == "1-2" else {}))
    changed(small / "stations-list.csv.gz", lambda row: row | ({"registered": ""} if row["station"] == "87-1" else {}))
    further = rows(small / "protocols" / "list.csv.gz")
    written_rows(small / "protocols" / "list.csv.gz", [{**further[0], "B": "-1"}, *further, {**further[1], "station": "1-999"}])
    written_rows(small / "protocols" / "lists.csv.gz", further)
    with pytest.raises(BadInput) as caught:
        write_replayed(tmp_path / "record", str(small), seed=1)
    found = {(fault.column, fault.value, fault.cause) for fault in caught.value.faults}
    assert found == {
        (None, None, "no table has this name"),
        ("B", "-1", "the number is negative"),
        ("station", "1-1", "the station stands already in a line above"),
        ("station", "1-999", "no such station"),
        ("place", "2", "the station lies in 1 by its lists"),
        ("registered", "", "the station's voters are not known"),
    }
    assert not (tmp_path / "record").exists()


def test_a_column_that_is_no_line_of_the_form_is_refused(small):
    changed(small / "protocols" / "list.csv.gz", lambda row: row | {"Z": "1"})
    (fault,) = expect_faults(small)
    assert (fault.line, fault.cause) == (1, "unknown column 'Z'")


@pytest.mark.parametrize("name", ["kz-mazhilis-2023", "nz-parliament-2014"])
def test_an_election_that_was_published_as_sums_has_no_protocols_to_re_enact(name):
    (fault,) = expect_faults(name)
    assert (fault.value, fault.cause) == (name, "its votes were not published station by station")
    assert fault.cure == f"these can be re-enacted: {NAME}"


def test_a_record_is_written_into_an_empty_folder_only(small, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("kept", "utf-8")
    with pytest.raises(BadInput, match="not empty"):
        write_replayed(tmp_path / "full", str(small), seed=1)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]
