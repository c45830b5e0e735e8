"""One value, one string of bytes: written as RFC 8785 says, read only when written so, and nothing that has two spellings."""

import contextlib
import json
import unicodedata
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from dauys.ledger import NotCanonical, canonical, parse
from dauys.ledger.canonical import DEPTH, LARGEST

texts = st.text(max_size=12).map(lambda text: unicodedata.normalize("NFC", text))
awkward = st.text('\x00\n"\\/\x7f\u2028éӘ\ue000\uffff\U0001f5f3\U0010ffff', max_size=4)
scalars = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts | awkward
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts | awkward, inner, max_size=5), max_leaves=20
)


def test_an_act_has_these_bytes():
    act = {
        "time": "2023-03-19T21:05:00Z",
        "kind": "protocol entered",
        "votes": [2861, 0, None],
        "қала": "Астана",
        "late": False,
    }
    assert canonical(act).decode() == (
        '{"kind":"protocol entered","late":false,"time":"2023-03-19T21:05:00Z","votes":[2861,0,null],"қала":"Астана"}'
    )


@given(values)
def test_what_was_written_is_read_back(value):
    assert parse(canonical(value)) == value


@given(values)
def test_both_writers_agree(value):
    assert canonical(value) == rfc8785.dumps(value)


@given(st.dictionaries(texts | awkward, scalars), st.randoms())
def test_the_order_in_which_keys_came_leaves_no_mark(value, chance):
    items = list(value.items())
    chance.shuffle(items)
    assert canonical(dict(items)) == canonical(value)


def test_keys_are_sorted_by_utf_16_units_where_code_points_would_sort_otherwise():
    assert canonical({"\ue000": 1, "\U0001f5f3": 2}).decode() == '{"\U0001f5f3":2,"\ue000":1}'


@given(values)
def test_any_other_spelling_of_the_same_value_is_refused(value):
    right = canonical(value)
    for other in (json.dumps(value).encode(), json.dumps(value, indent=1).encode(), right + b"\n", b"\xef\xbb\xbf" + right):
        if other != right:
            with pytest.raises(NotCanonical):
                parse(other)


@pytest.mark.parametrize(
    "data",
    [
        b"", b" 1", b"1.0", b"1e0", b"-0", b"01", b"+1", b"NaN", b"-Infinity", b'"\\u0041"', b'"\\/"', b'"\\u000A"',
        b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a":1,}', b"[1, 2]", b"'a'", b"1 2", b'"\\ud83d\\uddf3"', b'"\xff"',
        "\"e\u0301\"".encode(), "1".encode("utf-16"), b"9007199254740992", b"1" * 5000, b"[" * 100_000, b'{"a":' * 100_000,
        b"[" * (DEPTH + 1) + b"]" * (DEPTH + 1), b"1e999", b"null ", b"True",
    ],
)  # fmt: skip
def test_what_could_be_written_otherwise_is_refused(data):
    with pytest.raises(NotCanonical):
        parse(data)


class Word(StrEnum):
    LATE = "late"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (0.0, "type float"), (0.5, "type float"), (Decimal(1), "type Decimal"), (Fraction(1, 2), "type Fraction"),
        (2**53, "whole number beyond"), (-(2**53), "whole number beyond"), ({1: 2}, "keys are"), ({None: 2}, "keys are"),
        (b"bytes", "type bytes"), ({1, 2}, "type set"), (Word.LATE, "type Word"), ("e\u0301", "normal form C"),
        ({"e\u0301": 1}, "normal form C"), ("\ud800", "surrogate"), ({"\udc00": 1}, "surrogate"),
    ],
)  # fmt: skip
def test_what_has_no_canonical_form_is_refused(value, why):
    with pytest.raises(NotCanonical, match=why):
        canonical(value)


def test_a_refusal_says_from_which_byte_on():
    with pytest.raises(NotCanonical, match="from byte 7 on"):
        parse(b'{"a":1, "b":2}')
    with pytest.raises(NotCanonical, match="from byte 1 on"):
        parse(b"1\n")


def test_a_refusal_says_where():
    with pytest.raises(NotCanonical, match=r"^payload\.lines\[1\]\.votes: a value of type float"):
        canonical({"payload": {"lines": [{"votes": 1}, {"votes": 1.5}]}})


def test_not_counted_is_not_zero():
    assert canonical({"votes": None}) != canonical({"votes": 0})


def test_the_largest_numbers_and_the_greatest_depth_are_kept():
    assert (LARGEST, DEPTH) == (9_007_199_254_740_991, 32)
    lists = objects = 1
    for _ in range(DEPTH):
        lists, objects = [lists], {"in": objects}
    for value in (LARGEST, -LARGEST, lists, objects):
        assert parse(canonical(value)) == value
    for deep in ([lists], {"in": objects}, [objects], {"in": lists}):
        with pytest.raises(NotCanonical, match="deep"):
            canonical(deep)


def test_a_list_that_holds_itself_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(NotCanonical, match="deep"):
        canonical(endless)


def test_a_tuple_is_written_as_a_list():
    assert canonical((1, ("a",))) == canonical([1, ["a"]])


@given(st.binary(max_size=40))
def test_bytes_are_read_whole_or_refused(data):
    with contextlib.suppress(NotCanonical):
        assert canonical(parse(data)) == data
