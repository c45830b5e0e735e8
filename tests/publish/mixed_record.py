"""A very small mixed election: four stations, two maslikhats, one of them by lists and constituencies."""

from dataclasses import replace
from functools import cache

from small_record import BODY, FIRST, FOURTH, LIST, SECOND, THIRD, name_of, small_event

from dauys.acts import STATION
from dauys.demo.definition import invent_definition

MISSING = (FOURTH, f"{BODY}.02")
"""The paper that does not come."""


@cache
def mixed_event():
    """The stations of the small election, with everything that is voted on there."""
    whole, small = invent_definition(80, seed=1), small_event()
    stations = {name: one for name, one in whole.stations.items() if name in (FIRST, SECOND, THIRD, FOURTH)}
    stations = {
        name: replace(one, constituencies=tuple(filter(_of_a_maslikhat, one.constituencies))) for name, one in stations.items()
    }
    areas = {area for one in stations.values() for area in one.constituencies}
    bodies = {whole.constituencies[area].body for area in areas}
    contests = {*areas, *(f"{body}.list" for body in bodies)}
    places = {"kz", *small.places}
    return replace(
        small,
        bodies={name: body for name, body in whole.bodies.items() if name in bodies},
        constituencies={name: area for name, area in whole.constituencies.items() if name in areas},
        commissions={
            name: one
            for name, one in whole.commissions.items()
            if one.place in places | areas and (one.kind != "precinct" or name in small.commissions)
        },
        stations=stations,
        options={contest: lines for contest, lines in whole.options.items() if contest in contests},
        lists={key: one for key, one in whole.lists.items() if key[0] in contests},
    )


def _of_a_maslikhat(area):
    return area.startswith("maslikhat-")


def mixed(office):
    """A control that fails and is accepted, a scan, a paper that does not come, a sum that a commission signs."""
    office.count(SECOND, STATION)
    office.enter(SECOND, LIST, {**office.paper(SECOND, LIST), "V": 1})
    office.approve(SECOND, LIST, reason='=as <on> paper, "sic"')
    office.enter(THIRD, LIST, scan=name_of(b"taken"))
    office.approve(THIRD, LIST)
    office.do("scan attached", THIRD, LIST, version=1, taken=name_of(b"taken"), cleaned=name_of(b"cleaned"))
    office.count_all((SECOND, STATION), (SECOND, LIST), (THIRD, LIST), MISSING)
    office.act("summary signed", "territorial-aktobe-01", contest=f"{BODY}.01", figures={"T": 7, "D": {"3": 1, "4": None}})
