"""For whom the invented voters voted: by contest and station, with the official sums wherever these were found.

A station is never drawn alone. The totals of a contest come first, and are then laid out over its stations so that rows
add up to the ballots of the station and columns to the totals, exactly; how a station votes leans on its region, on its
size, and on luck.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import mul
from random import Random

from dauys.demo.chance import luck, share
from dauys.demo.definition import MAZHILIS
from dauys.demo.places import DATA, VOTERS, drawn, parts_2023
from dauys.demo.turnout import TAKEN_AWAY, levels, region_of, scaled
from dauys.election import load_election
from dauys.election.event import Contest, Event, Station, list_contest
from dauys.law import AGAINST_ALL

KNOWN = {
    # list contests with published votes, and the election that holds them
    f"{MAZHILIS}.list": "kz-mazhilis-2023",
    "maslikhat-astana.list": "kz-maslikhat-astana-2023",
    "maslikhat-almaty.list": "kz-maslikhat-almaty-2023",
    "maslikhat-karaganda.list": "kz-maslikhat-karaganda-2023",
}
INVALID = (15, 1_000)  # of the ballots in the boxes, where the official sums leave it open; INVENTED
AGAINST = (4, 96)  # against all to for somebody, INVENTED
LEANING, OWN = 25, 30  # spread of a region's leaning and of a station's own, in hundredths; INVENTED
FAR = (8_000, 5_000)  # the first option is this much stronger in small stations, by voters; INVENTED


@dataclass(frozen=True, slots=True)
class Count:
    """What the boxes of one station held of one contest."""

    in_boxes: int
    votes: Mapping[str, int]  # by option, against all among them

    @property
    def valid(self) -> int:
        return sum(self.votes.values())


def invent_ballots(event: Event, issued: Mapping[str, int], random: Random) -> dict[str, dict[str, Count]]:
    """The ballots of every contest at its stations, by contest and station; issued: by station."""
    return {contest.id: _contest(event, contest, issued, random) for contest in event.contests}


def _contest(event: Event, contest: Contest, issued: Mapping[str, int], random: Random) -> dict[str, Count]:
    stations = event.stations_of(contest.id)
    given = [issued[station.id] for station in stations]
    place = event.body(contest.body).place
    region = place if contest.tier == "list" and place in levels() else None
    in_boxes = _in_boxes(region, stations, given, random)
    official, valid = _official(event, contest, region, stations)
    if valid is None:
        valid = sum(in_boxes) - sum(in_boxes) * INVALID[0] // INVALID[1]
    totals = _as_elected(event, contest, _totals(official, valid, random))
    spoilt = share(sum(in_boxes) - valid, [ballots * luck(random, 20) for ballots in in_boxes], in_boxes)
    good = [ballots - lost for ballots, lost in zip(in_boxes, spoilt, strict=True)]
    rows = _laid_out(good, totals, _leanings(event, contest, stations, good, totals, random), random)
    return {station.id: Count(held, votes) for station, held, votes in zip(stations, in_boxes, rows, strict=True)}


# ---- how many --------------------------------------------------------------------------------------------------------


def _in_boxes(region: str | None, stations: Sequence[Station], issued: Sequence[int], random: Random) -> list[int]:
    """Ballots in the boxes; the others voters took away. Of the lists of some maslikhats the sum is known."""
    known, given = levels()[region].in_boxes if region else None, sum(issued)
    away = given - scaled(known, region, stations) if region and known else given * TAKEN_AWAY[0] // TAKEN_AWAY[1]
    taken = share(away, [number * luck(random, 40) for number in issued], [number // 4 for number in issued])
    return [number - gone for number, gone in zip(issued, taken, strict=True)]


def _official(
    event: Event, contest: Contest, region: str | None, stations: Sequence[Station]
) -> tuple[dict[str, int | None], int | None]:
    """Votes by option and all valid ballots in proportion to this rehearsal's voters; None where they are not known."""
    on_ballot = [option.id for option in event.options_of(contest.id)]
    if contest.id in KNOWN:
        found = _votes(KNOWN[contest.id])
        cast = sum(found.values())
        here = sum(station.voters for station in stations)
        valid = scaled(cast, region, stations) if region else cast * here // VOTERS
        votes = dict(zip(found, share(valid, list(found.values())), strict=True))
        return {option: votes.get(option, 0) for option in on_ballot}, valid
    part = _in_part().get(region or "", {})
    known = {option: scaled(part[option], region, stations) if region and option in part else None for option in on_ballot}
    told = levels()[region].valid if region else None
    return known, scaled(told, region, stations) if region and told else None


@cache
def _votes(election: str) -> Mapping[str, int]:
    """The votes of a published list election, by option."""
    (count,) = (count for count in load_election(election).votes.counts if count.tier == "list")
    return {option: int(number or 0) for option, number in count.votes.items()}


@cache
def _in_part() -> Mapping[str, Mapping[str, int]]:
    """Votes of lists that were found while others were not, by region and option."""
    with (DATA / "lists_in_part.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        region: {row["option"]: int(row["votes"]) for row in rows if row["id"] == region} for region in {r["id"] for r in rows}
    }


def _totals(known: Mapping[str, int | None], valid: int, random: Random) -> dict[str, int]:
    """Totals by option: of those not known, lists do about as well as in the country, and few candidates are strong."""
    country = _votes(KNOWN[list_contest(MAZHILIS)])
    weights = {
        option: country[option] * luck(random, 40) if option in country else luck(random, 100)
        for option, number in known.items()
        if number is None and option != AGAINST_ALL
    }
    if AGAINST_ALL in known and known[AGAINST_ALL] is None:
        weights[AGAINST_ALL] = max(1, sum(weights.values()) * AGAINST[0] // AGAINST[1])
    found = {option: number or 0 for option, number in known.items()}
    return found | dict(zip(weights, share(valid - sum(found.values()), list(weights.values())), strict=True))


def _as_elected(event: Event, contest: Contest, totals: dict[str, int]) -> dict[str, int]:
    """The totals of a constituency of the Mazhilis, the most votes for a candidate who stood as the one elected there did."""
    if contest.body != MAZHILIS or contest.constituency is None:
        return totals
    party = _elected()[event.constituencies[contest.constituency].number]
    of_that = [one.id for one in event.options_of(contest.id) if one.party == party and one.id != AGAINST_ALL]
    best, elected = max(totals, key=totals.__getitem__), max(of_that, key=totals.__getitem__)
    return totals | {best: totals[elected], elected: totals[best]}


@cache
def _elected() -> Mapping[str, str | None]:
    """By constituency of the Mazhilis the party of who was elected there in 2023; None: self-nominated.

    Of some it was found who was elected, of the others only how many of each: which of them is INVENTED.
    """
    declared = load_election(KNOWN[list_contest(MAZHILIS)]).votes.declared
    known = {seat.place: seat.party for seat in declared if seat.place is not None}
    rest = [part.number for part in parts_2023() if part.number not in known]
    of_rest = [seat.party for seat in declared if seat.place is None for _ in range(seat.seats)]
    order = sorted(rest, key=lambda number: drawn(2**32, "elected", number))
    return known | dict(zip(order, of_rest, strict=True))


# ---- where -----------------------------------------------------------------------------------------------------------


def _leanings(
    event: Event, contest: Contest, stations: Sequence[Station], valid: Sequence[int], totals: Mapping[str, int], random: Random
) -> list[list[int]]:
    """How much likelier each option is at each station than in all, in millionths: by the region or rayon, and by size."""
    strongest = max(totals, key=lambda option: totals[option])
    of_place: dict[str, list[int]] = {}
    found: list[list[int]] = []
    for station in stations:
        place = event.places_above(station.id, contest)[1:2] or (contest.id,)
        if place[0] not in of_place:
            known = _known_leaning(contest, region_of(event, station), totals)
            of_place[place[0]] = [known.get(option) or luck(random, LEANING) for option in totals]
        found.append(
            [
                leaning * (FAR[0] - station.voters) // FAR[1] if option == strongest else leaning
                for option, leaning in zip(totals, of_place[place[0]], strict=True)
            ]
        )
    # Of all stations together an option is as likely as it is: else the last ones would get what the others did not take.
    cast = max(1, sum(valid))
    whole = [max(1, sum(map(mul, valid, column)) // cast) for column in zip(*found, strict=True)]
    return [[10**6 * leaning // mean for leaning, mean in zip(row, whole, strict=True)] for row in found]


def _known_leaning(contest: Contest, region: str | None, totals: Mapping[str, int]) -> dict[str, int]:
    """How a region leaned in the national vote is not known; where the vote for its maslikhat is, it is taken for it."""
    election = KNOWN.get(list_contest(f"maslikhat-{region}"))
    if contest.id != list_contest(MAZHILIS) or election is None:
        return {}
    here, whole = _votes(election), sum(totals.values())
    cast = sum(here.values())
    return {option: 10**6 * here[option] * whole // (cast * totals[option]) for option in totals if option in here}


def _laid_out(
    valid: Sequence[int], totals: Mapping[str, int], leanings: Sequence[Sequence[int]], random: Random
) -> list[dict[str, int]]:
    """Votes by option at each station: rows add up to the valid ballots, columns to the totals, exactly.

    Stations are filled in a drawn order, each in proportion to what is left of every option, its leaning and its luck.
    """
    left = list(totals.values())
    rows: list[dict[str, int]] = [{} for _ in valid]
    order = list(range(len(valid)))
    random.shuffle(order)
    for index in order:
        weights = [number * leaning * luck(random, OWN) for number, leaning in zip(left, leanings[index], strict=True)]
        votes = share(valid[index], weights, left)
        rows[index] = dict(zip(totals, votes, strict=True))
        left = [number - cast for number, cast in zip(left, votes, strict=True)]
    return rows
