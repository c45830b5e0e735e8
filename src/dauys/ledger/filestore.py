"""A log's entries in one file of a folder, written once, never changed: durable, and whole again after any crash.

The file is a row of frames: a mark, the length, the leaf hash, the entry. The hash is what the tree needs and also tells
whether the entry is whole. The mark says whether more frames of the same append follow or this is its last, so that an
append counts whole or not at all. On opening, the file ends where the last whole append ends; what a crash left behind it is
cut off before the next append, not before, so that looking at a damaged log destroys nothing.

What was appended but is not yet under a signed checkpoint could, on a decaying disk, be taken for what a crash left behind.
What is under one cannot: the log then adds and signs nothing until the missing entries are brought back.
"""

import os
import struct
import threading
from array import array
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from dauys.ledger.disk import Disk, fault, file_lock
from dauys.ledger.errors import Damaged, StoreFault
from dauys.ledger.merkle import HASH, leaf_hash
from dauys.ledger.store import FileBlobs
from dauys.ledger.tiles import LARGEST_ENTRY

_HEAD = struct.Struct(f">cH{HASH}s")
_MORE, _LAST = b"+", b"."  # neither is a zero: a hole in a file is no frame


class FileStore(FileBlobs):
    """A store in a folder, with one writer. Close it, or use it in a ``with``.

    writer: false to read while another process writes. Such a store takes no lock and changes nothing; it shows the entries
    and the checkpoint that were there when it was opened.
    """

    def __init__(self, folder: Path, disk: Disk | None = None, *, writer: bool = True) -> None:
        if not writer and not (folder / "entries.log").is_file():
            raise StoreFault(f"{folder}: there is no log here")
        super().__init__(folder, disk)
        # The checkpoint first, then the entries: so the entries are never fewer than it covers.
        self._seen = None if writer else {"checkpoint": super().get("checkpoint")}
        self._closing = ExitStack()  # owned by this store: the writer's lock and the open file
        self._lock = threading.Lock()  # held by the thread that appends
        # Owned by this store, derived from the file on opening, extended after a sync and never before.
        self._starts = array("Q")  # the byte at which an entry starts
        self._lengths = array("H")
        self._hashes = bytearray()
        self._end = 0  # of the last whole append
        self._trusted = True  # false where a write could not be taken back: then only reopening tells what is there
        with ExitStack() as opening:
            if writer:
                opening.enter_context(file_lock(self.folder / "writer.lock", wait=False))
            try:
                self._file = self._opened(writer)
                opening.callback(os.close, self._file)
                self._read()
                if writer:  # what stands in the file may be in memory only, left there by a process that died before its sync
                    self.disk.sync(self._file)
                    self.disk.sync_folder(self.folder)
            except OSError as error:
                raise fault("opening the entries", error) from error
            self._closing = opening.pop_all()

    def _opened(self, writer: bool) -> int:
        path = self.folder / "entries.log"
        return self.disk.open(path) if writer else os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def close(self) -> None:
        self._closing.close()

    def get(self, name: str) -> bytes | None:
        return super().get(name) if self._seen is None or name not in self._seen else self._seen[name]

    def put(self, name: str, data: bytes) -> None:
        self._must_write()
        super().put(name, data)

    def _must_write(self) -> None:
        if self._seen is not None:
            raise StoreFault(f"{self.folder.name}: this log was opened to be read; nothing is written to it")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def size(self) -> int:
        return len(self._hashes) // HASH  # the hash is noted last, so that a reader never meets half an entry

    @property
    def left_behind(self) -> int:
        """Bytes after the last whole append: what a crash cut short."""
        return os.fstat(self._file).st_size - self._end

    def append(self, entries: Sequence[bytes], hashes: Sequence[bytes]) -> int:
        self._must_write()
        if any(len(entry) > LARGEST_ENTRY for entry in entries):
            raise StoreFault(f"an entry has at most {LARGEST_ENTRY} bytes; put what is larger in by its hash")
        with self._lock:
            first = self.size
            if entries:
                self._write(b"".join(_frames(entries, hashes)))
                for entry, leaf in zip(entries, hashes, strict=True):
                    self._note(len(entry), leaf)
            return first

    def _write(self, frames: bytes) -> None:
        """Write at the end and sync. Where that fails, the file is cut back; where that fails too, it is trusted no more."""
        if not self._trusted:
            raise StoreFault("writing to the disk failed before; close the log, see to the disk, and open it again")
        self._trusted = False  # until all has gone well, or been taken back
        try:
            if self.left_behind:
                self.disk.truncate(self._file, self._end)
            self.disk.write(self._file, frames, self._end)
            self.disk.sync(self._file)
        except OSError as error:
            try:
                self.disk.truncate(self._file, self._end)
                self.disk.sync(self._file)
            except OSError:
                raise StoreFault(
                    f"adding entries: the disk refused ({error.strerror}), and refused to take them back. "
                    "Close the log, see to the disk, and open it again: then it shows whether they are there."
                ) from error
            self._trusted = True
            raise fault("adding entries", error) from error
        self._trusted = True

    def _note(self, length: int, leaf: bytes) -> None:
        start = self._end + _HEAD.size
        self._starts.append(start)
        self._lengths.append(length)
        self._hashes += leaf
        self._end = start + length

    def _read(self) -> None:
        """Frame by frame, as far as they are whole; only a whole append is noted."""
        waiting: list[tuple[int, bytes]] = []
        with (self.folder / "entries.log").open("rb") as stream:
            while len(head := stream.read(_HEAD.size)) == _HEAD.size:
                mark, length, leaf = _HEAD.unpack(head)
                entry = stream.read(length)
                if mark not in (_MORE, _LAST) or len(entry) < length or leaf_hash(entry) != leaf:
                    return
                waiting.append((length, leaf))
                if mark == _LAST:
                    for frame in waiting:
                        self._note(*frame)
                    waiting.clear()

    def entries(self, start: int, stop: int) -> list[bytes]:
        """Raises Damaged where an entry is no longer what was written."""
        stop = min(stop, self.size)
        if start >= stop:
            return []
        first, end = self._starts[start], self._starts[stop - 1] + self._lengths[stop - 1]
        try:
            data = os.pread(self._file, end - first, first)
        except OSError as error:
            raise fault("reading entries", error) from error
        at = [self._starts[index] - first for index in range(start, stop)]
        found = [data[begin : begin + length] for begin, length in zip(at, self._lengths[start:stop], strict=True)]
        for index, (entry, leaf) in enumerate(zip(found, self.hashes(start, stop), strict=True), start):
            if leaf_hash(entry) != leaf:
                raise Damaged(f"entry {index} on the disk is not what was written. Restore the log from a copy.")
        return found

    def hashes(self, start: int, stop: int) -> list[bytes]:
        return [bytes(self._hashes[at : at + HASH]) for at in range(start * HASH, min(stop, self.size) * HASH, HASH)]


def _frames(entries: Sequence[bytes], hashes: Sequence[bytes]) -> list[bytes]:
    frames = [_HEAD.pack(_MORE, len(entry), leaf) + entry for entry, leaf in zip(entries, hashes, strict=True)]
    frames[-1] = _LAST + frames[-1][1:]
    return frames
