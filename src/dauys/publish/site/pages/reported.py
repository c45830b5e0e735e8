"""The pages of results as others published them: the first page, the bodies, and which pages there are."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from dauys.election.event import Contest, list_contest
from dauys.publish.reported import STATUS, OfficialSeats, ReportedResults
from dauys.publish.site.page import (
    Beside,
    Bullets,
    Column,
    Page,
    Paragraph,
    Part,
    Quoted,
    Say,
    Section,
    Several,
    Table,
    To,
    Value,
)
from dauys.publish.site.pages.constituencies import More, constituencies_page
from dauys.publish.site.pages.drawing import votes_drawn
from dauys.publish.site.pages.facts import fact_page, fact_pages, fact_section, titles
from dauys.publish.site.pages.naming import body_page, contest_page, party_name, to_place
from dauys.publish.site.pages.reported_places import constituency, figures_table, has_seat, place, two_votes
from dauys.publish.site.pages.reported_texts import blanks, data, sources, statuses
from dauys.publish.site.pages.result import place_tables, seated, sums_by_place
from dauys.publish.site.pages.seats import seats


def reported_pages(source: ReportedResults, files: Mapping[str, bytes]) -> Iterator[Callable[[], Page]]:
    """Every page, each made when it is asked for. files: what the site is made from, by path."""
    event = source.event
    yield partial(hub, source)
    for body in event.bodies:
        yield partial(chamber, source, body)
        yield partial(seats, source, body)
        if _constituencies(source, body):
            yield partial(constituencies, source, body)
    for contest in event.contests:
        if contest_page(contest) != body_page(contest.body):
            yield partial(constituency, source, contest)
    for one in event.places:
        if source.page_of(one) == f"place/{one}":
            yield partial(place, source, one)
    for tables in fact_pages(source):
        yield partial(fact_page, source, tables)
    yield partial(blanks, source)
    yield partial(sources, source, files)
    yield partial(data, source, files)
    yield partial(statuses, source)


def _constituencies(source: ReportedResults, body: str) -> list[Contest]:
    return [contest for contest in source.contests[body] if contest.tier == "constituency"]


# ---- the first page ----------------------------------------------------------------------------------------------------


def hub(source: ReportedResults) -> Page:
    """The first page: the first body's result, the other bodies, and the way to everything else."""
    event = source.event
    first, *others = event.bodies
    result = [*seated(source, first), Bullets(_ways(source, first), "links")]
    sections = [Section("first", To(body_page(first), event.body(first).names), result)]
    if others:
        sections.append(Section("bodies", Say("page.other bodies"), [_bodies(source, others)]))
    if source.day.facts:
        sections.append(Section("facts", Say("reported.facts"), [Bullets(titles(source), "links")]))
    regions = [one.id for one in event.places.values() if one.parent == event.country and one.kind != "constituency"]
    if regions:
        sections.append(Section("places", Say("site.places"), [Bullets([to_place(source, one) for one in regions], "links")]))
    more: list[Value] = [
        To("blanks", Say("reported.blanks")), To("sources", Say("reported.sources")), To("data", Say("site.data")),
        To("status", Say("reported.statuses")),
    ]  # fmt: skip
    sections.append(Section("more", Say("site.more"), [Bullets(more, "links")]))
    return Page("index", event.names, sections, status=STATUS)


def _ways(source: ReportedResults, body: str) -> list[Value]:
    links: list[Value] = [To(body_page(body), Say("site.whole result")), To(f"{body}/seats", Say("site.steps"))]
    if _constituencies(source, body):
        links.append(To(f"{body}/constituencies", Say("page.constituencies")))
    return links


def _bodies(source: ReportedResults, bodies: list[str]) -> Table:
    """Of each body, who has seats in it, and how many seats nobody knows of."""
    event = source.event
    rows: list[list[Value]] = []
    for body in bodies:
        outcome = source.outcomes[body]
        table = outcome.parties
        order = sorted((party for party in table if table[party]["total"]), key=lambda party: -table[party]["total"])
        held = tuple(Several((party_name(event, party), table[party]["total"]), " ") for party in order)
        unknown = None if outcome.house is None else outcome.open_seats
        rows.append([To(body_page(body), event.body(body).names), outcome.total, unknown, Several(held)])
    columns = [
        Column("body", Say("page.body"), words=True), Column("given", Say("reported.seats counted")),
        Column("open", Say("reported.seats open")), Column("seats", Say("page.seats"), words=True),
    ]  # fmt: skip
    return Table("bodies", Say("page.other bodies"), columns, rows, STATUS, unseen=True)


# ---- a body ------------------------------------------------------------------------------------------------------------


def chamber(source: ReportedResults, body: str) -> Page:
    """The page of a body: its seats, the votes, the votes by place, and the comparison with the official result."""
    event = source.event
    links = _ways(source, body)[1:]
    sections = [Section("votes", Say("reported.votes"), [*_votes(source, body)])]
    lists = source.totals.get(list_contest(body), {})
    if lists:
        whole, inside = sums_by_place(source, event.contest(list_contest(body)))
        inside = [one for one in inside if event.places[one.place].kind != "constituency"] or inside
        if inside and whole:
            tables = place_tables(source, event.contest(list_contest(body)), [*whole, *inside])
            sections.append(Section("places", Say("page.votes by place"), [*tables]))
    sections.append(Section("official", Say("reported.official"), [*official(source, body)]))
    notes = source.elections[body].definition.notes
    if notes:
        sections.append(Section("notes", Say("reported.notes"), [Bullets([Quoted(note) for note in notes])]))
    return Page(
        body_page(body), event.body(body).names, sections, way=[To("index", event.names)], status=STATUS,
        lead=[*seated(source, body), Bullets(links, "links")],
    )  # fmt: skip


def _votes(source: ReportedResults, body: str) -> Iterator[Part]:
    """The votes in the whole body, the voters and ballots, and a picture of the lists."""
    contest, top = list_contest(body), source.event.body(body).place
    total = source.totals.get(contest, {}).get(top)
    drawn = []
    if total is not None and total.valid is not None:  # bars are shares
        drawn.append(votes_drawn(source, source.event.contest(contest), total, "votes"))
    yield Beside([two_votes(source, body, top)], drawn)
    yield figures_table(source, body, top)


def official(source: ReportedResults, body: str) -> Iterator[Part]:
    """Each official number of seats beside the one that is counted here."""
    found = source.official[body]
    if not found:
        yield Paragraph(Say("reported.no official"))
        return
    ours = source.seats_at(body)
    same, number = sum(ours.get((one.tier, one.place, one.party), 0) == one.seats for one in found), len(found)
    if same == number:
        yield Paragraph(Say("reported.all equal", {"number": number}), "lead")
    else:
        yield Paragraph(Say("reported.not equal", {"part": same, "whole": number}), "lead")
    tiers = list(dict.fromkeys(one.tier for one in found))
    published: Counter[tuple[str, str]] = Counter()
    for one in found:  # the national row where there is one, else the sum of those of places
        if not one.place or not any(other.tier == one.tier and not other.place for other in found):
            published[one.tier, one.party] += one.seats
    rows: list[list[Value]] = []
    for party in dict.fromkeys(one.party for one in found):
        pairs = [(ours.get((tier, "", party), 0), published.get((tier, party))) for tier in tiers]
        held = all(counted == official for counted, official in pairs if official is not None)
        numbers = [number for pair in pairs for number in pair]
        rows.append([party_name(source.event, party), *numbers, Say("site.yes" if held else "site.no")])
    columns = [Column("party", Say("column.party"), words=True)]
    for tier in tiers:
        name: dict[str, Value] = {"tier": Say("column.total" if tier == "total" else f"tier.{tier}")}
        columns.append(Column(f"{tier} counted", Say("reported.counted", name)))
        columns.append(Column(f"{tier} official", Say("reported.published", name)))
    columns.append(Column("equal", Say("reported.equal"), words=True))
    yield Table("official", Say("reported.official"), columns, rows, unseen=True)
    yield Bullets([Quoted(one) for one in _sources(found)], "terms")


def _sources(found: tuple[OfficialSeats, ...]) -> list[str]:
    return list(dict.fromkeys(one.source for one in found if one.source))


# ---- constituencies ----------------------------------------------------------------------------------------------------


def constituencies(source: ReportedResults, body: str) -> Page:
    """All constituencies of a body in one table; facts about them in a second."""
    more: list[More] = [(Column("seat", Say("reported.seat"), words=True), partial(has_seat, source))]
    page = constituencies_page(source, body, more)
    facts = [fact_section(source, one) for one in source.day.facts if one.table.of == body]
    note = [Paragraph(Say("reported.declared note"), "note")] if source.elections[body].votes.declared else []
    return replace(page, lead=[*page.lead, *note], sections=facts, status=STATUS)
