"""The terms of the chain at the office: whose they are, from when they run, what is done, what a page says of each."""

from datetime import date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from rehearsal import Desk, event
from test_results import BELOW, LIST, REGION, count, sign

from dauys.acts import State
from dauys.election.event import Repeat
from dauys.office.journal.desk import desk
from dauys.office.results.terms import Matter, terms_of
from dauys.protocol.terms import Left
from dauys.text import LANGUAGES, phrase

ALMATY = ZoneInfo("Asia/Almaty")
DAY = date(2023, 3, 19)
NIGHT = datetime(2023, 3, 20, 2, 30, tzinfo=ALMATY)
CLOSED = "2023-03-19T20:00:00+06:00"
NATIONAL = "mazhilis.list"


def terms(state, commission, contest=None, now=NIGHT):
    """What of each term is looked at here, by matter."""
    contests = None if contest is None else [state.event.contest(contest)]
    return {one.matter: one for one in terms_of(state, commission, now, contests)}


@pytest.fixture
def state():
    return State(event())


def received(state, contest):
    """A commission that receives papers of a contest, and the stations of it."""
    station = state.event.stations_of(contest)[0].id
    commission = state.receiver(station, contest)
    return commission, [one.id for one in state.event.stations_of(contest) if state.receiver(one.id, contest) == commission]


def test_each_commission_has_the_terms_of_what_it_does(state):
    commission, _ = received(state, NATIONAL)
    assert list(terms(state, commission, NATIONAL)) == ["counts", "sends paper", "sends summary"]
    assert list(terms(state, "central", NATIONAL)) == ["declares", "publishes"]
    precinct = state.event.stations_of(NATIONAL)[0].commission
    assert list(terms(state, precinct, NATIONAL)) == ["counts", "sends paper"]


def test_stations_abroad_have_the_terms_of_their_own_way(state):  # Art. 94(1), 23(3)
    assert list(terms(state, "okrug-02", NATIONAL)) == ["counts", "sends paper", "sends summary"]


def test_two_days_and_ten_from_the_day_of_the_election(state):  # Art. 94(2), 97(1), 44(4)
    commission, _ = received(state, NATIONAL)
    summary = terms(state, commission, NATIONAL)["sends summary"]
    assert (summary.stands.day, summary.stands.left) == (date(2023, 3, 21), Left(late=False, days=0, hours=45, minutes=30))
    assert "94" in summary.article
    central = terms(state, "central", NATIONAL)
    assert {one.stands.day for one in central.values()} == {date(2023, 3, 29)}
    assert central["publishes"].done is None  # publishing is no act: nothing here tells it


def test_the_count_runs_from_the_end_of_voting_and_from_nothing_else(state):  # Art. 43(1)
    commission, stations = received(state, NATIONAL)
    counts = terms(state, commission, NATIONAL)["counts"]
    assert (counts.stands.end, counts.unknown, counts.pending) == (None, len(stations), len(stations))
    for number, station in enumerate(stations[1:]):
        state.closed[station] = f"2023-03-19T20:{number:02}:00+06:00"
    counts = terms(state, commission, NATIONAL)["counts"]
    assert counts.unknown == 1
    assert counts.stands.end == datetime(2023, 3, 20, 8, tzinfo=ALMATY)  # the first that ends
    state.closed[stations[0]] = "2023-03-19T19:00:00+05:00"  # the same moment, in the west
    assert terms(state, commission, NATIONAL)["counts"].unknown == 0


def test_a_paper_that_has_come_is_not_counted_down():
    at = Desk()
    commission, stations = received(at.state, NATIONAL)
    at.state.closed |= dict.fromkeys(stations, CLOSED)
    for left, station in reversed(list(enumerate(stations))):
        at.do("protocol received", station, NATIONAL, scan=None)
        counts = terms(at.state, commission, NATIONAL)["counts"]
        assert (counts.pending, counts.done) == (left, left == 0)
    assert terms(at.state, commission, NATIONAL)["counts"].stands.left is None


def test_contests_of_one_way_stand_in_one_row(state):
    found = terms_of(state, "central", NIGHT)
    assert {(one.tier, one.matter): len(one.contests) for one in found if one.matter == "declares"} == {
        ("list", "declares"): 1, ("constituency", "declares"): 29,
    }  # fmt: skip


@pytest.mark.parametrize(("day", "known"), [("2023-04-16", date(2023, 4, 18)), ("in April", None)])
def test_a_repeat_vote_has_a_day_and_a_closing_of_its_own(day, known):
    contest = "mazhilis.01"
    whole = event()
    stations = [one.id for one in whole.stations_of(contest)]
    options = tuple(one.id for one in whole.options_of(contest))[:2]
    state = State(whole.with_repeat(Repeat(contest, "tie", frozenset(stations), options, day)))
    state.closed |= dict.fromkeys(stations, CLOSED)  # of the first vote
    commission = state.receiver(stations[0], f"{contest}.repeat")
    found = terms(state, commission, f"{contest}.repeat")
    assert found["sends summary"].stands.day == known
    assert found["counts"].stands.end is None
    assert found["counts"].unknown == len(stations)


# ---- on the pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def by_clock(monkeypatch):
    """Set the clock of the pages, and of nothing else."""
    from dauys.office.counting import views

    def set_to(moment):
        clock = type("Clock", (), {"localtime": staticmethod(lambda: moment)})
        monkeypatch.setattr(views, "timezone", clock)

    return set_to


def shown(somebody, address):
    return " ".join(somebody.get(address).split())


PAGES = [f"/c/{BELOW}/", f"/c/{BELOW}/results/", f"/c/{BELOW}/results/s/{LIST}/"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_counts_hours_down_and_says_how_late_it_is(counting, by_clock, page):
    chair = counting.somebody(BELOW, "chair")
    assert "runs from the end of voting, which is not recorded (papers:" in shown(chair, page)
    with desk.looking() as state:
        state.closed |= dict.fromkeys(state.event.stations, CLOSED)
    by_clock(NIGHT)
    assert "2023-03-20 08:00 (+0600)" in shown(chair, page)
    assert "5 h 30 min left" in shown(chair, page)
    assert "at once" in shown(chair, page)
    assert "43(1), 43(8), 108(1)<" in shown(chair, page)
    by_clock(NIGHT + timedelta(hours=8))
    assert "2 h 30 min late" in shown(chair, page)
    by_clock(NIGHT + timedelta(days=8))
    assert "7 days late" in shown(chair, page)


def test_the_declaring_commission_has_its_term_and_what_is_done_is_said_so(counting, by_clock):
    by_clock(NIGHT)
    chair = counting.somebody(REGION, "chair")
    page = shown(chair, f"/c/{REGION}/results/s/{LIST}/")
    assert "2023-03-21" in page  # two days, Art. 108(3)
    assert "45 h 30 min left" in page
    assert "2023-03-26" in page  # seven days, Art. 44(4)(2)
    by_clock(NIGHT + timedelta(days=30))
    page = shown(chair, f"/c/{REGION}/results/s/{LIST}/")
    assert "28 days late" in page
    assert "passed 23 days ago" in page
    assert "whether it was done is not recorded here" in page
    count(counting, LIST)
    sign(counting, LIST)
    page = shown(counting.somebody(BELOW, "chair"), f"/c/{BELOW}/results/s/{LIST}/")
    assert page.count(">done<") == 3  # counted, sent, summed up


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_term_has_its_phrase(language):
    words = [*(f"results.term.{one}" for one in get_args(Matter.__value__)),
             *(f"results.since.{one}" for one in ("end of voting", "election day", "its own summary"))]  # fmt: skip
    assert all(phrase(one, language) for one in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_term_is_left_without_words(counting, by_clock, language):
    chair = counting.somebody(BELOW, "chair")
    chair.browser.cookies["language"] = language
    for moment in (NIGHT, NIGHT + timedelta(days=1), NIGHT + timedelta(days=20)):
        by_clock(moment)
        for page in PAGES:
            assert "results." not in shown(chair, page).replace("results/", "")
