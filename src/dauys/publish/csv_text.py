"""CSV as it is published: RFC 4180 with LF, UTF-8, numbers as numbers, and no text that a spreadsheet takes for a formula.

Text that begins with one of ``= + - @ '``, a tab or a line's end gets an apostrophe before it; a reader that takes one
leading apostrophe away has the text again. (OWASP, *CSV Injection*; ASVS 5.0, 1.2.10.)
"""

import csv
import io
from collections.abc import Iterable, Sequence

type Cell = str | int | None
"""None is not known, and is written as an empty cell."""

_FIRST = tuple("=+-@'\t\r\n")


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table with its head."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(guarded, columns))
    writer.writerows([guarded(cell) if cell.__class__ is str else cell for cell in row] for row in rows)
    return text.getvalue().encode()


def guarded(text: str) -> str:
    """Text that no spreadsheet computes."""
    return f"'{text}" if text.startswith(_FIRST) else text


def plain(text: str) -> str:
    """The text of a cell, as it was before it was guarded."""
    return text.removeprefix("'")
