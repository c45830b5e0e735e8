"""The recall of a deputy: which act follows on which, and the days and numbers of the law at their edges."""

import pytest
from rehearsal import DECISION, Desk, entry, event

from dauys.acts import BY_TWO, KINDS, read_act, replay
from dauys.acts.recall import NEXT, NOTHING, RECALLS, due, last_of
from dauys.protocol.life import NotAllowed

AREA = min((c for c in event().contests if c.body == "maslikhat-aktobe" and c.tier == "constituency"),
           key=lambda c: len(event().stations_of(c.id)))  # fmt: skip
OPTION = event().options_of(AREA.id)[0].id
BELOW, REGION = "territorial-aktobe-01", "territorial-aktobe"
MANDATE = {"body": AREA.body, "contest": AREA.id, "option": OPTION, "person": "x", "reason": "a document"}
APPLIED = {"contest": AREA.id, "option": OPTION, "received": "2025-05-05", "began": "2023-03-29", "ends": "2028-03-29"}


def decided(day, **told):
    return {"contest": AREA.id, "reason": "as it stands in the decision", "decision": {**DECISION, "date": day}, **told}


STEPS = {
    "recall applied": APPLIED,
    "recall registered": decided("2025-05-07"),
    "recall signatures checked": decided("2025-06-12", handed="2025-06-06", valid=101, voters=1000),
    "recall vote called": decided("2025-06-13", date="2025-08-10"),
    "recall decided": decided(
        "2025-08-12", result="recalled", origin="recall.example", entry=9, date="2025-08-12", record=None
    ),
}


@pytest.fixture
def desk():
    found = Desk()
    found.other("mandate given", REGION, **MANDATE)
    return found


def until(desk, act):
    """Everything before an act."""
    for kind, told in STEPS.items():
        if kind == act:
            return
        desk.other(kind, REGION, **told)


def refused(desk, act, why, commission=REGION, **other):
    before = [one.kind for one in desk.state.recalls.get(AREA.id, [])]
    with pytest.raises(NotAllowed, match=why):
        desk.other(act, commission, **STEPS.get(act, decided("2025-05-07")) | other)
    assert [one.kind for one in desk.state.recalls.get(AREA.id, [])] == before


def test_it_goes_from_the_application_to_its_outcome_and_replays(desk):
    for act, told in STEPS.items():
        desk.other(act, REGION, **told)
        assert last_of(desk.state, AREA.id) == act
    desk.other("mandate lost", REGION, **MANDATE)
    assert replay(event(), desk.entries).recalls == desk.state.recalls


def test_every_act_of_a_recall_is_in_the_table_and_decisions_take_two_people():
    assert {kind for kind in KINDS if kind.startswith("recall ") and kind != "recount ordered"} == RECALLS
    assert {"recall applied"} == RECALLS - BY_TWO
    assert RECALLS - {"recall applied"} == {kind for kind in RECALLS if "decision" in KINDS[kind]}
    assert {following for after in NEXT.values() for following in after} == RECALLS


@pytest.mark.parametrize("before", [NOTHING, *STEPS])
def test_nothing_is_done_out_of_turn(desk, before):
    for kind, told in STEPS.items():
        if before != NOTHING:
            desk.other(kind, REGION, **told)
        if kind == before:
            break
        if before == NOTHING:
            break
    for act in RECALLS - set(NEXT[before]):
        refused(desk, act, "cannot follow on")


def test_not_in_the_first_and_not_in_the_last_year(desk):
    closed = "in the first and the last year"
    refused(desk, "recall applied", closed, received="2024-03-28")
    refused(desk, "recall applied", closed, received="2027-03-29")
    refused(desk, "recall applied", "a day is written as", received="29.03.2025")
    refused(desk, "recall applied", "has no mandate to lose", option="somebody else")
    refused(desk, "recall applied", "does not sum up", commission="territorial-kostanay")
    desk.other("recall applied", REGION, **APPLIED | {"received": "2024-03-29"})


def test_signatures_are_handed_in_within_thirty_days_and_more_than_a_tenth_must_hold(desk):
    until(desk, "recall signatures checked")
    refused(desk, "recall signatures checked", "until 2025-06-06", handed="2025-06-07")
    desk.other("recall signatures checked", REGION, **STEPS["recall signatures checked"] | {"valid": 100})
    refused(desk, "recall vote called", "100 of 1000, more than 1/10 must")
    desk.other("recall ended", REGION, **decided("2025-06-13"))
    assert last_of(desk.state, AREA.id) == "recall ended"


def test_the_vote_is_within_two_months_of_its_call(desk):
    until(desk, "recall vote called")
    for day in ("2025-06-13", "2025-08-14"):
        refused(desk, "recall vote called", "until 2025-08-13", date=day)
    desk.other("recall vote called", REGION, **STEPS["recall vote called"] | {"date": "2025-08-13"})


@pytest.mark.parametrize("result", ["kept", "not valid"])
def test_after_a_recall_that_failed_a_year_goes_by(desk, result):
    for act, told in STEPS.items():
        desk.other(act, REGION, **told | ({"result": result} if act == "recall decided" else {}))
    refused(desk, "recall applied", "before 2026-08-12", received="2026-08-11")
    desk.other("recall applied", REGION, **APPLIED | {"received": "2026-08-12"})


def test_what_is_due_is_told_with_its_day_and_article(desk):
    told = []
    for act, payload in STEPS.items():
        desk.other(act, REGION, **payload)
        waits = due(desk.state, AREA.id)
        told.append(waits and (waits.act, waits.until.isoformat(), waits.article))
    assert told == [
        ("recall registered", "2025-05-08", "113-13(2)"),
        ("recall signatures checked", "2025-06-06", "113-12(2), 113-14(1)-(2)"),
        ("recall vote called", "2025-06-17", "113-14(2), 113-15(1)"),
        None,
        None,
    ]


def test_lists_and_bodies_without_such_a_rule_know_no_recall(desk):
    told = APPLIED | {"contest": f"{AREA.body}.list"}
    with pytest.raises(NotAllowed, match="knows no act"):
        desk.state.check(read_act(entry("recall applied", REGION, **told)))
