"""What a page says, before it is said in any language: numbers, names and phrases, in tables and sections.

A page is one value. Its HTML in three languages, its JSON and its CSV are written from it and from nothing else: a number that
stands on a page stands in its JSON, and a page whose value has not changed need not be written again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from dauys.law.words import Names
from dauys.render.explain import Section as Step


@dataclass(frozen=True, slots=True)
class Say:
    """A phrase, with what is filled into it: ``Say("page.of", {"part": 3, "whole": 4})``."""

    key: str
    values: Mapping[str, "Value"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class To:
    """A link to a page of the site: ``station/X-AST-0058``, perhaps with ``#part``."""

    page: str
    told: "Value"


@dataclass(frozen=True, slots=True)
class File:
    """A link to a file beside the pages: ``bundle/summaries.csv``; ``{language}`` in it is that of the page."""

    path: str
    told: "Value"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text as it was found, in the language in which it was written; web addresses in it are links."""

    text: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Several:
    """Values one behind the other."""

    values: tuple["Value", ...]
    between: str = ", "


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and time, ISO 8601 with its zone."""

    at: str


type Value = int | str | Fraction | Names | Say | To | File | Quoted | Several | Moment | None
"""None is not known. A Fraction is a share and told as percent; a str is told as it is, in every language."""


def word(family: str, told: str) -> Say:
    """A word of a closed list: ``word("status", "final")``."""
    return Say(f"{family}.{told}")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. The first one names the row."""

    id: str
    title: Value
    words: bool = False  # else numbers, set under each other


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values under a caption, and the status of what they tell."""

    id: str
    caption: Value
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    status: str | None = None  # a word of the list ``status``
    note: Value = None
    sums: frozenset[int] = frozenset()  # rows that are the sum of others
    unseen: bool = False  # the caption is for those who hear the page: a heading says the same above it
    shared: bool = False  # one value on many pages, words alone: told once in each language


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or more."""

    told: Value
    look: Literal["", "lead", "note", "big", "warning"] = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences or links."""

    items: Sequence[Value]
    look: Literal["", "links", "terms"] = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, made anew for each language; the table of the same numbers stands beside or below it."""

    id: str
    draw: Callable[[str], str]  # language -> SVG
    caption: Value = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing in a file of its own, which is fetched when somebody looks at it; ``{language}`` in its path is the page's."""

    path: str
    told: Value  # its numbers in a sentence


@dataclass(frozen=True, slots=True)
class Scan:
    """The picture of a paper: a link to the file, and a small preview where there is one."""

    path: str
    told: Value
    preview: str | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """Something to be typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Steps:
    """The trace of an outcome, step by step; as data it is in ``seats/<body>.json``."""

    of: str  # SHA-256 of the outcome
    told: Callable[[str], Sequence[Step]]  # language -> the steps


@dataclass(frozen=True, slots=True)
class Beside:
    """Two parts side by side where there is room."""

    left: Sequence["Part"]
    right: Sequence["Part"]


@dataclass(frozen=True, slots=True)
class Fold:
    """Parts that are shown when one asks for them; in print always."""

    told: Value
    parts: Sequence["Part"]


@dataclass(frozen=True, slots=True)
class Views:
    """The same numbers drawn in more than one way: the first is shown, another one when one asks for it."""

    id: str
    views: Sequence[Fold]
    table: str  # the table with these numbers, on the same page


type Part = Paragraph | Bullets | Table | Picture | Drawn | Scan | Code | Steps | Beside | Fold | Views


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page with its heading."""

    id: str
    heading: Value
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Embed:
    """What others may show on their pages: pictures of a page, at an address of their own."""

    name: str  # mazhilis-seats
    title: Value
    pictures: Sequence[Picture]  # without links; the first one has a file too
    note: Value  # of when it is


@dataclass(frozen=True, slots=True)
class Page:
    """A page in no language yet."""

    path: str  # its address without language and ending: station/X-AST-0058
    title: Value
    sections: Sequence[Section]
    way: Sequence[To] = ()  # the pages above it, the widest first
    status: str | None = None
    lead: Sequence[Part] = ()  # what the eye meets first
    data: Sequence[File] = ()  # files with the whole of what this page shows a part of
    csv: Table | None = None  # None: the first table
    embeds: Sequence[Embed] = ()

    @property
    def parts(self) -> Iterator[Part]:
        """All parts, those in others too, in their order."""
        yield from _inside(self.lead)
        for section in self.sections:
            yield from _inside(section.parts)

    @property
    def main(self) -> Table | None:
        """The table that is written as CSV."""
        return self.csv or next(iter(self.tables.values()), None)

    @property
    def tables(self) -> dict[str, Table]:
        """All tables by their id."""
        found: dict[str, Table] = {}
        for part in self.parts:
            if isinstance(part, Table) and not part.shared:
                if part.id in found:
                    raise ValueError(f"{self.path}: two tables are called {part.id}")
                found[part.id] = part
        return found


def _inside(parts: Sequence[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        match part:
            case Beside(left, right):
                yield from _inside((*left, *right))
            case Fold(parts=inner):
                yield from _inside(inner)
            case Views(views=views):
                yield from _inside(views)
