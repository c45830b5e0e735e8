"""Old snapshots go, one by one and whole; what is shown, the first and the newest stay, and nothing is missing in them."""

import shutil
import subprocess
import sys

import pytest
from faulty_disk import Killed
from small_record import FIRST, LIST, PUBLISHER, SECOND, Office, append, small_event, write_small
from test_publish_crash import Dying
from typer.testing import CliRunner

from dauys.acts import State
from dauys.acts.record import read_on
from dauys.cli import app
from dauys.publish.pruning import LEAST, prune
from dauys.publish.site import Published, bundle_of, publish_site
from dauys.text import BadInput


@pytest.fixture
def many(tmp_path):
    """The folders of a site with snapshots 5, 10, …, of which the last is shown."""
    for number in range(5, 5 * LEAST + 25, 5):
        folder = tmp_path / "snapshots" / str(number)
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(str(number))
        (folder / "latest.json").write_text(str(number))
    (tmp_path / "snapshots/.draft").mkdir()
    show(tmp_path, 5 * LEAST + 20)
    return tmp_path


def show(site, number):
    (site / "current").unlink(missing_ok=True)
    (site / "current").symlink_to(f"snapshots/{number}")


def there(site):
    return sorted(int(path.name) for path in (site / "snapshots").iterdir() if path.name.isdecimal())


def test_the_first_and_the_newest_stay(many):
    before = there(many)
    assert prune(many, LEAST) == (10, 15, 20)
    assert there(many) == [5, *before[4:]]
    assert prune(many, LEAST) == ()
    assert (many / "snapshots/.draft").is_dir()  # of a publisher that is at work


def test_what_is_shown_stays_however_old(many):
    show(many, 15)
    assert prune(many, LEAST) == (10, 20)
    assert (many / "current/index.html").read_text() == "15"


def test_a_site_with_few_snapshots_keeps_them_all(many):
    assert prune(many, 1000) == ()


@pytest.mark.parametrize("keep", [LEAST - 1, 1, 0, -1])
def test_too_few_are_refused(many, keep):
    before = there(many)
    with pytest.raises(BadInput, match="so few snapshots"):
        prune(many, keep)
    assert there(many) == before


def test_what_is_no_site_is_left_alone(tmp_path):
    with pytest.raises(BadInput, match="this is no site"):
        prune(tmp_path, LEAST)


def test_nobody_sees_half_of_a_snapshot_and_the_next_run_goes_on(many):
    shutil.copytree(many, kept := many.with_name("kept"), symlinks=True)
    prune(many, LEAST, counting := Dying(None))
    assert counting.steps == 6
    for step in range(1, counting.steps + 1):
        shutil.rmtree(many)
        shutil.copytree(kept, many, symlinks=True)
        with pytest.raises(Killed):
            prune(many, LEAST, Dying(step))
        for number in there(many):
            assert len(list((many / "snapshots" / str(number)).iterdir())) == 2
        prune(many, LEAST)
        assert there(many)[:2] == [5, 25]
        assert [path.name for path in (many / "snapshots").glob(".*")] == [".draft"]


def first_work(office):
    office.count(FIRST, LIST)


def test_the_next_publication_needs_no_snapshot_but_the_one_shown(tmp_path):
    record, site = write_small(tmp_path / "record", first_work), tmp_path / "site"
    office = Office(State(small_event()))
    office.act("definition frozen", author="p-0", hash=record.state.frozen)
    first_work(office)
    done = len(office.entries)
    office.count(SECOND, LIST)
    more = office.entries[done:]
    first = publish_site(record, site, PUBLISHER)
    append(record.folder, more[:2])
    second = publish_site(record := read_on(record), site, PUBLISHER)
    shutil.rmtree(first.folder)
    append(record.folder, more[2:])
    third = publish_site(record := read_on(record), site, PUBLISHER)
    assert third.new < third.files  # files of the second, some of which were the first's
    shutil.rmtree(second.folder)
    bundle = bundle_of(site)
    command = [sys.executable, bundle / "verify.py", bundle, "--key", str(record.keys.log)]
    told = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert told.returncode == 0, told.stdout


def test_the_publisher_prunes_when_it_is_told_so(small, many, monkeypatch, tmp_path):
    published = Published(many / "snapshots/320", 320, 2, 2)
    monkeypatch.setattr("dauys.publish.site.Publisher.publish", lambda *_, **__: published)
    (tmp_path / "key").write_text(f"{PUBLISHER.secret}\n")
    arguments = ["publish", str(small.folder), "--key", str(tmp_path / "key")]
    made = CliRunner().invoke(app, [*arguments, "--site", str(many), "--keep", str(LEAST)])
    assert made.exit_code == 0, made.output
    assert "removed: snapshots 10, 15, 20" in made.output
    assert there(many)[:2] == [5, 25]
    for wrong in (["--out", str(tmp_path / "bundle"), "--keep", str(LEAST)], ["--site", str(many), "--keep", str(LEAST - 1)]):
        before = there(many)
        refused = CliRunner().invoke(app, [*arguments, *wrong])
        assert isinstance(refused.exception, BadInput) or refused.exit_code == 2
        assert there(many) == before
    assert not (tmp_path / "bundle").exists()
