"""Kept act by act and computed from scratch: two ways to the same numbers, whatever happens in whatever order."""

import pytest
from counted import LIST, event, figures, messy_night, night, stations
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dauys.acts import BY_TWO, STATION, State, figures_hash, read_act, table_of
from dauys.protocol.life import NotAllowed
from dauys.tally import totals
from dauys.tally.running import Difference, Running, compare

SEAT = next(contest.id for contest in event().contests if contest.tier == "constituency")
PLACES = stations(SEAT)[:2]
CONTESTS = (LIST, SEAT, STATION)
VOIDING = "central"
DECISION = {"number": "7", "date": "2023-03-20", "members": 7, "present": 6, "for": 5, "against": 1, "dissent": None}
ACTS = (
    "protocol received", "protocol entered", "protocol entered again", "differences resolved", "protocol sent back",
    "protocol held", "protocol released", "recount ordered", "protocol corrected", "protocol annulled",
)  # fmt: skip


def written(station, contest, slip):
    table = table_of(figures()[station, contest])
    if not slip or contest == STATION:
        return table
    return {**table, "I": None} if slip == 1 else {**table, "P": {**table["P"], next(iter(table["P"])): None}}


class AnyNight(RuleBasedStateMachine):
    """Acts on two stations by the commission that receives them, some by people who may not; refused ones change nothing."""

    def __init__(self):
        super().__init__()
        self.state, self.running = State(event()), Running(event())

    def attempt(self, kind, station, contest, author, **payload):
        commission = self.state.receiver(station, contest)
        told = {"station": station, "contest": contest, **payload}
        self.other(kind, commission, author, **told)

    def other(self, kind, commission, author="ann", **payload):
        two = {"prepared_by": "ben"} if kind in BY_TWO else {}
        entry = {"act": kind, "at": "2023-03-19T21:04:00+06:00", "commission": commission, "author": author, **two, **payload}
        act = read_act(entry)
        try:
            self.state.apply(act)
        except NotAllowed:
            return
        self.running.follow(self.state, act)

    @rule(
        kind=st.sampled_from(ACTS), station=st.sampled_from(PLACES), contest=st.sampled_from(CONTESTS),
        author=st.sampled_from(["ann", "ben", "cem"]), slip=st.integers(0, 2),
    )  # fmt: skip
    def something_happens(self, kind, station, contest, author, slip):
        now = self.state.life(station, contest).latest.version
        payload = {"version": now}
        if kind == "protocol received":
            payload = {"scan": None}
        elif kind in ("protocol entered", "protocol entered again", "differences resolved"):
            payload["figures"] = written(station, contest, slip)
        elif kind == "protocol corrected":
            payload = {"version": now + 1, "supersedes": now, "reason": "recounted", "decision": DECISION}
        elif kind in ("recount ordered", "protocol annulled"):
            payload |= {"reason": "doubts", "decision": DECISION}
        else:
            payload["reason"] = "doubts"
        self.attempt(kind, station, contest, author, **payload)

    @rule(station=st.sampled_from(PLACES), contest=st.sampled_from(CONTESTS), slip=st.integers(0, 2))
    def a_protocol_goes_its_way(self, station, contest, slip):
        """Chance alone seldom gets one approved, so it is helped along."""
        now, table = self.state.life(station, contest).latest.version, written(station, contest, slip)
        self.attempt("protocol received", station, contest, "ann", scan=None)
        self.attempt("protocol entered", station, contest, "ann", version=now, figures=table)
        self.attempt("protocol entered again", station, contest, "ben", version=now, figures=table)
        entered = self.state.life(station, contest).latest.figures
        if entered is None:
            return
        found = self.state.findings(station, contest, entered)
        hard = sorted({one.code for one in found if one.severity != "warning"})
        soft = sorted({one.code for one in found if one.severity == "warning"})
        told = {"version": now, "reason": "as on paper"}
        if hard:
            self.attempt("accepted as signed", station, contest, "cem", codes=hard, decision=DECISION, **told)
        if soft:
            self.attempt("findings explained", station, contest, "cem", codes=soft, **told)
        approval = figures_hash(table_of(entered))
        self.attempt("protocol approved", station, contest, "cem", version=now, figures=approval)

    @rule(station=st.sampled_from(PLACES), contest=st.sampled_from(CONTESTS), slip=st.integers(0, 2))
    def a_new_paper_comes(self, station, contest, slip):
        """It is held and released on its way; until it is approved the old one counts."""
        now, told = self.state.life(station, contest).latest.version, {"reason": "recounted"}
        self.attempt("protocol corrected", station, contest, "ann", version=now + 1, supersedes=now, decision=DECISION, **told)
        self.attempt("protocol held", station, contest, "ann", version=now + 1, **told)
        self.both_say_the_same()
        self.attempt("protocol released", station, contest, "ann", version=now + 1, **told)
        self.a_protocol_goes_its_way(station, contest, slip)

    @rule()
    def the_election_is_void(self):
        self.other("election voided", VOIDING, contest=SEAT, place=SEAT, reason="forged", decision=DECISION)

    @rule()
    def a_repeat_vote_is_called(self):
        options = [option.id for option in event().options_of(SEAT)][:2]
        self.other(
            "repeat vote called", VOIDING, contest=SEAT, place=SEAT, cause="tie", date="2023-05-14", options=options,
            reason="a tie", decision=DECISION,
        )  # fmt: skip

    @invariant()
    def both_say_the_same(self):
        for contest in self.state.event.contests:
            if contest.id in (LIST, SEAT) or contest.repeats:
                assert self.running.totals(contest.id) == totals(self.state, contest)

    def teardown(self):
        assert compare(self.running, self.state) == ()


TestAnyNight = AnyNight.TestCase
TestAnyNight.settings = settings(max_examples=20, stateful_step_count=20)


def test_what_is_kept_of_a_messy_night_is_what_is_computed():
    state, running = messy_night(), Running(event())
    assert compare(running, state) != ()  # it has heard of nothing yet
    for life in state.lives.values():
        running.take(life)
    assert compare(running, state) == ()
    for life in state.lives.values():
        running.take(life)  # heard twice is heard once
    assert compare(running, state) == ()


def test_at_the_start_everything_is_expected():
    assert compare(Running(event()), State(event())) == ()


def taken(state):
    running = Running(event())
    for life in state.lives.values():
        running.take(life)
    return running


def test_a_change_that_was_not_heard_of_is_named_with_its_place_line_and_both_numbers():
    state = night()
    running = taken(state)
    station = stations()[0]
    del state.lives[station, LIST]
    found = compare(running, state)
    places = event().places_above(station, event().contest(LIST))
    assert {one.place for one in found} == set(places)
    assert {one.contest for one in found} == {LIST}
    kept = running.totals(LIST)["kz"].votes["Amanat"]
    votes = figures()[station, LIST].lines["P"]["Amanat"]
    assert Difference(LIST, "kz", "votes Amanat", kept, kept - votes) in found
    assert Difference(LIST, "kz", "class not received", 0, 1) in found
    assert Difference(LIST, "kz", "class approved", 80, 79) in found


@pytest.mark.parametrize(
    ("field", "name"),
    [("numbers", "line T"), ("papers", "lacking T"), ("classes", "class held"), ("voters", "voters"), ("stations", "stations")],
)
def test_every_number_that_goes_wrong_is_found_alone(field, name):
    state = night()
    running = taken(state)
    sums = running._sums[LIST]["abroad"]
    if field == "classes":
        sums.classes["held"] += 1
    elif field in ("numbers", "papers"):
        getattr(sums, field)[running._sheets[LIST].lines["T"]] -= 1
    else:
        setattr(sums, field, getattr(sums, field) + 1)
    assert [(one.contest, one.place, one.name) for one in compare(running, state)] == [(LIST, "abroad", name)]


def test_a_contest_that_only_one_side_knows_is_a_difference():
    from dauys.election.event import Repeat

    options = tuple(option.id for option in event().options_of(SEAT))[:2]
    grown = event().with_repeat(Repeat(SEAT, "tie", frozenset(PLACES), options, "2023-05-14"))
    found = compare(Running(event()), State(grown))
    assert {one.contest for one in found} == {f"{SEAT}.repeat"}
    assert all(one.kept is None for one in found)
