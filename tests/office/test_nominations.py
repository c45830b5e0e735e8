"""From the call of an election to its frozen definition, by the pages of the office: the Mazhilis and one maslikhat."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from house import DECISION, House
from nominating import nominee
from small_office import MAZHILIS, nobody_stands_yet, small_event
from spreadsheets import xlsx

from dauys.acts.ballots import delivered
from dauys.acts.nomination_acts import calendar_setter, registrar, rules_of
from dauys.acts.record import read_record
from dauys.election.definition import definition_files
from dauys.law import AGAINST_ALL
from dauys.office.journal.desk import desk
from dauys.office.journal.doctor import examine
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import Recorder
from dauys.office.nominations.deciding import DECISIONS
from dauys.office.results.drafts import confirmed, typed
from dauys.office.setting_up.preparing import grouped, prepared
from dauys.protocol.calendar import load_calendar
from dauys.text import LANGUAGES, phrase

LOCAL = "maslikhat-aktobe"
LIST, LOCAL_LIST = f"{MAZHILIS}.list", f"{LOCAL}.list"
EVENT = nobody_stands_yet()
AREA = next(one.id for one in EVENT.contests if one.body == MAZHILIS and one.tier == "constituency")
VOTE = {name: str(value) for name, value in DECISION.items() if value is not None}
OFFSETS = {
    "nomination_start": -30, "registration_start": -30, "nomination_end": 1, "nomination_end_maslikhat": 1,
    "registration_end": 2, "registration_end_maslikhat": 2, "last_withdrawal": 3,
}  # fmt: skip
"""Days from today."""


def day(offset):
    return (timezone.localdate() + timedelta(offset)).isoformat()


def moment(days=-1, hour="10:00"):
    return f"{day(days)}T{hour}"


@pytest.fixture
def office(empty, tmp_path):
    return Nominating(House.set_up(empty, tmp_path / "definition", EVENT))


class Nominating:
    """People of the commissions at the pages of this room; or, past the pages, two of the central commission's people."""

    def __init__(self, house):
        self.house = house
        self.chair, self.secretary = (house.somebody("central", part) for part in ("chair", "secretary"))

    def two(self, commission):
        return (self.house.somebody(commission, part) for part in ("chair", "secretary"))

    def decides(self, commission, path, **told):
        """The secretary fills it in, the chair confirms; what the page says then."""
        chair, secretary = self.two(commission)
        return chair.confirms(secretary.prepares(f"/c/{commission}/nominations/{path}", **VOTE | told))

    def by_hand(self, kind, commission, **told):
        """An act with its two people, past the pages: where thirty commissions would have to sign in."""
        with desk.looking() as state:
            draft = typed(state, commission, self.secretary.person, kind, told)
        draft.save()
        with desk.acting() as hand:
            confirmed(hand, draft, self.chair.person)

    moment = staticmethod(moment)

    def begin(self):
        assert self.decides("central", "call/", by="president", bodies=MAZHILIS, sort="snap", document="INVENTED No. 1") == DONE
        assert self.decides("central", "call/", by="central commission", bodies=LOCAL, sort="snap", document="No. 2") == DONE
        for body in (MAZHILIS, LOCAL):
            with desk.looking() as state:
                commission = calendar_setter(state, body)
            known = [one.code for one in load_calendar(EVENT.body(body).law).milestone]
            days = {f"day {code}": day(offset) for code, offset in OFFSETS.items() if code in known}
            assert self.decides(commission, f"b/{body}/calendar/", source="INVENTED No. 3", **days) == DONE
        return self

    def registrar(self, contest):
        with desk.looking() as state:
            return registrar(state, EVENT.contest(contest))

    def lodge_list(self, contest, party, table, status=302, **told):
        chair, _ = self.two(commission := self.registrar(contest))
        name = "list.xlsx" if table[:2] == b"PK" else "list.csv"
        data = {"moment": moment(-2), "party": party, "file": SimpleUploadedFile(name, table), **told}
        return chair.post(f"/c/{commission}/nominations/c/{contest}/lodge/", status=status, **data)

    def register(self, contest, option, when=None, **told):
        with desk.looking() as state:
            of, one = state.event.contest(contest), state.nominations.known[contest, option]
            asked = rules_of(state.event, of.body).tier_named(of.tier).requirements(one.who)
        told = {"act": "nomination registered", "moment": when or moment(), "checked": [one.code for one in asked]} | told
        return self.decides(self.registrar(contest), f"c/{contest}/n/{option}/decide/", **told)

    def candidate(self, contest, option, kk):
        """Lodged and registered past the pages."""
        commission, names = self.registrar(contest), {"kk": kk, "ru": kk, "en": None}
        told = {"contest": contest, "option": option, "moment": moment(-2), "who": "self", "party": None, "nominator": None}
        with desk.acting() as hand:
            hand.act("nomination lodged", commission, self.chair.person, names=names, groups={}, more=None,
                     nominees=[nominee(option, kk)], **told)  # fmt: skip
        with desk.looking() as state:
            of = state.event.contest(contest)
            asked = rules_of(state.event, of.body).tier_named(of.tier).requirements("self")
        self.by_hand("nomination registered", commission, contest=contest, option=option, moment=moment(),
                     checked=[one.code for one in asked], looked_at=[], decision=DECISION)  # fmt: skip


DONE = [phrase("results.done", "en")]


def rows(party, number, marked, first=0):
    """A list as a party hands it in: its columns and rows; first: of which persons it is."""
    head = ["id", "name_kk", "name_ru", "born", "marked"]
    people = range(number)
    names = [(f"{party}-{n}", f"Ойдан Адам {first + n}", f"Вымышленный {first + n}") for n in people]
    return [head, *([*names[n], str(1960 + n), "yes" if n < marked else ""] for n in people)]


def csv(table):
    return "".join(",".join(row) + "\n" for row in table).encode()


def test_from_the_call_to_the_frozen_definition_and_the_ballots_at_a_station(office):
    house, chair = office.house, office.chair
    assert "who stands is not known yet" in chair.get("/c/central/nominations/")
    groups = grouped(prepared(house.folder))
    assert chair.said("/c/central/setting-up/freeze/", **{f"group {n}": groups[n] for n in (3, 11)}) == [
        "lists and candidates are not in the definition yet: write them into it, and load it"
    ]
    office.begin()
    # lists: from CSV and from a spreadsheet, registered to the minute
    for number, (party, made) in enumerate((("Amanat", csv), ("Auyl", xlsx))):
        for at, contest in enumerate((LIST, LOCAL_LIST)):
            office.lodge_list(contest, party, made(rows(f"{party}-{at}", 10, 2, 100 * at + 10 * number)), more="1")
            assert office.register(contest, party, moment(-1, f"10:0{number}")) == DONE
    # a candidate by the pages of his okrug's commission, who withdraws, and others
    okrug = office.registrar(AREA)
    okrug_chair, _ = office.two(okrug)
    typed_ = {"who": "self", "name_kk": "Қанат Ойдан", "name_ru": "Канат Ойдан", "born": "1980", "moment": moment(-2)}
    answer = okrug_chair.post(f"/c/{okrug}/nominations/c/{AREA}/lodge/", **typed_)
    option = answer.headers["Location"].rstrip("/").rpartition("/")[2]
    assert office.register(AREA, option) == DONE
    assert office.decides(okrug, f"c/{AREA}/n/{option}/decide/", act="nomination withdrawn", moment=moment(),
                          ground="candidate_withdraws", reason="INVENTED") == DONE  # fmt: skip
    for contest in EVENT.contests:
        if contest.tier == "constituency":
            number = EVENT.constituencies[contest.id].number
            office.candidate(contest.id, f"{number}-8", f"Қ {contest.id}")
    office.candidate(AREA, f"{EVENT.constituencies[AREA].number}-9", f"К {AREA}")
    # the lot, by the central commission, for both
    for contest in (LIST, LOCAL_LIST):
        assert office.decides("central", f"c/{contest}/order/", **{"place Auyl": "1", "place Amanat": "2"}) == DONE
    # into the definition, and frozen
    page = chair.get("/c/central/nominations/definition/")
    assert "registered are Auyl, Amanat, against_all, in the definition stand –" in unescape(page)
    assert chair.post("/c/central/nominations/definition/").headers["Location"] == "/c/central/setting-up/load/"
    hash_ = re.search(r'name="hash" value="([0-9a-f]{64})"', chair.get("/c/central/setting-up/load/"))[1]
    chair.post("/c/central/setting-up/load/take/", hash=hash_)
    assert prepared(house.folder) == hash_
    assert phrase("nominations.same", "en") in chair.get("/c/central/nominations/definition/")
    house.freeze()
    event = desk.event
    assert [one.id for one in event.options[LIST]] == ["Auyl", "Amanat", AGAINST_ALL]
    assert [one.names.kk[0] for one in event.options[AREA][:2]] == ["К", "Қ"]  # in the order of the alphabet
    assert event.options[LIST][1].registered == moment(-1, "10:00")
    assert event.lists[LIST, "Auyl"].quota_more == 1
    assert event.lists[LOCAL_LIST, "Auyl"].quota_more is None  # its law asks nothing of the mandates
    assert {(one.law, one.milestone) for one in event.calendar} >= {("kz/mazhilis/2023", "nomination_end")}
    # what was signed is a record, and everything agrees
    Recorder.of(house.folder).follow()
    assert read_record(house.folder.record).state.frozen == hash_
    assert not [fault for one in examine(house.folder) for fault in one.faults]
    ballots_come_to_a_station(office, next(one for one in EVENT.stations_of(LOCAL_LIST)))


def ballots_come_to_a_station(office, station):
    rayon, region = EVENT.commissions[station.commission].parent, f"territorial-{LOCAL.removeprefix('maslikhat-')}"
    way, contest = [region, rayon, station.commission], LOCAL_LIST
    people = {one: office.house.somebody(one, "member") for one in way}
    where = {one: f"/c/{one}/nominations/c/{contest}/" for one in way}
    written = [phrase("nominations.done", "en")]
    assert people[region].said(f"{where[region]}moved/", act="ballots printed", number="500") == written
    for sender, to, sent, received in ((region, rayon, 300, 300), (rayon, station.commission, 120, 118)):
        assert people[sender].said(f"{where[sender]}moved/", act="ballots delivered", to=to, number=str(sent)) == written
        id_ = re.search(r'name="delivery" value="(d-[0-9a-f]+)"', people[to].get(where[to]))[1]
        assert people[to].said(f"{where[to]}moved/", act="ballots received", delivery=id_, number=str(received)) == written
    page = unescape(people[rayon].get(where[rayon]))
    assert phrase("nominations.difference", "en", commission=told(station.commission), sent=120, received=118) in page
    with desk.looking() as state:
        assert delivered(state, station.id, contest) == 118
        assert state.ballots.at(contest, rayon) == 180


def told(commission):
    return EVENT.commissions[commission].names.en


# ---- what is wrong ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [csv, xlsx])
def test_a_list_with_faults_is_refused_whole_and_every_one_is_told(office, made):
    office.begin()
    table = rows("A", 5, 2)
    table[1][3], table[2][4], table[3][1], table[4][0] = "once", "no", "Kанат", ""
    before = Entry.objects.count()
    page = office.lodge_list(LIST, "Amanat", made(table), status=422).content.decode()
    assert re.findall(r"<code>list.csv:(\S+?)</code>", page) == ["2:born", "3:marked", "4:name_kk", "5:id"]
    assert Entry.objects.count() == before
    right = rows("A", 5, 1)
    right[2][0] = right[1][0]
    page = office.lodge_list(LIST, "Amanat", made(right), status=422, more="4").content.decode()
    assert "a person stands twice on it: A-0" in page
    assert "that would tell it of each (4 of 4)" in page
    assert office.lodge_list(LIST, "Amanat", b"PK\x03\x04 nothing", status=422)
    assert office.lodge_list(LIST, "", made(rows("A", 5, 2)), status=422)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_outside_its_window_an_act_is_refused_with_milestone_day_and_article(office, language):
    office.begin()
    okrug = office.registrar(AREA)
    chair, _ = office.two(okrug)
    chair.browser.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    form = {"who": "self", "name_kk": "Қанат", "name_ru": "Канат", "born": "1980", "moment": moment(-31)}
    page = unescape(chair.post(f"/c/{okrug}/nominations/c/{AREA}/lodge/", status=422, **form).content.decode())
    (start,) = [one for one in load_calendar("kz/mazhilis/2023").milestone if one.code == "nomination_start"]
    said = phrase("nominations.window not open", language, what=start.name.told(language), day=day(-30), article="87(5)")
    assert said in page
    assert "Қанат" in page  # what was typed is still there


def test_a_decision_takes_two_people_and_a_ground_of_the_law(office):
    office.begin()
    office.lodge_list(LIST, "Amanat", csv(rows("A", 10, 4)))
    path = f"/c/central/nominations/c/{LIST}/n/Amanat/decide/"
    refused = {"act": "nomination refused", "moment": moment(), "reason": "INVENTED", **VOTE}
    assert office.secretary.said(path, **refused, ground="rules")[-1].startswith("the law has no such ground")
    draft = office.secretary.prepares(path, **refused, ground="list_rules")
    page = office.secretary.get(draft)
    assert "89(6)(4)" in page
    assert phrase("results.another", "en") in page
    assert office.chair.confirms(draft) == DONE
    page = office.chair.get(f"/c/central/nominations/c/{LIST}/n/Amanat/")
    assert "The rules of nominating a list were broken" in page
    appeal = {"act": "appeal decided", "moment": moment(), "by": "court", "outcome": "granted", "reason": "INVENTED No. 9"}
    assert office.chair.confirms(office.secretary.prepares(path, **appeal)) == DONE
    assert office.register(LIST, "Amanat") == DONE
    office.chair.post(path, status=400, act="nothing")


def test_whose_contest_it_is_not_sees_no_form_and_can_do_nothing(office):
    office.begin()
    stranger = office.house.somebody("territorial-aktobe", "chair")
    assert stranger.get(f"/c/territorial-aktobe/nominations/c/{LIST}/lodge/", status=404)
    assert stranger.get("/c/territorial-aktobe/nominations/call/", status=404)
    assert stranger.get("/c/territorial-aktobe/nominations/definition/", status=404)
    observer = office.house.somebody("central", "observer")
    page = observer.get(f"/c/central/nominations/c/{LIST}/")
    assert "/lodge/" not in page
    observer.post(f"/c/central/nominations/c/{LIST}/lodge/", status=403, party="Amanat")
    observer.post(f"/c/central/nominations/c/{LIST}/moved/", status=403, act="ballots printed", number="1")


def test_another_definition_is_not_taken_where_it_would_undo_what_was_done(office):
    """Whatever acts name must be there still; and the log keeps its keys and its name."""
    office.begin()
    keys = (office.house.folder.record / "definition/keys.json").read_bytes()
    chair, load = office.chair, "/c/central/setting-up/load/"

    def send(event):
        files = [SimpleUploadedFile(name, data) for name, data in definition_files(event).items()]
        return unescape(chair.browser.post(load, {"files": files}, follow=True).content.decode())

    said = send(replace(EVENT, date=EVENT.date + timedelta(7)))
    assert "what was done so far does not hold with these files" in said
    assert "acts are signed already, in a log of another name" in send(replace(EVENT, origin="elections.example/other"))
    page = send(replace(EVENT, notes=("INVENTED: a note more",)))
    hash_ = re.search(r'name="hash" value="([0-9a-f]{64})"', page)[1]
    chair.post(f"{load}take/", hash=hash_)
    assert desk.event.notes == ("INVENTED: a note more",)
    assert (office.house.folder.record / "definition/keys.json").read_bytes() == keys
    with desk.looking() as state:
        assert set(state.nominations.called) == {MAZHILIS, LOCAL}
    assert Recorder.of(office.house.folder).follow() == Entry.objects.count()  # the log goes on under the same key
    assert not [fault for one in examine(office.house.folder) for fault in one.faults]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_the_language_asked_for(office, language):
    office.begin()
    office.lodge_list(LIST, "Amanat", csv(rows("A", 10, 4)))
    office.chair.browser.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    at = "/c/central/nominations/"
    for path in ("", "call/", "definition/", f"b/{MAZHILIS}/", f"b/{MAZHILIS}/calendar/", f"c/{LIST}/", f"c/{LIST}/lodge/",
                 f"c/{LIST}/n/Amanat/", f"c/{AREA}/"):  # fmt: skip
        page = office.chair.get(f"{at}{path}")
        assert f'<html lang="{language}"' in page
        assert not re.findall(r"nominations\.[a-z]+", page), path


def test_these_are_the_decisions():
    assert list(DECISIONS) == ["nomination registered", "nomination refused", "nomination withdrawn", "appeal decided"]


def test_by_a_law_without_such_rules_there_is_nothing_to_do_here(empty, tmp_path):
    """The pages say so, and no address of theirs fails."""
    event = small_event()
    other = replace(event, bodies={name: replace(body, law="kz/maslikhat-region/2021") for name, body in event.bodies.items()})
    house = House.set_up(empty, tmp_path / "definition", event)
    chair = house.somebody("central", "chair")
    with desk.looking() as state:
        state.event = other
    assert phrase("nominations.no rules", "en") in unescape(chair.get("/c/central/nominations/"))
    for path in ("b/maslikhat-aktobe/", "b/maslikhat-aktobe/calendar/", f"c/{LOCAL_LIST}/", f"c/{LOCAL_LIST}/ballot/"):
        chair.get(f"/c/central/nominations/{path}", status=404)
    assert phrase("nominations.all called", "en") in chair.get("/c/central/nominations/call/")


def test_the_proof_of_a_ballot_is_of_what_was_registered(office):
    office.begin()
    path = f"/c/central/nominations/c/{LIST}/ballot/"
    office.chair.get(path, status=404)  # nobody is on it
    for number, party in enumerate(("Amanat", "Auyl")):
        office.lodge_list(LIST, party, csv(rows(party, 10, 4, 10 * number)))
        assert office.register(LIST, party) == DONE
    office.chair.get(path, status=404)  # the order is not drawn
    assert office.decides("central", f"c/{LIST}/order/", **{"place Auyl": "1", "place Amanat": "2"}) == DONE
    answer = office.chair.browser.get(path)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    for wrong in ({"place Auyl": "1"}, {"place Auyl": "1", "place Amanat": "1"}, {"place Auyl": "2", "place Amanat": "3"}):
        assert office.secretary.said(f"/c/central/nominations/c/{LIST}/order/", **VOTE | wrong)
