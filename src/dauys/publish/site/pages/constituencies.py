"""The constituencies of a body in one table; and the page of each: candidates, lead, stations."""

from collections.abc import Iterator

from dauys.election.event import Contest
from dauys.law import Option
from dauys.publish.site.page import Beside, Column, File, Page, Paragraph, Part, Say, Section, Several, Table, To, Value, word
from dauys.publish.site.pages.drawing import constituencies_drawn, races_drawn
from dauys.publish.site.pages.naming import (
    body_page,
    candidate_name,
    cast,
    contest_page,
    of,
    ranked,
    share,
    station_page,
    status_of,
)
from dauys.publish.source import Source
from dauys.tally import Total
from dauys.tally.sheet import INVALID


def constituencies(source: Source, body: str) -> Page:
    """All constituencies of a body: who leads, before whom, by how much, and how far the count has come."""
    event = source.state.event
    contests = [contest for contest in source.contests[body] if contest.tier == "constituency"]
    columns = [
        Column("constituency", Say("page.constituency"), words=True), Column("leads", Say("page.leads"), words=True),
        Column("votes", Say("page.votes")), Column("second", Say("page.second"), words=True), Column("lead", Say("page.lead")),
        Column("lead share", Say("site.lead share")), Column("counted", Say("page.counted")),
        Column("open", Say("site.can turn"), words=True), Column("status", Say("page.status"), words=True),
    ]  # fmt: skip
    still = {one.place for one in source.opens[body].bounds.constituencies if not one.decided}
    rows = [_row(source, contest, still) for contest in contests]
    told = Table("constituencies", Say("page.constituencies"), columns, rows, note=Say("site.lead note"), unseen=True)
    way = [To("index", event.names), To(body_page(body), event.body(body).names)]
    return Page(
        f"{body}/constituencies", Several((event.body(body).names, Say("page.constituencies")), ": "), [], way=way,
        lead=[*_drawn(source, body), told],
        data=[File("bundle/open.json", "open.json")],
    )  # fmt: skip


def _drawn(source: Source, body: str) -> list[Part]:
    page = f"{body}/constituencies"
    races = races_drawn(source, body, page)
    return [Beside([constituencies_drawn(source, body, page)], [races] if races is not None else [])]


def _row(source: Source, contest: Contest, still: set[str]) -> list[Value]:
    event = source.state.event
    total = source.totals[contest.id].get(event.body(contest.body).place)
    first, second = _two(source, contest, total)
    lead = first[1] - second[1] if first is not None and second is not None else None
    return [
        To(contest_page(contest), contest.names),
        None if first is None else candidate_name(event, first[0]),
        None if first is None else first[1],
        None if second is None else candidate_name(event, second[0]),
        lead,
        None if total is None else share(lead, cast(total)),
        None if total is None else of(total.counted, total.stations),
        Say("site.yes") if contest.id in still else Say("site.no"),
        word("status", status_of(source.state, contest)),
    ]


def _two(source: Source, contest: Contest, total: Total | None) -> tuple[tuple[Option, int] | None, tuple[Option, int] | None]:
    """Who leads, and who comes second, with their votes."""
    order = [] if total is None else ranked(total, source.state.event.options_of(contest.id))
    first, second, *_ = [*order, None, None]
    return first, second


# ---- one constituency --------------------------------------------------------------------------------------------------


def constituency(source: Source, contest: Contest) -> Page:
    """The page of one constituency, or of a repeat vote."""
    event = source.state.event
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
        status=status_of(source.state, contest), lead=[*_result(source, contest, total)],
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


def votes_table(source: Source, contest: Contest, total: Total) -> Table:
    """Votes by option at a place, those with most first, against all last."""
    event, options = source.state.event, source.state.event.options_of(contest.id)
    order = [one for one, _ in ranked(total, options)]
    order += [one for one in options if one not in order]
    whole = cast(total)
    rows: list[list[Value]] = [
        [candidate_name(event, one), total.votes[one.id], share(total.votes[one.id], whole)] for one in order
    ]
    rows += [[Say("site.valid"), whole, None], [Say("page.invalid"), total.lines.get(INVALID), None]]
    columns = [
        Column("option", Say("site.option"), words=True), Column("votes", Say("page.votes")),
        Column("share", Say("site.share of valid")),
    ]  # fmt: skip
    return Table(
        f"votes-{contest.id}", Say("page.votes"), columns, rows, status_of(source.state, contest), sums=frozenset({len(order)})
    )


def stations_table(source: Source, contest: Contest) -> Table:
    """Each station of a contest: its votes, or in which class its protocol is."""
    event, table = source.state.event, source.tables[contest.id]
    options = event.options_of(contest.id)
    places = table.sheet.votes
    rows: list[list[Value]] = []
    for station in table.stations:
        counted = table.counted.get(station.id)
        votes = [None if counted is None else counted.row[places[one.id]] for one in options]
        class_ = word("class", table.life(station.id).class_)
        rows.append([To(station_page(station.id), station.id), station.names, class_, station.voters, *votes])
    columns = [
        Column("station", Say("page.station"), words=True), Column("name", Say("page.name"), words=True),
        Column("class", Say("page.class"), words=True), Column("voters", Say("page.voters")),
        *(Column(one.id, candidate_name(event, one)) for one in options),
    ]  # fmt: skip
    return Table("stations", Say("page.stations"), columns, rows, status_of(source.state, contest), unseen=True)


def lines_table(source: Source, contest: Contest, total: Total) -> Table:
    """The other lines of the form, summed over the papers that count; and of how many of them the figure is not known."""
    form = source.state.forms(source.state.event.body(contest.body).law).form_of(contest.tier)
    rows: list[list[Value]] = [
        [code, line.name, number, total.lacking.get(code, 0)]
        for code, number in total.lines.items()
        if (line := form.line_coded(code)) is not None
    ]
    columns = [
        Column("code", Say("site.line"), words=True), Column("name", Say("page.name"), words=True),
        Column("sum", Say("site.sum")), Column("lacking", Say("site.lacking")),
    ]  # fmt: skip
    return Table("lines", Say("site.lines"), columns, rows, status_of(source.state, contest), unseen=True)
