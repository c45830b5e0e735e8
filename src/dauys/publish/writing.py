"""A folder that appears whole or not at all: it is filled in hiding beside its place, synced, and then given its name.

A crash leaves at most the hidden folder, and the next run removes it. Where a power cut could forget a name or a byte,
nothing has its name yet.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
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


@dataclass
class Draft:
    """The folder while it is filled. Owned by one publisher; ``listed`` is what has been put so far."""

    folder: Path
    work: Path  # for what is needed on the way and not published
    disk: Disk
    before: Before | None = None
    listed: dict[str, Listed] = field(default_factory=dict)
    _folders: dict[Path, None] = field(default_factory=dict)  # made so far, each behind the one that it lies in
    _new: list[str] = field(default_factory=list)  # the files that are not those of before
    _kept: set[str] = field(default_factory=set)  # of those listed, the others

    def put(self, path: str, data: bytes) -> Listed:
        """Write a file; path: relative, with slashes."""
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
        self.disk.link(self.before.folder / path, self._place(path))
        self.listed[path] = self.before.files[path]
        self._kept.add(path)
        return self.listed[path]

    def put_beside(self, path: str, ending: str, make: Callable[[bytes], bytes], data: bytes | None = None) -> None:
        """A file that follows from one that was put, and is not listed: ``.gz``. data: of that file; needed where it is new."""
        if path in self._kept and self.before is not None:
            self.disk.link(self.before.folder / f"{path}{ending}", self._place(f"{path}{ending}"))
        elif data is not None:
            self._write(f"{path}{ending}", make(data))
        else:
            raise ValueError(f"{path} is new, and nothing follows from what is not given")

    def _write(self, path: str, data: bytes) -> None:
        target = self._place(path)
        with ExitStack() as closing:
            file = self.disk.open(target)
            closing.callback(os.close, file)
            self.disk.write(file, data, 0)
        self._new.append(path)

    def kept(self, path: str) -> bool:
        """Whether a file that was put is the one of before."""
        return path in self._kept

    @property
    def new(self) -> int:
        """How many of the files listed are not those of before."""
        return len(self.listed) - len(self._kept)

    def _place(self, path: str) -> Path:
        if path in self.listed:
            raise ValueError(f"two files for {path}")
        target = self.folder / path
        self._make(target.parent)
        return target

    def _make(self, folder: Path) -> None:
        if folder in self._folders:
            return
        if folder != self.folder:
            self._make(folder.parent)
        self.disk.make_folder(folder)
        self._folders[folder] = None

    def sync(self) -> None:
        """All of it survives a power cut from here on. Syncing thousands of files at the end is far quicker than each at
        its time: by then the system has written most of them by itself."""
        for path in self._new:
            with ExitStack() as closing:
                file = self.disk.open(self.folder / path)
                closing.callback(os.close, file)
                self.disk.sync(file)
        for folder in reversed(self._folders):
            self.disk.sync_folder(folder)


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
