"""Write the record of an invented night: the frozen definition, and a signed log of every act, in the order it came.

The record is the contract between programs (design: office writes it, publisher reads it): ``definition/`` and ``log/``.
The key of a rehearsal lies beside it, which it says; a real election's key never does. Beside it lies what was planted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from dauys.acts import Act, Keys, Record, State
from dauys.acts.record import AT_ONCE, SIGNER, Progress, found_record, silent, writing
from dauys.demo.clock import HOUR, Clock
from dauys.demo.course import Faults, course
from dauys.demo.definition import invent_definition
from dauys.demo.desk import Office
from dauys.demo.faults import Planted, faults_csv, touched
from dauys.demo.night import invent_figures
from dauys.demo.rehearsal import rehearsal_key
from dauys.ledger import Checkpoint, Note, SigningKey, canonical

KEYS, FAULTS = "INVENTED-keys", "INVENTED-faults.csv"
FROZEN = -36 * HOUR
"""When the definition is frozen: at noon, two days before the vote."""


@dataclass(frozen=True, slots=True)
class InventedRecord(Record):
    """The record of an invented night, and what was planted in it."""

    planted: tuple[Planted, ...]


def write_record(
    folder: Path, stations: int, seed: int, progress: Progress = silent, *, faults: float = 0, missing: float = 0
) -> InventedRecord:
    """Invent an election and its night, and write its record; what is planted stands in ``INVENTED-faults.csv``.

    faults: the share of stations at which something goes wrong (``faults.py``). missing: of those whose papers never arrive.
    Raises BadInput: a folder that holds something already, too few stations or too many, shares that are none.
    """
    event = invent_definition(stations, seed)
    touch = touched(event, faults, missing, seed)
    key, publisher = (rehearsal_key(event, seed, of) for of in ("log", "publisher"))
    keys = Keys(key.public, publisher.public)
    frozen = found_record(folder, event, keys)
    (folder / KEYS).write_text(f"{key.secret}\n{publisher.secret}\n", "utf-8")
    (folder / "log.pub").write_text(f"{key.public}\n", "utf-8")
    night = invent_figures(event, Random(seed), touch.nobody)  # noqa: S311  (a rehearsal must be the same again)
    planted = touch.planted(night)
    (folder / FAULTS).write_text(faults_csv(planted.values()), "utf-8")
    office = Office(night, State(event), Clock(event, seed), seed)
    note = _write(folder, key, office, _acts(office, frozen, planted), progress)
    return InventedRecord(folder, event, keys, note, Checkpoint.parse(note.text), office.state, tuple(planted.values()))


def _acts(office: Office, frozen: str, planted: Faults) -> Iterator[tuple[int, Act]]:
    """Every act with its moment, from the freezing of the definition on."""
    central = next(one.id for one in office.night.event.commissions.values() if one.kind == "central")
    yield FROZEN, office.act(FROZEN, "definition frozen", central, "chair", hash=frozen)
    yield from course(office, planted)


def _write(folder: Path, key: SigningKey, office: Office, acts: Iterator[tuple[int, Act]], progress: Progress) -> Note:
    """Apply and append act after act; at the end of each hour in which something happened a checkpoint is signed."""
    about = 9 * len(office.night.event.stations) + 4 * len(office.receivers)  # acts, for whoever watches
    hour, waiting = FROZEN // HOUR, list[bytes]()
    with writing(folder, key, folder / SIGNER) as log:
        for done, (now, act) in enumerate(acts):
            if now // HOUR > hour or len(waiting) == AT_ONCE:
                log.append(waiting)
                waiting.clear()
                if now // HOUR > hour:
                    log.sign()
                hour = now // HOUR
                progress(done, max(about, done))
            office.state.apply(act)
            waiting.append(canonical(act.as_entry()))
        log.append(waiting)
        progress(office.state.acts, office.state.acts)
        return log.sign()
