"""Disks that fail: at a step that the test chooses, by dying, by being full, by losing what was not synced.

They do what the real disk does, in real files, but leave out the waiting of a real sync.
"""

import errno
import os
import signal
from pathlib import Path

from dauys.ledger import Disk


class Killed(BaseException):
    """The process is gone: nothing catches this, as nothing catches kill -9."""


class CountingDisk(Disk):
    """Counts its steps and, at the one chosen, does ``fail``: half of a write, and nothing of any other step."""

    def __init__(self, fail_at=None):
        self.fail_at, self.steps = fail_at, 0

    def fail(self, what):
        raise Killed(what)

    def step(self, what):
        """Whether this is the step to fail at."""
        self.steps += 1
        return self.steps == self.fail_at

    def open(self, path):
        if self.step("open"):
            self.fail("open")
        return super().open(path)

    def write(self, file, data, at):
        if self.step("write"):
            super().write(file, data[: len(data) // 2], at)
            self.fail("write")
        super().write(file, data, at)

    def truncate(self, file, size):
        if self.step("truncate"):
            self.fail("truncate")
        super().truncate(file, size)

    def sync(self, file):
        if self.step("sync"):
            self.fail("sync")

    def sync_all(self, folder):
        if self.step("sync_all"):
            self.fail("sync_all")

    def replace(self, source, target):
        if self.step("replace"):
            self.fail("replace")
        super().replace(source, target)

    def sync_folder(self, folder):
        if self.step("sync_folder"):
            self.fail("sync_folder")


class FullDisk(CountingDisk):
    """From the chosen step on there is no room for a write, until somebody makes some."""

    room = True

    def step(self, what):
        super().step(what)
        if self.fail_at is not None and self.steps >= self.fail_at:
            self.room = False
        return what in ("open", "write") and not self.room

    def fail(self, what):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def make_room(self):
        self.fail_at, self.room = None, True


class BrokenDisk(CountingDisk):
    """At the chosen step the disk answers with an error, once."""

    def fail(self, what):
        raise OSError(errno.EIO, os.strerror(errno.EIO))


class SuicidalDisk(CountingDisk):
    """A real kill -9 of the process that runs it, with real syncs before."""

    def fail(self, what):
        os.kill(os.getpid(), signal.SIGKILL)

    def sync(self, file):
        super().sync(file)
        os.fsync(file)

    def sync_all(self, folder):
        super().sync_all(folder)
        Disk.sync_all(self, folder)


class ForgetfulDisk(CountingDisk):
    """Keeps book of what was synced; ``power_cut`` takes away what was not.

    keep: how much of the bytes that were never synced survives, of 4 parts; names that were not synced survive with any.
    """

    def __init__(self, fail_at=None, keep=0):
        super().__init__(fail_at)
        self.keep = keep
        self.content = {}  # file number: bytes as they were synced
        self.names = {}  # folder: {name: file number} as they were synced
        self.held = []  # open files, so that no number is given out twice

    def open(self, path):
        file = super().open(path)
        self.names.setdefault(path.parent, {})
        self.held.append(os.dup(file))
        self.content.setdefault(os.fstat(file).st_ino, b"")
        return file

    def sync(self, file):
        super().sync(file)
        self.content[os.fstat(file).st_ino] = os.pread(file, os.fstat(file).st_size, 0)

    def sync_folder(self, folder):
        super().sync_folder(folder)
        self.names[folder] = self._names_now(folder)

    def _names_now(self, folder):
        return {path.name: path.stat().st_ino for path in folder.iterdir() if path.is_file() and path.suffix != ".lock"}

    def power_cut(self):
        """What the disk holds when the power is back. Whoever had files open here has closed them."""
        for folder, names in self.names.items():
            now = {name: (folder / name) for name in self._names_now(folder)}
            unsynced = {path.stat().st_ino: path.read_bytes() for path in now.values()}
            left = names | {name: path.stat().st_ino for name, path in now.items()} if self.keep else names
            for path in now.values():
                path.unlink()
            for name, number in left.items():
                (folder / name).write_bytes(self._left_of(number, unsynced.get(number)))
        for file in self.held:
            os.close(file)
        self.held.clear()

    def _left_of(self, number, unsynced):
        synced = self.content.get(number, b"")
        if unsynced is None or unsynced == synced:
            return synced
        shared = next((at for at, (one, other) in enumerate(zip(synced, unsynced, strict=False)) if one != other), len(synced))
        return unsynced[: shared + (len(unsynced) - shared) * self.keep // 4]


def copy_folder(source: Path, target: Path) -> None:
    """A backup, and a restored one: what is in the target goes."""
    target.mkdir(parents=True, exist_ok=True)
    for path in target.iterdir():
        path.unlink()
    for path in source.iterdir():
        (target / path.name).write_bytes(path.read_bytes())
