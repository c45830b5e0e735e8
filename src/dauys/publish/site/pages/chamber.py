"""The page of a body: who has how many seats, is there a majority, what is still open, how far has the count come."""

from collections import Counter
from collections.abc import Iterator

from dauys.law.words import Names
from dauys.publish.site.page import (
    Beside,
    Bullets,
    Column,
    Embed,
    File,
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
from dauys.publish.site.pages.drawing import places_embedded, progress_drawn, seats_embedded
from dauys.publish.site.pages.naming import body_page, of, option_name, party_name, share
from dauys.publish.site.pages.result import seated, sums_by_place, votes_by_place
from dauys.publish.source import Source
from dauys.tally import Total
from dauys.tally.open import RESTS_ON
from dauys.tally.totals import CLASS_NAMES
from dauys.text import LANGUAGES

BASES = {"issued": "page.base issued", "in boxes": "page.base in boxes", "valid": "page.base valid"}
"""The bases of turnout, and the phrase of each."""


def chamber(source: Source, body: str, at: str | None) -> Page:
    """The page of a body. at: the time of the last act that changed something of it."""
    event, outcome = source.event, source.outcomes[body]
    updated: Value = None if at is None else Say("site.latest", {"at": Moment(at)})
    of_body = event.body(body)
    sections = [
        Section("open", Say("page.what is open"), [*open_parts(source, body)]),
        Section(
            "progress",
            Say("page.progress"),
            [
                Beside(
                    [progress(source, body), *turnouts(source, body)], [progress_drawn(source, totals_at(source, body), "far")]
                ),
            ],
        ),
    ]
    if by_place := [*votes_by_place(source, body)]:
        sections.append(Section("places", Say("page.votes by place"), by_place))
    links: list[Value] = [To(f"{body}/seats", Say("page.trace", {"law": outcome.law}))]
    if any(contest.tier == "constituency" for contest in source.contests[body]):
        links.append(To(f"{body}/constituencies", Say("page.constituencies")))
    return Page(
        body_page(body), of_body.names, sections, way=[To("index", event.names)], status=source.status_of_body(body),
        lead=[*([] if at is None else [Paragraph(updated, "note")]), *result(source, body), Bullets(links, "links")],
        data=[File(f"bundle/seats/{body}.json", f"seats/{body}.json"), *files(source, body)],
        embeds=[*embedded(source, body, updated)],
    )  # fmt: skip


def embedded(source: Source, body: str, note: Value) -> Iterator[Embed]:
    """What others may show of a body: its seats, and who leads where."""
    if source.outcomes[body].total + source.outcomes[body].open_seats:
        yield seats_embedded(source, body, note)
    for contest in source.contests[body]:
        if contest.tier == "list" and contest.repeats is None and (inside := sums_by_place(source, contest)[1]):
            yield from places_embedded(source, contest, inside, note)


def files(source: Source, body: str) -> list[File]:
    """The whole tables of a body's lists."""
    lists = [contest.id for contest in source.contests[body] if contest.tier == "list"]
    return [File(f"bundle/{kind}/{one}.csv", f"{kind}/{one}.csv") for one in lists for kind in ("protocols", "totals")]


# ---- the result --------------------------------------------------------------------------------------------------------


def result(source: Source, body: str) -> Iterator[Part]:
    """What the eye meets first: how far, the seats, the picture."""
    yield Paragraph(counted_told(source, body), "big")
    yield from seated(source, body)


def counted_told(source: Source, body: str) -> Value:
    """How many protocols are counted, of how many."""
    counts = classes(source, body)
    counted = sum(one["approved"] for one in counts.values())
    expected = sum(one.total() for one in counts.values())
    return Say("site.counted", {"part": counted, "whole": expected, "share": share(counted, expected)})


# ---- what is open ------------------------------------------------------------------------------------------------------


def open_parts(source: Source, body: str) -> Iterator[Part]:
    """What is missing, the questions at which the law stopped, and between which numbers the seats lie."""
    bounds, event = source.opens[body].bounds, source.event
    waits = source.opens[body].waits.values()
    missing = sum(sum(one.stations.values()) for one in waits)
    if not missing:
        yield Paragraph(Say("page.nothing missing", {"expected": sum(one.total() for one in classes(source, body).values())}))
    else:
        ballots = sum(one.ballots for one in waits)
        yield Paragraph(Say("open.waits", {"protocols": missing, "ballots": ballots}))
        if bounds.decided:
            yield Paragraph(Say("page.all decided"))
    questions = source.outcomes[body].questions
    if questions:
        yield Paragraph(Say("page.questions"))
        yield Bullets([Names(**{language: one.told(language) for language in LANGUAGES}) for one in questions])
    else:
        yield Paragraph(Say("page.no question"))
    if bounds.decided:
        return
    if bounds.parties:
        tiers = list(bounds.parties[0].tiers)
        rows = [
            [party_name(event, one.party), *(one.tiers[tier].told() for tier in tiers), one.total.told()]
            for one in bounds.parties
            if one.total.most
        ]
        columns = [Column("party", Say("column.party"), words=True), *(Column(tier, Say(f"tier.{tier}")) for tier in tiers)]
        columns.append(Column("total", Say("column.total")))
        yield Table("ranges", Say("page.ranges"), columns, rows, source.status_of_body(body))
    if reach := [*_reach(source, body)]:
        yield Bullets(reach)
    yield Paragraph(Several(tuple(Say(f"open.{one}") for one in RESTS_ON), " "), "note")


def _reach(source: Source, body: str) -> Iterator[Value]:
    """Of each constituency that can still turn, who can win it; and what nothing, or nothing exact, can be said of."""
    bounds, event = source.opens[body].bounds, source.event
    for refused in bounds.not_covered:
        yield Names(**{language: refused.told(language) for language in LANGUAGES})
    for party in bounds.parties:
        notes = {language: party.total.note(language) for language in LANGUAGES}
        if all(notes.values()):
            yield Several((party_name(event, party.party), Names(**notes)), ": ")
    for one in bounds.constituencies:
        if not one.decided:
            options = {option.id: option for option in event.options_of(one.place)}
            names = tuple(option_name(event, options[option]) if option in options else option for option in one.in_reach)
            place = event.constituencies[one.place].names
            yield Say("open.constituency", {"place": place, "names": Several(names)})


# ---- the count ---------------------------------------------------------------------------------------------------------


def classes(source: Source, body: str) -> dict[str, Counter[str]]:
    """Protocols by tier and class, at the body's own place."""
    counts: dict[str, Counter[str]] = {}
    place = source.event.body(body).place
    for contest in source.contests[body]:
        if (total := source.totals[contest.id].get(place)) is not None:
            counts.setdefault(contest.tier, Counter()).update(total.partition)
    return counts


def totals_at(source: Source, body: str) -> list[Total]:
    """The totals of a body's first tier at its own place: there every station is once."""
    place, contests = source.event.body(body).place, source.contests[body]
    first = [one.id for one in contests if one.tier == contests[0].tier and one.repeats is None]
    return [source.totals[one][place] for one in first if place in source.totals[one]]


def progress(source: Source, body: str) -> Table:
    """In which class the expected protocols are, by tier."""
    counts = classes(source, body)
    rows: list[list[Value]] = [
        [Say(f"tier.{tier}"), *(counts[tier][name] for name in CLASS_NAMES), counts[tier].total()] for tier in counts
    ]
    columns = [Column("tier", Say("site.ballot"), words=True), *(Column(name, word("class", name)) for name in CLASS_NAMES)]
    columns.append(Column("expected", Say("page.expected")))
    return Table("progress", Say("page.progress"), columns, rows, source.status_of_body(body), unseen=True)


def turnouts(source: Source, body: str) -> Iterator[Table]:
    """Of each list contest, the turnout in its three bases."""
    place = source.event.body(body).place
    for contest in source.contests[body]:
        if (here := source.turnouts.get(contest.id, {}).get(place)) is not None:
            rows: list[list[Value]] = [
                [Say(BASES[one.base]), one.ballots, one.voters, one.share, of(one.stations, here.stations)]
                for one in here.shares.values()
            ]
            columns = [
                Column("base", Say("page.ballots"), words=True), Column("ballots", Say("page.number")),
                Column("voters", Say("page.voters of these")), Column("share", Say("site.share of voters")),
                Column("stations", Say("page.stations")),
            ]  # fmt: skip
            yield Table(
                "turnout" if contest.repeats is None else f"turnout-{contest.id}", Say("page.turnout"), columns, rows,
                source.status(contest), Say("page.turnout note"),
            )  # fmt: skip
