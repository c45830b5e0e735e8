"""Every page of a site, and on what each depends."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from dauys.publish.site.history import Change
from dauys.publish.site.page import Page
from dauys.publish.site.pages.chamber import chamber
from dauys.publish.site.pages.changes import changes
from dauys.publish.site.pages.commissions import ABOVE, commission
from dauys.publish.site.pages.constituencies import constituencies, constituency
from dauys.publish.site.pages.hub import bodies, hub
from dauys.publish.site.pages.missing import missing
from dauys.publish.site.pages.naming import body_page, commission_page, contest_page, place_page, station_page
from dauys.publish.site.pages.places import place
from dauys.publish.site.pages.seats import seats
from dauys.publish.site.pages.stations import station
from dauys.publish.site.pages.texts import data, method, statuses
from dauys.publish.site.pages.turnout import turnout
from dauys.publish.site.pages.where import ballot, ballot_page, where, where_in
from dauys.publish.source import Source


@dataclass(frozen=True, slots=True)
class Made:
    """A page that is made when it is asked for: there are ten thousand of stations."""

    path: str
    make: Callable[[], Page]
    as_before: bool  # no act since the publication before can have moved what it says


def pages(source: Source, history: tuple[Change, ...]) -> Iterator[Made]:
    """Every page."""
    event, fixed = source.state.event, source.kept is not None and source.kept.touched is not None
    yield Made("index", partial(hub, source), as_before=False)
    if len(event.bodies) > 1:
        yield Made("bodies", partial(bodies, source), as_before=False)
    changed = {_body(one): one.entry["at"] for one in history}  # of several the last
    for body in event.bodies:
        held = source.holds("body", body)
        yield Made(body_page(body), partial(chamber, source, body, changed.get(body)), held)
        yield Made(f"{body}/seats", partial(seats, source, body), held)
        if any(contest.tier == "constituency" for contest in source.contests[body]):
            yield Made(f"{body}/constituencies", partial(constituencies, source, body), held)
    for contest in event.contests:
        if contest_page(contest) != body_page(contest.body):
            yield Made(contest_page(contest), partial(constituency, source, contest), source.holds("contest", contest.id))
        yield Made(ballot_page(contest), partial(ballot, source, contest), fixed)
    for id in event.places:
        yield Made(place_page(id), partial(place, source, id), source.holds("place", id))
    for one in event.commissions.values():
        if one.kind in ABOVE:
            yield Made(commission_page(one.id), partial(commission, source, one.id), source.holds("commission", one.id))
    for id in event.stations:
        yield Made(station_page(id), partial(station, source, id), source.shown_as_before(id))
    for id in source.stations_in:
        yield Made(f"where/{id}", partial(where_in, source, id), fixed)
    yield Made("changes", partial(changes, source, history), as_before=False)
    yield Made("turnout", partial(turnout, source), as_before=False)
    yield Made("missing", partial(missing, source), as_before=False)
    for path, kind in (("where/index", where), ("data", data), ("method", method), ("status", statuses)):
        yield Made(path, partial(kind, source), fixed)


def _body(change: Change) -> str | None:
    """The body that a change is about; None where it is about a station's own record, or all."""
    told = change.entry.get("body") or change.entry.get("contest")
    return None if told is None else str(told).partition(".")[0]
