"""A played station: the figures are those of its ballots, the order is the law's, and no ballot leads to a voter."""

import copy
import dataclasses
from collections import Counter
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dauys.demo.count_aloud import ALL_REASONS, IN_OVERFULL_BOX, ORDER, STEPS, Count, OutOfOrder
from dauys.demo.definition import invent_definition
from dauys.demo.play import play, station_named
from dauys.demo.polling_day import Ballot, Box, Line, MobileBox, polling_day
from dauys.election import load_election
from dauys.law import AGAINST_ALL
from dauys.protocol import findings, load_forms
from dauys.render.play_page import play_page
from dauys.render.play_story import DISPUTED, INVALID, Moment
from dauys.text import BadInput

ASTANA = "X-AST-0058"
EVENT = invent_definition(80, seed=1)
FORMS = load_forms("kz/mazhilis/2023")
STATIONS = tuple(EVENT.stations)


@cache
def played(seed=1, station=ASTANA, overfull_box=False, absentee="all ballots"):
    return play(EVENT, station, seed, overfull_box, absentee)


def day(seed=1, station=ASTANA, overfull_box=False):
    return polling_day(EVENT, EVENT.stations[station], Random(seed), overfull_box)


def resized(voters, station=ASTANA):
    """The rehearsal with another number of voters at one station."""
    other = dataclasses.replace(EVENT.stations[station], voters=voters)
    return dataclasses.replace(EVENT, stations={**EVENT.stations, station: other})


def broken(story, *, but=()):
    """Checks that do not hold, by code."""
    papers = dict(story.figures)
    return [found.code for found in findings(FORMS, papers.pop("station"), papers) if found.severity not in but]


def in_the_box(box):
    """The ballots of a box, which is left as it is."""
    return copy.deepcopy(box).emptied(Random(0))


# ---- the figures -----------------------------------------------------------------------------------------------------


def test_station_58_has_2861_voters_and_four_ballots():
    story = played()
    assert story.figures["station"].one("A0") == 2_861
    assert list(story.figures) == [
        "station", "mazhilis.list", "mazhilis.01", "maslikhat-astana.list", "maslikhat-astana.01",
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(1, 9))
def test_at_station_58_every_check_of_the_form_holds(seed):
    assert not broken(played(seed))


@given(st.integers(0, 10**9), st.sampled_from(STATIONS), st.integers(0, 3_000))
@settings(max_examples=30, deadline=None)
def test_at_any_station_of_any_size_no_figure_contradicts_another(seed, station, voters):
    story = play(resized(voters, station), station, seed)
    assert not broken(story, but=("warning",))


def test_stations_play_with_all_their_contests():
    sizes = {len(EVENT.contests_of(station)): station for station in STATIONS}
    assert set(sizes) == {2, 4, 5}  # abroad, in the three cities, in the regions
    for number, station in sizes.items():
        assert len(played(3, station).papers) == 1 + number


def test_the_figures_are_a_recount_of_the_ballots():
    closed = day(seed=5)
    boxes = [*closed.stationary, *(mobile.box for mobile in closed.mobile)]
    found = Counter(ballot for box in boxes for ballot in in_the_box(box))
    count = Count(closed, Random(5))
    count.whole()
    figures = count.figures()
    for contest in closed.options:
        here = {ballot: number for ballot, number in found.items() if ballot.contest == contest}
        plain = Counter()
        for ballot, number in here.items():
            if ballot.established and ballot.signed and ballot.ink == "pen" and len(ballot.marks) == 1 and not ballot.stray:
                plain[ballot.marks[0]] += number
        decided = Counter(
            moment.values["option"]
            for moment in count.moments
            if moment.contest == contest and moment.key == "play.disputed counted"
        )
        lines = figures[contest].lines
        assert lines["T"] == sum(here.values())
        assert {**lines["P"], AGAINST_ALL: lines["N"]} == {
            option: plain[option] + decided[option] for option in closed.options[contest]
        }
        assert lines["I"] == lines["T"] - sum(plain.values()) - sum(decided.values())


def test_ballots_in_each_box_are_counted_box_by_box():
    closed = day(seed=5)
    held = {
        f"{mobile.name}/{contest}": sum(ballot.contest == contest for ballot in in_the_box(mobile.box))
        for mobile in closed.mobile
        for contest in closed.options
    }
    count = Count(closed, Random(5))
    count.whole()
    assert len(held) == 8
    assert count.figures()["station"].lines["G"] == held


@pytest.mark.parametrize("overfull_box", [False, True])
def test_invalid_ballots_are_told_by_reason_and_add_up(overfull_box):
    story = played(2, overfull_box=overfull_box)
    for contest, reasons in story.invalid.items():
        assert sum(reasons.values()) == story.figures[contest].one("I")
        assert set(reasons) <= set(ALL_REASONS)


def test_every_reason_of_the_article_turns_up_at_station_58():
    reasons = {reason for seed in range(1, 4) for found in played(seed, overfull_box=True).invalid.values() for reason in found}
    assert reasons == set(ALL_REASONS)


def test_unused_ballots_are_what_is_left_of_the_stack():
    for seed in range(1, 9):
        story = played(seed)
        for contest in story.contests:
            lines = story.figures[contest.id].lines
            assert lines["C"] == 2_890  # 2,861 and 1 %, rounded up
            assert lines["E"] == lines["C"] - lines["B"] - lines["S"]


def test_a_ballot_taken_away_is_missing_from_the_boxes_and_from_nothing_else():
    stories = [played(seed) for seed in range(1, 9)]
    missing = [story.figures[c.id].one("B") - story.figures[c.id].one("T") for story in stories for c in story.contests]
    assert all(number >= 0 for number in missing)
    assert any(missing)


def test_votes_are_invented_for_an_invented_election_only():
    real = dataclasses.replace(EVENT, invented=False)
    with pytest.raises(BadInput, match="real one"):
        play(real, ASTANA, 1)


def test_a_station_that_is_not_there_is_named():
    with pytest.raises(BadInput, match="X-AST-9999"):
        play(EVENT, "X-AST-9999", 1)


def test_station_58_may_be_called_by_its_number():
    assert station_named("station-58") == ASTANA
    assert station_named("X-ABR-0001") == "X-ABR-0001"


# ---- the same again --------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_play_to_the_byte():
    assert play(EVENT, ASTANA, 7) == play(EVENT, ASTANA, 7)
    assert play_page(play(EVENT, ASTANA, 7), "kk") == play_page(play(EVENT, ASTANA, 7), "kk")
    assert play(EVENT, ASTANA, 7).figures != play(EVENT, ASTANA, 8).figures


# ---- the day ---------------------------------------------------------------------------------------------------------


@given(st.integers(0, 10**9), st.sampled_from(STATIONS), st.booleans())
@settings(max_examples=20, deadline=None)
def test_chair_and_secretary_never_issue(seed, station, overfull_box):
    story = play(EVENT, station, seed, overfull_box)
    chair, secretary, *others = story.members
    assert len(story.members) % 2 == 1
    for contest in story.contests:
        assert set(story.figures[contest.id].lines["D"]) == set(others)
    closed = day(seed, station, overfull_box)
    assert not {chair, secretary} & {line.member for line in closed.voter_list}
    for box in closed.mobile:
        assert len(set(box.carriers)) == 2
        assert not {chair, secretary} & set(box.carriers)


def test_turnout_rises_from_nothing_at_seven_to_all_who_received_ballots_at_twenty():
    story = played()
    hours, voters = list(story.turnout), list(story.turnout.values())
    assert hours == list(range(7, 21))
    assert voters == sorted(voters)
    assert voters[0] == 0
    assert voters[-1] == story.figures["station"].one("U") + story.figures["station"].one("L")


def test_requests_to_vote_at_home_end_at_noon_and_boxes_leave_after_that():
    minutes = {moment.key: moment.minute for moment in played().moments}
    assert minutes["play.requests"] == 12 * 60 < minutes["play.box out"]


def test_voters_on_absentee_certificates_are_added_to_the_list():
    record = played().figures["station"]
    assert 1 <= record.one("A1") <= 2
    assert record.one("K") == record.one("A1")
    assert record.one("A") == 2_861 + record.one("A1") + record.one("A2")


def test_by_the_other_reading_an_absentee_voter_gets_the_national_list_alone_and_the_form_says_so():
    story = played(absentee="national list")
    issued = {contest.id: story.figures[contest.id].one("B") for contest in story.contests}
    extra = story.figures["station"].one("K")
    assert extra > 0
    assert {contest: issued["mazhilis.list"] - number for contest, number in issued.items()} == {
        "mazhilis.list": 0, "mazhilis.01": extra, "maslikhat-astana.list": extra, "maslikhat-astana.01": extra,
    }  # fmt: skip
    assert broken(story) == ["W002"]


# ---- one ballot too many ---------------------------------------------------------------------------------------------


@given(st.integers(0, 10**9), st.sampled_from(STATIONS), st.integers(2, 3_000))
@settings(max_examples=20, deadline=None)
def test_an_overfull_box_voids_exactly_that_box_in_all_contests(seed, station, voters):
    story = play(resized(voters, station), station, seed, overfull_box=True)
    (act,) = story.acts
    record = story.figures["station"].lines
    assert sorted(act.ballots.values())[-2:] == [act.requests, act.requests + 1]  # one too many, in one contest
    assert act.requests == record["F"][act.box]
    for contest in story.contests:
        assert act.ballots[contest.id] == record["G"][f"{act.box}/{contest.id}"] == story.invalid[contest.id][IN_OVERFULL_BOX]
    assert set(broken(story, but=("warning",))) == {"H001"}


def test_the_ballots_of_an_overfull_box_are_never_read():
    closed = day(seed=4, overfull_box=True)
    void = len(in_the_box(closed.mobile[0].box))
    others = [*closed.stationary, *(mobile.box for mobile in closed.mobile[1:])]
    to_read = sum(len(in_the_box(box)) for box in others)
    count = Count(closed, Random(4))
    count.whole()
    assert void == sum(count.acts[0].ballots.values())
    assert sum(len(moment.read) for moment in count.moments) == to_read


def test_the_act_names_the_two_members_who_carried_the_box():
    closed = day(seed=4, overfull_box=True)
    count = Count(closed, Random(4))
    count.whole()
    assert count.acts[0].carriers == closed.mobile[0].carriers


def test_fewer_ballots_than_requests_void_nothing():
    seeds = [
        seed for seed in range(1, 20) if played(seed).figures["station"].one("L") < played(seed).figures["station"].one("F")
    ]
    assert seeds
    assert not [seed for seed in seeds if played(seed).acts]


def test_a_station_with_one_voter_has_nobody_for_a_mobile_box():
    with pytest.raises(BadInput, match="nobody is left"):
        play(resized(1), ASTANA, 1, overfull_box=True)


# ---- the order of the law --------------------------------------------------------------------------------------------


def test_no_step_of_the_table_needs_one_that_comes_later():
    for place, step in enumerate(ORDER):
        assert set(step.needs) <= {earlier.key for earlier in ORDER[:place]}


@given(st.lists(st.tuples(st.sampled_from(ORDER), st.sampled_from([None, "mazhilis.list", "mazhilis.02"])), max_size=40))
@settings(max_examples=30, deadline=None)
def test_in_whatever_order_steps_are_tried_none_is_done_before_its_forerunners(tries):
    count = Count(day(station="X-ABR-0001"), Random(1))
    done = set()
    contests = list(count.closed.options)
    assert contests == ["mazhilis.list", "mazhilis.02"]
    for step, contest in tries:
        wanted = [
            (need, each) for need in step.needs for each in _of(STEPS[need], contest, contests)
        ]  # fmt: skip
        may = step.each_contest == (contest is not None) and (step.key, contest) not in done and set(wanted) <= done
        told = len(count.moments)
        if may:
            count.perform(step.key, contest)
            done.add((step.key, contest))
        else:
            with pytest.raises(OutOfOrder):
                count.perform(step.key, contest)
            assert len(count.moments) == told


def _of(step, contest, contests):
    """For which contests a step must be done before one that is done for a contest, or once."""
    if not step.each_contest:
        return [None]
    return [contest] if contest is not None else contests


@pytest.mark.parametrize("left_out", [step for step in ORDER if step.key not in ("play.step.posted", "play.step.sent")])
def test_whichever_step_is_left_out_the_count_does_not_reach_its_end(left_out):
    count = Count(day(station="X-ABR-0001"), Random(1))
    kept = [
        (step, c) for step in ORDER if step is not left_out for c in (count.closed.options if step.each_contest else [None])
    ]

    def counted():
        for step, contest in kept:
            count.perform(step.key, contest)

    with pytest.raises(OutOfOrder):
        counted()


def test_there_are_no_figures_before_the_protocols_are_filled_in():
    with pytest.raises(OutOfOrder):
        Count(day(), Random(1)).figures()


def test_mobile_boxes_are_opened_first_and_one_by_one():
    story = next(story for story in map(played, range(1, 9)) if len(story.figures["station"].lines["F"]) == 2)
    keys = [(moment.key, moment.values.get("box")) for moment in story.moments if "opened" in moment.key]
    assert [box for key, box in keys if key == "play.box opened"] == ["1"] * 4 + ["2"] * 4
    assert keys.index(("play.stationary opened", None)) > keys.index(("play.box opened", "2"))


def test_every_moment_comes_after_the_one_before_and_the_count_ends_within_twelve_hours():
    largest = play(resized(3_000, _region_station()), _region_station(), 1)
    for story in (played(), largest):
        minutes = [moment.minute for moment in story.moments]
        assert minutes == sorted(minutes)
        assert minutes[-1] <= (20 + 12) * 60


def _region_station():
    return next(station for station in STATIONS if len(EVENT.contests_of(station)) == 5)


def test_a_disputed_ballot_counts_where_more_than_half_of_all_members_are_for_it():
    decided = [moment for seed in range(1, 9) for moment in played(seed).moments if moment.key.startswith("play.disputed")]
    assert {moment.key for moment in decided} == {"play.disputed counted", "play.disputed invalid"}
    for moment in decided:
        assert (2 * moment.values["favour"] > moment.values["members"]) == (moment.key == "play.disputed counted")


def test_piles_grow_by_what_is_read():
    for contest in EVENT.contests_of(ASTANA):
        read = Counter()
        for moment in played().moments:
            if moment.contest == contest.id and moment.read:
                read.update(moment.read)
                assert read == Counter({pile: number for pile, number in moment.piles.items() if number})
        assert set(read) <= {option.id for option in EVENT.options_of(contest.id)} | {INVALID, DISPUTED}


# ---- secrecy ---------------------------------------------------------------------------------------------------------


def test_a_ballot_carries_nothing_but_what_is_seen_on_it():
    assert {field.name for field in dataclasses.fields(Ballot)} == {
        "contest", "marks", "established", "signed", "ink", "stray",
    }  # fmt: skip
    assert Ballot("one", ("a",)) == Ballot("one", ("a",))
    assert not hasattr(Ballot("one", ("a",)), "__dict__")


def test_no_ballot_is_unique_by_more_than_its_looks():
    found = Counter(ballot for box in day().stationary for ballot in in_the_box(box))
    plain = {
        ballot: number for ballot, number in found.items() if len(ballot.marks) == 1 and ballot.signed and not ballot.stray
    }
    assert max(plain.values()) > 100


def test_a_line_of_the_list_says_what_was_issued_and_by_whom_never_when():
    assert {field.name for field in dataclasses.fields(Line)} == {"added", "at_home", "issued", "member"}
    closed = day()
    assert list(closed.voter_list) == sorted(closed.voter_list)  # not in the order of their coming
    assert {field.name for field in dataclasses.fields(MobileBox)} == {"name", "carriers", "requests", "box"}


def test_a_box_tells_nothing_of_the_order_in_which_ballots_came():
    ballots = [Ballot("one", (mark,)) for mark in "abcabbbcaaccb"]
    first, second = Box(), Box()
    for ballot in ballots:
        first.put(ballot)
    for ballot in reversed(ballots):
        second.put(ballot)
    assert first.emptied(Random(1)) == second.emptied(Random(1))
    assert first.emptied(Random(1)) == []  # and remembers nothing


def test_votes_are_never_kept_by_mobile_box_and_no_moment_is_about_one_voter():
    story = played()
    boxes = [moment for moment in story.moments if moment.key.startswith("play.box")]
    assert boxes
    assert not [moment for moment in boxes if moment.read or moment.piles]
    assert {field.name for field in dataclasses.fields(Moment)} == {
        "minute", "step", "key", "article", "values", "contest", "read", "piles",
    }  # fmt: skip


def test_the_order_of_reading_is_drawn_anew_and_not_that_of_the_day():
    closed = [day(seed=6) for _ in range(2)]
    counts = [Count(one, Random(seed)) for one, seed in zip(closed, (1, 2), strict=True)]
    for count in counts:
        count.whole()
    read = [[pile for moment in count.moments for pile in moment.read] for count in counts]
    assert read[0] != read[1]
    assert [counts[0].figures()[c].one("T") for c in closed[0].options] == [
        counts[1].figures()[c].one("T") for c in closed[0].options
    ]


# ---- where it stands -------------------------------------------------------------------------------------------------


def test_a_played_lists_vote_is_near_the_published_one():
    """Far enough for a rehearsal: the list that won the country wins the station."""
    (count,) = (count for count in load_election("kz-mazhilis-2023").votes.counts if count.tier == "list")
    strongest = max(count.votes, key=lambda option: count.votes[option])
    votes = played().figures["mazhilis.list"].lines["P"]
    assert max(votes, key=votes.__getitem__) == strongest
