"""Two pages of results as others published them in a browser: axe finds nothing, and neither scrolls sideways."""

from threading import Thread

import pytest
from test_site_browser import CHROMIUM, FLAGS, keep_picture

from dauys.publish.serving import server_of

pytestmark = [
    pytest.mark.drill,  # the frame and the tables are those that other looks see in every run
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install the package chromium"),
]


def test_axe_finds_nothing_in_two_pages_that_only_such_a_site_has(reported_site):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    server = server_of(reported_site / "current")
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            for path, width, scheme in (("mazhilis/11", 320, "dark"), ("contradictions", 1280, "light")):
                page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
                page.goto(f"http://127.0.0.1:{server.server_address[1]}/kk/kz-2023/{path}.html")
                rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
                found = Axe().run(page, options={"runOnly": rules}).response["violations"]
                assert not [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found], path
                assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
                keep_picture(page, f"reported-{path.replace('/', '-')}-{width}-{scheme}")
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
