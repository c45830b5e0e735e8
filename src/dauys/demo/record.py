"""Write the record of an invented night: the frozen definition, and a signed log of every act, in the order it came.

The record is the contract between programs (design: office writes it, publisher reads it): ``definition/`` and ``log/``.
The key of a rehearsal lies beside it, which it says; a real election's key never does.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

from dauys.acts import Keys, Record, State, figures_hash, read_act, table_of
from dauys.acts.record import AT_ONCE, SIGNER, Progress, found_record, silent, writing
from dauys.demo.definition import invent_definition
from dauys.demo.night import Paper, invent_night
from dauys.election.event import Event
from dauys.ledger import Checkpoint, SigningKey, canonical

CLOSE = datetime(2023, 3, 19, 20, 0, tzinfo=timezone(timedelta(hours=6)))
"""Polls close in Astana; the first papers come an hour later."""


def write_record(folder: Path, stations: int, seed: int, progress: Progress = silent) -> Record:
    """Invent an election and its night, and write its record. Raises BadInput where the folder holds something already."""
    event = invent_definition(stations, seed)
    key, publisher = (_key(event, seed, of) for of in ("log", "publisher"))
    frozen = found_record(folder, event, Keys(key.public, publisher.public))
    (folder / "INVENTED-keys").write_text(f"{key.secret}\n{publisher.secret}\n", "utf-8")
    (folder / "log.pub").write_text(f"{key.public}\n", "utf-8")
    papers = list(invent_night(event, Random(seed)))  # noqa: S311  (a rehearsal must be the same again)
    state = State(event)
    with writing(folder, key, folder / SIGNER) as log:
        waiting: list[bytes] = []
        for done, entry in enumerate(_acts(event, papers, frozen, seed, state)):
            state.apply(read_act(entry))
            waiting.append(canonical(entry))
            if len(waiting) == AT_ONCE:
                log.append(waiting)
                waiting = []
                progress(done, 4 * len(papers))
        log.append(waiting)
        note = log.sign()
    return Record(folder, event, Keys(key.public, publisher.public), note, Checkpoint.parse(note.text), state)


def _key(event: Event, seed: int, of: str) -> SigningKey:
    """A rehearsal's key, which is no secret; the log's has the origin as its name, as C2SP asks."""
    name = event.origin if of == "log" else f"{event.origin}/{of}"
    return SigningKey.from_seed(name, hashlib.sha256(f"invented {of} {seed}".encode()).digest())


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
    commission = state.receiver(paper.station, paper.contest)
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
