"""The log: it goes forward only, and an old copy of it cannot sign another history."""

import ast
import contextlib
import sqlite3
import sys
import threading
from pathlib import Path

import pytest
from faulty_disk import CountingDisk, copy_folder
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from ledger_samples import KEY, NOON, ORIGIN, OTHER_KEY, WITNESSES, entries, guard_in, memory_log

import dauys.ledger
from dauys.ledger import (
    BadProof,
    BadSignature,
    Behind,
    Checkpoint,
    Damaged,
    FileBlobs,
    FileStore,
    Fork,
    Guard,
    LedgerError,
    Log,
    MemoryBlobs,
    MemoryStore,
    Policy,
    Refusal,
    Signer,
    StoreFault,
    TileReader,
    Tree,
    Witness,
    cosign,
    leaf_hash,
    verify_consistency,
)


class Place:
    """A log in a folder, its guard in another, and a backup; opened for one thing at a time, as after a restart."""

    def __init__(self, folder):
        self.folder, self.disk = folder, CountingDisk()
        self.guard = Guard(FileBlobs(folder / "guard", self.disk), ORIGIN)
        if not self.guard.begun:
            self.guard.begin()

    def do(self, what, key=KEY):
        with FileStore(self.folder / "log", self.disk) as store:
            return what(Log(store, key.public, Signer(key, self.guard)))

    def grow(self, several):
        def append_and_sign(log):
            log.append(several)
            return log.sign()

        return self.do(append_and_sign)

    def back_up(self):
        copy_folder(self.folder / "log", self.folder / "backup")

    def restore(self):
        copy_folder(self.folder / "backup", self.folder / "log")


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_a_log_grows_and_every_checkpoint_begins_with_the_one_before():
    log = memory_log()
    before = log.checkpoint()
    assert before == Checkpoint.empty(ORIGIN)
    for start, stop in ((0, 1), (1, 8), (8, 300)):
        assert log.append(entries(start, stop)) == range(start, stop)
        log.sign()
        now = log.checkpoint()
        assert (now.size, now.root) == (stop, Tree(map(leaf_hash, entries(0, stop))).root())
        if before.size:
            verify_consistency(before.size, now.size, log.consistency(before.size, now.size), before.root, now.root)
        before = now
    assert log.entries(5, 9) == entries(5, 9)


def test_signing_again_without_news_keeps_the_cosignatures():
    log = memory_log(3)
    text = log.note().text
    cosigned = log.add_signatures(text, [WITNESSES[0].sign(text, NOON)])
    assert log.sign() == cosigned == log.note()


def test_cosignatures_come_too_late_for_an_older_checkpoint():
    log = memory_log(3)
    text = log.note().text
    log.append([b"news"])
    log.sign()
    with pytest.raises(Behind, match="older checkpoint"):
        log.add_signatures(text, [WITNESSES[0].sign(text, NOON)])


def test_without_a_signer_a_log_is_written_but_not_signed():
    store = MemoryStore()
    log = Log(store, KEY.public)
    log.append([b"one"])
    with pytest.raises(BadSignature, match="the key is not here"):
        log.sign()
    assert (log.note(), log.checkpoint(), list(log.files())) == (None, None, [])
    Log(store, KEY.public, Signer(KEY, guard_in(None))).sign()
    assert log.checkpoint().size == 1


def test_receipts_hold_while_others_append_and_sign():
    log, wrong, done = memory_log(1), [], threading.Event()

    def read():
        while not done.is_set():
            try:
                log.receipt(0).verify(b"entry 0", Policy(KEY.public))
            except LedgerError as refusal:
                wrong.append(refusal)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for index in range(1, 300):
        log.append(entries(index, index + 1))
        log.sign()
    done.set()
    for reader in readers:
        reader.join()
    assert not wrong


def test_the_files_of_a_log_are_those_under_its_checkpoint():
    log = memory_log(300)
    log.append([b"not signed"])
    files = dict(log.files())
    assert list(files)[-1] == "checkpoint"
    TileReader(files.get, 300).verify(log.checkpoint().root)
    assert not [path for path in files if "301" in path or ".p/45" in path]
    log.sign()
    assert dict(log.files()) == {path: data for path, data in files.items() if ".p/44" not in path} | dict(log.files(since=300))


def test_the_smallest_log_has_its_files():
    assert list(dict(memory_log(1).files())) == ["tile/entries/000.p/1", "tile/0/000.p/1", "checkpoint"]
    assert list(dict(memory_log(0).files())) == ["checkpoint"]


def test_an_append_is_whole_or_refused():
    log = memory_log(2)
    with pytest.raises(StoreFault, match="at most 65535 bytes"):
        log.append([b"good", b"x" * 65_536])
    assert log.append([b"x" * 65_535]) == range(2, 3)
    assert log.size == 3


class Table(MemoryBlobs):
    """A store in a table of somebody's database, as an office has it: an append is part of whatever transaction is open."""

    def __init__(self, database):
        super().__init__()
        self.database = database
        database.execute("create table entries (place integer primary key, entry blob, leaf blob)")

    @property
    def size(self):
        return self.database.execute("select count(*) from entries").fetchone()[0]

    def append(self, several, hashes):
        first = self.size
        rows = [(first + at, *row) for at, row in enumerate(zip(several, hashes, strict=True))]
        self.database.executemany("insert into entries values (?, ?, ?)", rows)
        return first

    def _column(self, name, start, stop):
        found = self.database.execute(
            f"select {name} from entries where place >= ? and place < ? order by place", (start, stop)
        )
        return [value for (value,) in found]

    def entries(self, start, stop):
        return self._column("entry", start, stop)

    def hashes(self, start, stop):
        return self._column("leaf", start, stop)


def test_an_entry_and_the_row_it_changes_are_written_in_one_transaction():
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        log = Log(Table(database), KEY.public, Signer(KEY, guard_in(None)))
        database.execute("create table protocols (station text)")
        for station, fails in (("one", False), ("two", True), ("three", False)):
            with contextlib.suppress(ZeroDivisionError), database:
                log.append([station.encode()])
                database.execute("insert into protocols values (?)", (station,))
                assert not fails or 1 / 0
            log.sign()
        assert database.execute("select station from protocols").fetchall() == [("one",), ("three",)]
        assert log.entries(0, 9) == [b"one", b"three"]
        assert log.receipt(1).verify(b"three", Policy(KEY.public)).checkpoint.size == 2


# ---- the fork guard --------------------------------------------------------------------------------------------------


def test_a_restored_older_copy_adds_and_signs_nothing_until_it_has_caught_up(place):
    place.grow(entries(0, 5))
    place.back_up()
    place.grow(entries(5, 12))
    signed = place.grow(entries(12, 20))
    place.restore()

    def tried(log):
        assert (log.size, log.missing) == (5, 15)
        for act in (lambda: log.append([b"another history"]), log.sign, lambda: log.receipt(3), lambda: list(log.files())):
            with pytest.raises(Behind, match="20 entries were signed, 5 are here") as refusal:
                act()
            assert refusal.value.known == 20
        for wrong in (entries(5, 19), entries(5, 21), []):
            with pytest.raises(Behind, match="15 entries are missing"):
                log.catch_up(wrong)
        with pytest.raises(Fork, match="not those that were signed"):
            log.catch_up([*entries(5, 19), b"another"])
        assert log.size == 5
        log.catch_up(entries(5, 20))
        assert log.missing == 0
        return log.sign()

    assert place.do(tried) == signed
    assert place.grow([b"on we go"]).text.startswith(f"{ORIGIN}\n21\n")


@pytest.mark.parametrize("size", [20, 25], ids=["as long", "longer"])
def test_an_older_copy_that_went_another_way_is_a_fork(place, size):
    place.grow(entries(0, 5))
    place.back_up()
    place.grow(entries(5, 20))
    place.restore()
    with FileStore(place.folder / "log", place.disk) as store:  # past the log's own refusal
        other = entries(5, size, "another")
        store.append(other, [leaf_hash(entry) for entry in other])
    with pytest.raises(Fork, match="first 20 entries here are not those that were signed"):
        place.do(lambda log: log.sign())


def test_the_signer_needs_no_honest_log():
    guard = guard_in(None)
    signer = Signer(KEY, guard)
    log = memory_log(7, signer)
    assert signer.last() == log.checkpoint()
    other = Tree(map(leaf_hash, entries(0, 9, "another")))
    for proof in ((), log.consistency(3, 7)):
        with pytest.raises(Fork):
            signer.sign(Checkpoint(ORIGIN, 9, other.root()), proof)
    with pytest.raises(Fork, match="another tree of 7"):
        signer.sign(Checkpoint(ORIGIN, 7, other.root(7)), ())
    with pytest.raises(Behind, match="7 entries were signed before, 6 are here"):
        signer.sign(Checkpoint(ORIGIN, 6, log._tree.root(6)), ())
    with pytest.raises(Fork, match="this guards"):
        signer.sign(Checkpoint(f"{ORIGIN}-2", 8, bytes(32)), ())
    assert signer.last() == log.checkpoint()


def test_the_guard_remembers_before_the_signature_is_given():
    class FullBlobs(MemoryBlobs):
        full = False

        def put(self, name, data):
            if self.full:
                raise StoreFault("no room")
            super().put(name, data)

    blobs = FullBlobs()
    guard = Guard(blobs, ORIGIN)
    guard.begin()
    log = memory_log(3, Signer(KEY, guard))
    log.append([b"more"])
    blobs.full = True
    with pytest.raises(StoreFault):
        log.sign()
    assert log.checkpoint().size == 3
    blobs.full = False
    assert log.sign().text.split("\n")[1] == "4"


def test_a_lost_or_broken_memory_signs_nothing(place):
    place.grow(entries(0, 5))
    memory = place.folder / "guard" / "last-signed"
    good = memory.read_bytes()
    for broken in (b"", good[:-1], good + b"\n", b"\xff", good.replace(b"invented", b"Invented")):
        memory.write_bytes(broken)
        with pytest.raises(Damaged):
            place.grow([b"more"])
    memory.unlink()
    with pytest.raises(Damaged, match="is missing"):
        place.grow([b"more"])
    memory.write_bytes(good)
    place.grow([b"more"])


def test_a_memory_is_begun_once():
    guard = guard_in(None)
    with pytest.raises(StoreFault, match="not begun anew"):
        guard.begin()


def test_if_the_guard_is_set_back_too_the_witness_still_knows(place):
    witness = Witness(WITNESSES[0], [KEY.public], MemoryBlobs(), lambda: NOON)

    def cosigned(log):
        return cosign(witness, WITNESSES[0].public, log.note(), log.consistency)

    place.grow(entries(0, 5))
    place.back_up()
    guard = (place.folder / "guard" / "last-signed").read_bytes()
    place.grow(entries(5, 9))
    place.do(cosigned)
    place.restore()
    (place.folder / "guard" / "last-signed").write_bytes(guard)
    place.grow(entries(5, 30, "another"))
    with pytest.raises(Refusal, match="422"):
        place.do(cosigned)


def test_another_logs_key_or_guard_is_refused():
    with pytest.raises(BadSignature, match="does not sign for the log"):
        Signer(WITNESSES[0], guard_in(None))
    store = MemoryStore()
    Log(store, KEY.public, Signer(KEY, guard_in(None))).sign()
    with pytest.raises(BadSignature):
        Log(store, OTHER_KEY.public)


def test_damage_under_a_checkpoint_is_told_and_mended_from_a_copy(place):
    signed = place.grow(entries(0, 20))
    path = place.folder / "log" / "entries.log"
    damaged = path.read_bytes().replace(b"entry 7", b"entry X")
    path.write_bytes(damaged)
    with pytest.raises(Behind, match="20 entries were signed, 0 are here"):  # they came in one append
        place.grow([b"more"])
    assert path.read_bytes() == damaged  # looking destroys nothing
    place.do(lambda log: log.catch_up(entries(0, 20)))
    assert place.do(lambda log: log.sign()) == signed


def test_a_store_that_loses_entries_while_open_is_told():
    store = MemoryStore()
    log = Log(store, KEY.public, Signer(KEY, guard_in(None)))
    log.append(entries(0, 3))
    log.sign()
    log.append(entries(3, 6))
    log.consistency(2, 6)
    del store._entries[4:]
    with pytest.raises(Damaged, match="6 entries were stored, 4 are left"):
        log.sign()
    del store._entries[2:]
    with pytest.raises(Behind, match="3 entries were signed, 2 are here"):
        log.sign()


def test_beyond_its_end_a_log_proves_nothing():
    log = memory_log(3)
    with pytest.raises(BadProof, match="3 leaves only"):
        log.consistency(2, 4)


# ---- the same, at random ---------------------------------------------------------------------------------------------


class LogMachine(RuleBasedStateMachine):
    """Appends, signatures, restarts, backups and restores in any order: the outside world never sees two histories."""

    backups = Bundle("backups")

    def __init__(self):
        super().__init__()
        self.blobs, self.store = MemoryBlobs(), MemoryStore()
        Guard(self.blobs, ORIGIN).begin()
        self.seen = []  # every checkpoint that was ever given out
        self.said = []  # every entry that was ever signed
        self.count = 0
        self.restart()

    @rule()
    def restart(self):
        self.log = Log(self.store, KEY.public, Signer(KEY, Guard(self.blobs, ORIGIN)))

    @rule(several=st.integers(0, 3))
    def append(self, several):
        new = entries(self.count, self.count + several)  # never the same twice
        try:
            self.log.append(new)
        except Behind:
            assert self.store.size < len(self.said)
        self.count += several

    @rule()
    def sign(self):
        try:
            note = self.log.sign()
        except Behind:
            assert self.store.size < len(self.said)
        else:
            self.seen.append(Policy(KEY.public).check(note).checkpoint)
            self.said = self.store.entries(0, self.store.size)

    @rule(target=backups)
    def back_up(self):
        return list(self.store._entries), self.store.get("checkpoint")

    @rule(backup=backups)
    def restore(self, backup):
        self.store = MemoryStore()
        self.store._entries.extend(backup[0])
        if backup[1] is not None:
            self.store.put("checkpoint", backup[1])
        try:
            self.restart()
        except Fork:  # what was restored had been added but was never signed; another way was gone since
            self.store = MemoryStore()
            self.restart()

    @rule()
    def catch_up(self):
        here = self.store.entries(0, self.store.size)
        if not self.log.missing:
            return
        if (
            here != self.said[: len(here)]
        ):  # restored was a way that was gone no further: only with what is missing does it show
            with pytest.raises(Fork):
                self.log.catch_up(self.said[len(here) :])
            self.store = MemoryStore()
            self.restart()
        self.log.catch_up(self.said[self.store.size :])

    @invariant()
    def one_history(self):
        tree = Tree(map(leaf_hash, self.said))
        assert all(tree.root(checkpoint.size) == checkpoint.root for checkpoint in self.seen)
        assert [checkpoint.size for checkpoint in self.seen] == sorted(checkpoint.size for checkpoint in self.seen)


TestLogMachine = LogMachine.TestCase
TestLogMachine.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


# ---- the room --------------------------------------------------------------------------------------------------------


def test_the_room_imports_nothing_but_the_standard_library_and_two_packages():
    always = {*sys.stdlib_module_names, "rfc8785", "cryptography"}
    for path in Path(dauys.ledger.__file__).parent.glob("*.py"):
        allowed = always | ({"rfc3161_client", "opentimestamps"} if path.name == "timestamps.py" else set())  # an extra
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.split(".")[0] not in allowed and not name.startswith("dauys.ledger")]
