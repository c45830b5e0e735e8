"""Stations that may have to be published with their neighbours: typed under seals, then opened or merged, and nothing leaks."""

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rehearsal import DECISION, entry, event, papers

from dauys.acts import STATION, Act, State, figures_hash, figures_of, read_act, replay
from dauys.acts.merging import to_publish
from dauys.acts.sealing import seal, sealed
from dauys.election.event import Merging
from dauys.election.grouping import SIZE, grouped
from dauys.protocol import load_forms
from dauys.protocol.life import MERGED, SEALED, NotAllowed
from dauys.protocol.sums import MERGED_CELL, together, votes_in

LIST = "mazhilis.list"
SALT = "5a" * 32
NUMBERS = st.integers(0, 999) | st.none()


@cache
def together_event():
    """All votes of a group hidden where one station has fewer than a hundred thousand: so always; see ``open_event``."""
    return grouped(event(), Merging(100_000, unanimous=True))


@cache
def open_event():
    return grouped(event(), Merging(1, unanimous=True))


GROUP = next(together_event().group_of(one.id) for one in event().stations.values() if together_event().group_of(one.id))


class Closed:
    """An office that types under seals: its state knows what lies beneath, and ``entries`` are what the public gets."""

    def __init__(self, of):
        self.beneath = {}
        self.state, self.entries = State(of, beneath=self.beneath.get), []

    def take(self, told):
        self.state.apply(read_act(told))
        self.entries.append(told)

    def do(self, act, station, contest, author="p-one", **payload):
        told = entry(act, self.state.receiver(station, contest), author, station=station, contest=contest, **payload)
        self.take(told)

    def seals(self, figures, salt=SALT):
        found = sealed(figures, salt)
        self.beneath[figures_hash(found)] = figures
        return found

    def enter(self, station, contest=LIST, version=1, figures=None):
        seals = self.seals(figures or papers()[station, contest])
        if version == 1:
            self.do("protocol received", station, contest, scan=None)
        self.do("protocol entered", station, contest, "p-one", version=version, figures=seals)
        self.do("protocol entered again", station, contest, "p-two", version=version, figures=seals)

    def approve(self, station, contest=LIST, version=1):
        figures = self.state.life(station, contest).latest.figures
        found = self.state.findings(station, contest, figures)
        if codes := sorted({one.code for one in found}):
            self.do("findings explained", station, contest, version=version, codes=codes, reason="looked into")
        self.do("protocol approved", station, contest, "p-three", version=version, figures=figures_hash(figures.as_told))
        return read_act(self.entries[-1])

    def publish(self, approval):
        for kind, payload in to_publish(self.state, approval, lambda *paper: SALT):
            self.take(entry(kind, approval.commission, approval.author, **payload))

    def count(self, station, contest=LIST, version=1, figures=None):
        self.enter(station, contest, version, figures)
        self.publish(self.approve(station, contest, version))


@given(NUMBERS, NUMBERS, st.sampled_from(["T", "P"]), st.sampled_from(["", "Amanat"]))
def test_seals_are_alike_where_everything_is_alike_and_only_there(one, other, line, cell):
    assert (seal(SALT, line, cell, one) == seal(SALT, line, cell, other)) == (one == other)
    assert seal(SALT, line, cell, one) != seal("6b" * 32, line, cell, one) != seal("6b" * 32, line, cell + "x", one)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6), st.integers(0, 80), st.booleans())
def test_small_and_unanimous_results_are_hidden(votes, fewer_than, unanimous):
    voted = [number for number in votes if number]
    assert Merging(fewer_than, unanimous).hides(votes) == (sum(votes) < fewer_than or (unanimous and len(voted) <= 1))
    assert Merging(fewer_than, unanimous).hides([*votes, None])


def test_groups_are_of_one_place_and_one_ballot_and_as_small_as_can_be():
    found = together_event()
    sizes = Counter(len(found.group_of(one)) for one in found.stations)
    assert sizes.keys() <= {0, SIZE, SIZE + 1}
    assert sizes[SIZE] > sizes[0]
    for station in found.stations.values():
        for other in map(found.stations.get, found.group_of(station.id)):
            assert (other.place, set(other.constituencies)) == (station.place, set(station.constituencies))


def test_two_who_type_alike_put_on_the_same_seals_and_everybody_sees_it_without_a_figure():
    office = Closed(together_event())
    office.enter(GROUP[0])
    public = replay(together_event(), office.entries).life(GROUP[0], LIST).latest
    assert public.state == "agreed"
    assert public.figures.hidden
    assert office.state.life(GROUP[0], LIST).latest.figures.lines == papers()[GROUP[0], LIST]


def test_until_the_whole_group_is_approved_nothing_counts():
    office = Closed(together_event())
    office.count(GROUP[0])
    assert office.state.life(GROUP[0], LIST).latest.state == SEALED
    assert office.state.class_of(GROUP[0], LIST) == "entered"
    assert office.state.counting(GROUP[0], LIST) is None
    assert office.state.waited_for(LIST, GROUP) == [*GROUP]
    assert office.state.withheld(GROUP[0], LIST)


def test_a_group_with_a_small_station_is_published_as_its_sum():
    office = Closed(together_event())
    for station in GROUP:
        office.count(station)
    state = replay(together_event(), office.entries)
    form = load_forms("kz/mazhilis/2023").form_of("list")
    sum_ = together([figures_of("list", papers()[one, LIST]) for one in GROUP], form)
    assert [state.class_of(one, LIST) for one in GROUP] == ["approved"] * len(GROUP)
    assert state.counting(GROUP[0], LIST).lines == sum_
    assert sum_["P"]["Amanat"] == sum(papers()[one, LIST]["P"]["Amanat"] for one in GROUP)
    assert sum_["D"] == {MERGED_CELL: sum(sum(papers()[one, LIST]["D"].values()) for one in GROUP)}
    assert [state.counting(one, LIST) for one in GROUP[1:]] == [None] * (len(GROUP) - 1)
    assert {one.latest.state for one in state.lives.values()} == {MERGED}
    assert not any(isinstance(cell, int) for told in office.entries if "station" in told for cell in figures_in(told))


def figures_in(told):
    figures = told.get("figures", {})
    return [] if isinstance(figures, str) else [
        one for cell in figures.values() for one in (cell.values() if isinstance(cell, dict) else [cell])
    ]  # fmt: skip


def test_a_group_where_nobody_is_found_out_is_opened_and_each_seal_checked():
    office = Closed(open_event())
    for station in GROUP:
        office.count(station)
    state = replay(open_event(), office.entries)
    for station in GROUP:
        assert state.counting(station, LIST).lines == papers()[station, LIST]
        assert not state.withheld(station, LIST)
    at, opening = next((at, told) for at, told in enumerate(office.entries) if told["act"] == "results opened")
    changed = {**opening, "figures": {**opening["figures"], "V": opening["figures"]["V"] + 1}}
    for wrong in (changed, {**opening, "salt": "6b" * 32}):
        with pytest.raises(NotAllowed, match="not the figures that were sealed"):
            replay(open_event(), [*office.entries[:at], wrong])


def test_a_unanimous_station_is_not_opened_even_where_somebody_wants_to():
    office = Closed(open_event())
    paper = papers()[GROUP[0], LIST]
    all_ = {**paper, "P": {**dict.fromkeys(paper["P"], 0), "Amanat": paper["V"]}, "N": 0}
    office.count(GROUP[0], figures=all_)
    for station in GROUP[1:]:
        office.enter(station)
        approval = office.approve(station)
    with pytest.raises(NotAllowed, match="how single people voted"):
        office.do("results opened", GROUP[0], LIST, version=1, salt=SALT, figures=all_)
    office.publish(approval)
    assert {office.state.life(one, LIST).latest.state for one in GROUP} == {MERGED}
    assert votes_in(figures_of("list", all_), load_forms("kz/mazhilis/2023").form_of("list")).count(0) == len(paper["P"])


def test_a_correction_counts_once_the_group_is_merged_again():
    office = Closed(together_event())
    for station in GROUP:
        office.count(station)
    before = office.state.counting(GROUP[0], LIST).one("V")
    office.do("protocol corrected", GROUP[1], LIST, version=2, supersedes=1, reason="recount", decision=DECISION,
              prepared_by="p-two")  # fmt: skip
    assert office.state.counting(GROUP[0], LIST).one("V") == before
    paper = papers()[GROUP[1], LIST]
    paper = {**paper, "N": paper["N"] + 1, "V": paper["V"] + 1, "I": paper["I"] - 1} if paper["I"] else paper
    office.count(GROUP[1], version=2, figures=paper)
    assert office.state.counting(GROUP[0], LIST).one("V") == before + (paper["V"] - papers()[GROUP[1], LIST]["V"])
    assert replay(together_event(), office.entries).life(GROUP[1], LIST).latest.version == 2


def test_what_is_typed_comes_under_seals_in_a_group_and_nowhere_else():
    office = Closed(together_event())
    office.do("protocol received", GROUP[0], LIST, scan=None)
    with pytest.raises(NotAllowed, match="come under seals"):
        office.do("protocol entered", GROUP[0], LIST, version=1, figures=papers()[GROUP[0], LIST])
    office.do("protocol received", GROUP[0], STATION, scan=None)
    with pytest.raises(NotAllowed, match="come open"):
        office.do("protocol entered", GROUP[0], STATION, version=1, figures=office.seals(papers()[GROUP[0], STATION]))
    office.do("protocol entered", GROUP[0], STATION, version=1, figures=papers()[GROUP[0], STATION])


@pytest.mark.parametrize(
    ("stations", "why"),
    [
        (GROUP[:1], "not those of one group"),
        (GROUP[::-1], "not those of one group"),
        ((GROUP[0], next(one for one in event().stations if one not in GROUP)), "not those of one group"),
        (("nowhere", GROUP[0]), "not those of one group"),
    ],
)
def test_only_a_whole_group_is_merged(stations, why):
    office = Closed(together_event())
    for station in GROUP:
        office.enter(station)
        approval = office.approve(station)
    ((kind, payload),) = to_publish(office.state, approval, lambda *paper: SALT)
    before = dict(office.state.lives)
    with pytest.raises(NotAllowed, match=why):
        office.take(entry(kind, approval.commission, **{**payload, "stations": [*stations]}))
    with pytest.raises(NotAllowed, match="does not decide"):
        office.take(entry(kind, "territorial-almaty", **payload))
    assert office.state.lives == before
    office.take(entry(kind, approval.commission, **payload))


def test_a_group_that_still_waits_is_neither_merged_nor_opened():
    office = Closed(together_event())
    office.enter(GROUP[0])
    approval = office.approve(GROUP[0])
    assert to_publish(office.state, approval, lambda *paper: SALT) == []
    figures = {"contest": LIST, "stations": [*GROUP], "figures": papers()[GROUP[0], LIST]}
    with pytest.raises(NotAllowed, match=f"waits for {GROUP[1]}"):
        office.take(entry("results merged", approval.commission, **figures))


def test_an_approval_of_a_station_by_itself_publishes_nothing_further():
    act = Act("protocol approved", "", "", "", {"station": GROUP[0], "contest": LIST})
    assert to_publish(State(replace(event(), merging=None)), act, lambda *paper: SALT) == []
