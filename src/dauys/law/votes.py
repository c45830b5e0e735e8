"""What a law is applied to: votes by tier, place and option; places; parties. Values only: no file, no country.

Votes are kept as they were counted, place by place; ``Votes.areas`` adds them up to the kind of place that a law asks
for. A number that is not known is None, and a sum with an unknown part is unknown: *not counted* is never zero.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from dauys.law.words import Names
from dauys.seats import Number

type Kind = Literal["list", "candidate", "against_all"]

AGAINST_ALL = "against_all"
"""The id of the line *against all* in every contest that has one."""

INDEPENDENT = "independent"
"""Under this word seats of candidates without a party are added up."""

COUNTRY = "country"
"""The kind of the place above all others."""


NO_NAMES = Names()


@dataclass(frozen=True, slots=True)
class Party:
    """A party, or a coalition or bloc that stands as one."""

    id: str
    names: Names = NO_NAMES
    groups: frozenset[str] = frozenset()  # "national minority", …: exemptions from a threshold
    members: int = 1  # parties in the coalition; 1 for a party alone


@dataclass(frozen=True, slots=True)
class Option:
    """A line on a ballot. Its party is where its seats are added up; None for an independent and for against all."""

    id: str
    kind: Kind
    party: str | None
    names: Names = NO_NAMES
    registered: str | None = None  # ISO 8601 date and time, to the minute; sorts as text
    candidates: int | None = None  # on the list; None: not known


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the tree of places: country, region, constituency."""

    id: str
    kind: str
    parent: str | None = None
    names: Names = NO_NAMES
    seats: Mapping[str, int] = field(default_factory=dict)  # by tier, where the law leaves them to be set for each place
    population: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a protocol says beside the votes; None: not known."""

    registered: int | None = None
    issued: int | None = None
    in_boxes: int | None = None
    valid: int | None = None
    invalid: int | None = None
    electors: int | None = None  # of an indirect election
    present: int | None = None

    def plus(self, other: "Figures") -> "Figures":
        return Figures(*(sum_of((getattr(self, name), getattr(other, name))) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Count:
    """Votes counted in one place on one ballot. ``round`` is 2 for a run-off."""

    tier: str
    place: str
    votes: Mapping[str, Number | None]  # by option
    figures: Figures = Figures()
    round: int = 1


@dataclass(frozen=True, slots=True)
class Declared:
    """A seat or seats that were declared by a commission, while the votes behind them are not known."""

    tier: str
    place: str | None  # None: somewhere in the country, the place is not known
    party: str | None
    seats: int
    option: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Votes:
    """Everything a law needs to know of one election."""

    counts: tuple[Count, ...]
    parties: Mapping[str, Party] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    options: Mapping[tuple[str, str | None, str], Option] = field(default_factory=dict)  # (tier, place or None, option)
    declared: tuple[Declared, ...] = ()
    admitted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # tier: lists admitted, base unknown
    seats: Mapping[str, int] = field(default_factory=dict)  # "list", "constituency", "the council": set for this body
    country: str = "country"

    def option(self, tier: str, place: str, name: str) -> Option:
        """The option as described for the place, or for the tier; else the party of that name, or against all."""
        for key in ((tier, place, name), (tier, None, name)):
            if key in self.options:
                return self.options[key]
        kind: Kind = "list" if tier == "list" else "candidate"
        if name == AGAINST_ALL:
            return Option(name, "against_all", None)
        return Option(name, kind, name if name in self.parties or not self.parties else None)

    def above(self, place: str, kind: str) -> str | None:
        """The place of a kind that a place lies in (or is); None where there is none, as for a station abroad."""
        if kind == COUNTRY:
            return self.country
        here: str | None = place
        while here is not None:
            node = self.places.get(here)
            if node is None:
                return None
            if node.kind == kind:
                return here
            here = node.parent
        return None

    def areas(self, tier: str, kind: str, round: int = 1) -> dict[str, Count]:
        """The votes of a tier added up in each place of a kind, by place; the country alone where kind is *country*.

        Places above which no place of the kind lies keep their own votes out of every area; ``strays`` names them.
        """
        gathered: dict[str, list[Count]] = defaultdict(list)
        for count in self.counts:
            if count.tier == tier and count.round == round:
                area = self.above(count.place, kind)
                if area is not None:
                    gathered[area].append(count)
        return {area: add_up(tier, area, counts, round) for area, counts in gathered.items()}

    def strays(self, tier: str, kind: str) -> tuple[str, ...]:
        """Places with votes of the tier that lie in no place of the kind."""
        return tuple(c.place for c in self.counts if c.tier == tier and self.above(c.place, kind) is None)


def add_up(tier: str, place: str, counts: Iterable[Count], round: int = 1) -> Count:
    """The sum of counts as one count: an option's votes are unknown where any part of them is."""
    parts = list(counts)
    if len(parts) == 1:
        return Count(tier, place, parts[0].votes, parts[0].figures, round)
    votes: dict[str, Number | None] = {}
    for part in parts:
        for option, number in part.votes.items():
            known = votes.get(option, 0)
            votes[option] = None if known is None or number is None else known + number
    figures = parts[0].figures
    for part in parts[1:]:
        figures = figures.plus(part.figures)
    return Count(tier, place, votes, figures, round)


def sum_of(numbers: Iterable[int | None]) -> int | None:
    """The sum; unknown where one of the numbers is."""
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def of_lists(votes: Mapping[str, Number], **figures: int) -> Votes:
    """Votes of one national list contest, for a quick try: ``of_lists({"A": 60, "B": 40}, in_boxes=105)``.

    The option ``against_all`` is the line against all.
    """
    return Votes(counts=(Count("list", "country", dict(votes), Figures(**figures)),))


def of_both(lists: Mapping[str, Number], constituencies: Mapping[str, Mapping[str, Number]]) -> Votes:
    """Votes of a small mixed election: national lists, and candidates (named by their party) in each constituency."""
    places = {place: Place(place, "constituency", "country") for place in constituencies}
    return Votes(
        counts=(
            Count("list", "country", dict(lists)),
            *(Count("constituency", place, dict(votes)) for place, votes in constituencies.items()),
        ),
        places={"country": Place("country", COUNTRY), **places},
    )
