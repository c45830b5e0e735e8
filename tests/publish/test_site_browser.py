"""The site in a browser: nothing that axe minds or that scrolls sideways, whole without script, four clicks to a paper."""

import os
import shutil
from pathlib import Path
from threading import Thread

import pytest

from dauys.publish.serving import server_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install the package chromium")

ELECTION, STATION = "kz-2023-rehearsal", "X-AST-0058"
PAGES = (
    "index", "bodies", "mazhilis/index", "mazhilis/seats", "mazhilis/constituencies", "mazhilis/07", "maslikhat-akmola/index",
    "place/akmola", f"station/{STATION}", "commission/territorial-astana", "turnout", "changes", "missing", "where/index",
    "where/astana", "ballot/mazhilis.list", "data", "method", "status",
)  # fmt: skip
TEMPLATES = (
    "index", "bodies", "maslikhat-akmola/index", "maslikhat-akmola/seats", "maslikhat-akmola/constituencies", "mazhilis/07",
    "place/akmola", f"station/{STATION}", "commission/territorial-astana", "turnout", "changes", "missing", "where/astana",
    "data",
)  # fmt: skip
"""A small page of each kind."""
LOOKS = (("kk", 320, "dark"), ("en", 1280, "light"), ("ru", 360, "light"))
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"],
}  # fmt: skip


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(night_site):
    server = server_of(night_site / "current")
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_axe_finds_nothing_and_no_page_scrolls_sideways(chromium, address):
    """Each kind of page in one look, with the first rows of its tables; the drill looks at every page whole, in each look."""
    page = chromium.new_context().new_page()
    for at, path in enumerate(TEMPLATES):
        looked_at(page, address, path, *LOOKS[at % len(LOOKS)], without="tbody tr:nth-child(n+7), li:nth-child(n+7)")


@pytest.mark.drill
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
def test_axe_finds_nothing_on_any_page_in_any_look(chromium, address, look):
    page = chromium.new_context().new_page()
    for path in PAGES:
        looked_at(page, address, path, *look)


def looked_at(page, address, path, language, width, scheme, without=None):
    from axe_playwright_python.sync_playwright import Axe

    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    assert page.goto(f"{address}/{language}/{ELECTION}/{path}.html").status == 200, path
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
    if without is not None:  # rows and entries like those before them
        page.evaluate("(these) => document.querySelectorAll(these).forEach((one) => one.remove())", without)
    found = Axe().run(page, options=RULES)
    told = [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found.response["violations"]]
    assert not told, (path, language, width, scheme, told)
    assert page.get_attribute("html", "lang") == language
    keep_picture(page, f"site-{path.replace('/', '-')}-{language}-{width}-{scheme}")


def keep_picture(page, name):
    """For people to look at, where they ask for it."""
    if folder := os.environ.get("DAUYS_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_without_script_everything_is_there(chromium, address):
    with_script = chromium.new_context().new_page()
    without = chromium.new_context(java_script_enabled=False).new_page()
    for path in PAGES[::4]:
        told = []
        for page in (with_script, without):
            page.goto(f"{address}/en/{ELECTION}/{path}.html")
            told.append(page.inner_text("main"))
        assert told[0] == told[1], path
        assert len(told[1]) > 100


def test_a_reader_is_told_of_what_is_new_and_decides_when_to_see_it(chromium, address):
    page = chromium.new_context().new_page()
    page.clock.install()
    page.goto(f"{address}/en/{ELECTION}/index.html")
    page.wait_for_load_state("networkidle")
    page.route("**/latest.json", lambda route: route.fulfill(json={"snapshot": 10**9, "at": ""}))
    page.clock.run_for(80_000)
    page.wait_for_selector(".news")
    assert page.inner_text(".news") == "There are new results. Show"
    assert page.get_attribute(".news", "role") == "status"


def test_from_the_country_to_a_stations_paper_in_four_clicks(chromium, address):
    page = chromium.new_context().new_page()
    page.goto(f"{address}/")
    page.click("a[hreflang=en]")
    for number, link in enumerate(("Akmola Region", "INVENTED rayon"), 2):
        page.click(f"main a:has-text('{link}')")
        assert page.inner_text("h1").startswith(link), number
    page.click("#stations tbody a")
    assert "/station/" in page.url
    assert page.locator("section[id^=paper-]").count() >= 4
