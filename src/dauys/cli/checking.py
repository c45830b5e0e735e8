"""The one check that ``verify.py`` leaves to a library: that the Parquet file says what the acts say."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from dauys.ledger import StoreFault
from dauys.publish.parquet import Row, read_figures
from dauys.verify import Bundle, Faults

PARQUET = "protocols.parquet"


def check_parquet(bundle: Bundle) -> Faults:
    """The figures in the Parquet file are those of the protocols that count, one by one; DuckDB reads it."""
    rows = 0
    try:
        for found, wanted in zip_longest(read_figures(bundle.folder / PARQUET), _figures(bundle)):
            if found != wanted:
                contest, station = (wanted or found)[:2] if found is None or wanted is None else min(found, wanted, key=str)[:2]
                yield f"{PARQUET}: station {station}, contest {contest}: {found} is there, expected is {wanted}"
                return None  # what follows may be shifted
            rows += 1
    except StoreFault as fault:
        yield str(fault)
    return f"{rows:,} figures of {PARQUET}"


def _figures(bundle: Bundle) -> Iterator[Row]:
    """What the Parquet file must hold: contest, station, version, line, cell, figure."""
    for contest, sheet in bundle.sheets.items():
        for station, paper in sheet.counted.items():
            version = bundle.election.versions[station, contest].index(paper) + 1
            for line, options in sheet.lines.items():
                told: Any = paper.figures.get(line)
                cells = (options or sorted(told)) if isinstance(told, dict) else (None,)
                for cell in cells:
                    yield contest, station, version, line, cell, told.get(cell) if isinstance(told, dict) else told
