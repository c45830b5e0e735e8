"""Compressed tables, and tables with a row for each polling station."""

import pytest
from small_election import TABLES, changed, faults, folder, zipped

from dauys.election import read_folder
from dauys.law import Figures

# ---- compressed tables -----------------------------------------------------------------------------------------------


def test_a_table_may_be_compressed_and_its_faults_have_the_same_lines(tmp_path):
    plain = read_folder(folder(tmp_path))
    path = folder(tmp_path, votes=None)
    (path / "votes.csv.gz").write_bytes(zipped(TABLES["votes.csv"]))
    assert read_folder(path).votes == plain.votes
    (path / "votes.csv.gz").write_bytes(zipped(changed("votes", "Pear,350", "Pear,-350")))
    (fault,) = faults(path)
    assert (fault.file, fault.line, fault.value) == (str(path / "votes.csv.gz"), 3, "-350")


@pytest.mark.parametrize("data", [b"tier,place,option,votes\n", zipped(TABLES["votes.csv"])[:-9]])
def test_a_table_that_is_not_compressed_or_cut_off_is_refused(tmp_path, data):
    path = folder(tmp_path, votes=None, figures=None)
    (path / "votes.csv.gz").write_bytes(data)
    fault = faults(path)[0]
    assert fault.file == str(path / "votes.csv.gz")
    assert fault.cause.startswith("cannot be read: ")
    assert fault.cure == "check the file; .gz means compressed with gzip"


def test_a_damaged_compressed_table_is_refused(tmp_path):
    path = folder(tmp_path, votes=None, figures=None)
    data = bytearray(zipped(TABLES["votes.csv"]))
    data[10] = 0xFF  # the first byte after the header of ten: a kind of block that there is not
    (path / "votes.csv.gz").write_bytes(data)
    assert faults(path)[0].cause.startswith("cannot be read: ")


# ---- stations --------------------------------------------------------------------------------------------------------

STATIONS = """\
station,place,registered,issued,valid,invalid,Apple,Pear,against_all
1,01,500,400,390,10,200,150,40
2,01,500,300,300,0,200,100,
3,02,1000,320,310,10,200,100,10
"""


def stations(tmp_path, text, tier="list"):
    votes = "".join(line for line in TABLES["votes.csv"].splitlines(True) if not line.startswith(tier))
    return folder(tmp_path, votes=votes, figures=None, **{f"stations_{tier}": text})


def test_stations_are_added_up_to_their_places(tmp_path):
    election = read_folder(stations(tmp_path, STATIONS))
    assert election.stations == {"list": 3}
    counts = {count.place: count for count in election.votes.counts if count.tier == "list"}
    assert counts["01"].votes == {"Apple": 400, "Pear": 250, "against_all": 40}
    assert counts["01"].figures == Figures(registered=1000, issued=700, valid=690, invalid=10)
    assert counts["02"].votes == {"Apple": 200, "Pear": 100, "against_all": 10}


def test_an_empty_cell_of_a_station_is_an_option_that_was_not_on_the_ballot(tmp_path):
    text = "station,place,Apple,Pear,Somebody\n1,01,5,,4\n2,02,5,6,\n"
    counts = read_folder(stations(tmp_path, text, "constituency")).votes.counts
    by_place = {count.place: count.votes for count in counts if count.tier == "constituency"}
    assert by_place == {"01": {"Apple": 5, "Somebody": 4}, "02": {"Apple": 5, "Pear": 6}}


def test_a_station_that_is_not_known_leaves_the_sum_of_its_place_unknown(tmp_path):
    text = STATIONS.replace("3,02,1000,320,310,10,200,100,10", "3,02,1000,320,,10,200,unknown,10\n4,02,,,,,1,2,3")
    counts = {count.place: count for count in read_folder(stations(tmp_path, text)).votes.counts if count.tier == "list"}
    assert counts["02"].votes == {"Apple": 201, "Pear": None, "against_all": 13}
    assert counts["02"].figures == Figures()  # a sum with an unknown part is unknown


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "value", "cause"),
    [
        ("2,01,500", "1,01,500", 3, "station", "1", "the station stands already in line 2"),
        ("3,02", "3,03", 4, "place", "03", "no such place"),
        ("200,150", "200,-150", 2, "Pear", "-150", "the number is negative"),
        ("390", "391", 2, "valid", "391", "the votes of this place add up to 390"),
        ("Apple,Pear", "Apple,Peer", 1, "Peer", "Peer", "unknown column 'Peer'"),
        ("registered", "voters", 1, "voters", "voters", "unknown column 'voters'"),
    ],
)
def test_a_fault_of_a_station_names_its_row(tmp_path, old, new, line, column, value, cause):
    assert STATIONS.count(old) == 1
    path = stations(tmp_path, STATIONS.replace(old, new))
    fault = next(fault for fault in faults(path) if cause in fault.cause)
    assert fault.file == str(path / "stations-list.csv")
    assert (fault.line, fault.column, fault.value) == (line, column, value)


def test_a_tier_is_given_by_station_or_by_place_and_not_both(tmp_path):
    found = faults(folder(tmp_path, figures=None, stations_list=STATIONS))
    assert [(fault.line, fault.value) for fault in found] == [(2, "list"), (3, "list"), (4, "list")]
    assert found[0].cause == "the votes of this tier are given by station too"


def test_the_sum_of_a_station_is_not_checked_where_a_part_of_it_is_not_known(tmp_path):
    assert read_folder(stations(tmp_path, STATIONS.replace("200,150,40", "200,unknown,40"))).stations
