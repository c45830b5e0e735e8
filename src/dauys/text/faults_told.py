"""Faults told in another language: the English sentence of a cause or a cure is the key, and ``{placeholders}`` what varies.

The rows are data (``faults.toml``). Whoever finds a fault writes English and knows nothing of this; a sentence that no row fits
stays as it is, and says that it is English.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from string import Formatter
from typing import NamedTuple

REST = "rest"
"""A placeholder of this name is a sentence itself, and told by its own row."""

TYPED = {"number": r"\d+", "key": r"[\w.\[\]-]+"}
"""What placeholders of these names may be; those with a table of words may be one of the words, all others anything."""

LONGEST = 2000
"""Characters of a sentence for which a row is looked for: a cell that somebody sent may have any length."""


class Told(NamedTuple):
    """A part of a sentence, and the language it is in."""

    text: str
    language: str


class Row(NamedTuple):
    """A sentence with placeholders, what it matches, and what it is in other languages."""

    sentence: str
    pattern: re.Pattern[str]
    languages: Mapping[str, str]


def told(sentence: str, language: str) -> tuple[Told, ...]:
    """A cause or a cure in a language; parts that no row fits in English. Never empty, and nothing of it is left out."""
    parts = groupby(_parts(sentence, language), key=lambda part: part.language)
    return tuple(Told("".join(part.text for part in same), of) for of, same in parts)


def _parts(sentence: str, language: str) -> Iterator[Told]:
    row, match = _fitting(sentence) if language != "en" and len(sentence) <= LONGEST else (None, None)
    if row is None or match is None:
        yield Told(sentence, "en")
        return
    words = _table()[1]
    for text, name, _, _ in Formatter().parse(row.languages[language]):
        if text:
            yield Told(text, language)
        if name == REST:
            yield from _parts(match[name], language)
        elif name is not None:
            yield Told(words[name][match[name]][language] if name in words else match[name], language)


def _fitting(sentence: str) -> tuple[Row, re.Match[str]] | tuple[None, None]:
    """The first row that fits."""
    matches = ((row, row.pattern.fullmatch(sentence)) for row in rows())
    return next(((row, match) for row, match in matches if match is not None), (None, None))


@cache
def _table() -> tuple[Mapping[str, Mapping[str, str]], Mapping[str, Mapping[str, Mapping[str, str]]]]:
    """Sentences; and of each closed set of words that a placeholder may be, its words."""
    read = tomllib.loads(Path(__file__).with_name("faults.toml").read_text("utf-8"))
    return read["sentence"], read["word"]


@cache
def rows() -> tuple[Row, ...]:
    """All rows, those with more characters of their own first: a sentence said in so many words comes before a general one."""
    sentences, _ = _table()
    return tuple(Row(one, _pattern(one), sentences[one]) for one in sorted(sentences, key=_own, reverse=True))


def _own(sentence: str) -> int:
    return sum(len(text) for text, *_ in Formatter().parse(sentence))


def _pattern(sentence: str) -> re.Pattern[str]:
    """Each placeholder ends at the first place where what follows it fits, and is not tried further: that takes linear time.

    Only the last one reaches as far as the sentence lets it: what somebody wrote may hold the very sign that closes it.
    """
    parts = list(Formatter().parse(sentence))
    last = max((number for number, (_, name, _, _) in enumerate(parts) if name is not None), default=-1)
    before, found = "", ""
    for number, (text, name, _, _) in enumerate(parts):
        literal = re.escape(text)
        found += f"(?>{before}{literal})" if 0 < number <= last else before + literal
        before = f"(?P<{name}>{_what(name, last=number == last)})" if name is not None else ""
    return re.compile(found + before, re.DOTALL)


def _what(name: str, last: bool) -> str:
    if name in (words := _table()[1]):
        return "|".join(re.escape(word) for word in sorted(words[name], key=len, reverse=True))
    return TYPED.get(name, ".*" if last else ".*?")
