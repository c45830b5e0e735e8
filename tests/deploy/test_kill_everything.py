"""Everything of a single server dies at once, twenty times, at moments of chance: nothing answered is lost or there twice."""

import sys
import threading
import time
from collections import Counter
from random import Random

import pytest
from machines import DEPLOY, POSTGRES, Database, Host
from test_nation import KINDS

from dauys.acts.record import DEFINITION, LOG, read_frozen
from dauys.demo.drills.founding import environment, found_elsewhere
from dauys.demo.drills.load import Desk, Patience, play
from dauys.demo.drills.programs import answers, free_port, ran, until
from dauys.ledger import FileStore, Log, parse

SINGLE = DEPLOY / "single"
UNITS = SINGLE / "systemd"
TIMES, TEAMS, SEED = 20, 12, 7
LONGEST = 1.5
"""Seconds of work between two deaths, at most."""

pytestmark = [
    pytest.mark.drill, pytest.mark.skipif(POSTGRES is None, reason="no PostgreSQL here: install the package postgresql")
]  # fmt: skip


class Server:
    """The single server of ``deploy/single/`` on this machine: PostgreSQL, office, signer, publisher."""

    def __init__(self, folder, ending):
        self.database, self.port = Database(folder / "db", SINGLE / "postgresql.conf").made().start(), free_port()
        self.database.file(SINGLE / "roles.sql")
        self.host = Host(folder / "host", {
            "@%2Fvar%2Frun%2Fpostgresql/": f"@127.0.0.1:{self.database.port}/", "office.example": "127.0.0.1",
            "8024": str(self.port), "--watch 10": "--watch 1",
        })  # fmt: skip
        ending += [self.database, self.host]
        self.office = self.host.lib / "office"
        self.owner = environment(self.office, f"postgresql://dauys_owner@127.0.0.1:{self.database.port}/dauys")
        self.founded = found_elsewhere(self.owner, 80, TEAMS)
        self.database.file(SINGLE / "grants.sql", "dauys", "dauys_owner")
        self.host.hand_over()
        self.log = self.office / "record" / LOG

    def start(self):
        """Everything, as after a boot; until people are answered."""
        self.host.start(UNITS / "dauys-sign.service", [SINGLE / "sign.env"])
        until(lambda: (self.log / "checkpoint").exists(), list(self.host.running.values()), "the signer signs")
        self.host.start(UNITS / "dauys-publish.service", [])
        self.host.start(UNITS / "dauys-office.service", [SINGLE / "office.env"])
        until(lambda: answers(self.port), list(self.host.running.values()), "the office answers")

    def die(self):
        """The power fails for every process; what was written stays in the system's memory of the disk."""
        self.host.kill()
        self.database.kill()

    def entries(self):
        return [bytes(body) for (body,) in self.database.ask('SELECT body FROM journal_entry ORDER BY "index"', "dauys")]

    def rows(self):
        """Rows that acts on papers have made."""
        tables = [
            name for (name,) in self.database.ask("SELECT tablename FROM pg_tables WHERE tablename LIKE 'counting_%'", "dauys")
        ]
        return sum(self.database.ask(f"SELECT count(*) FROM {name}", "dauys")[0][0] for name in tables)

    def signed(self):
        """The entries under the checkpoint."""
        key = read_frozen(self.office / "record" / DEFINITION)[1].log
        with FileStore(self.log, writer=False) as store:
            return store.entries(0, Log(store, key).checkpoint().size)


def test_everything_dies_twenty_times_at_moments_of_chance(ground, capsys):
    server, chance, heard, faults, table = Server(*ground), Random(SEED), [], [], []
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
        server.die()
        answered, signed = list(heard), server.signed()
        server.database.start()
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
            f"\n    {TIMES} deaths of everything, seed {SEED}\n      no.   answered    entries     signed       rows\n"
        )
        for number, row in enumerate(table, 1):
            sys.stdout.write(
                f"    {number if number <= TIMES else 'end':>5}" + "".join(f"{value:>11,}" for value in row) + "\n"
            )
