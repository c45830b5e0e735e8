"""Papers as blocks, set in type by typst: PDF/A-2a and PDF/UA-1, the same bytes for the same blocks. Knows no election.

What a paper says is data, how it looks stands in ``templates/paper.typ``.
"""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

from dauys.law.words import Names
from dauys.text import ALPHABET, LANGUAGES, BadInput, Fault, phrase

TEMPLATE = Path(__file__).parent / "templates" / "paper.typ"
STANDARDS: list[Any] = ["ua-1", "a-2a"]

FAMILIES = ("Libertinus Serif", "Noto Sans", "DejaVu Sans")
"""Families that papers are set in, the first choice first. The first comes inside typst, so that papers are the same bytes
on every machine; the others are looked for among the fonts of the system."""

BOTH = ("kk", "ru")
"""The two official languages of Kazakhstan: papers are in them unless others are asked for."""

UNKNOWN = "–"
"""Stands where a number is not known. Zero is written as 0."""

type Texts = list[str]
"""One text in each language of a paper, in their order."""

type Block = Mapping[str, Any]
"""A part of a paper, as ``templates/paper.typ`` draws it: ``head``, ``text`` or ``table``."""

type Cell = str | Mapping[str, Any]
"""A text; or ``text``, ``figure``, ``small`` (texts), ``words`` with their ``label``, ``language``, ``height`` in mm."""


# ---- fonts -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fonts:
    """The family that papers are set in, and where typst finds it."""

    family: str
    found: typst.Fonts


@cache
def fonts(families: tuple[str, ...] = FAMILIES) -> Fonts:
    """The first of these families that is there and has every letter of the three languages.

    Raises BadInput where none is; nothing is downloaded.
    """
    for found in _places():
        there = set(found.families())
        for family in families:
            if family in there and _has_all_letters(family, found):
                return Fonts(family, found)
    cause = "no font with the letters of Kazakh, Russian and English was found to print with"
    cure = f"install one of {', '.join(FAMILIES[1:])} (on Debian: fonts-noto-core, fonts-dejavu-core) or name one that is there"
    raise BadInput((Fault("fonts", None, None, ", ".join(families), cause, cure),))


def _places() -> Iterator[typst.Fonts]:
    yield typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    yield typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)  # asked only where the first do not do


def _has_all_letters(family: str, found: typst.Fonts) -> bool:
    """PDF/A has no place for a letter that its font does not have: typst refuses to write it."""
    letters = f"{ALPHABET}{ALPHABET.upper()}abcdefghijklmnopqrstuvwxyz 0123456789 №«»–·"
    style = f"#set document(title: {json.dumps(family)})\n#set text(font: {json.dumps(family)}, fallback: false)\n"
    try:
        _compiled(f"{style}{letters} *{letters}*".encode(), {}, found)
    except typst.TypstError:
        return False
    return True


# ---- a paper -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Speaker:
    """The languages of a paper: everything is said in each of them, side by side."""

    languages: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.languages or not set(self.languages) <= set(LANGUAGES):
            raise ValueError(f"a paper is in languages of {', '.join(LANGUAGES)}, not {self.languages!r}")

    def say(self, key: str, **values: object) -> Texts:
        """A phrase in each language."""
        return [phrase(key, language, **values) for language in self.languages]

    def names(self, names: Names, otherwise: str = "–") -> Texts:
        """A name in each language; what stands for it where it has none."""
        return [told if (told := names.told(language)) != "?" else otherwise for language in self.languages]

    def same(self, text: str) -> Texts:
        """What is written alike in all languages: a code, a number."""
        return [text for _ in self.languages]

    def date(self, day: datetime.date) -> Texts:
        """``19.03.2023``; in English ``2023-03-19``, which nobody reads the wrong way round."""
        return [day.isoformat() if language == "en" else day.strftime("%d.%m.%Y") for language in self.languages]

    def cells(self, texts: Texts, **more: Any) -> list[Cell]:
        """A cell for each language."""
        return [{"text": text, "language": language, **more} for text, language in zip(texts, self.languages, strict=True)]


@dataclass(frozen=True)
class Paper:
    """A document before it is set in type."""

    title: Texts
    languages: tuple[str, ...]
    invented: bool  # a rehearsal: every page says so
    foot: str  # stands on every page: what the page is of
    blocks: Sequence[Block]

    def pdf(self, printed: datetime.date) -> bytes:
        """The document as PDF/A-2a and PDF/UA-1. The same paper and date give the same bytes with the same typst and fonts.

        printed: the date that the file bears. Raises BadInput where no font is there, or none has a letter that is needed.
        """
        made = self._set(printed, "pdf")
        assert isinstance(made, bytes)
        return made

    def pictures(self, printed: datetime.date) -> list[bytes]:
        """The pages as PNG, to be looked at."""
        made = self._set(printed, "png")
        return made if isinstance(made, list) else [made]

    def _set(self, printed: datetime.date, format: Any) -> Any:
        used = fonts()
        words = [phrase("paper.invented", language) for language in LANGUAGES] if self.invented else []
        data = {
            "title": self.title, "languages": self.languages, "invented": words, "foot": self.foot, "blocks": self.blocks,
            "printed": [printed.year, printed.month, printed.day], "font": used.family,
        }  # fmt: skip
        sent = {"data": json.dumps(data, ensure_ascii=False)}
        try:
            return _compiled(TEMPLATE.read_bytes(), sent, used.found, format, printed)
        except typst.TypstError as error:
            cure = f"use letters that {used.family} has, or hand in the text that it names to whoever keeps the program"
            raise BadInput((Fault(" / ".join(self.title), None, None, None, f"cannot be printed: {error}", cure),)) from error


def _compiled(
    source: bytes, sent: dict[str, str], found: typst.Fonts, format: Any = "pdf", day: datetime.date = datetime.date.min
) -> Any:
    moment = datetime.datetime(max(day.year, 1970), day.month, day.day, tzinfo=datetime.UTC)
    return typst.compile(
        source, font_paths=found, ignore_system_fonts=True, sys_inputs=sent, format=format, timestamp=moment,
        pdf_standards=STANDARDS if format == "pdf" else [],
    )  # fmt: skip


# ---- blocks ------------------------------------------------------------------------------------------------------------


def text(texts: Texts, **style: Any) -> Block:
    """A paragraph in each language. style: ``size`` in points, ``strong``."""
    return {"kind": "text", "texts": texts, **style}


def column(head: Sequence[str], width: float | str = "rest", *, right: bool = False) -> Mapping[str, Any]:
    """A column of a table: its heading, a line for each text; its width in mm, or an equal part of the rest."""
    return {"head": list(head), "width": width, "right": right}


def table(columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[Cell]], **more: Any) -> Block:
    """A table. more: ``title`` (texts), ``size`` in points, ``sums``: the places of rows to be set in bold."""
    sums = more.pop("sums", ())
    assert all(len(cells) == len(columns) for cells in rows)
    told = [{"cells": list(cells), "strong": at in sums} for at, cells in enumerate(rows)]
    return {"kind": "table", "columns": list(columns), "rows": told, **more}


def signatures(speak: Speaker, signing: Sequence[tuple[Texts, str]]) -> Block:
    """Room for signatures. signing: the role, and the name or nothing, of everybody who signs."""
    columns = [
        column(["№"], 9), column(speak.say("paper.role"), 46), column(speak.say("paper.full name")),
        column(speak.say("paper.signature"), 46),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [str(number), {"small": role}, name, {"text": "", "height": 8}] for number, (role, name) in enumerate(signing, 1)
    ]
    return table(columns, rows, title=speak.say("paper.signatures"))


PER_TABLE = 9
"""Columns of figures that stand beside a name on one sheet; more of them go into a table below."""


def wide(
    head: Texts, codes: Sequence[str], rows: Sequence[tuple[Cell, Sequence[str]]], sums: Sequence[int] = ()
) -> list[Block]:
    """Rows of many figures under short codes: as many tables below each other as the sheet needs, each with all rows."""
    tables = []
    for start in range(0, len(codes), PER_TABLE):
        part = slice(start, start + PER_TABLE)
        columns = [column(head), *(column([code], 14, right=True) for code in codes[part])]
        tables.append(table(columns, [[name, *figures[part]] for name, figures in rows], size=8, sums=sums))
    return tables
