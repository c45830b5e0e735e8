"""Kazakh letters: the order of the alphabet, and Latin letters that slipped into Cyrillic words.

The Cyrillic alphabet of Kazakh has 42 letters, the 33 of Russian and nine of its own. The nine first stood at the end,
and moved behind the Russian letters that they resemble (e-history.kz, 10 November 1940; the order itself: the Kazakh
collation ``kk`` of Unicode CLDR, as in ICU 72.1). Code points are in another order, and so is Russian.
"""

import re
from typing import NamedTuple
from unicodedata import name as unicode_name
from unicodedata import normalize

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"

_PLACES = {letter: place for place, letter in enumerate(ALPHABET)}

type Word = tuple[tuple[int, int, str], ...]
"""A word's letters, each as its class (signs, Kazakh letters, other letters), its place in the alphabet, and itself."""


class SortKey(NamedTuple):
    """What names are sorted by. Names with the same ``letters`` are equal to the alphabet, however they are written."""

    letters: tuple[Word, ...]  # the words, small and capital letters being one
    capitals: tuple[bool, ...]  # small before capital, where the letters are the same
    text: str  # code points, the last word


def sort_key(name: str) -> SortKey:
    """Where a name stands in the Kazakh alphabetical order: ``sorted(names, key=sort_key)``.

    Names are compared word by word, so that a short first word comes before a longer one that begins with it, whatever
    follows; signs inside a word (hyphen, apostrophe, digits) come before letters, letters that are not Kazakh after.
    """
    text = normalize("NFC", name)
    return SortKey(
        letters=tuple(tuple(_place(letter) for letter in word.casefold()) for word in text.split()),
        capitals=tuple(letter.isupper() for letter in text),
        text=text,
    )


def _place(letter: str) -> tuple[int, int, str]:
    place = _PLACES.get(letter)
    if place is not None:
        return 1, place, ""
    return (2 if letter.isalpha() else 0), 0, letter


# ---- look-alikes -------------------------------------------------------------------------------------------------------

LOOK_ALIKES = dict(zip("AaƏəBCcEeËëHhIiKkMOoƟɵPpTXxy", "АаӘәВСсЕеЁёНһІіКкМОоӨөРрТХху", strict=True)) | {"Y": "У or Ү"}
"""Latin letters, and the Cyrillic letters of Kazakh that they are taken for. A capital Y may be either of two."""

_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036F])+")  # letters, and the accents that no single character holds


def foreign_letters(name: str) -> tuple[tuple[int, str, str | None], ...]:
    """Latin letters inside words that hold Cyrillic letters too.

    Gives for each its position (from 1, in the name's NFC form), the letter, and the Cyrillic letter that it looks like,
    if there is one. A word in Latin letters alone is a name of its own, such as *Amanat*, and is left in peace.
    """
    found: list[tuple[int, str, str | None]] = []
    for word in _WORD.finditer(normalize("NFC", name)):
        scripts = [_script(letter) for letter in word.group()]
        if "CYRILLIC" in scripts:
            found += [
                (word.start() + place + 1, letter, LOOK_ALIKES.get(letter))
                for place, (letter, script) in enumerate(zip(word.group(), scripts, strict=True))
                if script == "LATIN"
            ]
    return tuple(found)


def _script(letter: str) -> str:
    words = unicode_name(letter, "").split()
    return next((script for script in ("CYRILLIC", "LATIN") if script in words), "")
