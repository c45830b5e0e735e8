"""Turnout in three bases: ballots and voters of the same people, and said whose word the voters are."""

from fractions import Fraction

import pytest
from counted import LIST, changed, event, figures, night, put, stations, version

from dauys.acts import STATION, State
from dauys.demo.published import published
from dauys.election import load_election
from dauys.protocol import Figures
from dauys.protocol.life import APPROVED, Life, Protocol
from dauys.tally import votes_of
from dauys.tally.turnout import BASES, turnout, turnout_by_hour

CONTEST = event().contest(LIST)


def whole(state, contest=CONTEST):
    return turnout(state, contest)[state.event.country]


def test_each_base_is_held_against_the_lists_of_the_counted_stations():
    found = whole(night())
    assert (found.stations, found.counted, tuple(found.shares)) == (80, 80, BASES)
    voters = sum(figures()[station, STATION].lines["A"] for station in stations())
    for base, line in zip(BASES, ("B", "T", "V"), strict=True):
        ballots = sum(figures()[station, LIST].lines[line] for station in stations())
        share = found.shares[base]
        assert (share.ballots, share.voters, share.stations, share.by_record) == (ballots, voters, 80, 80)
        assert share.share == Fraction(ballots, voters)
    shares = [found.shares[base].share for base in BASES]
    assert shares == sorted(shares, reverse=True)
    assert 0 < shares[2] < shares[0] < 1


def test_without_the_stations_own_record_the_definition_tells_its_voters():
    state = night()
    for station in stations()[:3]:
        del state.lives[station, STATION]
    share = whole(state).shares["issued"]
    assert (share.stations, share.by_record) == (80, 77)
    told = [figures()[station, STATION].lines["A"] for station in stations()[3:]]
    assert share.voters == sum(told) + sum(event().stations[station].voters for station in stations()[:3])


def test_a_record_on_its_way_tells_nothing_yet():
    state, first = night(), stations()[0]
    put(state, first, STATION, version(first, STATION, "agreed"))
    assert whole(state).shares["issued"].by_record == 79


def test_stations_that_do_not_count_are_in_neither_number():
    state = night()
    for station in stations()[10:]:
        del state.lives[station, LIST]
    found = whole(state)
    assert (found.stations, found.counted) == (80, 10)
    assert found.shares["valid"].voters == sum(figures()[station, STATION].lines["A"] for station in stations()[:10])


def test_where_nothing_counts_there_is_no_turnout_rather_than_none():
    found = whole(State(event()))
    for base in BASES:
        share = found.shares[base]
        assert (share.ballots, share.voters, share.stations, share.share) == (None, 0, 0, None)


def test_a_station_whose_paper_lacks_a_figure_is_left_out_of_that_base_alone():
    state, first = night(), stations()[0]
    put(state, first, LIST, version(first, LIST, paper=changed(figures()[first, LIST], T=None)))
    before, after = whole(night()), whole(state)
    assert after.shares["in boxes"].stations == 79
    assert after.shares["in boxes"].voters == before.shares["in boxes"].voters - figures()[first, STATION].lines["A"]
    assert (after.shares["issued"], after.shares["valid"]) == (before.shares["issued"], before.shares["valid"])


def test_places_have_their_own_turnout():
    found = turnout(night(), CONTEST)
    below = [found[place] for place in found if event().places[place].parent == event().country]
    for base in BASES:
        assert sum(one.shares[base].ballots for one in below) == found[event().country].shares[base].ballots
        assert sum(one.shares[base].voters for one in below) == found[event().country].shares[base].voters


def test_a_station_with_nobody_on_its_list_has_no_share():
    state, first = night(), stations()[0]
    for station in stations()[1:]:
        del state.lives[station, LIST]
    put(state, first, STATION, version(first, STATION, paper=changed(figures()[first, STATION], A=0)))
    assert whole(state).shares["issued"].share is None


# ---- hour by hour ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def reported():
    state = State(event())
    first, second, third = stations()[:3]
    state.turnout[first] |= {"9:00": 100, "10:00": 250, "12:00": 400}
    state.turnout[second] |= {"10:00": 300}
    state.turnout[third] |= {"9:00": 0}
    return state


def test_by_hour_it_is_said_how_many_stations_reported(reported):
    hours = turnout_by_hour(reported)[event().country]
    assert [(one.hour, one.issued, one.reporting, one.stations) for one in hours] == [
        ("9:00", 100, 2, 80), ("10:00", 550, 2, 80), ("12:00", 400, 1, 80),
    ]  # fmt: skip


def test_the_share_of_an_hour_is_of_the_voters_of_those_that_reported(reported):
    first, second, _ = stations()[:3]
    hour = turnout_by_hour(reported)[event().country][1]
    assert hour.share == Fraction(550, event().stations[first].voters + event().stations[second].voters)


def test_a_place_without_a_report_has_no_hours(reported):
    found = turnout_by_hour(reported)
    assert found["abroad"] == ()
    assert set(found) == set(event().places)
    places = {place for station in stations()[:3] for place in event().places_above(station, CONTEST)}
    assert {place for place in found if found[place]} == places


def test_a_paper_of_one_contest_may_tell_its_voters_itself():
    state, first = night(), stations()[0]
    own = {**figures()[first, LIST].lines, "A": 777}
    state.lives[first, LIST] = Life((Protocol(first, LIST, "list", state=APPROVED, figures=Figures("list", own)),))
    del state.lives[first, STATION]
    for station in stations()[1:]:
        del state.lives[station, LIST]
    share = whole(state).shares["issued"]
    assert (share.voters, share.by_record) == (777, 1)


def test_georgias_form_has_no_boxes_and_no_valid_ballots_and_tells_its_voters_itself():
    real = published(load_election("ge-parliament-2012"))
    state = State(real.event)
    for paper in real.papers:
        approved = Protocol(paper.station, paper.contest, paper.figures.form, state=APPROVED, figures=paper.figures)
        state.lives[paper.station, paper.contest] = Life((approved,))
    found = whole(state, real.event.contests[0])
    assert {base: share.ballots for base, share in found.shares.items()} == {
        "issued": 2_248_787, "in boxes": None, "valid": 2_150_197,
    }  # fmt: skip
    assert {share.by_record for share in found.shares.values()} == {3_696, 0}
    assert sum(votes_of(state, real.event.body("parliament")).counts[0].votes.values()) == 2_150_197
