"""Indices against sums that a reader can do by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest

from dauys.seats import effective_number, gallagher, wasted


def test_gallagher_is_the_root_of_half_the_squared_differences():
    # votes 60 %, 40 %; seats 50 %, 40 %, and 10 % for an independent without list votes:
    # ((60 - 50)² + 0² + (0 - 10)²) / 2 = 100, root 10
    assert gallagher({"A": 60, "B": 40}, {"A": 5, "B": 4, "independent": 1}) == Decimal("10.0000")


def test_gallagher_counts_a_party_with_votes_and_no_seats():
    # 90 %, 10 % and 100 %, 0 %: (10² + 10²) / 2 = 100
    assert gallagher({"A": 90, "B": 10}, {"A": 7}) == 10


def test_gallagher_to_four_decimals_and_the_same_at_any_scale():
    # 2/3 and 1/3 of the votes, half of the seats each: (16.67² + 16.67²) / 2, root 16.6667
    assert gallagher({"A": 2, "B": 1}, {"A": 1, "B": 1}) == Decimal("16.6667")
    assert gallagher({"A": 2 * 10**30, "B": 10**30}, {"A": 1, "B": 1}) == Decimal("16.6667")


def test_a_perfect_fit_is_zero_and_nothing_to_compare_is_none():
    assert gallagher({"A": 6, "B": 4}, {"A": 3, "B": 2}) == 0
    assert gallagher({"A": 0}, {"A": 3}) is None
    assert gallagher({"A": 6}, {"A": 0}) is None
    assert gallagher({}, {}) is None


@pytest.mark.parametrize(
    ("shares", "number"),
    [
        ({"A": 5}, 1),
        ({"A": 1, "B": 1, "C": 1, "D": 1}, 4),
        ({"A": 60, "B": 40}, Fraction(25, 13)),  # 1 / (0.36 + 0.16) = 1 / 0.52
        ({"A": 60, "B": 40, "C": 0}, Fraction(25, 13)),
        ({"A": Fraction(1, 2), "B": Fraction(1, 2)}, 2),
    ],
)
def test_the_effective_number_of_parties_is_one_over_the_sum_of_squares(shares, number):
    assert effective_number(shares) == number


def test_no_party_has_no_effective_number():
    assert effective_number({}) is None
    assert effective_number({"A": 0}) is None


def test_mazhilis_2023():
    votes = {
        "Amanat": 3_431_510, "Auyl": 693_938, "Respublica": 547_154, "Ak Zhol": 535_139, "People's Party": 432_920,
        "OSDP": 331_058, "Baytaq": 146_431,
    }  # fmt: skip
    seats = {"Amanat": 40, "Auyl": 8, "Respublica": 6, "Ak Zhol": 6, "People's Party": 5, "OSDP": 4}
    assert wasted(votes, seats) == 146_431
    # 1 / (40² + 8² + 6² + 6² + 5² + 4²) × 69² = 4,761 / 1,777
    assert effective_number(seats) == Fraction(4761, 1777)


def test_wasted_votes_are_those_of_parties_without_a_seat():
    assert wasted({"A": 90, "B": 6, "C": 4}, {"A": 5, "B": 0}) == 10
    assert wasted({"A": Fraction(1, 2)}, {}) == Fraction(1, 2)
    assert wasted({}, {}) == 0
