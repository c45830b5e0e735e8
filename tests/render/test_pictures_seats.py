"""The seat bar: widths add up, the mark stands where a majority begins, open seats are hatched. Parties are invented."""

from itertools import pairwise

import pytest
from drawings import CAPTION, SVG, chamber, drawn, hatched, parsed, size, words
from hypothesis import given
from hypothesis import strategies as st

from dauys.render.pictures import Group, alone, hemicycle, majority_of, seat_bar, seats_table, seats_told

names = st.text(st.sampled_from("абвәғқңөұүһіABCdef <&>'\"«»-0"), min_size=1, max_size=60)
groups = st.lists(st.builds(Group, names, st.integers(0, 145), st.sampled_from(("#0072B2", "#F0E442"))), max_size=40)


def fields(svg):
    """Left and right of each field of the bar."""
    rects = [rect for rect in drawn(svg, "rect") if rect.get("height") == "34"]
    return [(float(rect.get("x")), float(rect.get("x")) + float(rect.get("width"))) for rect in rects]


def test_a_field_is_as_wide_as_its_seats_are_many():
    svg = parsed(seat_bar(chamber(62, 30, 8), CAPTION))
    widths = [right - left for left, right in fields(svg)]
    assert [round(width * 100 / 319) for width in widths] == [62, 30, 8]
    assert "62" in words(svg)


@pytest.mark.parametrize("seats", [(1,), (145,), (1,) * 40, (98, 0, 47), (0, 1)])
def test_fields_fill_the_bar_without_gaps(seats):
    shown = fields(parsed(seat_bar(chamber(*seats), CAPTION)))
    assert len(shown) == sum(1 for number in seats if number)
    assert shown[0][0] == 0.5
    assert shown[-1][1] == pytest.approx(319.5, abs=0.06)
    assert all(left[1] == pytest.approx(right[0], abs=0.06) for left, right in pairwise(shown))


def test_the_mark_stands_where_a_majority_is_reached():
    svg = parsed(seat_bar(chamber(49, 49), CAPTION))
    line = [path.get("d") for path in drawn(svg, "path") if path.get("stroke") == "currentColor"]
    at = float(line[0].removeprefix("M").split()[0])
    assert at == pytest.approx(0.5 + 319 * 50 / 98, abs=0.06)  # half of the seats are not enough
    assert "majority: 50" in words(svg)


def test_another_majority_can_be_asked_for():
    svg = parsed(seat_bar(chamber(60, 38), CAPTION, majority=66))
    assert "majority: 66" in words(svg)
    assert "a majority is 66" in seats_told(chamber(60, 38), "en", majority=66)


@pytest.mark.parametrize(("seats", "needed"), [((), 1), ((1,), 1), ((2,), 2), ((49, 49), 50), ((145,), 73)])
def test_a_majority_is_more_than_half(seats, needed):
    assert majority_of(chamber(*seats)) == needed


def test_open_seats_are_hatched_and_others_are_not():
    assert len(hatched(parsed(seat_bar(chamber(60, 30, open=8), CAPTION)))) == 1
    assert not hatched(parsed(seat_bar(chamber(60, 38), CAPTION)))


def test_a_chamber_without_seats_is_an_empty_bar_without_a_mark():
    svg = parsed(seat_bar([], CAPTION))
    assert fields(svg) == [(0.5, 319.5)]
    assert words(svg) == []


def test_without_a_key_no_name_is_drawn():
    with_key, without = (parsed(seat_bar(chamber(62, 36), CAPTION, with_key=choice)) for choice in (True, False))
    assert len(words(with_key)) > len(words(without))
    assert not [told for told in words(without) if told.startswith("P62 ")]


@given(groups)
def test_any_names_and_numbers_make_a_picture(shown):
    for picture in (seat_bar(shown, CAPTION), hemicycle(shown, "t", seats_told(shown, "kk"), language="kk", id="h")):
        svg = parsed(picture)
        assert parsed(alone(picture)).find(f"{SVG}rect").get("fill") == "#ffffff"
        assert svg.find(f"{SVG}rect") is None or svg.find(f"{SVG}rect").get("fill") != "#ffffff"
    assert len(seats_table(shown, "ru").rows) == len(shown)


def test_alone_a_picture_stands_on_white_with_a_margin():
    svg = parsed(alone(hemicycle(chamber(9), "t", "d")))
    ground = svg.find(f"{SVG}rect")
    assert [ground.get(key) for key in ("x", "y", "width", "height")] == svg.get("viewBox").split()
    assert (svg.get("color"), ground.get("fill")) == ("#0b0c0c", "#ffffff")
    assert svg.get("viewBox").startswith("-170 -167 340 ")


def test_the_table_and_the_sentence_have_the_same_numbers():
    shown = chamber(1062, 36, open=2)
    table = seats_table(shown, "en")
    assert table.headings == ("Party", "Seats")
    assert table.rows[0] == ("P1062", "1,062")
    assert all(f"{name} {seats}" in seats_told(shown, "en") for name, seats in table.rows)


def test_pictures_of_one_page_share_no_id():
    page = hemicycle(chamber(5), "t", "d", id="one") + seat_bar(chamber(5, open=2), CAPTION)
    parsed(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-160 -160 480 480" role="img" aria-labelledby="x y">'
           f'<title id="x">x</title><desc id="y"/>{page}</svg>\n')  # fmt: skip


@pytest.mark.parametrize(
    ("picture", "most"),
    [
        (seat_bar(chamber(62, 8, 6, 6, 5, 4, 7), CAPTION), 1100),
        (hemicycle(chamber(62, 8, 6, 6, 5, 4, 7), "Mazhilis", "told"), 1950),
        (hemicycle(chamber(62, 8, 6, 6, 5, 4, 7), "Mazhilis", "told", with_key=False), 1700),
        (hemicycle(chamber(100, 20, 12, 13), "Kurultai", "told"), 2500),
    ],
)
def test_a_picture_stays_within_its_budget(picture, most):
    assert size(picture) <= most
