"""Tables of facts beside the votes, as they were found: a page for each, and what they say of a place on the place's page."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from dauys.election.day import At, Fact, FactColumn, Facts
from dauys.publish.reported import STATUS, ReportedResults
from dauys.publish.site.page import Beside, Column, Fold, Page, Paragraph, Part, Picture, Quoted, Say, Section, Table, To, Value
from dauys.publish.site.pages.drawing import minute_of, readings_drawn
from dauys.publish.site.pages.naming import to_place
from dauys.publish.site.telling import said
from dauys.render.pictures import Reading, Series

NUMBERS = ("number", "percent")
"""Kinds of columns whose cells stand under each other, and in which an empty one is worth telling."""


def fact_pages(source: ReportedResults) -> list[list[Facts]]:
    """The tables of each page; those about constituencies stand on the page of these."""
    found: dict[str, list[Facts]] = {}
    for one in source.day.facts:
        if one.table.of is None:
            found.setdefault(one.table.page, []).append(one)
    return [*found.values()]


def fact_page(source: ReportedResults, tables: Sequence[Facts]) -> Page:
    """A page of tables, which has the title of the first."""
    first, *others = (fact_section(source, one) for one in tables)
    way = [To("index", source.event.names)]
    return Page(tables[0].table.page, first.heading, others, way=way, status=STATUS, lead=first.parts)


def titles(source: ReportedResults) -> list[Value]:
    """The pages of facts, by the title of their first table."""
    first: dict[str, Value] = {}
    for one in source.day.facts:
        page = one.table.page if one.table.of is None else f"{one.table.of}/constituencies#{one.table.id}"
        first.setdefault(page, To(page, one.table.title))
    return [*first.values()]


def fact_section(source: ReportedResults, facts: Facts) -> Section:
    """A table with what is said of it."""
    table = facts.table
    parts: list[Part] = [Paragraph(table.told, "lead")] if table.told.en else []
    if table.whole is not None:
        beside = (one for one in source.day.facts if one.table.page == table.page)
        known = len({cell for one in beside for row in one.rows for cell in row if isinstance(cell, At)})
        counts: dict[str, Value] = {"known": known, "whole": table.whole, "rest": table.whole - known}
        parts.append(Paragraph(Say("reported.known of", counts), "big"))
    if table.drawn == "turnout":
        parts += _readings(source, facts)
    else:
        parts.append(_table(source, facts, facts.rows))
    return Section(table.id, table.title, parts)


def facts_about(source: ReportedResults, place: str) -> list[Section]:
    """What the tables say of a place, each with its title."""
    sections = []
    for facts in source.day.facts:
        if rows := facts.about(place):
            told = _alone(source, facts, rows[0], place) if len(rows) == 1 else _table(source, facts, rows, place)
            sections.append(Section(facts.table.id, facts.table.title, [told]))
    return sections


def _table(source: ReportedResults, facts: Facts, rows: Sequence[Sequence[Fact]], about: str | None = None) -> Table:
    """Some rows as they are; about: the place that all of them are about, whose name the page has."""
    numbered = enumerate(facts.table.column)
    shown = [(at, column) for at, column in numbered if about is None or any(row[at] != At(about) for row in rows)]
    cells = [[fact(source, row[at], column) for at, column in shown] for row in rows]
    columns = [_column(column) for _, column in shown]
    return Table(facts.table.id, facts.table.title, columns, cells, STATUS, unseen=True)


def _alone(source: ReportedResults, facts: Facts, row: Sequence[Fact], about: str) -> Table:
    """One row as a table of its own: what, and what was found."""
    cells: list[list[Value]] = [
        [column.title, fact(source, cell, column)]
        for cell, column in zip(row, facts.table.column, strict=True)
        if cell != At(about) and (cell is not None or column.kind != "note")
    ]
    columns = [Column("what", Say("reported.figure"), words=True), Column("found", Say("reported.found"), words=True)]
    return Table(facts.table.id, facts.table.title, columns, cells, STATUS, unseen=True)


def _column(column: FactColumn) -> Column:
    return Column(column.id, column.title, words=column.kind not in NUMBERS)


def fact(source: ReportedResults, value: Fact, column: FactColumn) -> Value:
    """A cell as a value of a page; words that nobody translated as they were written."""
    match value:
        case None if column.kind == "note":
            return ""
        case At(place):
            return to_place(source, place)
        case str() if column.kind != "time":
            return Quoted(value)
        case _:
            return value


# ---- turnout -----------------------------------------------------------------------------------------------------------


def _readings(source: ReportedResults, facts: Facts) -> list[Part]:
    """Readings by place and hour: drawn, as a table, those that cannot be right; then the rows with their sources."""
    time, place, share = (
        next(at for at, one in enumerate(facts.table.column) if one.kind == kind) for kind in ("time", "place", "percent")
    )
    found: dict[Fact, dict[str, Fraction | None]] = {}
    for row in facts.rows:
        found.setdefault(row[place], {})[str(row[time])] = reading if isinstance(reading := row[share], Fraction) else None
    hours = sorted({hour for told in found.values() for hour in told})
    known = {where: {hour: one for hour, one in told.items() if one is not None} for where, told in found.items()}
    names = {where: fact(source, where, facts.table.column[place]) for where in found}
    order = sorted(found, key=lambda where: isinstance(where, At))  # all together first
    rows: list[list[Value]] = [[names[where], *(found[where].get(hour) for hour in hours)] for where in order]
    columns = [Column("place", facts.table.column[place].title, words=True), *(Column(hour, hour) for hour in hours)]
    falls = [
        Paragraph(
            Say("reported.falls", {"place": names[where], "before": told[one], "after": told[two], "hour": two}), "warning"
        )
        for where, told in known.items()
        for one, two in pairwise(sorted(told))
        if told[two] < told[one]
    ]
    sums = frozenset(at for at, where in enumerate(order) if not isinstance(where, At))
    return [
        Beside(
            [Table(facts.table.id, facts.table.title, columns, rows, STATUS, Say("reported.drawn"), sums=sums, unseen=True)],
            [_drawn(known, names, hours)],
        ),
        *falls,
        Fold(Say("reported.each source"), [replace(_table(source, facts, facts.rows), id=f"{facts.table.id}-sources")]),
    ]


def _drawn(found: dict[Fact, dict[str, Fraction]], names: dict[Fact, Value], hours: list[str]) -> Picture:
    """All together, and the two places each with the highest and the lowest last reading."""
    places = sorted((one for one in found if isinstance(one, At)), key=lambda one: max(found[one].items())[1])
    shown = [*(one for one in found if not isinstance(one, At)), *reversed([*places[:2], *places[-2:]])]

    def series(language: str) -> list[Series]:
        return [
            Series(said(names[one], language), tuple(Reading(minute_of(hour), found[one].get(hour)) for hour in hours))
            for one in shown
        ]

    return readings_drawn(series)


def blank_facts(facts: Facts) -> list[Value]:
    """Of each column of numbers, in how many rows it is not known."""
    told: list[Value] = []
    for at, column in enumerate(facts.table.column):
        blank = sum(1 for row in facts.rows if row[at] is None)
        if blank and (column.kind in NUMBERS or column.id.startswith("winner")):
            values: dict[str, Value] = {
                "table": facts.table.title,
                "column": column.title,
                "part": blank,
                "whole": len(facts.rows),
            }
            told.append(Say("reported.blank facts", values))
    return told
