"""Which pages the public site has, and what they are called: a report names one of them, and nothing else can be named.

The office knows no page's content, and asks the site nothing: what pages there are follows from the definition. A test holds
that every page that is published is known here.
"""

from collections.abc import Mapping
from typing import Any

from dauys.election.event import Contest, Event
from dauys.text import phrase

FIRST = "index"
SINGLE = {
    "bodies": "site.bodies", "changes": "site.changes", "turnout": "site.turnout", "missing": "site.missing",
    "data": "site.data", "method": "site.method", "status": "site.statuses", "where/index": "site.where",
}  # fmt: skip
"""Pages of which every site has one, by the phrase that is their title."""


def title(page: str, event: Event, language: str) -> str | None:
    """What a page is called; None where the site has no such page."""
    if page == FIRST:
        return event.names.told(language)
    if page in SINGLE:
        return phrase(SINGLE[page], language)
    kind, _, name = page.partition("/")
    if kind == "station" and name in event.stations:
        return f"{phrase('page.station', language)} {name}"
    if kind == "place" and name in event.places:
        return event.places[name].names.told(language)
    if kind == "where" and name in event.places:
        return f"{phrase('site.where', language)}: {event.places[name].names.told(language)}"
    if kind == "commission" and name in event.commissions:
        return event.commissions[name].names.told(language)
    if kind == "ballot":
        ballots = (one for one in event.contests if one.id == name)
        return next((f"{phrase('site.ballot', language)}: {_name(one, event, language)}" for one in ballots), None)
    if kind in event.bodies:
        return _of_body(kind, name, event, language)
    return None


def _of_body(body: str, name: str, event: Event, language: str) -> str | None:
    names = event.body(body).names.told(language)
    if name == "seats":
        return phrase("site.how seats", language, body=names)
    if name in ("index", "constituencies"):
        return names
    own = (one for one in event.contests_of_body(body) if one.id in (name, f"{body}.{name}"))
    return next((_name(one, event, language) for one in own), None)


def _name(contest: Contest, event: Event, language: str) -> str:
    where = phrase(f"tier.{contest.tier}", language) if contest.constituency is None else contest.names.told(language)
    return f"{event.body(contest.body).names.told(language)}: {where}"


def address(site: str, page: str, event: Event, language: str) -> str:
    """Where a page lies, on a site at an address; empty where the office was not told the site's address."""
    path, mark, part = page.partition("#")
    return f"{site}/{language}/{event.origin.rpartition('/')[2]}/{path}.html{mark}{part}" if site else ""


def page_of(act: Mapping[str, Any]) -> str:
    """The page that shows an act: of a station its own, else that of the changes."""
    if "station" not in act:
        return "changes"
    paper = f"#paper-{act['contest']}" if "contest" in act else ""
    return f"station/{act['station']}{paper}"
