"""Pictures drawn as SVG text: the hemicycle of a chamber. Each says its numbers in words too, for who cannot see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, pi, sin

from dauys.text import LOOK_ALIKES

# Okabe and Ito's colours: told apart with every kind of colour blindness, and never used without an initial. Slots are
# given in order of the ballot, never by guess of politics; grey is for candidates without a party.
COLOURS = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442",
    # darker and lighter shades of the same, for more than seven parties
    "#003F63", "#7A3600", "#005C43", "#7D3F63", "#FFD27A", "#BFE3F8", "#8C8512",
)  # fmt: skip
GREY = "#767676"
_ROOM_FOR_MARKS = 3.4  # radius of a dot, in units of the drawing


@dataclass(frozen=True, slots=True)
class Group:
    """Seats of one party, or of those without one, or seats still open."""

    name: str
    seats: int
    colour: str
    open: bool = False  # drawn as an outline


def ink_on(colour: str) -> str:
    """Black or white, whichever stands out more on the colour (WCAG's relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#ffffff" if 1.05 / (light + 0.05) > (light + 0.05) / 0.0533 else "#0b0c0c"


def hemicycle(groups: Sequence[Group], title: str, description: str) -> str:
    """The chamber as a half circle of dots, one a seat, a party's seats side by side from the left.

    The picture has a white ground of its own, so that its colours hold on any page, and no script.
    """
    seats = sum(group.seats for group in groups)
    dots = _dots(seats)
    radius = dots[0][2] if dots else 0
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-108 -106 216 {height}" role="img" aria-labelledby="t d" '
        'font-family="system-ui, sans-serif">',
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(description)}</desc>',
        '<rect x="-108" y="-106" width="216" height="{height}" fill="#ffffff"/>',
    ]
    marks = ["?" if group.open else mark for group, mark in zip(groups, short_marks([g.name for g in groups]), strict=True)]
    position = 0
    for group, mark in zip(groups, marks, strict=True):
        look = 'fill="none" stroke-dasharray="1 1"' if group.open else f'fill="{group.colour}"'
        here = dots[position : position + group.seats]
        circles = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>' for x, y, _ in here)
        parts.append(
            f'<g {look} stroke="#0b0c0c" stroke-width="0.3"><title>{escape(group.name)}: {group.seats}</title>{circles}</g>'
        )
        if radius >= _ROOM_FOR_MARKS:
            letters = "".join(f'<text x="{x:.1f}" y="{y + radius * 0.3:.1f}">{escape(mark)}</text>' for x, y, _ in here)
            size = radius * (1.1 if len(mark) == 1 else 0.85 if len(mark) == 2 else 0.65)
            ink = "#0b0c0c" if group.open else ink_on(group.colour)
            parts.append(f'<g aria-hidden="true" fill="{ink}" font-size="{size:.1f}" text-anchor="middle">{letters}</g>')
        position += group.seats
    parts.append(f'<text x="0" y="-4" text-anchor="middle" font-size="17" fill="#0b0c0c">{seats}</text>')
    legend, height = _legend(groups, marks)
    return "\n".join([*parts, *legend, "</svg>\n"]).replace("{height}", f"{112 + height:.0f}")


def _dots(seats: int) -> list[tuple[float, float, float]]:
    """Centre and radius of each seat's dot, in the order in which one reads a half circle: from the left to the right."""
    if not seats:
        return []
    rows = max(1, round((seats / 4.5) ** 0.5))
    radii = [40 + 60 * (row + 0.5) / rows if rows > 1 else 80.0 for row in range(rows)]
    whole = sum(radii)
    sizes = [round(seats * radius / whole) for radius in radii]
    sizes[-1] += seats - sum(sizes)
    radius = min(min(pi * r / max(1, n) * 0.45 for r, n in zip(radii, sizes, strict=True)), 60 / rows * 0.45, 22)
    dots = []
    for r, count in zip(radii, sizes, strict=True):
        for index in range(count):
            angle = pi - pi * (index + 0.5) / count
            dots.append((angle, r * cos(angle), -r * sin(angle)))
    dots.sort(key=lambda dot: -dot[0])
    return [(x, y, radius) for _, x, y in dots]


def short_marks(names: Sequence[str]) -> list[str]:
    """A mark for each name, so that colour is never alone: its first letters as far as they tell names apart (Am, Au, Ak).

    Three letters at most; names that these do not tell apart get the first letters of their words, or a number.
    """
    bare = ["".join(letter for letter in name if letter.isalnum()) or "?" for name in names]
    seen = ["".join(LOOK_ALIKES.get(letter, letter) for letter in name).lower() for name in bare]  # as the eye sees them
    marks: list[str] = []
    for index, (name, letters) in enumerate(zip(names, bare, strict=True)):
        others = [other for at, other in enumerate(seen) if at != index]
        length = next((n for n in (1, 2, 3) if not any(other[:n] == seen[index][:n] for other in others)), None)
        words = "".join(word[0] for word in name.split() if word[0].isalnum())[:3].upper()
        mark = words or letters[:1].upper()
        if length:
            mark = letters if 1 < length <= len(letters) <= 3 else letters[:1].upper() + letters[1:length]
        marks.append(mark if mark not in marks else f"{letters[:1].upper()}{index + 1}")
    return marks


def _legend(groups: Sequence[Group], marks: Sequence[str]) -> tuple[list[str], float]:
    """Names with their numbers, in two columns where they are short enough, each with the colour and mark of its seats."""
    columns = 2 if all(len(group.name) <= _SHORT_NAME for group in groups) else 1
    rows = []
    for index, (group, mark) in enumerate(zip(groups, marks, strict=True)):
        x, y = -100 + 104 * (index % columns), 12 + 9 * (index // columns)
        look = 'fill="none"' if group.open else f'fill="{group.colour}"'
        rows.append(
            f'<rect x="{x}" y="{y - 5}" width="6.4" height="6.4" {look} stroke="#0b0c0c" stroke-width="0.3"/>'
            f'<text x="{x + 3.2}" y="{y - 0.2}" text-anchor="middle" font-size="{(4.6, 3.4, 2.6)[len(mark) - 1]}" '
            f'fill="{"#0b0c0c" if group.open else ink_on(group.colour)}">{escape(mark)}</text>'
            f'<text x="{x + 9}" y="{y}" font-size="5.6" fill="#0b0c0c">{escape(_short(group.name))} '
            f'<tspan font-weight="bold">{group.seats}</tspan></text>'
        )
    return rows, 12 + 9 * ((len(groups) + columns - 1) // columns)


_SHORT_NAME = 22  # letters that fit into half the width, with their number
_LONG_NAME = 50  # letters that fit into the whole width


def _short(name: str) -> str:
    return name if len(name) <= _LONG_NAME else name[: _LONG_NAME - 1] + "…"
