"""Bad law files: each fault says file, line, column, what was found, why it is wrong and what would be right."""

import tomllib
from datetime import date
from fractions import Fraction

import pytest
from small_law import LAW, changed, written

from dauys.law import load_law, read_law
from dauys.law.reading import LAWS
from dauys.text import BadInput, phrase_or


def refused(path):
    """The faults for which a law file is refused, each of them naming the file."""
    with pytest.raises(BadInput) as error:
        read_law(path)
    assert {fault.file for fault in error.value.faults} == {str(path)}
    return error.value.faults


def test_the_law_of_these_tests_is_right(tmp_path):
    law = read_law(written(tmp_path, LAW))
    assert (law.id, law.seats, law.in_force.until) == ("zz/council/2020", 10, date(2021, 1, 1))
    assert law.tier_named("list").threshold.at_least == Fraction(1, 20)


# ---- one fault each --------------------------------------------------------------------------------------------------

FAULTS = {
    # what is wrong: old text, new text, line, column, value, words of the cause, words of the cure
    "an unknown key": (
        'quota = "hare"', 'quotta = "hare"', 14, 1, "quotta", "unknown key 'list.formula.quotta'", "did you mean 'quota'?",
    ),
    "an unknown key in an inline table": (
        "until = 2021-01-01", "untill = 2021-01-01", 3, 33, "untill", "unknown key 'in_force.untill'", "did you mean 'until'?",
    ),
    "an unknown key at the top": ('source = "', 'sourse = "', 4, 1, "sourse", "unknown key 'sourse'", "did you mean 'source'?"),
    "an unknown word": (
        'quota = "hare"', 'quota = "hair"', 14, 1, "hair", "list.formula.quota: not a word of the law's vocabulary",
        "did you mean 'hare'? write one of: 'hare', 'droop', 'hagenbach-bischoff', 'imperiali'",
    ),
    "an unknown method": (
        '"largest remainder"', '"largest remainders"', 13, 1, "largest remainders",
        "list.formula.method: not a word of the law's vocabulary", "did you mean 'largest remainder'?",
    ),
    "an unknown base": (
        '"valid votes"', '"valid ballots"', 19, 1, "valid ballots", "list.threshold.of: not a word", "'ballots in boxes'",
    ),
    "a missing article": (
        'of = "valid votes"\narticle = "3"', 'of = "valid votes"', 17, 2, None, "'article' is missing in list.threshold",
        "add article = … (where the law says so: article and paragraph)",
    ),
    "an empty article": (
        'article = "3"', 'article = ""', 20, 1, "", "list.threshold.article: string should have at least 1", "",
    ),
    "a missing formula key": (
        'method = "largest remainder"\n', "", 12, 2, None, "'method' is missing in list.formula", "add method = …",
    ),
    "a missing source": (
        'source = "invented for this test"\n', "", 1, 1, None, "'source' is missing in the law",
        "add source = … (the law's title, number, date, and the edition read)",
    ),
    "a float": (
        '"5%"', "0.05", 18, 1, 0.05, "list.threshold.at_least: write the number in quotes, so that no digit is lost", "",
    ),
    "text that is no number": ('"5%"', '"five"', 18, 1, "five", 'not a number; write "5%", "0.7", "1/2"', ""),
    "a division by zero": ('"5%"', '"1/0"', 18, 1, "1/0", "not a number", ""),
    "a share below zero": ('"5%"', '"-5%"', 18, 1, "-5%", "a number below zero has no meaning here", ""),
    "dates in the wrong order": (
        "2021-01-01", "2019-01-01", 3, 1, None, "in_force: 'until' (2019-01-01) must come after 'from' (2020-01-01)", "",
    ),
    "a day that begins and ends at once": ("2021-01-01", "2020-01-01", 3, 1, None, "'until' (2020-01-01) must come after", ""),
    "two lines at once": (
        'of = "valid votes"', 'more_than = "4%"\nof = "valid votes"', 17, 2, None,
        "give exactly one of 'at_least', 'more_than', 'rank_at_most'", "",
    ),
    "a share without a base": (
        'of = "valid votes"\n', "", 17, 2, None, "list.threshold: 'of' is missing: a share or number needs its base", "",
    ),
    "a base with two readings": (
        "seats = 10", 'seats = 10\nagainst_all = "counted, never wins"', 7, 3, None,
        "'valid votes' has two readings where ballots have a line against all", "",
    ),
    "a list filled by plurality": (
        'method = "largest remainder"\nquota = "hare"', 'method = "plurality"', 7, 3, None,
        "tier 'list' cannot be filled by 'plurality': lists take 'largest remainder' or 'highest averages'", "",
    ),
    "a turnout asked of lists, where nothing would look at it": (
        "seats = 10",
        'seats = 10\nvalid_if = [{ what = "valid votes", at_least = "25%", of = "registered voters", article = "1" }]',
        7, 3, None, "'valid_if' is asked of constituencies alone", "",
    ),
    "a tie rule with two ways": (
        'by = "lot"', 'by = "lot", then = "stop"', 10, 1, None, "list.tie: give exactly one of 'by' and 'then'", "",
    ),
    "a stop without a reason": (
        'by = "lot", article = "4"', 'then = "stop"', 10, 1, None, "'reason' is missing: say what the law leaves unsaid", "",
    ),
    "a tie rule without its article": (
        'by = "lot", article = "4"', 'by = "lot"', 10, 1, None, "list.tie: 'article' is missing", "",
    ),
    "a body that is not country and body": (
        '"zz/council"', '"council"', 1, 1, "council", "body: string should match pattern", "",
    ),
    "a linkage of one tier": (
        "[tier.threshold]", '[linkage]\nkind = "parallel"\narticle = "5"\n\n[tier.threshold]', 1, 1, None,
        "'linkage' needs two tiers", "",
    ),
    "two tiers of one name": (
        "[[tier]]", '[[tier]]\nname = "list"\nseats = 1\nformula = { method = "largest remainder", article = "2" }\n\n[[tier]]',
        1, 1, None, "the law: two tiers are named 'list'", "",
    ),
    "two tiers without a linkage": (
        "[[tier]]",
        '[[tier]]\nname = "constituency"\nseats = 1\nformula = { method = "plurality", article = "2" }\n\n[[tier]]', 1, 1, None,
        "'linkage' is missing: two tiers need a word on how they relate", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_says_where_what_why_and_what_to_do(tmp_path, case):
    old, new, line, column, value, cause, cure = FAULTS[case]
    found = refused(written(tmp_path, changed(old, new)))
    fault = next((fault for fault in found if cause in fault.cause), None)
    assert fault is not None, found
    assert (fault.line, fault.column, fault.value) == (line, column, value)
    assert cure in fault.cure
    assert fault.cure


def test_one_fault_is_told_once(tmp_path):
    assert len(refused(written(tmp_path, changed('quota = "hare"', 'quotta = "hare"')))) == 1


def test_two_faults_are_told_at_once_in_the_order_of_the_file(tmp_path):
    text = changed('edition = "2020"', 'edition = "this year"').replace('article = "3"\n', "").replace("hare", "hair")
    lines = [fault.line for fault in refused(written(tmp_path, text))]
    assert lines == sorted(lines)
    assert {2, 14, 17} <= set(lines)


def test_a_fault_is_a_sentence_that_begins_with_the_place(tmp_path):
    path = written(tmp_path, changed('quota = "hare"', 'quota = "hair"'))
    told = [str(fault) for fault in refused(path) if fault.line == 14]
    assert told[0].startswith(f"{path}:14:1: list.formula.quota: not a word of the law's vocabulary")
    assert "'hair'" in told[0]


def test_columns_count_letters_and_not_bytes(tmp_path):
    fault = refused(written(tmp_path, changed('{ kk = "Кеңес", en = "Council" }', '{ kk = "Кеңес", eng = "Council" }')))[0]
    assert (fault.line, fault.column, fault.value) == (5, 24, "eng")


# ---- files that are no laws ------------------------------------------------------------------------------------------


def test_not_toml(tmp_path):
    (fault,) = refused(written(tmp_path, changed('quota = "hare"', "quota = hare")))
    assert (fault.line, fault.column) == (14, 9)
    assert fault.cause.startswith("not TOML: invalid value")
    assert fault.cure == "write it as TOML: key = value, text in double quotes, text of several lines in three of them"


def test_not_toml_to_the_end_of_the_file(tmp_path):
    (fault,) = refused(written(tmp_path, LAW + 'notes = ["one"'))
    assert fault.line == 21
    assert fault.cause.startswith("not TOML: ")


def test_a_key_written_twice(tmp_path):
    (fault,) = refused(written(tmp_path, changed("seats = 10", "seats = 10\nseats = 11")))
    assert fault.line == 10
    assert "not TOML: cannot overwrite a value" in fault.cause


def test_wrong_encoding(tmp_path):
    (fault,) = refused(written(tmp_path, LAW.replace("Кеңес", "Совет").encode("cp1251")))
    assert (fault.line, fault.column, fault.value) == (5, 16, "byte 0xD1")
    assert 'not UTF-8; read as Windows-1251 the line would be: name = { kk = "Совет"' in fault.cause
    assert fault.cure == "save the file as UTF-8"


def test_a_byte_order_mark_is_no_fault(tmp_path):
    assert read_law(written(tmp_path, LAW.encode("utf-8-sig"))).seats == 10


def test_a_toml_file_that_is_no_law(tmp_path):
    found = refused(written(tmp_path, "[tool.ruff]\nline-length = 120\n"))
    assert "unknown key 'tool'" in [fault.cause for fault in found]
    assert "'body' is missing in the law" in [fault.cause for fault in found]
    assert refused(written(tmp_path, ""))[0].cause.endswith("is missing in the law")


def test_no_file_a_folder_and_no_such_law(tmp_path):
    (fault,) = refused(tmp_path / "nothing.toml")
    assert (fault.cause, fault.line) == ("there is no such file", None)
    (tmp_path / "folder.toml").mkdir()
    assert refused(tmp_path / "folder.toml")[0].cause == "this is a folder"
    with pytest.raises(BadInput) as error:
        load_law("kz/mazhilis/2022")
    (fault,) = error.value.faults
    assert (fault.value, fault.cause) == ("kz/mazhilis/2022", "no such law")
    assert "did you mean 'kz/mazhilis/20" in fault.cure


# ---- what the reader lets through and should not ---------------------------------------------------------------------


@pytest.mark.parametrize("seats", ["-5", "true", '"10"', "10.0"])
def test_seats_are_a_whole_number(tmp_path, seats):
    assert refused(written(tmp_path, changed("seats = 10", f"seats = {seats}")))[0].line == 9


def test_a_share_above_a_hundred_per_cent_has_no_meaning(tmp_path):
    assert refused(written(tmp_path, changed('"5%"', '"500%"')))[0].line == 18


def test_a_first_divisor_must_be_below_the_second(tmp_path):
    formula = 'method = "highest averages"\ndivisors = "sainte-lague"\nfirst = "3"'
    refused(written(tmp_path, changed('method = "largest remainder"\nquota = "hare"', formula)))


@pytest.mark.parametrize(
    ("law", "changes"),
    [("nz/parliament/1993", {"linkage.overhang": "levelled"}), ("gb/scottish-parliament/1998", {})],
)
def test_a_linkage_that_works_with_divisors_refuses_remainders(law, changes):
    with pytest.raises(BadInput):
        load_law(law, {**changes, "list.formula": {"method": "largest remainder", "article": "invented"}})


def _silences(told):
    """Why a rule stops, wherever it stands in a law."""
    if isinstance(told, dict):
        if told.get("then") == "stop" and told.get("reason"):
            yield told["reason"]
        for word, value in told.items():
            if word != "open":  # said to readers of the file alone
                yield from _silences(value)
    elif isinstance(told, list):
        for value in told:
            yield from _silences(value)


def test_why_a_law_stops_is_told_in_every_language():
    reasons = sorted({why for path in LAWS.rglob("law.toml") for why in _silences(tomllib.loads(path.read_text("utf-8")))})
    assert len(reasons) > 5
    for language in ("kk", "ru"):
        assert not [why for why in reasons if phrase_or(f"word.{why}", language, why) == why], language
