"""The quota of groups where it is not known of everybody who belongs to one: bounds, held against every way it could be."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.law import load_law
from dauys.law.known_quota import Counting, standing
from dauys.law.mandates import Candidate, Refusal, Seated, give
from dauys.law.mandates import needed as due

RULE = load_law("kz/mazhilis/2023").mandates
QUOTA = RULE.quota  # 30 % of the mandates of a list, rounded up; Art. 97-1(5)
PEOPLE = "abcdefgh"  # an invented list of eight


@st.composite
def lists(draw):
    """A list, who is marked on it, how many more count, who sits, who is gone, and the mandates."""
    listed = PEOPLE[: draw(st.integers(1, 8))]
    named = draw(st.sets(st.sampled_from(listed)))
    more = draw(st.none() | st.integers(0, len(listed) - len(named)))
    mandates = draw(st.integers(1, 9))
    sitting = draw(st.lists(st.sampled_from(listed), unique=True, max_size=min(mandates, len(listed))))
    gone = draw(st.sets(st.sampled_from(listed))) - set(sitting)
    return Counting(frozenset(listed), frozenset(named), more), mandates, sitting, gone


def worlds(known):
    """Everybody who counts, in each way that what is known leaves open."""
    others = sorted(known.listed - known.named)
    sizes = range(len(others) + 1) if known.more is None else [known.more]
    return [known.named | set(some) for size in sizes for some in combinations(others, size)]


def endings(known, mandates, sitting, gone):
    """Whoever could sit when every mandate that somebody is there for is given."""
    free = sorted(known.listed - set(sitting) - gone)
    return [{*sitting, *some} for some in combinations(free, min(mandates - len(sitting), len(free)))]


@given(lists())
def test_the_bounds_are_the_least_and_most_over_all_that_can_be(found):
    known, mandates, sitting, gone = found
    one = standing(QUOTA, known, mandates, sitting, gone)
    counts = [len(world & set(sitting)) for world in worlds(known)]
    assert (one.least, one.most) == (min(counts), max(counts))
    ends = endings(known, mandates, sitting, gone)
    assert one.reach == max(len(world & end) for world in worlds(known) for end in ends)
    if one.verdict == "kept":
        assert all(len(world & set(sitting)) >= one.needed for world in worlds(known))
    if one.verdict in ("broken", "no choice"):
        assert not any(len(world & end) >= one.needed for world in worlds(known) for end in ends)


@given(lists())
def test_where_all_is_known_the_answer_is_that_of_the_law(found):
    known, _, sitting, _ = found
    known = Counting(known.listed, known.named, 0)
    seats = len(sitting)
    if not seats:
        return
    groups = {person: frozenset(QUOTA.groups[:1]) if person in known.named else frozenset() for person in known.listed}
    answer = give(RULE, [Candidate(person, person, groups[person]) for person in sorted(known.listed)], seats, sitting)
    one = standing(QUOTA, known, seats, sitting, now=sitting)
    if one.verdict == "kept":
        assert isinstance(answer, Seated)
        assert answer.trace[-1].result == {"needed": one.needed, "have": one.least}
    else:
        assert isinstance(answer, Refusal)
        assert answer.kind == "quota"
        assert answer.missing == one.needed - one.most
        best = standing(QUOTA, known, seats, ())  # of whom else the party could have named
        assert answer.silent == (best.verdict == "no choice")


@pytest.mark.parametrize(
    ("mandates", "needed"), [(40, 12), (8, 3), (6, 2), (5, 2), (4, 2), (10, 3), (1, 1)]
)  # the parties of 2023; 30 % of 10 is 3 and needs no rounding
def test_the_quota_is_rounded_up(mandates, needed):
    assert due(QUOTA, mandates) == needed
    assert standing(QUOTA, Counting(frozenset("ab"), frozenset(), None), mandates, ()).needed == needed


def verdict(named, more, mandates, sitting, gone=(), now=""):
    return standing(QUOTA, Counting(frozenset("abcdef"), frozenset(named), more), mandates, sitting, gone, now).verdict


def test_a_mandate_breaks_the_quota_when_whoever_follows_it_is_not_kept():
    assert verdict("ab", 0, 4, "") == "open"
    assert verdict("ab", 0, 4, "ce", now="e") == "open"  # a and b can still follow
    assert verdict("ab", 0, 4, "cde", now="e") == "broken"  # two of four are due, one seat is left
    assert verdict("ab", 0, 4, "abce", now="e") == "kept"
    assert verdict("ab", 0, 4, "ab", now="b") == "kept"  # whoever follows


def test_where_the_list_cannot_keep_it_the_law_is_silent_and_nobody_is_blamed():
    assert verdict("a", 0, 4, "a", now="a") == "no choice"
    assert verdict("ab", 0, 4, "cd", gone="a", now="d") == "no choice"  # one who counted has gone
    assert verdict("ab", 0, 4, "cd", gone="a") == "no choice"


def test_persons_told_as_a_number_alone_leave_it_open_and_are_never_guessed():
    assert verdict("a", 1, 4, "abc") == "open"  # and d can still be named
    assert verdict("a", 1, 4, "abcd") == "not told"  # one of b-f counts, and nobody is told which
    assert verdict("a", 5, 4, "abcd") == "kept"  # all of them
    assert verdict("a", 4, 4, "abcd") == "kept"  # all but one: three of a, b, c, d at least
    assert verdict("", None, 4, "abcd") == "unknown"
    assert verdict("", 0, 4, "abcd", now="d") == "no choice"
