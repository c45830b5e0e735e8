"""A copy of a site elsewhere: only what changed is written, readers see no half of it, and after a crash the next finishes."""

import gzip
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from unittest.mock import Mock

import pytest
from faulty_disk import Killed
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.memory import MemoryFileSystem
from small_record import PUBLISHER
from typer.testing import CliRunner

import dauys.publish.mirror as mirroring
from dauys.cli import app
from dauys.ledger import Disk
from dauys.publish.manifest import Listed, Manifest
from dauys.publish.mirror import COPIED, COPYING, STORES, Mirrored, Place, Told, mirror
from dauys.publish.serving import CACHING, TYPES
from dauys.publish.site.snapshot import FORMAT, put
from dauys.publish.writing import drafting
from dauys.text import BadInput

MEMORY = Path("/dev/shm")
FIRST = {
    "en/a.html": "a",
    "en/old.html": "old",
    "en/station/1.html": "one of many",
    "data/a.csv": "1",
    "look/site.css": "p",
    "index.html": "first",
    "bundle/log": "1",
}
SECOND = FIRST | {"en/a.html": "a anew", "en/new.html": "new", "bundle/log": "1 2"}
del SECOND["en/old.html"]
THIRD = FIRST | {"en/a.html": "a", "bundle/log": "1 2 3"}
"""In the third a page is again as in the first."""


def published(site, number, files, origin="example.org/small"):
    """A snapshot as the publisher leaves it, of files that are quickly made; shown."""
    site.mkdir(exist_ok=True)
    with drafting(site / "snapshots" / str(number), Disk()) as draft:
        for path, text in {**files, "latest.json": f'{{"snapshot": {number}}}'}.items():
            if path.startswith(("bundle/", "latest")):
                draft.put(path, text.encode())
            else:
                put(draft, path, text.encode())
        manifest = Manifest.of(origin, number, True, draft.listed.values(), FORMAT)
        draft.put("site.json", bytes(manifest))
        draft.put("site.note", bytes(manifest.signed(PUBLISHER)))
    (site / "current").unlink(missing_ok=True)
    (site / "current").symlink_to(f"snapshots/{number}")
    return site


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def site(tmp_path):
    return published(tmp_path / "site", 1, FIRST)


def fault_of(site, url):
    with pytest.raises(BadInput) as error:
        mirror(site, str(url))
    return error.value.faults[0]


# ---- stand-ins for places, which count their steps and die at one -----------------------------------------------------


class Dying:
    """Dies at the chosen step; what is dead does nothing more."""

    cachable = False

    def __init__(self, at=None):
        super().__init__()
        self.at, self.steps, self.did = at, 0, []

    def step(self, what, path):
        self.steps += 1
        self.did.append((what, self.named(path)))
        if self.at is not None and self.steps >= self.at:
            raise Killed(what)


class Folder(Dying, LocalFileSystem):
    """A folder of a disk, on which a file can be there by half."""

    root = None

    def named(self, path):
        return path.removeprefix(f"{self.root}/")

    def pipe_file(self, path, value, mode="overwrite", **told):
        super().pipe_file(path, value[: len(value) // 2])
        self.step("write", path)
        super().pipe_file(path, value)

    def mv(self, one, other, **more):
        self.step("move", other)
        super().mv(one, other, **more)

    def rm_file(self, path):
        self.step("remove", path)
        super().rm_file(path)

    def files(self):
        return files_of(self.root)


class Store(Dying, MemoryFileSystem):
    """An object store: a file is there whole or not, with what is to be sent with it."""

    protocol = ("s3", "s3a")

    def __init__(self, at=None):
        super().__init__(at)
        self.store, self.pseudo_dirs, self.told = {}, [""], {}

    def named(self, path):
        return path.removeprefix("/bucket/").removeprefix("bucket/")

    def pipe_file(self, path, value, mode="overwrite", **told):
        self.step("write", path)
        self.told[self.named(path)] = told
        super().pipe_file(path, value)

    def rm_file(self, path):
        self.step("remove", path)
        super().rm_file(path)

    def files(self):
        return {self.named(path): file.getvalue() for path, file in self.store.items()}


@pytest.fixture
def memory():
    """A folder in memory, where there is such: crashes are many."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(params=[Folder, Store])
def place(request, monkeypatch, memory):
    """Makes a place, with what lies there, and has the next copy go there."""

    def make(at=None, holds=None):
        made = request.param(at)
        made.root = Path(tempfile.mkdtemp(dir=memory))
        root = str(made.root) if request.param is Folder else "bucket"
        for path, data in (holds or {}).items():
            made.makedirs(f"{root}/{path}".rpartition("/")[0], exist_ok=True)
            super(type(made), made).pipe_file(f"{root}/{path}", data)
        monkeypatch.setattr(mirroring, "_place", lambda url: Place(made, root, url))
        return made

    make.zipped = request.param is Store
    return make


def copy_of(site, zipped):
    """What a complete copy of the shown snapshot holds."""
    files = files_of((site / "current").resolve())
    if not zipped:
        return files
    of_many = {f"{path}.gz": gzip.compress(data, 6, mtime=0) for path, data in files.items() if "/station/" in path}
    return {path: (files | of_many).get(f"{path}.gz", data) for path, data in files.items() if not path.endswith(".gz")}


# ---- what is copied ------------------------------------------------------------------------------------------------------


def test_a_real_site_is_copied_as_it_is(small_site, tmp_path):
    made = mirror(small_site, str(tmp_path / "copy"))
    shown = files_of((small_site / "current").resolve())
    assert files_of(tmp_path / "copy") == shown
    assert made.written == sum(not path.endswith(".gz") for path in shown)
    assert mirror(small_site, str(tmp_path / "copy")) == Mirrored(made.snapshot, 0, 0)


def test_only_what_has_changed_is_written_and_what_is_no_more_there_removed(site, place):
    there = place()
    mirror(site, "place")
    assert there.files() == copy_of(site, place.zipped)
    published(site, 2, SECOND)
    there.did.clear()
    assert mirror(site, "place") == Mirrored(2, written=6, removed=1)
    assert there.files() == copy_of(site, place.zipped)
    written = [path for what, path in there.did if what == ("write" if place.zipped else "move") and not path.endswith(".gz")]
    assert [path for path in written if not path.startswith("cop")] == [
        "en/new.html", "bundle/log", "en/a.html", "latest.json", "site.note", "site.json"
    ]  # fmt: skip
    assert max(at for at, did in enumerate(there.did) if "site.json" in did) < there.did.index(("remove", "en/old.html"))
    there.did.clear()
    assert mirror(site, "place") == Mirrored(2, 0, 0)
    assert there.did == []


def test_many_files_go_in_batches(site, place, monkeypatch):
    monkeypatch.setattr(mirroring, "BATCH", 3)
    there = place()
    mirror(site, "place")
    assert there.files() == copy_of(site, place.zipped)
    assert [path for what, path in there.did if what == "write"].count(COPIED if place.zipped else f"{COPIED}.part") == 2 + 4


def test_a_store_is_told_what_to_send_with_a_file(site, place):
    there = place()
    mirror(site, "place")
    if not place.zipped:
        assert gzip.decompress(there.files()["en/a.html.gz"]) == there.files()["en/a.html"] == b"a"
        return
    assert gzip.decompress(there.files()["en/a.html"]) == b"a"
    html = {"ContentType": TYPES["html"], "CacheControl": CACHING["shown"], "ContentEncoding": "gzip"}
    assert there.told["en/a.html"] == html
    assert there.told["en/station/1.html"] == html
    assert there.told["data/a.csv"] == html | {"ContentType": TYPES["csv"]}
    assert there.told["latest.json"] == {"ContentType": TYPES["json"], "CacheControl": CACHING["latest"]}
    assert there.told["bundle/log"] == {"ContentType": "application/octet-stream", "CacheControl": CACHING["shown"]}


def test_each_store_is_told_in_its_own_words():
    plain, zipped = (Told("text/html", "max-age=60", encoding) for encoding in (None, "gzip"))
    told = {store: [how(plain), how(zipped)] for store, how in STORES.items()}
    assert told == {
        "s3": [
            {"ContentType": "text/html", "CacheControl": "max-age=60"},
            {"ContentType": "text/html", "CacheControl": "max-age=60", "ContentEncoding": "gzip"},
        ],
        "gs": [
            {"content_type": "text/html", "fixed_key_metadata": {"cache_control": "max-age=60"}},
            {"content_type": "text/html", "fixed_key_metadata": {"cache_control": "max-age=60", "content_encoding": "gzip"}},
        ],
        "abfs": [
            {"content_settings": {"content_type": "text/html", "cache_control": "max-age=60", "content_encoding": encoding}}
            for encoding in (None, "gzip")
        ],
    }


# ---- a crash at every step -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("then", ["the same", "the next", "the first"])
def test_whoever_dies_leaves_a_readable_copy_and_the_next_finishes(site, place, monkeypatch, then):
    """The same snapshot again, the next one after it, or the first of a place."""
    monkeypatch.setattr(mirroring, "BATCH", 2)
    old = {} if then == "the first" else copy_of(site, place.zipped)
    published(site, 2, SECOND)
    new = copy_of(site, place.zipped)
    published(site, 3, THIRD)
    later = copy_of(site, place.zipped)
    steps = len(dead(site, place, 2, old, None)[1].did)
    assert steps > 20
    for at in range(1 + (then == "the next"), steps + 1, 2):
        left, _ = dead(site, place, 2, old, at)
        for path in old.keys() & new.keys():
            assert left[path] in (old[path], new[path]), (at, path)  # never half of it
        if old and left["site.json"] == old["site.json"]:
            assert left["en/old.html"] == old["en/old.html"]
        if left.get("latest.json") == new["latest.json"]:  # who is told that it is there finds it
            assert {path: data for path, data in new.items() if not path.startswith("site.")}.items() <= left.items()
        if left.get("site.json") == new["site.json"]:
            assert new.items() <= left.items()
        if then == "the next" and at % 4:  # and again in the middle of the third
            left, _ = dead(site, place, 3, left, 8)
        whole, again = dead(site, place, 3 if then == "the next" else 2, left, None)
        assert whole == (later if then == "the next" else new), at
        if then != "the next" and at > steps // 2:
            assert len(again.did) < steps  # it went on where the other was


def dead(site, place, number, holds, at):
    """The files of a place that held some, when a copy of a snapshot was made and died at a step; and the place."""
    (site / "current").unlink()
    (site / "current").symlink_to(f"snapshots/{number}")
    there = place(at, holds)
    with suppress(Killed):
        mirror(site, "place")
    return there.files(), there


# ---- what is refused -----------------------------------------------------------------------------------------------------


def test_a_place_in_which_something_else_lies_is_left_alone(site, place):
    there = place(holds={"index.html": b"of somebody else"})
    fault = fault_of(site, "place")
    assert "something else lies there" in fault.cause
    assert there.did == []


def test_the_copy_of_another_log_and_a_newer_one_are_left_alone(site, place, tmp_path):
    there = place()
    mirror(published(tmp_path / "other", 1, FIRST, "example.org/other"), "place")
    there.did.clear()
    assert "example.org/other is there" in fault_of(site, "place").cause
    there = place()
    mirror(published(tmp_path / "newer", 2, SECOND), "place")
    there.did.clear()
    assert "snapshot 2 of example.org/small is there" in fault_of(site, "place").cause
    assert there.did == []


def test_without_its_list_of_files_a_copy_is_made_anew(site, place):
    whole = copy_of(site, place.zipped)
    place(holds=whole | {"site.json": b"{}", "en/a.html": b"moved"})
    assert "remove that file" in fault_of(site, "place").cure
    there = place(holds={path: b"moved" for path in whole if path != "site.json"})
    mirror(site, "place")
    assert there.files() == whole


@pytest.mark.parametrize("path", ["../other", "en/../../other", "/other"])
def test_a_copy_cannot_have_other_files_removed(site, place, path):
    hostile = Manifest.of("example.org/small", 0, True, [Listed(path, 1, "0" * 64)], FORMAT)
    there = place(holds={"site.json": bytes(hostile)})
    (there.root.parent / "other").write_text("of somebody else")
    assert "does not lie in the copy" in fault_of(site, "place").cause
    assert (there.root.parent / "other").exists()


def test_what_the_publisher_did_not_sign_is_not_copied(site, place):
    there = place()
    (site / "current/en/a.html").write_text("not signed")
    assert "not as its publisher signed it" in fault_of(site, "place").cause
    assert "en/a.html" not in there.files()


def test_a_place_that_refuses_is_told_and_the_next_run_finishes(site, place, monkeypatch):
    there = place()

    def refuse(what, path):
        there.steps += 1
        if there.steps == 5:
            raise PermissionError("no right to write")

    monkeypatch.setattr(there, "step", refuse)
    fault = fault_of(site, "place")
    assert "the place refused (PermissionError: no right to write)" in fault.cause
    mirror(site, "place")
    assert there.files() == copy_of(site, place.zipped)


def test_urls_that_lead_nowhere_are_refused_in_words(site, tmp_path, monkeypatch):
    assert "Protocol not known: foo" in fault_of(site, "foo://bucket/folder").cause
    assert "this is no site" in fault_of(tmp_path / "none", tmp_path / "copy").cause
    with monkeypatch.context() as patch:
        patch.setattr("fsspec.core.url_to_fs", Mock(side_effect=ImportError("Install s3fs to access S3")))
        assert "there is no driver for this place: Install s3fs" in fault_of(site, "s3://bucket/folder").cause
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    assert "pip install 'dauys[store]'" in fault_of(site, "s3://bucket/folder").cure


def test_the_command_says_what_it_did(site, tmp_path):
    arguments = ["mirror", str(site), f"file://{tmp_path}/copy"]
    first, again = (CliRunner().invoke(app, arguments) for _ in range(2))
    assert first.output == f"snapshot 1 at file://{tmp_path}/copy: 10 files written, 0 removed\n"
    assert again.output == f"snapshot 1 at file://{tmp_path}/copy: 0 files written, 0 removed\n"
    assert not {COPYING, COPIED} & files_of(tmp_path / "copy").keys()
