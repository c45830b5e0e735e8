"""A folder that appears whole or not at all: it is filled in hiding beside its place, synced, and then given its name.

A crash leaves at most the hidden folder, and the next run removes it. Where a power cut could forget a name or a byte,
nothing has its name yet.
"""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path

from dauys.ledger import Busy, Disk
from dauys.ledger.disk import fault
from dauys.publish.manifest import Listed

_WHOLE, _WORK = "whole", "work"


@dataclass(frozen=True, slots=True)
class Before:
    """What was published last, on the same disk: a file that has not changed is the same file once more, not a copy."""

    folder: Path
    files: Mapping[str, Listed]


@dataclass(frozen=True, slots=True)
class Share:
    """Files that one of several processes has put."""

    listed: dict[str, Listed]
    kept: set[str]


@dataclass
class Draft:
    """The folder while it is filled. Owned by one publisher; ``listed`` is what has been put so far."""

    folder: Path
    work: Path  # for what is needed on the way and not published
    disk: Disk
    before: Before | None = None
    listed: dict[str, Listed] = field(default_factory=dict)
    _folders: set[str] = field(default_factory=set)  # made so far; "" is the folder itself
    _kept: set[str] = field(default_factory=set)  # of those listed, the files that are those of before

    def put(self, path: str, data: bytes | None) -> Listed:
        """Write a file; path: relative, with slashes. data: None where it is as before."""
        if data is None:
            return self.keep(path)
        listed = Listed(path, len(data), sha256(data).hexdigest())
        if self.before is not None and self.before.files.get(path) == listed:
            return self.keep(path)
        self._write(path, data)
        self.listed[path] = listed
        return listed

    def keep(self, path: str) -> Listed:
        """A file as it was before."""
        if self.before is None:
            raise ValueError(f"nothing was before {path}")
        self._link(path)
        self.listed[path] = self.before.files[path]
        self._kept.add(path)
        return self.listed[path]

    def put_beside(self, path: str, ending: str, make: Callable[[bytes], bytes], data: bytes | None = None) -> None:
        """A file that follows from one that was put, and is not listed: ``.gz``. data: of that file; needed where it is new."""
        if path in self._kept:
            self._link(f"{path}{ending}")
        elif data is not None:
            self._write(f"{path}{ending}", make(data))
        else:
            raise ValueError(f"{path} is new, and nothing follows from what is not given")

    def _link(self, path: str) -> None:
        assert self.before is not None
        self.disk.link(f"{self.before.folder}/{path}", self._place(path))

    def _write(self, path: str, data: bytes) -> None:
        file = self.disk.open(Path(self._place(path)))
        try:
            self.disk.write(file, data, 0)
        finally:
            os.close(file)

    def was(self, path: str) -> bool:
        """Whether a file was there before."""
        return self.before is not None and path in self.before.files

    def kept(self, path: str) -> bool:
        """Whether a file that was put is the one of before."""
        return path in self._kept

    @property
    def new(self) -> int:
        """How many of the files listed are not those of before."""
        return len(self.listed) - len(self._kept)

    def _place(self, path: str) -> str:
        """Where a file goes. In strings: a country has a hundred thousand files, and a Path costs as much as a link."""
        if path in self.listed:
            raise ValueError(f"two files for {path}")
        if (folder := path.rpartition("/")[0]) not in self._folders:
            self._make(folder)
        return f"{self.folder}/{path}"

    def _make(self, folder: str) -> None:
        if folder:
            above = folder.rpartition("/")[0]
            if above not in self._folders:
                self._make(above)
        self.disk.make_folder(self.folder / folder)
        self._folders.add(folder)

    def prepare(self, paths: Iterable[str]) -> None:
        """Make the folders of files, so that several processes can put them at once."""
        for path in paths:
            self._place(path)

    def put_since(self, first: int) -> "Share":
        """What has been put after so many files, to be taken in by another process."""
        listed = dict(islice(self.listed.items(), first, None))
        return Share(listed, self._kept & listed.keys())

    def take_in(self, share: "Share") -> None:
        """What another process has put into the same folder."""
        self.listed |= share.listed
        self._kept |= share.kept

    def sync(self) -> None:
        """All of it survives a power cut from here on."""
        self.disk.sync_all(self.folder)


@contextmanager
def drafting(out: Path, disk: Disk, before: Before | None = None, beside: str | None = None) -> Iterator[Draft]:
    """A draft of ``out``, which has its name when the block ends without an error, and else leaves nothing.

    beside: the name of the hidden folder, where several drafts must not be at work beside each other.

    Raises StoreFault: another publisher writes the same folder (Busy), no space left (Full), or the disk refused.
    """
    hidden = out.with_name(beside or f".{out.name}.draft")
    try:
        with _held(hidden, disk):
            try:
                for left in (hidden / _WHOLE, hidden / _WORK):  # by a crash
                    if left.exists():
                        disk.remove_folder(left)
                disk.make_folder(hidden / _WORK)
                draft = Draft(hidden / _WHOLE, hidden / _WORK, disk, before)
                yield draft
                draft.sync()
                _named(draft.folder, out, disk)
            finally:
                _cleared(hidden, disk)
    except OSError as error:
        raise fault(f"publishing {out.name}", error) from error


@contextmanager
def _held(folder: Path, disk: Disk) -> Iterator[None]:
    """Hold a folder alone, made where there is none; the hold ends with the process, however it ends."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        disk.make_folder(folder)
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if not _locked(file, folder):
            raise Busy(f"{folder.parent}: another process publishes the same bundle. Wait until it has ended.")
        yield
    finally:
        os.close(file)


def _locked(file: int, folder: Path) -> bool:
    """Lock an open folder; not where another has it, or has just removed it and perhaps made it anew."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return folder.exists() and os.path.samestat(os.fstat(file), folder.stat())


def _named(folder: Path, out: Path, disk: Disk) -> None:
    """Give the folder its name, for good; where the disk does not promise that, it has it no more."""
    disk.replace(folder, out)
    try:
        disk.sync_folder(out.parent)
    except OSError:
        disk.replace(out, folder)
        raise


def _cleared(hidden: Path, disk: Disk) -> None:
    """Best effort: what cannot be removed now is removed by the next run."""
    with suppress(OSError):
        disk.remove_folder(hidden)
