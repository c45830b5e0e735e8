"""The first page: what is being counted, how far, who has what; and the way to everything else. And the list of all bodies."""

from dauys.publish.seats import status_of
from dauys.publish.site.page import (
    Bullets,
    Column,
    Moment,
    Page,
    Paragraph,
    Part,
    Say,
    Section,
    Several,
    Table,
    To,
    Value,
    word,
)
from dauys.publish.site.pages.chamber import classes, result
from dauys.publish.site.pages.naming import body_page, of, party_name, to_place
from dauys.publish.source import Source

SHOWN = 12
"""Bodies that the first page names; where there are more, they have a page of their own."""


def hub(source: Source) -> Page:
    """The first page."""
    event = source.state.event
    first, *others = event.bodies
    sections = [
        Section("first", To(body_page(first), event.body(first).names), [*result(source, first), *_ways(source, first)])
    ]
    if others:
        rest: list[Part] = [Paragraph(_summary(source, others))]
        if len(others) <= SHOWN:
            rest.append(bodies_table(source, others))
        else:
            rest.append(Bullets([To("bodies", Say("site.all bodies", {"number": len(others)}))], "links"))
        sections.append(Section("bodies", Say("page.other bodies"), rest))
    regions = [one.id for one in event.places.values() if one.parent == event.country]
    sections.append(Section("places", Say("site.places"), [Bullets([to_place(event, one) for one in regions], "links")]))
    more: list[Value] = [
        To("turnout", Say("site.turnout")), To("changes", Say("site.changes")), To("missing", Say("site.missing")),
        To("where/index", Say("site.where")), To("data", Say("site.data")), To("method", Say("site.method")),
        To("status", Say("site.statuses")),
    ]  # fmt: skip
    sections.append(Section("more", Say("site.more"), [Bullets(more, "links")]))
    return Page("index", event.names, sections, status=status_of(source.state, first),
                lead=[Paragraph(Say("site.latest", {"at": Moment(source.at)}), "note")])  # fmt: skip


def _ways(source: Source, body: str) -> list[Part]:
    links: list[Value] = [To(body_page(body), Say("site.whole result")), To(f"{body}/seats", Say("site.steps"))]
    if any(one.tier == "constituency" for one in source.contests[body]):
        links.append(To(f"{body}/constituencies", Say("page.constituencies")))
    return [Bullets(links, "links")]


def _summary(source: Source, bodies: list[str]) -> Value:
    """How many of the other bodies are counted whole."""
    whole = 0
    for body in bodies:
        counts = classes(source, body).values()
        whole += sum(one["approved"] + one["annulled"] for one in counts) == sum(one.total() for one in counts)
    return Say("site.bodies counted", {"part": whole, "whole": len(bodies)})


def bodies(source: Source) -> Page:
    """All bodies of the day in one table."""
    event = source.state.event
    table = bodies_table(source, list(event.bodies))
    return Page("bodies", Say("site.bodies"), [], way=[To("index", event.names)], lead=[table])


def bodies_table(source: Source, bodies: list[str]) -> Table:
    """How far each body is, and who has seats in it."""
    event = source.state.event
    rows: list[list[Value]] = []
    for body in bodies:
        counts, outcome = classes(source, body).values(), source.outcomes[body]
        counted, expected = sum(one["approved"] for one in counts), sum(one.total() for one in counts)
        table = outcome.parties
        ranked = sorted((party for party in table if table[party]["total"]), key=lambda party: -table[party]["total"])
        seated = tuple(Several((party_name(event, party), table[party]["total"]), " ") for party in ranked)
        rows.append([
            To(body_page(body), event.body(body).names), word("status", status_of(source.state, body)), of(counted, expected),
            outcome.total, Several(seated), len(outcome.questions),
        ])  # fmt: skip
    columns = [
        Column("body", Say("page.body"), words=True), Column("status", Say("page.status"), words=True),
        Column("counted", Say("page.counted")), Column("given", Say("site.seats given")),
        Column("seats", Say("page.seats"), words=True), Column("questions", Say("page.open")),
    ]  # fmt: skip
    return Table("bodies", Say("page.other bodies"), columns, rows, unseen=True)
