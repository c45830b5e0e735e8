"""The forms that come with dauys, and what is refused in a forms file: with file, line, cause and cure."""

import re
from dataclasses import dataclass

import pytest
from small_form import FORM, changed, written

from dauys.law.reading import LAWS
from dauys.protocol import findings, load_forms, read_forms
from dauys.protocol.values import Figures
from dauys.text import BadInput, foreign_letters

SHIPPED = sorted(path.parent.relative_to(LAWS).as_posix() for path in LAWS.glob("*/*/*/forms.toml"))
LANGUAGES = ("kk", "ru", "en")


def test_forms_come_with_these_laws():
    assert SHIPPED == [
        "ge/parliament/2011", "kz/maslikhat-district-recall/2023", "kz/maslikhat-district/2023",
        "kz/maslikhat-region-lists/2023", "kz/maslikhat-region-recall/2023", "kz/maslikhat-region-seat/2023",
        "kz/maslikhat-region/2023", "kz/mazhilis-lists/2023", "kz/mazhilis-recall/2023",
        "kz/mazhilis-seat/2023", "kz/mazhilis/2023", "kz/senate/2023",
        "org/council-constituencies/2026", "org/council-lists/2026", "org/council/2026",
    ]  # fmt: skip


@pytest.mark.parametrize("law", SHIPPED)
def test_shipped_forms_name_their_law_and_every_contest_has_a_form(law):
    forms = load_forms(law)
    assert forms.law == law
    assert {form.id for form in forms.form} >= {"constituency", *({"list"} if not re.search("senate|recall", law) else ())}


@pytest.mark.parametrize("law", SHIPPED)
def test_everything_is_said_in_three_languages_with_its_own_letters(law):
    forms = load_forms(law)
    texts = [forms.name, *forms.note, *(rule.commission for rule in forms.across)]
    for form in forms.form:
        texts += [form.name, *(line.name for line in form.line), *(line.note for line in form.line if line.note)]
        texts += [text for check in form.check for text in (check.typist, check.commission)]
    for text in texts:
        assert all((text.kk, text.ru, text.en))
        assert not [*foreign_letters(text.kk), *foreign_letters(text.ru)]
        assert not re.search("[а-яё]", text.en.casefold())


@pytest.mark.parametrize("law", SHIPPED)
def test_a_typist_is_told_where_to_look_and_never_which_number_would_fit(law):
    for form in load_forms(law).form:
        codes = {line.code for line in form.line}
        for check in form.check:
            assert set(re.findall(r"\b[A-Z][0-9]*\b", check.typist.en)) <= codes
            for language in LANGUAGES:
                told = getattr(check.typist, language)
                assert not re.search(r"(?<![A-Z0-9])[0-9]", told)  # A0 and T12 are lines
                assert len(told) < 80


@pytest.mark.parametrize("law", SHIPPED)
def test_errors_say_that_a_paper_can_be_accepted_as_signed(law):
    errors = [check for form in load_forms(law).form for check in form.check if check.severity == "error"]
    assert errors
    assert all("as signed" in check.commission.en for check in errors)


def test_the_maslikhats_have_the_forms_of_the_mazhilis():
    mazhilis = load_forms("kz/mazhilis/2023")
    for law in ("kz/maslikhat-region/2023", "kz/maslikhat-district/2023"):
        forms = load_forms(law)
        assert (forms.form, forms.across, forms.same_as) == (mazhilis.form, mazhilis.across, "kz/mazhilis/2023")
        assert forms.note != mazhilis.note


def test_the_two_contests_differ_in_the_name_of_the_votes_alone():
    forms = load_forms("kz/mazhilis/2023")
    lists, constituency = forms.form_of("list"), forms.form_of("constituency")
    assert lists.check == constituency.check
    assert [one.code for one, other in zip(lists.line, constituency.line, strict=True) if one != other] == ["P"]


def test_votes_are_never_kept_by_mobile_box():
    for law in SHIPPED:
        for form in load_forms(law).form:
            assert form.id == "station" or not [line for line in form.line if "mobile box" in line.per]


def test_open_points_are_told():
    notes = [note.en for note in load_forms("kz/mazhilis/2023").note if note.en.startswith("Open:")]
    assert len(notes) == 3
    assert "its form of the protocol was not obtained" in notes[0]


# ---- a form as data --------------------------------------------------------------------------------------------------------


def test_the_form_of_these_tests_is_right(tmp_path):
    forms = read_forms(written(tmp_path, FORM))
    assert [line.code for line in forms.form_of("constituency").line] == ["T", "P", "S"]
    assert forms.form_of("list").check == forms.form_of("constituency").check
    assert (forms.has_form("list"), forms.has_form("station")) == (True, False)
    figures = Figures("list", {"T": 3, "P": {"X": 1, "Y": 1}})
    assert [finding.code for finding in findings(forms, None, {"c": figures})] == ["E101"]


def test_a_form_that_is_the_same_may_write_lines_and_checks_of_its_own(tmp_path):
    more = """\
[[form.line]]
code = "P"
name = { en = "Votes for the candidate" }
per = "option"
article = "1"

[[form.line]]
code = "Q"
name = { en = "Proxies" }
article = "1"

[[form.check]]
code = "W101"
severity = "warning"
must = "Q <= T"
article = "2"
typist = { en = "Check your copy of line Q." }
commission = { en = "More proxies than ballots." }

[[across]]"""
    forms = read_forms(written(tmp_path, changed("[[across]]", more)))
    constituency = forms.form_of("constituency")
    assert [line.name.en for line in constituency.line] == ["Ballots", "Votes for the candidate", "Damaged", "Proxies"]
    assert [check.code for check in constituency.check] == ["E101", "W101"]
    assert [check.code for check in forms.form_of("list").check] == ["E101"]


# ---- what is refused -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Refused:
    old: str
    new: str
    at: str  # how the line of the file begins where the fault is
    cause: str
    cure: str = ""


REFUSALS = {
    "a line that does not exist": Refused(
        "T == sum(P)", "T == sum(P) + Z", "must =", "check E101: there is no line Z", "name one of: list: T, P, S",
    ),
    "a form that does not exist": Refused("T == sum", "station.A == sum", "must =", "check E101: there is no line station.A"),
    "several cells without a sum": Refused(
        "sum(P)", "P", "must =", "check E101: line P has a cell for each option", "write sum(P)",
    ),
    "a sum of one cell": Refused("T == sum(P)", "sum(T) == sum(P)", "must =", "check E101: line T has one cell", "write T"),
    "a required line as if it could be left out": Refused(
        "T ==", "given(T) ==", "must =", "check E101: line T has one cell", "'given' is for optional lines of one cell",
    ),
    "a line not kept by contest": Refused(
        "T ==", "here(T) ==", "must =", "check E101: line T has one cell", "'here' is for lines by contest",
    ),
    "no check": Refused("T == sum", "T = sum", "must =", "must: not a check: column 3: '= sum(P) +' has no meaning here"),
    "a code of another severity": Refused('"error"', '"warning"', "[[form.check]]", "code E101 must begin with W"),
    "an unknown severity": Refused('"error"', '"fatal"', "severity =", "severity: not a word", "'error', 'warning'"),
    "an unknown key": Refused("optional = true", "optionel = true", "optionel", "unknown key 'form[1]", "'optional'"),
    "a rule without an article": Refused('article = "2"\n', "", "[[form.check]]", "'article' is missing"),
    "a condition on a line that does not exist": Refused(
        'must = "T', 'when = "R > 0"\nmust = "T', "when =", "check E101: there is no line R",
    ),
    "each cell of a line of one": Refused(
        'must = "T', 'each = "T"\nmust = "T', "each =", "there is no line of several cells with this code", "name one of: P",
    ),
    "a line that stands twice": Refused('code = "S"', 'code = "T"', 'code = "T"', "the line stands twice"),
    "a form that stands twice": Refused(
        'id = "constituency"\nsame_as = "list"\n',
        'id = "list"\nline = [{ code = "T", name = { en = "Ballots" }, article = "1" }]\n',
        'id = "list"',
        "a form of this id stands already",
    ),
    "the same form as none": Refused('same_as = "list"', 'same_as = "lists"', "same_as", "same_as: not a word", "'list'"),
    "a code that another check has": Refused('"W901"', '"E101"', 'code = "E101"', "across[1].code"),
    "an outlier without a share": Refused(
        "identical results", "outlier in the constituency", "[[across]]", "an outlier needs 'share'",
    ),
    "a share that is no number": Refused(
        'kind = "identical results"', 'kind = "outlier in the constituency"\nshare = "much"', "share", "not a number",
    ),
}  # fmt: skip


def faults_of(path):
    """The faults for which a file is refused, each of them naming the file."""
    with pytest.raises(BadInput) as error:
        read_forms(path)
    assert {fault.file for fault in error.value.faults} == {str(path)}
    return error.value.faults


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_wrong_is_refused_with_file_and_line(tmp_path, name):
    case = REFUSALS[name]
    text = changed(case.old, case.new)
    faults = faults_of(written(tmp_path, text))
    told = [fault for fault in faults if case.cause in fault.cause]
    assert told, [str(fault) for fault in faults]
    assert text.splitlines()[told[0].line - 1].startswith(case.at)
    assert case.cure in told[0].cure


def test_all_faults_are_told_at_once(tmp_path):
    text = changed("T == sum(P) + given(S)", "T == P + Z + sum(S)")
    told = [(fault.line, fault.value) for fault in faults_of(written(tmp_path, text))]
    assert told == [(28, "P"), (28, "S"), (28, "Z")]  # once, though two forms have the check


def test_two_checks_with_one_code_must_be_the_same(tmp_path):
    text = changed('id = "constituency"\nsame_as = "list"', 'id = "constituency"')
    lines_and_check = FORM[FORM.index("[[form.line]]") : FORM.index('[[form]]\nid = "constituency"')]
    assert read_forms(written(tmp_path, text.replace("[[across]]", f"{lines_and_check}[[across]]")))
    other = lines_and_check.replace("The votes do not add up.", "Something else.")
    (fault,) = faults_of(written(tmp_path, text.replace("[[across]]", f"{other}[[across]]")))
    assert (fault.value, fault.cause) == ("E101", "another check has this code")


BASES = {
    "no such law": ("zz/none/2020", "no such file comes with this law"),
    "a law whose forms are another's": ("kz/maslikhat-region/2023", "its file takes over another law's"),
}


@pytest.mark.parametrize("name", BASES)
def test_forms_can_be_the_same_only_as_forms_that_are_written_out(tmp_path, name):
    law, cause = BASES[name]
    text = f'law = "zz/council/2020"\nsame_as = "{law}"\nname = {{ en = "Protocol" }}\n'
    (fault,) = faults_of(written(tmp_path, text))
    assert (fault.line, fault.value, fault.cause) == (2, law, cause)


@pytest.mark.parametrize("form", ["form = 3", "form = [3]", 'form = [{ id = "list", same_as = "list" }]', "[[form]]\nline = 3"])
def test_what_is_not_of_the_right_shape_is_refused_too(tmp_path, form):
    assert faults_of(written(tmp_path, f'law = "zz/council/2020"\nname = {{ en = "Protocol" }}\n{form}\n'))


def test_a_file_that_is_not_there_is_refused():
    with pytest.raises(BadInput, match="there is no such file"):
        load_forms("kz/president/2023")
