"""Who takes part in the list seats: lines, bases, alternatives, exemptions, coalitions, declared admissions."""

from dataclasses import replace

import pytest
from outcomes import answer, asked, only, seats

from dauys.law import Count, Figures, Option, Party, Place, Votes, apply, load_law, of_both, of_lists


def lists(votes, answers=(), house=10, **threshold):
    """The Mazhilis of 2007, lists alone and nothing for a lone one, with another threshold."""
    law = load_law("kz/mazhilis/2007", {"list.seats": house, "list.threshold": {"article": "invented", **threshold}})
    return apply(law, votes, answers=answers)


def admitted(outcome):
    return set(seats(outcome))


# ---- the line --------------------------------------------------------------------------------------------------------


def test_at_least_takes_the_line_itself_and_more_than_does_not():
    votes = of_lists({"A": 80, "B": 20})
    assert admitted(lists(votes, at_least="20%", of="valid votes")) == {"A", "B"}
    assert admitted(lists(votes, more_than="20%", of="valid votes")) == {"A"}


@pytest.mark.parametrize("share", ["5%", "0.05", "1/20"])
def test_a_share_may_be_written_in_three_ways(share):
    votes = of_lists({"A": 95, "B": 5})
    assert lists(votes, house=20, at_least=share, of="valid votes").status == "complete"
    assert admitted(lists(votes, house=20, at_least=share, of="valid votes")) == {"A", "B"}
    assert admitted(lists(of_lists({"A": 96, "B": 5}), house=20, at_least=share, of="valid votes")) == {"A"}


def test_a_part_of_a_per_cent_is_exact():
    # 3.25 % of 10,000 are 325
    votes = of_lists({"A": 9_350, "B": 325, "C": 325 - 1, "against_all": 1})
    assert admitted(lists(votes, house=200, at_least="3.25%", of="valid votes")) == {"A", "B"}


def test_a_number_above_one_is_a_number_of_votes():
    assert admitted(lists(of_lists({"A": 80, "B": 20}), at_least=20, of="valid votes")) == {"A", "B"}
    assert admitted(lists(of_lists({"A": 80, "B": 20}), at_least=21, of="valid votes")) == {"A"}


@pytest.mark.parametrize(
    ("base", "number"),
    [
        ("valid votes", 100),
        ("valid votes, against all included", 100),
        ("valid votes, against all left out", 90),
        ("ballots in boxes", 110),
        ("ballots issued", 120),
        ("registered voters", 200),
    ],
)
def test_each_base_is_the_number_of_its_name(base, number):
    cast = {"A": 80, "B": 10, "against_all": 10}
    votes = of_lists(cast, valid=100, invalid=10, in_boxes=110, issued=120, registered=200)
    # B has 10 votes: it meets 10 / number, and not that of one vote more
    assert "B" in admitted(lists(votes, at_least=f"10/{number}", of=base))
    assert "B" not in admitted(lists(votes, at_least=f"11/{number}", of=base))


# ---- a base that is not known ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", ["ballots in boxes", "ballots issued", "registered voters"])
def test_a_base_that_is_not_known_is_a_question(base):
    question = only(lists(of_lists({"A": 80, "B": 20}), at_least="5%", of=base))
    assert (question.kind, question.reason, question.choices) == ("base unknown", base, ())


def test_where_a_votes_number_is_unknown_so_is_the_sum():
    votes = of_lists({"A": 80, "B": 20, "against_all": None})
    assert asked(lists(votes, at_least="5%", of="valid votes")) == ["base unknown"]
    assert lists(replace(votes, counts=(replace(votes.counts[0], figures=Figures(valid=101)),)), at_least="5%",
                 of="valid votes").status == "complete"  # fmt: skip


def test_lists_are_admitted_as_declared_where_the_base_is_not_known():
    votes = replace(of_lists({"A": 80, "B": 15, "C": 5}), admitted={"list": ("A", "B")})
    outcome = lists(votes, house=95, at_least="5%", of="ballots in boxes")
    assert (outcome.status, seats(outcome)) == ("complete", {"A": 80, "B": 15})
    (step,) = [step for step in outcome.trace if step.rule == "admitted as declared"]
    assert step.result == {"admitted": ("A", "B")}


# ---- ranks, other ways in, exemptions, coalitions --------------------------------------------------------------------


def test_a_rank_and_a_tie_for_it():
    assert admitted(lists(of_lists({"A": 5, "B": 4, "C": 1}), house=9, rank_at_most=2)) == {"A", "B"}
    votes = of_lists({"A": 6, "B": 2, "C": 2})
    question = only(lists(votes, house=8, rank_at_most=2))
    assert (question.kind, question.at, question.choices) == ("tie", "rank", ("B", "C"))
    assert seats(lists(votes, [answer(question, "C")], house=8, rank_at_most=2)) == {"A": 6, "C": 2}


def test_or_is_another_way_in_and_and_a_further_condition():
    votes = of_lists({"A": 80, "B": 12, "C": 8}, registered=1000)
    line = {"at_least": "10%", "of": "valid votes"}
    assert admitted(lists(votes, **line)) == {"A", "B"}
    assert admitted(lists(votes, **line, **{"or": [{"at_least": 8, "of": "valid votes"}]})) == {"A", "B", "C"}
    assert admitted(lists(votes, **line, **{"and": [{"more_than": "5%", "of": "registered voters"}]})) == {"A"}


def test_constituencies_won_are_a_way_in():
    # New Zealand in small, ten seats: B has 4 of 100 votes and one constituency
    law = load_law("nz/parliament/1993", {"linkage.house": 10})
    assert only(apply(law, of_lists({"A": 96, "B": 4}))).kind == "no votes"  # electorates are asked for first
    outcome = apply(law, of_both({"A": 96, "B": 4}, {"1": {"B": 6, "A": 4}}))
    assert outcome.parties["B"]["constituency"] == 1
    (step,) = [step for step in outcome.trace if step.rule == "other ways in"]
    assert step.inputs["conditions"] == {"1 constituencies won": ("B",)}


def test_a_party_of_an_exempt_group_takes_part_whatever_it_has():
    parties = {"A": Party("A"), "B": Party("B", groups=frozenset({"national minority"})), "C": Party("C")}
    votes = replace(of_lists({"A": 90, "B": 1, "C": 4}), parties=parties)
    line = {"at_least": "5%", "of": "valid votes"}
    assert admitted(lists(votes, house=91, **line, exempt=["national minority"])) == {"A", "B"}
    assert admitted(lists(votes, house=91, **line, exempt=["another group"])) == {"A"}


@pytest.mark.parametrize(("members", "line"), [(1, 5), (2, 8), (3, 10), (4, 10)])
def test_a_coalition_has_the_line_of_the_most_parties_that_it_has(members, line):
    coalitions = [{"parties": 2, "at_least": "8%"}, {"parties": 3, "at_least": "10%"}]
    for count, passes in ((line, True), (line - 1, False)):
        votes = replace(of_lists({"A": 100 - count, "C": count}), parties={"A": Party("A"), "C": Party("C", members=members)})
        outcome = lists(votes, house=100, at_least="5%", of="valid votes", coalitions=coalitions)
        assert ("C" in admitted(outcome)) == passes


def test_without_a_threshold_all_lists_take_part():
    # Japan: D'Hondt alone decides
    law = load_law("jp/house-of-representatives/2012", {"list.seats": 200, "constituency.seats": 1})
    votes = Votes(
        counts=(Count("list", "north", {"A": 199, "B": 1}), Count("constituency", "1", {"A": 1})),
        places={"north": Place("north", "bloc", "country", seats={"list": 200}), "1": Place("1", "constituency", "country")},
    )
    assert seats(apply(law, votes)) == {"A": 199, "B": 1}


# ---- a list whose name on the ballot is not its party's id -----------------------------------------------------------


def numbered(votes, groups=(), members=1):
    """Lists called "No. 1", "No. 2" on the ballot, of the parties A, B."""
    parties = {"A": Party("A"), "B": Party("B", groups=frozenset(groups), members=members)}
    options = {("list", None, f"No. {n}"): Option(f"No. {n}", "list", name) for n, name in enumerate(parties, 1)}
    return replace(votes, parties=parties, options=options)


def test_seats_are_added_up_by_party():
    outcome = lists(numbered(of_lists({"No. 1": 80, "No. 2": 20})), at_least="5%", of="valid votes")
    assert outcome.parties == {"A": {"list": 8, "total": 8}, "B": {"list": 2, "total": 2}}
    assert seats(outcome) == {"No. 1": 8, "No. 2": 2}


def test_an_exemption_is_the_partys_whatever_its_list_is_called():
    votes = numbered(of_lists({"No. 1": 99, "No. 2": 1}), groups=["national minority"])
    outcome = lists(votes, house=100, at_least="5%", of="valid votes", exempt=["national minority"])
    assert seats(outcome) == {"No. 1": 99, "No. 2": 1}


def test_the_line_of_a_coalition_is_the_partys_whatever_its_list_is_called():
    votes = numbered(of_lists({"No. 1": 94, "No. 2": 6}), members=2)
    coalitions = [{"parties": 2, "at_least": "8%"}]
    assert admitted(lists(votes, at_least="5%", of="valid votes", coalitions=coalitions)) == {"No. 1"}


def test_constituencies_won_are_the_partys_whatever_its_list_is_called():
    # ten seats: A 96, B 4 with one constituency: A 10 by Sainte-Laguë (96 / 9.5 = 10.1 before 4 / 0.5 = 8)
    votes = numbered(of_both({"No. 1": 96, "No. 2": 4}, {"1": {"B": 6, "A": 4}}))
    outcome = apply(load_law("nz/parliament/1993", {"linkage.house": 10}), votes)
    assert outcome.parties == {
        "A": {"constituency": 0, "list": 10, "total": 10}, "B": {"constituency": 1, "list": 0, "total": 1},
    }  # fmt: skip


# ---- never a silent choice -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "threshold",
    [
        {"at_least": "50%", "of": "valid votes", "or": [{"rank_at_most": 2}]},
        {"at_least": "1%", "of": "valid votes", "and": [{"rank_at_most": 2}]},
    ],
)
def test_a_tie_for_a_rank_is_a_question_there_too(threshold):
    assert asked(lists(of_lists({"A": 96, "B": 2, "C": 2}), **threshold)) == ["tie"]


def test_a_further_condition_with_an_unknown_base_is_a_question_too():
    threshold = {"at_least": "50%", "of": "valid votes", "or": [{"at_least": "3%", "of": "registered voters"}]}
    assert asked(lists(of_lists({"A": 80, "B": 20}), **threshold)) == ["base unknown"]


def test_a_quota_of_all_valid_votes_needs_all_of_them():
    # Georgia's quota divides all valid votes: 100. A 60 × 10 / 100 = 6, B 30 × 10 / 100 = 3. Without the unknown ten
    # it would divide 90.
    votes = of_lists({"A": 60, "B": 30, "against_all": None}, valid=100)
    law = load_law("ge/parliament/2011", {"list.seats": 10, "list.formula.minimum": 0})
    outcome = apply(law, votes)
    (step,) = [step for step in outcome.trace if step.rule == "quota"]
    assert step.inputs["votes"] == 100


def test_against_all_is_left_out_whatever_it_is_called():
    votes = of_lists({"A": 80, "B": 9, "none of them": 11})  # 9 of 89 is more than a tenth, 9 of 100 less
    votes = replace(votes, options={("list", None, "none of them"): Option("none of them", "against_all", None)})
    assert admitted(lists(votes, at_least="10%", of="valid votes, against all left out")) == {"A", "B"}
