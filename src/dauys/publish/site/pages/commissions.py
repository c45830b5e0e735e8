"""The page of a commission above the stations: the sums that it signed, beside the sums of its stations."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from dauys.acts import STATION
from dauys.publish.seats import least_far
from dauys.publish.site.page import Column, File, Page, Paragraph, Say, Section, Table, To, Value, word
from dauys.publish.site.pages.naming import commission_page, contest_name, station_page
from dauys.publish.source import Source
from dauys.publish.summaries import compared

ABOVE = ("territorial", "okrug", "central")
"""The kinds of commissions that have a page; what a precinct commission signs is on the page of its station."""


def commission(source: Source, commission_id: str) -> Page:
    """The page of a commission."""
    event = source.state.event
    of = event.commissions[commission_id]
    sections = [
        Section(f"sums-{contest}", contest_name(event, event.contest(contest)), [table])
        for contest, table in _summaries(source, commission_id)
    ]
    if stations := _stations(source, commission_id):
        sections.append(Section("stations", Say("site.papers come here"), [stations]))
    parent = [] if of.parent is None else [To(commission_page(of.parent), event.commissions[of.parent].names)]
    return Page(
        commission_page(commission_id), of.names, sections, way=[To("index", event.names), *parent],
        lead=[Paragraph(Say(f"site.kind {of.kind}"), "lead"), Paragraph(Say("site.signed told"), "note")],
        data=[File("bundle/summaries.csv", "summaries.csv")],
    )  # fmt: skip


def _summaries(source: Source, commission_id: str) -> Iterator[tuple[str, Table]]:
    """Of each contest the figures that it signed, the sums of its stations, and the difference."""
    for contest in source.summaries_of.get(commission_id, ()):
        rows: list[list[Value]] = []
        for line, signed, stations in compared(source.state, source.tables[contest], commission_id):
            difference = signed - stations if signed is not None and stations is not None else None
            rows.append([line, signed, stations, difference])
        columns = [
            Column("line", Say("site.line"), words=True), Column("signed", Say("site.signed")),
            Column("stations", Say("site.sum of stations")), Column("difference", Say("site.difference")),
        ]  # fmt: skip
        status = least_far(source.state, [contest])
        yield contest, Table(f"sums-{contest}", Say("site.signed and summed"), columns, rows, status, unseen=True)


def _stations(source: Source, commission_id: str) -> Table | None:
    """The stations whose papers it receives first, with the class of each paper."""
    event = source.state.event
    found = source.received_by.get(commission_id, {})
    if not found or event.commissions[commission_id].kind == "central":
        return None
    rows: list[list[Value]] = []
    for station, contests in found.items():
        classes: Mapping[str, int] = _classes(source, station, contests)
        told = [classes.get("approved", 0), classes.get("held", 0), len(contests)]
        rows.append([To(station_page(station), station), event.stations[station].names, *told])
    columns = [
        Column("station", Say("page.station"), words=True), Column("name", Say("page.name"), words=True),
        Column("approved", word("class", "approved")), Column("held", word("class", "held")),
        Column("expected", Say("page.expected")),
    ]  # fmt: skip
    status = least_far(source.state, {one for contests in found.values() for one in contests} - {STATION})
    return Table("stations", Say("site.papers come here"), columns, rows, status, unseen=True)


def _classes(source: Source, station: str, contests: tuple[str, ...]) -> Mapping[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for contest in contests:
        counts[source.state.class_of(station, contest)] += 1
    return counts
