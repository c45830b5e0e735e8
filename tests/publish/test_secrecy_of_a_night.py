"""The secrecy drill over a whole demonstration: from everything that is published, act by act, and from the lists of voters.

Tried is to learn how one station of a group voted, how a single voter did, after whom somebody came, and who did not come.

Whoever keeps every state of the totals can subtract: a constituency's after an approval less the same before it is one paper.
So the attack is linear: the rows are all sums that could ever be read, and what can be said of a group's stations alone is the
part of their span that lies within the group. That must be the sum of the whole group, and nothing more.
"""

import json
import random
import re
from collections import defaultdict

import numpy as np
import pytest

from dauys.acts import STATION, State, read_act
from dauys.acts.kinds import is_sealed
from dauys.demo.record import write_record
from dauys.demo.voters import invent_voters
from dauys.election.event import Merging
from dauys.protocol.life import MERGED
from dauys.protocol.sums import votes_in
from dauys.register.marks import Marks
from dauys.tally.sheet import sheet_of
from dauys.tally.totals import totals

RULE = Merging(700, unanimous=True)


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """One invented night twice: with the rule, and without, where every paper is open: that is the truth to be learnt."""
    folder = tmp_path_factory.mktemp("nights")
    return [write_record(folder / name, 80, seed=3, merging=rule) for name, rule in (("hidden", RULE), ("open", None))]


@pytest.fixture(scope="module")
def told(nights):
    """Of every contest the sets of stations whose sums could be read at any moment; and the log, act by act."""
    record, truth = nights[0], nights[1].state
    sums, acts = defaultdict(set), []
    state = State(record.state.event)  # knows what is in the log, as everybody does
    with record.log() as log:
        entries = list(map(json.loads, log.entries(0, log.size)))
    for entry in entries:
        act = read_act(entry)
        state.apply(act)
        acts.append(entry)
        contest = act.payload.get("contest")
        if contest in (None, STATION) or act.kind.startswith(("protocol received", "turnout")):
            continue
        event = state.event
        read = defaultdict(set)
        for station in event.stations_of(contest):
            paper = state.life(station.id, contest).counting
            if paper is not None and paper.figures is not None:
                for place in event.places_above(station.id, event.contest(contest)):
                    read[place] |= set(paper.together or (station.id,))
        sums[contest] |= {frozenset(stations) for stations in read.values()}
    for contest in state.event.contests:  # the sets are those of which the totals are: checked where all have come in
        for place, total in totals(state, contest).items():
            here = [one.id for one in state.event.stations_of(contest.id) if place in state.event.places_above(one.id, contest)]
            sheet = sheet_of(truth.event, contest)
            rows = [sheet.row(paper) for paper in (truth.counting(station, contest.id) for station in here) if paper]
            for option, at in sheet.votes.items():
                assert total.votes[option] == (sum(row[at] for row in rows) if rows else None)
    return sums, acts, state


def known_within(matrix, group):
    """How many independent sums over the columns of a group alone follow from the rows."""
    rank = np.linalg.matrix_rank
    outside = np.delete(matrix, group, axis=1)
    return rank(matrix) - (rank(outside) if outside.size else 0)


def matrix_of(stations, sums):
    column = {station: at for at, station in enumerate(stations)}
    matrix = np.zeros((len(sums), len(column)))
    for row, one in enumerate(sums):
        matrix[row, [column[station] for station in one]] = 1
    return matrix, column


def hidden(state):
    """Groups of which the sum alone was published, by contest."""
    found = defaultdict(set)
    for (_, contest), life in state.lives.items():
        if life.latest.state == MERGED and life.latest.together:
            found[contest].add(life.latest.together)
    return found


def test_of_a_hidden_station_no_sum_over_all_states_of_the_night_tells_more_than_its_group(told):
    sums, _, state = told
    tried = 0
    for contest, groups in hidden(state).items():
        matrix, column = matrix_of([one.id for one in state.event.stations_of(contest)], sums[contest])
        for group in groups:
            assert known_within(matrix, [column[station] for station in group]) == 1, (contest, group)
            tried += 1
    assert tried > 10


def test_the_attack_learns_a_station_whose_group_is_taken_apart(told):
    """The attack can succeed: one total more, of a part of a group, and it is found."""
    sums, _, state = told
    contest, groups = next(iter(hidden(state).items()))
    group = min(groups)
    stations = [one.id for one in state.event.stations_of(contest)]
    whole = frozenset(stations)
    matrix, column = matrix_of(stations, {*sums[contest], whole, whole - {group[0]}})
    assert known_within(matrix, [column[station] for station in group]) == 2


def test_no_published_result_is_so_small_or_so_unanimous_that_it_tells_a_vote(told):
    """Every result that stands by itself, of a group or of one station, hides the single voter.

    Neighbours all together may still be fewer than the rule asks for, and a station may have none: nobody of these is alone
    with his vote.
    """
    _, _, state = told
    units = 0
    for contest in state.event.contests:
        for station in state.event.stations_of(contest.id):
            paper = state.life(station.id, contest.id).counting
            if paper is None or paper.figures is None:
                continue
            units += 1
            form = state.forms(state.law_for(station.id, contest.id)).form_of(paper.figures.form)
            by_itself = state.event.group_of(station.id) and not paper.together
            rule = state.event.merging if by_itself else Merging(10, unanimous=True)
            assert not rule.hides(votes_in(paper.figures, form)), (station.id, contest.id)
    assert units > 100


def test_before_a_group_is_published_the_log_has_no_figure_of_its_papers(told):
    _, acts, state = told
    published, sealed = set(), 0
    for act in acts:
        contest, station = act.get("contest"), act.get("station")
        if act["act"] in ("results opened", "results merged"):
            published |= {(one, contest) for one in act.get("stations", [station])}
        elif state.event.has_station(station or "") and state.event.group_of(station) and contest != STATION:
            open_ = (station, contest) in published or not isinstance(act.get("figures"), dict)
            assert open_ or is_sealed(act["figures"])
            sealed += not open_
    assert sealed > 100


def test_of_the_lists_nothing_tells_an_order_or_more_of_who_came_than_how_many(nights):
    """At every station of the night: whoever came in whatever order, the list is the same; and no name is published."""
    state = nights[0].state
    sizes = {one.id: min(one.voters, 400) for one in state.event.stations.values()}
    people = defaultdict(list)
    for station, person in invent_voters(sizes, 5):
        people[station].append(person)
    chance, names = random.Random(4), set()
    for station, size in sizes.items():
        contests = range(len(state.event.contests_of(station)))
        came = chance.sample(range(1, size + 1), chance.randrange(size + 1))
        lists = []
        for _ in range(2):
            chance.shuffle(came)
            marks = Marks.new(size, 3, len(contests))
            width, text = marks.width, marks.text
            for place in came:
                after = marks.at(place).issued(contests, "a", outside=False).text
                text = text[: (place - 1) * width] + after + text[place * width :]
            lists.append(Marks(text, size, width))
        assert lists[0] == lists[1]
        assert lists[0].counted().received == len(came)
        names |= {one.iin for one in people[station]}
    assert len(names) > 10_000
    published = b" ".join(path.read_bytes() for path in nights[0].folder.rglob("*") if path.is_file())
    assert names.isdisjoint(found.decode() for found in re.findall(rb"(?=(\d{12}))", published))
