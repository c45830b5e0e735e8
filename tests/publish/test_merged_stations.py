"""The public part of an election in which small and unanimous stations are published with their neighbours: no total differs
from that of the same night without, and nothing that is published tells what one of them voted."""

import csv
import json
import re

import duckdb
import pytest
from recount import counted_by_hand
from small_record import FIRST, FOURTH, LIST, LOG, PUBLISHER, SECOND, THIRD, Office, name_of, small_event, write_small
from test_site_publisher import files_of, goes_on

from dauys.acts import STATION, figures_hash, read_act
from dauys.acts.kinds import is_sealed
from dauys.acts.merging import to_publish
from dauys.acts.record import attach
from dauys.acts.sealing import sealed
from dauys.cli.checking import ALSO
from dauys.demo.record import write_record
from dauys.demo.rehearsal import KEYS
from dauys.election.event import Merging
from dauys.election.grouping import grouped
from dauys.formats.bundles import figures_of
from dauys.ledger import SigningKey, canonical
from dauys.protocol.life import MERGED
from dauys.publish import publish
from dauys.publish.site import publish_site
from dauys.tally.bulk import bulk_totals, read_totals
from dauys.tally.columns import write_columns
from dauys.tally.running import Running, compare
from dauys.tally.sheet import sheet_of
from dauys.tally.totals import totals
from dauys.tally.turnout import turnout
from dauys.verify import Bundle, Election
from dauys.verify import main as verify

RULE = Merging(700, unanimous=True)


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """One invented night twice: with the rule, and without."""
    folder = tmp_path_factory.mktemp("nights")
    return [write_record(folder / name, 80, seed=3, merging=rule) for name, rule in (("merged", RULE), ("plain", None))]


@pytest.fixture(scope="module")
def bundle(nights, tmp_path_factory):
    record, folder = nights[0], tmp_path_factory.mktemp("merged") / "bundle"
    secrets = (record.folder / KEYS).read_text("utf-8").split()
    publish(record, folder, next(key for key in map(SigningKey.parse, secrets) if key.public == record.keys.publisher))
    return folder


def merged_in(state):
    return {key for key, life in state.lives.items() if life.latest.state == MERGED}


def test_no_total_and_no_turnout_differs_from_those_of_the_same_night_station_by_station(nights):
    merged, plain = (record.state for record in nights)
    assert len(merged_in(merged)) > 40
    for contest in plain.event.contests:
        without = {place: total.named() for place, total in totals(plain, contest).items()}
        assert {place: total.named() for place, total in totals(merged, contest).items()} == without
        assert turnout(merged, contest) == turnout(plain, contest)
    for body in plain.event.bodies:
        assert merged.status == plain.status, body


def test_the_totals_kept_as_the_night_goes_on_and_those_counted_in_bulk_are_the_same(nights, tmp_path):
    state = nights[0].state
    running = Running(state.event)
    for life in state.lives.values():
        running.take(life)
    assert compare(running, state) == ()
    write_columns(state, tmp_path)
    with duckdb.connect() as database:
        bulk_totals(database, tmp_path)
        found = list(read_totals(database, lambda name: sheet_of(state.event, state.event.contest(name))))
    assert found
    for total in found:
        assert total == totals(state, state.event.contest(total.contest))[total.place]


def test_totals_from_the_published_protocols_are_the_same(nights, bundle):
    assert sorted(one[3:] for one in figures_of([bundle])) == sorted(counted_by_hand(nights[0].state))


def test_the_second_implementation_and_every_other_check_accept_it(nights, bundle, capsys):
    assert verify([str(bundle), "--key", str(nights[0].keys.log)], also=ALSO) == 0
    assert "FAIL" not in capsys.readouterr().out


def test_nothing_that_is_published_tells_what_a_merged_station_voted(nights, bundle):
    """The log, the tables, the site's data: of a merged paper there is no number but within the sum of its group."""
    state = nights[0].state
    hidden = merged_in(state)
    with nights[0].log() as log:
        for entry in map(json.loads, log.entries(0, log.size)):
            if (entry.get("station"), entry.get("contest")) in hidden and isinstance(entry.get("figures"), dict):
                assert entry["act"].startswith(("protocol entered", "differences"))
                assert is_sealed(entry["figures"])
                assert not re.search(r":\d", json.dumps(entry["figures"], separators=(",", ":")))
    for contest in {contest for _, contest in hidden}:
        with (bundle / f"protocols/{contest}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if (row["station"], contest) not in hidden:
                    assert row["together"] == ""
                    continue
                first, *others = row["together"].split()
                assert {first, *others} == set(state.event.group_of(row["station"]))
                assert bool(row["T"]) == (row["station"] == first)


# ---- step by step, with pictures of papers -----------------------------------------------------------------------------


class Closed(Office):
    """An office that types under seals, and publishes a group when it is approved."""

    def act(self, kind, commission="central", author="p-clerk", **payload):
        if kind in ("protocol entered", "protocol entered again", "differences resolved") and payload["contest"] != STATION:
            known, payload["figures"] = payload["figures"], sealed(payload["figures"], SALT)
            self.beneath[figures_hash(payload["figures"])] = known
        super().act(kind, commission, author, **payload)
        for next_, published in to_publish(self.state, read_act(self.entries[-1]), lambda *paper: SALT):
            super().act(next_, commission, author, **published)


def a_group_in_two_steps(office):
    """One of the first two stations small enough to be hidden, the other two opened; pictures of all."""
    closed = Closed(office.state, office.entries)
    closed.beneath = {}
    closed.state.beneath = closed.beneath.get
    for station in (FIRST, SECOND, THIRD, FOURTH):
        closed.do("protocol received", station, LIST, scan=name_of(station.encode()))
        figures = SMALL if station == FIRST else closed.paper(station, LIST)
        for kind, who in (("protocol entered", "p-first"), ("protocol entered again", "p-second")):
            closed.do(kind, station, LIST, who, version=1, figures=figures)
        closed.approve(station, LIST)


SALT = "5a" * 32
SMALL = {
    "B1": 2, "B2": 0, "B": 2, "D": {"3": 1, "4": 1}, "C": 9, "E": 7, "S": 0, "T": 2,
    "P": {"Amanat": 2, "Auyl": 0, "Respublica": 0, "People's Party": 0, "Ak Zhol": 0, "OSDP": 0, "Baytaq": 0},
    "N": 0, "V": 2, "I": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def small_groups(tmp_path_factory):
    """The record of it whole, with the pictures."""
    event = grouped(small_event(), Merging(10, unanimous=True))
    assert {one.group for one in event.stations.values()} == {FIRST, THIRD}
    record = write_small(tmp_path_factory.mktemp("groups") / "record", a_group_in_two_steps, event)
    for station in (FIRST, SECOND, THIRD, FOURTH):
        attach(record.folder, station.encode())
    return record


def test_the_picture_of_a_paper_is_published_once_it_is_opened_and_never_where_it_is_merged(small_groups, tmp_path):
    publish_site(small_groups, tmp_path / "site", PUBLISHER)
    shown = tmp_path / "site/current/bundle/attachments"
    pictures = {station: (shown / name_of(station.encode())).is_file() for station in (FIRST, SECOND, THIRD, FOURTH)}
    assert pictures == {FIRST: False, SECOND: False, THIRD: True, FOURTH: True}
    assert {name_of(FIRST.encode()), name_of(SECOND.encode())} == set((shown / "not-published.txt").read_text().split())


def test_pages_say_with_whom_and_by_which_rule(small_groups, tmp_path):
    publish_site(small_groups, tmp_path / "site", PUBLISHER)
    site = tmp_path / "site/current"
    (method,) = site.glob("en/*/method.html")
    assert "fewer than 10 valid votes, or all voted alike" in method.read_text("utf-8")
    for station, figures in ((FIRST, True), (SECOND, False)):
        (file,) = site.glob(f"data/*/station/{station}.json")
        (section,) = (one for one in json.loads(file.read_text("utf-8"))["sections"] if one["id"] == f"paper-{LIST}")
        assert f"{FIRST}, {SECOND}" in json.dumps(section)
        assert ("figures-" in json.dumps(section)) is figures
    (opened,) = site.glob(f"en/*/station/{THIRD}.html")
    assert "published together" not in opened.read_text("utf-8")


@pytest.mark.parametrize("length", [7, pytest.param(1, marks=pytest.mark.drill)])
def test_a_publisher_that_goes_on_through_a_merger_tells_what_one_tells_that_begins(small_groups, tmp_path, length):
    with small_groups.log() as log:
        entries = log.entries(0, log.size)
    made, at_once = goes_on(tmp_path, entries, small_groups.folder / "definition", PUBLISHER, LOG, length)
    assert files_of(made) == files_of(at_once)


# ---- the second implementation ----------------------------------------------------------------------------------------------


def faults_of(bundle, entries):
    """What verify.py finds wrong with the acts of a log, by check."""
    election = Election(Bundle(bundle, str(LOG.public)))
    for index, entry in enumerate(entries):
        election.take(index, canonical(entry))
    return {check: told for check, told in election.faults.items() if told}


def changed(entries, act, station=None, **told):
    """The entries with the last act of a kind told otherwise."""
    at = max(n for n, one in enumerate(entries) if one["act"] == act and station in (None, one.get("station")))
    return [*entries[:at], {**entries[at], **told}, *entries[at + 1 :]]


@pytest.mark.parametrize(
    ("act", "station", "told", "fault"),
    [
        ("results opened", THIRD, {"salt": "6b" * 32}, "not the figures that were approved under seals"),
        ("results opened", THIRD, {"figures": SMALL}, "not the figures that were approved under seals"),
        ("results merged", None, {"stations": [FIRST]}, "not the stations of one group"),
        ("results merged", None, {"stations": [FIRST, THIRD]}, "not the stations of one group"),
        ("protocol entered", FIRST, {"figures": SMALL}, "under seals where a station may be published with its neighbours"),
        ("protocol entered again", FIRST, {"figures": sealed(SMALL, "6b" * 32)}, "no two people have typed alike"),
    ],
)
def test_verify_finds_what_was_not_sealed_so(small_groups, tmp_path, act, station, told, fault):
    publish(small_groups, tmp_path / "bundle", PUBLISHER)
    with small_groups.log() as log:
        entries = list(map(json.loads, log.entries(0, log.size)))
    assert faults_of(tmp_path / "bundle", entries) == {}
    found = faults_of(tmp_path / "bundle", changed(entries, act, station, **told))
    assert any(fault in one for all_ in found.values() for one in all_), found
