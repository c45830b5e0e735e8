"""The replay of ``verify.py`` against that of the acts room: what the acts room takes, is no fault to verify either; and of a
log that it takes, both make the same papers. (The other way round verify finds less: who may do what is not its matter.)"""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys import verify
from dauys.acts import NotAnAct, State, read_act, table_of
from dauys.acts.record import read_record
from dauys.demo.tampering.eventful import ACCEPTED, CORRECTED, LIST, LOG, PICTURED, RESOLVED, UNFINISHED
from dauys.ledger import canonical
from dauys.protocol.life import NotAllowed

STATIONS = (RESOLVED, ACCEPTED, CORRECTED, PICTURED, UNFINISHED)
PEOPLE = ("p-first", "p-second", "p-third", "p-fourth", "p-chair", "p-clerk", "p-stranger")


ENTERED = ("entered", "entered_again", "resolved")

OTHER = {  # by field: other values that might pass
    "version": st.integers(0, 3),
    "supersedes": st.integers(0, 2),
    "station": st.sampled_from((*STATIONS, "X-GHO-0001")),
    "contest": st.sampled_from((LIST, "station", "mazhilis.01", "nothing")),
    "codes": st.lists(st.sampled_from(["E106", "E107", "W105", "E000", "empty", "H101"]), max_size=3, unique=True),
}


@pytest.fixture(scope="session")
def night(published):
    """Record, definition as verify reads it, and the acts on a few papers."""
    bundle = verify.Bundle(published / "bundle", str(LOG.public))
    record = read_record(published / "record")
    with record.log() as log:
        entries = [json.loads(entry) for entry in log.entries(0, record.checkpoint.size)]
    mine = [e for e in entries if e.get("station") in STATIONS and e.get("contest") in (LIST, "station")]
    return record.event, bundle, [entries[0], *mine]


def taken(event, entries):
    """The state after the acts up to the first that the acts room refuses, and how many those are."""
    state = State(event)
    for index, entry in enumerate(entries):
        try:
            state.apply(read_act(entry))
        except (NotAnAct, NotAllowed):
            return state, index
    return state, len(entries)


def same_papers(state, bundle, entries):
    """Verify finds no fault with these acts, and gives each paper the class and the figures that the acts room gives it."""
    election = verify.Election(bundle)
    for index, entry in enumerate(entries):
        election.take(index, canonical(entry))
    assert not any(election.faults.values()), dict(election.faults)
    for contest, papers in election.papers.items():
        for station, paper in papers.items():
            life = state.life(station, contest)
            assert (paper.state if paper.counted is None else "approved") == life.class_
            assert (life.counting is None) == (paper.counted is None)
            if paper.counted is not None:
                assert paper.counted == table_of(life.counting.figures)
                assert [paper.words[f"{how}_by"] for how in ENTERED if paper.words.get(f"{how}_by")] == [
                    *life.counting.entered_by
                ]


def test_as_it_was_nothing_is_refused(night):
    event, bundle, entries = night
    state, count = taken(event, entries)
    assert count == len(entries)
    same_papers(state, bundle, entries)


@pytest.mark.parametrize("kind", ["summary signed", "court decided"])
def test_two_people_do_what_is_told_without_a_decision_of_its_own(night, kind):
    _, bundle, entries = night
    election = verify.Election(bundle)
    for index, entry in enumerate(entries):
        election.take(index, canonical(entry))
    act = {"act": kind, "author": "p-chair", "prepared_by": "p-chair", "commission": "central", "contest": LIST, "figures": {}}
    election.take(len(entries), canonical(act))
    assert any("it must be two people" in fault for fault in election.faults["people"])


@st.composite
def changes(draw, entries, commissions):
    """The acts with one to three of them dropped, doubled, moved, or changed."""
    entries = copy.deepcopy(entries)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(1, len(entries) - 1))
        act = entries[at]
        how = draw(st.sampled_from(["drop", "double", "swap", "author", "commission", "field", "figures", "decision"]))
        if how == "drop":
            del entries[at]
        elif how == "double":
            entries.insert(draw(st.integers(1, len(entries))), copy.deepcopy(act))
        elif how == "swap":
            other = draw(st.integers(1, len(entries) - 1))
            entries[at], entries[other] = entries[other], act
        elif how == "author":
            act["author"] = draw(st.sampled_from(PEOPLE))
        elif how == "commission":
            act["commission"] = draw(st.sampled_from(commissions))
        elif how == "field":
            name = draw(st.sampled_from(sorted(act.keys() - {"figures", "act"})))
            act[name] = draw(OTHER.get(name, st.sampled_from(["", "x", None, 7, "0" * 64])))
        elif how == "figures" and isinstance(act.get("figures"), dict):
            single = sorted(line for line, cell in act["figures"].items() if not isinstance(cell, dict))
            act["figures"][draw(st.sampled_from(single))] = draw(st.none() | st.integers(0, 3000))
        elif how == "figures" and "figures" in act:
            act["figures"] = "7" * 64
        elif "decision" in act:
            act["decision"][draw(st.sampled_from(["members", "present", "for", "against"]))] = draw(st.integers(0, 8))
    return entries


@given(data=st.data())
def test_what_the_acts_room_takes_makes_the_same_papers(night, data):
    event, bundle, entries = night
    commissions = sorted({entry["commission"] for entry in entries} | {"okrug-01", "central", "nobody"})
    changed = data.draw(changes(entries, commissions))
    state, count = taken(event, changed)
    same_papers(state, bundle, changed[:count])
