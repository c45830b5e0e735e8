"""Kazakhstan's elections of persons on small votes: constituencies, maslikhats, akims, President, Senate."""

from dataclasses import replace

import pytest
from outcomes import answer, asked, only, seats

from dauys.law import Count, Declared, Figures, Place, Votes, apply, load_law, of_both, of_lists

LISTS = {"A": 50, "B": 19}  # 69 votes for the 69 list seats: nothing to ask there


def mazhilis(constituencies, rounds=(), answers=()):
    """Constituencies of the Mazhilis of 2023, as many as there are votes for; ``rounds``: the repeat votes."""
    law = load_law("kz/mazhilis/2023", {"constituency.seats": len(constituencies)})
    votes = of_both(LISTS, constituencies)
    second = tuple(Count("constituency", place, cast, round=2) for place, cast in dict(rounds).items())
    return apply(law, replace(votes, counts=votes.counts + second), answers=answers)


# ---- constituencies: Art. 9(2), 37(1), 95(3), 96(1) ------------------------------------------------------------------


def test_the_most_votes_win_with_no_least_share_and_no_turnout():
    outcome = mazhilis({"01": {"A": 2, "B": 1, "C": 1}, "02": {"A": 10**18, "B": 10**18 + 1}})
    assert [(seat.place, seat.party) for seat in outcome.seats if seat.tier == "constituency"] == [("01", "A"), ("02", "B")]
    assert outcome.status == "complete"


def test_against_all_may_be_first_and_does_not_win():
    assert seats(mazhilis({"01": {"A": 20, "B": 10, "against_all": 70}}), "constituency") == {"A": 1}


def test_one_candidate_and_against_all_can_be_a_whole_ballot():
    assert seats(mazhilis({"01": {"A": 1, "against_all": 99}}), "constituency") == {"A": 1}
    assert asked(mazhilis({"01": {"A": 0, "against_all": 99}})) == ["nobody has votes"]


@pytest.mark.parametrize(
    ("cast", "kind", "choices", "article"),
    [
        ({"A": 5, "B": 5}, "repeat election", (), "96(1), (3)"),  # two stood
        ({"A": 5, "B": 5, "against_all": 1}, "repeat election", (), "96(1), (3)"),  # against all does not stand
        ({"A": 5, "B": 5, "C": 1}, "repeat vote of the leaders", ("A", "B"), "95(3)"),
        ({"A": 5, "B": 5, "C": 5}, "repeat vote of the leaders", ("A", "B", "C"), "95(3)"),
    ],
)
def test_a_tie_in_the_mazhilis(cast, kind, choices, article):
    outcome = mazhilis({"01": cast})
    question = only(outcome)
    assert (question.kind, question.choices, question.article) == (kind, choices, article)
    assert (seats(outcome, "constituency"), seats(outcome)) == ({}, LISTS)  # the list seats do not wait for it


def test_the_repeat_vote_is_among_those_who_shared_the_lead():
    outcome = mazhilis({"01": {"A": 5, "B": 5, "C": 1}}, {"01": {"A": 3, "B": 4}})
    assert (seats(outcome, "constituency"), outcome.status) == ({"B": 1}, "complete")
    outcome = mazhilis({"01": {"A": 5, "B": 5, "C": 1}}, {"01": {"A": 3, "B": 4, "C": 9}})
    assert seats(outcome, "constituency") == {"B": 1}  # C may not stand in it


def test_a_second_tie_in_the_repeat_vote_is_a_question():
    votes = {"01": {"A": 5, "B": 5, "C": 1}}, {"01": {"A": 4, "B": 4}}
    question = only(mazhilis(*votes))
    assert (question.kind, question.at, question.choices) == ("silent tie", "second vote", ("A", "B"))
    outcome = mazhilis(*votes, answers=[answer(question, "A")])
    assert seats(outcome, "constituency") == {"A": 1}


def test_without_any_constituency_vote_the_question_is_asked_and_lists_are_counted():
    outcome = apply(load_law("kz/mazhilis/2023"), of_lists(LISTS))
    assert (only(outcome).kind, only(outcome).reason) == ("no votes", "29")
    assert seats(outcome) == LISTS  # parallel: lists do not wait


def test_votes_of_another_number_of_constituencies_are_a_question():
    outcome = apply(load_law("kz/mazhilis/2023"), of_both(LISTS, {"01": {"A": 1}}))
    assert (only(outcome).kind, only(outcome).reason) == ("other constituencies", "1, 29")


def test_a_candidate_whose_votes_are_not_known_leaves_the_constituency_open():
    question = only(mazhilis({"01": {"A": 5, "B": None}}))
    assert (question.kind, question.place, question.reason) == ("not counted", "01", "B")


def test_declared_seats_stand_where_votes_are_not_known():
    votes = replace(
        of_lists(LISTS),
        declared=(Declared("constituency", None, "A", 22), Declared("constituency", None, None, 7)),
    )
    outcome = apply(load_law("kz/mazhilis/2023"), votes)
    assert (outcome.status, outcome.total) == ("complete", 98)
    assert outcome.parties["independent"] == {"list": 0, "constituency": 7, "total": 7}
    assert outcome.parties["A"] == {"list": 50, "constituency": 22, "total": 72}


def test_an_answer_for_one_constituency_does_not_answer_another():
    tied = {"A": 5, "B": 5, "C": 1}
    first, second = mazhilis({"01": tied, "02": tied}).questions
    outcome = mazhilis({"01": tied, "02": tied}, answers=[answer(second, "A")])
    assert only(outcome).id == first.id


# ---- maslikhats: Art. 9(3), 109-1, 110 -------------------------------------------------------------------------------


@pytest.mark.parametrize(("council", "lists", "constituencies"), [(42, 21, 21), (11, 5, 6), (3, 1, 2)])
def test_half_of_the_council_by_lists_and_the_odd_seat_in_a_constituency(council, lists, constituencies):
    contests = {f"{number:02}": {"A": 2, "B": 1} for number in range(constituencies)}
    votes = replace(of_both({"A": 20, "B": 1}, contests), seats={"the council": council})
    outcome = apply(load_law("kz/maslikhat-region/2023", {"list.threshold.at_least": "0%"}), votes)
    assert outcome.status == "complete"
    assert (sum(seats(outcome).values()), len(outcome.seats) - len(seats(outcome))) == (lists, constituencies)


@pytest.mark.parametrize(
    ("cast", "kind", "choices"),
    [
        ({"A": 5, "B": 5, "C": 1}, "repeat vote of the leaders", ("A", "B")),
        ({"A": 5, "B": 5, "C": 5}, "silent tie", ("A", "B", "C")),  # the repeat vote knows two
        ({"A": 5, "B": 5}, "silent tie", ("A", "B")),  # unlike Art. 96(1) no repeat election is ordered
        ({"A": 5, "B": 5, "against_all": 9}, "silent tie", ("A", "B")),
    ],
)
@pytest.mark.parametrize("body", ["kz/maslikhat-region/2023", "kz/maslikhat-district/2023"])
def test_a_tie_in_a_maslikhat(body, cast, kind, choices):
    lists = {"A": 3, "B": 1} if "region" in body else {}
    votes = of_both(lists, {"01": cast})
    votes = replace(votes, counts=tuple(c for c in votes.counts if c.votes), seats={"list": 4, "constituency": 1})
    question = only(apply(load_law(body), votes))
    assert (question.kind, question.choices, question.place) == (kind, choices, "01")
    assert question.article.startswith("109-1(1)")
    outcome = apply(load_law(body), votes, answers=[answer(question, "B")])
    assert (outcome.status, seats(outcome, "constituency")) == ("complete", {"B": 1})


def test_a_maslikhat_whose_size_is_not_known_is_asked_for_it():
    outcome = apply(load_law("kz/maslikhat-region/2018"), of_lists({"A": 5, "B": 5}))
    assert asked(outcome) == ["seats not set"]


# ---- akims: Art. 113-9 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("edition", "kind"), [("2023", "repeat election"), ("2026", "repeat vote of the leaders")])
@pytest.mark.parametrize("cast", [{"A": 5, "B": 5}, {"A": 5, "B": 5, "C": 1}, {"A": 5, "B": 5, "C": 5}])
def test_a_tie_of_akims_is_an_election_again_in_2023_and_a_vote_again_since_2026(edition, kind, cast):
    votes = replace(of_both({}, {"village": cast}), counts=(Count("constituency", "village", cast),))
    assert asked(apply(load_law(f"kz/akim/{edition}"), votes)) == [kind]


def test_an_akim_is_elected_by_plurality_whatever_is_cast_against_all():
    cast = {"A": 3, "B": 2, "against_all": 9}
    votes = replace(of_both({}, {"village": cast}), counts=(Count("constituency", "village", cast),))
    outcome = apply(load_law("kz/akim/2026"), votes)
    assert (outcome.status, seats(outcome, "constituency")) == ("complete", {"A": 1})


# ---- the President: Art. 63-65 ---------------------------------------------------------------------------------------


def president(cast, again=None, answers=()):
    counts = (Count("constituency", "country", cast), *([Count("constituency", "country", again, round=2)] if again else []))
    return apply(load_law("kz/president/2023"), Votes(counts=counts), answers=answers)


def test_more_than_half_of_the_valid_votes_elects_the_president():
    assert seats(president({"A": 51, "B": 40, "against_all": 9}), "constituency") == {"A": 1}


def test_half_exactly_leads_to_a_run_off_of_the_two_best_against_all_left_aside():
    question = only(president({"A": 50, "B": 20, "C": 10, "against_all": 20}))
    assert (question.kind, question.choices, question.article) == ("run-off", ("A", "B"), "63(1)-(2), 64(1), 65(2)")


def test_in_the_run_off_the_most_votes_decide():
    cast = {"A": 45, "B": 35, "C": 20}
    assert seats(president(cast, {"A": 10, "B": 11, "against_all": 90}), "constituency") == {"B": 1}
    question = only(president(cast, {"A": 10, "B": 10}))
    assert (question.kind, question.at, question.choices) == ("repeat election", "second vote", ())  # 64(1)


def test_equal_votes_for_the_second_place_are_a_question_and_then_the_run_off_is():
    cast = {"A": 40, "B": 30, "C": 30}
    question = only(president(cast))
    assert (question.kind, question.at, question.choices) == ("silent tie", "run-off", ("B", "C"))
    outcome = president(cast, answers=[answer(question, "C")])
    assert (only(outcome).kind, only(outcome).choices) == ("run-off", ("A", "C"))


@pytest.mark.parametrize(
    ("edition", "tier_place", "kind"),
    [
        ("kz/president/2023", "country", "nobody elected"),  # 63(1), 64(1): open point, treated as a stop
        ("kz/senate/2023", "region", "repeat election"),  # 80(1)
        ("kz/mazhilis/2004", "constituency", "repeat election"),  # 96(1)
    ],
)
def test_where_two_stood_and_neither_has_the_majority_no_run_off_is_held(edition, tier_place, kind):
    count = Count("constituency", "x", {"A": 45, "B": 44, "against_all": 11}, Figures(electors=110, present=100))
    place = "country" if tier_place == "country" else "x"
    votes = Votes(
        counts=(replace(count, place=place),), places={"x": Place("x", tier_place, "country")}, seats={"constituency": 1}
    )
    changes = {"constituency.seats": 1} if edition == "kz/mazhilis/2004" else {}
    outcome = apply(load_law(edition, changes), votes)
    assert [q.kind for q in outcome.questions if q.tier == "constituency"] == [kind]


# ---- the Senate: Art. 77-81 ------------------------------------------------------------------------------------------


def senate(cast, electors=100, present=80, again=None, valid=None):
    figures = Figures(electors=electors, present=present, valid=valid)
    counts = (Count("constituency", "region", cast, figures),)
    if again is not None:
        counts += (Count("constituency", "region", again, Figures(electors=electors, present=present), round=2),)
    places = {"region": Place("region", "region", "country")}
    return apply(load_law("kz/senate/2023"), Votes(counts=counts, places=places, seats={"constituency": 1}))


def test_a_senator_needs_more_than_half_of_those_who_took_part():
    assert seats(senate({"A": 41, "B": 30, "C": 9}), "constituency") == {"A": 1}  # 41 of 80
    question = only(senate({"A": 40, "B": 31, "C": 9}))
    assert (question.kind, question.choices) == ("run-off", ("A", "B"))
    assert seats(senate({"A": 40, "B": 31, "C": 9}, again={"A": 39, "B": 41}), "constituency") == {"B": 1}


def test_half_of_the_electors_present_is_no_quorum_and_one_more_is():
    question = only(senate({"A": 40}, present=50))
    assert (question.kind, question.reason, question.article) == ("not valid", "electors present", "77(2)")
    assert senate({"A": 40}, present=51).status == "complete"


def test_half_of_those_present_taking_part_is_not_enough_and_one_more_is():
    question = only(senate({"A": 30, "B": 10}, present=80))
    assert (question.kind, question.article) == ("not valid", "77(3), 43(5)")
    assert senate({"A": 30, "B": 11}, present=80).status == "complete"


@pytest.mark.parametrize(("figures", "unknown"), [({"electors": None}, "electors"), ({"present": None}, "electors present")])
def test_an_unknown_figure_leaves_the_quorum_open(figures, unknown):
    question = only(senate({"A": 40}, **figures))
    assert (question.kind, question.reason) == ("base unknown", unknown)
