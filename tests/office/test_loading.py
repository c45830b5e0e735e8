"""An office without an election: its chair sends a definition, reads what would be loaded, and loads it whole or not."""

import io
import os
import re
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.db.models import QuerySet
from house import House
from small_office import small_event
from test_rights import THROUGH, probed, routes
from test_rights import address as address_of

from dauys.acts.record import read_record
from dauys.election.definition import definition_files, definition_hash
from dauys.law import law_ids
from dauys.law.words import Names
from dauys.office.folder import OfficeFolder
from dauys.office.house.policy import CENTRAL, ROUTES
from dauys.office.journal.desk import desk
from dauys.office.journal.doctor import examine
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import Recorder
from dauys.office.people import inviting
from dauys.office.people.models import PARTS, Membership
from dauys.office.setting_up import uploads
from dauys.office.setting_up.preparing import checked, grouped, prepare, prepared
from dauys.office.setting_up.waiting import take
from dauys.text import BadInput

LOAD, TAKE = "/c/central/setting-up/load/", "/c/central/setting-up/load/take/"
SMALL = definition_files(small_event())
NOT_LOADED = "No election is loaded yet"


@pytest.fixture
def bare(empty):
    """An office without an election."""
    return House(empty)


def sent(somebody, files, address=LOAD):
    return somebody.browser.post(address, {"files": [SimpleUploadedFile(name, data) for name, data in files.items()]})


def packed(files, **how):
    """A zip of files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", **{"compression": zipfile.ZIP_DEFLATED, **how}) as zipped:
        for name, one in files.items():
            zipped.writestr(name, one)
    return {"election.zip": data.getvalue()}


def shown(page):
    """The hash that a page would load."""
    return page.partition('name="hash" value="')[2][:64]


def renamed(event, before, after):
    """The same event, in which a commission has another id."""
    told = {
        (after if name == before else name): replace(
            one, id=after if name == before else name, parent=after if one.parent == before else one.parent
        )
        for name, one in event.commissions.items()
    }
    return replace(event, commissions=told)


def everything(folder):
    """All rows of the office's own tables, and all its files; but not what waits to be loaded."""
    rows = {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model.__module__.startswith("dauys.office.")
    }
    for one in rows["people.Person"]:
        del one["last_login"]
    files = {
        one.relative_to(folder.path).as_posix(): one.read_bytes()
        for one in sorted(folder.path.rglob("*"))
        if one.is_file() and not one.is_relative_to(folder.loading)
    }
    return rows, files


@contextmanager
def unchanged(folder):
    before = everything(folder)
    yield
    assert everything(folder) == before


# ---- loaded ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("files", [SMALL, packed(SMALL), packed({f"kz-2023/{name}": data for name, data in SMALL.items()})])
def test_the_chair_of_an_empty_office_loads_an_election_freezes_and_counts_it(bare, files):
    chair = bare.somebody(CENTRAL, "chair")
    assert chair.browser.get("/").headers["Location"] == LOAD
    with unchanged(bare.folder):
        assert sent(chair, files).headers["Location"] == LOAD
        page = chair.get(LOAD)
    hash_ = shown(page)
    assert " ".join(grouped(hash_)) in page
    told = dict(re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", page))
    assert (told["stations"], told["precinct"], told["central"]) == ("12", "12", "1")
    assert told["lines of ballots"] == str(sum(len(lines) for lines in small_event().options.values()))
    assert chair.said(TAKE, hash=hash_) == ["The election is loaded. Its definition is not frozen yet."]
    assert prepared(bare.folder) == hash_
    assert desk.event == small_event()
    assert not bare.folder.loading.exists()
    assert not Entry.objects.exists()
    bare.freeze()
    station, contest = next(iter(bare.event.stations)), "maslikhat-aktobe.list"
    bare.count(station, contest)
    Recorder.of(bare.folder).follow()
    assert read_record(bare.folder.record).state.frozen == hash_
    assert not [one for one in examine(bare.folder) if one.faults]


def test_what_the_page_loads_is_what_the_command_would_have_made(bare, tmp_path):
    """The same tables and rules, byte for byte; keys are made for each office."""
    chair = bare.somebody(CENTRAL, "chair")
    sent(chair, SMALL)
    chair.said(TAKE, hash=shown(chair.get(LOAD)))
    (tmp_path / "files").mkdir()
    for name, data in SMALL.items():
        (tmp_path / "files" / name).write_bytes(data)
    other = OfficeFolder(tmp_path / "other")
    prepare(other, tmp_path / "files")

    def made(folder):
        return {
            one.relative_to(folder.record).as_posix(): one.read_bytes()
            for one in sorted(folder.record.rglob("*"))
            if one.is_file() and one.name not in ("keys.json", "log.pub")
        }

    assert made(bare.folder) == made(other)
    assert {one.name: one.stat().st_mode & 0o077 for one in bare.folder.keys.iterdir()} == {"log.key": 0, "publisher.key": 0}


def test_the_people_of_an_empty_office_are_in_its_central_commission_whatever_its_id_is(bare):
    chair = bare.somebody(CENTRAL, "chair")
    secret = inviting.invite(CENTRAL, "secretary", "INVENTED secretary", None)
    sent(chair, definition_files(renamed(small_event(), "central", "cec")))
    answer = chair.browser.post(TAKE, {"hash": shown(chair.get(LOAD))})
    assert answer.headers["Location"] == "/c/cec/setting-up/"
    assert "not frozen" in chair.get("/c/cec/setting-up/")
    assert set(Membership.objects.values_list("commission", flat=True)) == {"cec"}
    assert inviting.found(secret).commission == "cec"
    chair.get(LOAD, status=403)


# ---- by whom, and when -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part", [one if one in ("chair", "observer") else pytest.param(one, marks=pytest.mark.drill) for one in PARTS]
)
def test_before_an_election_is_loaded_the_loading_is_open_and_nothing_else(bare, part):
    """Every route of a commission: for each part in the central one that is to be, and for one in another."""
    somebody, stranger = bare.somebody(CENTRAL, part), bare.somebody("elsewhere", part, "stranger")
    with probed():
        for name, arguments in routes():
            right = ROUTES[name]
            for method in ("get", "post") if right.parts else ():
                for who, commission in ((somebody, CENTRAL), (stranger, CENTRAL), (stranger, "elsewhere")):
                    answer = getattr(who.browser, method)(address_of(name, arguments, commission))
                    enough = right.without_election and who is somebody and part in right.parts
                    assert answer.status_code == (THROUGH if enough else 403), (name, method, commission)
                    if not right.without_election:
                        assert NOT_LOADED in answer.content.decode()


def test_no_page_of_an_empty_office_breaks(bare):
    chair, stranger = bare.somebody(CENTRAL, "chair"), bare.somebody("elsewhere", "chair")
    for name, arguments in routes():
        for who in (chair, stranger):
            assert who.browser.get(address_of(name, arguments, CENTRAL)).status_code < 500, name
    assert NOT_LOADED in stranger.get("/")


def test_another_commission_loads_nothing_and_after_the_freeze_nobody_does(house):
    below, chair = house.somebody("territorial-aktobe-01", "chair"), house.somebody("central", "chair")
    files = definition_files(replace(small_event(), origin="elections.example/another"))
    address = "/c/territorial-aktobe-01/setting-up/load/"
    with unchanged(house.folder):
        assert sent(below, files, address).headers["Location"] == "/c/territorial-aktobe-01/setting-up/"
        assert "The Central Commission alone loads an election." in below.get("/c/territorial-aktobe-01/setting-up/")
        assert not house.folder.loading.exists()
    sent(chair, files)
    hash_ = shown(chair.get(LOAD))
    house.freeze()
    with unchanged(house.folder):
        for again in (lambda: sent(chair, files), lambda: chair.browser.post(TAKE, {"hash": hash_})):
            assert again().headers["Location"] == "/c/central/setting-up/"
            assert "The definition is frozen already." in chair.get("/c/central/setting-up/")
    assert LOAD not in chair.get("/c/central/setting-up/")


# ---- another before the freeze -----------------------------------------------------------------------------------------


def test_until_it_is_frozen_another_definition_takes_its_place(house):
    chair = house.somebody("central", "chair")
    house.somebody("territorial-aktobe-01", "chair")
    before = prepared(house.folder)
    other = replace(small_event(), names=Names(kk="ОЙДАН ШЫҒАРЫЛҒАН", ru="ВЫМЫШЛЕНО", en="INVENTED another"))
    with desk.looking() as state:
        assert state.event.names.en != other.names.en
    assert LOAD in chair.get("/c/central/setting-up/")
    sent(chair, definition_files(other))
    hash_ = shown(chair.get(LOAD))
    chair.said(TAKE, hash=hash_)
    assert prepared(house.folder) == hash_ != before
    with desk.looking() as state:
        assert state.event.names.en == "INVENTED another"
    groups = grouped(before)
    said = chair.said("/c/central/setting-up/freeze/", **{f"group {n}": groups[n] for n in (3, 11)})
    assert said[-1].startswith("The groups typed are not of this definition")
    house.freeze()
    Recorder.of(house.folder).follow()
    assert not [one for one in examine(house.folder) if one.faults]


def test_what_people_hang_on_stays_and_a_rehearsal_stays_one(house):
    chair = house.somebody("central", "chair")
    house.somebody("territorial-aktobe-01", "chair")
    event = small_event()
    live = replace(event, invented=False)
    for other, cause in (
        (renamed(event, "territorial-aktobe-01", "territorial-aktobe-one"), "people are in this commission already"),
        (live, "a rehearsal and a live election have no office in common"),
    ):
        with unchanged(house.folder):
            answer = sent(chair, definition_files(other))
            assert answer.status_code == 422
            assert cause in answer.content.decode()
            assert not house.folder.loading.exists()


def test_only_what_was_shown_is_loaded(bare):
    chair, secretary = bare.somebody(CENTRAL, "chair"), bare.somebody(CENTRAL, "secretary")
    assert chair.said(TAKE, hash="0" * 64)[-1].startswith("Another definition has come meanwhile.")
    sent(chair, SMALL)
    first = shown(chair.get(LOAD))
    sent(secretary, definition_files(replace(small_event(), origin="elections.example/another")))
    with unchanged(bare.folder):
        for hash_ in (first, "", "0" * 64, "../x"):
            assert chair.said(TAKE, hash=hash_)[-1].startswith("Another definition has come meanwhile.")
    assert not desk.is_set_up


# ---- refused, whole ----------------------------------------------------------------------------------------------------


def changed(name, before, after):
    assert before in SMALL[name]
    return SMALL | {name: SMALL[name].replace(before, after, 1)}


def by_lists_alone():
    """The same stations, bodies elected by an edition of which dauys has the law, and neither form nor chain."""
    event = small_event()
    return replace(
        event,
        bodies={name: replace(one, law="kz/maslikhat-region/2018", seats={"list": 4}) for name, one in event.bodies.items()},
        constituencies={},
        commissions={name: one for name, one in event.commissions.items() if one.kind != "okrug"},
        stations={name: replace(one, constituencies=()) for name, one in event.stations.items()},
        options={contest: lines[:-1] for contest, lines in event.options.items() if contest.endswith(".list")},
    )


BAD = {
    "no event": ({k: v for k, v in SMALL.items() if k != "event.toml"}, "not a definition"),
    "no stations": ({k: v for k, v in SMALL.items() if k != "stations.csv"}, "stations.csv"),
    "a row twice": (changed("stations.csv", b"X-AKT-0001,", b"X-AKT-0002,"), "<code>stations.csv:3:id</code>"),
    "a place that is none": (changed("stations.csv", b",aktobe-01,", b",aktobe-99,"), "no such place"),
    "votes for voters": (changed("stations.csv", b",aktobe-01,", b",aktobe-01,x"), "<code>stations.csv:2:voters</code>"),
    "a commission that is none": (changed("commissions.csv", b",central,", b",centre,"), "commissions.csv:"),
    "two centres": (
        SMALL | {"commissions.csv": SMALL["commissions.csv"] + b"other,central,kz,,,,,\n"},
        "the definition has 2 central commissions",
    ),
    "an option of no contest": (changed("options.csv", b"maslikhat-aktobe.list,", b"nowhere.list,"), "options.csv:2:"),
    "a party that is none": (changed("parties.csv", b"Amanat", b"Amanta"), "no such party"),
    "an area of no body": (changed("constituencies.csv", b",maslikhat-aktobe,", b",x,"), "constituencies.csv:2:body"),
    "a place in a ring": (changed("places.csv", b"aktobe,region,kz", b"aktobe,region,aktobe"), "comes round to"),
    "a law that is none": (changed("event.toml", b"kz/maslikhat-region/2023", b"kz/maslikhat-region/1903"), "no such law"),
    "a law without areas": (changed("event.toml", b"region/2023", b"region/2018"), "has no constituencies"),
    "a law by which no office counts": (definition_files(by_lists_alone()), "no office counts by this law: it has no forms"),
    "no TOML": (SMALL | {"event.toml": b"name = 7 = 8"}, "event.toml:1"),
    "no text": (SMALL | {"places.csv": b"\xff\x00\xfe"}, "places.csv"),
    "a foreign name": (SMALL | {"votes.csv": b"a"}, "Files of these names, each once"),
    "nothing": ({}, "Files of these names, each once"),
    "no zip": ({"election.zip": b"PK\x03\x04 and no more"}, "The zip file cannot be read."),
    "an empty zip": (packed({}), "Files of these names, each once"),
    "two folders": (packed({f"{n % 2}/{name}": data for n, (name, data) in enumerate(SMALL.items())}), "Files of these names"),
    "a way out": (packed({f"../../{name}": data for name, data in SMALL.items()} | {"../x.csv": b""}), "Files of these names"),
    "a bomb": (packed(SMALL | {"stations.csv": bytes(uploads.BYTES)}), "Together no more than 20 MB."),
    "a hungry packing": (packed(SMALL, compression=zipfile.ZIP_LZMA), "Files of these names, each once"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(BAD))
def test_bad_files_are_refused_with_every_fault_and_nothing_is_loaded(bare, name):
    chair, (files, told) = bare.somebody(CENTRAL, "chair"), BAD[name]
    with unchanged(bare.folder):
        answer = sent(chair, files)
        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert not bare.folder.loading.exists()
    assert not desk.is_set_up
    assert os.listdir(bare.folder.path) == []


def test_whatever_law_a_body_is_given_the_files_are_good_or_every_fault_is_told(tmp_path):
    for law in law_ids():
        folder = tmp_path / law.replace("/", "-")
        folder.mkdir()
        for name, data in changed("event.toml", b"kz/maslikhat-region/2023", law.encode()).items():
            (folder / name).write_bytes(data)
        if law == "kz/maslikhat-region/2023":
            assert checked(folder) == small_event()
        else:
            with pytest.raises(BadInput):
                checked(folder)


def test_a_damaged_part_of_a_zip_is_told(bare):
    chair, data = bare.somebody(CENTRAL, "chair"), bytearray(packed(SMALL)["election.zip"])
    data[200:260] = bytes(60)
    assert "The zip file cannot be read." in sent(chair, {"election.zip": bytes(data)}).content.decode()


@pytest.mark.parametrize("where", ["of the rows", "of the keys", "of the record", "of the commit"])
@pytest.mark.parametrize("replaced", [False, True])
def test_what_fails_in_the_middle_leaves_nothing_half_loaded(empty, tmp_path, monkeypatch, where, replaced):
    """Wherever the disk or the database gives up, rows and files are as they were; and afterwards it goes."""
    house = House.set_up(empty, tmp_path / "definition") if replaced else House(empty)
    chair = house.somebody(CENTRAL, "chair")
    other = replace(renamed(small_event(), "central", "cec"), origin="elections.example/another")
    sent(chair, definition_files(other))
    hash_, event = shown(chair.get(LOAD)), desk.event if replaced else None

    def gives_up(*_, **__):
        raise OperationalError("No space left on device")

    rename, made = Path.rename, OfficeFolder(empty.loading)
    stops = {"of the keys": made.keys, "of the record": made.record}.get(where)
    with unchanged(empty), monkeypatch.context() as patched:
        if where == "of the rows":
            patched.setattr(QuerySet, "update", gives_up)
        elif where == "of the commit":
            patched.setattr(connection, "commit", gives_up)
        else:
            patched.setattr(Path, "rename", lambda one, to: gives_up() if one == stops else rename(one, to))
        with pytest.raises(OperationalError):
            take(hash_)
    assert (desk.event if desk.is_set_up else None) == event
    assert chair.browser.post(TAKE, {"hash": hash_}).headers["Location"] == "/c/cec/setting-up/"
    assert desk.event.commissions["cec"].kind == "central"
    assert not [one for one in examine(empty) if one.faults]


# ---- laws ---------------------------------------------------------------------------------------------------------------


def test_laws_that_the_files_do_not_name_are_chosen(bare):
    chair = bare.somebody(CENTRAL, "chair")
    without = SMALL | {"event.toml": SMALL["event.toml"].replace(b'law = "kz/maslikhat-region/2023"\n', b"")}
    assert without != SMALL
    assert sent(chair, without).status_code == 302
    page = chair.get(LOAD)
    assert page.count("<select") == 3
    in_force, others = (
        re.findall("<option>(.*?)</option>", one) for one in page.partition("</select>")[0].split("<optgroup")[1:]
    )
    assert "kz/maslikhat-region/2023" in in_force
    assert not set(in_force) & set(others)
    assert (
        "<option>kz/maslikhat-region/2023</option>"
        not in page.partition('<optgroup label="other editions">')[2].partition("</optgroup>")[0]
    )
    assert shown(page) == ""
    with unchanged(bare.folder):
        for wrong in ({}, {"law 0": "kz/maslikhat-region/2023"}, {f"law {n}": "../../etc" for n in range(3)}):
            assert chair.said(f"{LOAD}laws/", **wrong) == ["Choose a law for each body."]
        wrong = {f"law {n}": "kz/mazhilis/2023" for n in range(3)}
        assert "event.toml:" in chair.post(f"{LOAD}laws/", status=422, **wrong).content.decode()
    chair.post(f"{LOAD}laws/", **{f"law {n}": "kz/maslikhat-region/2023" for n in range(3)})
    chair.said(TAKE, hash=shown(chair.get(LOAD)))
    assert desk.event == small_event()


def test_an_empty_office_is_healthy(bare):
    assert not [one for one in examine(bare.folder) if one.faults]
    with pytest.raises(BadInput):
        prepare(bare.folder, bare.folder.path / "nowhere")
    assert definition_hash(bare.folder.path)
