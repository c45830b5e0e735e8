"""The code on a protocol: what the paper says, as text that a machine reads back without a mistake.

One line of ASCII, nine fields between bars::

    dauys1|INVENTED|dauys.example/night|X-AST-0058|mazhilis.list|list|1|B=614;D=3:300,4:314;S=;T=612|9f86d0…

1. ``dauys1``: the format, and its version;
2. ``INVENTED`` for a rehearsal, else nothing;
3. the election: the origin of its log;
4. the station;
5. the contest, or ``station`` for the station's own record;
6. the form: ``list``, ``constituency``, ``station``;
7. the version of the protocol, from 1;
8. the figures: lines between semicolons, sorted by code; ``T=612``; ``P=X:400,Y:180`` where a line has several cells, sorted
   by name; ``F=:`` where it has none; nothing after the ``=`` or the ``:`` where the figure is not known. Of a blank paper
   nothing at all;
9. SHA-256 of the figures in canonical form, in hex: the number that an approval in the log binds itself to
   (``dauys.acts.figures_hash``). Of a blank paper nothing.

Whatever is no letter or digit of ASCII and none of ``-._~/`` is percent-encoded (RFC 3986, in UTF-8). The hash finds figures
that were misread or changed; the other fields have only the QR code's own correction, and must be held against what is
expected. It is no signature, and says nothing of who printed the paper.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args
from urllib.parse import quote, unquote_to_bytes

import segno

from dauys.acts import figures_hash, table_of
from dauys.protocol import Cell, Figures
from dauys.text import BadInput, Fault

FORMAT = "dauys1"
INVENTED = "INVENTED"

type FormId = Literal["station", "list", "constituency"]
FORMS: tuple[str, ...] = get_args(FormId.__value__)

FIELDS = ("format", "invented", "election", "station", "contest", "form", "version", "figures", "hash")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
_WRITTEN = re.compile(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+")

MODULE = 0.42
"""Millimetres of one square of the code: what a telephone still reads from a printed sheet."""


@dataclass(frozen=True, slots=True)
class Code:
    """What the code on a protocol says."""

    invented: bool
    election: str
    station: str
    contest: str
    version: int
    form: str
    figures: Figures | None  # None: a blank paper

    @property
    def hash(self) -> str:
        """The hash of the figures; nothing for a blank paper."""
        return "" if self.figures is None else figures_hash(table_of(self.figures))

    def text(self) -> str:
        """The text of the code."""
        names = (_quoted(name) for name in (self.election, self.station, self.contest))
        figures = "" if self.figures is None else ";".join(_line(*line) for line in sorted(self.figures.lines.items()))
        return "|".join(
            (FORMAT, INVENTED if self.invented else "", *names, self.form, str(self.version), figures, self.hash)
        )  # fmt: skip


def read_qr(text: str) -> Code:
    """The code that a text is of. Raises BadInput with everything that is wrong: nothing of such a text may be used."""
    return _Reading(text).code()


def picture(text: str) -> tuple[str, float] | None:
    """The text as a QR code in SVG, with its width in mm; None where it is longer than a code can hold.

    Error correction M (15 % of the code may be spoilt), and L (7 %) where only that leaves enough room.
    """
    for level in ("m", "l"):
        try:
            made = segno.make(text, error=level, micro=False, boost_error=False)
        except segno.DataOverflowError:
            continue
        svg = io.BytesIO()
        made.save(svg, kind="svg", border=2, light="#fff", xmldecl=False, nl=False)
        return svg.getvalue().decode(), max(26, made.symbol_size(border=2)[0] * MODULE)
    return None


def _quoted(text: str) -> str:
    return quote(text, safe="/")


def _line(code: str, cell: Cell) -> str:
    return f"{_quoted(code)}={_cell(cell)}"


def _cell(cell: Cell) -> str:
    if not isinstance(cell, Mapping):
        return _told(cell)
    return ",".join(f"{_quoted(key)}:{_told(cell[key])}" for key in sorted(cell)) or ":"


def _told(number: int | None) -> str:
    return "" if number is None else str(number)


# ---- reading -----------------------------------------------------------------------------------------------------------


class _Reading:
    """One text being read; keeps what is wrong with it. Thrown away when done."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.faults: list[Fault] = []

    def code(self) -> Code:
        parts = self.text.split("|")
        if parts[0] != FORMAT:
            self.wrong("format", parts[0], "this is not a code of a protocol", f"read a code that begins with {FORMAT}|")
        elif len(parts) != len(FIELDS):
            cause = f"the code has {len(parts)} fields, and not {len(FIELDS)}"
            self.wrong("format", self.text, cause, "read the whole code again")
        self.refuse()
        told = dict(zip(FIELDS, parts, strict=True))
        self.one_of("invented", told["invented"], ("", INVENTED))
        self.one_of("form", told["form"], FORMS)
        election, station, contest = (self.name(field, told[field]) for field in ("election", "station", "contest"))
        version = self.number("version", told["version"])
        if version == 0:
            self.wrong("version", "0", "versions are counted from 1", "read the code again")
        blank = not told["figures"] and not told["hash"]
        figures = None if blank else Figures(told["form"], dict(self.lines(told["figures"])))
        self.refuse()
        found = Code(bool(told["invented"]), election, station, contest, version or 1, told["form"], figures)
        if found.hash != told["hash"]:
            cause = "the figures do not have this hash: the code was misread or changed"
            self.wrong("hash", told["hash"], cause, "read the code again, or type the figures from the paper")
        elif found.text() != self.text:
            cure = "read the code again, or print it with the program that reads it"
            self.wrong("format", self.text, "the code is not written in its one right way", cure)
        self.refuse()
        return found

    def lines(self, text: str) -> Iterator[tuple[str, Cell]]:
        seen: set[str] = set()
        for line in text.split(";") if text else ():
            code, separator, told = line.partition("=")
            if not separator:
                self.wrong("figures", line, "a line is written code=figure", "read the code again")
                continue
            name = self.name("figures", code)
            if name in seen:
                self.wrong("figures", name, "this line stands twice", "read the code again")
            seen.add(name)
            yield name, self.several(told) if ":" in told else self.number("figures", told)

    def several(self, text: str) -> dict[str, int | None]:
        cells: dict[str, int | None] = {}
        for part in text.split(",") if text != ":" else ():
            key, separator, told = part.partition(":")
            if not separator:
                self.wrong("figures", part, "a cell is written name:figure", "read the code again")
                continue
            name = self.name("figures", key)
            if name in cells:
                self.wrong("figures", name, "this cell stands twice in its line", "read the code again")
            cells[name] = self.number("figures", told)
        return cells

    def number(self, field: str, text: str) -> int | None:
        if text and not _NUMBER.fullmatch(text):
            self.wrong(field, text, "not a whole number of at most nine digits", "read the code again")
            return None
        if not text and field != "figures":
            self.wrong(field, None, "the number is missing", "read the code again")
        return int(text) if text else None

    def name(self, field: str, text: str) -> str:
        if _WRITTEN.fullmatch(text):
            try:
                return unquote_to_bytes(text).decode()
            except UnicodeDecodeError:
                pass
        self.wrong(field, text, "not a name as codes write it", "read the code again")
        return text

    def one_of(self, field: str, text: str, words: tuple[str, ...]) -> None:
        if text not in words:
            known = ", ".join(word or "nothing" for word in words)
            self.wrong(field, text, f"here stands one of: {known}", "read the code again")

    def wrong(self, field: str, value: Any, cause: str, cure: str) -> None:
        self.faults.append(Fault("code", None, field, value, cause, cure))

    def refuse(self) -> None:
        if self.faults:
            raise BadInput(tuple(self.faults))
