"""The fields of an entry screen, from the form as data; and what was typed in them, as the figures of an act.

Nothing is computed for the typist: a total is typed like any other line. A field left empty is *not known*, never zero.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dauys.election.event import Contest
from dauys.law import AGAINST_ALL, Option
from dauys.law.words import Names
from dauys.protocol import Form
from dauys.protocol.form import FormLine
from dauys.protocol.values import box_cell

ISSUING, BOXES = tuple(map(str, range(3, 12))), ("1", "2", "3")
"""Members who may issue ballots (all but chair and secretary, Art. 41(5)), and mobile boxes: as many as a paper has room."""

LONGEST = 7
"""Digits of a figure at a station."""


@dataclass(frozen=True, slots=True)
class Field:
    """One place on the paper."""

    line: str
    cell: str | None  # None: the line has one figure
    mark: str  # as it stands on the paper: "T", or "P 3"
    names: Names
    beside: str = ""  # a member's number, a box, a contest

    @property
    def name(self) -> str:
        """Its name in what a browser sends."""
        return self.line if self.cell is None else f"{self.line}.{self.cell}"

    @property
    def in_a_table(self) -> bool:
        """Whether an empty field means that the paper has no such row."""
        return bool(self.beside)


def fields_of(form: Form, options: Iterable[Option], contests: Iterable[Contest]) -> tuple[Field, ...]:
    """The fields of a form, in the order of the paper. contests: of the station, for its own record."""
    alone = any(line.code == "N" for line in form.line)
    ballot = [option for option in options if not (alone and option.kind == AGAINST_ALL)]
    return tuple(field for line in form.line for field in _of_line(line, ballot, tuple(contests)))


def _of_line(line: FormLine, ballot: list[Option], contests: tuple[Contest, ...]) -> Iterator[Field]:
    match line.per:
        case "one":
            yield Field(line.code, None, line.code, line.name)
        case "option":
            for number, option in enumerate(ballot, 1):
                yield Field(line.code, option.id, f"{line.code} {number}", option.names)
        case "member":
            for member in ISSUING:
                yield Field(line.code, member, line.code, line.name, f"№ {member}")
        case "mobile box":
            for box in BOXES:
                yield Field(line.code, box, line.code, line.name, f"№ {box}")
        case "contest":
            for contest in contests:
                yield Field(line.code, contest.id, line.code, line.name, contest.id)
        case "mobile box and contest":
            for box in BOXES:
                for contest in contests:
                    yield Field(line.code, box_cell(box, contest.id), line.code, line.name, f"№ {box}, {contest.id}")


def typed(fields: Iterable[Field], data: Mapping[str, str]) -> tuple[dict[str, Any], list[Field]]:
    """The figures in what was typed, and the fields in which something other than digits stands."""
    figures: dict[str, Any] = {}
    wrong = []
    for field in fields:
        text = data.get(field.name, "").strip()
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
        if text and number is None:
            wrong.append(field)
        if field.cell is None:
            figures[field.line] = number
        elif number is not None or not field.in_a_table:
            figures.setdefault(field.line, {})[field.cell] = number
        else:
            figures.setdefault(field.line, {})
    return figures, wrong


def shown(fields: Iterable[Field], figures: Mapping[str, Any]) -> dict[str, int | None]:
    """The figures by field, as they stand on a paper that was typed."""
    found: dict[str, int | None] = {}
    for field in fields:
        cell = figures.get(field.line)
        found[field.name] = cell.get(field.cell) if isinstance(cell, Mapping) and field.cell is not None else cell  # type: ignore[assignment]
    return found
