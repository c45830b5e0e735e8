"""The frozen test election in docs: it is read as it stands, and what is written today has the same form."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from mixed_record import mixed, mixed_event
from small_record import LIST, PUBLISHER, with_scans, write_small

from dauys.acts import read_record
from dauys.formats.frames import open_bundle
from dauys.formats.nist import read_nist
from dauys.publish.site import publish_site

FROZEN = Path(__file__).parents[3] / "docs/test-election"


def form(value):
    """What a document is made of: its keys, and what stands in its lists; no value."""
    match value:
        case dict():
            return {key: form(one) for key, one in sorted(value.items())}
        case list():
            return sorted({json.dumps(form(one), sort_keys=True) for one in value})
        case _:
            return type(value).__name__


def forms(archive):
    """Each file of an archive by its path in the folder, with its form: columns of CSV, keys of JSON."""
    found = {}
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            path = re.sub(r"/[0-9a-f]{64}$", "/…", name.partition("/")[2])
            data = opened.read(name)
            if path.endswith(".csv"):
                found[path] = next(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
            elif path.endswith(".json"):
                found[path] = form(json.loads(data))
            elif not path.startswith("tile/"):
                found[path] = None
    return found


def test_the_frozen_files_are_read_and_say_the_same_of_an_invented_election():
    """The votes of the list, added up from the protocols in the archive, are those of the report."""
    with open_bundle(FROZEN / "results.zip") as bundle:
        assert bundle.invented
        query = f"select cell, sum(figure)::bigint from protocols where contest = '{LIST}' and line = 'P' group by cell"
        votes = dict(bundle.sql(query).fetchall())
    report = read_nist((FROZEN / "nist.json").read_bytes(), "nist.json")
    assert report.is_test
    (contest,) = (one for election in report.elections for one in election.contests if one.ours == LIST)
    told = {option.id: option.votes[contest.district] for option in contest.options if option.kind == "list"}
    assert len(told) > 3
    assert sorted(told.values()) == sorted(votes.values())
    assert read_nist((FROZEN / "nist.xml").read_bytes(), "nist.xml") == report


@pytest.fixture(scope="module")
def today(tmp_path_factory):
    """The same election, published now."""
    folder = tmp_path_factory.mktemp("today")
    write_small(folder / "record", mixed, event=mixed_event())
    with_scans(folder / "record")
    return publish_site(read_record(folder / "record"), folder / "site", PUBLISHER).folder / "media"


def test_what_is_written_today_has_the_same_files_columns_and_keys(today):
    assert forms(today / "results.zip") == forms(FROZEN / "results.zip")
    for name in ("nist.json", "media.json"):
        assert form(json.loads((today / name).read_bytes())) == form(json.loads((FROZEN / name).read_bytes()))
    elements = re.compile(r"<([A-Za-z]+)")
    for name in ("nist.xml", "civics.xml"):
        told = ({*elements.findall((folder / name).read_text("utf-8"))} for folder in (today, FROZEN))
        assert len({frozenset(one) for one in told}) == 1
