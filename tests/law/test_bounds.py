"""What can still change, on small votes with the sums written out and on real elections, each end shown by a witness."""

import json
import random
from dataclasses import replace

import pytest

import dauys
from dauys.law import Answer, Bounds, Count, Declared, Figures, Option, Place, Votes, apply, bounds, load_law, of_both, of_lists
from dauys.text import LANGUAGES

LIST = ("list", "country")


def lists(found):
    """Fewest and most by list, of the only list contest."""
    (contest,) = found.lists
    assert all(one.seats.exact for one in contest.lists)
    return {one.option: (one.seats.fewest, one.seats.most) for one in contest.lists}


def kurultai(seats, votes, outstanding, **changes):
    """Kazakhstan's lists alone: Hare, 5 % of valid votes, the lone list with 0.7 and at least 2 seats."""
    law = load_law("kz/kurultai/2026", {"list.seats": seats, **changes})
    return bounds(law, votes, {LIST: outstanding})


# ---- Hare's quota ----------------------------------------------------------------------------------------------------


def test_nothing_outstanding_is_what_the_engine_says():
    assert lists(kurultai(10, of_lists({"A": 60, "B": 40}), 0)) == {"A": (6, 6), "B": (4, 4)}


def test_a_remainder_can_still_turn():
    # 100 votes, 10 seats: 4.6 and 5.4. One vote more for B: 46/101 is 4.55, 55/101 is 5.45. Ten more: 4.18 and 5.82.
    votes = of_lists({"A": 46, "B": 54})
    assert lists(kurultai(10, votes, 1)) == {"A": (5, 5), "B": (5, 5)}
    # 46 of 102 is 4.51 and of 103 is 4.47; A with all three has 4.76
    assert lists(kurultai(10, votes, 3)) == {"A": (4, 5), "B": (5, 6)}


def test_a_tie_in_reach_falls_either_way_for_the_bounds():
    # 10 seats: 45 of 100 against 55 leaves half a seat each
    assert lists(kurultai(10, of_lists({"A": 45, "B": 54}), 1)) == {"A": (4, 5), "B": (5, 6)}


def test_a_tie_that_the_time_of_registration_breaks_is_broken():
    def registered(a, b):
        times = {("list", None, name): Option(name, "list", name, registered=time) for name, time in (("A", a), ("B", b))}
        return lists(kurultai(10, replace(of_lists({"A": 45, "B": 54}), options=times), 1))

    assert registered("2026-01-10T09:00", "2026-01-10T09:05") == {"A": (5, 5), "B": (5, 5)}
    assert registered("2026-01-10T09:05", "2026-01-10T09:00") == {"A": (4, 5), "B": (5, 6)}
    assert registered("2026-01-10T09:00", "2026-01-10T09:00") == {"A": (4, 5), "B": (5, 6)}
    assert registered("2026-01-10T09:00", None) == {"A": (4, 5), "B": (5, 6)}


def test_votes_move_the_line_of_the_threshold_too():
    # B has 52 of 1000. Its 5 % hold while at most 1040 are cast: 40 more for others leave it in, 41 do not.
    votes = of_lists({"A": 500, "C": 448, "B": 52})
    stays, falls = kurultai(20, votes, 40), kurultai(20, votes, 41)
    assert lists(stays)["B"] == (1, 2)
    assert lists(falls)["B"] == (0, 2)
    assert [one.passes for one in falls.lists[0].lists] == ["sure", "sure", "open"]
    assert [one.passes for one in stays.lists[0].lists] == ["sure", "sure", "sure"]


def test_an_invalid_ballot_raises_the_line_only_where_the_base_holds_it():
    votes = of_lists({"A": 5}, in_boxes=100)

    def passes(base):
        threshold = {"at_least": "5%", "of": base, "article": "x"}
        return kurultai(20, votes, 1, **{"list.threshold": threshold}).lists[0].lists[0].passes

    assert (passes("valid votes, against all included"), passes("ballots in boxes")) == ("sure", "open")


# ---- the lone list ---------------------------------------------------------------------------------------------------

LONE = {"A": 900, "B": 40, "C": 30, "against_all": 30}  # 1000 votes: A alone has 5 %, B is the next largest


def test_behind_a_lone_list_the_next_largest_has_its_guarantee():
    # 9 more: B has at most 49 of 1009 (4.9 %), C at most 39
    assert lists(kurultai(10, of_lists(LONE), 9)) == {"A": (8, 8), "B": (2, 2), "C": (0, 0)}


def test_level_behind_a_lone_list_either_can_have_the_guarantee():
    assert lists(kurultai(10, of_lists(LONE), 10)) == {"A": (8, 8), "B": (0, 2), "C": (0, 2)}


def test_the_next_largest_can_come_nearer_to_a_lone_list():
    # 42 more, all for B: 52 of 1042 is below 5 %. Of 100 seats B is due 52 in 1002 votes, 5.19; at 0.7 that is 3.63
    votes = of_lists({"A": 950, "B": 10, "against_all": 40})
    assert lists(kurultai(100, votes, 42)) == {"A": (97, 98), "B": (2, 3)}


def test_the_next_largest_loses_to_a_lone_list_that_grows():
    # 45 of 945 votes for the two are due 4.76 of 100 seats, at 0.7 that is 3.33; of 1051 it is 2.997
    votes = of_lists({"A": 900, "B": 45, "against_all": 55})
    assert lists(kurultai(100, votes, 105))["B"][0] == 3
    assert lists(kurultai(100, votes, 106))["B"][0] == 2


def test_a_list_can_lose_a_seat_by_passing_the_line():
    # with all 11, B has 60 of 1011 and passes: 0.625 of 10 seats, rounded up to 1; below the line it has its 2
    votes = of_lists({"A": 900, "B": 49, "C": 10, "against_all": 41})
    found = kurultai(10, votes, 11)
    assert lists(found)["B"] == (1, 2)
    assert found.lists[0].lists[1].fewest_if.votes["B"] >= 2


def test_where_no_list_may_pass_a_decision_can_give_all_or_nothing():
    votes = of_lists({"A": 5, "B": 3, "against_all": 92})
    found = kurultai(10, votes, 1)  # 5 of 100 pass; of 101 they do not
    assert lists(found)["A"] == (0, 8)
    (contest,) = found.lists
    assert contest.lists[0].fewest_if.votes == {"against_all": 1}


# ---- readings --------------------------------------------------------------------------------------------------------


def test_where_readings_differ_the_results_of_each_are_possible():
    # 5 of 100 valid votes pass; of 101 ballots in boxes they do not, and B is the next largest behind a lone list
    votes = of_lists({"A": 95, "B": 5}, in_boxes=101)
    found = kurultai(20, votes, 0)
    assert lists(found) == {"A": (18, 19), "B": (1, 2)}
    readings = {one.option: (one.fewest_if.reading, one.most_if.reading) for one in found.lists[0].lists}
    assert readings["A"] == ("ballots in boxes", "valid votes, against all included")
    assert found.lists[0].lists[0].seats.now is None  # a question


# ---- divisors --------------------------------------------------------------------------------------------------------


def test_divisors_where_a_quotient_can_still_be_overtaken():
    law = load_law("kz/kurultai/2026", {
        "list.seats": 3, "list.formula": {"method": "highest averages", "divisors": "d'hondt", "article": "x"},
        "list.tie": {"by": "lot", "article": "x"},
    })  # fmt: skip
    # 100, 50, 33.3 and 45, 22.5: A has 2. With 11 votes more A has 111, 55.5, 37; with 90 more its third is 63.3
    votes = of_lists({"A": 100, "B": 45})
    assert lists(bounds(law, votes, {LIST: 21})) == {"A": (2, 2), "B": (1, 1)}
    assert lists(bounds(law, votes, {LIST: 35})) == {"A": (2, 3), "B": (0, 1)}  # 135 / 3 is 45: a tie
    assert lists(bounds(law, votes, {LIST: 55})) == {"A": (1, 3), "B": (0, 2)}  # 100 / 2 is 50: (45 + 55) / 2 is level


# ---- constituencies --------------------------------------------------------------------------------------------------


def mixed(votes, outstanding, law="kz/mazhilis/2023", **changes):
    law = load_law(law, {"list.seats": 5, "constituency.seats": len(votes), **changes})
    cast = of_both({"A": 60, "B": 40}, votes)
    return bounds(law, cast, {LIST: 0, **{("constituency", place): n for place, n in outstanding.items()}})


def test_a_constituency_is_decided_when_the_rest_cannot_bring_anybody_level():
    found = mixed({"North": {"A": 30, "B": 20, "C": 5, "against_all": 50}}, {"North": 9})
    (north,) = found.constituencies
    assert (north.decided, north.in_reach, north.leaders, north.lead) == (True, ("A",), ("A",), 10)


def test_whoever_can_come_level_can_still_win():
    (north,) = mixed({"North": {"A": 30, "B": 20, "C": 5}}, {"North": 10}).constituencies
    assert (north.decided, north.in_reach, north.elected) == (False, ("A", "B"), ())


def test_nobody_leads_where_votes_are_level():
    (north,) = mixed({"North": {"A": 30, "B": 30}}, {"North": 0}).constituencies
    assert (north.decided, north.in_reach, north.leaders, north.lead) == (False, ("A", "B"), (), 0)


def test_before_the_first_paper_everybody_can_win():
    (north,) = mixed({"North": {"A": None, "B": None}}, {"North": 500}).constituencies
    assert (north.decided, north.in_reach) == (False, ("A", "B"))


def test_without_a_vote_a_lone_candidate_is_not_elected_yet():
    (north,) = mixed({"North": {"A": 0}}, {"North": 1}).constituencies
    assert (north.decided, north.in_reach) == (False, ("A",))


def test_votes_known_in_part_are_not_covered():
    found = mixed({"North": {"A": 7, "B": None}}, {"North": 5})
    assert [one.kind for one in found.not_covered] == ["bounds.not counted"]
    assert found.parties == ()
    assert not found.decided


def test_several_seats_go_to_those_whom_too_few_can_overtake():
    law = load_law("kz/maslikhat-district/2023", {"constituency.seats": 2, "constituency.seats_per_area": 2})
    votes = Votes((Count("constituency", "x", {"A": 50, "B": 30, "C": 25, "D": 10}),), places={"x": Place("x", "constituency")})

    def elected(outstanding):
        (one,) = bounds(law, votes, {("constituency", "x"): outstanding}).constituencies
        return one.elected, one.in_reach

    assert elected(4) == (("A", "B"), ("A", "B"))
    assert elected(5) == (("A",), ("A", "B", "C"))
    assert elected(44) == (("A",), ("A", "B", "C", "D"))  # B and C level with A cost 20 + 25
    assert elected(45) == ((), ("A", "B", "C", "D"))


def test_a_second_vote_is_not_looked_into_but_counts_once_it_is_held():
    law = load_law("kz/president/2023")
    first = Count("constituency", "country", {"A": 45, "B": 40, "C": 15}, Figures(in_boxes=100, valid=100, invalid=0))
    second = Count("constituency", "country", {"A": 45, "B": 55}, Figures(in_boxes=100), round=2)
    found = bounds(law, Votes((first,)), {("constituency", "country"): 3})
    assert [one.kind for one in found.not_covered] == ["bounds.majority"]
    (waiting,) = bounds(law, Votes((first,)), {("constituency", "country"): 0}).constituencies
    assert (waiting.decided, waiting.in_reach) == (False, ("A", "B"))
    (held,) = bounds(law, Votes((first, second)), {("constituency", "country"): 0}).constituencies
    assert (held.decided, held.elected) == (True, ("B",))


# ---- parties ---------------------------------------------------------------------------------------------------------


def test_a_party_s_bounds_are_the_sums_of_its_tiers():
    law = load_law("kz/mazhilis/2023", {"list.seats": 5, "constituency.seats": 2})
    votes = of_both({"A": 60, "B": 40}, {"North": {"A": 30, "B": 20}, "South": {"A": 20, "B": 60}})
    found = bounds(law, votes, {LIST: 20, ("constituency", "North"): 10, ("constituency", "South"): 5})
    assert {one.party: {tier: seats.told() for tier, seats in one.tiers.items()} for one in found.parties} == {
        "A": {"list": "2–3", "constituency": "0–1"},  # 60 of 120 is two and a half of five
        "B": {"list": "2–3", "constituency": "1–2"},
    }
    assert [(one.party, one.total.told(), one.total.now) for one in found.parties] == [("A", "2–4", 4), ("B", "3–5", 3)]


def test_a_seat_is_a_party_s_own_if_only_its_candidates_can_win_it():
    law = load_law("kz/akim/2023", {"constituency.seats": 1, "constituency.tie": {"by": "lot", "article": "x"}})
    options = {("constituency", None, name): Option(name, "candidate", party) for name, party in zip("XYZ", "PPQ", strict=True)}
    votes = Votes(
        (Count("constituency", "v", {"X": 50, "Y": 48, "Z": 9}),), places={"v": Place("v", "constituency")}, options=options
    )
    found = bounds(law, votes, {("constituency", "v"): 20})
    assert {one.party: one.total.told() for one in found.parties} == {"P": "1", "Q": "0"}
    # where the law orders a new election after a tie, anybody may win that
    again = bounds(load_law("kz/akim/2023", {"constituency.seats": 1}), votes, {("constituency", "v"): 20})
    assert {one.party: one.total.told() for one in again.parties} == {"P": "0–1", "Q": "0"}


def test_seats_that_were_declared_stay():
    law = load_law("kz/mazhilis/2023", {"list.seats": 5, "constituency.seats": 1})
    votes = replace(of_lists({"A": 60, "B": 40}), declared=(Declared("constituency", None, "A", 1),))
    found = bounds(law, votes, {LIST: 0})
    assert {one.party: one.total.told() for one in found.parties} == {"A": "4", "B": "2"}
    assert found.decided


# ---- what is not covered ---------------------------------------------------------------------------------------------


def test_a_linkage_that_counts_constituencies_is_named_and_not_guessed():
    election = dauys.load_election("nz-parliament-2014")
    law = election.law()
    nothing = {("list", "nz"): 0} | {
        ("constituency", place): 0 for place in election.votes.areas("constituency", "constituency")
    }
    found = bounds(law, election.votes, {**nothing, ("list", "nz"): 1})
    assert [(one.kind, one.tier, one.word) for one in found.not_covered] == [("bounds.linkage", "list", "compensatory")]
    assert found.parties == ()
    assert not found.decided
    # with nothing outstanding nothing can change, whatever the linkage
    settled = bounds(law, election.votes, nothing)
    outcome = apply(law, election.votes)
    assert settled.decided
    assert {one.party: one.total.now for one in settled.parties if one.total.now} == {
        party: row["total"] for party, row in outcome.parties.items() if row["total"]
    }


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"list.formula.quota": "droop"}, "bounds.formula"),
        ({"list.formula.rest": "most votes"}, "bounds.formula"),
        ({"list.formula.minimum": 1}, "bounds.formula"),
        ({"list.lone_list.weight": "1.5"}, "bounds.formula"),
        ({"list.threshold": {"rank_at_most": 3, "article": "x"}}, "bounds.threshold"),
        ({"list.threshold": {"at_least": "5%", "of": "registered voters", "article": "x"}}, "bounds.question"),
        ({"list.threshold.also_try": "electors"}, "bounds.threshold"),
        ({"list.none_passes": "all lists take part", "list.threshold.at_least": "60%"}, "bounds.none passes"),
    ],
)
def test_what_is_not_covered_is_said_in_every_language(changes, kind):
    found = kurultai(10, of_lists({"A": 50, "B": 45, "against_all": 5}), 10, **changes)
    (reason,) = found.not_covered
    assert reason.kind == kind
    assert len({reason.told(language) for language in LANGUAGES}) == len(LANGUAGES)
    assert not found.decided


def test_figures_that_contradict_each_other_are_said():
    votes = of_lists({"A": 50, "B": 45}, valid=90)
    assert [one.kind for one in kurultai(10, votes, 10).not_covered] == ["bounds.figures"]


@pytest.mark.parametrize(
    "outstanding", [{}, {LIST: -1}, {LIST: True}, {LIST: 5, ("list", "Mars"): 1}, {LIST: 5, ("senate", "x"): 1}]
)
def test_how_many_ballots_are_outstanding_must_be_said_rightly_for_every_contest(outstanding):
    with pytest.raises(ValueError, match="outstanding ballots"):
        bounds(load_law("kz/kurultai/2026"), of_lists({"A": 50, "B": 45}), outstanding)


def test_a_lot_settles_a_contest_of_which_nothing_is_outstanding():
    law = load_law("kz/kurultai/2026", {"list.seats": 3})
    votes = of_lists({"A": 50, "B": 50})
    (question,) = apply(law, votes).questions
    lot = Answer(question.id, ("B",), "invented for a test")
    assert lists(bounds(law, votes, {LIST: 0})) == {"A": (1, 2), "B": (1, 2)}
    assert lists(bounds(law, votes, {LIST: 0}, answers=[lot])) == {"A": (1, 1), "B": (2, 2)}


# ---- real elections --------------------------------------------------------------------------------------------------

MAZHILIS = dauys.load_election("kz-mazhilis-2023")
OFFICIAL = {"Amanat": 40, "Auyl": 8, "Respublica": 6, "Ak Zhol": 6, "People's Party": 5, "OSDP": 4, "Baytaq": 0}
CAST = 6_366_441


def mazhilis(outstanding) -> Bounds:
    return bounds(MAZHILIS.law(), MAZHILIS.votes, {("list", "kz"): outstanding})


def test_mazhilis_2023_could_not_change_by_five_thousand_ballots():
    found = mazhilis(5_000)
    assert found.decided
    assert {one.option: one.seats.now for one in found.lists[0].lists} == OFFICIAL


def test_mazhilis_2023_with_one_per_cent_outstanding():
    found = mazhilis(CAST // 100)
    told = {one.option: one.seats.told() for one in found.lists[0].lists}
    assert told == {
        "Amanat": "39–40", "Auyl": "8–9", "Respublica": "6–7", "People's Party": "5–6", "Baytaq": "0", "Ak Zhol": "6–7",
        "OSDP": "4–5",
    }  # fmt: skip
    assert {one.party: one.total.told() for one in found.parties}["Amanat"] == "61–62"  # with 22 declared constituencies


@pytest.mark.parametrize("outstanding", [100, 20_000, CAST // 100, CAST // 10, 5_000_000])
def test_every_end_of_mazhilis_2023_is_shown_by_ballots_that_bring_it_about(outstanding):
    (contest,) = mazhilis(outstanding).lists
    for one in contest.lists:
        for end, coming in ((one.seats.fewest, one.fewest_if), (one.seats.most, one.most_if)):
            assert sum(coming.votes.values()) + coming.invalid <= outstanding
            assert min(coming.votes.values(), default=0) >= 0
            after = coming.onto(MAZHILIS.votes, "list", "kz")
            assert end in list_seats(MAZHILIS.law(), after, one.option, coming.reading)


def list_seats(law, votes, option, reading, answers=()):
    """What a list can have: a question of two readings is answered by the one given, a tie once for it and once against."""
    outcome = apply(law, votes, answers=answers)
    if not outcome.questions:
        return {sum(seat.seats for seat in outcome.seats if (seat.tier, seat.option) == ("list", option))}
    question = outcome.questions[0]
    others = [choice for choice in question.choices if choice != option]
    ways = [(reading,)] if question.kind == "two readings" else [others[: question.choose]]
    if option in question.choices:
        ways.append((option, *others[: question.choose - 1]))
    chosen = [Answer(question.id, tuple(way), "invented for a test") for way in ways]
    return {n for answer in chosen for n in list_seats(law, votes, option, reading, (*answers, answer))}


def test_no_way_in_which_the_ballots_of_mazhilis_2023_come_leads_out_of_the_bounds():
    chance = random.Random(2023)
    counted = dict(MAZHILIS.votes.areas("list", "country")["kz"].votes)
    law = load_law("kz/kurultai/2026", {"list.seats": 69})  # the same rules, lists alone
    for outstanding in (30_000, 200_000, 3_000_000):
        ranges = {one.option: one.seats for one in bounds(law, of_lists(counted), {LIST: outstanding}).lists[0].lists}
        for _ in range(60):
            left, final = outstanding, dict(counted)
            for _ in range(chance.randint(1, 4)):
                some = chance.randint(0, left)
                final[chance.choice(list(final))] += some
                left -= some
            after = apply(law, of_lists(final))
            seats = {seat.option: seat.seats for seat in after.seats}
            if not after.questions:
                assert all(range_.fewest <= seats.get(name, 0) <= range_.most for name, range_ in ranges.items())


def test_the_more_is_outstanding_the_wider_the_bounds():
    before = {name: (number, number) for name, number in OFFICIAL.items()}
    for outstanding in (1_000, 10_000, 50_000, 250_000, 1_000_000, 5_000_000):
        now = lists(mazhilis(outstanding))
        assert all(now[name][0] <= before[name][0] and before[name][1] <= now[name][1] for name in OFFICIAL)
        before = now
    assert before["Amanat"] == (21, 64)


@pytest.mark.parametrize(("name", "outstanding"), [("ru-duma-2021", 500_000), ("np-representatives-2017", 90_000)])
def test_other_countries_with_lists_side_by_side_are_exact_too(name, outstanding):
    election = dauys.load_election(name)
    law, votes = election.law(), election.votes
    coming = {("constituency", place): 0 for place in votes.areas("constituency", "constituency")}
    (contest,) = bounds(law, votes, {**coming, ("list", votes.country): outstanding}).lists
    official = {seat.option: seat.seats for seat in apply(law, votes).seats if seat.tier == "list"}
    assert any(not one.seats.decided for one in contest.lists)
    for one in contest.lists:
        assert one.seats.exact
        assert one.seats.note() == ""
        assert one.seats.fewest <= official.get(one.option, 0) <= one.seats.most


def test_japan_divides_each_bloc_by_itself():
    election = dauys.load_election("jp-representatives-2012")
    votes = election.votes
    coming = {("list", bloc): 0 for bloc in votes.areas("list", "bloc")}
    found = bounds(election.law(), votes, {**coming, ("list", "hokkaido"): 300_000})
    assert [contest.place for contest in found.lists if not contest.decided] == ["hokkaido"]
    assert sum(contest.seats for contest in found.lists) == 180


# ---- as data ---------------------------------------------------------------------------------------------------------


def test_bounds_are_written_as_plain_values_and_the_same_each_time():
    first, second = (json.dumps(mazhilis(CAST // 100).as_json(), ensure_ascii=False) for _ in range(2))
    assert first == second
    table = json.loads(first)
    assert table["decided"] is False
    assert table["lists"][0]["lists"][0]["seats"] == {"fewest": 39, "most": 40, "now": 40, "exact": True, "decided": False}
    assert json.loads(json.dumps(mixed({"N": {"A": 3, "B": 1}}, {"N": 1}).as_json()))["constituencies"][0]["in reach"] == ["A"]
