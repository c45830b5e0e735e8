"""The list at a laptop, as the office has it: one laptop, nobody marked meanwhile, handed in once, lost; on both databases."""

import base64
import hashlib
import json

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError
from polling import Polling, at_once, voters_of
from small_office import small_event

from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.voters import envelope as envelopes
from dauys.office.voters import lent, lists, tables
from dauys.office.voters.books import books_of
from dauys.office.voters.deleting import delete
from dauys.office.voters.envelope import envelope, passphrase
from dauys.office.voters.here import Here, rules_of
from dauys.register import nothing_marked
from dauys.register.marks import NOT

STATION, OTHER, *_ = small_event().stations
KEY, ANOTHER = "0" * 36, "1" * 36
OUT = "The list is at the station's laptop, taken by INVENTED member-"
PAPER = "The laptop that had the list is lost"


@pytest.fixture(autouse=True)
def few_rounds(monkeypatch):
    monkeypatch.setattr(envelopes, "ROUNDS", 1000)  # what many of them stop is no matter here; the browser's tests have all


@pytest.fixture
def polling(counting):
    polling = Polling.at(counting, STATION, others=(OTHER,))
    polling.opens()
    return polling


def holder(polling):
    return polling.somebody("member").person.pseudonym


def taken(polling, key=KEY, **more):
    """The page with the list, as a form of a laptop asks for it."""
    member = polling.somebody("member")
    data = {"laptop": key, "is laptop": "yes", "code": member.code()} | more
    return member.browser.post(polling.address("laptop"), data)


def sent(polling, marks, key=KEY, by="member"):
    data = json.dumps({"laptop": key, "marks": marks})
    answer = polling.somebody(by).browser.post(polling.address("laptop/in"), data, content_type="application/json")
    return answer.status_code, answer.json()


def marked(polling, **at):
    """Marks of a laptop: by place (``p3``) the letters of its ballots."""
    text, kinds = [*nothing_marked(polling.register.marks)], len(polling.register.contests)
    for place, letters in at.items():
        number = int(place[1:])
        text[(number - 1) * kinds : number * kinds] = letters
    return "".join(text)


# ---- the list goes out ---------------------------------------------------------------------------------------------------


def test_while_a_laptop_has_the_list_nobody_is_marked_here_and_it_is_said_who_has_it(polling):
    assert "data-envelope" in taken(polling).content.decode()
    ((_, new),) = voters_of({STATION: 100})[77:78]
    row = {"name": new.name, "born": new.born, "iin": new.iin, "address": new.address}
    deeds = {"strike": {"place": 2, "reason": "E"}, "home": {"place": 2, "box": "1"}, "add": {"reason": "p"} | row}
    for said in (polling.issues(1), *(polling.changes(deed, **more) for deed, more in deeds.items())):
        assert said[0].startswith(OUT)
    member = polling.somebody("member")
    for what in ("", "find", "books"):
        assert OUT[:40] in member.get(polling.address(what)).replace("&#39;", "'")
    assert "at a laptop" in member.get(f"/c/{polling.commission}/voters/")
    assert "data-envelope" not in taken(polling, ANOTHER).content.decode()  # one laptop alone
    assert "data-envelope" in taken(polling).content.decode()  # which may have lost the answer
    assert polling.tells("turnout reported") == ["A number or words are missing."]  # what was issued is not known here
    assert polling.tells("turnout reported", received="7") == ["It is in the log."]
    polling.tells("station closed")
    assert polling.tells("voter list closed")[0].startswith(OUT)
    assert polling.register.marks.counted().received == 0
    elsewhere = Polling(polling.house, OTHER, [])
    elsewhere.opens()
    assert elsewhere.issues(1) == ["It is marked."]  # another station goes on


def test_the_list_is_given_to_no_telephone_without_a_tick_or_without_a_code(polling):
    for more in ({"is laptop": ""}, {"laptop": "x"}, {"code": "000000"}):
        answer = taken(polling, **more)
        assert (answer.status_code, b"data-envelope" in answer.content) == (422, False)
    member = polling.somebody("member")
    for headers in ({"user-agent": "Mozilla/5.0 (Linux; Android 14) Mobile"}, {"sec-ch-ua-mobile": "?1"}):
        data = {"laptop": KEY, "is laptop": "yes", "code": member.code()}
        answer = member.browser.post(polling.address("laptop"), data, headers=headers)
        assert "telephone" in answer.content.decode()
        assert answer.status_code == 422
    assert lent.states(STATION) == {}
    polling.tells("station closed")
    assert taken(polling).status_code == 422


def test_the_envelope_names_nobody_and_opens_by_its_passphrase_alone(polling):
    polling.changes("strike", place=4, reason="E")
    polling.changes("home", place=6, box="2")
    polling.issues(5)
    phrase = passphrase()
    told = envelope(polling.register, KEY, {"a": "INVENTED M"}, phrase)
    text = json.dumps(told)
    assert not [one for one in polling.voters if one.iin in text or one.name in text]

    def opened(words, key=KEY):
        salt, nonce, data = (base64.b64decode(told[name]) for name in ("salt", "nonce", "data"))
        secret = hashlib.pbkdf2_hmac("sha256", words.replace(" ", "").encode(), salt, told["rounds"])
        return AESGCM(secret).decrypt(nonce, data, f"list {key}".encode())

    data = opened(phrase)
    assert len(data) % 65_536 == 0  # how long the list is does not show
    people = {one["place"]: one for one in json.loads(data)["people"]}
    assert people.keys() == {*range(1, 31)} - {4}
    assert (people[6]["way"], people[5]["ballots"].strip(NOT) != "", people[1]["iin"]) == ("2", True, polling.voters[0].iin)
    for wrong in ((passphrase(), KEY), (phrase, ANOTHER)):
        with pytest.raises(InvalidTag):
            opened(*wrong)
    assert told["letters"] == len(nothing_marked(polling.register.marks))
    assert len({passphrase() for _ in range(50)}) == 50


# ---- and comes back ------------------------------------------------------------------------------------------------------


def test_marks_come_in_once_however_often_they_are_sent_and_contradictions_are_kept(polling):
    polling.issues(7)
    taken(polling)
    (letter,) = lists.members(polling.register)
    kinds = len(polling.register.contests)
    marks = marked(polling, p1=letter * kinds, p2=NOT + letter, p7=letter * kinds, p8=letter.upper() * kinds)
    assert sent(polling, marks, ANOTHER)[0] == 409
    assert sent(polling, f"{marks}{NOT}")[0] == sent(polling, marks.replace(letter, "q"))[0] == 400
    assert polling.issues(3)[0].startswith(OUT)  # nothing was done
    status, told = sent(polling, marks)
    assert (status, [(one["place"], one["say"]) for one in told["contradictions"]]) == (
        200, [(7, "A ballot was issued already."), (8, "No request to vote outside the premises is noted.")],
    )  # fmt: skip
    assert polling.issues(9) == ["It is marked."]
    assert sent(polling, marks) == (status, told)  # the answer was lost: the same again, and nothing is done twice
    assert sent(polling, nothing_marked(polling.register.marks)) == (status, told)
    assert polling.counted.by_list == (3, 4)
    assert [polling.register.marks.at(place).has_ballots for place in (1, 2, 7, 8, 9)] == [True, True, True, False, True]
    books = polling.somebody("member").get(polling.address("books"))
    assert f"7. {polling.voters[6].name}" in books
    assert f"8. {polling.voters[7].name}" in books
    assert taken(polling, KEY).status_code == 422  # by this name it was handed in
    assert "data-envelope" in taken(polling, ANOTHER).content.decode()  # and it may go out once more
    assert sent(polling, marks) == (status, told)
    stored = repr(tables.rows("SELECT * FROM laptop"))
    assert polling.voters[6].name not in stored


def test_no_ballot_was_issued_before_the_station_opened(counting):
    polling = Polling.at(counting, STATION)
    taken(polling)
    (letter,) = lists.members(polling.register)
    status, told = sent(polling, marked(polling, p1=letter + NOT))
    assert (status, told["say"].split(":")[0]) == (409, "First tell that the station was opened")
    assert sent(polling, marked(polling)) == (200, {"state": "accepted", "contradictions": []})


def test_of_two_that_hand_in_or_take_at_once_the_database_takes_one(polling):
    register, who = polling.register, holder(polling)
    letter = lists.letter_of(register, who)

    for turn in range(1, 9):
        keys = [f"{turn}{name}" for name in "ab"]
        one, other, mark = at_once(
            *(lambda key=key: lent.take(STATION, key, who) for key in keys),
            lambda: lists.mark(register, turn, lambda voter: voter.issued([0], letter, False), issuing=True),  # noqa: B023
        )
        assert sum(isinstance(each, lists.Away) for each in (one, other)) == 1
        (key,) = (key for key, state in lent.states(STATION).items() if state == "out")
        had = one if isinstance(other, Exception) else other
        assert had.marks.at(turn).has_ballots == (not isinstance(mark, Exception))  # the laptop knows of it, or it was refused
        text = marked(polling, **{f"p{turn + 20}": letter + NOT})
        told = at_once(*[lambda: lent.hand_in(STATION, key, text, True)] * 3)  # noqa: B023
        assert told == [(), (), ()]
        assert polling.register.marks.at(turn + 20).ballots == letter + NOT


def test_the_database_holds_that_one_laptop_has_a_list(polling):
    lent.take(STATION, KEY, holder(polling))
    for sql in ("INSERT INTO laptop (key, register, holder, state) VALUES ('2', %s, 'p', 'out')",
                "UPDATE laptop SET state = 'gone' WHERE register = %s"):  # fmt: skip
        with pytest.raises(IntegrityError), tables.together():
            tables.change(sql, polling.register.id)


# ---- lost ----------------------------------------------------------------------------------------------------------------


def test_a_lost_laptop_is_told_to_everybody_without_anybodys_data_and_the_signatures_stand(polling):
    polling.issues(1)
    before = Entry.objects.count()
    chair = polling.somebody("chair")
    assert chair.said(polling.address("laptop/lost"), code=chair.code()) == ["No laptop has the list."]
    assert Entry.objects.count() == before
    taken(polling)
    (letter,) = lists.members(polling.register)
    polling.somebody("member").post(polling.address("laptop/lost"), status=403)
    assert chair.said(polling.address("laptop/lost"), code="000000") != ["It is in the log."]
    assert Entry.objects.count() == before
    assert chair.said(polling.address("laptop/lost"), code=chair.code()) == ["It is in the log."]
    act = json.loads(bytes(Entry.objects.latest("index").body))
    assert {key: act[key] for key in act.keys() - {"at", "author", "commission"}} == {
        "act": "station incident", "station": STATION,
        "words": "The laptop with the list of voters is lost or broken. The station works by the paper list.",
    }  # fmt: skip
    assert polling.issues(2)[0].startswith(PAPER)
    assert b"data-envelope" not in taken(polling, ANOTHER).content  # to no other one either
    assert polling.changes("strike", place=5, reason="E") == ["It is written down."]  # the list itself changes as before
    with pytest.raises(lists.Away):  # and the statement itself holds it, whatever was looked at before
        lists.mark(polling.register, 2, lambda voter: voter.issued([0], letter, False), issuing=True)

    assert sent(polling, marked(polling, p5=letter + NOT, p6=letter + NOT))[1] == {
        "state": "accepted", "contradictions": [{"place": 5, "say": "This person was struck off the list."}],
    }  # fmt: skip
    assert polling.issues(2)[0].startswith(PAPER)  # it was found, and what was signed meanwhile is on paper alone
    polling.tells("station closed")
    assert polling.tells("voter list closed") == ["It is in the log."]

    kinds = range(len(polling.register.contests))
    lists.keep_typed(polling.register, signatures_list=[9 for _ in kinds], signatures_requests=[None for _ in kinds])
    person = polling.somebody("member").person
    with desk.looking() as state:
        day = state.day(STATION)
    at = Here(STATION, polling.register, rules_of(STATION), tuple((one, one) for one in polling.register.contests), True, True,
              frozenset({"member"}), person, day)  # fmt: skip
    for numbers in books_of(at).ballots.values():
        told = [numbers[name] for name in ("issued_list", "issued_requests", "issued_by_members")]
        assert told == [9, None, None]  # what is not known is not zero


def test_marks_of_a_laptop_that_is_found_after_the_list_closed_are_not_taken(polling):
    taken(polling)
    lent.lose(STATION)
    polling.tells("station closed")
    polling.tells("voter list closed")
    told = polling.somebody("member").browser.get(polling.address("laptop/line")).json()
    assert (told["states"], told["deleted"]) == ({KEY: "closed"}, False)
    status, answer = sent(polling, marked(polling))
    assert (status, answer["say"].split(":")[0]) == (409, "The list is closed")


def test_the_laptop_is_told_when_personal_data_are_deleted(polling):
    taken(polling)
    member = polling.somebody("member")
    line = polling.address("laptop/line")
    assert member.browser.get(line).json()["states"] == {KEY: "out"}
    with desk.looking() as state:
        state.status |= dict.fromkeys((one.id for one in desk.event.contests), "final")
    assert any("laptop: 1 rows deleted" in one for one in delete(polling.house.folder))
    told = member.browser.get(line).json()
    assert (told["states"], told["deleted"]) == ({}, True)
    assert "laptop.js" in member.get(polling.address("laptop"))  # the page is there to erase what it has
    desk.forget()
