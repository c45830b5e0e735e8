"""Quota rules: real elections first, then the edges at which other programs go wrong, then what the law may order."""

from fractions import Fraction
from math import floor

import pytest

from dauys.seats import NoVotes, OverAward, Tie, by_quota, lone_list

MAZHILIS_2023 = {  # official, 27 March 2023; the seventh list is below the threshold, "against all" is no list
    "Amanat": 3_431_510,
    "Auyl": 693_938,
    "Respublica": 547_154,
    "Ak Zhol": 535_139,
    "People's Party": 432_920,
    "OSDP": 331_058,
}  # together 5,971,719


def moved(number, scale=1):
    """The votes of 2023, with some moved from the People's Party to Amanat; the quota stays as it is."""
    votes = {name: count * scale for name, count in MAZHILIS_2023.items()}
    votes["People's Party"] -= number
    votes["Amanat"] += number
    return votes


# ---- real elections --------------------------------------------------------------------------------------------------


def test_mazhilis_2023_gives_the_official_seats():
    result = by_quota(MAZHILIS_2023, 69)
    assert result.quota == Fraction(5_971_719, 69)  # 86,546.652…
    assert {name: line.whole for name, line in result.lines.items()} == {
        "Amanat": 39, "Auyl": 8, "Respublica": 6, "Ak Zhol": 6, "People's Party": 5, "OSDP": 3,
    }  # fmt: skip
    # 39 + 8 + 6 + 6 + 5 + 3 = 67; the two left go to OSDP (0.825) and Amanat (0.649)
    assert result.seats == {"Amanat": 40, "Auyl": 8, "Respublica": 6, "Ak Zhol": 6, "People's Party": 5, "OSDP": 4}


def test_russia_2021_gives_the_official_list_seats():
    votes = {
        "United Russia": 28_064_200, "CPRF": 10_660_669, "LDPR": 4_252_252, "A Just Russia": 4_201_744,
        "New People": 2_997_744,
    }  # fmt: skip
    assert by_quota(votes, 225).seats == {
        "United Russia": 126, "CPRF": 48, "LDPR": 19, "A Just Russia": 19, "New People": 13,
    }  # fmt: skip


@pytest.mark.parametrize(("votes_moved", "whole"), [(0, 5), (186, 5), (187, 4)])
def test_the_peoples_party_earns_its_fifth_seat_whole_by_187_votes(votes_moved, whole):
    # 432,920 × 69 = 29,871,480; five quotas are 5 × 5,971,719 = 29,858,595; 12,885 / 69 = 186.7 votes to spare
    line = by_quota(moved(votes_moved), 69).lines["People's Party"]
    assert (line.whole, line.seats) == (whole, 5)  # without its fifth whole seat it has the largest remainder


@pytest.mark.parametrize(("votes_moved", "whole"), [(186_739_130_434_782, 5), (186_739_130_434_783, 4)])
def test_at_ten_to_the_eighteen_one_vote_still_decides_where_a_float_sees_no_difference(votes_moved, whole):
    votes = moved(votes_moved, scale=10**12)  # about 6 × 10^18 votes; 12,885 × 10^12 / 69 = 186,739,130,434,782.6
    result = by_quota(votes, 69)
    assert result.lines["People's Party"].whole == whole
    assert floor(float(votes["People's Party"]) * 69 / float(sum(votes.values()))) == 5  # a float says 5 both times


@pytest.mark.parametrize("scale", [2, 1_000_003, 10**12, 10**13, 10**40])
def test_the_seats_of_2023_are_the_same_at_any_scale_beyond_64_bits_too(scale):
    assert by_quota(moved(0, scale), 69).seats == by_quota(MAZHILIS_2023, 69).seats


# ---- quotas ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quota", "per_seat"),
    [
        ("hare", Fraction(100, 4)),  # 100 votes, 4 seats: 25
        ("droop", Fraction(21)),  # 100 / 5 = 20, and one more: 21
        ("hagenbach-bischoff", Fraction(100, 5)),  # 20
        ("imperiali", Fraction(100, 6)),  # 16 2/3
    ],
)
def test_each_quota_is_votes_over_its_number_of_seats(quota, per_seat):
    assert by_quota({"A": 45, "B": 35, "C": 20}, 4, quota=quota, too_many="keep").quota == per_seat


def test_droop_takes_the_whole_number_above_also_where_the_division_leaves_a_rest():
    assert by_quota({"A": 60, "B": 41}, 4, quota="droop").quota == 21  # 101 / 5 = 20.2: 20, and one more


def test_droop_leaves_more_seats_than_lists_and_they_go_round_again():
    # 476 votes, 58 seats: 476 / 59 = 8.07, quota 9. Whole parts 19 + 13 + 11 + 9 = 52, six seats left.
    result = by_quota({"A": 171, "B": 118, "C": 104, "D": 83}, 58, quota="droop")
    assert {name: line.remainder for name, line in result.lines.items()} == {
        "A": 0, "B": Fraction(1, 9), "C": Fraction(5, 9), "D": Fraction(2, 9),
    }  # fmt: skip
    assert result.seats == {"A": 20, "B": 14, "C": 13, "D": 11}  # one each, and one more for C and D
    assert sum(result.seats.values()) == 58


def test_hare_with_nothing_left_over():
    assert by_quota({"A": 40, "B": 35, "C": 25}, 20).seats == {"A": 8, "B": 7, "C": 5}  # 5 votes a seat


def test_the_base_of_the_quota_may_be_more_than_the_votes_of_the_lists():
    # Georgia: all valid votes. 200 / 10 = 20 a seat; A 100 / 20 = 5, B 60 / 20 = 3; the two left go by remainders,
    # which are equal (none): one each.
    assert by_quota({"A": 100, "B": 60}, 10, base=200).seats == {"A": 6, "B": 4}


# ---- more whole parts than seats -------------------------------------------------------------------------------------

SIXTY_THIRTY_TEN = {"A": 60, "B": 30, "C": 10}  # Imperiali, 5 seats: 100 / 7 a seat; 4.2, 2.1, 0.7: six whole parts


def test_too_many_whole_parts_stop_the_count_where_the_law_is_silent():
    with pytest.raises(OverAward, match="imperiali quota gives 1 seats more than the 5"):
        by_quota(SIXTY_THIRTY_TEN, 5, quota="imperiali")


def test_the_next_quota_is_the_next_larger_one():
    # Hagenbach-Bischoff, 100 / 6: 3.6, 1.8, 0.6; whole parts 3 + 1, the seat left to the remainder 0.8
    result = by_quota(SIXTY_THIRTY_TEN, 5, quota="imperiali", too_many="next quota")
    assert result.seats == {"A": 3, "B": 2, "C": 0}
    assert result.quota == Fraction(100, 6)
    assert [step.rule for step in result.trace] == [
        "quota", "whole parts", "next quota", "quota", "whole parts", "largest remainders",
    ]  # fmt: skip


def test_a_seat_is_taken_from_the_smallest_remainder_of_those_who_have_one():
    # remainders 0.2, 0.1, 0.7: B's is the smallest
    result = by_quota(SIXTY_THIRTY_TEN, 5, quota="imperiali", too_many="take from smallest remainders")
    assert result.seats == {"A": 4, "B": 1, "C": 0}
    assert (result.lines["B"].whole, result.lines["B"].extra) == (2, -1)


def test_a_list_without_seats_has_none_to_give_back_however_small_its_remainder():
    # Imperiali, 5 seats, 700 votes: 100 a seat; 5.8, 1.15, 0.05. C has the smallest remainder and no seat: B gives.
    votes = {"A": 580, "B": 115, "C": 5}
    result = by_quota(votes, 5, quota="imperiali", too_many="take from smallest remainders")
    assert result.seats == {"A": 5, "B": 0, "C": 0}


def test_kept_the_house_grows():
    assert by_quota(SIXTY_THIRTY_TEN, 5, quota="imperiali", too_many="keep").seats == {"A": 4, "B": 2, "C": 0}


@pytest.mark.parametrize("quota", ["hagenbach-bischoff", "imperiali"])
@pytest.mark.parametrize("policy", ["next quota", "take from smallest remainders"])
def test_one_list_alone_gets_the_house_and_no_seat_more(quota, policy):
    # Imperiali: 5 / (5 / 7) = 7 whole parts; Hagenbach-Bischoff: 6. The house has 5.
    assert by_quota({"A": 5}, 5, quota=quota, too_many=policy).seats == {"A": 5}


def test_two_equal_lists_and_one_seat_are_a_tie_whatever_the_quota_gave_first():
    # Hagenbach-Bischoff: 100 / 2 = 50 a seat, one whole seat each; Hare: half a seat each
    result = by_quota({"A": 50, "B": 50}, 1, quota="hagenbach-bischoff", too_many="next quota")
    assert (result.seats, result.tie) == ({"A": 0, "B": 0}, Tie(frozenset("AB"), 1, "remainder"))


def test_equal_remainders_tie_for_who_keeps_the_seat_that_must_be_given_back():
    # Imperiali, 5 seats, 70 votes: 10 a seat; 3.0, 2.0, 2.0: seven whole parts, two must go, three equal remainders.
    # One of the three keeps its last seat.
    result = by_quota({"A": 30, "B": 20, "C": 20}, 5, quota="imperiali", too_many="take from smallest remainders")
    assert result.seats == {"A": 2, "B": 1, "C": 1}
    assert result.tie == Tie(frozenset("ABC"), 1, "remainder")


# ---- the rest by votes, minimums, maximums ---------------------------------------------------------------------------


def test_the_rest_may_go_to_most_votes_in_rounds():
    # Georgia 2012 in small: 20 a seat; A 5.5, B 3.9, C 0.6 of 12 seats with a base of 240: whole 5 + 3 + 0, four left
    # by votes: A, B, C, and A again.
    result = by_quota({"A": 110, "B": 78, "C": 12}, 12, base=240, rest="most votes")
    assert result.seats == {"A": 7, "B": 4, "C": 1}


def test_a_list_lifted_to_its_minimum_takes_no_part_in_the_rest():
    # Hare, 10 a seat: 7.9, 1.9, 0.2; C is lifted to 1. Whole parts 7 + 1 + 1, the seat left goes to A or B: equal.
    result = by_quota({"A": 79, "B": 19, "C": 2}, 10, minimum=1)
    assert result.lines["C"].seats == 1
    assert result.tie == Tie(frozenset("AB"), 1, "remainder")


def test_minimums_that_are_more_than_the_rest_stop_the_count():
    # 7.0 + 1.5 + 1.5: lifted to 2 each they are 11 of 10
    with pytest.raises(OverAward, match="1 seats more than the 10"):
        by_quota({"A": 70, "B": 15, "C": 15}, 10, minimum=2)


def test_nobody_gives_back_a_seat_of_its_minimum():
    votes = {"A": 70, "B": 15, "C": 15}
    result = by_quota(votes, 10, minimum=2, too_many="take from smallest remainders")
    assert result.seats == {"A": 6, "B": 2, "C": 2}


def test_a_full_list_passes_its_seats_on():
    # 8.0 + 1.6 + 0.4, but A has 6 candidates: 6 + 1 + 0, and the three left go to B, C, and B again
    assert by_quota({"A": 80, "B": 16, "C": 4}, 10, maximum={"A": 6}).seats == {"A": 6, "B": 3, "C": 1}
    # 8.0 + 1.5 + 0.5: one each, and the third is a tie
    result = by_quota({"A": 80, "B": 15, "C": 5}, 10, maximum={"A": 6})
    assert (result.seats, result.tie) == ({"A": 6, "B": 2, "C": 1}, Tie(frozenset("BC"), 1, "remainder"))


def test_seats_that_no_list_can_take_are_told_as_unfilled():
    result = by_quota({"A": 80, "B": 20}, 10, maximum={"A": 5, "B": 3})
    assert (result.seats, result.unfilled) == ({"A": 5, "B": 3}, 2)


# ---- edges -----------------------------------------------------------------------------------------------------------


def test_no_seats_give_nobody_any():
    result = by_quota(MAZHILIS_2023, 0)
    assert set(result.seats.values()) == {0}
    assert result.quota is None


@pytest.mark.parametrize("votes", [{}, {"A": 0}, {"A": 0, "B": 0}])
def test_without_votes_there_is_no_quota(votes):
    with pytest.raises(NoVotes, match="the quota does not exist"):
        by_quota(votes, 5)


def test_more_seats_than_votes():
    assert by_quota({"A": 2, "B": 1}, 300).seats == {"A": 200, "B": 100}  # a hundredth of a vote a seat


def test_six_and_four_times_ten_to_the_seventeen():
    assert by_quota({"A": 6 * 10**17, "B": 4 * 10**17}, 5).seats == {"A": 3, "B": 2}


def test_votes_beyond_64_bits_one_apart():
    # 2^64 and one more, one seat: the larger remainder by a single vote
    assert by_quota({"A": 2**64, "B": 2**64 + 1}, 1).seats == {"A": 0, "B": 1}


def test_shared_ballots_are_exact_fractions():
    third = Fraction(1, 3)
    result = by_quota({"A": 10 + third, "B": 10 + third, "C": third}, 3)  # 7 a seat: 1 10/21, 1 10/21, 1/21
    assert result.tie == Tie(frozenset("AB"), 1, "remainder")


@pytest.mark.parametrize(
    ("votes", "fault"), [({"A": 1.5}, TypeError), ({"A": True}, TypeError), ({"A": -1, "B": 3}, ValueError)]
)
def test_a_float_a_truth_value_and_a_negative_number_are_no_votes(votes, fault):
    with pytest.raises(fault, match="A: "):
        by_quota(votes, 5)


def test_a_minimum_cannot_be_met_without_seats():
    with pytest.raises(OverAward):
        by_quota({"A": 1}, 0, minimum=1)


def test_fewer_than_no_seats_are_refused():
    with pytest.raises(ValueError, match="fewer than none"):
        by_quota({"A": 1}, -1)


# ---- one list alone passes (Kazakhstan, Art. 97-1(2)-(4)) ------------------------------------------------------------

WEIGHT = Fraction(7, 10)


def lone(first, second, seats, at_least=2):
    return lone_list(("first", first), ("second", second), seats, weight=WEIGHT, at_least=at_least)


def test_the_votes_of_2007_under_the_rule_of_2009():
    # 5,247,720 + 269,310 = 5,517,030; 269,310 × 98 / 5,517,030 = 4.784; × 0.7 = 3.349: 3 seats, the other 95 to the first
    result = lone(5_247_720, 269_310, 98)
    assert result.seats == {"first": 95, "second": 3}
    assert result.lines["second"].due == Fraction(269_310 * 98, 5_517_030)


def test_the_guarantee_lifts_the_second_list_above_its_whole_part_and_the_first_pays():
    # 100 votes, 10 seats: due 9.7 and 0.3; 0.3 × 0.7 = 0.21: nothing, but 2 are guaranteed
    result = lone(97, 3, 10)
    assert result.seats == {"first": 8, "second": 2}
    assert (result.lines["first"].whole, result.lines["second"].whole) == (8, 0)
    assert result.lines["second"].extra == 2


def test_a_weighed_whole_part_met_exactly_is_met():
    # due 5 and 5 of 10; 5 × 0.7 = 3.5. Of 20: 10 × 0.7 = 7 exactly
    assert lone(1, 1, 10).seats == {"first": 7, "second": 3}
    assert lone(1, 1, 20).seats == {"first": 13, "second": 7}


def test_the_second_list_may_have_no_votes_and_has_its_guarantee():
    assert lone(5, 0, 10, at_least=1).seats == {"first": 9, "second": 1}


def test_a_guarantee_larger_than_the_house_and_no_votes_at_all():
    with pytest.raises(OverAward, match="guaranteed 2 seats of 1"):
        lone(97, 3, 1)
    with pytest.raises(NoVotes):
        lone(0, 0, 10)


def test_a_weight_above_one_never_gives_more_than_the_house():
    try:
        result = lone_list(("first", 1), ("second", 1), 2, weight=Fraction(3), at_least=0)
    except OverAward:
        return
    assert min(result.seats.values()) >= 0
