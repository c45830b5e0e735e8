"""The code on a protocol: written and read back, and every other text refused with what is wrong."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.protocol import Figures
from dauys.render.paper_qr import Code, picture, read_qr
from dauys.text import BadInput

FIGURES = Figures("list", {"T": 612, "S": None, "P": {"X": 400, "Ә б": None}, "D": {}, "N": 0})
CODE = Code(True, "dauys.example/night", "X-AST-0058", "mazhilis.list", 1, "list", FIGURES)


def test_the_text_is_the_one_in_the_description():
    head, mark = CODE.text().rsplit("|", 1)
    assert head == (
        "dauys1|INVENTED|dauys.example/night|X-AST-0058|mazhilis.list|list|1|D=:;N=0;P=X:400,%D3%98%20%D0%B1:;S=;T=612"
    )
    assert mark == CODE.hash
    assert len(mark) == 64
    assert CODE.text().isascii()


def test_zero_empty_and_absent_are_three_things():
    lines = read_qr(CODE.text()).figures.lines
    assert lines["N"] == 0
    assert lines["S"] is None
    assert lines["D"] == {}
    assert "V" not in lines


def test_a_blank_paper_has_no_figures_and_an_empty_one_has_none_either_but_says_so():
    blank = Code(False, "o", "s", "c", 1, "list", None)
    assert blank.text() == "dauys1||o|s|c|list|1||"
    assert read_qr(blank.text()).figures is None
    empty = Code(False, "o", "s", "c", 1, "list", Figures("list", {}))
    assert read_qr(empty.text()).figures == Figures("list", {})


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
numbers = st.none() | st.integers(0, 999_999_999)
cells = numbers | st.dictionaries(names, numbers, max_size=4)
forms = st.sampled_from(["station", "list", "constituency"])


@given(st.booleans(), names, names, names, st.integers(1, 99), forms, st.none() | st.dictionaries(names, cells, max_size=5))
def test_whatever_is_written_is_read_back(invented, election, station, contest, version, form, lines):
    code = Code(invented, election, station, contest, version, form, None if lines is None else Figures(form, lines))
    assert read_qr(code.text()) == code


@given(st.text() | st.text("dauys1|INVENTED=:;,%0aAlist").map(lambda text: f"dauys1|{text}"))
def test_any_other_text_is_refused_in_words(text):
    with pytest.raises(BadInput) as refused:
        read_qr(text)
    assert all(fault.cause and fault.cure for fault in refused.value.faults)


@given(st.integers(0, len(CODE.text()) - 1), st.sampled_from("0123456789abXT=:;,|%"))
def test_one_changed_character_of_figures_or_hash_never_gives_other_figures(at, letter):
    text = CODE.text()
    changed = text[:at] + letter + text[at + 1 :]
    with suppress(BadInput):  # a name or the version changed: the figures are still what they were
        assert read_qr(changed).figures == FIGURES


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("dauys1", "dauys2", "not a code of a protocol"),
        ("dauys1", "https://example.org", "not a code of a protocol"),
        ("|list|1|", "|list|", "has 8 fields, and not 9"),
        ("INVENTED", "REAL", "nothing, INVENTED"),
        ("|list|1|", "|lists|1|", "station, list, constituency"),
        ("|list|1|", "|list|0|", "counted from 1"),
        ("|list|1|", "|list||", "the number is missing"),
        ("T=612", "T=0612", "not a whole number of at most nine digits"),
        ("T=612", "T=6120000000", "not a whole number of at most nine digits"),
        ("T=612", "T=-1", "not a whole number of at most nine digits"),
        ("T=612", "T", "written code=figure"),
        ("T=612", "T=612;T=612", "stands twice"),
        ("X:400", "X:400,X:400", "stands twice in its line"),
        ("X:400", "X400", "written name:figure"),
        ("%D3%98", "%D3", "not a name as codes write it"),
        ("T=612", "T=613", "do not have this hash"),
        ("N=0;", "", "do not have this hash"),
        ("D=:;N=0", "N=0;D=:", "not written in its one right way"),
    ],
)
def test_each_fault_is_named(old, new, cause):
    assert old in CODE.text()
    with pytest.raises(BadInput, match=cause):
        read_qr(CODE.text().replace(old, new))


def test_several_faults_are_told_at_once():
    with pytest.raises(BadInput) as refused:
        read_qr(CODE.text().replace("INVENTED", "x").replace("T=612", "T=a").replace("|list|1|", "|list|v|"))
    assert len(refused.value.faults) == 3


def test_the_picture_is_as_wide_as_a_telephone_needs_it_and_there_is_none_of_what_is_too_long():
    svg, width = picture(CODE.text())
    assert svg.startswith("<svg")
    assert 26 <= width < 40
    assert picture("1" * 2000)[1] > width
    assert picture("a" * 2900) is not None
    assert picture("a" * 3000) is None
