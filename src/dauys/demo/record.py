"""Write the record of an invented night: the frozen definition, and a signed log of every act, in the order it came.

The record is the contract between programs (design: office writes it, publisher reads it): ``definition/`` and ``log/``.
The key of a rehearsal lies beside it, which it says; a real election's key never does. Beside it lies what was planted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from dauys.acts import Act, Record, State
from dauys.acts.record import Progress, silent
from dauys.demo.clock import HOUR, Clock
from dauys.demo.course import Faults, course
from dauys.demo.definition import invent_definition
from dauys.demo.desk import Office
from dauys.demo.faults import Planted, faults_csv, touched
from dauys.demo.night import invent_figures
from dauys.demo.rehearsal import Rehearsal
from dauys.election.event import Merging
from dauys.election.grouping import grouped

FAULTS = "INVENTED-faults.csv"
FROZEN = -36 * HOUR
"""When the definition is frozen: at noon, two days before the vote."""


@dataclass(frozen=True, slots=True)
class InventedRecord(Record):
    """The record of an invented night, and what was planted in it."""

    planted: tuple[Planted, ...]


def write_record(
    folder: Path, stations: int, seed: int, progress: Progress = silent, *, faults: float = 0, missing: float = 0,
    merging: Merging | None = None,
) -> InventedRecord:  # fmt: skip
    """Invent an election and its night, and write its record; what is planted stands in ``INVENTED-faults.csv``.

    merging: when stations are published with their neighbours; None: never.
    faults: the share of stations at which something goes wrong (``faults.py``). missing: of those whose papers never arrive.
    Raises BadInput: a folder that holds something already, too few stations or too many, shares that are none.
    """
    event = invent_definition(stations, seed)
    event = event if merging is None else grouped(event, merging)
    touch = touched(event, faults, missing, seed)
    rehearsal = Rehearsal.found(folder, event, seed)
    night = invent_figures(event, Random(seed), touch.nobody)  # noqa: S311  (a rehearsal must be the same again)
    planted = touch.planted(night)
    (folder / FAULTS).write_text(faults_csv(planted.values()), "utf-8")
    office = Office(night, State(event), Clock(event, seed), seed)
    about = 9 * len(event.stations) + 4 * len(office.receivers)
    done = rehearsal.write(office.state, _acts(office, rehearsal.frozen, planted), about, progress)
    return InventedRecord(folder, event, done.keys, done.note, done.checkpoint, done.state, tuple(planted.values()))


def _acts(office: Office, frozen: str, planted: Faults) -> Iterator[tuple[int, Act]]:
    """Every act with its moment, from the freezing of the definition on."""
    central = next(one.id for one in office.night.event.commissions.values() if one.kind == "central")
    yield FROZEN, office.act(FROZEN, "definition frozen", central, "chair", hash=frozen)
    yield from course(office, planted)
