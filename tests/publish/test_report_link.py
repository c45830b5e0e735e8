"""At the foot of every page of a site a link leads to the form of the office that takes reports of errors, if one was named."""

import re
from html import unescape

import pytest
from small_record import FIRST, LIST, PUBLISHER, SECOND, Office, append, small_event, write_small
from test_site_browser import PAGES
from typer.testing import CliRunner

from dauys.acts import State, read_record
from dauys.cli import app
from dauys.demo.definition import invent_definition
from dauys.office.reports.pages import address, title
from dauys.publish.site import publish_site
from dauys.text import LANGUAGES, phrase

OFFICE = "https://office.example"


def paths_of(site, language="en"):
    """The pages of a site, as a report names them."""
    pages = site / "current" / language
    return sorted(page.relative_to(pages).as_posix().partition("/")[2].removesuffix(".html") for page in pages.rglob("*.html"))


def html(site, page, language):
    return next((site / "current" / language).iterdir()).joinpath(f"{page}.html").read_text("utf-8")


def test_every_page_of_a_site_is_known_to_the_office(small, small_site):
    event, found = small.state.event, paths_of(small_site)
    assert len(found) > 20
    for page in found:
        assert all(title(page, event, language) for language in LANGUAGES), page
        there = address("https://results.example", page, event, "kk").removeprefix("https://results.example/")
        assert (small_site / "current" / there).is_file(), there


@pytest.mark.parametrize("page", PAGES)
def test_so_are_those_of_a_night_with_all_kinds_of_contests(page):
    assert title(page, invent_definition(80, seed=1), "en")


def test_without_an_office_no_page_leads_to_one(small_site):
    assert "/report/?" not in html(small_site, "index", "en")


def test_every_page_leads_to_the_office_and_to_another_once_that_is_named(tmp_path):
    record = write_small(tmp_path / "record", lambda office: office.count(FIRST, LIST))
    site = tmp_path / "site"
    publish_site(record, site, PUBLISHER, office=OFFICE)
    for language in LANGUAGES:
        for page in paths_of(site, language):
            told = html(site, page, language)
            link = f'<a href="{OFFICE}/report/?page={page}&language={language}">{phrase("reports.link", language)}</a>'
            assert unescape(told).count(link) == 1, page
    office = Office(State(small_event()))
    office.act("definition frozen", author="p-0", hash=record.state.frozen)
    office.count(FIRST, LIST)
    done = len(office.entries)
    office.count(SECOND, LIST)
    append(record.folder, office.entries[done:])
    publish_site(read_record(record.folder), site, PUBLISHER, office="https://other.example")
    for page in paths_of(site):
        assert re.findall(r'"(https://[^/"]+)/report/', html(site, page, "en")) == ["https://other.example"], page


@pytest.mark.parametrize(("address", "good"), [
    ("https://office.example", True), ("https://office.example/", True), ("https://дауыс.қаз:8443", True),
    ("http://localhost:8024", True), ("http://127.0.0.1:8024", True), ("http://[::1]:8024", True),
    ("http://office.example", False), ("office.example", False), ("https://", False), ("ftp://office.example", False),
    ("https://office.example/report/", False), ("https://office.example?x", False), ("https://office.example#x", False),
    ("https://me@office.example", False), ("https://office.example:none", False), ('https://office.example"x', False),
    ("https://office example", False), ("javascript:alert(1)", False), ("https://office\u202e.example", False), ("", False),
])  # fmt: skip
def test_an_address_of_an_office_is_one(address, good):
    """It is looked at before the record, of which there is none here."""
    told = CliRunner().invoke(app, ["publish", "nowhere", "--site", "site", "--office", address])
    assert told.exit_code != 0
    assert ("this is no address of an office" in str(told.exception) + told.output) != good
