"""The other linkages, on elections small enough to be worked by hand: held seats, partly linked, parallel, areas."""

from dataclasses import replace

import pytest
from outcomes import asked, by_land, by_party, only, seats

from dauys.law import Count, Declared, Option, Party, Place, Votes, apply, load_law, of_both

# ---- seats held as first divisors ------------------------------------------------------------------------------------


def scotland(regions, constituencies, list_seats=3, options=(), answers=()):
    """Scotland's law with regions of so many list seats. constituencies: by region, the party that wins each."""
    law = load_law(
        "gb/scottish-parliament/1998",
        {"list.seats": list_seats * len(regions), "list.seats_per_area": list_seats,
         "constituency.seats": sum(map(len, constituencies.values()))},
    )  # fmt: skip
    places = {name: Place(name, "region", "country") for name in regions}
    counts = [Count("list", name, cast) for name, cast in regions.items()]
    for region, winners in constituencies.items():
        for number, winner in enumerate(winners):
            place = f"{region} {number}"
            places[place] = Place(place, "constituency", region)
            counts.append(Count("constituency", place, {winner: 6, "loser": 4}))
    described = {("list", place, option.id): option for place, option in options}
    votes = Votes(counts=tuple(counts), places=places, options=described, parties={name: Party(name) for name in "ABCD"})
    return apply(law, votes, answers=answers)


def test_the_first_divisor_comes_after_the_constituencies_held_in_the_region():
    # A holds two: 60 / 3 = 20, 15; B 30, 15; C 9. Three seats: 30, 20, and 15 twice: a tie
    outcome = scotland({"east": {"A": 60, "B": 30, "C": 9}}, {"east": "AA"})
    assert (seats(outcome), only(outcome).choices) == ({"A": 1, "B": 1}, ("A", "B"))
    # with one vote less for A it is B's
    outcome = scotland({"east": {"A": 59, "B": 30, "C": 9}}, {"east": "AA"})
    assert (outcome.status, seats(outcome)) == ("complete", {"A": 1, "B": 2})


def test_a_list_that_holds_more_than_its_share_gets_nothing_and_keeps_what_it_holds():
    # A holds five: 60 / 6 = 10; B 30, 15, 10 (a tie with A for the third seat), so give B one more: 31 / 3 = 10.3
    outcome = scotland({"east": {"A": 60, "B": 31, "C": 9}}, {"east": "AAAAA"})
    assert by_party(outcome) == {"A": (5, 0), "B": (0, 3)}


def test_constituencies_of_another_region_and_of_independents_are_not_held():
    # A's two are in the west. In the east nothing is held: 60, 30 and 30 for three seats
    outcome = scotland(
        {"east": {"A": 60, "B": 30, "C": 9}, "west": {"A": 10, "B": 70, "C": 12}}, {"west": "AA", "east": ["somebody"]}
    )
    assert by_land(outcome) == {"east": {"A": 2, "B": 1}, "west": {"B": 3}}  # west: 70, 35, 23.3; 12; 10 / 3
    assert outcome.parties["independent"]["constituency"] == 1


def test_an_individual_on_the_list_ballot_is_a_list_of_one_and_passes_further_seats_on():
    # somebody 60, 30 (but one candidate), B 30, 15, C 9: one, two; without the limit 60, 30, 30: two and one
    somebody = Option("somebody", "list", None, candidates=1)
    outcome = scotland({"east": {"somebody": 60, "B": 30, "C": 9}}, {"east": "D"}, options=[("east", somebody)])
    assert seats(outcome) == {"somebody": 1, "B": 2}
    assert outcome.parties["independent"] == {"constituency": 0, "list": 1, "total": 1}


def test_candidates_of_a_list_are_those_beside_the_constituencies_that_the_party_holds():
    # A holds one and has one candidate left on the list: it can have one of the seats by quotient, 60 / 2 = 30, 20
    options = [("east", Option("A", "list", "A", candidates=1))]
    outcome = scotland({"east": {"A": 60, "B": 31, "C": 9}}, {"east": "A"}, options=options)
    assert seats(outcome) == {"A": 1, "B": 2}  # 31, 30, then 15.5 and not A's 20


# ---- partly linked ---------------------------------------------------------------------------------------------------


def korea(lists, constituencies, house, list_seats):
    """South Korea's law with declared constituencies, by party; None: independents."""
    law = load_law(
        "kr/national-assembly/2024",
        {"linkage.house": house, "list.seats": list_seats, "constituency.seats": sum(constituencies.values())},
    )
    declared = tuple(Declared("constituency", None, party, number) for party, number in constituencies.items())
    return apply(law, Votes(counts=(Count("list", "country", lists),), declared=declared))


def test_half_of_the_gap_is_filled_and_seats_left_go_by_votes_alone():
    # House 20, one seat outside: 19. A 50 % 9.5 - 6 = 3.5, half 1.75: 2; B 5.7 - 5 = 0.7, half 0.35: nothing;
    # C 3.8 - 4: nothing. Two of four list seats are left: 50, 30, 20 over a quota of 50: 1.0, 0.6, 0.4: A and B.
    outcome = korea({"A": 50, "B": 30, "C": 20}, {"A": 6, "B": 5, "C": 4, None: 1}, house=20, list_seats=4)
    assert seats(outcome) == {"A": 3, "B": 1}
    (step,) = [step for step in outcome.trace if step.rule == "linked seats"]
    assert (step.inputs["outside"], step.result["seats"]) == (1, {"A": 2, "B": 0, "C": 0})


def test_linked_seats_beyond_the_list_tier_are_scaled_down():
    # House 40: A 20 - 0, half 10; B 12 - 16: nothing; C 8 - 0, half 4. 14 for 4 seats: 10 × 4 / 14 = 2.857, 4 × 4 / 14 =
    # 1.143: 2 and 1, and the fourth to A
    outcome = korea({"A": 50, "B": 30, "C": 20}, {"B": 16}, house=40, list_seats=4)
    assert seats(outcome) == {"A": 3, "C": 1}


def test_linked_seats_that_are_just_the_list_tier_stand():
    # House 20: A 10 - 4 = 6, half 3; B 6 - 4 = 2, half 1; C 4 - 8: nothing
    assert seats(korea({"A": 50, "B": 30, "C": 20}, {"A": 4, "B": 4, "C": 8}, house=20, list_seats=4)) == {"A": 3, "B": 1}


@pytest.mark.parametrize(("held", "linked"), [(7, 2), (8, 1), (9, 0), (6, 2), (5, 3), (11, 0)])
def test_a_half_is_rounded_up_and_less_than_one_is_nothing(held, linked):
    # A's share is 10 of 20: gaps 3, 2, 1, 4, 5 and -1, half of them 1.5, 1, 0.5, 2, 2.5 and below zero
    outcome = korea({"A": 50, "B": 50}, {"A": held, "B": 16 - held}, house=20, list_seats=4)
    (step,) = [step for step in outcome.trace if step.rule == "linked seats"]
    assert step.result["seats"]["A"] == linked


def test_a_party_that_is_entitled_by_its_constituencies_and_has_no_list_is_not_outside():
    # D won five and has no list (its voters have another): its seats stay in the house; E's one is not entitled
    outcome = korea({"A": 60, "B": 40}, {"D": 5, "E": 1}, house=10, list_seats=4)
    (step,) = [step for step in outcome.trace if step.rule == "linked seats"]
    assert step.inputs["outside"] == 1


def test_partly_linked_seats_that_are_not_set_are_a_question():
    law = load_law("kr/national-assembly/2024", {"list.seats": "set for each body", "constituency.seats": 1})
    outcome = apply(law, of_both({"A": 1}, {"1": {"A": 1}}))
    assert asked(outcome) == ["seats not set"]


# ---- parallel, and lists in areas ------------------------------------------------------------------------------------


def japan(blocs, list_seats=None, options=()):
    """Japan's law with blocs (their votes, their seats); constituencies declared."""
    law = load_law(
        "jp/house-of-representatives/2012",
        {"list.seats": list_seats or sum(size for _, size in blocs.values()), "constituency.seats": 2},
    )
    places = {
        name: Place(name, "bloc", "country", seats={} if size is None else {"list": size}) for name, (_, size) in blocs.items()
    }
    counts = tuple(Count("list", name, cast) for name, (cast, _) in blocs.items())
    described = {("list", place, option.id): option for place, option in options}
    votes = Votes(counts=counts, places=places, options=described, declared=(Declared("constituency", None, "A", 2),))
    return apply(law, votes)


def test_each_bloc_divides_its_own_seats_and_constituencies_change_nothing():
    # north, 3 seats: A 60, 30, 20; B 30, so A's second and B's first are equal and both have one: 60, 30, 30.
    # south, 2 seats: B 50, 25, A 24.
    outcome = japan({"north": ({"A": 60, "B": 30}, 3), "south": ({"A": 24, "B": 50}, 2)})
    assert by_land(outcome) == {"north": {"A": 2, "B": 1}, "south": {"B": 2}}
    assert by_party(outcome) == {"A": (2, 2), "B": (0, 3)}


def test_a_list_that_is_exhausted_passes_its_seats_to_the_next_quotient():
    # four seats: A 60, 30, 20; B 31, 15.5; C 8. A has one candidate: then B 31, 15.5, 10.3
    options = [("north", Option("A", "list", "A", candidates=1))]
    blocs = {"north": ({"A": 60, "B": 31, "C": 8}, 4)}
    assert seats(japan(blocs)) == {"A": 3, "B": 1}
    assert seats(japan(blocs, options=options)) == {"A": 1, "B": 3}


def test_where_the_law_leaves_an_exhausted_lists_seats_empty_the_division_is_as_if_it_were_long_enough():
    votes = of_both({"A": 60, "B": 9}, {})
    votes = replace(votes, options={("list", None, "A"): Option("A", "list", "A", candidates=1)})
    assert seats(apply(load_law("kz/mazhilis/2023"), votes)) == {"A": 60, "B": 9}


@pytest.mark.parametrize(
    ("sizes", "list_seats", "kind", "reason"),
    [((3, 2), 6, "other areas", "5, 6"), ((3, None), 5, "seats not set", "south")],
)
def test_seats_of_the_areas_that_are_not_those_of_the_law_are_a_question(sizes, list_seats, kind, reason):
    blocs = {"north": ({"A": 60, "B": 30}, sizes[0]), "south": ({"A": 24, "B": 50}, sizes[1])}
    question = only(japan(blocs, list_seats))
    assert (question.kind, question.reason) == (kind, reason)


def test_votes_of_a_place_in_no_bloc_are_a_question_and_not_left_out():
    outcome = japan({"north": ({"A": 60, "B": 30}, 3)})
    assert outcome.status == "complete"
    law = load_law("jp/house-of-representatives/2012", {"list.seats": 3, "constituency.seats": 1})
    places = {"north": Place("north", "bloc", "country", seats={"list": 3}), "abroad": Place("abroad", "station", "country")}
    counts = (Count("list", "north", {"A": 60}), Count("list", "abroad", {"A": 1}), Count("constituency", "1", {"A": 1}))
    votes = Votes(counts=counts, places={**places, "1": Place("1", "constituency", "country")})
    assert (only(apply(law, votes)).kind, only(apply(law, votes)).reason) == ("no place", "bloc: abroad")


def test_constituency_votes_of_a_place_in_no_constituency_are_a_question_too():
    places = {"1": Place("1", "constituency", "country"), "abroad": Place("abroad", "station", "country")}
    counts = (
        Count("list", "country", {"A": 60, "B": 9}), Count("constituency", "1", {"A": 5, "B": 4}),
        Count("constituency", "abroad", {"B": 9}),
    )  # fmt: skip
    outcome = apply(load_law("kz/mazhilis/2023", {"constituency.seats": 1}), Votes(counts=counts, places=places))
    assert outcome.status == "open"


# ---- constituencies of several seats ---------------------------------------------------------------------------------

TWO_SEATS = {"constituency.seats": 2, "constituency.seats_per_area": 2}


def test_a_constituency_may_have_several_seats():
    outcome = apply(load_law("kz/mazhilis/2023", TWO_SEATS), of_both({"A": 60, "B": 9}, {"1": {"A": 5, "B": 4, "C": 3}}))
    assert (outcome.status, seats(outcome, "constituency")) == ("complete", {"A": 1, "B": 1})


def test_a_repeat_vote_for_the_second_seat_leaves_the_first_as_it_was():
    votes = of_both({"A": 60, "B": 9}, {"1": {"A": 5, "B": 4, "C": 4}})
    votes = replace(votes, counts=(*votes.counts, Count("constituency", "1", {"B": 1, "C": 2}, round=2)))
    outcome = apply(load_law("kz/mazhilis/2023", TWO_SEATS), votes)
    assert seats(outcome, "constituency") == {"A": 1, "C": 1}


def test_a_constituency_that_is_counted_and_declared_has_its_seat_once():
    votes = of_both({"A": 60, "B": 9}, {"1": {"A": 5, "B": 4}})
    votes = replace(votes, declared=(Declared("constituency", "1", "A", 1),))
    outcome = apply(load_law("kz/mazhilis/2023", {"constituency.seats": 1}), votes)
    assert outcome.questions or sum(seats(outcome, "constituency").values()) == 1


def test_list_seats_may_be_declared_too():
    votes = Votes(counts=(), declared=(Declared("list", None, "A", 98),))
    outcome = apply(load_law("kz/mazhilis/2009"), votes)
    assert (outcome.status, outcome.total) == ("complete", 98)
