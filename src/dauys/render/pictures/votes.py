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
    votes: int


@dataclass(frozen=True, slots=True)
class Votes:
    """The options of a contest with what their shares are of."""

    lines: tuple[Line, ...]
    base: int  # 0 where nothing is counted: no share is known
    base_told: str  # "of valid votes", in the language of the page
    threshold: Fraction | None = None  # a share of the same base

    def share(self, votes: int) -> Fraction | None:
        """Of the base; None where that is nothing."""
        return Fraction(votes, self.base) if self.base else None


def vote_bars(votes: Votes, caption: Caption) -> str:
    """The longest bar is the largest share; the threshold is a line across each bar."""
    shares = [votes.share(line.votes) for line in votes.lines]
    longest = max([share for share in shares if share] + [votes.threshold or Fraction(0)], default=Fraction(0))
    top, parts = 0, []
    limit = None
    if votes.threshold is not None and longest:
        limit = 0.5 + (WIDTH - 1) * float(votes.threshold / longest)
        told = phrase("picture.threshold", caption.language, share=percent(votes.threshold, caption.language))
        anchor = "start" if limit + wide(told, 10) < WIDTH else "end"
        parts.append(text(limit, 10, told, f'font-size="10" text-anchor="{anchor}"'))
        top = _TOP
    for index, (line, share) in enumerate(zip(votes.lines, shares, strict=True)):
        parts += _bar(line, share, longest, top + _ROW * index, caption.language)
    if limit is not None:
        ticks = "".join(f"M{units(limit)} {top + _ROW * index + 18}v15" for index in range(len(shares)))
        parts.append(f'<path d="{ticks}" stroke="currentColor" stroke-width="1.6"/>')
    return framed(caption, top + _ROW * len(shares) or 1, parts)


def _bar(line: Line, share: Fraction | None, longest: Fraction, top: float, language: str) -> list[str]:
    told = UNKNOWN if share is None else percent(share, language)
    count = number(line.votes, language)
    room = WIDTH - 30 - 62 - wide(count, 10) - 12
    long = (WIDTH - 1) * float(share / longest) if share and longest else 0.0
    return [
        chip(0, top + 2, line.side.mark, line.side.colour),
        text(30, top + 13, cut(line.side.name, room)),
        text(WIDTH - 62, top + 13, count, 'font-size="10" text-anchor="end" fill-opacity=".75"'),
        text(WIDTH, top + 13, told, 'font-size="13" font-weight="bold" text-anchor="end"'),
        f'<rect x=".5" y="{units(top + 21)}" width="{units(long)}" height="{_BAR}" fill="{line.side.colour}" '
        'stroke="currentColor" stroke-width=".7"/>',
    ]


# ---- in words and numbers --------------------------------------------------------------------------------------------


def votes_told(votes: Votes, language: str) -> str:
    """Each option with its share and its votes, what the shares are of, and the threshold."""
    lines = []
    for line in votes.lines:
        share = votes.share(line.votes)
        shown = UNKNOWN if share is None else percent(share, language)
        lines.append(f"{line.side.name} {shown} ({number(line.votes, language)})")
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
    shares = [votes.share(line.votes) for line in votes.lines]
    return Table(headings, tuple(_row(line, share, language) for line, share in zip(votes.lines, shares, strict=True)))


def _row(line: Line, share: Fraction | None, language: str) -> tuple[str, ...]:
    return line.side.name, number(line.votes, language), UNKNOWN if share is None else percent(share, language)


def in_order(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Most votes first; equal ones in the order given."""
    return tuple(sorted(lines, key=lambda line: -line.votes))
