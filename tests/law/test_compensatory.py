"""Compensatory list seats on elections small enough to be worked by hand: overhang, seats outside, lists by area."""

from dataclasses import replace

import pytest
from outcomes import answer, asked, by_land, by_party, only, seats

from dauys.law import Count, Declared, Party, Place, Votes, apply, load_law, of_both

# Sainte-Laguë on 60, 30, 10 votes, the quotients over 0.5, 1.5, 2.5, …:
#   A 120, 40, 24, 17.1, 13.3, 10.9, 9.2, 8, 7.1   B 60, 20, 12, 8.6, 6.7   C 20, 6.7
# Ten seats: A 6, B 3, C 1.
LISTS = {"A": 60, "B": 30, "C": 10}


def won(*winners):
    """Constituencies 1, 2, 3, … each won by a party with 6 votes to 4."""
    return {str(number): {winner: 6, "loser": 4} for number, winner in enumerate(winners, 1)}


def compensatory(constituencies, answers=(), lists=None, parties="ABC", **changes):
    """New Zealand's law with ten seats and whatever else is changed; who is not among the parties is independent."""
    law = load_law("nz/parliament/1993", {"linkage.house": 10, **{f"linkage.{key}": value for key, value in changes.items()}})
    votes = of_both(lists or LISTS, constituencies)
    votes = replace(votes, parties={name: Party(name) for name in parties})
    return apply(law, votes, answers=answers)


# ---- overhang ------------------------------------------------------------------------------------------


def test_list_seats_are_the_share_less_the_constituencies():
    outcome = compensatory(won("A", "A", "B", "B", "B"))
    assert by_party(outcome) == {"A": (2, 4), "B": (3, 0), "C": (0, 1)}  # 6, 3, 1: ten in all
    assert (outcome.status, outcome.total) == ("complete", 10)


def test_overhang_kept_makes_the_house_larger():
    # B won four and has a share of three: it keeps the fourth, and nobody makes up for it
    outcome = compensatory(won("A", "B", "B", "B", "B"))
    assert by_party(outcome) == {"A": (1, 5), "B": (4, 0), "C": (0, 1)}
    assert outcome.total == 11
    (step,) = [step for step in outcome.trace if step.rule == "overhang kept"]
    assert (step.inputs["overhang"], step.result) == ({"B": 1}, {"house": 11})


def test_overhang_levelled_raises_the_house_until_shares_cover_it():
    # B's fourth quotient is 8.6; A's seventh, 9.2, comes before it: 7 + 4 + 1 = 12
    outcome = compensatory(won("A", "B", "B", "B", "B"), overhang="levelled")
    assert by_party(outcome) == {"A": (1, 6), "B": (4, 0), "C": (0, 1)}
    assert outcome.total == 12


def test_levelling_gives_a_seat_to_all_who_claim_one_at_the_last_divisor():
    # B won five: its fifth quotient is 30 / 4.5 = 6 2/3, and so is C's second, 10 / 1.5. A: 60 / 6.67 = 9, nine seats.
    # 9 + 5 + 2 = 16; in a house of 15 a lot would decide between B and C.
    outcome = compensatory(won(*"BBBBB"), overhang="levelled")
    assert by_party(outcome) == {"A": (0, 9), "B": (5, 0), "C": (0, 2)}


def test_levelled_but_one_stops_raising_when_a_single_overhang_seat_is_left():
    # B won five: with a house of 12 its share is four, one stays overhang: 7 + 5 + 1 = 13
    outcome = compensatory(won(*"BBBBB"), overhang="levelled", not_levelled=1)
    assert by_party(outcome) == {"A": (0, 7), "B": (5, 0), "C": (0, 1)}
    assert outcome.total == 13


@pytest.mark.parametrize(("not_levelled", "total"), [(0, 16), (1, 13), (2, 12), (3, 12)])
def test_the_more_is_left_standing_the_smaller_the_house(not_levelled, total):
    # B's share is 3 in houses of 10 and 11, 4 from 12 on: two left standing are 10 + 2, three would not be less
    assert compensatory(won(*"BBBBB"), overhang="levelled", not_levelled=not_levelled).total == total


def test_levelling_has_no_end_where_the_winner_has_no_list_votes():
    outcome = compensatory(won("B"), lists={"A": 60, "B": 0}, overhang="levelled")
    assert asked(outcome) == ["too many seats"]


def test_levelling_knows_the_first_divisor():
    # With 1.4 before 3, 5, 7 a first seat costs 0.7: C's 10 votes reach one at the divisor 14.3, where A's 900 are worth
    # 63 exactly: 63 + 1. Without the 1.4 the divisor would be 20, and the house 45 + 1.
    law = load_law("nz/parliament/1993", {"linkage.house": 2, "linkage.overhang": "levelled", "list.formula.first": "1.4"})
    outcome = apply(law, of_both({"A": 900, "C": 10}, won("C")))
    assert by_party(outcome) == {"A": (0, 63), "C": (1, 0)}


# ---- left out ------------------------------------------------------------------------------------------


def left_out(shares, answers=(), others=None, **keys):
    """B wins one constituency with each of the shares (votes of 100, the rest for the party that lost)."""
    constituencies = {str(number): {"B": share, "A": 100 - share} for number, share in enumerate(shares, 1)}
    return compensatory(constituencies | (others or {}), answers, overhang="left out", **keys)


def test_winners_with_the_smallest_share_stay_without_a_seat_where_the_list_does_not_cover_them():
    outcome = left_out((60, 51, 70, 55))  # B's share is three
    assert [seat.place for seat in outcome.seats if seat.tier == "constituency"] == ["1", "3", "4"]
    assert by_party(outcome) == {"A": (0, 6), "B": (3, 0), "C": (0, 1)}
    assert outcome.total == 10  # the house is what it should be
    (step,) = [step for step in outcome.trace if step.rule == "left out"]
    assert step.inputs == {"party": "B", "won": 4, "covered": 3}
    assert list(step.result["without a seat"]) == ["2"]


def test_the_share_counts_not_the_number_of_votes():
    # constituency 1 is larger: 510 of 1000 are 51 %, less than 52 of 100
    outcome = left_out((52, 53, 54), others={"4": {"B": 510, "A": 490}})
    assert [seat.place for seat in outcome.seats if seat.tier == "constituency"] == ["1", "2", "3"]


def test_equal_shares_at_the_last_covered_seat_are_a_question():
    outcome = left_out((60, 51, 51, 70))
    question = only(outcome)
    assert (question.kind, question.at, question.choices, question.choose) == ("tie", "coverage", ("2", "3"), 1)
    answered = left_out((60, 51, 51, 70), [answer(question, "3")])
    assert [seat.place for seat in answered.seats if seat.tier == "constituency"] == ["1", "3", "4"]
    assert answered.status == "complete"


def test_an_independent_keeps_the_constituency_and_it_comes_off_the_house():
    # nine seats to divide, the tenth claim was A's sixth: A 5, B 3, C 1
    outcome = left_out((60, 70), others={"3": {"somebody": 9, "A": 1}})
    assert by_party(outcome) == {"A": (0, 5), "B": (2, 1), "C": (0, 1), "independent": (1, 0)}
    assert outcome.total == 10


def test_a_winner_whose_party_stood_and_was_not_admitted_stays_without_a_seat():
    # D has 4 of 104 votes and one constituency; with the rule of New Zealand it would be admitted by that, so ask for two
    lists = LISTS | {"D": 4}
    law = load_law(
        "nz/parliament/1993",
        {
            "linkage.house": 10,
            "linkage.overhang": "left out",
            "list.threshold.or": [{"at_least": 2, "of": "constituencies won"}],
        },
    )
    outcome = apply(law, of_both(lists, {"1": {"D": 6, "A": 4}}))
    assert by_party(outcome) == {"A": (0, 6), "B": (0, 3), "C": (0, 1)}  # and the house is not smaller for it


def test_where_it_must_be_known_who_won_with_which_share_declared_seats_are_not_enough():
    places = {number: Place(number, "constituency", "country") for number in "12"}
    declared = tuple(Declared("constituency", number, "B", 1) for number in places)
    votes = Votes(counts=(Count("list", "country", LISTS),), places=places, declared=declared)
    law = load_law("nz/parliament/1993", {"linkage.house": 3, "linkage.overhang": "left out"})
    # three seats: A 120, B 60, A 40: B has one and won two
    question = only(apply(law, votes))
    assert (question.kind, question.tier, question.at) == ("no votes", "constituency", "coverage")


# ---- seats outside the list tier -----------------------------------------------------------------------


def test_seats_of_independents_and_of_parties_without_a_list_come_off_the_house():
    # eight seats to divide: the ninth and tenth claims were B's third, 12, and A's sixth, 10.9: A 5, B 2, C 1
    outcome = compensatory(won("somebody", "D", "B"), parties="ABCD")
    assert by_party(outcome) == {"A": (0, 5), "B": (1, 1), "C": (0, 1), "D": (1, 0), "independent": (1, 0)}
    assert outcome.total == 10
    (step,) = [step for step in outcome.trace if step.rule == "outside"]
    assert step.result == {"house": 8}


def test_a_constituency_admits_a_list_below_the_line():
    # D has 4 of 104 votes, 3.8 %; in New Zealand one constituency is enough. D's first quotient is 4 / 0.5 = 8, after the
    # ten of 10.9 and more: D has no share, and its constituency is overhang.
    outcome = compensatory(won("D"), lists=LISTS | {"D": 4}, parties="ABCD")
    assert by_party(outcome) == {"A": (0, 6), "B": (0, 3), "C": (0, 1), "D": (1, 0)}
    assert outcome.total == 11


def test_list_seats_wait_for_constituencies_that_are_open():
    outcome = compensatory({"1": {"A": 5, "B": 5}})
    assert (asked(outcome), seats(outcome)) == (["tie"], {})
    assert [step.rule for step in outcome.trace][-1] == "list seats wait"
    answered = compensatory({"1": {"A": 5, "B": 5}}, [answer(only(outcome), "B")])
    assert by_party(answered) == {"A": (0, 6), "B": (1, 2), "C": (0, 1)}


def test_a_tie_for_the_last_seat_of_the_house_leaves_list_seats_open():
    # 30 and 30: nine seats are 4 each and one too many
    law = load_law("nz/parliament/1993", {"linkage.house": 9})
    votes = of_both({"A": 30, "B": 30}, won("A"))
    question = only(apply(law, votes))
    assert (question.kind, question.at, question.choices) == ("tie", "quotient", ("A", "B"))
    assert by_party(apply(law, votes, answers=[answer(question, "B")])) == {"A": (1, 3), "B": (0, 5)}


# ---- lists by area -------------------------------------------------------------------------------------

# Two Länder, together the 60, 30, 10 of above. Of A's six seats: north 40 / 0.5 = 80, 26.7, 16, 11.4; south 40, 13.3,
# 8: four and two. Of B's three: south 40, 13.3, north 20: one and two. C's one: north 12 before south 8.
LAENDER = {"north": {"A": 40, "B": 10, "C": 6}, "south": {"A": 20, "B": 20, "C": 4}}
POPULATION = {"north": 60, "south": 40}


def laender(law, changes, winners, answers=()):
    """Germany with ten seats in two Länder. winners: (constituency, Land, party, votes of 100) one after another."""
    places = {name: Place(name, "land", "country", population=POPULATION[name]) for name in LAENDER}
    counts = [Count("list", name, cast) for name, cast in LAENDER.items()]
    for constituency, land, party, share in winners:
        places[constituency] = Place(constituency, "constituency", land)
        counts.append(Count("constituency", constituency, {party: share, "loser": 100 - share}))
    votes = Votes(counts=tuple(counts), places=places, parties={name: Party(name) for name in "ABC"})
    changes = {"linkage.house": 10, "constituency.seats": len(winners), **changes}
    return apply(load_law(law, changes), votes, answers=answers)


def test_a_partys_seats_go_to_its_lists_by_land():
    outcome = laender("de/bundestag/2023", {}, [("1", "north", "A", 60)])
    assert by_land(outcome) == {"north": {"A": 3, "B": 1, "C": 1}, "south": {"A": 2, "B": 2}}  # A's fourth is its winner
    assert outcome.total == 10


def test_a_winner_is_covered_by_the_list_of_the_same_land_alone():
    # B wins two in the north, where its list has one seat; that it has two in the south does not help
    outcome = laender("de/bundestag/2023", {}, [("1", "north", "B", 55), ("2", "north", "B", 60)])
    assert [seat.place for seat in outcome.seats if seat.tier == "constituency"] == ["2"]
    assert by_land(outcome) == {"north": {"A": 4, "C": 1}, "south": {"A": 2, "B": 2}}
    assert outcome.total == 10


def test_areas_first_minimum_by_area_then_levelled_and_every_list_has_at_least_its_constituencies():
    # 1. Ten seats by population, 60 and 40: six and four.
    # 2. North, six: A 80, 26.7, 16, 11.4 (four), B 20 (one), C 12 (one). South, four: A 40, 13.3, B 40, 13.3 (two each).
    #    B won two in the north, more than its one there: minimum A 4 + 2 = 6, B 2 + 2 = 4, C 1.
    # 3. B's fourth quotient in the whole country is 8.6, A's seventh is 9.2: a house of 7 + 4 + 1 = 12.
    # 4. A's seven: north five (8.9), south two (8). B's four: at least two in the north, the others 40, 13.3: south two.
    winners = [("1", "north", "B", 55), ("2", "north", "B", 60), ("3", "south", "A", 51)]
    outcome = laender("de/bundestag/2013", {}, winners)
    (step,) = [step for step in outcome.trace if step.rule == "minimum by area"]
    assert step.result["minimum"] == {"A": 6, "B": 4, "C": 1}
    assert by_land(outcome) == {"north": {"A": 5, "C": 1}, "south": {"A": 1, "B": 2}}  # B's two in the north are winners
    assert (outcome.status, outcome.total) == ("complete", 12)


def test_areas_without_a_population_are_a_question():
    places = {"north": Place("north", "land", "country")}
    counts = (Count("list", "north", LISTS), Count("constituency", "1", {"A": 1}))
    votes = Votes(counts=counts, places={**places, "1": Place("1", "constituency", "north")})
    outcome = apply(load_law("de/bundestag/2013", {"linkage.house": 10, "constituency.seats": 1}), votes)
    assert (only(outcome).kind, only(outcome).reason) == ("figure unknown", "population: north")


def test_a_declared_winner_in_no_known_constituency_cannot_be_covered_by_any_land():
    places = {"north": Place("north", "land", "country")}
    votes = Votes(counts=(Count("list", "north", LISTS),), places=places, declared=(Declared("constituency", None, "A", 2),))
    outcome = apply(load_law("de/bundestag/2023", {"constituency.seats": 2}), votes)
    assert (only(outcome).kind, only(outcome).reason) == ("no place", "2")


@pytest.mark.parametrize("land", ["country", "west"])
def test_a_constituency_in_no_land_with_lists_is_a_question_and_no_crash(land):
    places = {
        "north": Place("north", "land", "country"), "west": Place("west", "land", "country"),
        "1": Place("1", "constituency", land),
    }  # fmt: skip
    votes = Votes(counts=(Count("list", "north", LISTS), Count("constituency", "1", {"A": 1})), places=places)
    assert apply(load_law("de/bundestag/2023", {"constituency.seats": 1}), votes).status == "open"
