"""What must hold for every election: sums, names, order, scale, more seats, lists without votes, ties."""

from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracle import METHODS

from dauys.seats import QUOTAS, by_divisor, by_quota, plurality

counts = st.one_of(
    st.integers(0, 12),  # ties are common
    st.integers(0, 10**6),
    st.integers(10**18 - 3, 10**18 + 3),  # one vote apart where floats fall
    st.fractions(0, 100, max_denominator=6),
)
elections = st.dictionaries(st.sampled_from("ABCDEFGH"), counts, min_size=1).filter(lambda votes: any(votes.values()))
houses = st.integers(0, 60)
methods = st.sampled_from(METHODS)
quotas = st.sampled_from(sorted(QUOTAS))
HARD = {"too_many": "take from smallest remainders"}  # the policy that works with every quota


def rules(votes, seats):
    """Every rule of this room, applied to one election."""
    for method in METHODS:
        yield by_divisor(votes, seats, method)
    for quota in QUOTAS:
        yield by_quota(votes, seats, quota=quota, **HARD)
        yield by_quota(votes, seats, quota=quota, rest="most votes", **HARD)


def result(allocation):
    return allocation.seats, allocation.tie, allocation.unfilled


@settings(deadline=None, max_examples=150)
@given(elections, houses)
def test_every_seat_is_given_or_openly_tied_and_none_is_negative(votes, seats):
    for allocation in rules(votes, seats):
        tied = allocation.tie.seats if allocation.tie else 0
        assert sum(allocation.seats.values()) + tied == seats
        assert min(allocation.seats.values()) >= 0
        assert allocation.unfilled == 0
        for line in allocation.lines.values():
            assert line.seats == line.whole + line.extra


@settings(deadline=None, max_examples=100)
@given(elections, houses, st.randoms(use_true_random=False))
def test_names_and_order_change_nothing_but_the_names(votes, seats, random):
    names = list(votes)
    random.shuffle(names)
    new = {name: f"list {number}" for number, name in enumerate(names)}
    renamed = {new[name]: votes[name] for name in names}
    for plain, other in zip(rules(votes, seats), rules(renamed, seats), strict=True):
        assert {new[name]: number for name, number in plain.seats.items()} == other.seats
        assert (plain.tie is None) == (other.tie is None)
        if plain.tie is not None:
            assert {new[name] for name in plain.tie.among} == other.tie.among
            assert plain.tie.seats == other.tie.seats


@settings(deadline=None, max_examples=100)
@given(elections, houses, st.integers(1, 10**30))
def test_a_scale_changes_nothing_but_the_divisor(votes, seats, scale):
    scaled = {name: count * scale for name, count in votes.items()}
    for method in METHODS:
        assert result(by_divisor(votes, seats, method)) == result(by_divisor(scaled, seats, method))
    # Droop's quota is a whole number of votes and so depends on the scale; the others do not
    for quota in sorted(QUOTAS.keys() - {"droop"}):
        assert result(by_quota(votes, seats, quota=quota, **HARD)) == result(by_quota(scaled, seats, quota=quota, **HARD))


@settings(deadline=None, max_examples=100)
@given(elections, houses, methods)
def test_with_one_seat_more_nobody_loses_one_under_a_divisor_rule(votes, seats, method):
    before, after = by_divisor(votes, seats, method), by_divisor(votes, seats + 1, method)
    assert all(after.seats[name] >= number for name, number in before.seats.items())


@settings(deadline=None, max_examples=100)
@given(elections, houses)
def test_hare_with_largest_remainders_stays_within_a_seat_of_the_quota(votes, seats):
    allocation = by_quota(votes, seats)
    cast = sum(Fraction(count) for count in votes.values())
    for name, line in allocation.lines.items():
        due = votes[name] * seats / cast
        has = line.seats + (allocation.tie is not None and name in allocation.tie.among)  # with luck in the lot
        assert due - 1 < line.seats <= has < due + 1


@settings(deadline=None, max_examples=100)
@given(elections, houses)
def test_a_list_without_votes_changes_nothing_and_gets_nothing(votes, seats):
    # Adams, Huntington-Hill and Dean would give it a seat for a divisor of 0; by our definition nothing over nothing
    # is nothing: a list without votes has no claim.
    assume("Z" not in votes)
    for plain, other in zip(rules(votes, seats), rules({**votes, "Z": 0}, seats), strict=True):
        assert other.seats == {**plain.seats, "Z": 0}
        assert other.tie == plain.tie


@settings(deadline=None, max_examples=100)
@given(elections, houses)
def test_a_tie_is_minimal_and_complete(votes, seats):
    # Minimal: there is something to decide. Complete: whoever has as many votes and seats as one of the tied is tied.
    for allocation in rules(votes, seats):
        if allocation.tie is None:
            continue
        tie = allocation.tie
        assert 0 < tie.seats < len(tie.among)
        level = {(votes[name], allocation.seats[name]) for name in tie.among}
        assert {name for name in votes if (votes[name], allocation.seats[name]) in level} == tie.among


@settings(deadline=None, max_examples=100)
@given(elections, houses)
def test_a_tie_of_remainders_names_all_who_have_that_remainder(votes, seats):
    allocation = by_quota(votes, seats)
    if allocation.tie is None:
        return
    tied = allocation.tie.among
    (remainder,) = {allocation.lines[name].remainder for name in tied}  # one remainder for all of them
    for name, line in allocation.lines.items():
        assert (line.remainder == remainder) == (name in tied)
        assert line.extra == (line.remainder > remainder)  # those above have a seat, those below have not


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(st.sampled_from("ABCDEF"), st.integers(1, 3), min_size=2), st.integers(1, 30), methods)
def test_the_smallest_part_of_a_vote_more_for_one_of_the_tied_gives_it_the_seat(votes, seats, method):
    allocation = by_divisor(votes, seats, method)
    assume(allocation.tie is not None)
    for name in allocation.tie.among:
        luckier = by_divisor({**votes, name: votes[name] + Fraction(1, 10**40)}, seats, method)
        assert luckier.seats[name] == allocation.seats[name] + 1


@settings(deadline=None, max_examples=100)
@given(elections, st.integers(1, 8))
def test_plurality_elects_the_largest_and_ties_the_level(votes, seats):
    choice = plurality(votes, seats)
    tied = choice.tie.among if choice.tie else frozenset()
    assert len(choice.elected) + (choice.tie.seats if choice.tie else 0) == min(seats, len(votes))
    out = votes.keys() - choice.elected - tied
    for elected in choice.elected:
        assert all(votes[elected] > votes[name] for name in tied | out)
    assert len({votes[name] for name in tied}) <= 1
