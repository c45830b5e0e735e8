"""An invented election in which much happens: every kind of act, every class of protocol, every way that a paper can take.

The acts of ``write_record`` are done anew, with what goes wrong at chosen places; the record is signed, seen by a witness,
and published. Everything passes through ``dauys.acts.State``, so nothing in it is against the rules.
"""

# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from dauys.acts import BY_TWO, STATION, Keys, State, figures_hash, read_act, table_of
from dauys.acts.record import attach, found_record, read_record, writing
from dauys.demo.record import write_record
from dauys.law import AGAINST_ALL
from dauys.ledger import COSIGNATURE, SigningKey, canonical
from dauys.publish.bundle import publish
from dauys.tally.result import outcome_of

ORIGIN = "dauys.example/kz-2023-rehearsal"
LOG = SigningKey.from_seed(ORIGIN, b"L" * 32)
OTHER = SigningKey.from_seed(ORIGIN, b"O" * 32)  # another key of the same name
PUBLISHER = SigningKey.from_seed(f"{ORIGIN}/publisher", b"P" * 32)
WITNESSES = tuple(SigningKey.from_seed(f"witness{n}.example", bytes([n]) * 32, COSIGNATURE) for n in (1, 2))
NOON = 1_679_227_200  # 19 March 2023, 12:00 UTC

DECISION = {"number": "7", "date": "2023-03-20", "members": 7, "present": 6, "for": 5, "against": 1, "dissent": None}
LIST = "mazhilis.list"
TIED, LOT, VOID, DECLARED = "maslikhat-ulytau.01", "maslikhat-zhetysu.01", "maslikhat-atyrau-01.01", "maslikhat-mangystau-01.01"
OPEN, SUMMED = "maslikhat-almaty-region.01", "maslikhat-karaganda.list"
# One station for each thing that happens to its paper of the Mazhilis lists.
RESOLVED, ACCEPTED, CORRECTED, UNDER_WAY, PICTURED = "X-AST-0001", "X-AST-0058", "X-ALA-0001", "X-ALA-0002", "X-ALA-0003"
UNFINISHED = "X-SHY-0001"  # of its papers one is not received, one held, …
PICTURES = {"taken": b"INVENTED picture, as taken", "cleaned": b"INVENTED picture, cleaned", "other": b"INVENTED, another"}


@dataclass
class Office:
    """A state, and the entries that made it; the commission that receives a paper does it all, unless another is named."""

    state: State
    entries: list[dict[str, Any]] = field(default_factory=list)

    def act(self, kind, commission="central", author="p-clerk", **payload):
        minutes = len(self.entries)
        at = f"2023-03-{19 + minutes // 1440:02}T{minutes // 60 % 24:02}:{minutes % 60:02}:00+06:00"
        two = {"prepared_by": "p-second"} if kind in BY_TWO else {}
        entry = {"act": kind, "at": at, "commission": commission, "author": author, **two, **payload}
        self.state.apply(read_act(entry))
        self.entries.append(entry)

    def do(self, kind, station, contest, author="p-clerk", commission=None, **payload):
        where = commission or self.state.receiver(station, contest)
        self.act(kind, where, author, station=station, contest=contest, **payload)

    def enter(self, station, contest, figures, again=None, version=1, scan=None):
        """Received and typed twice; ``again``: what the second person types, where it is another thing."""
        if version == 1:
            self.do("protocol received", station, contest, scan=scan)
        self.do("protocol entered", station, contest, "p-first", version=version, figures=figures)
        self.do("protocol entered again", station, contest, "p-second", version=version, figures=again or figures)

    def approve(self, station, contest, version=1):
        """Settle what fails, and approve."""
        figures = self.state.life(station, contest).latest.figures
        assert figures is not None
        found = self.state.findings(station, contest, figures)
        hard = sorted({one.code for one in found if one.severity != "warning"})
        soft = sorted({one.code for one in found if one.severity == "warning"})
        if hard:
            self.do("accepted as signed", station, contest, "p-chair", version=version, codes=hard, decision=DECISION,
                    reason="INVENTED: as on paper")  # fmt: skip
        if soft:
            self.do(
                "findings explained", station, contest, "p-chair", version=version, codes=soft, reason="INVENTED: looked into"
            )
        self.do("protocol approved", station, contest, "p-third", version=version, figures=figures_hash(table_of(figures)))

    def count(self, station, contest, figures):
        self.enter(station, contest, figures)
        self.approve(station, contest)


def papers_of(folder: Path):
    """The event of an invented record, and the figures of its papers by station and contest."""
    record = write_record(folder, stations=80, seed=1)
    papers = {}
    with record.log() as log:
        for entry in map(json.loads, log.entries(0, record.checkpoint.size)):
            if entry["act"] == "protocol entered":
                papers[entry["station"], entry["contest"]] = entry["figures"]
    return record.event, papers


def level(event, papers, contest):
    """Change the papers of a contest so that its two leaders have as many votes."""
    stations = [station.id for station in event.stations_of(contest)]
    votes = {
        o.id: sum(papers[s, contest]["P"][o.id] for s in stations) for o in event.options_of(contest) if o.id != AGAINST_ALL
    }
    first, second = sorted(votes, key=lambda option: votes[option], reverse=True)[:2]
    gap = votes[first] - votes[second]
    for station in stations:
        paper = papers[station, contest]
        cells = dict(paper["P"])
        moved = min(cells[first], gap // 2)
        odd = gap % 2 if moved == gap // 2 and cells[first] > moved else 0  # against all gets the odd one
        cells[first] -= moved + odd
        cells[second] += moved
        gap -= 2 * moved + odd
        papers[station, contest] = {**paper, "P": cells, "N": paper["N"] + odd}
    assert gap == 0


def night(event, papers, office: Office, frozen: str):
    """All acts, in the order in which they come."""
    office.act("definition frozen", author="p-0", hash=frozen)
    unlike = {"T": papers[RESOLVED, LIST]["T"] + 90}
    wrong = {**papers[ACCEPTED, LIST], "V": papers[ACCEPTED, LIST]["V"] + 3}
    for station in event.stations:
        office.act("station opened", office.state.receiver(station, LIST), station=station)
        office.act("turnout reported", office.state.receiver(station, LIST), station=station, hour="12:00", issued=7)
        office.act("station closed", office.state.receiver(station, LIST), station=station)
    for (station, contest), figures in papers.items():
        if station == UNFINISHED and contest != STATION:
            continue
        if (station, contest) == (RESOLVED, LIST):
            office.enter(station, contest, figures, again={**figures, **unlike})
            office.do("differences resolved", station, contest, "p-fourth", version=1, figures=figures)
            office.approve(station, contest)
        elif (station, contest) == (ACCEPTED, LIST):
            office.enter(station, contest, wrong)
            office.do("protocol held", station, contest, version=1, reason="INVENTED: to be looked into")
            office.do("protocol released", station, contest, version=1, reason="INVENTED: looked into")
            office.approve(station, contest)
        elif (station, contest) == (PICTURED, LIST):
            office.enter(station, contest, figures, scan=sha256(PICTURES["other"]).hexdigest())
            office.approve(station, contest)
            taken, cleaned = (sha256(PICTURES[word]).hexdigest() for word in ("taken", "cleaned"))
            office.do("scan attached", station, contest, version=1, taken=taken, cleaned=cleaned)
        else:
            office.count(station, contest, figures)
    unfinished(papers, office)
    corrections(event, papers, office)
    contests(event, papers, office)


def unfinished(papers, office: Office):
    """One paper in each state that does not count."""
    mine = {contest: figures for (station, contest), figures in papers.items() if station == UNFINISHED and contest != STATION}
    entered, held, sent_back, _not_received = mine
    office.do("protocol received", UNFINISHED, entered, scan=None)
    office.do("protocol entered", UNFINISHED, entered, "p-first", version=1, figures=mine[entered])
    office.enter(UNFINISHED, held, mine[held])
    office.do("protocol held", UNFINISHED, held, version=1, reason="INVENTED: a page is missing")
    office.do("protocol received", UNFINISHED, sent_back, scan=None)
    office.do("protocol entered", UNFINISHED, sent_back, "p-first", version=1, figures=mine[sent_back])
    office.do("protocol sent back", UNFINISHED, sent_back, version=1, reason="INVENTED: typed from another paper")


def corrections(event, papers, office: Office):
    """Two recounts: one whose new paper counts, one whose new paper is still being typed."""
    for station in (CORRECTED, UNDER_WAY):
        office.do("recount ordered", station, LIST, version=1, reason="INVENTED: a doubt", decision=DECISION)
        precinct = event.stations[station].commission
        office.do("protocol corrected", station, LIST, "p-precinct", precinct, version=2, supersedes=1, decision=DECISION,
                  reason="INVENTED: recounted")  # fmt: skip
        old = papers[station, LIST]
        new = {**old, "N": old["N"] + 1, "P": {**old["P"], "Amanat": old["P"]["Amanat"] - 1}}
        office.do("protocol entered", station, LIST, "p-first", version=2, figures=new)
        if station == CORRECTED:
            office.do("protocol entered again", station, LIST, "p-second", version=2, figures=new)
            office.approve(station, LIST, version=2)


def contests(event, papers, office: Office):
    """A lot, a repeat vote of leaders, a void election and its repeat vote, summaries, a declared result."""
    (question,) = outcome_of(office.state, "maslikhat-zhetysu").questions
    office.act("lot drawn", declaring(office, LOT), body="maslikhat-zhetysu", question=question.id,
               chosen=[question.choices[0]], decision=DECISION)  # fmt: skip
    (leaders,) = outcome_of(office.state, "maslikhat-ulytau").questions
    office.act("repeat vote called", declaring(office, TIED), contest=TIED, place=TIED, cause="tie", date="2023-04-16",
               options=list(leaders.choices), reason="INVENTED: equal votes", decision=DECISION)  # fmt: skip
    for station in event.stations_of(TIED):
        old = papers[station.id, TIED]
        cells = {option: 10 * (index + 1) for index, option in enumerate(leaders.choices)}
        valid = sum(cells.values()) + old["N"]
        office.count(station.id, f"{TIED}.repeat", {**old, "P": cells, "V": valid, "I": max(0, old["T"] - valid)})
    void = [station.id for station in event.stations_of(VOID)]
    above = declaring(office, VOID)
    office.act("election voided", above, contest=VOID, place=VOID, reason="INVENTED: a flood", decision=DECISION)
    stand = [option.id for option in event.options_of(VOID)][1:]
    office.act("repeat vote called", above, contest=VOID, place=VOID, cause="void", date="2023-04-16", options=stand,
               reason="INVENTED: void", decision=DECISION)  # fmt: skip
    again = f"{VOID}.repeat"
    figures = papers[void[0], VOID]
    kept = {option.id: figures["P"][option.id] for option in office.state.event.options_of(again) if option.id != AGAINST_ALL}
    office.count(void[0], again, {**figures, "P": kept, "N": figures["V"] - sum(kept.values())})
    for contest in (SUMMED, DECLARED):
        for commission in office.state.summing(contest):
            office.act("summary signed", commission, contest=contest, figures=signed(office, contest, commission))
    hash_ = sha256(canonical(outcome_of(office.state, "maslikhat-mangystau-01").as_json("maslikhat-mangystau-01"))).hexdigest()
    above = declaring(office, DECLARED)
    office.act("result declared", above, body="maslikhat-mangystau-01", contests=[DECLARED], status="final", outcome=hash_,
               decision=DECISION)  # fmt: skip
    winner = next(option.id for option in event.options_of(DECLARED))
    office.act(
        "mandate given", above, body="maslikhat-mangystau-01", contest=DECLARED, option=winner, person="a-1", reason="INVENTED"
    )
    office.act("system held", reason="INVENTED: a disk")
    office.act("system patched", reason="INVENTED: a fault", software="0" * 64)
    office.act("system restarted", reason="INVENTED: mended")


def declaring(office: Office, contest: str):
    """The commission that declares a contest."""
    (found,) = office.state.declaring(contest)
    return found


def signed(office: Office, contest: str, commission: str):
    """A commission's sums: right for the contest that is declared, with an error of one in the other."""
    event = office.state.event
    found: dict[str, Any] = {"T": 0, "V": 0, "P": {}}
    for station in event.stations_of(contest):
        part, paper = office.state.way(station.id, contest).get(commission), office.state.counting(station.id, contest)
        if part is not None and "sums up" in part.deeds and paper is not None:
            votes: Any = paper.lines["P"]
            found["T"] += paper.one("T")
            found["V"] += paper.one("V")
            found["P"] = {option: found["P"].get(option, 0) + number for option, number in votes.items()}
    found["T"] += contest == SUMMED
    return found


def write_eventful(folder: Path):
    """The record in ``folder/record``, and its bundle in ``folder/bundle``; an earlier snapshot of it in ``folder/older``."""
    event, papers = papers_of(folder / "plain")
    for contest in (TIED, LOT, OPEN):
        level(event, papers, contest)
    keys = Keys(LOG.public, PUBLISHER.public, tuple(key.public for key in WITNESSES), quorum=1)
    frozen = found_record(folder / "record", event, keys)
    for word in ("cleaned", "other"):
        attach(folder / "record", PICTURES[word])
    office = Office(State(event))
    night(event, papers, office, frozen)
    with writing(folder / "record", LOG, folder / "signer") as log:
        for start, stop, name in ((0, 1000, "older"), (1000, len(office.entries), "bundle")):
            log.append([canonical(entry) for entry in office.entries[start:stop]])
            note = log.sign()
            log.add_signatures(note.text, [WITNESSES[0].sign(note.text, NOON + stop)])
            publish(read_record(folder / "record"), folder / name, PUBLISHER)
    return office
