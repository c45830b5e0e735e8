"""From a record to a snapshot of the site: bundle, pages, their data; checked by the second implementation before it is seen.

``snapshots/<number>/`` is immutable and appears whole or not at all; ``current`` leads to the newest and is moved in one
step, so that a reader never sees half of one and half of another. Files that have not changed are the same files.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import batched
from pathlib import Path

from dauys.acts import Record
from dauys.acts.record import Progress, silent
from dauys.ledger import Disk, LedgerError, Log, SigningKey
from dauys.publish.bundle import PARTS, README, apart, refusing, seal_bundle, write_parts
from dauys.publish.manifest import Listed, Manifest, read_manifest
from dauys.publish.media import ABOUT, MADE, media
from dauys.publish.minutes import NOTED, Minutes, minutes_in
from dauys.publish.proofs import path_of
from dauys.publish.second_process import SecondProcess
from dauys.publish.shares import dealt, in_shares
from dauys.publish.site.address import Site
from dauys.publish.site.data import page_csv, page_json
from dauys.publish.site.embeds import Told, embed_files, embeds
from dauys.publish.site.feeds import feeds
from dauys.publish.site.history import KINDS, Change, History
from dauys.publish.site.html import TEMPLATES, first_html, missing_html, page_html
from dauys.publish.site.page import Page
from dauys.publish.site.pages.everything import Made, pages
from dauys.publish.site.schemas import schemas
from dauys.publish.site.snapshot import (
    BUNDLE,
    CURRENT,
    FORMAT,
    LATEST,
    MANIFEST,
    NOTE,
    SNAPSHOTS,
    SOFTWARE,
    Published,
    keep,
    put,
    show,
    software,
)  # fmt: skip
from dauys.publish.source import Kept, Source
from dauys.publish.touched import touched
from dauys.publish.writing import Before, Draft, Share, drafting
from dauys.text import LANGUAGES, BadInput, Fault

SOME = 64
"""Pages that are made in one piece: a process that has done one takes the next."""


def publish_site(
    record: Record,
    site: Path,
    key: SigningKey,
    progress: Progress = silent,
    disk: Disk | None = None,
    *,
    large: bool = True,
    office: str = "",
) -> Published:
    """Publish a record as the next snapshot of a site, which is made where there is none. As a publisher does, once."""
    with closing(Publisher(site, key, disk or Disk(), office)) as publisher:
        return publisher.publish(record, progress, large=large)


@dataclass
class Publisher:
    """Adds snapshots to a site, one after the other, as the same record goes on: what no act has touched is not made again.

    Owned by one process. Where a publication fails, the next one makes everything anew.
    """

    site: Path
    key: SigningKey
    disk: Disk = field(default_factory=Disk)
    office: str = ""  # the address of the office that takes reports of errors; without one, no page leads to it
    processes: int = 1  # that make pages
    _last: Before | None = None  # what this very publisher has published last; with it goes what follows
    _kept: Kept = field(default_factory=lambda: Kept(Minutes()))
    _history: History = field(default_factory=History)
    _statuses: Mapping[str, str] = field(default_factory=dict)  # of contests, as they were then
    _second: SecondProcess = field(default_factory=SecondProcess)

    def publish(self, record: Record, progress: Progress = silent, *, large: bool = True) -> Published:
        """Publish what has been signed since.

        large: whether the files for the media are made anew too, and everything checked once more; else they are those of the
        snapshot before, and say so, and what new acts have touched is checked.
        Raises BadInput as ``publish`` does; and where the second implementation disagrees: then nothing is published.
        """
        large = large or _closed(record)
        number = record.checkpoint.size
        out = self.site / SNAPSHOTS / str(number)
        with refusing(record, out, self.key):
            before = self._before(record)
            if out.is_dir():  # it is whole, for it has its name; only nobody was led to it yet
                show(self.site, out, self.disk)
                return Published(out, number, sum(1 for path in out.rglob("*") if path.is_file()), 0)
            with record.log() as log, drafting(out, self.disk, before, ".draft") as draft:
                kept = self._read_on(record, log, before)
                source = Source(record, log, draft.work, kept)
                source.computed()  # once, and not in each copy of this process
                _bundle(source, draft, self.key, self.processes)
                since = None if before is None else before.folder / BUNDLE
                with self._second.checking(draft.folder / BUNDLE, record, since, whole=large) as agreed:
                    history = tuple(self._history.changes)
                    _site(source, history, draft, progress, self.office, self.processes, large=large)
                    agreed()
                manifest = Manifest.of(record.checkpoint.origin, number, record.event.invented, draft.listed.values(), FORMAT)
                draft.put(MANIFEST, bytes(manifest))
                draft.put(NOTE, bytes(manifest.signed(self.key)))
                told = Published(out, number, len(draft.listed), draft.new)
            show(self.site, out, self.disk)
        self._last = Before(out.resolve(), draft.listed)
        self._kept, self._statuses = source.computed(), dict(record.state.status)
        return told

    def close(self) -> None:
        """Nothing more will be published."""
        self._second.end()

    def _before(self, record: Record) -> Before | None:
        """The snapshot that is shown now: where this publisher made it, it need not be read."""
        if self._last is not None and (self.site / CURRENT).resolve() == self._last.folder:
            _check_newer(self.site, record, record.checkpoint.origin, int(self._last.folder.name))
            return self._last
        return _before(self.site, record, self.key)

    def _read_on(self, record: Record, log: Log, before: Before | None) -> Kept:
        """What still holds of the publication before, its minutes read on. Nothing does until this one has succeeded."""
        first = 0 if before is None or before is not self._last else int(before.folder.name)
        self._last = None
        if first == 0:
            self._kept, self._history = Kept(Minutes()), History()
        new = []
        for minute in minutes_in(log, first, None if first else {*NOTED, *KINDS}):
            self._kept.minutes.take(minute)
            self._history.take(minute)
            if first:
                new.append(minute.entry)
        return replace(self._kept, touched=touched(record.state, new, self._statuses, self._kept.alone) if first else None)


def _closed(record: Record) -> bool:
    """Whether nothing is to come: every result is final or annulled."""
    state = record.state
    return all(state.status.get(contest.id) in ("final", "annulled") for contest in state.event.contests)


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
    _check_newer(site, record, manifest.origin, manifest.snapshot)
    return Before(folder.resolve(), {one.path: one for one in manifest.files})


def _check_newer(site: Path, record: Record, origin: str, snapshot: int) -> None:
    """Raises BadInput where the record has no more acts than the snapshot that is shown, or others."""
    checkpoint, folder = record.checkpoint, site / CURRENT
    if origin != checkpoint.origin or snapshot > checkpoint.size:
        cause = f"snapshot {snapshot} of {origin} is published here, and the record is older or of another log"
        raise _bad(folder, cause, "publish the record that belongs here")
    if snapshot == checkpoint.size:
        cause = f"these very acts are published here already, as snapshot {snapshot}; nothing was changed"
        raise _bad(folder, cause, "there is nothing to do")


# ---- the parts ---------------------------------------------------------------------------------------------------------


def _bundle(source: Source, draft: Draft, key: SigningKey, processes: int) -> None:
    """The bundle; where there are several processes, two write parts of their own, and all of them take receipts then."""
    own, common = apart(source.event) if processes > 1 else ([PARTS], [])

    def put_in(path: str, data: bytes | None) -> Listed:
        return draft.put(f"{BUNDLE}/{path}", data)

    with dealt(len(common)) as mine:

        def share(at: int) -> list[Listed]:
            first = own[at] if at < len(own) else ()
            return [*write_parts(source, (*first, *(common[one] for one in mine())), put_in)]

        folders = [f"{BUNDLE}/{path}" for path in (README, path_of("any"))]
        listed = [one for each in _shared(draft, processes, share, folders) for one in each]
    seal_bundle(source, put_in, key, listed)
    for name, path in source.scans.items():
        draft.put_again(path, f"{BUNDLE}/attachments/{name}")


def _shared[T](draft: Draft, processes: int, work: Callable[[int], T], paths: Iterable[str]) -> list[T]:
    """Work done by several processes, which all put files into a draft. paths: of files, whose folders they share."""
    first = len(draft.listed)
    draft.prepare(paths)

    def share(at: int) -> tuple[T, Share]:
        return work(at), draft.put_since(first)

    done = in_shares(processes, share)
    for _, files in done:
        draft.take_in(files)
    return [made for made, _ in done]


def _site(
    source: Source, history: tuple[Change, ...], draft: Draft, progress: Progress, office: str, processes: int, *, large: bool
) -> None:
    """Every page as HTML in each language, JSON and CSV, and the files for the media."""
    site = Site(source.state.event, office)
    draft.put(SOFTWARE, f"{software()}\n{office}".encode())
    for name in ("site.css", "site.js"):
        put(draft, f"look/{name}", (TEMPLATES / name).read_bytes())
    put(draft, "index.html", first_html(site))
    put(draft, "404.html", missing_html(site))
    for path, data in (*feeds(source, history), *schemas()):
        put(draft, path, data)
    latest = {"snapshot": source.record.checkpoint.size, "at": source.at}
    draft.put(LATEST, (json.dumps(latest) + "\n").encode())
    made = [*pages(source, history)]
    work = [
        partial(_media, source, draft, large=large),
        *(partial(_pages, some, source, site, draft) for some in batched(made, SOME)),
    ]
    with dealt(len(work)) as mine:

        def share(at: int) -> None:
            for one in mine():
                work[one]()
                if at == 0:
                    progress(min(one * SOME, len(made)), len(made))

        _shared(draft, processes, share, (*(path for one in made for path in _files(site, one)), *MADE))
    progress(len(made), len(made))


def _pages(some: Iterable[Made], source: Source, site: Site, draft: Draft) -> None:
    """Some of the pages; one that no act has touched, or whose JSON is as before, is not told again. That holds as long as the
    same software tells it and leads to the same office: ``look/software.txt`` says which.
    """
    for one in some:
        if one.as_before and draft.kept(SOFTWARE):
            for path in filter(draft.was, _files(site, one)):
                keep(draft, path)
        else:
            _page(one.make(), source, site, draft)


def _files(site: Site, page: Made) -> list[str]:
    """Where a page lies."""
    data, html = (site.data(page.path, ending) for ending in ("json", "csv")), (site.html(page.path, one) for one in LANGUAGES)
    return [*data, *html, *embed_files(page.path, site)]


def _page(page: Page, source: Source, site: Site, draft: Draft) -> None:
    data = site.data(page.path, "json")
    put(draft, data, page_json(page, source.state.event.invented))
    if (table := page_csv(page)) is not None:
        put(draft, site.data(page.path, "csv"), table)
    for language in LANGUAGES:
        whole: Told = (site.html(page.path, language), partial(page_html, page, site, language))
        for path, make in (whole, *embeds(page, site, language)):
            if draft.kept(data) and draft.kept(SOFTWARE):
                keep(draft, path)
            else:
                put(draft, path, make())


def _media(source: Source, draft: Draft, *, large: bool) -> None:
    """The large files: made, or those of before."""
    if large or not draft.was(ABOUT):
        for path, data in media(source, draft.folder / BUNDLE):
            (draft.put if path.endswith(".zip") else partial(put, draft))(path, data)
    else:
        for path in MADE:
            (draft.keep if path.endswith(".zip") else partial(keep, draft))(path)


def _bad(where: Path, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(str(where), None, None, None, cause, cure),))
