"""Where a log keeps its entries, and where it keeps small things that must not be lost: in memory, or in a folder.

An office adds its own kind of store with these few methods, so that an entry and the row it changes are written in one
transaction of its database.
"""

import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from dauys.ledger.disk import Disk, fault, file_lock
from dauys.ledger.errors import StoreFault

_BLOB_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


class Blobs(Protocol):
    """Small named things: a checkpoint, what a signer or a witness remembers."""

    def get(self, name: str) -> bytes | None:
        """What was put last, or None. Never a part of it."""
        ...

    def put(self, name: str, data: bytes) -> None:
        """Keep ``data`` in place of what was there. When this returns, it survives a power cut; raises StoreFault."""
        ...

    def locked(self, name: str) -> AbstractContextManager[None]:
        """Hold ``name`` alone, among threads and processes, to read it and put it anew in one go."""
        ...


class Store(Blobs, Protocol):
    """Entries in order, and blobs. It counts from 0, without a gap, and never changes or forgets an entry."""

    @property
    def size(self) -> int: ...

    def append(self, entries: Sequence[bytes], hashes: Sequence[bytes]) -> int:
        """Add entries with their leaf hashes, all or none, and give the index of the first. Raises StoreFault.

        When this returns (for a database: when its transaction ends), they survive a power cut.
        """
        ...

    def entries(self, start: int, stop: int) -> list[bytes]: ...

    def hashes(self, start: int, stop: int) -> list[bytes]: ...


class MemoryBlobs:
    """Blobs that last as long as the process. Owned by whoever made them; threads share them under one lock."""

    def __init__(self) -> None:
        self._blobs: dict[str, bytes] = {}
        self._lock = threading.RLock()

    def get(self, name: str) -> bytes | None:
        return self._blobs.get(name)

    def put(self, name: str, data: bytes) -> None:
        self._blobs[name] = data

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        with self._lock:
            yield


class MemoryStore(MemoryBlobs):
    """A store for rehearsals and tests: nothing of it survives the process."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[tuple[bytes, bytes]] = []  # entry and leaf hash; replaced never, extended in one step

    @property
    def size(self) -> int:
        return len(self._entries)

    def append(self, entries: Sequence[bytes], hashes: Sequence[bytes]) -> int:
        with self._lock:
            first = len(self._entries)
            self._entries.extend(zip(entries, hashes, strict=True))
            return first

    def entries(self, start: int, stop: int) -> list[bytes]:
        return [entry for entry, _ in self._entries[start:stop]]

    def hashes(self, start: int, stop: int) -> list[bytes]:
        return [leaf for _, leaf in self._entries[start:stop]]


class FileBlobs:
    """Blobs as files of a folder. A put is a new file, synced, that takes the old one's name: so it is old or new, never half.

    Holds no state of its own: every get reads the disk, so that threads and processes agree.
    """

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        self.folder = folder
        self.disk = disk or Disk()
        try:
            if not folder.is_dir():
                folder.mkdir(parents=True)
                self.disk.sync_folder(folder.parent)
        except OSError as error:
            raise fault(f"opening {folder.name}", error) from error

    def get(self, name: str) -> bytes | None:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise fault(f"reading {name}", error) from error

    def put(self, name: str, data: bytes) -> None:
        """The caller holds ``locked(name)``, or is the only one to write here."""
        path = self._path(name)
        new = path.with_name(f"{name}.new")  # what a crash leaves behind of it is overwritten by the next put
        try:
            with ExitStack() as closing:
                file = self.disk.open(new)
                closing.callback(os.close, file)
                self.disk.truncate(file, 0)
                self.disk.write(file, data, 0)
                self.disk.sync(file)
            self.disk.replace(new, path)
            self.disk.sync_folder(self.folder)
        except OSError as error:
            raise fault(f"writing {name}", error) from error

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        with file_lock(self._path(name).with_name(f"{name}.lock"), wait=True):
            yield

    def _path(self, name: str) -> Path:
        if not _BLOB_NAME.fullmatch(name):
            raise StoreFault(f"a blob's name has small letters, digits and hyphens: {name!r}")
        return self.folder / name
