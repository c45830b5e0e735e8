"""How far the count has come, in two bars: stations, and the voters on their lists, for stations differ in size."""

from dataclasses import dataclass
from fractions import Fraction
from html import escape

from dauys.render.numbers import number, percent
from dauys.render.pictures.colours import ACCENT
from dauys.render.pictures.frame import UNKNOWN, WIDTH, Caption, Table, framed, units
from dauys.text import phrase

_ROW, _BAR = 56, 8  # units: from bar to bar; the height of one


@dataclass(frozen=True, slots=True)
class Progress:
    """What is counted of what is expected."""

    stations: int
    stations_expected: int
    voters: int  # on the lists of the counted stations
    voters_expected: int


def progress_bars(progress: Progress, caption: Caption) -> str:
    """Two bars, each with its share above it and its two numbers below."""
    parts = []
    for index, (name, part, whole) in enumerate(_lines(progress, caption.language)):
        top = _ROW * index
        long = units((WIDTH - 1) * part / whole) if whole else "0"
        both = {"part": number(part, caption.language), "whole": number(whole, caption.language)}
        numbers = escape(phrase("page.of", caption.language, **both))
        field = f'x=".5" y="{units(top + 22.5)}" height="{_BAR}"'
        parts.append(
            f'<text y="{top + 15}" font-size="15" font-weight="bold">{_share(part, whole, caption.language)}'
            f'<tspan font-size="11" font-weight="normal" dx="8">{escape(name)}</tspan></text>'
            f'<text y="{top + 43}" font-size="10" fill-opacity=".75">{numbers}</text>'
            f'<rect {field} width="{long}" fill="{ACCENT}"/>'
            f'<rect {field} width="{WIDTH - 1}" fill="none" stroke="currentColor" stroke-width=".7"/>'
        )
    return framed(caption, 2 * _ROW - 8, parts)


def _lines(progress: Progress, language: str) -> tuple[tuple[str, int, int], ...]:
    return (
        (phrase("picture.stations", language), progress.stations, progress.stations_expected),
        (phrase("picture.voters", language), progress.voters, progress.voters_expected),
    )


def _share(part: int, whole: int, language: str) -> str:
    return percent(Fraction(part, whole), language) if whole else UNKNOWN


# ---- in words and numbers --------------------------------------------------------------------------------------------


def progress_told(progress: Progress, language: str) -> str:
    """Both bars in two sentences."""
    return phrase(
        "picture.progress told",
        language,
        stations=number(progress.stations, language),
        stations_expected=number(progress.stations_expected, language),
        stations_share=_share(progress.stations, progress.stations_expected, language),
        voters=number(progress.voters, language),
        voters_expected=number(progress.voters_expected, language),
        voters_share=_share(progress.voters, progress.voters_expected, language),
    )


def progress_table(progress: Progress, language: str) -> Table:
    """A row for each bar: counted, of how many, the share."""
    headings = (
        "", phrase("picture.counted", language), phrase("page.expected", language), phrase("column.share", language)
    )  # fmt: skip
    rows = (
        (name, number(part, language), number(whole, language), _share(part, whole, language))
        for name, part, whole in _lines(progress, language)
    )
    return Table(headings, tuple(rows))
