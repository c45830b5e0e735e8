"""Turnout, close races, progress, votes: bars and lines as long as their numbers, gaps where none is known."""

import re
from fractions import Fraction
from itertools import pairwise

import pytest
from drawings import CAPTION, SIDES, SVG, drawn, hatched, parsed, race, series, size, words
from hypothesis import given
from hypothesis import strategies as st

from dauys.render.pictures import (
    Line,
    Progress,
    Votes,
    close_races,
    in_order,
    progress_bars,
    progress_table,
    progress_told,
    races_table,
    races_told,
    turnout_lines,
    turnout_table,
    turnout_told,
    vote_bars,
    votes_table,
    votes_told,
)

# ---- turnout ---------------------------------------------------------------------------------------------------------


def lines(svg):
    """The path of each series, and the dots upon it."""
    return [[path.get("d") for path in group.findall(f"{SVG}path")] for group in svg.findall(f"{SVG}g")]


def test_a_line_has_a_point_for_each_number():
    ((line, dots),) = lines(parsed(turnout_lines([series("Alma", 10, 30, 50)], CAPTION)))
    points = re.findall(r"[ML]([\d.]+) ([\d.]+)", line)
    assert [x for x, _ in points] == ["42", "124", "206"]  # even in time
    heights = [float(y) for _, y in points]
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2], abs=0.11)  # 20 points each
    assert dots.count("h0") == 3


def test_what_was_not_reported_is_a_gap_and_no_nought():
    ((line, dots),) = lines(parsed(turnout_lines([series("Alma", 10, None, 50, 60)], CAPTION)))
    assert re.sub(r"[^ML]", "", line) == "MML"
    assert dots.count("h0") == 3
    assert turnout_table([series("Alma", 10, None)], "voters", "en").rows[1] == ("12:00", "–")


def test_nought_is_a_number():
    ((line, _),) = lines(parsed(turnout_lines([series("Alma", 0, 50)], CAPTION)))
    assert line.startswith("M42 164L")  # on the ground line


def test_a_line_without_numbers_says_so():
    svg = parsed(turnout_lines([series("Alma", None, None)], CAPTION))
    assert "–" in words(svg)
    assert "Alma: –" in turnout_told([series("Alma", None)], "voters", "en")


def test_names_stand_at_the_ends_of_lines_and_not_on_each_other():
    many = [series(f"Place {n}", 20, 40 + n) for n in range(12)]
    svg = parsed(turnout_lines(many, CAPTION))
    places = sorted(float(text.get("y")) for text in svg.iter(f"{SVG}text") if text.text.startswith("Place"))
    assert len(places) == 12
    assert all(lower - upper >= 25.9 for upper, lower in pairwise(places))
    assert "51 %" in words(svg)


def test_no_two_of_four_lines_look_alike():
    svg = parsed(turnout_lines([series(name, 10, 20) for name in "ABCD"], CAPTION))
    looks = [(group.get("stroke"), group[0].get("stroke-dasharray")) for group in svg.findall(f"{SVG}g")]
    assert len(set(looks)) == 4


def test_turnout_in_words_and_as_a_table():
    shown = [series("Alma", 10, 54), series("Beren", 20)]
    assert turnout_told(shown, "voters on the lists", "en") == (
        "Turnout, base: voters on the lists. The last numbers: Alma: 54 % (12:00); Beren: 20 % (10:00)."
    )
    table = turnout_table(shown, "voters on the lists", "en")
    assert table.headings == ("Turnout: voters on the lists", "Alma", "Beren")
    assert table.rows == (("10:00", "10 %", "20 %"), ("12:00", "54 %", "–"))


@given(st.lists(st.lists(st.none() | st.integers(0, 130), max_size=14), max_size=21))
def test_any_readings_make_a_picture(shown):
    svg = parsed(turnout_lines([series("<&> Ұңғі", *line) for line in shown], CAPTION))
    assert len(lines(svg)) == len(shown)


# ---- close races -----------------------------------------------------------------------------------------------------


def bars(svg, height):
    return [rect for rect in drawn(svg, "rect") if rect.get("height") == height and not rect.get("fill").startswith("url(")]


def test_the_closest_race_comes_first_and_bars_are_as_long_as_leads():
    svg = parsed(close_races([race("far", 1000), race("near", 10), race("between", 500)], CAPTION))
    assert [told for told in words(svg) if told.startswith("+")] == ["+10", "+500", "+1,000"]
    assert [float(bar.get("width")) for bar in bars(svg, "6")] == [3.2, 159.5, 319]
    assert [row[0] for row in races_table([race("far", 1000), race("near", 10)], "en").rows] == ["near", "far"]


def test_equal_votes_are_a_race_without_a_bar():
    svg = parsed(close_races([race("level", 0)], CAPTION))
    assert "=" in words(svg)
    assert [bar.get("width") for bar in bars(svg, "6")] == ["0"]
    assert "have equal votes" in races_told([race("level", 0)], "en")


def test_a_race_in_part_counted_is_hatched_and_says_how_far():
    svg = parsed(close_races([race(counted=9)], CAPTION))
    assert len(hatched(svg)) == 2
    assert "9 / 10" in words(svg)
    assert not hatched(parsed(close_races([race()], CAPTION)))


def test_races_can_be_links():
    svg = parsed(close_races([race("here", 5, link="district/07/")], CAPTION))
    (link,) = svg.iter(f"{SVG}a")
    assert link.find(f"{SVG}title").text.startswith("here: Alma ahead of Dombra <&> «Ұңғі», lead in votes: 5;")


@given(st.lists(st.builds(race, st.sampled_from(("<&>", "Ұңғі " * 30)), st.integers(0, 10**7), st.integers(0, 9)), max_size=40))
def test_any_races_make_a_picture(shown):
    assert len(bars(parsed(close_races(shown, CAPTION)), "6")) == len(shown)


# ---- progress --------------------------------------------------------------------------------------------------------

HALF = Progress(5111, 10222, 3, 4)


def test_two_bars_as_long_as_their_shares():
    svg = parsed(progress_bars(HALF, CAPTION))
    assert [bar.get("width") for bar in bars(svg, "8")] == ["159.5", "319", "239.2", "319"]
    assert {"5,111 of 10,222", "3 of 4"} <= set(words(svg))


def test_progress_in_words_and_as_a_table():
    assert progress_told(HALF, "en") == (
        "Stations counted: 5,111 of 10,222 (50 %). Voters on their lists: 3 of 4 (75 %)."
    )  # fmt: skip
    assert progress_table(HALF, "en").rows == (
        ("stations counted", "5,111", "10,222", "50 %"),
        ("voters on their lists", "3", "4", "75 %"),
    )


def test_of_nothing_no_share_is_known():
    assert [row[3] for row in progress_table(Progress(0, 0, 0, 0), "en").rows] == ["–", "–"]
    assert [bar.get("width") for bar in bars(parsed(progress_bars(Progress(0, 0, 0, 0), CAPTION)), "8")][::2] == ["0", "0"]


# ---- votes -----------------------------------------------------------------------------------------------------------

VOTES = Votes((Line(SIDES[0], 50), Line(SIDES[1], 30), Line(SIDES[3], 4)), 100, "valid votes", Fraction(5, 100))


def test_bars_are_as_long_as_shares_and_the_threshold_stands_at_its_own():
    svg = parsed(vote_bars(VOTES, CAPTION))
    assert [float(bar.get("width")) for bar in bars(svg, "9")] == [319, 191.4, 25.5]
    (ticks,) = [path.get("d") for path in drawn(svg, "path")]
    assert {float(x) for x in re.findall(r"M([\d.]+)", ticks)} == {32.4}  # 0.5 and a tenth of the longest
    assert "threshold: 5 %" in words(svg)


def test_without_a_threshold_there_is_no_line():
    svg = parsed(vote_bars(Votes(VOTES.lines, 100, "valid votes"), CAPTION))
    assert not drawn(svg, "path")
    assert "threshold" not in votes_told(Votes(VOTES.lines, 100, "valid votes"), "en")


def test_a_threshold_beyond_every_share_is_in_the_picture():
    svg = parsed(vote_bars(Votes((Line(SIDES[0], 2),), 100, "valid votes", Fraction(5, 100)), CAPTION))
    assert [float(bar.get("width")) for bar in bars(svg, "9")] == [127.6]


def test_a_share_names_its_base():
    assert votes_table(VOTES, "en").headings == ("Option", "Votes", "Share: valid votes")
    assert votes_table(VOTES, "en").rows[0] == ("Alma", "50", "50 %")
    assert votes_told(VOTES, "en") == (
        "Shares are of: valid votes. Alma 50 % (50), Beren 30 % (30), Dombra <&> «Ұңғі» 4 % (4). The threshold is 5 %."
    )


def test_where_nothing_is_counted_no_share_is_known():
    nothing = Votes((Line(SIDES[0], 0),), 0, "valid votes", Fraction(5, 100))
    assert votes_table(nothing, "en").rows == (("Alma", "0", "–"),)
    assert "–" in words(parsed(vote_bars(nothing, CAPTION)))


def test_most_votes_first_and_equal_ones_as_on_the_ballot():
    ballot = (Line(SIDES[3], None), Line(SIDES[0], 0), Line(SIDES[1], 5), Line(SIDES[2], 5))
    assert [line.side for line in in_order(ballot)] == [SIDES[1], SIDES[2], SIDES[0], SIDES[3]]


def test_votes_that_are_not_known_are_no_nought():
    votes = Votes((Line(SIDES[0], 7), Line(SIDES[1], None)), 10, "valid votes")
    assert votes_table(votes, "en").rows[1] == ("Beren", "–", "–")
    assert [bar.get("width") for bar in bars(parsed(vote_bars(votes, CAPTION)), "9")] == ["319", "0"]


def test_a_long_share_keeps_off_the_votes():
    svg = parsed(vote_bars(Votes((Line(SIDES[0], 4_999_999),), 10**8, "valid votes"), CAPTION))
    votes, share = (text for text in svg.iter(f"{SVG}text") if text.get("text-anchor") == "end")
    assert share.text == "4.999999 %"
    assert float(votes.get("x")) <= 320 - len(share.text) * 13 * 0.58


def test_a_long_lead_keeps_off_the_name():
    svg = parsed(close_races([race(lead=123_456_789)], CAPTION))
    name = next(text for text in svg.iter(f"{SVG}text") if text.text == "Alma-Ata")
    assert float(name.get("x")) >= len("+123,456,789") * 14 * 0.58


@given(
    st.lists(st.builds(Line, st.sampled_from(SIDES), st.none() | st.integers(0, 10**8)), max_size=40),
    st.integers(0, 10**8),
    st.none() | st.fractions(0, 1),
)
def test_any_votes_make_a_picture(shown, base, threshold):
    votes = Votes(tuple(shown), base, "ҰҒҚ <&>", threshold)
    assert len(bars(parsed(vote_bars(votes, CAPTION)), "9")) == len(shown)
    assert votes_told(votes, "kk")


# ---- all -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("picture", "most"),
    [
        (turnout_lines([series(f"Place {n}", 14, 30, 41, 48, 52, 54 + n) for n in range(4)], CAPTION), 1000),
        (close_races([race(f"constituency No. {n}", 7**n, counted=9) for n in range(10)], CAPTION), 1300),
        (progress_bars(HALF, CAPTION), 500),
        (vote_bars(VOTES, CAPTION), 850),
    ],
)
def test_a_picture_stays_within_its_budget(picture, most):
    assert size(picture) <= most


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_sentence_is_told_in_three_languages(language):
    told = (
        progress_told(HALF, language), votes_told(VOTES, language), turnout_told([series("A", 5)], "b", language),
        races_told([race(), race(lead=0)], language),
    )  # fmt: skip
    assert all(told)
    assert "{" not in "".join(told)
