"""A record of a very small invented election, four stations of one body, in which a test does the acts."""

import json
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from dauys.acts import BY_TWO, STATION, Keys, State, figures_hash, read_act, table_of
from dauys.acts.record import attach, found_record, read_record, writing
from dauys.demo.definition import invent_definition
from dauys.law import AGAINST_ALL
from dauys.ledger import SigningKey, canonical

ORIGIN = "dauys.example/small"
LOG = SigningKey.from_seed(ORIGIN, b"l" * 32)
PUBLISHER = SigningKey.from_seed(f"{ORIGIN}/publisher", b"p" * 32)
STRANGER = SigningKey.from_seed(f"{ORIGIN}/publisher", b"s" * 32)
DECISION = {"number": "7", "date": "2023-03-20", "members": 7, "present": 6, "for": 5, "against": 1, "dissent": None}

BODY, LIST = "maslikhat-aktobe", "maslikhat-aktobe.list"
FIRST, SECOND, THIRD, FOURTH = (f"X-AKT-000{number}" for number in (1, 2, 3, 4))
AREA_OF = {FIRST: f"{BODY}.01", SECOND: f"{BODY}.01", THIRD: f"{BODY}.02", FOURTH: f"{BODY}.02"}


@cache
def small_event():
    """Cut out of the invented election of 80 stations: the maslikhat of one region, with its lists and constituencies."""
    whole = invent_definition(80, seed=1)
    stations = {
        name: replace(one, constituencies=tuple(area for area in one.constituencies if area.startswith(f"{BODY}.")))
        for name, one in whole.stations.items()
        if name in (FIRST, SECOND, THIRD, FOURTH)
    }
    areas = {area for one in stations.values() for area in one.constituencies}
    places = {"kz", "aktobe", *(one.place for one in stations.values())}
    precincts = {one.commission for one in stations.values()}
    return replace(
        whole,
        origin=ORIGIN,
        bodies={BODY: whole.bodies[BODY]},
        places={name: place for name, place in whole.places.items() if name in places},
        constituencies={name: area for name, area in whole.constituencies.items() if name in areas},
        commissions={
            name: one
            for name, one in whole.commissions.items()
            if one.place in places | areas and (one.kind != "precinct" or name in precincts)
        },
        stations=stations,
        options={contest: lines for contest, lines in whole.options.items() if contest == LIST or contest in areas},
        lists={(contest, option): one for (contest, option), one in whole.lists.items() if contest == LIST},
    )


@dataclass
class Office:
    """A state, and the entries that made it; each act by the commission that receives the paper."""

    state: State
    entries: list = field(default_factory=list)

    def act(self, kind, commission="central", author="p-clerk", **payload):
        at = f"2023-03-19T22:{len(self.entries) % 60:02}:00+06:00"
        two = {"prepared_by": "p-second"} if kind in BY_TWO else {}
        entry = {"act": kind, "at": at, "commission": commission, "author": author, **two, **payload}
        self.state.apply(read_act(entry))
        self.entries.append(entry)

    def do(self, kind, station, contest, author="p-clerk", **payload):
        self.act(kind, self.state.receiver(station, contest), author, station=station, contest=contest, **payload)

    def enter(self, station, contest, figures=None, again=None, version=1, scan=None):
        figures = figures or self.paper(station, contest)
        if version == 1:
            self.do("protocol received", station, contest, scan=scan)
        self.do("protocol entered", station, contest, "p-first", version=version, figures=figures)
        self.do("protocol entered again", station, contest, "p-second", version=version, figures=again or figures)

    def approve(self, station, contest, version=1, reason="looked into"):
        figures = self.state.life(station, contest).latest.figures
        found = self.state.findings(station, contest, figures)
        hard = sorted({one.code for one in found if one.severity != "warning"})
        soft = sorted({one.code for one in found if one.severity == "warning"})
        if hard:
            self.do("accepted as signed", station, contest, "p-chair", version=version, codes=hard, decision=DECISION,
                    reason=reason)  # fmt: skip
        if soft:
            self.do("findings explained", station, contest, "p-chair", version=version, codes=soft, reason=reason)
        self.do("protocol approved", station, contest, "p-third", version=version, figures=figures_hash(table_of(figures)))

    def count(self, station, contest, figures=None):
        self.enter(station, contest, figures)
        self.approve(station, contest)

    def count_all(self, *but):
        """Every expected protocol, but those named (station, contest)."""
        for station in self.state.event.stations:
            for contest in self.state.expected(station):
                if (station, contest) not in but:
                    self.count(station, contest)

    def paper(self, station, contest):
        """A paper that holds its controls: votes that differ by station and option."""
        event = self.state.event
        shift = list(event.stations).index(station)
        if contest == STATION:
            ballots = {one.id: self.paper(station, one.id)["T"] for one in event.contests_of(station)}
            most, voters = max(ballots.values()), event.stations[station].voters
            return {"A0": voters, "A1": 0, "A2": 0, "A": voters, "U": most, "F": {}, "G": {}, "H": ballots, "K": 0, "L": 0}
        options = [option.id for option in event.options_of(contest) if option.id != AGAINST_ALL]
        votes = {option: 3 + (at + shift) % 4 for at, option in enumerate(options)}
        valid = sum(votes.values()) + 1
        voters = event.stations[station].voters
        return {
            "B1": valid + 1, "B2": 0, "B": valid + 1, "D": {"3": valid, "4": 1}, "C": voters, "E": voters - valid - 1, "S": 0,
            "T": valid + 1, "P": votes, "N": 1, "V": valid, "I": 1,
        }  # fmt: skip


def write_small(folder: Path, work, event=None, keys=None):
    """Write a record in which ``work`` has been done at an office, and read it."""
    event, keys = event or small_event(), keys or Keys(LOG.public, PUBLISHER.public)
    frozen = found_record(folder, event, keys)
    office = Office(State(event))
    office.act("definition frozen", author="p-0", hash=frozen)
    work(office)
    append(folder, office.entries)
    return read_record(folder)


def append(folder: Path, entries):
    """Write further entries into a record's log, and sign."""
    with writing(folder, LOG, folder / "signer") as log:
        log.append([canonical(entry) for entry in entries])
        return log.sign()


def everything(office):
    """All papers counted, and what can happen to one of them: differences, an error accepted, a correction, scans."""
    wrong = {**office.paper(SECOND, LIST), "V": 1}
    office.count(FIRST, STATION)
    office.enter(FIRST, LIST, again={**office.paper(FIRST, LIST), "T": 1})
    office.do("differences resolved", FIRST, LIST, "p-fourth", version=1, figures=office.paper(FIRST, LIST))
    office.approve(FIRST, LIST)
    office.count(SECOND, STATION)
    office.enter(SECOND, LIST, wrong)
    office.approve(SECOND, LIST, reason='=as <on> paper, "sic"')
    office.enter(THIRD, LIST, scan=name_of(b"taken"))
    office.approve(THIRD, LIST)
    office.do("scan attached", THIRD, LIST, version=1, taken=name_of(b"taken"), cleaned=name_of(b"cleaned"))
    office.do("protocol corrected", THIRD, LIST, "p-fourth", version=2, supersedes=1, reason="recounted", decision=DECISION)
    office.enter(THIRD, LIST, version=2)
    office.approve(THIRD, LIST, version=2)
    done = {(FIRST, LIST), (SECOND, LIST), (THIRD, LIST), (FIRST, STATION), (SECOND, STATION)}
    office.count_all(*done)


def with_scans(folder: Path):
    """Put the scans of ``everything`` into the record."""
    for data in (b"taken", b"cleaned"):
        attach(folder, data)


def name_of(data: bytes) -> str:
    return sha256(data).hexdigest()


def told(path: Path):
    """JSON in a file."""
    return json.loads(path.read_bytes())
