"""The page of a station: each protocol as it was signed, beside its picture; controls, versions, hash and receipt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dauys.acts import STATION
from dauys.acts.ballots import delivered
from dauys.election.event import Station, lineage
from dauys.protocol.form import Form
from dauys.protocol.life import COUNTING, HELD, SEALED, Protocol
from dauys.publish.findings import ACCEPTED, EXPLAINED, LATER, Found
from dauys.publish.proofs import path_of
from dauys.publish.protocols import Expected, edition_of
from dauys.publish.seats import OF_A_PAPER
from dauys.publish.site.page import (
    Beside,
    Bullets,
    Column,
    File,
    Fold,
    Moment,
    Page,
    Paragraph,
    Part,
    Say,
    Scan,
    Section,
    Several,
    Table,
    To,
    Value,
    word,
)
from dauys.publish.site.pages.naming import (
    candidate_name,
    commission_page,
    contest_name,
    station_page,
    to_place,
)
from dauys.publish.source import Source

SETTLED = {ACCEPTED: "page.finding accepted", EXPLAINED: "page.finding explained", LATER: "page.finding later"}
"""How a control that does not hold was settled, and the phrase of each."""


@dataclass(frozen=True, slots=True)
class _Paper:
    """One expected protocol, with what its section needs."""

    source: Source
    table: Expected
    station: Station
    form: Form

    @property
    def contest(self) -> str:
        return self.table.contest

    @property
    def versions(self) -> Sequence[Protocol]:
        """The approved versions, the newest first; annulled ones are not shown as figures."""
        life = self.table.life(self.station.id)
        return [one for one in reversed(life.versions) if one.state in COUNTING and one.figures is not None]


def station(source: Source, station_id: str) -> Page:
    """The page of a station."""
    event = source.state.event
    here = event.stations[station_id]
    contests = source.state.expected(station_id)
    papers = [
        _Paper(source, table, here, source.state.forms(edition_of(event, station_id, table.contest)).form_of(
            source.state.form_of(table.contest)))
        for table in source.in_order(contests)
    ]  # fmt: skip
    counted = sum(paper.table.life(station_id).counting is not None for paper in papers)
    above = [place for place in reversed(lineage(here.place, event.places)) if place != event.country]
    return Page(
        station_page(station_id), Several((here.id, here.names), " · ") if here.names.told("en") != "?" else here.id,
        [_section(paper) for paper in papers],
        way=[To("index", event.names), *(to_place(source, place) for place in above)],
        lead=[
            Paragraph(Say("site.station counted", {"part": counted, "whole": len(papers)}), "big"),
            _facts(source, here),
            Paragraph(Say("page.unchanged"), "note"),
        ],
        data=[File(f"bundle/{path_of(station_id)}", Say("page.receipts"))] if counted else [],
        csv=_everything(papers),
    )  # fmt: skip


def _facts(source: Source, here: Station) -> Table:
    """What is known of the station before the count; ballots received, to set beside the line of its protocols."""
    event = source.state.event
    rows: list[list[Value]] = [
        [Say("page.address"), here.address],
        [Say("page.voters"), here.voters],
        [Say("site.place"), to_place(source, here.place)],
    ]
    for name in here.constituencies:
        rows.append([Say("page.constituency"), contest_name(event, event.contest(name))])
    for contest in event.contests_of(here.id):
        if (number := delivered(source.state, here.id, contest.id)) is not None:
            rows.append([Several((Say("page.ballots delivered"), contest_name(event, contest)), ": "), number])
    for commission in _receivers(source, here):
        rows.append([Say("site.receives"), To(commission_page(commission), event.commissions[commission].names)])
    columns = [Column("fact", "", words=True), Column("told", "", words=True)]
    return Table("facts", Say("site.facts"), columns, rows, unseen=True)


def _receivers(source: Source, here: Station) -> list[str]:
    """The commissions that receive its papers first, each once."""
    event = source.state.event
    found = dict.fromkeys(source.state.receiver(here.id, one.id) for one in event.contests_of(here.id))
    return [one for one in found if event.commissions[one].kind != "precinct"]


def _section(paper: _Paper) -> Section:
    event = paper.source.state.event
    own = paper.contest == STATION
    heading: Value = Say("site.own record") if own else contest_name(event, event.contest(paper.contest))
    return Section(f"paper-{paper.contest}", heading, [*_parts(paper)])


def _parts(paper: _Paper) -> Iterator[Part]:
    source, station_id = paper.source, paper.station.id
    counted = paper.table.counted.get(station_id)
    latest = paper.table.life(station_id).latest
    counting = paper.table.life(station_id).counting
    if counted is None:
        yield Paragraph(word("class", paper.table.life(station_id).class_), "lead")
    if counting is not None and counting.together:
        yield Paragraph(Say("site.together", {"stations": ", ".join(counting.together)}), "warning")
        if counted is None:
            first = counting.together[0]
            yield Bullets([To(f"{station_page(first)}#paper-{paper.contest}", first)])
    if latest.state == SEALED:
        yield Paragraph(Say("site.sealed", {"stations": ", ".join(source.event.group_of(station_id))}), "warning")
    if latest.state == HELD:
        yield Paragraph(Say("page.held", {"reason": latest.reason or ""}), "warning")
    scan = _scan(paper)
    if counted is None:
        if scan is not None:
            yield scan
        return
    controls = () if counted.protocol.together else _controls(paper)
    beside: list[Part] = [*([scan] if scan is not None else []), *controls, *_signed(paper)]
    yield Beside([_figures(paper)], beside)
    for found in source.found(station_id, paper.contest):
        yield Paragraph(_finding(paper, found), "warning")


def _scan(paper: _Paper) -> Part | None:
    """The picture of the paper, or that there is one that is not published; None where none was attached."""
    taken = paper.source.minutes.scans.get((paper.station.id, paper.contest))
    if taken is None:
        return None
    name = paper.source.minutes.public(taken)
    if name not in paper.source.attachments:
        return Paragraph(Say("page.scan not published"), "note")
    return Scan(paper.source.scans.get(name, f"bundle/attachments/{name}"), Say("site.scan"))


def _figures(paper: _Paper) -> Table:
    """The paper line by line, as it was signed; where it was corrected, older versions beside the one that counts."""
    versions = paper.versions
    event = paper.source.state.event
    own = paper.contest == STATION
    options = {} if own else {one.id: one for one in event.options_of(paper.contest)}
    columns = [Column("line", Say("site.line"), words=True), Column("name", Say("page.name"), words=True)]
    columns += [Column(f"version {one.version}", _version(one, versions)) for one in versions]
    rows: list[list[Value]] = []
    for line in paper.form.line:
        for key in _cells(paper, line.code, versions):
            name: Value = line.name
            if key is not None:
                name = candidate_name(event, options[key]) if key in options else Several((line.name, key), " · ")
            rows.append(
                [line.code if key is None else f"{line.code}.{key}", name, *(_figure(one, line.code, key) for one in versions)]
            )
    return Table(f"figures-{paper.contest}", Say("site.as signed"), columns, rows, _status(paper))


def _status(paper: _Paper) -> str:
    """The word beside the figures: what acts have made of this very paper. How far the contest's result has come its own page
    says: that may be corrected for another station's sake."""
    approved, corrected = OF_A_PAPER
    return corrected if paper.versions[0].version > 1 else approved


def _version(one: Protocol, versions: Sequence[Protocol]) -> Value:
    if len(versions) == 1 and one.version == 1:
        return Say("site.figure")
    return Say("site.version counts" if one is versions[0] else "site.version was", {"version": one.version})


def _cells(paper: _Paper, code: str, versions: Sequence[Protocol]) -> Iterator[str | None]:
    """The cells of a line: None where it has one; options in the order of the ballot, others by name."""
    keys: dict[str, None] = {}
    single = True
    for one in versions:
        cell = one.figures.lines.get(code) if one.figures is not None else None
        if isinstance(cell, Mapping):
            single = False
            keys |= dict.fromkeys(sorted(cell))
    if single:
        yield None
        return
    ballot = [] if paper.contest == STATION else [one.id for one in paper.source.state.event.options_of(paper.contest)]
    yield from [key for key in ballot if key in keys]
    yield from [key for key in keys if key not in ballot]


def _figure(one: Protocol, code: str, key: str | None) -> Value:
    cell = one.figures.lines.get(code) if one.figures is not None else None
    if isinstance(cell, Mapping):
        return cell.get(key) if key is not None else None
    return cell if key is None else None


def _controls(paper: _Paper) -> Iterator[Part]:
    """How many controls hold; and of each what it asks and whether it holds."""
    told = bool(paper.source.state.told_of(paper.station.id, paper.contest))
    codes = [check.code for check in paper.form.check if told or not check.asks_acts]  # against no acts nothing was held
    failed = frozenset(one.finding.code for one in paper.source.found(paper.station.id, paper.contest))
    table = _control_table(_Asked(paper.form), frozenset(codes), failed)
    yield Fold(Say("site.controls", {"held": sum(code not in failed for code in codes), "all": len(codes)}), [table])


@dataclass(frozen=True, slots=True)
class _Asked:
    """A form, told from another by being another: forms are read once."""

    form: Form

    def __hash__(self) -> int:
        return id(self.form)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and other.form is self.form


@cache
def _control_table(asked: _Asked, codes: frozenset[str], failed: frozenset[str]) -> Table:
    """The controls of a form, of those the ones that were made. Most papers of a country have the same table: all hold."""
    rows: list[list[Value]] = [
        [check.code, check.commission, Say("site.fails" if check.code in failed else "site.holds")]
        for check in asked.form.check
        if check.code in codes
    ]
    columns = [
        Column("code", Say("site.control"), words=True), Column("asks", Say("site.control told"), words=True),
        Column("result", Say("site.control result"), words=True),
    ]  # fmt: skip
    return Table(f"controls-{asked.form.id}", Say("site.control told"), columns, rows, unseen=True, shared=True)


def _signed(paper: _Paper) -> Iterator[Part]:
    """Which act approved it, the hash of its figures, and the receipt."""
    one = paper.versions[0]
    minute = paper.source.minutes.approved[paper.station.id, paper.contest, one.version]
    items: list[Value] = [
        Say("site.approved in", {"index": minute.index, "at": Moment(minute.entry["at"]), "by": one.approved_by or ""}),
        Say("site.typed by", {"people": Several(tuple(one.entered_by))}),
        Several((Say("site.hash", {"algorithm": "SHA-256"}), minute.entry["figures"]), ": "),
        File(f"bundle/{path_of(paper.station.id)}", Say("site.receipt")),
    ]
    yield Bullets(items, "terms")


def _finding(paper: _Paper, found: Found) -> Value:
    """A control that does not hold: what it asks, and how that was settled."""
    code, decision = found.finding.code, found.decision
    state = paper.source.state
    forms = state.forms(edition_of(state.event, paper.station.id, paper.contest))
    asked = {check.code: check.commission for check in paper.form.check} | {one.code: one.commission for one in forms.across}
    settled = Say(SETTLED[found.settled], {
        "decision": decision.get("number", ""), "date": decision.get("date", ""), "reason": found.reason or "",
    })  # fmt: skip
    return Several((Several((code, asked.get(code, Say("page.E000"))), ": "), settled), " ")


def _everything(papers: Sequence[_Paper]) -> Table:
    """All figures that count, in one long table: for the CSV."""
    rows: list[list[Value]] = []
    for paper in papers:
        if paper.station.id in paper.table.counted:
            table = _figures(paper)
            rows += [[paper.contest, row[0], row[2]] for row in table.rows]
    columns = [
        Column("contest", Say("site.ballot"), words=True), Column("line", Say("site.line"), words=True),
        Column("figure", Say("site.figure")),
    ]  # fmt: skip
    return Table("figures", Say("site.as signed"), columns, rows)
