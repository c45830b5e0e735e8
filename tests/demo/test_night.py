"""An invented night adds up: to the official totals, to its own controls, and to the same seats as in 2023."""

from collections import Counter
from hashlib import sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.acts import table_of
from dauys.demo.chance import luck
from dauys.demo.definition import invent_definition
from dauys.demo.night import invent_figures, invent_night, share
from dauys.demo.turnout import HOURS, by_region, levels, reported
from dauys.election import load_election
from dauys.ledger import canonical
from dauys.protocol import findings_of, load_forms

OFFICIAL = {  # the Central Commission's figures of 27 March 2023
    "Amanat": 3_431_510, "Auyl": 693_938, "Respublica": 547_154, "Ak Zhol": 535_139, "People's Party": 432_920,
    "OSDP": 331_058, "Baytaq": 146_431, "against_all": 248_291,
}  # fmt: skip
MASLIKHATS = ("astana", "almaty", "karaganda")
IN_PART = {
    "kostanay": {"Amanat": 195_232, "Auyl": 44_220, "Respublica": 22_115, "People's Party": 22_325, "Ak Zhol": 66_220},
    "kyzylorda": {"Amanat": 219_248, "Auyl": 13_465, "Respublica": 10_773, "People's Party": 9_037},
}
IN_BOXES = {"astana": 332_694, "almaty": 302_270, "karaganda": 452_538, "kyzylorda": 325_088, "north-kazakhstan": 244_376}
VALID = {"astana": 330_497, "almaty": 291_756, "karaganda": 448_741, "kyzylorda": 320_023}
OPEN = (7, 20)


@pytest.fixture(scope="module")
def full():
    return invent_figures(invent_definition(10_223, seed=1), Random(1))


@pytest.fixture(scope="module")
def small():
    return invent_figures(invent_definition(300, seed=2), Random(2))


def votes(night, contest):
    found = Counter()
    for count in night.counts[contest].values():
        found.update(count.votes)
    return dict(found)


# ---- the whole country: what was published is kept -------------------------------------------------------------------


def test_at_full_size_the_list_votes_are_the_official_ones_to_the_vote(full):
    assert votes(full, "mazhilis.list") == OFFICIAL
    for region in MASLIKHATS:
        (count,) = load_election(f"kz-maslikhat-{region}-2023").votes.counts
        assert votes(full, f"maslikhat-{region}.list") == count.votes


@pytest.mark.parametrize("region", IN_PART)
def test_votes_that_were_found_in_part_are_kept_and_the_others_invented(full, region):
    found = votes(full, f"maslikhat-{region}.list")
    assert {option: found[option] for option in IN_PART[region]} == IN_PART[region]
    assert all(number > 0 for option, number in found.items() if option not in IN_PART[region])


def test_ballots_in_the_boxes_and_valid_ones_are_kept_where_known(full):
    for region, number in IN_BOXES.items():
        counts = full.counts[f"maslikhat-{region}.list"].values()
        assert sum(count.in_boxes for count in counts) == number
        assert region not in VALID or sum(count.valid for count in counts) == VALID[region]


def test_the_countrys_turnout_is_kept_and_that_of_regions_whose_voters_are_known(full):
    assert sum(full.issued.values()) == 12_035_578 * 5_421 // 10_000
    kept = 0
    for region, here in by_region(full.event).items():
        voters, issued = sum(station.voters for station in here), sum(full.issued[station.id] for station in here)
        if region is None:
            assert issued == 8_800  # abroad
        elif levels()[region].kept == "level":
            assert round(10_000 * issued / voters) == levels()[region].last
            kept += 1
    assert kept == 12


def test_the_lists_grew_on_the_day_as_they_did(full):
    record = [full.paper(station, "station").figures for station in full.event.stations]
    assert sum(paper.one("A") for paper in record) == 12_035_578
    assert sum(paper.one("A0") for paper in record) == 12_032_550
    for region, (outside, certificates) in {"karaganda": (6_115, 417), "kyzylorda": (4_285, 62)}.items():
        here = by_region(full.event)[region]
        assert sum(full.outside[station.id] for station in here) == outside
        assert sum(full.added[station.id] for station in here) == certificates


def test_station_58_is_there_with_its_voters(full):
    assert full.paper("X-AST-0058", "station").figures.one("A") == 2_861


# ---- a realistic spread ----------------------------------------------------------------------------------------------


def test_shares_differ_by_region_and_by_size(full):
    shares = {
        station: count.votes["Amanat"] / count.valid for station, count in full.counts["mazhilis.list"].items() if count.valid
    }
    by = {region: [shares[s.id] for s in here if s.id in shares] for region, here in by_region(full.event).items()}
    means = sorted(sum(here) / len(here) for here in by.values())
    assert means[-1] - means[0] > 0.1
    sizes = [(full.event.stations[station].voters, share) for station, share in shares.items()]
    small, large = ([share for voters, share in sizes if low <= voters < high] for low, high in ((0, 600), (1_800, 3_001)))
    assert sum(small) / len(small) > sum(large) / len(large) + 0.02


def test_identical_and_unanimous_stations_are_rare(full):
    stations, alike = 0, 0
    for contest in full.event.contests[:60]:
        counts = [count for count in full.counts[contest.id].values() if count.valid >= 50]
        stations += len(counts)
        alike += len(counts) - len({tuple(count.votes.values()) for count in counts})
        assert not [count for count in counts if max(count.votes.values()) == count.valid]
    assert alike <= stations // 1_000


def test_few_stations_have_a_turnout_that_would_be_remarkable(full):
    high = [station for station, issued in full.issued.items() if 10 * issued > 9 * full.event.stations[station].voters]
    assert len(high) < 102  # one in a hundred


# ---- any size --------------------------------------------------------------------------------------------------------


def test_a_smaller_rehearsal_keeps_the_proportions(small):
    cast = votes(small, "mazhilis.list")
    whole = sum(cast.values())
    for option, official in OFFICIAL.items():
        assert abs(cast[option] / whole - official / 6_366_441) < 0.0001


def test_the_same_seed_gives_the_same_night():
    event = invent_definition(80, seed=2)
    assert list(invent_night(event, Random(3))) == list(invent_night(event, Random(3)))
    assert list(invent_night(event, Random(3))) != list(invent_night(event, Random(4)))


def test_these_are_the_figures_on_any_machine():
    """Fails when the night changes: write the new hash here, and say so in the list of changes."""
    digest = sha256()
    for paper in invent_night(invent_definition(80, seed=1), Random(1)):
        digest.update(canonical([paper.station, paper.contest, table_of(paper.figures)]))
    assert digest.hexdigest() == "a93768633b974527461f9731f20b99301b80e9061e82009b47da6dac99672546"


def test_at_a_station_to_which_nobody_comes_everything_is_zero_and_the_sums_are_kept():
    event = invent_definition(300, seed=2)
    here = min(by_region(event)["turkistan"], key=lambda station: station.voters).id
    night = invent_figures(event, Random(2), frozenset({here}))
    assert all(paper.figures.all_zero for paper in night.papers(here)[1:])
    assert sum(night.issued.values()) == sum(invent_figures(event, Random(2)).issued.values())


@pytest.mark.parametrize("stations", [80, 300])
def test_no_control_of_the_form_is_broken(stations):
    forms = load_forms("kz/mazhilis/2023")
    papers = {}
    for paper in invent_night(invent_definition(stations, seed=1), Random(1)):
        papers.setdefault(paper.station, {})[paper.contest] = paper.figures
    warnings = Counter()
    for contests in papers.values():
        record = contests.pop("station")
        found = [f for contest in (None, *contests) for f in findings_of(forms, contest, record, contests)]
        assert not [finding for finding in found if finding.severity != "warning"]
        warnings.update(finding.code for finding in found)
    assert warnings.keys() <= {"W003", "W104", "W105"}  # ballots taken away, and invalid ones: as in 2023
    assert sum(warnings.values()) < sum(map(len, papers.values())) // 10


def test_every_line_of_the_form_is_filled_and_none_is_below_zero(small):
    for station in small.event.stations:
        for paper in small.papers(station):
            for code, cell in paper.figures.lines.items():
                assert all(number >= 0 for number in (cell.values() if isinstance(cell, dict) else (cell,))), code


# ---- turnout by the hour ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told(full):
    """As stations report it that are open from 7 to 20 in Astana, those of the west an hour later there."""
    hours = {
        station.id: (OPEN[0] + late, OPEN[1] + late)
        for region, here in by_region(full.event).items()
        for station in here
        for late in ((1 if region and levels()[region].clock == 5 else 0),)
    }
    return reported(full.event, full.issued, hours, Random(1))


def test_regions_reach_the_published_levels_at_the_published_hours(full, told):
    for region, here in by_region(full.event).items():
        if region is None:
            continue
        issued = sum(full.issued[station.id] for station in here)
        for hour, level in levels()[region].by_hour.items():
            so_far = sum(told[station.id].get(hour, full.issued[station.id]) for station in here)
            assert abs(so_far / issued - level / levels()[region].last) < 0.0001
    voters = sum(station.voters for station in full.event.stations.values())
    noon = sum(reports[12] for reports in told.values())
    assert abs(noon / voters - 0.3065) < 0.005  # of the country, as published; not all voters of regions are known


def test_reports_never_fall_and_the_last_is_what_stands_on_the_papers(full, told):
    for station, reports in told.items():
        assert list(reports) == sorted(reports)
        assert list(reports.values()) == sorted(reports.values())
        assert list(reports.values())[-1] == full.issued[station]


def test_a_station_in_the_west_is_open_longer_by_the_clock_of_astana(full, told):
    regions = by_region(full.event)
    assert set(told[regions["aktobe"][0].id]) == set(HOURS)
    assert set(told[regions["abai"][0].id]) == set(HOURS) - {22}


# ---- chance ----------------------------------------------------------------------------------------------------------


@given(st.integers(0, 500), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 60)), min_size=1, max_size=8))
def test_a_total_is_shared_out_whole_and_within_the_caps(total, parts):
    weights, caps = zip(*parts, strict=True)
    if sum(caps) < total:
        with pytest.raises(ValueError, match="do not go into"):
            share(total, weights, caps)
        return
    given_out = share(total, weights, caps)
    assert sum(given_out) == total
    assert all(0 <= number <= cap for number, cap in zip(given_out, caps, strict=True))


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=8))
def test_without_caps_each_gets_its_whole_part_or_one_more(total, weights):
    for part, weight in zip(share(total, weights), weights, strict=True):
        assert 0 <= part - total * weight // sum(weights) <= 1


def test_luck_is_spread_around_one_and_never_nothing():
    random = Random(1)
    drawn = sorted(luck(random, 30) for _ in range(10_000))
    assert 0.97 < drawn[5_000] / 10**6 < 1.03
    assert 1.25 < drawn[8_413] / 10**6 < 1.45  # one deviation up: e^0.3 is 1.35
    assert drawn[0] > 0
    assert len(set(drawn)) > 9_000  # two weights are seldom the same


def test_luck_is_the_same_on_every_machine():
    random = Random(7)
    assert [luck(random, spread) for spread in (10, 30, 100)] == [1_069_115, 655_374, 274_227]
