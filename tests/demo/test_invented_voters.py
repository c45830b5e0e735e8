"""Invented voters: the same seed the same list; every row says so, and no number is anybody's."""

import io

from dauys.demo.definition import FEWEST, invent_definition
from dauys.demo.places import STATION_58
from dauys.demo.voters import invent_voters, write_voters
from dauys.register import COLUMNS, read_list
from dauys.register.person import NO_MONTH

STATION = "X-AST-0058"


def written(seed, stations):
    out = io.StringIO()
    rows = write_voters(out, invent_voters(stations, seed))
    return rows, out.getvalue()


def test_station_58_has_its_2861_voters_and_an_office_takes_them():
    event = invent_definition(FEWEST, 1)
    size = event.stations[STATION].voters
    assert size == STATION_58[2] == 2_861
    rows, text = written(1, {STATION: size})
    assert rows == size
    taken = list(read_list(io.BytesIO(text.encode()), "list.csv", {STATION}, event.date, event.invented, lambda numbers: ()))
    assert len({one.person.iin for one in taken}) == size
    for one in taken:
        assert one.person.iin[2:4] == NO_MONTH
        assert one.person.name.endswith("INVENTED")
        assert one.person.address.startswith("INVENTED")


def test_the_same_seed_gives_the_same_list_and_another_another():
    assert written(1, {STATION: 50}) == written(1, {STATION: 50})
    assert written(1, {STATION: 50}) != written(2, {STATION: 50})
    assert written(1, {STATION: 50})[1].startswith(",".join(COLUMNS))
