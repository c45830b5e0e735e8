"""Station 58 in Astana, from the list of its 2,861 INVENTED voters to the receipts of its protocols, in browsers.

A chair, three members at three laptops, the count on a telephone. The pictures of the book's page on the day are taken here.

Past the screens is done only what would take a day: most of the voters are marked by the function that the screen calls.
"""

import re
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from browsing import CHROMIUM, PICTURES, keep_picture, serving
from house import House
from polling import Polling
from pypdf import PdfReader
from small_office import station_58_event
from station_count import address, figures_of_the_day, papers
from test_browser import chromium, opened  # noqa: F401  (a fixture)
from typer.testing import CliRunner

from dauys.acts import STATION, figures_hash, table_of
from dauys.acts.record import read_record
from dauys.cli import app
from dauys.demo.voters import invent_voters
from dauys.ledger import Policy, Receipt
from dauys.office.counting.papers import Paper
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import Recorder, receipt
from dauys.office.people.inviting import join
from dauys.office.station.copies import as_signed
from dauys.office.station.models import Arrival
from dauys.office.station.work import Work
from dauys.office.voters import lists, tables
from dauys.render.paper_qr import read_qr
from dauys.text import phrase

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install the package chromium")

NAME, NEIGHBOUR = "X-AST-0058", "X-AST-0059"
EVENT = station_58_event()
VOTERS = EVENT.stations[NAME].voters
CONTESTS = tuple(one.id for one in EVENT.contests_of(NAME))
LIST = "mazhilis.list"
CAPITAL, OKRUG = "territorial-astana", "okrug-01"
LAPTOPS = {"laptop-1": "kk", "laptop-2": "ru", "laptop-3": "en"}
"""The members who issue ballots, and the languages of their screens."""

CORRECTED, STRUCK, AWAY, HEAD_OF_STATE, AT_HOME = 5, 6, 9, 58, (21, 24, 27)
"""Places on the list. The head of state has an invented name like everybody, and no other place than his own."""

BY_SCREEN = (33, 36, 39, 42, 45, 48, 51, 54, 57, 60, 63, HEAD_OF_STATE)
TWICE = 66
"""Who are marked by the screens, and the one whom two laptops find at once."""


@dataclass
class Day:
    """The station's day in its browsers."""

    polling: Polling
    site: str
    chair: object
    laptops: dict
    phone: object

    @property
    def house(self):
        return self.polling.house

    def goes(self, page, what=""):
        page.goto(self.site + self.polling.address(what))

    def finds(self, page, asked):
        self.goes(page, "find")
        page.fill("#asked", str(asked))
        pressed(page, "form[role=search] button")
        return page.locator("main section")

    def acts(self, act):
        """One tap on the page of the day."""
        self.goes(self.chair)
        pressed(self.chair, f"form:has([value='{act}']) button")
        assert said(self.chair) == [phrase("voters.told", "en")]


def pressed(page, what):
    """What leads to another page."""
    with page.expect_navigation():
        page.locator(what).first.click()


WORDS = """all => all.map((one) => [...one.childNodes].filter((it) => it.nodeName !== "STRONG").map((it) => it.textContent)
    .join("").trim())"""
"""What is told at the head of a page, without the words before a fault."""


def said(page):
    return page.locator("p.done, p.fault").evaluate_all(WORDS)


BOOK = (Path(__file__).parents[2] / "docs" / "book" / "polling-day.md").read_text("utf-8")


def shown(page, name):
    """The page is good on a wide screen and on a telephone, and its pictures are kept for the book."""
    before = page.viewport_size
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (name, width)
        keep_picture(page, f"day-{name}-en-{width}-light")
        assert PICTURES or f"day-{name}-en-{width}-light.png" in BOOK, "the book has no such picture"
    page.set_viewport_size(before)


@pytest.fixture
def day(empty, tmp_path, chromium):  # noqa: F811
    """The office of station 58, its definition frozen; its people at their screens."""
    house = House.set_up(empty, tmp_path / "definition", EVENT)
    house.freeze()
    polling = Polling(house, NAME, [person for _, person in invent_voters({NAME: VOTERS}, 1)])
    with serving() as site:
        wide, narrow = {"width": 1024, "height": 480}, {"width": 360, "height": 640}  # what is not shown need not be drawn
        yield Day(
            polling, site, opened(chromium, site, polling.somebody("chair"), viewport=wide),
            {
                name: opened(chromium, site, polling.somebody("member", name), language=language, viewport=wide)
                for name, language in LAPTOPS.items()
            },
            opened(chromium, site, polling.somebody("member", "laptop-3"), viewport=narrow),
        )  # fmt: skip


@pytest.mark.drill  # its parts are in every run: the list, check-in, the count, papers and receipts
def test_station_58_from_its_list_to_its_receipts(day, tmp_path):
    the_list_comes_in_and_is_inspected(day, tmp_path / "voters.csv")
    the_list_is_corrected(day)
    the_station_opens(day)
    three_laptops_check_in(day)
    a_mobile_box_goes_out(day)
    voting_ends(day)
    told = figures_of_the_day(day.polling, {"1": {LIST: 4}})
    the_books_are_checked(day, told)
    the_count_in_the_order_of_the_law(day, told)
    copies = the_protocols_are_printed(day)
    the_commission_above_takes_them(day, told, copies)
    the_books_name_the_box(day)
    the_receipts_hold(day, told)
    nobody_is_named_in_the_log(day)


# ---- before the day ----------------------------------------------------------------------------------------------------


def the_list_comes_in_and_is_inspected(day, file):
    """A file of the command, taken in by the page; printed without personal numbers."""
    written = CliRunner().invoke(app, ["invent-voters", str(file)])
    assert f"INVENTED: {VOTERS:,} voters of 1 stations" in written.stdout
    page = day.chair
    page.goto(f"{day.site}/c/{day.polling.commission}/voters/load/")
    page.set_input_files("#files", str(file))
    pressed(page, "main form button")
    assert said(page) == [phrase("voters.taken in", "en", number=VOTERS)]
    day.goes(page, "print")
    rows = page.locator("tbody tr")
    assert rows.count() == VOTERS == 2861
    text = page.inner_text("tbody")
    one = day.polling.voters[HEAD_OF_STATE - 1]
    assert one.name in text
    assert one.iin not in text
    assert len(PdfReader(BytesIO(page.pdf(format="A4"))).pages) > 50


def the_list_is_corrected(day):
    """By who inspected it, and by who votes elsewhere, here, or at home; the head of state's row is a row like any other."""
    page, voters = day.chair, day.polling.voters

    def changed(place, deed, **told):
        day.finds(page, place)
        form = page.locator(f"form:has([value='{deed}'])")
        page.locator("summary").nth(0 if place else -1).click()
        for name, value in told.items():
            field = form.locator(f"[name='{name}']")
            (field.select_option if field.evaluate("one => one.tagName") == "SELECT" else field.fill)(value)
        if deed == "correct":
            shown(page, "corrected")
        with page.expect_navigation():
            form.locator("button").click()
        assert said(page) == [phrase("voters.changed", "en")], deed

    changed(CORRECTED, "correct", address="INVENTED Таңжан 7-58")
    changed(STRUCK, "strike", reason="E")
    changed(AWAY, "certificate")
    for place in AT_HOME:
        changed(place, "home", box="1")
    more = [person for _, person in invent_voters({NAME: VOTERS, NEIGHBOUR: 2}, 1)][VOTERS:]
    for person, reason in zip(more, ("p", "c"), strict=True):
        told = {"name": person.name, "born": person.born, "iin": person.iin, "address": person.address, "reason": reason}
        changed("", "add", **told)
    counted = day.polling.counted
    assert (counted.voters, counted.added, counted.removed, counted.away) == (VOTERS + 1, {"p": 1, "c": 1}, {"E": 1}, 1)

    def row(place):
        """What is shown of somebody, and what can be done, without what is his own."""
        html, one = day.finds(page, place).inner_html(), voters[place - 1]
        for own in (one.name, one.born, one.iin, one.address):
            html = html.replace(own, "")
        html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html)
        return re.sub(rf"\b([vbohr]|name|born|iin|address)?{place}\b", r"\1", html)

    assert row(HEAD_OF_STATE) == row(HEAD_OF_STATE + 1)


# ---- the day -----------------------------------------------------------------------------------------------------------


def the_station_opens(day):
    page = day.phone
    page.goto(day.site + address(day.house, NAME))
    assert "The count is not open yet." in page.inner_text("main")
    assert "Art. 43(1)" in page.inner_text("main .finding")
    assert not page.locator("ol .tasks a").count()
    day.goes(day.chair)
    day.chair.fill("#stationary", "2")
    day.chair.fill("#mobile", "1")
    pressed(day.chair, "form:has([value='boxes sealed']) button")
    day.acts("station opened")


def three_laptops_check_in(day):
    """At once; nobody is marked twice, and of the two who find the same voter one is told that it was issued."""
    register = day.polling.register
    letters = [lists.letter_of(register, day.polling.somebody("member", one).person.pseudonym) for one in LAPTOPS]
    taken = {CORRECTED, STRUCK, AWAY, HEAD_OF_STATE}
    many = [place for place in range(1, VOTERS + 1) if place % 3 and place not in taken]
    with tables.together():
        for place in many:
            member = letters[place % len(letters)]
            lists.mark(register, place, lambda voter, member=member: voter.issued(range(len(CONTESTS)), member, False))

    def at_once(places):
        for (page, _), place in zip(at_laptops(day), places, strict=True):
            day.finds(page, place)
        if HEAD_OF_STATE in places:
            shown(day.laptops["laptop-3"], "found")
        return issued_at_once(day)

    for first in range(0, len(BY_SCREEN), len(LAPTOPS)):
        assert at_once(BY_SCREEN[first : first + len(LAPTOPS)]) == ["voters.issued"] * 3
    assert at_once((69, TWICE, TWICE)) in (
        ["voters.issued", "voters.issued", "voters.why.issued"], ["voters.issued", "voters.why.issued", "voters.issued"],
    )  # fmt: skip
    assert day.polling.counted.received == len(many) + len(BY_SCREEN) + 2

    page = day.laptops["laptop-3"]
    section = day.finds(page, AWAY)
    assert phrase("voters.has certificate", "en") in section.inner_text()
    assert not section.locator("form").count()
    guest = next(one for one in lists.everybody(day.polling.register) if one.voter.came == "c")
    section = day.finds(page, guest.person.iin)
    assert not section.locator("input[name=contest]:checked").count()  # which ballots, the member says
    section.locator(f"input[value='{LIST}']").check()
    pressed(page, "section form button")
    assert said(page) == [phrase("voters.issued", "en")]
    day.goes(day.chair)
    pressed(day.chair, "form:has([value='turnout reported']) button")
    with desk.looking() as state:
        assert list(state.turnout[NAME].values()) == [len(many) + len(BY_SCREEN) + 3] == [day.polling.counted.received]
    shown(day.chair, "turnout")


def at_laptops(day):
    return [(day.laptops[name], language) for name, language in LAPTOPS.items()]


def issued_at_once(day):
    """All three press before any is answered; what each is told."""
    for page, _ in at_laptops(day):
        page.evaluate("() => { setTimeout(() => document.querySelector(\"form[action$='/issue/'] button\").click(), 0); }")
    found = []
    for page, language in at_laptops(day):
        page.wait_for_selector("p.done, p.fault")
        words = said(page)
        found += [key for key in ("voters.issued", "voters.why.issued") if [phrase(key, language)] == words]
        if phrase("voters.why.issued", "en") in words:
            shown(page, "issued-already")
    return found


def a_mobile_box_goes_out(day):
    """With the applications of three and a ballot to spare of each kind; three vote, the spare ones come back."""
    page = day.chair
    day.goes(page, "boxes")
    for number, _ in enumerate(CONTESTS):
        page.fill(f"[name='taken {number}']", "4")
    shown(page, "box-leaves")
    pressed(page, "section form button")
    for (laptop, language), place in zip(at_laptops(day), AT_HOME, strict=True):
        section = day.finds(laptop, place)
        assert section.locator("[name=outside]").is_checked()
        pressed(laptop, "section form button")
        assert said(laptop) == [phrase("voters.issued", language)]
    day.goes(page, "boxes")
    for number, _ in enumerate(CONTESTS):
        page.fill(f"[name='brought_back {number}']", "1")
        page.fill(f"[name='damaged_box {number}']", "0")
    pressed(page, "section form button")
    assert day.polling.counted.by_box == {"1": (3,) * len(CONTESTS)}
    shown(page, "box-back")


def voting_ends(day):
    """Nobody is marked any more; the count waits until the list is closed too."""
    from axe_playwright_python.sync_playwright import Axe

    laptop, language = at_laptops(day)[0]
    day.finds(laptop, 72)
    day.acts("station closed")
    pressed(laptop, "section form button")
    assert said(laptop) == [phrase("voters.not open", language)]
    day.phone.goto(day.site + address(day.house, NAME, "step", "list", STATION))
    assert day.phone.url == day.site + address(day.house, NAME)
    assert "Art. 24(10)" in day.phone.inner_text("main .finding")
    shown(day.phone, "count-waits")
    assert not Axe().run(day.phone).response["violations"]
    day.acts("voter list closed")
    with desk.looking() as state:
        assert state.of_the_day[NAME, "voter list closed"].payload["voters"] == VOTERS + 1
    day.goes(day.chair, "find")
    day.chair.fill("#asked", "72")
    pressed(day.chair, "form[role=search] button")
    assert not day.chair.locator("main details").count()


TYPED = "(all, paper) => { for (const field of all) field.value = paper[field.name] ?? ''; }"
"""All fields of a step at once: that they are typed in by hand is shown elsewhere (test_browser.py)."""


# ---- the count ---------------------------------------------------------------------------------------------------------


def the_books_are_checked(day, told):
    """What is counted on paper agrees with the list; the boxes are not opened yet, and their equations wait."""
    page = day.laptops["laptop-3"]
    day.goes(page, "books")
    for number, contest in enumerate(CONTESTS):
        paper = told[contest]
        typed = {"delivered": "C", "cancelled": "E", "signatures_list": "B1", "signatures_requests": "B2"}
        for term, line in typed.items():
            page.fill(f"[name='{term} {number}']", paper[line])
    pressed(page, "main form[method=post] > button")
    assert not page.locator(".faults").count()
    assert "wait for a number" in page.inner_text("main")


def the_count_in_the_order_of_the_law(day, told):
    """On a telephone: what is open is entered, and nothing else can be."""
    page, seen = day.phone, []
    day.goes(page)
    pressed(page, "a.button:has-text('The count at the station')")
    page.goto(day.site + address(day.house, NAME, "step", "votes", LIST))
    assert "First comes: The list and the requests" in page.inner_text("main, [role=alert], .fault")
    while (open_ := page.locator("ol .tasks li:has(.state:text-is('open')) a")).count():
        place = open_.first.get_attribute("href")
        _, step, of = place.strip("/").rsplit("/", 2)
        paper = told[of if of in told and step in ("issued", "unused", "votes") else STATION]
        with page.expect_navigation():
            open_.first.click()
        page.eval_on_selector_all("input[data-line]", TYPED, paper)
        if (step, of) == ("votes", LIST):
            assert "The 4 ballots of box 1 are invalid" in page.inner_text("main")
            shown(page, "votes")
        pressed(page, ".foot button")
        if page.locator("#faults").count():
            assert step == "mobile"  # the one ballot too many is looked at again, and stands
            shown(page, "one-too-many")
            pressed(page, ".foot button")
        seen += [] if step in seen else [step]
    assert seen == ["list", "issued", "unused", "mobile", "stationary", "votes", "signed"]
    assert [page.locator(".finding.error li").count()] == [len(CONTESTS)]  # the whole box, of every contest
    shown(page, "counted")
    pressed(page, "form[action$='/send/'] button")
    assert page.locator("text=Receipt: entry").count() == len(told) == 5
    shown(page, "sent")


def the_protocols_are_printed(day):
    """The copy for the wall, with the hash of its figures, and its code; by contest the text of the code."""
    texts = {}
    for contest in papers(day.house, NAME):
        answer = day.phone.request.get(day.site + address(day.house, NAME, "copy", contest, "wall"))
        printed = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages)
        with desk.looking() as state:
            work = Work.of(state, day.polling.commission, NAME)
            texts[contest] = as_signed(work, Paper(state, NAME, contest)).code.text()
            first = state.life(NAME, contest).latest.first
        code = read_qr(texts[contest])
        assert (code.invented, code.station, code.contest, code.figures) == (True, NAME, contest, first)
        assert figures_hash(table_of(first)) == code.hash
        assert code.hash in re.sub(r"\s", "", printed)
    return texts


def the_commission_above_takes_them(day, told, copies):
    """Typed once more from paper by another person, the box accepted as signed by a decision, and approved by a third."""
    house = day.house
    people = [house.somebody(CAPITAL, part) for part in ("chair", "secretary", "member", "typist")]
    for one, part in zip(people, ("chair", "secretary", "member", "typist"), strict=True):
        join(one.person, OKRUG, part, None)
        house.people[f"{part}-{OKRUG}"] = one
    _, _, third, second = people
    brought = second.post(f"/c/{CAPITAL}/station/bring/", status=200, text=copies[LIST]).content.decode()
    assert f"Receipt: entry {Arrival.objects.get(contest=LIST).entry_id}" in unescape(brought)  # it came before, over the line
    for contest in told:
        house.enter(second, NAME, contest, told[contest])
    assert house.decide(NAME, STATION, "accepted as signed", codes=["H001"]) == [phrase("results.done", "en")]
    for contest in told:
        house.settle(third, NAME, contest)
    for commission in {house.receiver(NAME, contest) for contest in told}:
        house.approve(third, commission)
    with desk.looking() as state:
        assert {state.life(NAME, contest).latest.state for contest in told} == {"approved"}


def the_books_name_the_box(day):
    """The planted ballot, and nothing else."""
    page = day.laptops["laptop-3"]
    day.goes(page, "books")
    broken = page.locator(".faults li")
    assert [text.split()[0] for text in broken.all_inner_texts()] == ["R09", "R11"]
    assert all(": 4 / 3" in text for text in broken.all_inner_texts())
    shown(page, "books")


def the_receipts_hold(day, told):
    """Each leads from what the station sent to a checkpoint under the log's key; and what was sent is what counts."""
    size = Recorder.of(day.house.folder).follow()
    assert size == Entry.objects.count()
    page = day.phone
    page.goto(day.site + address(day.house, NAME))
    entries = [int(one) for one in re.findall(r"Receipt: entry (\d+)", page.inner_text("main"))]
    assert sorted(entries) == sorted(Arrival.objects.values_list("entry_id", flat=True))
    for index in entries:
        parsed = Receipt.parse(bytes(receipt(day.house.folder, index)))
        assert parsed.verify(bytes(Entry.objects.get(pk=index).body), Policy(desk.keys.log)).checkpoint.size == size
    state = read_record(day.house.folder.record).state
    for contest in told:
        first = state.life(NAME, contest).latest.first
        assert state.counting(NAME, contest) == first


def nobody_is_named_in_the_log(day):
    told = b"\n".join(bytes(one) for one in Entry.objects.values_list("body", flat=True)).decode()
    for one in day.polling.voters:
        assert one.iin not in told
        assert one.name not in told
