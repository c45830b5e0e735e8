"""The public pages: to be read by anybody, from files alone, in three languages; no data become a part of a page."""

import csv
import gzip
import json
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import fromstring

import pytest
from small_record import (
    AREA_OF,
    BODY,
    DECISION,
    FIRST,
    LIST,
    PUBLISHER,
    SECOND,
    STATION,
    THIRD,
    everything,
    small_event,
    write_small,
)

from dauys.law.words import Names
from dauys.publish.grids import Grid, Html, html, joined, link, marked
from dauys.publish.site import publish_site
from dauys.text import LANGUAGES, phrase

VOID = {"meta", "link", "br", "hr", "img", "input"}
EVIL = '<script>alert("x")</script>&\'"'


class Page(HTMLParser):
    """One page read strictly: every element is closed where it must be."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.links, self.ids, self.text, self.cells = [], [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)
        if (tag, ("class", "n")) in ((tag, pair) for pair in attrs) and tag == "td":
            self.cells.append("")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)
        if self.open and self.open[-1] == "td" and self.tags[-1] == ("td", {"class": "n"}):
            self.cells[-1] += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@cache
def page(path):
    return Page(path.read_text("utf-8"))


def pages_in(folder, language="??"):
    return {path.relative_to(folder).as_posix(): page(path) for path in sorted(folder.glob(f"{language}/*/**/*.html"))}


def words_of(one):
    return " ".join(" ".join(one.text).split())


@pytest.fixture(scope="module", params=["small", pytest.param("night", marks=pytest.mark.drill)])
def shown(request):
    """What a web server shows of a site."""
    return request.getfixturevalue("small_site" if request.param == "small" else "night_site") / "current"


def at(shown, path, language="en"):
    """The page of a path."""
    (folder,) = (shown / language).iterdir()
    return page(folder / f"{path}.html")


def data_of(shown, path):
    (folder,) = (one for one in (shown / "data").iterdir() if one.name != "schemas")
    return json.loads((folder / f"{path}.json").read_bytes())


def table_of(shown, path, table):
    """The rows of a table of a page, by the ids of their columns."""

    def inside(parts):
        for part in parts:
            if "table" in part:
                yield part["table"]

    told = data_of(shown, path)
    tables = [*inside(told["parts"]), *(one for section in told["sections"] for one in inside(section["parts"]))]
    (found,) = (one for one in tables if one["id"] == table)
    return [dict(zip((column["id"] for column in found["columns"]), row, strict=True)) for row in found["rows"]]


# ---- every page --------------------------------------------------------------------------------------------------------


def test_every_link_leads_to_something(shown):
    for path, one in pages_in(shown, "en").items():
        for link_ in one.links:
            parts = urlsplit(link_)
            assert not parts.scheme, link_
            assert not parts.netloc, link_
            target = ((shown / path).parent / unquote(parts.path) if parts.path else shown / path).resolve()
            assert target.is_file(), (path, link_)
            if parts.fragment:
                assert unquote(parts.fragment) in page(target).ids, (path, link_)


def clicks(start):
    """How many clicks from the first page of a language to every other, and to every file that these link to."""
    far, queue = {start: 0}, [start]
    while queue:
        path = queue.pop(0)
        for link_ in page(path).links if start.parent in path.parents else ():
            target = (path.parent / unquote(urlsplit(link_).path)).resolve() if urlsplit(link_).path else path
            if target not in far:
                far[target] = far[path] + 1
                queue.append(target)
    return far


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_country_to_the_picture_of_a_paper_in_four_clicks(small_site, language):
    shown = (small_site / "current").resolve()
    (start,) = shown.glob(f"{language}/*/index.html")
    far = clicks(start)
    scans = [path for path in (shown / "bundle/attachments").iterdir() if path.suffix != ".txt"]
    assert scans
    assert max(far[path] for path in scans) <= 4


def test_every_page_is_reached_from_the_first_and_every_station_in_three_clicks(night_site):
    shown = (night_site / "current").resolve()
    (start,) = shown.glob("en/*/index.html")
    far, pages = clicks(start), set(start.parent.rglob("*.html"))
    assert pages <= far.keys()
    assert max(far[path] for path in pages if path.parent.name == "station") == 3
    assert {link_ for link_ in page(shown / "index.html").links if link_.endswith(".html")} == {
        path.relative_to(shown).as_posix() for path in shown.glob("*/*/index.html")
    }


def test_every_page_is_there_in_three_languages_and_as_data(shown):
    stems = {path.partition("/")[2].removesuffix(".html") for path in pages_in(shown)}
    assert len(pages_in(shown)) == len(LANGUAGES) * len(stems)
    for stem in stems:
        told = json.loads((shown / "data" / f"{stem}.json").read_bytes())
        assert told["page"] == stem.partition("/")[2]
        for language in LANGUAGES:
            one = page(shown / language / f"{stem}.html")
            assert one.all("html") == [{"lang": language, "class": "invented"}]
            assert {a["hreflang"] for a in one.all("link") if a.get("rel") == "alternate"} == set(LANGUAGES) - {language}
            assert phrase("page.unchanged", language) in words_of(one)


def test_the_languages_have_the_same_figures(shown):
    for path, one in pages_in(shown, "en").items():
        for language in ("kk", "ru"):
            other = page(shown / language / path.removeprefix("en/"))
            assert [bare(cell, language) for cell in other.cells] == [bare(cell, "en") for cell in one.cells], path


def bare(cell, language):
    """A number without what stands between its thousands; ``3 of 4`` as its two numbers."""
    text = cell.replace("," if language == "en" else "\u00a0", "")
    return sorted(re.findall(r"[0-9]+(?:[.,][0-9]+)?", text.replace(",", ".")))  # "3 of 4" is "4-тен 3" in Kazakh


def test_a_rehearsal_says_so_on_every_page_and_in_its_title(shown):
    for path, one in pages_in(shown).items():
        language = one.all("html")[0]["lang"]
        text = (shown / path).read_text("utf-8")
        assert f"<title>{phrase('page.invented', language)} · " in text
        assert phrase("page.invented told", language) in words_of(one)
        assert {"name": "robots", "content": "noindex"} in one.all("meta")


def test_a_real_election_says_nothing_of_a_rehearsal(tmp_path):
    record = write_small(tmp_path / "record", everything, event=replace(small_event(), invented=False))
    publish_site(record, tmp_path / "site", PUBLISHER)
    pages = pages_in(tmp_path / "site/current")
    assert len(pages) > 50
    for one in pages.values():
        assert one.all("aside") == []
        assert {"name": "robots", "content": "noindex"} not in one.all("meta")


def test_tables_have_captions_and_headings_with_their_scope(shown):
    for path, one in pages_in(shown).items():
        tables = one.all("table")
        assert len(one.all("caption")) == len(tables)
        assert {attributes.get("scope") for attributes in one.all("th")} <= {"col", "row"}
        regions = [attributes for attributes in one.all("div") if attributes.get("role") == "region"]
        assert all(region["aria-label"] and region["tabindex"] == "0" for region in regions)
        assert len(one.ids) == len(set(one.ids)), path
        assert len(one.all("h1")) == len(one.all("main")) == 1


def test_pages_have_one_script_of_their_own_and_nothing_from_elsewhere(shown):
    for path in shown.rglob("*.html"):
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert len(re.findall("<script", text)) <= 1
        assert not re.search(r"https?://| style=|\son[a-z]+=", text), path
        assert "None" not in text
        assert "{{" not in text
    assert "url(" not in (shown / "look/site.css").read_text("utf-8")
    assert (shown / "look/site.js").stat().st_size < 10_000


def test_every_page_is_light_enough_for_a_slow_line(shown):
    """With its style, zipped: 15 KB, long tables 30 KB; the script, which nothing waits for, 3 KB (the budget of the site)."""
    assert (shown / "look/site.js.gz").stat().st_size < 3_000
    look = (shown / "look/site.css.gz").stat().st_size
    weights = {
        path.relative_to(shown).as_posix(): len(gzip.compress(path.read_bytes(), 6)) + look for path in shown.rglob("*.html")
    }
    assert len(weights) > 50
    heavy = {path for path, weight in weights.items() if weight > 15_000}
    assert {path.rpartition("/")[2] for path in heavy} <= {"bodies.html"}
    assert max(weights.values()) < 30_000


# ---- figures ----------------------------------------------------------------------------------------------------------


def test_a_station_has_its_figures_line_by_line_as_they_were_signed(small_site, small):
    shown = small_site / "current"
    rows = table_of(shown, f"station/{FIRST}", f"figures-{LIST}")
    figures = small.state.counting(FIRST, LIST)
    told = {row["line"]: row["version 1"] for row in rows}
    assert told["T"] == figures.one("T")
    assert {line.removeprefix("P."): votes for line, votes in told.items() if line.startswith("P.")} == figures.lines["P"]
    with next((shown / "data").glob(f"*/station/{FIRST}.csv")).open(encoding="utf-8", newline="") as lines:
        long = {(row["contest"], row["line"]): row["figure"] for row in csv.DictReader(lines)}
    assert long[LIST, "T"] == str(figures.one("T"))
    assert {contest for contest, _ in long} == {"station", LIST, AREA_OF[FIRST]}


def test_a_station_says_what_was_delivered_and_that_its_protocol_says_another_number(tmp_path):
    def work(office):
        commission, number = office.state.event.stations[FIRST].commission, office.paper(FIRST, LIST)["C"] - 2
        above = office.state.event.commissions[commission].parent
        office.act("ballots printed", above, contest=LIST, number=number)
        office.act("ballots delivered", above, contest=LIST, delivery="d-1", to=commission, number=number)
        office.act("ballots received", commission, contest=LIST, delivery="d-1", number=number)
        office.count(FIRST, LIST)
        office.count(SECOND, LIST)

    record = write_small(tmp_path / "record", work)
    shown = publish_site(record, tmp_path / "site", PUBLISHER).folder
    delivered = record.state.counting(FIRST, LIST).one("C") - 2
    for language in LANGUAGES:
        one, other = (words_of(page(next(shown.glob(f"{language}/*/station/{name}.html")))) for name in (FIRST, SECOND))
        assert f"{phrase('page.ballots delivered', language)}: " in one
        assert str(delivered) in one
        assert "W111" in one
        assert "looked into" in one
        assert phrase("page.ballots delivered", language) not in other  # no ballots came to it by acts: nothing is compared
        assert "W111" not in other


def words_beside_papers(shown, station):
    """The word beside the figures of each paper of a station, by contest."""
    told = json.loads((shown / f"data/small/station/{station}.json").read_text("utf-8"))
    tables = [part["table"] for section in told["sections"] for part in section["parts"] if "table" in part]
    return {one["id"].removeprefix("figures-"): one["status"] for one in tables if one["id"].startswith("figures-")}


def test_beside_a_paper_stands_what_became_of_it_and_not_of_the_contest(tmp_path):
    """One station's paper of the list was corrected: of others that says nothing. One area's election is void: no figures."""
    area, other = AREA_OF[SECOND], next(one for one in AREA_OF if AREA_OF[one] != AREA_OF[SECOND])

    def work(office):
        everything(office)
        (declaring,) = office.state.declaring(area)
        decided = {"contest": area, "place": area, "reason": "a flood", "decision": DECISION}
        office.act("election voided", declaring, **decided)

    shown = publish_site(write_small(tmp_path / "record", work), tmp_path / "site", PUBLISHER).folder
    assert words_beside_papers(shown, THIRD)[LIST] == "corrected"
    assert words_beside_papers(shown, SECOND) == {STATION: "approved", LIST: "approved"}
    assert words_beside_papers(shown, other)[AREA_OF[other]] == "approved"
    meanings = at(shown, "status")
    assert {"approved", "corrected"} <= set(meanings.ids)


# ---- for other people's pages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_for_other_pages_say_what_they_are_and_lead_to_their_page(shown, language):
    folder = next((shown / "embed" / language).iterdir())
    names = {path.stem for path in folder.glob("*.svg")}
    assert {path.stem for path in folder.glob("*.html")} == names
    assert all(name.endswith(("-seats", "-places", "-map")) for name in names)
    for name in names:
        one, drawn = page(folder / f"{name}.html"), fromstring((folder / f"{name}.svg").read_bytes())
        words = " ".join(drawn.itertext())
        for told in (words, words_of(one)):
            assert phrase("page.invented", language) in told
            assert phrase("site.whole result", language) in told
            assert "2023" in told
        (link_,) = [one.get("href") for one in drawn.iter("{http://www.w3.org/2000/svg}a")]
        body = name.rpartition("-")[0]
        assert (folder / unquote(link_)).resolve() == (shown / language / folder.name / body / "index.html").resolve()
        assert all((folder / unquote(urlsplit(link_).path)).resolve().is_file() for link_ in one.links)


def test_the_page_of_data_lists_what_others_may_show_with_the_code_for_it(night_site):
    shown = night_site / "current"
    codes = [words for words in at(shown, "data").text if words.startswith("<iframe")]
    assert len(codes) == 3  # seats, tiles, map
    for code in codes:
        assert (shown / re.search('src="ADDRESS/([^"]+)"', code)[1]).is_file()


def test_a_map_stands_behind_the_tiles_and_says_that_its_licence_is_not_settled(night_site):
    shown = night_site / "current"
    one = at(shown, "mazhilis/index")
    views = [attributes for attributes in one.all("details") if attributes.get("name") == "places-mazhilis.list"]
    assert ["open" in attributes for attributes in views] == [True, False]
    assert "their licence is not confirmed" in words_of(one)
    (image,) = one.all("img")
    assert image["src"].endswith("/mazhilis-map.svg")
    assert "Amanat" in image["alt"]
    assert at(shown, "maslikhat-akmola/index").all("img") == []  # no borders of its rayons are known


# ---- what they tell ------------------------------------------------------------------------------------------------------


def test_the_first_page_tells_the_result_how_far_it_is_and_where_the_rest_is(night_site):
    text = words_of(at(night_site / "current", "index"))
    parts = ("protocols counted", "Seats", "interim", "A majority is 50 of 98 seats", "Other bodies", "What is missing",
             "Where do I vote", "Updated 2")  # fmt: skip
    assert [part for part in parts if part not in text] == []


def test_the_page_of_a_chamber_tells_what_is_still_open(night_site):
    text = words_of(at(night_site / "current", "mazhilis/index"))
    parts = (
        "What is still open",
        "still in reach of",
        "How far the count has come",
        "Turnout in three bases",
        "Votes by place",
    )
    assert [part for part in parts if part not in text] == []
    assert "Threshold" in words_of(at(night_site / "current", "mazhilis/seats"))


def test_a_corrected_protocol_is_there_as_it_was_and_as_it_is(small_site):
    shown = small_site / "current"
    rows = table_of(shown, f"station/{THIRD}", f"figures-{LIST}")
    assert all({"version 2", "version 1"} <= row.keys() for row in rows)
    text = words_of(at(shown, f"station/{THIRD}"))
    assert "Version 2, counts" in text
    assert "Version 1, before" in text
    changes = table_of(shown, "changes", "changes")
    taken_back = [row for row in changes if row["retracts"]["en"] == "yes"]
    assert [row["act"]["en"] for row in taken_back] == ["A new version counts: 2"]
    assert taken_back[0]["about"][0]["page"].startswith(f"station/{THIRD}")


def test_what_stands_out_on_a_paper_stands_beside_it(small_site):
    text = words_of(at(small_site / "current", f"station/{SECOND}"))
    assert "E106" in text
    assert "accepted as signed, decision 7 of 2023-03-20: =as <on> paper" in text
    assert "does not hold" in text
    assert "Picture of the protocol" in words_of(at(small_site / "current", f"station/{THIRD}"))


def test_what_is_not_known_is_a_dash_and_the_class_says_why(tmp_path):
    def work(office):
        office.count(FIRST, LIST)
        office.enter(SECOND, LIST)
        office.do("protocol held", SECOND, LIST, version=1, reason="two papers came")

    publish_site(write_small(tmp_path / "record", work), tmp_path / "site", PUBLISHER)
    shown = tmp_path / "site/current"
    assert "held: two papers came" in words_of(at(shown, f"station/{SECOND}"))
    (row,) = (row for row in table_of(shown, "place/aktobe-01", "stations") if row["station"]["value"] == SECOND)
    assert row["Amanat"] is None
    missing = table_of(shown, "missing", "papers")
    assert (missing[0]["station"]["value"], missing[0]["reason"]) == (SECOND, "two papers came")
    assert len(missing) == 11  # four stations with three papers each, of which one counts


# ---- nothing in the data becomes a part of the page ------------------------------------------------------------------------


def test_names_and_reasons_are_escaped_wherever_they_stand(tmp_path):
    evil = Names(kk=EVIL, ru=EVIL, en=EVIL)
    event = small_event()
    changed = replace(
        event,
        names=evil,
        places={name: replace(place, names=evil) for name, place in event.places.items()},
        parties={name: replace(one, names=evil) for name, one in event.parties.items()},
        constituencies={name: replace(one, names=evil) for name, one in event.constituencies.items()},
        commissions={name: replace(one, names=evil) for name, one in event.commissions.items()},
        stations={name: replace(one, names=evil, address=evil) for name, one in event.stations.items()},
        bodies={BODY: replace(event.bodies[BODY], names=evil)},
        options={
            contest: tuple(replace(line, names=evil) if line.kind == "candidate" else line for line in lines)
            for contest, lines in event.options.items()
        },
    )

    def work(office):
        office.count(FIRST, LIST)
        office.enter(SECOND, LIST, {**office.paper(SECOND, LIST), "V": 1})
        office.approve(SECOND, LIST, reason=EVIL)
        office.count(FIRST, AREA_OF[FIRST])

    publish_site(write_small(tmp_path / "record", work, event=changed), tmp_path / "site", PUBLISHER)
    found = 0
    for path, one in pages_in(tmp_path / "site/current").items():
        assert len([tag for tag, _ in one.tags if tag == "script"]) == 1, path
        assert EVIL in "".join(one.text), path
        found += "".join(one.text).count(EVIL)
    assert found > 200


def test_html_is_what_this_room_made_and_text_is_not():
    assert html("<b>") == "&lt;b&gt;"
    assert html(Html("<b>")) == "<b>"
    assert link('x"><i>', "<b>", "a&b") == '<a class="a&amp;b" href="x&quot;&gt;&lt;i&gt;">&lt;b&gt;</a>'
    assert marked("abbr", "<", title='"') == '<abbr title="&quot;">&lt;</abbr>'
    assert joined((Html("<b>"), "&")) == "<b> &amp;"
    grid = Grid("<c>", ("a", "<h>"), [["<r>", "<x>"]], beside="<s>", ids=['"'])
    assert "<" not in re.sub(r"</?(div|table|caption|span|thead|tbody|tr|th|td)( [^<>]*)?>", "", grid.__html__()).strip()
    Page(grid.__html__())


# ---- feeds ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_feeds_tell_the_changes_and_take_back_what_does_not_hold(small_site, language):
    folder = small_site / "current/feeds" / language
    atom, told = fromstring((folder / "changes.atom").read_bytes()), json.loads((folder / "changes.json").read_bytes())
    names = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}
    entries = [one.findtext("a:id", None, names) for one in atom.findall("a:entry", names)]
    assert entries == [item["id"] for item in told["items"]]
    acts = Counter(item["_dauys"]["act"] for item in told["items"])
    assert acts == {"protocol approved": 13, "protocol corrected": 1, "accepted as signed": 1}  # one of twelve papers twice
    assert len(set(entries)) == 15
    (tombstone,) = atom.findall("at:deleted-entry", names)
    (retracting,) = [item for item in told["items"] if "retracts" in item["_dauys"]]
    assert tombstone.get("ref") == retracting["_dauys"]["retracts"] in entries
    for link_ in [one.get("href") for one in atom.iter(f"{{{names['a']}}}link")]:
        assert (folder / unquote(link_)).resolve().is_file()
    assert atom.findtext("a:title", None, names).startswith(phrase("page.invented", language))
