"""The site in a browser: nothing that axe minds or that scrolls sideways, whole without script, four clicks to a paper."""

import os
import shutil
from pathlib import Path
from threading import Thread

import pytest

from dauys.publish.serving import server_of
from dauys.text import sort_key

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


SCROLLED_TO = "document.querySelectorAll('main > section, .wide').forEach((one) => { one.style.contentVisibility = 'visible' })"
"""What lies below the screen is not laid out, and nothing can be said of its sizes, until a reader comes to it."""


def looked_at(page, address, path, language, width, scheme, without=None):
    from axe_playwright_python.sync_playwright import Axe

    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    assert page.goto(f"{address}/{language}/{ELECTION}/{path}.html").status == 200, path
    page.evaluate(SCROLLED_TO)
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
        page.set_viewport_size({**page.viewport_size, "height": 12_000})  # what is far below the screen is not laid out
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_without_script_everything_is_there(chromium, address):
    with_script = chromium.new_context().new_page()
    without = chromium.new_context(java_script_enabled=False).new_page()
    for path in PAGES[::4]:
        told = []
        for page in (with_script, without):
            page.goto(f"{address}/en/{ELECTION}/{path}.html")
            page.evaluate(SCROLLED_TO)
            told.append(page.inner_text("main"))
        assert set(told[1].split("\n")) <= set(told[0].split("\n")), path  # the script has a switch more
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


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_click_on_a_heading_puts_a_table_in_order_and_sums_stay_where_they_are(chromium, address, language):
    page = chromium.new_context().new_page()
    page.goto(f"{address}/{language}/{ELECTION}/mazhilis/index.html")
    told = (
        "(at) => [...document.querySelectorAll('#t-votes-mazhilis\\\\.list tbody tr')].map((row) => row.cells[at].textContent)"
    )
    before = [page.evaluate(told, at) for at in range(4)]
    sum_, *places = before[0]

    def press(at):
        page.focus(f"#t-votes-mazhilis\\.list thead th:nth-child({at + 1}) button")
        page.keyboard.press("Enter")
        assert page.evaluate(told, 0)[0] == sum_
        return page.evaluate(told, at)[1:]

    voters = [int("".join(filter(str.isdigit, one))) for one in press(2)]
    assert voters == sorted(voters, reverse=True) != [int("".join(filter(str.isdigit, one))) for one in before[2][1:]]
    shares = [float(one.removesuffix(" %").replace(",", ".")) for one in press(3)]
    assert shares == sorted(shares, reverse=True)
    assert page.get_attribute("#t-votes-mazhilis\\.list thead th:nth-child(4)", "aria-sort") == "descending"
    names = press(0)
    if language == "kk":
        assert names == sorted(places, key=sort_key)
    assert set(names) == set(places)
    press(0)
    assert press(0) == places  # the third time, as it was


def test_a_picture_is_switched_for_the_map_and_for_the_table(chromium, address):
    page = chromium.new_context().new_page()
    page.goto(f"{address}/en/{ELECTION}/mazhilis/index.html")
    views = page.locator(".views")
    pressed = "(views) => [...views.querySelectorAll('.switch button')].map((one) => [one.textContent, one.ariaPressed])"
    assert views.evaluate(pressed) == [["Equal tiles", "true"], ["Map", "false"], ["Table", "false"]]
    views.get_by_role("button", name="Map").click()
    page.wait_for_selector(".views img:visible")
    assert views.locator("svg:visible").count() == 0
    views.get_by_role("button", name="Table").click()
    page.wait_for_selector(".views [aria-pressed=true]:has-text('Table')")
    assert views.locator("img:visible, svg:visible").count() == 0
    assert page.evaluate("document.activeElement.id") == "t-votes-mazhilis.list"
