"""A report in JSON against the standard's own schema, and its references, which no schema can check."""

import json
from functools import cache

import jsonschema
import pytest
from nist_states import AT, SAMPLES, SCHEMAS, json_file, repeated_state, small_state, whole_night

from dauys.formats.nist import Facts, broken_references


@cache
def schema():
    return json.loads((SCHEMAS / "NIST_V2_election_results_reporting.json").read_text("utf-8"))


def faults_of(report):
    checker = jsonschema.validators.validator_for(schema())(schema())
    return [f"{error.json_path}: {error.message[:200]}" for error in checker.iter_errors(report)]


def first_body(report):
    """The same report without the other bodies: `jsonschema` is slow. The whole one is for a program (test_nist_validators)."""
    ours = [one for one in report["Election"] if one["ExternalIdentifier"][0]["Value"].startswith("mazhilis.")]
    return report | {"Election": ours, "Person": report["Person"][:50]}


@cache
def small_text():
    return json_file(Facts.of(small_state(missing={("X-AKT-0002", "maslikhat-aktobe.list")}), AT))


def small():
    return json.loads(small_text())


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(lambda: Facts.of(small_state(), AT), id="all counted"),
        pytest.param(lambda: Facts.of(small_state(missing=set(small_state().lives)), AT), id="nothing counted"),
    ],
)
def test_a_report_keeps_to_the_schema_and_every_reference_leads_to_what_it_should(facts):
    report = json.loads(json_file(facts()))
    assert faults_of(report) == []
    assert list(broken_references(report, schema())) == []


@pytest.mark.parametrize("cause", ["tie", "void"])
def test_a_repeat_vote_is_an_election_of_its_own_and_keeps_to_the_schema(cause):
    report = json.loads(json_file(Facts.of(repeated_state(cause, counted=cause == "tie"), AT)))
    assert list(broken_references(report, schema())) == []
    ours = first_body(report)["Election"]
    assert [one["Type"] for one in ours] == ["general", "general", "runoff" if cause == "tie" else "special"]
    assert faults_of(report | {"Election": ours[2:], "GpUnit": [], "Person": []}) == []


def test_a_full_mixed_election_keeps_to_the_schema_and_every_reference_leads_to_what_it_should():
    report = json.loads(json_file(whole_night()))
    assert {contest["@type"] for election in report["Election"] for contest in election["Contest"]} == {
        "ElectionResults.PartyContest", "ElectionResults.CandidateContest",
    }  # fmt: skip
    assert faults_of(first_body(report)) == []
    assert list(broken_references(report, schema())) == []


def test_the_schema_catches_a_word_that_the_standard_does_not_have():
    report = small()
    report["Status"] = "nearly done"
    assert faults_of(report)


def test_the_walk_catches_a_reference_that_leads_nowhere_which_the_schema_lets_pass():
    report = small()
    report["Election"][0]["ElectionScopeId"] = "place.nowhere"
    assert faults_of(report) == []
    assert list(broken_references(report, schema())) == [
        "Election[0].ElectionScopeId: place.nowhere is nothing, not one of ElectionResults.ReportingUnit"
    ]


def test_the_walk_catches_a_reference_to_an_object_of_another_class():
    report = small()
    selection = report["Election"][0]["Contest"][0]["ContestSelection"][0]
    selection["PartyIds"] = ["place.kz"]
    assert any("place.kz is a ElectionResults.ReportingUnit" in one for one in broken_references(report, schema()))


def test_the_walk_catches_an_id_given_twice():
    report = small()
    report["Party"].append(report["Party"][0])
    assert any("two objects have the id" in one for one in broken_references(report, schema()))


def test_the_walk_agrees_with_the_sample_made_by_hand():
    report = json.loads((SAMPLES / "kz-mixed-nist-v2.json").read_text("utf-8"))
    assert faults_of(report) == []
    assert list(broken_references(report, schema())) == []
