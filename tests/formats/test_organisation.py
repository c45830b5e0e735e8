"""The spreadsheet of a small organisation: made from answers, read whole, and refused with every fault at once."""

import csv
import datetime
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spreadsheets import xlsx_of
from test_cli import run, written

from dauys.election.definition import read_definition, write_definition
from dauys.formats.organisation import HELP, SHEETS, Answers, spreadsheet
from dauys.formats.organisation_reading import LAWS, read_spreadsheet
from dauys.formats.xlsx import sheets_as_csv
from dauys.law.words import Names
from dauys.publish.seats import SECOND
from dauys.text import BadInput

ANSWERS = Answers(
    Names(en="INVENTED council"), datetime.date(2026, 11, 29), 3, 1, 40, 1, "A", "B", "C", "organisation.example/2026", True
)
RIGHT = {
    "election": [("", "", "INVENTED council", "2026-11-29", "3", "1", "organisation.example/2026", "yes")],
    "people": [("chair", "A"), ("secretary", "B"), ("member", "C")],
    "lists": [("north", "", "", "INVENTED North"), ("south", "", "ВЫМЫШЛЕНО: Юг", "")],
    "members": [("north", "", "", "INVENTED n"), ("south", "", "", "INVENTED s")],
    "constituencies": [("c1", "", "", "")],
    "candidates": [("c1", "north", "", "", "INVENTED one"), ("c1", "", "", "", "INVENTED two")],
    "stations": [("s1", "c1", "40", "", "", "")],
}


def filled(**sheets):
    """A workbook with its headers, and under them what is right or told otherwise; None: without the sheet."""
    told = {**RIGHT, **sheets}
    return xlsx_of({sheet: [SHEETS[sheet], *rows] for sheet, rows in told.items() if rows is not None})


def read(folder, **sheets):
    file = folder / "e.xlsx"
    file.write_bytes(filled(**sheets))
    return read_spreadsheet(file)


def faults(folder, **sheets):
    """Sheet, row, column and value of each fault, and its cause."""
    with pytest.raises(BadInput) as refused:
        read(folder, **sheets)
    assert all(one.cause and one.cure for one in refused.value.faults)
    return {(one.file.rpartition(" ")[2], one.line, one.column, one.value): one.cause for one in refused.value.faults}


# ---- made from answers -------------------------------------------------------------------------------------------------


def test_the_sheets_are_made_with_what_is_known_and_nothing_else():
    tables = {
        name: list(csv.reader(io.StringIO(data.decode())))
        for name, data in sheets_as_csv(spreadsheet(ANSWERS), Path("e.xlsx")).items()
    }
    assert [*tables] == [*SHEETS, HELP]
    for sheet, columns in SHEETS.items():
        assert tables[sheet][0] == list(columns)
    assert tables["election"][1:] == [["", "", "INVENTED council", "2026-11-29", "3", "1", "organisation.example/2026", "yes"]]
    assert tables["stations"][1:] == [["s1", "c1", "40", "", "", ""]]
    assert tables["lists"][1:] == tables["members"][1:] == tables["candidates"][1:] == []
    assert spreadsheet(ANSWERS) == spreadsheet(ANSWERS)


def test_every_column_is_explained_in_three_languages():
    help_ = list(csv.reader(io.StringIO(sheets_as_csv(spreadsheet(ANSWERS), Path("e.xlsx"))[HELP].decode())))
    assert {(sheet, column) for sheet, column, *_ in help_[1:]} == {
        (sheet, column) for sheet, columns in SHEETS.items() for column in ("", *columns)
    }
    assert all(all(row) for row in ([row[0], *row[2:]] for row in help_[1:]))


# ---- read --------------------------------------------------------------------------------------------------------------


def test_it_is_read_as_it_was_filled_in(tmp_path):
    event = read(tmp_path).event
    assert [one.id for one in event.contests] == ["council.list", "c1"]
    assert event.bodies["council"].law == "org/council/2026"
    assert event.bodies["council"].seats == {"list": 3, "constituency": 1}
    assert [(one.id, one.candidates, one.names.ru) for one in event.options["council.list"]] == [
        ("north", 1, None), ("south", 1, "ВЫМЫШЛЕНО: Юг"),
    ]  # fmt: skip
    assert [(one.id, one.party) for one in event.options["c1"]] == [("n1", "north"), ("n2", None)]


def test_lists_or_constituencies_alone_have_an_edition_of_their_own(tmp_path):
    none = {"constituencies": [], "candidates": [], "stations": [("s1", "", "40", "", "", "")]}
    lists = read(tmp_path, election=[("", "", "x", "2026-11-29", "3", "", "a", "")], **none).event
    assert (lists.bodies["council"].law, lists.invented) == ("org/council-lists/2026", False)
    areas = read(
        tmp_path, lists=[], members=[], candidates=[("c1", "", "", "", "one")],
        election=[("", "", "x", "2026-11-29", "0", "1", "a", "")],
    ).event  # fmt: skip
    assert areas.bodies["council"].law == "org/council-constituencies/2026"
    for number, event in enumerate((lists, areas)):
        write_definition(event, tmp_path / str(number))
        assert read_definition(tmp_path / str(number)) == event


def test_the_second_program_knows_all_rules_of_the_model():
    assert set(LAWS.values()) <= SECOND


def test_all_faults_are_told_at_once_with_sheet_row_column_and_value(tmp_path):
    found = faults(
        tmp_path,
        election=[("", "", "", "29.11.2026", "3", "2", "a b", "ja")],
        people=[("chair", "A"), ("secretary", "A"), ("clerk", "D")],
        lists=[("north", "", "", "INVENTED North"), ("north", "", "", "INVENTED again"), ("so uth", "Кeңес", "", "")],
        members=[("nort", "", "", "INVENTED n"), ("north", "", "", "A")],
        candidates=[("c9", "", "", "", "INVENTED one"), ("c1", "", "", "", "")],
        stations=[("s1", "", "forty", "", "", "")],
    )
    assert found == {
        ("election", 2, "name_kk", ""): "the name is missing",
        ("election", 2, "day", "29.11.2026"): "not a date",
        ("election", 2, "seats_in_constituencies", "2"): "each constituency has one seat, and the sheet constituencies has 1",
        ("election", 2, "log", "a b"): "not a name of a log",
        ("election", 2, "invented", "ja"): "not a mark",
        ("people", 3, "name", "A"): "this stands already in line 2",
        ("people", 4, "part", "clerk"): "no such part",
        ("people", None, None, "member"): "nobody has this part",
        ("lists", 3, "id", "north"): "this stands already in line 2",
        ("lists", 4, "id", "so uth"): "not an id",
        ("lists", 4, "name_kk", "Кeңес"): "letter 2 is a Latin e inside a Cyrillic word",
        ("members", 2, "list", "nort"): "no such list: nort",
        ("members", 3, "name_en", "A"): "this person stands already in row 2 of the sheet people",
        ("candidates", 2, "constituency", "c9"): "no such constituency: c9",
        ("candidates", 3, "name_kk", ""): "the name is missing",
        ("stations", 2, "constituency", ""): "the constituency is missing",
        ("stations", 2, "voters", "forty"): "not a whole number",
        ("constituencies", 2, "id", "c1"): "no station is in this constituency",
    }  # fmt: skip


@pytest.mark.parametrize(("sheets", "fault"), [
    ({"lists": None}, ("lists", None, None, None)),
    ({"election": []}, ("election", None, None, 0)),
    ({"election": RIGHT["election"] * 2}, ("election", None, None, 2)),
    ({"lists": [], "members": []}, ("election", 2, "seats_by_lists", "3")),
    ({"election": [("", "", "x", "2026-11-29", "", "1", "a", "")]}, ("election", 2, "seats_by_lists", "")),
    ({"candidates": []}, ("constituencies", 2, "id", "c1")),
    ({"constituencies": []}, ("candidates", 2, "constituency", "c1")),
    ({"stations": [("s1", "c1", "0", "", "", "")]}, ("stations", None, None, None)),
    ({"constituencies": [("council", "", "", "")]}, ("constituencies", 2, "id", "council")),
    ({"candidates": [("c1", "", "", "", "INVENTED n")]}, ("candidates", 2, "name_en", "INVENTED n")),
])  # fmt: skip
def test_each_fault_alone_is_found(tmp_path, sheets, fault):
    assert fault in faults(tmp_path, **sheets)


def test_a_sheet_or_a_column_of_another_name_is_never_left_out_in_silence(tmp_path):
    file = tmp_path / "e.xlsx"
    tables = {sheet: [SHEETS[sheet], *rows] for sheet, rows in RIGHT.items()}
    for wrong, cause in (
        ({**tables, "candidate": [("a",)]}, "no sheet has this name"),
        ({**tables, "lists": [("id", "name_kk", "name_ru", "name"), *RIGHT["lists"]]}, "column 'name_en' is missing"),
    ):
        file.write_bytes(xlsx_of(wrong))
        with pytest.raises(BadInput, match=cause):
            read_spreadsheet(file)


CELL = st.sampled_from(["", "c1", "c2", "north", "south", "40", "0", "yes", "chair", "x", "station", "council", "n1", "a b"])


@given(st.data())
def test_what_is_not_refused_is_a_definition_that_an_office_takes(tmp_path_factory, data):
    """Whatever cells are changed: the sheets have every rule of the definition, in words of their own."""
    sheets = {sheet: [list(row) for row in rows] for sheet, rows in RIGHT.items()}
    for _ in range(data.draw(st.integers(0, 3))):
        rows = sheets[data.draw(st.sampled_from([*SHEETS]))]
        row = data.draw(st.sampled_from(rows))
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(CELL)
    folder = tmp_path_factory.mktemp("any")
    try:
        event = read(folder, **sheets).event
    except BadInput:
        return
    write_definition(event, folder / "definition")
    assert read_definition(folder / "definition") == event


# ---- the command -------------------------------------------------------------------------------------------------------

ALL = (
    "--name-en", "INVENTED council", "--day", "2026-11-29", "--lists", "3", "--constituencies", "1", "--voters", "40",
    "--chair", "A", "--secretary", "B", "--member", "C",
)  # fmt: skip


def test_without_a_terminal_every_answer_that_is_missing_is_named_and_nothing_is_written(tmp_path):
    told = run("new", tmp_path / "e")
    assert told.code == 2
    for option in ("--name-kk", "--day", "--lists", "--constituencies", "--voters", "--chair", "--secretary", "--member"):
        assert f"\n{option}: " in f"\n{told.err}"
    for more, cause in (
        (("--secretary", "A"), "one person has two parts"),
        (("--lists", "0", "--constituencies", "0"), "nobody is elected"),
    ):
        refused = run("new", tmp_path / "e", *ALL, *more)
        assert (refused.code, cause in refused.err) == (2, True)
    assert written(tmp_path) == []


class Terminal(io.StringIO):
    """Somebody at a terminal who types these lines."""

    def isatty(self):
        return True


def test_at_a_terminal_what_no_option_tells_is_asked_and_asked_again_where_it_is_no_answer(tmp_path, monkeypatch):
    typed = ["", "", "INVENTED council", "tomorrow", "2026-11-29", "three", "3", "-1", "0", "40", "A", "B"]
    monkeypatch.setattr("sys.stdin", Terminal("\n".join(typed) + "\n"))
    told = run("new", tmp_path, "--member", "C")
    assert told.code == 0, told.text
    tables = sheets_as_csv((tmp_path / "election.xlsx").read_bytes(), Path("e.xlsx"))
    assert tables["election"].decode().splitlines()[1].startswith(",,INVENTED council,2026-11-29,3,0,")
    assert tables["people"].decode().splitlines()[1:] == ["chair,A", "secretary,B", "member,C"]


def test_nothing_is_written_over_and_nothing_half_written(tmp_path):
    folder = tmp_path / "e"
    assert run("new", folder, *ALL).code == 0
    again = run("new", folder, *ALL)
    assert (again.code, "there is a spreadsheet already" in again.err) == (2, True)
    refused = run("new", folder, "--from", folder / "election.xlsx")
    assert (refused.code, written(folder)) == (2, ["election.xlsx"])
    (folder / "election.xlsx").write_bytes(filled())
    assert run("new", folder, "--from", folder / "election.xlsx").code == 0
    assert "there is a definition already" in run("new", folder, "--from", folder / "election.xlsx").err
    assert "there is no such file" in run("new", tmp_path / "other", "--from", tmp_path / "none.xlsx").err
