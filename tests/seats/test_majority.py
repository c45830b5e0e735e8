"""Votes for persons: plurality, and the absolute majority with its second round."""

from fractions import Fraction

import pytest

from dauys.seats import Tie, absolute_majority, plurality

# ---- plurality -------------------------------------------------------------------------------------------------------


def test_the_most_votes_win_by_a_single_one_at_any_size():
    assert plurality({"A": 10, "B": 9}).elected == {"A"}
    assert plurality({"A": 10**18, "B": 10**18 + 1}).elected == {"B"}
    assert plurality({"A": 2**64, "B": 2**64 + 1}).elected == {"B"}


def test_several_seats_go_to_as_many_candidates():
    assert plurality({"A": 10, "B": 9, "C": 8}, seats=2).elected == {"A", "B"}


def test_equal_votes_at_the_last_seat_are_a_tie_and_those_above_are_elected():
    choice = plurality({"A": 10, "B": 5, "C": 5, "D": 1}, seats=2)
    assert (choice.elected, choice.tie) == ({"A"}, Tie(frozenset("BC"), 1, "votes"))


def test_equal_votes_within_the_seats_are_no_tie():
    choice = plurality({"A": 10, "B": 10, "C": 5}, seats=2)
    assert (choice.elected, choice.tie) == ({"A", "B"}, None)


def test_a_three_way_tie_for_one_seat_and_for_two():
    votes = {"A": 5, "B": 5, "C": 5}
    assert plurality(votes).tie == Tie(frozenset("ABC"), 1, "votes")
    assert plurality(votes, seats=2).tie == Tie(frozenset("ABC"), 2, "votes")


def test_no_seats_more_seats_than_candidates_and_nobody():
    assert plurality({"A": 1}, seats=0).elected == frozenset()
    assert plurality({"A": 1, "B": 0}, seats=5).elected == {"A", "B"}
    assert plurality({}).elected == frozenset()


def test_a_float_and_a_negative_number_are_no_votes():
    with pytest.raises(TypeError, match=r"A: 1\.0 is not an exact number"):
        plurality({"A": 1.0})
    with pytest.raises(ValueError, match="A: -1 votes"):
        absolute_majority({"A": -1}, 10)


# ---- absolute majority -----------------------------------------------------------------------------------------------


def test_more_than_half_elects_and_half_exactly_does_not():
    assert absolute_majority({"A": 51, "B": 49}, 100).elected == {"A"}
    choice = absolute_majority({"A": 50, "B": 30, "C": 20}, 100)
    assert (choice.elected, choice.run_off) == (frozenset(), {"A", "B"})


def test_half_of_an_odd_number_is_not_rounded():
    assert absolute_majority({"A": 51, "B": 50}, 101).elected == {"A"}  # 51 > 50.5
    assert absolute_majority({"A": 10**18 + 1, "B": 10**18}, 2 * 10**18 + 1).elected == {"A"}
    assert absolute_majority({"A": 10**18, "B": 10**18}, 2 * 10**18).elected == frozenset()


def test_the_base_is_the_laws_not_the_sum_of_the_candidates():
    assert absolute_majority({"A": 45, "B": 40}, 85).elected == {"A"}
    assert absolute_majority({"A": 45, "B": 40}, 100).run_off == {"A", "B"}  # 15 against all are in the base


def test_equal_votes_for_the_second_place_are_a_tie_for_the_run_off():
    choice = absolute_majority({"A": 40, "B": 30, "C": 30}, 100)
    assert (choice.elected, choice.run_off) == (frozenset(), {"A"})
    assert choice.tie == Tie(frozenset("BC"), 1, "run-off")


def test_three_equal_leaders_tie_for_the_two_places_of_the_run_off():
    choice = absolute_majority({"A": 30, "B": 30, "C": 30, "D": 10}, 100)
    assert (choice.run_off, choice.tie) == (frozenset(), Tie(frozenset("ABC"), 2, "run-off"))


def test_a_law_without_a_second_round_leaves_the_seat_open():
    choice = absolute_majority({"A": 40, "B": 30}, 100, run_off_between=0)
    assert (choice.elected, choice.run_off, choice.tie) == (frozenset(), frozenset(), None)


def test_below_a_half_two_can_reach_the_line_and_the_larger_wins():
    third = Fraction(30, 100)  # Georgia 2012: more than 30 %
    assert absolute_majority({"A": 40, "B": 35, "C": 25}, 100, more_than=third).elected == {"A"}
    assert absolute_majority({"A": 30, "B": 29}, 100, more_than=third).run_off == {"A", "B"}  # 30 % is not more
    assert absolute_majority({"A": 40, "B": 40}, 100, more_than=third).tie == Tie(frozenset("AB"), 1, "votes")


def test_the_trace_says_what_was_needed():
    (step,) = absolute_majority({"A": 50, "B": 30, "C": 20}, 100).trace
    assert (step.rule, step.result["needed"]) == ("absolute majority", 50)
    assert (step.result["elected"], step.result["run-off"]) == ((), ("A", "B"))
