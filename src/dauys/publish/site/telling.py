"""The values of pages in one language: as plain text, and as HTML with its links.

A site of a whole country has tens of millions of cells: how a value is told is looked up by its class, and names of the
definition, which come again and again, are escaped once.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from urllib.parse import quote, urlsplit

from dauys.law.words import Names
from dauys.publish.grids import Html, html, link, marked
from dauys.publish.site.page import File, Moment, Quoted, Say, Several, To, Value
from dauys.render.numbers import percent
from dauys.text import phrase
from dauys.text.dates import moment_told

UNKNOWN = "–"
"""Stands where something is not known. Zero is written as 0."""


def said(value: Value, language: str) -> str:
    """A value as text."""
    return _SAID[value.__class__](value, language)


def grouped(number: int, language: str) -> str:
    """A whole number with its thousands apart."""
    if -1000 < number < 1000:
        return str(number)
    return f"{number:,}" if language == "en" else f"{number:,}".replace(",", "\u00a0")


def _say(value: Say, language: str) -> str:
    return phrase(value.key, language, **{name: said(one, language) for name, one in value.values.items()})


def _names(value: Names, language: str) -> str:
    told = value.told(language)
    return UNKNOWN if told == "?" else told


_SAID: Mapping[type, Callable[[Any, str], str]] = {
    type(None): lambda value, language: UNKNOWN,
    int: grouped,
    str: lambda value, language: value,
    Fraction: percent,
    Names: _names,
    Say: _say,
    To: lambda value, language: said(value.told, language),
    File: lambda value, language: said(value.told, language),
    Quoted: lambda value, language: value.text,
    Moment: lambda value, language: moment_told(value.at, language),
    Several: lambda value, language: value.between.join(said(one, language) for one in value.values),
}


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells values as HTML in one language, on one page."""

    language: str
    to_page: Callable[[str], str]  # the path of a page -> its address from here
    to_file: Callable[[str], str]
    where: str = ""  # the heading above, before the names of regions
    _escaped: dict[int, str] = field(default_factory=dict)  # names by identity; owned by this object, which lives for one page

    def text(self, value: Value) -> str:
        """Without links."""
        return said(value, self.language)

    def html(self, value: Value) -> str:
        """With links; everything escaped."""
        class_ = value.__class__
        if class_ is int:
            return grouped(value, self.language)  # type: ignore[arg-type]
        if class_ is Names:
            if (told := self._escaped.get(id(value))) is None:
                told = self._escaped[id(value)] = html(said(value, self.language))
            return told
        if class_ in _LINKED:
            return _LINKED[class_](self, value)
        return html(said(value, self.language))

    def linked(self, value: Value) -> Html:
        """The same, for a template."""
        return Html(self.html(value))


_ADDRESS = re.compile(r"https?://[^\s,;)]+")


def _quoted(value: Quoted, language: str) -> str:
    """Words with their language where it is another than the page's; an address as a link that shows whose it is."""
    told: list[str] = []
    end = 0
    for found in [*_ADDRESS.finditer(value.text), None]:
        words = value.text[end : found.start() if found else None]
        if words.strip(" ;") and language != value.language:
            told.append(marked("span", words, lang=value.language))
        else:
            told.append(html(words))
        if found:
            host = urlsplit(found[0]).hostname or found[0]
            told.append(marked("a", host.removeprefix("www."), href=found[0], rel="noreferrer"))
            end = found.end()
    return "".join(told)


_LINKED: Mapping[type, Callable[[Teller, Any], str]] = {
    Moment: lambda tell, value: marked("time", said(value, tell.language), datetime=value.at),
    To: lambda tell, value: link(tell.to_page(value.page), Html(tell.html(value.told))),
    File: lambda tell, value: link(tell.to_file(value.path), Html(tell.html(value.told))),
    Quoted: lambda tell, value: _quoted(value, tell.language),
    Several: lambda tell, value: html(value.between).join([tell.html(one) for one in value.values]),
}


def relative(depth: int, path: str) -> str:
    """A link to a path from a page that lies so many folders deep."""
    before, mark, part = path.partition("#")
    return "../" * depth + quote(before) + (f"#{quote(part)}" if mark else "")
