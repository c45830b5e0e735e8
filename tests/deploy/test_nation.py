"""A night of the nation's set-up: the primary database is killed in the middle, its standby goes on, nothing is lost."""

import json
import ssl
import sys
import threading
import time
from collections import Counter

import pytest
from machines import DEPLOY, NGINX, POSTGRES, Database, Host, nginx_folder

from dauys.acts.record import DEFINITION, LOG, read_frozen
from dauys.demo.drills.founding import environment, found_elsewhere
from dauys.demo.drills.load import STEPS, Desk, Patience, play
from dauys.demo.drills.programs import Program, answers, free_port, ran, until
from dauys.ledger import FileStore, Log, Policy, Receipt, parse, verify_consistency

KINDS = {"received": "protocol received", "entered": "protocol entered", "entered-again": "protocol entered again"}
SINGLE, NATION = DEPLOY / "single", DEPLOY / "nation"
UNITS = SINGLE / "systemd"
TEAMS = 8
pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(NGINX is None or POSTGRES is None, reason="needs nginx and PostgreSQL: install both packages"),
]


class Night:
    """The machines of a nation on this one, and what people were answered."""

    def __init__(self, folder, ending):
        self.primary, self.standby = (
            Database(folder / "db1", NATION / "postgresql.conf"),
            Database(folder / "db2", NATION / "standby.conf"),
        )
        ending += [self.primary, self.standby]
        self.primary.made().start()
        self.standby.copied(self.primary, "standby1").start()
        until(
            lambda: self.primary.ask("SELECT sync_state FROM pg_stat_replication") == [("quorum",)], [], "the standby follows"
        )
        self.primary.file(SINGLE / "roles.sql")
        self.host = Host(folder / "host", {
            "db1.internal": f"127.0.0.1:{self.primary.port}", "db2.internal": f"127.0.0.1:{self.standby.port}",
            "&sslrootcert=/etc/dauys/db-ca.pem": "", "office.example": "127.0.0.1", "192.0.2.4": "127.0.0.1",
        })  # fmt: skip
        ending.append(self.host)
        self.owner = environment(self.host.lib / "office", self.address("dauys_owner"))
        self.founded = found_elsewhere(self.owner, 80, TEAMS)
        self.primary.file(SINGLE / "grants.sql", "dauys", "dauys_owner")
        self.host.hand_over()
        self.record = self.host.lib / "office/record"
        self.heard, self.folder, self.ending = [], folder, ending

    def address(self, role):
        servers = f"127.0.0.1:{self.primary.port},127.0.0.1:{self.standby.port}"
        return f"postgresql://{role}@{servers}/dauys?target_session_attrs=read-write&connect_timeout=3"

    def start(self):
        """Signer, publisher, two servers of the office, nginx before them."""
        self.host.start(UNITS / "dauys-sign.service", [NATION / "sign.env"])
        until(lambda: (self.record / LOG / "checkpoint").exists(), self.programs, "the signer signs")
        self.host.start(UNITS / "dauys-publish.service", [])
        ports = [free_port(), free_port()]
        for port in ports:
            self.host.start(
                UNITS / "dauys-office.service",
                [NATION / "office.env"],
                NATION / "office.conf",
                called=f"office-{port}",
                also={"8024": str(port)},
            )
        until(lambda: all(map(answers, ports)), self.programs, "both servers answer")
        self.port = free_port()
        told = {f"app{number}.internal:8024": f"127.0.0.1:{port}" for number, port in enumerate(ports, 1)}
        words = nginx_folder(
            self.folder / "nginx", NATION / "nginx.conf",
            {**told, "listen 443": f"listen 127.0.0.1:{self.port}", "office.example": "127.0.0.1"},
        )  # fmt: skip
        self.host.running["nginx"] = Program(words, self.host.environment(), self.host.said / "nginx")
        until(lambda: "start worker process" in (self.host.said / "nginx").read_text(), self.programs, "nginx")

    @property
    def programs(self):
        return list(self.host.running.values())

    def desks(self):
        """People at their machines, signed in: a code that was taken before a line was cut is none any more."""
        context = ssl.create_default_context(cafile=self.folder / "nginx/ssl/office.crt")
        context.check_hostname = False  # the certificate says "office"; people ask for a number here
        desks = [Desk.of(team, self.port, Patience(240, 0.25), context) for team in self.founded.teams]
        for desk in desks:
            desk.people[2].sign_in()
        return desks

    def log(self):
        return FileStore(self.record / LOG, writer=False)

    @property
    def key(self):
        return read_frozen(self.record / DEFINITION)[1].log

    def receipts(self):
        """Of every act that was answered and is signed by now: receipt and entry, and the checkpoint."""
        with self.log() as store:
            log = Log(store, self.key)
            size = log.checkpoint().size
            indexes = [deed.index for deed in list(self.heard) if deed.index is not None and deed.index < size]
            return log.checkpoint(), {
                index: (bytes(log.receipt(index)), store.entries(index, index + 1)[0]) for index in indexes
            }


def journal(database):
    return [bytes(body) for (body,) in database.ask('SELECT body FROM journal_entry ORDER BY "index"', "dauys")]


def test_the_primary_is_killed_in_the_middle_of_the_night_and_nothing_receipted_is_lost(ground, capsys):
    night = Night(*ground)
    night.start()
    papers = sum(len(team.papers) for team in night.founded.teams)
    desks, faults = night.desks(), []

    def at_work():
        try:
            play(desks, night.heard.append, 4)
        except BaseException as fault:
            faults.append(fault)

    people = threading.Thread(target=at_work, daemon=True)
    people.start()
    until(lambda: faults or len(night.heard) > papers * 3 // 2, night.programs, "half of the night", 300)
    assert not faults
    # ---- the primary dies, and with it every line to it
    before_checkpoint, receipts = night.receipts()
    answered = len(night.heard)
    night.primary.kill()
    killed = time.monotonic()
    at_death = list(night.heard)
    copied = journal(night.standby)
    night.standby.promote()
    promoted = time.monotonic() - killed
    until(lambda: faults or len(night.heard) > len(at_death) + 4, night.programs, "the night goes on", 120)
    again = time.monotonic() - killed
    people.join()
    assert not faults, faults
    # ---- what was said before is there
    entries = journal(night.standby)
    assert entries[: len(copied)] == copied
    acts = list(map(parse, entries))
    found = Counter((act["act"], act["station"], act["contest"], act["version"]) for act in acts if act.get("version"))
    for deed in night.heard:
        if deed.index is not None:
            act = acts[deed.index]
            assert (act["act"], act["station"], act["contest"]) == (KINDS[deed.what], deed.station, deed.contest)
    assert max(found.values()) == 1, "an act is there twice"
    until(lambda: night.receipts()[0].size == len(entries), night.programs, "the signer has followed")
    after, later = night.receipts()
    with night.log() as store:
        log = Log(store, night.key)
        proof = log.consistency(before_checkpoint.size, after.size)
        verify_consistency(before_checkpoint.size, after.size, proof, before_checkpoint.root, after.root)
        for index, (receipt, entry) in receipts.items():
            assert Receipt.parse(receipt).verify(entry, Policy(night.key)).checkpoint.size <= after.size
            assert store.entries(index, index + 1)[0] == entry == entries[index]
        assert store.entries(0, after.size) == entries
    # ---- everything agrees, and the site shows it
    code, said = ran(
        environment(night.host.lib / "office", night.address("dauys_owner")), "doctor", str(night.host.lib / "office")
    )
    assert code == 0, said
    site = night.host.root / "srv/dauys/site"
    until(lambda: shown(site) == len(entries), night.programs, "the publisher has followed", 120)
    code, verified = ran(environment(night.host.lib), "verify", str(site), "--key", str(night.record / "log.pub"))
    assert code == 0, verified
    # ---- the old primary comes back by mistake: who signs does not sign a second history
    night.host.running.pop("dauys-sign.service").end()
    night.primary.start()
    old = journal(night.primary)
    lone = f"postgresql://dauys_sign@127.0.0.1:{night.primary.port}/dauys"
    code, refused = ran(environment(night.host.lib / "sign", lone), "office", "sign", str(night.host.lib / "sign"))
    assert code == 2
    assert "the record has" in refused
    with capsys.disabled():
        sys.stdout.write(f"""
    The night of {papers} papers, {len(STEPS)} entries each and an approval, in {TEAMS} commissions
                                              when it was killed    in the end
    deeds that people were answered        {answered:>21,}{len(night.heard):>14,}
    entries of the journal on the standby  {len(copied):>21,}{len(entries):>14,}
    receipts that verify                   {len(receipts):>21,}{len(later):>14,}
    entries that are there twice           {0:>21,}{sum(count - 1 for count in found.values()):>14,}
    promoted after {promoted:.1f} s, acts after {again:.1f} s; of the old primary's {len(old):,} entries none is signed any more
    """)


def shown(site):
    """How many entries the site shows."""
    try:
        return json.loads((site / "current/latest.json").read_text("utf-8"))["snapshot"]
    except (OSError, KeyError):
        return -1
