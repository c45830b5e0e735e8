"""A night that goes on from wherever it stands: broken off, taken up, beside people who act in it, at any pace. INVENTED."""

import os
from collections import Counter, deque
from dataclasses import replace
from itertools import islice
from math import inf
from random import Random

import pytest

from dauys.acts import STATION, State, table_of
from dauys.demo.alive import Apart
from dauys.demo.caller import lines_of
from dauys.demo.faults import ALIKE
from dauys.demo.rehearsing.children import memory
from dauys.demo.rehearsing.pace import AHEAD, LEAST, MOST, Leash, Pace
from dauys.demo.rehearsing.source import invented, real
from dauys.protocol.life import NotAllowed
from dauys.tally.result import outcome_of


@pytest.fixture(scope="module")
def source():
    """80 stations, something wrong at every fourth."""
    return invented(80, 0.25)


NOTHING_APART = Apart()


def played(source, state, apart=NOTHING_APART, acts=None):
    """Do so many acts, or all; what was done."""
    done = []
    for moment, act in islice(source.course(state, apart), acts):
        state.apply(act)
        done.append((moment, act))
    return done


def approved(state):
    return Counter(life.latest.state for life in state.lives.values())


@pytest.fixture(scope="module")
def whole(source):
    """The night in one go."""
    state = State(source.event)
    return state, played(source, state)


def test_all_papers_are_approved_all_results_declared_and_98_mandates_given(source, whole):
    state, done = whole
    assert set(approved(state)) == {"approved"}
    assert len(state.lives) == sum(len(state.expected(station)) for station in source.event.stations)
    assert set(state.status.values()) == {"final"}
    assert [act.kind for _, act in done].count("mandate given") == 98
    assert {party: (row["list"], row["constituency"]) for party, row in outcome_of(state, "mazhilis").parties.items()} == {
        "Amanat": (40, 22), "Auyl": (8, 0), "Respublica": (6, 0), "Ak Zhol": (6, 0), "People's Party": (5, 0), "OSDP": (4, 0),
        "Baytaq": (0, 0), "independent": (0, 7),
    }  # fmt: skip


def test_everything_planted_comes_to_light(whole):
    kinds = Counter(act.kind for _, act in whole[1])
    for one in ("protocol held", "protocol released", "protocol sent back", "recount ordered", "protocol corrected",
                "differences resolved", "accepted as signed", "findings explained"):  # fmt: skip
        assert kinds[one], one


def test_what_counts_in_the_end_is_what_the_ballots_said(source, whole):
    """But for papers that were accepted as signed, whose broken line moves no vote, and for what two people mistook alike."""
    other = set()
    for (station, contest), life in whole[0].lives.items():
        protocol = life.latest
        if (
            contest != STATION
            and not protocol.accepted
            and table_of(protocol.figures) != table_of(source.figures(station, contest))
        ):
            other.add((station, contest))
    assert other == {key for key, kind in source.planted.items() if kind == ALIKE.name}
    assert other


def test_what_two_people_mistook_alike_nothing_finds_and_nobody_is_elected_by_it(source, whole):
    state, done = whole
    (key,) = (key for key, kind in source.planted.items() if kind == ALIKE.name)
    kinds = [act.kind for _, act in done if (act.payload.get("station"), act.payload.get("contest")) == key]
    assert kinds == ["protocol received", "protocol entered", "protocol entered again", "protocol approved"]
    told, true = state.lives[key].latest.figures.lines["P"], source.figures(*key).lines["P"]
    assert sorted(told.values()) == sorted(true.values())
    assert max(told, key=told.__getitem__) == max(true, key=true.__getitem__)


@pytest.mark.parametrize("acts", [700, 2_400])
def test_broken_off_anywhere_and_taken_up_it_ends_the_same(source, whole, acts):
    state = State(source.event)
    played(source, state, acts=acts)
    rest = played(source, state)
    assert Counter(map(str, state.status.items())) == Counter(map(str, whole[0].status.items()))
    assert set(approved(state)) == {"approved"}
    told = [(act.payload["station"], act.payload["hour"]) for _, act in rest if act.kind == "turnout reported"]
    assert len(told) == len(set(told))
    assert source.reached(State(source.event)) is None


def test_taken_up_at_the_end_nothing_is_done_twice(source, whole):
    before = whole[0].acts
    assert played(source, whole[0]) == []
    assert whole[0].acts == before


def test_what_is_left_to_people_stays_on_the_table_and_its_council_open(source):
    state = State(source.event)
    contest = source.event.contests[-1]
    station = source.event.stations_of(contest.id)[0].id
    played(source, state, Apart(left=frozenset({(station, contest.id)})))
    assert state.life(station, contest.id).latest.state == "received"
    assert state.life(station, STATION).latest.state == "agreed"
    assert {one.id for one in source.event.contests if state.status.get(one.id) != "final"} == {contest.id}


def test_somebody_types_the_first_entry_wrong_and_a_third_sets_it_right(source):
    state, touched = State(source.event), set()
    for _, act in source.course(state, Apart()):
        kind, key = act.kind, (act.payload.get("station"), act.payload.get("contest"))
        if kind == "protocol entered" and key[1] == "mazhilis.list" and not touched:
            table = table_of(source.figures(*key))
            touched.add(key)
            act = replace(act, author="p-somebody", payload={**act.payload, "figures": {**table, "V": table["V"] + 1}})
        state.apply(act)
    (key,) = touched
    assert state.life(*key).latest.state == "approved"
    assert table_of(state.life(*key).latest.figures) == table_of(source.figures(*key))


def test_what_is_refused_because_somebody_was_quicker_is_left_and_the_night_goes_on(source):
    state, quicker = State(source.event), []
    for _, act in source.course(state, Apart()):
        if act.kind == "protocol entered again" and not quicker:
            quicker.append((act.payload["station"], act.payload["contest"]))
            state.apply(replace(act, author="p-quicker"))
        try:
            state.apply(act)
        except NotAllowed as refusal:
            quicker.append(str(refusal))
    assert quicker[1:] == ["'protocol entered again' cannot follow on 'agreed'"]
    assert state.life(*quicker[0]).latest.state == "approved"


def test_while_a_paper_is_at_a_screen_the_night_does_not_type_it(source):
    state = State(source.event)
    key = next((station, "mazhilis.list") for station in source.arrivals)
    at_screens = {key}
    for moment, act in source.course(state, Apart(at_screens=at_screens)):
        assert not (at_screens and (act.payload.get("station"), act.payload.get("contest")) == key and "entered" in act.kind)
        if moment > source.ends:
            at_screens.clear()
        state.apply(act)
    assert state.life(*key).latest.state == "approved"


def test_a_real_paper_at_a_screen_is_typed_by_the_night_only_when_the_night_is_over():
    source = real("ge-parliament-2012")
    state = State(source.event)
    key = next((station, contest) for station in source.arrivals for contest in state.expected(station) if contest != STATION)
    at_screens, typed = {key}, []
    for moment, act in source.course(state, Apart(at_screens=at_screens)):
        if (act.payload.get("station"), act.payload.get("contest")) == key and act.kind in TYPED:
            typed.append(moment)
        if moment >= source.ends:
            at_screens.clear()
        state.apply(act)
    assert typed == [source.ends] * 2
    assert set(approved(state)) == {"approved"}


TYPED = ("protocol entered", "protocol entered again")

# ---- pace --------------------------------------------------------------------------------------------------------------


def test_six_hours_in_ten_minutes_paused_and_at_twice_the_speed():
    now = [0.0]
    pace = Pace(0, 6 * 3600, 600, lambda: now[0])
    now[0] = 100
    assert pace.moment == 3600
    pace.pause()
    now[0] = 150
    assert pace.moment == 3600
    pace.pause()
    pace.change(2)
    now[0] = 200
    assert pace.moment == 2 * 3600
    now[0] = 400
    assert pace.moment == inf


def test_a_clock_that_stood_goes_on_from_where_it_was():
    now = [0.0]
    pace = Pace(0, 6 * 3600, 600, lambda: now[0])
    now[0] = 100
    pace.stood(40)
    assert pace.moment == 60 * 36
    pace.pause()
    now[0] = 150
    pace.stood(50)  # nothing went on in a pause
    pace.pause()
    assert pace.moment == 60 * 36


def followed(each, act, rest, seconds=1800, rate=40):
    """A night that plays so many acts in a tenth of a second where it may, and a publisher that takes ``each`` seconds for
    every publication and ``act`` for every act of it, now a fifth longer and now shorter: ages of its page, and acts.
    """
    chance, now = Random(4), [0.0]
    leash = Leash(rest, lambda: now[0])
    size = page = taken = 0
    slow = 1.3  # seconds until an act is in the log
    unseen, signed, ages, working, due = deque(), deque(), [], False, rest
    while now[0] < seconds:
        now[0] += 0.1
        if now[0] >= due and working:
            leash.shown(now[0] - unseen[0][1])
            page, working, due = taken, False, now[0] + rest
            while unseen and unseen[0][0] <= page:
                unseen.popleft()
        elif now[0] >= due:
            while signed and signed[0][1] < now[0] - slow:
                taken = signed.popleft()[0]
            slow = chance.choice((1.3, 1.3, 1.3, 3.5))
            working = taken > page
            due = now[0] + ((each + act * (taken - page)) * chance.uniform(0.8, 1.2) if working else rest)
        if leash.holds(size - page):
            leash.waited = True
        else:
            size += rate
            unseen.append((size, now[0]))
            signed.append((size, now[0]))
        ages.append(now[0] - unseen[0][1] if unseen else 0.0)
    return ages, size


@pytest.mark.parametrize(("each", "act", "rest"), [
    (1, 0.002, 1), (4, 0.003, 3), (8, 0.004, 10), (12, 0.005, 10), (16, 0.005, 10), (20, 0.005, 10), (25, 0.005, 10),
    (30, 0.006, 10),
])  # fmt: skip
def test_a_page_is_never_a_minute_old_and_the_night_goes_on(each, act, rest):
    ages, size = followed(each, act, rest)
    assert max(ages[1500:]) < 60  # in the first two minutes the leash has not learnt yet how long a publication takes
    assert size > 30_000
    alone, _ = followed(each, act, rest, rate=1)
    assert max(alone[1500:]) < 60


def test_a_night_that_nobody_plays_for_an_hour_goes_on():
    """Then no page comes for so long; that tells nothing of how long a publication takes."""
    now = [0.0]
    leash = Leash(1, lambda: now[0])
    now[0] = 3600
    assert not leash.holds(0)
    leash.shown(3)
    assert not leash.holds(1)


def test_a_night_that_never_waited_is_not_let_run_away():
    leash = Leash(1, lambda: 0.0)
    for _ in range(40):
        leash.shown(5)
    assert leash.acts == AHEAD
    for _ in range(40):
        leash.shown(200)
    assert leash.acts == LEAST
    for _ in range(40):
        leash.waited = True
        leash.shown(5)
    assert leash.acts == MOST


def test_the_memory_of_this_process_is_told_and_of_none_it_is_nothing():
    assert memory(os.getpid()) > 10_000_000
    assert memory(2**22 + 1) == 0


def test_a_clerk_finds_the_fields_of_a_page_by_their_names_as_they_are():
    page = """<input name="P.People&#x27;s Party" value="" data-line="P"><input name="turn" value="1">"""
    assert lines_of(page) == ["P.People's Party"]
