"""Kazakhstan's list seats on small votes, article by article: the line, the lone list, ties, readings, answers."""

import json
from dataclasses import replace

import pytest
from outcomes import answer, asked, only, seats

from dauys.law import Answer, Option, WrongAnswer, apply, load_law, of_both, of_lists

ELECTION_2007 = {
    "Nur Otan": 5_247_720, "OSDP": 269_310, "Ak Zhol": 183_346, "Auyl": 89_855, "CPPK": 76_799,
    "Party of Patriots": 46_436, "Rukhaniyat": 22_159,
}  # fmt: skip


def kurultai(seats, votes, answers=()):
    """Art. 97-1 as it is since 2021, on lists alone and a house of another size: 5 %, weight 0.7, guarantee of 2."""
    return apply(load_law("kz/kurultai/2026", {"list.seats": seats}), votes, answers=answers)


def registered(votes, times):
    """The same votes, with the time at which each list was registered."""
    options = {("list", None, name): Option(name, "list", name, registered=time) for name, time in times.items()}
    return replace(votes, options=options)


# ---- Art. 97-1(1): 5 per cent and more -------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1, 10**16, 10**40])
def test_a_list_with_exactly_five_per_cent_takes_part(scale):
    # 95 and 5 of 100, 20 seats, 5 votes a seat: 19 and 1
    outcome = kurultai(20, of_lists({"A": 95 * scale, "B": 5 * scale}))
    assert (outcome.status, seats(outcome)) == ("complete", {"A": 19, "B": 1})


def test_at_ten_to_the_eighteen_one_vote_less_does_not():
    # B misses the line by one vote and comes in as the next largest after a lone list: at least 2 seats, more than 1
    outcome = kurultai(20, of_lists({"A": 95 * 10**16 + 1, "B": 5 * 10**16 - 1}))
    assert seats(outcome) == {"A": 18, "B": 2}
    assert "lone list" in [step.rule for step in outcome.trace]


def test_against_all_is_in_the_base_of_the_five_per_cent():
    # 5 of 101 is less than 5 %
    assert seats(kurultai(20, of_lists({"A": 95, "B": 5, "against_all": 1}))) == {"A": 18, "B": 2}


def test_against_all_gets_no_seat_and_is_not_in_the_quota():
    # 90 votes for lists, 9 seats: 10 a seat
    assert seats(kurultai(9, of_lists({"A": 60, "B": 30, "against_all": 20}))) == {"A": 6, "B": 3}


def test_a_list_below_the_line_is_not_in_the_quota():
    # C has 4 of 100; 96 votes, 12 seats, 8 a seat
    assert seats(kurultai(12, of_lists({"A": 56, "B": 40, "C": 4}))) == {"A": 7, "B": 5}


@pytest.mark.parametrize(
    ("edition", "percent", "guaranteed"),
    [
        ("kz/mazhilis/2004", 7, None),
        ("kz/mazhilis/2007", 7, None),
        ("kz/mazhilis/2009", 7, 2),
        ("kz/mazhilis/2021", 5, 2),
        ("kz/mazhilis/2023", 5, 2),
        ("kz/kurultai/2026", 5, 2),
        ("kz/maslikhat-region/2018", 7, 1),
        ("kz/maslikhat-region/2021", 5, 1),
        ("kz/maslikhat-region/2023", 5, 1),
    ],
)
def test_the_line_and_the_lone_list_of_each_edition(edition, percent, guaranteed):
    law = load_law(edition, {"list.seats": 100})

    def lists(second):
        return seats(apply(law, of_lists({"A": 1000 - second, "B": second})))

    # met exactly: of 1000 votes and 100 seats, 10 a seat, as many seats as per cent
    assert lists(percent * 10) == {"A": 100 - percent, "B": percent}
    # missed by one vote: A alone passes. Before 2009 it takes all; since then B's quotient at 0.7 counts
    weighed = (percent * 10 - 1) * 7 // 100  # 6.9 × 0.7 = 4.83, 4.9 × 0.7 = 3.43
    assert lists(percent * 10 - 1) == ({"A": 100} if guaranteed is None else {"A": 100 - weighed, "B": weighed})
    # and next to nothing still has the guarantee
    assert lists(1) == ({"A": 100} if guaranteed is None else {"A": 100 - guaranteed, "B": guaranteed})


# ---- Art. 97-1(2)-(4): one list alone passes -------------------------------------------------------------------------


def test_2007_gave_all_seats_to_one_list():
    assert seats(apply(load_law("kz/mazhilis/2007"), of_lists(ELECTION_2007))) == {"Nur Otan": 98}


def test_the_same_votes_under_2009_admit_the_next_largest_at_a_weight():
    # OSDP 269,310 × 98 / 5,517,030 = 4.784, at 0.7 3.349
    outcome = apply(load_law("kz/mazhilis/2009"), of_lists(ELECTION_2007))
    assert (outcome.status, seats(outcome)) == ("complete", {"Nur Otan": 95, "OSDP": 3})


def test_the_guarantee_may_lift_the_second_list_above_its_whole_part():
    # 97 and 3 of 100, 10 seats: 0.3 × 0.7 is nothing; the Mazhilis guarantees 2 seats, a maslikhat 1
    votes = of_lists({"A": 97, "B": 3})
    assert seats(kurultai(10, votes)) == {"A": 8, "B": 2}
    law = load_law("kz/maslikhat-region/2021", {"list.seats": 10})
    assert seats(apply(law, votes)) == {"A": 9, "B": 1}


def test_remainders_are_not_compared_after_a_lone_list():
    # 96 and 4 of 100, 40 seats: 38.4 and 1.6; 1.6 × 0.7 = 1.12, lifted to 2; A gets the other 38
    assert seats(kurultai(40, of_lists({"A": 96, "B": 4}))) == {"A": 38, "B": 2}


def test_the_next_largest_is_not_against_all():
    assert seats(kurultai(10, of_lists({"A": 90, "B": 3, "against_all": 7}))) == {"A": 8, "B": 2}


def test_two_equal_lists_behind_the_lone_one_are_a_question():
    votes = of_lists({"A": 94, "B": 3, "C": 3})
    outcome = kurultai(10, votes)
    question = only(outcome)
    assert (question.kind, question.at, question.choices, question.choose) == (
        "silent tie", "next largest", ("B", "C"), 1,
    )  # fmt: skip
    assert (outcome.status, seats(outcome), question.article) == ("open", {}, "97-1(2)-(4)")
    answered = kurultai(10, votes, [answer(question, "C")])
    assert (answered.status, seats(answered)) == ("complete", {"A": 8, "C": 2})


def test_the_time_of_registration_does_not_decide_who_is_the_next_largest():
    votes = registered(of_lists({"A": 94, "B": 3, "C": 3}), {"B": "2026-08-01T10:00", "C": "2026-08-02T10:00"})
    assert only(kurultai(10, votes)).at == "next largest"


@pytest.mark.parametrize(("decision", "expected"), [("the list takes all seats", {"A": 10}), ("seats stay empty", {})])
def test_one_list_alone_on_the_ballot_is_a_question(decision, expected):
    question = only(kurultai(10, of_lists({"A": 90, "against_all": 10})))
    assert (question.kind, question.choices) == ("one list", ("the list takes all seats", "seats stay empty"))
    outcome = kurultai(10, of_lists({"A": 90, "against_all": 10}), [answer(question, decision)])
    assert (outcome.status, seats(outcome)) == ("complete", expected)


def test_one_list_alone_on_the_ballot_took_all_before_2009():
    assert seats(apply(load_law("kz/mazhilis/2007"), of_lists({"A": 3}))) == {"A": 98}


# ---- nobody passes, nobody votes -------------------------------------------------------------------------------------

NOBODY = {f"list {number}": 4 for number in range(1, 24)} | {"list 24": 5, "against_all": 3}  # 100: only 5 % itself passes


@pytest.mark.parametrize(
    ("decision", "expected"), [("all lists take part", {"A": 6, "B": 2, "C": 2}), ("seats stay empty", {})]
)
def test_no_list_with_five_per_cent_is_a_question(decision, expected):
    votes = of_lists({"A": 3, "B": 1, "C": 1, "against_all": 95})  # 3 % and 1 %; of 5 votes, 10 seats: 6, 2, 2
    question = only(kurultai(10, votes))
    assert (question.kind, question.choices) == ("none passes", ("all lists take part", "seats stay empty"))
    outcome = kurultai(10, votes, [answer(question, decision)])
    assert (outcome.status, seats(outcome)) == ("complete", expected)


def test_one_of_many_with_exactly_five_of_a_hundred_is_a_lone_list_and_many_are_next():
    question = only(kurultai(10, of_lists(NOBODY)))
    assert (question.kind, len(question.choices)) == ("silent tie", 23)


def test_without_a_single_vote_there_is_nothing_to_divide():
    assert asked(kurultai(10, of_lists({"A": 0, "B": 0}))) == ["no votes cast"]


def test_votes_not_counted_are_not_zero():
    question = only(kurultai(10, of_lists({"A": 90, "B": None})))
    assert (question.kind, question.reason, question.choices) == ("not counted", "B", ())


def test_more_seats_than_votes():
    # 145 seats for three votes: 96.67 and 48.33
    assert seats(kurultai(145, of_lists({"A": 2, "B": 1}))) == {"A": 97, "B": 48}


def test_one_vote_of_ten_to_the_eighteen_decides_the_last_seat():
    # 145 seats, two lists: 72.5 each but for one vote
    assert seats(kurultai(145, of_lists({"A": 10**18, "B": 10**18 + 1}))) == {"A": 72, "B": 73}
    assert asked(kurultai(145, of_lists({"A": 10**18, "B": 10**18}))) == ["tie"]


# ---- Art. 97-1(4): equal remainders, the list registered earlier -----------------------------------------------------

EQUAL = of_lists({"A": 50, "B": 50})  # 5 seats: 2.5 each
THREE = of_lists({"A": 40, "B": 40, "C": 40})  # 5 seats: 1 2/3 each, two seats left for three


def test_the_list_registered_earlier_has_the_seat():
    outcome = kurultai(5, registered(EQUAL, {"A": "2026-08-03T16:41", "B": "2026-08-03T16:40"}))
    assert (outcome.status, seats(outcome)) == ("complete", {"A": 2, "B": 3})
    (step,) = [step for step in outcome.trace if step.rule == "registration time"]
    assert (step.article, step.result) == ("97-1(4)", {"winners": ("B",)})


@pytest.mark.parametrize(
    "times",
    [
        {},
        {"A": "2026-08-03T16:40"},  # B's is not known
        {"A": "2026-08-03T16:40", "B": None},
        {"A": "2026-08-03T16:40", "B": "2026-08-03T16:40"},
    ],
)
def test_times_unknown_or_equal_leave_the_question_open(times):
    outcome = kurultai(5, registered(EQUAL, times))
    question = only(outcome)
    assert (question.kind, question.choices, question.choose, question.article) == ("tie", ("A", "B"), 1, "97-1(4)")
    assert question.reason == "registration times are equal or not known"
    assert seats(outcome) == {"A": 2, "B": 2}  # the seat is nobody's


def test_three_equal_lists_and_two_seats_go_to_the_two_registered_first():
    times = {"A": "2026-08-03T16:42", "B": "2026-08-03T16:40", "C": "2026-08-03T16:41"}
    assert seats(kurultai(5, registered(THREE, times))) == {"A": 1, "B": 2, "C": 2}


def test_equal_times_matter_only_at_the_last_seat():
    first_two_equal = {"A": "2026-08-03T16:40", "B": "2026-08-03T16:40", "C": "2026-08-03T16:41"}
    assert seats(kurultai(5, registered(THREE, first_two_equal))) == {"A": 2, "B": 2, "C": 1}
    last_two_equal = {"A": "2026-08-03T16:40", "B": "2026-08-03T16:41", "C": "2026-08-03T16:41"}
    assert only(kurultai(5, registered(THREE, last_two_equal))).choices == ("A", "B", "C")


# ---- Art. 43(5): two readings of what 5 per cent is taken of ---------------------------------------------------------

# 95 and 5 valid, one invalid ballot: of the valid ballots B has 5 %, of the ballots in boxes less.
INVALID = of_lists({"A": 95, "B": 5}, in_boxes=101)


def test_readings_that_seat_different_people_are_a_question():
    outcome = kurultai(20, INVALID)
    question = only(outcome)
    assert (question.kind, question.article, question.choose) == ("two readings", "97-1(1), 43(5)", 1)
    assert question.choices == ("valid votes, against all included", "ballots in boxes")
    assert seats(outcome) == {}
    (step,) = [step for step in outcome.trace if step.rule == "other reading" and "seats" in step.result]
    assert step.result["seats"] == {
        "valid votes, against all included": {"A": 19, "B": 1}, "ballots in boxes": {"A": 18, "B": 2},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reading", "expected"),
    [("valid votes, against all included", {"A": 19, "B": 1}), ("ballots in boxes", {"A": 18, "B": 2})],
)
def test_each_answer_counts_by_its_reading(reading, expected):
    outcome = kurultai(20, INVALID, [answer(only(kurultai(20, INVALID)), reading)])
    assert (outcome.status, seats(outcome)) == ("complete", expected)


def test_every_base_that_is_known_is_tried():
    choices = only(kurultai(20, of_lists({"A": 95, "B": 5}, in_boxes=101, issued=102))).choices
    assert choices == ("valid votes, against all included", "ballots in boxes", "ballots issued")
    assert only(kurultai(20, of_lists({"A": 95, "B": 5}, issued=102))).choices[1:] == ("ballots issued",)


def test_invalid_ballots_make_ballots_in_boxes():
    assert asked(kurultai(20, of_lists({"A": 95, "B": 5}, invalid=1))) == ["two readings"]


def test_readings_that_admit_the_same_are_noted_and_not_asked():
    outcome = kurultai(20, of_lists({"A": 80, "B": 20}, in_boxes=101))
    assert (outcome.status, seats(outcome)) == ("complete", {"A": 16, "B": 4})
    assert ("ballots in boxes",) in [step.inputs.get("base") for step in outcome.trace if step.rule == "other reading"]


def test_readings_that_admit_others_and_seat_the_same_are_not_asked():
    # 40 seats: with B past the line 38 and 2; with A alone 2 × 0.7 = 1.4, lifted to 2
    outcome = kurultai(40, INVALID)
    assert (outcome.status, seats(outcome)) == ("complete", {"A": 38, "B": 2})


# ---- answers ---------------------------------------------------------------------------------------------------------


def test_an_answer_completes_the_count_and_stands_in_the_trace_with_its_document():
    question = only(kurultai(5, EQUAL))
    assert question.id == "list: tie at remainder: 1 of A, B"
    outcome = kurultai(5, EQUAL, [Answer(question.id, ("B",), "protocol No. 7, invented for this test")])
    assert (outcome.status, outcome.questions, seats(outcome)) == ("complete", (), {"A": 2, "B": 3})
    (step,) = [step for step in outcome.trace if step.rule == "answer"]
    assert step.inputs == {"question": question.id, "by": "protocol No. 7, invented for this test"}
    assert (step.result, step.article) == ({"chosen": ("B",)}, "97-1(4)")


@pytest.mark.parametrize("chosen", [(), ("C",), ("A", "B"), ("A", "C")])
def test_an_answer_must_name_as_many_of_the_choices_as_are_asked_for(chosen):
    with pytest.raises(WrongAnswer, match="not 1 of A, B"):
        kurultai(5, EQUAL, [answer(only(kurultai(5, EQUAL)), *chosen)])


def test_an_answer_to_another_question_is_refused():
    question = only(kurultai(5, EQUAL))
    with pytest.raises(WrongAnswer, match="this question did not arise") as refused:  # three are tied, not two
        kurultai(5, THREE, [answer(question, "A")])
    assert refused.value.answer.question == question.id
    with pytest.raises(WrongAnswer, match="this question did not arise"):  # nobody is tied
        kurultai(4, EQUAL, [answer(question, "A")])


def test_nothing_but_votes_answers_a_question_without_choices():
    question = only(apply(load_law("kz/mazhilis/2023"), of_lists({"A": 50, "B": 19})))
    assert question.choices == ()
    with pytest.raises(WrongAnswer):
        apply(load_law("kz/mazhilis/2023"), of_lists({"A": 50, "B": 19}), answers=[answer(question)])


def test_two_answers_that_contradict_each_other_are_refused():
    question = only(kurultai(5, EQUAL))
    with pytest.raises(WrongAnswer):
        kurultai(5, EQUAL, [answer(question, "A"), answer(question, "B")])


# ---- what an outcome tells -------------------------------------------------------------------------------------------


def test_every_question_is_told_in_three_languages():
    outcomes = (
        kurultai(5, EQUAL), kurultai(20, INVALID), kurultai(10, of_lists({"A": 1})), kurultai(10, of_lists({"A": None})),
        apply(load_law("kz/mazhilis/2023"), of_both({"A": 50, "B": 19}, {"01": {"A": 1}})),
    )  # fmt: skip
    for outcome in outcomes:
        assert len({only(outcome).told(language) for language in ("kk", "ru", "en")}) == 3


def test_the_published_form_is_json_with_exact_fractions():
    published = json.loads(json.dumps(kurultai(7, of_lists({"A": 2, "B": 1})).as_json("invented")))
    assert (published["election"], published["law"], published["status"]) == (
        "invented",
        "kz/kurultai/2026 with list.seats=7",
        "complete",
    )
    assert published["parties"] == {"A": {"list": 5, "total": 5}, "B": {"list": 2, "total": 2}}
    assert published["total"] == 7
    (whole,) = [step for step in published["trace"] if step["rule"] == "whole parts"]
    assert whole["result"]["due"] == {"A": "14/3", "B": "7/3"}  # 2 × 7 / 3 and 1 × 7 / 3
    assert all(step["article"] for step in published["trace"])


def test_the_order_in_which_lists_come_changes_nothing():
    votes = {"A": 53, "B": 21, "C": 15, "D": 7, "E": 4}
    backwards = dict(reversed(votes.items()))
    assert seats(kurultai(145, of_lists(votes))) == seats(kurultai(145, of_lists(backwards)))
