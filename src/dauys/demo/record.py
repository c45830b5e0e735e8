"""Write the record of an invented night: the frozen definition, and a signed log of every act, in the order it came.

The record is the contract between programs (design: office writes it, publisher reads it): ``definition/`` and ``log/``.
The key of a rehearsal lies beside it, which it says; a real election's key never does.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

from dauys.acts import State, figures_hash, read_act, replay, table_of
from dauys.demo.definition import invent_definition
from dauys.demo.night import Paper, invent_night
from dauys.election.definition import definition_hash, read_definition, write_definition
from dauys.election.event import Event
from dauys.ledger import FileBlobs, FileStore, Guard, Log, Signer, SigningKey, VerifierKey, canonical, parse
from dauys.text import BadInput, Fault

CLOSE = datetime(2023, 3, 19, 20, 0, tzinfo=timezone(timedelta(hours=6)))
"""Polls close in Astana; the first papers come an hour later."""

BATCH = 5_000  # acts that become durable together

type Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Record:
    """A record opened: its event, its public key, and the state that its acts make."""

    event: Event
    key: VerifierKey
    state: State


def write_record(folder: Path, stations: int, seed: int, progress: Progress = lambda done, of: None) -> Record:
    """Invent an election and its night, and write its record. Raises BadInput where the folder holds something already."""
    if folder.exists() and any(folder.iterdir()):
        cure = "name an empty folder, or one that does not exist yet"
        raise BadInput((Fault(str(folder), None, None, None, "the folder is not empty", cure),))
    event = invent_definition(stations, seed)
    write_definition(event, folder / "definition")
    key = SigningKey.from_seed(event.origin, hashlib.sha256(f"invented key {seed}".encode()).digest())
    (folder / "INVENTED-key").write_text(f"{key.secret}\n", "utf-8")
    (folder / "log.pub").write_text(f"{key.public}\n", "utf-8")
    papers = list(invent_night(event, Random(seed)))  # noqa: S311  (a rehearsal must be the same again)
    state = State(event)
    with FileStore(folder / "log") as store:
        guard = Guard(FileBlobs(folder / "signer"), event.origin)
        guard.begin()
        log = Log(store, key.public, Signer(key, guard))
        waiting: list[bytes] = []
        for done, entry in enumerate(_acts(event, papers, definition_hash(folder / "definition"), seed, state)):
            state.apply(read_act(entry))
            waiting.append(canonical(entry))
            if len(waiting) == BATCH:
                log.append(waiting)
                waiting = []
                progress(done, 4 * len(papers))
        log.append(waiting)
        log.sign()
    return Record(event, key.public, state)


def read_record(folder: Path) -> Record:
    """Read a record and replay its acts, all of them under the signed checkpoint. Raises BadInput for no record."""
    if not (folder / "definition" / "event.toml").is_file() or not (folder / "log.pub").is_file():
        cure = "`dauys demo FOLDER` writes one"
        raise BadInput((Fault(str(folder), None, None, None, "this is no record: definition and log are not there", cure),))
    event = read_definition(folder / "definition")
    key = VerifierKey.parse((folder / "log.pub").read_text("utf-8").strip())
    with FileStore(folder / "log") as store:
        checkpoint = Log(store, key).checkpoint()
        size = checkpoint.size if checkpoint is not None else 0
        entries = (parse(entry) for start in range(0, size, BATCH) for entry in store.entries(start, min(size, start + BATCH)))
        state = replay(event, entries)
    if state.frozen != definition_hash(folder / "definition"):
        cure = "restore the definition that was frozen"
        raise BadInput((Fault(str(folder), None, None, None, "the definition is not the one that was frozen", cure),))
    return Record(event, key, state)


# ---- the acts of the night -------------------------------------------------------------------------------------------


def _acts(event: Event, papers: list[Paper], frozen: str, seed: int, state: State) -> Iterator[dict[str, Any]]:
    """Every act in the order of time: the definition frozen, then each station's papers received, entered, approved."""
    random = Random(f"order {seed}")  # noqa: S311
    yield {"act": "definition frozen", "at": _at(-3000), "commission": "central", "author": "p-0", "hash": frozen}
    by_station: dict[str, list[Paper]] = {}
    for paper in papers:
        by_station.setdefault(paper.station, []).append(paper)
    arrivals = sorted((round(random.triangular(60, 720, 150)), station) for station in by_station)
    for minute, station in arrivals:
        for paper in by_station[station]:
            yield from _life(event, paper, minute, seed, state)


def _life(event: Event, paper: Paper, minute: int, seed: int, state: State) -> Iterator[dict[str, Any]]:
    """One paper from its arrival to its approval: two people enter it, a third explains what is unusual and approves."""
    station = event.stations[paper.station]
    commission = event.commissions[station.commission].parent or station.commission
    on = {"commission": commission, "station": paper.station, "contest": paper.contest}
    table = table_of(paper.figures)

    def act(kind: str, later: int, part: str, **payload: Any) -> dict[str, Any]:
        return {"act": kind, "at": _at(minute + later), "author": _person(seed, commission, part), **on, **payload}

    yield act("protocol received", 0, "clerk", scan=None)
    yield act("protocol entered", 4, "first", version=1, figures=table)
    yield act("protocol entered again", 9, "second", version=1, figures=table)
    unusual = {finding.code for finding in state.findings(paper.station, paper.contest, paper.figures)}
    if unusual:
        yield act("findings explained", 12, "third", version=1, codes=sorted(unusual), reason="INVENTED: looked into")
    yield act("protocol approved", 15, "third", version=1, figures=figures_hash(table))


def _person(seed: int, commission: str, part: str) -> str:
    """A pseudonym: the same person for the same part in one commission, and nobody real."""
    return "p-" + hashlib.sha256(f"{seed} {commission} {part}".encode()).hexdigest()[:12]


def _at(minutes: int) -> str:
    return (CLOSE + timedelta(minutes=minutes)).isoformat()
