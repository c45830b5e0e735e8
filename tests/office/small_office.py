"""Small invented elections for the office: maslikhats of three regions, twelve stations; the Mazhilis, with one abroad;
the Senate, at joint sessions of three regions."""

from dataclasses import replace
from functools import cache

from dauys.demo.definition import invent_definition
from dauys.election.event import Body, Constituency, Event, Station
from dauys.law import AGAINST_ALL, Option
from dauys.law.words import Names

REGIONS = ("aktobe", "kostanay", "zhambyl")
STATIONS_OF_EACH = 4
MAZHILIS = "mazhilis"


@cache
def small_event():
    """Three regions, cut out of the invented election of 80 stations."""
    whole = invent_definition(80, seed=1)
    lineages = {name: _above(whole, one.place) for name, one in whole.stations.items()}
    names = [
        name for region in REGIONS for name in [name for name in whole.stations if region in lineages[name]][:STATIONS_OF_EACH]
    ]
    return _cut(whole, [f"maslikhat-{region}" for region in REGIONS], names)


@cache
def nationwide_event():
    """The Mazhilis alone: a station of each of its 29 constituencies, and one abroad, which belongs to no region."""
    whole = invent_definition(80, seed=1)
    firsts = {}
    for name, one in whole.stations.items():
        firsts.setdefault("abroad" if one.place == "abroad" else one.constituencies[0], name)
    return _cut(whole, [MAZHILIS], list(firsts.values()))


@cache
def senate_event():
    """A senator of each of three regions: the region's commission counts at the one voting point of its electors."""
    whole = small_event()
    country, central = whole.country, next(one for one in whole.commissions.values() if one.kind == "central")
    seats = {f"senate.{region}": region for region in REGIONS}
    commissions = {
        one.id: replace(one, parent=central.id, acts_as="precinct")
        for one in (whole.commissions[f"territorial-{region}"] for region in REGIONS)
    }

    def names(text):
        return Names(kk=f"ОЙДАН ШЫҒАРЫЛҒАН {text}", ru=f"ВЫМЫШЛЕНО: {text}", en=f"INVENTED {text}")

    candidates = [Option(f"c{n}", "candidate", None, names(str(n))) for n in (1, 2, 3)]
    against = next(one for one in whole.options[f"maslikhat-{REGIONS[0]}.01"] if one.kind == AGAINST_ALL)
    return Event(
        names("2023"), whole.date, country, True, "senate.example", ("INVENTED",),
        {"senate": Body("senate", "kz/senate/2023", names("2023"), country, {"constituency": len(REGIONS)})},
        {name: place for name, place in whole.places.items() if name == country or name in REGIONS}, {},
        {name: Constituency(name, "senate", str(n), names(region)) for n, (name, region) in enumerate(seats.items(), 1)},
        {central.id: central, **commissions},
        {f"X-{region[:3].upper()}-S": Station(f"X-{region[:3].upper()}-S", region, 60, f"territorial-{region}", (name,))
         for name, region in seats.items()},
        dict.fromkeys(seats, (*candidates, against)),
    )  # fmt: skip


@cache
def station_58_event():
    """What is voted on at station 58 in Astana, four ballots for each of its 2,861 voters: the Mazhilis and the capital's
    maslikhat; all stations of Astana, and one of each other constituency."""
    whole = invent_definition(80, seed=1)
    capital = [name for name, one in whole.stations.items() if "astana" in _above(whole, one.place)]
    others = [name for name in nationwide_event().stations if name not in capital]
    return _cut(whole, [MAZHILIS, "maslikhat-astana"], [*capital, *others])


@cache
def nobody_stands_yet():
    """The Mazhilis and the maslikhat of the first region before anybody is nominated: four stations of the region, and one of
    each other constituency."""
    whole, region = invent_definition(80, seed=1), REGIONS[0]
    local = [name for name, one in whole.stations.items() if region in _above(whole, one.place)][:STATIONS_OF_EACH]
    there = {area for name in local for area in whole.stations[name].constituencies}
    others = [name for name, one in nationwide_event().stations.items() if there.isdisjoint(one.constituencies)]
    event = _cut(whole, [MAZHILIS, f"maslikhat-{region}"], [*local, *others])
    return replace(event, options={contest.id: () for contest in event.contests}, lists={}, nominating=True)


def _cut(whole, bodies, names):
    """Of an election some bodies and stations, and what belongs to them."""
    stations = {
        name: replace(one, constituencies=tuple(a for a in one.constituencies if whole.constituencies[a].body in bodies))
        for name, one in ((name, whole.stations[name]) for name in names)
    }
    areas = {area for one in stations.values() for area in one.constituencies}
    places = {place for one in stations.values() for place in _above(whole, one.place)}
    precincts = {one.commission for one in stations.values()}
    commissions = {
        name: one
        for name, one in whole.commissions.items()
        if (one.place in places | areas or one.kind == "central") and (one.kind != "precinct" or name in precincts)
    }
    contests = {f"{body}.list" for body in bodies} | areas
    return replace(
        whole,
        bodies={name: whole.bodies[name] for name in bodies},
        places={name: place for name, place in whole.places.items() if name in places},
        constituencies={name: area for name, area in whole.constituencies.items() if name in areas},
        commissions=commissions,
        stations=stations,
        options={contest: lines for contest, lines in whole.options.items() if contest in contests},
        lists={(contest, option): one for (contest, option), one in whole.lists.items() if contest in contests},
    )


def _above(event, place):
    found = [place]
    while event.places[found[-1]].parent:
        found.append(event.places[found[-1]].parent)
    return found
