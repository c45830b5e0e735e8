"""How many came to each invented station, and by which hour: the published levels of regions are kept, as far as known.

In 2023 the Central Commission told six times a day which share of voters had received ballots, region by region
(``data/turnout.csv``). Stations report by the clock of Astana, as they did then.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from random import Random

from dauys.demo.chance import luck, share
from dauys.demo.places import DATA, VOTERS_ABROAD, regions_2023
from dauys.election.event import Event, Station, lineage

HOURS = (10, 12, 14, 16, 18, 20, 22)
"""By the clock of Astana. A station reports at each of them while it is open, and once more after it has closed."""
TURNOUT = (5421, 10_000)  # of the country, final, as printed: 54.21 %
AT_TEN = (1421, 3065)  # of the country, 14.21 % at 10:10 and 30.65 % at 12:10; no region's is known
ABROAD_2023 = (8_800, VOTERS_ABROAD)  # who voted, of whom
TAKEN_AWAY = (5, 1_000)  # of the ballots issued, INVENTED: they are not in the boxes, which is lawful
MOST = (93, 100)  # of a station's voters: more would be a warning at every such station


@dataclass(frozen=True, slots=True)
class Level:
    """What was published of a region or city. None: not found."""

    clock: int  # hours ahead of UTC
    kept: str  # what this rehearsal keeps: level (its voters are known), boxes (they are not, ballots are); "": neither
    by_hour: Mapping[int, int]  # hundredths of a per cent of its voters who had received ballots, where known
    in_boxes: int | None  # ballots of the lists of its maslikhat
    valid: int | None  # of them
    outside: int | None  # voted outside the premises
    on_certificates: int | None  # voted on absentee certificates

    @property
    def last(self) -> int:
        return self.by_hour[HOURS[-1]]

    def at(self, hour: int) -> int:
        """The level at an hour: as published, else in a straight line between its neighbours (INVENTED)."""
        if hour == HOURS[0]:
            return self.at(12) * AT_TEN[0] // AT_TEN[1]
        if hour >= 20 and 20 not in self.by_hour:  # only of regions that had closed by then
            return self.last
        for (before, low), (after, high) in pairwise(sorted(self.by_hour.items())):
            if before <= hour <= after:
                return low + (high - low) * (hour - before) // (after - before)
        return self.last


@cache
def levels() -> Mapping[str, Level]:
    """The levels of 2023, by region."""
    with (DATA / "turnout.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: _level(row) for row in csv.DictReader(file)}


def _level(row: Mapping[str, str]) -> Level:
    known = {hour: row[f"{hour}:10"] for hour in HOURS if row.get(f"{hour}:10")}
    totals = [int(row[name]) if row[name] else None for name in ("in_boxes", "valid", "outside", "on_certificates")]
    by_hour = {hour: int(share.replace(".", "")) for hour, share in known.items()}
    return Level(int(row["clock"]), row["kept"], by_hour, *totals)


def region_of(event: Event, station: Station) -> str | None:
    """The region or city of a station; None abroad."""
    return next((place for place in lineage(station.place, event.places) if place in levels()), None)


def by_region(event: Event) -> dict[str | None, list[Station]]:
    """The stations of each region, and of no region."""
    found: dict[str | None, list[Station]] = defaultdict(list)
    for station in event.stations.values():
        found[region_of(event, station)].append(station)
    return found


def scaled(number: int, region: str, stations: Sequence[Station]) -> int:
    """A number known of a region in 2023, in proportion to the voters that it has in this rehearsal."""
    return number * sum(station.voters for station in stations) // _voters_2023()[region]


@cache
def _voters_2023() -> Mapping[str, int]:
    return {region.id: region.voters for region in regions_2023()}


# ---- who received ballots --------------------------------------------------------------------------------------------


def issued(event: Event, random: Random, nobody: frozenset[str] = frozenset()) -> dict[str, int]:
    """Ballots issued at each station, equal for all its contests, none at the stations to which nobody came.

    The country's turnout is kept to the vote, and the level of each region whose voters are known; what is left is shared
    out among the others by their levels.
    """
    regions = by_region(event)
    totals: dict[str | None, int] = {}
    open_: dict[str | None, int] = {}
    for region, here in regions.items():
        voters = sum(station.voters for station in here)
        if region is None:
            totals[region] = voters * ABROAD_2023[0] // ABROAD_2023[1]
        elif levels()[region].kept == "level":
            totals[region] = (voters * levels()[region].last + 5_000) // 10_000
        elif levels()[region].kept == "boxes":
            boxes = scaled(levels()[region].in_boxes or 0, region, here)
            totals[region] = boxes * TAKEN_AWAY[1] // (TAKEN_AWAY[1] - TAKEN_AWAY[0])
        else:
            open_[region] = voters * levels()[region].last
    left = sum(station.voters for station in event.stations.values()) * TURNOUT[0] // TURNOUT[1] - sum(totals.values())
    totals |= dict(zip(open_, share(left, list(open_.values())), strict=True))
    found: dict[str, int] = {}
    for region, here in regions.items():
        came = [station for station in here if station.id not in nobody]
        found |= dict(zip((s.id for s in came), _came(came, totals[region], random), strict=True))
    return {station: found.get(station, 0) for station in event.stations}


def _came(stations: Sequence[Station], total: int, random: Random) -> list[int]:
    """A total shared out by voters and luck, more of them in small stations, none above the most."""
    weights = [station.voters * (12_000 - station.voters) * luck(random, 10) for station in stations]
    return share(total, weights, [station.voters * MOST[0] // MOST[1] for station in stations])


# ---- by which hour ---------------------------------------------------------------------------------------------------


def reported(
    event: Event, issued: Mapping[str, int], open_: Mapping[str, tuple[int, int]], random: Random
) -> dict[str, dict[int, int]]:
    """What each station reports: by hour of ``HOURS`` how many had received ballots until then.

    open_: by station from when to when it is open, in hours by the clock of Astana, counted on beyond midnight.
    """
    found: dict[str, dict[int, int]] = {station: {} for station in event.stations}
    for region, here in by_region(event).items():
        names = [station.id for station in here]
        so_far = dict.fromkeys(names, 0)
        whole = sum(issued[name] for name in names)
        for hour in HOURS:
            if region is None:
                now = {name: _abroad(issued[name], hour, *open_[name]) for name in names}
            else:
                until = whole * levels()[region].at(hour) // levels()[region].last
                left = [issued[name] - so_far[name] for name in names]
                more = share(until - sum(so_far.values()), [number * luck(random, 15) for number in left], left)
                now = {name: so_far[name] + come for name, come in zip(names, more, strict=True)}
            for name in names:
                opens, closes = open_[name]
                if opens < hour and not any(closes <= earlier < hour for earlier in HOURS):
                    found[name][hour] = now[name]
            so_far = now
    return found


def _abroad(issued: int, hour: int, opens: int, closes: int) -> int:
    """No hours are known from abroad: they come evenly over the day."""
    return issued * min(max(hour - opens, 0), closes - opens) // (closes - opens)


# ---- what else is known of how they voted ----------------------------------------------------------------------------


def known_of(event: Event, number: Callable[[Level], int | None]) -> dict[str | None, int]:
    """A number of regions in proportion to the voters that they have here, as far as it was found."""
    found: dict[str | None, int] = {}
    for region, here in by_region(event).items():
        known = number(levels()[region]) if region else None
        if region and known is not None:
            found[region] = scaled(known, region, here)
    return found


def some_of(
    event: Event, issued: Mapping[str, int], known: Mapping[str | None, int], others: int, random: Random
) -> dict[str, int]:
    """Some of those who voted, by station: the totals that are known of regions are kept, ``others`` shared out elsewhere.

    At most one in five at a station; where that leaves no room, they are fewer.
    """
    regions = by_region(event)
    elsewhere = [station for region, here in regions.items() if region not in known for station in here]
    found = dict.fromkeys(event.stations, 0)
    for here, total in ((elsewhere, others), *((regions[region], number) for region, number in known.items())):
        caps = [issued[station.id] // 5 for station in here]
        weights = [issued[station.id] * luck(random, 30) for station in here]
        found |= zip((s.id for s in here), share(min(total, sum(caps)), weights, caps), strict=True)
    return found
