"""A station's list in a browser: a voter by keyboard alone, without script, narrow and in the dark; nothing that axe minds."""

import pytest
from browsing import CHROMIUM, keep_picture, serving
from polling import Polling
from small_office import small_event
from test_browser import LOOKS, chromium, opened  # noqa: F401  (a fixture)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install the package chromium")

STATION = next(iter(small_event().stations))


@pytest.fixture
def polling(counting):
    return Polling.at(counting, STATION)


@pytest.fixture
def address(polling):
    with serving() as found:
        yield found


def test_a_voter_is_found_and_marked_by_keyboard_alone_without_script(polling, chromium, address):  # noqa: F811
    polling.opens()
    page = opened(chromium, address, polling.somebody("member"), java_script_enabled=False)
    page.goto(address + polling.address("find"))
    page.wait_for_selector("input:focus")  # the field is where one begins
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.wait_for_selector("section h2")
    assert "7" not in page.url.rpartition("/voters/")[2].replace(STATION, "")
    page.keyboard.press("Enter")  # and the button of who was found is where one goes on
    page.wait_for_selector(".done")
    assert polling.counted.by_list == (1,) * len(polling.register.contests)
    page.keyboard.type(polling.voters[6].iin)
    page.keyboard.press("Enter")
    page.wait_for_selector("section h2")
    assert page.locator("input[name=contest]:enabled").count() == 0


PAGES = ("lists", "load", "station", "find", "found", "chair", "boxes", "books", "print", "faults")
SHARES = [pytest.param("ru", 320, "light", ("station", "found", "chair", "books"), id="ru-320-light")]
SHARES += [pytest.param(*look.values, PAGES, id=f"{look.id}, all", marks=pytest.mark.drill) for look in LOOKS]
"""In CI four pages in one look; the drill looks at all of them in each."""


@pytest.mark.parametrize(("language", "width", "scheme", "pages"), SHARES)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(polling, chromium, address, language, width, scheme, pages):  # noqa: F811
    from axe_playwright_python.sync_playwright import Axe

    look_at = {"language": language, "viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    chair, member = (opened(chromium, address, polling.somebody(part), **look_at) for part in ("chair", "member"))
    polling.changes("home", place=3, box="1")
    polling.opens()
    polling.issues(1)
    polling.tells("station incident", words="INVENTED: the light went out.")

    def look(page, name, path=None, asked=None):
        if path is not None:
            page.goto(address + path)
        if asked is not None:
            page.fill("#asked", asked)
            page.locator("form[role=search] button").click()
            page.wait_for_selector("section h2")
        if name not in pages:
            return
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
        told = [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found.response["violations"]]
        assert not told, (name, told)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
        assert page.get_attribute("html", "lang") == language
        keep_picture(page, f"voters-{name}-{language}-{width}-{scheme}")

    look(member, "lists", f"/c/{polling.commission}/voters/")
    look(member, "load", f"/c/{polling.commission}/voters/load/")
    look(member, "station", polling.address())
    look(member, "find", polling.address("find"))
    look(member, "found", asked="3")
    look(chair, "chair", polling.address("find"), asked="5")
    for one in chair.locator("summary").all():
        one.click()
    look(chair, "chair")
    look(member, "boxes", polling.address("boxes"))
    member.goto(address + polling.address("books"))
    for number, _ in enumerate(polling.register.contests):
        member.fill(f"[name='signatures_list {number}']", "9")
    member.locator("main form[method=post] > button").click()
    look(member, "books")
    look(member, "print", polling.address("print"))
    chair.goto(address + polling.address("find"))
    chair.locator("summary").first.click()
    chair.locator("details form button").last.click()
    look(chair, "faults")
