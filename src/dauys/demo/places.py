"""Where the stations of an invented rehearsal lie, and how many voters each has: every sum that is known is kept.

The regions, the 29 constituencies of the Mazhilis and their voters are those of 2023 where they were found (``data/``).
Stations, rayons and the borders between them are invented. In each region the stations stand in one line; rayons and
constituencies are pieces of that line, cut at different points, so that constituencies cut across rayons.

Nothing is left to a random source: what is drawn is a hash of the seed and of what it is drawn for, so that one figure
more or less moves no other.
"""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

STATIONS, STATIONS_ABROAD = 10_223, 77
VOTERS, VOTERS_ABROAD = 12_035_578, 12_132
MASLIKHAT_CONSTITUENCIES = 3_081
LARGEST_STATION = 3_000  # voters: Election Law, Art. 23
FULL_ENOUGH = 2_500  # where stations are few, one is opened for each so many voters

STATION_58 = ("astana", 58, 2_861)
"""The station that is played ballot by ballot: always there, and always of this size."""


@dataclass(frozen=True, slots=True)
class Region:
    """A region or a city of republican significance, in 2023. None: not found."""

    id: str
    code: str
    kind: str  # region, city
    voters: int
    stations: int | None
    lower: tuple[str, ...]  # kinds of its rayons and towns
    council: int  # seats of its maslikhat
    lower_seats: int | None
    lists: tuple[str, ...]  # parties with a list for its maslikhat; empty: not found


@dataclass(frozen=True, slots=True)
class Part:
    """A constituency of the Mazhilis, in 2023."""

    number: str
    region: str
    voters: int
    candidates: int | None


@dataclass(frozen=True, slots=True)
class Rayon:
    """An invented rayon or town."""

    number: int  # within its region, from 1
    kind: str  # rayon, town
    stations: int
    seats: int  # of its maslikhat, each in a constituency


@dataclass(frozen=True, slots=True)
class Site:
    """An invented station before it has names."""

    number: int  # within its region, from 1
    voters: int
    mazhilis: str  # number of the constituency
    regional: int  # the same for the maslikhat of the region
    rayon: int | None  # None in a city of republican significance
    lower: int | None  # number of the constituency of the rayon's maslikhat


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is counted out before names are given."""

    regions: tuple[Region, ...]
    parts: tuple[Part, ...]
    councils: Mapping[str, int]  # seats of the regional maslikhats, by region
    rayons: Mapping[str, tuple[Rayon, ...]]
    sites: Mapping[str, tuple[Site, ...]]
    abroad: tuple[int, ...]  # voters of each station

    @property
    def stations(self) -> int:
        return len(self.abroad) + sum(len(sites) for sites in self.sites.values())

    @property
    def voters(self) -> int:
        return sum(self.abroad) + sum(site.voters for sites in self.sites.values() for site in sites)


def drawn(below: int, *what: object) -> int:
    """A number from 0 up to, not including, ``below``: the same for the same words."""
    digest = hashlib.sha256("/".join(map(str, what)).encode("utf-8")).digest()
    return int.from_bytes(digest[:8]) % below


def shares(total: int, weights: Sequence[int], least: Sequence[int] | None = None) -> list[int]:
    """Whole numbers that add up to the total, as the weights go, by largest remainders; none below its least.

    The first of equal remainders comes first. Raises ValueError where the least are more than the total.
    """
    least = least or [0] * len(weights)
    given: dict[int, int] = {}
    free = list(range(len(weights)))
    while free:
        rest, whole = total - sum(given.values()), sum(weights[index] for index in free)
        due = {index: rest * weights[index] // whole for index in free}
        short = {index: least[index] for index in free if due[index] < least[index]}
        if not short:
            free.sort(key=lambda index: -(rest * weights[index] % whole))
            given |= {index: due[index] + (place < rest - sum(due.values())) for place, index in enumerate(free)}
            break
        given |= short
        free = [index for index in free if index not in short]
    if sum(given.values()) != total:
        raise ValueError(f"{total} cannot be shared out so that each has its least, {sum(least)} in all")
    return [given[index] for index in range(len(weights))]


def pieces(count: int, parts: int) -> list[int]:
    """For each of ``count`` in a line the number of its piece, from 1: as many pieces as parts, of nearly equal length."""
    return [place * parts // count + 1 for place in range(count)]


# ---- what is known of 2023 -------------------------------------------------------------------------------------------


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


@cache
def regions_2023() -> tuple[Region, ...]:
    """The 20, with voters that add up: where none were found, what is left is shared out by invented weights."""
    rows = _table("regions.csv")
    unknown = [row for row in rows if not row["voters"]]
    left = VOTERS - VOTERS_ABROAD - sum(int(row["voters"]) for row in rows if row["voters"])
    invented = dict(zip((row["id"] for row in unknown), shares(left, [int(row["share"]) for row in unknown]), strict=True))
    return tuple(
        Region(
            row["id"], row["code"], row["kind"], _number(row["voters"]) or invented[row["id"]], _number(row["stations"]),
            ("rayon",) * int(row["rayons"]) + ("town",) * int(row["towns"]), int(row["council"]),
            _number(row["lower_seats"]), tuple(filter(None, row["lists"].split(";"))),
        )
        for row in rows
    )  # fmt: skip


@cache
def parts_2023() -> tuple[Part, ...]:
    """The 29, with voters that add up to those of their region: in equal parts where they were not found."""
    rows = _table("mazhilis_constituencies.csv")
    voters: dict[str, int] = {}
    for region in regions_2023():
        here = [row for row in rows if row["region"] == region.id]
        voters |= {row["number"]: int(row["voters"]) for row in here if row["voters"]}
        others = [row["number"] for row in here if not row["voters"]]
        left = region.voters - sum(voters.get(row["number"], 0) for row in here)
        voters |= zip(others, shares(left, [1] * len(others)), strict=True)
    return tuple(Part(row["number"], row["region"], voters[row["number"]], _number(row["candidates"])) for row in rows)


@cache
def stations_2023() -> Mapping[str, int]:
    """Stations at home by region: as published, elsewhere shared out so that a station in a city has twice the voters."""
    regions = regions_2023()
    known = {region.id: region.stations for region in regions if region.stations is not None}
    others = [region for region in regions if region.stations is None]
    left = STATIONS - STATIONS_ABROAD - sum(known.values())
    invented = shares(left, [region.voters * (1 if region.kind == "city" else 2) for region in others])
    found = known | {region.id: number for region, number in zip(others, invented, strict=True)}
    return {region.id: found[region.id] for region in regions}


@cache
def lower_seats_2023() -> Mapping[str, int]:
    """Seats of all maslikhats below the region's, by region: they and the regional ones are 3,081 constituencies."""
    regions = [region for region in regions_2023() if region.lower]
    known = {region.id: region.lower_seats for region in regions if region.lower_seats is not None}
    others = [region for region in regions if region.lower_seats is None]
    regional = sum(constituencies(region.council) for region in regions_2023())
    left = MASLIKHAT_CONSTITUENCIES - regional - sum(known.values())
    invented = shares(left, [len(region.lower) for region in others])
    return known | {region.id: number for region, number in zip(others, invented, strict=True)}


def constituencies(council: int) -> int:
    """Seats of a mixed maslikhat that are filled in constituencies: half, and the odd one (Art. 9(3))."""
    return (council + 1) // 2


# ---- the plan --------------------------------------------------------------------------------------------------------


def plan(stations: int, seed: int) -> Plan:
    """Stations and voters of a rehearsal of so many stations; at the full 10,223 with the sums of 2023.

    Smaller ones keep the size of a station, and have fewer rayons and smaller councils. Raises ValueError where they are
    too few for each constituency of the Mazhilis to have two.
    """
    abroad = max(3, (2 * STATIONS_ABROAD * stations + STATIONS) // (2 * STATIONS))
    home, home_2023 = stations - abroad, STATIONS - STATIONS_ABROAD
    parts = parts_2023()
    voters = shares((VOTERS - VOTERS_ABROAD) * home // home_2023, [part.voters for part in parts])
    wanted = [2 if number <= FULL_ENOUGH else -(-number // FULL_ENOUGH) for number in voters]
    counts = shares(home, _stations_by_part(), wanted)

    sites: dict[str, tuple[Site, ...]] = {}
    rayons: dict[str, tuple[Rayon, ...]] = {}
    councils: dict[str, int] = {}
    for region in regions_2023():
        here = [index for index, part in enumerate(parts) if part.region == region.id]
        count = sum(counts[index] for index in here)
        regional = min(constituencies(region.council), count // 2)
        whole = regional == constituencies(region.council)
        councils[region.id] = region.council if whole else 2 * regional
        rayons[region.id] = _rayons(region, count, seed)
        sizes: list[int] = []
        for index in here:
            first_in_astana = region.id == STATION_58[0] and not sizes
            pinned = min(STATION_58[1], counts[index]) - 1 if first_in_astana else None
            sizes += _sizes(voters[index], counts[index], pinned, (seed, "voters", parts[index].number))
        of_part = [parts[index].number for index in here for _ in range(counts[index])]
        in_rayon: list[tuple[int | None, int | None]] = [
            (rayon.number, lower) for rayon in rayons[region.id] for lower in pieces(rayon.stations, rayon.seats)
        ]
        lines = zip(
            _numbers(region.id, count, counts[here[0]]),
            sizes,
            of_part,
            pieces(count, regional),
            in_rayon or [(None, None)] * count,
            strict=True,
        )
        sites[region.id] = tuple(Site(number, size, part, area, *rayon) for number, size, part, area, rayon in lines)
    return Plan(
        regions_2023(), parts, councils, rayons, sites,
        tuple(_sizes(VOTERS_ABROAD * abroad // STATIONS_ABROAD, abroad, None, (seed, "abroad"))),
    )  # fmt: skip


def _stations_by_part() -> list[int]:
    parts, found = parts_2023(), defaultdict[str, list[int]](list)
    for region, number in stations_2023().items():
        found[region] = shares(number, [part.voters for part in parts if part.region == region])
    return [found[part.region].pop(0) for part in parts]


def _numbers(region: str, count: int, in_first: int) -> list[int]:
    """1, 2, 3 …; in Astana, where the first constituency does not reach number 58, its last station has it all the same."""
    skipped = max(0, STATION_58[1] - in_first) if region == STATION_58[0] else 0
    return [number + (skipped if number >= in_first else 0) for number in range(1, count + 1)]


def _sizes(voters: int, count: int, pinned: int | None, what: tuple[object, ...]) -> list[int]:
    """Voters of each station, 1 to 3,000: in pairs, one as far above the mean as the other is below."""
    if pinned is not None:
        others = _sizes(voters - STATION_58[2], count - 1, None, what)
        return [*others[:pinned], STATION_58[2], *others[pinned:]]
    mean, more = divmod(voters, count)
    reach = min(mean, LARGEST_STATION - mean) * 9 // 10
    sizes = [mean] * count
    for one in range(count // 2):
        far = drawn(2 * reach + 1, *what, one) - reach
        sizes[one] += far
        sizes[count - 1 - one] -= far
    return [size + (place < more) for place, size in enumerate(sizes)]


def _rayons(region: Region, stations: int, seed: int) -> tuple[Rayon, ...]:
    """As many as there were, or one for every four stations where those are few; each with a seat at least."""
    if not region.lower:
        return ()
    in_2023 = len(region.lower)
    count = min(in_2023, max(1, stations // 4))
    weights = [
        (7 if kind == "town" else 5) * (90 + drawn(21, seed, "seats", region.id, i)) for i, kind in enumerate(region.lower)
    ]
    seats_2023 = shares(lower_seats_2023()[region.id], weights)
    chosen = [index * in_2023 // count for index in range(count)]
    seats = [max(1, seats_2023[index] * stations // stations_2023()[region.id]) for index in chosen]
    sizes = shares(
        stations, [seats_2023[index] * (80 + drawn(41, seed, "stations", region.id, index)) for index in chosen], seats
    )
    return tuple(
        Rayon(number, region.lower[index], size, seat)
        for number, (index, size, seat) in enumerate(zip(chosen, sizes, seats, strict=True), 1)
    )
