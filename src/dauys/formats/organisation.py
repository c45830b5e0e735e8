"""The spreadsheet of a small organisation's election: its sheets and columns, and how it is made from a few answers.

People fill it in; ``organisation_reading.py`` makes a definition of it.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from dauys.formats.xlsx_writing import workbook
from dauys.law.words import Names
from dauys.text import LANGUAGES, phrase

NAMES = ("name_kk", "name_ru", "name_en")
SHEETS: Mapping[str, tuple[str, ...]] = {
    "election": (*NAMES, "day", "seats_by_lists", "seats_in_constituencies", "log", "invented"),
    "people": ("part", "name"),
    "lists": ("id", *NAMES),
    "members": ("list", *NAMES),
    "constituencies": ("id", *NAMES),
    "candidates": ("constituency", "list", *NAMES),
    "stations": ("id", "constituency", "voters", *NAMES),
}
"""The columns of each sheet; all of them must be there, in any order."""

HELP = "help"
"""The sheet that says what the columns mean. It is not read."""

YES = "yes"
PEOPLE = ("chair", "secretary", "member")
_WORDS = {word: word for word in (YES, *PEOPLE)}  # those that are typed as they are, whatever language is read


@dataclass(frozen=True, slots=True)
class Answers:
    """What is asked before there is a spreadsheet; everything else is filled in there."""

    names: Names  # of the council; what was not given stays unknown
    day: datetime.date
    by_lists: int  # seats; 0: no lists
    in_constituencies: int  # seats, one in each; 0: no constituencies
    voters: int | None  # at the only place of voting; None: to be filled in at each
    stations: int  # places of voting
    chair: str
    secretary: str
    member: str
    log: str  # the name of the record's log, which no other election has
    invented: bool


def spreadsheet(answers: Answers) -> bytes:
    """The workbook with what is known filled in: XLSX. A station votes in one constituency, so there are as many at least."""
    areas = [f"c{n}" for n in range(1, answers.in_constituencies + 1)]
    stations = max(answers.stations, len(areas))
    voters = _told(answers.voters) if stations == 1 else ""
    filled: Mapping[str, list[tuple[str, ...]]] = {
        "election": [(
            *(getattr(answers.names, language) or "" for language in LANGUAGES), answers.day.isoformat(),
            _told(answers.by_lists), _told(answers.in_constituencies), answers.log, YES if answers.invented else "",
        )],
        "people": [*zip(PEOPLE, (answers.chair, answers.secretary, answers.member), strict=True)],
        "constituencies": [(area,) for area in areas],
        "stations": [(f"s{n}", areas[n - 1] if n <= len(areas) else "", voters) for n in range(1, stations + 1)],
    }  # fmt: skip
    tables = {sheet: [columns, *filled.get(sheet, ())] for sheet, columns in SHEETS.items()}
    padded = {sheet: [(*row, *[""] * (len(table[0]) - len(row))) for row in table] for sheet, table in tables.items()}
    return workbook({**padded, HELP: _help()})


def _told(number: int | None) -> str:
    return "" if number is None else str(number)


def _help() -> list[tuple[str, ...]]:
    """What every column means, in three languages. The columns of names mean the same on every sheet."""
    rows = [("sheet", "column", *LANGUAGES)]
    for sheet, columns in SHEETS.items():
        rows.append((sheet, "", *(phrase(f"small.sheet {sheet}", language) for language in LANGUAGES)))
        for column in columns:
            key = "small.column name" if column in NAMES else f"small.column {sheet} {column}"
            rows.append((sheet, column, *(phrase(key, language, **_WORDS) for language in LANGUAGES)))
    return rows
