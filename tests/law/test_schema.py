"""The shipped laws, the published schema, and the places of keys in a file."""

import json
import tomllib

import pytest
from small_law import LAW, changed

from dauys.law import LAWS, law_ids, load_law, schema
from dauys.law.positions import positions


@pytest.mark.parametrize("name", law_ids())
def test_every_shipped_law_is_read_under_its_own_id(name):
    law = load_law(name)
    assert law.id == name
    assert load_law(LAWS / name / "law.toml") == law
    for open_point in law.open:  # a parameter names keys that the file has
        for key in (open_point.key or "").split(", ") if open_point.treated == "parameter" else ():
            here = law.model_dump(by_alias=True)
            path = key.split(".")
            if path[0] == "tier":
                here, path = next(tier for tier in here["tier"] if tier["name"] == path[1]), path[2:]
            for part in path:
                assert part in here, f"{name}: {key}"
                here = here[part]


def in_arrays(law):
    """The law with single tie rules and bases in arrays, which the reader takes for the same."""
    for tier in law["tier"]:
        for table, key in ((tier, "tie"), (tier.get("threshold", {}), "also_try")):
            if key in table and not isinstance(table[key], list):
                table[key] = [table[key]]
    return law


@pytest.fixture
def validator():
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema comes with the test group")
    jsonschema.Draft202012Validator.check_schema(schema())
    return jsonschema.Draft202012Validator(schema())


def as_json(text):
    """A law as JSON sees it: dates as text."""
    return json.loads(json.dumps(tomllib.loads(text), default=str))


@pytest.mark.parametrize("name", law_ids())
def test_the_published_schema_accepts_every_shipped_law(validator, name):
    law = in_arrays(as_json((LAWS / name / "law.toml").read_text("utf-8")))
    assert [error.message for error in validator.iter_errors(law)] == []


@pytest.mark.parametrize("name", ["kz/mazhilis/2023", "de/bundestag/2013"])
def test_the_published_schema_accepts_shipped_laws_as_they_are_written(validator, name):
    law = as_json((LAWS / name / "law.toml").read_text("utf-8"))
    assert [error.message for error in validator.iter_errors(law)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('quota = "hare"', 'quotta = "hare"'),
        ('quota = "hare"', 'quota = "hair"'),
        ('"largest remainder"', '"largest remainders"'),
        ('article = "3"\n', ""),
        ('"5%"', "0.05"),
        ('"5%"', '"five"'),
        ('"zz/council"', '"council"'),
    ],
)
def test_the_published_schema_refuses_a_wrong_law(validator, old, new):
    assert list(validator.iter_errors(in_arrays(as_json(LAW)))) == []
    assert list(validator.iter_errors(in_arrays(as_json(changed(old, new))))) != []


def test_positions_name_line_and_column_of_every_key():
    places = positions(
        "a = 1\n"
        'b.c = { d = 2, "e f" = [ { g = 3 }, { g = 4 } ] }\n'
        "# a comment\n"
        "[[t]]\n"
        "x = 1\n"
        "  [[t.u]]\n"
        "  y = 1\n"
        "  [[t.u]]\n"
        "  y = 2 # the second\n"
        "[t.v]\n"
        "z = '''\n"
        "x = 9\n"
        "'''\n"
        "[[t]]\n"
        'ң = "ә"\n'
        "[[t.u]]\n"
        "y = 3\n"
    )
    assert places[()] == (1, 1)
    assert places["a",] == (1, 1)
    assert places["b", "c"] == (2, 1)
    assert places["b", "c", "d"] == (2, 9)
    assert places["b", "c", "e f"] == (2, 16)
    assert places["b", "c", "e f", 1, "g"] == (2, 39)
    assert places["t", 0, "x"] == (5, 1)
    assert places["t", 0, "u", 0, "y"] == (7, 3)
    assert places["t", 0, "u", 1, "y"] == (9, 3)
    assert places["t", 0, "v"] == (10, 2)
    assert places["t", 0, "v", "z"] == (11, 1)
    assert places["t", 1, "ң"] == (15, 1)
    assert places["t", 1, "u", 0, "y"] == (17, 1)
    assert ("t", 1, "x") not in places  # what stands in a text of several lines is no key


def test_positions_and_the_toml_reader_know_the_same_keys():
    def keys(value, here=()):
        if isinstance(value, dict):
            for name, inner in value.items():
                yield (*here, name)
                yield from keys(inner, (*here, name))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                yield from keys(inner, (*here, index))

    for name in law_ids():
        text = (LAWS / name / "law.toml").read_text("utf-8")
        assert set(keys(tomllib.loads(text))) <= positions(text).keys(), name


def test_a_law_once_read_does_not_change():
    law = load_law("kz/mazhilis/2023")
    with pytest.raises(ValueError, match="frozen"):
        law.tier[0].seats = 70
