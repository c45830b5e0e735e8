"""The office in a browser: a protocol by keyboard alone, without script too, narrow and in the dark; nothing that axe minds."""

import os
from datetime import date

import pytest
from browsing import CHROMIUM, FLAGS, keep_picture, serving, signed_in
from small_office import small_event

from dauys.office.counting.models import Typing
from dauys.office.journal.desk import desk
from dauys.office.people.models import Membership

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install the package chromium")

STATION, LIST = next(iter(small_event().stations)), "maslikhat-aktobe.list"


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread; Django would refuse to work in it
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def address(counting):
    with serving() as found:
        yield found


def opened(chromium, address, somebody, **more):
    """A page of somebody's browser, in English unless told otherwise."""
    language = more.pop("language", "en")
    context = signed_in(chromium.new_context(**more), address, somebody)
    context.add_cookies([{"name": "language", "value": language, "url": address}])
    return context.new_page()


def test_a_protocol_by_keyboard_alone(counting, chromium, address):
    first = counting.somebody(counting.receiver(STATION, LIST), "typist", "first")
    first.post(counting.address(STATION, LIST, "receive"))
    page = opened(chromium, address, first)
    page.goto(address + counting.address(STATION, LIST, "enter"))
    figures = counting.figures(STATION, LIST)
    keys = 0

    def press(key):
        nonlocal keys
        keys += 1
        page.keyboard.press(key)

    fields = page.eval_on_selector_all("input[data-line]", "all => all.map(field => [field.name, field.dataset.line])")
    lines, at = 0, 0
    while at < len(fields):
        name, line = fields[at]
        assert page.evaluate("document.activeElement.name") == name
        for digit in figures.get(name, ""):
            press(digit)
        press("Enter")
        lines += name in figures
        at += 1
        if name not in figures:  # the table ends here, and so the browser has gone on to the next line
            while at < len(fields) and fields[at][1] == line:
                at += 1
    page.wait_for_url("**/stations/")
    assert Typing.objects.count() == 1
    with desk.looking() as state:
        assert state.life(STATION, LIST).latest.first.one("T") == int(figures["T"])
    assert lines >= 18
    assert keys <= sum(map(len, figures.values())) + lines + 4


def test_nothing_but_digits_gets_into_a_field_and_what_is_typed_is_saved(counting, chromium, address):
    first = counting.somebody(counting.receiver(STATION, LIST), "typist", "first")
    first.post(counting.address(STATION, LIST, "receive"))
    page = opened(chromium, address, first)
    page.goto(address + counting.address(STATION, LIST, "enter"))
    with page.expect_response(lambda answer: answer.url.endswith("/save/")) as saved:
        page.keyboard.type("1a-2,3")
    assert saved.value.status == 200
    page.wait_for_function("document.getElementById('saved').textContent.includes('saved')")
    page.reload()
    assert page.input_value("input[data-line]") == "123"


def test_without_script_a_paper_is_typed_all_the_same(counting, chromium, address):
    first = counting.somebody(counting.receiver(STATION, LIST), "typist", "first")
    first.post(counting.address(STATION, LIST, "receive"))
    page = opened(chromium, address, first, java_script_enabled=False)
    page.goto(address + counting.address(STATION, LIST, "enter"))
    for name, text in counting.figures(STATION, LIST).items():
        page.locator(f'input[name="{name}"]').fill(text)
    page.locator(".foot button").first.click()
    page.wait_for_url("**/stations/")
    assert Typing.objects.count() == 1


def the_pages(counting):
    """The main screens, with what a commission sees on them in the middle of its work."""
    commission = counting.receiver(STATION, LIST)
    first, second, third = (counting.somebody(commission, "member", name) for name in ("first", "second", "third"))
    chair = counting.somebody(commission, "chair", "chair")
    _, other, waiting, *_ = counting.event.stations
    Membership.objects.filter(person=third.person).update(until=date(2090, 3, 19))
    first.post(counting.address(STATION, LIST, "receive"))
    counting.enter(first, STATION, LIST)
    counting.enter(second, STATION, LIST)
    counting.settle(third, STATION, LIST)
    first.post(counting.address(other, LIST, "receive"))
    wrong = {**counting.figures(other, LIST), "V": "1"}
    counting.enter(first, other, LIST, wrong)
    return chair, {
        "home": f"/c/{commission}/", "stations": f"/c/{commission}/stations/", "paper": counting.address(STATION, LIST),
        "receive": counting.address(waiting, LIST),
        "enter": counting.address(other, LIST, "enter"), "approve": f"/c/{commission}/approve/",
        "people": f"/c/{commission}/people/", "invite": f"/c/{commission}/people/invite/",
        "definition": f"/c/{commission}/setting-up/", "rules": f"/c/{commission}/setting-up/rules/",
    }  # fmt: skip


LOOKS = [
    pytest.param("ru", 320, "light", id="ru-320-light"),
    pytest.param("en", 1280, "light", id="en-1280-light", marks=pytest.mark.drill),
    pytest.param("kk", 360, "dark", id="kk-360-dark", marks=pytest.mark.drill),
]
"""The longest words on the narrowest screen in every run, the others in the drill."""


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(counting, chromium, address, language, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    chair, pages = the_pages(counting)
    page = opened(chromium, address, chair, language=language, viewport={"width": width, "height": 900}, color_scheme=scheme)
    for name, path in pages.items():
        page.goto(address + path)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
        told = [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found.response["violations"]]
        assert not told, (name, told)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
        assert page.get_attribute("html", "lang") == language
        keep_picture(page, f"office-{name}-{language}-{width}-{scheme}")
