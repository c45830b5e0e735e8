"""A map of places by their borders, filled as the tiles are. Pages show the tiles first: most of the land is empty."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from dauys.render.pictures.areas import Area, areas_key, fill, hatched, ink, with_link
from dauys.render.pictures.colours import GROUND
from dauys.render.pictures.frame import Caption, framed, hatching, text, units

_SHAPES = Path(__file__).parent / "shapes"
_CITY = 10  # units: radius of the disc of a place that is too small for its letters


@dataclass(frozen=True, slots=True)
class Shape:
    """The border of a place as the path of an SVG, and where its letters stand."""

    path: str
    x: float
    y: float
    small: bool  # a city: drawn as a disc at that point, above the others


@cache
def shapes(name: str) -> tuple[Mapping[str, Shape], int]:
    """The borders of that name (``kz-regions``) by id of the place, and the height of the map in units; none: empty, 0."""
    path = _SHAPES / f"{name}.json"
    if not path.is_file():
        return {}, 0
    told = json.loads(path.read_text("utf-8"))
    return {place: Shape(**shape) for place, shape in told["places"].items()}, told["height"]


def region_map(areas: Sequence[Area], caption: Caption, *, borders: str, base: str, with_key: bool = True) -> str:
    """The places that have a border in ``shapes/<borders>.json``; others (abroad) are in the table alone.

    Looks as in ``tiles``. Raises KeyError where there are no such borders.
    """
    known, height = shapes(borders)
    if not known:
        raise KeyError(borders)
    shown = sorted((area for area in areas if area.place in known), key=lambda area: known[area.place].small)
    parts = [f"<defs>{hatching(caption.id)}</defs>"] if hatched(shown) else []
    parts += [with_link(area, _drawn(area, known[area.place], caption.id), caption.language) for area in shown]
    lines: list[str] = []
    if with_key:
        lines, more = areas_key(shown, base, caption.language, caption.id, top=height + 13)
        height += 13 + round(more)
    return framed(caption, height, [*parts, *lines], links=any(area.link for area in shown))


def _drawn(area: Area, shape: Shape, id: str) -> str:
    outline = f'd="{shape.path}"'
    line = 'stroke="currentColor" stroke-width=".7" stroke-linejoin="round"'
    name, drawn = "path", []
    if shape.small:
        name, outline = "circle", f'cx="{units(shape.x)}" cy="{units(shape.y)}" r="{_CITY}"'
        drawn.append(f'<circle {outline} fill="{GROUND}"/>')  # what lies below does not shine through
    drawn.append(f"<{name} {outline} {fill(area)} {line}/>")
    if not area.blank and not area.complete:
        drawn.append(f'<{name} {outline} fill="url(#{escape(id)}h)"/>')
    if area.mark:
        size = (9 if len(area.mark) < 3 else 8) if shape.small else 12
        look = f'font-size="{size}" font-weight="bold" text-anchor="middle" {ink(area)}'.rstrip()
        drawn.append(text(shape.x, shape.y + size * 0.36, area.mark, look))
    return "".join(drawn)
