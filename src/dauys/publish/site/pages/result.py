"""What every page of results shows, whoever counted: the seats, the majority, the votes by place."""

from collections.abc import Iterable, Iterator, Mapping

from dauys.election.event import Contest, lineage
from dauys.law import INDEPENDENT, Option, Outcome
from dauys.publish.results import Results, Sum
from dauys.publish.site.page import Beside, Column, Fold, Paragraph, Part, Say, Table, Value
from dauys.publish.site.pages.drawing import places_drawn, seats_drawn, votes_drawn
from dauys.publish.site.pages.naming import (
    body_page,
    of,
    option_name,
    party_name,
    share,
    share_of,
    to_place,
    votes_of,
)
from dauys.publish.totals import by_width

FEW = 10
"""Parties without a seat that are named one by one beside those that have one; the table of votes has all."""

# ---- the seats ---------------------------------------------------------------------------------------------------------


def seated(source: Results, body: str) -> Iterator[Part]:
    """Who has how many seats: the table, and the picture beside it."""
    outcome = source.outcomes[body]
    seats = seats_table(source, body)
    if not outcome.total + outcome.open_seats or _part_of_unknown(outcome):
        yield seats
        return
    yield Beside([seats, *majority(source, body)], seats_drawn(source, body))


def _part_of_unknown(outcome: Outcome) -> bool:
    """Whether there are more seats, and nobody knows how many: a majority of those that are known would mislead."""
    return outcome.house is None and bool(outcome.questions)


def majority(source: Results, body: str) -> Iterator[Part]:
    """More than half of the seats: the number, and whether one party alone has it."""
    outcome = source.outcomes[body]
    if _part_of_unknown(outcome):
        return
    house = outcome.house if outcome.house is not None else outcome.total
    needed = house // 2 + 1
    holders = [party for party, row in outcome.parties.items() if row["total"] >= needed and party != INDEPENDENT]
    values: dict[str, Value] = {"needed": needed, "house": house}
    if holders:
        values["party"] = party_name(source.event, holders[0])
        yield Paragraph(Say("site.majority held", values), "note")
    elif outcome.open_seats:
        yield Paragraph(Say("site.majority open", values), "note")
    else:
        yield Paragraph(Say("site.majority not held", values), "note")


def seats_table(source: Results, body: str) -> Table:
    """Seats by party and tier; beside them the votes for the party's list."""
    outcome, event, ranges = source.outcomes[body], source.event, source.ranges(body)
    lists = [contest for contest in source.contests[body] if contest.tier == "list" and contest.repeats is None]
    columns = [Column("party", Say("column.party"), words=True)]
    if lists:
        columns += [Column("votes", Say("site.list votes")), Column("share", Say("site.share of valid"))]
    columns += [Column(tier, Say(f"tier.{tier}")) for tier in outcome.tiers] if len(outcome.tiers) > 1 else []
    columns.append(Column("seats", Say("page.seats")))
    if ranges:
        columns.append(Column("range", Say("site.range")))
    table, unknown = outcome.parties, _unknown(source, body)
    tiers = (*outcome.tiers, "total") if len(outcome.tiers) > 1 else ("total",)

    def seats(row: Mapping[str, int]) -> list[Value]:
        return [None if tier in unknown else row[tier] for tier in tiers]

    shown = sorted(table, key=lambda party: -table[party]["total"])
    if sum(not table[party]["total"] for party in shown) > FEW:
        shown = [party for party in shown if table[party]["total"]]
    rows: list[list[Value]] = []
    for party in shown:
        votes = _list_votes(source, lists[0], party) if lists else []
        range_: list[Value] = [ranges.get(party)] if ranges else []
        rows.append([party_name(event, party), *votes, *seats(table[party]), *range_])
    if others := [party for party in table if party not in shown]:
        votes = _votes_of_all(source, lists[0], others) if lists else []
        rows.append(
            [Say("site.others", {"number": len(others)}), *votes, *seats(dict.fromkeys(tiers, 0)), *([None] if ranges else [])]
        )
    whole = len(rows)
    sums: list[Value] = [Say("column.total")]
    if lists:
        total = source.totals[lists[0].id].get(event.body(body).place)
        sums += [None if total is None else total.valid, ""]
    sums += seats({tier: sum(row[tier] for row in table.values()) for tier in tiers})
    rows.append([*sums, *[""] * (len(columns) - len(sums))])
    if outcome.open_seats:
        blank: list[Value] = [""] * (len(columns) - 1)
        blank[len(columns) - 2 - bool(ranges)] = outcome.open_seats
        rows.append([Say("open seats"), *blank])
    return Table("seats", Say("page.seats"), columns, rows, source.status_of_body(body), sums=frozenset({whole}))


def _unknown(source: Results, body: str) -> frozenset[str]:
    """The tiers of which nobody published who has the seats, and then the sum too: that is not zero."""
    if source.counting:
        return frozenset()
    tiers = {question.tier for question in source.outcomes[body].questions if question.kind == "no votes"}
    return frozenset({*tiers, "total"} if tiers else ())


def _votes_of_all(source: Results, contest: Contest, parties: Iterable[str]) -> list[Value]:
    """The votes for several lists together, and their share; not known where those of one are not."""
    total = source.totals[contest.id].get(source.event.body(contest.body).place)
    found = [_list_votes(source, contest, party)[0] for party in parties]
    known = [number for number in found if isinstance(number, int)]
    votes = sum(known) if len(known) == len(found) else None
    return [votes, None if total is None else share(votes, total.valid)]


def _list_votes(source: Results, contest: Contest, party: str) -> list[Value]:
    """The votes for a party's list in the whole body, and their share of the valid ones; empty where it has no list."""
    event = source.event
    total = source.totals[contest.id].get(event.body(contest.body).place)
    option = next((one.id for one in event.options_of(contest.id) if one.party == party), None)
    if option is None:
        return ["", ""]
    votes = None if total is None else total.votes.get(option)
    return [votes, None if total is None else share(votes, total.valid)]


# ---- the votes ---------------------------------------------------------------------------------------------------------


def votes_by_place(source: Results, body: str) -> Iterator[Part]:
    """Of each list contest, the votes at the body's place and at those right below it."""
    for contest in source.contests[body]:
        if contest.tier == "list":
            whole, inside = sums_by_place(source, contest)
            if contest.repeats is None and whole:
                drawn = places_drawn(source, contest, inside, body_page(body))
                yield Beside([votes_drawn(source, contest, whole[0], "votes")], drawn)
            yield from place_tables(source, contest, [*whole, *inside])


def sums_by_place(source: Results, contest: Contest) -> tuple[list[Sum], list[Sum]]:
    """The votes of a contest in the whole of its body, and at the places right below."""
    places, place = source.event.places, source.event.body(contest.body).place
    depth = len(lineage(place, places)) + 1
    found = [one for one in by_width(places, source.totals[contest.id].values()) if len(lineage(one.place, places)) <= depth]
    return [one for one in found if one.place == place], [one for one in found if one.place != place]


def place_tables(source: Results, contest: Contest, found: list[Sum]) -> Iterator[Part]:
    """The votes at some places, the first of which holds the others; and the same as shares."""
    event, options = source.event, _standing(source, contest, found)
    rows: list[list[Value]] = []
    for total in found:
        votes = [votes_of(total, option.id) for option in options]
        counted = [of(total.counted, total.stations)] if source.counting else []
        ballots = source.in_boxes(contest.id, total.place)
        rows.append([to_place(source, total.place), *counted, total.voters, ballots, total.invalid, *votes])
    columns = [
        Column("place", Say("page.place"), words=True),
        *([Column("counted", Say("page.counted"))] if source.counting else []),
        Column("voters", Say("page.voters")), Column("turnout", Say("page.share in boxes")),
        Column("invalid", Say("page.invalid")), *(Column(one.id, option_name(event, one)) for one in options),
    ]  # fmt: skip
    yield Table(
        f"votes-{contest.id}", Say("page.votes by place"), columns, rows, source.status(contest), sums=frozenset({0}),
        unseen=True,
    )  # fmt: skip
    yield Fold(Say("site.shares by place"), [_shares(source, contest, found)])


def _standing(source: Results, contest: Contest, found: list[Sum]) -> list[Option]:
    """The options that stood at one of some places."""
    return [one for one in source.event.options_of(contest.id) if any(one.id in total.votes for total in found)]


def _shares(source: Results, contest: Contest, found: list[Sum]) -> Table:
    """The same as shares of the valid votes."""
    event, options = source.event, _standing(source, contest, found)
    rows: list[list[Value]] = [
        [to_place(source, total.place), *(share_of(total, one.id) for one in options)] for total in found
    ]
    columns = [Column("place", Say("page.place"), words=True), *(Column(one.id, option_name(event, one)) for one in options)]
    return Table(
        f"shares-{contest.id}", Say("site.share of valid"), columns, rows, source.status(contest),
        sums=frozenset({0}), unseen=True,
    )  # fmt: skip
