"""A tie is a value; a lot is bound to the tie that it answers, and refused by any other."""

import pytest

from dauys.seats import Lot, Tie, WrongLot, by_divisor, by_quota, settle
from dauys.seats.values import largest

TIED = {"A": 3, "B": 3, "C": 2}  # Hare, 7 seats: due 2 5/8, 2 5/8, 1 6/8; one seat is left after C's


def test_equal_remainders_at_the_last_seat_are_a_tie_and_nobody_gets_it():
    result = by_quota(TIED, 7)
    assert result.tie == Tie(frozenset("AB"), 1, "remainder")
    assert result.seats == {"A": 2, "B": 2, "C": 2}


def test_the_lot_gives_the_seat_and_is_written_down():
    open_question = by_quota(TIED, 7)
    settled = settle(open_question, Lot(open_question.tie, frozenset("B")))
    assert settled.seats == {"A": 2, "B": 3, "C": 2}
    assert settled.tie is None
    assert (settled.lines["B"].whole, settled.lines["B"].extra) == (2, 1)
    assert settled.trace[-1].rule == "lot"
    assert settled.trace[-1].inputs == {"among": ("A", "B"), "seats": 1, "at": "remainder"}
    assert settled.trace[-1].result == {"winners": ("B",)}
    assert open_question.seats == {"A": 2, "B": 2, "C": 2}  # the question itself is as it was


def test_a_tie_for_two_seats_among_three_takes_two_winners():
    result = by_divisor({"A": 5, "B": 5, "C": 5}, 2, "d'hondt")
    assert result.tie == Tie(frozenset("ABC"), 2, "quotient")
    assert settle(result, Lot(result.tie, frozenset("AC"))).seats == {"A": 1, "B": 0, "C": 1}


@pytest.mark.parametrize("winners", ["", "AB", "C", "AC"])
def test_a_lot_names_as_many_of_the_tied_as_there_are_seats(winners):
    with pytest.raises(WrongLot):
        Lot(Tie(frozenset("AB"), 1, "remainder"), frozenset(winners))


@pytest.mark.parametrize(
    "other",
    [
        Tie(frozenset("AC"), 1, "remainder"),  # others are tied
        Tie(frozenset("ABD"), 1, "remainder"),  # more are tied
        Tie(frozenset("AB"), 1, "quotient"),  # at another step
    ],
)
def test_a_lot_for_another_tie_is_refused(other):
    with pytest.raises(WrongLot, match="the open question is"):
        settle(by_quota(TIED, 7), Lot(other, frozenset("A")))


def test_a_lot_is_refused_where_there_is_no_tie_and_a_second_time():
    lot = Lot(Tie(frozenset("AB"), 1, "remainder"), frozenset("A"))
    with pytest.raises(WrongLot, match="the open question is None"):
        settle(by_quota({"A": 3, "B": 2}, 5), lot)
    settled = settle(by_quota(TIED, 7), lot)
    with pytest.raises(WrongLot):
        settle(settled, lot)


def test_a_seat_to_be_given_back_is_settled_the_same_way_round():
    # Imperiali, 5 seats, 70 votes: 10 a seat; 3, 2, 2: two too many, all remainders 0. One of three keeps its last seat.
    result = by_quota({"A": 30, "B": 20, "C": 20}, 5, quota="imperiali", too_many="take from smallest remainders")
    assert settle(result, Lot(result.tie, frozenset("C"))).seats == {"A": 2, "B": 1, "C": 2}


# ---- the rule beneath all of them: so many places for the largest claims ---------------------------------------------


@pytest.mark.parametrize(
    ("claims", "places", "above", "tied", "for_seats"),
    [
        ({"A": 3, "B": 2, "C": 1}, 2, "AB", "", 0),
        ({"A": 3, "B": 2, "C": 2}, 2, "A", "BC", 1),  # at the last place
        ({"A": 3, "B": 3, "C": 2}, 2, "AB", "", 0),  # equal, and there is room for both
        ({"A": 2, "B": 2, "C": 2}, 2, "", "ABC", 2),  # three-way
        ({"A": 9, "B": 2, "C": 2, "D": 2, "E": 1}, 3, "A", "BCD", 2),
        ({"A": 0, "B": 0}, 1, "", "AB", 1),
        ({"A": 1, "B": 1}, 2, "AB", "", 0),
        ({"A": 1, "B": 1}, 3, "AB", "", 0),
        ({"A": 1, "B": 1}, 0, "", "", 0),
        ({}, 1, "", "", 0),
    ],
)
def test_a_tie_names_all_who_are_level_and_only_them(claims, places, above, tied, for_seats):
    have, tie = largest(claims, places, "votes")
    assert have == frozenset(above)
    assert tie == (Tie(frozenset(tied), for_seats, "votes") if tied else None)
