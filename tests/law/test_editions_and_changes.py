"""Editions by day, changed laws and overlays: the law of another day, or of no day."""

import tomllib
from datetime import date
from fractions import Fraction

import pytest
from small_law import LAW, changed, written

from dauys.law import apply, law_ids, law_in_force, load_law, of_lists, read_law
from dauys.law.reading import overlaps, setting, with_changes
from dauys.text import BadInput

# ---- editions --------------------------------------------------------------------------------------------------------


def edition(folder, year, begins, ends=None):
    until = f", until = {ends}" if ends else ""
    text = changed("{ from = 2020-01-01, until = 2021-01-01 }", f"{{ from = {begins}{until} }}")
    path = written(folder, text.replace('"2020"', f'"{year}"'), f"{year}.toml")
    return str(path), read_law(path)


def test_an_edition_ends_on_the_day_on_which_the_next_begins(tmp_path):
    first = edition(tmp_path, 2001, "2001-01-01", "2002-01-01")
    assert overlaps([first, edition(tmp_path, 2002, "2002-01-01")]) == []


@pytest.mark.parametrize("ends", ["2002-01-02", None])
def test_editions_that_are_in_force_on_the_same_day_overlap(tmp_path, ends):
    first, second = edition(tmp_path, 2001, "2001-01-01", ends), edition(tmp_path, 2002, "2002-01-01")
    (fault,) = overlaps([second, first])
    assert (fault.file, fault.line, fault.value) == (second[0], 3, "zz/council/2002")
    assert fault.cause.startswith("in force from 2002-01-01, while zz/council/2001")
    assert fault.cure == "let the earlier edition end on the day the later begins"


def test_an_edition_that_never_ends_overlaps_all_that_follow(tmp_path):
    laws = [
        edition(tmp_path, 2001, "2001-01-01"), edition(tmp_path, 2002, "2002-01-01", "2003-01-01"),
        edition(tmp_path, 2003, "2003-01-01"),
    ]  # fmt: skip
    assert [fault.value for fault in overlaps(laws)] == ["zz/council/2002", "zz/council/2003"]


def test_the_shipped_editions_do_not_overlap():
    assert overlaps([(name, load_law(name)) for name in law_ids()]) == []


@pytest.mark.parametrize(
    ("body", "day", "edition"),
    [
        ("kz/mazhilis", date(2004, 9, 19), "2004"),
        ("kz/mazhilis", date(2007, 8, 18), "2007"),
        ("kz/mazhilis", date(2009, 2, 8), "2007"),
        ("kz/mazhilis", date(2009, 2, 9), "2009"),  # the day on which it began
        ("kz/mazhilis", date(2021, 1, 10), "2009"),
        ("kz/mazhilis", date(2021, 5, 24), "2021"),
        ("kz/mazhilis", date(2023, 3, 19), "2023"),
        ("kz/kurultai", date(2026, 7, 1), "2026"),
        ("kz/maslikhat-region", date(2021, 1, 10), "2018"),
        ("de/bundestag", date(2017, 9, 24), "2013"),
        ("de/bundestag", date(2025, 2, 23), "2023"),
    ],
)
def test_an_election_is_held_under_the_edition_of_its_day(body, day, edition):
    assert law_in_force(body, day).id == f"{body}/{edition}"


def test_a_day_without_an_edition_is_refused_and_the_editions_named():
    with pytest.raises(BadInput, match="no edition of kz/mazhilis that dauys has was in force on 1999-10-10"):
        law_in_force("kz/mazhilis", date(1999, 10, 10))
    with pytest.raises(BadInput, match="in force on 2026-07-01"):  # the Kurultai took its place
        law_in_force("kz/mazhilis", date(2026, 7, 1))
    with pytest.raises(BadInput, match="no such law"):
        law_in_force("kz/mazhils", date(2023, 3, 19))


# ---- what if ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("list.threshold.at_least=3%", "list.threshold.at_least", "3%"),
        ("list.threshold.at_least = 0.7", "list.threshold.at_least", "0.7"),  # text, so that no digit is lost
        ("list.seats=70", "list.seats", 70),
        ("linkage.kind=partly linked", "linkage.kind", "partly linked"),
        ('list.lone_list.weight="1/2"', "list.lone_list.weight", "1/2"),
        ("mandates.one_place=true", "mandates.one_place", True),
        ('list.tie={ by = "lot", article = "1" }', "list.tie", {"by": "lot", "article": "1"}),
        ('list.threshold.also_try=["ballots in boxes"]', "list.threshold.also_try", ["ballots in boxes"]),
        ("source=a=b", "source", "a=b"),
    ],
)
def test_a_setting_is_a_key_and_a_value(text, key, value):
    assert setting(text) == (key, value)


@pytest.mark.parametrize("text", ["list.seats", "=70", "list.seats=", "", "list.tie={ by = "])
def test_a_setting_that_is_none_is_refused_and_shown_how_to_write(text):
    with pytest.raises(BadInput) as error:
        setting(text)
    (fault,) = error.value.faults
    assert (fault.file, fault.value) == ("--set", text)
    assert fault.cure in ("write --set list.threshold.at_least=3%", "check quotes and braces")


def test_a_change_finds_the_tier_by_name_and_leaves_the_document_as_it_was():
    document = tomllib.loads(LAW)
    changed_document = with_changes(document, {"list.threshold.at_least": "3%", "edition": "2030"})[0]
    assert changed_document["tier"][0]["threshold"]["at_least"] == "3%"
    assert changed_document["edition"] == "2030"
    assert document == tomllib.loads(LAW)


@pytest.mark.parametrize(
    ("changes", "cause", "cure"),
    [
        ({"lisst.seats": 5}, "the law has no 'lisst' to set something in", "did you mean 'list'?"),
        ({"list.treshold.at_least": "3%"}, "the law has no 'treshold' to set something in", "did you mean 'threshold'?"),
        ({"list": 5}, "this names a tier, not a key", "name a key: list.seats"),
        ({"list.threshold.at_leats": "3%"}, "unknown key 'list.threshold.at_leats'", "did you mean 'at_least'?"),
        ({"list.threshold.at_least": 0.03}, "list.threshold.at_least: write the number in quotes", ""),
        ({"list.formula.quota": "hair"}, "list.formula.quota: not a word of the law's vocabulary", "did you mean 'hare'?"),
    ],
)
def test_a_change_to_something_the_law_does_not_know_is_refused(tmp_path, changes, cause, cure):
    with pytest.raises(BadInput) as error:
        read_law(written(tmp_path, LAW), changes)
    fault = next(fault for fault in error.value.faults if cause in fault.cause)
    assert cure in fault.cure
    assert "--set" in fault.file


def test_a_change_is_not_made_in_a_file_that_is_wrong_itself(tmp_path):
    path = written(tmp_path, changed('quota = "hare"', 'quota = "hair"'))
    with pytest.raises(BadInput) as error:
        read_law(path, {"list.formula.quota": "droop"})
    assert error.value.faults[0].file == str(path)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"A": 6, "B": 4}),
        ({"list.seats": 5}, {"A": 3, "B": 2}),
        ({"list.threshold.at_least": "41%"}, {"A": 10}),
        ({"list.formula": {"method": "highest averages", "divisors": "d'hondt", "article": "what if"}}, {"A": 6, "B": 4}),
    ],
)
def test_the_same_votes_under_a_changed_law(tmp_path, changes, expected):
    outcome = apply(read_law(written(tmp_path, LAW), changes), of_lists({"A": 60, "B": 40}))
    assert {seat.option: seat.seats for seat in outcome.seats} == expected


OVERLAY = """\
overlay_of = "kz/mazhilis/2023"
name = { en = "Three per cent" }
reason = "invented for this test"

[set]
"list.threshold.at_least" = "3%"
"list.seats" = 70
"""


def test_an_overlay_is_another_law_with_some_keys_set_anew(tmp_path):
    law = read_law(written(tmp_path, OVERLAY))
    assert law.id.startswith("kz/mazhilis/2023 with ")
    assert law.tier_named("list").threshold.at_least == Fraction(3, 100)
    assert law.tier_named("list").seats == 70
    assert load_law("kz/mazhilis/2023").tier_named("list").seats == 69  # the law itself is as it was


def test_a_setting_comes_after_the_overlay(tmp_path):
    assert read_law(written(tmp_path, OVERLAY), {"list.seats": 71}).tier_named("list").seats == 71


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ('"kz/mazhilis/2023"', '"mazhilis"', "overlay_of: string should match pattern"),
        ("2023", "2022", "no such law"),
        ('reason = "invented for this test"\n', "", "'reason' is missing in the law"),
        ('"list.seats" = 70', '"list.seat" = 70', "unknown key 'list.seat'"),
        ('"list.seats" = 70', '"lost.seats" = 70', "the law has no 'lost' to set something in"),
    ],
)
def test_a_wrong_overlay_is_refused(tmp_path, old, new, cause):
    with pytest.raises(BadInput) as error:
        read_law(written(tmp_path, OVERLAY.replace(old, new)))
    assert cause in " ".join(fault.cause for fault in error.value.faults)


def test_a_fault_of_an_overlay_is_found_in_the_overlay(tmp_path):
    path = written(tmp_path, OVERLAY.replace('"list.seats" = 70', '"list.formula.quota" = "hair"'))
    with pytest.raises(BadInput) as error:
        read_law(path)
    assert (str(path), 7) in [(fault.file, fault.line) for fault in error.value.faults]
