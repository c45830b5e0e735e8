"""An invented night that adds up: figures for every protocol, whose sums are the official totals where these are known.

Invented are the figures of each station and of every contest that was not published. Kept to the vote are the official
list votes of the Mazhilis, and of the maslikhats of Astana, Almaty and Karaganda; a rehearsal with fewer voters keeps them
in proportion. All controls of the form hold; faults are planted afterwards, on request.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from dauys.acts import STATION
from dauys.demo.definition import MAZHILIS
from dauys.demo.places import VOTERS
from dauys.election import load_election
from dauys.election.event import Contest, Event, Station
from dauys.law import AGAINST_ALL
from dauys.protocol import Cell, Figures

KNOWN = {
    # list contests with published votes, and the election that holds them
    f"{MAZHILIS}.list": "kz-mazhilis-2023",
    "maslikhat-astana.list": "kz-maslikhat-astana-2023",
    "maslikhat-almaty.list": "kz-maslikhat-almaty-2023",
    "maslikhat-karaganda.list": "kz-maslikhat-karaganda-2023",
}
TOOK_PART = {"astana": 332_694, "almaty": 302_270, "karaganda": 452_538}  # ballots, maslikhat lists: source in elections/
TURNOUT = (5421, 10_000)  # of the country, final, as printed: 54.21 %
MOST = (93, 100)  # of a station's voters: more would be a warning at every such station


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the night: whose, and what stands on it."""

    station: str
    contest: str
    figures: Figures


def invent_night(event: Event, random: Random) -> Iterator[Paper]:
    """The papers of all stations, each station's own record first. The same event and random state give the same night."""
    issued = _issued(event, random)
    votes: dict[str, dict[str, Mapping[str, int]]] = {}  # contest: station: votes by option
    for contest in event.contests:
        stations = event.stations_of(contest.id)
        wanted = _totals(event, contest)
        valid = _valid(stations, issued, wanted)
        totals = wanted or _invented_totals(event, contest, sum(valid), random)
        votes[contest.id] = dict(zip((s.id for s in stations), _fill(valid, totals, random), strict=True))
    for station in event.stations.values():
        here = {contest: votes[contest.id][station.id] for contest in event.contests_of(station.id)}
        yield from _papers(station, issued[station.id], here)


# ---- how many voted --------------------------------------------------------------------------------------------------


def _issued(event: Event, random: Random) -> dict[str, int]:
    """Ballots issued at each station, equal for all its contests: the country's turnout, and that of regions where known."""
    stations = list(event.stations.values())
    voters = sum(station.voters for station in stations)
    region = {station.id: _region(event, station) for station in stations}
    left = voters * TURNOUT[0] // TURNOUT[1]
    issued: dict[str, int] = {}
    for name, took_part in TOOK_PART.items():
        here = [station for station in stations if region[station.id] == name]
        total = took_part * voters // VOTERS
        issued |= dict(zip((s.id for s in here), _turnout(here, total, random), strict=True))
        left -= total
    others = [station for station in stations if region[station.id] not in TOOK_PART]
    return issued | dict(zip((s.id for s in others), _turnout(others, left, random), strict=True))


def _turnout(stations: Sequence[Station], total: int, random: Random) -> list[int]:
    """A total shared out over stations by voters and luck, none above the most."""
    weights = [station.voters * _luck(random, 0.2) for station in stations]
    return share(total, weights, [station.voters * MOST[0] // MOST[1] for station in stations])


def _region(event: Event, station: Station) -> str | None:
    """The region or city of a station; None abroad."""
    place: str | None = station.place
    while place is not None and event.places[place].parent != event.country:
        place = event.places[place].parent
    return place


# ---- for whom --------------------------------------------------------------------------------------------------------


def _totals(event: Event, contest: Contest) -> dict[str, int] | None:
    """The official votes of a list contest, in proportion to this rehearsal's voters; None where they are not known."""
    name = KNOWN.get(contest.id)
    if name is None:
        return None
    (count,) = (count for count in load_election(name).votes.counts if count.tier == "list")
    official = {option: int(number or 0) for option, number in count.votes.items()}
    voters = sum(station.voters for station in event.stations.values())
    if voters != VOTERS:
        cast = sum(official.values())
        official = dict(zip(official, share(cast * voters // VOTERS, list(official.values())), strict=True))
    on_ballot = [option.id for option in event.options_of(contest.id)]
    return {option: official.get(option, 0) for option in on_ballot}


def _valid(stations: Sequence[Station], issued: Mapping[str, int], totals: Mapping[str, int] | None) -> list[int]:
    """Valid ballots of a contest at its stations: in all as many as the totals, or two in a hundred fewer than issued."""
    cast = [issued[station.id] for station in stations]
    return share(sum(totals.values()) if totals else sum(cast) * 98 // 100, cast, cast)


def _invented_totals(event: Event, contest: Contest, valid: int, random: Random) -> dict[str, int]:
    """Invented totals: a few strong options, many weak ones, four in a hundred against all."""
    options = [option.id for option in event.options_of(contest.id)]
    standing = [option for option in options if option != AGAINST_ALL]
    weights = {option: _luck(random, 1.0) for option in standing}
    whole = sum(weights.values())
    return dict(zip(options, share(valid, [weights.get(option, whole * 4 // 96) for option in options]), strict=True))


def _fill(valid: Sequence[int], totals: Mapping[str, int], random: Random) -> list[dict[str, int]]:
    """Votes by option at each station: rows add up to the valid ballots, columns to the totals, exactly.

    Stations are filled in a drawn order, each in proportion to what is left of every option, and its own luck.
    """
    left = dict(totals)
    filled: list[dict[str, int]] = [{} for _ in valid]
    order = list(range(len(valid)))
    random.shuffle(order)
    for index in order:
        weights = [number * _luck(random, 0.3) for number in left.values()]
        row = dict(zip(left, share(valid[index], weights, list(left.values())), strict=True))
        filled[index] = row
        left = {option: number - row[option] for option, number in left.items()}
    return filled


# ---- what stands on the papers ---------------------------------------------------------------------------------------


def _papers(station: Station, issued: int, votes: Mapping[Contest, Mapping[str, int]]) -> Iterator[Paper]:
    """The station's record, and a paper for each contest; one voter in a hundred voted at home."""
    at_home = issued // 100
    received = station.voters * 101 // 100
    boxes: dict[str, int | None] = {}
    stationary: dict[str, int | None] = {}
    papers = []
    for contest, cast in votes.items():
        valid = sum(cast.values())
        boxes[f"1/{contest.id}"], stationary[contest.id] = at_home, issued - at_home
        parties: dict[str, int | None] = {option: number for option, number in cast.items() if option != AGAINST_ALL}
        lines: dict[str, Cell] = {
            "B1": issued - at_home, "B2": at_home, "B": issued, "D": {"3": issued - issued // 2, "4": issued // 2},
            "C": received, "E": received - issued, "S": 0, "T": issued, "P": parties, "N": cast.get(AGAINST_ALL, 0),
            "V": valid, "I": issued - valid,
        }  # fmt: skip
        papers.append(Paper(station.id, contest.id, Figures(contest.tier, lines)))
    record: dict[str, Cell] = {
        "A0": station.voters, "A1": 0, "A2": 0, "A": station.voters, "U": issued - at_home, "F": {"1": at_home},
        "G": boxes, "H": stationary, "K": 0, "L": at_home,
    }  # fmt: skip
    yield Paper(station.id, STATION, Figures(STATION, record))
    yield from papers


def _luck(random: Random, spread: float) -> int:
    """A weight around 1,000, log-normal: luck multiplies."""
    return max(1, round(1000 * random.lognormvariate(0, spread)))


def share(total: int, weights: Sequence[int], caps: Sequence[int] | None = None) -> list[int]:
    """A total shared out by weights, none above its cap: whole parts, then one each to the largest remainders, in rounds.

    Raises ValueError where the caps leave no room for the total.
    """
    room = [total] * len(weights) if caps is None else list(caps)
    if sum(room) < total:
        raise ValueError(f"{total} do not go into {sum(room)}")
    given = [0] * len(weights)
    left = total
    while left:
        able = [index for index, cap in enumerate(room) if given[index] < cap]
        if not any(weights[index] for index in able):
            weights = [1] * len(room)
        whole = sum(weights[index] for index in able)
        parts = [left * weights[index] // whole for index in able]
        before = left
        for index, part in zip(able, parts, strict=True):
            more = min(part, room[index] - given[index])
            given[index] += more
            left -= more
        if left and before - left < len(able):  # what is left is a matter of remainders: one each, the largest first
            remainders = {index: before * weights[index] % whole for index in able}
            for index in sorted(able, key=lambda i: remainders[i], reverse=True):
                if left and given[index] < room[index]:
                    given[index] += 1
                    left -= 1
    return given
