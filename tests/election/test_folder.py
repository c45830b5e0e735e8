"""Bad election folders: every fault with file, line, column, value, cause and cure, all of them at once."""

import gzip
from dataclasses import replace
from fractions import Fraction

import pytest
from small_election import TABLES, changed, faults, folder

from dauys.election import SHIPPED, election_names, load_election, read_folder
from dauys.law import Figures, apply
from dauys.text import BadInput


def test_the_election_of_these_tests_is_right(tmp_path):
    election = read_folder(folder(tmp_path))
    assert (election.id, election.law().id) == ("invented", "kz/mazhilis/2023")
    by_place = {(count.tier, count.place): count for count in election.votes.counts}
    assert by_place["list", "kz"].votes == {"Apple": 600, "Pear": 350, "against_all": 50}
    assert by_place["list", "kz"].figures == Figures(registered=2000, issued=1020, in_boxes=1010, valid=1000, invalid=10)
    assert by_place["constituency", "01"].votes == {"Apple": 300, "Somebody": 200}
    law = election.law(changes={"constituency.seats": 2, "list.seats": 19})
    assert apply(law, election.votes).parties == {  # 950 votes for lists, 50 a seat: 12 and 7
        "Apple": {"list": 12, "constituency": 1, "total": 13}, "Pear": {"list": 7, "constituency": 1, "total": 8},
    }  # fmt: skip


# ---- one fault each --------------------------------------------------------------------------------------------------

FAULTS = {
    # what is wrong: table, old text, new text, line, column, value, words of the cause, words of the cure
    "negative votes": (
        "votes", "Pear,350", "Pear,-350", 3, "votes", "-350", "the number is negative", "votes, voters and seats are 0 or more",
    ),
    "fractional votes": (
        "votes", "Pear,350", "Pear,350.5", 3, "votes", "350.5", "the number is not whole", "'fractional_votes'",
    ),
    "no votes given": (
        "votes", "Pear,350", "Pear,", 3, "votes", "", "no votes given",
        "write the number (0 if there were none), or the word unknown",
    ),
    "votes in words": ("votes", "Pear,350", "Pear,many", 3, "votes", "many", "not a whole number", "write digits only"),
    "votes with separators": (
        "votes", "Pear,350", 'Pear,"1,350"', 3, "votes", "1,350", "a whole number is written without separators", "write 1350",
    ),
    "votes with spaces": ("votes", "Pear,350", "Pear,1 350", 3, "votes", "1 350", "written without separators", "write 1350"),
    "an option given twice": (
        "votes", "list,,Pear,350", "list,,Pear,350\nlist,,Pear,351", 4, "option", "Pear",
        "the option of this place stands already in line 3", "keep one of the two rows",
    ),
    "an unknown option": (
        "votes", "list,,Pear", "list,,Peer", 3, "option", "Peer", "no such option",
        "did you mean 'Pear'? options here: Apple, Pear",
    ),
    "a candidate of another constituency": (
        "votes", "constituency,02,Pear", "constituency,02,Somebody", 8, "option", "Somebody", "no such option", "options here:",
    ),
    "an unknown tier": (
        "votes", "list,,Pear", "lists,,Pear", 3, "tier", "lists", "no such tier",
        "did you mean 'list'? tiers here: list, constituency",
    ),
    "an unknown place": (
        "votes", "constituency,02,Pear", "constituency,002,Pear", 8, "place", "002", "no such place", "did you mean '02'?",
    ),
    "a place of no contest": (
        "votes", "constituency,02,Pear,260", "constituency,02,Pear,260\nconstituency,south,Pear,5", 9, "place", "south",
        "the place has no contest: kz/mazhilis/2023 counts this tier in each constituency", "lies in, a constituency",
    ),
    "valid votes that are not the sum": (
        "figures", "1000,10", "999,11", 2, "valid", "999", "the votes of this place add up to 1000",
        "correct the figure or the votes",
    ),
    "figures given twice": (
        "figures", "list,,2000", "list,,,,,,\nlist,,2000", 3, "place", "", "the place stands already in line 2", "keep one",
    ),
    "a negative figure": ("figures", "2000", "-2000", 2, "registered", "-2000", "the number is negative", ""),
    "a Latin letter in a Cyrillic name": (
        "parties", "Яблоко", "Яблokо", 2, "name_ru", "Яблokо", "letter 4 is a Latin o inside a Cyrillic word",
        "write the Cyrillic о",
    ),
    "a Latin letter in a Kazakh place": (
        "places", "Солтүстік", "Солтүстiк", 2, "name_kk", "Солтүстiк", "letter 8 is a Latin i", "write the Cyrillic і",
    ),
    "a party given twice": (
        "parties", "Pear,Алмұрт", "Apple,Алмұрт", 3, "id", "Apple", "the party stands already in line 2", "keep one",
    ),
    "a place given twice": (
        "places", "02,constituency", "01,constituency", 5, "id", "01", "the place stands already in line 4", "",
    ),
    "a place in an unknown one": (
        "places", "02,constituency,north", "02,constituency,nord", 5, "parent", "nord", "no such place", "'north'?",
    ),
    "a place in itself": (
        "places", "north,region,", "north,region,01", 2, "parent", "01", "the place lies in itself, by way of its parents", "",
    ),
    "an option of an unknown party": (
        "options", "list,,Pear,list,Pear", "list,,Pear,list,Peer", 3, "party", "Peer", "no such party", "did you mean 'Pear'?",
    ),
    "an option of an unknown kind": (
        "options", "Somebody,candidate", "Somebody,person", 4, "kind", "person", "no such kind", "list, candidate, against_all",
    ),
    "an option described twice": (
        "options", "list,,Pear,list,Pear", "list,,Apple,list,Pear", 3, "option", "Apple", "stands already in line 2", "",
    ),
    "a time of registration that is none": (
        "options", "2023-02-04T09:05", "4 February", 3, "registered", "4 February", "not a date and time",
        "write 2023-02-03T16:40",
    ),
    "a missing column": (
        "votes", "tier,place,option,votes", "tier,place,choice,votes", 1, None, "tier,place,choice,votes",
        "column 'option' is missing", "columns: tier, place, option, votes",
    ),
    "an unknown column": (
        "votes", "tier,place,option,votes", "tier,place,option,votes,rounds", 1, "rounds", "rounds", "unknown column 'rounds'",
        "did you mean 'round'? the columns known here are: tier, place, option, votes, round",
    ),
    "a column that stands twice": (
        "parties", "groups,members", "groups,groups", 1, "groups", "groups", "column 'groups' stands twice", "keep one of them",
    ),
    "too many cells": (
        "votes", "list,,Pear,350", "list,,Pear,350,0", 3, None, "list,,Pear,350,0", "5 cells, the header has 4",
        "quote cells that hold a comma",
    ),
    "an open quote": (
        "votes", "list,,Pear", 'list,,"Pear', 8, None, None, "not CSV: unexpected end of data", "check the quotes",
    ),
    "an unknown key": (
        "election", 'country = "kz"', 'county = "kz"', 4, 1, "county", "unknown key 'county'", "did you mean 'country'?",
    ),
    "a missing date": ("election", "date = 2023-03-19\n", "", 1, 1, None, "'date' is missing", "add date = …"),
    "a body that is none": (
        "election", '"kz/mazhilis"', '"mazhilis"', 2, 1, "mazhilis", "body: string should match pattern", "",
    ),
    "a day on which no edition was in force": (
        "election", "2023-03-19", "1999-10-10", None, None, "1999-10-10",
        "no edition of kz/mazhilis that dauys has was in force on 1999-10-10", "name one with --law",
    ),
    "an unknown law": (
        "election", 'country = "kz"', 'country = "kz"\nlaw = "kz/mazhilis/2022"', None, None, "kz/mazhilis/2022", "no such law",
        "did you mean 'kz/mazhilis/20",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_says_where_what_why_and_what_to_do(tmp_path, case):
    table, old, new, line, column, value, cause, cure = FAULTS[case]
    path = folder(tmp_path, **{table: changed(table, old, new)})
    found = faults(path)
    fault = next((fault for fault in found if cause in fault.cause), None)
    assert fault is not None, found
    assert fault.file == str(path / ("election.toml" if table == "election" else f"{table}.csv"))
    assert (fault.line, fault.column, fault.value) == (line, column, value)
    assert cure in fault.cure
    assert fault.cure


def test_what_is_missing_is_missing_in_the_election(tmp_path):
    (fault,) = faults(folder(tmp_path, election=changed("election", "date = 2023-03-19\n", "")))
    assert "law" not in fault.cause


def test_all_faults_are_told_at_once_in_the_order_of_files_and_lines(tmp_path):
    votes = changed("votes", "Pear,350", "Pear,-350").replace("Apple,250", "Apple,2.5").replace("02,Pear", "02,Peer")
    path = folder(tmp_path, votes=votes, parties=changed("parties", "Apple,,", "Apple,,two"))
    assert [(fault.file.rpartition("/")[2], fault.line, fault.column) for fault in faults(path)] == [
        ("parties.csv", 2, "members"), ("votes.csv", 3, "votes"), ("votes.csv", 7, "votes"), ("votes.csv", 8, "option"),
    ]  # fmt: skip


def test_votes_that_are_not_known_are_written_so_and_are_not_zero(tmp_path):
    election = read_folder(folder(tmp_path, votes=changed("votes", "Pear,350", "Pear,unknown")))
    assert election.votes.counts[0].votes == {"Apple": 600, "Pear": None, "against_all": 50}
    zero = read_folder(folder(tmp_path, votes=changed("votes", "Pear,350", "Pear,0"), figures=None))
    assert zero.votes.counts[0].votes["Pear"] == 0


def test_the_sum_is_not_checked_where_a_part_of_it_is_not_known(tmp_path):
    votes = changed("votes", "against_all,50", "against_all,unknown")
    assert read_folder(folder(tmp_path, votes=votes)).votes.counts[0].figures.valid == 1000


def test_shared_ballots_are_read_where_the_election_says_that_it_has_them(tmp_path):
    election = TABLES["election.toml"] + 'fractional_votes = "shared ballots, invented for a test"\n'
    path = folder(tmp_path, election=election, votes=changed("votes", "Pear,350", "Pear,349.625"), figures=None)
    assert read_folder(path).votes.counts[0].votes["Pear"] == Fraction(2797, 8)
    path = folder(tmp_path, election=election, votes=changed("votes", "Pear,350", "Pear,-0.5"), figures=None)
    assert faults(path)[0].cause == "votes cannot be negative"


def test_a_decimal_comma_is_not_taken_for_a_separator_of_thousands(tmp_path):
    election = TABLES["election.toml"] + 'fractional_votes = "shared ballots, invented for a test"\n'
    path = folder(tmp_path, election=election, votes=changed("votes", "Pear,350", 'Pear,"349,5"'), figures=None)
    assert "3495" not in faults(path)[0].cure


def test_the_round_of_a_run_off_is_a_count_of_its_own(tmp_path):
    votes = "tier,place,option,votes,round\nconstituency,01,Apple,5,\nconstituency,01,Apple,6,2\n"
    counts = read_folder(folder(tmp_path, votes=votes, figures=None)).votes.counts
    assert [(count.round, count.votes) for count in counts] == [(1, {"Apple": 5}), (2, {"Apple": 6})]


@pytest.mark.parametrize("round", [0, 3])
def test_there_are_two_rounds(tmp_path, round):
    votes = f"tier,place,option,votes,round\nconstituency,01,Apple,5,\nconstituency,02,Apple,6,{round}\n"
    assert faults(folder(tmp_path, votes=votes, figures=None))[0].column == "round"


# ---- votes counted twice ---------------------------------------------------------------------------------------------


def test_votes_of_a_place_and_of_a_place_in_it_would_count_twice(tmp_path):
    votes = changed("votes", "list,,Pear,350", "list,,Pear,350\nlist,north,Pear,350")
    (fault,) = faults(folder(tmp_path, votes=votes))
    assert (fault.line, fault.column, fault.value) == (2, "place", "kz")
    assert fault.cause == "votes are given for kz and for north, which lies in it: they would count twice"
    assert fault.cure == "give the votes of the smaller places only"


def test_votes_of_a_place_and_of_one_far_below_it_too(tmp_path):
    votes = TABLES["votes.csv"].replace("list,,", "list,north,") + "list,02,Pear,1\n"
    (fault,) = faults(folder(tmp_path, votes=votes, figures=None))
    assert "for north and for 02" in fault.cause


def test_votes_of_places_beside_each_other_are_added_up(tmp_path):
    votes = TABLES["votes.csv"].replace("list,,", "list,01,") + "list,02,Pear,1\nlist,02,Apple,0\n"
    election = read_folder(folder(tmp_path, votes=votes, figures=None))
    assert election.votes.areas("list", "country")["kz"].votes == {"Apple": 600, "Pear": 351, "against_all": 50}


def test_a_constituency_is_counted_or_declared_and_not_both(tmp_path):
    declared = "tier,place,party,seats\nconstituency,01,Apple,1\n"
    path = folder(tmp_path, declared=declared)
    assert [fault.line for fault in faults(path)] == [2]


@pytest.mark.parametrize("row", ["list,,Apple,5", "constituency,north,Apple,1"])
def test_seats_are_declared_where_the_law_has_them_to_give(tmp_path, row):
    votes = "".join(line for line in TABLES["votes.csv"].splitlines(True) if not line.startswith("constituency"))
    path = folder(tmp_path, votes=votes, declared=f"tier,place,party,seats\n{row}\n")
    assert [fault.line for fault in faults(path)] == [2]


# ---- figures ---------------------------------------------------------------------------------------------------------


def test_a_row_of_the_country_itself_gives_its_names_and_nothing_else(tmp_path):
    text = TABLES["places.csv"] + "kz,region,north,Қазақстан,Казахстан,Kazakhstan\n"
    named, plain = read_folder(folder(tmp_path, places=text)).votes.places, read_folder(folder(tmp_path)).votes.places
    assert (named["kz"].names.en, named["kz"].kind, named["kz"].parent) == ("Kazakhstan", "country", None)
    assert plain["kz"].names.en == "An invented election"
    assert {place for place in named if named[place] != plain[place]} == {"kz"}


def test_figures_of_the_country_belong_to_votes_given_by_region(tmp_path):
    votes = TABLES["votes.csv"].replace("list,,", "list,north,")
    try:
        election = read_folder(folder(tmp_path, votes=votes))
    except BadInput:
        return  # refused aloud is right as well
    assert election.votes.areas("list", "country")["kz"].figures.in_boxes == 1010


def test_ballots_in_boxes_are_valid_and_invalid_ones(tmp_path):
    (fault,) = faults(folder(tmp_path, figures=changed("figures", "1010,1000,10", "1011,1000,10")))
    assert (fault.file.rpartition("/")[2], fault.column, str(fault.value)) == ("figures.csv", "in_boxes", "1011")
    assert fault.cause == "valid and invalid ballots add up to 1010"


def test_a_fault_of_ballots_in_boxes_names_its_line(tmp_path):
    (fault,) = faults(folder(tmp_path, figures=changed("figures", "1010,1000,10", "1011,1000,10")))
    assert fault.line == 2


def test_an_empty_figure_is_not_known(tmp_path):
    figures = "tier,place,registered,in_boxes\nlist,,,1010\n"
    assert read_folder(folder(tmp_path, figures=figures)).votes.counts[0].figures == Figures(in_boxes=1010)


# ---- files -----------------------------------------------------------------------------------------------------------


def test_wrong_encoding(tmp_path):
    (fault,) = [f for f in faults(folder(tmp_path, parties=TABLES["parties.csv"].replace("ұ", "у").encode("cp1251")))
                if f.file.endswith("parties.csv")]  # fmt: skip
    assert (fault.line, fault.column, fault.value) == (2, 7, "byte 0xC0")
    assert "not UTF-8; read as Windows-1251 the line would be: Apple,Алма" in fault.cause
    assert fault.cure == "save the file as UTF-8"


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(tmp_path):
    votes = b"\xef\xbb\xbf" + TABLES["votes.csv"].replace("\n", "\r\n").encode()
    assert read_folder(folder(tmp_path, votes=votes)).votes == read_folder(folder(tmp_path)).votes


def test_a_folder_that_is_no_election(tmp_path):
    (fault,) = faults(tmp_path)
    assert (fault.file, fault.cause) == (str(tmp_path), "not an election folder: it has no election.toml")
    (fault,) = faults(tmp_path / "nothing")
    assert fault.cause == "there is no such folder"


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(BadInput) as error:
        load_election("kz-mazhilis-2022")
    (fault,) = error.value.faults
    assert fault.cause == "no election of this name, and no such folder"
    assert "did you mean 'kz-mazhilis-20" in fault.cure


def test_an_election_without_votes(tmp_path):
    (fault,) = faults(folder(tmp_path, votes=None, figures=None))
    assert (fault.cause, fault.cure) == ("there are no votes", "add votes.csv or stations-list.csv.gz")


def test_admitted_lists_must_have_votes(tmp_path):
    admitted = '\n[admitted]\nlist = { options = ["Apple", "Plum"], source = "invented", reason = "invented" }\n'
    (fault,) = faults(folder(tmp_path, election=TABLES["election.toml"] + admitted))
    assert (fault.column, fault.value, fault.cause) == ("admitted.list", "Plum", "the option has no votes")


def test_votes_of_a_tier_that_the_law_has_not(tmp_path):
    path = folder(tmp_path, election=TABLES["election.toml"].replace("2023-03-19", "2016-03-20"))
    (fault,) = faults(path)
    assert (fault.line, fault.column, fault.value) == (5, "tier", "constituency")
    assert fault.cause == "kz/mazhilis/2009 has no tier 'constituency'"


@pytest.mark.parametrize(("table", "row"), [("places", ",region,,,,\n"), ("parties", ",,,,,,\n")])
def test_whoever_is_named_has_a_name(tmp_path, table, row):
    (fault,) = faults(folder(tmp_path, **{table: TABLES[f"{table}.csv"] + row}))
    assert (fault.column, fault.value) == ("id", "")


def test_times_of_different_zones_are_compared_as_moments(tmp_path):
    # 16:40 in Astana (+06:00 then) is 10:40 in Greenwich, 16:30 in Uralsk (+05:00) is 11:30: Astana was first
    options = changed("options", "2023-02-03T16:40", "2023-02-03T16:40+06:00").replace(
        "2023-02-04T09:05", "2023-02-03T16:30+05:00"
    )
    try:
        election = read_folder(folder(tmp_path, options=options))
    except BadInput:
        return  # refused aloud is right as well
    times = [election.votes.options["list", None, name].registered for name in ("Apple", "Pear")]
    assert times == sorted(times)


def test_a_day_is_no_time_of_registration(tmp_path):
    (fault,) = faults(folder(tmp_path, options=changed("options", "2023-02-04T09:05", "2023-02-04")))
    assert (fault.line, fault.column, fault.value) == (3, "registered", "2023-02-04")


@pytest.mark.parametrize("name", ["figure.csv", "vote.csv", "station-list.csv", "option.csv.gz"])
def test_a_table_of_an_unknown_name_is_a_fault(tmp_path, name):
    path = folder(tmp_path)
    (path / name).write_text("tier,place\n", "utf-8")
    assert [fault.file for fault in faults(path)] == [str(path / name)]


def test_a_table_and_its_compressed_twin_are_one_too_many(tmp_path):
    path = folder(tmp_path)
    (path / "votes.csv.gz").write_bytes(gzip.compress(TABLES["votes.csv"].replace("350", "351").encode()))
    assert "votes.csv.gz" in faults(path)[0].file


# ---- nothing is loaded by halves, and nothing but the tables is read -------------------------------------------------


def test_a_shipped_folder_with_one_letter_wrong_is_refused_whole(tmp_path):
    source = SHIPPED / "kz-mazhilis-2016"
    for file in source.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert read_folder(tmp_path).votes == load_election("kz-mazhilis-2016").votes
    text = (tmp_path / "votes.csv").read_text("utf-8").replace("6183757", "6183757.0")
    (tmp_path / "votes.csv").write_text(text, "utf-8")
    (fault,) = faults(tmp_path)
    assert (fault.line, fault.column, fault.value, fault.cause) == (2, "votes", "6183757.0", "the number is not whole")


def test_shipped_elections_are_found_by_name_and_by_folder():
    assert "kz-mazhilis-2023" in election_names()
    by_name, by_folder = load_election("kz-mazhilis-2023"), load_election(SHIPPED / "kz-mazhilis-2023")
    assert replace(by_name) == by_folder
