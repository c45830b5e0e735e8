"""The count on a phone in Chromium: without a line, the browser restarted, each paper sent once; the same by file and by code.

A browser of its own for each test, with its storage in a folder, so that it can be closed and opened again.
"""

import random
import re

import pytest
import segno
from browsing import CHROMIUM, FLAGS, keep_picture, serving, signed_in
from django.contrib.staticfiles import finders
from PIL import Image
from small_office import small_event
from station_count import address, count, figures, papers, precinct
from test_browser import LOOKS, chromium, opened  # noqa: F401  (a fixture)

from dauys.acts import STATION, figures_of
from dauys.office.counting.fields import typed
from dauys.office.counting.models import Typing
from dauys.office.counting.papers import Paper
from dauys.office.journal.desk import desk
from dauys.office.machines.models import Package, StationKey
from dauys.office.papers.keeping import scans
from dauys.office.station.models import Arrival
from dauys.protocol import findings_of
from dauys.render.paper_qr import read_qr

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install the package chromium")

NAME = next(iter(small_event().stations))
LIST, AREA = "maslikhat-aktobe.list", "maslikhat-aktobe.01"


@pytest.fixture
def member(counting):
    return counting.somebody(precinct(counting, NAME), "member")


@pytest.fixture
def losing():
    """Addresses whose answers are lost: the office does what it is asked, and then the line breaks."""
    return set()


@pytest.fixture
def site(counting, losing):
    with serving(losing) as found:
        yield found


@pytest.fixture
def phone(chromium, site, member, tmp_path):  # noqa: F811
    """A phone that can be switched off and on again: what it keeps is in its folder."""
    contexts = []

    def switched_on(signed=True, width=360, language="en"):
        context = chromium.browser_type.launch_persistent_context(
            str(tmp_path / "phone"), executable_path=CHROMIUM, args=list(FLAGS), viewport={"width": width, "height": 780},
            accept_downloads=True,
        )  # fmt: skip
        contexts.append(context)
        context.add_cookies([{"name": "language", "value": language, "url": site}])
        if signed:
            signed_in(context, site, member)
        return context

    yield switched_on
    for context in contexts:
        context.close()


def page_of(context, site, house):
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(site + address(house, NAME, "phone"))
    page.wait_for_selector("#station:not([hidden])")
    return page


def kept(page):
    """The page is kept by the browser."""
    page.wait_for_selector("#kept:not([hidden])")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")


def type_in(page, house, told):
    """Go through the steps as they open on the phone."""
    while True:
        open_ = page.locator("details[data-part]:not([hidden])").filter(
            has=page.locator("summary .state", has_text=re.compile("^open$"))
        )
        if not open_.count():
            return
        part = open_.first.get_attribute("data-part")
        section = page.locator(f"details[data-part='{part}']")
        paper = section.get_attribute("data-of") if section.get_attribute("data-each") == "contest" else STATION
        section.evaluate("one => { one.open = true; }")
        for field in section.locator("input[data-line]").all():
            field.fill(told[paper].get(field.get_attribute("name"), ""))
        section.locator("form button").click()
        fault = section.locator("[data-fault]")
        if fault.text_content():
            section.locator("form button").click()
        page.wait_for_function(
            "part => document.querySelector(`details[data-part='${part}'] .state`).textContent === 'entered'", arg=part
        )  # fmt: skip


def photograph(page, tmp_path, house):
    for at, contest in enumerate(papers(house, NAME)):
        file = tmp_path / f"photo {at}.png"
        Image.new("L", (60 + at, 80), 180 + at).save(file)
        page.set_input_files(f"[id='photo {contest}']", str(file))
        page.wait_for_function(
            "contest => document.querySelector(`[data-paper='${contest}'] [data-photo-said]`).textContent !== ''", arg=contest
        )  # fmt: skip


def states(page, house):
    return [page.text_content(f"[data-paper='{contest}'] [data-state]") for contest in papers(house, NAME)]


SO_MANY = """([word, many]) => many === [...document.querySelectorAll("[data-paper] [data-state]")]
    .filter((one) => one.textContent === word).length"""


def wait_for_states(page, word, many):
    page.wait_for_function(SO_MANY, arg=[word, many])


def counted_without_a_line(phone, site, house, tmp_path, boxes=None):
    """Three protocols typed and photographed with the line cut, in the outbox of a browser that was restarted."""
    context = phone()
    page = page_of(context, site, house)
    kept(page)
    context.set_offline(True)
    page.reload()
    page.wait_for_selector("#station:not([hidden])")
    page.wait_for_function("() => document.getElementById('line').textContent.startsWith('There is no line')")
    told = figures(house, NAME, boxes)
    type_in(page, house, told)
    page.click("#send")
    wait_for_states(page, "on this phone", len(told))
    photograph(page, tmp_path, house)
    context.close()

    context = phone(signed=False)
    context.set_offline(True)
    page = page_of(context, site, house)  # from what the browser keeps: there is no line
    wait_for_states(page, "on this phone", len(told))
    return context, page, told


def test_without_a_line_and_restarted_each_paper_is_sent_once_also_when_the_answer_is_lost(
    counting, member, phone, site, losing, tmp_path
):  # fmt: skip
    boxes = {"1": (4, {LIST: 5, AREA: 4}), "2": (3, {LIST: 3, AREA: 3})}
    context, page, told = counted_without_a_line(phone, site, counting, tmp_path, boxes)
    assert page.locator("[data-struck]:not([hidden])").count() == 1  # of 2023: the whole box, and no other
    assert "The 4 ballots of box 1 are invalid" in page.text_content(f"[data-part='votes/{AREA}'] [data-here]")
    keep_picture(page, "station-without-a-line-en-360-light")
    assert not Typing.objects.exists()
    context.set_offline(False)
    page.wait_for_function("() => document.getElementById('line').textContent.includes('have to sign in')")
    losing.add(address(counting, NAME, "outbox"))
    signed_in(context, site, member)
    page.click("#again")
    wait_for_states(page, "sent, no answer yet", 1)
    assert Arrival.objects.count() == 1  # it has come, and the phone does not know
    losing.clear()
    page.click("#again")
    wait_for_states(page, "accepted, with receipt", len(told))
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-photo-said]')].every((one) => one.textContent === 'the photo is accepted')"
    )
    page.click("#again")
    page.reload()
    wait_for_states(page, "accepted, with receipt", len(told))
    assert Typing.objects.count() == Arrival.objects.count() == len(told) == 3
    assert set(Arrival.objects.values_list("channel", flat=True)) == {"line"}
    with desk.looking() as state:
        for contest in told:
            first = state.life(NAME, contest).latest.first
            line = "T" if contest != STATION else "A"
            assert first.one(line) == int(told[contest][line])
            assert len(scans(state, NAME, contest)) == 1
    for contest in told:
        entry = Arrival.objects.get(contest=contest).entry_id
        assert f"entry {entry}," in page.text_content(f"[data-paper='{contest}'] [data-said]")


@pytest.mark.drill
def test_by_a_file_from_a_stick_each_paper_counts_once_and_the_line_comes_later(counting, member, phone, site, tmp_path):
    context = phone()
    page = page_of(context, site, counting)
    page.locator("#key").evaluate("one => { one.open = true; }")
    page.fill("#key [name=code]", member.code())
    page.click("#key button:not([type=button])")  # while there is a line: what this phone signs counts as its person's
    page.wait_for_selector(".done:has-text('The key is confirmed.')")
    page.wait_for_function("() => document.querySelector('#key [data-state]').textContent === 'confirmed'")
    context.close()
    assert StationKey.objects.get().owner == member.person

    context, page, told = counted_without_a_line(phone, site, counting, tmp_path)
    with page.expect_download() as saved:
        page.click("#file")
    stick = tmp_path / "stick.txt"
    saved.value.save_as(stick)
    commission = counting.receiver(NAME, LIST)
    receiving = counting.somebody(commission, "member")
    with stick.open("rb") as file:
        text = receiving.post(f"/c/{commission}/station/bring/", status=200, file=file).content.decode()
    assert text.count("It came as a file on a stick.") == len(told) == 3
    with stick.open("rb") as file:  # the same stick again: the same receipts, and nothing more
        receiving.post(f"/c/{commission}/station/bring/", status=200, file=file)
    assert Package.objects.count() == Arrival.objects.count() == Typing.objects.count() == 3
    assert set(Typing.objects.values_list("person", flat=True)) == {member.person.pk}  # the owner of the key has typed them

    signed_in(context, site, member)  # and when the phone has a line, its papers are there already, and its photos are not
    context.set_offline(False)
    wait_for_states(page, "accepted, with receipt", len(told))
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-photo-said]')].every((one) => one.textContent === 'the photo is accepted')"
    )
    assert "as a file on a stick" in page.text_content(f"[data-paper='{LIST}'] [data-said]")
    assert Typing.objects.count() == 3
    assert set(Arrival.objects.values_list("channel", flat=True)) == {"file"}
    broken = stick.read_text().replace('"T":', '"T" :', 1).splitlines()[1]
    assert "not" in receiving.post(f"/c/{commission}/station/bring/", status=422, text=broken).content.decode()


@pytest.mark.drill
def test_by_the_code_of_the_protocol_each_paper_counts_once(counting, member, phone, site, tmp_path):
    context, page, told = counted_without_a_line(phone, site, counting, tmp_path)
    codes = []
    for contest in told:
        text = page.input_value(f"[id='code {contest}']")
        code = read_qr(text)  # the office's own reader finds it right: names, figures and hash
        assert (code.station, code.contest, code.invented) == (NAME, contest, True)
        codes.append(text)
        assert page.locator(f"[data-paper='{contest}'] svg.code path").get_attribute("d").count("M") > 500
    commission = counting.receiver(NAME, LIST)
    reader = counting.somebody(commission, "member")
    said = reader.post(f"/c/{commission}/station/bring/", status=200, text="\n".join(codes)).content.decode()
    assert said.count("It came by the QR code of the protocol.") == len(told) == 3
    reader.post(f"/c/{commission}/station/bring/", status=200, text=codes[0])
    misread = codes[1].replace("T=", "T=1", 1)
    assert "The code was misread" in reader.post(f"/c/{commission}/station/bring/", status=422, text=misread).content.decode()
    assert Arrival.objects.count() == Typing.objects.count() == 3
    assert set(Arrival.objects.values_list("channel", "brought_by")) == {("code", reader.person.pk)}
    context.close()


FULL = {1: 17, 2: 32, 6: 134, 7: 154, 9: 230, 10: 271, 14: 458, 20: 858, 27: 1465, 32: 1952, 40: 2953}
"""Of some sizes of codes, how many bytes fill them (ISO/IEC 18004, table 7, correction L)."""


def test_a_code_is_drawn_as_another_program_draws_it(chromium):  # noqa: F811
    """Where the text fills it: what stands behind a shorter text is left to each program, and no reader looks at it."""
    page = chromium.new_page()
    page.add_script_tag(path=finders.find("office/station_qr.js"))
    for version, length in FULL.items():
        text, mask = ("dauys1|X-AKT-0001|T=612;" * 200)[:length], version % 8
        same = segno.make(text, error="l", micro=False, boost_error=False, mode="byte", mask=mask)
        assert same.version == version
        assert page.evaluate("([text, mask]) => qrCode(text, mask)", [text, mask]) == [
            [bool(n) for n in row] for row in same.matrix
        ]
        assert len(page.evaluate("text => qrCode(text)", text[:-1])) == 17 + 4 * version  # and one letter less is no larger
    assert page.evaluate("qrCode('x'.repeat(2954))") is None
    page.close()


def test_the_phone_finds_what_the_office_finds(counting, chromium, site, member):  # noqa: F811
    """Papers with figures left out, changed and swapped: the same checks do not hold, of the same cells."""
    page = opened(chromium, site, member)
    page.goto(site + address(counting, NAME, "phone"))
    page.wait_for_selector("#station:not([hidden])")
    chance, samples, wanted = random.Random(58), [], []
    with desk.looking() as state:
        forms = state.forms(Paper(state, NAME, STATION).law)
        fields = {one: Paper(state, NAME, one).fields for one in state.expected(NAME)}
    for _ in range(60):
        told = figures(counting, NAME, {"1": (4, {LIST: 5, AREA: 4}), "2": (3, {LIST: 3, AREA: 2})})
        for data in told.values():
            for name in chance.sample(sorted(data), chance.randrange(5)):
                data[name] = chance.choice(["", "0", str(int(data[name]) + 1), str(int(data[name]) * 3)])
        nested = {one: typed(fields[one], data)[0] for one, data in told.items()}
        known = {one: figures_of(state.form_of(one), table) for one, table in nested.items()}
        record = known.pop(STATION)
        for one in told:
            found = findings_of(forms, None if one == STATION else one, record, known)
            wanted.append(sorted([it.code, it.cell or ""] for it in found if it.code != "E000"))
            samples.append([one, nested])
    asked = """all => { const about = JSON.parse(document.getElementById("station").dataset.told);
      return all.map(([one, papers]) => Checks.findings(about.papers.find((paper) => paper.contest === one).checks, one, papers)
        .map((found) => [found.code, found.cell ?? ""])); }"""
    assert [sorted(found) for found in page.evaluate(asked, samples)] == wanted
    assert len({code for found in wanted for code, _ in found}) > 15


# ---- how it looks ------------------------------------------------------------------------------------------------------


PAGES = ("phone", "step", "count", "votes", "faults", "back", "attached", "sent", "bring")
SHARES = [pytest.param("ru", 320, "light", ("phone", "count", "faults"), id="ru-320-light")]
SHARES += [pytest.param(*look.values, PAGES, id=f"{look.id}, all", marks=pytest.mark.drill) for look in LOOKS]
"""In CI three pages in one look; the drill looks at all of them in each."""


@pytest.mark.parametrize(("language", "width", "scheme", "pages"), SHARES)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    counting, chromium, site, member, language, width, scheme, pages  # noqa: F811
):  # fmt: skip
    from axe_playwright_python.sync_playwright import Axe

    page = opened(chromium, site, member, language=language, viewport={"width": width, "height": 900}, color_scheme=scheme)

    def look(name, path=None):
        if path and name in (*pages, "votes"):  # from the votes one goes on to their faults
            page.goto(site + path)
        if name not in pages:
            return
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
        told = [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found.response["violations"]]
        assert not told, (name, told)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
        assert page.get_attribute("html", "lang") == language
        keep_picture(page, f"station-{name}-{language}-{width}-{scheme}")

    look("phone", address(counting, NAME, "phone"))
    told = figures(counting, NAME, {"1": (4, {LIST: 5, AREA: 4})})
    count(counting, member, NAME, told, until="unused")
    look("step", address(counting, NAME, "step", "unused", LIST))
    count(counting, member, NAME, told, until="votes")
    look("count", address(counting, NAME))
    look("votes", address(counting, NAME, "step", "votes", LIST))
    page.locator(".foot button").click()
    page.wait_for_selector("#faults")
    look("faults")
    look("back", address(counting, NAME, "step", "unused", LIST))
    words = {"kind": "observers' act attached", "contests": [STATION], "words": "INVENTED: two boxes were open at once."}
    member.post(address(counting, NAME, "attached"), **words)
    look("attached", address(counting, NAME, "attached"))
    count(counting, member, NAME, told)
    member.post(address(counting, NAME, "send"))
    look("sent", address(counting, NAME))
    receiving = counting.somebody(counting.receiver(NAME, LIST), "member")
    page = opened(chromium, site, receiving, language=language, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(f"{site}/c/{counting.receiver(NAME, LIST)}/station/bring/")
    page.fill("[name=text]", "nothing")
    page.locator("main form button").last.click()
    page.wait_for_selector(".fault")
    look("bring")
