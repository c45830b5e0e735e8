"""The list on the station's laptop in Chromium: the line cut, the browser restarted, handed in once; no name on its disk.

A browser of its own for each test, with its storage in a folder, so that it can be closed and opened again.
"""

import json
import re
from dataclasses import asdict

import pytest
from browsing import CHROMIUM, FLAGS, keep_picture, serving, signed_in
from django.db import connection
from polling import Polling, as_file, voters_of
from small_office import small_event
from test_browser import LOOKS, chromium, opened  # noqa: F401  (a fixture)
from test_voters_secrecy import needles, planted

from dauys.office.journal.desk import desk
from dauys.office.voters import lists
from dauys.register.marks import NOT

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install the package chromium")

STATION = next(iter(small_event().stations))
PEOPLE = [planted(number) for number in range(1, 31)]
"""Whose every word is found wherever it stands."""

FIVE = {2: (0, 1), 4: (0,), 9: (1,), 17: (0, 1), 30: (0, 1)}
"""Places, and which of the two kinds of ballots each is given; the last at home, with a mobile box."""


@pytest.fixture
def polling(counting):
    lists.take_in(as_file([(STATION, one) for one in PEOPLE]), "list.csv", desk.event, {STATION})
    return Polling(counting, STATION, PEOPLE)


@pytest.fixture
def losing():
    """Addresses whose answers are lost: the office does what it is asked, and then the line breaks."""
    return set()


@pytest.fixture
def site(polling, losing):
    with serving(losing) as found:
        yield found


@pytest.fixture
def laptop(chromium, site, polling, tmp_path):  # noqa: F811
    """A laptop that can be switched off and on again: what it keeps is in its folder."""
    contexts = []

    def switched_on(signed=True, language="en"):
        context = chromium.browser_type.launch_persistent_context(
            str(tmp_path / "laptop"), executable_path=CHROMIUM, args=list(FLAGS), viewport={"width": 1280, "height": 780}
        )
        contexts.append(context)
        context.add_cookies([{"name": "language", "value": language, "url": site}])
        if signed:
            signed_in(context, site, polling.somebody("member"))
        return context

    yield switched_on
    for context in contexts:
        context.close()


def page_of(context, site, polling):
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(site + polling.address("laptop"))
    page.wait_for_function("() => document.querySelector('[data-when]:not([hidden])')")
    return page


def take(page, polling):
    """The list comes to the laptop; the passphrase that is shown."""
    page.check("#is-laptop")
    page.fill("#code", polling.somebody("member").code())
    page.locator("[data-when='none new'] button", has_text="Take the list").click()
    page.wait_for_selector("#unlock:visible")
    page.wait_for_selector("#kept:not([hidden])")
    return page.text_content("#phrase code")


def unlock(page, phrase):
    page.fill("#passphrase", phrase)
    page.keyboard.press("Enter")
    page.wait_for_selector("#search:visible")
    page.select_option("#member", index=1)


def find(page, asked):
    page.fill("#asked", asked)
    page.press("#asked", "Enter")


def mark(page, place, ballots):
    """By keyboard alone: the number, Enter; the kinds that are not issued unticked; Enter."""
    find(page, str(place))
    page.wait_for_selector(f"#v{place}")
    for number, box in enumerate(page.locator("#found [name=contest]").all()):
        box.set_checked(number in ballots)
    page.locator("#found button").press("Enter")
    page.wait_for_function("() => document.getElementById('said').textContent === 'It is marked.'")


def minded(page, name):
    """Nothing that axe minds, and no page scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    told = [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found.response["violations"]]
    assert not told, (name, told)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


def test_without_a_line_and_restarted_marks_are_handed_in_once_also_when_the_answer_is_lost(
    polling, laptop, site, losing, tmp_path
):  # fmt: skip
    polling.changes("home", place=30, box="1")
    polling.opens()
    first, *_ = polling.register.contests
    assert polling.issues(3, [first]) == ["It is marked."]
    context = laptop()
    page = page_of(context, site, polling)
    phrase = take(page, polling)
    assert re.fullmatch(r"(\d{4} ){4}\d{4}", phrase)
    assert page.locator("#eraser").is_hidden()
    assert polling.issues(1)[0].startswith("The list is at the station's laptop, taken by INVENTED member-")
    assert polling.changes("strike", place=5, reason="E")[0].startswith("The list is at the station's laptop")
    unlock(page, phrase)
    context.set_offline(True)
    page.reload()
    page.wait_for_function("() => document.getElementById('line').textContent.startsWith('There is no line')")
    page.fill("#passphrase", phrase.replace("1", "2").replace("3", "4").replace("5", "6").replace("7", "8"))
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('fault').textContent === 'This passphrase does not open the list.'")
    unlock(page, phrase)
    for place in (2, 4, 9):
        mark(page, place, FIVE[place])
    find(page, PEOPLE[2].iin)  # who was given one ballot while there was a line
    page.wait_for_selector("#v3")
    assert page.locator("#found [name=contest]:disabled").count() == 1
    find(page, PEOPLE[3].name.split()[0])  # by name, one ballot of two
    page.wait_for_selector("#v4")
    assert [box.is_disabled() for box in page.locator("#found [name=contest]").all()] == [True, False]
    page.set_viewport_size({"width": 320, "height": 780})
    minded(page, "found")
    context.close()

    context = laptop(signed=False)  # the browser was restarted, and there is no line
    context.set_offline(True)
    page = page_of(context, site, polling)
    assert "Zqv" not in page.content()
    unlock(page, phrase)
    for place in (17, 30):
        mark(page, place, FIVE[place])
    find(page, "2")  # a second time
    page.wait_for_selector("#v2")
    assert page.locator("#found form").is_hidden()
    assert "A ballot was issued already." in page.text_content("#found")
    assert page.text_content("#counts") == "Voters who were given ballots: 6; on the list, those added included: 30."
    page.click("[id='hand in']")
    page.wait_for_function("() => document.getElementById('line').textContent.startsWith('There is no line')")
    assert page.text_content("#state") == "on this laptop"

    context.set_offline(False)
    page.wait_for_function("() => document.getElementById('line').textContent.includes('have to sign in')")
    losing.add(polling.address("laptop/in"))
    signed_in(context, site, polling.somebody("member"))
    page.click("[id='hand in']")
    page.wait_for_function("() => document.getElementById('state').textContent === 'sent, no answer yet'")
    page.wait_for_function("() => document.getElementById('line').textContent.startsWith('There is no line')")
    assert polling.counted.received == 6  # it has come, and the laptop does not know
    losing.clear()
    page.click("[id='hand in']")
    page.wait_for_selector("#over:visible")
    assert page.text_content("#over") == "Accepted. The list is handed in, and everything on this laptop is erased."
    assert page.locator("#contradicted").is_hidden()
    for place, ballots in FIVE.items():
        letters = polling.register.marks.at(place).ballots
        assert [number for number, letter in enumerate(letters) if letter != NOT] == list(ballots)
        assert letters.strip(NOT).isupper() == (place == 30)
    assert polling.issues(1) == ["It is marked."]  # and from now on here again
    assert page.evaluate("async () => (await Array.fromAsync((await navigator.storage.getDirectory()).keys())).length") == 0
    assert page.evaluate("localStorage.length") == 0
    context.close()


KEPT = """async () => {
  const found = [JSON.stringify(localStorage), JSON.stringify(await indexedDB.databases())];
  for (const name of await caches.keys()) {
    const store = await caches.open(name);
    for (const one of await store.keys()) found.push(one.url, await (await store.match(one)).text());
  }
  for await (const [name, one] of (await navigator.storage.getDirectory()).entries()) found.push(name);
  return found.join("\\n");
}"""


def test_nothing_that_the_laptop_keeps_names_anybody_and_the_log_has_nothing(polling, laptop, site, tmp_path):
    polling.opens()
    context = laptop()
    page = page_of(context, site, polling)
    phrase = take(page, polling)
    unlock(page, phrase)
    for place in (5, 1):
        mark(page, place, (0, 1))
    find(page, PEOPLE[6].iin)
    page.wait_for_selector("#v7")
    kept, (file,) = page.evaluate(KEPT), [one for one in (tmp_path / "laptop").rglob("*") if _is_the_list(one)]
    size, before = file.stat().st_size, file.read_bytes()
    find(page, "9")
    page.keyboard.press("Enter")  # the button of who was found is where one goes on
    page.wait_for_function("() => document.getElementById('counts').textContent.includes('ballots: 3;')")
    after = file.read_bytes()
    assert len(after) == size  # as long whoever came; and of the two copies of the marks one alone was written anew
    assert sum(old != new for old, new in zip(before, after, strict=True)) < size // 2
    assert before != after
    context.close()
    on_disk = b"".join(one.read_bytes() for one in (tmp_path / "laptop").rglob("*") if one.is_file() and not one.is_symlink())
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM journal_entry")
        log = b"".join(bytes(body) for (body,) in cursor.fetchall())
    stored = repr([lists.tables.rows(f"SELECT * FROM {table}") for table in ("laptop", "register")]).encode()
    hidden = [*needles(PEOPLE), phrase.encode(), phrase.replace(" ", "").encode()]
    assert "laptop.js" in kept
    for where, told in {"kept": kept.encode(), "disk": on_disk, "log": log, "office": stored}.items():
        found = [one for one in hidden if one in told or one.decode().encode("utf-16-le") in told]
        assert not found, where
    assert "laptop" not in json.dumps(log.decode())


def _is_the_list(file):
    return file.is_file() and b'"letters":' in file.read_bytes() and "File System" in str(file)


@pytest.mark.drill
def test_a_lost_laptop_goes_to_paper_and_when_it_is_found_what_contradicts_is_named(polling, laptop, site):
    polling.opens()
    context = laptop()
    page = page_of(context, site, polling)
    unlock(page, take(page, polling))
    for place in (5, 6):
        mark(page, place, (0, 1))
    chair = polling.somebody("chair")
    assert chair.said(polling.address("laptop/lost"), code=chair.code()) == ["It is in the log."]
    polling.changes("strike", place=5, reason="E")
    assert polling.issues(1)[0].startswith("The laptop that had the list is lost")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("#eraser:visible")
    assert "was declared lost" in page.text_content("#line")
    page.click("[id='hand in']")
    page.wait_for_selector("#over:visible")
    assert page.text_content("#contradicts") == f"5. {PEOPLE[4].name}: This person was struck off the list."
    assert [polling.register.marks.at(place).has_ballots for place in (5, 6)] == [False, True]
    books = chair.get(polling.address("books"))
    assert PEOPLE[4].name in books
    assert "So the signatures on paper are taken" in books
    assert polling.issues(1)[0].startswith("The laptop that had the list is lost")  # it stays on paper


@pytest.mark.drill
def test_no_list_is_given_to_a_telephone_and_a_passphrase_that_nobody_wrote_down_is_replaced(
    polling, chromium, laptop, site  # noqa: F811
):  # fmt: skip
    telephone = {"is_mobile": True, "has_touch": True, "viewport": {"width": 360, "height": 780}}
    page = opened(chromium, site, polling.somebody("member"), **telephone)
    page.goto(site + polling.address("laptop"))
    page.wait_for_selector("#telephone:visible")
    assert page.locator("#is-laptop").is_hidden()
    assert page.evaluate("localStorage.length") == 0
    page = page_of(laptop(), site, polling)
    first = take(page, polling)
    page.reload()
    page.wait_for_selector("#unlock:visible")
    assert first not in page.content()
    second = take(page, polling)
    assert second != first
    unlock(page, second)
    page.reload()
    page.wait_for_selector("#unlock:visible")
    assert page.locator("#is-laptop").is_hidden()  # it was opened: what was marked is not lost by taking the list again
    page.fill("#passphrase", first)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('fault').textContent === 'This passphrase does not open the list.'")


@pytest.mark.drill
@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(polling, chromium, site, language, width, scheme):  # noqa: F811
    look_at = {"language": language, "viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    ((_, usual),) = voters_of({STATION: 30})[6:7]  # the book shows a name as people have them
    polling.changes("correct", place=7, **asdict(usual))
    polling.changes("home", place=7, box="1")
    polling.opens()
    page, chair = (opened(chromium, site, polling.somebody(part), **look_at) for part in ("member", "chair"))

    def look(name, page=page):
        minded(page, name)
        assert page.get_attribute("html", "lang") == language
        keep_picture(page, f"laptop-{name}-{language}-{width}-{scheme}")

    page.goto(site + polling.address("laptop"))
    page.wait_for_selector("#is-laptop:visible")
    page.locator("summary").first.click()
    look("take")
    page.locator("form.narrow:has(#is-laptop) > button").last.click()
    page.wait_for_function("() => document.getElementById('fault').textContent !== ''")
    look("refused")
    page.check("#is-laptop")
    page.fill("#code", polling.somebody("member").code())
    page.locator("form.narrow:has(#is-laptop) > button").last.click()
    page.wait_for_selector("#phrase")
    page.wait_for_selector("#kept:not([hidden])")
    look("passphrase")
    unlock(page, page.text_content("#phrase code"))
    find(page, "7")
    page.wait_for_selector("#v7")
    look("found")
    chair.goto(site + polling.address())
    chair.locator("details summary").first.click()
    look("out", chair)
    chair.fill("#code", polling.somebody("chair").code())
    chair.locator("details form button").last.click()
    chair.wait_for_selector(".finding.hold")
    look("lost", chair)
    chair.goto(site + polling.address("books"))
    look("books", chair)
    page.click("[id='hand in']")
    page.wait_for_selector("#over:visible")
    look("over")
