"""Thresholds: a line met exactly is met, at any size; a rank can be a tie."""

from fractions import Fraction

import pytest

from dauys.seats import Tie, rank, reach

FIVE_PER_CENT = Fraction(5, 100)


@pytest.mark.parametrize("percent", [3, 5, 7, 14, 28])
@pytest.mark.parametrize("scale", [1, 10**16, 10**40])
def test_a_list_with_exactly_its_per_cent_of_the_base_is_admitted(percent, scale):
    # 7, 14 and 28 of 100 are below 0.07, 0.14 and 0.28 times 100 where these are floats
    line = Fraction(percent, 100) * (100 * scale)
    assert reach({"A": percent * scale, "B": percent * scale - 1}, line).admitted == {"A"}


def test_a_line_between_two_numbers_of_votes_is_not_rounded():
    line = FIVE_PER_CENT * 6_366_441  # the valid votes of 2023: 318,322.05
    assert reach({"A": 318_322, "B": 318_323}, line).admitted == {"B"}


def test_more_than_does_not_take_the_line_itself():
    result = reach({"A": 5, "B": 6}, 5, more_than=True)
    assert (result.admitted, result.refused) == ({"B"}, {"A"})


def test_nobody_passes_and_everybody_passes():
    assert reach({"A": 4, "B": 3}, 5).admitted == frozenset()
    assert reach({"A": 4, "B": 3}, 5).refused == {"A", "B"}
    assert reach({"A": 4, "B": 0}, 0).admitted == {"A", "B"}
    assert reach({}, 5).admitted == frozenset()


def test_coalitions_have_lines_of_their_own():
    lines = {"alone": 5, "two": 8, "three": 10}
    assert reach({"alone": 5, "two": 7, "three": 10}, lines).admitted == {"alone", "three"}


def test_the_first_so_many_are_admitted():
    result = rank({"A": 9, "B": 7, "C": 1}, 2)
    assert (result.admitted, result.refused, result.tie) == ({"A", "B"}, {"C"}, None)


def test_equal_votes_at_the_last_rank_are_neither_in_nor_out():
    result = rank({"A": 9, "B": 7, "C": 7, "D": 1}, 2)
    assert (result.admitted, result.refused) == ({"A"}, {"D"})
    assert result.tie == Tie(frozenset("BC"), 1, "rank")


def test_with_as_many_ranks_as_lists_all_are_in():
    assert rank({"A": 9, "B": 7}, 5).admitted == {"A", "B"}
    assert rank({"A": 9, "B": 7}, 0).refused == {"A", "B"}


def test_a_float_and_a_negative_number_are_no_measure():
    with pytest.raises(TypeError):
        reach({"A": 0.05}, 5)
    with pytest.raises(ValueError, match="negative"):
        rank({"A": -1}, 1)


def test_the_trace_says_who_was_measured_by_which_line():
    (step,) = reach({"A": 5, "B": 4}, 5).trace
    assert step.inputs == {"measure": {"A": 5, "B": 4}, "line": 5, "compared": "at least"}
    assert step.result == {"admitted": ("A",), "refused": ("B",)}
