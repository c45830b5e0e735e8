"""From elections as others published them to a site: the pages, what they are made from, and a manifest. No log, no bundle.

A snapshot is named by what it is made from, so that the same data and software give the same one; it appears whole or not at
all, and ``current`` is moved in one step.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from dauys.election.day import Day
from dauys.ledger import Disk, LedgerError, SigningKey
from dauys.publish.manifest import Manifest
from dauys.publish.reported import STATUS, ReportedResults, files_of
from dauys.publish.site.address import Site
from dauys.publish.site.data import page_csv, page_json
from dauys.publish.site.html import TEMPLATES, first_html, page_html
from dauys.publish.site.page import Say, Several, To, Value
from dauys.publish.site.pages.reported import reported_pages
from dauys.publish.site.pages.reported_texts import SOURCE
from dauys.publish.site.snapshot import (
    CURRENT,
    FORMAT,
    MANIFEST,
    NOTE,
    SNAPSHOTS,
    SOFTWARE,
    Published,
    put,
    show,
    software,
)  # fmt: skip
from dauys.publish.writing import Draft, drafting
from dauys.text import LANGUAGES, BadInput, Fault


def publish_reported(day: Day, site: Path, key: SigningKey | None = None, disk: Disk | None = None) -> Published:
    """Publish a day's elections as a snapshot of a site, which is made where there is none; signed where a key is given.

    Raises BadInput where the votes cannot be shown, or the folder shows something else.
    """
    disk = disk or Disk()
    files = dict(files_of(day))
    out = site / SNAPSHOTS / _name(files, key)
    _refuse_another(day, site)
    if out.is_dir():  # it is whole, for it has its name
        show(site, out, disk)
        return Published(out, 0, sum(1 for path in out.rglob("*") if path.is_file()), 0)
    with drafting(out, disk, beside=".draft") as draft:
        source = ReportedResults(day)
        _files(source, draft, files)
        _pages(source, draft, files)
        manifest = Manifest.of(day.id, 0, False, draft.listed.values(), FORMAT)
        draft.put(MANIFEST, bytes(manifest))
        if key is not None:
            draft.put(NOTE, bytes(manifest.signed(key)))
        told = Published(out, 0, len(draft.listed), draft.new)
    show(site, out, disk)
    return told


def _refuse_another(day: Day, site: Path) -> None:
    """Raises BadInput where the folder shows something else: a record's site must not be led to results without a record."""
    file = site / CURRENT / MANIFEST
    try:
        shown = Manifest.parse(file.read_bytes(), FORMAT) if (site / CURRENT).exists() else None
    except (OSError, LedgerError):
        shown = Manifest("another folder", 0, False, ())
    if shown is not None and (shown.origin, shown.snapshot) != (day.id, 0):
        cause = f"something else is shown there: {shown.origin}"
        raise BadInput((Fault(str(site), None, None, None, cause, "name a folder that does not exist yet"),))


def _name(files: Mapping[str, bytes], key: SigningKey | None) -> str:
    """Of the snapshot: by what it is made from, the software, and who signs it."""
    parts = [
        software(),
        str(key.public) if key else "",
        *(f"{path} {sha256(data).hexdigest()}" for path, data in files.items()),
    ]
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def _files(source: ReportedResults, draft: Draft, files: Mapping[str, bytes]) -> None:
    """What the site is made from, and the outcomes with every step."""
    draft.put(SOFTWARE, f"{software()}\n".encode())
    for path, data in files.items():
        put(draft, f"{SOURCE}/{path}", data)
    for body, outcome in source.outcomes.items():
        told = {"body": body, "law": outcome.law, "status": STATUS, "outcome": outcome.as_json(body)}
        put(draft, f"seats/{body}.json", (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())


def _pages(source: ReportedResults, draft: Draft, files: Mapping[str, bytes]) -> None:
    """Every page as HTML in each language, JSON and CSV."""
    site = Site(source.event, notice=_notice(source))
    put(draft, "look/site.css", (TEMPLATES / "site.css").read_bytes())
    put(draft, "index.html", first_html(site))
    for make in reported_pages(source, files):
        page = make()
        put(draft, site.data(page.path, "json"), page_json(page, invented=False))
        if (table := page_csv(page)) is not None:
            put(draft, site.data(page.path, "csv"), table)
        for language in LANGUAGES:
            put(draft, site.html(page.path, language), page_html(page, site, language))


def _notice(source: ReportedResults) -> Value:
    """What every page says of its figures, with the way to the sources and to what is not known."""
    told = Say("reported.notice")
    if source.stations:
        told = Say("reported.notice stations", {"number": source.stations})
    links = Several((To("sources", Say("reported.sources")), To("blanks", Say("reported.blanks"))), " · ")
    return Several((told, links), " ")
