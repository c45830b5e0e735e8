"""An invented night adds up: to the official totals, to its own controls, and to the same seats as in 2023."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.acts import read_record
from dauys.demo.definition import invent_definition
from dauys.demo.night import invent_night, share
from dauys.demo.record import write_record
from dauys.law import apply, load_law
from dauys.ledger import FileStore
from dauys.protocol import findings_of, load_forms
from dauys.tally import totals, votes_of
from dauys.text import BadInput

OFFICIAL = {  # the Central Commission's figures of 27 March 2023
    "Amanat": 3_431_510, "Auyl": 693_938, "Respublica": 547_154, "Ak Zhol": 535_139, "People's Party": 432_920,
    "OSDP": 331_058, "Baytaq": 146_431, "against_all": 248_291,
}  # fmt: skip
ASTANA = {
    "Amanat": 227_307, "Ak Zhol": 56_045, "People's Party": 18_174, "Baytaq": 18_154, "Respublica": 5_401, "Auyl": 2_147,
    "against_all": 3_269,
}  # fmt: skip


def votes(papers, contest):
    found = Counter()
    for paper in papers:
        if paper.contest == contest:
            found.update(paper.figures.lines["P"])
            found["against_all"] += paper.figures.lines["N"]
    return dict(found)


def test_at_full_size_the_list_votes_are_the_official_ones_to_the_vote():
    papers = list(invent_night(invent_definition(10_223, seed=1), Random(1)))
    assert votes(papers, "mazhilis.list") == OFFICIAL
    assert votes(papers, "maslikhat-astana.list") == ASTANA


def test_a_smaller_rehearsal_keeps_the_proportions():
    cast = votes(invent_night(invent_definition(300, seed=1), Random(1)), "mazhilis.list")
    whole = sum(cast.values())
    for option, official in OFFICIAL.items():
        assert abs(cast[option] / whole - official / 6_366_441) < 0.0001


def test_the_same_seed_gives_the_same_night():
    event = invent_definition(80, seed=2)
    assert list(invent_night(event, Random(3))) == list(invent_night(event, Random(3)))
    assert list(invent_night(event, Random(3))) != list(invent_night(event, Random(4)))


def test_no_control_of_the_form_is_broken():
    forms = load_forms("kz/mazhilis/2023")
    stations = {}
    for paper in invent_night(invent_definition(80, seed=1), Random(1)):
        stations.setdefault(paper.station, {})[paper.contest] = paper.figures
    for papers in stations.values():
        record = papers.pop("station")
        found = [f for contest in (None, *papers) for f in findings_of(forms, contest, record, papers)]
        assert not [finding for finding in found if finding.severity != "warning"]


@given(st.integers(0, 500), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 60)), min_size=1, max_size=8))
def test_a_total_is_shared_out_whole_and_within_the_caps(total, parts):
    weights, caps = zip(*parts, strict=True)
    if sum(caps) < total:
        with pytest.raises(ValueError, match="do not go into"):
            share(total, weights, caps)
        return
    given_out = share(total, weights, caps)
    assert sum(given_out) == total
    assert all(0 <= number <= cap for number, cap in zip(given_out, caps, strict=True))


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    folder = tmp_path_factory.mktemp("night") / "record"
    write_record(folder, stations=80, seed=1)
    return folder


def test_the_record_replayed_gives_the_seats_of_2023(record):
    read = read_record(record)
    body = read.event.body("mazhilis")
    outcome = apply(load_law(body.law), votes_of(read.state, body))
    assert outcome.status == "complete"
    assert {party: row["list"] for party, row in outcome.parties.items() if row["list"]} == {
        "Amanat": 40, "Auyl": 8, "Respublica": 6, "Ak Zhol": 6, "People's Party": 5, "OSDP": 4,
    }  # fmt: skip
    assert sum(row["constituency"] for row in outcome.parties.values()) == 29


def test_totals_of_places_add_up_and_every_expected_protocol_is_in_one_class(record):
    state = read_record(record).state
    for contest in state.event.contests[:40]:
        found = totals(state, contest)
        whole = found[state.event.body(contest.body).place]
        assert whole.complete
        for total in found.values():
            assert sum(total.partition.values()) == total.stations
        below = [t for place, t in found.items() if state.event.places[place].parent == whole.place]
        if below and sum(t.stations for t in below) == whole.stations:
            for option, number in whole.votes.items():
                assert sum(t.votes[option] for t in below) == number


def test_without_a_stations_approval_its_votes_are_missing_and_not_zero(record):
    state = read_record(record).state
    contest = state.event.contest("mazhilis.list")
    station = state.event.stations_of(contest.id)[0]
    before = totals(state, contest)["kz"]
    paper = state.counting(station.id, contest.id)
    del state.lives[(station.id, contest.id)]
    after = totals(state, contest)["kz"]
    assert (after.partition["not received"], after.partition["approved"]) == (1, before.partition["approved"] - 1)
    assert after.votes["Amanat"] == before.votes["Amanat"] - paper.lines["P"]["Amanat"]
    assert not after.complete


def test_a_constituency_of_which_nothing_is_counted_has_no_votes_rather_than_none(record):
    state = read_record(record).state
    body = state.event.body("mazhilis")
    contest = next(c for c in state.event.contests_of_body("mazhilis") if c.tier == "constituency")
    for station in state.event.stations_of(contest.id):
        del state.lives[(station.id, contest.id)]
    outcome = apply(load_law(body.law), votes_of(state, body))
    assert [(question.kind, question.place) for question in outcome.questions] == [("not counted", contest.id)]


def test_a_record_is_written_into_an_empty_folder_only(record):
    with pytest.raises(BadInput, match="not empty"):
        write_record(record, stations=80, seed=1)


def test_what_is_no_record_is_said_to_be_none(tmp_path):
    with pytest.raises(BadInput, match="no record"):
        read_record(tmp_path)


def test_a_definition_changed_after_it_was_frozen_is_refused(tmp_path):
    write_record(tmp_path / "record", stations=80, seed=1)
    parties = tmp_path / "record" / "definition" / "parties.csv"
    parties.write_text(parties.read_text("utf-8").replace("Auyl", "Auyl ", 1), "utf-8")
    with pytest.raises(BadInput):
        read_record(tmp_path / "record")


def test_two_people_enter_each_paper_and_a_third_approves(record):
    state = read_record(record).state
    for life in state.lives.values():
        protocol = life.counting
        assert len({*protocol.entered_by, protocol.approved_by}) == 3


def test_the_log_of_a_record_is_signed_to_its_end(record):
    acts = read_record(record).state.acts
    with FileStore(record / "log") as store:
        assert store.size == acts
