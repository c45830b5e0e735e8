"""Tiles and map: one mark a place, hatched where incomplete, blank where nothing is counted, links as a group."""

from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest
from drawings import CAPTION, REGIONS, SIDES, SVG, area, drawn, hatched, parsed, size, words
from hypothesis import given
from hypothesis import strategies as st

from dauys.demo.places import parts_2023
from dauys.election import load_election
from dauys.render import pictures
from dauys.render.pictures import area_told, areas_table, areas_told, code_of, layout, region_map, shapes, tiles
from dauys.render.pictures.layouts import grid

CONSTITUENCIES = tuple(f"{number:02d}" for number in range(1, 30))


def tile_map(*areas, name="", **more):
    return parsed(tiles(areas, CAPTION, layout=name, base="valid votes", **more))


def squares(svg):
    """The tiles, without hatching and without the key."""
    return [rect for rect in drawn(svg, "rect") if rect.get("width") == rect.get("height")]


# ---- the data --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "places"), [("kz-regions", REGIONS), ("kz-mazhilis", CONSTITUENCIES)])
def test_a_layout_has_every_place_once_and_no_two_on_one_spot(name, places):
    table = layout(name)
    assert sorted(table) == sorted(places)
    assert len({(spot.column, spot.row) for spot in table.values()}) == len(places)
    assert max(spot.column for spot in table.values()) < 8  # a tile is never narrower than a finger


def test_the_ids_are_those_of_the_election():
    place = load_election("kz-mazhilis-2023").votes.places
    assert set(REGIONS) | set(CONSTITUENCIES) <= set(place)


def test_every_layout_is_tried_here():
    folder = Path(pictures.__file__).parent
    assert {path.stem for path in folder.glob("layouts/*.csv")} == {"kz-regions", "kz-mazhilis"}
    assert {path.stem for path in folder.glob("shapes/*.json")} == {"kz-regions"}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_no_two_regions_have_the_same_letters(language):
    codes = [code_of("kz-regions", place, language) for place in REGIONS]
    assert len(set(codes)) == len(REGIONS)
    assert all(len(code) == 3 for code in codes)


def test_a_place_goes_by_the_end_of_its_id_where_a_layout_has_no_letters():
    assert code_of("kz-mazhilis", "mazhilis.07", "kk") == "07"
    assert code_of("", "abroad", "ru") == "abroad"


def test_constituencies_lie_near_their_region():
    """A region with several constituencies has them side by side."""
    spots = layout("kz-mazhilis")
    for region in {part.region for part in parts_2023()}:
        here = [spots[part.number] for part in parts_2023() if part.region == region]
        for spot in here:
            apart = [abs(spot.column - other.column) + abs(spot.row - other.row) for other in here if other is not spot]
            assert not apart or min(apart) == 1


def test_places_that_a_layout_does_not_know_stand_below_it():
    *known, abroad, ships = grid([*REGIONS, "abroad", "ships"], "kz-regions")
    assert known == [(layout("kz-regions")[place].column, layout("kz-regions")[place].row) for place in REGIONS]
    below = 1 + max(row for _, row in known)
    assert (abroad, ships) == ((0, below), (1, below))


@given(st.integers(0, 320))
def test_without_a_layout_places_stand_in_rows(number):
    spots = grid([str(place) for place in range(number)])
    assert len(set(spots)) == number
    assert spots == sorted(spots, key=lambda spot: (spot[1], spot[0]))


# ---- tiles -----------------------------------------------------------------------------------------------------------


def test_one_tile_a_place_inside_the_picture_and_apart():
    svg = tile_map(*(area(place) for place in REGIONS), name="kz-regions")
    shown = [tuple(float(rect.get(key)) for key in ("x", "y", "width")) for rect in squares(svg)]
    assert len(shown) == 20
    for place, (x, y, wide) in enumerate(shown):
        assert 0 <= x <= 320 - wide
        assert all(abs(x - other_x) > wide or abs(y - other_y) > wide for other_x, other_y, _ in shown[:place])


def test_a_tile_says_its_code_and_its_leader_in_letters():
    assert {"AST", SIDES[1].mark} <= set(words(tile_map(area(leader=1))))


@pytest.mark.parametrize(
    ("lead", "opacity"),
    [(0, "0.2"), (Fraction(4999, 100_000), "0.2"), (Fraction(5, 100), "0.42"), (Fraction(15, 100), "0.42"),
     (Fraction(15001, 100_000), None), (1, None)],
)  # fmt: skip
def test_the_colour_is_that_of_the_leader_in_three_steps(lead, opacity):
    (tile,) = squares(tile_map(area(leader=1, lead=Fraction(lead))))
    assert tile.get("fill") == SIDES[1].colour
    assert tile.get("fill-opacity") == opacity
    assert tile.get("stroke") == "currentColor"


def test_a_place_in_part_counted_is_hatched():
    for counted, told in ((9, ["not all counted"]), (10, [])):
        svg = tile_map(area(counted=counted, expected=10))
        assert len(hatched(svg)) == 2 * len(told)  # the tile, and what the key says of it
        assert [said for said in words(svg) if said == "not all counted"] == told


def test_a_place_without_a_count_is_an_empty_outline_and_has_no_leader():
    svg = tile_map(area(counted=0, lead=None))
    (tile,) = squares(svg)
    assert (tile.get("fill"), tile.get("stroke-dasharray")) == ("none", "2 2")
    assert "nothing counted" in words(svg)
    assert not hatched(svg)
    assert SIDES[0].mark not in words(svg)


def test_the_base_of_a_lead_is_told_in_full_however_long():
    base = "ballots of all those who took part, without those that were found to be void by the commission"
    said = words(parsed(tiles([area()], CAPTION, base=base)))
    start = next(place for place, told in enumerate(said) if told.startswith("Lead in"))
    assert " ".join(said[start : said.index("< 5")]) == f"Lead in percentage points: {base}"


def test_no_leader_is_shown_before_a_first_count():
    (tile,) = squares(tile_map(area(counted=0)))
    assert tile.get("fill") == "none"


def test_what_is_not_known_is_not_called_uncounted():
    unknown = area(leader=None, lead=None)
    svg = tile_map(unknown)
    assert squares(svg)[0].get("stroke-dasharray") == "2 2"
    assert "numbers not known" in words(svg)
    assert area_told(unknown, "en") == "Astana: the votes are not known; 10 of 10 protocols counted."


def test_a_declared_winner_without_published_votes_has_letters_and_no_step():
    declared = area(leader=1, lead=None, counted=0, expected=0)
    svg = tile_map(declared)
    (tile,) = squares(svg)
    assert (tile.get("fill"), tile.get("stroke-dasharray")) == ("none", None)
    assert SIDES[1].mark in words(svg)
    assert not hatched(svg)
    assert area_told(declared, "en") == "Astana: Beren ahead, by how much is not known."
    assert areas_table([declared], "", "en").rows == (("AST", "Astana", "Beren", "–", "–", "–"),)


def test_equal_votes_have_no_colour_and_a_sign_of_their_own():
    svg = tile_map(area(leader=None, lead=Fraction(0)))
    (tile,) = squares(svg)
    assert tile.get("fill") == "none"
    assert tile.get("stroke-dasharray") is None
    assert "=" in words(svg)
    assert "equal votes 1" in words(svg)


def test_without_a_key_only_the_places_are_drawn():
    for picture in (tiles, region_map):
        named = {"layout": "kz-regions"} if picture is tiles else {"borders": "kz-regions"}
        svg = parsed(picture([area("abai", counted=9)], CAPTION, base="valid votes", with_key=False, **named))
        assert set(words(svg)) <= {"ABA", SIDES[0].mark}


def test_tiles_are_links_in_the_order_in_which_one_reads():
    svg = tile_map(*(area(place, link=place) for place in REGIONS), name="kz-regions")
    corners = [(float(link[1][0].get("y")), float(link[1][0].get("x"))) for link in svg.iter(f"{SVG}a")]
    assert corners == sorted(corners)


def test_links_make_a_group_and_say_in_words_what_is_drawn():
    svg = tile_map(area(link="region/a&b/"), area("almaty"))
    (link,) = svg.iter(f"{SVG}a")
    assert svg.get("role") == "group"
    assert link.get("href") == "region/a&b/"
    assert link.find(f"{SVG}title").text == "Astana: Alma ahead, lead in percentage points: 7; 10 of 10 protocols counted."
    assert tile_map(area()).get("role") == "img"


# ---- the map ---------------------------------------------------------------------------------------------------------


def region_picture(*areas):
    return parsed(region_map(areas, CAPTION, borders="kz-regions", base="valid votes"))


def test_the_borders_are_those_of_seventeen_regions_and_three_cities():
    known, height = shapes("kz-regions")
    assert sorted(known) == sorted(REGIONS)
    assert {place for place, shape in known.items() if shape.small} == {"astana", "almaty", "shymkent"}
    assert all(0 < shape.x < 320 and 0 < shape.y < height for shape in known.values())
    assert all(shape.path.startswith("M") and shape.path.endswith("z") for shape in known.values() if not shape.small)


def test_one_shape_a_region_and_cities_above():
    svg = region_picture(*(area(place) for place in REGIONS))
    shown = [node for node in svg if node.tag in (f"{SVG}path", f"{SVG}circle") and node.get("stroke")]
    assert [node.tag for node in shown] == [f"{SVG}path"] * 17 + [f"{SVG}circle"] * 3


def test_the_map_is_filled_as_the_tiles_are():
    svg = region_picture(area("abai", counted=9), area("akmola", counted=0, lead=None), area("aktobe", leader=None, lead=0))
    looks = [(path.get("fill"), path.get("stroke-dasharray")) for path in drawn(svg, "path")]
    assert looks == [(SIDES[0].colour, None), ("url(#q7h)", None), ("none", "2 2"), ("none", None)]


def test_a_place_without_borders_is_left_to_the_table():
    shown = [area("abai"), area("abroad")]
    assert len(drawn(region_picture(*shown), "path")) == 1
    assert len(areas_table(shown, "valid votes", "en").rows) == 2


def test_borders_that_are_not_there_are_asked_for_in_vain():
    with pytest.raises(KeyError):
        region_map([area()], CAPTION, borders="atlantis", base="")


# ---- words and numbers -----------------------------------------------------------------------------------------------

SHOWN = [
    area(lead=Fraction(1235, 10_000)), area("almaty", leader=1, counted=9), area("abai", counted=0, lead=None),
    area("akmola", leader=None, lead=Fraction(0)),
]  # fmt: skip


def test_the_table_has_every_place_with_its_numbers():
    table = areas_table(SHOWN, "valid votes", "en")
    assert table.headings[3] == "Lead in percentage points: valid votes"
    assert table.rows == (
        ("AST", "Astana", "Alma", "12.35", "10", "10"),
        ("ALM", "Almaty", "Beren", "7", "9", "10"),
        ("ABA", "Abai", "–", "–", "0", "10"),
        ("AKM", "Akmola", "equal votes", "0", "10", "10"),
    )


def test_the_sentence_counts_the_places():
    told = areas_told(SHOWN, "en")
    assert told == "Places: 4. Leading: Alma 1, Beren 1. Equal votes: 1. Not all counted: 1. Nothing counted: 1."


areas = st.lists(
    st.builds(
        area, st.sampled_from(("astana", "abai", "07", "mazhilis.07", "<&>", "Ұңғі")), st.sampled_from((None, 0, 1, 3, 4)),
        st.none() | st.fractions(0, 1), st.integers(0, 400), st.integers(0, 400), st.sampled_from(("", "a/?b=1&c=<")),
    ),
    max_size=60,
)  # fmt: skip


@given(areas, st.sampled_from(("", "kz-regions", "kz-mazhilis")))
def test_any_places_make_a_picture(shown, name):
    assert len(squares(tile_map(*shown, name=name))) == len(shown)
    region_picture(*shown)
    for language in ("kk", "ru", "en"):
        assert len(areas_table(shown, "", language).rows) == len(shown)
        assert areas_told(shown, language)


MIXED = [
    area(place, at % 5, Fraction(at * 17 % 40, 100), at * 7 % 11 * 3, 30, link=f"region/{place}/")
    for at, place in enumerate(REGIONS)
]


@pytest.mark.parametrize(
    ("picture", "most"),
    [
        (tiles(MIXED, CAPTION, layout="kz-regions", base="valid votes"), 2100),
        (region_map(MIXED, CAPTION, borders="kz-regions", base="valid votes"), 6000),
    ],
)
def test_a_picture_of_places_stays_within_its_budget(picture, most):
    assert size(picture) <= most


def test_the_same_places_give_the_same_bytes():
    assert tiles(MIXED, CAPTION, base="") == tiles(MIXED, CAPTION, base="")
    assert ElementTree.fromstring(tiles([], CAPTION, base="")).get("role") == "img"
