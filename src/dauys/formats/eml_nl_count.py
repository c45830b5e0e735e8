"""A Dutch count as values: who got how many votes in which reporting unit, and whether its sums hold.

The words are those of EML 510 and 520 (OASIS EML 5.0, as the Kiesraad restricts it). What a file does not give is None or
not in the table, never zero.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from dauys.text import Fault

ADMITTED = "toegelaten kiezers"
MORE, FEWER = "meer getelde stembiljetten", "minder getelde stembiljetten"
"""Codes of uncounted votes that the balance needs: voters admitted; ballots more, and fewer, than voters."""

type Kind = Literal["party", "candidate", "answer"]
"""What a line is; an answer is one of a referendum."""


@dataclass(frozen=True, slots=True)
class Option:
    """A line that got votes."""

    id: str  # of a party "2", of a candidate of it "2.14"
    kind: Kind
    name: str | None  # as the file gives it; candidates of a count have mostly none
    party: str | None  # id of the party that a candidate stands for


@dataclass(frozen=True, slots=True)
class Votes:
    """What was counted in one place: a station, or all of them. Whole ballots, never shares."""

    options: Mapping[str, int]  # valid votes by id of option; a party's include those of its candidates
    cast: int | None  # in Dutch counts those entitled to vote
    counted: int | None  # valid votes
    rejected: Mapping[str, int]  # ballots without a valid vote by reason: ongeldig, blanco
    uncounted: Mapping[str, int]  # further figures of the record by code, such as ADMITTED
    where: str = ""  # path of the element, for whoever finds a fault
    line: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit: a station, or a municipality in a count above it."""

    id: str
    name: str | None
    votes: Votes


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest of a count."""

    id: str
    name: str | None
    options: tuple[Option, ...]
    total: Votes | None
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """Which election a message is of."""

    message: str  # 510a to 510s, or 520
    election: str
    name: str | None
    category: str  # GR, TK, …
    day: date
    domain: str | None  # the municipality, province, …
    authority: str | None  # who counted


@dataclass(frozen=True, slots=True)
class Count:
    """A message 510."""

    head: Head
    contests: tuple[Contest, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A line of a result."""

    option: Option
    elected: bool
    ranking: int | None
    votes: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """A message 520: who is elected, by contest."""

    head: Head
    contests: Mapping[str, tuple[Chosen, ...]]


# ---- do the figures hold? ------------------------------------------------------------------------------------------------


def contradictions(count: Count, path: Path) -> tuple[Fault, ...]:
    """Every sum of a count that does not hold, as a fault at its element.

    By place: parties add up to the valid votes, candidates to their party, and valid, blank and void ballots to the voters
    admitted, but for ballots too many and too few. By contest: units add up to the total, line by line.
    """
    found: list[Fault] = []
    for contest in count.contests:
        for place in (*([contest.total] if contest.total else []), *(unit.votes for unit in contest.units)):
            found += _of_place(contest, place, path)
        if contest.total is not None and contest.units:
            found += _of_units(contest, contest.total, path)
    return tuple(found)


def _of_place(contest: Contest, place: Votes, path: Path) -> Iterator[Fault]:
    top = sum(place.options.get(one.id, 0) for one in contest.options if one.kind != "candidate")
    if place.counted is not None and top != place.counted:
        cause = f"the lines add up to {top}, TotalCounted says {place.counted}"
        yield _at(path, place, "TotalCounted", place.counted, cause)
    for party in (one.id for one in contest.options if one.kind == "party"):
        own = [place.options[one.id] for one in contest.options if one.party == party and one.id in place.options]
        if own and party in place.options and sum(own) != place.options[party]:
            cause = f"the candidates of list {party} add up to {sum(own)}, the list has {place.options[party]}"
            yield _at(path, place, "Selection", place.options[party], cause)
    admitted = place.uncounted.get(ADMITTED)
    if admitted is not None and place.counted is not None and place.rejected:
        ballots = place.counted + sum(place.rejected.values())
        expected = admitted + place.uncounted.get(MORE, 0) - place.uncounted.get(FEWER, 0)
        if ballots != expected:
            cause = f"{ballots} ballots, but {expected} voters admitted, ballots too many and too few taken into account"
            yield _at(path, place, "UncountedVotes", admitted, cause)


def _of_units(contest: Contest, total: Votes, path: Path) -> Iterator[Fault]:
    units = [unit.votes for unit in contest.units]
    tables: dict[str, tuple[Mapping[str, int | None], list[Mapping[str, int | None]]]] = {
        "Selection": (total.options, [one.options for one in units]),
        "RejectedVotes": (total.rejected, [one.rejected for one in units]),
        "UncountedVotes": (total.uncounted, [one.uncounted for one in units]),
        "Cast": ({"Cast": total.cast}, [{"Cast": one.cast} for one in units]),
        "TotalCounted": ({"TotalCounted": total.counted}, [{"TotalCounted": one.counted} for one in units]),
    }
    for element, (whole, parts) in tables.items():
        for key, said in whole.items():
            known = [votes for part in parts if (votes := part.get(key)) is not None]
            if said is not None and len(known) == len(parts) and sum(known) != said:
                cause = f"the {len(parts)} reporting units add up to {sum(known)} for {key}, the total says {said}"
                yield _at(path, total, element, said, cause)


def _at(path: Path, place: Votes, element: str, value: object, cause: str) -> Fault:
    cure = "ask the authority which of the figures is right"
    return Fault(str(path), place.line, f"{place.where}/{element}", value, cause, cure)
