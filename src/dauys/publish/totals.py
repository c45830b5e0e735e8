"""The totals as tables: every place of a contest, its sums, and in which class its expected protocols are."""

from collections.abc import Iterable, Mapping

from dauys.acts import State
from dauys.acts.status import NOTHING
from dauys.election.event import lineage
from dauys.law import Place
from dauys.publish.csv_text import Cell, csv_bytes
from dauys.publish.results import Sum
from dauys.tally import Total
from dauys.tally.sheet import Sheet
from dauys.tally.totals import CLASS_NAMES

HEAD = ("place", "kind", "parent", "status", "stations", *CLASS_NAMES, "voters", "voters_counted")


def totals_csv(state: State, contest: str, sheet: Sheet, found: Iterable[Total]) -> bytes:
    """``totals/<contest>.csv``."""
    status = state.status.get(contest, NOTHING)
    rows = (_row(state, status, sheet, total) for total in by_width(state.event.places, found))
    return csv_bytes((*HEAD, *sheet.names, "incomplete"), rows)


def by_width[S: Sum](places: Mapping[str, Place], found: Iterable[S]) -> list[S]:
    """The widest place first; places as far down as each other in the order of their table."""
    rank = {place: at for at, place in enumerate(places)}
    return sorted(found, key=lambda total: (len(lineage(total.place, places)), rank[total.place]))


def _row(state: State, status: str, sheet: Sheet, total: Total) -> list[Cell]:
    place = state.event.places[total.place]
    figures = (total.lines[column.line] if column.option is None else total.votes[column.option] for column in sheet.columns)
    incomplete = dict.fromkeys(column.line for column in sheet.columns if column.name in total.lacking)
    return [
        place.id, place.kind, place.parent, status, total.stations, *(total.partition[name] for name in CLASS_NAMES),
        total.voters, total.voters_counted, *figures, " ".join(incomplete),
    ]  # fmt: skip
