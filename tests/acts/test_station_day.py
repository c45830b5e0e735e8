"""Acts of the day at a station: they add up, are told once, and by a commission that gets the station's papers."""

import pytest
from rehearsal import Desk, event

from dauys.acts import STATION
from dauys.acts.station_day import STATION_DAY
from dauys.protocol.life import NotAllowed

FIRST = next(iter(event().stations))
OWN = event().stations[FIRST].commission
TOLD = {
    "boxes sealed": {"stationary": 2, "mobile": 1},
    "station incident": {"words": "INVENTED: the light went out."},
    "voter list closed": {"listed": 2_861, "added_certificate": 3, "added_other": 2, "removed": 5, "voters": 2_861},
}


@pytest.mark.parametrize("act", STATION_DAY)
def test_the_day_is_told_by_those_who_get_the_papers(act):
    desk = Desk()
    for stranger in ("nobody", *sorted(event().commissions.keys() - desk.state.way(FIRST, STATION).keys())[:40]):
        with pytest.raises(NotAllowed, match="not on the way of any paper"):
            desk.other(act, stranger, station=FIRST, **TOLD[act])
    desk.other(act, OWN, station=FIRST, **TOLD[act])
    assert desk.state.acts == 1


def test_boxes_are_sealed_and_lists_closed_once_and_incidents_as_often_as_they_happen():
    desk = Desk()
    for act in STATION_DAY:
        desk.other(act, OWN, station=FIRST, **TOLD[act])
    desk.other("station incident", OWN, station=FIRST, **TOLD["station incident"])
    assert len(desk.state.incidents[FIRST]) == 2
    for act in ("boxes sealed", "voter list closed"):
        assert desk.state.of_the_day[FIRST, act].payload["station"] == FIRST
        with pytest.raises(NotAllowed, match="was told already"):
            desk.other(act, OWN, station=FIRST, **TOLD[act])


@pytest.mark.parametrize("key", TOLD["voter list closed"])
def test_a_list_that_does_not_add_up_is_not_closed(key):
    desk = Desk()
    wrong = TOLD["voter list closed"] | {key: TOLD["voter list closed"][key] + 1}
    with pytest.raises(NotAllowed, match="does not add up"):
        desk.other("voter list closed", OWN, station=FIRST, **wrong)
    assert not desk.state.of_the_day
