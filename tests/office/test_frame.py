"""The frame of every page: what cannot be answered is told in words, in three languages; what is refused is not offered."""

import re

import pytest
from django.test import Client
from markupsafe import escape
from small_office import small_event
from test_results import AREA, BELOW, BODY, DECISION, REGION, count, sums

from dauys.office.setting_up.preparing import grouped, prepared
from dauys.text import LANGUAGES, phrase

STATION, LIST = next(iter(small_event().stations)), "maslikhat-aktobe.list"
ENGLISH = re.compile(r"\b(the|are|not|found|allowed|invalid|value|characters?)\b", re.IGNORECASE)


def faults(answer):
    """What a form says is wrong."""
    return re.findall(r'<li><a href="#[^"]*">(.*?)</a></li>', answer.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_that_leads_nowhere_says_so(house, language):
    stranger = Client(headers={"accept-language": language})
    answer = stranger.get("/nothing/")
    assert answer.status_code == 404
    assert phrase("house.nothing here", language) in answer.content.decode()
    assert f'<html lang="{language}"' in answer.content.decode()


def test_a_paper_that_nobody_expects_is_no_page_and_a_button_is_no_address(counting):
    commission = counting.receiver(STATION, LIST)
    chair = counting.somebody(commission, "chair")
    assert phrase("house.nothing here") in chair.get(f"/c/{commission}/p/{STATION}/nothing/", status=404)
    answer = chair.browser.get(counting.address(STATION, LIST, "receive"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert phrase("house.not so").replace("'", "&#x27;") in answer.content.decode()


def test_another_host_is_told_why_in_every_language():
    answer = Client().get("/in/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert all(phrase("house.unreadable", one) in answer.content.decode() for one in LANGUAGES)


def test_faults_that_django_has_no_kazakh_for_are_in_kazakh(house):
    """A sign that no text may hold, a text that is too long, a choice that is none, nothing at all."""
    chair = house.somebody("central", "chair")
    chair.browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "kk"
    said = []
    for data in ({"login": "a\0b", "password": "\0"}, {"login": "x" * 500, "password": "x" * 500}, {"x": ""}):
        said += faults(Client(headers={"accept-language": "kk"}).post("/in/", data))
    for data in ({"name": "a\0b", "part": "king", "commission": "nowhere", "term": "19.03.2023"}, {"x": ""}):
        said += faults(chair.browser.post("/c/central/people/invite/", data))
    said += faults(chair.browser.post("/c/central/machines/key/", {"station": "\0", "owner": "99", "public": "\0"}))
    assert len(said) >= 13
    assert not [text for text in said if ENGLISH.search(text)]
    assert all(re.search("[а-яәғқңөұүһі]", text) for text in said)


@pytest.mark.parametrize("begin", ["²", "٣", "-1", "9" * 5000, "x", "", "\0"])
def test_a_page_number_that_is_none_is_the_first_page(counting, begin):
    commission = counting.receiver(STATION, LIST)
    page = counting.somebody(commission, "observer").browser.get(f"/c/{commission}/stations/", {"from": begin})
    assert page.status_code == 200
    assert STATION in page.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_refused_does_not_look_like_what_was_done(house, language):
    """By role, by a word and by a border: for who hears the page, and for who sees no colours."""
    chair, groups = house.somebody("central", "chair"), grouped(prepared(house.folder))
    chair.browser.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    right = {f"group {number}": groups[number] for number in (3, 11)}
    refused, done = (
        chair.post("/c/central/setting-up/freeze/", status=200, follow=True, **data).content.decode()
        for data in ({**right, "group 3": "0000"}, right)
    )
    word, why = phrase("house.not done", language), escape(phrase("office.freeze differs", language))
    assert f'<p class="fault" role="alert"><strong>{word}</strong> {why}</p>' in refused
    assert f'<p class="done" role="status">{phrase("office.frozen", language)}</p>' in done
    assert 'class="done"' not in refused
    assert word not in done


# ---- what is refused is not offered ------------------------------------------------------------------------------------


OFFERS = {  # on a paper that waits, on one on which two agree, and on the first page of the commission
    "observer": (set(), set(), set()),
    "typist": ({"receive"}, set(), {"machines"}),
    "member": ({"receive"}, {"settle", "approve"}, {"machines", "approve"}),
    "secretary": ({"receive"}, {"settle", "approve", "decide"}, {"machines", "approve"}),
    "chair": ({"receive"}, {"settle", "approve", "decide"}, {"machines", "approve"}),
}


def offered(page):
    """Where the page's main part leads by a form, and to which of the pages that only some may open."""
    main = page[page.index('<main id="main">') :]
    return set(re.findall(r'(?:action|href)="[^"]*/(receive|enter|settle|decide|approve|machines)/"', main))


@pytest.mark.parametrize("part", OFFERS)
def test_a_page_offers_what_its_reader_may_do_and_nothing_else(counting, part):
    commission = counting.receiver(STATION, LIST)
    reader = counting.somebody(commission, part)
    address = counting.address(STATION, LIST)
    waiting = offered(reader.get(address))
    first, second = (counting.somebody(commission, "member", name) for name in ("first", "second"))
    first.post(counting.address(STATION, LIST, "receive"))
    counting.enter(first, STATION, LIST)
    counting.enter(second, STATION, LIST)
    counting.settle(second, STATION, LIST)
    agreed = offered(reader.get(address))
    assert (waiting, agreed, offered(reader.get(f"/c/{commission}/"))) == OFFERS[part]


RESULTS = {  # on a summary that can be signed, on one that is typed; on a body's table, its seats, a deed prepared for it
    "observer": (set(), set(), set(), set(), set()),
    "typist": ({"sign"}, set(), set(), set(), set()),
    "member": ({"sign"}, {"confirm"}, set(), set(), {"confirm"}),
    "chair": ({"sign"}, {"confirm"}, {"deeds"}, {"deeds"}, {"confirm", "deeds"}),
}


def test_results_offer_what_their_reader_may_do_and_nothing_else(counting):
    """In the commission that sums up, and in the one that declares."""
    count(counting, AREA)
    first, secretary = counting.somebody(BELOW, "member", f"{BELOW}-1"), counting.somebody(REGION, "secretary")
    below, above = (f"/c/{one}/results" for one in (BELOW, REGION))
    typed = first.prepares(f"{below}/s/{AREA}/sign/", **sums(counting, BELOW, AREA))
    voided = secretary.prepares(f"{above}/b/{BODY}/deeds/", act="election voided", where=f"{AREA} {AREA}", **DECISION)
    pages = [
        (BELOW, f"{below}/s/{AREA}/"), (BELOW, typed), (REGION, f"{above}/b/{BODY}/"), (REGION, f"{above}/b/{BODY}/seats/"),
        (REGION, voided),
    ]  # fmt: skip
    for part, offers in RESULTS.items():
        for (commission, page), wanted in zip(pages, offers, strict=True):
            text = counting.somebody(commission, part).get(page)
            assert set(re.findall(r'(?:action|href)="[^"]*/(sign|confirm|deeds)/"', text)) == wanted, (part, page)
            if page in (typed, voided):
                assert (phrase("results.who confirms", "en") in text) == ("confirm" not in wanted)


def test_who_looks_from_above_is_offered_nothing_below(counting):
    commission = counting.receiver(STATION, LIST)
    above = counting.somebody(counting.event.commissions[commission].parent, "chair")
    assert offered(above.get(counting.address(STATION, LIST))) == set()


@pytest.mark.parametrize(("part", "may"), [("observer", False), ("member", False), ("secretary", True)])
def test_the_freezing_is_offered_to_who_may_freeze(house, part, may):
    page = house.somebody("central", part).get("/c/central/setting-up/")
    assert ("/setting-up/freeze/" in page) == may
