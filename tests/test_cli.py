"""The contract of the command ``dauys``, which others script against: commands, shapes, exit codes, streams.

Elections of parties A, B and C are invented. The command runs inside the test's process, but for what only a process of
its own can show (its encoding).
"""

import contextlib
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from unittest import mock

import pytest
from jsonschema import Draft202012Validator

from dauys.cli import main
from dauys.election import SHIPPED, election_names
from dauys.law import LAWS, law_ids

MAZHILIS, GEORGIA = "kz-mazhilis-2023", "ge-parliament-2012"
MAZHILIS_2023 = {  # party: seats by list, in constituencies (declared), in all
    "Amanat": (40, 22, 62), "Auyl": (8, 0, 8), "Respublica": (6, 0, 6), "People's Party": (5, 0, 5), "Baytaq": (0, 0, 0),
    "Ak Zhol": (6, 0, 6), "OSDP": (4, 0, 4), "independent": (0, 7, 7),
}  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """One run: its exit code, and what it printed to the two streams, also as one text in the order printed."""

    code: int
    out: str
    err: str
    text: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def rows(self):
        return list(csv.reader(io.StringIO(self.out)))


class _Stream(io.StringIO):
    """One stream that also writes into a text shared with the other."""

    def __init__(self, shared):
        super().__init__()
        self.shared = shared

    def write(self, text):
        self.shared.write(text)
        return super().write(text)


def run(*words, folder="."):
    """The command as a shell would run it in a folder. Anything but an exit by the command itself fails the test."""
    text = io.StringIO()
    out, err = _Stream(text), _Stream(text)
    plain = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE")}
    with (
        mock.patch.object(sys, "argv", ["dauys", *map(str, words)]),
        mock.patch.dict(os.environ, plain, clear=True),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    code = ended.value.code
    return Ran(code if isinstance(code, int) else 0 if code is None else 1, out.getvalue(), err.getvalue(), text.getvalue())


def written(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def tie(tmp_path):
    """98 seats, three equal lists: 32 2/3 seats each, so that two seats are left for three equal remainders."""
    folder = tmp_path / "tie"
    folder.mkdir()
    (folder / "election.toml").write_text('name = { en = "Invented" }\nbody = "kz/mazhilis"\ndate = 2022-01-01\n', "utf-8")
    (folder / "parties.csv").write_text("id\nA\nB\nC\n", "utf-8")
    (folder / "votes.csv").write_text("tier,place,option,votes\nlist,,A,100\nlist,,B,100\nlist,,C,100\n", "utf-8")
    return folder


QUESTION = "list: tie at remainder: 2 of A, B, C"


def lots(folder, *answers):
    """A file of lots: each answer is the question, the chosen, and that it is invented."""
    file = folder / "lots.toml"
    blocks = [
        f'[[lot]]\nquestion = "{asked}"\nchosen = {json.dumps(chosen)}\nby = "an invented draw"\n' for asked, chosen in answers
    ]
    file.write_text("\n".join(blocks), "utf-8")
    return file


# ---- laws, elections, schema -----------------------------------------------------------------------------------------


def test_laws_names_every_edition_with_its_dates_seats_and_source():
    shown = run("laws")
    assert shown.code == 0
    told = run("laws", "--json")
    assert told.code == 0
    assert [law["law"] for law in told.json] == law_ids()
    assert all(
        law.keys() == {"law", "body", "edition", "name", "from", "until", "seats", "tiers", "linkage", "source"}
        for law in told.json
    )
    for law in told.json:
        assert law["law"] == f"{law['body']}/{law['edition']}"
        line = next(line for line in shown.out.splitlines() if line.startswith(law["law"] + " "))
        assert law["from"] in line
        assert (law["until"] or "") in line
        assert str(law["seats"] or "") in line
        assert f"{law['law']}: {law['source']}" in shown.out
    mazhilis = next(law for law in told.json if law["law"] == "kz/mazhilis/2023")
    assert mazhilis["from"] == "2022-11-05"
    assert mazhilis["until"] == "2026-07-01"
    assert mazhilis["tiers"] == {"list": 69, "constituency": 29}
    assert mazhilis["seats"] == 98


def test_elections_names_those_that_come_with_dauys():
    assert [line.split()[0] for line in run("elections").out.splitlines()] == election_names()
    told = run("elections", "--json").json
    assert [election["election"] for election in told] == election_names()
    assert all(election.keys() == {"election", "name", "body", "date"} for election in told)
    assert all(set(election["name"]) == {"kk", "ru", "en"} and all(election["name"].values()) for election in told)


def test_schema_is_a_json_schema_of_a_law_file():
    schema = run("schema", "law").json
    Draft202012Validator.check_schema(schema)
    assert run("schema").json == schema
    assert {"body", "edition", "tier", "linkage"} <= schema["properties"].keys()


def test_the_schema_says_whose_it_is():
    assert run("schema", "law").json["title"] == "A law of dauys"


@pytest.mark.parametrize("name", law_ids())
def test_the_schema_accepts_every_shipped_law(name):
    text = (LAWS / name / "law.toml").read_text("utf-8")
    law = json.loads(json.dumps(tomllib.loads(text), default=str))  # JSON has no dates
    assert not [error.message for error in Draft202012Validator(run("schema", "law").json).iter_errors(law)]


# ---- count -----------------------------------------------------------------------------------------------------------

TOP = ["election", "law", "status", "parties", "seats", "total", "questions", "trace"]
SEAT = ["tier", "place", "party", "option", "seats"]
ASKED = ["id", "kind", "tier", "place", "text", "article", "choices", "choose", "answer"]
STEP = ["tier", "place", "rule", "article", "inputs", "result"]


def assert_shape(outcome):
    """The JSON that `docs/command.md` promises, key by key."""
    assert list(outcome) == TOP
    assert outcome["status"] == ("open" if outcome["questions"] else "complete")
    tiers = [tier for tier in next(iter(outcome["parties"].values())) if tier != "total"]
    assert set(tiers) <= {"list", "constituency"}
    for row in outcome["parties"].values():
        assert list(row) == [*tiers, "total"]
        assert row["total"] == sum(row[tier] for tier in tiers)
    assert outcome["seats"]
    for seat in outcome["seats"]:
        assert list(seat) == SEAT
        assert seat["tier"] in tiers
        assert isinstance(seat["seats"], int)
    assert outcome["total"] == sum(seat["seats"] for seat in outcome["seats"])
    assert outcome["total"] == sum(row["total"] for row in outcome["parties"].values())
    for party, row in outcome["parties"].items():
        of_party = [seat for seat in outcome["seats"] if (seat["party"] or "independent") == party]
        assert row["total"] == sum(seat["seats"] for seat in of_party)
    assert all(list(question) == ASKED for question in outcome["questions"])
    assert outcome["trace"]
    for step in outcome["trace"]:
        assert list(step) == STEP
        assert step["rule"]
        assert step["article"]


def test_count_of_mazhilis_2023_as_json():
    counted = run("count", MAZHILIS, "--json")
    assert counted.code == 0
    assert counted.err == ""
    outcome = counted.json
    assert_shape(outcome)
    assert (outcome["election"], outcome["law"], outcome["status"]) == (MAZHILIS, "kz/mazhilis/2023", "complete")
    assert outcome["total"] == 98
    assert {party: tuple(row.values()) for party, row in outcome["parties"].items()} == MAZHILIS_2023
    quota = next(step for step in outcome["trace"] if step["rule"] == "quota")
    assert quota["result"]["votes per seat"] == "1990573/23"  # 5,971,719 / 69
    assert quota["article"] == "97-1(1), (3), (4)"


def test_count_of_georgia_2012_as_json():
    outcome = run("count", GEORGIA, "--json").json
    assert_shape(outcome)
    assert outcome["total"] == 150
    assert outcome["parties"]["Georgian Dream"] == {"constituency": 41, "list": 44, "total": 85}
    assert outcome["parties"]["United National Movement"] == {"constituency": 32, "list": 33, "total": 65}


@pytest.mark.parametrize("election", [MAZHILIS, GEORGIA])
def test_csv_holds_the_same_seats_as_json(election):
    header, *rows = run("count", election, "--csv").rows
    assert header == SEAT
    assert rows == [
        ["" if cell is None else str(cell) for cell in seat.values()] for seat in run("count", election, "--json").json["seats"]
    ]


def test_count_for_people_shows_both_elections_as_make_run_does():
    mazhilis, georgia = run("count", MAZHILIS), run("count", GEORGIA)
    assert mazhilis.code == georgia.code == 0
    assert [line.split() for line in mazhilis.out.splitlines() if line.startswith("Amanat")] == [["Amanat", "40", "22", "62"]]
    assert "3,696" in georgia.out
    assert "3,649" in georgia.out  # protocols of stations, summed
    assert "85" in georgia.out


def test_the_same_command_prints_the_same_bytes():
    for words in (("count", GEORGIA, "--json"), ("explain", MAZHILIS, "--lang", "kk"), ("laws",)):
        assert run(*words) == run(*words)


def test_a_folder_is_counted_like_a_name(tmp_path):
    shutil.copytree(SHIPPED / MAZHILIS, tmp_path / MAZHILIS)
    assert run("count", f"./{MAZHILIS}", "--json", folder=tmp_path).out == run("count", MAZHILIS, "--json").out


# ---- other laws, other words in the law ------------------------------------------------------------------------------


def seats(ran):
    return {party: row["total"] for party, row in ran.json["parties"].items()}


def test_on_takes_the_law_of_another_day():
    then = run("count", MAZHILIS, "--on", "2021-06-01", "--json")
    assert then.json["law"] == "kz/mazhilis/2021"
    assert then.json["total"] == 98
    assert then.out == run("count", MAZHILIS, "--law", "kz/mazhilis/2021", "--json").out


def test_an_edition_ends_on_the_day_the_next_begins():
    for day, law in (("2021-05-23", "2009"), ("2021-05-24", "2021"), ("2022-11-04", "2021"), ("2022-11-05", "2023")):
        assert run("count", "kz-mazhilis-2021", "--on", day, "--json").json["law"] == f"kz/mazhilis/{law}"


def test_law_takes_a_file_too():
    by_file = run("count", MAZHILIS, "--law", LAWS / "kz/mazhilis/2021/law.toml", "--json")
    assert by_file.json == run("count", MAZHILIS, "--law", "kz/mazhilis/2021", "--json").json


def test_three_percent_seats_nobody_more_in_2023_and_two_percent_seats_baytaq():
    three = run("count", MAZHILIS, "--set", "list.threshold.at_least=3%", "--json")
    assert {party: tuple(row.values()) for party, row in three.json["parties"].items()} == MAZHILIS_2023
    threshold = next(step for step in three.json["trace"] if step["rule"] == "threshold")
    assert threshold["inputs"]["share"] == "3/100"
    two = seats(run("count", MAZHILIS, "--set", "list.threshold.at_least=2%", "--json"))
    assert two["Baytaq"] == 1  # 2.3 % of the votes, 1.65 quotas of 88,669 votes
    assert sum(two.values()) == 98


def test_several_keys_are_set_at_once():
    ran = run(
        "count",
        MAZHILIS,
        "--set",
        "list.seats=70",
        "--set",
        "constituency.seats=29",
        "--set",
        "list.lone_list.at_least=3",
        "--json",
    )
    assert ran.json["total"] == 99


def test_a_whole_table_is_set_as_toml():
    dhondt = """list.formula={ method = "highest averages", divisors = "d'hondt", article = "what if" }"""
    ran = run("count", MAZHILIS, "--set", dhondt, "--json")
    assert [ran.json["parties"][party]["list"] for party in ("Amanat", "OSDP")] == [41, 3]
    assert "what if" in {step["article"] for step in ran.json["trace"]}


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("list.treshold.at_least=3%", "did you mean 'threshold'?"),
        ("list.threshold.at_last=3%", "did you mean 'at_least'?"),
        ("lsit.seats=70", "did you mean 'list'?"),
        ("list.formula.quota=har", "did you mean 'hare'?"),
        ("list.threshold.at_least=three", "not a number"),
        ("list.threshold.at_least=-3%", "below zero"),
        ("list=70", "this names a tier, not a key"),
        ("list.seats=3.5", "whole number"),
        ("list.seats", "not KEY=VALUE"),
        ("=70", "not KEY=VALUE"),
        ('list.threshold.at_least="3%', "not a TOML value"),
    ],
)
def test_a_wrong_setting_is_refused_with_the_cure(setting, said, tmp_path):
    ran = run("count", MAZHILIS, "--set", setting, "--out", "out", "--json", folder=tmp_path)
    assert (ran.code, ran.out, written(tmp_path)) == (2, "", [])
    assert said in ran.err
    assert "Cure: " in ran.err
    assert setting.partition("=")[0].rpartition(".")[2] in ran.err


def test_a_negative_number_of_seats_is_bad_input():
    assert run("count", MAZHILIS, "--set", "list.seats=-5", "--json").code == 2


def test_a_key_may_be_spelt_as_the_law_files_themselves_spell_it():
    assert run("count", MAZHILIS, "--set", "tier.list.seats=70", "--json").json["total"] == 99


def test_a_what_if_may_take_the_place_of_what_an_open_point_speaks_of():
    quota = 'list.formula={ method = "largest remainder", article = "what if" }'  # the open point of Nepal: list.formula.first
    assert run("count", "np-representatives-2017", "--set", quota, "--json").code == 0


@pytest.mark.parametrize("how", ["--set", "overlay"])
def test_a_what_if_never_passes_for_the_law_itself(how, overlay):
    words = ("--set", "list.threshold.at_least=2%") if how == "--set" else ("--law", overlay)
    assert run("count", MAZHILIS, *words, "--json").json["law"] != "kz/mazhilis/2023"


@pytest.fixture
def overlay(tmp_path):
    """The law of 2023 with a line of 2 %."""
    file = tmp_path / "lower.toml"
    file.write_text(
        'overlay_of = "kz/mazhilis/2023"\nname = { en = "A line of 2 %" }\nreason = "what if the line were lower"\n\n'
        '[set]\n"list.threshold.at_least" = "2%"\n',
        "utf-8",
    )
    return file


def test_an_overlay_file_is_a_law(overlay):
    counted = run("count", MAZHILIS, "--law", overlay, "--json")
    assert counted.json["parties"]["Baytaq"]["list"] == 1
    compared = run("compare", MAZHILIS, "--under", overlay, "--json").json
    assert [column["parties"]["Baytaq"]["list"] for column in compared] == [0, 1]
    assert run("check", overlay).code == 0
    both = run("count", MAZHILIS, "--law", overlay, "--set", "list.threshold.at_least=5%", "--json")
    assert both.json["parties"]["Baytaq"]["list"] == 0  # what is set on the command line comes last


def test_an_overlay_with_a_wrong_key_is_refused(overlay):
    overlay.write_text(overlay.read_text("utf-8").replace("at_least", "at_last"), "utf-8")
    for words in (("check", overlay), ("count", MAZHILIS, "--law", overlay), ("compare", MAZHILIS, "--under", overlay)):
        ran = run(*words)
        assert ran.code == 2
        assert "did you mean 'at_least'?" in ran.err


# ---- questions and lots ----------------------------------------------------------------------------------------------


def test_a_tie_stops_the_count_and_is_answered_by_a_lot(tie):
    asked = run("count", tie, "--json")
    assert asked.code == 3
    assert_shape(asked.json)
    assert asked.json["status"] == "open"
    assert asked.json["total"] == 96  # the two seats of the tie are nobody's
    (question,) = asked.json["questions"]
    assert question["id"] == QUESTION
    assert (question["choices"], question["choose"], question["article"]) == (["A", "B", "C"], 2, "97-1(4)")
    assert QUESTION in asked.err  # the question goes to people, by the other stream
    answered = run("count", tie, "--lots", lots(tie.parent, (QUESTION, ["A", "C"])), "--json")
    assert answered.code == 0
    assert_shape(answered.json)
    assert answered.json["questions"] == []
    assert seats(answered) == {"A": 33, "B": 32, "C": 33}
    given = [step for step in answered.json["trace"] if step["rule"] == "answer"]
    assert [step["inputs"]["by"] for step in given] == ["an invented draw"]


def test_the_file_that_the_count_prints_answers_it_once_filled_in(tie):
    printed = run("count", tie)
    assert printed.code == 3
    start = printed.out.index("[[lot]]")
    filled = printed.out[start:].replace("chosen = []", 'chosen = ["B", "A"]').replace('by = ""', 'by = "an invented draw"')
    file = tie.parent / "printed.toml"
    file.write_text(filled, "utf-8")
    assert run("check", file).code == 0
    assert seats(run("count", tie, "--lots", file, "--json")) == {"A": 33, "B": 33, "C": 32}
    file.write_text(printed.out[start:], "utf-8")
    assert run("count", tie, "--lots", file).code == 2  # not filled in


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([("list: tie at remainder: 1 of A, B", ["A"])], id="another question"),
        pytest.param([(QUESTION, ["A"])], id="too few"),
        pytest.param([(QUESTION, ["A", "B", "C"])], id="too many"),
        pytest.param([(QUESTION, ["A", "Z"])], id="a stranger"),
        pytest.param([(QUESTION, ["A", "A"])], id="one twice"),
        pytest.param([(QUESTION, ["A", "C"]), ("constituency/01: tie at votes: 1 of A, B", ["A"])], id="one too many"),
    ],
)
@pytest.mark.parametrize("command", ["count", "explain"])
def test_a_lot_that_does_not_answer_the_question_is_refused(tie, answers, command):
    file = lots(tie.parent, *answers)
    ran = run(command, tie, "--lots", file)
    assert (ran.code, ran.out) == (2, "")
    assert str(file) in ran.err
    assert "Cure: " in ran.err


def test_a_lot_for_a_count_without_a_question_is_refused(tie):
    assert run("count", MAZHILIS, "--lots", lots(tie.parent, (QUESTION, ["A", "C"]))).code == 2


def test_two_answers_to_one_question_are_refused(tie):
    assert run("count", tie, "--lots", lots(tie.parent, (QUESTION, ["A", "C"]), (QUESTION, ["A", "B"]))).code == 2


def test_votes_that_are_not_there_are_a_question_without_choices():
    ran = run("count", "kz-maslikhat-almaty-2023", "--json")
    assert ran.code == 3
    (question,) = ran.json["questions"]
    assert (question["kind"], question["tier"], question["choices"]) == ("no votes", "constituency", [])
    assert "[[lot]]" not in ran.err  # no lot answers it
    assert run("explain", "kz-maslikhat-almaty-2023").code == 3


# ---- --out -----------------------------------------------------------------------------------------------------------


def test_out_writes_three_files_and_says_where(tmp_path):
    ran = run("count", MAZHILIS, "--out", "a/b", folder=tmp_path)
    assert ran.code == 0
    assert written(tmp_path) == ["a/b/hemicycle.svg", "a/b/outcome.json", "a/b/trace.md"]
    assert ran.out.rstrip().endswith("written: a/b/outcome.json, a/b/trace.md, a/b/hemicycle.svg")
    outcome = (tmp_path / "a/b/outcome.json").read_text("utf-8")
    assert outcome == run("count", MAZHILIS, "--json").out
    trace = (tmp_path / "a/b/trace.md").read_text("utf-8")
    assert trace == run("explain", MAZHILIS, "--markdown").out
    assert "86,546.652173…" in trace
    assert "<svg" in (tmp_path / "a/b/hemicycle.svg").read_text("utf-8")


def test_out_is_written_where_a_question_stays_open_too(tie):
    assert run("count", tie, "--out", "out", folder=tie.parent).code == 3
    assert json.loads((tie.parent / "out/outcome.json").read_text("utf-8"))["status"] == "open"
    assert QUESTION.partition(":")[2].split(" of ")[1] in (tie.parent / "out/trace.md").read_text("utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("count", "no-such-election"),
        ("count", "./no-such-folder"),
        ("count", "."),
        ("count", MAZHILIS, "--law", "kz/mazhilis/1995"),
        ("count", MAZHILIS, "--law", "no-such.toml"),
        ("count", MAZHILIS, "--on", "1990-01-01"),
        ("count", MAZHILIS, "--on", "19.03.2023"),
        ("count", MAZHILIS, "--on", "2023-03-19", "--law", "kz/mazhilis/2023"),
        ("count", MAZHILIS, "--lots", "no-such.toml"),
        ("count", MAZHILIS, "--lang", "de"),
        ("count", MAZHILIS, "--no-such-option"),
        ("count",),
        ("no-such-command",),
    ],
    ids=" ".join,
)
def test_bad_input_ends_with_2_and_writes_nothing(words, tmp_path):
    out = ("--out", "out") if words[:1] == ("count",) and len(words) > 1 else ()
    ran = run(*words, *out, folder=tmp_path)
    assert (ran.code, ran.out, written(tmp_path)) == (2, "", [])
    assert ran.err.strip()


@pytest.mark.parametrize("out", ["file", "file/folder"])
def test_out_where_nothing_can_be_written_is_bad_input(out, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    assert run("count", MAZHILIS, "--out", out, folder=tmp_path).code == 2


def test_a_misspelt_name_is_answered_with_the_right_one():
    assert "did you mean 'kz-mazhilis-2023'?" in run("count", "kz-mazhilis-203").err
    assert "did you mean 'kz/mazhilis/2023'?" in run("count", MAZHILIS, "--law", "kz/mazhilis/2022").err


# ---- explain ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "quota", "due", "line"),
    [
        ("en", "86,546.652173…", "39.649251…", "318,322.05"),
        ("ru", "86\u00a0546,652173…", "39,649251…", "318\u00a0322,05"),
        ("kk", "86\u00a0546,652173…", "39,649251…", "318\u00a0322,05"),
    ],
)
def test_explain_prints_the_table_of_the_law_in_three_languages(language, quota, due, line):
    ran = run("explain", MAZHILIS, "--lang", language)
    assert ran.code == 0
    for shown in (quota, due, line, "97-1(1), (3), (4)", "97-1(1), 43(5)", "9(2)"):
        assert shown in ran.out
    assert run("explain", MAZHILIS, "--lang", language, "--markdown").out.count(quota) == 1


def test_explain_of_one_tier_leaves_the_other_out():
    lists, constituencies = (run("explain", MAZHILIS, "--tier", tier).out for tier in ("list", "constituency"))
    assert "86,546.652173…" in lists
    assert "[9(2)]" not in lists
    assert "86,546.652173…" not in constituencies
    assert "[9(2)]" in constituencies


def test_explain_of_georgia_names_winner_second_and_lead_of_a_constituency():
    contests = {
        step["place"]: step for step in run("count", GEORGIA, "--json").json["trace"] if step["rule"] == "absolute majority"
    }
    assert len(contests) == 73
    first, second = sorted(contests["1"]["inputs"]["votes"].values(), reverse=True)[:2]
    line = next(
        line for line in run("explain", GEORGIA, "--tier", "constituency").out.splitlines() if line.startswith("Mtatsminda")
    )
    assert f"{first:,}" in line
    assert line.split()[-1] == f"{first - second:,}"


# ---- compare ---------------------------------------------------------------------------------------------------------

COLUMN = {
    "law", "status", "parties", "total", "gallagher", "effective parties by votes", "effective parties by seats",
    "wasted votes", "independents", "questions",
}  # fmt: skip


def test_compare_of_2023_under_other_editions():
    ran = run("compare", MAZHILIS, "--under", "2004", "2007", "2021", "2026", "--json")
    assert ran.code == 0
    columns = {column["law"]: column for column in ran.json}
    assert list(columns) == ["kz/mazhilis/2023", "kz/mazhilis/2004", "kz/mazhilis/2007", "kz/mazhilis/2021", "kz/kurultai/2026"]
    assert all(column.keys() == COLUMN for column in ran.json)
    totals = {
        law: {party: row["total"] for party, row in column["parties"].items() if row["total"]}
        for law, column in columns.items()
    }
    assert totals["kz/mazhilis/2023"]["Amanat"] == 62
    assert totals["kz/mazhilis/2007"] == {"Amanat": 65, "Auyl": 13, "Respublica": 10, "Ak Zhol": 10}  # the line was 7 %
    assert totals["kz/mazhilis/2021"] == {
        "Amanat": 56, "Auyl": 11, "Respublica": 9, "Ak Zhol": 9, "People's Party": 7, "OSDP": 6,
    }  # fmt: skip
    assert sum(totals["kz/kurultai/2026"].values()) == columns["kz/kurultai/2026"]["total"] == 145
    assert columns["kz/mazhilis/2004"]["status"] == "open"  # 67 constituencies, for which there are no votes
    assert columns["kz/mazhilis/2004"]["questions"]
    assert [column["independents"] for column in ran.json] == [7, 0, 0, 0, 0]
    assert columns["kz/mazhilis/2023"]["wasted votes"] == 146_431  # Baytaq
    assert columns["kz/mazhilis/2007"]["wasted votes"] == 146_431 + 432_920 + 331_058


def test_under_may_be_given_once_for_each_law_or_once_for_all():
    each = run("compare", MAZHILIS, "--under", "2007", "--under", "2021", "--json")
    assert each.out == run("compare", MAZHILIS, "--under", "2007", "2021", "--json").out


def test_compare_for_people_and_as_csv():
    told = run("compare", MAZHILIS, "--under", "2004", "2007", "2021", "2026")
    assert told.code == 0
    assert "62 (40+22)" in told.out
    assert "kz/mazhilis/2004 · " in told.out  # what could not be counted is said
    header, *rows = run("compare", MAZHILIS, "--under", "2021", "--csv").rows
    assert header == ["law", "party", "tier", "seats"]
    assert ["kz/mazhilis/2023", "Amanat", "list", "40"] in rows
    assert ["kz/mazhilis/2021", "Amanat", "list", "56"] in rows


def test_compare_refuses_an_unknown_edition():
    ran = run("compare", MAZHILIS, "--under", "1995")
    assert (ran.code, ran.out) == (2, "")
    assert run("compare", MAZHILIS).code == 2  # no law named


# ---- check -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", election_names())
def test_check_finds_every_shipped_election_right(name):
    ran = run("check", SHIPPED / name)
    assert (ran.code, ran.err) == (0, "")
    assert ": right." in ran.out


@pytest.mark.parametrize("name", law_ids())
def test_check_finds_every_shipped_law_right(name):
    ran = run("check", LAWS / name / "law.toml")
    assert (ran.code, ran.err) == (0, "")
    assert name in ran.out


def test_check_says_everything_that_is_wrong_with_a_law_at_once(tmp_path):
    file = tmp_path / "law.toml"
    text = (LAWS / "kz/mazhilis/2023/law.toml").read_text("utf-8")
    file.write_text(
        text.replace('quota = "hare"', 'qota = "hare"')
        .replace('of = "valid votes, against all included"', 'of = "valid vote"')
        .replace('kind = "parallel"\narticle = "C1995 50(3); 9(2)"', 'kind = "parallel"'),
        "utf-8",
    )
    ran = run("check", file)
    assert (ran.code, ran.out) == (2, "")
    lines = file.read_text("utf-8").splitlines()
    faults = ran.err.splitlines()
    for found, cure in (
        ("qota", "did you mean 'quota'?"),
        ('of = "valid vote"', "did you mean 'valid votes'"),
        ("[linkage]", "add article"),
    ):
        line = next(number for number, line in enumerate(lines, 1) if found in line)
        assert any(fault.startswith(f"{file}:{line}:") and cure in fault for fault in faults), ran.err


def test_one_mistake_in_the_only_tier_is_one_fault(tmp_path):
    file = tmp_path / "law.toml"
    text = (LAWS / "kz/mazhilis/2021/law.toml").read_text("utf-8")
    file.write_text(text.replace('quota = "hare"', 'qota = "hare"'), "utf-8")
    assert len(run("check", file).err.splitlines()) == 1


def test_check_refuses_an_edition_in_force_while_another_is(tmp_path):
    file = tmp_path / "law.toml"
    text = (LAWS / "kz/mazhilis/2023/law.toml").read_text("utf-8")
    file.write_text(
        text.replace('edition = "2023"', 'edition = "2024"').replace("from = 2022-11-05", "from = 2024-01-01"), "utf-8"
    )
    ran = run("check", file)
    assert ran.code == 2
    assert "kz/mazhilis/2023" in ran.err
    assert "2026-07-01" in ran.err


def test_check_says_everything_that_is_wrong_with_a_folder_at_once(tie):
    (tie / "votes.csv").write_text(
        "tier,place,option,votes\nlist,,A,-1\nlist,,B,1.5\nlist,,C,\nlist,,D,100\nlist,,A,100\nlist,nowhere,B,100\n", "utf-8"
    )
    ran = run("check", tie)
    assert (ran.code, ran.out) == (2, "")
    for where in (
        "votes.csv:2:votes",
        "votes.csv:3:votes",
        "votes.csv:4:votes",
        "votes.csv:5:option",
        "votes.csv:6:option",
        "votes.csv:7:place",
    ):
        assert where in ran.err
    assert ran.err.count("Cure: ") == 6
    assert run("count", tie, "--out", "out", folder=tie.parent).code == 2
    assert not (tie.parent / "out").exists()


def test_no_figure_is_dropped_in_silence(tie):
    (tie / "places.csv").write_text("id,kind,parent\nnorth,region,\nsouth,region,\n", "utf-8")
    (tie / "votes.csv").write_text("tier,place,option,votes\nlist,north,A,90\nlist,south,B,9\n", "utf-8")
    (tie / "figures.csv").write_text("tier,place,valid,in_boxes\nlist,,3000,4321\n", "utf-8")
    ran = run("count", tie, "--json")
    assert ran.code == 2 or "4321" in ran.out


@pytest.mark.parametrize("path", ["no-such.toml", "no-such-folder", "empty", "words.txt"])
def test_check_of_what_is_neither_law_nor_election(path, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "words.txt").write_text("words", "utf-8")
    ran = run("check", path, folder=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert path in ran.err


def test_an_election_folder_may_bring_its_own_law(tie, tmp_path):
    shutil.copy(LAWS / "kz/mazhilis/2021/law.toml", tie / "law.toml")
    with (tie / "election.toml").open("a", encoding="utf-8") as file:
        file.write('law = "law.toml"\n')
    assert run("check", tie, folder=tmp_path).code == 0


# ---- the process -----------------------------------------------------------------------------------------------------


def process(*words, **environment):
    command = [sys.executable, "-c", "from dauys.cli import main; main()", *words]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    return subprocess.run(command, env={**clean, **environment}, capture_output=True, check=False)


def test_output_is_utf_8_even_where_the_language_is_c():
    ran = process("explain", MAZHILIS, "--lang", "kk", LANG="C", LC_ALL="C")
    assert ran.returncode == 0
    assert "Мәжіліс депутаттарын сайлау" in ran.stdout.decode("utf-8")
    faults = process("count", "Мәжіліс", LANG="C", LC_ALL="C")
    assert faults.returncode == 2
    assert "Мәжіліс" in faults.stderr.decode("utf-8")


def test_output_is_utf_8_whatever_the_encoding_of_the_streams():
    ran = process("count", MAZHILIS, "--csv", PYTHONIOENCODING="latin-1")
    assert ran.returncode == 0
    assert "Däulet Turlyhanov" in ran.stdout.decode("utf-8")


def test_exit_codes_reach_the_shell(tie):
    assert process("count", str(tie), "--csv").returncode == 3
    assert process("count", "no-such-election").returncode == 2
    assert process("elections").returncode == 0
