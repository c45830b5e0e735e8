"""After the day: a vacated constituency is elected anew, and a tied one is voted on again, each to the end."""

import io
import zipfile
from datetime import datetime, timedelta

import pytest
from house import House
from test_cli import run
from test_results import DECISION, DONE, count, declare, deed, questions, sign, status

from dauys.acts.record import read_record
from dauys.election.definition import read_definition
from dauys.office.journal.desk import desk
from dauys.office.journal.doctor import examine
from dauys.office.journal.recorder import Recorder
from dauys.office.results.mandates import seated
from dauys.protocol.after import last_sunday
from dauys.tally.result import outcome_of

BODY, BELOW, REGION = "maslikhat-aktobe", "territorial-aktobe-01", "territorial-aktobe"
AREA = f"{BODY}.01"
CANDIDATES = """option,party,name_kk,name_ru,name_en
one,,ОЙДАН ШЫҒАРЫЛҒАН бірінші,ВЫМЫШЛЕНО: первый,INVENTED first
two,,ОЙДАН ШЫҒАРЫЛҒАН екінші,ВЫМЫШЛЕНО: второй,INVENTED second
"""
NEXT = datetime.now().year + 1  # the acts are done now, and the election that follows is later
DAY, ENDS = last_sunday(NEXT, 10).isoformat(), f"{NEXT + 5}-03-28"


def elected(house, body, area):
    with desk.looking() as state:
        return next(seat.option for seat in outcome_of(state, body).seats if seat.place == area)


def settled(house, area, commission):
    """A constituency counted, signed, declared, and its deputy seated: the option that won."""
    count(house, area)
    sign(house, area, commission)
    body = house.event.contest(area).body
    region = commission.rpartition("-")[0]
    assert declare(house, body, region, area) == [DONE]
    won = elected(house, body, area)
    seat = {"seat": f"{area} {won}", "person": won}
    assert deed(house, body, region, act="mandate given", **seat) == [DONE]
    return won


@pytest.fixture
def vacated(counting):
    """The record of an election of which one constituency's deputy has left, and the entry that says so."""
    won = settled(counting, AREA, BELOW)
    assert deed(counting, BODY, REGION, act="mandate lost", seat=f"{AREA} {won}", person=won) == [DONE]
    Recorder.of(counting.folder).follow()
    with desk.looking() as state:
        return counting, max(state.entries)


def verified(house, tmp_path):
    """The record published, and checked by the verifier that lies in the bundle."""
    Recorder.of(house.folder).follow()
    bundle = tmp_path / "bundle"
    assert run("publish", house.folder.record, "--out", bundle, "--key", house.folder.path / "keys" / "publisher.key").code == 0
    told = run("verify", bundle)
    assert told.code == 0, told.text
    return told.text


def test_a_vacated_constituency_is_elected_anew_from_the_command_to_its_deputy(vacated, another, tmp_path):
    old, entry = vacated
    file, out = tmp_path / "candidates.csv", tmp_path / "by-election"
    file.write_text(CANDIDATES, "utf-8")
    told = run("again", old.folder.record)
    assert told.code == 0
    assert f"entry {entry}, mandate lost, {AREA}: by-election (Art. 101(3-1), 113)" in told.out
    assert "on the last Sunday of March or October" in told.out
    (shown,) = run("again", old.folder.record, "--json").json
    assert (shown["entry"], shown["kind"], shown["call by"]) == (entry, "by-election", None)
    before = old.event
    asked = ["again", old.folder.record, "--entry", entry, "--candidates", file, "--out", out]
    asked += ["--origin", "by-election.example"]
    closed = f"from {DAY} to the end of the term there is no such election (Art. 113)"
    for more, why in (
        (["--date", DAY], "it is not said when the term ends"),
        (["--date", (last_sunday(NEXT, 10) - timedelta(1)).isoformat(), "--term-ends", ENDS], DAY),
        (
            ["--date", DAY, "--term-ends", f"{NEXT + 1}{DAY[4:]}"],
            closed,
        ),
        (["--date", "2022-10-30", "--term-ends", ENDS], "name a later day"),
        (["--date", DAY, "--term-ends", ENDS, "--kind", "repeat election"], "holds no election again because of this entry"),
        (["--date", DAY, "--term-ends", ENDS, "--origin", old.event.origin], "the election before has a log of this name"),
    ):
        refused = run(*asked, *more)
        assert (refused.code, why in refused.err) == (2, True), refused.err
        assert not out.exists()
    made = run(*asked, "--date", DAY, "--term-ends", ENDS)
    assert made.code == 0, made.text
    event = read_definition(out)
    assert [contest.id for contest in event.contests] == [AREA]
    assert (event.before.kind, event.before.origin, event.before.entry) == ("by-election", before.origin, entry)
    assert event.stations.keys() == {one.id for one in before.stations_of(AREA)}
    assert [one.id for one in event.options_of(AREA)] == ["one", "two", "against_all"]
    assert event.date.isoformat() == DAY
    with another() as folder:
        house = House.set_up(folder, tmp_path / "definition", event)
        house.freeze()
        page = house.somebody("central", "chair").get("/c/central/setting-up/")
        assert f"entry {entry}" in page
        assert before.origin in page
        won = settled(house, AREA, BELOW)
        assert status(AREA) == "final"
        with desk.looking() as state:
            assert seated(state, AREA, won) == (won,)
        assert "1 in 1 bodies" in verified(house, tmp_path)
        assert read_record(folder.record).event.before == event.before
        assert not [fault for one in examine(folder) for fault in one.faults]


def test_the_page_makes_the_same_definition(vacated, tmp_path):
    old, entry = vacated
    chair = old.somebody(REGION, "chair")
    address = f"/c/{REGION}/results/b/{BODY}/after/"
    page = chair.get(address)
    assert "By-election" in page
    assert f"entry {entry} of the log" in page
    assert 'name="ground"' not in old.somebody(REGION, "member", "looks-on").get(address)

    def sent(status, **more):
        form = {"ground": f"{entry} by-election", "day": DAY, "term_ends": ENDS, "origin": "by-election.example", **more}
        return chair.post(f"{address}again/", status, candidates=io.BytesIO(CANDIDATES.encode()), **form)

    refused = sent(422, term_ends=f"{NEXT + 1}-01-31").content.decode()
    assert f"from {NEXT}-01-31 to the end of the term there is no such election (Art. 113)" in refused
    assert "the seat stays vacant until the next election" in refused
    sent(404, ground=f"{entry - 1} by-election")
    sent(422, origin=old.event.origin)
    zipped = zipfile.ZipFile(io.BytesIO(sent(200).content))
    by_page = tmp_path / "by page"
    zipped.extractall(by_page)
    file, out = tmp_path / "candidates.csv", tmp_path / "by command"
    file.write_text(CANDIDATES, "utf-8")
    words = ["again", old.folder.record, "--entry", entry, "--candidates", file, "--out", out]
    assert run(*words, "--origin", "by-election.example", "--date", DAY, "--term-ends", ENDS).code == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {
        path.name: path.read_bytes() for path in by_page.iterdir()
    }


def test_a_vacated_constituency_is_given_to_nobody_else_and_given_back_is_no_ground_any_more(vacated):
    house, _ = vacated
    won = elected(house, BODY, AREA)
    chair, seat = house.somebody(REGION, "chair"), f"{AREA} {won}"
    for act in ("mandate given", "mandate filled"):
        told = DECISION | {"act": act, "seat": seat, "person": "somebody else"}
        page = chair.prepares(f"/c/{REGION}/results/b/{BODY}/deeds/", 422, **told)
        assert "is filled by an election" in page
    assert deed(house, BODY, REGION, act="mandate given", seat=f"{AREA} {won}", person=won) == [DONE]
    Recorder.of(house.folder).follow()
    assert "no act of this record" in run("again", house.folder.record).out


def test_a_tied_constituency_is_voted_on_again_and_its_deputy_sits(counting, tmp_path):
    contest, body, below, region = (
        "maslikhat-kostanay.02",
        "maslikhat-kostanay",
        "territorial-kostanay-01",
        "territorial-kostanay",
    )
    count(counting, contest)
    sign(counting, contest, below)
    (tie,) = (one for one in questions(body) if one.place == contest)
    called = {"act": "repeat vote called", "where": f"{contest} {contest}", "cause": "tie", "day": "2023-04-16"}
    assert deed(counting, body, region, **called, options=tie.choices) == [DONE]
    again = f"{contest}.repeat"
    settled_before = status(contest)
    count(counting, again)
    sign(counting, again, below)
    assert not [one for one in questions(body) if one.place == contest]
    assert declare(counting, body, region, contest, again) == [DONE]
    assert (settled_before, status(contest), status(again)) == ("confirmed", "final", "final")
    won = elected(counting, body, contest)
    assert won in tie.choices
    assert deed(counting, body, region, act="mandate given", seat=f"{contest} {won}", person=won) == [DONE]
    verified(counting, tmp_path)
