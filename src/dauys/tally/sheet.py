"""What is added up of a contest: a figure for each line of its form and each option of its ballot, under one name everywhere.

The names are those of the published columns: ``T``; ``P.Amanat`` where a line has a cell for each option.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from dauys.election.event import Contest, Event
from dauys.law import AGAINST_ALL
from dauys.protocol import Figures, load_forms
from dauys.protocol.columns import AGAINST, Column, columns_of
from dauys.protocol.form import Form

type Row = tuple[int | None, ...]
"""The figures of one paper, in the order of its sheet; None: not known."""

REGISTERED, ISSUED, IN_BOXES, VALID, INVALID = "A", "B", "T", "V", "I"
"""The lines in which the forms of every edition state these, where they state them at all."""


@dataclass(frozen=True)
class Sheet:
    """The figures of one contest, in the order of the form and the ballot."""

    columns: tuple[Column, ...]
    options: tuple[str, ...]  # of the ballot

    @classmethod
    def of(cls, form: Form, options: tuple[str, ...]) -> "Sheet":
        """The sheet of a form and a ballot. *Against all* has no cell of its own where the form has a line for it."""
        has_line = form.line_coded(AGAINST) is not None
        return cls(columns_of(form, [option for option in options if option != AGAINST_ALL or not has_line]), options)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The figures by name."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """Lines of the form by their code, those by option left out: where each stands in a row."""
        return {column.line: at for at, column in enumerate(self.columns) if column.option is None}

    @cached_property
    def votes(self) -> Mapping[str, int]:
        """Options by id, in the order of the ballot: where the votes for each stand in a row."""
        cells = {column.option: at for at, column in enumerate(self.columns) if column.option is not None}
        return {option: cells[option] if option in cells else self.lines[AGAINST] for option in self.options}

    def row(self, paper: Figures) -> Row:
        """The figures of a paper; a line with several cells as their sum."""
        return tuple(_figure(paper, column) for column in self.columns)


def sheet_of(event: Event, contest: Contest) -> Sheet:
    """The sheet of a contest of an event."""
    return Sheet.of(form_of(event, contest), tuple(option.id for option in event.options_of(contest.id)))


def form_of(event: Event, contest: Contest) -> Form:
    """The form on which a contest is counted, by the edition of its body's law."""
    return _forms(event.body(contest.body).law).form_of(contest.tier)


_forms = cache(load_forms)


def _figure(paper: Figures, column: Column) -> int | None:
    if column.option is None:
        return paper.one(column.line)
    cells = paper.lines.get(column.line)
    return None if cells is None or isinstance(cells, int) else cells.get(column.option)
