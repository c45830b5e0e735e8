"""What a protocol says: figures by line. Values only; a cell that was not counted is None, never zero."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dauys.law.votes import sum_of

type Cell = int | Mapping[str, int | None] | None
"""A line's figure; or figures by option, member, mobile box or contest, where the form has a cell for each."""


def box_cell(box: str, contest: str) -> str:
    """The key of the cell of one mobile box and one contest: ``"1/list"``. A box's name holds no slash."""
    if not box or "/" in box:
        raise ValueError(f"a mobile box cannot be named {box!r}")
    return f"{box}/{contest}"


def parts_of(key: str) -> tuple[str, str]:
    """Mobile box and contest of a cell's key, as ``box_cell`` put them together."""
    box, _, contest = key.partition("/")
    return box, contest


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one form as they stand on the paper."""

    form: str  # "station", "list", "constituency"
    lines: Mapping[str, Cell] = field(default_factory=dict)
    seals: Mapping[str, Any] = field(default_factory=dict)  # by line and cell, of figures that the log holds sealed

    @property
    def hidden(self) -> bool:
        """Sealed, and what is under the seals is not known here: the public sees them so; the office knows."""
        return bool(self.seals) and not self.lines

    @property
    def as_told(self) -> Mapping[str, Any]:
        """What stands in an act: the figures, or the seals in their place."""
        return self.seals or self.lines

    def one(self, code: str) -> int | None:
        """The figure of a line; a line with several cells is their sum, unknown where one of them is."""
        cell = self.lines.get(code)
        return cell if cell is None or isinstance(cell, int) else sum_of(cell.values())

    def of_contest(self, code: str, contest: str) -> int | None:
        """The cell of one contest, of a line that has a cell for each."""
        cells = self.lines.get(code)
        return None if cells is None or isinstance(cells, int) else cells.get(contest)

    def in_boxes(self, code: str, contest: str) -> int | None:
        """The cells of one contest over all mobile boxes; nothing where the station had no box."""
        cells = self.lines.get(code)
        if cells is None or isinstance(cells, int):
            return None
        found = [number for key, number in cells.items() if parts_of(key)[1] == contest]
        return sum_of(found) if found or not cells else None

    @property
    def empty(self) -> bool:
        """Nothing at all is filled in; of what is hidden nobody can say it."""
        return not self.hidden and all(self.one(code) is None for code in self.lines)

    @property
    def all_zero(self) -> bool:
        """Everything that is filled in is zero."""
        return not self.hidden and not self.empty and not any(self.one(code) for code in self.lines)
