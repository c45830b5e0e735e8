"""The calendar: the law's offsets beside the dates that were set; nothing turns the one into the other."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from small_form import changed, written

from dauys.demo.definition import invent_definition
from dauys.election.event import SetDate
from dauys.law.reading import LAWS
from dauys.protocol import calendar as module
from dauys.protocol.calendar import dated, dates_of, load_calendar, read_calendar
from dauys.text import BadInput, foreign_letters

SHIPPED = sorted(path.parent.relative_to(LAWS).as_posix() for path in LAWS.glob("*/*/*/calendar.toml"))
DAY = datetime.date(2023, 3, 19)
OPENED_BY_NO_ARTICLE = {"withdrawal", "requests to vote at home", "publication of polls", "accreditation of foreign observers"}


def entry(law, code):
    return next(one for one in dated(load_calendar(law), DAY) if one.milestone.code == code)


def test_calendars_come_with_these_laws():
    assert SHIPPED == [
        "kz/maslikhat-district-recall/2023", "kz/maslikhat-district/2023", "kz/maslikhat-region-lists/2023",
        "kz/maslikhat-region-recall/2023", "kz/maslikhat-region-seat/2023", "kz/maslikhat-region/2023",
        "kz/mazhilis-lists/2023", "kz/mazhilis-recall/2023", "kz/mazhilis-seat/2023",
        "kz/mazhilis/2023", "kz/senate/2023",
        "org/council-constituencies/2026", "org/council-lists/2026", "org/council/2026",
    ]  # fmt: skip


def test_the_dates_of_2023_were_counted_in_three_ways_from_the_same_words():
    """So they are stored: one day less than the law says, exactly, and one day more."""
    away = {
        code: (entry("kz/mazhilis/2023", code).milestone.offset.days, entry("kz/mazhilis/2023", code).away)
        for code in ("nomination_end", "registration_end", "voter_lists_handed_over", "foreign_observer_accreditation_end")
    }
    assert away == {
        "nomination_end": (-40, -39), "registration_end": (-30, -29), "voter_lists_handed_over": (-20, -20),
        "foreign_observer_accreditation_end": (-5, -6),
    }  # fmt: skip
    assert (entry("kz/maslikhat-region/2023", "nomination_end_maslikhat").milestone.offset.days) == -30
    assert (entry("kz/maslikhat-region/2023", "nomination_end_maslikhat").away) == -39


def test_a_date_that_is_not_known_stays_empty():
    lists_open = entry("kz/mazhilis/2023", "voter_lists_open")
    assert (lists_open.stored, lists_open.away) == (None, None)
    assert lists_open.milestone.law.en == "15 days before the day of voting"


def test_an_election_without_stored_dates_is_not_guessed():
    with pytest.raises(KeyError):
        dated(load_calendar("kz/mazhilis/2023"), datetime.date(2028, 3, 19))


def test_a_definition_brings_the_dates_of_its_own_election():
    event, law = invent_definition(80, seed=1), "kz/mazhilis/2023"
    assert dates_of(event, law) == next(held.dates for held in load_calendar(law).held if held.election == DAY)
    later = replace(event, date=datetime.date(2028, 3, 19))
    assert dates_of(later, law) == {}
    day = SetDate(law, "nomination_end", datetime.date(2028, 2, 8), "18:00", "INVENTED: decision 1")
    own = replace(later, calendar=(day,))
    assert dates_of(own, law)["nomination_end"].day == day.day
    assert dates_of(own, law).keys() == {"nomination_end"}
    assert dates_of(own, "kz/maslikhat-region/2023") == {}
    with pytest.raises(BadInput, match="has no milestone of this code"):
        dates_of(replace(own, calendar=(replace(day, milestone="nominaton_end"),)), law)


def test_nothing_here_adds_days_to_a_date():
    source = Path(module.__file__).read_text("utf-8")
    assert "timedelta" not in source
    assert "toordinal" not in source


@pytest.mark.parametrize("law", [law for law in SHIPPED if load_calendar(law).held])
def test_stored_dates_have_a_source_and_stand_in_order(law):
    entries = [one for one in dated(load_calendar(law), DAY) if one.stored is not None]
    assert len(entries) >= 12
    assert all(one.stored.source for one in entries)
    assert [one.away for one in entries if one.milestone.code == "election_day"] == [0]
    days = {one.milestone.code: one.away for one in entries}
    assert days["nomination_start"] < days["campaign_start"] < days["campaign_end"] < days["election_day"]


@pytest.mark.parametrize("law", SHIPPED)
def test_what_is_opened_is_closed_and_the_other_way_round(law):
    milestones = load_calendar(law).milestone
    opened = [matter for one in milestones for matter in one.opens]
    closed = [matter for one in milestones for matter in one.closes]
    assert len(opened) == len(set(opened))
    if "recall" in law or law.startswith("org/"):  # a petition goes by acts (``acts/recall.py``); nobody nominates in an office
        assert (opened, closed) == ([], [])
    elif law == "kz/senate/2023":  # electors are no voters: no lists, no requests, no station
        assert (set(closed) - set(opened), set(opened) - set(closed)) == ({"withdrawal"}, set())
    else:
        assert set(closed) - set(opened) == OPENED_BY_NO_ARTICLE
        assert set(opened) - set(closed) == {"inspection of voter lists"}
    for matter in set(opened) & set(closed):
        codes = [one.code for one in milestones if matter in one.opens or matter in one.closes]
        assert matter in next(one for one in milestones if one.code == codes[0]).opens


@pytest.mark.parametrize("law", SHIPPED)
def test_calendars_speak_three_languages(law):
    calendar = load_calendar(law)
    assert calendar.law == law
    names = [*calendar.note, *(one.name for one in calendar.milestone), *(one.law for one in calendar.milestone if one.law)]
    for name in names:
        assert all((name.kk, name.ru, name.en))
        assert not [*foreign_letters(name.kk), *foreign_letters(name.ru)]


def test_the_maslikhats_have_times_of_their_own():
    codes = {law: {one.code for one in load_calendar(law).milestone} for law in SHIPPED}
    assert codes["kz/maslikhat-region/2023"] - codes["kz/maslikhat-district/2023"] == {
        "regional_maslikhat_results", "maslikhat_mandates",
    }  # fmt: skip
    assert "tec_protocol" in codes["kz/mazhilis/2023"] - codes["kz/maslikhat-region/2023"]


# ---- what is refused -------------------------------------------------------------------------------------------------------

CALENDAR = """\
law = "zz/council/2020"

[[milestone]]
code = "election_day"
name = { en = "Day" }
law = { en = "the day itself" }
offset = { of = "election day", days = 0, hour = "7:00" }
opens = ["voting"]
article = "1"

[[held]]
election = 2020-05-03

[held.dates.election_day]
day = 2020-05-03
source = "invented for this test"
"""

REFUSALS = {
    "a date of no milestone": ("held.dates.election_day", "held.dates.election_night", 14, "there is no milestone"),
    "an hour that no clock shows": ('"7:00"', '"25:00"', 7, "string should match"),
    "days and months": ("days = 0", "days = 0, months = 1", 7, "give exactly one of 'days' and 'months'"),
    "a span that ends before it begins": ("days = 0", "days = 0, to = -1", 7, "'to' is a number of days"),
    "numbers without the law's words": ('law = { en = "the day itself" }\n', "", 3, "needs the law's words"),
    "an unknown matter": ('["voting"]', '["dancing"]', 8, "not a word"),
    "a date without a source": ('source = "invented for this test"\n', "", 14, "'source' is missing"),
}


def test_the_calendar_of_these_tests_is_right(tmp_path):
    (day,) = dated(read_calendar(written(tmp_path, CALENDAR)), datetime.date(2020, 5, 3))
    assert day.away == 0


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_wrong_is_refused_with_file_and_line(tmp_path, name):
    old, new, line, cause = REFUSALS[name]
    path = written(tmp_path, changed(old, new, CALENDAR), "calendar.toml")
    with pytest.raises(BadInput) as error:
        read_calendar(path)
    told = [(fault.file, fault.line) for fault in error.value.faults if cause in fault.cause]
    assert told == [(str(path), line)], str(error.value)


def test_milestones_and_elections_stand_once(tmp_path):
    milestone = CALENDAR[CALENDAR.index("[[milestone]]") : CALENDAR.index("[[held]]")]
    text = f"{changed('[[held]]', f'{milestone}[[held]]', CALENDAR)}\n[[held]]\nelection = 2020-05-03\ndates = {{}}\n"
    with pytest.raises(BadInput) as error:
        read_calendar(written(tmp_path, text, "calendar.toml"))
    assert [fault.cause for fault in error.value.faults] == [
        "a milestone of this code stands already", "this election stands already",
    ]  # fmt: skip
