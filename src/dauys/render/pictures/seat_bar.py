"""The seats of a chamber in one bar: as wide as they are many, with the mark that a majority must reach."""

from collections.abc import Sequence
from html import escape

from dauys.render.numbers import number
from dauys.render.pictures.colours import GROUND, ink_on
from dauys.render.pictures.frame import WIDTH, Caption, framed, hatching, text, units, wide
from dauys.render.pictures.groups import Group, key_of, majority_of, marks_of
from dauys.text import phrase

_TOP, _HEIGHT, _EDGE = 21, 34, 0.5  # units


def seat_bar(groups: Sequence[Group], caption: Caption, *, majority: int | None = None, with_key: bool = True) -> str:
    """Groups from left to right in the order given, that of the ballot; open seats are hatched outlines.

    majority: the seats that the mark stands at; more than half of all where none are named. Whoever reaches the mark,
    counted from the left, has them. Without a key the page must tell the names: a table with the marks does.
    """
    seats = sum(group.seats for group in groups)
    parts = [f"<defs>{hatching(caption.id)}</defs>"] if any(group.open for group in groups) else []
    if not seats:
        parts.append(_field(_EDGE, WIDTH - _EDGE, "none"))
    unit, before = (WIDTH - 2 * _EDGE) / max(seats, 1), 0
    for group, mark in zip(groups, marks_of(groups), strict=True):
        if not group.seats:
            continue
        start, before = _EDGE + before * unit, before + group.seats
        end = _EDGE + before * unit
        parts.append(_field(start, end, f"url(#{escape(caption.id)}h)" if group.open else group.colour))
        parts += _told(start, end, number(group.seats, caption.language), mark, None if group.open else ink_on(group.colour))
    goal = majority_of(groups) if majority is None else majority
    if seats >= goal:
        parts += _mark(_EDGE + goal * unit, phrase("picture.majority", caption.language, number=number(goal, caption.language)))
    lines, height = key_of(groups, caption.language, top=_TOP + _HEIGHT + 14) if with_key else ([], -6)
    return framed(caption, _TOP + _HEIGHT + 14 + height, [*parts, *lines])


def _field(start: float, end: float, fill: str) -> str:
    left, right = round(start, 1), round(end, 1)
    return (
        f'<rect x="{units(left)}" y="{_TOP}" width="{units(right - left)}" height="{_HEIGHT}" fill="{fill}" '
        'stroke="currentColor" stroke-width=".7"/>'
    )


def _told(start: float, end: float, seats: str, mark: str, ink: str | None) -> list[str]:
    """The number and the mark under it, as far as there is room; on hatching with the ground around them."""
    middle, room = (start + end) / 2, end - start - 2
    look = f'fill="{ink}"' if ink else f'stroke="{GROUND}" stroke-width="3" paint-order="stroke"'
    lines = [(seats, 14, 16, ' font-weight="bold"'), (mark, 10, 28, "")]
    if wide(seats, 14) > room:
        lines = [(mark, 9, 20, "")]
    return [
        text(middle, _TOP + down, words, f'text-anchor="middle" font-size="{size}"{weight} {look}')
        for words, size, down, weight in lines
        if wide(words, size) <= room + 2
    ]


def _mark(x: float, words: str) -> list[str]:
    half = wide(words) / 2
    line = f"M{units(x)} {_TOP - 6}V{_TOP + _HEIGHT + 6}"
    return [
        f'<path d="{line}" stroke="{GROUND}" stroke-width="4"/><path d="{line}" stroke="currentColor" stroke-width="1.6"/>',
        text(min(max(x, half), WIDTH - half), _TOP - 10, words, 'text-anchor="middle"'),
    ]
