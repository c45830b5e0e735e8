"""Results as others published them, as pages ask for them: no station's protocol, no log, and what is not known stays so."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from dauys.election import Election
from dauys.election.day import Day, DayBody
from dauys.election.event import Body, Constituency, Contest, Event, Repeat, lineage, list_contest
from dauys.law import INDEPENDENT, Count, Option, Outcome, Party, Place, apply
from dauys.law.votes import Figures, add_up, sum_of
from dauys.law.words import Names
from dauys.publish.results import Results
from dauys.text import LANGUAGES, BadInput, Fault, phrase

STATUS = "reported"
"""The word beside every number: published by others, no protocol behind it."""


@dataclass(frozen=True, slots=True)
class Reported:
    """The votes of one contest at one place, as they were published or as they add up."""

    contest: str
    place: str
    votes: Mapping[str, int | None]
    figures: Figures
    partly: bool = False  # some lines of the ballot are not among the votes: they do not add up to anything
    counted: int = 0  # nobody published protocols
    stations: int = 0

    @property
    def voters(self) -> int | None:
        """On the lists."""
        return self.figures.registered

    @property
    def valid(self) -> int | None:
        """Valid votes as they were published, or else as they add up where all lines of the ballot are known."""
        if self.figures.valid is not None or self.partly or not self.votes:
            return self.figures.valid
        return sum_of(self.votes.values())

    @property
    def invalid(self) -> int | None:
        """Invalid ballots."""
        return self.figures.invalid


@dataclass(frozen=True, slots=True)
class OfficialSeats:
    """Seats of a party in a tier (or ``total``), as an authority published them. Never read for a count."""

    tier: str
    place: str
    party: str
    seats: int
    source: str


@dataclass(frozen=True)
class ReportedResults(Results):
    """The elections of a day, each counted by its law from the votes as published. Owned by one publication."""

    day: Day

    counting: ClassVar[bool] = False
    bundle: ClassVar[str] = ""

    @cached_property
    def event(self) -> Event:
        """The day without stations: its bodies, places, parties, and the options of each contest."""
        country = next(iter(self.day.bodies.values())).definition.country
        names = self.day.country if self.day.country != Names() else _names("reported.whole")
        places: dict[str, Place] = {country: Place(country, "country", names=names)}
        parties: dict[str, Party] = {}
        constituencies: dict[str, Constituency] = {}
        options: dict[str, tuple[Option, ...]] = {}
        bodies: dict[str, Body] = {}
        repeats: dict[str, Repeat] = {}
        for body, election in self.day.bodies.items():
            places |= {place.id: place for place in election.votes.places.values() if place.id not in places}
            parties |= election.votes.parties
            law = election.definition.law or ""
            name = str(election.folder / law) if law.endswith(".toml") and election.folder else election.law().id
            names = body.names if body.names != self.day.names else _names("reported.result")
            bodies[body.id] = Body(body.id, name, names, body.place or country, election.votes.seats)
            areas = self._areas(election)
            for number, place in enumerate(areas, 1):
                shown = place.id if len(place.id) <= 4 else str(number)
                constituencies[f"{body.id}.{place.id}"] = Constituency(f"{body.id}.{place.id}", body.id, shown, place.names)
            for (contest, round), counts in self._counts(body, election).items():
                ballot = _options(election, counts)
                if round == 1:
                    options[contest] = ballot
                else:
                    stood = tuple(option.id for option in ballot)
                    repeat = Repeat(contest, "tie", frozenset(), stood, self.day.date.isoformat())
                    repeats[repeat.id], options[repeat.id] = repeat, ballot
            options.setdefault(list_contest(body.id), ())
        return Event(
            self.day.names, self.day.date, country, False, self.day.id, self.day.notes, bodies, places, parties, constituencies,
            {}, {}, options, repeats=repeats,
        )  # fmt: skip

    @staticmethod
    def _areas(election: Election) -> list[Place]:
        """The places in each of which a person is elected."""
        tier = election.law().tier_named("constituency")
        return [] if tier is None else [place for place in election.votes.places.values() if place.kind == tier.area]

    @staticmethod
    def _counts(body: DayBody, election: Election) -> Mapping[tuple[str, int], list[Count]]:
        """What was counted and declared, by contest and round."""
        found: dict[tuple[str, int], list[Count]] = defaultdict(list)
        for count in election.votes.counts:
            contest = list_contest(body.id) if count.tier == "list" else f"{body.id}.{count.place}"
            found[contest, count.round].append(count)
        for seat in election.votes.declared:
            name = seat.option or seat.party
            if seat.place is not None and name is not None:
                found[f"{body.id}.{seat.place}", 1].append(Count(seat.tier, seat.place, {name: None}))
        for place in ReportedResults._areas(election):  # of which nothing was published
            if (f"{body.id}.{place.id}", 1) not in found:
                found[f"{body.id}.{place.id}", 1].append(Count("constituency", place.id, {}))
        return found

    @cached_property
    def totals(self) -> Mapping[str, Mapping[str, Reported]]:
        """By contest and place, from the place of a count up to that of the body."""
        found: dict[str, Mapping[str, Reported]] = {contest.id: {} for contest in self.event.contests}
        for body, election in self.day.bodies.items():
            top = self.event.body(body.id).place
            for (contest, round), counts in self._counts(body, election).items():
                id = contest if round == 1 else f"{contest}.repeat"
                gathered: dict[str, list[Count]] = defaultdict(list)
                for count in counts:
                    for place in self._up_to(count.place, top):
                        gathered[place].append(count)
                partly = counts[0].tier in election.votes.admitted
                found[id] = {place: _reported(id, place, at, partly) for place, at in gathered.items()}
        return found

    def _up_to(self, place: str, top: str) -> tuple[str, ...]:
        """A place and those above it, up to one; where it lies in no such place, it and that one."""
        found = lineage(place, self.event.places)
        return found[: found.index(top) + 1] if top in found else (top,)

    @cached_property
    def elections(self) -> Mapping[str, Election]:
        return {body.id: election for body, election in self.day.bodies.items()}

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        return {body: apply(election.law(), election.votes) for body, election in self.elections.items()}

    @cached_property
    def official(self) -> Mapping[str, tuple[OfficialSeats, ...]]:
        """The official seats by body; none where no official result was found."""
        return {body: tuple(_official(election.folder)) for body, election in self.elections.items()}

    def seats_at(self, body: str) -> Mapping[tuple[str, str, str], int]:
        """Seats as counted here by tier, place and party: a place has those of all in it, an empty place those of the body."""
        places, country = self.elections[body].votes.places, self.elections[body].definition.country
        found: Counter[tuple[str, str, str]] = Counter()
        for seat in self.outcomes[body].seats:
            above = lineage(seat.place, places) if seat.place is not None else ()
            for place in {"", *(one for one in above if one != country)}:
                for tier in (seat.tier, "total"):
                    found[tier, place, seat.party or INDEPENDENT] += seat.seats
        return found

    def status(self, contest: Contest) -> str:
        return STATUS

    def status_of_body(self, body: str) -> str:
        return STATUS

    def in_boxes(self, contest: str, place: str) -> Fraction | None:
        figures = self.totals[contest][place].figures
        return Fraction(figures.in_boxes, figures.registered) if figures.in_boxes is not None and figures.registered else None

    def page_of(self, place: str) -> str:
        """That of the body where the place is a body's own, of the contest where it is a constituency."""
        event = self.event
        body = next((one.id for one in event.bodies.values() if one.place == place and place == event.country), None)
        if body is not None:
            return f"{body}/index"
        area = next((body for body in event.bodies if f"{body}.{place}" in event.constituencies), None)
        return f"place/{place}" if area is None else f"{area}/{place}"

    def elected(self, contest: Contest) -> Option | None:
        option = next(iter(self.event.options_of(contest.id)), None)
        votes = [total.votes.values() for total in self.totals[contest.id].values()]
        return option if option is not None and all(one is None for each in votes for one in each) else None

    def within(self, body: str, place: str) -> tuple[Contest, ...]:
        """The constituencies of a body that are a place or lie in it; repeat votes are none of their own."""
        return self._within.get((body, place), ())

    @cached_property
    def _within(self) -> Mapping[tuple[str, str], tuple[Contest, ...]]:
        found: dict[tuple[str, str], list[Contest]] = defaultdict(list)
        for contest in self.event.contests:
            if contest.tier == "constituency" and contest.repeats is None:
                for place in self._up_to(place_of(contest), self.event.body(contest.body).place):
                    found[contest.body, place].append(contest)
        return {key: tuple(contests) for key, contests in found.items()}

    def ranges(self, body: str) -> Mapping[str, str]:
        return {}  # nothing is still to come

    def sure(self, body: str) -> Mapping[str, int]:
        return {}

    @property
    def stations(self) -> int:
        """Protocols of stations that were published, and are added up here."""
        return max((number for election in self.elections.values() for number in election.stations.values()), default=0)


def place_of(contest: Contest) -> str:
    """The place of a constituency, for a repeat vote the same; empty for lists."""
    return "" if contest.constituency is None else contest.constituency.partition(".")[2]


def _names(key: str) -> Names:
    return Names(**{language: phrase(key, language) for language in LANGUAGES})


def _options(election: Election, counts: Iterable[Count]) -> tuple[Option, ...]:
    """The lines of a ballot, in the order in which the votes name them; against all last."""
    found: dict[str, Option] = {}
    party_of = {seat.option: seat.party for seat in election.votes.declared if seat.option is not None}
    for count in counts:
        for name in count.votes:
            option = election.votes.option(count.tier, count.place, name)
            found.setdefault(name, replace(option, party=party_of[name]) if name in party_of else option)
    order = {party: at for at, party in enumerate(election.votes.parties)}
    lists = sorted(found.values(), key=lambda one: (one.kind == "against_all", order.get(one.id, len(order))))
    return tuple(lists)


def _reported(contest: str, place: str, counts: Iterable[Count], partly: bool) -> Reported:
    whole = add_up("", place, counts)
    for option, number in whole.votes.items():
        if isinstance(number, Fraction) and number.denominator != 1:
            cause, cure = "votes with parts cannot be shown on a site yet", "count them with `dauys count`"
            raise BadInput((Fault("votes.csv", None, option, str(number), cause, cure),))
    votes = {option: None if number is None else int(number) for option, number in whole.votes.items()}
    return Reported(contest, place, votes, whole.figures, partly)


def _official(folder: Path | None) -> Iterator[OfficialSeats]:
    file = None if folder is None else folder / "official.csv"
    if file is None or not file.is_file():
        return
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            yield OfficialSeats(row["tier"], row["place"], row["party"], int(row["seats"]), row.get("source", ""))


CARRIED = (".csv", ".csv.gz", ".toml", ".md")
"""Endings of the files that are published with the site; whatever else lies in somebody's folder is nobody's business."""


def files_of(day: Day) -> Iterator[tuple[str, bytes]]:
    """The files of the folders that a day is read from, as they are: path from ``source/``, content."""
    folders = [election.folder for election in day.bodies.values()]
    for folder in dict.fromkeys([day.folder, *folders]):
        if folder is not None:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.name.endswith(CARRIED):
                    yield f"{folder.name}/{path.relative_to(folder).as_posix()}", path.read_bytes()
