"""The chamber as a half circle of dots, one a seat, a party's seats side by side from the left."""

from collections.abc import Sequence
from html import escape
from math import cos, pi, sin

from dauys.render.pictures.colours import ink_on
from dauys.render.pictures.frame import Caption, framed, text, units
from dauys.render.pictures.groups import Group, key_of, marks_of

_INNER, _DEPTH, _LARGEST = 59, 89, 32  # units: radius of the empty middle, of the rows together, of a dot at most
_ROOM_FOR_MARKS = 5  # radius of a dot, in units


def hemicycle(
    groups: Sequence[Group], title: str, description: str, *, language: str = "en", id: str = "p", with_key: bool = True
) -> str:
    """Groups from left to right in the order given, undecided seats as outlines, the number of seats in the middle.

    Without a key the page must tell the names: a table with the marks does.
    """
    dots = _dots(sum(group.seats for group in groups))
    radius = dots[0][2] if dots else 0
    parts, position = [], 0
    for group, mark in zip(groups, marks_of(groups), strict=True):
        look = 'fill="none" stroke-dasharray="2 1.5"' if group.open else f'fill="{group.colour}"'
        here = dots[position : position + group.seats]
        circles = "".join(f'<circle cx="{units(x)}" cy="{units(y)}" r="{units(radius)}"/>' for x, y, _ in here)
        parts.append(
            f'<g {look} stroke="currentColor" stroke-width=".7"><title>{escape(group.name)}: {group.seats}</title>{circles}</g>'
        )
        if radius >= _ROOM_FOR_MARKS:
            letters = "".join(text(x, y + radius * 0.35, mark) for x, y, _ in here)
            size = radius * (1.1 if len(mark) == 1 else 0.9 if len(mark) == 2 else 0.7)
            ink = "" if group.open else f' fill="{ink_on(group.colour)}"'
            parts.append(f'<g aria-hidden="true"{ink} font-size="{units(size)}" text-anchor="middle">{letters}</g>')
        position += group.seats
    parts.append(text(0, -6, str(position), 'text-anchor="middle" font-size="32" font-weight="bold"'))
    lines, height = key_of(groups, language, left=-160, top=12) if with_key else ([], -8)
    return framed(Caption(title, description, language, id), 157 + 12 + height, [*parts, *lines], left=-160, top=-157)


def _dots(seats: int) -> list[tuple[float, float, float]]:
    """Centre and radius of each seat's dot, in the order in which one reads a half circle: from the left to the right."""
    if not seats:
        return []
    rows = max(1, round((seats / 4.5) ** 0.5))
    radii = [_INNER + _DEPTH * (row + 0.5) / rows if rows > 1 else _INNER + _DEPTH * 2 / 3 for row in range(rows)]
    whole = sum(radii)
    sizes = [round(seats * radius / whole) for radius in radii]
    sizes[-1] += seats - sum(sizes)
    apart = min(pi * r / max(1, n) for r, n in zip(radii, sizes, strict=True))
    radius = min(apart * 0.45, _DEPTH / rows * 0.45, _LARGEST)
    dots = []
    for r, count in zip(radii, sizes, strict=True):
        for index in range(count):
            angle = pi - pi * (index + 0.5) / count
            dots.append((angle, r * cos(angle), -r * sin(angle)))
    dots.sort(key=lambda dot: -dot[0])
    return [(x, y, radius) for _, x, y in dots]
