"""Votes as bars, one below the other in the order given, with the threshold as a line at its share."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dauys.render.numbers import number, percent
from dauys.render.pictures.colours import Side
from dauys.render.pictures.frame import UNKNOWN, WIDTH, Caption, Table, cut, framed, text, units, wide
from dauys.render.pictures.groups import chip
from dauys.text import phrase

_ROW, _BAR, _TOP = 37, 9, 16  # units: from bar to bar; the height of one; what the threshold's words take


@dataclass(frozen=True, slots=True)
class Line:
    """The votes of one option."""

    side: Side
    votes: int | None  # None where they are not known


@dataclass(frozen=True, slots=True)
class Votes:
    """The options of a contest with what their shares are of."""

    lines: tuple[Line, ...]
    base: int  # 0 where nothing is counted: no share is known
    base_told: str  # "of valid votes", in the language of the page
    threshold: Fraction | None = None  # a share of the same base

    @property
    def shares(self) -> tuple[Fraction | None, ...]:
        """Of each option, of the base; None where one of the two is not known."""
        return tuple(None if line.votes is None or not self.base else Fraction(line.votes, self.base) for line in self.lines)


def vote_bars(votes: Votes, caption: Caption) -> str:
    """The longest bar is the largest share; the threshold is a line across each bar."""
    shares = votes.shares
    longest = max([share for share in shares if share], default=Fraction(0))
    longest = max(longest, votes.threshold or Fraction(0))
    told = [_share(share, caption.language) for share in shares]
    room = max([62, *(wide(share, 13) + 8 for share in told)])
    top, parts = 0, []
    limit = None
    if votes.threshold is not None and longest:
        limit = 0.5 + (WIDTH - 1) * float(votes.threshold / longest)
        words = phrase("picture.threshold", caption.language, share=percent(votes.threshold, caption.language))
        anchor = "start" if limit + wide(words, 10) < WIDTH else "end"
        parts.append(text(limit, 10, words, f'font-size="10" text-anchor="{anchor}"'))
        top = _TOP
    for index, (line, share) in enumerate(zip(votes.lines, shares, strict=True)):
        long = (WIDTH - 1) * float(share / longest) if share and longest else 0.0
        parts += _bar(line, told[index], long, room, top + _ROW * index, caption.language)
    if limit is not None:
        ticks = "".join(f"M{units(limit)} {top + _ROW * index + 18}v15" for index in range(len(votes.lines)))
        parts.append(f'<path d="{ticks}" stroke="currentColor" stroke-width="1.6"/>')
    return framed(caption, top + _ROW * len(votes.lines) or 1, parts)


def _bar(line: Line, share: str, long: float, room: float, top: float, language: str) -> list[str]:
    """The name, the votes, the share in the room at the right; the bar below."""
    count = _count(line, language)
    return [
        chip(0, top + 2, line.side.mark, line.side.colour),
        text(30, top + 13, cut(line.side.name, WIDTH - 30 - room - wide(count, 10) - 12)),
        text(WIDTH - room, top + 13, count, 'font-size="10" text-anchor="end" fill-opacity=".75"'),
        text(WIDTH, top + 13, share, 'font-size="13" font-weight="bold" text-anchor="end"'),
        f'<rect x=".5" y="{units(top + 21)}" width="{units(long)}" height="{_BAR}" fill="{line.side.colour}" '
        'stroke="currentColor" stroke-width=".7"/>',
    ]


def _count(line: Line, language: str) -> str:
    return UNKNOWN if line.votes is None else number(line.votes, language)


def _share(share: Fraction | None, language: str) -> str:
    return UNKNOWN if share is None else percent(share, language)


# ---- in words and numbers --------------------------------------------------------------------------------------------


def votes_told(votes: Votes, language: str) -> str:
    """Each option with its share and its votes, what the shares are of, and the threshold."""
    lines = [
        f"{line.side.name} {_share(share, language)} ({_count(line, language)})"
        for line, share in zip(votes.lines, votes.shares, strict=True)
    ]
    told = phrase("picture.votes told", language, base=votes.base_told, lines=", ".join(lines))
    if votes.threshold is None:
        return told
    return f"{told} {phrase('picture.threshold told', language, share=percent(votes.threshold, language))}"


def votes_table(votes: Votes, language: str) -> Table:
    """A row for each option: votes, share of the base."""
    headings = (
        phrase("picture.option", language),
        phrase("column.votes", language),
        phrase("picture.share of", language, base=votes.base_told),
    )
    rows = (
        (line.side.name, _count(line, language), _share(share, language))
        for line, share in zip(votes.lines, votes.shares, strict=True)
    )
    return Table(headings, tuple(rows))


def in_order(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Most votes first; equal ones in the order given; those that are not known last."""
    return tuple(sorted(lines, key=lambda line: (line.votes is None, -(line.votes or 0))))
