"""The page of a body: who has how many seats, is there a majority, what is still open, how far has the count come."""

from collections import Counter
from collections.abc import Iterator

from dauys.election.event import Contest, lineage
from dauys.law import INDEPENDENT
from dauys.law.words import Names
from dauys.publish.seats import status_of as status_of_body
from dauys.publish.site.page import (
    Beside,
    Bullets,
    Column,
    Embed,
    File,
    Fold,
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
from dauys.publish.site.pages.drawing import (
    places_drawn,
    places_embedded,
    progress_drawn,
    seats_drawn,
    seats_embedded,
    votes_drawn,
)
from dauys.publish.site.pages.naming import (
    body_page,
    cast,
    of,
    option_name,
    party_name,
    share,
    status_of,
    to_place,
)
from dauys.publish.source import Source
from dauys.publish.totals import by_width
from dauys.tally import Total
from dauys.tally.open import RESTS_ON
from dauys.tally.sheet import INVALID
from dauys.tally.totals import CLASS_NAMES
from dauys.text import LANGUAGES

BASES = {"issued": "page.base issued", "in boxes": "page.base in boxes", "valid": "page.base valid"}
"""The bases of turnout, and the phrase of each."""


def chamber(source: Source, body: str, at: str | None) -> Page:
    """The page of a body. at: the time of the last act that changed something of it."""
    event, outcome = source.state.event, source.outcomes[body]
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
        body_page(body), of_body.names, sections, way=[To("index", event.names)], status=status_of_body(source.state, body),
        lead=[*([] if at is None else [Paragraph(updated, "note")]), *result(source, body), Bullets(links, "links")],
        data=[File(f"bundle/seats/{body}.json", f"seats/{body}.json"), *files(source, body)],
        embeds=[*embedded(source, body, updated)],
    )  # fmt: skip


def embedded(source: Source, body: str, note: Value) -> Iterator[Embed]:
    """What others may show of a body: its seats, and who leads where."""
    if source.outcomes[body].total + source.outcomes[body].open_seats:
        yield seats_embedded(source, body, note)
    for contest in source.contests[body]:
        if contest.tier == "list" and contest.repeats is None and (inside := _by_place(source, contest)[1:]):
            yield from places_embedded(source, contest, inside, note)


def files(source: Source, body: str) -> list[File]:
    """The whole tables of a body's lists."""
    lists = [contest.id for contest in source.contests[body] if contest.tier == "list"]
    return [File(f"bundle/{kind}/{one}.csv", f"{kind}/{one}.csv") for one in lists for kind in ("protocols", "totals")]


# ---- the result --------------------------------------------------------------------------------------------------------


def result(source: Source, body: str) -> Iterator[Part]:
    """What the eye meets first: how far, the seats, the picture."""
    outcome = source.outcomes[body]
    yield Paragraph(counted_told(source, body), "big")
    seats = seats_table(source, body)
    if not outcome.total + outcome.open_seats:
        yield seats
        return
    yield Beside([seats, *majority(source, body)], seats_drawn(source, body))


def majority(source: Source, body: str) -> Iterator[Part]:
    """More than half of the seats: the number, and whether one party alone has it."""
    outcome = source.outcomes[body]
    house = outcome.house if outcome.house is not None else outcome.total
    needed = house // 2 + 1
    holders = [party for party, row in outcome.parties.items() if row["total"] >= needed and party != INDEPENDENT]
    values: dict[str, Value] = {"needed": needed, "house": house}
    if holders:
        values["party"] = party_name(source.state.event, holders[0])
        yield Paragraph(Say("site.majority held", values), "note")
    else:
        yield Paragraph(Say("site.majority not held", values), "note")


def counted_told(source: Source, body: str) -> Value:
    """How many protocols are counted, of how many."""
    counts = classes(source, body)
    counted = sum(one["approved"] for one in counts.values())
    expected = sum(one.total() for one in counts.values())
    return Say("site.counted", {"part": counted, "whole": expected, "share": share(counted, expected)})


def seats_table(source: Source, body: str) -> Table:
    """Seats by party and tier; beside them the votes for the party's list."""
    outcome, event, bounds = source.outcomes[body], source.state.event, source.opens[body].bounds
    lists = [contest for contest in source.contests[body] if contest.tier == "list" and contest.repeats is None]
    ranges = {one.party: one for one in bounds.parties} if not bounds.decided else {}
    columns = [Column("party", Say("column.party"), words=True)]
    if lists:
        columns += [Column("votes", Say("site.list votes")), Column("share", Say("site.share of valid"))]
    columns += [Column(tier, Say(f"tier.{tier}")) for tier in outcome.tiers] if len(outcome.tiers) > 1 else []
    columns.append(Column("seats", Say("page.seats")))
    if ranges:
        columns.append(Column("range", Say("site.range")))
    rows: list[list[Value]] = []
    table = outcome.parties
    for party in sorted(table, key=lambda party: -table[party]["total"]):
        row: list[Value] = [party_name(event, party)]
        if lists:
            row += _list_votes(source, lists[0], party)
        row += [table[party][tier] for tier in outcome.tiers] if len(outcome.tiers) > 1 else []
        row.append(table[party]["total"])
        if ranges:
            row.append(ranges[party].total.told() if party in ranges else None)
        rows.append(row)
    sums: list[Value] = [Say("column.total")]
    if lists:
        total = source.totals[lists[0].id].get(event.body(body).place)
        sums += [None if total is None else cast(total), None]
    tiers = (*outcome.tiers, "total") if len(outcome.tiers) > 1 else ("total",)
    sums += [sum(row[tier] for row in table.values()) for tier in tiers]
    rows.append(sums + [None] * (len(columns) - len(sums)))
    if outcome.open_seats:
        blank: list[Value] = [None] * (len(columns) - 1)
        blank[len(columns) - 2 - bool(ranges)] = outcome.open_seats
        rows.append([Say("open seats"), *blank])
    return Table("seats", Say("page.seats"), columns, rows, status_of_body(source.state, body), sums=frozenset({len(table)}))


def _list_votes(source: Source, contest: Contest, party: str) -> list[Value]:
    """The votes for a party's list in the whole body, and their share of the valid ones; none where it has no list."""
    event = source.state.event
    total = source.totals[contest.id].get(event.body(contest.body).place)
    option = next((one.id for one in event.options_of(contest.id) if one.party == party), None)
    votes = None if total is None or option is None else total.votes[option]
    return [votes, None if total is None else share(votes, cast(total))]


# ---- what is open ------------------------------------------------------------------------------------------------------


def open_parts(source: Source, body: str) -> Iterator[Part]:
    """What is missing, the questions at which the law stopped, and between which numbers the seats lie."""
    bounds, event = source.opens[body].bounds, source.state.event
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
        yield Table("ranges", Say("page.ranges"), columns, rows, status_of_body(source.state, body))
    if reach := [*_reach(source, body)]:
        yield Bullets(reach)
    yield Paragraph(Several(tuple(Say(f"open.{one}") for one in RESTS_ON), " "), "note")


def _reach(source: Source, body: str) -> Iterator[Value]:
    """Of each constituency that can still turn, who can win it; and what nothing, or nothing exact, can be said of."""
    bounds, event = source.opens[body].bounds, source.state.event
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
    place = source.state.event.body(body).place
    for contest in source.contests[body]:
        if (total := source.totals[contest.id].get(place)) is not None:
            counts.setdefault(contest.tier, Counter()).update(total.partition)
    return counts


def totals_at(source: Source, body: str) -> list[Total]:
    """The totals of a body's first tier at its own place: there every station is once."""
    place, contests = source.state.event.body(body).place, source.contests[body]
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
    return Table("progress", Say("page.progress"), columns, rows, status_of_body(source.state, body), unseen=True)


def turnouts(source: Source, body: str) -> Iterator[Table]:
    """Of each list contest, the turnout in its three bases."""
    place = source.state.event.body(body).place
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
                status_of(source.state, contest), Say("page.turnout note"),
            )  # fmt: skip


def votes_by_place(source: Source, body: str) -> Iterator[Part]:
    """Of each list contest, the votes at the body's place and at those right below it."""
    event, place = source.state.event, source.state.event.body(body).place
    for contest in source.contests[body]:
        if contest.tier == "list":
            options = event.options_of(contest.id)
            found = _by_place(source, contest)
            rows: list[list[Value]] = []
            for total in found:
                ballots = source.turnouts[contest.id][total.place].shares["in boxes"].share
                votes = [total.votes[option.id] for option in options]
                counted = of(total.counted, total.stations)
                rows.append([to_place(event, total.place), counted, total.voters, ballots, total.lines.get(INVALID), *votes])
            columns = [
                Column("place", Say("page.place"), words=True), Column("counted", Say("page.counted")),
                Column("voters", Say("page.voters")), Column("turnout", Say("page.share in boxes")),
                Column("invalid", Say("page.invalid")), *(Column(one.id, option_name(event, one)) for one in options),
            ]  # fmt: skip
            whole = [one for one in found if one.place == place]
            inside = [one for one in found if one.place != place]
            if contest.repeats is None and whole:
                drawn = [places_drawn(source, contest, inside, body_page(body))] if inside else []
                yield Beside([votes_drawn(source, contest, whole[0], "votes")], drawn)
            yield Table(
                f"votes-{contest.id}", Say("page.votes by place"), columns, rows, status_of(source.state, contest),
                sums=frozenset({0}), unseen=True,
            )  # fmt: skip
            yield Fold(Say("site.shares by place"), [_shares(source, contest, found)])


def _by_place(source: Source, contest: Contest) -> list[Total]:
    """The totals of a contest at its body's place, and at those right below it."""
    places = source.state.event.places
    depth = len(lineage(source.state.event.body(contest.body).place, places)) + 1
    totals = by_width(source.state, source.totals[contest.id].values())
    return [total for total in totals if len(lineage(total.place, places)) <= depth]


def _shares(source: Source, contest: Contest, found: list[Total]) -> Table:
    """The same as shares of the valid votes."""
    event = source.state.event
    options = event.options_of(contest.id)
    rows: list[list[Value]] = [
        [to_place(event, total.place), *(share(total.votes[one.id], cast(total)) for one in options)] for total in found
    ]
    columns = [Column("place", Say("page.place"), words=True), *(Column(one.id, option_name(event, one)) for one in options)]
    return Table(
        f"shares-{contest.id}", Say("site.share of valid"), columns, rows, status_of(source.state, contest),
        sums=frozenset({0}), unseen=True,
    )  # fmt: skip
