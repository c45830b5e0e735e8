"""What all pictures share: the frame with its words, text that fits, hatching, and the table of the same numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from dauys.render.pictures.colours import INK, PAPER, TEXT

WIDTH = 320
"""Units of every picture from left to right: on the narrowest telephone a unit is a little less than a pixel."""

UNKNOWN = "–"
"""In a table, where a number is not known. It is never zero."""

_MARGIN = 10  # units around a picture that is alone
_SMALL, _CAPITAL = 0.6, 0.75  # of the size: what a letter takes in a common sans serif, Cyrillic ones included


@dataclass(frozen=True, slots=True)
class Caption:
    """A picture in words, for who cannot see it, and what it is called on its page."""

    title: str
    description: str  # the numbers, in sentences
    language: str = "en"
    id: str = "p"  # letters and digits; no other picture of the page has it


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a picture as a page puts them beside it. Cells are text, numbers written as the language writes them."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def framed(caption: Caption, height: float, parts: Iterable[str], *, links: bool = False, left: int = 0, top: int = 0) -> str:
    """The whole picture. One with links inside is a group: as an image it would hide them from a screen reader."""
    name = escape(caption.id)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {WIDTH} {round(height)}" '
            f'role="{"group" if links else "img"}" aria-labelledby="{name}t {name}d" '
            'font-family="system-ui,\'Noto Sans\',sans-serif" font-size="11" fill="currentColor">',
            f'<title id="{name}t">{escape(caption.title)}</title><desc id="{name}d">{escape(caption.description)}</desc>',
            *parts,
            "</svg>\n",
        ]
    )


def linked(address: str, told: str, drawn: str) -> str:
    """What is drawn as a link, with its words; in the colour of the text, for links in a page have their own."""
    return f'<a href="{escape(address)}"><title>{escape(told)}</title><g color="{TEXT}">{drawn}</g></a>'


def alone(picture: str) -> str:
    """The same picture as a file of its own, with a white ground: whoever shows it may have a light page or a dark one."""
    whole = re.findall(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', picture)[0]
    left, top, width, height = (int(length) + more * _MARGIN for length, more in zip(whole, (-1, -1, 2, 2), strict=True))
    ground = f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="{PAPER}"/>'
    picture = picture.replace(f'viewBox="{" ".join(whole)}"', f'color="{INK}" viewBox="{left} {top} {width} {height}"', 1)
    return picture.replace("</desc>", f"</desc>{ground}", 1)


def hatching(id: str) -> str:
    """What ``fill="url(#…h)"`` of this picture needs: thin slanting lines in the colour of the text."""
    return (
        f'<pattern id="{escape(id)}h" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path d="M0 0V4" stroke="currentColor" stroke-opacity=".6"/></pattern>'
    )


def units(value: float) -> str:
    """A length with one decimal at most."""
    shown = f"{value:.1f}".removesuffix(".0")
    return "0" if shown == "-0" else shown


def text(x: float, y: float, words: str, look: str = "") -> str:
    """One line of text; ``look`` is further attributes."""
    return f'<text x="{units(x)}" y="{units(y)}"{" " * bool(look)}{look}>{escape(words)}</text>'


def wide(words: str, size: float = 11) -> float:
    """How many units the words take, at most, in nearly every font."""
    return size * sum(_CAPITAL if letter.isupper() else _SMALL for letter in words)


def cut(words: str, room: float, size: float = 11) -> str:
    """The words, or as many letters as fit and an ellipsis; the table beside the picture has them in full."""
    if wide(words, size) <= room:
        return words
    letters = next(n for n in range(len(words), -1, -1) if not n or wide(words[:n] + "…", size) <= room)
    return words[:letters].rstrip() + "…"


def wrapped(words: str, room: float, size: float = 11) -> list[str]:
    """The words in as many lines as they take, broken between words; nothing is left out."""
    lines: list[str] = []
    for word in words.split():
        if lines and wide(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
