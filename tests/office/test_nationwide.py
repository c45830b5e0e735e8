"""A nationwide list, and a station abroad that belongs to no region: through the screens to the central commission."""

import re

import pytest
from house import House
from small_office import MAZHILIS, nationwide_event
from test_results import DONE, declare, draw, questions, sign, status, sums

from dauys.acts.record import read_record
from dauys.office.journal.desk import desk
from dauys.office.journal.recorder import Recorder
from dauys.office.people.inviting import join
from dauys.tally.result import outcome_of

EVENT = nationwide_event()
LIST, AREA, OKRUG = f"{MAZHILIS}.list", f"{MAZHILIS}.02", "okrug-02"
(ABROAD,) = (one.id for one in EVENT.stations.values() if one.place == "abroad")
(CAPITAL,) = (one.id for one in EVENT.stations_of(AREA) if one.id != ABROAD)


@pytest.fixture
def nationwide(empty, tmp_path):
    """The Mazhilis is counted. Three people are members of every commission: each would have its own, and sixty accounts."""
    house = House.set_up(empty, tmp_path / "definition", EVENT)
    house.freeze()
    three = [house.somebody("central", "member", f"central-{n}") for n in (1, 2, 3)]
    for commission in EVENT.commissions.values():
        for n, one in enumerate(three, 1):
            if commission.kind != "precinct" and house.people.setdefault(f"{commission.id}-{n}", one) is one:
                join(one.person, commission.id, "member", None)
    return house


def told_of(house, contest, line):
    """The sum of the stations that the central commission sees in a line of a contest."""
    page = house.somebody("central", "member", "central-1").get(f"/c/central/results/s/{contest}/")
    row = re.search(rf"<strong>{line}</strong>.*?</tr>", page, re.S)[0]
    return int(re.search(r'<td class="n">([^<]*)</td>', row)[1].replace(",", ""))


def valid(house, contest, *stations):
    return sum(int(house.figures(station, contest)["V"]) for station in stations)


def test_papers_from_abroad_go_by_the_okrug_commission_to_the_central_one(nationwide):
    """The list's paper from abroad has no territorial commission; the capital's has. In the constituency they are one."""
    assert nationwide.receiver(ABROAD, LIST) == nationwide.receiver(ABROAD, AREA) == OKRUG
    assert (nationwide.receiver(CAPITAL, LIST), nationwide.receiver(CAPITAL, AREA)) == ("territorial-astana", OKRUG)
    for station in (ABROAD, CAPITAL):
        nationwide.count(station, AREA)
    assert int(sums(nationwide, OKRUG, AREA)["V"]) == valid(nationwide, AREA, ABROAD, CAPITAL) == told_of(nationwide, AREA, "V")
    sign(nationwide, AREA, OKRUG)
    assert status(AREA) == "confirmed"
    nationwide.count(ABROAD, LIST)
    assert int(sums(nationwide, OKRUG, LIST)["V"]) == valid(nationwide, LIST, ABROAD) == told_of(nationwide, LIST, "V")
    sign(nationwide, LIST, OKRUG)
    assert status(LIST) == "interim"
    page = nationwide.somebody("central", "chair").get(f"/c/central/results/b/{MAZHILIS}/")
    assert "Abroad" in page


def test_the_nationwide_list_is_declared_by_the_central_commission(nationwide):
    """All thirty papers of the list, the one from abroad with them, and every summary below; sixty-nine seats."""
    for station in EVENT.stations:
        nationwide.count(station, LIST)
    assert told_of(nationwide, LIST, "V") == valid(nationwide, LIST, *EVENT.stations)
    with desk.looking() as state:
        below = list(state.summing(LIST))
    assert OKRUG in below
    assert "central" not in below
    for commission in below:
        sign(nationwide, LIST, commission)
    assert status(LIST) == "confirmed"
    (tie,) = (one for one in questions(MAZHILIS) if one.tier == "list")  # for the last seat, alike
    assert draw(nationwide, MAZHILIS, "central", tie) == [DONE]
    with desk.looking() as state:
        outcome = outcome_of(state, MAZHILIS)
    assert sum(seats["list"] for seats in outcome.parties.values()) == 69
    assert declare(nationwide, MAZHILIS, "central", LIST) == [DONE]
    assert status(LIST) == "final"
    Recorder.of(nationwide.folder).follow()
    assert read_record(nationwide.folder.record).state.status[LIST] == "final"
