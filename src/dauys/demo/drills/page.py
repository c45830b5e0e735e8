"""The page with which a drill ends: what was looked at, in words and figures, and whether all of it is as it should be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from dauys.render.numbers import number
from dauys.text import phrase

type Verifying = Callable[[Path, str, Path | None], tuple[int, list[str]]]
"""``verify.py`` on a bundle, under the log's public key, perhaps as the continuation of another: exit code, and lines said.
Handed in, for no room imports the second program."""


@dataclass(frozen=True, slots=True)
class Line:
    """One result: a phrase with its figures, and whether it is as it should be."""

    key: str
    good: bool
    figures: Mapping[str, str | int | Fraction]


@dataclass(frozen=True, slots=True)
class Page:
    """What one drill has shown. title: the phrase that names it."""

    title: str
    lines: tuple[Line, ...]

    @property
    def good(self) -> bool:
        """Whether all is as it should be."""
        return all(line.good for line in self.lines)

    def told(self, language: str) -> str:
        """The page as text."""
        title = phrase(self.title, language)
        wrong = sum(not line.good for line in self.lines)
        last = "drill.all is well" if self.good else "drill.not all is well"
        marks = {True: phrase("drill.as it should be", language), False: phrase("drill.not so", language)}
        wide = max(map(len, marks.values()))
        rows = [f"{marks[one.good]:{wide}}  {_filled(one, language)}" for one in self.lines]
        return "\n".join((title, "=" * len(title), *rows, "", phrase(last, language, wrong=wrong, all=len(self.lines))))


def _filled(line: Line, language: str) -> str:
    figures = {name: value if isinstance(value, str) else number(value, language) for name, value in line.figures.items()}
    return phrase(line.key, language, **figures)
