"""Acts by two people without an office: decisions on papers, and acts on results, whose matter it is and not too early."""

import pytest
from rehearsal import DECISION, Desk, entry, event, of_two, papers

from dauys.acts import BY_TWO, KINDS, STATION, NotAnAct, figures_hash, people_of, read_act, replay
from dauys.acts.courts import COURT
from dauys.acts.kinds import NOMINATION
from dauys.acts.recall import RECALLS
from dauys.protocol.life import NotAllowed

CONTEST = min((c for c in event().contests if c.body == "mazhilis" and c.tier == "constituency"),
              key=lambda c: len(event().stations_of(c.id)))  # fmt: skip
FIRST, *_ = PLACES = [station.id for station in event().stations_of(CONTEST.id)]
OPTIONS = [option.id for option in event().options_of(CONTEST.id) if option.kind == "candidate"]
OKRUG = Desk().state.receiver(FIRST, CONTEST.id)
OF_A_MANDATE = {"body": "mazhilis", "contest": CONTEST.id, "option": OPTIONS[0], "person": "x", "reason": "a document"}
PLACE = {"contest": CONTEST.id, "place": CONTEST.id, "reason": "violations", "decision": DECISION}
RESULTS = {
    # act: who may, and what it says
    "summary signed": (OKRUG, {"contest": CONTEST.id, "figures": {"V": 1}}),
    "election voided": ("central", PLACE),
    "repeat vote called": ("central", {**PLACE, "cause": "tie", "date": "2023-04-16", "options": OPTIONS[:2]}),
    "lot drawn": ("central", {"body": "mazhilis", "question": "q", "chosen": OPTIONS[:1], "decision": DECISION}),
    "result declared": ("central", {
        "body": "mazhilis", "contests": [CONTEST.id], "status": "final", "outcome": "0" * 64, "decision": DECISION,
    }),
    "mandate given": ("central", OF_A_MANDATE),
    "mandate lost": ("central", OF_A_MANDATE),
    "mandate filled": ("central", OF_A_MANDATE),
}  # fmt: skip
DECIDED = [act for act, (_, told) in RESULTS.items() if "decision" in told]
OF_THE_FIRST = {"version": 1, "reason": "as it stands in the decision", "decision": DECISION}
ON_PAPERS = {
    # act: what it says
    "accepted as signed": {**OF_THE_FIRST, "codes": ["E106"]},
    "recount ordered": OF_THE_FIRST,
    "protocol corrected": {**OF_THE_FIRST, "version": 2, "supersedes": 1},
    "protocol annulled": OF_THE_FIRST,
}


@pytest.fixture
def counted():
    desk = Desk()
    desk.count_all(CONTEST.id)
    return desk


@pytest.fixture
def confirmed(counted):
    """Every act on results can be done now."""
    commission, told = RESULTS["summary signed"]
    counted.other("summary signed", commission, **told)
    return counted


def refused(desk, act, why, commission=None, **other):
    """The acts room refuses it, and is as it was."""
    whose, told = RESULTS[act]
    state = desk.state
    before = (dict(state.lives), dict(state.summaries), dict(state.status), [*state.lots], [*state.mandates], state.acts)
    with pytest.raises(NotAllowed, match=why):
        desk.other(act, commission or whose, **told | other)
    assert before == (state.lives, state.summaries, state.status, state.lots, state.mandates, state.acts)
    assert not any(state.declared.values())


def test_these_are_the_acts_by_two():
    before = NOMINATION.keys() - {"nomination lodged"}  # whoever takes a nomination in decides nothing
    of_a_recall = RECALLS - {"recall applied"}  # both have tests of their own
    assert RESULTS.keys() | ON_PAPERS.keys() | before | of_a_recall | {COURT} == BY_TWO < KINDS.keys()
    assert {act for act, fields in KINDS.items() if "decision" in fields} < BY_TWO
    # which is how ``verify.py``, that has no table of them, knows them
    assert {act for act, fields in KINDS.items() if {"decision", "body"} & fields.keys()} | {"summary signed", COURT} == BY_TWO


@pytest.mark.parametrize("act", RESULTS)
def test_one_prepares_and_another_confirms(confirmed, act):
    refused(confirmed, act, "another person confirms", author="p-two")  # who has prepared it (``Desk.other``)
    commission, told = RESULTS[act]
    with pytest.raises(NotAnAct, match="'prepared_by' is missing"):
        read_act(entry(act, commission, **told))
    confirmed.other(act, commission, **told)


@pytest.mark.parametrize("act", ON_PAPERS)
def test_a_decision_on_a_paper_is_prepared_by_one_and_confirmed_by_another(act):
    desk, told = Desk(), ON_PAPERS[act]
    where = {"station": FIRST, "contest": CONTEST.id, **told}
    with pytest.raises(NotAnAct, match="'prepared_by' is missing"):
        read_act(entry(act, OKRUG, **where))
    desk.enter(FIRST, CONTEST.id, {**papers()[FIRST, CONTEST.id], "V": 1})
    lives, entries = dict(desk.state.lives), [*desk.entries]
    alone = read_act(entry(act, OKRUG, "p-two", **of_two(act, **where)))
    for judged in (desk.state.check, desk.state.apply):
        with pytest.raises(NotAllowed, match="another person confirms"):
            judged(alone)
    with pytest.raises(NotAllowed, match="another person confirms"):
        replay(event(), [*entries, alone.as_entry()])
    if act == "protocol annulled":  # not in this edition
        return
    both = read_act(entry(act, OKRUG, "p-chair", **of_two(act, **where)))
    desk.state.check(both)
    assert (desk.state.lives, desk.state.acts) == (lives, len(entries))  # nothing was taken in
    desk.state.apply(both)
    assert desk.state.lives != lives
    assert people_of(both) == ("p-chair", "p-two")


def test_a_typist_of_the_paper_may_be_one_of_the_two():
    """The rule is two people: who typed the paper may prepare a decision on it, or confirm it, and still not approve it."""
    for author, other in (("p-one", "p-chair"), ("p-chair", "p-one")):
        desk = Desk()
        desk.enter(FIRST, CONTEST.id)
        desk.do("recount ordered", FIRST, CONTEST.id, author, prepared_by=other, **OF_THE_FIRST)
        latest = desk.state.life(FIRST, CONTEST.id).latest
        assert latest.recount == OF_THE_FIRST["reason"]
        with pytest.raises(NotAllowed, match="entered or changed"):
            desk.do(
                "protocol approved", FIRST, CONTEST.id, "p-one", version=1, figures=figures_hash(latest.figures.lines),
            )  # fmt: skip


def test_a_ledger_in_which_one_person_signs_sums_alone_is_none_of_these_rules():
    with pytest.raises(NotAllowed, match="another person confirms"):
        replay(event(), [entry("summary signed", OKRUG, prepared_by="p-one", **RESULTS["summary signed"][1])])


@pytest.mark.parametrize("act", DECIDED)
def test_what_is_decided_has_quorum_and_majority_and_says_so(confirmed, act):
    refused(confirmed, act, "no quorum: 4 of 7", decision={**DECISION, "present": 4, "for": 4, "against": 0})
    refused(confirmed, act, "no majority: 3 for it", decision={**DECISION, "for": 3, "against": 3})
    commission, told = RESULTS[act]
    with pytest.raises(NotAnAct, match="'decision' is missing"):
        read_act(entry(act, commission, prepared_by="p-two", **{key: told[key] for key in told if key != "decision"}))


# ---- whose it is -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", sorted(RESULTS.keys() - {"summary signed"}))
@pytest.mark.parametrize("commission", [OKRUG, "territorial-astana", "nobody"])
def test_a_commission_that_does_not_declare_has_no_part_in_the_result(confirmed, act, commission):
    refused(confirmed, act, "does not declare", commission)


@pytest.mark.parametrize("commission", ["central", "territorial-astana", event().stations[FIRST].commission, "nobody"])
def test_sums_are_signed_by_those_that_sum_up(counted, commission):
    refused(counted, "summary signed", "does not sum up", commission)


def test_a_result_is_of_contests_of_its_own_body(confirmed):
    other = next(one.id for one in event().contests if one.body != "mazhilis")
    refused(confirmed, "result declared", "is no contest of mazhilis", contests=[CONTEST.id, other])
    refused(confirmed, "mandate given", "is no contest of maslikhat-astana", body="maslikhat-astana")
    refused(confirmed, "lot drawn", "there is no body senate", body="senate")
    refused(confirmed, "summary signed", "there is no contest x", contest="x")


@pytest.mark.parametrize(
    ("act", "told"),
    [("station opened", {}), ("station closed", {}), ("turnout reported", {"hour": "12:00", "issued": 7})],
)
def test_the_day_of_a_station_is_told_by_those_who_get_its_papers(act, told):
    desk = Desk()
    for stranger in ("nobody", *sorted(event().commissions.keys() - desk.state.way(FIRST, STATION).keys())):
        with pytest.raises(NotAllowed, match=f"not on the way of any paper of station {FIRST}"):
            desk.other(act, stranger, station=FIRST, **told)
    assert not desk.state.acts
    for commission in desk.state.way(FIRST, STATION):
        desk.other(act, commission, station=FIRST, **told)
    with pytest.raises(NotAllowed, match="there is no station X"):
        desk.other(act, OKRUG, station="X", **told)


# ---- when --------------------------------------------------------------------------------------------------------------


def test_sums_wait_for_every_paper(counted):
    desk = Desk()
    for station in PLACES[1:]:
        desk.count(station, CONTEST.id)
    refused(desk, "summary signed", f"papers are missing that this summary sums up: 1, that of {FIRST} among them")
    desk.enter(FIRST, CONTEST.id)
    refused(desk, "summary signed", "papers are missing")  # typed by two, and not approved
    desk.approve(FIRST, CONTEST.id)
    desk.other("summary signed", OKRUG, contest=CONTEST.id, figures={"V": 1})


def test_sums_wait_for_the_paper_of_a_recount_though_the_old_one_counts(counted):
    counted.do(
        "protocol corrected", FIRST, CONTEST.id, "p-p", event().stations[FIRST].commission, version=2, supersedes=1,
        reason="recount", decision=DECISION,
    )  # fmt: skip
    assert counted.state.class_of(FIRST, CONTEST.id) == "approved"
    refused(counted, "summary signed", "papers are missing")


def test_sums_do_not_wait_where_the_election_is_void():
    desk = Desk()
    desk.other("election voided", "central", **PLACE)
    desk.other("summary signed", OKRUG, contest=CONTEST.id, figures={})


def test_nothing_is_declared_from_where_it_does_not_stand(counted):
    refused(counted, "result declared", "stands at 'preliminary': it cannot be declared final")
