"""The invented rehearsal: every published sum is kept, every constituency has stations, and all of it says INVENTED."""

import time
from collections import Counter

import pytest

from dauys.demo import invent_definition
from dauys.demo.definition import LISTED
from dauys.demo.places import MASLIKHAT_CONSTITUENCIES, drawn, pieces, shares
from dauys.election.definition import definition_files, definition_hash, read_definition, write_definition
from dauys.election.event import ABROAD, lineage
from dauys.law import AGAINST_ALL, Votes, load_law
from dauys.law.mandates import needed
from dauys.law.thresholds import seats_of
from dauys.text import BadInput, foreign_letters, sort_key

CITIES = ("astana", "almaty", "shymkent")
BALLOT = ("Amanat", "Auyl", "Respublica", "People's Party", "Baytaq", "Ak Zhol", "OSDP")


@pytest.fixture(scope="module")
def full():
    began = time.perf_counter()
    event = invent_definition(10_223, seed=2023)
    print(f"\n10,223 stations invented in {time.perf_counter() - began:.2f} s")  # noqa: T201
    return event


@pytest.fixture(scope="module")
def small():
    return invent_definition(300, seed=2023)


@pytest.fixture(scope="module", params=[80, 300, 1_000, 10_223])
def event(request):
    return invent_definition(request.param, seed=7)


def region_of(event, station):
    """The region or city of a station; None abroad."""
    return next((place for place in lineage(station.place, event.places) if event.places[place].parent == event.country), None)


def maslikhats(event, law):
    return [body for body in event.bodies.values() if body.law == law]


# ---- the whole country -----------------------------------------------------------------------------------------------


def test_the_full_rehearsal_has_the_stations_and_voters_of_2023(full):
    abroad = [station for station in full.stations.values() if station.place == ABROAD]
    assert (len(full.stations), len(abroad)) == (10_223, 77)
    assert sum(station.voters for station in full.stations.values()) == 12_035_578
    assert sum(station.voters for station in abroad) == 12_132


def test_voters_and_stations_of_regions_are_those_that_were_found(full):
    voters, stations = Counter(), Counter()
    for station in full.stations.values():
        voters[region_of(full, station)] += station.voters
        stations[region_of(full, station)] += 1
    found = {
        "abai": 416_191, "almaty-region": 966_304, "atyrau": 412_165, "zhambyl": 717_090, "karaganda": 761_673,
        "kostanay": 554_655, "kyzylorda": 486_034, "mangystau": 418_002, "north-kazakhstan": 382_307,
        "turkistan": 1_177_507, "ulytau": 138_277, "astana": 788_931,
    }  # fmt: skip
    assert {region: voters[region] for region in found} == found
    counted = {"atyrau": 269, "zhambyl": 499, "kyzylorda": 373, "north-kazakhstan": 631}
    assert {region: stations[region] for region in counted} == counted


def test_voters_of_constituencies_are_those_that_were_found(full):
    found = {"11": 472_572, "12": 493_732, "19": 379_656, "18": 761_673 - 379_656, "08": 416_191, "28": 138_277}
    for number, voters in found.items():
        assert sum(station.voters for station in full.stations_of(f"mazhilis.{number}")) == voters


def test_the_full_rehearsal_has_223_maslikhats_with_the_seats_of_2023(full):
    regional, lower = maslikhats(full, "kz/maslikhat-region/2023"), maslikhats(full, "kz/maslikhat-district/2023")
    assert (len(regional), len(lower)) == (20, 203)
    assert Counter(full.places[body.place].kind for body in lower) == {"rayon": 166, "town": 37}
    tier = load_law("kz/maslikhat-region/2023").tier_named("list")
    assert sum(seats_of(tier, Votes((), seats=body.seats)) for body in regional) == 334
    assert len(full.constituencies) == 29 + MASLIKHAT_CONSTITUENCIES == 3_110
    assert len(full.contests) == 1 + 29 + 20 + 3_081
    known = {"almaty": 42, "shymkent": 32, "kostanay": 32, "north-kazakhstan": 30, "karaganda": 36, "mangystau": 32}
    assert {place: full.body(f"maslikhat-{place}").seats["the council"] for place in known} == known
    below = {"kostanay": 232, "north-kazakhstan": 163, "karaganda": 178, "mangystau": 105}
    for region, seats in below.items():
        assert sum(body.seats["constituency"] for body in lower if full.places[body.place].parent == region) == seats


def test_constituencies_of_the_mazhilis_cut_across_rayons(full):
    parts = {}
    for station in full.stations.values():
        if full.places[station.place].kind in ("rayon", "town"):
            parts.setdefault(station.place, set()).add(station.constituencies[0])
    cut = {place for place, constituencies in parts.items() if len(constituencies) > 1}
    assert {full.places[place].parent for place in cut} >= {"zhambyl", "karaganda", "turkistan"}


def test_the_full_rehearsal_is_read_back_equal_in_about_a_second(full, tmp_path):
    write_definition(full, tmp_path)
    began = time.perf_counter()
    assert read_definition(tmp_path) == full
    print(f"\n10,223 stations and {sum(map(len, full.options.values())):,} options read in "  # noqa: T201
          f"{time.perf_counter() - began:.2f} s")  # fmt: skip


# ---- any size --------------------------------------------------------------------------------------------------------


def test_a_station_has_4_contests_in_the_cities_5_in_regions_and_2_abroad(event):
    for station in event.stations.values():
        region = region_of(event, station)
        expected = 2 if station.place == ABROAD else 4 if region in CITIES else 5
        assert len(event.contests_of(station.id)) == expected
        assert event.contests_of(station.id)[0].id == "mazhilis.list"


def test_every_contest_has_stations_and_each_region_and_mazhilis_constituency_two(event):
    assert all(event.stations_of(contest.id) for contest in event.contests)
    assert all(len(event.stations_of(f"mazhilis.{number:02}")) >= 2 for number in range(1, 30))
    regions = Counter(region_of(event, station) for station in event.stations.values())
    assert len(regions) == 21
    assert min(regions.values()) >= 2


def test_voters_abroad_vote_in_constituency_02(event):
    abroad = [station for station in event.stations.values() if station.place == ABROAD]
    assert len(abroad) >= 3
    assert {station.constituencies for station in abroad} == {("mazhilis.02",)}


def test_no_constituency_of_the_mazhilis_crosses_a_regions_border(event):
    for number in range(1, 30):
        regions = {region_of(event, station) for station in event.stations_of(f"mazhilis.{number:02}")} - {ABROAD}
        assert len(regions) == 1


def test_a_station_has_1_to_3000_voters(event):
    sizes = [station.voters for station in event.stations.values()]
    assert min(sizes) >= 1
    assert max(sizes) <= 3_000
    assert 900 < sum(sizes) / len(sizes) < 1_300  # a smaller rehearsal has fewer stations, not smaller ones


def test_station_58_in_astana_is_always_there(event):
    station = event.stations["X-AST-0058"]
    assert (station.place, station.voters, station.constituencies[0]) == ("astana", 2_861, "mazhilis.01")
    assert station.address.en == "Al-Farabi Palace of Schoolchildren"


def test_a_ballot_has_the_parties_in_their_order_or_2_to_12_candidates_and_against_all_last(event):
    assert tuple(option.id for option in event.options_of("mazhilis.list")) == (*BALLOT, AGAINST_ALL)
    for contest in event.contests:
        *options, last = event.options_of(contest.id)
        assert last.id == AGAINST_ALL
        parties = [option.party for option in options if option.party]
        if contest.tier == "list":
            assert [party for party in BALLOT if party in parties] == parties
        else:
            assert 2 <= len(options) <= 12
            assert 1 <= len(parties) == len(set(parties)) < len(options)  # somebody is self-nominated
            assert "Amanat" in parties


@pytest.mark.parametrize(
    ("place", "absent"),
    [("astana", {"OSDP"}), ("almaty", {"OSDP"}), ("karaganda", {"OSDP"}), ("shymkent", {"People's Party"}),
     ("kostanay", {"Baytaq", "OSDP"})],
)  # fmt: skip
def test_lists_of_a_maslikhat_are_those_that_stood_where_it_is_known(small, place, absent):
    stood = {option.id for option in small.options_of(f"maslikhat-{place}.list")} - {AGAINST_ALL}
    assert set(BALLOT) - stood == absent


def test_every_constituency_of_the_mazhilis_has_one_okrug_commission_of_its_own_or_its_regions(event):
    okrug = [commission for commission in event.commissions.values() if "okrug" in (commission.kind, commission.acts_as)]
    assert len(okrug) == 29
    for commission in okrug:
        if commission.kind == "okrug":
            assert event.constituencies[commission.place].body == "mazhilis"
        else:  # the constituency is the whole region
            areas = {s.constituencies[0] for s in event.stations.values() if region_of(event, s) == commission.place}
            assert len(areas) == 1


def test_every_commission_leads_up_to_the_central_one(event):
    kinds = Counter(commission.kind for commission in event.commissions.values())
    assert (kinds["precinct"], kinds["central"]) == (len(event.stations), 1)
    assert kinds["territorial"] == len(maslikhats(event, "kz/maslikhat-region/2023")) + len(
        maslikhats(event, "kz/maslikhat-district/2023")
    )
    for commission in event.commissions.values():
        here = commission
        while here.parent is not None:
            here = event.commissions[here.parent]
        assert here.id == "central"


# ---- invented, and it says so ----------------------------------------------------------------------------------------


def test_everything_invented_says_so_in_three_languages(event):
    things = [
        *event.stations.values(), *event.commissions.values(), *event.constituencies.values(), *event.bodies.values(),
        *(place for place in event.places.values() if place.kind in ("rayon", "town")),
        *(option for options in event.options.values() for option in options if option.kind == "candidate"), event,
    ]  # fmt: skip
    for thing in things:
        assert thing.names.kk.startswith("ОЙДАН ШЫҒАРЫЛҒАН ")
        assert thing.names.ru.startswith("ВЫМЫШЛЕНО: ")
        assert thing.names.en.startswith("INVENTED ")
    assert event.invented
    assert event.notes[0].startswith("INVENTED")
    assert all(station.id.startswith("X-") for station in event.stations.values())


def test_a_smaller_rehearsal_says_by_how_much(full, small):
    assert any("300 of 10,223 stations" in note for note in small.notes)
    assert not any("smaller" in note for note in full.notes)


def test_candidates_are_told_apart_by_name(full):
    names = [
        option.names.en for options in full.options.values() for option in options if option.kind == "candidate"
    ]  # "INVENTED candidate 118-05-3": third in the fifth constituency of the 118th maslikhat
    assert len(names) == len(set(names))


def test_every_list_of_the_mazhilis_has_persons_whom_the_kazakh_alphabet_tells_apart(full):
    rule = load_law("kz/mazhilis/2023").mandates
    assert full.lists.keys() == {("mazhilis.list", party) for party in full.parties}
    for one in full.lists.values():
        assert len({sort_key(person.names.kk).letters for person in one.persons}) == LISTED
        assert all("INVENTED" in person.names.en and "ВЫМЫШЛЕНО" in person.names.ru for person in one.persons)
        counting = sum(person.quota for person in one.persons) + one.quota_more
        assert counting >= needed(rule.list_quota, LISTED)  # Art. 89(4): the list itself keeps 30 %


def test_no_latin_letter_hides_in_a_cyrillic_name(small):
    named = [*small.stations.values(), *small.commissions.values(), *small.constituencies.values(), *small.bodies.values()]
    assert not [thing.id for thing in named if foreign_letters(thing.names.kk) or foreign_letters(thing.names.ru)]


# ---- the same seed, the same bytes -----------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(small):
    again = invent_definition(300, seed=2023)
    assert again == small
    assert definition_files(again) == definition_files(small)
    other = invent_definition(300, seed=2024)
    assert other != small
    assert other.stations.keys() == small.stations.keys()
    assert sum(s.voters for s in other.stations.values()) == sum(s.voters for s in small.stations.values())


def test_these_are_the_bytes_on_any_machine(small, tmp_path):
    """Fails when the rehearsal changes: write the new hash here, and say so in the list of changes."""
    write_definition(small, tmp_path)
    assert definition_hash(tmp_path) == "bae670859bb3e01acc950af92b9f48df9002a1e8182624c476f7bdec58e210f2"
    assert read_definition(tmp_path) == small


@pytest.mark.parametrize("stations", range(80, 400, 23))
def test_every_size_can_be_read_back(stations, tmp_path):
    event = invent_definition(stations, seed=stations)
    assert len(event.stations) == stations
    write_definition(event, tmp_path)
    assert read_definition(tmp_path) == event


@pytest.mark.parametrize("stations", [0, 79, 10_224])
def test_too_few_stations_or_too_many_are_refused(stations):
    with pytest.raises(BadInput, match="a rehearsal has 80 to 10,223 stations"):
        invent_definition(stations, seed=1)


# ---- sharing out -----------------------------------------------------------------------------------------------------


def test_shares_add_up_by_largest_remainders_and_keep_the_least():
    assert shares(10, [1, 1, 1]) == [4, 3, 3]
    assert shares(7, [50, 30, 20]) == [4, 2, 1]  # 3.5, 2.1, 1.4
    assert shares(10, [98, 1, 1], [0, 2, 1]) == [7, 2, 1]
    assert shares(3, [5, 5, 5], [1, 1, 1]) == [1, 1, 1]
    with pytest.raises(ValueError, match="cannot be shared out"):
        shares(2, [5, 5, 5], [1, 1, 1])


def test_pieces_of_a_line_are_of_nearly_equal_length_and_none_is_empty():
    assert pieces(7, 3) == [1, 1, 1, 2, 2, 3, 3]
    assert pieces(3, 3) == [1, 2, 3]


def test_what_is_drawn_depends_on_nothing_but_its_words():
    assert drawn(100, 7, "voters", "01") == drawn(100, 7, "voters", "01")
    assert len({drawn(10**9, 7, "voters", number) for number in range(100)}) == 100
