"""Colours on both grounds, by WCAG 2.2: text 4.5 to 1, outlines 3 to 1; the bounds of the steps of a lead."""

from fractions import Fraction

import pytest

from dauys.render.pictures import COLOURS, GREY, STEPS, ink_on, lead_step, short_marks, sides
from dauys.render.pictures.colours import ACCENT, luminance

GROUNDS = {"light": ("#ffffff", "#14171a"), "dark": ("#14171a", "#f2f3f4")}  # ground and text of the pages' style


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def laid(colour, opacity, ground):
    """What is seen of a colour that lies on a ground and lets it through."""
    mixed = (round(int(colour[at : at + 2], 16) * opacity + int(ground[at : at + 2], 16) * (1 - opacity)) for at in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in mixed)


@pytest.mark.parametrize("page", GROUNDS)
@pytest.mark.parametrize("colour", [*COLOURS, GREY])
def test_letters_can_be_read_on_every_step_of_every_colour(colour, page):
    ground, text = GROUNDS[page]
    for opacity in STEPS:
        ink = text if opacity < 1 else ink_on(colour)
        assert contrast(laid(colour, opacity, ground), ink) >= 4.5


@pytest.mark.parametrize("page", GROUNDS)
def test_outlines_and_quiet_words_stand_out_from_the_ground(page):
    ground, text = GROUNDS[page]
    assert contrast(laid(text, 0.6, ground), ground) >= 3  # hatching
    assert contrast(laid(text, 0.75, ground), ground) >= 4.5  # quiet words


def test_the_accent_alone_stands_out_from_white_and_from_black():
    fallback = ACCENT.rpartition(",")[2].removesuffix(")")
    assert min(contrast(fallback, "#ffffff"), contrast(fallback, "#000000")) >= 3


@pytest.mark.parametrize("page", GROUNDS)
@pytest.mark.parametrize("colour", [*COLOURS, GREY])
def test_steps_differ_from_each_other(colour, page):
    ground, _ = GROUNDS[page]
    seen = [luminance(laid(colour, opacity, ground)) for opacity in STEPS]
    assert seen in (sorted(seen), sorted(seen, reverse=True))
    assert len(set(seen)) == 3


@pytest.mark.parametrize(
    ("points", "step"), [("0", 0), ("4.9999", 0), ("5", 1), ("15", 1), ("15.0001", 2), ("100", 2)]
)  # fmt: skip
def test_a_lead_has_one_of_three_steps(points, step):
    assert lead_step(Fraction(points) / 100) == step


def test_colours_go_by_the_ballot_and_none_to_who_has_no_party():
    shown = sides(["Alma", "Nobody's", "Beren"], grey=frozenset(["Nobody's"]))
    assert [side.colour for side in shown] == [COLOURS[0], GREY, COLOURS[1]]
    assert len({side.mark for side in shown}) == 3


def test_what_stands_in_quotation_marks_is_the_name():
    assert short_marks(["Партия «Alma»", "Партия «Beren»", "Народная партия", 'Party "Choir"']) == ["A", "B", "Н", "C"]
    assert short_marks(["«»", '"']) == ["?", "?2"]
