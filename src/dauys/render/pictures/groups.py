"""Seats in groups, as the seat bar and the hemicycle show them: the key of names, the sentence, the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dauys.render.numbers import number
from dauys.render.pictures.colours import ink_on, short_marks
from dauys.render.pictures.frame import WIDTH, Table, cut, text, units, wide
from dauys.text import phrase


@dataclass(frozen=True, slots=True)
class Group:
    """Seats of one party, or of those without one, or seats still open."""

    name: str
    seats: int
    colour: str
    open: bool = False  # drawn as an outline
    mark: str = ""  # letters that stand for the name; found out where they are not given


def marks_of(groups: Sequence[Group]) -> list[str]:
    """The mark of each group; a question mark for open seats."""
    if all(group.mark or group.open for group in groups):
        return ["?" if group.open else group.mark for group in groups]
    found = short_marks([group.name for group in groups])
    return ["?" if group.open else group.mark or mark for group, mark in zip(groups, found, strict=True)]


def majority_of(groups: Sequence[Group]) -> int:
    """More than half of all seats, open ones included."""
    return sum(group.seats for group in groups) // 2 + 1


# ---- the key ---------------------------------------------------------------------------------------------------------

_LINE, _CHIP = 19, 24  # units: from line to line, and a chip of colour with its mark


def key(entries: Sequence[tuple[str, str, str, str]], *, left: float = 0, top: float = 0) -> tuple[list[str], float]:
    """Lines of chip, name and number, two in a row where all are short enough; and how high they are.

    An entry is name, mark, fill (a colour, ``none`` or a pattern's address) and number ("" for none).
    """
    room = WIDTH / 2 - _CHIP - 14
    columns = 2 if all(wide(f"{name} {count}") <= room for name, _, _, count in entries) else 1
    width = WIDTH / columns - _CHIP - 8
    lines = []
    for index, (name, mark, fill, count) in enumerate(entries):
        x, y = left + WIDTH / columns * (index % columns), top + _LINE * (index // columns)
        shown = escape(cut(name, width - wide(f" {count}")))
        bold = f' <tspan font-weight="bold">{escape(count)}</tspan>' if count else ""
        lines.append(chip(x, y, mark, fill) + f'<text x="{units(x + _CHIP + 6)}" y="{units(y + 11)}">{shown}{bold}</text>')
    return lines, _LINE * -(-len(entries) // columns)


def chip(x: float, y: float, mark: str, fill: str, *, opacity: float = 1) -> str:
    """A small field of a fill with a mark on it, outlined in the colour of the text."""
    size = 10 if len(mark) < 3 else 9
    ink = f' fill="{ink_on(fill)}"' if fill.startswith("#") and opacity == 1 else ""
    faint = f' fill-opacity="{opacity}"' if opacity < 1 else ""
    return (
        f'<rect x="{units(x + 0.5)}" y="{units(y + 0.5)}" width="{_CHIP}" height="14" rx="2" fill="{fill}"{faint} '
        f'stroke="currentColor" stroke-width=".7"/>'
        + (text(x + 12.5, y + 11, mark, f'text-anchor="middle" font-size="{size}"{ink}') if mark else "")
    )


def key_of(groups: Sequence[Group], language: str, *, left: float = 0, top: float = 0) -> tuple[list[str], float]:
    """The key of groups: name and seats of each."""
    return key(
        [
            (group.name, mark, "none" if group.open else group.colour, number(group.seats, language))
            for group, mark in zip(groups, marks_of(groups), strict=True)
        ],
        left=left,
        top=top,
    )


# ---- in words and numbers --------------------------------------------------------------------------------------------


def seats_told(groups: Sequence[Group], language: str, majority: int | None = None) -> str:
    """``98 seats; a majority is 50. Amanat 62, Auyl 8.``"""
    return phrase(
        "picture.seats told",
        language,
        seats=number(sum(group.seats for group in groups), language),
        majority=number(majority_of(groups) if majority is None else majority, language),
        parties=", ".join(f"{group.name} {number(group.seats, language)}" for group in groups),
    )


def seats_table(groups: Sequence[Group], language: str) -> Table:
    """A row for each group, in the order of the picture."""
    headings = (phrase("column.party", language), phrase("column.seats", language))
    return Table(headings, tuple((group.name, number(group.seats, language)) for group in groups))
