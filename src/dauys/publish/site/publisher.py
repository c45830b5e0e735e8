"""From a record to a snapshot of the site: bundle, pages, their data; checked by the second implementation before it is seen.

``snapshots/<number>/`` is immutable and appears whole or not at all; ``current`` leads to the newest and is moved in one
step, so that a reader never sees half of one and half of another. Files that have not changed are the same files.
"""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import dauys
from dauys.acts import Record
from dauys.acts.record import Progress, silent
from dauys.ledger import Disk, LedgerError, SigningKey
from dauys.publish.bundle import refusing, write_bundle
from dauys.publish.manifest import Manifest, read_manifest
from dauys.publish.site.address import Site
from dauys.publish.site.data import page_csv, page_json
from dauys.publish.site.embeds import embeds
from dauys.publish.site.feeds import feeds
from dauys.publish.site.history import History
from dauys.publish.site.html import TEMPLATES, first_html, page_html
from dauys.publish.site.pages.everything import pages
from dauys.publish.source import Source
from dauys.publish.writing import Before, Draft, drafting
from dauys.text import LANGUAGES, BadInput, Fault

FORMAT = "dauys site/v1"
MANIFEST, NOTE, LATEST, SOFTWARE = "site.json", "site.note", "latest.json", "look/software.txt"
WRITTEN = (".py", ".toml", ".html", ".css", ".js", ".csv", ".json")  # endings of what software is made of
SNAPSHOTS, CURRENT, BUNDLE = "snapshots", "current", "bundle"


@dataclass(frozen=True, slots=True)
class Published:
    """A snapshot that has been published."""

    folder: Path
    snapshot: int
    files: int
    new: int  # of them, those that are not the files of the snapshot before


def publish_site(
    record: Record, site: Path, key: SigningKey, progress: Progress = silent, disk: Disk | None = None
) -> Published:
    """Publish a record as the next snapshot of a site, which is made where there is none.

    Raises BadInput as ``publish`` does; and where the second implementation disagrees: then nothing is published.
    """
    disk = disk or Disk()
    number = record.checkpoint.size
    out = site / SNAPSHOTS / str(number)
    with refusing(record, out, key):
        before = _before(site, record, key)
        if out.is_dir():  # it is whole, for it has its name; only nobody was led to it yet
            _shown(site, out, disk)
            return Published(out, number, sum(1 for path in out.rglob("*") if path.is_file()), 0)
        with record.log() as log, drafting(out, disk, before, ".draft") as draft:
            source = Source(record, log, draft.work)
            _bundle(source, draft, key)
            with _second(draft.folder / BUNDLE, record, before) as agreed:
                _pages(source, draft, progress)
                agreed()
            files = draft.listed.values()
            manifest = Manifest.of(record.checkpoint.origin, number, record.state.event.invented, files, FORMAT)
            draft.put(MANIFEST, bytes(manifest))
            draft.put(NOTE, bytes(manifest.signed(key)))
            told = Published(out, number, len(draft.listed), draft.new)
        _shown(site, out, disk)
    return told


def shows(site: Path, record: Record) -> bool:
    """Whether a site shows these very acts already."""
    return (site / CURRENT).resolve().name == str(record.checkpoint.size)


def bundle_of(folder: Path) -> Path:
    """The bundle of what is shown now in a site; of a bundle, itself."""
    shown = folder / CURRENT / BUNDLE
    return shown if shown.is_dir() else folder


# ---- what was before ---------------------------------------------------------------------------------------------------


def _before(site: Path, record: Record, key: SigningKey) -> Before | None:
    """The snapshot that is shown now; None where there is none. Raises BadInput where it is of other acts."""
    folder = site / CURRENT
    if not folder.exists():
        return None
    try:
        manifest = read_manifest((folder / MANIFEST).read_bytes(), (folder / NOTE).read_bytes(), key.public, FORMAT)
    except (OSError, LedgerError):
        raise _bad(folder, "this is no site of the same publisher", "name a folder that does not exist yet") from None
    if manifest.origin != record.checkpoint.origin or manifest.snapshot > record.checkpoint.size:
        cause = (
            f"snapshot {manifest.snapshot} of {manifest.origin} is published here, and the record is older or of another log"
        )
        raise _bad(folder, cause, "publish the record that belongs here")
    if manifest.snapshot == record.checkpoint.size:
        cause = f"these very acts are published here already, as snapshot {manifest.snapshot}; nothing was changed"
        raise _bad(folder, cause, "there is nothing to do")
    return Before(folder.resolve(), {one.path: one for one in manifest.files})


# ---- the parts ---------------------------------------------------------------------------------------------------------


def _bundle(source: Source, draft: Draft, key: SigningKey) -> None:
    write_bundle(source, lambda path, data: draft.put(f"{BUNDLE}/{path}", data), key)


def _pages(source: Source, draft: Draft, progress: Progress) -> None:
    """Every page as HTML in each language, JSON and CSV; one whose JSON is as before need not be told again.

    That holds as long as the same software tells it: ``look/software.txt`` says which has.
    """
    site, history = Site(source.state.event), History()
    history.read(source.log)
    draft.put(SOFTWARE, f"{_software()}\n".encode())
    for name in ("site.css", "site.js"):
        _put(draft, f"look/{name}", (TEMPLATES / name).read_bytes())
    _put(draft, "index.html", first_html(site))
    for path, feed in feeds(source, tuple(history.changes)):
        _put(draft, path, feed)
    latest = {"snapshot": source.record.checkpoint.size, "at": history.latest}
    draft.put(LATEST, (json.dumps(latest) + "\n").encode())
    expected = len(source.state.event.stations) + 4 * len(source.state.event.contests)
    for done, make in enumerate(pages(source, history)):
        page = make()
        data = site.data(page.path, "json")
        told = page_json(page, source.state.event.invented)
        _put(draft, data, told)
        same = draft.kept(data) and draft.kept(SOFTWARE)
        if (table := page_csv(page)) is not None:
            _put(draft, site.data(page.path, "csv"), table)
        for language in LANGUAGES:
            path = site.html(page.path, language)
            if same:
                _keep(draft, path)
            else:
                _put(draft, path, page_html(page, site, language))
            for path, made in embeds(page, site, language):
                if same:
                    _keep(draft, path)
                else:
                    _put(draft, path, made())
        progress(min(done, expected - 1), expected)
    progress(expected, expected)


@cache
def _software() -> str:
    """SHA-256 of all that this package is made of: another one may tell the same values in another way."""
    package = Path(dauys.__file__).parent
    files = sorted(
        path for path in package.rglob("*") if path.suffix in (".py", ".toml", ".html", ".css", ".js", ".csv", ".json")
    )
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in files)).hexdigest()


def _put(draft: Draft, path: str, data: bytes) -> None:
    """A file, and the same zipped beside it: any web server sends it as it is."""
    draft.put(path, data)
    draft.put_beside(path, ".gz", _zipped, data)


def _keep(draft: Draft, path: str) -> None:
    draft.keep(path)
    draft.put_beside(path, ".gz", _zipped)


def _zipped(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)


# ---- the second implementation -----------------------------------------------------------------------------------------


@contextmanager
def _second(bundle: Path, record: Record, before: Before | None) -> Iterator["Agreed"]:
    """``verify.py`` at work on the bundle, in a process of its own, while the pages are made: also against what was before."""
    command = [sys.executable, str(bundle / "verify.py"), str(bundle), "--key", str(record.keys.log)]
    if before is not None:
        command += ["--since", str(before.folder / BUNDLE)]
    with subprocess.Popen(  # noqa: S603  (our own interpreter, and the file just written)
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as check:
        try:
            yield Agreed(check, bundle)
        except BaseException:
            check.kill()
            raise


@dataclass(frozen=True, slots=True)
class Agreed:
    """Waits for the second implementation. Raises BadInput where it disagrees: nothing is published then."""

    check: "subprocess.Popen[str]"
    bundle: Path

    def __call__(self) -> None:
        told, _ = self.check.communicate()
        if self.check.returncode != 0:
            faults = [line for line in told.splitlines() if line.startswith("FAIL")] or told.splitlines()[-1:] or ["no word"]
            cure = "look there before anything is shown: one of the two programs is wrong"
            raise BadInput(tuple(Fault(BUNDLE, None, None, None, f"the second implementation disagrees: {line}", cure)
                                 for line in faults[:20]))  # fmt: skip


# ---- shown -------------------------------------------------------------------------------------------------------------


def _shown(site: Path, out: Path, disk: Disk) -> None:
    """From here on everybody sees the new snapshot: one rename."""
    moved = site / f".{CURRENT}"
    moved.unlink(missing_ok=True)
    moved.symlink_to(out.relative_to(site))
    disk.replace(moved, site / CURRENT)
    disk.sync_folder(site)


def _bad(where: Path, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(str(where), None, None, None, cause, cure),))
