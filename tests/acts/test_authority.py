"""Who may do an act on a protocol follows from the chain of the edition, contest by contest."""

import pytest
from rehearsal import DECISION, Desk, event, papers

from dauys.acts import KINDS, STATION
from dauys.acts.authority import RIGHTS
from dauys.acts.kinds import ON_PROTOCOLS
from dauys.protocol.life import NotAllowed

AST = next(s for s in event().stations.values() if s.place == "astana")
RURAL = next(s for s in event().stations.values() if len(event().contests_of(s.id)) == 5)
ABROAD = next(s for s in event().stations.values() if s.place == "abroad")


def test_every_act_on_a_protocol_has_its_right():
    assert RIGHTS.keys() == ON_PROTOCOLS <= KINDS.keys()


def test_lists_and_constituency_of_one_station_go_different_ways():
    state = Desk().state
    assert list(state.way(AST.id, "mazhilis.list")) == [AST.commission, "territorial-astana", "central"]
    constituency = next(c for c in event().contests_of(AST.id) if c.body == "mazhilis" and c.tier == "constituency")
    number = constituency.id.rpartition(".")[2]
    assert list(state.way(AST.id, constituency.id)) == [AST.commission, f"okrug-{number}", "central"]


def test_a_station_abroad_goes_the_way_of_its_constituency():
    state = Desk().state
    assert list(state.way(ABROAD.id, "mazhilis.list")) == [ABROAD.commission, "okrug-02", "central"]


def test_the_lowest_maslikhat_never_reaches_the_central_commission():
    contest = next(c for c in event().contests_of(RURAL.id) if event().body(c.body).law == "kz/maslikhat-district/2023")
    assert "central" not in Desk().state.way(RURAL.id, contest.id)


def test_the_stations_own_record_goes_every_way_that_its_contests_go():
    state = Desk().state
    ways = {commission for contest in event().contests_of(AST.id) for commission in state.way(AST.id, contest.id)}
    assert set(state.way(AST.id, STATION)) == ways


def test_a_commission_beside_the_way_does_nothing():
    with pytest.raises(NotAllowed, match="not on the way"):
        Desk().do("protocol received", AST.id, "mazhilis.list", commission="territorial-almaty", scan=None)
    with pytest.raises(NotAllowed, match="not on the way"):
        Desk().do("protocol received", AST.id, "mazhilis.list", commission="okrug-01", scan=None)


def test_the_precinct_enters_and_never_approves_its_own_count():
    desk = Desk()
    desk.do("protocol received", AST.id, "mazhilis.list", scan=None)
    figures = papers()[AST.id, "mazhilis.list"]
    desk.do("protocol entered", AST.id, "mazhilis.list", commission=AST.commission, version=1, figures=figures)
    desk.do("protocol entered again", AST.id, "mazhilis.list", "p-two", version=1, figures=figures)
    with pytest.raises(NotAllowed, match="only counts"):
        desk.do("protocol approved", AST.id, "mazhilis.list", "p-x", AST.commission, version=1, figures="0" * 64)


def test_a_recount_is_ordered_by_a_commission_that_the_edition_names():
    desk = Desk()
    desk.enter(AST.id, "mazhilis.list")
    desk.do(
        "recount ordered", AST.id, "mazhilis.list", commission="central", version=1, reason="a request", decision=DECISION
    )  # fmt: skip
    assert desk.state.life(AST.id, "mazhilis.list").latest.recount == "a request"
