"""Google's civics feed of a whole mixed election: what it names otherwise, and its validator without an error."""

import re
import subprocess
from functools import cache
from xml.etree import ElementTree

import pytest
from nist_states import AT, REPEATED, SCHEMAS, json_file, night, repeated_state, small_state, whole_night
from validators import validator

from dauys.formats.civics import civics_xml, division_ids
from dauys.formats.nist import Facts, read_nist

TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


@cache
def whole():
    return b"".join(civics_xml(whole_night()))


def tree(facts=None):
    return ElementTree.fromstring(whole() if facts is None else b"".join(civics_xml(facts)))


def counts(selection):
    return {
        (one.findtext("GpUnitId"), one.findtext("OtherType")): int(one.findtext("Count"))
        for one in selection.iterfind("VoteCountsCollection/VoteCounts")
    }


def test_the_feed_has_the_votes_and_seats_of_the_report():
    report = read_nist(json_file(whole_night()), "report")
    expected = {
        (option.id, unit, kind): number
        for election in report.elections
        for contest in election.contests
        for option in contest.options
        for kind, told in (("votes", option.votes), ("seats", option.seats))
        for unit, number in told.items()
        if number is not None
    }
    found = {
        (one.get("objectId"), unit, "seats" if kind == "seats-won" else "votes"): number
        for selections in ("BallotSelection", "NoneOfTheAboveBallotSelection")
        for one in tree().iter(selections)
        for (unit, kind), number in counts(one).items()
    }
    assert found == expected


def test_against_all_is_none_of_the_above_and_counts():
    contest = next(one for one in tree().iter("Contest") if one.get("objectId") == "contest.mazhilis.list")
    assert {one.get(TYPE) for one in contest.iterfind("BallotSelection")} == {"PartySelection"}
    assert contest.findtext("NoneOfTheAboveBallotSelection/CountedInTotal") == "true"
    assert contest.findtext("NumberElected") == "69"


def test_the_units_hang_on_one_root():
    units = {one.get("objectId"): (one.findtext("ComposingGpUnitIds") or "").split() for one in tree().iter("GpUnit")}
    below = [part for parts in units.values() for part in parts]
    assert len(below) == len(set(below))
    assert units.keys() - set(below) == {"place.kz"}


def test_division_ids_are_proposed_in_lower_case_and_once():
    ids = [line.partition(",")[0] for line in division_ids(whole_night()).decode().splitlines()[1:]]
    assert ids[0] == "ocd-division/country:kz"
    assert "ocd-division/country:kz/city:astana" in ids
    assert "ocd-division/country:kz/ed:1" in ids
    assert len(ids) == len(set(ids))
    assert all(one == one.lower() for one in ids)


def test_nothing_that_is_not_counted_is_a_zero():
    facts = Facts.of(small_state(missing=set(small_state().lives)), AT)
    assert not list(tree(facts).iter("VoteCounts"))
    assert not list(tree(facts).iter("VoteCountsCollection"))


def test_who_has_not_won_is_not_told_for_the_feed_has_no_word_for_it():
    state = night()
    state.status = {contest.id: "final" for contest in state.event.contests}
    told = [one.findtext("PostElectionStatus") for one in tree(Facts.of(state, AT)).iter("Candidate")]
    assert set(told) == {"winner", None}


def test_the_feed_says_that_it_is_invented():
    assert tree().findtext("IsTest") == "true"
    assert tree().findtext("Notes").startswith("INVENTED")


# ---- its validator -----------------------------------------------------------------------------------------------------


def findings(folder, facts, feed):
    """How many findings of each severity the feed's validator has."""
    (folder / "feed.xml").write_bytes(feed)
    (folder / "ocd.csv").write_bytes(division_ids(facts))
    told = subprocess.run(
        [
            validator("civics_cdf_validator"), "validate", folder / "feed.xml", "--xsd", SCHEMAS / "civics_cdf_spec.xsd",
            "--ocdid_file", folder / "ocd.csv", "-c", "kz", "--rule_set", "election_results",
            "--required_languages", "kk,ru",
        ],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    found = {word: int(number) for number, word in re.findall(r"(\d+) (Fatal|Error|Warning) messages? found", told)}
    assert found.keys() == {"Fatal", "Error", "Warning"}, told
    return found


def test_its_validator_finds_nothing_fatal_and_no_error(tmp_path):
    found = findings(tmp_path, whole_night(), whole())
    assert (found["Fatal"], found["Error"]) == (0, 0)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(lambda: Facts.of(small_state(missing={("X-AKT-0001", "maslikhat-aktobe.list")}), AT), id="one missing"),
        pytest.param(lambda: Facts.of(repeated_state(), AT), id=f"{REPEATED} repeated"),
    ],
)
def test_nor_while_the_count_goes_on_or_a_vote_is_repeated(facts, tmp_path):
    found = findings(tmp_path, facts(), b"".join(civics_xml(facts())))
    assert (found["Fatal"], found["Error"]) == (0, 0)


PLANTED = {
    "a reference that leads nowhere": (b"<ElectionScopeId>place.aktobe</", b"<ElectionScopeId>place.nowhere</"),
    "a stable id given twice": (b"<Value>party__Amanat</Value>", b"<Value>party__Auyl</Value>"),
    "a stable id of other letters": (b"<Value>party__Amanat</Value>", b"<Value>party Amanat</Value>"),
    "a word that the feed does not have": (b"<Format>precinct-level</Format>", b"<Format>nearly</Format>"),
    "a root that is no country": (b"<Value>ocd-division/country:kz</", b"<Value>ocd-division/country:kz/region:abai</"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_its_validator_finds_what_is_planted(name, tmp_path):
    old, new = PLANTED[name]
    facts = Facts.of(small_state(), AT)
    feed = b"".join(civics_xml(facts))
    assert old in feed
    found = findings(tmp_path, facts, feed.replace(old, new, 1))
    assert found["Fatal"] + found["Error"] > 0
