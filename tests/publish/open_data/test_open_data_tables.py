"""The tables of a bundle are described as they are: programs of others read them, and find what is wrong in them."""

import csv
import json
import tomllib
from importlib import resources

import pytest
from mixed_record import MISSING
from small_record import FIRST, LIST, SECOND

from dauys.publish.open_data import columns
from dauys.publish.open_data.datapackage import resource_name


def tables(bundle):
    """Every CSV that lies in a bundle."""
    return {path.relative_to(bundle).as_posix() for path in bundle.rglob("*.csv")}


def heading(path):
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def test_one_description_holds_every_table_and_every_column_as_it_is_written(mixed_bundle):
    package = json.loads((mixed_bundle / "datapackage.json").read_bytes())
    group = json.loads((mixed_bundle / "csv-metadata.json").read_bytes())
    schemas = {one["path"]: json.loads((mixed_bundle / one["schema"]).read_bytes()) for one in package["resources"]}
    on_the_web = {one["url"]: one["tableSchema"] for one in group["tables"]}
    assert schemas.keys() == on_the_web.keys() == tables(mixed_bundle)
    for path in schemas:
        written = heading(mixed_bundle / path)
        assert [field["name"] for field in schemas[path]["fields"]] == written
        assert [column["titles"] for column in on_the_web[path]["columns"]] == written
        assert [field.get("constraints", {}).get("required", False) for field in schemas[path]["fields"]] == [
            column.get("required", False) for column in on_the_web[path]["columns"]
        ]


def test_tables_of_the_same_columns_share_a_schema(mixed_bundle):
    package = json.loads((mixed_bundle / "datapackage.json").read_bytes())
    schemas = [one["schema"] for one in package["resources"]]
    assert {f"schemas/tables/{path.name}" for path in (mixed_bundle / "schemas/tables").glob("*.json")} <= set(schemas)
    texts = [path.read_bytes() for path in (mixed_bundle / "schemas/tables").rglob("*.json")]
    assert len(set(texts)) == len(texts) == len(set(schemas))


def test_every_column_is_told_in_three_languages(mixed_bundle):
    for path in (mixed_bundle / "schemas/tables").rglob("*.json"):
        for field in json.loads(path.read_bytes())["fields"]:
            assert field["description"] not in ("", field["description@kk"], field["description@ru"])
            assert field["description@kk"]
            assert field["description@ru"]


def test_no_phrase_of_a_column_or_table_is_kept_for_one_that_is_gone():
    phrases = set()
    for path in resources.files("dauys.text").iterdir():
        phrases |= set(tomllib.loads(path.read_text("utf-8"))) if path.name == "phrases_open_data.toml" else set()
    sorts = [*columns.DEFINITION.values(), columns.PROTOCOLS, columns.TOTALS, columns.FINDINGS, columns.SUMMARIES]
    words = {sort.phrases.get(name, name) for sort in sorts for name in sort.cells} - set(columns.CLASS_WORDS)
    assert {key for key in phrases if key.startswith("data.column.")} == {f"data.column.{word}" for word in words}
    tables = {*columns.DEFINITION, "protocols", "station records", "totals", "findings", "summaries"}
    assert {key for key in phrases if key.startswith("data.table.")} == {f"data.table.{table}" for table in tables}


def test_the_package_says_invented_what_an_apostrophe_means_and_that_no_licence_is_stated(mixed_bundle):
    package = json.loads((mixed_bundle / "datapackage.json").read_bytes())
    assert package["invented"] is True
    for key, word in (("description", "INVENTED"), ("description@kk", "ОЙДАН ШЫҒАРЫЛҒАН"), ("description@ru", "ВЫМЫШЛЕНО")):
        assert package[key].startswith(word)
        assert "`= + - @ '`" in package[key]
    assert "licence of these data is not stated" in package["description"]
    assert "licenses" not in package
    assert package["version"] == str(json.loads((mixed_bundle / "manifest.json").read_bytes())["snapshot"])


@pytest.mark.parametrize(("one", "other"), [("totals/Аба.01.csv", "totals/аба.01.csv"), ("a/_.csv", "a/_5f_.csv")])
def test_two_tables_never_have_one_name(one, other):
    assert resource_name(one) != resource_name(other)
    assert set(resource_name(one)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-._/")


# ---- frictionless ----------------------------------------------------------------------------------------------------


def test_frictionless_has_nothing_against_the_package(mixed_bundle, asked):
    right, said = asked("frictionless", "validate", "datapackage.json", folder=mixed_bundle)
    assert right, said


def test_frictionless_finds_each_planted_fault(spoilt, asked):
    """A class that is none, a number below zero, a station and a party that are not there, a row twice, an empty key."""
    contest = MISSING[1]
    spoilt(f"protocols/{contest}.csv", "not received", "lost")
    spoilt(f"protocols/{LIST}.csv", f"{FIRST},", "X-NO-9999,")
    spoilt(f"totals/{LIST}.csv", "preliminary,4", "preliminary,-4")
    spoilt("definition/parties.csv", "\nAmanat,", "\nAmanat-2,")
    first_place = "kz,country,"
    spoilt("definition/places.csv", first_place, f"{first_place},again,,\n{first_place}")
    folder = spoilt("definition/stations.csv", f"{SECOND},", ",")
    right, said = asked("frictionless", "validate", "--json", "datapackage.json", folder=folder)
    assert not right
    found = {(task["place"], error["type"]) for task in json.loads(said)["tasks"] for error in task["errors"]}
    assert found >= {
        (f"protocols/{contest}.csv", "constraint-error"),
        (f"protocols/{LIST}.csv", "foreign-key"),
        (f"totals/{LIST}.csv", "constraint-error"),
        ("definition/options.csv", "foreign-key"),
        ("definition/places.csv", "primary-key"),
        ("definition/stations.csv", "constraint-error"),
    }


# ---- CSV on the Web --------------------------------------------------------------------------------------------------


def test_csvw_has_nothing_against_the_tables(mixed_bundle, asked):
    right, said = asked("csvwvalidate", "-v", "csv-metadata.json", folder=mixed_bundle)
    assert right, said


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (f"protocols/{MISSING[1]}.csv", "not received", "lost"),
        (f"protocols/{LIST}.csv", f"{FIRST},", "X-NO-9999,"),
        (f"totals/{LIST}.csv", "preliminary,4", "preliminary,-4"),
        (f"totals/{LIST}.csv", "place,kind", "place,sort"),
        ("definition/stations.csv", f"{SECOND},", ","),
        ("definition/places.csv", "\nkz,country,", "\nkz,country,,,,\nkz,country,"),
    ],
    ids=["class", "station that is not there", "below zero", "heading", "no key", "twice"],
)
def test_csvw_finds_a_planted_fault(spoilt, asked, path, old, new):
    right, _ = asked("csvwvalidate", "csv-metadata.json", folder=spoilt(path, old, new))
    assert not right


@pytest.mark.drill
def test_nobody_has_anything_against_a_whole_night(night_bundle, asked):
    for name, *arguments in (("frictionless", "validate", "datapackage.json"), ("csvwvalidate", "-v", "csv-metadata.json")):
        right, said = asked(name, *arguments, folder=night_bundle)
        assert right, said
