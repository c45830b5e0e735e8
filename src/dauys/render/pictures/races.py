"""Close races: a bar for each lead in votes, the smallest first, with who leads whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dauys.render.numbers import number
from dauys.render.pictures.colours import ACCENT, Side
from dauys.render.pictures.frame import WIDTH, Caption, Table, cut, framed, hatching, linked, text, units, wide
from dauys.render.pictures.groups import chip
from dauys.text import phrase

_ROW, _BAR = 58, 6  # units: from race to race; the height of a bar
_NAME = 62  # units: where names begin, unless a lead is longer


@dataclass(frozen=True, slots=True)
class Race:
    """One contest, the two with the most votes in it, and how far it is counted."""

    name: str
    first: Side
    second: Side
    lead: int  # votes; 0 where the two are equal
    counted: int  # protocols
    expected: int
    link: str = ""  # address of its page

    @property
    def complete(self) -> bool:
        """Every expected protocol is counted."""
        return self.counted >= self.expected


def close_races(races: Sequence[Race], caption: Caption) -> str:
    """The races in order of their leads; the longest bar is the largest lead of these. Hatched where not all is counted."""
    ranked = _ranked(races)
    largest = max((race.lead for race in ranked), default=0)
    partly = any(not race.complete for race in ranked)
    parts = [f"<defs>{hatching(caption.id)}</defs>"] if partly else []
    for index, race in enumerate(ranked):
        drawn = "".join(_race(race, _ROW * index, largest, caption))
        parts.append(linked(race.link, race_told(race, caption.language), drawn) if race.link else drawn)
    height = _ROW * len(ranked)
    if partly:
        parts.append(chip(0, height, "", f"url(#{escape(caption.id)}h)"))
        parts.append(text(30, height + 11, phrase("picture.not complete", caption.language)))
        height += 19
    return framed(caption, height + 1, parts, links=any(race.link for race in ranked))


def _ranked(races: Sequence[Race]) -> list[Race]:
    return sorted(races, key=lambda race: race.lead)


def _race(race: Race, top: float, largest: int, caption: Caption) -> list[str]:
    """The lead and the name on the first line, who before whom on the second, the bar below."""
    lead = f"+{number(race.lead, caption.language)}" if race.lead else "="
    known = race.expected > 0  # else nobody published protocols
    count = f"{number(race.counted, caption.language)} / {number(race.expected, caption.language)}" if known else ""
    begin = max(_NAME, wide(lead, 14) + 8)
    name = cut(race.name, WIDTH - begin - 6 - wide(count, 10))
    long = (WIDTH - 1) * race.lead / largest if largest else 0
    bar = f'<rect x=".5" y="{units(top + 44)}" width="{units(long)}" height="{_BAR}" '
    drawn = [
        f'<path d="M0 {units(top)}H{WIDTH}" stroke="currentColor" stroke-opacity=".25" stroke-width=".7"/>',
        text(0, top + 17, lead, 'font-size="14" font-weight="bold"'),
        text(begin, top + 17, name, f'fill="{ACCENT}" text-decoration="underline"' if race.link else ""),
        text(WIDTH, top + 17, count, 'font-size="10" text-anchor="end" fill-opacity=".75"'),
        _pair(race, top + 24),
        bar + f'fill="{race.first.colour}" stroke="currentColor" stroke-width=".7"/>',
    ]
    if not race.complete:
        drawn.append(bar + f'fill="url(#{escape(caption.id)}h)"/>')
    return drawn


def _pair(race: Race, top: float) -> str:
    room = (WIDTH - 4) / 2 - 34
    return "".join(
        chip(x, top, side.mark, side.colour) + text(x + 30, top + 11, cut(side.name, room))
        for x, side in ((0.0, race.first), (WIDTH / 2 + 2, race.second))
    )


# ---- in words and numbers --------------------------------------------------------------------------------------------


def race_told(race: Race, language: str) -> str:
    """One race in a sentence."""
    told = {True: ("picture.race", "picture.race published"), False: ("picture.race tied", "picture.race tied published")}
    return phrase(
        told[race.lead > 0][race.expected == 0], language, place=race.name, first=race.first.name, second=race.second.name,
        lead=number(race.lead, language), counted=number(race.counted, language), expected=number(race.expected, language),
    )  # fmt: skip


def races_told(races: Sequence[Race], language: str) -> str:
    """The races one after the other, the closest first."""
    return " ".join(race_told(race, language) for race in _ranked(races))


def races_table(races: Sequence[Race], language: str) -> Table:
    """A row for each race, the closest first."""
    headings = (
        phrase("page.constituency", language), phrase("page.leads", language), phrase("page.second", language),
        phrase("picture.lead in votes", language), phrase("page.counted", language), phrase("page.expected", language),
    )  # fmt: skip
    rows = (
        (race.name, race.first.name, race.second.name, *(number(n, language) for n in (race.lead, race.counted, race.expected)))
        for race in _ranked(races)
    )
    return Table(headings, tuple(rows))
