"""A form as the columns of a table: one row a paper. Written and read by the same definition, so that both agree.

A line of one cell is a column; a line with a cell for each option is a column for each of them (``P.Amanat``); a line with
cells by member, box or contest is one column, its cells written ``3=124 4=130``. An empty cell is *not known*, never zero.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dauys.protocol.form import Form
from dauys.protocol.values import Cell, Figures

AGAINST = "N"
"""The line for votes against all, where a form has one."""

_PACKED = re.compile(r"([^\s=]+)=([0-9]*)")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the line that it is of, and the option where there is a column for each."""

    line: str
    option: str | None = None
    packed: bool = False  # several cells in one: by member, box or contest

    @property
    def name(self) -> str:
        return self.line if self.option is None else f"{self.line}.{self.option}"

    def write(self, figures: Figures) -> str:
        """The cell as it stands in a table."""
        cell = figures.lines.get(self.line)
        if self.packed:
            return " ".join(f"{key}={_told(cell[key])}" for key in sorted(cell)) if isinstance(cell, Mapping) else ""
        if isinstance(cell, Mapping):
            return _told(None if self.option is None else cell.get(self.option))
        return _told(cell)


def columns_of(form: Form, options: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a form, in its order. options: the lines of the ballot that have a cell, *against all* left out."""
    found: list[Column] = []
    for line in form.line:
        if line.per == "option":
            found += [Column(line.code, option) for option in options]
        else:
            found.append(Column(line.code, packed=line.per != "one"))
    return tuple(found)


def figures_from(form: Form, cells: Mapping[Column, int | Mapping[str, int | None] | None]) -> Figures:
    """The figures of a paper from its cells, read already."""
    lines: dict[str, Cell] = {}
    for column, cell in cells.items():
        if column.option is None:
            lines[column.line] = cell
        else:
            several = lines.setdefault(column.line, {})
            assert isinstance(several, dict)
            assert not isinstance(cell, Mapping)
            several[column.option] = cell
    return Figures(form.id, lines)


def unpacked(text: str) -> dict[str, int | None]:
    """The cells of a packed column. Raises ValueError where the text is not written ``3=124 4=130``, or names one twice."""
    found: dict[str, int | None] = {}
    for part in text.split():
        match = _PACKED.fullmatch(part)
        if match is None:
            raise ValueError(f"{part!r} is not written name=number")
        if match[1] in found:
            raise ValueError(f"{match[1]!r} stands twice")
        found[match[1]] = int(match[2]) if match[2] else None
    return found


def _told(number: int | None) -> str:
    return "" if number is None else str(number)
