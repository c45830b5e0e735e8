"""Whatever a disk or a process does: the bundle is not there, or it is whole, and the next run succeeds.

Each test runs once for every step at which publishing can fail: each folder made, opening, write, sync and renaming.
"""

import errno
import fcntl
import os
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest
from faulty_disk import BrokenDisk, CountingDisk, FullDisk, Killed, SuicidalDisk
from small_record import PUBLISHER, told

import dauys.publish.bundle as bundles
from dauys.acts import read_record
from dauys.ledger import Disk
from dauys.publish import publish
from dauys.publish.manifest import MANIFEST, NOTE, read_manifest
from dauys.text import BadInput

MEMORY = Path("/dev/shm")


class Folders:
    """The steps of publishing that the log's own disks do not have. What is dead does nothing more."""

    dead = False

    def step(self, what):
        if self.dead:
            raise Killed(what)
        return super().step(what)

    def fail(self, what):
        self.dead = isinstance(self, Dying)
        super().fail(what)

    def make_folder(self, folder):
        if self.step("make_folder"):
            self.fail("make_folder")
        super().make_folder(folder)

    def remove_folder(self, folder):
        if self.step("remove_folder"):
            self.fail("remove_folder")
        super().remove_folder(folder)


class Dying(Folders, CountingDisk):
    """Dies at the chosen step."""


class Full(Folders, FullDisk):
    """Is full from the chosen step on."""


class Broken(Folders, BrokenDisk):
    """Answers once with an error."""


class Suicidal(Folders, SuicidalDisk):
    """Kills the process that runs it."""


class Forgetting(Dying):
    """Dies at the chosen step, and with it the power: what was written and not synced is gone, names as well as bytes."""

    def __init__(self, fail_at=None):
        super().__init__(fail_at)
        self.files, self.names = {}, {}  # not synced yet: number of a file and its path; number of a folder and its path

    def open(self, path):
        new = not path.exists()
        file = super().open(path)
        if new:
            self._new_in(path.parent)
        return file

    def make_folder(self, folder):
        super().make_folder(folder)
        self._new_in(folder.parent)

    def write(self, file, data, at):
        self.files[os.fstat(file).st_ino] = True
        super().write(file, data, at)

    def sync(self, file):
        super().sync(file)
        self.files.pop(os.fstat(file).st_ino, None)

    def replace(self, source, target):
        super().replace(source, target)
        self._new_in(target.parent)

    def sync_all(self, folder):
        super().sync_all(folder)
        self.files.clear()
        self.names.clear()

    def sync_folder(self, folder):
        super().sync_folder(folder)
        self.names.pop(folder.stat().st_ino, None)

    def _new_in(self, folder):
        self.names[folder.stat().st_ino] = True

    def power_cut(self, out):
        """The worst that a disk may keep of a bundle that has its name: of unsynced files nothing, of unsynced names none."""
        if not out.exists():
            return
        for folder, _, files in list(os.walk(out)):
            for name in files:
                path = Path(folder, name)
                if Path(folder).stat().st_ino in self.names:
                    path.unlink()
                elif path.stat().st_ino in self.files:
                    os.truncate(path, 0)


@pytest.fixture
def place():
    """A folder in memory, where the system has such: the disks here fail by themselves, and a real one is slow."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def made(small):
    """Publish the small record with a disk. Its files are made once: only the writing is tried here."""
    kept = []

    def keeping(source):
        for part in parts:
            kept.extend(part(source))
        yield from kept

    def publishing(out, disk):
        return publish(small, out, PUBLISHER, disk=disk)

    parts = bundles.PARTS
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundles, "PARTS", (keeping,))
        with tempfile.TemporaryDirectory() as folder:
            publishing(Path(folder) / "out", Disk())
        patch.setattr(bundles, "PARTS", (lambda source: iter(kept),))
        yield publishing


@pytest.fixture(scope="module")
def steps(made):
    """All steps of a publication in which nothing fails, and its files."""
    disk = Dying()
    with tempfile.TemporaryDirectory() as folder:
        made(Path(folder) / "out", disk)
    assert disk.steps > 100
    return range(1, disk.steps + 1)


def whole(out, bundle):
    """The very bundle, byte by byte."""
    manifest = read_manifest((out / MANIFEST).read_bytes(), (out / NOTE).read_bytes(), PUBLISHER.public)
    for file in manifest.files:
        assert sha256((out / file.path).read_bytes()).hexdigest() == file.sha256, file.path
    assert told(out / MANIFEST) == told(bundle / MANIFEST)
    return True


def goes_on(made, out, bundle):
    """After a crash: nothing, or all of it; the next run makes it, or says that it is there; nothing else is left behind."""
    there = out.exists() and whole(out, bundle)
    if there:
        with pytest.raises(BadInput, match="published here already"):
            made(out, Disk())
    else:
        made(out, Disk())
    assert whole(out, bundle)
    assert [path.name for path in out.parent.iterdir()] == [out.name]
    return there


def test_killed_at_every_step(place, made, steps, bundle):
    found = set()
    for step in steps:
        out = place / str(step) / "bundle"
        out.parent.mkdir()
        with pytest.raises(Killed):
            made(out, Dying(step))
        found.add(goes_on(made, out, bundle))
    assert found == {True, False}


def test_killed_and_killed_again_while_cleaning_up(place, made, steps, bundle):
    for step in steps[::7]:
        for second in (1, 2, 3, 4, 5):
            out = place / f"{step}-{second}" / "bundle"
            out.parent.mkdir()
            for disk in (Dying(step), Dying(second)):
                with pytest.raises((Killed, BadInput)):
                    made(out, disk)
            goes_on(made, out, bundle)


def test_the_power_fails_at_every_step(place, made, steps, bundle):
    found = set()
    for step in steps:
        out, disk = place / str(step) / "bundle", Forgetting(step)
        out.parent.mkdir()
        with pytest.raises(Killed):
            made(out, disk)
        disk.power_cut(out)
        found.add(goes_on(made, out, bundle))
    assert found == {True, False}


def test_the_test_of_the_power_sees_what_is_not_synced(place, made, bundle, monkeypatch):
    """A publisher that does not sync before it renames would be caught."""
    monkeypatch.setattr("dauys.publish.writing.Draft.sync", lambda draft: None)
    out, disk = place / "bundle", Forgetting()
    made(out, disk)
    disk.power_cut(out)
    assert not (out / MANIFEST).exists() or not (out / MANIFEST).read_bytes()


def test_a_full_disk_is_told_in_words(place, made, steps, bundle):
    told_so = 0
    for step in steps[::3]:
        out, disk = place / str(step) / "bundle", Full(step)
        out.parent.mkdir()
        try:
            made(out, disk)
        except BadInput as refusal:
            told_so += "no space left on the disk. Nothing of it counts; make room" in str(refusal)
            assert [*out.parent.iterdir()] == []
            disk.make_room()
            made(out, disk)
        assert whole(out, bundle)
    assert told_so > len(steps) / 3 * 0.9


def test_a_disk_that_fails_once_leaves_nothing(place, made, steps, bundle):
    for step in steps[::3]:
        out = place / str(step) / "bundle"
        out.parent.mkdir()
        refused = False
        try:
            made(out, Broken(step))
        except BadInput as refusal:
            refused = "the disk refused (Input/output error). Nothing of it counts" in str(refusal)
        assert refused != out.exists()  # where only the removal of the draft failed, the next run removes it
        goes_on(made, out, bundle)


def test_two_publishers_do_not_write_the_same_bundle(place, made, bundle):
    hidden = place / ".bundle.draft"
    hidden.mkdir()
    file = os.open(hidden, os.O_RDONLY)
    fcntl.flock(file, fcntl.LOCK_EX)
    with pytest.raises(BadInput, match="another process publishes the same bundle"):
        made(place / "bundle", Disk())
    assert hidden.is_dir()
    os.close(file)
    made(place / "bundle", Disk())
    assert whole(place / "bundle", bundle)


def test_a_folder_that_cannot_be_written_is_told(place, made, monkeypatch):
    class Forbidden(Disk):
        def make_folder(self, folder):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with pytest.raises(BadInput, match=r"the disk refused \(Permission denied\)"):
        made(place / "bundle", Forbidden())


def test_a_real_kill_9(tmp_path, small, bundle, steps):
    """In a process of its own, at a sample of the steps."""
    for step in steps[3 :: len(steps) // 3]:
        out = tmp_path / str(step) / "bundle"
        out.parent.mkdir()
        run = [sys.executable, __file__, str(small.folder), str(out), str(step)]
        where = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        died = subprocess.run(run, env=where, capture_output=True, text=True, timeout=120)
        assert died.returncode == -9, died.stderr
        assert not out.exists()
        publish(read_record(small.folder), out, PUBLISHER)
        assert whole(out, bundle)
        assert [path.name for path in out.parent.iterdir()] == ["bundle"]


if __name__ == "__main__":
    publish(read_record(Path(sys.argv[1])), Path(sys.argv[2]), PUBLISHER, disk=Suicidal(int(sys.argv[3])))
