"""Colours by slot, ink that can be read on them, three steps of a lead, and marks of letters: colour is never alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from dauys.text import LOOK_ALIKES

# Okabe and Ito's colours: told apart with every kind of colour blindness, and never used without an initial. Slots are
# given in order of the ballot, never by guess of politics; grey is for candidates without a party.
COLOURS = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442",
    # darker and lighter shades of the same, for more than seven parties
    "#003F63", "#7A3600", "#005C43", "#7D3F63", "#FFD27A", "#BFE3F8", "#8C8512",
)  # fmt: skip
GREY = "#767676"

INK, PAPER = "#0b0c0c", "#ffffff"  # on a colour, whatever the page's own ground is

# On the page itself: text and outlines are ``currentColor``, so that a picture takes its text's colour from the page it
# stands on, light or dark, and needs no ground. The page may name its ground and its one accent; alone a picture has those
# of the browser, and a blue that keeps 3:1 to white and to black.
GROUND = "var(--ground,Canvas)"
TEXT = "var(--text,CanvasText)"  # inside a link, where the colour of the text is another
ACCENT = "var(--mark,#0072B2)"


@dataclass(frozen=True, slots=True)
class Side:
    """A party, list or candidate as pictures show it."""

    name: str
    mark: str  # one to three letters
    colour: str  # #rrggbb


def sides(names: Sequence[str], *, grey: frozenset[str] = frozenset()) -> tuple[Side, ...]:
    """Names in the order of the ballot with their colours and marks; those in ``grey`` (without a party) take no slot."""
    coloured = [name for name in names if name not in grey]
    slots = {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(coloured)}
    return tuple(Side(name, mark, slots.get(name, GREY)) for name, mark in zip(names, short_marks(names), strict=True))


# ---- light and dark --------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 (black) to 1 (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@cache
def ink_on(colour: str) -> str:
    """Black or white, whichever stands out more on the colour."""
    light = luminance(colour)
    return PAPER if 1.05 / (light + 0.05) > (light + 0.05) / 0.0533 else INK


# ---- steps of a lead -------------------------------------------------------------------------------------------------

STEPS = (0.2, 0.42, 1)
"""How much of the leader's colour lies on the ground: below 5 points, to 15 points, above. The first two leave text in the
page's own colour readable (4.5:1) on a light and on a dark ground; on the third stands ``ink_on``."""


def lead_step(lead: Fraction) -> int:
    """0, 1 or 2: a lead below 5, from 5 to 15, above 15 percentage points. ``lead`` is a share: 3 points are 3/100."""
    return (lead >= Fraction(5, 100)) + (lead > Fraction(15, 100))


# ---- marks -----------------------------------------------------------------------------------------------------------


_QUOTED = re.compile(r"«(\w[^«»]*)»|“(\w[^“”]*)”|\"(\w[^\"]*)\"")


def short_marks(names: Sequence[str]) -> list[str]:
    """A mark for each name, so that colour is never alone: its first letters as far as they tell names apart (Am, Au, Ak).

    Three letters at most; names that these do not tell apart get the first letters of their words, or a number. Where a
    name has a part in quotation marks, that part is the name: it says more than the word for party does.
    """
    names = [found[found.lastindex or 0] if (found := _QUOTED.search(name)) else name for name in names]
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
