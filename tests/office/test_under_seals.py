"""Stations that may have to be published with their neighbours, at the office: people see figures, the log has seals."""

import json
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from house import House
from small_office import small_event

from dauys.acts import figures_hash
from dauys.acts.record import read_record
from dauys.acts.sealing import sealed
from dauys.election.event import Merging
from dauys.office.counting.models import Typing
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry, UnderSeals
from dauys.office.journal.recorder import Recorder
from dauys.office.journal.sealing import salt_of
from dauys.protocol.life import MERGED, SEALED

FIRST, SECOND = list(small_event().stations)[:2]
LIST = "maslikhat-aktobe.list"


def event(fewer_than):
    """The small election with its first two stations in one group, for which they are given the same ballots and place."""
    whole = small_event()
    first = whole.stations[FIRST]
    second = replace(whole.stations[SECOND], place=first.place, constituencies=first.constituencies, group=FIRST)
    left = {area for one in whole.stations.values() if one.id != SECOND for area in one.constituencies}
    assert left == set(whole.constituencies)
    stations = {**whole.stations, FIRST: replace(first, group=FIRST), SECOND: second}
    return replace(whole, stations=stations, merging=Merging(fewer_than, unanimous=True))


@pytest.fixture(params=[1000, 2], ids=["merged", "opened"])
def grouped(empty, tmp_path, request):
    house = House.set_up(empty, tmp_path / "definition", event(request.param))
    house.freeze()
    return house, request.param == 1000


def typed_in_the_log():
    bodies = [json.loads(bytes(body)) for body in Entry.objects.order_by("index").values_list("body", flat=True)]
    return [one for one in bodies if one["act"].startswith("protocol entered") and one["contest"] == LIST]


def test_a_group_is_counted_at_the_screens_and_published_with_the_approval_of_its_last_paper(grouped):
    house, hidden = grouped
    house.count(FIRST, LIST)
    with desk.looking() as state:
        latest = state.life(FIRST, LIST).latest
        assert latest.state == SEALED
        assert latest.figures.one("T") == int(house.figures(FIRST, LIST)["T"])  # who works here sees it
    house.count(SECOND, LIST)
    assert all(len(cell) == 64 for one in typed_in_the_log() for cell in one["figures"]["P"].values())
    assert Recorder.of(house.folder).follow() == Entry.objects.count()
    public = read_record(house.folder.record).state
    votes = [int(house.figures(station, LIST)["P.Amanat"]) for station in (FIRST, SECOND)]
    counting = [public.counting(station, LIST) for station in (FIRST, SECOND)]
    if hidden:
        assert {public.life(station, LIST).latest.state for station in (FIRST, SECOND)} == {MERGED}
        assert counting[0].lines["P"]["Amanat"] == sum(votes)
        assert counting[1] is None
    else:
        assert [one.lines["P"]["Amanat"] for one in counting] == votes


def test_another_process_of_the_office_knows_what_lies_beneath_and_the_salt_is_one_for_a_paper(grouped):
    house, _ = grouped
    commission = house.receiver(FIRST, LIST)
    first, second = (house.somebody(commission, "member", f"{commission}-{n}") for n in (1, 2))
    first.post(house.address(FIRST, LIST, "receive"))
    house.enter(first, FIRST, LIST)
    house.enter(second, FIRST, LIST)
    desk.forget()
    with desk.looking() as state:
        assert state.life(FIRST, LIST).latest.figures.one("T") == int(house.figures(FIRST, LIST)["T"])
    (row,) = UnderSeals.objects.all()
    assert row.pk == figures_hash(sealed(row.figures, salt_of(FIRST, LIST, 1)))
    assert len({json.dumps(one["figures"]) for one in typed_in_the_log()}) == 1
    assert Typing.objects.count() == 2
    assert row.salt not in b"".join(bytes(one.body) for one in Entry.objects.all()).decode()
    with pytest.raises(LookupError, match="never put under seals"):
        salt_of(SECOND, LIST, 1)


def test_what_lies_beneath_is_only_added_to(grouped):
    house, _ = grouped
    house.count(FIRST, LIST)
    for change in (lambda rows: rows.update(version=7), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            change(UnderSeals.objects.all())


def test_a_paper_typed_in_two_ways_is_resolved_under_seals(grouped):
    house, _ = grouped
    commission = house.receiver(FIRST, LIST)
    first, second, third = (house.somebody(commission, "member", f"{commission}-{n}") for n in (1, 2, 3))
    first.post(house.address(FIRST, LIST, "receive"))
    paper = house.figures(FIRST, LIST)
    house.enter(first, FIRST, LIST, {**paper, "P.Amanat": "99"})
    house.enter(second, FIRST, LIST)
    with desk.looking() as state:
        assert state.life(FIRST, LIST).latest.state == "differences"
    third.post(house.address(FIRST, LIST, "enter"), turn="3", **{"P.Amanat": paper["P.Amanat"]})
    with desk.looking() as state:
        assert state.life(FIRST, LIST).latest.state == "agreed"
        assert state.life(FIRST, LIST).latest.figures.lines["P"]["Amanat"] == int(paper["P.Amanat"])


def test_no_copy_for_the_wall_leaves_while_the_station_may_have_to_stay_among_its_neighbours(grouped):
    house, hidden = grouped
    precinct = house.event.stations[FIRST].commission
    chair = house.somebody(precinct, "chair")
    house.count(FIRST, LIST)
    address = f"/c/{precinct}/station/{FIRST}/"
    assert f"{address}copy/{LIST}/wall/" not in chair.get(address)
    chair.get(f"{address}copy/{LIST}/wall/", status=404)
    house.count(SECOND, LIST)
    assert (f"{address}copy/{LIST}/wall/" in chair.get(address)) is not hidden
    assert chair.browser.get(f"{address}copy/{LIST}/wall/").status_code == (404 if hidden else 200)
