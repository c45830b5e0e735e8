"""The few things that the ledger does to a disk, each in one place: so that a test can stand in for the disk and fail.

The order is always the same: write, sync, only then rename; sync the folder, only then say that it is done. Written for
POSIX systems: a folder can be synced, and a lock ends with the process that holds it, however it ends.
"""

import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dauys.ledger.errors import Busy, Full, StoreFault

_LIBC = ctypes.CDLL(None, use_errno=True)
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Disk:
    """The real disk. Keeps nothing; a test's own kind of disk counts the steps and may break any of them."""

    def open(self, path: Path) -> int:
        """A file for reading and writing, made where there is none."""
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def write(self, file: int, data: bytes, at: int) -> None:
        """All of ``data`` from byte ``at`` on; a disk may take it in pieces."""
        left = memoryview(data)
        while left:
            done = os.pwrite(file, left, at)
            left, at = left[done:], at + done

    def truncate(self, file: int, size: int) -> None:
        os.ftruncate(file, size)

    def sync(self, file: int) -> None:
        """What was written survives a power cut from here on."""
        os.fsync(file)

    def sync_all(self, folder: Path) -> None:
        """Everything written to the file system that a folder lies on survives a power cut from here on: of ten thousand files
        a hundred times quicker than each alone. Linux from 5.8 on tells what could not be written (syncfs(2))."""
        file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            if _LIBC.syncfs(file) != 0:
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number), str(folder))
        finally:
            os.close(file)

    def replace(self, source: Path, target: Path) -> None:
        source.replace(target)

    def link(self, source: str, target: str) -> None:
        """Give a file a second name."""
        os.link(source, target)

    def make_folder(self, folder: Path) -> None:
        """A new folder in one that is there."""
        folder.mkdir()

    def remove_folder(self, folder: Path) -> None:
        """A folder with all that is in it."""
        shutil.rmtree(folder)

    def sync_folder(self, folder: Path) -> None:
        """The names in a folder survive a power cut from here on."""
        file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(file)
        finally:
            os.close(file)


@contextmanager
def file_lock(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold ``path`` alone, among threads and processes. Raises Busy at once where ``wait`` is false and another has it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Busy(f"{path.parent.name}: another process writes here. End it first; a log has one writer.") from None
        yield
    finally:
        os.close(file)


def fault(what: str, error: OSError) -> StoreFault:
    """An error of the system, in words for whoever has to mend it."""
    if error.errno in _NO_SPACE:
        return Full(f"{what}: no space left on the disk. Nothing of it counts; make room and do it again.")
    return StoreFault(f"{what}: the disk refused ({error.strerror}). Nothing of it counts; see to the disk and do it again.")
