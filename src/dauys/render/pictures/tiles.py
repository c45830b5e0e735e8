"""A cartogram of square tiles, one a place: land does not vote, so every place is as large as any other."""

from collections.abc import Sequence
from html import escape

from dauys.render.pictures.areas import Area, areas_key, fill, hatched, ink, with_link
from dauys.render.pictures.frame import WIDTH, Caption, cut, framed, hatching, text, units
from dauys.render.pictures.layouts import grid

_LARGEST, _CODE = 48, 16  # units: a tile's side at most; its upper part with the code, which no hatching crosses


def tiles(areas: Sequence[Area], caption: Caption, *, layout: str = "", base: str, with_key: bool = True) -> str:
    """A tile for each place: its code, the leader's mark and colour in three steps of the lead.

    layout: the name of a table in ``layouts/``; tiles stand in rows where there is none. base: what the lead is a share
    of, in words. Hatched where not every protocol is counted; an empty, broken outline where none is. Without a key the
    page must explain them.
    """
    spots = grid([area.place for area in areas], layout)
    columns = 1 + max((column for column, _ in spots), default=0)
    rows = 1 + max((row for _, row in spots), default=-1)
    side = min(WIDTH / columns, _LARGEST)
    indent = (WIDTH - side * columns) / 2
    parts = [f"<defs>{hatching(caption.id)}</defs>"] if hatched(areas) else []
    as_read = sorted(zip(areas, spots, strict=True), key=lambda placed: placed[1][::-1])  # as one reads, and as keys walk
    for area, (column, row) in as_read:
        drawn = _tile(area, indent + side * column + 1, side * row + 1, side - 2, caption.id)
        parts.append(with_link(area, drawn, caption.language))
    height = side * rows + 1
    lines: list[str] = []
    if with_key:
        lines, more = areas_key(areas, base, caption.language, caption.id, top=height + 13)
        height += 13 + more
    return framed(caption, height, [*parts, *lines], links=any(area.link for area in areas))


def _tile(area: Area, x: float, y: float, side: float, id: str) -> str:
    field = f'<rect x="{units(x)}" width="{units(side)}" rx="2" '
    letters = ink(area)
    drawn = [field + f'y="{units(y)}" height="{units(side)}" {fill(area)} stroke="currentColor" stroke-width=".7"/>']
    if not area.blank and not area.complete:
        drawn.append(field + f'y="{units(y + _CODE)}" height="{units(side - _CODE)}" fill="url(#{escape(id)}h)"/>')
    drawn.append(text(x + 4, y + 13, cut(area.code, side - 4, 10), f'font-size="10" {letters}'.rstrip()))
    if area.mark:
        size = 16 if len(area.mark) < 3 else 14
        look = f'font-size="{size}" font-weight="bold" text-anchor="middle" {letters}'.rstrip()
        drawn.append(text(x + side / 2, y + side / 2 + 13, area.mark, look))
    return "".join(drawn)
