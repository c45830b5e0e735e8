"""Whether the figures of a ``kerg2.csv`` hold: inside an area, from constituencies up to the country, and its percentages."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from dauys.formats.kerg2_values import (
    ELIGIBLE,
    INDEPENDENT,
    INVALID,
    SYSTEM,
    VALID,
    VOTERS,
    Kerg2,
    Line,
    Place,
    Vote,
)
from dauys.text import Fault

PRINTED = Fraction(1, 2_000_000)
"""How far a percentage may be from the exact one: it is printed with six digits, rounded."""

type Key = tuple[Place, str, Vote | None]
"""Place, group and vote."""

_BASE = {VOTERS: ELIGIBLE, INVALID: VOTERS, VALID: VOTERS}
"""Of what a figure's percentage is; a party's is of the valid votes."""


def contradictions_of(told: Kerg2, path: Path) -> tuple[Fault, ...]:
    """Every sum and share that does not hold, as a fault at its line. What is not known contradicts nothing."""
    lines: dict[Key, Line] = {(line.place, line.group, line.vote): line for line in told.lines}
    cure = "take the file once more from where it was published, or ask which of the figures is right"
    return tuple(
        Fault(str(path), line.row, column, value, cause, cure)
        for found in (_inside(told, lines), _upwards(told), _shares(told, lines))
        for line, column, value, cause in found
    )


type _Found = Iterator[tuple[Line, str, object, str]]


def _inside(told: Kerg2, lines: dict[Key, Line]) -> _Found:
    """In one area: votes add up to the valid ones, valid and invalid to the voters."""
    options: dict[tuple[Place, Vote | None], list[Line]] = defaultdict(list)
    for line in told.lines:
        if line.kind != SYSTEM:
            options[line.place, line.vote].append(line)
    for place in told.areas:
        voters = _count(lines, (place, VOTERS, None))
        for vote in (1, 2):
            valid, invalid = (lines.get((place, group, vote)) for group in (VALID, INVALID))
            if valid is not None and valid.count is not None:
                found = sum(_known(options[place, vote]))
                if found != valid.count:
                    cause = f"the votes add up to {found}, the valid ones are said to be {valid.count}"
                    yield valid, "Anzahl", valid.count, cause
                if invalid is not None and invalid.count is not None and voters is not None:
                    both = invalid.count + valid.count
                    if both != voters:
                        cause = f"valid and invalid add up to {both}, the voters are said to be {voters}"
                        yield valid, "Anzahl", valid.count, cause


def _upwards(told: Kerg2) -> _Found:
    """An area's number is the sum of those of the areas in it. People without a party are one sum above the constituency."""
    parts: dict[tuple[Place, str, str, Vote | None], list[Line]] = defaultdict(list)
    sums: dict[tuple[Place, str, str, Vote | None], list[Line]] = defaultdict(list)
    for line in told.lines:
        group = line.group if line.kind != INDEPENDENT else INDEPENDENT
        sums[line.place, line.kind, group, line.vote].append(line)
        parent = told.areas[line.place].parent
        if parent is not None:
            parts[parent, line.kind, group, line.vote].append(line)
    has_parts = {key[0] for key in parts}
    for key, (whole, *_) in sums.items():
        if key[0] in has_parts and whole.count is not None:
            found = _known(parts.get(key, ()))
            if sum(found) != whole.count:
                cause = f"the {len(found)} areas in it add up to {sum(found)} for {whole.group}, here are {whole.count}"
                yield whole, "Anzahl", whole.count, cause


def _shares(told: Kerg2, lines: dict[Key, Line]) -> _Found:
    """A percentage that is printed beside a number is the number's."""
    for line in told.lines:
        base = _BASE.get(line.group) if line.kind == SYSTEM else VALID
        if line.percent is None or line.count is None or base is None:
            continue
        of = _count(lines, (line.place, base, line.vote if base == VALID else None))
        if of and abs(Fraction(100 * line.count, of) - line.percent) > PRINTED:
            cause = f"{line.count} of {of} is another percentage than the one printed"
            yield line, "Prozent", str(line.percent), cause


def _known(lines: Iterable[Line]) -> list[int]:
    return [line.count for line in lines if line.count is not None]


def _count(lines: dict[Key, Line], key: Key) -> int | None:
    line = lines.get(key)
    return None if line is None else line.count
