"""Programs of other people check a whole mixed election as NIST SP 1500-100 v2, and each finds a fault that is planted."""

import json
import subprocess

import pytest
from nist_states import AT, SCHEMAS, json_file, small_state, whole_night, xml_file
from validators import validator

from dauys.formats.nist import Facts

SCHEMA = SCHEMAS / "NIST_V2_election_results_reporting"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nist")
    (folder / "results.json").write_bytes(json_file(whole_night()))
    (folder / "results.xml").write_bytes(xml_file(whole_night()))
    small = Facts.of(small_state(), AT)  # into which faults are planted: its text is shorter
    (folder / "small.json").write_bytes(json_file(small))
    (folder / "small.xml").write_bytes(xml_file(small))
    return folder


def run(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)


def check_json(path):
    return run(validator("check-jsonschema"), "--schemafile", f"{SCHEMA}.json", path)


def check_xml(path):
    return run(validator("xmlschema-validate"), "--schema", f"{SCHEMA}.xsd", path)


def check_by_lxml(path):
    """With lxml, which is no program: by the Python of that environment."""
    program = (
        "import sys; from lxml import etree; etree.XMLSchema(etree.parse(sys.argv[1])).assertValid(etree.parse(sys.argv[2]))"
    )
    return run(validator("python"), "-c", program, f"{SCHEMA}.xsd", path)


def test_check_jsonschema_finds_no_fault(files):
    assert check_json(files / "results.json").returncode == 0


def test_xmlschema_finds_no_fault(files):
    assert check_xml(files / "results.xml").returncode == 0


def test_lxml_finds_no_fault(files):
    assert check_by_lxml(files / "results.xml").returncode == 0


def test_they_find_no_fault_in_the_file_into_which_faults_are_planted(files):
    assert check_json(files / "small.json").returncode == 0
    assert check_xml(files / "small.xml").returncode == 0


def test_check_jsonschema_finds_a_count_that_is_a_word(files, tmp_path):
    report = json.loads((files / "small.json").read_bytes())
    report["Election"][0]["Contest"][0]["ContestSelection"][0]["VoteCounts"][0]["Count"] = "many"
    (tmp_path / "broken.json").write_text(json.dumps(report), "utf-8")
    assert check_json(tmp_path / "broken.json").returncode == 1


def broken(files, folder, old, new):
    text = (files / "small.xml").read_text("utf-8")
    assert old in text
    (folder / "broken.xml").write_text(text.replace(old, new, 1), "utf-8")
    return folder / "broken.xml"


def test_xmlschema_finds_a_reference_that_leads_nowhere(files, tmp_path):
    scope = "<ElectionScopeId>place.aktobe</ElectionScopeId>"
    path = broken(files, tmp_path, scope, scope.replace("place.aktobe", "place.nowhere"))
    assert check_by_lxml(path).returncode == 0  # which looks at no reference: why xmlschema is asked too
    assert check_xml(path).returncode != 0


def test_both_find_a_field_out_of_its_order(files, tmp_path):
    path = broken(files, tmp_path, "<Format>precinct-level</Format>", "<Format>precinct-level</Format><Format>x</Format>")
    assert check_xml(path).returncode != 0
    assert check_by_lxml(path).returncode != 0
