"""Every page of a site, and on what each depends."""

from collections.abc import Callable, Iterator
from functools import partial

from dauys.publish.site.history import Change, History
from dauys.publish.site.page import Page
from dauys.publish.site.pages.chamber import chamber
from dauys.publish.site.pages.changes import changes
from dauys.publish.site.pages.commissions import ABOVE, commission
from dauys.publish.site.pages.constituencies import constituencies, constituency
from dauys.publish.site.pages.hub import bodies, hub
from dauys.publish.site.pages.missing import missing
from dauys.publish.site.pages.naming import body_page, contest_page
from dauys.publish.site.pages.places import place
from dauys.publish.site.pages.seats import seats
from dauys.publish.site.pages.stations import station
from dauys.publish.site.pages.texts import data, method, statuses
from dauys.publish.site.pages.turnout import turnout
from dauys.publish.site.pages.where import ballot, where, where_in
from dauys.publish.source import Source

type Made = Callable[[], Page]


def pages(source: Source, history: History) -> Iterator[Made]:
    """Every page, each made when it is asked for: there are ten thousand of stations."""
    event = source.state.event
    yield partial(hub, source, history.latest)
    if len(event.bodies) > 1:
        yield partial(bodies, source)
    changed = {_body(one): one.entry["at"] for one in history.changes}  # of several the last
    for body in event.bodies:
        yield partial(chamber, source, body, changed.get(body))
        yield partial(seats, source, body)
        if any(contest.tier == "constituency" for contest in source.contests[body]):
            yield partial(constituencies, source, body)
    for contest in event.contests:
        if contest_page(contest) != body_page(contest.body):
            yield partial(constituency, source, contest)
        yield partial(ballot, source, contest)
    for place_id in event.places:
        yield partial(place, source, place_id)
    for one in event.commissions.values():
        if one.kind in ABOVE:
            yield partial(commission, source, one.id)
    for station_id in event.stations:
        yield partial(station, source, station_id)
    for place_id in source.stations_in:
        yield partial(where_in, source, place_id)
    yield partial(changes, source, tuple(history.changes))
    for kind in (where, turnout, missing, data, method, statuses):
        yield partial(kind, source)


def _body(change: Change) -> str | None:
    """The body that a change is about; None where it is about a station's own record, or all."""
    told = change.entry.get("body") or change.entry.get("contest")
    return None if told is None else str(told).partition(".")[0]
