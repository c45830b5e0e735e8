"""What a laptop brings back is judged voter by voter: what follows from the list here is taken, what does not is named."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.register import Contradiction, Marks, Refusal, brought_back, nothing_marked
from dauys.register.marks import AWAY, NOT

KINDS = 2


def with_(marks, place, voter):
    at = (place - 1) * marks.width
    return Marks(marks.text[:at] + voter.text + marks.text[at + marks.width :], marks.listed, marks.width)


def told(marks, **at):
    """Marks of a laptop: by place (``p3``) the letters of its ballots."""
    text = [*nothing_marked(marks)]
    for place, letters in at.items():
        number = int(place[1:])
        text[(number - 1) * KINDS : number * KINDS] = letters
    return "".join(text)


def test_what_follows_is_taken_and_what_contradicts_is_named_with_its_reason():
    marks = Marks.new(6, 2, KINDS)
    marks = with_(marks, 2, marks.at(2).on_way(AWAY))
    marks = with_(marks, 3, marks.at(3).removed("E"))
    marks = with_(marks, 4, marks.at(4).issued([0], "a", outside=False))
    marks = with_(marks, 5, marks.at(5).on_way("1"))
    text = told(marks, p1="ab", p2="aa", p3="a.", p4="bb", p5="AA", p6="B.", p7="a.")
    after, found = brought_back(marks, text, "ab")
    assert after.at(1).ballots == "ab"  # two members, one for each ballot
    assert after.at(5).ballots == "AA"
    assert found == (
        Contradiction(2, "aa", "away"), Contradiction(3, "a.", "left"), Contradiction(4, "bb", "issued"),
        Contradiction(6, "B.", "no request"), Contradiction(7, "a.", "nobody"),
    )  # fmt: skip
    for one in found:  # of such a voter nothing is taken, not even what would have gone
        assert after.at(one.place) == marks.at(one.place)


@pytest.mark.parametrize("text", ["a", "c.", "A" * 18, "-.", "a. "])
def test_what_is_not_of_this_list_is_refused_whole(text):
    with pytest.raises(ValueError, match="not marks of this list"):
        brought_back(Marks.new(6, 2, KINDS), text, "ab")


@given(chance=st.randoms(use_true_random=False))
def test_it_is_taken_as_if_each_had_been_marked_on_line(chance: random.Random):
    marks = Marks.new(12, 2, KINDS)
    for place in range(1, 13):
        deed = chance.choice([lambda v: v, lambda v: v, lambda v: v.on_way(AWAY), lambda v: v.removed("E"),
                              lambda v: v.on_way("1"), lambda v: v.issued([1], "a", False)])  # fmt: skip
        marks = with_(marks, place, deed(marks.at(place)))
    text = "".join(chance.choice([NOT, NOT, "a", "A"]) for _ in nothing_marked(marks))
    after, found = brought_back(marks, text, "a")
    on_line = marks
    for place in range(1, len(marks) + 1):
        ballots = text[(place - 1) * KINDS : place * KINDS]
        try:
            voter = marks.at(place)
            for letter in sorted({*ballots} - {NOT}):
                voter = voter.issued([at for at, one in enumerate(ballots) if one == letter], "a", letter == "A")
            on_line = with_(on_line, place, voter)
        except Refusal:
            assert Contradiction(place, ballots, next(one.why for one in found if one.place == place)) in found
    assert after == on_line
    assert brought_back(after, nothing_marked(after), "a") == (after, ())
