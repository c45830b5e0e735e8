"""What is not counted: by place and class, the stations that are held, and what the missing papers can still change."""

from dauys.protocol.life import HELD
from dauys.publish.seats import least_far
from dauys.publish.site.page import Column, File, Page, Paragraph, Part, Say, Section, Table, To, Value, word
from dauys.publish.site.pages.naming import body_page, contest_name, station_page, to_place
from dauys.publish.source import Source
from dauys.tally.totals import CLASS_NAMES

SHOWN = 300
"""Single papers listed on the page; all of them are in the tables of protocols."""


def missing(source: Source) -> Page:
    """The page of what is missing."""
    event = source.state.event
    sections = [Section("places", Say("site.missing by place"), [_places(source)])]
    if bodies := _bodies(source):
        sections.append(Section("change", Say("site.can still change"), [bodies]))
    if papers := _papers(source):
        sections.append(Section("papers", Say("site.held and missing"), papers))
    return Page(
        "missing", Say("site.missing"), sections, way=[To("index", event.names)],
        lead=[Paragraph(Say("site.missing told"), "lead")], data=[File("bundle/open.json", "open.json")],
    )  # fmt: skip


def _bodies(source: Source) -> Table | None:
    """Of each body that waits: how many papers, and whether they can change a seat."""
    event = source.state.event
    rows: list[list[Value]] = []
    for body, one in source.opens.items():
        papers = sum(sum(wait.stations.values()) for wait in one.waits.values())
        if papers:
            ballots = sum(wait.ballots for wait in one.waits.values())
            turn = Say("site.no" if one.bounds.decided else "site.yes")
            rows.append([To(f"{body_page(body)}#open", event.body(body).names), papers, ballots, turn])
    columns = [
        Column("body", Say("page.body"), words=True), Column("papers", Say("site.papers missing")),
        Column("ballots", Say("site.ballots at most")), Column("change", Say("site.can turn"), words=True),
    ]  # fmt: skip
    status = least_far(source.state, (wait for one in source.opens.values() for wait in one.waits))
    return Table("change", Say("site.can still change"), columns, rows, status, unseen=True) if rows else None


def _places(source: Source) -> Table:
    """Papers by class, at the country and the places right below it: of all contests together."""
    event, state = source.state.event, source.state
    shown = [one.id for one in event.places.values() if one.id == event.country or one.parent == event.country]
    counts = {place: dict.fromkeys(CLASS_NAMES, 0) for place in shown}
    for table in source.tables.values():
        for station in table.stations:
            class_ = state.class_of(station.id, table.contest)
            for place in source.lineages[station.place]:
                if place in counts:
                    counts[place][class_] += 1
    rows: list[list[Value]] = [
        [to_place(source, place), *counts[place].values(), sum(counts[place].values())] for place in shown
    ]
    columns = [Column("place", Say("page.place"), words=True), *(Column(name, word("class", name)) for name in CLASS_NAMES)]
    status = least_far(state, (one.id for one in event.contests))
    return Table(
        "places", Say("site.missing by place"), [*columns, Column("expected", Say("page.expected"))], rows, status,
        Say("site.all ballots together"), sums=frozenset({0}), unseen=True,
    )  # fmt: skip


def _papers(source: Source) -> list[Part]:
    """Single papers that do not count, held ones first."""
    event = source.state.event
    found = [
        (life.latest.state != HELD, at, station.id, table.contest, life)
        for at, table in enumerate(source.tables.values())
        for station in table.stations
        if (life := table.life(station.id)).class_ not in ("approved", "annulled")
    ]
    found.sort(key=lambda one: one[:2])
    rows: list[list[Value]] = []
    for _, _, station, contest, life in found[:SHOWN]:
        name: Value = Say("site.own record") if contest == "station" else contest_name(event, event.contest(contest))
        reason = life.latest.reason if life.latest.state == HELD else None
        rows.append([To(f"{station_page(station)}#paper-{contest}", station), name, word("class", life.class_), reason or ""])
    columns = [
        Column("station", Say("page.station"), words=True), Column("contest", Say("site.ballot"), words=True),
        Column("class", Say("page.class"), words=True), Column("reason", Say("site.reason"), words=True),
    ]  # fmt: skip
    if not rows:
        return []
    told = Paragraph(Say("site.first of", {"shown": len(rows), "all": len(found)}), "note")
    return [told, Table("papers", Say("site.held and missing"), columns, rows, unseen=True)]
