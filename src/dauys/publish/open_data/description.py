"""What the tables of a bundle are, as values: one description, from which every standard's own file is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from dauys.law.words import Names
from dauys.text import LANGUAGES, phrase

type Told = tuple[str, ...]
"""The same words in each of the languages, in their order."""

type Holds = Literal["text", "whole", "day"]
"""What a cell holds: text, a whole number of 0 or more, a day (ISO 8601)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell of a column may hold; an empty one is *not known*, unless it is ``required``."""

    holds: Holds = "text"
    required: bool = False
    words: tuple[str, ...] = ()  # no others than these
    pattern: str = ""  # the whole text matches it


@dataclass(frozen=True, slots=True)
class Column:
    """One column, as its heading is written, and what it is in each language."""

    name: str
    told: Told
    cell: Cell


@dataclass(frozen=True, slots=True)
class Reference:
    """Cells that name a row of another table (or of the same), where they are not empty."""

    columns: tuple[str, ...]
    table: str  # the path of that table
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What tables with the same columns have in common: there are thousands of tables, and a few hundred shapes."""

    columns: tuple[Column, ...]
    key: tuple[str, ...]  # columns that name a row; empty where nothing does
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the bundle."""

    path: str  # in the bundle, with slashes
    title: Told
    shape: Shape


@cache
def told(key: str, /, **values: str | int | Told) -> Told:
    """A phrase in every language; a value that is told in each language itself is taken in that language.

    Remembered: thousands of tables have the same columns.
    """
    return tuple(
        phrase(key, language, **{name: value[at] if isinstance(value, tuple) else value for name, value in values.items()})
        for at, language in enumerate(LANGUAGES)
    )


def names_told(names: Names) -> Told:
    """A name in every language, or else in one in which it is known."""
    return tuple(map(names.told, LANGUAGES))


def by_language(words: Told) -> Mapping[str, str]:
    """The words by language."""
    return dict(zip(LANGUAGES, words, strict=True))
