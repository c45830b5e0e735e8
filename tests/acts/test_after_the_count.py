"""What comes after the papers: statuses, summaries, declaration, void elections, repeat votes, scans."""

import pytest
from rehearsal import DECISION, Desk, event, papers

from dauys.acts import STATION
from dauys.protocol.life import NotAllowed
from dauys.tally import votes_of

CONTEST = min((c for c in event().contests if c.body == "mazhilis" and c.tier == "constituency"),
              key=lambda c: len(event().stations_of(c.id)))  # fmt: skip
PLACES = [station.id for station in event().stations_of(CONTEST.id)]
DECLARED = {"body": "mazhilis", "contests": [CONTEST.id], "status": "final", "outcome": "0" * 64, "decision": DECISION}
OPTIONS = [option.id for option in event().options_of(CONTEST.id) if option.kind == "candidate"]


@pytest.fixture
def counted():
    desk = Desk()
    desk.count_all(CONTEST.id)
    return desk


def test_the_first_protocol_makes_the_numbers_interim_and_the_last_preliminary():
    desk = Desk()
    for station in PLACES:
        desk.count(station, STATION)
    assert CONTEST.id not in desk.state.status
    desk.count(PLACES[0], CONTEST.id)
    assert desk.state.status[CONTEST.id] == "interim"
    for station in PLACES[1:]:
        desk.count(station, CONTEST.id)
    assert desk.state.status[CONTEST.id] == "preliminary"


def okrug(desk):
    return desk.state.receiver(PLACES[0], CONTEST.id)


def test_signed_sums_confirm_and_the_central_commission_declares(counted):
    counted.other("summary signed", okrug(counted), contest=CONTEST.id, figures={"V": 1})
    assert counted.state.status[CONTEST.id] == "confirmed"
    counted.other("result declared", "central", **DECLARED)
    assert counted.state.status[CONTEST.id] == "final"


def test_nothing_is_declared_before_it_is_confirmed(counted):
    with pytest.raises(NotAllowed, match="stands at 'preliminary'"):
        counted.other("result declared", "central", **DECLARED)


def test_a_correction_takes_the_signature_back_and_the_old_version_counts_meanwhile(counted):
    desk, station = counted, PLACES[0]
    desk.other("summary signed", okrug(desk), contest=CONTEST.id, figures={"V": 1})
    desk.do(
        "protocol corrected", station, CONTEST.id, "p-p", desk.state.event.stations[station].commission, version=2,
        supersedes=1, reason="recount", decision=DECISION,
    )  # fmt: skip
    assert desk.state.status[CONTEST.id] == "corrected"
    assert not desk.state.summaries
    assert desk.state.counting(station, CONTEST.id) is not None
    desk.enter(station, CONTEST.id, papers()[station, CONTEST.id], version=2)
    desk.approve(station, CONTEST.id, version=2)
    desk.other("summary signed", okrug(desk), contest=CONTEST.id, figures={"V": 1})
    assert desk.state.status[CONTEST.id] == "confirmed"


def test_a_correction_names_the_version_that_it_supersedes(counted):
    with pytest.raises(NotAllowed, match="supersedes version 1, not 7"):
        counted.do(
            "protocol corrected", PLACES[0], CONTEST.id, version=2, supersedes=7, reason="recount", decision=DECISION
        )  # fmt: skip


def void(desk, **more):
    place = {"contest": CONTEST.id, "place": CONTEST.id, "reason": "violations", "decision": DECISION}
    desk.other("election voided", "central", **{**place, **more})


def test_a_void_election_counts_no_more_and_its_repeat_is_a_contest_of_its_own(counted):
    void(counted)
    state = counted.state
    assert state.partition(CONTEST.id, PLACES)["annulled"] == len(PLACES)
    assert all(state.counting(station, CONTEST.id) is None for station in PLACES)
    counted.other(
        "repeat vote called", "central", contest=CONTEST.id, place=CONTEST.id, cause="void", date="2023-04-16",
        options=OPTIONS, reason="95(2)", decision=DECISION,
    )  # fmt: skip
    again = f"{CONTEST.id}.repeat"
    assert again in state.expected(PLACES[0])
    assert [station.id for station in state.event.stations_of(again)] == PLACES
    assert state.partition(again, PLACES)["not received"] == len(PLACES)


def test_a_repeat_vote_after_a_tie_is_between_those_of_the_ballot(counted):
    called = {"contest": CONTEST.id, "place": CONTEST.id, "cause": "tie", "date": "2023-04-16", "reason": "95(3)",
              "decision": DECISION}  # fmt: skip
    with pytest.raises(NotAllowed, match="two or more of the ballot"):
        counted.other("repeat vote called", "central", options=[OPTIONS[0]], **called)
    with pytest.raises(NotAllowed, match="nobody"):
        counted.other("repeat vote called", "central", options=[OPTIONS[0], "nobody"], **called)
    counted.other("repeat vote called", "central", options=OPTIONS[:2], **called)
    assert [option.id for option in counted.state.event.options_of(f"{CONTEST.id}.repeat")] == OPTIONS[:2]
    with pytest.raises(NotAllowed, match="called already"):
        counted.other("repeat vote called", "central", options=OPTIONS[:2], **called)


def test_a_repeat_for_a_void_election_needs_it_declared_void(counted):
    with pytest.raises(NotAllowed, match="not declared void"):
        counted.other(
            "repeat vote called", "central", contest=CONTEST.id, place=CONTEST.id, cause="void", date="2023-04-16",
            options=OPTIONS, reason="95(2)", decision=DECISION,
        )  # fmt: skip


def test_only_the_place_that_is_named_is_void():
    desk = Desk()
    void(desk, contest="mazhilis.list", place="astana")
    for station in event().stations_of("mazhilis.list"):
        expected = "annulled" if station.place == "astana" else "not received"
        assert desk.state.life(station.id, "mazhilis.list").class_ == expected
    with pytest.raises(NotAllowed, match="no station in"):
        void(desk, contest=CONTEST.id, place="nowhere")


def test_one_scan_does_not_serve_two_stations():
    desk, (one, two) = Desk(), PLACES[:2]
    desk.do("scan attached", one, CONTEST.id, version=1, taken="a" * 64, cleaned=None)
    desk.do("scan attached", one, STATION, version=1, taken="a" * 64, cleaned=None)  # one picture of two sheets
    with pytest.raises(NotAllowed, match="another station"):
        desk.do("scan attached", two, CONTEST.id, version=1, taken="a" * 64, cleaned=None)
    with pytest.raises(NotAllowed, match="another station"):
        desk.do("protocol received", two, CONTEST.id, scan="a" * 64)
    assert desk.state.life(two, CONTEST.id).class_ == "not received"


def test_votes_of_a_contest_are_those_that_count(counted):
    votes = votes_of(counted.state, counted.state.event.body("mazhilis"))
    count = next(count for count in votes.counts if count.place == CONTEST.id)
    cast = [papers()[station, CONTEST.id]["P"] for station in PLACES]
    assert {o: count.votes[o] for o in OPTIONS} == {o: sum(votes[o] for votes in cast) for o in OPTIONS}


def test_a_figure_for_somebody_not_on_the_ballot_is_refused():
    desk, station = Desk(), PLACES[0]
    desk.do("protocol received", station, CONTEST.id, scan=None)
    figures = papers()[station, CONTEST.id]
    with pytest.raises(NotAllowed, match="stranger: not on this form or ballot"):
        desk.do(
            "protocol entered", station, CONTEST.id, version=1, figures={**figures, "P": {**figures["P"], "stranger": 4}}
        )  # fmt: skip
    with pytest.raises(NotAllowed, match="no line Z9"):
        desk.do("protocol entered", station, CONTEST.id, version=1, figures={**figures, "Z9": 4})
