"""What a snapshot of a site is: names, files with the zipped ones beside them, the software that told it, and being shown."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import dauys
from dauys.ledger import Disk
from dauys.publish.writing import Draft

FORMAT = "dauys site/v1"
MANIFEST, NOTE, LATEST, SOFTWARE = "site.json", "site.note", "latest.json", "look/software.txt"
WRITTEN = (".py", ".toml", ".html", ".css", ".js", ".csv", ".json")  # endings of what software is made of
SNAPSHOTS, CURRENT, BUNDLE = "snapshots", "current", "bundle"

MANY = ("station", "ballot")
"""Folders of pages of which a country has ten thousand, each asked for now and then: they are zipped when somebody asks."""


@dataclass(frozen=True, slots=True)
class Published:
    """A snapshot that has been published."""

    folder: Path
    snapshot: int
    files: int
    new: int  # of them, those that are not the files of the snapshot before


@cache
def software() -> str:
    """SHA-256 of all that this package is made of: another one may tell the same values in another way."""
    package = Path(dauys.__file__).parent
    files = sorted(path for path in package.rglob("*") if path.suffix in WRITTEN)
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in files)).hexdigest()


def put(draft: Draft, path: str, data: bytes) -> None:
    """A file, and the same zipped beside it: any web server sends it as it is."""
    draft.put(path, data)
    if not one_of_many(path):
        draft.put_beside(path, ".gz", zipped, data)


def keep(draft: Draft, path: str) -> None:
    """A file as it was before, and the zipped one beside it."""
    draft.keep(path)
    if not one_of_many(path):
        draft.put_beside(path, ".gz", zipped)


def one_of_many(path: str) -> bool:
    """Whether a file is of a page that is zipped when it is asked for, and not beforehand."""
    return path.rpartition("/")[0].rpartition("/")[2] in MANY


def zipped(data: bytes) -> bytes:
    """As a file is sent to whoever takes it so."""
    return gzip.compress(data, 6, mtime=0)


def show(site: Path, out: Path, disk: Disk) -> None:
    """From here on everybody sees the new snapshot: one rename."""
    moved = site / f".{CURRENT}"
    moved.unlink(missing_ok=True)
    moved.symlink_to(out.relative_to(site))
    disk.replace(moved, site / CURRENT)
    disk.sync_folder(site)
