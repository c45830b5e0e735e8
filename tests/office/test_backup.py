"""Backup and restore by one command each; and after an older one, the log does not fork before what it lacks is back."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import drill
import pytest
from django.core.management import call_command
from django.db import connection
from django_otp.plugins.otp_totp.models import TOTPDevice
from small_office import small_event

from dauys.acts import read_record
from dauys.ledger import Damaged, Fork, LedgerError
from dauys.office.counting.models import Approval, Typing
from dauys.office.folder import OfficeFolder
from dauys.office.journal.backup import back_up, restore
from dauys.office.journal.desk import desk
from dauys.office.journal.doctor import examine
from dauys.office.journal.doctor_mend import BROUGHT_BACK, mend
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import Recorder
from dauys.office.people.models import Invitation, Membership, Person
from dauys.office.results.drafts import waiting
from dauys.office.results.models import Confirmation
from dauys.text import BadInput

STATION = next(iter(small_event().stations))
LIST = "maslikhat-aktobe.list"
MODELS = (Entry, Typing, Approval, Person, Membership, Invitation)


def failed(folder):
    return {one.name: one.faults for one in examine(folder) if one.faults}


def acts(folder, number):
    """So many acts more, recorded."""
    with_rows = []
    drill.loop(with_rows.append, None, folder, number)
    Recorder.of(folder).follow()


def emptied():
    """The database as it is when its tables have just been made."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    if connection.vendor == "sqlite":
        from pathlib import Path

        connection.close()
        for end in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{end}").unlink(missing_ok=True)
    desk.forget()


def rows():
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}


def told(rows):
    return {name: [{key: bytes(v) if isinstance(v, memoryview) else v for key, v in row.items()} for row in found]
            for name, found in rows.items()}  # fmt: skip


@pytest.fixture
def backed_up(counting, tmp_path):
    """An office with a backup; after it, more acts were done and signed."""
    acts(counting.folder, 5)
    file = tmp_path / "office.backup"
    before = told(rows())
    assert back_up(counting.folder, file).entries == 6
    acts(counting.folder, 6)
    return counting.folder, file, before


def copy_of_record(folder, tmp_path):
    return shutil.copytree(folder.record, tmp_path / "copy of the record")


def mended(folder, source):
    record = read_record(source)
    with record.log() as log:
        return mend(folder, log.entries(0, record.checkpoint.size), record.note)


def test_what_was_backed_up_is_back_to_the_row(backed_up, tmp_path):
    _, file, before = backed_up
    assert file.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(file) as zipped:
        assert not [name for name in zipped.namelist() if name.startswith(("keys", "signer", "secret"))]
        assert json.loads(zipped.read("backup.json"))["entries"] == 6
    emptied()
    new = OfficeFolder(tmp_path / "new")
    assert restore(file, new).entries == 6
    desk.sit_at(new)
    assert told(rows()) == before
    drill.people()
    assert Person.objects.create(login="x", name="x").pk  # counters go on after what is there


def other_way(*words):
    """A command of the office on SQLite, whatever the tests run on."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DAUYS_OFFICE", "DAUYS_DATABASE")}
    command = [Path(sys.executable).with_name("dauys"), *map(str, words)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_from_one_kind_of_database_into_sqlite_and_back(backed_up, tmp_path):
    """With ``DAUYS_TEST_ON=postgresql`` the way there is from PostgreSQL, and the way back into it."""
    _, file, before = backed_up
    between, again = tmp_path / "on sqlite", tmp_path / "again.backup"
    other_way("office", "restore", file, "--into", between)
    assert (between / "office.sqlite3").is_file()
    other_way("office", "backup", between, "--out", again)
    emptied()
    new = OfficeFolder(tmp_path / "back")
    assert restore(again, new).entries == 6
    desk.sit_at(new)
    assert told(rows()) == before


def test_in_its_own_folder_the_record_shows_what_is_missing_and_gives_it_back(backed_up):
    folder, file, _ = backed_up
    there = [bytes(body) for body in Entry.objects.order_by("index").values_list("body", flat=True)]
    after = told(rows())
    emptied()
    restore(file, folder)
    desk.forget()
    assert "the journal 6: the database is from an older copy" in failed(folder)["record"][0]
    with pytest.raises(Fork):
        Recorder.of(folder).follow()
    found = mended(folder, folder.record)
    assert (found.journal, found.record, found.strangers) == (6, 0, ())
    assert [bytes(body) for body in Entry.objects.order_by("index").values_list("body", flat=True)] == there
    assert told(rows())["Typing"] == after["Typing"]
    assert set(Approval.objects.values_list("step_up", flat=True)) <= {"d" * 64, BROUGHT_BACK}
    assert not failed(folder)
    acts(folder, 3)
    assert Recorder.of(folder).follow() == len(there) + 3
    assert not failed(folder)


def test_in_a_new_place_nothing_is_signed_before_the_newest_copy_was_looked_at(backed_up, tmp_path):
    old, file, _ = backed_up
    copy = copy_of_record(old, tmp_path)
    emptied()
    new = OfficeFolder(tmp_path / "new")
    restore(file, new)
    shutil.copytree(old.keys, new.keys)
    desk.sit_at(new)
    with pytest.raises(Damaged):
        Recorder.of(new).follow()
    assert list(failed(new)) == ["signer"]
    assert "restored from a backup" in failed(new)["signer"][0]
    assert mended(new, copy).journal == 6
    assert not failed(new)
    acts(new, 3)
    assert not failed(new)
    # whoever holds the older checkpoint sees one history
    with read_record(new.record).log() as log, read_record(copy).log() as before:
        assert log.entries(0, before.size) == before.entries(0, before.size)


def test_two_histories_are_not_mended_into_one(backed_up, tmp_path):
    folder, file, _ = backed_up
    emptied()
    restore(file, folder)
    desk.forget()
    person = drill.people()[0]
    other = list(small_event().stations)[-1]
    contest = desk.event.contests_of(other)[0].id
    with desk.acting() as hand:  # something else is done where an act was
        hand.act("protocol received", hand.state.receiver(other, contest), person, station=other, contest=contest, scan=None)
    before = Entry.objects.count()
    with pytest.raises(Fork):
        Recorder.of(folder).follow()
    with pytest.raises(Fork):
        mended(folder, folder.record)
    assert Entry.objects.count() == before
    assert "record" in failed(folder)


def test_a_copy_that_was_not_signed_brings_nothing_back(backed_up):
    folder, file, _ = backed_up
    record = read_record(folder.record)
    with record.log() as log:
        bodies = log.entries(0, record.checkpoint.size)
    emptied()
    restore(file, folder)
    desk.forget()
    with pytest.raises(LedgerError):
        mend(folder, bodies[:-1], record.note)
    with pytest.raises(LedgerError):
        mend(folder, [*bodies[:-1], bodies[-2]], record.note)
    assert Entry.objects.count() == 6


def test_an_act_on_results_comes_back_with_both_of_its_people(counting, tmp_path):
    file = tmp_path / "office.backup"
    Recorder.of(counting.folder).follow()
    back_up(counting.folder, file)
    counting.void("territorial-aktobe", "maslikhat-aktobe.01")
    Recorder.of(counting.folder).follow()
    emptied()
    restore(file, counting.folder)
    desk.forget()
    found = mended(counting.folder, counting.folder.record)
    (row,) = Confirmation.objects.all()
    assert found.journal == 1
    assert sorted(found.strangers) == sorted((row.person.pseudonym, row.draft.typed_by.pseudonym))
    assert not waiting("territorial-aktobe")
    assert not failed(counting.folder)


def test_people_whose_accounts_are_lost_are_named(counting, tmp_path):
    file = tmp_path / "office.backup"
    Recorder.of(counting.folder).follow()
    back_up(counting.folder, file)
    acts(counting.folder, 5)
    emptied()
    restore(file, counting.folder)
    desk.forget()
    found = mended(counting.folder, counting.folder.record)
    assert len(found.strangers) == 3
    lost = Person.objects.filter(pseudonym__in=found.strangers)
    assert not any(one.is_active or one.has_usable_password() for one in lost)
    assert not failed(counting.folder)


def test_a_moment_comes_back_as_it_was_written(backed_up):
    folder, file, _ = backed_up
    before = list(TOTPDevice.objects.order_by("pk").values_list("created_at", flat=True))
    emptied()
    restore(file, folder)
    assert before
    assert list(TOTPDevice.objects.order_by("pk").values_list("created_at", flat=True)) == before


def test_a_backup_takes_no_place_and_is_not_put_over_an_office(backed_up, tmp_path):
    folder, file, _ = backed_up
    with pytest.raises(BadInput, match="there is a file already"):
        back_up(folder, file)
    count = Entry.objects.count()
    with pytest.raises(BadInput, match="holds an office already"):
        restore(file, folder)
    assert Entry.objects.count() == count


@pytest.mark.parametrize("part", ["a byte", "half of it", "a table left out"])
def test_a_damaged_backup_restores_nothing(backed_up, tmp_path, part):
    _, file, _ = backed_up
    wrong = tmp_path / "wrong.backup"
    data = bytearray(file.read_bytes())
    if part == "a byte":
        data[len(data) // 3] ^= 1
    wrong.write_bytes(data[: len(data) // 2] if part == "half of it" else data)
    if part == "a table left out":
        with zipfile.ZipFile(file) as whole, zipfile.ZipFile(wrong, "w") as less:
            for name in whole.namelist():
                if "Approval" not in name:
                    less.writestr(name, whole.read(name))
    emptied()
    call_command("migrate", verbosity=0)
    with pytest.raises(BadInput):
        restore(wrong, OfficeFolder(tmp_path / "new"))
    assert not Entry.objects.exists()
    assert not (tmp_path / "new" / "record").exists()


@pytest.mark.parametrize(("parts", "told"), [
    ({"record/log/0": b"\0" * 50_000_000}, "would unpack"), ({"backup.json": b"[" * 5_000_000}, "would unpack"),
    ({"backup.json": b"[" * 90_000 + secrets.token_bytes(9_000)}, "cannot be read"), ({"x": b"x"}, "cannot be read"),
    ({"backup.json": b"[1]"}, "cannot be read"), ({"backup.json": b'{"sha256": 7, "version": 1}'}, "cannot be read"),
])  # fmt: skip
def test_a_bomb_and_what_is_no_backup_are_refused_before_anything_is_unpacked(empty, tmp_path, parts, told):
    file = tmp_path / "bomb.backup"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in parts.items():
            zipped.writestr(name, data)
    with pytest.raises(BadInput, match=told):
        restore(file, OfficeFolder(tmp_path / "new"))
    assert not (tmp_path / "new" / "record").exists()
    assert not Entry.objects.exists()


def test_a_part_does_not_leave_the_folder(backed_up, tmp_path):
    _, file, _ = backed_up
    wrong = tmp_path / "wrong.backup"
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(wrong, "w", zipfile.ZIP_DEFLATED) as more:
        contents = json.loads(whole.read("backup.json"))
        contents["sha256"]["record/../../out"] = sha256(b"x").hexdigest()
        for name in whole.namelist():
            more.writestr(name, json.dumps(contents) if name == "backup.json" else whole.read(name))
        more.writestr("record/../../out", b"x")
    emptied()
    with pytest.raises(BadInput, match="damaged: record"):
        restore(wrong, OfficeFolder(tmp_path / "new"))
    assert not (tmp_path / "out").exists()


def test_a_backup_without_room_leaves_no_file(counting, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(BadInput, match="No space left on device"):
        back_up(counting.folder, tmp_path / "office.backup")
    assert not list(tmp_path.glob("office.backup*"))
