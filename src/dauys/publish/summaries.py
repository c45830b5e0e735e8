"""What commissions signed as their sums, beside the sums of the stations: people's arithmetic against the log's."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dauys.acts import State
from dauys.protocol import Figures
from dauys.publish.csv_text import Cell, csv_bytes
from dauys.publish.minutes import Minutes
from dauys.publish.protocols import Expected
from dauys.tally.sheet import Row, Sheet

HEAD = ("contest", "commission", "signed_in", "line", "signed", "stations")


def summaries_csv(state: State, minutes: Minutes, tables: Iterable[Expected]) -> bytes:
    """``summaries.csv``: one row a figure that a commission signed and that no correction has overtaken."""
    ranks = {commission: rank for rank, commission in enumerate(state.event.commissions)}
    signed: dict[str, list[str]] = defaultdict(list)
    for contest, commission in sorted(state.summaries, key=lambda key: ranks[key[1]]):
        signed[contest].append(commission)
    return csv_bytes(HEAD, (row for table in tables for row in _rows(state, minutes, table, signed.get(table.contest, ()))))


def _rows(state: State, minutes: Minutes, table: Expected, commissions: Sequence[str]) -> Iterator[list[Cell]]:
    below = _below(state, table) if commissions else {}
    for commission in commissions:
        index = minutes.summaries[table.contest, commission].index
        for name, signed, stations in _compared(state, table, commission, below.get(commission, ())):
            yield [table.contest, commission, index, name, signed, stations]


type Compared = tuple[str, int | None, int | None]
"""A figure by its name, as it was signed, and as the sum of the stations."""


def compared(state: State, table: Expected, commission: str) -> Iterator[Compared]:
    """What a commission signed of a contest, beside the sums of its stations."""
    return _compared(state, table, commission, _below(state, table).get(commission, ()))


def _compared(state: State, table: Expected, commission: str, below: Sequence[Row]) -> Iterator[Compared]:
    signed = _by_name(table.sheet, state.summaries[table.contest, commission])
    sums = {name: _sum(row[at] for row in below) for at, name in enumerate(table.sheet.names)}
    for name in (*(name for name in sums if name in signed), *sorted(signed.keys() - sums.keys())):
        yield name, signed[name], sums.get(name)


def _below(state: State, table: Expected) -> Mapping[str, list[Row]]:
    """The counted protocols by the commissions that sum them up."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for station, counted in table.counted.items():
        for commission, part in state.way(station, table.contest).items():
            if "sums up" in part.deeds:
                rows[commission].append(counted.row)
    return rows


def _by_name(sheet: Sheet, table: Mapping[str, Any]) -> dict[str, int | None]:
    """The figures of a summary by the names of columns; a figure that has no column there keeps its own name."""
    by_option = {column.line for column in sheet.columns if column.option is not None}
    figures = Figures("summary", table)
    found: dict[str, int | None] = {}
    for code, told in table.items():
        if code in by_option and isinstance(told, Mapping):
            found |= {f"{code}.{option}": number for option, number in told.items()}
        else:
            found[code] = figures.one(code)
    return found


def _sum(numbers: Iterable[int | None]) -> int | None:
    """The sum of what is known; not known where nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
