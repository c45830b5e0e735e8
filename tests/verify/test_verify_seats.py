"""Seat rules of ``verify.py`` against ``dauys.law.apply``: the same seats, or "not covered"."""

import json
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys import verify
from dauys.election import election_names, load_election
from dauys.law import AGAINST_ALL, Count, Figures, Law, Option, Party, Place, Votes, apply, load_law

KAZAKH = ("kz/mazhilis/2023", "kz/maslikhat-region/2023", "kz/maslikhat-district/2023")
SEATS = {"kz/maslikhat-region/2023": {"the council": 9}, "kz/maslikhat-district/2023": {"constituency": 5}}


@cache
def law_as_json(law):
    return json.loads(json.dumps(load_law(law).model_dump(mode="json", by_alias=True, exclude_none=True)))


def divisors(name, first=None, threshold=None):
    """A plain law of 12 list seats: highest averages."""
    tier = {
        "name": "list", "seats": 12, "area": "country", "none_passes": "stop", "against_all": "counted, never wins",
        "formula": {"method": "highest averages", "divisors": name, "article": "1", **({"first": first} if first else {})},
    }  # fmt: skip
    if threshold:
        tier["threshold"] = {threshold[0]: threshold[1], "of": "valid votes, against all included", "article": "1"}
    told = {
        "body": "xx/chamber",
        "edition": "2023",
        "name": {"en": "x"},
        "in_force": {"from": "2023-01-01"},
        "source": "invented",
    }
    return Law.model_validate({**told, "tier": [tier]})


LAWS = {
    "d'hondt": divisors("d'hondt"), "sainte-lague": divisors("sainte-lague"), "modified": divisors("sainte-lague", "1.4"),
    "d'hondt with 5 %": divisors("d'hondt", threshold=("at_least", "5%")),
    "sainte-lague above 4 %": divisors("sainte-lague", threshold=("more_than", "4%")),
}  # fmt: skip

count = st.integers(0, 12) | st.integers(0, 3_500_000) | st.sampled_from([1000, 1000, 2000])
NAMES = ("A", "B", "C", "D", "E", "F", AGAINST_ALL)
PARTIES = {name: Party(name) for name in NAMES[:-1]}


@st.composite
def ballot(draw, unknown):
    names = [*NAMES[: draw(st.integers(1, 6))], AGAINST_ALL]
    votes = {name: draw(count) for name in names}
    if unknown and draw(st.integers(0, 9)) == 0:
        votes[draw(st.sampled_from(names))] = None
    return votes


@st.composite
def elections(draw, law):
    """Votes of a body as dauys takes them."""
    tiers = {tier.name for tier in law.tier}
    counts, options, places = [], {}, {"kz": Place("kz", "country")}
    if "list" in tiers:
        votes = draw(ballot(unknown=True))
        known = draw(st.booleans())
        cast = sum(number or 0 for number in votes.values())
        invalid = draw(st.none() | st.integers(0, 200))
        boxes, issued = (draw(st.none() | st.integers(cast, cast + cast // 8 + 9)) for _ in range(2))
        counts.append(Count("list", "kz", votes, Figures(in_boxes=boxes if known else None, issued=issued, invalid=invalid)))
        for name in votes:
            times = st.none() | st.sampled_from(["2023-01-10T09:00", "2023-01-10T10:00", "2023-01-11T09:00"])
            kind = AGAINST_ALL if name == AGAINST_ALL else "list"
            options["list", "kz", name] = Option(name, kind, None if kind == AGAINST_ALL else name, registered=draw(times))
    if "constituency" in tiers:
        for n in range(draw(st.sampled_from([5, 5, 5, 29, 4]))):
            place = f"c.{n}"
            places[place] = Place(place, "constituency", "kz")
            votes = draw(ballot(unknown=True))
            counts.append(Count("constituency", place, votes))
            for name in votes:
                kind = AGAINST_ALL if name == AGAINST_ALL else "candidate"
                options["constituency", place, name] = Option(name, kind, None)
            if draw(st.integers(0, 4)) == 0:
                again = {name: draw(count) for name in votes if name == AGAINST_ALL or draw(st.booleans())}
                counts.append(Count("constituency", place, again, round=2))
    return Votes(tuple(counts), PARTIES, places, options, seats=SEATS.get(law.id, {}), country="kz")


class FakeSheet:
    """A contest's votes as a sheet gives them to the seat rules."""

    def __init__(self, votes, one):
        options = {
            name: option for (tier, place, name), option in votes.options.items() if (tier, place) == (one.tier, one.place)
        }
        self.ballot = {name: {"kind": option.kind} for name, option in options.items()}
        self.lines = {"N": [], "P": [*self.ballot]}
        against = one.votes.get(AGAINST_ALL)
        figures = {"N": against, "T": one.figures.in_boxes, "B": one.figures.issued, "I": one.figures.invalid}
        self.sums = figures | {f"P.{name}": number for name, number in one.votes.items()}

    def sum(self, column):
        return self.sums[column]


def same(told, law, votes):
    """Where verify gives seats, they are those of the law room; where it says "not covered", a question was open there."""
    first = Votes(tuple(one for one in votes.counts if one.round == 1), votes.parties, votes.places, votes.options,
                  seats=votes.seats, country=votes.country)  # fmt: skip
    theirs = apply(law, first)
    asked = {(question.tier, question.place) for question in theirs.questions}
    given_ = {}
    for seat in theirs.seats:
        given_.setdefault((seat.tier, seat.place), {})[seat.option] = seat.seats
    for tier in told["tier"]:
        assert verify.covered(told, tier)
        for one in first.counts:
            if one.tier != tier["name"] or (tier["name"], None) in asked:
                continue
            place = one.place if tier["name"] == "constituency" else None
            try:
                mine = verify.seats_of(tier, verify.seats_set(tier, votes.seats), FakeSheet(votes, one))
            except verify.NotCovered:
                settled = given_.get((one.tier, one.place))
                assert (one.tier, place) in asked or (settled is not None and BY_REGISTRATION in str(tier["tie"]))
            else:
                assert {name: n for name, n in mine.items() if n} == given_.get((one.tier, one.place), {})


BY_REGISTRATION = "registration time"  # equal claims that the law settles so are not covered


@pytest.mark.parametrize("law", KAZAKH)
@given(data=st.data())
def test_kazakh_seats_are_the_same(law, data):
    same(law_as_json(law), load_law(law), data.draw(elections(load_law(law))))


@pytest.mark.parametrize("name", LAWS)
@given(data=st.data())
def test_seats_by_divisors_are_the_same(name, data):
    law = LAWS[name]
    told = law.model_dump(mode="json", by_alias=True, exclude_none=True)
    same(told, law, data.draw(elections(law)))


def test_the_official_seats_of_2023():
    election = load_election("kz-mazhilis-2023")
    lists = next(one for one in election.votes.counts if one.tier == "list")
    votes = Votes((lists,), election.votes.parties, {}, {
        ("list", lists.place, name): Option(name, AGAINST_ALL if name == AGAINST_ALL else "list", name) for name in lists.votes
    }, country=lists.place)  # fmt: skip
    (tier,) = (tier for tier in law_as_json("kz/mazhilis/2023")["tier"] if tier["name"] == "list")
    seats = verify.seats_of(tier, 69, FakeSheet(votes, lists))
    assert +seats == {"Amanat": 40, "Auyl": 8, "Respublica": 6, "Ak Zhol": 6, "People's Party": 5, "OSDP": 4}


def test_of_every_law_it_is_said_whether_it_is_covered():
    laws = {name: law_as_json(name) for name in map(_law_of, election_names())}
    whole = {name for name, law in laws.items() if all(verify.covered(law, tier) for tier in law["tier"])}
    assert "kz/mazhilis/2023" in whole
    assert not whole & {"kz/president/2023", "de/bundestag/2023"}


def _law_of(name):
    return load_election(name).law().id
