"""The count at the station: the law's order held by the office, papers sent once whatever carried them, what is attached."""

import json
import re
from threading import Thread

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image
from small_office import small_event
from station_count import address, count, enter, figures, papers, precinct, steps

from dauys.acts import STATION
from dauys.ledger import leaf_hash
from dauys.office.counting.models import Typing
from dauys.office.counting.papers import Paper
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.papers.keeping import unclaimed
from dauys.office.station.copies import as_signed
from dauys.office.station.models import Arrival, Count, Document, Draft
from dauys.office.station.views import keep
from dauys.office.station.work import Work
from dauys.protocol.counting import load_order

NAME = next(iter(small_event().stations))
LIST = "maslikhat-aktobe.list"


@pytest.fixture
def member(counting):
    return counting.somebody(precinct(counting, NAME), "member")


def work(house):
    with desk.looking() as state:
        return Work.of(state, precinct(house, NAME), NAME)


def state_of(contest):
    with desk.looking() as state:
        return state.life(NAME, contest).latest.state


# ---- the order ---------------------------------------------------------------------------------------------------------


def test_a_step_opens_only_when_the_ones_before_are_entered(counting, member):
    told = figures(counting, NAME)
    later = next(part for part in work(counting).parts if part.step.code == "votes")
    answer = enter(counting, member, NAME, later, dict.fromkeys(told[LIST], "1"))
    assert answer.status_code == 302
    assert "not open yet" in member.get(address(counting, NAME))
    assert not Draft.objects.exists()
    seen = list(dict.fromkeys(count(counting, member, NAME, told)))
    assert seen == ["list", "issued", "unused", "stationary", "votes", "signed"]  # and no mobile box, for none had requests


def test_a_station_that_has_opened_counts_once_voting_has_ended(counting, member):
    """Here the office keeps no list of it; of one that it keeps, the day of station 58 tells (test_station_58_browser.py)."""
    part, names = steps(counting, NAME)[0]
    data = {name: figures(counting, NAME)[STATION].get(name, "") for name in names}
    commission = precinct(counting, NAME)

    def happens(kind):
        with desk.acting() as hand:
            hand.act(kind, commission, member.person, station=NAME)

    happens("station opened")
    page = member.get(address(counting, NAME))
    assert "The count is not open yet." in page
    assert "The count begins as soon as voting has ended" in page
    assert "/step/" not in page
    assert enter(counting, member, NAME, part, data).headers["Location"] == address(counting, NAME)
    assert not keep(commission, NAME, part, data, 0)
    assert not Draft.objects.exists()
    happens("station closed")
    assert "not open yet" not in member.get(address(counting, NAME))
    assert enter(counting, member, NAME, part, data).status_code == 302
    assert Draft.objects.get().entered


def test_what_is_typed_is_checked_and_never_computed(counting, member):
    told = figures(counting, NAME)
    count(counting, member, NAME, told, until="votes")
    part = next(part for part, _ in steps(counting, NAME) if part.of == LIST)
    place = address(counting, NAME, "step", "votes", LIST)
    wrong = {name: told[LIST].get(name, "") for name in ("T", "N", "I")} | {
        name: number for name, number in told[LIST].items() if name.startswith("P.")
    }
    page = member.post(place, status=422, edition=0, **wrong, V="").content.decode()
    assert re.search(r'name="V" value=""', page)  # left empty, told so, and not filled in
    assert "E000" in page
    page = member.post(place, status=422, edition=0, **wrong, V="1").content.decode()
    assert "Check your copy of lines" in page
    assert not Draft.objects.filter(step="votes").exists()
    assert enter(counting, member, NAME, part, {**wrong, "V": "1"}).status_code == 302  # as it is on paper
    assert Draft.objects.get(step="votes").figures["V"] == "1"
    member.post(place, status=422, edition=1, **wrong, V="1x")


def test_ballots_received_are_held_against_the_acts_of_delivery_and_nothing_is_changed(counting, member):
    told, commission = figures(counting, NAME), precinct(counting, NAME)
    above, received = counting.event.commissions[commission].parent, int(told[LIST]["C"]) - 3
    with desk.acting() as hand:
        hand.act("ballots printed", above, member.person, contest=LIST, number=received)
        hand.act("ballots delivered", above, member.person, contest=LIST, delivery="d-1", to=commission, number=received)
        hand.act("ballots received", commission, member.person, contest=LIST, delivery="d-1", number=received)
    while (part := next((part for part, names in steps(counting, NAME) if "C" in names and part.of == LIST), None)) is None:
        part, names = steps(counting, NAME)[0]
        paper = part.of if part.step.each == "contest" else STATION
        enter(counting, member, NAME, part, {name: told[paper].get(name, "") for name in names})
    names = dict(steps(counting, NAME))[part]
    data = {name: told[LIST].get(name, "") for name in names}
    page = member.post(address(counting, NAME, "step", part.step.code, LIST), status=422, edition=0, **data).content.decode()
    assert "W111" in page
    assert f"Ballots received, by the acts of delivery: {received}." in page
    assert enter(counting, member, NAME, part, data).status_code == 302  # as it is on paper
    count(counting, member, NAME, told)
    member.post(address(counting, NAME, "send"))
    with desk.looking() as state:
        assert state.life(NAME, LIST).latest.first.one("C") == received + 3
    place = counting.address(NAME, LIST, "enter")
    second = counting.somebody(place.split("/")[2], "typist")
    page = second.post(place, status=422, **told[LIST]).content.decode()
    assert "W111" in page
    assert "by the acts of delivery" in page


def test_who_goes_back_is_told_what_is_to_be_looked_at_again(counting, member):
    told = figures(counting, NAME)
    count(counting, member, NAME, told, until="votes")
    page = member.get(address(counting, NAME, "step", "unused", LIST))
    assert "If you enter it again" in page
    assert "Stationary boxes" in page
    part = work(counting).part("unused", LIST)
    assert enter(counting, member, NAME, part, {name: told[LIST].get(name, "") for name in ("C", "E", "S")}).status_code == 302
    open_ = [part.key for part, _ in steps(counting, NAME)]
    assert open_ == ["stationary/station"]
    kept = Draft.objects.get(step="stationary")
    assert not kept.entered
    assert kept.figures[f"H.{LIST}"] == told[STATION][f"H.{LIST}"]  # what was typed is kept
    assert "to be looked at and entered again" in member.get(address(counting, NAME))


def test_two_phones_at_one_step_and_the_second_is_told(counting, member):
    part, names = steps(counting, NAME)[0]
    told = figures(counting, NAME)[STATION]
    data = {name: told.get(name, "") for name in names}
    commission = precinct(counting, NAME)
    assert keep(commission, NAME, part, data, 0)
    assert not keep(commission, NAME, part, {**data, "A": "1"}, 0)
    assert Draft.objects.get().figures["A"] == data["A"]


def test_an_earlier_step_that_is_entered_meanwhile_wins(counting, member, monkeypatch):
    """Between looking and keeping somebody goes back: the count has another edition, and is looked at anew."""
    told = figures(counting, NAME)
    count(counting, member, NAME, told, until="stationary")
    unused, last = work(counting).part("unused", LIST), steps(counting, NAME)[0][0]
    commission, real, went_back = precinct(counting, NAME), Count.objects.filter, []

    def meanwhile(**asked):
        if "edition" in asked and not went_back:
            went_back.append(True)
            assert keep(commission, NAME, unused, {"C": "9"}, 1)
        return real(**asked)

    monkeypatch.setattr(Count.objects, "filter", meanwhile)
    assert keep(commission, NAME, last, {}, 0)  # nothing after it was entered yet, so it is open still
    assert went_back
    assert Draft.objects.get(step="unused", of=LIST).figures == {"C": "9"}


def test_nobody_else_reads_a_count_that_goes_on(counting, member):
    count(counting, member, NAME, figures(counting, NAME), until="votes")
    above = counting.event.commissions[precinct(counting, NAME)].parent
    for part in ("chair", "observer"):
        counting.somebody(above, part).get(address(counting, NAME), status=403)
    other = list(counting.event.stations)[1]
    counting.somebody(precinct(counting, other), "chair").get(
        f"/c/{precinct(counting, other)}/station/{NAME}/", status=404
    )  # fmt: skip
    watching = counting.somebody(precinct(counting, NAME), "observer")
    watching.get(address(counting, NAME))
    watching.post(address(counting, NAME, "send"), status=403)


# ---- a mobile box with one ballot too many -----------------------------------------------------------------------------


def test_one_ballot_too_many_voids_the_box_and_the_ballots_are_looked_for_among_the_invalid(counting, member):
    contests = [one for one in papers(counting, NAME) if one != STATION]
    told = figures(counting, NAME, {"1": (4, {contests[0]: 5, contests[1]: 4}), "2": (3, dict.fromkeys(contests, 3))})
    count(counting, member, NAME, told, until="votes")
    assert work(counting).struck == {("1", contests[0]): 5, ("1", contests[1]): 4}  # of 2023: of all contests
    page = member.get(address(counting, NAME))
    assert "every ballot in it, of all contests, is invalid" in page
    assert "Box 1, " in page
    assert "Box 2, " not in page
    place = address(counting, NAME, "step", "votes", contests[1])
    assert "The 4 ballots of box 1 are invalid" in member.get(place)
    names = next(names for part, names in steps(counting, NAME) if part.of == contests[1])
    page = member.post(place, status=422, edition=0, **{name: told[contests[1]].get(name, "") for name in names})
    assert "4 ballots of mobile boxes are invalid, and line I holds fewer" in page.content.decode()


def test_since_2026_only_the_contest_concerned(counting, member, monkeypatch):
    monkeypatch.setattr("dauys.office.station.work.order_of", lambda law: load_order("kz/kurultai/2026"))
    contests = [one for one in papers(counting, NAME) if one != STATION]
    told = figures(counting, NAME, {"1": (4, {contests[0]: 5, contests[1]: 4})})
    count(counting, member, NAME, told, until="votes")
    assert work(counting).struck == {("1", contests[0]): 5}
    assert "only the ballots of this contest in this box are invalid" in member.get(address(counting, NAME))
    assert "of box 1 are invalid" not in member.get(address(counting, NAME, "step", "votes", contests[1]))


# ---- papers are sent ---------------------------------------------------------------------------------------------------


def test_a_count_is_sent_with_a_line_and_without_script(counting, member):
    count(counting, member, NAME, figures(counting, NAME), until="signed")
    send = address(counting, NAME, "send")
    assert member.said(send)[-1] == "Not every step is entered yet."
    count(counting, member, NAME, figures(counting, NAME))
    assert member.said(send)[-1].startswith("The protocols are accepted.")
    names = papers(counting, NAME)
    assert [state_of(one) for one in names] == ["entered once"] * len(names)
    assert Arrival.objects.filter(channel="line", brought_by=member.person).count() == len(names)
    assert not Count.objects.exists()
    assert not Draft.objects.exists()
    member.said(send)
    assert Typing.objects.count() == len(names)
    page = member.get(address(counting, NAME))
    assert f"Receipt: entry {Arrival.objects.first().entry_id}." in page
    first = counting.somebody(counting.receiver(NAME, LIST), "member")  # and the second entry is made from paper
    counting.enter(first, NAME, LIST)
    assert state_of(LIST) == "agreed"


def item(house, contest, key="a key of one item", **more):
    told = figures(house, NAME)[contest]
    with desk.looking() as state:
        names = [one.name for one in Paper(state, NAME, contest).fields]
    flat = {name: int(told[name]) if told.get(name) else None for name in names}
    return {"key": key, "contest": contest, "version": 1, "figures": {**flat, **more}}


def send(house, somebody, told, status=200):
    answer = somebody.browser.post(address(house, NAME, "outbox"), json.dumps(told), content_type="application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_an_item_is_taken_once_however_often_it_is_sent_and_its_receipt_is_the_same(counting, member):
    told = item(counting, LIST)
    first = send(counting, member, told)
    assert first["state"] == "accepted"
    entry = Entry.objects.get(pk=first["receipt"]["entry"])
    assert first["receipt"]["hash"] == leaf_hash(bytes(entry.body)).hex()
    assert [send(counting, member, told) for _ in range(3)] == [first] * 3
    assert send(counting, member, {**told, "key": "another phone, the same paper"}) == first
    assert Typing.objects.count() == Arrival.objects.count() == 1
    other = send(counting, member, item(counting, LIST, "another paper", I=2), status=409)
    assert other["state"] == "otherwise"
    assert "came before" in other["say"] or "come before" in other["say"]
    assert state_of(LIST) == "entered once"


def test_four_phones_at_once_send_one_paper_and_it_is_entered_once(counting, member):
    """Four connections to the database: the journal's lock lets one of them be first."""
    told, answers = item(counting, LIST), []

    def phone(number):
        browser = Client()
        browser.cookies = member.browser.cookies
        sent = json.dumps(told | {"key": f"the key of phone {number}"})
        answers.append(browser.post(address(counting, NAME, "outbox"), sent, content_type="application/json").json())
        connections.close_all()

    phones = [Thread(target=phone, args=[number]) for number in range(4)]
    for one in phones:
        one.start()
    for one in phones:
        one.join()
    assert len(answers) == 4
    assert all(one == answers[0] and one["state"] == "accepted" for one in answers)
    assert Typing.objects.count() == Arrival.objects.count() == 1


def test_an_item_that_came_after_its_paper_was_typed_is_told_so(counting, member):
    first = counting.somebody(counting.receiver(NAME, LIST), "member")
    first.post(counting.address(NAME, LIST, "receive"))
    counting.enter(first, NAME, LIST)
    told = send(counting, member, item(counting, LIST), status=409)
    assert "typed from paper already" in told["say"]
    assert not Arrival.objects.exists()


def test_a_paper_that_was_received_or_sent_back_is_taken_and_one_that_is_no_paper_is_not(counting, member):
    first = counting.somebody(counting.receiver(NAME, LIST), "member")
    first.post(counting.address(NAME, LIST, "receive"))
    assert send(counting, member, item(counting, LIST))["state"] == "accepted"
    first.post(counting.address(NAME, LIST, "settle"), act="protocol sent back", reason="INVENTED: a page is missing")
    assert send(counting, member, item(counting, LIST))["receipt"]["entry"] == Arrival.objects.get().entry_id
    assert send(counting, member, item(counting, LIST, "after it was sent back"))["state"] == "accepted"
    assert Arrival.objects.count() == 2
    good = item(counting, STATION)
    for change in ({"version": "1"}, {"figures": {"T": "1"}}, {"figures": 1}, {"key": "short"}, {"contest": 7}):
        assert send(counting, member, good | change, status=400)["state"] == "refused"
    assert send(counting, member, good | {"figures": {}}, status=422)["state"] == "refused"
    assert send(counting, member, good | {"version": 2}, status=422)["state"] == "refused"
    counting.somebody(counting.event.commissions[precinct(counting, NAME)].parent, "chair").browser.post(
        address(counting, NAME, "outbox"), json.dumps(good), content_type="application/json"
    )
    assert state_of(STATION) == "expected"


def test_the_line_tells_how_papers_stand_and_no_figure(counting, member):
    send(counting, member, item(counting, LIST))
    told = json.loads(member.get(address(counting, NAME, "line")))
    assert told["papers"][LIST] == {"version": 1, "state": "entered once"}
    assert told.keys() == {"token", "papers", "keys"}


def test_the_page_for_the_phone_holds_no_figure_and_the_worker_names_what_it_keeps(counting, member):
    send(counting, member, item(counting, LIST))
    count(counting, member, NAME, figures(counting, NAME), until="votes")
    page = member.get(address(counting, NAME, "phone"))
    assert not re.search(r'data-line="[A-Z0-9]+"[^>]* value="[0-9]', page)
    assert not re.search(r'value="[0-9]+"', page)
    answer = member.browser.get(f"/c/{precinct(counting, NAME)}/station/worker.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    kept = json.loads(re.match(r"const KEPT = (.*);\n", answer.content.decode())[1])
    assert kept["pages"] == [address(counting, NAME, "phone")]
    assert re.fullmatch("[0-9a-f]{16}", kept["version"])


def test_how_papers_came_and_what_was_attached_is_only_added_to(counting, member):
    send(counting, member, item(counting, LIST))
    attach(counting, member)
    for table in ("station_arrival", "station_document"):
        for sql in (f"UPDATE {table} SET station = 'x'", f"DELETE FROM {table}"):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)


# ---- copies ------------------------------------------------------------------------------------------------------------


def test_copies_are_printed_once_the_count_is_done_and_after_it_was_sent(counting, member):
    place = address(counting, NAME, "copy", LIST, "wall")
    member.get(place, status=404)
    count(counting, member, NAME, figures(counting, NAME))
    assert member.browser.get(place).content.startswith(b"%PDF")
    member.post(address(counting, NAME, "send"))
    assert member.browser.get(address(counting, NAME, "copy", STATION, "media")).content.startswith(b"%PDF")
    member.get(address(counting, NAME, "copy", LIST, "nobody"), status=404)
    counting.somebody(counting.receiver(NAME, LIST), "member").get(place, status=403)  # whoever types it again is blind to it


# ---- what is attached --------------------------------------------------------------------------------------------------

WORDS = "INVENTED: the box was opened before the unused ballots were cancelled; seen by Planted Name."


def attach(house, somebody, **more):
    told = {"kind": "observers' act attached", "contests": [STATION, LIST], "words": WORDS, **more}
    return somebody.browser.post(address(house, NAME, "attached"), told)


def test_an_act_of_observers_is_attached_and_the_log_has_its_hash_alone(counting, member, tmp_path):
    picture = tmp_path / "act.png"
    Image.new("L", (40, 40), 200).save(picture)
    with picture.open("rb") as file:
        assert attach(counting, member, scan=file).status_code == 302
    with picture.open("rb") as file:
        assert "attached to the station already" in attach(counting, member, scan=file).content.decode()
    assert attach(counting, member, kind="recount requested", contests=[LIST]).status_code == 302
    for wrong in ({"words": ""}, {"contests": []}, {"contests": ["elsewhere"]}, {"kind": "protocol annulled"}):
        assert attach(counting, member, **wrong).status_code == 422
    assert Document.objects.count() == 2
    entries = b"".join(bytes(one.body) for one in Entry.objects.all())
    assert b"Planted" not in entries
    with desk.looking() as state:
        assert [act.kind for act in state.attached[NAME]] == ["observers' act attached", "recount requested"]
    above = counting.somebody(counting.receiver(NAME, LIST), "member")
    page = above.get(f"/c/{counting.receiver(NAME, LIST)}/station/{NAME}/attached/")
    assert "Planted Name" in page
    number = Document.objects.first().entry_id
    assert above.browser.get(f"/c/{counting.receiver(NAME, LIST)}/station/{NAME}/attached/{number}/").content.startswith(
        b"\x89PNG"
    )
    other = next(one for one in counting.event.stations if "KOS" in one)
    stranger = counting.somebody(counting.receiver(other, "maslikhat-kostanay.list"), "chair")
    stranger.get(f"/c/{counting.receiver(other, 'maslikhat-kostanay.list')}/station/{NAME}/attached/", status=404)
    assert not unclaimed(timezone.now())


# ---- the code of a printed protocol ------------------------------------------------------------------------------------


def test_a_code_that_is_read_again_counts_once_and_once_more_after_the_paper_was_sent_back(counting, member):
    count(counting, member, NAME, figures(counting, NAME))
    with desk.looking() as state:
        code = as_signed(Work.of(state, precinct(counting, NAME), NAME), Paper(state, NAME, LIST)).code.text()
    commission = counting.receiver(NAME, LIST)
    reader = counting.somebody(commission, "member")
    place = f"/c/{commission}/station/bring/"
    for _ in range(2):
        assert "It came by the QR code of the protocol." in reader.post(place, status=200, text=code).content.decode()
    assert Arrival.objects.count() == 1
    reader.post(counting.address(NAME, LIST, "settle"), act="protocol sent back", reason="INVENTED: a line was unreadable")
    reader.post(place, status=200, text=code)
    assert Arrival.objects.count() == 2
    assert state_of(LIST) == "entered once"
    for wrong in (
        code.replace("INVENTED", ""),
        code.replace(NAME, "X-KOS-0001"),
        code.replace("|1|", "|2|"),
        "",
        "\n".join([code] * 51),
    ):
        reader.post(place, status=422, text=wrong)
    other = next(one for one in counting.event.stations if "KOS" in one)
    stranger = counting.receiver(other, "maslikhat-kostanay.list")
    counting.somebody(stranger, "member").post(f"/c/{stranger}/station/bring/", status=422, text=code)
    assert Arrival.objects.count() == 2
