"""The entry for catalogues holds what DCAT-AP asks for, and its text is Turtle whatever stands in it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.publish.open_data.turtle import address, literal

SHAPES = Path(__file__).parent / "shapes" / "dcat-ap-3.0.1-shapes.ttl"


def test_the_entry_conforms_to_dcat_ap(mixed_bundle, asked):
    right, said = asked("pyshacl", "-s", SHAPES, "catalog.ttl", folder=mixed_bundle)
    assert right, said
    assert "Conforms: True" in said


def test_each_planted_fault_is_told(spoilt, asked):
    """A catalogue without a title, a file without an address, a publisher without a name, a theme that is a word."""
    text = (spoilt("catalog.ttl", "dct:title", "dct:alternative") / "catalog.ttl").read_text("utf-8")
    line = next(one for one in text.splitlines() if "dcat:accessURL" in one)
    spoilt("catalog.ttl", f"{line}\n", "")
    spoilt("catalog.ttl", "foaf:name", "foaf:nick")
    folder = spoilt("catalog.ttl", "dcat:theme theme:GOVE", 'dcat:theme "government"')
    right, said = asked("pyshacl", "-s", SHAPES, "-f", "human", "catalog.ttl", folder=folder)
    assert not right
    for path in ("dct:title", "dcat:accessURL", "foaf:name", "dcat:theme"):
        assert f"Result Path: {path}" in said, said


def test_the_entry_names_only_files_that_are_there_and_makes_up_no_licence(mixed_bundle):
    text = (mixed_bundle / "catalog.ttl").read_text("utf-8")
    named = {line.split("<")[1].rstrip("> ;") for line in text.splitlines() if line.strip().startswith("dcat:accessURL")}
    assert len(named) > 5
    assert all((mixed_bundle / name).is_file() for name in named)
    assert "dct:license" not in text
    assert "licence of these data is not stated" in text


def test_a_rehearsal_says_so_in_each_language(mixed_bundle):
    text = (mixed_bundle / "catalog.ttl").read_text("utf-8")
    for word in ("INVENTED", "ОЙДАН ШЫҒАРЫЛҒАН", "ВЫМЫШЛЕНО"):
        assert word in text


@given(st.text())
def test_no_text_ends_a_literal_before_its_end(text):
    inside = literal(text)[1:-1]
    assert "\n" not in inside
    assert "\r" not in inside
    unescaped = inside.replace("\\\\", "").replace('\\"', "")
    assert '"' not in unescaped


@pytest.mark.parametrize("path", ["a b", "a>b", 'a"b', "a{b}", "a\\b", "a^b`c|d"])
def test_no_address_holds_what_an_address_cannot(path):
    assert not set(address(path)[1:-1]) & set('<>"{}|^`\\ ')
