"""The language of checks: parsed by hand, bounded, exact; what is not known stays unknown."""

import operator
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dauys.protocol.expression import DEEPEST, FUNCTIONS, LONGEST, BadExpression, Comparison, Line, parse


def held(text, **figures):
    """Whether a check holds for figures by code; a code that is not given is not known."""
    return parse(text).holds(lambda line: figures.get(line.code))


@pytest.mark.parametrize(
    ("text", "figures", "holds"),
    [
        ("T == V + I", {"T": 10, "V": 8, "I": 2}, True),
        ("T == V + I", {"T": 10, "V": 8, "I": 3}, False),
        ("T - V - I == 0", {"T": 10, "V": 8, "I": 2}, True),  # from the left: (10 - 8) - 2
        ("T - (V - I) == 4", {"T": 10, "V": 8, "I": 2}, True),
        ("2 * T + 1 == 21", {"T": 10}, True),
        ("I <= 3% * T", {"I": 3, "T": 100}, True),  # a threshold met exactly is met
        ("I <= 3% * T", {"I": 4, "T": 100}, False),
        ("C <= 101% * A + 1", {"C": 103, "A": 100}, False),
        ("T > 0", {"T": 0}, False),
        ("T != V", {"T": 1, "V": 2}, True),
        ("0.5 * T >= 1", {"T": 2}, True),
    ],
)
def test_sums_shares_and_comparisons(text, figures, holds):
    assert held(text, **figures) is holds


def test_a_number_that_is_not_known_makes_the_check_unknown_even_times_zero():
    assert held("T == V + I", T=10, V=8) is None
    assert held("0 * T == 0") is None
    assert parse("T == 1 + 1").sides(lambda line: None) == (None, 2)


def test_a_share_is_exact():
    assert parse("I <= 0.1%").right.value == Fraction(1, 1000)
    assert held("3 * T == 0.3 * V", T=1, V=10) is True


def test_lines_are_told_once_with_their_function():
    assert parse("V == sum(P) + N + station.A - here(station.G) + N").lines() == (
        Line("V"), Line("P", "sum"), Line("N"), Line("station.A"), Line("station.G", "here"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "column 1: 'the end' found, a number or a line expected"),
        ("T ==", "column 5: 'the end' found, a number or a line expected"),
        ("T = V", "column 3: '= V' has no meaning here"),
        ("T + V", "column 6: 'the end' found, == or != or"),
        ("T == V == I", "column 8: '==' after the end of the check"),
        ("T == V / I", "column 8: '/ I' has no meaning here"),
        ("T == -1", "column 6: '-' found, a number or a line expected"),
        ("T == sum P", "column 10: 'P' found, ( expected"),
        ("T == sum(P + N)", "column 12: '+' found, ) expected"),
        ("T == sum(1)", "column 10: sum() takes a line"),
        ("T == (V", "column 8: 'the end' found, ) expected"),
        ("T == median(P)", "column 12: '(' after the end of the check"),
        ("T == ٣", "column 6: '٣' has no meaning here"),
        ("T == __import__('os')", "column 6: '__import__' has no meaning here"),
    ],
)
def test_what_is_no_check_is_refused_with_its_column(text, told):
    with pytest.raises(BadExpression) as error:
        parse(text)
    assert str(error.value).startswith(told)


def test_length_and_depth_are_bounded():
    deep = "(" * DEEPEST + "T" + ")" * DEEPEST
    assert held(f"{deep} == 1", T=1) is True
    with pytest.raises(BadExpression, match="parentheses within each other"):
        parse(f"({deep}) == 1")
    with pytest.raises(BadExpression, match="parentheses within each other"):
        parse("(" * (LONGEST - 1))
    side_by_side = " + ".join(["(T)"] * (2 * DEEPEST))
    assert held(f"{side_by_side} == {2 * DEEPEST}", T=1) is True
    longest = ("T" + "+T" * LONGEST)[: LONGEST - 5] + "==T"
    assert isinstance(parse(longest), Comparison)
    with pytest.raises(BadExpression, match=f"longer than {LONGEST} characters"):
        parse("T" * (LONGEST + 1))


# ---- fuzzing, and arithmetic against a reference -----------------------------------------------------------------------

TOKENS = [
    "T",
    "P",
    "station.A",
    *FUNCTIONS,
    "(",
    ")",
    "==",
    "<=",
    "+",
    "-",
    "*",
    "1",
    "3%",
    "0.5",
    " ",
    ".",
    "%",
    "=",
    "é",
    "\n",
]


@given(st.text(max_size=LONGEST + 1) | st.lists(st.sampled_from(TOKENS), max_size=250).map("".join))
def test_anything_is_a_check_or_refused_as_no_check(text):
    try:
        check = parse(text)
    except BadExpression:
        return
    assert check.holds(lambda line: 1) in (True, False)
    assert check.holds(lambda line: None) in ((True, False) if not check.lines() else (None,))


CODES = {"A": 7, "B": 0, "C": 123_456}
numbers = st.sampled_from([("3", Fraction(3)), ("2%", Fraction(1, 50)), ("0.25", Fraction(1, 4)), ("10.5%", Fraction(21, 200))])
lines = st.sampled_from([(code, Fraction(number)) for code, number in CODES.items()])
SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def joined(parts):
    left, sign, right = parts
    return f"({left[0]} {sign} {right[0]})", SIGNS[sign](left[1], right[1])


terms = st.recursive(
    numbers | lines, lambda inner: st.tuples(inner, st.sampled_from(sorted(SIGNS)), inner).map(joined), max_leaves=12
)


@given(terms, terms)
def test_arithmetic_is_that_of_fractions(left, right):
    text = f"{left[0]} < {right[0]}"
    assume(len(text) <= LONGEST)
    check = parse(text)

    def known(line):
        return CODES[line.code]

    assert check.sides(known) == (left[1], right[1])
    assert check.holds(known) is (left[1] < right[1])


@given(st.lists(st.tuples(st.sampled_from("+-*"), st.integers(0, 99)), min_size=1, max_size=30))
def test_products_bind_closer_than_sums_and_sums_go_from_the_left(parts):
    text = "1" + "".join(f" {sign} {number}" for sign, number in parts)
    assert parse(f"{text} == 0").sides(lambda line: None)[0] == eval(text)
