"""Turnout hour by hour as it was reported, at the widest places; and where to find it after the count."""

from collections.abc import Iterator

from dauys.publish.site.page import Column, Page, Paragraph, Part, Say, Section, Table, To, Value
from dauys.publish.site.pages.drawing import hours_drawn
from dauys.publish.site.pages.naming import of, to_place
from dauys.publish.source import Source

REPORTED = "interim"
"""The status of what stations report while people vote: their protocols say it again, and count."""


def turnout(source: Source) -> Page:
    """The page of turnout."""
    event = source.state.event
    sections = [Section("hours", Say("site.by hour"), [*_hours(source)])] if source.hours else []
    lead = Paragraph(Say("site.turnout told" if source.hours else "site.no turnout"), "lead")
    return Page("turnout", Say("site.turnout"), sections, way=[To("index", event.names)], lead=[lead])


def _hours(source: Source) -> Iterator[Part]:
    """For each place of the first two levels: ballots issued up to each hour, as a share of the voters of who reported."""
    event = source.state.event
    shown = [one for one in event.places.values() if one.id == event.country or one.parent == event.country]
    hours = sorted({hour.hour for told in source.hours.values() for hour in told})
    rows: list[list[Value]] = []
    for place in shown:
        told = {hour.hour: hour for hour in source.hours.get(place.id, ())}
        rows.append([to_place(source, place.id), *(told[hour].share if hour in told else None for hour in hours)])
    columns = [Column("place", Say("page.place"), words=True), *(Column(hour, hour) for hour in hours)]
    yield hours_drawn(source, [one.id for one in shown])
    yield Table("hours", Say("site.by hour"), columns, rows, REPORTED, Say("site.hours note"), sums=frozenset({0}), unseen=True)
    country = source.hours.get(event.country, ())
    rows = [[hour.hour, hour.issued, hour.voters, hour.share, of(hour.reporting, hour.stations)] for hour in country]
    columns = [
        Column("hour", Say("site.hour"), words=True), Column("issued", Say("page.base issued")),
        Column("voters", Say("page.voters of these")), Column("share", Say("site.share of voters")),
        Column("stations", Say("site.reporting")),
    ]  # fmt: skip
    yield Table("country", event.places[event.country].names, columns, rows, REPORTED)
