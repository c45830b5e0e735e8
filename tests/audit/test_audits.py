"""BRAVO, Minerva, comparison, batches, samples: what holds for every audit, and what is refused."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from itertools import islice, product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.audit import assertions, batches, bayesian, comparison, polling, rounds, sampling
from dauys.audit.binomial import at_least

TENTH = Fraction(1, 10)


# ---- ballot polling --------------------------------------------------------------------------------------------------


@given(st.integers(1, 400), st.fractions(Fraction(51, 100), Fraction(99, 100)), st.fractions(Fraction(1, 1000), Fraction(1, 2)))
def test_the_least_number_of_votes_is_where_the_risk_falls_under_the_limit(size, share, limit):
    pair = polling.Pair(share.numerator, share.denominator - share.numerator, share.denominator)
    least, line = polling.bravo_least(share, size, limit), Decimal(limit.numerator) / limit.denominator
    if least is None:
        assert polling.bravo_risk(pair, size, 0) > line
    else:
        assert polling.bravo_risk(pair, least, size - least) <= line + Decimal("1e-40")
        assert least == 0 or polling.bravo_risk(pair, least - 1, size - least + 1) > line


def test_a_round_of_minerva_spends_no_more_than_the_risk_limit_and_athena_asks_for_no_fewer_votes():
    sizes = [40, 90, 160]
    minerva, athena = rounds.rounds(Fraction(11, 20), TENTH, sizes), rounds.rounds(Fraction(11, 20), TENTH, sizes, ratio=1)
    assert [one.size for one in minerva] == sizes
    assert minerva[-1].stopped_if_tied <= TENTH * minerva[-1].stopped_if_right <= TENTH
    assert all((a.least or 10**9) >= (m.least or 10**9) for a, m in zip(athena, minerva, strict=True))


def test_the_chances_of_a_round_are_those_of_every_way_to_draw_the_ballots():
    sizes = [3, 5]
    played = rounds.rounds(Fraction(3, 4), Fraction(1, 2), sizes)
    stopped = [0, 0]
    for ballots in product((0, 1), repeat=5):
        for number, one in enumerate(played):
            if one.least is not None and sum(ballots[: one.size]) >= one.least:
                stopped[number] += 1
                break
    assert played[0].stopped_if_tied == Fraction(stopped[0], 32)
    assert played[1].stopped_if_tied == Fraction(sum(stopped), 32)


def test_after_a_round_that_stopped_there_is_no_next_one():
    with pytest.raises(ValueError, match="stopped the audit: 70 votes, 58 were enough"):
        rounds.round_risk(Fraction(3, 5), TENTH, [100, 200], [70, 130])
    with pytest.raises(ValueError, match="sizes of rounds grow"):
        rounds.rounds(Fraction(3, 5), TENTH, [100, 100])
    with pytest.raises(ValueError, match="from 0 up to the ballots drawn"):
        rounds.round_risk(Fraction(3, 5), TENTH, [100], [101])


@given(st.integers(2, 60), st.data())
def test_the_bayesian_risk_is_what_the_prior_leaves_on_a_tie(half, data):
    size = data.draw(st.integers(1, 2 * half))
    winner = data.draw(st.integers(0, size))
    assert abs(bayesian.bayesian_risk(winner, size, 2 * half) - by_definition(winner, size, 2 * half)) < Decimal("1e-12")


def by_definition(winner, size, ballots):
    """Added up over all tallies."""
    half = ballots // 2
    chance = {votes: comb(votes, winner) * comb(ballots - votes, size - winner) for votes in range(half, ballots + 1)}
    won = Fraction(sum(count for votes, count in chance.items() if votes > half), half)
    if not chance[half] and not won:
        return Decimal(1)  # nobody can have won with such a sample
    risk = Fraction(chance[half]) / (chance[half] + won)
    return Decimal(risk.numerator) / risk.denominator


@pytest.mark.parametrize(
    "call",
    [
        lambda: polling.Pair(400, 600, 1000),
        lambda: polling.Pair(600, 500, 1000),
        lambda: polling.Pair(0, 0, 10),
        lambda: polling.bravo_risk(polling.Pair(6, 4, 10), -1, 0),
        lambda: polling.bravo_risk(polling.Pair(6, 4, 10), 3, 3, drawn=5),
        lambda: polling.bravo_least(Fraction(1, 2), 10, TENTH),
        lambda: polling.bravo_least(Fraction(3, 5), 10, 1),
        lambda: polling.bravo_first_size(polling.Pair(6, 4, 10), TENTH, 1),
        lambda: rounds.minerva_first_size(Fraction(3, 5), 0, TENTH),
        lambda: bayesian.bayesian_risk(1, 2, 7),
        lambda: bayesian.bayesian_risk(3, 2, 8),
    ],
)
def test_a_sample_that_cannot_be_is_refused(call):
    with pytest.raises(ValueError, match=r"."):
        call()


def test_binomial_chances_for_planning_are_good_to_ten_digits():
    for size, won in product((10, 151, 400), (0, 16, 20, 31, 32)):  # of 32
        for count in (0, 1, size // 3, size // 2, size - 1, size, size + 1):
            ways = sum(comb(size, k) * won**k * (32 - won) ** (size - k) for k in range(count, size + 1))
            assert at_least(count, size, won / 32) == pytest.approx(ways / 32**size, rel=1e-10, abs=1e-12)


# ---- ballot comparison -----------------------------------------------------------------------------------------------


@given(st.fractions(Fraction(1, 200), Fraction(1, 2)), st.integers(0, 3), st.integers(0, 3))
def test_the_size_of_a_comparison_is_enough(margin, over, under):
    differences = comparison.Differences(over_one=over, under_one=under)
    size = comparison.comparison_size(margin, TENTH, differences)
    assert comparison.comparison_risk(margin, size, differences) <= Decimal("0.1")


def test_an_overstatement_costs_and_an_understatement_helps():
    def risk(**differences):
        return comparison.comparison_risk(TENTH, 40, comparison.Differences(**differences))

    assert risk(under_two=1) < risk(under_one=1) < risk() < risk(over_one=1) < risk(over_two=1)


def test_differences_that_eat_the_margin_leave_only_a_full_count():
    rates = comparison.Differences(over_two=TENTH)
    assert comparison.comparison_size_at_rates(Fraction(1, 100), TENTH, rates) is None
    assert comparison.comparison_size_at_rates(0, TENTH, comparison.NONE) is None
    assert comparison.comparison_size(0, TENTH) is None


@pytest.mark.parametrize(
    "call",
    [
        lambda: comparison.Differences(over_one=-1),
        lambda: comparison.comparison_risk(Fraction(3, 2), 10),
        lambda: comparison.comparison_risk(TENTH, 10, gamma=1),
        lambda: comparison.comparison_risk(TENTH, 1, comparison.Differences(over_one=2)),
        lambda: comparison.size_by_bound(1, TENTH, TENTH),
        lambda: comparison.size_by_bound(20, TENTH, 1),
    ],
)
def test_a_comparison_that_cannot_be_is_refused(call):
    with pytest.raises(ValueError, match=r"."):
        call()


# ---- batches ---------------------------------------------------------------------------------------------------------

MARGINS = batches.pair_margins({"a": 600, "b": 500, "c": 100}, ["a"])


def test_the_error_of_a_station_is_that_of_the_pair_it_hurts_most():
    assert MARGINS == {("a", "b"): 100, ("a", "c"): 500}
    reported, counted = {"a": 60, "b": 30, "c": 10}, {"a": 50, "b": 40, "c": 10}
    assert batches.found_error(reported, counted, MARGINS) == Fraction(20, 100)
    assert batches.found_error(counted, reported, MARGINS) == Fraction(-10, 500)
    assert batches.error_bound(reported, 100, MARGINS) == Fraction(130, 100)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_no_recount_finds_more_error_than_the_bound(a, b, other_a, other_b):
    ballots = 100
    bound = batches.error_bound({"a": a, "b": b, "c": 0}, ballots, MARGINS)
    counted = {"a": other_a, "b": other_b, "c": ballots - other_a - other_b}
    assert batches.found_error({"a": a, "b": b, "c": 0}, counted, MARGINS) <= bound


def test_a_margin_that_missing_ballots_could_close_needs_a_full_count():
    with pytest.raises(ValueError, match="no margin between a and b: count everything"):
        batches.pair_margins({"a": 600, "b": 500}, ["a"], in_no_batch=100)


def test_the_risk_of_batches_at_its_edges():
    assert batches.batch_risk(Fraction(1, 2), []) == 0  # no error that can be held changes the outcome
    assert batches.batch_size(Fraction(1, 2), TENTH) == 0
    assert batches.batch_size(1, TENTH) == 1
    assert batches.batch_risk(21, []) == 1
    assert batches.batch_risk(21, [1]) == 1
    assert batches.batch_risk(21, [-1]) < batches.batch_risk(21, [0]) < 1
    with pytest.raises(ValueError, match="more error than the batch can hold"):
        batches.batch_risk(21, [2])


# ---- assertions ------------------------------------------------------------------------------------------------------

RULES = {
    "d'hondt": assertions.d_hondt,
    "sainte-lague": assertions.sainte_lague,
}


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(0, 1000), min_size=2), st.integers(0, 500))
def test_an_assertion_holds_exactly_where_it_is_true(votes, invalid):
    total = sum(votes.values())
    if not total:
        return
    first, second, *_ = votes
    share = Fraction(1, 20)
    for one, true in (
        (assertions.more_votes(first, second), votes[first] > votes[second]),
        (assertions.above(first, share), votes[first] > share * total),
        (assertions.below(first, share), votes[first] < share * total),
        (assertions.above(first, share, [first, second]), votes[first] > share * (votes[first] + votes[second])),
        (assertions.higher_average(first, second, 3, 2), Fraction(votes[first], 3) > Fraction(votes[second], 2)),
        (
            assertions.larger_remainder(first, second, Fraction(-1, 7), votes),
            Fraction(votes[first] - votes[second], total) > Fraction(-1, 7),
        ),
    ):
        margin = one.assorter.margin(votes, invalid)
        assert (margin > 0) is true
        given_ = [one.assorter(option) for option in (*votes, None)]
        assert 0 <= min(given_) <= max(given_) <= one.assorter.upper


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(1, 60))
def test_the_mean_after_comparison_is_above_a_half_exactly_where_the_assertion_holds(right, swapped, losers, others):
    assorter = assertions.more_votes("a", "b").assorter
    pairs = [("a", "a")] * (right + 61) + [("a", "b")] * swapped + [("b", "b")] * losers + [("c", None)] * others
    reported = Counter(record for record, _ in pairs)
    on_paper = Counter(paper for _, paper in pairs if paper)
    margin = assorter.margin(reported)
    if margin <= 0:
        return
    values = [assertions.compared(assorter(record), assorter(paper), 1, margin) for record, paper in pairs]
    mean = sum(values) / len(values)
    assert (mean > Fraction(1, 2)) is (on_paper["a"] > on_paper["b"])
    assert max(values) <= 2 * assertions.no_difference(1, margin)


def test_all_assertions_of_an_outcome():
    assert [(one.winner, one.loser) for one in assertions.plurality("abcd", {"a", "b"})] == [
        ("a", "c"),
        ("a", "d"),
        ("b", "c"),
        ("b", "d"),
    ]
    lines = assertions.thresholds("abc", {"a"}, Fraction(1, 20))
    assert [(one.kind, one.winner) for one in lines] == [("above", "a"), ("below", "b"), ("below", "c")]
    pairs = assertions.highest_averages({"a": 2, "b": 0})
    assert [(one.winner, one.loser) for one in pairs] == [("a", "b")]
    assert len(assertions.hamilton({"a": 5, "b": 0, "c": 0})) == 4  # that a is no seat worse can only be true


def test_a_share_outside_zero_to_one_asserts_nothing():
    for call in (
        lambda: assertions.above("a", 1),
        lambda: assertions.below("a", 0),
        lambda: assertions.larger_remainder("a", "b", -1, "ab"),
    ):
        with pytest.raises(ValueError, match=r"."):
            call()


# ---- samples ---------------------------------------------------------------------------------------------------------


def test_the_draw_is_the_hash_that_everybody_can_make():
    number = int(sha256(b"12345678901234567890,1").hexdigest(), 16)
    assert next(sampling.draw("12345678901234567890", 1, 876)) == 1 + number % 876
    assert list(sampling.draw("seed", 5, 5)) == [5]
    assert list(sampling.draw("seed", 5, 4)) == []


def test_stations_are_drawn_in_proportion_to_the_error_they_can_hold():
    weights = {"large": Fraction(3, 2), "small": Fraction(1, 2), "none": 0}
    drawn = Counter(islice(sampling.draw_by_weight("98765432109876543210", weights), 4000))
    assert drawn["none"] == 0
    assert abs(drawn["large"] - 3000) < 120
    assert list(islice(sampling.draw_by_weight("s", weights), 9)) == list(islice(sampling.draw_by_weight("s", weights), 9))
    for wrong in ({}, {"a": 0}, {"a": -1, "b": 2}):
        with pytest.raises(ValueError, match="zero or more"):
            next(sampling.draw_by_weight("s", wrong))


def test_one_order_of_tickets_serves_every_contest():
    manifest = [f"station {station}, ballot {ballot}" for station in range(1, 6) for ballot in range(1, 40)]
    everything = [ticket.ballot for ticket in sampling.tickets("20 digits", manifest)]
    assert sorted(everything) == sorted(manifest)
    one = [ballot for ballot in manifest if ballot.startswith("station 3")]
    assert [ticket.ballot for ticket in sampling.tickets("20 digits", one)] == [b for b in everything if b in one]
