"""Tables of the pages as HTML: a caption, headings with their scope, numbers set under each other. Everything is escaped."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape


class Html(str):
    """HTML that this room has made, all text in it escaped. A template leaves it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


_SPECIAL = re.compile("[&<>\"']").search
"""Most cells are numbers: it is quicker to see that there is nothing to escape."""

type Words = str | Html
"""Text, which is escaped where it is written; or HTML."""


def html(words: Words) -> str:
    """Words as they stand in a page."""
    return escape(words) if _SPECIAL(words) and not isinstance(words, Html) else words


def link(target: str, text: Words, class_: str = "") -> Html:
    """A link; target: an address, quoted already."""
    mark = f' class="{escape(class_)}"' if class_ else ""
    return Html(f'<a{mark} href="{escape(target)}">{html(text)}</a>')


def marked(tag: str, text: Words, **attributes: str) -> Html:
    """A text in an element: ``<span class="status">final</span>``. An attribute has ``_`` behind it (``class_``)."""
    told = "".join(f' {name.rstrip("_")}="{escape(value)}"' for name, value in attributes.items())
    return Html(f"<{tag}{told}>{html(text)}</{tag}>")


def status_mark(word: str) -> Html:
    """The word of a status, as it stands beside numbers."""
    return marked("span", word, class_="status")


def joined(words: Iterable[Words], between: str = " ") -> Html:
    """Words one behind the other."""
    return Html(between.join(map(html, words)))


_NUMBER = '<td class="n">'


class Cells(Html):
    """The rest of a row, all of it numbers, made at once: there are millions of them."""

    __slots__ = ()

    @classmethod
    def of(cls, numbers: Sequence[str]) -> "Cells":
        """numbers: as they are told, digits and what stands between them."""
        return cls(_NUMBER + f"</td>{_NUMBER}".join(numbers) + "</td>" if numbers else "")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the first column names the row, the others are numbers, or words where ``words`` says so."""

    caption: str
    columns: Sequence[Words]
    rows: Iterable[Sequence[Words]]
    words: frozenset[int] = frozenset()
    beside: Words = ""  # beside the caption: a status, a link
    unseen: bool = False  # the caption is for those who hear the page: a heading says the same above it
    ids: Sequence[str] = ()  # of the rows, to be linked to
    sums: frozenset[int] = frozenset()  # rows that are the sum of the others

    def __html__(self) -> str:
        return "".join(_lines(self))


def _lines(grid: Grid) -> Iterator[str]:
    # A wide table scrolls in a region of its own, which the keyboard reaches; the page itself never scrolls sideways.
    yield f'<div class="wide" role="region" tabindex="0" aria-label="{escape(grid.caption)}">'
    unseen = ' class="unseen"' if grid.unseen else ""
    yield f"<table><caption{unseen}><span>{escape(grid.caption)} {html(grid.beside)}</span></caption><thead><tr>"
    classes = ["" if at == 0 else ' class="w"' if at in grid.words else ' class="n"' for at in range(len(grid.columns))]
    for name, class_ in zip(grid.columns, classes, strict=True):
        yield f'<th scope="col"{class_}>{html(name)}</th>' if name else f"<td{class_}></td>"
    yield "</tr></thead><tbody>"
    opening = [f"<td{class_}>" for class_ in classes[1:]]
    for at, (first, *others) in enumerate(grid.rows):
        mark = f' id="{escape(grid.ids[at])}"' if grid.ids else ' class="sum"' if at in grid.sums else ""
        rest = others.pop() if others and isinstance(others[-1], Cells) else ""
        cells = "".join([f"{start}{html(cell)}</td>" for start, cell in zip(opening, others, strict=not rest)])
        yield f'<tr{mark}><th scope="row">{html(first)}</th>{cells}{rest}</tr>'
    yield "</tbody></table></div>\n"
