"""The candidates of one constituency as a table of their own: for an election that is held again, all else is known."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from dauys.election.definition import read_definition, write_definition
from dauys.election.definition_rows import NAMES
from dauys.election.event import Event, Tier
from dauys.election.tables import Faults, read_table
from dauys.law import Option
from dauys.law.words import Names
from dauys.text import BadInput, Fault

COLUMNS = ("option", "party")
"""Beside the names; ``party`` is left empty where nobody but the candidate has nominated."""


LINES: Mapping[Tier, Literal["candidate", "list"]] = {"constituency": "candidate", "list": "list"}
"""What stands on the ballots of a tier."""


def read_candidates(path: Path, tier: Tier = "constituency") -> tuple[Option, ...]:
    """The candidates in a table, or the lists of parties, in the order of its rows: that of the ballot. Raises BadInput."""
    faults, kind = Faults(), LINES[tier]
    found = []
    for row in read_table(path, COLUMNS, NAMES, faults):
        kk, ru, en = (row.text(column) for column in NAMES)
        found.append(Option(row.cells["option"], kind, row.text("party"), Names(kk=kk, ru=ru, en=en)))
    if not found and not faults.found:
        faults.add(path, None, None, None, "the table is blank: it has no row under its header", "fill it in")
    faults.raise_if_any()
    return tuple(found)


def check_candidates(event: Event, path: Path) -> None:
    """Raise BadInput where an event that was made with the candidates of a table is no definition: rows are told as its own."""
    with TemporaryDirectory() as scratch:
        write_definition(event, Path(scratch))
        try:
            read_definition(Path(scratch))
        except BadInput as wrong:
            raise BadInput(tuple(_told(fault, path) for fault in wrong.faults)) from None


def _told(fault: Fault, path: Path) -> Fault:
    name = Path(fault.file).name
    return replace(fault, file=str(path) if name == "options.csv" else name)
