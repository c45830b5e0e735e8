"""Reports of errors in a browser: the form, what became of one, the list, and the commission's page; nothing that axe minds."""

import re

import pytest
from browsing import CHROMIUM, keep_picture, serving
from django.core.cache import cache
from small_office import small_event
from test_browser import LOOKS, chromium, opened  # noqa: F401  (a fixture)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install the package chromium")

STATION = next(iter(small_event().stations))


@pytest.fixture
def address(counting):
    cache.clear()
    with serving() as found:
        yield found


PAGES = ("form", "faults", "received", "list", "one", "answered", "fate", "all")
SHARES = [pytest.param("ru", 320, "light", ("form", "one", "fate"), id="ru-320-light")]
SHARES += [pytest.param(*look.values, PAGES, id=f"{look.id}, all", marks=pytest.mark.drill) for look in LOOKS]
"""In CI three pages in one look; the drill looks at all of them in each."""


@pytest.mark.parametrize(("language", "width", "scheme", "pages"), SHARES)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(counting, chromium, address, language, width, scheme, pages):  # noqa: F811
    from axe_playwright_python.sync_playwright import Axe

    chair = counting.somebody("central", "chair")
    page = opened(chromium, address, chair, language=language, viewport={"width": width, "height": 900}, color_scheme=scheme)
    stranger = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    form = f"{address}/report/?page=station/{STATION}&language={language}"

    def look(page, name, path=None):
        if path:
            page.goto(path)
        if name not in pages:
            return
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
        told = [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found.response["violations"]]
        assert not told, (name, told)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
        assert page.get_attribute("html", "lang") == language
        keep_picture(page, f"reports-{name}-{language}-{width}-{scheme}")

    look(stranger, "form", form)
    stranger.locator("main button").click()
    look(stranger, "faults")
    stranger.fill("[name=wrong]", "INVENTED: on the scan the line of valid ballots is 214, here it is 241.")
    stranger.fill("[name=figure]", "241")
    stranger.fill("[name=right]", "214")
    stranger.locator("main button").click()
    stranger.wait_for_url(re.compile(r"/report/\w+/"))
    look(stranger, "received")
    reference = re.search(r"/report/(\w+)/", stranger.url)[1]
    look(page, "list", f"{address}/c/central/reports/")
    look(page, "one", f"{address}/c/central/reports/{reference}/")
    page.locator("form[action$='/take/'] button").click()
    page.wait_for_selector(".done")
    page.locator("select").select_option("corrected")
    page.fill("[name=en]", "INVENTED: it was typed with two digits in the wrong order, and is corrected.")
    page.fill("[name=act]", "0")
    page.locator("form[action$='/answer/'] button").click()
    page.wait_for_selector("select", state="detached")
    look(page, "answered")
    look(stranger, "fate", f"{address}/report/{reference}/?language={language}")
    look(stranger, "all", f"{address}/report/all/?language={language}")
