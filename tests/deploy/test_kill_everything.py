"""All of an office dies at once, the power fails, the disk is full, at moments of chance: nothing answered is lost or doubled.

A server with PostgreSQL as ``deploy/single/`` has it, and the one machine of a small organisation, with SQLite.
"""

import shutil
import sqlite3
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from machines import COMPILER, DEPLOY, POSTGRES, Database, Disk, Host
from test_nation import KINDS

from dauys.acts.record import DEFINITION, LOG, read_frozen
from dauys.demo.drills.founding import environment, found_elsewhere
from dauys.demo.drills.load import Desk, Patience, play
from dauys.demo.drills.programs import DAUYS, NotThere, Program, answers, free_port, ran, until
from dauys.ledger import FileStore, Log, parse

SINGLE = DEPLOY / "single"
UNITS = SINGLE / "systemd"
TIMES, TEAMS, SEED = 20, 12, 7
LONGEST = 1.5
"""Seconds of work between two deaths, at most; and for which the disk is full."""

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(POSTGRES is None, reason="no PostgreSQL here: install the package postgresql"),
    pytest.mark.skipif(COMPILER is None, reason="no compiler here: install the package gcc"),
]


class Server:
    """What both have. ``owner``: the environment in which its commands run; ``office``: the folder."""

    def signed(self):
        """The entries under the checkpoint."""
        key = read_frozen(self.office / "record" / DEFINITION)[1].log
        with FileStore(self.office / "record" / LOG, writer=False) as store:
            return store.entries(0, Log(store, key).checkpoint().size)

    def entries(self):
        return [bytes(body) for (body,) in self.ask('SELECT body FROM journal_entry ORDER BY "index"')]

    def rows(self):
        """Rows that acts on papers have made."""
        return sum(self.ask(f"SELECT count(*) FROM {name}")[0][0] for (name,) in self.ask(self.TABLES))

    def goes_on(self):
        """As a service manager does: what has ended by itself is started again."""
        for name, program in list(self.running.items()):
            if program.process.poll() is not None:
                self.begin(name)
        until(lambda: answers(self.port), [], "the office answers")


class Single(Server):
    """The single server of ``deploy/single/`` on this machine: PostgreSQL, office, signer, publisher."""

    TABLES = "SELECT tablename FROM pg_tables WHERE tablename LIKE 'counting_%'"

    def __init__(self, folder, ending):
        self.disk = Disk(folder / "disk", "db/data", "host/var/lib/dauys")
        self.database, self.port = Database(folder / "disk/db", SINGLE / "postgresql.conf").made().start(), free_port()
        self.database.file(SINGLE / "roles.sql")
        self.host = Host(folder / "disk/host", {
            "@%2Fvar%2Frun%2Fpostgresql/": f"@127.0.0.1:{self.database.port}/", "office.example": "127.0.0.1",
            "8024": str(self.port), "--watch 10": "--watch 1",
        })  # fmt: skip
        (folder / "disk").chmod(0o711)
        ending += [self.database, self.host]
        self.running = self.host.running
        self.office = self.host.lib / "office"
        self.owner = environment(self.office, f"postgresql://dauys_owner@127.0.0.1:{self.database.port}/dauys")
        self.founded = found_elsewhere(self.owner, 80, TEAMS)
        self.database.file(SINGLE / "grants.sql", "dauys", "dauys_owner")
        self.host.hand_over()
        self.database.stop()
        self.disk.begin()
        self.host.more = self.database.more = self.disk.environment
        self.database.start()

    def ask(self, sql):
        return self.database.ask(sql, "dauys")

    def begin(self, name):
        """One of its programs."""
        files = {"dauys-sign.service": ["sign.env"], "dauys-publish.service": [], "dauys-office.service": ["office.env"]}
        self.host.start(UNITS / name, [SINGLE / one for one in files[name]])

    def start(self):
        """Everything, as after a boot; until people are answered."""
        if self.database.program.process.poll() is not None:
            self.database.start()
        self.begin("dauys-sign.service")
        until(lambda: (self.office / "record" / LOG / "checkpoint").exists(), list(self.running.values()), "the signer signs")
        self.begin("dauys-publish.service")
        self.begin("dauys-office.service")
        until(lambda: answers(self.port), list(self.running.values()), "the office answers")

    def die(self):
        self.host.kill()
        self.database.kill()

    def looks(self):
        """Its database alone, so that it can be asked."""
        self.database.start()


class Small(Server):
    """``dauys office serve`` as it is called by hand, with its own recorder."""

    TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'counting_%'"

    def __init__(self, folder, ending):
        self.disk, self.port = Disk(folder / "disk", "office"), free_port()
        self.office = folder / "disk/office"
        self.owner = environment(self.office, DAUYS_INSECURE="yes")
        self.founded = found_elsewhere(self.owner, 80, TEAMS)
        self.disk.begin()
        self.running = {}
        ending.append(self)

    def ask(self, sql):
        """Of a copy: whoever looks at the file itself moves its log into it, past the disk that is watched."""
        with TemporaryDirectory() as scratch:
            for name in ("office.sqlite3", "office.sqlite3-wal"):
                if (self.office / name).exists():
                    shutil.copy(self.office / name, scratch)
            with closing(sqlite3.connect(Path(scratch) / "office.sqlite3")) as line:
                return line.execute(sql).fetchall()

    def begin(self, name):
        words = (*DAUYS, "office", "serve", str(self.office), "--port", str(self.port), "--workers", "2")
        self.running[name] = Program(words, self.owner | self.disk.environment, self.office.parent / "said")

    def start(self):
        self.begin("office")
        until(lambda: answers(self.port), list(self.running.values()), "the office answers")

    def die(self):
        for one in self.running.values():
            one.kill()

    kill = die

    def looks(self):
        """Its file can be asked as it is."""


def killed(server, chance):
    """Kill -9 of everything; what was written stays in the system's memory of the disk."""
    server.die()


def power_fails(server, chance):
    """All ends at once, and the disk has only what it was asked to keep."""
    server.die()
    server.disk.fail()


def disk_is_full(server, chance):
    """No file grows for a while; then there is room, and all ends too, for what is found afterwards is asked of the disk."""
    server.disk.full.touch()
    time.sleep(chance.uniform(0, LONGEST))
    server.disk.full.unlink()
    if chance.random() < 0.5:  # else with what was begun while there was no room
        try:
            server.goes_on()
        except NotThere:
            raise AssertionError("with room again it does not go on") from None
        time.sleep(chance.uniform(0, LONGEST))
    server.die()


@pytest.mark.parametrize("what", [killed, power_fails, disk_is_full])
@pytest.mark.parametrize("kind", [Single, Small])
def test_twenty_times_at_moments_of_chance(ground, capsys, kind, what):
    server, chance, heard, faults, table = kind(*ground), Random(SEED), [], [], []
    server.start()
    desks = [Desk.of(team, server.port, Patience(1200, 0.25)) for team in server.founded.teams]
    for desk in desks:
        desk.people[2].sign_in()

    def at_work():
        try:
            play(desks, heard.append, 3)
        except BaseException as fault:
            faults.append(fault)

    people = threading.Thread(target=at_work, daemon=True)
    people.start()
    for _ in range(TIMES):
        asked = len(heard)
        until(lambda asked=asked: faults or not people.is_alive() or len(heard) > asked, [], "people work", 120)
        time.sleep(chance.uniform(0, LONGEST))
        what(server, chance)
        answered, signed = list(heard), server.signed()
        server.looks()
        entries = server.entries()
        acts = list(map(parse, entries))
        for deed in answered:
            if deed.index is not None:
                act = acts[deed.index]
                assert (act["act"], act["station"], act["contest"]) == (KINDS[deed.what], deed.station, deed.contest)
        assert signed == entries[: len(signed)]
        table.append((len(answered), len(entries), len(signed), server.rows()))
        server.start()
        assert server.signed()[: len(signed)] == signed
    people.join()
    assert not faults, faults
    entries = server.entries()
    until(lambda: len(server.signed()) == len(entries), [], "the signer has followed")
    acts = Counter(
        (act["act"], act["station"], act["contest"], act["version"]) for act in map(parse, entries) if act.get("version")
    )
    assert max(acts.values()) == 1
    assert len(entries) == len(heard) + 1  # the freezing: an answer that was lost was given when the deed was asked for again
    code, said = ran(server.owner, "doctor", str(server.office))
    assert code == 0, said
    table.append((len(heard), len(entries), len(entries), server.rows()))
    with capsys.disabled():
        sys.stdout.write(
            f"\n    {kind.__name__}, {what.__name__}: {TIMES} times, seed {SEED}"
            "\n      no.   answered    entries     signed       rows\n"
        )
        for number, row in enumerate(table, 1):
            sys.stdout.write(
                f"    {number if number <= TIMES else 'end':>5}" + "".join(f"{value:>11,}" for value in row) + "\n"
            )
