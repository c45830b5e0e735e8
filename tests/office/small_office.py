"""A small invented election for the office: the maslikhats of three regions, twelve stations."""

from dataclasses import replace
from functools import cache

from dauys.demo.definition import invent_definition

REGIONS = ("aktobe", "kostanay", "zhambyl")
STATIONS_OF_EACH = 4


@cache
def small_event():
    """Cut out of the invented election of 80 stations."""
    whole = invent_definition(80, seed=1)
    lineages = {name: _above(whole, one.place) for name, one in whole.stations.items()}
    bodies = {f"maslikhat-{region}": whole.bodies[f"maslikhat-{region}"] for region in REGIONS}
    stations = {}
    for region in REGIONS:
        here = [name for name in whole.stations if region in lineages[name]][:STATIONS_OF_EACH]
        for name in here:
            one = whole.stations[name]
            kept = tuple(area for area in one.constituencies if whole.constituencies[area].body in bodies)
            stations[name] = replace(one, constituencies=kept)
    areas = {area for one in stations.values() for area in one.constituencies}
    places = {place for name in stations for place in lineages[name]}
    precincts = {one.commission for one in stations.values()}
    commissions = {
        name: one
        for name, one in whole.commissions.items()
        if (one.place in places | areas or one.kind == "central") and (one.kind != "precinct" or name in precincts)
    }
    contests = {f"{body}.list" for body in bodies} | areas
    return replace(
        whole,
        bodies=bodies,
        places={name: place for name, place in whole.places.items() if name in places},
        constituencies={name: area for name, area in whole.constituencies.items() if name in areas},
        commissions=commissions,
        stations=stations,
        options={contest: lines for contest, lines in whole.options.items() if contest in contests},
    )


def _above(event, place):
    found = [place]
    while event.places[found[-1]].parent:
        found.append(event.places[found[-1]].parent)
    return found
