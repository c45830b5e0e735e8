"""The hemicycle: one circle a seat, none on another, all in the picture; told in words too. Parties here are invented."""

import math
from xml.etree import ElementTree

import pytest

from dauys.election import load_election
from dauys.law import INDEPENDENT, Count, Party, Votes, apply, load_law
from dauys.render.pictures import COLOURS, GREY, Group, hemicycle, ink_on, short_marks
from dauys.render.result import groups, picture
from dauys.text.kazakh import LOOK_ALIKES

SVG = "{http://www.w3.org/2000/svg}"
SIZES = (0, 1, 2, 3, 7, 98, 150, 709)


def drawn(*shown, title="A chamber", description="its seats"):
    return ElementTree.fromstring(hemicycle(shown, title, description))


def chamber(seats):
    """Three parties and somebody without one, as evenly as it goes."""
    parts = [seats // 4 + (place < seats % 4) for place in range(4)]
    names = ("Alma", "Beren", "Choir", "Independent")
    return [Group(name, part, colour) for name, part, colour in zip(names, parts, (*COLOURS[:3], GREY), strict=True) if part]


def circles(svg):
    return [tuple(float(circle.get(key)) for key in ("cx", "cy", "r")) for circle in svg.iter(f"{SVG}circle")]


@pytest.mark.parametrize("seats", SIZES)
def test_one_circle_a_seat_and_the_number_in_the_middle(seats):
    svg = drawn(*chamber(seats))
    assert len(circles(svg)) == seats
    assert str(seats) in [text.text for text in svg.iter(f"{SVG}text")]
    for group in svg.findall(f"{SVG}g[{SVG}title]"):
        told = group.find(f"{SVG}title").text
        assert int(told.rpartition(": ")[2]) == len(group.findall(f"{SVG}circle"))


@pytest.mark.parametrize("seats", sorted({*SIZES, *range(4, 120)} - {1, 3}))
def test_circles_stand_apart_and_inside_the_picture(seats):
    svg = drawn(*chamber(seats))
    left, top, width, height = map(float, svg.get("viewBox").split())
    dots = circles(svg)
    assert not [(x, y) for x, y, r in dots if x - r < left or x + r > left + width or y - r < top or y + r > top + height]
    for place, (x, y, r) in enumerate(dots):
        assert all(math.hypot(x - other_x, y - other_y) >= r + other_r for other_x, other_y, other_r in dots[:place])


@pytest.mark.parametrize("seats", [1, 3])
def test_the_dots_of_the_smallest_chambers_stand_inside_the_picture(seats):
    test_circles_stand_apart_and_inside_the_picture(seats)


def test_nothing_but_circles_stands_out_of_the_picture_either():
    svg = drawn(*(Group(f"Party {letter}", 9, GREY) for letter in "ABCDEFGHIJKLM"))
    left, top, width, height = map(float, svg.get("viewBox").split())
    for text in svg.iter(f"{SVG}text"):
        assert left <= float(text.get("x")) <= left + width
        assert top <= float(text.get("y")) <= top + height


def test_a_long_name_leaves_its_number_in_the_picture():
    name = "Жалпыұлттық социал-демократиялық партия"
    svg = drawn(Group("Alma", 5, COLOURS[0]), Group(name, 4, COLOURS[1]))
    left, _, width, _ = map(float, svg.get("viewBox").split())
    line = next(text for text in svg.iter(f"{SVG}text") if (text.text or "").startswith("Жалпы"))
    letters = len(line.text) + sum(len(part.text) for part in line)
    wide = 0.58 * float(
        line.get("font-size") or svg.get("font-size")
    )  # what a Cyrillic letter takes in a common sans serif, at the least
    assert float(line.get("x")) + letters * wide <= left + width


def test_the_picture_is_told_in_words():
    svg = drawn(*chamber(98), title="Invented & small", description="Alma 25 < Beren 26")
    assert svg.get("role") == "img"
    assert svg.find(f"{SVG}title").text == "Invented & small"
    assert svg.find(f"{SVG}desc").text == "Alma 25 < Beren 26"
    labels = svg.get("aria-labelledby").split()
    assert [svg.find(f"{SVG}{tag}").get("id") for tag in ("title", "desc")] == labels
    assert not [node for node in svg.iter() if node.tag.endswith(("script", "style", "image", "foreignObject"))]


def test_a_name_is_text_and_never_markup():
    svg = drawn(Group('<script>"&', 3, GREY))
    assert '<script>"&: 3' in [title.text for title in svg.iter(f"{SVG}title")]


def test_the_same_groups_give_the_same_bytes():
    assert hemicycle(chamber(98), "t", "d") == hemicycle(chamber(98), "t", "d")


def test_parties_sit_side_by_side_from_the_left():
    svg = drawn(*chamber(98))
    middles = []
    for group in svg.findall(f"{SVG}g[{SVG}title]"):
        angles = [math.atan2(-float(c.get("cy")), float(c.get("cx"))) for c in group.findall(f"{SVG}circle")]
        middles.append(sum(angles) / len(angles))
    assert middles == sorted(middles, reverse=True)


def test_every_dot_carries_its_party_where_there_is_room():
    svg = drawn(*chamber(98))
    marks = svg.findall(f"{SVG}g[@aria-hidden]")
    assert [len(group.findall(f"{SVG}text")) for group in marks] == [group.seats for group in chamber(98)]


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [*COLOURS, GREY])
def test_a_mark_can_be_read_on_its_colour(colour):
    """WCAG 2.2, 1.4.3: a contrast of 4.5 to 1."""
    light, dark = sorted((luminance(colour), luminance(ink_on(colour))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


# ---- marks -----------------------------------------------------------------------------------------------------------


def test_marks_are_the_shortest_beginnings_that_tell_names_apart():
    assert short_marks(["Amanat", "Auyl", "Respublica", "Ak Zhol"]) == ["Am", "Au", "R", "Ak"]
    assert short_marks(["CDU", "SPD"]) == ["C", "S"]
    assert short_marks([]) == []


NAMES = [
    pytest.param(["«Amanat» партиясы", "«Ауыл» партиясы"]),
    ["Қазақстан халық партиясы", "Қазақстанның «Ақ жол» партиясы"],
    ["CPN (Maoist Centre)", "CPN-UML"],
]


def as_seen(mark):
    """Latin and Cyrillic letters of one shape are one."""
    return "".join(LOOK_ALIKES.get(letter, letter) for letter in mark)


@pytest.mark.parametrize("names", NAMES)
def test_marks_are_never_the_same_for_two_parties(names):
    marks = short_marks(names)
    assert len(set(map(as_seen, marks))) == len(names)
    assert all(mark[0].isalnum() for mark in marks)  # a quotation mark tells nothing


# ---- from an outcome -------------------------------------------------------------------------------------------------


def test_the_picture_of_mazhilis_2023():
    election = load_election("kz-mazhilis-2023")
    outcome = apply(election.law(), election.votes)
    svg = ElementTree.fromstring(picture(election, outcome, "en"))
    assert len(circles(svg)) == 98
    assert svg.find(f"{SVG}title").text == "Mazhilis, 19 March 2023"
    assert svg.find(f"{SVG}desc").text == (
        "Amanat 62, Auyl 8, Respublica 6, Ak Zhol 6, People's Party 5, OSDP 4, Self-nominated 7"
    )
    assert [group.colour for group in groups(election, outcome, "en") if group.name == "Self-nominated"] == [GREY]
    for language in ("kk", "ru"):
        svg = ElementTree.fromstring(picture(election, outcome, language))
        assert len(circles(svg)) == 98
        assert svg.find(f"{SVG}title").text == election.definition.name.told(language)


def test_two_parties_never_share_a_colour():
    election = load_election("np-representatives-2017")
    shown = groups(election, apply(election.law(), election.votes), "en")
    assert len({group.colour for group in shown}) == len(shown)


def test_seats_still_open_are_drawn_as_outlines():
    """98 seats, three equal lists, two seats tied: the chamber has 98 places all the same."""
    election = load_election("kz-mazhilis-2021")
    names = ("Alma", "Beren", "Choir")
    votes = Votes(
        (Count("list", "country", dict.fromkeys(names, 100)),),
        parties={name: Party(name) for name in names},
    )
    outcome = apply(load_law("kz/mazhilis/2021"), votes)
    assert outcome.status == "open"
    assert INDEPENDENT not in outcome.parties
    svg = ElementTree.fromstring(picture(type(election)("invented", election.definition, votes), outcome))
    assert len(circles(svg)) == 98
