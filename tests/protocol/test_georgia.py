"""Georgia 2012, protocol by protocol: 45 of the lists and 26 of the constituencies break a control of their own."""

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from dauys.protocol import Figures, load_forms
from dauys.protocol.across import Stations, across
from dauys.protocol.checks import findings_of

ELECTION = Path(__file__).parents[2] / "elections" / "ge-parliament-2012"
FORMS = load_forms("ge/parliament/2011")
ABROAD = "87-"
OF_THE_STATION = ("station", "place", "registered", "issued", "invalid")


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def papers(tier):
    """Each station's figures as published: votes from the tables of stations, the turnout of the day from ``protocols/``."""
    turnout = {row["station"]: row for row in rows(ELECTION / "protocols" / f"{tier}.csv.gz")}
    return {row["station"]: figures(tier, row, turnout[row["station"]]) for row in rows(ELECTION / f"stations-{tier}.csv.gz")}


def figures(tier, row, turnout):
    votes = {option: int(number) for option, number in row.items() if option not in OF_THE_STATION and number}
    lines = {
        "A": int(row["registered"]), "T12": int(turnout["T12"]), "T17": int(turnout["T17"]), "B": int(turnout["B"]),
        "I": int(row["invalid"]), "P": votes,
    }  # fmt: skip
    return Figures(tier, lines)


def broken(forms, stations):
    """The codes of the controls that each station breaks; stations that break none are left out."""
    found = {station: findings_of(forms, "one", None, {"one": paper}) for station, paper in stations.items()}
    return {station: {finding.code for finding in codes} for station, codes in found.items() if codes}


LISTS, CONSTITUENCIES = papers("list"), papers("constituency")


def test_all_protocols_are_there():
    assert (len(LISTS), len(CONSTITUENCIES)) == (3696, 3649)


def test_45_list_protocols_break_a_control_of_their_own_16_of_them_abroad():
    found = broken(FORMS, LISTS)
    assert len(found) == 45
    assert sum(station.startswith(ABROAD) for station in found) == 16
    assert Counter(code for codes in found.values() for code in codes) == {"E101": 19, "E102": 17, "E103": 8, "E104": 2}


def test_26_constituency_protocols_break_a_control_of_their_own():
    found = broken(FORMS, CONSTITUENCIES)
    assert len(found) == 26
    assert Counter(code for codes in found.values() for code in codes) == {"E101": 11, "E102": 3, "E103": 6, "E104": 6}


@pytest.mark.parametrize(("tier", "stations"), [("list", LISTS), ("constituency", CONSTITUENCIES)])
def test_a_figure_left_empty_is_told_as_empty_and_breaks_no_control(tier, stations):
    """The tables of stations leave those who took part empty abroad, and have no turnout of the day."""
    tables = {row["station"]: row for row in rows(ELECTION / f"stations-{tier}.csv.gz")}
    asked = {"E101", "E102", "E000"}
    found = {}
    for station, paper in stations.items():
        issued = tables[station]["issued"]
        lines = {**paper.lines, "B": int(issued) if issued else None, "T12": None, "T17": None}
        codes = {finding.code for finding in findings_of(FORMS, "one", None, {"one": Figures(tier, lines)})}
        assert codes <= asked
        if codes:
            found[station] = codes
    abroad = {station for station in found if station.startswith(ABROAD)}
    assert all(found[station] == {"E000"} for station in abroad)
    assert len(abroad) == (47 if tier == "list" else 0)
    counted = Counter(code for station, codes in found.items() if station not in abroad for code in codes)
    assert counted == ({"E101": 18, "E102": 3} if tier == "list" else {"E101": 11, "E102": 3})


def test_stations_are_held_against_each_other_in_a_moment():
    areas = {station: station.partition("-")[0] for station in LISTS}
    found = across(FORMS, Stations("list", LISTS, areas))
    codes = Counter(code for findings in found.values() for code in {finding.code for finding in findings})
    assert codes["W901"] == 0  # no two stations with the same votes
    assert 0 < codes["W903"] < len(LISTS) // 10
