"""A real election by another law, Georgia 2012, re-enacted: forms without a station's own record, ballots without against all,
stations abroad that vote for lists only. The figures are as published; whatever was not published is not told."""

from functools import cache

import pytest
from nist_states import json_file
from test_nist_back import same_numbers

from dauys.acts import State
from dauys.demo.published import published
from dauys.election import load_election
from dauys.formats.civics import division_ids
from dauys.formats.nist import Facts, read_nist
from dauys.protocol.life import APPROVED, Life, Protocol

pytestmark = pytest.mark.drill  # a whole country, and no other code than the rehearsals' reports in each run


@cache
def georgia():
    real = published(load_election("ge-parliament-2012"))
    state = State(real.event)
    for paper in real.papers:
        one = Protocol(paper.station, paper.contest, paper.figures.form, state=APPROVED, figures=paper.figures)
        state.lives[paper.station, paper.contest] = Life((one,))
    return Facts.of(state, "2012-10-02T20:00:00+04:00")


@cache
def told():
    return read_nist(json_file(georgia()), "georgia.json")


def test_it_comes_back_with_the_same_numbers():
    assert same_numbers(georgia(), told())


def test_its_ballots_have_no_line_against_all():
    assert {one.kind for election in told().elections for contest in election.contests for one in contest.options} == {
        "list", "candidate",
    }  # fmt: skip


def test_no_station_has_a_record_of_its_own_so_who_took_part_is_not_told():
    assert not any(line.startswith("station:") for election in told().elections for line in election.lines)
    assert all(unit.participated is None for unit in told().units.values())


def test_division_ids_are_of_its_country():
    rows = division_ids(georgia()).decode().splitlines()[1:]
    assert all(row.startswith("ocd-division/country:ge") for row in rows)
    assert len(rows) == len({row.partition(",")[0] for row in rows})
