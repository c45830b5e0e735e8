"""A paper's way through the screens: received, typed by two, settled, approved by a third; and into the record."""

import json
import re

import pytest
from django.db import IntegrityError, connection, transaction
from house import DECISION
from small_office import small_event

from dauys.acts.record import read_record
from dauys.office.counting.models import Approval, Typing
from dauys.office.counting.models import Draft as Begun
from dauys.office.counting.papers import Paper
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import Recorder, receipt
from dauys.office.results.models import Confirmation, Draft
from dauys.protocol.life import NotAllowed
from dauys.text import LANGUAGES, phrase

STATION = next(iter(small_event().stations))
LIST = "maslikhat-aktobe.list"
DONE = phrase("results.done", "en")
VOTED = {name: value for name, value in DECISION.items() if value is not None} | {"reason": "INVENTED: as it was decided"}


def test_a_paper_is_counted_and_the_record_has_its_acts(counting):
    counting.count(STATION, LIST)
    with desk.looking() as state:
        assert state.life(STATION, LIST).class_ == "approved"
        assert state.counting(STATION, LIST).one("T") == int(counting.figures(STATION, LIST)["T"])
    assert Recorder.of(counting.folder).follow() == Entry.objects.count()
    record = read_record(counting.folder.record)
    assert record.state.counting(STATION, LIST).one("T") == int(counting.figures(STATION, LIST)["T"])
    assert receipt(counting.folder, 0).index == 0


def test_nobody_types_the_second_entry_of_his_own_paper(counting):
    commission = counting.receiver(STATION, LIST)
    first = counting.somebody(commission, "member", "first")
    first.post(counting.address(STATION, LIST, "receive"))
    counting.enter(first, STATION, LIST)
    said = first.said(counting.address(STATION, LIST, "enter"), **counting.figures(STATION, LIST))
    assert said[-1] == "You have entered this protocol: now it must be another person."
    assert Typing.objects.count() == 1


def test_who_typed_is_not_offered_the_approval_and_cannot_ask_for_it(counting):
    commission = counting.receiver(STATION, LIST)
    first, second = (counting.somebody(commission, "member", name) for name in ("first", "second"))
    first.post(counting.address(STATION, LIST, "receive"))
    counting.enter(first, STATION, LIST)
    counting.enter(second, STATION, LIST)
    counting.settle(second, STATION, LIST)
    page = first.get(f"/c/{commission}/approve/")
    assert "There is nothing to approve." in page
    answer = first.post(f"/c/{commission}/approve/", status=422, paper=[f"{STATION}/{LIST}"], code=first.code())
    assert "The list has changed meanwhile" in answer.content.decode()
    assert not Approval.objects.exists()


def test_the_figures_that_a_code_is_given_for_stand_in_the_list(counting):
    commission = counting.receiver(STATION, LIST)
    first, second, third = (counting.somebody(commission, "member", name) for name in ("first", "second", "third"))
    first.post(counting.address(STATION, LIST, "receive"))
    counting.enter(first, STATION, LIST)
    counting.enter(second, STATION, LIST)
    counting.settle(second, STATION, LIST)
    (shown,) = re.findall('<span class="figures">(.*?)</span>', third.get(f"/c/{commission}/approve/"))
    numbers = [number for _, number in re.findall("([^<>]+) <b>([^<]+)</b>", shown)]
    with desk.looking() as state:
        rows = Paper(state, STATION, LIST).rows
    assert numbers == ["–" if number is None else str(number) for _, number in rows]
    assert counting.figures(STATION, LIST)["T"] in numbers


def test_the_database_refuses_a_second_entry_and_an_approval_by_the_same_person(counting):
    commission = counting.receiver(STATION, LIST)
    first, second = (counting.somebody(commission, "member", name) for name in ("first", "second"))
    first.post(counting.address(STATION, LIST, "receive"))
    counting.enter(first, STATION, LIST)
    paper = {"station": STATION, "contest": LIST, "version": 1, "round": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Typing.objects.create(entry_id=0, turn=2, person=first.person, **paper)
    counting.enter(second, STATION, LIST)
    for person in (first.person, second.person):
        with pytest.raises(IntegrityError), transaction.atomic():
            Approval.objects.create(entry_id=0, person=person, figures="0" * 64, step_up="1" * 64, **paper)


@pytest.mark.parametrize("sql", [
    "UPDATE journal_entry SET body = body WHERE \"index\" = 0", "DELETE FROM journal_entry",
    "INSERT INTO journal_entry (\"index\", body) VALUES (99, 'x')", "UPDATE counting_typing SET person_id = person_id + 1",
    "DELETE FROM counting_typing",
])  # fmt: skip
def test_tables_are_only_added_to_in_order(counting, sql):
    commission = counting.receiver(STATION, LIST)
    first = counting.somebody(commission, "member", "first")
    first.post(counting.address(STATION, LIST, "receive"))
    counting.enter(first, STATION, LIST)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_draft_is_kept_and_two_windows_do_not_overwrite_each_other(counting):
    commission = counting.receiver(STATION, LIST)
    first = counting.somebody(commission, "member", "first")
    first.post(counting.address(STATION, LIST, "receive"))
    address = counting.address(STATION, LIST, "save")
    body = {"edition": 0, "figures": {"T": "17"}}
    assert first.browser.post(address, body, content_type="application/json").json()["edition"] == 1
    assert first.browser.post(address, body, content_type="application/json").status_code == 409
    assert 'value="17"' in first.get(counting.address(STATION, LIST, "enter"))
    second = counting.somebody(commission, "member", "second")
    assert 'value="17"' not in second.get(counting.address(STATION, LIST, "enter"))


UNREADABLE = (b"", b"[", b"[" * 100_000, b"7", b'{"edition": 0}', b'{"edition": 0, "figures": []}', b"\xff",
              b'{"edition": Infinity, "figures": {}}', b'{"edition": 1e999, "figures": {}}', b'{"edition": "0", "figures": {}}',
              b'{"edition": [], "figures": {}}')  # fmt: skip


def test_of_what_is_saved_while_typing_only_digits_are_kept_and_nonsense_is_told_so(counting):
    first = counting.somebody(counting.receiver(STATION, LIST), "member", "first")
    first.post(counting.address(STATION, LIST, "receive"))
    address = counting.address(STATION, LIST, "save")
    for body in UNREADABLE:
        answer = first.browser.post(address, body, content_type="application/json")
        assert answer.status_code in (400, 409), body
        assert answer.json()["say"], body
    typed = {"T": "1\u0000 2", "V": "\ud800", "I": None, "B": 7, "C": "9" * 400, "stranger": "3"}
    answer = first.browser.post(address, json.dumps({"edition": 0, "figures": typed}), content_type="application/json")
    assert answer.json()["edition"] == 1
    kept = Begun.objects.get(turn=1).figures
    assert {name: text for name, text in kept.items() if text} == {"T": "12", "B": "7", "C": "9" * 7}


# ---- decisions on a paper ----------------------------------------------------------------------------------------------


@pytest.fixture
def broken(counting):
    """A paper on which two people agree, and which contradicts itself; the chair has typed it first."""
    commission = counting.receiver(STATION, LIST)
    chair, second = counting.somebody(commission, "chair"), counting.somebody(commission, "member", "second")
    figures = counting.figures(STATION, LIST)
    chair.post(counting.address(STATION, LIST, "receive"))
    for somebody in (chair, second):
        counting.enter(somebody, STATION, LIST, figures | {"T": str(int(figures["T"]) + 1)})
    return counting


def hard(contest=LIST):
    with desk.looking() as state:
        found = state.findings(STATION, contest, state.life(STATION, contest).latest.figures)
    return sorted({one.code for one in found if one.severity != "warning"})


def decides(house, somebody, act, **told):
    """The address of the draft."""
    return somebody.prepares(house.address(STATION, LIST, "decide"), act=act, **VOTED | told)


def test_a_decision_on_a_paper_waits_for_another_person(broken):
    commission = broken.receiver(STATION, LIST)
    chair, third = broken.somebody(commission, "chair"), broken.somebody(commission, "member", "third")
    acts = Entry.objects.count()
    draft = decides(broken, chair, "accepted as signed", codes=hard())
    row = Draft.objects.get()
    assert Entry.objects.count() == acts
    for page in (broken.address(STATION, LIST), f"/c/{commission}/results/"):
        assert f'href="{draft}"' in third.get(page)
    for language in LANGUAGES:
        third.browser.cookies["language"] = language
        page = third.get(draft)
        assert phrase("office.act.accepted as signed", language) in page
        assert phrase("results.field.codes", language) in page
        assert STATION in page
        assert "results." not in page.replace("/results/", "")
    third.browser.cookies["language"] = "en"
    # nobody alone, nobody without a code, nobody for other words
    assert phrase("results.another", "en") in chair.get(draft)
    own = chair.post(f"{draft}confirm/", 422, hash=row.hash, code=chair.code()).content.decode()
    assert phrase("results.another", "en") in own
    third.post(f"{draft}confirm/", 422, hash=row.hash, code="000000")
    third.post(f"{draft}confirm/", 422, hash="0" * 64, code=third.code())
    assert Entry.objects.count() == acts
    assert third.confirms(draft) == [DONE]
    with desk.looking() as state:
        assert state.life(STATION, LIST).latest.accepted == set(hard())
    one = Confirmation.objects.get()
    assert (one.person, one.draft.typed_by, one.step_up) == (third.person, chair.person, row.hash)
    assert f'href="{draft}"' not in third.get(broken.address(STATION, LIST))
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.create(entry_id=0, draft=row, person=chair.person, step_up=row.hash)
    broken.settle(third, STATION, LIST)
    broken.approve(third, commission)
    Recorder.of(broken.folder).follow()
    assert read_record(broken.folder.record).state.counting(STATION, LIST) is not None


def test_a_typist_of_the_paper_may_confirm_a_decision_and_still_does_not_approve(broken):
    commission = broken.receiver(STATION, LIST)
    chair, second = (broken.people[name] for name in (f"chair-{commission}", "second"))
    assert second.confirms(decides(broken, chair, "accepted as signed", codes=hard())) == [DONE]
    broken.settle(second, STATION, LIST)
    assert "There is nothing to approve." in second.get(f"/c/{commission}/approve/")


def test_what_cannot_be_decided_is_refused_before_it_waits(broken):
    chair = broken.somebody(broken.receiver(STATION, LIST), "chair")
    address = broken.address(STATION, LIST, "decide")
    for told, key in (
        ({"act": "recount ordered", "present": "4", "for": "4", "against": "0"}, "office.no quorum"),
        ({"act": "recount ordered", "for": "3", "against": "3"}, "office.no majority"),
        ({"act": "recount ordered", "reason": " "}, "office.no filled in"),
        ({"act": "accepted as signed"}, "house.no codes"),
        ({"act": "protocol annulled"}, "office.no edition"),
    ):
        assert chair.said(address, **VOTED | told)[-1] == phrase(key, "en"), told
    assert "E999" in chair.said(address, **VOTED, act="accepted as signed", codes=["E999"])[-1]
    assert not Draft.objects.exists()


def test_a_recount_and_its_new_paper_take_two_people_each(broken):
    assert broken.decide(STATION, LIST, "recount ordered") == [DONE]
    assert broken.decide(STATION, LIST, "protocol corrected") == [DONE]
    with desk.looking() as state:
        latest = state.life(STATION, LIST).latest
    assert (latest.version, latest.state) == (2, "received")


def test_a_decision_is_not_offered_once_the_paper_has_gone_on(broken):
    commission = broken.receiver(STATION, LIST)
    chair, second = (broken.people[name] for name in (f"chair-{commission}", "second"))
    draft = decides(broken, chair, "accepted as signed", codes=hard())
    second.post(broken.address(STATION, LIST, "settle"), act="protocol sent back", reason="INVENTED: badly typed")
    for page in (broken.address(STATION, LIST), f"/c/{commission}/results/"):
        assert f'href="{draft}"' not in second.get(page)
    acts = Entry.objects.count()
    assert second.confirms(draft) == [phrase("office.no state", "en", what=phrase("office.state.sent back", "en"))]
    assert Entry.objects.count() == acts


def test_no_decision_on_a_paper_is_done_past_the_screens(broken):
    commission = broken.receiver(STATION, LIST)
    chair, second = (broken.people[name].person for name in (f"chair-{commission}", "second"))
    told = {"station": STATION, "contest": LIST, "version": 1, "reason": "INVENTED", "decision": DECISION}
    for prepared_by in (chair, second):
        with pytest.raises(NotAllowed, match="another person"), desk.acting() as hand:
            hand.act("recount ordered", commission, chair, prepared_by=prepared_by.pseudonym, **told)
