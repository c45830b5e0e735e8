"""The page of a place: what was voted there, the places in it, and the stations."""

from collections.abc import Iterator

from dauys.acts import STATION
from dauys.election.event import Contest, lineage
from dauys.publish.seats import least_far
from dauys.publish.site.page import Column, Page, Paragraph, Part, Say, Section, Table, To, Value, word
from dauys.publish.site.pages.constituencies import votes_table
from dauys.publish.site.pages.naming import (
    contest_name,
    of,
    option_name,
    place_page,
    share,
    station_page,
    to_place,
)
from dauys.publish.source import Source
from dauys.tally.totals import CLASS_NAMES


def place(source: Source, place_id: str) -> Page:
    """The page of a place."""
    event = source.event
    above = [one for one in reversed(lineage(place_id, event.places)[1:]) if one != event.country]
    sections = [*_contests(source, place_id)]
    if below := _below(source, place_id):
        sections.insert(0, Section("places", Say("site.places in"), below))
    if place_id in source.stations_in:
        sections.insert(0, Section("stations", Say("page.stations"), [_stations(source, place_id)]))
    return Page(
        place_page(place_id), event.places[place_id].names, sections,
        way=[To("index", event.names), *(to_place(source, one) for one in above)],
        lead=[Paragraph(_counted(source, place_id), "big"), _classes(source, place_id)],
    )  # fmt: skip


def lists_at(source: Source, place_id: str) -> list[Contest]:
    """The list contests of which there are totals at a place."""
    return [one for one in source.event.contests if one.tier == "list" and place_id in source.totals[one.id]]


def _counted(source: Source, place_id: str) -> Value:
    found = [source.totals[one.id][place_id] for one in lists_at(source, place_id)]
    counted, expected = sum(one.counted for one in found), sum(one.stations for one in found)
    return Say("site.counted lists", {"part": counted, "whole": expected, "share": share(counted, expected)})


def _classes(source: Source, place_id: str) -> Table:
    """In which class the expected protocols of the lists are."""
    rows: list[list[Value]] = []
    for contest in lists_at(source, place_id):
        total = source.totals[contest.id][place_id]
        counts = [total.partition[name] for name in CLASS_NAMES]
        rows.append([contest_name(source.event, contest), *counts, total.stations])
    columns = [Column("contest", Say("site.ballot"), words=True), *(Column(name, word("class", name)) for name in CLASS_NAMES)]
    columns.append(Column("expected", Say("page.expected")))
    status = least_far(source.state, (contest.id for contest in lists_at(source, place_id)))
    return Table("progress", Say("page.progress"), columns, rows, status)


def _contests(source: Source, place_id: str) -> Iterator[Section]:
    """The votes for each list here; for the lists of the widest body first."""
    for contest in lists_at(source, place_id):
        total = source.totals[contest.id][place_id]
        parts: list[Part] = [votes_table(source, contest, total)]
        yield Section(f"votes-{contest.id}", contest_name(source.event, contest), parts)


def _below(source: Source, place_id: str) -> list[Part]:
    """The places right below, with the votes for the first of the lists."""
    event = source.event
    children = [one.id for one in event.places.values() if one.parent == place_id]
    contest = next(iter(lists_at(source, place_id)), None)
    if not children or contest is None:
        return []
    options, found = event.options_of(contest.id), source.totals[contest.id]
    rows: list[list[Value]] = []
    for child in children:
        if (total := found.get(child)) is not None:
            shares = [share(total.votes[one.id], total.valid) for one in options]
            turnout = source.turnouts[contest.id][child].shares["in boxes"].share
            rows.append([to_place(source, child), of(total.counted, total.stations), total.voters, turnout, *shares])
    columns = [
        Column("place", Say("page.place"), words=True), Column("counted", Say("page.counted")),
        Column("voters", Say("page.voters")), Column("turnout", Say("page.share in boxes")),
        *(Column(one.id, option_name(event, one)) for one in options),
    ]  # fmt: skip
    note = Say("site.shares of", {"contest": contest_name(event, contest)})
    return [Table("places", Say("site.places in"), columns, rows, source.status(contest), note, unseen=True)]


def _stations(source: Source, place_id: str) -> Table:
    """The stations of the place itself: how many of their protocols count, and the votes for the first of the lists."""
    event = source.event
    contest = next(iter(lists_at(source, place_id)), None)
    options = () if contest is None else event.options_of(contest.id)
    rows: list[list[Value]] = []
    for station in source.stations_in[place_id]:
        expected = source.state.expected(station.id)
        counted = sum(source.state.life(station.id, one).counting is not None for one in expected)
        votes: list[Value] = [None] * len(options)
        paper = None if contest is None else source.tables[contest.id].counted.get(station.id)
        if contest is not None and paper is not None and not paper.protocol.together:
            places = source.tables[contest.id].sheet.votes
            votes = [paper.row[places[one.id]] for one in options]
        to = To(station_page(station.id), station.id)
        rows.append([to, station.address, of(counted, len(expected)), station.voters, *votes])
    columns = [
        Column("station", Say("page.station"), words=True), Column("address", Say("page.address"), words=True),
        Column("counted", Say("page.counted")), Column("voters", Say("page.voters")),
        *(Column(one.id, option_name(event, one)) for one in options),
    ]  # fmt: skip
    status, note = None, None
    if contest is not None:
        # Beside the votes for the list stands how many protocols of every contest of a station count: the word is for all.
        contests = {one for station in source.stations_in[place_id] for one in source.state.expected(station.id)}
        status = least_far(source.state, contests - {STATION})
        note = Say("site.votes of", {"contest": contest_name(event, contest)})
    return Table("stations", Say("page.stations"), columns, rows, status, note, unseen=True)
