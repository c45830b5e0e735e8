"""Every number of a page: it has its status and what it is a share of, stands in the data, and follows from the protocols."""

import json
import re
from collections import Counter
from fractions import Fraction
from html.parser import HTMLParser
from random import Random

import pytest
from recount import Recount, english, tiers

from dauys.publish.seats import FARTHER, OF_A_PAPER
from dauys.render.numbers import percent
from dauys.text import phrase

FIGURES = 200
BASES = re.compile("of (the )?(valid votes|voters on the lists)", re.IGNORECASE)
KINDS = ("seats", "progress", "turnout", "votes", "shares", "constituencies", "stations", "lines", "places", "figures", "sums",
         "bodies", "hours", "country", "ranges", "change")  # fmt: skip
"""Every table with numbers that pages have, by the part of its name before the hyphen."""


class Tables(HTMLParser):
    """The tables of a page: name, words of status beside them, rows of cells as text, and which cells are numbers."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tables, self.page_status, self.name, self.into = {}, [], None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        match tag:
            case "div" if attrs.get("role") == "region":
                self.name = attrs.get("id", "").removeprefix("t-") or f"step {len(self.tables)}"
                self.tables[self.name] = {"status": [], "rows": []}
            case "tr":
                self.tables[self.name]["rows"].append([])
            case "td" | "th":
                self.into = [attrs.get("class") == "n" and tag == "td", ""]
                self.tables[self.name]["rows"][-1].append(self.into)
            case "a" if attrs.get("class") == "status":
                in_table = self.name is not None and not self.tables[self.name]["rows"]
                (self.tables[self.name]["status"] if in_table else self.page_status).append(attrs["href"].partition("#")[2])

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.into = None

    def handle_data(self, data):
        if self.into is not None:
            self.into[1] += data


def tables_of(shown, page):
    (path,) = shown.glob(f"en/*/{page}.html")
    return Tables(path.read_text("utf-8"))


def data_of(shown, page):
    """Its tables as data, by name."""
    (path,) = shown.glob(f"data/*/{page}.json")
    told = json.loads(path.read_bytes())
    parts = [*told["parts"], *(one for section in told["sections"] for one in section["parts"])]
    return {one["table"]["id"]: one["table"] for one in parts if "table" in one}


def pages_of(shown):
    (root,) = shown.glob("en/*")
    return sorted(path.relative_to(root).as_posix().removesuffix(".html") for path in root.rglob("*.html"))


FOLDERS = ("place", "station", "commission", "where", "ballot")
"""Folders with one kind of page; every other one is a body's."""


def one_of_each(pages, chance, more):
    """One page of each kind by chance, and more of any."""
    kinds = {}
    for page in pages:
        folder, _, name = page.rpartition("/")
        kinds.setdefault(folder if folder in FOLDERS else (folder != "", re.sub("[0-9]+", "", name)), []).append(page)
    return [*(chance.choice(found) for found in kinds.values()), *chance.choices(pages, k=more)]


def numbers_of(table):
    """Row, column and text of the cells that are numbers."""
    rows = [row for row in table["rows"] if any(cell[0] for cell in row)]
    return [(at, column, cell[1]) for at, row in enumerate(rows) for column, cell in enumerate(row) if cell[0]]


@pytest.fixture(scope="module", params=["small", "night"])
def shown(request):
    return request.getfixturevalue(f"{request.param}_site") / "current"


def test_every_number_has_its_status_and_every_share_says_of_what(shown):
    chance = Random(5)
    for page in one_of_each(pages_of(shown), chance, 40):
        found, data = tables_of(shown, page), data_of(shown, page)
        for name, table in found.tables.items():
            numbers = [cell for *_, cell in numbers_of(table) if re.search("[0-9]", cell)]
            if not numbers:
                continue
            rows = "status" in columns(data[name]) if name in data else False
            words = table["status"] or rows or found.page_status
            assert words, (page, name, "numbers without a status")
            assert set(table["status"]) <= set(OF_A_PAPER if name.startswith("figures-") else FARTHER)
            if (
                name not in data
            ):  # the steps from votes to seats, whose status is that of their page, and whose heads name bases
                continue
            assert (table["status"] or [None]) == [data[name]["status"]], (page, name)
            for at, column in enumerate(data[name]["columns"]):
                cells = [row[at] for row in data[name]["rows"]]
                if any(isinstance(cell, str) and re.fullmatch("[0-9]+/[0-9]+", cell) for cell in cells):
                    said = " ".join(
                        str(english(told)) for told in (column["title"], data[name]["caption"], data[name].get("note"))
                    )
                    assert BASES.search(said), (page, name, column["id"], "a share of what?")


def columns(table):
    return [column["id"] for column in table["columns"]]


@pytest.mark.parametrize("site", ["small", "night"])
def test_figures_of_pages_stand_in_their_data_and_follow_from_the_protocols(request, site):
    """Two hundred figures by chance: from the HTML to the JSON, and from there to what the stations signed."""
    shown, chance = request.getfixturevalue(f"{site}_site") / "current", Random(7)
    recount, pages, kinds, done = Recount(shown), pages_of(shown), Counter(), 0
    queue = one_of_each(pages, chance, 0)
    while done < FIGURES:
        page = queue.pop() if queue else chance.choice(pages)
        data = data_of(shown, page)
        for name, table in tables_of(shown, page).tables.items():
            if name in data and (numbers := numbers_of(table)):
                for at, column, cell in chance.sample(numbers, min(2, len(numbers))):
                    check(recount, page, data[name], name, at, column, cell)
                    kinds[name.partition("-")[0]] += 1
                    done += 1
    assert set(kinds) <= set(KINDS)
    assert len(kinds) > 10, kinds


def check(recount, page, table, name, at, column, cell):
    """One figure: what the HTML shows is what the JSON says, and what the papers come to."""
    named, row = columns(table)[column], table["rows"][at]
    told = english(row[column])
    where = f"{page}: table {name}, row {english(row[0])}, column {named}: the page shows {cell}"
    assert cell == shown_as(told), f"{where}, its data have {told}"
    expected, base = recount.figure(page, name, named, dict(zip(columns(table), row, strict=True)))
    assert told == expected or (told == "" and expected is None), f"{where}, the protocols come to {expected}"
    if base is not None:
        said = " ".join(str(english(one)) for one in (table["columns"][column]["title"], table["caption"], table.get("note")))
        assert base in said.lower(), f"{where}, a share of {base}, which is not said"


def shown_as(told):
    """A value of the JSON as an English page shows it."""
    match told:
        case None:
            return "–"
        case int():
            return f"{told:,}"
        case str() if re.fullmatch("[0-9]+/[0-9]+", told):
            return percent(Fraction(told), "en")
    return told


@pytest.mark.parametrize("site", ["small", "night"])
def test_seats_follow_from_the_votes_of_the_protocols(request, site):
    """The votes that the trace of each body begins with are the sums of its papers; who has most of them is elected."""
    recount, elected = Recount(request.getfixturevalue(f"{site}_site") / "current"), 0
    for body in recount.bodies:
        outcome = recount.outcome(body)
        for step in outcome["trace"]:
            if step["rule"] == "plurality":
                votes = {
                    option: recount.votes(step["place"], recount.bodies[body]["place"], option)
                    for option in step["inputs"]["votes"]
                }
                assert step["inputs"]["votes"] == {option: number or 0 for option, number in votes.items()}
                elected += len(step["result"]["elected"])
                assert set(step["result"]["elected"]) <= {one for one in votes if votes[one] == max(map(int, votes.values()))}
            elif step["rule"] == "threshold" and "measure" in step["inputs"]:
                contest = f"{body}.list"
                for option, votes in step["inputs"]["measure"].items():
                    assert votes == recount.votes(contest, recount.home(contest), option)
        seats = Counter(
            (seat["party"] or "independent", seat["tier"]) for seat in outcome["seats"] for _ in range(seat["seats"])
        )
        assert {
            (party, tier): row[tier] for party, row in outcome["parties"].items() for tier in tiers(outcome) if row[tier]
        } == seats
    assert elected


def test_words_of_status_are_those_of_the_list(shown):
    assert all(phrase(f"status.{word}", "en") for word in FARTHER)
