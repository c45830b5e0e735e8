"""Where the tile of each place stands: read from a small table beside this file, or in rows where a country has none."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path

_TABLES = Path(__file__).parent / "layouts"


@dataclass(frozen=True, slots=True)
class Spot:
    """Column and row of a tile, from 0, and the letters that people know the place by (empty: its id is short enough)."""

    column: int
    row: int
    codes: Mapping[str, str]  # by language


@cache
def layout(name: str) -> Mapping[str, Spot]:
    """The layout of that name (``kz-regions``, ``kz-mazhilis``) by id of the place; empty where there is none."""
    path = _TABLES / f"{name}.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as rows:
        return {
            row["place"]: Spot(
                int(row["column"]), int(row["row"]), {key[5:]: told for key, told in row.items() if key.startswith("code_")}
            )
            for row in csv.DictReader(rows)
        }


def spot_of(name: str, place: str) -> Spot | None:
    """Where a place stands in a layout. The id may have the body in front of it: ``mazhilis.07``."""
    return layout(name).get(place) or layout(name).get(place.rpartition(".")[2])


def code_of(name: str, place: str, language: str) -> str:
    """The letters that people know a place by; the end of its id where the layout has none."""
    spot = spot_of(name, place)
    return (spot.codes.get(language) if spot else None) or place.rpartition(".")[2]


def grid(places: Sequence[str], name: str = "") -> list[tuple[int, int]]:
    """Column and row of each place: as the layout says; those it does not know in rows below, in the order given."""
    spots = [spot_of(name, place) for place in places]
    known = [spot for spot in spots if spot]
    columns = 1 + max(spot.column for spot in known) if known else _columns(len(places))
    below = 1 + max((spot.row for spot in known), default=-1)
    others = iter(range(len(places)))
    return [(spot.column, spot.row) if spot else _next(next(others), columns, below) for spot in spots]


def _next(index: int, columns: int, below: int) -> tuple[int, int]:
    return index % columns, below + index // columns


def _columns(places: int) -> int:
    """For a grid a little wider than high, with tiles large enough for a finger."""
    return min(8, max(1, round(sqrt(places * 1.6))))
