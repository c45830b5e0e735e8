"""When the terms of the chain end, and how much is left: edges, zones, and every term of every chain that is shipped."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.law.reading import LAWS
from dauys.law.words import Names
from dauys.protocol.chain import Deadline, load_chain
from dauys.protocol.terms import CountDown, Left, count_down, left_of

SHIPPED = sorted(path.parent.relative_to(LAWS).as_posix() for path in LAWS.glob("*/*/*/chain.toml"))
ALMATY = ZoneInfo("Asia/Almaty")
ELECTION = date(2023, 3, 19)
CLOSED = datetime(2023, 3, 19, 20, tzinfo=ALMATY)
WORDS = Names(en="in time")
TWELVE_HOURS = Deadline(words=WORDS, hours=12, after="end of voting")
TWO_DAYS = Deadline(words=WORDS, days=2, after="election day")


def at(text, zone=ALMATY):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_twelve_hours_from_the_end_of_voting():  # Art. 43(1)
    told = count_down(TWELVE_HOURS, CLOSED, at("2023-03-20T02:30"))
    assert told == CountDown(at("2023-03-20T08:00"), None, Left(late=False, days=0, hours=5, minutes=30))


def test_two_days_from_the_day_of_the_election_end_with_the_21st():  # Art. 94(2); the Central Commission had it so too
    told = count_down(TWO_DAYS, ELECTION, at("2023-03-19T20:00"))
    assert (told.day, told.end) == (date(2023, 3, 21), at("2023-03-22T00:00"))
    assert told.left == Left(late=False, days=2, hours=0, minutes=0)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2023-03-17T00:00:00", (False, 5, 0, 0)),
        ("2023-03-20T00:00:00", (False, 2, 0, 0)),  # two days to the minute
        ("2023-03-20T00:00:01", (False, 0, 47, 59)),  # and a second less: hours and minutes, not rounded up
        ("2023-03-21T23:59:00", (False, 0, 0, 1)),
        ("2023-03-21T23:59:30", (False, 0, 0, 0)),
        ("2023-03-22T00:00:00", (False, 0, 0, 0)),  # met exactly is met
        ("2023-03-22T00:00:01", (True, 0, 0, 1)),  # what is late is never told as nothing
        ("2023-03-22T01:00:00", (True, 0, 1, 0)),
        ("2023-03-23T23:59:00", (True, 0, 47, 59)),
        ("2023-03-24T00:00:00", (True, 2, 0, 0)),
        ("2023-04-22T00:00:00", (True, 31, 0, 0)),
    ],
)
def test_what_is_left_to_the_minute_below_two_days_and_in_days_above(now, left):
    assert count_down(TWO_DAYS, ELECTION, at(now)).left == Left(*left)


def test_at_once_has_no_end_and_neither_has_what_runs_from_nobody_knows_when():
    at_once = Deadline(words=WORDS, at_once=True)
    assert count_down(at_once, CLOSED, CLOSED) == CountDown()
    assert count_down(TWELVE_HOURS, None, CLOSED) == CountDown()
    assert count_down(TWO_DAYS, None, CLOSED) == CountDown()
    assert count_down(TWELVE_HOURS, ELECTION, CLOSED) == CountDown()  # a day does not tell the hour


def test_a_term_is_told_in_the_zone_of_the_election_wherever_its_moment_was_written():
    abroad = datetime(2023, 3, 19, 20, tzinfo=timezone(timedelta(hours=-5)))
    assert count_down(TWELVE_HOURS, abroad, at("2023-03-20T10:00")).end == at("2023-03-20T19:00")
    days = Deadline(words=WORDS, days=1, after="its own summary")
    late_in_new_york = datetime(2023, 3, 20, 20, tzinfo=timezone(timedelta(hours=-5)))  # the 21st in Almaty
    assert count_down(days, late_in_new_york, at("2023-03-21T10:00")).day == date(2023, 3, 22)


def test_hours_are_hours_when_the_clocks_are_put_back():  # Kazakhstan, 1 March 2024: midnight came twice
    closed = at("2024-02-29T20:00")
    told = count_down(TWELVE_HOURS, closed, at("2024-02-29T22:00"))
    assert told.end == at("2024-03-01T07:00")
    assert told.left == Left(late=False, days=0, hours=10, minutes=0)


@pytest.mark.parametrize("law", SHIPPED)
def test_every_term_of_a_shipped_chain_ends_or_is_at_once(law):
    for way in load_chain(law).route:
        for step in way.step:
            for one in (step.within, step.sends, step.publishes):
                if one is not None:
                    since = {"end of voting": CLOSED, "election day": ELECTION, "its own summary": CLOSED, None: None}[
                        one.after
                    ]
                    assert (count_down(one, since, CLOSED).end is None) == one.at_once


ZONES = st.sampled_from([ALMATY, UTC, ZoneInfo("Europe/Berlin")])
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1), timezones=ZONES)


@given(MOMENTS, MOMENTS, st.integers(1, 60))
def test_a_term_of_hours_is_that_many_hours_and_a_later_moment_has_less_of_it_left(since, now, hours):
    deadline = Deadline(words=WORDS, hours=hours, after="end of voting")
    told = count_down(deadline, since, now)
    assert told.end.astimezone(UTC) - since.astimezone(UTC) == timedelta(hours=hours)
    assert told.left.late == (now.astimezone(UTC) > told.end.astimezone(UTC))
    a_minute_on = (now.astimezone(UTC) + timedelta(minutes=1)).astimezone(now.tzinfo)
    later = count_down(deadline, since, a_minute_on).left
    if not told.left.late and not later.late:
        assert minutes(later) <= minutes(told.left)


@given(MOMENTS, MOMENTS)
def test_what_is_left_is_not_told_too_long_and_nothing_is_lost_but_what_is_below_its_measure(end, now):
    away, told = end.astimezone(UTC) - now.astimezone(UTC), left_of(end, now)
    shown = timedelta(minutes=minutes(told))
    if told.late:
        assert timedelta(0) < -away
        assert shown > timedelta(0)
        assert abs(shown + away) < timedelta(days=1) if told.days else timedelta(0) <= shown + away < timedelta(minutes=1)
    else:
        assert timedelta(0) <= away - shown < (timedelta(days=1) if told.days else timedelta(minutes=1))
    assert (told.days >= 2) == (abs(away) >= timedelta(days=2))
    assert told.days == 0 or (told.hours, told.minutes) == (0, 0)
    assert told.minutes < 60


@given(st.dates(date(2020, 1, 1), date(2032, 1, 1)), st.integers(1, 60), MOMENTS)
def test_a_term_of_days_ends_with_a_day(since, days, now):
    told = count_down(Deadline(words=WORDS, days=days, after="election day"), since, now)
    assert (told.day - since).days == days
    assert told.end.replace(tzinfo=None) == datetime.combine(since + timedelta(days=days + 1), time())


def minutes(left):
    return (left.days * 24 + left.hours) * 60 + left.minutes
