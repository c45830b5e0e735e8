"""A picture as a file that stands anywhere by itself: with its title, its status, the time, and the way to where it is from."""

import re
from dataclasses import dataclass
from html import escape

from dauys.render.pictures.colours import INK, PAPER
from dauys.render.pictures.frame import WIDTH, text, wide, wrapped

MARGIN = 12  # units on each side
BAND, ON_BAND = "#ffd84d", "#16191d"  # of what is invented, as on pages


@dataclass(frozen=True, slots=True)
class Words:
    """What is said around a picture; all of it told in one language."""

    title: str
    status: str
    note: str  # of when it is
    address: str = ""  # of the page that it is from, relative to the file
    link: str = ""
    band: str = ""  # that it is invented; empty where it is not


def poster(picture: str, words: Words, language: str) -> str:
    """The picture with a white ground, whoever shows it: its page may be light or dark."""
    left, top, width, height = map(int, re.findall(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', picture)[0])
    parts, y = [], 0.0
    if words.band:
        lines = wrapped(words.band, WIDTH)
        parts.append(f'<rect width="{WIDTH + 2 * MARGIN}" height="{15 * len(lines) + 9}" fill="{BAND}"/>')
        parts += [text(MARGIN, 16 + 15 * at, line, f'fill="{ON_BAND}" font-weight="bold"') for at, line in enumerate(lines)]
        y += 15 * len(lines) + 9
    for line in wrapped(words.title, WIDTH, 15):
        y += 20
        parts.append(text(MARGIN, y, line, 'font-size="15" font-weight="bold"'))
    y += 20
    mark = wide(words.status) + 12
    parts.append(f'<rect x="{MARGIN}" y="{y - 12}" width="{mark:.0f}" height="17" rx="8.5" fill="none" stroke="currentColor"/>')
    parts.append(text(MARGIN + mark / 2, y, words.status, 'text-anchor="middle"'))
    y += 16
    inner = f'x="{MARGIN}" y="{y:.0f}" width="{width}" height="{height}" viewBox="{left} {top} {width} {height}"'
    parts.append(re.sub(r'viewBox="[^"]*"', inner, picture.strip(), count=1))
    y += height + 8
    for line in wrapped(words.note, WIDTH):
        y += 15
        parts.append(text(MARGIN, y, line))
    if words.address:
        y += 18
        look = 'text-decoration="underline" font-weight="bold"'
        parts.append(f'<a href="{escape(words.address)}">{text(MARGIN, y, words.link, look)}</a>')
    wide_, high = WIDTH + 2 * MARGIN, round(y + MARGIN)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide_}" height="{high}" viewBox="0 0 {wide_} {high}" role="group" '
        f'aria-label="{escape(words.title)}" lang="{language}" font-family="system-ui,\'Noto Sans\',sans-serif" font-size="11" '
        f'color="{INK}" fill="currentColor">',
        f'<rect width="{wide_}" height="{high}" fill="{PAPER}"/>',
        *parts,
        "</svg>\n",
    ])  # fmt: skip
