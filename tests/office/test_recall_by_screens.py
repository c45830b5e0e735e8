"""A deputy is recalled: from the application by the screens, through a vote of its own, to the mandate that is lost."""

import io
import zipfile
from datetime import date, timedelta
from html import unescape

import pytest
from house import House
from test_cli import run
from test_held_again import AREA, BELOW, BODY, REGION, elected, settled, verified
from test_results import DECISION, DONE, deed, sign, status

from dauys.acts import STATION
from dauys.election.definition import definition_hash, read_definition
from dauys.law import AGAINST_ALL
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import Recorder
from dauys.office.setting_up.preparing import grouped
from dauys.office.setting_up.views import TYPED
from dauys.protocol.after import months_from
from dauys.tally.result import outcome_of

TODAY = date.today()
BEGAN, ENDS = months_from(TODAY, -24), months_from(TODAY, 36)
PAGE = f"/c/{REGION}/results/b/{BODY}/recall/"


def ago(days):
    return (TODAY - timedelta(days)).isoformat()


@pytest.fixture
def seated(counting):
    return counting, settled(counting, AREA, BELOW)


def decides(house, act, decided_on, **told):
    """The chair prepares what the commission decided, the secretary confirms."""
    chair, secretary = house.somebody(REGION, "chair"), house.somebody(REGION, "secretary")
    return secretary.confirms(chair.prepares(PAGE, act=act, contest=AREA, **DECISION | {"date": decided_on} | told))


def packed(bundle):
    """A bundle as the site gives it away: a zip, all of it in one folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(one for one in bundle.rglob("*") if one.is_file()):
            archive.write(path, f"INVENTED-vote/{path.relative_to(bundle).as_posix()}")
    return out.getvalue()


def petition(house, won, vote):
    """Everything up to the call of the vote."""
    chair = house.somebody(REGION, "chair")
    applied = {"act": "recall applied", "contest": AREA, "option": won, "began": BEGAN.isoformat(), "ends": ENDS.isoformat()}
    early = chair.post(PAGE, 422, **applied, received=months_from(BEGAN, 11).isoformat()).content.decode()
    assert "In the first and the last year" in early
    assert chair.said(PAGE, **applied, received=ago(20)) == [DONE]
    assert "not later than" in chair.get(PAGE)
    assert decides(house, "recall registered", ago(18)) == [DONE]
    page = chair.prepares(PAGE, status=422, act="recall vote called", contest=AREA, day=vote, **DECISION)
    assert "too early or too late" in page
    assert decides(house, "recall signatures checked", ago(3), handed=ago(9), valid="200", voters="1500") == [DONE]
    assert decides(house, "recall vote called", ago(2), day=vote) == [DONE]


def answered(house, pro, contra):
    """The papers of the vote, as typed and approved."""
    for station in [one.id for one in house.event.stations_of(AREA)]:
        voters, cast = house.event.stations[station].voters, pro + contra
        paper = {"A": voters, "B1": cast, "B2": 0, "B": cast, "C": voters, "E": voters - cast, "T": cast, "V": cast, "I": 0}
        paper = {name: str(n) for name, n in paper.items()} | {"P.for": str(pro), "P.against": str(contra)}
        first, second, third = (house.somebody(BELOW, "member", f"{BELOW}-{n}") for n in (1, 2, 3))
        first.post(house.address(station, AREA, "receive"))
        for somebody in (first, second):
            house.enter(somebody, station, AREA, paper)
        house.approve(third, BELOW)
    sign(house, AREA, BELOW)


def test_a_deputy_is_recalled_and_the_mandate_is_lost(seated, another, tmp_path):
    old, won = seated
    vote = (TODAY + timedelta(40)).isoformat()
    petition(old, won, vote)
    Recorder.of(old.folder).follow()
    (ground,) = run("again", old.folder.record, "--json").json
    assert (ground["kind"], ground["cause"], ground["article"]) == ("recall", "recall vote called", "113-15, 113-16")
    asked = ["again", old.folder.record, "--entry", ground["entry"], "--origin", "recall.example", "--out", tmp_path / "vote"]
    other = run(*asked, "--date", (TODAY + timedelta(41)).isoformat())
    assert (other.code, f"was called for {vote}" in other.err) == (2, True)
    assert run(*asked, "--date", vote).code == 0
    event = read_definition(tmp_path / "vote")
    assert [one.id for one in event.options_of(AREA)] == ["for", "against"]
    assert AGAINST_ALL not in {one.id for one in event.options_of(AREA)}
    with another() as folder:
        house = House.set_up(folder, tmp_path / "definition", event)
        house.freeze()
        with desk.looking() as state:
            assert STATION not in state.expected(next(iter(event.stations)))
        least = min(one.voters for one in event.stations.values())
        answered(house, pro=least // 2, contra=least // 4)
        assert deed(house, BODY, REGION, act="result declared", word="final", contests=[AREA]) == [DONE]
        assert elected(house, BODY, AREA) == "for"
        entry = Entry.objects.count() - 1
        verified(house, tmp_path)
    chair = old.somebody(REGION, "chair")

    def sent(**other):
        archive = io.BytesIO(packed(tmp_path / "bundle"))
        archive.name = "vote.zip"
        groups = grouped(definition_hash(tmp_path / "bundle" / "definition"))
        typed = {f"group {n}": groups[n] for n in TYPED} | {"record": archive, "act": "recall decided", "contest": AREA}
        return {**typed, **DECISION, "date": vote, "result": "kept", **other}  # what is typed beside is left aside

    other = chair.prepares(PAGE, status=422, **sent(**{f"group {TYPED[0]}": "0000"}))
    assert "not those on paper" in other
    assert "no archive of a record" in chair.prepares(PAGE, status=422, **sent(record=io.BytesIO(b"no zip")))
    (tile,) = (one for one in (tmp_path / "bundle" / "tile" / "entries").rglob("*") if one.is_file())
    right = tile.read_bytes()
    assert b'"present":6' in right
    tile.write_bytes(right.replace(b'"present":6', b'"present":7'))
    assert "root that was signed" in unescape(chair.prepares(PAGE, status=422, **sent()))
    tile.write_bytes(right)
    draft = chair.prepares(PAGE, **sent())
    page = unescape(old.somebody(REGION, "secretary").get(draft))
    assert f"{entry + 1} entries signed" in page
    assert "read from the vote's own record" in page
    assert old.somebody(REGION, "secretary").confirms(draft) == [DONE]
    with desk.looking() as state:
        told = state.recalls[AREA][-1].payload
    assert (told["result"], told["origin"], told["entry"], told["date"]) == ("recalled", "recall.example", entry, vote)
    assert told["record"]["definition"] == definition_hash(tmp_path / "bundle" / "definition")
    assert deed(old, BODY, REGION, act="mandate lost", seat=f"{AREA} {won}", person=won) == [DONE]
    Recorder.of(old.folder).follow()
    (ground,) = run("again", old.folder.record, "--json").json
    assert (ground["kind"], ground["cause"]) == ("by-election", "mandate lost")  # 113-16(6)
    assert "recalled" in old.somebody(REGION, "member", "looks-on").get(PAGE)
    (tmp_path / "bundle").rename(tmp_path / "bundle of the vote")
    verified(old, tmp_path)  # the petition's acts are no riddle to the second program


def test_where_fewer_than_a_third_take_part_the_vote_does_not_count(seated, another, tmp_path):
    old, won = seated
    vote = (TODAY + timedelta(40)).isoformat()
    petition(old, won, vote)
    Recorder.of(old.folder).follow()
    (ground,) = run("again", old.folder.record, "--json").json
    asked = ["again", old.folder.record, "--entry", ground["entry"], "--origin", "recall.example", "--out", tmp_path / "vote"]
    assert run(*asked, "--date", vote).code == 0
    with another() as folder:
        house = House.set_up(folder, tmp_path / "definition", read_definition(tmp_path / "vote"))
        house.freeze()
        answered(house, pro=5, contra=1)
        assert status(AREA) == "confirmed"
        with desk.looking() as state:
            (question,) = outcome_of(state, BODY).questions
        assert (question.kind, question.article) == ("not valid", "113-16(3), 43(5)")
