"""Bounds against every way in which a few ballots can come out, each put through the engine: equal, not only enclosing."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dauys.law import Answer, Count, Figures, Law, Option, Party, Place, Votes, apply, bounds
from dauys.law.thresholds import base_of

LISTS = ("A", "B", "C", "D")
BASES = ("valid votes, against all included", "valid votes, against all left out", "ballots in boxes", "ballots issued")
FORMULAS = [
    {"method": "largest remainder", "article": "f"},
    *({"method": "highest averages", "divisors": name, "article": "f"} for name in (
        "d'hondt", "sainte-lague", "danish", "imperiali", "adams", "huntington-hill", "dean")),
    {"method": "highest averages", "divisors": "sainte-lague", "first": "1.4", "article": "f"},
]  # fmt: skip
TIES = [
    [],
    [{"by": "lot", "article": "t"}],
    [{"by": "registration time", "article": "t"}],
    [{"by": "most votes", "article": "t"}],
]


# ---- elections -------------------------------------------------------------------------------------------------------


def law_with(tier):
    return Law.model_validate({
        "body": "zz/council", "edition": "2020", "in_force": {"from": "2020-01-01"}, "source": "INVENTED",
        "name": {"en": "Council"}, "tier": [tier],
    })  # fmt: skip


@st.composite
def list_laws(draw):
    tier = {
        "name": "list",
        "seats": draw(st.integers(1, 6)),
        "formula": draw(st.one_of(st.just(FORMULAS[0]), st.sampled_from(FORMULAS))),
        "none_passes": draw(st.sampled_from(["stop", "seats stay empty"])),
        "tie": draw(st.sampled_from(TIES)),
    }
    if draw(st.integers(0, 4)):
        of, *others = draw(st.lists(st.sampled_from(BASES), min_size=1, max_size=3, unique=True))
        share = draw(st.sampled_from(["5%", "10%", "20%", "25%", "1/3", "50%", "3"]))
        met = draw(st.sampled_from(["at_least", "more_than"]))
        exempt = draw(st.sampled_from([[], [], ["minority"]]))
        tier["threshold"] = {met: share, "of": of, "also_try": others, "exempt": exempt, "article": "t"}
    if draw(st.booleans()):
        weight, at_least = draw(st.sampled_from(["0.7", "0.4", "1"])), draw(st.integers(0, 2))
        tier["lone_list"] = {"admits": "next largest", "weight": weight, "at_least": at_least, "article": "l"}
    return law_with(tier)


@st.composite
def list_votes(draw):
    names = LISTS[: draw(st.integers(1, 4))]
    most = draw(st.sampled_from([2, 5, 12]))
    lines = {name: draw(st.integers(0, most)) for name in names}
    if draw(st.booleans()):
        lines["against_all"] = draw(st.integers(0, 6))
    valid, invalid, away = sum(lines.values()), draw(st.integers(0, 3)), draw(st.integers(0, 2))
    known = draw(st.tuples(*[st.sampled_from([True, True, False])] * 4))
    figures = [
        number if here else None
        for number, here in zip((valid + invalid + away, valid + invalid, valid, invalid), known, strict=True)
    ]
    times = draw(
        st.lists(st.sampled_from(["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04", None]), min_size=4, max_size=4)
    )
    options = {("list", None, name): Option(name, "list", name, registered=times[i]) for i, name in enumerate(names)}
    minority = draw(st.sampled_from([None, None, *names]))
    parties = {name: Party(name, groups=frozenset(["minority"] if name == minority else [])) for name in names}
    return Votes((Count("list", "country", lines, Figures(None, *figures)),), parties, options=options)


# ---- every way -------------------------------------------------------------------------------------------------------


def ways(kinds, ballots):
    """Every way to share at most so many ballots among so many kinds."""
    if not kinds:
        yield ()
        return
    for first in range(ballots + 1):
        yield from ((first, *rest) for rest in ways(kinds - 1, ballots - first))


def by_reading(law):
    """The law once for each reading of its threshold's base, as if it were the only one."""
    (tier,) = law.tier
    if tier.threshold is None:
        return {"": law}
    return {
        base: law.model_copy(update={"tier": (tier.model_copy(update={
            "threshold": tier.threshold.model_copy(update={"of": base, "also_try": ()})}),)})
        for base in (tier.threshold.of, *tier.threshold.also_try)
    }  # fmt: skip


def results(law, votes, answers=()):
    """Seats by option under every answer to every question that has answers."""
    outcome = apply(law, votes, answers=answers)
    asked = next((question for question in outcome.questions if question.choices), None)
    if asked is None:
        return [{seat.option: seat.seats for seat in outcome.seats}]
    return [
        seats
        for chosen in combinations(asked.choices, asked.choose)
        for seats in results(law, votes, (*answers, Answer(asked.id, chosen, "invented for a test")))
    ]


def after(votes, coming, invalid, away):
    valid = sum(coming.values())
    figures = Figures(0, valid + invalid + away, valid + invalid, valid, invalid, 0, 0)
    return Votes((*votes.counts, Count("list", "country", coming, figures)), votes.parties, votes.places, votes.options)


def every_result(law, votes, outstanding):
    """Seats by option for each way in which the ballots come out and each reading; equal cases once."""
    lines = list(votes.counts[0].votes)
    seen = set()
    for *cast, invalid, away in ways(len(lines) + 2, outstanding):
        final = after(votes, dict(zip(lines, cast, strict=True)), invalid, away)
        count = final.areas("list", "country")["country"]
        for reading, alone in by_reading(law).items():
            base = base_of(reading, count, final) if reading else 0
            case = (reading, base, *(number for line, number in count.votes.items() if line != "against_all"))
            if base is not None and case not in seen:
                seen.add(case)
                yield from results(alone, final)


def may_hang_on_a_tie(law, votes):
    """Where the tie rule can fail among others, or no ballot comes without being a vote: an end need not be exact."""
    (tier,) = law.tier
    times = [option.registered for option in votes.options.values()]
    rules = {rule.by for rule in tier.tie}
    unsure = "most votes" in rules or ("registration time" in rules and (None in times or len({*times}) < len(times)))
    votes_only = tier.threshold is not None and any(
        base == BASES[1] or (base == BASES[0] and "against_all" not in votes.counts[0].votes) for base in by_reading(law)
    )
    return unsure or votes_only


def check(law, votes, outstanding):
    found = bounds(law, votes, {("list", "country"): outstanding})
    for reason in found.not_covered:
        assert reason.kind == "bounds.question", reason.told()  # the base is not known, or nobody has seats
        return
    every = list(every_result(law, votes, outstanding))
    for contest in found.lists:
        for one in contest.lists:
            seats = [result.get(one.option, 0) for result in every]
            if one.seats.exact:
                assert (one.seats.fewest, one.seats.most) == (min(seats), max(seats)), one.option
                witnessed(law, votes, one)
            else:
                assert may_hang_on_a_tie(law, votes), one.option
                assert one.seats.fewest <= min(seats)
                assert max(seats) <= one.seats.most


def witnessed(law, votes, one):
    """The ballots that are named for an end bring it about."""
    for pick, end, coming in ((min, one.seats.fewest, one.fewest_if), (max, one.seats.most, one.most_if)):
        if coming is not None:
            alone = by_reading(law)[coming.reading]
            assert pick(result.get(one.option, 0) for result in results(alone, coming.onto(votes, "list", "country"))) == end


@settings(deadline=None, max_examples=120)
@given(list_laws(), list_votes(), st.integers(0, 3))
def test_list_bounds_are_the_extremes_of_all_ways(law, votes, outstanding):
    check(law, votes, outstanding)


# Where the last vote matters, found by breaking the code on purpose: each line of it that can be wrong by one vote.
THE_LAST_VOTE = [
    ("danish", {"A": 1, "B": 2}, 1),
    ("sainte-lague", {"A": 11, "B": 5}, 3),
    ("huntington-hill", {"A": 5, "B": 3}, 5),
    ("huntington-hill", {"A": 2, "B": 2}, 1),
    ("adams", {"A": 4, "B": 1, "C": 1}, 3),
    ("hare", {"A": 3, "B": 1, "C": 1}, 5),
    ("hare", {"A": 2, "B": 1, "C": 2}, 2),
    ("hare", {"A": 1, "B": 0}, 5),
    ("hare", {"A": 0, "B": 1, "C": 0, "D": 2}, 2),
]


@pytest.mark.parametrize(("rule", "lines", "outstanding"), THE_LAST_VOTE)
@pytest.mark.parametrize("seats", [2, 3, 4, 5])
@pytest.mark.parametrize("tie", TIES[1:3])
@pytest.mark.parametrize("share", ["1/20", "1/5"])
@pytest.mark.parametrize("lone", [None, {"admits": "next largest", "weight": "1", "at_least": 2, "article": "l"}])
def test_list_bounds_are_the_extremes_of_all_ways_where_the_last_vote_matters(
    rule, lines, outstanding, seats, tie, share, lone
):
    formula = FORMULAS[0] if rule == "hare" else {"method": "highest averages", "divisors": rule, "article": "f"}
    tier = {"name": "list", "seats": seats, "formula": formula, "tie": tie, "none_passes": "stop"}
    tier["threshold"] = {"more_than": share, "of": "ballots in boxes", "article": "t"}
    law = law_with(tier | ({"lone_list": lone} if lone else {}))
    times = dict(zip(LISTS, ("2020-01-01", "2020-01-02", "2020-01-02", "2020-01-03"), strict=True))
    options = {("list", None, name): Option(name, "list", name, registered=times[name]) for name in lines}
    votes = Votes((Count("list", "country", lines, Figures(in_boxes=sum(lines.values()) + 1)),), options=options)
    check(law, votes, outstanding)


@pytest.mark.drill
@settings(deadline=None, max_examples=5000)
@given(list_laws(), list_votes(), st.integers(0, 4))
def test_list_bounds_are_the_extremes_of_all_ways_in_thousands_of_elections(law, votes, outstanding):
    check(law, votes, outstanding)


# ---- constituencies --------------------------------------------------------------------------------------------------


@st.composite
def constituencies(draw):
    seats = draw(st.sampled_from([1, 1, 2]))
    again = [{"when": "two stood", "then": "repeat election", "article": "t"}, {"by": "lot", "article": "t"}]
    tie = draw(st.sampled_from([TIES[0], TIES[1], again] + TIES[2:] * (seats == 1)))
    law = law_with({
        "name": "constituency", "seats": seats, "area": "constituency", "seats_per_area": seats,
        "formula": {"method": "plurality", "article": "f"}, "tie": tie,
    })  # fmt: skip
    names = LISTS[: draw(st.integers(1, 4))]
    lines = {name: draw(st.integers(0, 6)) for name in names} | ({"against_all": 2} if draw(st.booleans()) else {})
    times = draw(st.lists(st.sampled_from(["2020-01-01", "2020-01-02", "2020-01-03", None]), min_size=4, max_size=4))
    options = {
        ("constituency", None, name): Option(name, "candidate", None, registered=times[i]) for i, name in enumerate(names)
    }
    return law, Votes((Count("constituency", "x", lines),), places={"x": Place("x", "constituency")}, options=options)


def winners(law, votes):
    """Who is elected for sure, and who is elected or tied."""
    outcome = apply(law, votes)
    elected = {seat.option for seat in outcome.seats}
    tied = {choice for question in outcome.questions for choice in question.choices}
    if any(question.kind == "repeat election" for question in outcome.questions):
        numbers = {n: v for n, v in votes.areas("constituency", "constituency")["x"].votes.items() if n != "against_all"}
        last = sorted(numbers.values())[-law.tier[0].seats]
        tied |= {name for name, number in numbers.items() if number == last}
    return elected, elected | tied


def check_constituency(law, votes, outstanding):
    (found,) = bounds(law, votes, {("constituency", "x"): outstanding}).constituencies
    lines = list(votes.counts[0].votes)
    every = [
        winners(
            law,
            Votes(
                (*votes.counts, Count("constituency", "x", dict(zip(lines, cast, strict=True)))),
                {},
                votes.places,
                votes.options,
            ),
        )
        for cast in ways(len(lines), outstanding)
    ]
    assert set(found.elected) == set.intersection(*(elected for elected, _ in every))
    assert set(found.in_reach) == set.union(*(in_reach for _, in_reach in every))
    assert found.decided == (len({frozenset(elected) for elected, _ in every}) == 1 and all(e == r != set() for e, r in every))


@settings(deadline=None, max_examples=150)
@given(constituencies(), st.integers(0, 3))
def test_constituencies_are_decided_or_open_as_in_all_ways(election, outstanding):
    check_constituency(*election, outstanding)


@pytest.mark.drill
@settings(deadline=None, max_examples=5000)
@given(constituencies(), st.integers(0, 5))
def test_constituencies_are_decided_or_open_as_in_all_ways_of_thousands(election, outstanding):
    check_constituency(*election, outstanding)
