"""The batch engine says what the exact engine says: to the seat, to the tie, and to the row that it cannot divide."""

import sys
import tracemalloc
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dauys.seats import DIVISORS, QUOTAS, NoVotes, OverAward, by_divisor, by_quota
from dauys.seats import _kernels_numba as loops
from dauys.seats.batch import many_by_divisor, many_by_quota

ENGINES = [
    "numpy",
    pytest.param("numba", marks=pytest.mark.skipif(not find_spec("numba"), reason="numba is not installed")),
]
INSTALLED = ["numpy", "numba"] if find_spec("numba") else ["numpy"]


@dataclass(frozen=True)
class Rule:
    """One rule, as the batch engine takes it and as the exact engine does."""

    name: str
    many: object
    alone: object

    def __str__(self):
        return self.name


FIRST = (
    ("sainte-lague", Fraction(7, 5)),
    ("sainte-lague", Fraction(6, 5)),
    ("d'hondt", Fraction(1, 3)),
    ("adams", Fraction(9, 10)),
    ("huntington-hill", Fraction(1, 2)),
    ("dean", Fraction(1, 2)),
)
RULES = [
    *(Rule(f"{quota} quota", partial(many_by_quota, quota=quota), partial(by_quota, quota=quota)) for quota in QUOTAS),
    *(
        Rule(method, partial(many_by_divisor, method=method), partial(by_divisor, method=method))  # every series by name …
        for method in DIVISORS
    ),
    *(
        Rule(
            f"{method} from {first}",  # … and with another first divisor
            partial(many_by_divisor, method=method, first=first),
            partial(by_divisor, method=method, first=first),
        )
        for method, first in FIRST
    ),
]
HARE, D_HONDT = RULES[0], RULES[len(QUOTAS)]
every_engine = pytest.mark.parametrize("engine", ENGINES)
every_rule = pytest.mark.parametrize("rule", RULES, ids=str)


def alone(rule, votes, seats):
    """Seats and flags of one election by the exact engine."""
    nobody = [0] * len(votes)
    by_list = {str(number): int(count) for number, count in enumerate(votes)}
    if not any(by_list.values()):
        return nobody, "no votes"
    try:
        allocation = rule.alone(by_list, int(seats))
    except OverAward:
        return nobody, "over-award"
    return list(allocation.seats.values()), "tied" if allocation.tie else "fine"


def said(batch, row):
    """The same of one row of a batch."""
    flags = {"tied": batch.tied, "no votes": batch.no_votes, "over-award": batch.over_award}
    raised = [name for name, flag in flags.items() if flag[row]]
    assert len(raised) <= 1
    return batch.seats[row].tolist(), raised[0] if raised else "fine"


def assert_same(rule, votes, seats):
    """Every row by every engine as by the exact one; gives the batches, for those who ask how."""
    seats = np.broadcast_to(seats, len(votes))
    batches = [rule.many(votes, seats, engine=engine) for engine in INSTALLED]
    for row in range(len(votes)):
        right = alone(rule, votes[row], seats[row])
        for engine, batch in zip(INSTALLED, batches, strict=True):
            assert said(batch, row) == right, (engine, rule.name, list(votes[row]), int(seats[row]))
    return batches


# ---- real elections, and the edges by hand ---------------------------------------------------------------------------


@every_engine
def test_mazhilis_2023_gives_the_official_seats(engine):
    votes = [[3_431_510, 693_938, 547_154, 535_139, 432_920, 331_058]]  # official, 27 March 2023; lists above 5 percent
    batch = many_by_quota(np.array(votes), 69, engine=engine)
    assert batch.seats.tolist() == [[40, 8, 6, 6, 5, 4]]
    assert not batch.tied.any()
    assert not batch.by_exact.any()


@every_engine
def test_tied_seats_are_given_to_nobody(engine):
    votes = np.array([[3, 3, 2], [4, 3, 2]])
    by_remainders = many_by_quota(votes, 7, engine=engine)
    assert (by_remainders.seats.tolist(), by_remainders.tied.tolist()) == ([[2, 2, 2], [3, 2, 2]], [True, False])
    by_quotients = many_by_divisor(votes, np.array([1, 4]), "d'hondt", engine=engine)
    assert (by_quotients.seats.tolist(), by_quotients.tied.tolist()) == ([[0, 0, 0], [2, 1, 1]], [True, False])


@every_engine
@every_rule
def test_without_votes_there_are_no_seats_and_a_flag(engine, rule):
    batch = rule.many(np.array([[0, 0], [2, 1], [0, 0]]), np.array([5, 3, 0]), engine=engine)
    assert batch.no_votes.tolist() == [True, False, True]
    assert batch.seats[[0, 2]].sum() == 0
    assert said(batch, 1) == alone(rule, [2, 1], 3)


@every_engine
def test_more_whole_parts_than_seats_are_flagged_and_nobody_has_a_seat(engine):
    batch = many_by_quota(np.array([[9, 0], [6, 3]]), 2, quota="hagenbach-bischoff", engine=engine)
    assert batch.over_award.tolist() == [True, True]  # 9 over a quota of 3: three whole parts, and 2 + 1
    assert batch.seats.sum() == 0
    assert many_by_quota(np.array([[6, 4]]), 2, quota="hagenbach-bischoff", engine=engine).seats.tolist() == [[1, 1]]


@every_engine
def test_droop_may_leave_more_seats_than_lists_and_gives_them_in_rounds(engine):
    # 476 votes, quota 9: whole parts 19, 13, 11, 9; of the six seats left each list has one, and remainders give two.
    batch = many_by_quota(np.array([[171, 118, 104, 83, 0], [3, 0, 0, 0, 0]]), 58, quota="droop", engine=engine)
    assert batch.seats.tolist() == [[20, 14, 13, 11, 0], [58, 0, 0, 0, 0]]


# ---- where 64 bits end -----------------------------------------------------------------------------------------------


def ends(rows, seed):
    """Two claims for the last seat, as near to each other as whole votes can be, around the size where proofs end.

    List 0 claims its seat number a, list 1 its seat number b; v * b - w * a is -1, 0 or 1.
    """
    random = np.random.default_rng(seed)
    votes, seats = [], []
    while len(votes) < rows:
        a, b = (int(n) for n in random.integers(1, 60, 2))
        v = int(random.integers(2**40, 2 ** int(random.integers(44, 62))))
        for off in (-1, 0, 1):
            if (v * b + off) % a == 0:
                votes.append([v, (v * b + off) // a])
                seats.append(a + b - 1)
    return np.array(votes[:rows], dtype=object), np.array(seats[:rows])


def test_one_vote_decides_wherever_floats_fall():
    votes, seats = ends(3000, seed=53)
    for batch in assert_same(D_HONDT, votes, seats):
        assert 100 < batch.tied.sum() < 2900
        assert 100 < batch.by_exact.sum() < 2900  # some of them by proof, some by the exact engine


def test_whole_parts_are_whole_wherever_floats_fall():
    random = np.random.default_rng(54)
    votes, seats = [], []
    for _ in range(3000):
        house = int(random.integers(2, 200))
        cast = int(random.integers(2**30, 2 ** int(random.integers(40, 54))))
        exact_part = int(random.integers(1, house)) * cast // house
        first = max(0, exact_part + int(random.integers(-1, 2)))  # the vote before, at and after a whole number of quotas
        votes.append([first, (cast - first) // 2, cast - first - (cast - first) // 2])
        seats.append(house)
    for rule in RULES[: len(QUOTAS)]:
        for batch in assert_same(rule, np.array(votes), np.array(seats)):
            assert 100 < batch.by_exact.sum() < 2900


@pytest.mark.parametrize("cast", [2**53 - 1, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, 2**70, 10**30])
@every_rule
def test_numbers_too_large_go_to_the_exact_engine_and_never_wrap(cast, rule):
    votes = np.array([[cast, cast - 1, 1], [cast, cast, 1], [7, 5, 3]], dtype=object)
    for batch in assert_same(rule, votes, 5):
        assert not batch.by_exact[2]
        assert batch.by_exact[0] or cast < 2**53


@every_rule
def test_unsigned_votes_above_the_signed_ones_never_wrap(rule):
    votes = np.array([[2**64 - 1, 2**63, 2**63 - 1], [1, 2, 3]], dtype=np.uint64)
    for batch in assert_same(rule, votes, 7):
        assert batch.by_exact.tolist()[0]


def test_a_house_longer_than_any_series_laid_out_goes_to_the_exact_engine():
    votes = np.array([[5, 4, 3], [5, 4, 3], [0, 0, 0]])
    for rule in (HARE, D_HONDT):
        for batch in assert_same(rule, votes, np.array([70_000, 65_536, 70_000])):
            assert batch.by_exact.tolist() == ([True, False, True] if rule is D_HONDT else [False] * 3)
    with pytest.raises(NoVotes):
        by_divisor({"A": 0}, 70_000, "d'hondt")


@every_engine
def test_equal_squares_too_large_for_a_proof_are_asked_of_the_exact_engine(engine):
    batch = many_by_divisor(np.array([[10**7, 10**7, 1], [10**7, 10**6, 1]]), 436, "huntington-hill", engine=engine)
    assert batch.tied.tolist() == [True, False]
    assert batch.by_exact.tolist() == [True, False]


# ---- many rows -------------------------------------------------------------------------------------------------------


def families(rows, seed):
    """Elections of many kinds: villages, where ties are common; countries; lists in small ratios; near ties; sparse."""
    random = np.random.default_rng(seed)
    lists = int(random.integers(2, 12))
    ratios = random.integers(1, 10**6, (rows, 1)) * random.integers(0, 30, (rows, lists))
    yield random.integers(0, 60, (rows, int(random.integers(1, 6)))), random.integers(0, 30, rows)
    yield np.exp(random.normal(12, 2, (rows, lists))).astype(np.int64), random.integers(0, 150, rows)
    yield ratios, random.integers(0, 80, rows)
    apart = random.integers(-1, 2, (rows, lists))
    yield np.maximum(ratios * 10 ** int(random.integers(0, 7)) + apart, 0), random.integers(0, 80, rows)
    yield random.integers(0, 2000, (rows, 24)) * (random.random((rows, 24)) < 0.3), random.integers(0, 60, rows)


@every_rule
def test_thousands_of_elections_of_all_kinds(rule):
    """Over all rules some 25,000 rows."""
    for votes, seats in families(300, seed=len(rule.name)):
        assert_same(rule, votes, seats)


@pytest.mark.drill
@every_rule
def test_millions_of_elections_of_all_kinds(rule):
    """Over all rules some 2,000,000 rows, in batches, so that the number of lists changes."""
    for seed in range(24):
        for votes, seats in families(1000, seed=1000 + seed):
            assert_same(rule, votes, seats)


@pytest.mark.drill
def test_a_million_pairs_one_vote_apart():
    for seed in range(50):
        assert_same(D_HONDT, *ends(20_000, seed))


counts = st.one_of(
    st.integers(0, 12),
    st.integers(0, 10**6),
    st.integers(2**52 - 2, 2**53 + 2),
    st.integers(10**18 - 3, 10**18 + 3),
)
tables = st.integers(1, 7).flatmap(
    lambda lists: st.lists(
        st.tuples(st.lists(counts, min_size=lists, max_size=lists), st.integers(0, 60)), min_size=1, max_size=6
    )
)


@settings(deadline=None, max_examples=60)
@given(tables)
def test_whatever_the_votes(table):
    votes, seats = np.array([row for row, _ in table]), np.array([house for _, house in table])
    for rule in RULES:
        assert_same(rule, votes, seats)


def test_many_lists_are_ranked_another_way():
    random = np.random.default_rng(60)
    for lists in (loops.MANY, loops.MANY + 1, 150):
        for most in (3, 50, 10**6):
            votes, seats = random.integers(0, most, (40, lists)), random.integers(0, 300, 40)
            for rule in RULES[: len(QUOTAS)]:
                assert_same(rule, votes, seats)


def test_the_loops_are_plain_python_and_say_the_same_uncompiled(monkeypatch):
    monkeypatch.setattr(loops, "compiled", lambda: (loops.by_quota_rows, loops.by_divisor_rows))
    for votes, seats in families(20, seed=5):
        for rule in RULES:
            batch = rule.many(votes, seats, engine="numba")
            assert [said(batch, row) for row in range(20)] == [alone(rule, votes[row], seats[row]) for row in range(20)]


# ---- arrays ----------------------------------------------------------------------------------------------------------


@every_engine
@pytest.mark.parametrize("rule", [HARE, D_HONDT], ids=str)
def test_chunks_layout_and_type_of_the_votes_change_nothing(engine, rule):
    votes = np.random.default_rng(7).integers(0, 30_000, (20_000, 7))
    seats = np.random.default_rng(8).integers(0, 90, 20_000)
    whole = rule.many(votes, seats, engine=engine)
    assert whole.seats.dtype == np.int64
    assert whole.tied.dtype == bool
    for other in (
        votes.astype(np.int32),
        votes.astype(np.uint16),
        np.asfortranarray(votes),
        np.repeat(votes, 2, axis=1)[:, ::2],
    ):
        assert (rule.many(other, seats.astype(np.int16), engine=engine).seats == whole.seats).all()
    backwards = rule.many(votes[::-1, ::-1], seats[::-1], engine=engine)
    assert (backwards.seats[::-1, ::-1] == whole.seats).all()
    assert (backwards.tied[::-1] == whole.tied).all()
    given_out = whole.seats.sum(axis=1)
    assert (given_out[~whole.tied] == seats[~whole.tied]).all()
    assert (given_out[whole.tied] < seats[whole.tied]).all()


@every_engine
@every_rule
def test_no_elections_no_seats(engine, rule):
    assert rule.many(np.empty((0, 3), dtype=int), 5, engine=engine).seats.shape == (0, 3)


@every_engine
@pytest.mark.parametrize("rule", [HARE, D_HONDT], ids=str)
def test_memory_beyond_the_arrays_does_not_grow_with_their_length(engine, rule):
    votes = np.random.default_rng(9).integers(1, 10**6, (200_000, 7))
    rule.many(votes[:10], 69, engine=engine)
    tracemalloc.start()
    try:
        batch = rule.many(votes, 69, engine=engine)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak - batch.seats.nbytes < 4 * 2**20


# ---- bad input is refused --------------------------------------------------------------------------------------------


@every_engine
@pytest.mark.parametrize("rule", [HARE, D_HONDT], ids=str)
@pytest.mark.parametrize(
    ("votes", "seats", "error", "words"),
    [
        ([[1.0, 2.0]], 3, TypeError, "votes are float64"),
        ([[True, False]], 3, TypeError, "votes are bool"),
        (np.array([[1, 2.5]], dtype=object), 3, TypeError, "2.5 is not a whole number"),
        (np.array([[1, True]], dtype=object), 3, TypeError, "True is not a whole number"),
        ([[1, 2], [3, -4]], 3, ValueError, "election 1: -4 votes"),
        (np.array([[1, 2], [3, -4]], dtype=object), 3, ValueError, "election 1: -4 votes"),
        ([1, 2, 3], 3, ValueError, r"shape \(3,\)"),
        ([[], []], 3, ValueError, "one list at least"),
        ([[1, 2]], 3.0, TypeError, "seats are float64"),
        ([[1, 2]], -1, ValueError, "seats from -1"),
        ([[1, 2]], 2**53 + 1, ValueError, "0 to 2"),
        ([[1, 2]], [3, 4], ValueError, "each of 1 elections"),
    ],
)
def test_bad_input_is_refused_in_words(engine, rule, votes, seats, error, words):
    with pytest.raises(error, match=words):
        rule.many(votes if isinstance(votes, np.ndarray) else np.array(votes), np.array(seats), engine=engine)


def test_unknown_words_are_refused_with_the_right_ones():
    with pytest.raises(ValueError, match="hagenbach-bischoff"):
        many_by_quota(np.array([[1]]), 1, quota="hagenbach")
    with pytest.raises(ValueError, match="sainte-lague"):
        many_by_divisor(np.array([[1]]), 1, "webster")
    with pytest.raises(ValueError, match="numpy or numba"):
        many_by_quota(np.array([[1]]), 1, engine="gpu")
    with pytest.raises(ValueError, match="first divisor 3"):
        many_by_divisor(np.array([[1]]), 1, "sainte-lague", first=Fraction(3))


def test_every_quota_of_the_exact_engine_is_there():
    for rule in RULES[: len(QUOTAS)]:
        assert_same(rule, np.array([[171, 118, 104, 83, 0]]), 58)


@pytest.fixture
def without_numba(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    loops.compiled.cache_clear()
    yield
    loops.compiled.cache_clear()


@pytest.mark.usefixtures("without_numba")
def test_without_numba_numpy_does_it_and_asking_for_numba_is_an_error():
    assert many_by_quota(np.array([[2, 1]]), 3).seats.tolist() == [[2, 1]]
    with pytest.raises(ImportError, match="numba"):
        many_by_quota(np.array([[2, 1]]), 3, engine="numba")
