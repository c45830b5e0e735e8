"""The Senate by the screens: quorum, two rounds on one day, what was not valid is held again (Art. 77-81)."""

import pytest
from house import House
from small_office import senate_event
from test_cli import run
from test_held_again import verified
from test_results import DECISION, DONE, deed, questions, sign, status

from dauys.office.journal.desk import desk
from dauys.office.journal.recorder import Recorder
from dauys.tally.result import outcome_of

BODY = "senate"


def a_paper(votes, *, elected=60, present=55, against=1, invalid=1):
    """The protocol of a joint session that holds its controls, as typed."""
    valid = sum(votes.values()) + against
    cast = valid + invalid
    table = {"R": elected, "Q": present, "C": elected, "B": cast, "E": elected - cast, "T": cast, "N": against, "V": valid}
    table["I"] = invalid
    return {name: str(n) for name, n in {**table, **{f"P.{option}": n for option, n in votes.items()}}.items()}


def counted(house, contest, paper):
    """A session's protocol: typed by two of the region's commission, approved by a third, signed by two."""
    (station,) = (one.id for one in house.event.stations_of(contest))
    commission = house.receiver(station, contest)
    first, second, third = (house.somebody(commission, "member", f"{commission}-{n}") for n in (1, 2, 3))
    first.post(house.address(station, contest, "receive"))
    for somebody in (first, second):
        house.enter(somebody, station, contest, paper)
    house.approve(third, commission)
    sign(house, contest, commission)
    return commission


@pytest.fixture
def session(empty, tmp_path):
    house = House.set_up(empty, tmp_path / "definition", senate_event())
    house.freeze()
    return house


def run_off(house, region, *options, day=None, **other):
    """The region's commission calls the second round."""
    contest = f"senate.{region}"
    told = {"act": "repeat vote called", "where": f"{contest} {contest}", "cause": "run-off", "options": options, **other}
    return told | {"day": day or house.event.date.isoformat()}


def test_three_regions_elect_from_the_first_protocol_to_the_declared_result(session, tmp_path):
    first, second, third = (f"senate.{region}" for region in ("aktobe", "kostanay", "zhambyl"))
    aktobe = counted(session, first, a_paper({"c1": 30, "c2": 15, "c3": 7}))
    kostanay = counted(session, second, a_paper({"c1": 20, "c2": 18, "c3": 12}))
    counted(session, third, a_paper({"c1": 10, "c2": 9, "c3": 3}, present=30))  # half of 60 are no quorum
    assert (aktobe, kostanay) == ("territorial-aktobe", "territorial-kostanay")
    assert {one.place: one.kind for one in questions(BODY)} == {second: "run-off", third: "not valid"}

    # the region of the first round that elected nobody calls the second, for the same day
    region, central = (session.somebody(commission, "chair") for commission in (kostanay, "central"))
    page = region.get(f"/c/{kostanay}/results/b/{BODY}/deeds/")
    assert 'value="c1" checked' in page
    assert 'value="c3">' in page
    assert "79(1)" in region.get(f"/c/{kostanay}/results/b/{BODY}/seats/")
    deeds = f"/c/{kostanay}/results/b/{BODY}/deeds/"
    for options, day, why in (
        (("c1", "c2", "c3"), None, "How many go to the second round is in the law: 2"),
        (("c1", "c2"), "2023-03-26", "The second round is held on the day of the first vote: 2023-03-19"),
    ):
        refused = region.prepares(deeds, status=422, **DECISION, **run_off(session, "kostanay", *options, day=day))
        assert why in refused
    told = DECISION | run_off(session, "kostanay", "c1", "c2")
    refused = central.prepares(f"/c/central/results/b/{BODY}/deeds/", status=422, **told)
    assert "declare" in refused
    assert deed(session, BODY, kostanay, **run_off(session, "kostanay", "c1", "c2")) == [DONE]
    again = f"{second}.repeat"
    counted(session, again, a_paper({"c1": 22, "c2": 27}))
    with desk.looking() as state:
        outcome = outcome_of(state, BODY)
    assert {seat.place: seat.option for seat in outcome.seats} == {first: "c1", second: "c2"}
    assert [(one.place, one.kind, one.article) for one in outcome.questions] == [(third, "not valid", "77(2)")]

    # the Central Commission sums up what can be, within seven days
    home = central.get("/c/central/results/")
    assert "81(1)" in home
    assert "78(2)" in region.get(f"/c/{kostanay}/results/")
    assert deed(session, BODY, "central", act="result declared", word="final", contests=[first, second, again]) == [DONE]
    assert [status(one) for one in (first, second, again, third)] == ["final", "final", "final", "confirmed"]
    assert deed(session, BODY, "central", act="mandate given", seat=f"{second} c2", person="c2") == [DONE]

    # what was not valid is held again, within two months
    text = verified(session, tmp_path)
    assert "NOT COVERED: kz/senate/2023" in text
    told = run("again", session.folder.record).out
    assert f"not valid, {third}: repeat election (Art. 80(1), 82(2)); held by 2023-05-19 (Art. 80(2))" in told


def test_the_next_comes_in_the_place_of_one_who_drops_out(session):
    contest = "senate.aktobe"
    commission = counted(session, contest, a_paper({"c1": 20, "c2": 18, "c3": 12}))
    assert deed(session, BODY, commission, **run_off(session, "aktobe", "c1", "c3")) == [DONE]
    counted(session, f"{contest}.repeat", a_paper({"c1": 22, "c3": 27}))
    with desk.looking() as state:
        assert [seat.option for seat in outcome_of(state, BODY).seats] == ["c3"]


def test_a_repeat_election_is_made_of_the_session_before(session, tmp_path):
    contest = "senate.zhambyl"
    counted(session, contest, a_paper({"c1": 10, "c2": 9, "c3": 3}, present=30))
    Recorder.of(session.folder).follow()
    (ground,) = run("again", session.folder.record, "--json").json
    assert (ground["cause"], ground["kind"], ground["hold by"]) == ("not valid", "repeat election", "2023-05-19")
    page = session.somebody("central", "chair").get(f"/c/central/results/b/{BODY}/after/")
    assert "Repeat election" in page
    assert "2023-05-19" in page
