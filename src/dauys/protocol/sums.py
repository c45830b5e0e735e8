"""Several papers as one: the votes on a paper, and the sum of papers line by line."""

from collections.abc import Iterable, Mapping, Sequence

from dauys.law.votes import sum_of
from dauys.protocol.columns import AGAINST
from dauys.protocol.form import Form
from dauys.protocol.values import Cell, Figures

MERGED_CELL = "merged"
"""The cell of a sum over cells that each station has of its own, such as those of its members."""


def votes_in(figures: Figures, form: Form) -> list[int | None]:
    """The votes on a paper for each option, those against all among them."""
    found: list[int | None] = []
    for line in form.line:
        cell = figures.lines.get(line.code)
        if line.per == "option":
            found += cell.values() if isinstance(cell, Mapping) else [None]
        elif line.code == AGAINST:
            found.append(figures.one(AGAINST))
    return found


def together(papers: Sequence[Figures], form: Form) -> dict[str, Cell]:
    """The lines of several papers as one: each the sum, not known where one of them is not."""
    lines: dict[str, Cell] = {}
    for line in form.line:
        cells = [paper.lines.get(line.code) for paper in papers]
        if all(cell is None for cell in cells):
            continue
        if line.per == "one":
            lines[line.code] = sum_of(paper.one(line.code) for paper in papers)
        elif line.per == "option":
            lines[line.code] = {key: sum_of(_cell(cell, key) for cell in cells) for key in _keys(cells)}
        else:
            lines[line.code] = {MERGED_CELL: sum_of(paper.one(line.code) for paper in papers)}
    return lines


def _keys(cells: Iterable[Cell]) -> dict[str, None]:
    return dict.fromkeys(key for cell in cells if isinstance(cell, Mapping) for key in cell)


def _cell(cell: Cell, key: str) -> int | None:
    return cell.get(key) if isinstance(cell, Mapping) else None
