"""The voters' side of the books: a station that agrees, each number broken in turn, and the break found and named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.register import Books, load_rules, reconcile
from dauys.register.rules import TERMS, read_rules
from dauys.text import BadInput

RULES = load_rules("kz/mazhilis/2023")
BALLOTS = ("list", "constituency", "city list", "city constituency", "rayon")

NAMED = {  # a number, and the equations that name it when it is wrong
    "listed": {"R01"}, "added_certificate": {"R01"}, "added_other": {"R01"}, "removed": {"R01"}, "voters": {"R01", "R02"},
    "delivered": {"R05"}, "cancelled": {"R05"}, "damaged": {"R05"},
    "issued_list": {"R02", "R03", "R05", "R06", "R07", "R08"}, "issued_requests": {"R02", "R04", "R05", "R06", "R07", "R09"},
    "issued_by_members": {"R06"}, "signatures_list": {"R03"}, "signatures_requests": {"R04"},
    "in_stationary": {"R07", "R08"}, "in_mobile": {"R07", "R09"},
    "requests": {"R10", "R11"}, "taken": {"R12"}, "issued_box": {"R10", "R12"}, "brought_back": {"R12"},
    "damaged_box": {"R12"}, "in_box": {"R11"},
}  # fmt: skip
ONE_SIDED = {"R02", "R07", "R08", "R09", "R10", "R11"}  # a number that is too small may keep to these


@st.composite
def stations(draw):
    """A station whose books agree, with four or five kinds of ballot and up to three mobile boxes."""
    number = st.integers(0, 60)
    listed, certificates, other = draw(st.integers(100, 3_000)), draw(number), draw(number)
    removed = draw(st.integers(0, 50))
    station = {"listed": listed, "added_certificate": certificates, "added_other": other, "removed": removed,
               "voters": listed + certificates + other - removed}  # fmt: skip
    boxes, ballots = {}, {}
    requests = {str(box): draw(number) for box in range(1, draw(st.integers(1, 3)) + 1)}
    for kind in BALLOTS[: draw(st.integers(4, 5))]:
        outside = spoilt = in_mobile = 0
        for box, asked in requests.items():
            issued, damaged, back = draw(st.integers(0, asked)), draw(st.integers(0, 3)), draw(number)
            inside = draw(st.integers(0, issued))
            boxes[box, kind] = {"requests": asked, "taken": issued + damaged + back, "issued_box": issued, "brought_back": back,
                                "damaged_box": damaged, "in_box": inside}  # fmt: skip
            outside, spoilt, in_mobile = outside + issued, spoilt + damaged, in_mobile + inside
        here = draw(st.integers(0, max(0, station["voters"] - outside)))
        outside = min(outside, station["voters"] - here)
        in_mobile = min(in_mobile, outside)
        cancelled = draw(number)
        ballots[kind] = {
            "delivered": here + outside + cancelled + spoilt, "issued_list": here, "issued_requests": outside,
            "issued_by_members": here + outside, "cancelled": cancelled, "damaged": spoilt, "signatures_list": here,
            "signatures_requests": outside, "in_stationary": draw(st.integers(0, here)), "in_mobile": in_mobile,
        }  # fmt: skip
    return Books(station, ballots, boxes)


@given(stations())
def test_books_that_agree_agree(books):
    found = reconcile(RULES, books)
    assert found.agrees
    assert found.met == 1 + 8 * len(books.ballots) + 3 * len(books.boxes)


@pytest.mark.parametrize("term", [term for terms in TERMS.values() for term in terms])
@given(stations(), st.data())
def test_each_planted_break_is_found_and_named(term, books, data):
    each = next(each for each, terms in TERMS.items() if term in terms)
    at = data.draw(st.sampled_from({"station": [None], "ballot": [*books.ballots], "box": [*books.boxes]}[each]))
    numbers = {"station": books.station, "ballot": books.ballots.get(at), "box": books.boxes.get(at)}[each]
    by = data.draw(st.integers(-numbers[term], 4_000).filter(bool))
    numbers[term] += by
    found = reconcile(RULES, books)
    codes = {one.equation.code for one in found.broken}
    sure = NAMED[term] - ONE_SIDED
    assert codes <= NAMED[term]
    assert sure <= codes
    if not sure:  # held on one side alone: too many is found as soon as it is more than the other side
        over = {"in_stationary": "issued_list", "in_mobile": "issued_requests"}.get(term)
        if over and by > 0:
            assert bool(codes) == (numbers[term] > numbers[over] or _boxes_over(numbers))
    where = {(one.contest, one.box) for one in found.broken}
    assert where <= {"station": where, "ballot": {(at, None)}, "box": {(at[1], at[0])} if at else set()}[each]
    if each != "station" and codes:
        assert len(where) == 1


def _boxes_over(numbers):
    return numbers["in_stationary"] + numbers["in_mobile"] > numbers["issued_list"] + numbers["issued_requests"]


@given(stations())
def test_one_ballot_too_many_in_a_mobile_box_is_named_with_its_box(books):
    (box, kind), numbers = next(iter(books.boxes.items()))
    numbers["in_box"] = numbers["requests"] + 1
    (one,) = reconcile(RULES, books).broken
    assert (one.equation.code, one.contest, one.box, one.left - one.right) == ("R11", kind, box, 1)


@given(stations(), st.data())
def test_what_is_not_known_is_open_and_never_zero(books, data):
    kind = data.draw(st.sampled_from([*books.ballots]))
    term = data.draw(st.sampled_from([term for term in TERMS["ballot"] if term != "damaged"]))
    books.ballots[kind][term] = None
    found = reconcile(RULES, books)
    assert not found.broken
    assert found.open == len(NAMED[term])


def test_an_equation_of_unknown_words_is_refused(tmp_path):
    from dauys.law.reading import LAWS

    text = (LAWS / "kz/mazhilis/2023/register.toml").read_text("utf-8")
    for old, new in (("in_box <= requests", "in_box <= wishes"), ("in_box <= requests", "in_box <=")):
        (tmp_path / "register.toml").write_text(text.replace(old, new), "utf-8")
        with pytest.raises(BadInput):
            read_rules(tmp_path / "register.toml")
