"""Lists of voters at the office: taken in whole, found, marked once, corrected; who may not sees nothing."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from house import DECISION
from polling import Polling, as_file, voters_of
from small_office import small_event
from station_count import count, figures_of_the_day

from dauys.acts import STATION as STATION_RECORD
from dauys.law import AGAINST_ALL
from dauys.office.journal.desk import desk
from dauys.office.results.drafts import confirmed, typed
from dauys.office.station.work import Work
from dauys.office.voters import lists, tables
from dauys.office.voters.here import rules_of
from dauys.register import Refusal
from dauys.text import BadInput

STATION, OTHER, *_ = small_event().stations
TERRITORIAL = small_event().commissions[small_event().stations[STATION].commission].parent
ISSUED, CHANGED = ["It is marked."], ["It is written down."]


@pytest.fixture
def polling(counting):
    return Polling.at(counting, STATION, others=(OTHER,))


def sent(somebody, commission, data):
    file = SimpleUploadedFile("list.csv", data, "text/csv")
    return somebody.browser.post(f"/c/{commission}/voters/load/", {"list": file})


# ---- a list comes in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("commission", [small_event().stations[STATION].commission, TERRITORIAL])
def test_a_list_is_sent_in_by_the_station_or_the_commission_above(counting, commission):
    member = counting.somebody(commission, "member")
    answer = sent(member, commission, as_file(voters_of({STATION: 40})).getvalue())
    assert answer.status_code == 302, answer.content.decode()
    assert lists.register_of(STATION).marks.counted().listed == 40
    assert "there is a list" in member.get(f"/c/{commission}/voters/")


def test_a_list_with_a_fault_is_refused_whole_and_no_value_is_shown(counting):
    commission = desk.event.stations[STATION].commission
    member = counting.somebody(commission, "member")
    text = as_file(voters_of({STATION: 5})).getvalue().decode()
    iin = text.splitlines()[3].split(",")[3]
    wrong = f"{iin[:-1]}{(int(iin[-1]) + 1) % 10}"
    answer = sent(member, commission, text.replace(iin, wrong).encode())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "list.csv:4" in page
    assert wrong not in page
    assert iin not in page
    assert tables.rows("SELECT count(*) FROM register") == tables.rows("SELECT count(*) FROM person") == [(0,)]
    answer = sent(member, commission, as_file(voters_of({OTHER: 5})).getvalue())  # another commission's station
    assert answer.status_code == 422


def test_a_second_list_and_somebody_twice_are_refused(polling):
    another = as_file(voters_of({STATION: 2}, seed=9)).getvalue()
    polling.changes("strike", place=3, reason="N")
    answer = sent(polling.somebody("member"), polling.commission, another)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count("has a list already") == 1  # told once, and not of every row
    assert "with 29 voters, and voting has not begun" in page
    assert "correct it person by person, with a reason; if it is the wrong list, take it back whole" in page
    polling.opens()
    assert "voting is under way" in sent(polling.somebody("member"), polling.commission, another).content.decode()
    polling.tells("station closed")
    polling.tells("voter list closed")
    page = sent(polling.somebody("member"), polling.commission, another).content.decode()
    assert "the list is closed" in page
    assert "changes no more (Art. 24(10))" in page
    third = list(desk.event.stations)[2]
    with pytest.raises(BadInput) as bad:
        lists.take_in(as_file([(third, polling.voters[4])]), "list.csv", desk.event, {third})
    assert "on a list already" in str(bad.value)
    assert polling.voters[4].iin not in str(bad.value)
    assert tables.rows("SELECT count(*) FROM register") == [(2,)]


def test_a_list_that_came_by_mistake_is_taken_back_whole_until_something_is_marked(polling):
    chair, back = polling.somebody("chair"), polling.address("take-back")
    assert "Take the whole list back" in chair.get(polling.address())
    assert "Take the whole list back" not in polling.somebody("member").get(polling.address())
    polling.somebody("member").post(back, status=403)
    other = lists.register_of(OTHER)
    assert chair.said(back) == ["The list is taken back. Now send the right one in."]
    assert not lists.has_list(STATION)
    assert tables.rows("SELECT count(*) FROM person") == [(other.marks.listed,)]
    chair.get(polling.address(), status=404)
    assert sent(chair, polling.commission, as_file(voters_of({STATION: 20}, seed=9)).getvalue()).status_code == 302
    polling.changes("home", place=6, box="1")
    said = ["The list is not taken back: something is marked on it, or the station has opened. Correct it person by person."]
    assert chair.said(back) == said
    elsewhere = Polling(polling.house, OTHER, [])
    elsewhere.opens()
    assert elsewhere.somebody("chair").said(elsewhere.address("take-back")) == said
    assert lists.has_list(OTHER)


def test_nobody_else_sees_a_list(polling):
    event = desk.event
    other = event.stations[OTHER].commission
    for commission, part in ((TERRITORIAL, "chair"), ("central", "chair"), (other, "member"), (polling.commission, "observer"),
                             (polling.commission, "typist")):  # fmt: skip
        somebody = polling.house.somebody(commission, part)
        for what in ("", "find", "print", "boxes", "books"):
            somebody.get(polling.address(what), status=403)
        somebody.browser.get(polling.address("find").replace(polling.commission, commission))
        for what in ("find", "issue", "change", "day"):
            somebody.post(polling.address(what), status=403)
    member = polling.house.somebody(other, "member")
    assert member.browser.get(polling.address("print").replace(polling.commission, other)).status_code == 404


# ---- somebody is found, and marked -------------------------------------------------------------------------------------


def test_somebody_is_found_by_number_name_and_personal_number_and_never_by_address(polling):
    member, one = polling.somebody("member"), polling.voters[11]
    for asked in ("12", one.name[:9].lower(), one.iin, f"  {one.name} "):
        page = member.post(polling.address("find"), status=200, asked=asked).content.decode()
        assert one.name in page
        assert 'id="v12"' in page
    for asked in ("0", "31", "999999999999", "nobody", polling.voters[3].iin[:11]):
        page = member.post(polling.address("find"), status=200, asked=asked).content.decode()
        assert "There is nobody like that" in page
    assert one.name not in member.get(f"{polling.address('find')}?asked=12")


def test_ballots_are_issued_once_by_a_member_from_opening_to_the_end(polling):
    assert polling.issues(1) == ["Ballots are issued from the opening of the station until voting ends."]
    polling.opens()
    chair = polling.somebody("chair")
    chair.post(polling.address("issue"), status=403, place=1)
    first, *_ = polling.register.contests
    assert polling.issues(1, [first]) == ISSUED
    assert polling.issues(1) == ["A ballot was issued already."]
    assert polling.issues(1, polling.register.contests[1:]) == ISSUED
    assert polling.issues(2, []) == ["No ballot was ticked."]
    assert polling.issues(31) == ["There is no such place on the list."]
    assert polling.counted.by_list == (1,) * len(polling.register.contests)
    page = polling.somebody("member").post(polling.address("find"), status=200, asked="1").content.decode()
    assert "disabled" in page
    assert polling.tells("station closed") == ["It is in the log."]
    assert polling.issues(2) == ["Ballots are issued from the opening of the station until voting ends."]


def test_who_presides_issues_nothing_though_he_is_a_member_too(polling):
    from dauys.office.people import inviting

    polling.opens()
    both = polling.somebody("member", "both")
    inviting.join(both.person, polling.commission, "secretary", None)
    assert polling.issues(3, by=both) == ["Chair and secretary issue no ballots (Art. 41(5))."]


def test_two_members_have_a_letter_each(polling):
    polling.opens()
    for place, name in ((1, "m1"), (2, "m2"), (3, "m1")):
        assert polling.issues(place, by=polling.somebody("member", name)) == ISSUED
    assert sorted(number for number in polling.counted.by_member[0].values()) == [1, 2]
    assert len(lists.members(polling.register)) == 2


# ---- corrections -------------------------------------------------------------------------------------------------------


def data(person, **other):
    return {"name": person.name, "born": person.born, "iin": person.iin, "address": person.address} | other


def test_the_list_is_corrected_with_a_reason_and_kept_at_the_station(polling):
    ((_, new),) = voters_of({STATION: 100})[77:78]
    assert polling.changes("add", reason="p", **data(new)) == CHANGED
    assert polling.changes("add", reason="p", **data(new)) == [
        "This person is on a list already: a person is on one list alone (Art. 25(3))."
    ]
    assert polling.counted.added == {"p": 1}
    place = next(one.place for one in lists.everybody(polling.register) if one.person == new)
    assert place > 30
    assert polling.changes("correct", place=place, **data(new, address="INVENTED 9")) == CHANGED
    assert lists.find(polling.register, new.iin)[0].person.address == "INVENTED 9"
    assert polling.changes("strike", place=5, reason="E") == CHANGED
    assert polling.changes("strike", place=5, reason="E") == ["This person was struck off the list."]
    assert polling.counted.voters == 30
    elsewhere = Polling(polling.house, OTHER, [])  # who was struck off may be entered elsewhere
    assert elsewhere.changes("add", reason="t", **data(polling.voters[4])) == CHANGED
    told = polling.somebody("chair").post(
        polling.address("change"), status=422, deed="add", reason="p", name="", born="2010", iin="1", address="x"
    )
    page = told.content.decode()
    assert "under eighteen on the day of the vote" in page
    assert "twelve digits" in page
    for reason in ("", "l", "-", "E"):
        polling.somebody("chair").post(polling.address("change"), status=422, deed="add", reason=reason, **data(new))
    polling.somebody("chair").post(polling.address("change"), status=404, deed="strike", place=7, reason="p")


def test_an_absentee_holder_stays_at_home_marked_and_is_added_where_he_votes(polling):
    elsewhere, one = Polling(polling.house, OTHER, []), polling.voters[8]
    assert elsewhere.changes("add", reason="c", **data(one)) == [
        "This person is on another list, and no certificate was issued there."
    ]
    assert polling.changes("certificate", place=9) == CHANGED
    assert polling.changes("certificate", place=9) == [
        "This person holds an absentee certificate and votes at another station."
    ]
    assert elsewhere.changes("add", reason="c", **data(one)) == CHANGED
    third = list(desk.event.stations)[2]
    lists.take_in(as_file(voters_of({third: 100})[60:90]), "list.csv", desk.event, {third})
    assert Polling(polling.house, third, []).changes("add", reason="c", **data(one)) == [
        "This person is on a list already: a person is on one list alone (Art. 25(3))."
    ]
    for one_of in (polling, elsewhere):
        one_of.opens()
    assert polling.issues(9) == ["This person holds an absentee certificate and votes at another station."]
    place = lists.find(elsewhere.register, one.iin)[0].place
    assert elsewhere.issues(place) == ISSUED
    assert polling.counted.voters == 30  # he stays on it, marked
    assert elsewhere.counted.voters == 31
    assert polling.changes("certificate", place=2) == ["Absentee certificates are issued no longer (Art. 41(6-1))."]


def test_home_votes_go_with_a_box_that_was_asked_for(polling):
    polling.opens()
    assert polling.changes("home", place=6, box="1") == CHANGED
    assert polling.changes("home", place=6, box="2") == ["This is marked already."]
    assert polling.changes("home", place=7, box="0") == ["Choose the number of a box."]
    assert polling.issues(7, outside="yes") == ["No request to vote outside the premises is noted."]
    member, contests = polling.somebody("member"), polling.register.contests
    take = {f"taken {number}": 3 for number, _ in enumerate(contests)}
    assert member.said(polling.address("boxes"), box="1", state="out", **take) == CHANGED
    assert member.said(polling.address("boxes"), box="1", state="out", **take) == [
        "Something else was written of this box already."
    ]
    assert polling.issues(6, outside="yes") == ISSUED
    back = {f"{term} {number}": 1 for term in ("brought_back", "damaged_box") for number, _ in enumerate(contests)}
    assert member.said(polling.address("boxes"), box="1", state="back") == ["Write a whole number."]
    assert member.said(polling.address("boxes"), box="1", state="back", **back) == CHANGED
    assert polling.counted.by_request == (1,) * len(contests)
    assert polling.counted.by_box == {"1": (1,) * len(contests)}


# ---- the day, and its end ----------------------------------------------------------------------------------------------


def test_the_day_is_told_by_counts_and_the_list_closes_with_the_count(polling):
    assert polling.tells("station closed")[0].startswith("First the station is opened")
    assert polling.tells("boxes sealed", stationary="") == ["A number or words are missing."]
    polling.opens()
    assert polling.tells("station opened") == ["This was told already: it is in the log."]
    for place in range(1, 8):
        polling.issues(place)
    assert polling.tells("turnout reported") == ["It is in the log."]
    assert polling.tells("station incident", words="INVENTED: the light went out.") == ["It is in the log."]
    assert polling.tells("station incident", words=" ") == ["A number or words are missing."]
    assert polling.tells("voter list closed")[0].startswith("First the station is opened")
    assert not polling.register.closed
    ((_, new),) = voters_of({STATION: 100})[77:78]
    polling.changes("add", reason="h", **data(new))
    polling.changes("strike", place=20, reason="N")
    polling.tells("station closed")
    assert polling.tells("voter list closed") == ["It is in the log."]
    with desk.looking() as state:
        ((hour, issued),) = state.turnout[STATION].items()
        closed = state.of_the_day[STATION, "voter list closed"].payload
    assert (issued, re.fullmatch("[0-2][0-9]:00", hour) is not None) == (7, True)
    assert closed == {"station": STATION, "listed": 30, "added_certificate": 0, "added_other": 1, "removed": 1, "voters": 30}
    late = ["The list is closed: the count has begun, and it changes no more (Art. 24(10))."]
    assert polling.changes("strike", place=21, reason="N") == late
    assert polling.changes("home", place=21, box="1") == late
    assert polling.changes("add", reason="p", **data(voters_of({STATION: 100})[78][1])) == late
    assert polling.changes("correct", place=3, **data(polling.voters[2], address="INVENTED 2")) == late
    with pytest.raises(lists.Closed):
        lists.mark(polling.register, 21, lambda voter: voter.issued([0], "a", False))
    assert polling.tells("voter list closed") == ["This was told already: it is in the log."]


def test_the_books_name_what_does_not_agree(polling):
    polling.opens()
    for place in range(1, 11):
        polling.issues(place)
    member, contests = polling.somebody("member"), polling.register.contests
    paper = {"delivered": 33, "cancelled": 22, "damaged": 1, "signatures_list": 10, "signatures_requests": 0}
    typed = {f"{term} {number}": value for term, value in paper.items() for number, _ in enumerate(contests)}
    page = member.post(polling.address("books"), status=200, follow=True, **typed).content.decode()
    assert "wait for a number" in page  # the boxes are not counted yet
    page = member.post(polling.address("books"), status=200, follow=True, **typed | {"signatures_list 1": 9}).content.decode()
    found = re.findall(r"<li><code>(R[0-9]+)</code>(.*?)</li>", page)
    assert [code for code, _ in found] == ["R03"]
    assert "9 / 10" in found[0][1]
    assert member.said(polling.address("books"), **typed | {"cancelled 0": "many"}) == ["Write a whole number."]


def test_the_books_hold_what_a_step_of_the_count_has_entered_at_once(polling):
    polling.opens()
    for place in range(1, 11):
        polling.issues(place)
    polling.tells("station closed")
    polling.tells("voter list closed")
    member, house = polling.somebody("member"), polling.house
    told = figures_of_the_day(polling, {})
    contest, *_ = polling.register.contests
    told[STATION_RECORD][f"H.{contest}"] = "11"  # one more than was issued

    def broken():
        page = member.get(polling.address("books"))
        return re.findall(r"<li><code>(R[0-9]+)</code>.*?: ([0-9]+ / [0-9]+) ", page), page

    count(house, member, STATION, told, until="stationary")
    assert broken()[0] == []
    with desk.looking() as state:
        assert Work.of(state, polling.commission, STATION).boxes_entered
    count(house, member, STATION, told, until="votes")
    found, page = broken()
    assert found == [("R07", "11 / 10"), ("R08", "11 / 10")], page
    with desk.looking() as state:
        assert state.life(STATION, STATION_RECORD).latest.first is None  # nothing was sent yet


def test_the_printed_list_has_personal_numbers_only_where_it_is_signed(polling):
    member = polling.somebody("member")
    polling.changes("strike", place=20, reason="N")
    inspection, signing = (member.get(f"{polling.address('print')}{more}") for more in ("", "?for=signing"))
    for number, one in enumerate(polling.voters, 1):
        assert (one.name in inspection) == (one.name in signing) == (number != 20)
        assert one.iin not in inspection
        assert (one.iin in signing) == (number != 20)


# ---- how it is kept ----------------------------------------------------------------------------------------------------


def test_a_row_opens_at_its_own_place_alone(polling):
    from cryptography.exceptions import InvalidTag

    tables.change("UPDATE person SET sealed = (SELECT sealed FROM person WHERE id = %s) WHERE id = %s",
                  polling.register.row(1), polling.register.row(2))  # fmt: skip
    with pytest.raises(InvalidTag):
        lists.find(polling.register, "2")
    assert lists.find(polling.register, "1")[0].person == polling.voters[0]


def test_the_key_is_the_owners_alone_and_made_once(polling):
    key = polling.house.folder.voters_key
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_bytes()) == 32
    before = key.read_bytes()
    lists.seal()
    assert key.read_bytes() == before


def test_more_spare_places_are_made_when_all_are_taken(polling, monkeypatch):
    monkeypatch.setattr(lists, "SPARE", 2)
    third = list(desk.event.stations)[2]
    everybody = [person for _, person in voters_of({third: 300})[200:]]
    lists.take_in(as_file([(third, everybody[0])]), "list.csv", desk.event, {third})
    reason = rules_of(third).reason("p")
    for one in everybody[1:8]:
        lists.add(lists.register_of(third), one, reason)
    counted = lists.register_of(third).marks.counted()
    assert (counted.voters, len(lists.register_of(third).marks)) == (8, 9)
    with pytest.raises(Refusal, match="on a list"):
        lists.add(lists.register_of(third), everybody[3], reason)


def test_a_file_that_is_too_large_is_not_read(polling):
    somebody = polling.somebody("member")
    answer = sent(somebody, polling.commission, b"x" * (2 * 1024 * 1024 + 1))
    assert answer.status_code == 422


def test_a_repeat_vote_is_held_by_the_same_list_with_fresh_marks(polling):
    house, chair = polling.house, polling.somebody("chair")
    contest = next(one for one in polling.register.contests if one.startswith("maslikhat") and not one.endswith(".list"))
    new, guest = (person for _, person in voters_of({STATION: 100})[70:72])
    elsewhere = Polling(house, OTHER, [])
    polling.changes("add", reason="t", **data(new))
    polling.changes("certificate", place=9)
    polling.changes("strike", place=4, reason="N")
    third = list(desk.event.stations)[2]
    lists.take_in(as_file([(third, guest)]), "list.csv", desk.event, {third})
    assert Polling(house, third, []).changes("certificate", place=1) == CHANGED
    assert polling.changes("add", reason="c", **data(guest)) == CHANGED
    polling.opens()
    assert polling.issues(1) == ISSUED
    assert polling.tells("turnout reported") == ["It is in the log."]
    for act in ("station closed", "voter list closed"):
        polling.tells(act)
    with desk.looking() as state:
        ((declaring, _),) = state.declaring(contest).items()
    house.void(declaring, contest)
    assert "Make the list ready" not in chair.get(polling.address())
    call(house, declaring, contest)
    assert chair.said(polling.address("day"), act="station opened") == ["First make the list ready for the repeat vote."]
    before = tables.rows("SELECT marks FROM register WHERE station = %s", STATION)[0][0]
    assert "95(2), 96(1), 110(1)" in chair.get(polling.address())
    assert chair.said(polling.address("again"))[0].startswith("The list is ready for the repeat vote")
    assert chair.said(polling.address("again"))[0].startswith("The list is not made ready")
    register = polling.register
    counted = register.marks.counted()
    assert register.contests == (f"{contest}.repeat",)
    assert (counted.voters, counted.received, counted.away, counted.added["c"], counted.removed["c"]) == (30, 0, 0, 1, 1)
    assert tables.rows("SELECT turn, marks FROM earlier") == [(0, before)]
    now = tables.rows("SELECT marks FROM register WHERE station = %s", STATION)[0][0]
    alike = sum(a == b for a, b in zip(now, lists.seal().masked(register.id, 0, register.marks.text), strict=True))
    assert alike < len(now) // 10  # masked by another stream
    assert polling.issues(1) == ["Ballots are issued from the opening of the station until voting ends."]
    polling.opens()
    for place in (1, 9):  # who has voted before, and who was away
        assert polling.issues(place) == ISSUED
    assert polling.issues(1) == ["A ballot was issued already."]
    gone = lists.find(register, guest.name)[0].place
    assert polling.issues(gone) == ["This person was struck off the list."]
    assert polling.issues(lists.find(register, new.iin)[0].place) == ISSUED
    with desk.looking() as state:
        hours = state.turnout[STATION]
    polling.tells("turnout reported")
    with desk.looking() as state:
        assert (state.turnout[STATION], state.day(STATION).turnout != hours) == (hours, True)
        assert Work.of(state, polling.commission, STATION).waits is not None
    for act in ("station closed", "voter list closed"):
        assert polling.tells(act) == ["It is in the log."]
    with desk.looking() as state:
        assert Work.of(state, polling.commission, STATION).waits is None
        assert state.day(STATION).told["voter list closed"].payload["voters"] == 30
    assert elsewhere.register.turn == 0


def call(house, commission, contest):
    """A repeat vote of what was void is called, by two people."""
    chair, secretary = (house.somebody(commission, part).person for part in ("chair", "secretary"))
    options = [one.id for one in house.event.options_of(contest) if one.id != AGAINST_ALL]
    told = {"contest": contest, "place": contest, "cause": "void", "date": "2023-04-16", "options": options,
            "reason": "INVENTED: a flood", "decision": DECISION}  # fmt: skip
    with desk.looking() as state:
        draft = typed(state, commission, secretary, "repeat vote called", told)
    draft.save()
    with desk.acting() as hand:
        confirmed(hand, draft, chair)
