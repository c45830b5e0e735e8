"""An election loaded in a browser: by keyboard, without script, narrow and in the dark; nothing that axe minds."""

import pytest
from browsing import CHROMIUM, keep_picture, serving
from house import House
from small_office import small_event
from test_browser import LOOKS, chromium, opened  # noqa: F401  (a fixture)

from dauys.election.definition import write_definition
from dauys.office.house.policy import CENTRAL
from dauys.office.journal.desk import desk
from dauys.text import phrase

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install the package chromium")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_an_election_is_loaded_by_keyboard(empty, chromium, tmp_path, language, width, scheme):  # noqa: F811
    """Files with faults, files without laws, good files; each page looked at, then one key on the button that loads."""
    from axe_playwright_python.sync_playwright import Axe

    folder, chair = tmp_path / "files", House(empty).somebody(CENTRAL, "chair")
    write_definition(small_event(), folder)
    event, stations = folder / "event.toml", folder / "stations.csv"
    good = {event: event.read_text("utf-8"), stations: stations.read_text("utf-8")}
    wrong = good[stations].replace("X-AKT-0001,", "X-AKT-0002,", 1).replace(",aktobe-01,", ",aktobe-99,", 1)
    with serving() as address:
        page = opened(
            chromium, address, chair, language=language, viewport={"width": width, "height": 900}, color_scheme=scheme
        )

        def looked_at(name):
            found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
            assert not found, (name, [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found])
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
            keep_picture(page, f"office-{name}-{language}-{width}-{scheme}")

        def sends(text, file):
            file.write_text(text, "utf-8")
            page.set_input_files("#files", sorted(folder.iterdir()))
            presses("setting.send")
            file.write_text(good[file], "utf-8")

        def presses(words):
            button = page.get_by_role("button", name=phrase(words, language), exact=True)
            for _ in range(40):
                page.keyboard.press("Tab")
                if button.evaluate("one => one === document.activeElement"):
                    break
            with page.expect_navigation():
                page.keyboard.press("Enter")

        page.goto(f"{address}/")
        looked_at("load")
        sends(wrong, stations)
        assert page.locator("tbody tr").count() == 2
        looked_at("load-faults")
        sends(good[event].replace('law = "kz/maslikhat-region/2023"\n', ""), event)
        for one in page.locator("select").all():
            one.select_option("kz/maslikhat-region/2023")
        looked_at("load-laws")
        presses("setting.go on")
        looked_at("load-shown")
        presses("setting.take")
        page.get_by_text(phrase("setting.loaded", language)).wait_for()
        assert desk.event == small_event()


def test_without_script_an_election_is_loaded_all_the_same(empty, chromium, tmp_path):  # noqa: F811
    write_definition(small_event(), tmp_path / "files")
    chair = House(empty).somebody(CENTRAL, "chair")
    with serving() as address:
        page = opened(chromium, address, chair, java_script_enabled=False)
        page.goto(f"{address}/")
        page.set_input_files("#files", sorted((tmp_path / "files").iterdir()))
        for words in ("setting.send", "setting.take"):
            page.get_by_role("button", name=phrase(words, "en"), exact=True).click()
        page.get_by_text(phrase("setting.loaded", "en")).wait_for()
    assert desk.event == small_event()
