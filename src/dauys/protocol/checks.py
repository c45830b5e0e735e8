"""Check the figures of a station against its forms. A broken check is a *finding*: it changes nothing, it is shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from dauys.protocol.expression import ACTS, Known, Line
from dauys.protocol.form import Form, FormCheck, Forms, Severity
from dauys.protocol.values import Figures, parts_of

NOTHING_TOLD: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that did not hold: at which contest of the station, the two numbers, and the lines to look at."""

    code: str
    severity: Severity
    contest: str | None  # None: the station's own record
    left: Fraction | None
    right: Fraction | None
    lines: tuple[str, ...]
    cell: str | None = None  # of which cell: a mobile box and contest, or an option; across stations also of which control
    told: int | None = None  # what the acts say, where the check holds the paper against them


def findings(forms: Forms, station: Figures | None, contests: Mapping[str, Figures]) -> tuple[Finding, ...]:
    """All findings of one station.

    station: its own record, None where the edition has none or it is not in. contests: figures by contest. A check that
    needs a figure which is not known neither holds nor breaks; an empty required line is a finding of its own (E000).
    """
    papers = [None, *contests] if station is not None else contests
    return tuple(finding for paper in papers for finding in findings_of(forms, paper, station, contests))


def findings_of(
    forms: Forms,
    contest: str | None,
    station: Figures | None,
    contests: Mapping[str, Figures],
    acts: Mapping[str, int] = NOTHING_TOLD,
) -> tuple[Finding, ...]:
    """The findings of one paper, seen together with the others: of a contest, or (None) of the station's own record.

    acts: what the acts say of it beside the papers (``acts.delivered``), as far as they say anything.
    """
    figures = station if contest is None else contests[contest]
    if figures is None:
        return ()
    return tuple(_of_paper(_Paper(forms, forms.form_of(figures.form), contest, figures, station, contests, acts)))


@dataclass(frozen=True, slots=True)
class _Paper:
    """One paper among those of its station: where a check finds its figures."""

    forms: Forms
    form: Form
    contest: str | None
    figures: Figures
    station: Figures | None
    contests: Mapping[str, Figures]
    acts: Mapping[str, int]

    def known(self, line: Line, cell: str | None = None) -> int | None:
        """The figure that an expression asks for; of one cell, where the check is made for each."""
        if line.form == ACTS:
            return self.acts.get(line.bare)
        figures = self.station if line.form == "station" else self.figures
        match line.function:
            case "most" | "least":
                numbers = [number for other in self.contests.values() if (number := other.one(line.bare)) is not None]
                return None if not numbers else max(numbers) if line.function == "most" else min(numbers)
            case _ if figures is None:
                return None
            case None:
                return figures.one(line.bare) if cell is None else _in_cell(figures, line.bare, cell)
            case "sum":
                return figures.one(line.bare)
            case "here":
                return self._here(figures, line.bare)
            case "given":
                return figures.one(line.bare) if figures.lines.get(line.bare) is not None else 0
            case _:
                raise AssertionError(line.function)

    def _here(self, figures: Figures, code: str) -> int | None:
        if self.contest is None:
            return None
        line = self.forms.form_of(figures.form).line_coded(code)
        if line is not None and line.per == "mobile box and contest":
            return figures.in_boxes(code, self.contest)
        return figures.of_contest(code, self.contest)

    def cells(self, check: FormCheck) -> tuple[str | None, ...]:
        """What a check is made for: the whole paper, or each cell of a line."""
        if check.each is None:
            return (None,)
        cells = self.figures.lines.get(check.each)
        return tuple(cells) if isinstance(cells, Mapping) else ()


def _of_paper(paper: _Paper) -> Iterator[Finding]:
    missing = tuple(code for code in paper.form.required if paper.figures.one(code) is None)
    if missing:
        yield Finding("E000", "error", paper.contest, None, None, missing)
    for check in paper.form.check:
        for cell in paper.cells(check):
            known: Known = paper.known if cell is None else partial(paper.known, cell=cell)
            if _applies(check, known) and check.rule.holds(known) is False:
                left, right = check.rule.sides(known)
                codes = tuple(dict.fromkeys(line.code for line in check.rule.lines() if line.form != ACTS))
                told = next((known(line) for line in check.rule.lines() if line.form == ACTS), None)
                yield Finding(check.code, check.severity, paper.contest, left, right, codes, cell, told)


def _applies(check: FormCheck, known: Known) -> bool:
    return check.condition is None or check.condition.holds(known) is True


def _in_cell(figures: Figures, code: str, cell: str) -> int | None:
    """The figure of a line in one cell; for a line by mobile box alone, that of the cell's box."""
    cells = figures.lines.get(code)
    if cells is None or isinstance(cells, int):
        return cells
    return cells[cell] if cell in cells else cells.get(parts_of(cell)[0])
