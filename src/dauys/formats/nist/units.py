"""The units of a report: places, constituencies, areas of repeat votes, stations; who is on the lists, how far the count is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dauys.election.event import Contest, Station, lineage
from dauys.formats.nist.facts import APPROVED, Facts, count_status
from dauys.formats.nist.tree import OURS, Node, id_of, identifier, node, text, words
from dauys.law.votes import sum_of
from dauys.law.words import Names
from dauys.tally.sheet import REGISTERED
from dauys.text import LANGUAGES, phrase

PLACES: Mapping[str, str] = {
    "country": "country", "region": "state", "city": "state", "rayon": "county", "district": "county", "town": "city",
    "settlement": "village",
}  # fmt: skip
"""Kinds of places as the standard calls them; a city here is one that stands beside the regions. Any other is ``other``."""

COUNCILS: Mapping[str, str] = {"country": "congressional", "city": "city-council", "town": "city-council"}
"""What the standard calls a constituency, by the kind of the body's place; else it is that of a county's council."""

TOOK_PART = "U"
"""The line of a station's own record that tells how many voters received ballots."""


def units(facts: Facts) -> Iterator[Node]:
    """Every unit, the widest first: a place before those within it, stations last."""
    event = facts.event
    under: dict[str, list[Station]] = defaultdict(list)
    parts: dict[str, list[str]] = defaultdict(list)
    for place in event.places.values():
        if place.parent is not None:
            parts[place.parent].append(id_of("place", place.id))
    for station in event.stations.values():
        parts[station.place].append(id_of("station", station.id))
        for one in lineage(station.place, event.places):
            under[one].append(station)
    for place in event.places.values():
        kind = PLACES.get(place.kind, "other")
        yield _unit(facts, id_of("place", place.id), kind, place.kind, place.names, under[place.id], parts[place.id], place.id)
    for contest in event.contests:
        if contest.constituency is not None or contest.repeats is not None:
            yield _district(facts, contest)
    for station in event.stations.values():
        yield _station(facts, station)


def _unit(
    facts: Facts, id: str, kind: str, other: str, names: Names, stations: Sequence[Station], parts: Iterable[str], ours: str
) -> Node:
    counted = [facts.classes[station.id] == {APPROVED} for station in stations]
    return node(
        "ReportingUnit",
        id,
        ComposingGpUnitIds=tuple(parts),
        ExternalIdentifier=(identifier(OURS, ours),),
        Name=text(names),
        SubUnitsReported=sum(counted),
        TotalSubUnits=len(stations),
        Type=kind,
        OtherType=other if kind == "other" else None,
        VotersParticipated=_sum([_took_part(facts, station) for station in stations]),
        VotersRegistered=sum(_registered(facts, station) for station in stations),
    )


def _district(facts: Facts, contest: Contest) -> Node:
    """A constituency; or the area of a repeat vote, which need not be all of one."""
    event, stations = facts.event, facts.event.stations_of(contest.id)
    again = contest.repeats is not None
    kind = event.places[facts.body(contest).place].kind
    classes = [facts.state.class_of(station.id, contest.id) for station in stations]
    names = text(contest.names)
    if contest.constituency is not None and contest.names == Names():
        number = event.constituencies[contest.constituency].number
        names = words({language: phrase("nist.constituency", language, number=number) for language in LANGUAGES})
    return node(
        "ReportingUnit",
        facts.district(contest),
        ComposingGpUnitIds=tuple(id_of("station", station.id) for station in stations),
        ExternalIdentifier=(identifier(OURS, contest.id),),
        Name=names,
        CountStatus=(node("CountStatus", Status=count_status(classes), Type="total"),),
        IsDistricted=True,
        Number=event.constituencies[contest.constituency].number if contest.constituency is not None else None,
        SubUnitsReported=classes.count(APPROVED),
        TotalSubUnits=len(stations),
        Type="other" if again else COUNCILS.get(kind, "county-council"),
        OtherType="repeat-vote" if again else None,
        VotersRegistered=sum(_registered(facts, station) for station in stations) if not again else None,
    )


def _station(facts: Facts, station: Station) -> Node:
    names = text(station.names)
    if station.names == Names():
        names = words({language: phrase("nist.station", language, number=station.id) for language in LANGUAGES})
    return node(
        "ReportingUnit",
        id_of("station", station.id),
        ExternalIdentifier=(identifier(OURS, station.id),),
        Name=names,
        CountStatus=(node("CountStatus", Status=count_status(facts.classes[station.id]), Type="total"),),
        Number=station.id,
        Type="polling-place",
        VotersParticipated=_took_part(facts, station),
        VotersRegistered=_registered(facts, station),
    )


def _registered(facts: Facts, station: Station) -> int:
    """Voters on the list: by the station's own record, added and struck-off voters included; else by the definition."""
    record = facts.record(station.id)
    told = None if record is None else record.one(REGISTERED)
    return station.voters if told is None else told


def _took_part(facts: Facts, station: Station) -> int | None:
    record = facts.record(station.id)
    return None if record is None else record.one(TOOK_PART)


def _sum(numbers: Sequence[int | None]) -> int | None:
    """The sum; unknown where one of them is: beside the voters of all stations a part would look like the whole."""
    return sum_of(numbers) if numbers else None
