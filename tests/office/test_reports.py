"""A report of an error, from a form that asks for nobody's name to an answer that everybody sees; limits, what is hidden."""

import re
import zipfile
from html import unescape

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings
from small_office import small_event
from test_results import REGION

from dauys.office.journal.backup import back_up
from dauys.office.journal.doctor import examine
from dauys.office.journal.models import Entry
from dauys.office.people.models import PARTS
from dauys.office.reports import limits, pages
from dauys.office.reports.models import ANSWERS, LONGEST, Report, Step
from dauys.text import LANGUAGES, phrase

STATION, OTHER, *_ = small_event().stations
LIST = "maslikhat-aktobe.list"
PAGE = f"station/{STATION}"
WORDS = "INVENTED: line B says 41, the scan says 14."
HERE = "/c/central/reports/"


@pytest.fixture(autouse=True)
def nobody_has_sent_anything():
    cache.clear()


def stranger(language="en"):
    return Client(headers={"accept-language": language})


def form(page=PAGE, language="en"):
    return f"/report/?page={page}&language={language}"


def sent(words=WORDS, page=PAGE, language="en", **more):
    """Send a report as a stranger: its reference."""
    answer = stranger().post(form(page, language), {"wrong": words, **more})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return re.fullmatch(r"/report/(\w+)/\?language=..", answer.headers["Location"])[1]


def seen(reference, language="en"):
    """What everybody sees of it."""
    answer = stranger().get(f"/report/{reference}/?language={language}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def steps_of(somebody, reference):
    return re.search(r'name="after" value="(\d+)"', somebody.get(f"{HERE}{reference}/"))[1]


def takes(somebody, reference, status=302):
    after = steps_of(somebody, reference) if status == 302 else "0"
    return somebody.post(f"{HERE}{reference}/take/", status=status, after=after)


def answers(somebody, reference, state, status=302, **told):
    after = steps_of(somebody, reference) if status == 302 else Step.objects.filter(report__reference=reference).count()
    return somebody.post(f"{HERE}{reference}/answer/", status=status, after=after, state=state, **told)


def faults(answer):
    return [unescape(one) for one in re.findall(r'<li><a href="#[^"]*">(.*?)</a></li>', answer.content.decode())]


# ---- from the form to the answer ---------------------------------------------------------------------------------------


def test_a_report_goes_from_the_form_to_an_answer_that_everybody_sees(counting):
    counting.count(STATION, LIST)
    number = Entry.objects.count() - 1
    member = counting.somebody("central", "member")
    reference = sent(figure="41", right="14", language="kk")
    assert phrase("reports.keep") in seen(reference)
    assert f"http://testserver/report/{reference}/" in seen(reference)
    assert WORDS not in seen(reference)
    takes(member, reference)
    assert phrase("reports.state.looking") in seen(reference)
    assert all(text in seen(reference) for text in (WORDS, "41", "14", "Қазақша"))
    answers(member, reference, "corrected", act=str(number), ru="Исправлено протоколом.")
    told = seen(reference)
    assert phrase("reports.state.corrected") in told
    assert phrase("reports.by act", number=number) in told
    assert '<strong lang="ru">Русский:</strong> <span lang="ru">Исправлено протоколом.</span>' in told
    assert '<strong lang="ru">Русский:' not in seen(reference, "ru")  # in one's own language the name of it is not said
    assert [one.state for one in Step.objects.all()] == ["looking", "corrected"]


def test_every_page_is_in_the_language_of_its_address(house):
    for language in LANGUAGES:
        reference = sent(language=language)
        for address in (form(language=language), f"/report/{reference}/?language={language}",
                        f"/report/all/?language={language}", form("nothing", language)):  # fmt: skip
            page = stranger("ru" if language != "ru" else "kk").get(address).content.decode()
            assert f'<html lang="{language}"' in page
            others = {code for code in LANGUAGES if code != language}
            assert set(re.findall(r'<a href="\?[^"]*language=(\w\w)" lang', page)) == others
            assert 'action="/language/' not in page  # nothing is put into the browser for it
        assert Report.objects.get(reference=reference).language == language
        answer = stranger().post(form(language=language), {"wrong": ""})
        assert faults(answer) == [phrase("office.fill in", language, field=phrase("reports.wrong", language))]


def test_nothing_is_asked_or_kept_of_who_sends_it(house):
    browser = stranger()
    page = browser.get(form()).content.decode()
    assert set(re.findall(r'<(?:input|textarea)[^>]* name="(\w+)"', page)) == {
        "csrfmiddlewaretoken",
        "wrong",
        "figure",
        "right",
    }
    assert "<script" not in page
    browser.post(form(), {"wrong": WORDS})
    browser.get("/report/all/")
    assert set(browser.cookies) == {"csrftoken"}
    assert {field.name for field in Report._meta.concrete_fields} == {
        "id", "reference", "page", "language", "wrong", "figure", "right", "at"
    }  # fmt: skip


def test_a_form_without_its_token_is_refused(house):
    assert Client(enforce_csrf_checks=True).post(form(), {"wrong": WORDS}).status_code == 403
    assert not Report.objects.exists()


def test_all_reports_are_listed_the_newest_first(house):
    first, second = sent(page="turnout"), sent(page="place/aktobe")
    page = stranger().get("/report/all/").content.decode()
    assert page.index(second) < page.index(first)
    assert WORDS not in page
    member = house.somebody("central", "member")
    answers(member, first, "no error", en="INVENTED: by the record it is so.")
    page = stranger().get("/report/all/").content.decode()
    assert "INVENTED: by the record it is so." in page
    assert stranger().get("/report/all/?from=²").status_code == 200


def test_a_list_has_pages(house, monkeypatch):
    monkeypatch.setattr("dauys.office.reports.views.AT_ONCE", 2)
    references = [sent() for _ in range(3)]
    first, second = (stranger().get(f"/report/all/?from={number}").content.decode() for number in (1, 2))
    assert [one in first for one in references] == [False, True, True]
    assert [one in second for one in references] == [True, False, False]
    assert "?language=en&amp;from=2" in first


# ---- the page that it is about -----------------------------------------------------------------------------------------


def test_only_a_page_of_the_site_can_be_named(house):
    """What stands in an address is on the public list at once: so nobody writes words of his own there."""
    for page in ("", "nothing", "station/nowhere", "../../etc", "https://evil.example/", "station/", "x" * 3000):
        for answer in (stranger().get("/report/", {"page": page}), stranger().post(form(page), {"wrong": WORDS})):
            assert answer.status_code == 404, page
            assert phrase("reports.no page", link=phrase("reports.link")) in unescape(answer.content.decode())
    assert not Report.objects.exists()


def test_a_report_leads_back_to_its_page_where_the_site_is_known(counting):
    counting.count(STATION, LIST)
    event, member = small_event(), counting.somebody("central", "member")
    election = event.origin.rpartition("/")[2]
    reference = sent(language="ru")
    answers(member, reference, "corrected", act=str(Entry.objects.count() - 1), en="INVENTED: corrected.")
    there = f"https://results.example/ru/{election}/{PAGE}.html"
    assert "results.example" not in seen(reference)
    with override_settings(PUBLIC_SITE="https://results.example"):
        assert f'<a href="{there}">' in stranger().get(form(language="ru")).content.decode()
        assert f'<a href="{there}">' in seen(reference)
        assert f'<a href="https://results.example/en/{election}/{PAGE}.html#paper-{LIST}">' in seen(reference)


@pytest.mark.parametrize("address", ["results.example", "javascript:alert(1)", "https://", "https://a.example/?b"])
def test_an_address_of_the_site_that_is_none_ends_the_start(address):
    from django.core.exceptions import ImproperlyConfigured

    from dauys.office.settings import _site

    assert _site("https://results.example/") == "https://results.example"
    with pytest.raises(ImproperlyConfigured, match="DAUYS_SITE"):
        _site(address)


def test_an_act_without_a_station_is_shown_by_the_changes():
    assert pages.page_of({"act": "system patched"}) == "changes"
    assert pages.page_of({"act": "station closed", "station": STATION}) == PAGE


def test_before_there_is_an_election_there_is_nothing_to_report(empty):
    answer = stranger().get(form())
    assert answer.status_code == 404
    assert phrase("setting.no election") in unescape(answer.content.decode())


# ---- what is refused ---------------------------------------------------------------------------------------------------


def test_words_are_plain_and_have_their_limits(house):
    answer = stranger().post(form(), {"wrong": "x" * (LONGEST + 1), "figure": "9" * 201, "right": "9" * 201})
    assert answer.status_code == 422
    assert faults(answer) == [
        phrase("office.too long", field=phrase(f"reports.{name}")) for name in ("wrong", "figure", "right")
    ]
    assert "<title>Error: " in answer.content.decode()
    sent("x\r\n" * (LONGEST // 2))  # an end of line is one letter, as browsers count it
    reference = sent("one\r\ntwo \u202ebackwards\u202c\0<b>bold</b>")
    assert Report.objects.get(reference=reference).wrong == "one\ntwo backwards<b>bold</b>"
    takes(house.somebody("central", "chair"), reference)
    assert "&lt;b&gt;bold&lt;/b&gt;" in stranger().get(f"/report/{reference}/").content.decode()


def test_an_address_sends_five_and_waits(house):
    for _ in range(limits.EACH):
        sent()
    answer = stranger().post(form(), {"wrong": WORDS})
    assert answer.status_code == 429
    assert phrase("reports.too many", number=5, minutes=15) in unescape(answer.content.decode())
    assert WORDS in answer.content.decode()  # nothing typed is lost
    assert Report.objects.count() == limits.EACH
    assert Client(REMOTE_ADDR="192.0.2.7").post(form(), {"wrong": WORDS}).status_code == 302
    six = [Client(REMOTE_ADDR=f"2001:db8:1:2::{at}").post(form(), {"wrong": WORDS}).status_code for at in range(6)]
    assert six == [302] * 5 + [429]  # one household


def test_behind_a_web_server_the_address_is_what_that_adds(house):
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        for told, status in (("192.0.2.7", 429), ("192.0.2.8", 302)):
            for at in range(limits.EACH + 1):  # whatever came before the last is of whoever asks
                browser = Client(headers={"x-forwarded-for": f"198.51.100.{at}, 192.0.2.7"})
                browser.post(form(), {"wrong": WORDS})
            browser = Client(headers={"x-forwarded-for": f"203.0.113.1, {told}"})
            assert browser.post(form(), {"wrong": WORDS}).status_code == status
        assert {stranger().post(form(), {"wrong": WORDS}).status_code for _ in range(6)} == {302}  # it says nothing: no limit


def test_with_too_many_unanswered_none_is_taken(house, monkeypatch):
    monkeypatch.setattr(limits, "OPEN", 2)
    first, _ = sent(), sent()
    answer = stranger().post(form(), {"wrong": WORDS})
    assert answer.status_code == 503
    assert WORDS in answer.content.decode()
    answers(house.somebody("central", "chair"), first, "elsewhere", kk="ОЙДАН ШЫҒАРЫЛҒАН")
    sent()


def test_an_address_that_is_no_report_is_no_page(house):
    assert stranger().get("/report/zzzzzzzzzz/").status_code == 404
    assert stranger().post(f"/report/{sent()}/").status_code == 405


def test_abuse_is_hidden_and_never_was_public(house):
    chair, insult = house.somebody("central", "chair"), "INVENTED insult"
    reference = sent(insult, figure=insult, right=insult)
    answers(chair, reference, "abuse")
    assert insult not in seen(reference)
    assert insult not in stranger().get("/report/all/").content.decode()
    assert phrase("reports.hidden") in seen(reference)
    assert insult in chair.get(f"{HERE}{reference}/")
    takes(chair, reference)  # it was a mistake: taken up again, with the first answer to be seen
    assert insult in seen(reference)
    assert phrase("reports.state.abuse") in seen(reference)


LACKING = (
    ("", {"en": "INVENTED"}, "office.choose"), ("king", {"en": "INVENTED"}, "office.choose"),
    ("no error", {}, "reports.no words"), ("corrected", {"en": "INVENTED"}, "reports.no act"),
    ("corrected", {"en": "INVENTED", "act": "²"}, "reports.no act"),
    ("corrected", {"en": "INVENTED", "act": "999999999999"}, "reports.no act"),
    ("no error", {"en": "INVENTED", "act": "0"}, "reports.act of a correction alone"),
    ("elsewhere", {"en": "x" * 2001}, "office.too long"),
)  # fmt: skip


def test_an_answer_that_lacks_something_says_what(house):
    member, reference = house.somebody("central", "member"), sent()
    fields = {"office.choose": "reports.how", "office.too long": "reports.answer en"}
    for state, told, wrong in LACKING:
        answer = answers(member, reference, state, status=422, **told)
        assert phrase(wrong, field=phrase(fields[wrong]) if wrong in fields else "") in faults(answer), (state, told)
    assert not Step.objects.exists()


def test_an_act_on_another_station_corrects_nothing_here(counting):
    counting.count(STATION, LIST)
    member, number = counting.somebody("central", "member"), str(Entry.objects.count() - 1)
    answer = answers(member, sent(page=f"station/{OTHER}"), "corrected", status=422, en="INVENTED", act=number)
    assert faults(answer) == [phrase("reports.act of another", station=STATION)]
    answers(member, sent(page="turnout"), "corrected", en="INVENTED", act=number)
    answers(member, sent(), "corrected", en="INVENTED", act="0")  # the definition is of every page


# ---- who may -----------------------------------------------------------------------------------------------------------


def test_members_answer_and_the_others_look(house):
    for part in PARTS:
        somebody, reference, may = house.somebody("central", part), sent(), part not in ("typist", "observer")
        assert WORDS in somebody.get(HERE)
        page = somebody.get(f"{HERE}{reference}/")
        assert WORDS in page
        assert (f"{reference}/take/" in page, f"{reference}/answer/" in page) == (may, may)
        takes(somebody, reference, 302 if may else 403)
        assert Step.objects.filter(report__reference=reference).exists() == may, part


def test_another_commission_has_no_reports(house):
    chair, reference = house.somebody(REGION, "chair"), sent()
    for address in (f"/c/{REGION}/reports/", f"/c/{REGION}/reports/{reference}/"):
        chair.get(address, status=404)
    chair.post(f"/c/{REGION}/reports/{reference}/take/", status=404)
    assert "/reports/" not in chair.get(f"/c/{REGION}/")
    assert stranger().get(HERE).url == "/in/"


def test_the_commission_sees_how_many_wait(house):
    chair = house.somebody("central", "chair")
    first, _ = sent(), sent()
    answers(chair, first, "no error", en="INVENTED")
    assert re.search(rf'href="{HERE}">[^<]*</a><span class="state">1</span>', chair.get("/c/central/"))
    assert first not in chair.get(HERE)
    assert first in chair.get(f"{HERE}?show=all")


def test_of_two_at_once_the_second_is_told(house):
    chair, member = house.somebody("central", "chair"), house.somebody("central", "member")
    reference = sent()
    takes(chair, reference)
    told = {"after": "0", "state": "no error", "en": "INVENTED"}
    assert member.said(f"{HERE}{reference}/answer/", **told) == [phrase("reports.quicker")]
    assert member.said(f"{HERE}{reference}/take/", after="1") == [phrase("reports.quicker")]  # it is taken already
    assert [one.state for one in Step.objects.all()] == ["looking"]


# ---- what the database holds -------------------------------------------------------------------------------------------


def test_what_was_said_and_done_is_never_changed(house):
    chair, reference = house.somebody("central", "chair"), sent()
    takes(chair, reference)
    for sql in ("UPDATE reports_report SET wrong = 'x'", "DELETE FROM reports_step", "UPDATE reports_step SET state = 'abuse'"):
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


NO_STEP = (
    {"state": "king", "en": "x"},
    {"state": "no error"},
    {"state": "corrected", "en": "x"},
    {"number": 1, "state": "looking"},
    {"state": "no error", "en": "x", "act": 0},
)


def test_the_database_refuses_a_step_that_is_none(house):
    chair, reference = house.somebody("central", "chair"), sent()
    takes(chair, reference)
    one = Report.objects.get(reference=reference)
    for wrong in NO_STEP:
        with pytest.raises(DatabaseError), transaction.atomic():
            Step.objects.create(**{"report": one, "number": 2, "person": chair.person, **wrong})


def test_the_doctor_and_a_backup_know_the_tables(counting, tmp_path):
    """A step that names an act is no row of that act: many may name one, and none must."""
    for _ in range(2):
        answers(counting.somebody("central", "chair"), sent(), "corrected", en="INVENTED", act="0")
    assert not [fault for one in examine(counting.folder) for fault in one.faults]
    back_up(counting.folder, tmp_path / "office.backup")
    with zipfile.ZipFile(tmp_path / "office.backup") as zipped:
        kept = {name[11:]: zipped.read(name).count(b"\n") for name in zipped.namelist() if " reports." in name}
    assert kept == {"reports.Report.jsonl": 2, "reports.Step.jsonl": 2}


def test_every_answer_can_be_given_and_every_state_has_its_word(counting):
    chair = counting.somebody("central", "chair")
    for state in ANSWERS:
        reference = sent()
        answers(chair, reference, state, en="INVENTED", act="0" if state == "corrected" else "")
        assert f'<span class="state">{phrase(f"reports.state.{state}")}</span>' in seen(reference)
        cache.clear()
