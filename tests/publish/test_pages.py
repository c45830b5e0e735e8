"""The pages: to be read by anybody, from files alone, in three languages; nothing in the data can become a part of the page."""

import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from small_record import AREA_OF, BODY, FIRST, LIST, PUBLISHER, SECOND, everything, small_event, write_small

from dauys.law.words import Names
from dauys.publish import publish
from dauys.publish.grids import Grid, Html, html, joined, link, marked
from dauys.text import LANGUAGES, phrase

VOID = {"meta", "link", "br", "hr", "img", "input"}
EVIL = '<script>alert("x")</script>&\'"'


class Page(HTMLParser):
    """One page read strictly: every element is closed where it must be."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.links, self.ids, self.text = [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@cache
def page(path):
    return Page(path.read_text("utf-8"))


def pages_in(folder):
    return {path.relative_to(folder).as_posix(): page(path) for path in sorted(folder.rglob("*.html"))}


def words_of(one):
    return " ".join(" ".join(one.text).split())


@pytest.fixture(scope="module", params=["small", "night"])
def site(request, bundle, night_bundle):
    """The folder of a bundle."""
    return bundle if request.param == "small" else night_bundle


# ---- every page ------------------------------------------------------------------------------------------------------


def test_every_link_leads_to_something(site):
    pages = pages_in(site)
    for path, one in pages.items():
        for link_ in one.links:
            parts = urlsplit(link_)
            assert not parts.scheme, link_
            assert not parts.netloc, link_
            target = (site / path).parent / unquote(parts.path) if parts.path else site / path
            target = target.resolve()
            assert target.is_file(), (path, link_)
            if parts.fragment:
                assert unquote(parts.fragment) in page(target).ids, (path, link_)


def test_every_page_is_there_in_three_languages_and_says_so(site):
    pages = pages_in(site)
    stems = {re.sub(r"(\.(kk|ru))?\.html$", "", path) for path in pages}
    assert len(pages) == len(LANGUAGES) * len(stems)
    for stem in stems:
        for language, ending in (("en", ""), ("kk", ".kk"), ("ru", ".ru")):
            one = pages[f"{stem}{ending}.html"]
            assert one.all("html") == [{"lang": language}]
            assert {a["hreflang"] for a in one.all("link") if a.get("rel") == "alternate"} == set(LANGUAGES) - {language}
            assert phrase("page.unchanged", language) in words_of(one)


def test_the_languages_have_the_same_figures(site):
    for path, one in pages_in(site).items():
        if re.search(r"\.(kk|ru)\.html$", path) or "index" in path:
            continue
        numbers = [cells(one)]
        numbers += [cells(page(site / path.replace(".html", f".{language}.html"))) for language in ("kk", "ru")]
        assert numbers[0] == numbers[1] == numbers[2]
        assert numbers[0]


def cells(one):
    """The whole numbers that stand alone, whatever stands between their thousands."""
    between = "," if one.all("html")[0]["lang"] == "en" else "\u00a0"
    return [text.replace(between, "") for text in one.text if re.fullmatch(f"[0-9][0-9{between}]*", text)]


def test_a_rehearsal_says_so_on_every_page_and_in_its_title(site):
    for path, one in pages_in(site).items():
        language = one.all("html")[0]["lang"]
        text = (site / path).read_text("utf-8")
        assert f"<title>{phrase('page.invented', language)} · " in text
        assert phrase("page.invented told", language) in words_of(one)


def test_a_real_election_says_nothing_of_a_rehearsal(tmp_path):
    record = write_small(tmp_path / "record", everything, event=replace(small_event(), invented=False))
    publish(record, tmp_path / "bundle", PUBLISHER)
    for one in pages_in(tmp_path / "bundle").values():
        assert not [attributes for attributes in one.all("p") if attributes.get("class") == "band"]
    assert phrase("page.invented told") not in (tmp_path / "bundle" / "README.txt").read_text("utf-8")


def test_tables_have_captions_and_headings_with_their_scope(site):
    for one in pages_in(site).values():
        tables = one.all("table")
        assert len(one.all("caption")) == len(tables)
        assert {attributes.get("scope") for attributes in one.all("th")} <= {"col", "row"}
        regions = [attributes for attributes in one.all("div") if attributes.get("role") == "region"]
        assert all(region["aria-label"] and region["tabindex"] == "0" for region in regions)
        assert len(one.ids) == len(set(one.ids))
        assert len(one.all("h1")) == len(one.all("main")) == 1


def test_pages_need_no_script_and_nothing_from_elsewhere(site):
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        assert "<script" not in text
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
        assert "https://" not in text
        assert "script-src 'none'" in text
        assert "None" not in text
        assert "{{" not in text
    assert "url(" not in (site / "style.css").read_text("utf-8")


# ---- what they tell --------------------------------------------------------------------------------------------------


def test_the_first_page_tells_the_result_how_far_it_is_and_how_to_check_it(night_bundle, night):
    text = words_of(page(night_bundle / "index.html"))
    parts = (
        "Seats", "interim", "What is still open", "still in reach of", "How far the count has come", "Turnout in three bases",
        "Votes by place", "Constituencies", "From votes to seats", "Threshold", "Other bodies", "Stations by place",
        "Controls that do not hold", "python3 verify.py . --key KEY",
    )  # fmt: skip
    assert [part for part in parts if part not in text] == []
    svg = page(night_bundle / "index.html").all("svg")
    assert [attributes["role"] for attributes in svg] == ["img"]
    assert f"Snapshot {night[0].checkpoint.size:,}" in text


def test_a_stations_page_shows_every_expected_protocol_and_what_stands_out_on_it(bundle):
    text = words_of(page(bundle / "stations" / "aktobe-01.html"))
    assert "E106 accepted as signed, decision 7 of 2023-03-20: =as <on> paper" in text
    assert "W103 explained: looked into" in text
    assert "W002 found after the approval, beside another protocol" in text
    assert "version 2" in text
    assert "scan" in text
    codes = {attributes["id"] for attributes in page(bundle / "stations" / "aktobe-01.html").all("div") if "id" in attributes}
    assert {"E106", "W103", "W002"} <= codes


def test_what_is_not_known_is_a_dash_and_the_class_says_why(tmp_path):
    def work(office):
        office.count(FIRST, LIST)
        office.enter(SECOND, LIST)
        office.do("protocol held", SECOND, LIST, version=1, reason="two papers came")

    publish(write_small(tmp_path / "record", work), tmp_path / "bundle", PUBLISHER)
    text = (tmp_path / "bundle" / "stations" / "aktobe-01.html").read_text("utf-8")
    row = re.search(rf'<tr><th scope="row"><a class="code" href="#{SECOND}">.*?</tr>', text[text.index("party lists") :])[0]
    assert "held: two papers came" in row
    assert re.findall(r'<td class="n">(.*?)</td>', row) == ["–"] * 17
    first = words_of(page(tmp_path / "bundle" / "index.html"))
    assert "Protocols still missing: 7" in first


# ---- nothing in the data becomes a part of the page ------------------------------------------------------------------


def test_names_and_reasons_are_escaped_wherever_they_stand(tmp_path):
    evil = Names(kk=EVIL, ru=EVIL, en=EVIL)
    event = small_event()
    changed = replace(
        event,
        names=evil,
        places={name: replace(place, names=evil) for name, place in event.places.items()},
        parties={name: replace(one, names=evil) for name, one in event.parties.items()},
        constituencies={name: replace(one, names=evil) for name, one in event.constituencies.items()},
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

    publish(write_small(tmp_path / "record", work, event=changed), tmp_path / "bundle", PUBLISHER)
    found = 0
    for path, one in pages_in(tmp_path / "bundle").items():
        assert "script" not in {tag for tag, _ in one.tags}, path
        assert EVIL in "".join(one.text), path
        found += "".join(one.text).count(EVIL)
    assert found > 50


def test_html_is_what_this_room_made_and_text_is_not():
    assert html("<b>") == "&lt;b&gt;"
    assert html(Html("<b>")) == "<b>"
    assert link('x"><i>', "<b>", "a&b") == '<a class="a&amp;b" href="x&quot;&gt;&lt;i&gt;">&lt;b&gt;</a>'
    assert marked("abbr", "<", title='"') == '<abbr title="&quot;">&lt;</abbr>'
    assert joined((Html("<b>"), "&")) == "<b> &amp;"
    grid = Grid("<c>", ("a", "<h>"), [["<r>", "<x>"]], beside="<s>", ids=['"'])
    assert "<" not in re.sub(r"</?(div|table|caption|span|thead|tbody|tr|th|td)( [^<>]*)?>", "", grid.__html__()).strip()
    Page(grid.__html__())
