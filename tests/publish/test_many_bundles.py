"""Many bundles added up at once: by DuckDB and by Spark the totals of the states that they were published from.

Spark runs once, in its local mode, for all of this. Without it, or without Java, the test fails: what nobody ran is not shown.
"""

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from recount import counted_by_hand
from small_record import BODY, FIRST, FOURTH, LIST, PUBLISHER, SECOND, THIRD, write_small

from dauys.formats.bundles import PROTOCOLS, figures_of
from dauys.publish import publish
from dauys.text import BadInput

SPARK = Path(os.environ.get("DAUYS_SPARK") or Path(__file__).parents[2] / ".spark")
"""A folder with pyspark, made from ``requirements/spark.txt``."""
SMALL = (
    "--master local[2] --driver-memory 512m --driver-java-options -XX:TieredStopAtLevel=1 --conf spark.ui.enabled=false "
    "--conf spark.sql.shuffle.partitions=1 --conf spark.sql.codegen.wholeStage=false --conf spark.sql.adaptive.enabled=false "
    "pyspark-shell"
)
"""Spark's own settings for little data: without compiling for each question, which takes longer than the answer."""
AREA = f"{BODY}.01"


def gaps(office):
    """Papers that lack figures in every way there is; one that is not there."""
    one, other, third = (office.paper(station, LIST) for station in (FIRST, SECOND, THIRD))
    some = next(iter(other["P"]))
    office.count(FIRST, LIST, {**one, "S": None, "P": None, "D": {}})
    office.count(SECOND, LIST, {**other, "S": None, "P": {**other["P"], some: None}, "D": {"3": None, "4": 1}})
    office.count(THIRD, LIST, {**third, "S": None})
    for station in (FIRST, SECOND):
        office.count(station, AREA, {**office.paper(station, AREA), "D": {}})
    office.enter(FOURTH, LIST)


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """The bundle of such papers, in a site's folder with odd letters, and its record."""
    folder = tmp_path_factory.mktemp("odd")
    record = write_small(folder / "record", gaps)
    site = folder / "a [1]{b}*`', ә"
    publish(record, site / "current" / "bundle", PUBLISHER)
    return record, site


def told(found):
    return sorted(one[3:] for one in found)


def test_of_every_figure_the_total_of_the_papers_that_have_it_beside_how_many_lack_it(odd):
    record, site = odd
    found = told(figures_of([site]))
    assert found == sorted(counted_by_hand(record.state))
    of = {(contest, figure): rest for contest, place, figure, *rest in found if place == "aktobe" and contest == LIST}
    some, full = list(record.event.options_of(LIST))[:2]
    assert of[LIST, "S"] == [None, 4, 3, 3]  # nobody's
    assert of[LIST, f"P.{some.id}"][2:] == [3, 2]
    assert of[LIST, f"P.{full.id}"][2:] == [3, 1]
    assert of[LIST, "D"][2:] == [3, 1]  # {} is none, and not unknown
    assert all(one.total == 0 and one.lacking == 0 for one in figures_of([site]) if (one.contest, one.figure) == (AREA, "D"))


def test_spark_gives_the_same_as_duckdb_for_many_elections(odd, night, night_bundle):
    assert (SPARK / "pyspark").is_dir(), f"no pyspark in {SPARK}: `make .spark/done`, or name another folder by DAUYS_SPARK"
    assert shutil.which("java"), "no Java: tools/debian-packages installs it"
    words = ["tally", str(odd[1]), str(night_bundle), str(odd[1])]
    path = os.pathsep.join([str(SPARK), *sys.path])
    environment = {**os.environ, "PYTHONPATH": path, "PYSPARK_SUBMIT_ARGS": SMALL, "PYTHONIOENCODING": "utf-8"}
    texts = []
    for engine in ("duckdb", "spark"):
        command = [sys.executable, "-c", "from dauys.cli import main; main()", *words, "--engine", engine]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8")
        assert ran.returncode == 0, ran.stderr
        texts.append(ran.stdout)
    assert texts[0] == texts[1]
    rows = list(csv.DictReader(io.StringIO(texts[1])))
    assert {row["invented"] for row in rows} == {"INVENTED"}
    small, whole = (list(counted_by_hand(record.state)) for record in (odd[0], night[0]))
    assert len(rows) == 2 * len(small) + len(whole)
    of_night = rows[len(small) : -len(small)]
    assert {row["snapshot"] for row in of_night} == {str(night[0].state.acts)}
    as_text = [["" if cell is None else str(cell) for cell in row] for row in sorted(whole)]
    assert sorted(list(row.values())[3:] for row in of_night) == sorted(as_text)


def test_a_protocol_changed_after_it_was_published_is_not_added_up(odd, tmp_path):
    copy = shutil.copytree(odd[1] / "current" / "bundle", tmp_path / "copy")
    (copy / PROTOCOLS).write_bytes((copy / PROTOCOLS).read_bytes()[:-1] + b"x")
    with pytest.raises(BadInput, match="not the file that the manifest names"):
        list(figures_of([copy]))


def test_what_is_no_folder_is_told_with_the_way_out(tmp_path):
    with pytest.raises(BadInput, match="unpack a zip"):
        list(figures_of([tmp_path / "bundle.zip"]))


def test_without_spark_the_fault_says_what_to_install(odd, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(BadInput, match=r"pyspark is not installed.*dauys\[spark\].*Java 17"):
        list(figures_of([odd[1]], "spark"))
