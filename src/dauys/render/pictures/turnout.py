"""Turnout by the hour: a line for each series, named where it ends; a gap where a number was not reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from dauys.render.numbers import percent
from dauys.render.pictures.colours import ACCENT
from dauys.render.pictures.frame import UNKNOWN, WIDTH, Caption, Table, cut, framed, text, units
from dauys.text import phrase

_LEFT, _RIGHT, _TOP, _LEAST = 42, 206, 14, 150  # units: the first and the last moment; the top, the least height
_APART = 26  # units from name to name
_DASHES = ("", "6 2", "2 2", "8 2 2 2")  # so that lines differ by more than their end


@dataclass(frozen=True, slots=True)
class Reading:
    """What was reported for one moment."""

    minute: int  # of the day: 600 is ten o'clock
    share: Fraction | None  # of the base; None where it was not reported

    @property
    def clock(self) -> str:
        """``10:00``."""
        return f"{self.minute // 60:02d}:{self.minute % 60:02d}"


@dataclass(frozen=True, slots=True)
class Series:
    """One line: the country, a region, an earlier election. The first of a picture is in the accent colour."""

    name: str
    readings: tuple[Reading, ...]  # in order of time


@dataclass(frozen=True, slots=True)
class _Scale:
    """From moments and shares to units."""

    first: int
    last: int
    fifths: int  # the highest line of the grid, in fifths of the whole
    height: float

    def x(self, minute: int) -> float:
        return _LEFT + (_RIGHT - _LEFT) * (minute - self.first) / max(self.last - self.first, 1)

    def y(self, share: Fraction | int) -> float:
        return _TOP + self.height * (1 - float(share) * 5 / self.fifths)

    @property
    def bottom(self) -> float:
        return _TOP + self.height


def turnout_lines(series: Sequence[Series], caption: Caption) -> str:
    """Lines from the first moment to the last; the scale begins at nothing and ends above the highest share."""
    minutes = sorted({reading.minute for line in series for reading in line.readings})
    highest = max((reading.share for line in series for reading in line.readings if reading.share is not None), default=0)
    fifths = max(1, ceil(highest * 5))
    ends = minutes[0] if minutes else 0, minutes[-1] if minutes else 0
    scale = _Scale(*ends, fifths, max(_LEAST, _APART * len(series)))
    parts = [*_shares(scale), *_hours(minutes, scale)]
    last = [next((r for r in reversed(line.readings) if r.share is not None), None) for line in series]
    wanted = [scale.y(reading.share) if reading and reading.share is not None else scale.bottom for reading in last]
    places = _spread(wanted, _TOP + 4, scale.bottom - 12)
    for index, (line, reading, place) in enumerate(zip(series, last, places, strict=True)):
        parts.append(_line(line, scale, index))
        parts += _name(line, reading, place, scale, caption.language)
    return framed(caption, scale.bottom + 22, parts)


def _shares(scale: _Scale) -> list[str]:
    """Hairlines at every fifth, with their share above them."""
    lines = "".join(f"M0 {units(scale.y(Fraction(n, 5)))}H{_RIGHT}" for n in range(1, scale.fifths + 1))
    return [
        f'<path d="{lines}" stroke="currentColor" stroke-opacity=".25" stroke-width=".7"/>',
        f'<path d="M0 {units(scale.bottom)}H{_RIGHT}" stroke="currentColor" stroke-width=".7"/>',
        *(
            text(0, scale.y(Fraction(n, 5)) - 3, f"{n * 20} %", 'fill-opacity=".75" font-size="10"')
            for n in range(1, scale.fifths + 1)
        ),
    ]


def _hours(minutes: Sequence[int], scale: _Scale) -> list[str]:
    """A tick at each moment, and the hour under as many as there is room for."""
    if not minutes:
        return []
    every = ceil(len(minutes) * 32 / (_RIGHT - _LEFT + 32))
    ticks = "".join(f"M{units(scale.x(minute))} {units(scale.bottom)}v4" for minute in minutes)
    shown = minutes[::-1][::every]  # the last one always
    return [
        f'<path d="{ticks}" stroke="currentColor" stroke-width=".7"/>',
        *(
            text(scale.x(minute), scale.bottom + 15, Reading(minute, None).clock, 'font-size="10" text-anchor="middle"')
            for minute in reversed(shown)
        ),
    ]


def _line(line: Series, scale: _Scale, index: int) -> str:
    """A path that begins anew behind every gap, and a dot at each number, so that one alone is seen."""
    steps, dots, pen = [], [], "M"
    for reading in line.readings:
        if reading.share is None:
            pen = "M"
            continue
        x, y = units(scale.x(reading.minute)), units(scale.y(reading.share))
        steps.append(f"{pen}{x} {y}")
        dots.append(f"M{x} {y}h0")
        pen = "L"
    colour, width = (ACCENT, 2) if index == 0 else ("currentColor", 1)
    dash = f' stroke-dasharray="{_DASHES[index % len(_DASHES)]}"' if index % len(_DASHES) else ""
    return (
        f'<g fill="none" stroke="{colour}" stroke-linecap="round" stroke-linejoin="round">'
        f'<path d="{"".join(steps)}" stroke-width="{width}"{dash}/>'
        f'<path d="{"".join(dots)}" stroke-width="{width * 2 + 1}"/></g>'
    )


def _name(line: Series, reading: Reading | None, place: float, scale: _Scale, language: str) -> list[str]:
    """The last number and the name under it, joined by a hairline to where the line ends."""
    x = _RIGHT + 16
    share = percent(reading.share, language) if reading and reading.share is not None else UNKNOWN
    drawn = [
        text(x, place + 4, share, 'font-weight="bold"'),
        text(x, place + 16, cut(line.name, WIDTH - x, 10), 'font-size="10"'),
    ]
    if reading and reading.share is not None:
        start = f"M{units(scale.x(reading.minute) + 5)} {units(scale.y(reading.share))}"
        drawn.append(f'<path d="{start}L{x - 3} {units(place)}" stroke="currentColor" stroke-opacity=".5" stroke-width=".7"/>')
    return drawn


def _spread(wanted: Sequence[float], top: float, bottom: float) -> list[float]:
    """Places as near to the wanted ones as goes, none nearer than ``_APART`` to another, none below the field."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    found = dict.fromkeys(order, 0.0)
    floor = top
    for index in order:
        found[index] = max(wanted[index], floor)
        floor = found[index] + _APART
    ceiling = bottom
    for index in reversed(order):
        found[index] = min(found[index], ceiling)
        ceiling = found[index] - _APART
    return [found[index] for index in range(len(wanted))]


# ---- in words and numbers --------------------------------------------------------------------------------------------


def turnout_told(series: Sequence[Series], base: str, language: str) -> str:
    """The last number of each line. ``base`` says of what the shares are."""
    last = []
    for line in series:
        reading = next((r for r in reversed(line.readings) if r.share is not None), None)
        if reading is None or reading.share is None:
            last.append(f"{line.name}: {UNKNOWN}")
        else:
            last.append(f"{line.name}: {percent(reading.share, language)} ({reading.clock})")
    return phrase("picture.turnout told", language, base=base, lines="; ".join(last))


def turnout_table(series: Sequence[Series], base: str, language: str) -> Table:
    """A row for each moment, a column for each line."""
    minutes = sorted({reading.minute for line in series for reading in line.readings})
    found = [{reading.minute: reading.share for reading in line.readings} for line in series]
    rows = []
    for minute in minutes:
        shares = [line.get(minute) for line in found]
        cells = (UNKNOWN if share is None else percent(share, language) for share in shares)
        rows.append((Reading(minute, None).clock, *cells))
    return Table((phrase("picture.turnout of", language, base=base), *(line.name for line in series)), tuple(rows))
