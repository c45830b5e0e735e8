"""The newest changes as Atom (RFC 4287) and JSON Feed 1.1, in each language; what is taken back is told as taken back.

In Atom that is a tombstone (RFC 6721) of the entry that approved the older version; in the JSON Feed ``_dauys.retracts``.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from dauys.publish.site.address import Site
from dauys.publish.site.history import Change
from dauys.publish.site.page import Say, Several
from dauys.publish.site.pages.changes import about, act_of, newest, reason_of
from dauys.publish.site.telling import said
from dauys.publish.source import Source
from dauys.text import LANGUAGES

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


def feeds(source: Source, history: tuple[Change, ...]) -> Iterator[tuple[str, bytes]]:
    """Path and content of each feed."""
    site = Site(source.state.event)
    for language in LANGUAGES:
        yield f"feeds/{language}/changes.atom", _atom(source, site, history, language).encode()
        yield f"feeds/{language}/changes.json", _json_feed(source, site, history, language)


def _id(site: Site, index: int) -> str:
    """A name that lasts (RFC 4151): the log, and the entry in it."""
    authority, _, path = site.event.origin.partition("/")
    return f"tag:{authority},{site.event.date.year}:{path}/entry/{index}"


def _title(source: Source, language: str) -> str:
    event = source.state.event
    title = said(Several((event.names, Say("site.changes")), ": "), language)
    return f"{said(Say('page.invented'), language)} · {title}" if event.invented else title


def _told(source: Source, change: Change, language: str) -> tuple[str, str]:
    """A change as a heading and a sentence."""
    what = said(Several((act_of(change), about(source, change)), ": "), language)
    return what, said(reason_of(change), language)


def _page(site: Site, change: Change, language: str) -> str:
    """The page of what has changed, from the folder of the feed."""
    page = f"station/{change.entry['station']}" if "station" in change.entry else "changes"
    return f"../../{site.html(page, language)}"


def _atom(source: Source, site: Site, history: tuple[Change, ...], language: str) -> str:
    shown = newest(history)
    updated = shown[0].entry["at"] if shown else f"{site.event.date.isoformat()}T00:00:00Z"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="{ATOM}" xmlns:at="{TOMBSTONES}" xml:lang="{language}">',
        f"<id>{escape(_id(site, 0))}</id><title>{escape(_title(source, language))}</title><updated>{updated}</updated>",
        f"<author><name>{escape(site.event.origin)}</name></author>",
        f'<link rel="alternate" type="text/html" href={quoteattr(f"../../{site.html('changes', language)}")}/>',
    ]
    for change in shown:
        what, why = _told(source, change, language)
        if change.takes_back is not None:
            lines.append(
                f"<at:deleted-entry ref={quoteattr(_id(site, change.takes_back))} when={quoteattr(change.entry['at'])}/>"
            )
        lines.append(
            f"<entry><id>{escape(_id(site, change.index))}</id><title>{escape(what)}</title>"
            f"<updated>{change.entry['at']}</updated><link href={quoteattr(_page(site, change, language))}/>"
            f"<summary>{escape(why)}</summary></entry>"
        )
    return "\n".join([*lines, "</feed>", ""])


def _json_feed(source: Source, site: Site, history: tuple[Change, ...], language: str) -> bytes:
    items = []
    for change in newest(history):
        what, why = _told(source, change, language)
        told = {"entry": change.index, "act": change.kind, "invented": site.event.invented}
        if change.takes_back is not None:
            told["retracts"] = _id(site, change.takes_back)
        items.append({
            "id": _id(site, change.index), "url": _page(site, change, language), "title": what, "content_text": why or what,
            "date_published": datetime.fromisoformat(change.entry["at"]).isoformat(), "_dauys": told,
        })  # fmt: skip
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(source, language),
        "language": language,
        "items": items,
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()
