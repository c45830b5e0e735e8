"""Every JSON of a bundle is as its schema says, and no other word or key is let through."""

import copy
import json

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from dauys.acts import KINDS
from dauys.acts.published import read_bundle, signed_entries
from dauys.publish.open_data.act_schema import act_schema
from dauys.publish.open_data.json_schemas import SCHEMAS, described_by

NOT_OURS = {"datapackage.json", "csv-metadata.json"}  # their standards describe them


def checking(name):
    """A validator of a schema, as it is published."""
    return Draft202012Validator(json.loads(json.dumps(SCHEMAS[name])), format_checker=FormatChecker())


def documents(bundle):
    """Path, schema and content of every JSON of a bundle that tells data."""
    for file in sorted(bundle.rglob("*.json")):
        path = file.relative_to(bundle).as_posix()
        if path not in NOT_OURS and not path.startswith("schemas/"):
            yield path, described_by(path), json.loads(file.read_bytes())


def named(schema):
    return schema.removeprefix("schemas/").removesuffix(".schema.json")


def test_every_json_of_a_bundle_has_a_schema_and_keeps_it(mixed_bundle):
    told = list(documents(mixed_bundle))
    assert {named(schema) for _, schema, _ in told} == SCHEMAS.keys() - {"act"}
    for path, schema, document in told:
        assert (mixed_bundle / schema).is_file()
        assert not [f"{path}: {error.message}" for error in checking(named(schema)).iter_errors(document)]


def test_every_entry_of_the_log_keeps_the_schema_of_acts(mixed_bundle):
    checks, record = checking("act"), read_bundle(mixed_bundle)
    entries = [json.loads(entry) for entry in signed_entries(mixed_bundle, record.checkpoint)]
    assert len({entry["act"] for entry in entries}) > 6
    for entry in entries:
        checks.validate(entry)
        assert not checks.is_valid({**entry, "remark": ""})
        assert not checks.is_valid({**entry, "act": "protocol lost"})


def objects(value, path=()):
    """Every object in a document, with the way to it."""
    if isinstance(value, dict):
        yield path, value
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from objects(inner, (*path, key))


def test_no_object_of_ours_takes_another_key(mixed_bundle):
    """But those whose keys are names of the election, and the values of the trace."""
    free = {"parties", "stations", "seats", "votes", "inputs", "result", "laws"}
    for _, schema, document in documents(mixed_bundle):
        if named(schema) == "laws":
            continue
        checks, tried = checking(named(schema)), set()
        for way, _ in objects(document):
            kind = tuple(key for key in way if isinstance(key, str))
            if kind in tried or free & set(kind[-2:]) or any(word in kind for word in ("inputs", "result")):
                continue
            tried.add(kind)
            wrong = copy.deepcopy(document)
            here = wrong
            for key in way:
                here = here[key]
            here["a key of nobody"] = 1
            assert not checks.is_valid(wrong), (schema, kind)
        assert tried


def size(document):
    """Of several documents the longest holds most of what there can be."""
    return len(json.dumps(document))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("seats", lambda told: told | {"status": "nearly final"}),
        ("seats", lambda told: told["outcome"]["seats"][0].update(seats=-1)),
        ("seats", lambda told: told["outcome"]["seats"][0].update(tier="lists")),
        ("open", lambda told: told["bodies"][0]["waits"][0].update(stations={"lost": 1})),
        ("open", lambda told: told["bodies"][0]["waits"][0].update(ballots=None)),
        ("manifest", lambda told: told.update(invented="no")),
        ("manifest", lambda told: told["files"][0].update(sha256="0")),
        ("event", lambda told: told.update(date="19 March")),
        ("event", lambda told: told["contests"][0].update(tier="nationwide")),
        ("event", lambda told: told.pop("invented")),
        ("keys", lambda told: told.update(quorum=-1)),
        ("laws", lambda told: next(iter(told.values()))["law"].update(country="kz")),
        ("laws", lambda told: next(iter(told.values()))["forms"]["form"][0]["line"][0].update(per="voter")),
    ],
)
def test_a_wrong_word_is_caught(mixed_bundle, name, change):
    document = copy.deepcopy(max((told for _, schema, told in documents(mixed_bundle) if named(schema) == name), key=size))
    checks = checking(name)
    assert checks.is_valid(document)
    assert not checks.is_valid(change(document) or document)


# ---- acts: the table of the code and the schema say the same ---------------------------------------------------------

DECISION = {"number": "7", "date": "2023-03-20", "members": 7, "present": 6, "for": 5, "against": 1, "dissent": None}
TRIED = [
    "a", "", "a\x00", "x" * 2001, "tie", "void", "0" * 64, "0" * 63, "G" * 64, None, True, 0, 1, -1, 10**9, [], ["a"],
    [1], [""], {}, {"T": 1}, {"T": None}, {"T": -1}, {"T": {"a": 1}}, {"T": {"a": None}}, {"T": {"a": "1"}}, {"T": "1"},
    DECISION, {**DECISION, "dissent": "no"}, {**DECISION, "more": 1}, {**DECISION, "for": "5"}, {"number": "7"},
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_takes_what_the_table_of_acts_takes(kind):
    schema = json.loads(json.dumps(act_schema()))
    told = next(one["then"]["properties"] for one in schema["allOf"] if one["if"]["properties"]["act"]["const"] == kind)
    for key, fits in KINDS[kind].items():
        checks = Draft202012Validator({**told[key], "$defs": schema["$defs"]})
        for value in TRIED:
            assert checks.is_valid(value) == fits(value), (key, value)


# ---- another program -------------------------------------------------------------------------------------------------


def test_check_jsonschema_agrees(mixed_bundle, asked):
    right, said = asked(
        "check-jsonschema", "--check-metaschema", *sorted(mixed_bundle.glob("schemas/*.json")), folder=mixed_bundle
    )
    assert right, said
    seats = sorted(mixed_bundle.glob("seats/*.json"))
    right, said = asked("check-jsonschema", "--schemafile", "schemas/seats.schema.json", *seats, folder=mixed_bundle)
    assert right, said
    right, said = asked(
        "check-jsonschema", "--schemafile", "schemas/laws.schema.json", "definition/laws.json", folder=mixed_bundle
    )
    assert right, said


def test_check_jsonschema_finds_a_planted_fault(spoilt, asked):
    folder = spoilt("open.json", '"decided": ', '"settled": ')
    right, said = asked("check-jsonschema", "--schemafile", "schemas/open.schema.json", "open.json", folder=folder)
    assert not right
    assert "settled" in said
