"""A paper's way through the screens: received, typed by two, settled, approved by a third; and into the record."""

import json
import re

import pytest
from django.db import IntegrityError, connection, transaction
from small_office import small_event

from dauys.acts.record import read_record
from dauys.office.counting.models import Approval, Draft, Typing
from dauys.office.counting.papers import Paper
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import Recorder, receipt

STATION = next(iter(small_event().stations))
LIST = "maslikhat-aktobe.list"


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
    kept = Draft.objects.get(turn=1).figures
    assert {name: text for name, text in kept.items() if text} == {"T": "12", "B": "7", "C": "9" * 7}
