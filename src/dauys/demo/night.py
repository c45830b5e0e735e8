"""An invented night that adds up: figures for every protocol, whose sums are the official totals where these are known.

Invented are the figures of each station and of every contest that was not published. Kept to the vote are the official
list votes of the Mazhilis and of the maslikhats of Astana, Almaty and Karaganda, and those that were found of Kostanay and
Kyzylorda; a rehearsal with fewer voters keeps them in proportion. All controls of the form hold; what goes wrong on paper
and in typing is planted afterwards, on request (``faults.py``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random

from dauys.acts import STATION
from dauys.demo.ballots import KNOWN, Count, invent_ballots
from dauys.demo.chance import share
from dauys.demo.places import VOTERS
from dauys.demo.turnout import issued, known_of, region_of, some_of
from dauys.election.event import Event
from dauys.law import AGAINST_ALL
from dauys.protocol import Cell, Figures
from dauys.protocol.values import box_cell

__all__ = ["KNOWN", "Night", "Paper", "invent_figures", "invent_night", "share"]

ADDED = 3_028  # to the lists between the opening, 12,032,550, and the end of the day
OUTSIDE = (13, 1_000)  # of those who voted: as in the regions where it is known
IN_A_BOX = 20  # voters for whom a mobile box is sent, INVENTED
ISSUING = (11, 9, 10, 12, 8)  # how busy the members who issue ballots were, INVENTED


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the night: whose, and what stands on it."""

    station: str
    contest: str
    figures: Figures


@dataclass(frozen=True)
class Night:
    """What is true of an invented night, whatever is written or typed of it."""

    event: Event
    issued: Mapping[str, int]  # by station, of each of its contests
    outside: Mapping[str, int]  # of them on requests, outside the premises
    added: Mapping[str, int]  # to the voter list on the day, on absentee certificates
    counts: Mapping[str, Mapping[str, Count]]  # by contest and station

    def papers(self, station: str) -> tuple[Paper, ...]:
        """The papers of a station, its own record first."""
        contests = self.event.contests_of(station)
        return tuple(self.paper(station, contest) for contest in (STATION, *(one.id for one in contests)))

    def paper(self, station: str, contest: str) -> Paper:
        """The protocol of one contest, or the station's own record."""
        form = STATION if contest == STATION else self.event.contest(contest).tier
        lines = self._record(station) if contest == STATION else self._protocol(station, self.counts[contest][station])
        return Paper(station, contest, Figures(form, lines))

    def _protocol(self, station: str, count: Count) -> dict[str, Cell]:
        given, outside, received = self.issued[station], self.outside[station], self._received(station)
        parties: dict[str, int | None] = {option: votes for option, votes in count.votes.items() if option != AGAINST_ALL}
        return {
            "B1": given - outside, "B2": outside, "B": given, "D": self.by_member[station], "C": received,
            "E": received - given, "S": 0, "T": count.in_boxes, "P": parties, "N": count.votes.get(AGAINST_ALL, 0),
            "V": count.valid, "I": count.in_boxes - count.valid,
        }  # fmt: skip

    def _record(self, station: str) -> dict[str, Cell]:
        voters, given, outside, added = (
            self.event.stations[station].voters, self.issued[station], self.outside[station], self.added[station],
        )  # fmt: skip
        contests = [contest.id for contest in self.event.contests_of(station)]
        boxes: dict[str, int | None] = {
            str(box): held for box, held in enumerate(share(outside, [1] * -(-outside // IN_A_BOX)), 1)
        }
        mobile: dict[str, int | None] = {box_cell(box, one): held for box, held in boxes.items() for one in contests}
        stationary: dict[str, int | None] = {one: self.counts[one][station].in_boxes - outside for one in contests}
        return {
            "A0": voters - added, "A1": added, "A2": 0, "A": voters, "U": given - outside, "F": boxes, "G": mobile,
            "H": stationary, "K": added, "L": outside,
        }  # fmt: skip

    def _received(self, station: str) -> int:
        """Ballots delivered, one in a hundred above the voters (Art. 37(3)); none where nobody came and all went back."""
        return (self.event.stations[station].voters - self.added[station]) * 101 // 100 if self.issued[station] else 0

    @cached_property
    def by_member(self) -> Mapping[str, Mapping[str, int]]:
        """By station: ballots issued by each member, but the first two, chair and secretary, who may not (Art. 41(5))."""
        return {
            name: {str(member): given for member, given in enumerate(share(self.issued[name], self._issuing(name)), 3)}
            for name in self.event.stations
        }

    def _issuing(self, station: str) -> tuple[int, ...]:
        """More members issue where more voters are expected."""
        return ISSUING[: 2 + self.event.stations[station].voters // 800]


def invent_figures(event: Event, random: Random, nobody: frozenset[str] = frozenset()) -> Night:
    """The whole night; nobody: the stations to which no voter comes. The same event and random state give the same night."""
    given = issued(event, random, nobody)
    outside = known_of(event, lambda level: level.outside) | {None: 0}  # no boxes are carried about abroad
    by_hand = sum(given[station] for station in given if region_of(event, event.stations[station]) not in outside)
    added = known_of(event, lambda level: level.on_certificates)
    in_all = ADDED * sum(station.voters for station in event.stations.values()) // VOTERS
    return Night(
        event,
        given,
        some_of(event, given, outside, by_hand * OUTSIDE[0] // OUTSIDE[1], random),
        some_of(event, given, added, in_all - sum(added.values()), random),
        invent_ballots(event, given, random),
    )


def invent_night(event: Event, random: Random) -> Iterator[Paper]:
    """The papers of all stations, each station's own record first."""
    night = invent_figures(event, random)
    for station in event.stations:
        yield from night.papers(station)
