"""Where do I vote, and what is on my ballot: by place and address, without a name or a number of anybody."""

from dauys.election.event import Contest
from dauys.publish.site.page import Bullets, Column, Page, Paragraph, Say, Section, Several, Table, To, Value
from dauys.publish.site.pages.naming import candidate_name, contest_page, option_name, place_page, station_page
from dauys.publish.source import Source
from dauys.text import sort_key


def where(source: Source) -> Page:
    """The way to one's station: places in alphabetical order, under the region that they lie in."""
    event = source.state.event
    above: dict[str, list[str]] = {}
    for place in source.stations_in:
        above.setdefault(event.places[place].parent or event.country, []).append(place)
    sections = []
    for parent in (place for place in event.places if place in above):
        inside = sorted(above[parent], key=lambda place: sort_key(event.places[place].names.told("kk")))
        links: list[Value] = [To(f"where/{place}", event.places[place].names) for place in inside]
        sections.append(Section(f"in-{parent}", event.places[parent].names, [Bullets(links, "links")]))
    return Page(
        "where/index", Say("site.where"), sections, way=[To("index", event.names)],
        lead=[Paragraph(Say("site.where told"), "lead")],
    )  # fmt: skip


def where_in(source: Source, place: str) -> Page:
    """The stations of a place by their addresses, and the ballots of each."""
    event = source.state.event
    rows: list[list[Value]] = [
        [To(station_page(station.id), station.id), station.address,
         Several(tuple(To(ballot_page(one), _ballot_name(source, one)) for one in event.contests_of(station.id)), "; ")]
        for station in source.stations_in[place]
    ]  # fmt: skip
    columns = [
        Column("station", Say("page.station"), words=True), Column("address", Say("page.address"), words=True),
        Column("ballots", Say("site.my ballots"), words=True),
    ]  # fmt: skip
    return Page(
        f"where/{place}", event.places[place].names, [], way=[To("index", event.names), To("where/index", Say("site.where"))],
        lead=[
            Table("stations", Say("page.stations"), columns, rows, unseen=True),
            Bullets([To(place_page(place), Say("site.results here"))], "links"),
        ],
    )  # fmt: skip


def ballot_page(contest: Contest) -> str:
    """The page that shows a ballot."""
    return f"ballot/{contest.id}"


def _ballot_name(source: Source, contest: Contest) -> Value:
    event = source.state.event
    names = event.body(contest.body).names
    return Several((names, Say("tier.list") if contest.constituency is None else contest.names), ": ")


def ballot(source: Source, contest: Contest) -> Page:
    """What stands on a ballot, in its order."""
    event = source.state.event
    rows: list[list[Value]] = [
        [at, candidate_name(event, one) if one.kind == "candidate" else _list_name(source, contest, one.id)]
        for at, one in enumerate(event.options_of(contest.id), 1)
    ]
    columns = [Column("order", Say("site.order"), words=True), Column("option", Say("site.option"), words=True)]
    return Page(
        ballot_page(contest), _ballot_name(source, contest), [],
        way=[To("index", event.names), To("where/index", Say("site.where"))],
        lead=[
            Paragraph(Say("site.ballot told"), "lead"),
            Table("ballot", Say("site.on the ballot"), columns, rows),
            Bullets([To(contest_page(contest), Say("site.result of it"))], "links"),
        ],
    )  # fmt: skip


def _list_name(source: Source, contest: Contest, option: str) -> Value:
    """A list by its whole name, in English too; or the line against all."""
    event = source.state.event
    one = next(each for each in event.options_of(contest.id) if each.id == option)
    return one.names if one.names.told("en") != "?" else option_name(event, one)
