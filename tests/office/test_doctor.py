"""``dauys doctor`` passes a healthy office, and names everything that the owner of the schema changes behind its back."""

import json
import shutil
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from small_office import small_event

from dauys.acts.record import attach
from dauys.ledger import SigningKey, canonical
from dauys.office.journal.desk import desk
from dauys.office.journal.doctor import CHECKS, examine
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import Recorder

STATION = next(iter(small_event().stations))
LIST = "maslikhat-aktobe.list"


def failed(folder):
    """The faults by check."""
    return {one.name: one.faults for one in examine(folder) if one.faults}


@pytest.fixture
def counted(counting):
    """One paper counted whole, one act on results by two people, and recorded."""
    counting.count(STATION, LIST)
    counting.void("territorial-aktobe", "maslikhat-aktobe.01")
    Recorder.of(counting.folder).follow()
    return counting


def test_a_healthy_office_passes_every_check(counted):
    found = list(examine(counted.folder))
    assert [one.name for one in found] == list(CHECKS)
    assert not failed(counted.folder)
    assert all(one.lines == [f"pass  {one.name}: {one.what}"] for one in found)


# ---- what the owner of the schema can do -------------------------------------------------------------------------------

ON_POSTGRESQL = connection.vendor == "postgresql"


@contextmanager
def taken_back():
    """What is done inside is as if it had not been: triggers and tables are part of a transaction on both databases."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def unguarded(table):
    """The table without its triggers, which are there again afterwards: as somebody does it who covers his tracks."""
    with connection.cursor() as cursor:
        if ON_POSTGRESQL:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            yield cursor
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        there = cursor.fetchall()
        for name, _ in there:
            cursor.execute(f"DROP TRIGGER {name}")
        yield cursor
        for _, sql in there:
            cursor.execute(sql)


def entry_with(cursor, index, change):
    """Write an entry anew, as the change has it."""
    body = json.loads(bytes(Entry.objects.get(pk=index).body))
    change(body)
    cursor.execute('UPDATE journal_entry SET body = %s WHERE "index" = %s', [canonical(body), index])


def entries(kind):
    return [one.index for one in Entry.objects.order_by("index") if json.loads(bytes(one.body))["act"] == kind]


def more_votes(body):
    body["figures"]["P"][next(iter(body["figures"]["P"]))] += 100


def other_author(body):
    body["author"] = json.loads(bytes(Entry.objects.get(pk=entries("protocol entered")[0]).body))["author"]


def prepared_alone(body):
    body["prepared_by"] = body["author"]


def other_time(body):
    body["at"] = body["at"].replace("T", "T", 1)[:-6] + "+06:00"


# what is done: table, SQL or what is done to an entry of a kind; and the checks that name it, with a word of the fault
TAMPERINGS = {
    "figures of an entry": ("protocol entered", more_votes, {"record": "is not that of the record"}),
    "both entries of a paper": ("both", more_votes, {"journal": "other figures", "record": "is not that"}),
    "the author of the second entry": (
        "protocol entered again", other_author, {"rows": "person", "two people": "one person"},
    ),
    "the author of the approval": (
        "protocol approved", other_author, {"journal": "no rule allows", "two people": "one person"},
    ),
    "the time of an act": ("protocol received", other_time, {"record": "is not that of the record"}),
    "an entry that is no JSON": (
        "journal_entry", """UPDATE journal_entry SET body = 'x' WHERE "index" = 1""", {"journal": "entry 1: not JSON"}
    ),
    "blanks in an entry": (
        "journal_entry", """UPDATE journal_entry SET body = '{"act": "x"}' WHERE "index" = 1""", {"journal": "canonical bytes"}
    ),
    "the last entry deleted": (
        "journal_entry", 'DELETE FROM journal_entry WHERE "index" = (SELECT MAX("index") FROM journal_entry)',
        {"record": "from an older copy", "rows": "no such act"},
    ),
    "an entry in the middle deleted": (
        "journal_entry", 'DELETE FROM journal_entry WHERE "index" = 2', {"journal": "entry 2 is missing"},
    ),
    "entries after a gap": (
        "journal_entry", """INSERT INTO journal_entry ("index", body) VALUES (99, '{}')""",
        {"journal": "is missing, and 99 is there"},
    ),
    "the person of a typing": (
        "counting_typing", "UPDATE counting_typing SET person_id = (SELECT MIN(id) FROM people_person) WHERE turn = 2",
        {"rows": "person is"},
    ),
    "the turn of a typing": ("counting_typing", "UPDATE counting_typing SET turn = 3 WHERE turn = 2", {"rows": "turn is 3"}),
    "the round of a typing": ("counting_typing", "UPDATE counting_typing SET round = 2", {"rows": "round is 2"}),
    "the station of a typing": ("counting_typing", "UPDATE counting_typing SET station = 'X'", {"rows": "station is 'X'"}),
    "a typing deleted": ("counting_typing", "DELETE FROM counting_typing WHERE turn = 1", {"rows": "is missing"}),
    "a typing moved to another act": (
        "counting_typing", "UPDATE counting_typing SET entry_id = 1 WHERE turn = 1", {"rows": "has no row here"},
    ),
    "the figures of an approval": (
        "counting_approval", f"UPDATE counting_approval SET figures = '{'0' * 64}'", {"rows": "figures is"},
    ),
    "the person of an approval": (
        "counting_approval", "UPDATE counting_approval SET person_id = (SELECT person_id FROM counting_typing WHERE turn = 1)",
        {"rows": "person is", "two people": "that of the typing"},
    ),
    "an approval deleted": ("counting_approval", "DELETE FROM counting_approval", {"rows": "is missing"}),
    "who prepared a result": (
        "election voided", prepared_alone, {"journal": "no rule allows", "two people": "prepared and confirmed by one person"},
    ),
    "the person of a confirmation": (
        "results_confirmation", "UPDATE results_confirmation SET person_id = (SELECT typed_by_id FROM results_draft)",
        {"rows": "person is", "two people": "one person has typed the draft and confirmed it"},
    ),
    "a confirmation deleted": ("results_confirmation", "DELETE FROM results_confirmation", {"rows": "is missing"}),
    "who typed a draft": (
        "results_draft", "UPDATE results_draft SET typed_by_id = (SELECT person_id FROM results_confirmation)",
        {"two people": "one person has typed the draft and confirmed it"},
    ),
    "a third who typed a draft": (
        "results_draft", "UPDATE results_draft SET typed_by_id = (SELECT MIN(person_id) FROM counting_typing)",
        {"two people": "is not what the act says"},
    ),
    "the words of a draft": ("results_draft", "UPDATE results_draft SET payload = '{}'", {"two people": "what was typed"}),
    "a pseudonym": (
        None, "UPDATE people_person SET pseudonym = 'p-000000000000' WHERE id = (SELECT person_id FROM counting_typing "
        "WHERE turn = 1)", {"rows": "person is", "people": "has no account"},
    ),
}  # fmt: skip


def tamper(place, change):
    if callable(change):
        kinds = ("protocol entered", "protocol entered again") if place == "both" else (place,)
        with unguarded("journal_entry") as cursor:
            for kind in kinds:
                entry_with(cursor, entries(kind)[0], change)
        return
    with unguarded(place) if place else connection.cursor() as cursor:
        cursor.execute(change)


def test_what_the_owner_of_the_schema_changes_is_named(counted):
    for what, (place, change, expected) in TAMPERINGS.items():
        with taken_back():
            tamper(place, change)
            found = failed(counted.folder)
        assert "triggers" not in found  # the tracks are covered
        for check, word in expected.items():
            assert any(word in fault for fault in found.get(check, ())), (what, check, word, found)
    assert not failed(counted.folder)


def test_a_decision_on_a_paper_is_of_two_people_too(counting):
    commission = counting.receiver(STATION, LIST)
    first, second = (counting.somebody(commission, "member", name) for name in ("first", "second"))
    first.post(counting.address(STATION, LIST, "receive"))
    counting.enter(first, STATION, LIST)
    counting.enter(second, STATION, LIST)
    counting.decide(STATION, LIST, "recount ordered")
    Recorder.of(counting.folder).follow()
    assert not failed(counting.folder)
    for what in ("who prepared a result", "the person of a confirmation", "a confirmation deleted", "who typed a draft"):
        place, change, expected = TAMPERINGS[what]
        with taken_back():
            tamper("recount ordered" if callable(change) else place, change)
            found = failed(counting.folder)
        for check, word in expected.items():
            assert any(word in fault for fault in found.get(check, ())), (what, check, word, found)


# SQL for SQLite and for PostgreSQL (None: it cannot be done there); the check that names it, with a word of the fault
FORGOTTEN = ["DELETE FROM django_migrations WHERE app = 'counting' AND name = '0002_two_people'"]
RULES = {
    "a trigger dropped": (
        ["DROP TRIGGER counting_approval_by_another"], ["DROP TRIGGER counting_approval_by_another ON counting_approval"],
        "triggers", "counting_approval_by_another is missing",
    ),
    "a trigger that does less": (
        ["DROP TRIGGER counting_approval_of_two",
         "CREATE TRIGGER counting_approval_of_two BEFORE INSERT ON counting_approval WHEN 0 BEGIN SELECT 1; END"],
        ["CREATE OR REPLACE FUNCTION counting_approval_of_two() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$"],
        "triggers", "changed",
    ),
    "a trigger for other moments": (
        ["DROP TRIGGER journal_entry_no_delete",
         "CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry WHEN OLD.\"index\" < 9 "
         "BEGIN SELECT RAISE(ABORT, 'journal_entry is only added to'); END"],
        ["DROP TRIGGER journal_entry_only_added ON journal_entry",
         "CREATE TRIGGER journal_entry_only_added BEFORE UPDATE ON journal_entry FOR EACH ROW "
         "EXECUTE FUNCTION journal_entry_only_added()"],
        "triggers", "was changed",
    ),
    "a trigger switched off": (
        None, ["ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_only_added"], "triggers", "is switched off",
    ),
    "a trigger of somebody's own": (
        ["CREATE TRIGGER mine AFTER INSERT ON counting_typing BEGIN SELECT 1; END"],
        ["CREATE TRIGGER mine AFTER INSERT ON counting_typing FOR EACH ROW EXECUTE FUNCTION counting_typing_only_added()"],
        "triggers", "no migration made it",
    ),
    "a constraint dropped": (
        ["PRAGMA writable_schema = ON",
         "UPDATE sqlite_master SET sql = replace(sql, 'counting_nobody_types_a_paper_twice', 'x') "
         "WHERE name = 'counting_typing'"],
        ["ALTER TABLE counting_typing DROP CONSTRAINT counting_nobody_types_a_paper_twice"],
        "constraints", "counting_nobody_types_a_paper_twice is missing",
    ),
    "a constraint that asks for less": (
        ["UPDATE sqlite_master SET sql = replace(sql, '(1, 2, 3)', '(1, 2, 3, 4)') WHERE name = 'counting_typing'"],
        ["ALTER TABLE counting_typing DROP CONSTRAINT counting_three_turns, ADD CONSTRAINT counting_three_turns "
         "CHECK (turn IN (1, 2, 3, 4))"],
        "constraints", "counting_three_turns is missing, or was changed",
    ),
    "an index dropped": (
        ["DROP INDEX people_one_part_once_at_a_time"], ["DROP INDEX people_one_part_once_at_a_time"],
        "constraints", "people_one_part_once_at_a_time is missing",
    ),
    "a name that two may have": (
        None, ["ALTER TABLE people_person DROP CONSTRAINT people_person_pseudonym_key"], "constraints",
        "pseudonym is not unique",
    ),
    "a migration forgotten": (FORGOTTEN, FORGOTTEN, "migrations", "counting 0002_two_people was not applied"),
}  # fmt: skip


def test_a_rule_that_is_gone_or_weaker_is_named(counting):
    for what, (sqlite, postgresql, check, word) in RULES.items():
        sql = postgresql if ON_POSTGRESQL else sqlite
        with taken_back(), connection.cursor() as cursor:
            for statement in sql or ():
                cursor.execute(statement)
            found = failed(counting.folder)
        assert sql is None or any(word in fault for fault in found.get(check, ())), (what, found)
    assert not failed(counting.folder)


# ---- the folder --------------------------------------------------------------------------------------------------------


def spoil(file):
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def lose_checkpoint(folder):
    (folder.record / "log" / "checkpoint").write_bytes(b"nothing\n")


def other_key(folder):
    (folder.keys / "log.key").write_text(str(SigningKey.generate("other.example/log").secret))


FOLDER = {
    "a byte of the log": (lambda folder: spoil(folder.record / "log" / "entries.log"), "record"),
    "the checkpoint": (lose_checkpoint, "record"),
    "the definition": (lambda folder: (folder.record / "definition" / "more.txt").write_text("x"), "definition"),
    "a table of the definition": (lambda folder: spoil(folder.record / "definition" / "stations.csv"), "definition"),
    "the key": (other_key, "signer"),
    "what was signed last": (lambda folder: (folder.signer / "last-signed").write_text("x"), "signer"),
    "a scan": (lambda folder: spoil(next((folder.record / "attachments").iterdir())), "attachments"),
    "a scan lost": (lambda folder: next((folder.record / "attachments").iterdir()).unlink(), "attachments"),
}


def test_what_is_wrong_in_the_folder_is_named(counting, tmp_path):
    folder = counting.folder
    scan = attach(folder.record, b"INVENTED picture of a protocol")
    commission = counting.receiver(STATION, LIST)
    person = counting.somebody(commission, "member", "first").person
    with desk.acting() as hand:
        hand.act("protocol received", commission, person, station=STATION, contest=LIST, scan=scan)
    Recorder.of(folder).follow()
    assert not failed(folder)
    whole = shutil.copytree(folder.path, tmp_path / "whole")
    for what, (change, check) in FOLDER.items():
        change(folder)
        assert check in failed(folder), what
        shutil.rmtree(folder.path)
        shutil.copytree(whole, folder.path)
    assert not failed(folder)
