"""The one promise of a risk limit: where the assertion is false, hardly any sample says otherwise. Counted, not simulated."""

from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.audit import strata
from dauys.audit.assertions import compared, no_difference
from dauys.audit.martingales import alpha, kaplan_kolmogorov, kaplan_markov, kaplan_wald, size_if_all_are

HALF = Fraction(1, 2)

POPULATIONS = {  # the mean is a half or less: the assertion is false
    "half and half": (0, 0, 0, 1, 1, 1),
    "with an invalid ballot": (0, 0, HALF, 1, 1),
    "just below": (0, Fraction(1, 4), HALF, 1, 0, 1),
    "nobody": (0, 0, 0, 0),
}
TESTS = {
    "alpha": lambda values, size: alpha(values, bound=1, alternative=Fraction(3, 4), population=size),
    "alpha that learns": lambda values, size: alpha(values, bound=1, alternative=Fraction(3, 4), population=size, learning=2),
    "alpha that bets all": lambda values, size: alpha(values, bound=1, alternative=1, population=size),
    "kaplan-kolmogorov": lambda values, size: kaplan_kolmogorov(values, size, padding=Fraction(1, 10)),
}


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("population", POPULATIONS.values(), ids=POPULATIONS)
def test_a_false_assertion_is_confirmed_no_oftener_than_the_risk_limit(test, population):
    orders = list(permutations(population))
    smallest = [min(TESTS[test](order, len(population))[:-1]) for order in orders]  # stopping whenever it looks best
    for limit in (Fraction(1, 20), Fraction(1, 10), Fraction(1, 4), HALF):
        assert sum(risk <= Decimal(limit.numerator) / limit.denominator for risk in smallest) <= limit * len(orders)


@pytest.mark.parametrize("test", ["alpha", "alpha that learns", "alpha that bets all"])
def test_the_fortune_neither_grows_nor_shrinks_on_the_average_where_the_mean_is_a_half(test, monkeypatch):
    monkeypatch.setattr("dauys.audit.martingales.as_probability", lambda risk: risk)  # one over the fortune, above one too
    orders = list(permutations(POPULATIONS["with an invalid ballot"]))
    for drawn in range(1, 5):
        risks = [TESTS[test](order, 5)[drawn - 1] for order in orders]
        assert abs(sum(1 / risk for risk in risks) / len(orders) - 1) < Decimal(10) ** -20


@pytest.mark.parametrize("values", list(product((0, HALF, 1), repeat=4)), ids=str)
def test_with_replacement_the_three_tests_say_the_same_of_one_ballot_bet_alike(values):
    markov, wald = kaplan_markov(values), kaplan_wald(values)
    bet_all = alpha(values, bound=1, alternative=1)
    assert markov == wald
    if 0 not in values:  # ALPHA keeps a thousandth back, so that a ballot against does not ruin it
        assert all(abs(one - other) < Decimal("0.01") for one, other in zip(markov, bet_all, strict=True))
    else:
        assert markov[values.index(0)] == 1
        assert bet_all[-1] > 0


def test_a_ballot_against_does_not_end_all_evidence():
    risks = alpha([0, *[1] * 40], bound=1, alternative=1, population=1000)
    assert risks[0] == 1
    assert risks[-1] < Decimal("0.001")


def test_what_has_been_seen_can_prove_an_assertion_or_lose_it():
    won = [1, 1, 1, 0, 0]
    assert alpha(won, bound=1, alternative=Fraction(3, 5), population=5)[2:] == (0, 0, 0)
    assert kaplan_kolmogorov(won, 5)[2:] == (0, 0, 0)
    lost = [0, 0, 0, 1, 1]
    assert alpha(lost, bound=1, alternative=Fraction(3, 5), population=5)[2:] == (1, 1, 1)


@given(st.lists(st.sampled_from([0, HALF, 1]), max_size=30), st.integers(0, 30))
def test_more_votes_for_the_winner_never_raise_the_risk(values, at):
    better = [1 if number == at else value for number, value in enumerate(values)]
    how = {"bound": 1, "alternative": Fraction(3, 5), "population": 100}
    assert all(one >= other for one, other in zip(alpha(values, **how), alpha(better, **how), strict=True))


def test_learning_costs_less_where_the_report_was_too_good():
    values = [1, 1, 1, 0, 1, 1, 0, 1, 1, 0] * 40  # seven of ten; the report said 95
    how = {"bound": 1, "alternative": Fraction(19, 20), "population": 10_000}
    assert min(alpha(values, **how, learning=50)) < Decimal("0.001") < min(alpha(values, **how))


def test_the_callers_own_decimal_context_changes_nothing():
    usual = alpha([1] * 20, bound=1, alternative=Fraction(3, 4), population=99)
    with localcontext(Context(prec=3, Emax=9, Emin=-9)):
        assert alpha([1] * 20, bound=1, alternative=Fraction(3, 4), population=99) == usual


def test_a_float_is_refused_before_it_can_measure_a_risk():
    for call in (
        lambda: alpha([0.5], bound=1, alternative=1),
        lambda: alpha([1], bound=1.0, alternative=1),
        lambda: kaplan_markov([1], padding=0.1),
        lambda: kaplan_kolmogorov([1.0], 5),
        lambda: size_if_all_are(1, 10, 0.05),
        lambda: compared(1, 1.0, 1, HALF),
    ):
        with pytest.raises(TypeError, match="not an exact number"):
            call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: alpha([2], bound=1, alternative=1),
        lambda: alpha([-1], bound=1, alternative=1),
        lambda: alpha([1], bound=1, alternative=HALF),
        lambda: alpha([1], bound=1, alternative=2),
        lambda: alpha([1, 1], bound=1, alternative=1, population=1),
        lambda: alpha([1], bound=1, alternative=1, learning=0),
        lambda: kaplan_markov([-1]),
        lambda: kaplan_wald([1], kept=1),
        lambda: kaplan_kolmogorov([1, 1], 1),
        lambda: size_if_all_are(1, 10, 1),
    ],
)
def test_what_cannot_be_is_refused(call):
    with pytest.raises(ValueError, match=r"."):
        call()


def test_the_size_without_differences_is_where_the_risk_first_is_low_enough():
    value = no_difference(1, Fraction(1, 20))
    for limit in (Fraction(1, 20), Fraction(1, 10)):
        size = size_if_all_are(value, 1000, limit, padding=Fraction(1, 10))
        risks = kaplan_kolmogorov([value] * size, 1000, padding=Fraction(1, 10))
        assert risks[-1] <= Decimal(limit.numerator) / limit.denominator < risks[-2]
        assert size <= size_if_all_are(value, 1000, limit, padding=Fraction(1, 10), unseen=1)
    assert size_if_all_are(HALF, 1000, Fraction(1, 20)) is None
    assert size_if_all_are(value, 1000, 0) is None


# ---- strata ----------------------------------------------------------------------------------------------------------


def test_two_strata_that_only_together_are_tied_confirm_nothing_oftener_than_the_risk_limit():
    first, second = (1, 1, 1, 0), (0, 0, 0, 1)  # three of four, and one of four: a tie
    found = []
    for one, other in product(set(permutations(first)), set(permutations(second))):
        strata_ = (
            strata.Stratum(4, one[:3], upper=1, alternative=Fraction(9, 10)),
            strata.Stratum(4, other[:3], upper=1, alternative=Fraction(9, 10)),
        )
        found.append(strata.stratified_risk(*strata_, steps=16))
    for limit in (Decimal("0.05"), Decimal("0.25"), Decimal("0.5")):
        assert sum(risk <= limit for risk in found) <= limit * len(found)


def test_a_stratum_without_a_sample_says_nothing_but_the_other_can_be_enough():
    seen = strata.Stratum(1000, (1,) * 60, upper=1, alternative=Fraction(19, 20))
    unseen = strata.Stratum(100, (), upper=1, alternative=Fraction(19, 20))
    assert strata.stratified_risk(seen, unseen) < Decimal("0.001")
    assert strata.stratified_risk(unseen, strata.Stratum(1000, (), upper=1, alternative=1)) == 1


def test_strata_of_one_size_can_be_enough_though_one_might_have_lost_everything():
    """The division that gives one stratum nothing is excluded by the first ballot for the winner there."""
    one = strata.Stratum(100, (1,) * 30, upper=1, alternative=Fraction(19, 20))
    assert strata.stratified_risk(one, one) < Decimal("0.0001")


def test_fisher_asks_for_more_than_the_product():
    assert strata.product(Decimal("0.1"), Decimal("0.1")) < strata.fisher(Decimal("0.1"), Decimal("0.1")) < Decimal("0.1")
    assert strata.fisher(Decimal(1), Decimal(1)) == 1
    assert strata.fisher(Decimal(0), Decimal(1)) == 0
