"""A played station on the terminal: printed at once, or watched at the speed of its own clock."""

import io
from functools import cache

import pytest
from rich.console import Console

from dauys.demo.definition import invent_definition
from dauys.demo.play import play
from dauys.render.play import screen, show_play
from dauys.render.play_told import Told, clock
from dauys.text import LANGUAGES, phrase
from dauys.text.number_words import in_words

STATION = "X-AST-0058"


@cache
def story(overfull_box=False):
    return play(invent_definition(80, seed=1), STATION, 1, overfull_box)


def shown(language="en", *, terminal=False, speed=0, sleep=None, overfull_box=False):
    """What stands on a screen 200 letters wide."""
    file = io.StringIO()
    console = Console(file=file, width=200, force_terminal=terminal, color_system=None, soft_wrap=True, legacy_windows=False)
    show_play(console, story(overfull_box), language, speed, sleep or _never)
    return file.getvalue()


def _never(seconds):
    raise AssertionError(f"nobody waits {seconds} s where all is printed at once")


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_moments_are_printed_with_their_time_and_article(language):
    text = shown(language)
    told = Told(story(), language)
    for moment in story().moments:
        words = told.moment(moment) if moment.piles is None else told.text(moment)
        assert f"{clock(moment.minute)}  {words}  [{told.article(moment.article)}]" in text
    assert text.startswith(phrase("play.invented", language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_protocol_is_printed_with_its_figures_in_words(language):
    text = shown(language)
    for figures in story().figures.values():
        assert in_words(figures.one("B") if figures.form != "station" else figures.one("A"), language) in text
    assert text.count(phrase("play.column.words", language)) == 5


def test_an_overfull_box_is_told_with_the_checks_that_it_breaks():
    text = shown(overfull_box=True)
    assert "Every ballot in it, of every contest, is invalid" in text
    assert "H001 · The station's own record" in text
    assert "All checks of the form hold" in shown()


def test_where_nobody_watches_all_is_printed_at_once():
    assert shown(terminal=False, speed=5) == shown()


def test_on_a_terminal_it_takes_as_long_as_its_hours_and_the_speed():
    waited = []
    text = shown(terminal=True, speed=0.5, sleep=waited.append)
    first, last = story().moments[0].minute, story().moments[-1].minute
    assert sum(waited) == pytest.approx((last - first) / 60 * 0.5)
    assert min(waited) >= 0
    assert in_words(story().figures["mazhilis.list"].one("V"), "en") in text  # the papers stay on the screen


def seen(moments, language="en"):
    """One screen, as text."""
    console = Console(file=io.StringIO(), width=200, color_system=None)
    with console.capture() as captured:
        console.print(screen(Told(story(), language), moments))
    return captured.get()


def test_the_screen_shows_the_turnout_so_far_and_no_hour_to_come():
    moments = story().moments
    at_ten = max(place for place, moment in enumerate(moments) if moment.minute <= 600)
    text = seen(moments[: at_ten + 1])
    assert "10:00" in text
    assert f"{story().turnout[10]:,}" in text
    assert "11:00" not in text


def test_the_screen_shows_the_piles_of_the_contest_that_is_counted():
    moments = story().moments
    place = next(place for place, moment in enumerate(moments) if moment.read and moment.contest == "mazhilis.01")
    text = seen(moments[: place + 1])
    for option, number in moments[place].piles.items():
        name = Told(story(), "en").piles("mazhilis.01")[option]
        assert any(name in line and f" {number} " in f"{line} " for line in text.splitlines())
    assert phrase("play.invented", "en") in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_can_be_drawn(language):
    moments = story(overfull_box=True).moments
    for number in range(1, len(moments) + 1, 7):
        assert phrase("play.invented", language)[:20] in seen(moments[:number], language)
