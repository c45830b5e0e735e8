"""By when an election is held again, and when not: the terms of the law at their edges."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rehearsal import DECISION, Desk, event

from dauys.election.definition import read_definition, write_definition
from dauys.election.event import law_of
from dauys.law import Option
from dauys.law.words import Names
from dauys.protocol.after import last_sunday, months_from
from dauys.tally.again import Plan, grounds, held_again, stops
from dauys.text import BadInput

LOST = {"reason": "INVENTED: a letter", "person": "x"}
CANDIDATES = tuple(Option(name, "candidate", None, Names(kk=name, ru=name, en=name)) for name in ("a", "b"))


def area_of(body):
    """The constituency with the fewest stations."""
    areas = [one for one in event().contests if one.body == body and one.tier == "constituency"]
    return min(areas, key=lambda one: len(event().stations_of(one.id)))


def vacated(body, commission):
    """A desk at which a deputy's mandate was lost on the day of the vote (and never given: whether one sat the office asks)."""
    desk, area = Desk(), area_of(body)
    desk.other("mandate lost", commission, body=body, contest=area.id, option=event().options_of(area.id)[0].id, **LOST)
    return desk, area


def refused(desk, day, *, ends=None, agreed=None):
    """What the law is against; empty where nothing is."""
    (ground,) = grounds(desk.state)
    try:
        held_again(desk.state.event, ground, Plan(day, "again.example", ends, agreed), CANDIDATES)
    except BadInput as wrong:
        return [fault.cause for fault in wrong.faults]
    return []


def test_a_by_election_to_the_mazhilis_is_called_within_three_months_and_not_held_in_the_last_year():
    desk, area = vacated("mazhilis", "central")
    (ground,) = grounds(desk.state)
    assert (ground.entry, ground.contest, ground.rule.article) == (0, area, "85(4), 99(1)")
    assert (ground.call_by, ground.hold_by) == (date(2023, 6, 19), None)
    ends = date(2028, 3, 29)
    assert refused(desk, date(2027, 3, 28), ends=ends) == []
    (why,) = refused(desk, date(2027, 3, 29), ends=ends)
    assert why == "from 2027-03-29 to the end of the term there is no such election (Art. 99(2))"
    (why,) = refused(desk, date(2024, 3, 24))
    assert "it is not said when the term ends" in why
    (why,) = refused(desk, date(2023, 3, 19), ends=ends)
    assert "is of 2023-03-19" in why


def test_a_by_election_to_a_maslikhat_is_on_two_sundays_or_on_a_day_that_was_agreed():
    desk, _ = vacated("maslikhat-aktobe", "territorial-aktobe")
    ends = date(2028, 3, 29)
    for day in (date(2023, 3, 26), date(2023, 10, 29), date(2024, 3, 31)):
        assert refused(desk, day, ends=ends) == []
    (why,) = refused(desk, date(2023, 10, 22), ends=ends)
    assert "2023-10-29" in why
    assert "101(3-1)" in why
    assert refused(desk, date(2023, 10, 22), ends=ends, agreed="decision 7 of the Central Commission") == []
    (why,) = refused(desk, date(2027, 3, 29), ends=ends, agreed="decision 7")
    assert "(Art. 113)" in why


def void(body, commission):
    desk, area = Desk(), area_of(body)
    desk.other("election voided", commission, contest=area.id, place=area.id, reason="INVENTED: violations", decision=DECISION)
    return desk, area


def test_a_repeat_election_is_within_two_months_and_of_the_mazhilis_in_a_time_that_was_set():
    desk, _ = void("maslikhat-aktobe", "territorial-aktobe")
    assert refused(desk, date(2023, 5, 19)) == []
    assert refused(desk, date(2023, 5, 20)) == ["it is held not later than 2023-05-19 (Art. 110(2))"]
    assert refused(desk, date(2023, 5, 20), agreed="decision 7") != []  # the law of maslikhats has no other time
    desk, _ = void("mazhilis", "central")
    assert refused(desk, date(2023, 5, 20)) == ["it is held not later than 2023-05-19 (Art. 96(3))"]
    assert refused(desk, date(2023, 5, 20), agreed="decision 7") == []


def test_where_the_void_election_is_voted_on_again_no_election_is_held_again():
    desk, area = void("mazhilis", "central")
    options = [one.id for one in event().options_of(area.id)]
    told = {"contest": area.id, "place": area.id, "cause": "void", "date": "2023-04-16", "options": options}
    desk.other("repeat vote called", "central", reason="INVENTED", decision=DECISION, **told)
    assert grounds(desk.state) == []


def test_a_filled_seat_is_no_ground():
    desk, area = vacated("mazhilis", "central")
    option = event().options_of(area.id)[0].id
    desk.other("mandate given", "central", body="mazhilis", contest=area.id, option=option, **LOST)
    assert grounds(desk.state) == []


def test_the_definition_has_what_belongs_to_the_constituency_and_reads_as_it_was_written(tmp_path):
    desk, area = vacated("mazhilis", "central")
    (ground,) = grounds(desk.state)
    made = held_again(desk.state.event, ground, Plan(date(2024, 3, 24), "again.example", date(2028, 3, 29)), CANDIDATES)
    write_definition(made, tmp_path)
    again = read_definition(tmp_path)
    assert (again.before, again.stations, again.options) == (made.before, made.stations, made.options)
    assert again.before.entry == 0
    assert again.body("mazhilis").law == "kz/mazhilis-seat/2023"
    assert [one.id for one in again.stations_of(area.id)] == [one.id for one in event().stations_of(area.id)]
    assert "central" in again.commissions
    assert any(one.kind == "okrug" or one.acts_as == "okrug" for one in again.commissions.values())
    assert "entry 0 of the log" in again.notes[-1]


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-40, 40))
def test_months_are_counted_by_the_number_of_the_day_or_end_with_the_month(day, months):
    later = months_from(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and months_from(later, 0) == later and (later.day >= 28))


@given(st.integers(2020, 2090), st.integers(1, 12))
def test_the_last_sunday_is_a_sunday_of_the_month_and_none_comes_after_it(year, month):
    found = last_sunday(year, month)
    assert (found.weekday(), found.month) == (6, month)
    assert months_from(found.replace(day=1), 1) <= found.fromordinal(found.toordinal() + 7)


# ---- lists -------------------------------------------------------------------------------------------------------------

LISTS = tuple(
    Option(name, "list", party, Names(kk=name, ru=name, en=name))
    for name, party in zip(("a", "b"), [one.party for one in event().options_of("mazhilis.list") if one.party][:2], strict=True)
)


def void_lists(body, commission, place):
    desk = Desk()
    contest = event().contest(f"{body}.list")
    desk.other("election voided", commission, contest=contest.id, place=place, reason="INVENTED: x", decision=DECISION)
    return desk, contest


@pytest.mark.parametrize(("body", "commission", "article"), [
    ("mazhilis", "central", "96(1)"), ("maslikhat-aktobe", "territorial-aktobe", "110(1)"),
])  # fmt: skip
def test_where_all_of_a_vote_on_lists_is_void_lists_are_elected_again_by_an_edition_of_their_own(
    tmp_path, body, commission, article
):
    desk, contest = void_lists(body, commission, event().body(body).place)
    (ground,) = grounds(desk.state)
    assert (ground.contest, ground.cause, ground.rule.article) == (contest, "election voided", article)
    assert ground.hold_by == date(2023, 5, 19)
    assert "anew" in ground.rule.stand.words.told("en")
    made = held_again(desk.state.event, ground, Plan(date(2023, 5, 14), "again.example"), LISTS)
    write_definition(made, tmp_path)
    read = read_definition(tmp_path)
    assert [one.id for one in read.contests] == [contest.id]
    assert [one.kind for one in read.options_of(contest.id)] == ["list", "list", "against_all"]
    assert read.stations.keys() == {one.id for one in event().stations_of(contest.id)}
    assert read.body(body).law == f"kz/{'mazhilis' if body == 'mazhilis' else 'maslikhat-region'}-lists/2023"
    assert read.before.contest == contest.id
    (tier,) = law_of(read.body(body).law).tier
    assert tier.name == "list"
    assert not stops(desk.state)


def test_where_a_part_of_it_is_void_the_law_is_silent_and_nothing_is_made():
    region = event().body("maslikhat-aktobe").place
    desk, contest = void_lists("mazhilis", "central", region)
    assert grounds(desk.state) == []
    ((entry, of, stop),) = stops(desk.state)
    assert (entry, of, stop.article) == (0, contest, "95(1), 96(1)")
    assert "the law does not say" in stop.words.told("en")
