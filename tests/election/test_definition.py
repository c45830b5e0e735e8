"""The definition of an event: contests that follow from law and areas, a folder read strictly, hashed, written again."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from untold import untold

from dauys.election.definition import definition_files, definition_hash, read_definition, write_definition
from dauys.election.event import Merging, SetDate
from dauys.text import BadInput

# A country of one region with one town in it, and of a station abroad. Three bodies: a nationwide one by lists alone, a
# council of 3 (1 on lists, 2 in constituencies), a town council of 2. The stations of North's first constituency lie
# partly in the town.
FILES = {
    "event.toml": """\
name = { kk = "ОЙДАН ШЫҒАРЫЛҒАН күн", ru = "ВЫМЫШЛЕНО: день", en = "INVENTED day" }
date = 2026-08-30
country = "land"
invented = true
origin = "dauys.example/small"
notes = ["All of it is \\"invented\\"."]

[[body]]
id = "kurultai"
law = "kz/kurultai/2026"
name = { en = "Kurultai" }
place = "land"

[[body]]
id = "council-north"
law = "kz/maslikhat-region/2023"
name = { en = "Council of North" }
place = "north"
seats = { "the council" = 3 }

[[body]]
id = "council-town"
law = "kz/maslikhat-district/2023"
name = { en = "Council of Town" }
place = "town"
seats = { constituency = 2 }
""",
    "places.csv": """\
id,kind,parent,name_kk,name_ru,name_en
land,country,,,,Land
north,region,land,Солтүстік,Север,North
town,town,north,,,Town
abroad,abroad,land,,,Abroad
""",
    "parties.csv": """\
id,name_kk,name_ru,name_en,groups,members
A,,,A,,1
B,,,B,minority;women,2
""",
    "constituencies.csv": """\
id,body,number,name_kk,name_ru,name_en
n1,council-north,1,,,
n2,council-north,2,,,
t1,council-town,1,,,
t2,council-town,2,,,
""",
    "commissions.csv": """\
id,kind,place,parent,acts_as,name_kk,name_ru,name_en
central,central,land,,,,,
north,territorial,north,central,okrug,,,
okrug-n1,okrug,n1,central,,,,
p1,precinct,town,north,,,,
p2,precinct,town,north,,,,
p3,precinct,north,north,,,,
p4,precinct,abroad,central,,,,
""",
    "stations.csv": """\
id,place,voters,commission,constituencies,address_kk,address_ru,address_en,name_kk,name_ru,name_en
X-1,town,100,p1,n1;t1,,,,,,
X-2,town,200,p2,n1;t2,,,"Street 1, Town",,,
X-3,north,300,p3,n2,,,,,,
X-4,abroad,40,p4,,,,,,,
""",
    "options.csv": """\
contest,option,kind,party,order,name_kk,name_ru,name_en
kurultai.list,B,list,B,1,,,
kurultai.list,A,list,A,2,,,
kurultai.list,against_all,against_all,,3,,,
council-north.list,A,list,A,1,,,
council-north.list,against_all,against_all,,2,,,
n1,1,candidate,A,1,,,INVENTED candidate 1
n1,2,candidate,,2,,,INVENTED candidate 2
n1,against_all,against_all,,3,,,
n2,1,candidate,A,1,,,INVENTED candidate 3
n2,against_all,against_all,,2,,,
t1,1,candidate,,1,,,INVENTED candidate 4
t1,against_all,against_all,,2,,,
t2,1,candidate,B,1,,,INVENTED candidate 5
t2,against_all,against_all,,2,,,
""",
}


def written(folder, changes=()):
    """The small definition in a folder, with some texts of some files replaced; a file replaced by None is left out."""
    folder.mkdir(exist_ok=True)
    files = dict(FILES)
    for name, old, new in changes:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def faults(folder, *changes):
    with pytest.raises(BadInput) as refused:
        read_definition(written(folder, changes))
    assert not untold(refused.value.faults)
    return [(fault.file.rpartition("/")[2], fault.line, fault.column, fault.cause) for fault in refused.value.faults]


@pytest.fixture
def event(tmp_path):
    return read_definition(written(tmp_path / "definition"))


# ---- what is read ----------------------------------------------------------------------------------------------------


def test_an_event_is_its_day_its_bodies_and_who_votes_where(event):
    assert (event.date, event.country, event.invented, event.origin) == (date(2026, 8, 30), "land", True, "dauys.example/small")
    assert event.notes == ('All of it is "invented".',)
    assert event.body("council-north").seats == {"the council": 3}
    assert event.stations["X-2"].constituencies == ("n1", "t2")
    assert event.stations["X-2"].address.en == "Street 1, Town"
    assert event.parties["B"].groups == {"minority", "women"}
    assert event.commissions["north"].acts_as == "okrug"
    assert event.has_station("X-4")
    assert not event.has_station("X-5")


def test_contests_follow_from_law_and_areas(event):
    assert [(contest.id, contest.body, contest.tier, contest.constituency) for contest in event.contests] == [
        ("kurultai.list", "kurultai", "list", None),
        ("council-north.list", "council-north", "list", None),
        ("n1", "council-north", "constituency", "n1"),
        ("n2", "council-north", "constituency", "n2"),
        ("t1", "council-town", "constituency", "t1"),
        ("t2", "council-town", "constituency", "t2"),
    ]
    assert [contest.id for contest in event.contests_of_body("council-north")] == ["council-north.list", "n1", "n2"]
    assert event.contest("n1").body == "council-north"


def test_a_station_has_the_lists_of_every_body_it_lies_in_and_its_constituencies(event):
    contests = {station: [contest.id for contest in event.contests_of(station)] for station in event.stations}
    assert contests == {
        "X-1": ["kurultai.list", "council-north.list", "n1", "t1"],
        "X-2": ["kurultai.list", "council-north.list", "n1", "t2"],
        "X-3": ["kurultai.list", "council-north.list", "n2"],
        "X-4": ["kurultai.list"],  # abroad, in no region: a normal case
    }
    for contest in event.contests:
        there = [station.id for station in event.stations_of(contest.id)]
        assert there == [station for station, ids in contests.items() if contest.id in ids]


def test_options_come_in_the_order_of_the_ballot(event):
    assert [option.id for option in event.options_of("kurultai.list")] == ["B", "A", "against_all"]
    assert [(option.id, option.kind, option.party) for option in event.options_of("n1")] == [
        ("1", "candidate", "A"), ("2", "candidate", None), ("against_all", "against_all", None),
    ]  # fmt: skip


def test_votes_enter_the_totals_of_the_places_from_the_bodys_down_to_the_stations(event):
    assert event.places_above("X-1", event.contest("kurultai.list")) == ("land", "north", "town")
    assert event.places_above("X-1", event.contest("n1")) == ("north", "town")
    assert event.places_above("X-1", event.contest("t1")) == ("town",)
    assert event.places_above("X-4", event.contest("kurultai.list")) == ("land", "abroad")


# ---- what is written -------------------------------------------------------------------------------------------------


def test_written_and_read_again_an_event_is_the_same_to_the_byte(event, tmp_path):
    folder = tmp_path / "again" / "definition"
    write_definition(event, folder)
    again = read_definition(folder)
    assert again == event
    assert definition_files(again) == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert all(b"\r" not in data and data.endswith(b"\n") for data in definition_files(event).values())


def test_the_dates_set_for_an_election_come_back(event, tmp_path):
    law = event.bodies["council-north"].law
    dates = (SetDate(law, "e_day", event.date, "7:00-20:00", "INVENTED: decision 1"),
             SetDate(law, "results", event.date.replace(day=28), None, "INVENTED: decision 2"))  # fmt: skip
    dated = replace(event, calendar=dates)
    write_definition(dated, tmp_path)
    assert read_definition(tmp_path) == dated
    with (tmp_path / "event.toml").open("a") as file:
        file.write('\n[[calendar]]\nlaw = "kz/mazhilis/1999"\nmilestone = "x"\nday = 2027-01-01\nsource = "INVENTED"\n')
        file.write(f'\n[[calendar]]\nlaw = "{law}"\nmilestone = "results"\nday = 2027-01-01\nsource = "INVENTED"\n')
    with pytest.raises(BadInput) as refused:
        read_definition(tmp_path)
    assert [(fault.value, fault.cause) for fault in refused.value.faults] == [
        ("kz/mazhilis/1999", "no body of this election is elected by this law"), ("results", "this date stands already"),
    ]  # fmt: skip


def test_registration_and_length_of_lists_have_columns_where_they_are_known(event, tmp_path):
    assert b"registered" not in definition_files(event)["options.csv"]
    changes = [
        ("options.csv", "name_en\n", "name_en,registered,candidates\n"),
        ("options.csv", "kurultai.list,B,list,B,1,,,", "kurultai.list,B,list,B,1,,,,2026-07-01T10:30,7"),
    ]
    folder = written(tmp_path, changes)
    rest = (folder / "options.csv").read_text("utf-8").splitlines()
    padded = [*rest[:2], *(f"{line},," for line in rest[2:])]
    (folder / "options.csv").write_text("\n".join(padded) + "\n", "utf-8")
    known = read_definition(folder)
    assert (known.options_of("kurultai.list")[0].registered, known.options_of("kurultai.list")[0].candidates) == (
        "2026-07-01T10:30", 7,
    )  # fmt: skip
    write_definition(known, folder)
    assert read_definition(folder) == known


# ---- the persons of the lists ------------------------------------------------------------------------------------------

PERSONS = """\
contest,option,person,name_kk,name_ru,name_en,quota
kurultai.list,B,b-1,ОЙДАН ШЫҒАРЫЛҒАН Әли,,,
kurultai.list,B,b-2,,,INVENTED second,yes
kurultai.list,B,b-3,,,,
kurultai.list,A,b-1,,,,
council-north.list,A,n-1,,,,
"""


def with_lists(folder, *changes):
    """The small definition with persons on the lists of A and B; of B's three one is marked, and one more counts."""
    head, first, *rest = FILES["options.csv"].splitlines()
    options = [f"{head},candidates,quota_more", f"{first},3,1", *(f"{line},," for line in rest)]
    files = {"options.csv": "\n".join(options) + "\n", "persons.csv": PERSONS}
    for name, old, new in changes:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)
    written(folder)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def test_the_persons_of_lists_are_read_in_the_order_of_the_list_and_written_again(tmp_path):
    event = read_definition(with_lists(tmp_path))
    assert event.lists.keys() == {("kurultai.list", "B"), ("kurultai.list", "A"), ("council-north.list", "A")}
    one = event.lists["kurultai.list", "B"]
    assert [(person.id, person.quota) for person in one.persons] == [("b-1", False), ("b-2", True), ("b-3", False)]
    assert one.quota_more == 1
    assert event.lists["kurultai.list", "A"].quota_more is None  # an empty cell is not known, and not zero
    write_definition(event, tmp_path)
    assert read_definition(tmp_path) == event
    assert read_definition(with_lists(tmp_path, ("options.csv", ",3,1", ",3,0"))).lists["kurultai.list", "B"].quota_more == 0


def test_a_definition_without_persons_has_no_table_and_no_column_of_them(event):
    assert not event.lists
    assert "persons.csv" not in definition_files(event)
    assert b"quota" not in definition_files(event)["options.csv"]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "column", "cause"),
    [
        ("persons.csv", "list,A,b-1", "list,C,b-1", 5, "option", "there is no list C in kurultai.list"),
        ("persons.csv", "kurultai.list,A", "kurultay.list,A", 5, "option", "there is no list A in kurultay.list"),
        ("persons.csv", "list,A,b-1", "list,against_all,b-1", 5, "option", "there is no list against_all in kurultai.list"),
        ("persons.csv", "kurultai.list,A,b-1", "n1,1,b-1", 5, "option", "there is no list 1 in n1"),
        ("persons.csv", ",b-3,", ",b-2,", 4, "person", "this stands already in line 3"),
        ("persons.csv", ",b-3,", ",,", 4, "person", "the id is missing"),
        ("persons.csv", "second,yes", "second,no", 3, "quota",
         "the only mark is 'yes'; of nobody is it written that they do not count"),
        ("persons.csv", "n-1,,,,", "n-1,,,,yes", 6, "quota", "kz/maslikhat-region/2023 has no quota of groups for mandates"),
        ("persons.csv", "ШЫҒАРЫЛҒАН Әли", "ШЫҒАPЫЛҒАН Әли", 2, "name_kk", "letter 11 is a Latin P inside a Cyrillic word"),
        ("options.csv", ",3,1", ",4,1", 2, "candidates", "persons.csv has 3 persons of this list"),
        ("options.csv", ",3,1", ",3,2", 2, "quota_more",
         "2 persons of this list are not marked: so many of them would tell it of each"),
        ("options.csv", ",3,1", ",3,one", 2, "quota_more", "not a whole number"),
        ("options.csv", "north.list,A,list,A,1,,,,,", "north.list,A,list,A,1,,,,,0", 5, "quota_more",
         "kz/maslikhat-region/2023 has no quota of groups for mandates"),
        ("options.csv", "n1,2,candidate,,2,,,INVENTED candidate 2,,", "n1,2,candidate,,2,,,INVENTED candidate 2,,1", 8,
         "quota_more", "the persons of this list are not told"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_persons_of_a_list_is_named(tmp_path, file, old, new, line, column, cause):
    with pytest.raises(BadInput) as refused:
        read_definition(with_lists(tmp_path, (file, old, new)))
    assert not untold(refused.value.faults)
    told = [(fault.file.rsplit("/", 1)[1], fault.line, fault.column, fault.cause) for fault in refused.value.faults]
    assert (file, line, column, cause) in told


# ---- stations that are published together ------------------------------------------------------------------------------


def in_groups(folder, first, second, rule='[merging]\nfewer_than = 50\nunanimous = true\n\n[[body]]\nid = "kurultai"'):
    """The small election with a group for its first stations, the second moved to the first's place and ballots."""
    written(folder, [("event.toml", '[[body]]\nid = "kurultai"', rule)])
    stations = folder / "stations.csv"
    head, *rows = stations.read_text("utf-8").splitlines()
    told = {"X-1": first, "X-2": second}
    rows = [f"{row},{told.get(row.split(',')[0], '')}" for row in rows]
    stations.write_text("\n".join([f"{head},group", *rows]) + "\n", "utf-8")
    return folder


def test_groups_and_the_rule_for_them_are_read_and_written_again(tmp_path):
    event = replace(read_definition(written(tmp_path / "plain")), merging=Merging(50, unanimous=False))
    first = event.stations["X-1"]
    stations = {
        **event.stations,
        "X-1": replace(first, group="g"),
        "X-5": replace(first, id="X-5", group="g"),
    }
    event = replace(event, stations=stations)
    write_definition(event, tmp_path / "again")
    found = read_definition(tmp_path / "again")
    assert (found.merging, found.group_of("X-1"), found.group_of("X-2")) == (Merging(50, unanimous=False), ("X-1", "X-5"), ())
    assert definition_files(found) == definition_files(event)


@pytest.mark.parametrize(
    ("first", "second", "rule", "cause"),
    [
        ("g", "g", None, "X-1 of the same group has another place or other constituencies"),
        ("g", "", None, "g has no other station"),
        ("", "", None, "no station is in a group"),
        ("g", "g", '[[body]]\nid = "kurultai"', "event.toml does not say when they are published together"),
    ],
)
def test_what_is_wrong_with_groups_is_named(tmp_path, first, second, rule, cause):
    folder = in_groups(tmp_path, first, second, *([] if rule is None else [rule]))
    with pytest.raises(BadInput) as bad:
        read_definition(folder)
    assert cause in "; ".join(fault.cause for fault in bad.value.faults)
    assert not untold(bad.value.faults)


def test_the_hash_is_over_paths_and_contents_in_the_order_of_paths(tmp_path):
    (tmp_path / "b.csv").write_bytes(b"two")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "c.csv").write_bytes(b"one")
    lines = f"a/c.csv\0{hashlib.sha256(b'one').hexdigest()}\nb.csv\0{hashlib.sha256(b'two').hexdigest()}\n"
    assert definition_hash(tmp_path) == hashlib.sha256(lines.encode()).hexdigest()


def test_any_other_byte_or_name_is_another_hash(tmp_path):
    folder = written(tmp_path / "one")
    before = definition_hash(folder)
    assert definition_hash(written(tmp_path / "two")) == before
    assert definition_hash(written(tmp_path / "three", [("stations.csv", "300", "301")])) != before
    (folder / "parties.csv").rename(folder / "parties2.csv")
    assert definition_hash(folder) != before


# ---- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "column", "cause"),
    [
        # names of things that are not there
        ("event.toml", 'place = "town"', 'place = "twon"', 25, 1, "no such place"),
        ("event.toml", 'country = "land"', 'country = "lan"', 3, 1, "the country is not among the places"),
        ("event.toml", "kz/kurultai/2026", "kz/kurultai/2062", 10, 1, "no such law"),
        ("places.csv", "town,town,north", "town,town,noth", 4, "parent", "no such place: noth"),
        ("constituencies.csv", "t1,council-town", "t1,council-twon", 4, "body", "no such body: council-twon"),
        ("commissions.csv", "p1,precinct,town", "p1,precinct,1", 5, "place", "no such place: 1"),
        ("commissions.csv", "okrug,n1", "okrug,n9", 4, "place", "no such place or constituency: n9"),
        ("commissions.csv", "p1,precinct,town,north", "p1,precinct,town,south", 5, "parent", "no such commission: south"),
        ("stations.csv", "X-1,town", "X-1,", 2, "place", "the place is missing"),
        ("stations.csv", ",p3,", ",p33,", 4, "commission", "no such commission: p33"),
        ("stations.csv", "n1;t2", "n1;t3", 3, "constituencies", "no such constituency: t3"),
        ("options.csv", "list,B,1", "list,C,1", 2, "party", "no such party: C"),
        ("options.csv", "n1,2,candidate,", "n1,2,candidate,C", 8, "party", "no such party: C"),
        ("options.csv", "t1,1", "t9,1", 12, "contest", "no such contest: t9"),
        # the same twice
        ("event.toml", 'id = "council-town"', 'id = "council-north"', 22, 1, "two bodies have this id"),
        ("places.csv", "abroad,abroad,land", "north,region,land", 5, "id", "this stands already in line 3"),
        ("parties.csv", "B,,,B", "A,,,B", 3, "id", "this stands already in line 2"),
        ("constituencies.csv", "t2,council-town,2", "t2,council-town,1", 5, "number", "this stands already in line 4"),
        ("commissions.csv", "p4,", "p3,", 8, "id", "this stands already in line 7"),
        ("stations.csv", "X-3,", "X-2,", 4, "id", "this stands already in line 3"),
        ("options.csv", "n1,2,", "n1,1,", 8, "option", "this stands already in line 7"),
        ("options.csv", "candidate,,2", "candidate,,1", 8, "order", "this stands already in line 7"),
        # areas
        ("stations.csv", "X-3,north,300,p3,n2", "X-3,north,300,p3,n1;n2", 4, "constituencies",
         "two constituencies of council-north: n1 and n2"),
        ("stations.csv", "n1;t1", "n1;n1;t1", 2, "constituencies", "two constituencies of council-north: n1 and n1"),
        ("stations.csv", "X-3,north,300,p3,n2", "X-3,north,300,p3,n2;t1", 4, "constituencies",
         "t1 is a constituency of council-town, in whose place the station does not lie"),
        ("stations.csv", "n1;t2", "t2", 3, "constituencies", "no constituency of council-north is named"),
        ("stations.csv > constituencies.csv", "p3,n2", "p3,n1", 3, "id", "no station is in this constituency"),
        ("event.toml", '"the council" = 3', '"the council" = 5', 14, 3,
         "council-north fills 3 seats in constituencies, and constituencies.csv has 2 of it"),
        # ballots
        ("options.csv > constituencies.csv", "t2,1,candidate,B,1,,,INVENTED candidate 5\n", "", 5, "id",
         "the contest t2 has no option to vote for"),
        ("options.csv > constituencies.csv", "t2,against_all,against_all,,2,,,\n", "", 5, "id",
         "the ballot of t2 lacks the line against all"),
        ("options.csv", "n2,1,candidate", "n2,1,list", 10, "kind", "no such kind of option in a constituency contest"),
        ("options.csv", "n2,against_all,against_all,", "n2,nobody,against_all,", 11, "option",
         "the line against all is option and kind at once, and of no party"),
        # numbers
        ("stations.csv", "X-2,town,200", "X-2,200,town", 3, "voters", "not a whole number"),
        ("stations.csv", ",300,", ",,", 4, "voters", "not a whole number"),
        ("stations.csv", ",300,", ',"3,000",', 4, "voters", "a whole number is written without separators"),
        ("stations.csv", ",300,", ",-300,", 4, "voters", "the number is negative"),
        ("options.csv", "candidate,A,1", "candidate,A,first", 7, "order", "not a whole number"),
        # totals
        ("stations.csv", "X-4,abroad,40", "Total,,640", 5, "id", "a row of totals"),
        ("stations.csv", "X-4,abroad,40", "Итого,,640", 5, "id", "a row of totals"),
        ("stations.csv", "X-4,abroad,40", "БАРЛЫҒЫ,,640", 5, "id", "a row of totals"),
        ("options.csv", "n1,against_all,", "n1,total,", 9, "option", "a row of totals"),
        # words
        ("places.csv", "Солтүстік", "Coлтүстік", 3, "name_kk", "letter 1 is a Latin C inside a Cyrillic word"),
        ("event.toml", "ВЫМЫШЛЕНО", "BЫМЫШЛЕНО", 1, 39, "letter 1 is a Latin B inside a Cyrillic word"),
        ("event.toml", '[[body]]\nid = "kurultai"\nlaw = "kz/kurultai/2026"\nname = { en = "Kurultai" }',
         '[[body]]\nid = "kurultai"\nlaw = "kz/kurultai/2026"\nname = { ru = "Курултaй" }', 11, 10,
         "letter 7 is a Latin a inside a Cyrillic word"),
        ("commissions.csv", "p1,precinct", "p1,district", 5, "kind", "no such kind"),
        ("commissions.csv", "central,okrug", "central,other", 3, "acts_as", "no such kind"),
        ("stations.csv", "100,p1", "100,north", 2, "commission", "this is a territorial commission"),
        ("stations.csv", "X-3,", "../3,", 4, "id", "not an id"),
        ("stations.csv", "X-3,", ",", 4, "id", "the id is missing"),
        ("places.csv", "north,region,land", "north,region,town", 3, "parent",
         "from north upwards one comes round to north again"),
        ("commissions.csv", "north,territorial,north,central", "north,territorial,north,p1", 3, "parent",
         "from north upwards one comes round to north again"),
        ("constituencies.csv", "t1,council-town", "station,council-town", 4, "id", "this id has another meaning here"),
        ("event.toml", "seats = { constituency = 2 }", "", 21, 3,
         "kz/maslikhat-district/2023 leaves the seats to be set for each body, and 'constituency' is not set"),
        ("event.toml", "seats = { constituency = 2 }", "seats = { constituency = 2, list = 1 }", 26, 29,
         "kz/maslikhat-district/2023 does not leave this to be set"),
        ("event.toml", "date = 2026-08-30\n", "", 1, 1, "'date' is missing in the definition"),
        ("stations.csv", "id,place,voters", "id,place,electors", 1, None, "column 'voters' is missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_file_line_and_column(tmp_path, file, old, new, line, column, cause):
    changed, _, told_of = file.partition(" > ")  # two files, where the fault is told of another than was changed
    at = told_of or changed
    found = faults(tmp_path, (changed, old, new))
    assert (at, line, column, cause) in found


@pytest.mark.parametrize("table", [name for name in FILES if name.endswith(".csv")])
def test_a_table_that_is_missing_blank_or_a_header_alone_is_said_once(tmp_path, table):
    header = FILES[table].partition("\n")[0] + "\n"
    (written(tmp_path) / table).unlink()
    with pytest.raises(BadInput, match="there is no such table"):
        read_definition(tmp_path)
    (tmp_path / table).write_text("", "utf-8")
    with pytest.raises(BadInput, match="is missing"):
        read_definition(tmp_path)
    (tmp_path / table).write_text(header, "utf-8")
    with pytest.raises(BadInput, match="the table is blank") as refused:
        read_definition(tmp_path)
    assert len(refused.value.faults) == 1  # nothing is said of all the references to what is not there


def test_a_table_of_zeros_is_refused(tmp_path):
    changes = [("stations.csv", f",{voters},", ",0,") for voters in (100, 200, 300, 40)]
    assert [cause for *_, cause in faults(tmp_path, *changes)] == ["no station has a voter"]


def test_a_single_station_without_voters_is_none(tmp_path):
    assert read_definition(written(tmp_path, [("stations.csv", ",40,", ",0,")])).stations["X-4"].voters == 0


def test_a_station_without_any_contest_is_refused(tmp_path):
    start = FILES["event.toml"].index('[[body]]\nid = "kurultai"')
    kurultai = FILES["event.toml"][start : FILES["event.toml"].index("[[body]]", start + 1)]
    lists = "".join(line + "\n" for line in FILES["options.csv"].splitlines() if line.startswith("kurultai"))
    assert faults(tmp_path, ("event.toml", kurultai, ""), ("options.csv", lists, "")) == [
        ("stations.csv", 5, "id", "the station has no contest")
    ]


def test_all_faults_are_told_at_once_and_nothing_is_loaded(tmp_path):
    found = faults(
        tmp_path,
        ("event.toml", "seats = { constituency = 2 }", ""),
        ("places.csv", "Солтүстік", "Coлтүстік"),
        ("commissions.csv", "p1,precinct", "p1,district"),
        ("stations.csv", ",300,", ",many,"),
        ("stations.csv", "n1;t1", "n1;n2;t1"),
        ("options.csv", "n1,2,candidate,", "n1,2,candidate,C"),
    )
    assert [(file, line) for file, line, _, _ in found] == [
        ("commissions.csv", 5), ("event.toml", 21), ("options.csv", 8), ("places.csv", 3),
        ("places.csv", 3), ("stations.csv", 2), ("stations.csv", 2), ("stations.csv", 4),
    ]  # fmt: skip


def test_columns_swapped_throughout_are_told_row_by_row_in_little_time(tmp_path):
    rows = [f"S{number},{number},north,p{number},n1,,,,,," for number in range(5000)]
    commissions = [f"p{number},precinct,north,central,,,," for number in range(5, 5000)]
    folder = written(tmp_path)
    (folder / "stations.csv").write_text("\n".join([FILES["stations.csv"].partition("\n")[0], *rows]) + "\n", "utf-8")
    (folder / "commissions.csv").write_text(FILES["commissions.csv"] + "\n".join(commissions) + "\n", "utf-8")
    with pytest.raises(BadInput) as refused:
        read_definition(folder)
    wrong = [fault for fault in refused.value.faults if fault.file.endswith("stations.csv")]
    assert sum(fault.column == "voters" for fault in wrong) == 5000
    assert sum(fault.column == "place" for fault in wrong) == 5000


def test_a_slip_in_an_id_gets_a_suggestion(tmp_path):
    with pytest.raises(BadInput, match="did you mean 'north'"):
        read_definition(written(tmp_path, [("stations.csv", "X-3,north", "X-3,nroth")]))


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(BadInput, match="there is no such folder"):
        read_definition(tmp_path / "nowhere")
    with pytest.raises(BadInput, match=r"no event\.toml"):
        read_definition(tmp_path)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted([*FILES, "persons.csv"])), st.data())
def test_whatever_bytes_a_file_holds_there_is_an_event_or_a_refusal(tmp_path, name, data):
    text = (with_lists(tmp_path) / name).read_bytes()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    put = data.draw(st.binary(max_size=8) | st.sampled_from([b",", b"\n", b'"', b";", b"0", b"Total", "А".encode()]))
    (tmp_path / name).write_bytes(text[:start] + put + text[end:])
    found = ()
    try:
        event = read_definition(tmp_path)
        assert all(event.contests_of(station) for station in event.stations)
    except BadInput as refused:
        found = refused.faults
    assert not untold(found)


VALUES = (
    '""', '"no"', '"kz/kurultai/2026"', "7", "-1", "2.5", "nan", "inf", "9223372036854775808", "true", "2026-08-30",
    '"2026-8-30"', '"30.08.2026"', '"2026-13-01"', '"2026-02-30"', '"2026-08-30x"', "2026-08-30T10:30:00",
    "2026-08-30T00:00:00Z", "10:30:00", "[]", "[7]", '["x"]', "{}", "{ list = 0 }", '{ list = "x" }', "{ other = 1 }",
    "{ kk = 7 }", "[{}]", "[[]]",
)  # fmt: skip
"""Of every kind that TOML has."""

DATE = """\
[[calendar]]
law = "kz/kurultai/2026"
milestone = "e_day"
day = 2026-08-30
hours = "7:00"
source = "INVENTED"

"""
WITH_A_DATE = FILES["event.toml"].replace("[[body]]", f"{DATE}[[body]]", 1)


@pytest.mark.parametrize("line", [line for line in WITH_A_DATE.splitlines() if line])
def test_whatever_value_a_key_has_its_fault_is_told_in_every_language(tmp_path, line):
    """Left out, written twice, unknown, or of another kind: also what the readers of TOML and of values say of it."""
    key = line.partition(" = ")[0]
    lines = ["", f"{line}\n{line}", f"x{line}", line[:-1], *(f"{key} = {value}" for value in VALUES if " = " in line)]
    folder = written(tmp_path)
    for other in lines:
        (folder / "event.toml").write_text(WITH_A_DATE.replace(line, other, 1), "utf-8")
        found = ()
        try:
            read_definition(folder)
        except BadInput as refused:
            found = refused.faults
        assert not untold(found), other
