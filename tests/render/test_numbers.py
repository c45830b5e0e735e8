"""Numbers as people read them: no digit invented, and a share that is not whole never looks whole."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.render.numbers import number, percent

LANGUAGES = ("kk", "ru", "en")


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        (0, "0", "0"),
        (-5, "-5", "-5"),
        (5_971_719, "5,971,719", "5\u00a0971\u00a0719"),
        (10**18, "1,000,000,000,000,000,000", "1\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000"),
        (Fraction(5_971_719, 69), "86,546.652173…", "86\u00a0546,652173…"),
        (Fraction(1, 2), "0.5", "0,5"),
        (Fraction(-7, 2), "-3.5", "-3,5"),
        (Fraction(69, 3), "23", "23"),
        (Fraction(1, 10**9), "0.000000…", "0,000000…"),  # more than nothing, and said so
        (Fraction(10**9 - 1, 10**9), "0.999999…", "0,999999…"),  # cut, never rounded up
    ],
)
def test_a_number_in_three_languages(value, english, russian):
    assert number(value, "en") == english
    assert number(value, "ru") == number(value, "kk") == russian


@given(st.fractions(min_value=-(10**20), max_value=10**20), st.sampled_from(LANGUAGES), st.integers(1, 12))
def test_what_is_shown_is_the_number_or_its_first_digits(value, language, digits):
    shown = number(value, language, digits)
    read = Fraction(shown.rstrip("…").replace(",", "" if language == "en" else ".").replace("\u00a0", ""))
    if shown.endswith("…"):
        assert 0 < abs(value) - abs(read) < Fraction(1, 10**digits)
    else:
        assert read == value


@pytest.mark.parametrize(
    ("share", "english"),
    [
        (Fraction(1, 20), "5 %"),
        (Fraction(0), "0 %"),
        (Fraction(1), "100 %"),
        (Fraction(1, 8), "12.5 %"),
        (Fraction(1, 3), "33.33 %"),
        (Fraction(2, 3), "66.67 %"),
        (Fraction(4_999, 100_000), "4.999 %"),
        (Fraction(49_999_999, 10**9), "4.9999999 %"),
        (Fraction(50_001, 10**6), "5.0001 %"),
        (Fraction(999_999, 10**6), "99.9999 %"),
        (Fraction(331_058, 6_366_441), "5.20 %"),  # OSDP in 2023
    ],
)
def test_a_share_has_two_decimals_or_as_many_as_it_takes(share, english):
    assert percent(share) == english
    assert percent(share, "ru") == percent(share, "kk") == english.replace(".", ",")


def looks_whole(shown):
    return re.fullmatch(r"[\d\s]+([.,]0+)? %", shown) is not None


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.sampled_from(LANGUAGES))
def test_a_share_looks_whole_only_where_it_is(part, rest, language):
    share = Fraction(part, part + rest)
    assert looks_whole(percent(share, language)) == ((share * 100).denominator == 1)


def test_one_vote_below_five_percent_of_10_to_the_18_is_not_five_percent():
    below = Fraction(5 * 10**16 - 1, 10**18)
    assert not looks_whole(percent(below))


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_rounded_to_the_nearest(part, rest):
    share = Fraction(part, part + rest)
    shown = percent(share).removesuffix(" %").replace(",", "")
    decimals = len(shown.partition(".")[2])
    assert abs(Fraction(shown) - share * 100) <= Fraction(1, 2 * 10 ** max(decimals, 2))
