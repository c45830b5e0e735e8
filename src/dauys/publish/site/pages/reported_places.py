"""Pages of places in results as others published them: both votes, voters and ballots, the constituencies within."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial

from dauys.election.event import Contest, lineage, list_contest
from dauys.law import AGAINST_ALL, INDEPENDENT, Count
from dauys.law.votes import add_up, sum_of
from dauys.publish.reported import STATUS, Reported, ReportedResults, place_of
from dauys.publish.site.page import Beside, Column, Page, Paragraph, Part, Quoted, Say, Section, Table, To, Value
from dauys.publish.site.pages.constituencies import More, constituencies_table, total_of, votes_table
from dauys.publish.site.pages.facts import facts_about
from dauys.publish.site.pages.naming import (
    body_page,
    candidate_name,
    contest_page,
    party_name,
    place_page,
    ranked,
    share_of,
    to_place,
    votes_of,
)
from dauys.publish.site.pages.result import place_tables
from dauys.text import phrase

FIGURES = ("registered", "issued", "in boxes", "valid", "invalid")
"""Voters and ballots, in the order of a protocol."""


def kind_told(kind: str) -> Value:
    """What a place is, in the reader's language where there is a word for it."""
    try:
        phrase(f"place.kind {kind}", "en")
    except KeyError:
        return Quoted(kind)
    return Say(f"place.kind {kind}")


# ---- votes -------------------------------------------------------------------------------------------------------------


def by_party(source: ReportedResults, body: str, place: str) -> dict[str, Reported]:
    """The votes at a place by tier, with parties as options; those of the constituencies that lie in it added up."""
    found: dict[str, Reported] = {}
    parts = []
    for contest in source.within(body, place):
        total = source.totals[contest.id][place_of(contest)]
        told = _renamed(total, _parties(source, contest.id, INDEPENDENT))
        parts.append(Count("constituency", place, told.votes, told.figures))
    if parts and all(part.votes for part in parts):
        whole = add_up("constituency", place, parts)
        votes = {party: None if number is None else int(number) for party, number in whole.votes.items()}
        found["constituency"] = Reported("", place, votes, whole.figures)
    if (lists := source.totals.get(list_contest(body), {}).get(place)) is not None:
        found["list"] = _renamed(lists, _parties(source, list_contest(body), ""))
    return found


def _parties(source: ReportedResults, contest: str, none: str) -> dict[str, str]:
    """The party of each option; without one the word given, or else itself."""
    options = source.event.options_of(contest)
    return {one.id: AGAINST_ALL if one.kind == AGAINST_ALL else one.party or none or one.id for one in options}


def _renamed(total: Reported, names: Mapping[str, str]) -> Reported:
    votes: dict[str, int | None] = {}
    for option, number in total.votes.items():
        votes[names[option]] = sum_of((votes.get(names[option], 0), number))
    return Reported(total.contest, total.place, votes, total.figures, total.partly)


def two_votes(source: ReportedResults, body: str, place: str) -> Table:
    """Votes and shares by party, those of the constituencies beside those of the lists; most list votes first."""
    tiers = by_party(source, body, place)
    last = [*tiers.values()][-1:]
    parties = list(dict.fromkeys(party for total in reversed(tiers.values()) for party in total.votes))
    parties.sort(key=lambda party: (party == AGAINST_ALL, *(-(total.votes.get(party) or 0) for total in last)))
    columns, rows = [Column("party", Say("column.party"), words=True)], []
    for tier in tiers:
        name: dict[str, Value] = {"tier": Say(f"tier.{tier}")}
        columns += [
            Column(f"{tier} votes", Say("reported.votes for", name)),
            Column(f"{tier} share", Say("reported.share for", name)),
        ]
    for party in parties:
        row: list[Value] = [Say("against_all") if party == AGAINST_ALL else party_name(source.event, party)]
        for total in tiers.values():
            row += [votes_of(total, party), share_of(total, party)]
        rows.append(row)
    sums: list[Value] = [Say("site.valid")]
    for total in tiers.values():
        sums += [total.valid, ""]
    return Table(
        f"votes-{body}", Say("reported.votes"), columns, [*rows, sums], STATUS, sums=frozenset({len(rows)}), unseen=True
    )  # fmt: skip


def figures_table(source: ReportedResults, body: str, place: str) -> Table:
    """Voters and ballots at a place, for each tier; what is not known is left open."""
    tiers = by_party(source, body, place)
    told = {tier: figures_known(total) for tier, total in tiers.items()}
    rows: list[list[Value]] = [[Say(f"reported.{name}"), *(told[tier][name] for tier in tiers)] for name in FIGURES]
    shares: dict[str, Value] = {"issued": Say("reported.issued share"), "in boxes": Say("page.share in boxes")}
    for name, title in shares.items():
        found = [_share(figures[name], figures["registered"]) for figures in told.values()]
        if any(one is not None for one in found):
            rows.append([title, *found])
    columns = [Column("figure", Say("reported.figure"), words=True), *(Column(tier, Say(f"tier.{tier}")) for tier in tiers)]
    return Table(f"figures-{body}", Say("reported.figures"), columns, rows, STATUS)


def figures_known(total: Reported) -> dict[str, int | None]:
    """Voters and ballots by name; None: not known."""
    of = total.figures
    return dict(zip(FIGURES, (of.registered, of.issued, of.in_boxes, total.valid, of.invalid), strict=True))


def _share(part: int | None, whole: int | None) -> Fraction | None:
    return Fraction(part, whole) if part is not None and whole else None


# ---- a constituency ----------------------------------------------------------------------------------------------------


def constituency(source: ReportedResults, contest: Contest) -> Page:
    """The page of a constituency: its candidates, the votes for the lists in it, what else is known of it."""
    event = source.event
    own = place_of(contest)
    body = event.body(contest.body)
    above = [
        To("index", event.names), To(body_page(body.id), body.names),
        To(f"{body.id}/constituencies", Say("page.constituencies")), *_above(source, own),
    ]  # fmt: skip
    lists = source.totals.get(list_contest(body.id), {}).get(own) if contest.repeats is None else None
    sections = []
    if lists is not None:
        told = votes_table(source, event.contest(list_contest(body.id)), lists)
        sections.append(Section("lists", Say("reported.list votes here"), [told]))
    sections += facts_about(source, own)
    title: Value = contest.names if contest.repeats is None else Say("page.repeat", {"contest": contest.names})
    return Page(contest_page(contest), title, sections, way=above, status=STATUS, lead=[*_candidates(source, contest, own)])


def _above(source: ReportedResults, place: str) -> list[To]:
    """The places that a place lies in, the widest first; the country is the whole site."""
    above = reversed(lineage(place, source.event.places)[1:])
    return [to_place(source, one) for one in above if one != source.event.country]


def _candidates(source: ReportedResults, contest: Contest, own: str) -> Iterator[Part]:
    declared = source.elected(contest)
    total = source.totals[contest.id][own]
    if declared is not None:
        yield Paragraph(Say("reported.declared", {"name": candidate_name(source.event, declared)}), "big")
    elif not total.votes:
        yield Paragraph(Say("reported.no votes"), "lead")
    if total.votes:
        figures = [number for one in by_party(source, contest.body, own).values() for number in figures_known(one).values()]
        known = any(number is not None for number in figures)
        yield Beside([votes_table(source, contest, total)], [figures_table(source, contest.body, own)] if known else [])


# ---- a place -----------------------------------------------------------------------------------------------------------


def place(source: ReportedResults, place_id: str) -> Page:
    """The page of a place above the constituencies: votes of each body there, the places and constituencies in it."""
    event = source.event
    sections: list[Section] = []
    for body in event.bodies.values():
        within = source.within(body.id, place_id)
        parts: list[Part] = []
        if by_party(source, body.id, place_id):
            parts = [Beside([two_votes(source, body.id, place_id)], [figures_table(source, body.id, place_id)])]
        if within:
            seat: list[More] = [(Column("seat", Say("reported.seat"), words=True), partial(has_seat, source))]
            parts.append(replace(constituencies_table(source, within, seat), id=f"constituencies-{body.id}"))
        parts += _lists_within(source, body.id, place_id)
        if parts:
            sections.append(Section(f"of-{body.id}", To(body_page(body.id), body.names), parts))
    lead = [Paragraph(kind_told(event.places[place_id].kind), "lead")]
    return Page(
        place_page(place_id), event.places[place_id].names, [*sections, *facts_about(source, place_id)],
        way=[To("index", event.names), *_above(source, place_id)], status=STATUS, lead=lead,
    )  # fmt: skip


def _lists_within(source: ReportedResults, body: str, place_id: str) -> Iterator[Part]:
    """The votes for the lists in the places right below."""
    found = source.totals.get(list_contest(body), {})
    below = [found[one.id] for one in source.event.places.values() if one.parent == place_id and one.id in found]
    if below and place_id in found:
        yield Paragraph(Say("reported.list votes here"), "note")
        yield from place_tables(source, source.event.contest(list_contest(body)), [found[place_id], *below])


def has_seat(source: ReportedResults, contest: Contest) -> Value:
    """Whether the one with the most votes has the seat; not known where nothing is known of the constituency."""
    total = total_of(source, contest)
    order = [] if total is None else ranked(total, source.event.options_of(contest.id))
    leads = order[0][0] if order else source.elected(contest)
    outcome, place = source.outcomes[contest.body], place_of(contest)
    seats = [one for one in outcome.seats if one.tier == "constituency" and one.place == place and one.seats]
    asked = any(one.tier == "constituency" and one.place in (None, place) for one in outcome.questions)
    if leads is None or (asked and not seats):
        return None
    return Say("site.yes" if any((one.option or one.party) == leads.id for one in seats) else "site.no")
