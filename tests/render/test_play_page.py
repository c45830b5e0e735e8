"""The page of a played station: every number of the story, in three languages, complete, and plainly INVENTED."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dauys.demo.definition import invent_definition
from dauys.demo.play import play
from dauys.render.play_page import POLICY, play_page
from dauys.render.play_told import Told
from dauys.text import LANGUAGES, phrase
from dauys.text.number_words import in_words

STATION = "X-AST-0058"
EVENT = invent_definition(80, seed=1)
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}


@cache
def story(overfull_box=False, station=STATION):
    return play(EVENT, station, 1, overfull_box)


@cache
def page(language, overfull_box=False):
    return play_page(story(overfull_box), language)


class Read(HTMLParser):
    """A page taken apart: its elements with their attributes, and its tables as rows of texts."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.tables = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in VOID:
            return
        self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag in ("tr", "caption"):
            self.tables[-1].append([])
        if tag in ("th", "td", "caption"):
            self.tables[-1][-1].append("")

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "table" in self.open and set(self.open) & {"th", "td", "caption"}:
            self.tables[-1][-1][-1] += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def number(text):
    return int(re.sub(r"[,\s\u00a0]", "", text))


# ---- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_and_in_its_language(language):
    read = Read(page(language, overfull_box=True))
    assert read.all("html") == [{"lang": language}]
    assert [name for name, _ in read.elements if name in ("h1", "main", "header", "footer")] == [
        "header",
        "main",
        "h1",
        "footer",
    ]
    levels = [int(name[1]) for name, _ in read.elements if re.fullmatch(r"h[1-6]", name)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_comes_from_anywhere_else(language):
    text = page(language, overfull_box=True)
    read = Read(text)
    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base"} & {name for name, _ in read.elements}
    assert not {"src", "href", "srcset", "action"} & {key for _, attributes in read.elements for key in attributes}
    assert not [key for _, attributes in read.elements for key in attributes if key.startswith("on")]
    assert not re.search(r"url\(|@import|https?:", text)
    assert {"http-equiv": "Content-Security-Policy", "content": POLICY} in read.all("meta")
    assert POLICY == "default-src 'none'; style-src 'unsafe-inline'"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_band_the_title_and_every_table_and_picture_say_invented(language):
    word = phrase("play.invented word", language)
    read = Read(page(language, overfull_box=True))
    assert page(language).count(phrase("play.invented", language)) == 2  # above and below
    assert f"<title>{word}" in page(language)
    assert len(read.tables) == 1 + 1 + 1 + 4 * 3 + 5  # the day, the order, an act, three of each contest, the papers
    assert all(table[0][0].startswith(word) for table in read.tables)
    assert f'<title id="line-title">{word}' in page(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_have_captions_and_scopes(language):
    text = page(language, overfull_box=True)
    tables = re.findall(r"<table.*?</table>", text, re.DOTALL)
    for table in tables:
        assert table.count("<caption>") == 1
        assert all("scope=" in head for head in re.findall(r"<th\b[^>]*>", table))
        rows = re.findall(r"<tr>.*?</tr>", table.partition("<tbody>")[2], re.DOTALL)
        assert rows
        assert all(row.startswith('<tr><th scope="row"') for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_protocols_have_every_figure_in_digits_and_in_words(language):
    read = Read(page(language))
    protocols = read.tables[-len(story().figures) :]
    for figures, table in zip(story().figures.values(), protocols, strict=True):
        rows = table[2:]
        cells = [cell for line in figures.lines.values() for cell in (line.values() if isinstance(line, dict) else [line])]
        assert Counter(number(row[1]) for row in rows) == Counter(cells)
        assert all(row[2] == in_words(number(row[1]), language) for row in rows)


def test_the_piles_are_drawn_beside_the_same_numbers():
    text = page("en")
    for contest in story().contests:
        lines = story().figures[contest.id].lines
        caption = re.escape(phrase("play.caption.piles", "en", contest=Told(story(), "en").contests[contest.id]))
        (table,) = re.findall(rf"<caption>INVENTED · {caption}</caption>.*?</table>", text, re.DOTALL)
        numbers = [number(found) for found in re.findall(r'<td class="number">([^<]*)</td>', table)]
        widths = [float(found) for found in re.findall(r'<rect class="\w+" width="([0-9.]+)%"', table)]
        assert numbers == [*lines["P"].values(), lines["N"], lines["I"]]
        assert all(abs(width - 100 * votes / max(numbers)) < 0.01 for width, votes in zip(widths, numbers, strict=True))


def test_the_line_of_the_day_has_the_turnout_in_its_table():
    read = Read(page("en"))
    (table,) = [table for table in read.tables if phrase("play.caption.same", "en") in table[0][0]]
    assert {int(row[0][:2]): number(row[1]) for row in table[2:]} == dict(story().turnout)
    (points,) = re.findall(r'<polyline class="curve" points="([^"]*)"', page("en"))
    heights = [100 - float(point.partition(",")[2]) for point in points.split()]
    most = max(story().turnout.values())
    assert all(abs(h - 100 * v / most) < 0.02 for h, v in zip(heights, story().turnout.values(), strict=True))


def test_every_ballot_that_was_read_is_on_the_page_in_its_order():
    read = Read(page("en"))
    tables = [table for table in read.tables if "in the order in which they were read" in table[0][0]]
    for contest, table in zip(story().contests, tables, strict=True):
        options = [option.id for option in EVENT.options_of(contest.id)]
        signs = " ".join(row[1] for row in table[2:]).split()
        laid = ["invalid" if sign == "×" else "disputed" if sign == "?" else options[int(sign) - 1] for sign in signs]
        assert laid == [p for moment in story().moments if moment.contest == contest.id for p in moment.read]


def test_the_order_of_the_law_is_on_the_page_with_its_articles():
    read = Read(page("en"))
    (table,) = [table for table in read.tables if table[0][0] == "INVENTED · The order of the law"]
    assert [row[1] for row in table[2:]] == [step.article for step in story().steps]
    assert [row[2] for row in table[2:7]] == ["–", "1", "2", "2", "2, 3, 4"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_overfull_box_is_told_with_its_act_and_the_checks_that_it_breaks(language):
    (act,) = story(overfull_box=True).acts
    text = page(language, overfull_box=True)
    assert phrase("play.act", language) in text
    assert all(f"№\u00a0{member}" in text for member in act.carriers)
    assert "<strong>H001</strong>" in text
    assert phrase("play.act", language) not in page(language)
    assert "<strong>H001</strong>" not in page(language)


def told_phrases(language):
    """Every phrase of this story, as the page or the terminal may say it."""
    told = Told(story(overfull_box=True), language)
    return [told.text(moment) for moment in told.story.moments] + [told.say(step.key) for step in told.story.steps]


def test_the_three_languages_say_as_much_as_each_other():
    shapes = {language: [name for name, _ in Read(page(language, overfull_box=True)).elements] for language in LANGUAGES}
    assert shapes["kk"] == shapes["ru"] == shapes["en"]
    english = set(told_phrases("en"))
    assert not english & set(told_phrases("kk"))
    assert not english & set(told_phrases("ru"))


@given(st.sampled_from(list(EVENT.stations)), st.integers(0, 10**6), st.sampled_from(LANGUAGES))
@settings(max_examples=10, deadline=None)
def test_any_station_has_a_page(station, seed, language):
    read = Read(play_page(play(EVENT, station, seed), language))
    assert len(read.tables) >= 3 + 2 * len(EVENT.contests_of(station))


def test_names_are_escaped():
    first, *others = EVENT.options["mazhilis.01"]
    odd = replace(first, names=first.names.model_copy(update={"en": "<b>&\"'"}))
    event = replace(EVENT, options={**EVENT.options, "mazhilis.01": (odd, *others)})
    text = play_page(play(event, STATION, 1), "en")
    assert "<b>" not in text
    assert "&lt;b&gt;&amp;" in text
