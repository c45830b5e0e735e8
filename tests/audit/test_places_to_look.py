"""What the statistics say where nothing is wrong, and where something was planted; and how they say it."""

import random
import re
from fractions import Fraction
from itertools import product
from math import comb, exp
from pathlib import Path
from statistics import stdev

import pytest

import dauys.audit
from dauys.audit import chances, digits, fingerprint, mixed, quick_count, turnout
from dauys.audit.integer_percentages import integer_percentages, is_hit
from dauys.audit.stations import Station, excess, large, ordinary, voted

ROOM = Path(dauys.audit.__file__).parent


def honest(count, seed=1):
    """INVENTED stations: turnout and share drawn around 55 % and 40 %, voters counted one by one."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        registered = chance.randint(150, 1500)
        came, share = min(0.95, max(0.2, chance.gauss(0.55, 0.08))), min(0.9, max(0.1, chance.gauss(0.4, 0.08)))
        issued = sum(chance.random() < came for _ in range(registered))
        found.append(Station(registered, issued, issued, sum(chance.random() < share for _ in range(issued))))
    return found


STATIONS = honest(1500)


def written_to_order(station):
    """The same station with a turnout of 80 % and 70 % for the leader."""
    issued = round(station.registered * 0.8)
    return Station(station.registered, issued, issued, round(issued * 0.7))


PLANTED = [written_to_order(one) if number % 10 == 0 else one for number, one in enumerate(STATIONS)]


def test_whole_percentages_stay_silent_where_votes_were_counted_and_speak_where_they_were_written():
    assert integer_percentages(STATIONS).either.by_chance > 0.01
    found = integer_percentages(PLANTED).either
    assert found.score > 5
    assert 80 < found.effect < 150  # 150 were planted; some would have been whole anyway


@pytest.mark.parametrize("base", [100, 333, 999, 1000, 1999, 2000, 2001])
def test_a_hit_is_within_a_twentieth_of_a_point_of_a_whole_percent(base):
    for part in range(base + 1):
        near = any(20 * abs(100 * part - percent * base) <= base for percent in range(101))
        assert is_hit(base, part) is near


@pytest.mark.parametrize(("base", "part"), [(120, 37), (801, 400), (150, 2), (1000, 970)])
def test_the_chance_of_a_hit_is_the_sum_over_all_results_that_hit(base, part):
    hits = [k for k in range(base + 1) if is_hit(base, k)]
    ways = sum(comb(base, k) * part**k * (base - part) ** (base - k) for k in hits)
    found = integer_percentages([Station(registered=10_000, issued=5_000, counted=base, leader=part)])
    assert found.stations == 1
    assert found.share.expected == pytest.approx(float(Fraction(ways, base**base)), abs=1e-10)


def test_stations_without_voters_or_ballots_are_passed_over_and_none_at_all_gives_zero():
    empty = [Station(0, 0, 0, 0), Station(500, 0, 0, 0), Station(99, 50, 50, 20), Station(100, 100, 100, 50)]
    assert [len(chosen(empty)) for chosen in (voted, large, ordinary)] == [2, 1, 0]
    found = integer_percentages(empty)
    assert (found.stations, found.either.observed, found.either.effect, found.either.score) == (0, 0, 0, 0)


def test_an_excess_is_an_effect_beside_its_baseline_with_its_rate_of_false_flags():
    found = excess(60, [0.5] * 100)
    assert (found.effect, found.expected, found.deviation, found.score) == (10, 50, 5, 2)
    assert found.by_chance == pytest.approx(0.02275, abs=1e-5)


def test_last_digits_of_counts_are_even_and_those_of_rounded_figures_are_not():
    chance = random.Random(3)
    counted = [chance.randint(100, 3000) for _ in range(5000)]
    assert digits.last_digits(counted).by_chance > 0.01
    rounded = [count - count % 10 if number % 20 == 0 else count for number, count in enumerate(counted)]
    found = digits.last_digits(rounded)
    assert found.by_chance < 1e-6
    assert found.seen[0] == max(found.seen)
    assert digits.second_digits([10, 21, 32, 9]).seen == (1, 1, 1, 0, 0, 0, 0, 0, 0, 0)
    assert digits.second_digits([10, 21, 32]).mean == 1
    with pytest.raises(ValueError, match="no count is large enough"):
        digits.last_digits([99])


def test_some_digit_is_extreme_oftener_than_a_named_one():
    rolls = list(product(range(3), repeat=6))
    seen = sum(
        any(roll.count(digit) >= 4 for digit in range(3)) and any(roll.count(digit) <= 0 for digit in range(3))
        for roll in rolls
    )
    assert digits.extremes_by_chance(6, 4, 0, digits=3) == Fraction(seen, len(rolls))


def test_the_tails_are_those_of_the_tables():
    assert chances.chi_square_tail(16.919, 9) == pytest.approx(0.05, abs=1e-5)
    assert chances.chi_square_tail(3.841, 1) == pytest.approx(0.05, abs=1e-4)
    assert chances.chi_square_tail(9.488, 4) == pytest.approx(0.05, abs=1e-5)
    assert chances.chi_square_tail(0, 5) == 1
    assert chances.normal_tail(1.645) == pytest.approx(0.05, abs=1e-4)
    assert chances.at_most(2, 4, 0.5) == 11 / 16
    with pytest.raises(ValueError, match="degrees of freedom"):
        chances.chi_square_tail(1, 0)


def test_added_votes_stand_beyond_the_others_shape_and_the_range_is_told():
    stuffed = [
        Station(one.registered, round(one.registered * 0.95), round(one.registered * 0.95),
                one.leader + round(one.registered * 0.95) - one.issued)
        if number % 10 == 0 else one
        for number, one in enumerate(STATIONS)
    ]  # fmt: skip
    planted = sum(after.leader - before.leader for before, after in zip(STATIONS, stuffed, strict=True))
    found = turnout.scaling(stuffed)
    assert 0.8 * planted < found.beyond < 1.3 * planted
    assert turnout.scaling(STATIONS).beyond < 0.2 * planted
    both = turnout.scaling_range({"north": stuffed[:700], "south": stuffed[700:]}, (50, 60))
    assert both.low <= min(both.whole.beyond, both.by_region) <= both.high
    assert [one.peak for one in both.chosen] == [50, 60]


def test_a_relation_of_turnout_and_share_shows_what_added_votes_do():
    assert abs(turnout.relation(STATIONS).correlation) < 0.1
    assert turnout.relation(PLANTED).correlation > 0.5
    with pytest.raises(ValueError, match="two stations"):
        turnout.relation(STATIONS[:1])


def test_the_fingerprint_counts_every_voter_once_and_the_peak_is_where_it_was_put():
    picture = fingerprint.fingerprint(STATIONS)
    assert sum(picture.values()) == sum(one.registered for one in STATIONS)
    assert list(picture) == sorted(picture)
    start = fingerprint.start_values(STATIONS)
    assert start.turnout == pytest.approx(0.55, abs=0.03)
    assert start.share == pytest.approx(0.4, abs=0.03)
    with pytest.raises(ValueError, match="no peak above"):
        fingerprint.first_peak([0.1, 0.11, 0.12, 0.13])


def test_the_density_is_that_of_every_value_by_itself():
    values = [one.turnout for one in STATIONS]
    width = stdev(values) * len(values) ** -0.2

    def density(at):
        return sum(exp(-(((at - value) / width) ** 2) / 2) for value in values)

    peak = fingerprint.first_peak(values)
    assert density(peak) >= max(density(peak - 0.001), density(peak + 0.001)) * (1 - 1e-9)


def votes(name, on_list, in_seat, valid=500):
    return mixed.Votes(name, on_list, valid, in_seat, valid)


def test_a_station_whose_two_ballots_part_is_shown_and_a_popular_candidate_is_not():
    chance = random.Random(5)
    usual = [votes(str(number), 200 + number, 250 + number + chance.randint(-9, 9)) for number in range(40)]
    swapped = votes("swapped", 300, 120)
    looked = mixed.far_from_neighbours({"7": [*usual, swapped], "8": [mixed.Votes("empty", 0, 0, 0, 0)]})
    assert looked.stations == 41
    assert [(one.constituency, one.station) for one in looked.far] == [("7", "swapped")]
    assert looked.far[0].usual == pytest.approx(0.1, abs=0.01)
    assert looked.by_chance < 0.01
    found = mixed.agreement([*usual, swapped, mixed.Votes("empty", 0, 0, 0, 0)])
    assert (found.stations, found.beyond_ten_points > 1) == (41, True)


def test_more_ballots_than_signatures_and_fewer_are_told_apart():
    assert mixed.ballots_and_signatures([(5, 4), (4, 4), (3, 4), (2, 4)]) == mixed.Papers(more=1, fewer=2, equal=1)


def test_a_quick_count_of_everything_is_the_result_without_error():
    strata = [quick_count.Stratum(3, ((10, 20), (5, 30), (7, 9))), quick_count.Stratum(1, ((4, 8),))]
    found = quick_count.estimate(strata)
    assert found.share == Fraction(26, 67)
    assert (found.standard_error, found.drawn, found.stations, found.alone) == (0, 4, 4, 0)


def test_a_quick_count_refuses_a_district_that_nobody_answered_for():
    for strata in ([], [quick_count.Stratum(3, ())], [quick_count.Stratum(1, ((1, 2), (1, 2)))]):
        with pytest.raises(ValueError, match="every stratum needs a station drawn"):
            quick_count.estimate(strata)
    with pytest.raises(ValueError, match="no votes"):
        quick_count.estimate([quick_count.Stratum(2, ((0, 0),))])


def test_the_room_points_at_places_and_judges_nobody():
    judged = re.compile(r"fraud|falsif|stolen|rigg|guilt|manipulat|cheat", re.IGNORECASE)
    for path in ROOM.glob("*.py"):
        text = re.sub(r"\*[^*]*\*", "", path.read_text("utf-8"))  # but for titles of papers
        assert not judged.findall(text), path.name
