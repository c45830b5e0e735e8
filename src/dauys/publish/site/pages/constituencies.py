"""The constituencies of a body in one table; and the page of each: candidates, lead, stations."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from dauys.election.event import Contest
from dauys.law import INDEPENDENT
from dauys.publish.results import Results, Sum
from dauys.publish.site.page import Beside, Column, File, Page, Paragraph, Part, Say, Section, Several, Table, To, Value, word
from dauys.publish.site.pages.drawing import constituencies_drawn, races_drawn
from dauys.publish.site.pages.naming import (
    body_page,
    candidate_name,
    contest_page,
    of,
    party_name,
    ranked,
    share,
    station_page,
)
from dauys.publish.source import Source
from dauys.tally import Total


def constituencies(source: Source, body: str) -> Page:
    """All constituencies of a body: who leads, before whom, by how much, and how far the count has come."""
    still = {one.place for one in source.opens[body].bounds.constituencies if not one.decided}

    def counted(contest: Contest) -> Value:
        total = total_of(source, contest)
        return None if total is None else of(total.counted, total.stations)

    more: Sequence[More] = [
        (Column("counted", Say("page.counted")), counted),
        (
            Column("open", Say("site.can turn"), words=True),
            lambda contest: Say("site.yes") if contest.id in still else Say("site.no"),
        ),
        (Column("status", Say("page.status"), words=True), lambda contest: word("status", source.status(contest))),
    ]
    page = constituencies_page(source, body, more)
    return replace(page, data=[File("bundle/open.json", "open.json")])


type More = tuple[Column, Callable[[Contest], Value]]
"""A column of the table of constituencies, and what stands in it."""


def constituencies_page(source: Results, body: str, more: Sequence[More]) -> Page:
    """All constituencies of a body, whoever counted, with the columns that only one of the two can fill."""
    event = source.event
    told = constituencies_table(source, [one for one in source.contests[body] if one.tier == "constituency"], more)
    way = [To("index", event.names), To(body_page(body), event.body(body).names)]
    title = Several((event.body(body).names, Say("page.constituencies")), ": ")
    return Page(f"{body}/constituencies", title, [], way=way, lead=[*_drawn(source, body), told], csv=told)


def constituencies_table(source: Results, contests: Sequence[Contest], more: Sequence[More]) -> Table:
    """Who leads in each of some constituencies, before whom, by how much."""
    columns = [
        Column("constituency", Say("page.constituency"), words=True), Column("leads", Say("page.leads"), words=True),
        Column("votes", Say("page.votes")), Column("second", Say("page.second"), words=True), Column("lead", Say("page.lead")),
        Column("lead share", Say("site.lead share")), *(column for column, _ in more),
    ]  # fmt: skip
    rows = [[*_row(source, contest), *(tell(contest) for _, tell in more)] for contest in contests]
    return Table("constituencies", Say("page.constituencies"), columns, rows, note=Say("site.lead note"), unseen=True)


def _drawn(source: Results, body: str) -> list[Part]:
    page = f"{body}/constituencies"
    races = races_drawn(source, body, page)
    left: list[Part] = [*constituencies_drawn(source, body, page)] or [_led(source, body)]
    return [Beside(left, [races] if races is not None else [])]


def _led(source: Results, body: str) -> Table:
    """In how many constituencies each party has most votes."""
    led: Counter[str] = Counter()
    for contest in source.contests[body]:
        if contest.tier == "constituency" and contest.repeats is None and (total := total_of(source, contest)) is not None:
            order = [*ranked(total, source.event.options_of(contest.id)), (None, 0)]
            if (first := order[0][0]) is not None and order[0][1] > order[1][1]:  # where two are equal nobody has most
                led[first.party or INDEPENDENT] += 1
    rows: list[list[Value]] = [[party_name(source.event, party), number] for party, number in led.most_common()]
    columns = [Column("party", Say("column.party"), words=True), Column("led", Say("site.led"))]
    return Table("led", Say("site.led"), columns, rows, unseen=True)


def _row(source: Results, contest: Contest) -> list[Value]:
    event, total = source.event, total_of(source, contest)
    order = [] if total is None else ranked(total, event.options_of(contest.id))
    first, second, *_ = [*order, None, None]
    lead = first[1] - second[1] if first is not None and second is not None else None
    leads = source.elected(contest) if first is None else first[0]
    name: Value = contest.names if contest.repeats is None else Say("page.repeat", {"contest": contest.names})
    return [
        To(contest_page(contest), name),
        None if leads is None else candidate_name(event, leads),
        None if first is None else first[1],
        None if second is None else candidate_name(event, second[0]),
        lead,
        None if total is None else share(lead, total.valid),
    ]


def total_of(source: Results, contest: Contest) -> Sum | None:
    """The votes of a contest in the whole of its body; None where nobody votes on it."""
    return source.totals[contest.id].get(source.event.body(contest.body).place)


# ---- one constituency --------------------------------------------------------------------------------------------------


def constituency(source: Source, contest: Contest) -> Page:
    """The page of one constituency, or of a repeat vote."""
    event = source.event
    total = source.totals[contest.id].get(event.body(contest.body).place)
    sections = []
    if total is not None:
        sections = [
            Section("stations", Say("page.stations"), [stations_table(source, contest)]),
            Section("paper", Say("site.lines"), [lines_table(source, contest, total)]),
        ]
    body = event.body(contest.body)
    title: Value = contest.names if contest.constituency is not None else Say(f"tier.{contest.tier}")
    above = [To("index", event.names), To(body_page(body.id), body.names)]
    if contest.constituency is not None:
        above.append(To(f"{body.id}/constituencies", Say("page.constituencies")))
    return Page(
        contest_page(contest), title if contest.repeats is None else Say("page.repeat", {"contest": title}), sections,
        way=above,
        status=source.status(contest), lead=[*_result(source, contest, total)],
        data=[File(f"bundle/{kind}/{contest.id}.csv", f"{kind}/{contest.id}.csv") for kind in ("protocols", "totals")],
    )  # fmt: skip


def _result(source: Source, contest: Contest, total: Total | None) -> Iterator[Part]:
    if total is None:
        yield Paragraph(Say("site.no stations"), "lead")
        return
    counted: dict[str, Value] = {
        "part": total.counted, "whole": total.stations, "share": share(total.counted, total.stations)
    }  # fmt: skip
    yield Paragraph(Say("site.counted", counted), "big")
    bound = next((one for one in source.opens[contest.body].bounds.constituencies if one.place == contest.constituency), None)
    if bound is not None and total.counted < total.stations:
        yield Paragraph(Say("site.decided" if bound.decided else "site.not decided"), "note")
    yield votes_table(source, contest, total)


def votes_table(source: Results, contest: Contest, total: Sum) -> Table:
    """Votes by option at a place, those with most first, against all last."""
    event, options = source.event, source.event.options_of(contest.id)
    order = [one for one, _ in ranked(total, options)]
    order += [one for one in options if one not in order and one.id in total.votes]
    whole = total.valid
    rows: list[list[Value]] = [
        [candidate_name(event, one), total.votes[one.id], share(total.votes[one.id], whole)] for one in order
    ]
    rows += [[Say("site.valid"), whole, ""], [Say("page.invalid"), total.invalid, ""]]
    columns = [
        Column("option", Say("site.option"), words=True), Column("votes", Say("page.votes")),
        Column("share", Say("site.share of valid")),
    ]  # fmt: skip
    return Table(f"votes-{contest.id}", Say("page.votes"), columns, rows, source.status(contest), sums=frozenset({len(order)}))


def stations_table(source: Source, contest: Contest) -> Table:
    """Each station of a contest: its votes, or in which class its protocol is."""
    event, table = source.event, source.tables[contest.id]
    options = event.options_of(contest.id)
    places = table.sheet.votes
    rows: list[list[Value]] = []
    for station in table.stations:
        counted, counting = table.counted.get(station.id), table.life(station.id).counting
        votes = [None if counted is None else counted.row[places[one.id]] for one in options]
        class_: Value = word("class", table.life(station.id).class_)
        if counting is not None and counting.together:
            class_ = Say("site.with", {"stations": ", ".join(counting.together)})
        rows.append([To(station_page(station.id), station.id), station.names, class_, station.voters, *votes])
    columns = [
        Column("station", Say("page.station"), words=True), Column("name", Say("page.name"), words=True),
        Column("class", Say("page.class"), words=True), Column("voters", Say("page.voters")),
        *(Column(one.id, candidate_name(event, one)) for one in options),
    ]  # fmt: skip
    return Table("stations", Say("page.stations"), columns, rows, source.status(contest), unseen=True)


def lines_table(source: Source, contest: Contest, total: Total) -> Table:
    """The other lines of the form, summed over the papers that count; and of how many of them the figure is not known."""
    form = source.state.forms(source.event.body(contest.body).law).form_of(contest.tier)
    rows: list[list[Value]] = [
        [code, line.name, number, total.lacking.get(code, 0)]
        for code, number in total.lines.items()
        if (line := form.line_coded(code)) is not None
    ]
    columns = [
        Column("code", Say("site.line"), words=True), Column("name", Say("page.name"), words=True),
        Column("sum", Say("site.sum")), Column("lacking", Say("site.lacking")),
    ]  # fmt: skip
    return Table("lines", Say("site.lines"), columns, rows, source.status(contest), unseen=True)
