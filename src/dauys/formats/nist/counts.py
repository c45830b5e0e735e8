"""The figures of a report: votes by option and unit, and the lines of the protocols by unit.

A figure that is not known is left out, never zero. A sum that lacks the figure of some counted paper is left out too: the
standard has no way to say that it is not whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dauys.acts import STATION
from dauys.election.event import Contest
from dauys.formats.nist.facts import Facts
from dauys.formats.nist.tree import Node, id_of
from dauys.law.votes import sum_of
from dauys.tally import Total
from dauys.tally.comparing import by_itself
from dauys.tally.sheet import IN_BOXES, INVALID, Row, Sheet, sheet_of

SKIPPED = ("contest", "mobile box and contest")
"""Lines of the station's own record with a cell for each contest: their sum over contests is a figure on no paper."""


@dataclass(frozen=True)
class Counted:
    """What counts of one contest, unit by unit: the district first, then places, then stations."""

    facts: Facts
    contest: Contest

    @cached_property
    def sheet(self) -> Sheet:
        return sheet_of(self.facts.event, self.contest)

    @cached_property
    def stations(self) -> Mapping[str, Row]:
        """The figures of the papers that count, by unit."""
        state, rows = self.facts.state, {}
        for station in self.facts.event.stations_of(self.contest.id):
            paper = by_itself(state.life(station.id, self.contest.id))
            if paper is not None:
                rows[id_of("station", station.id)] = self.sheet.row(paper)
        return rows

    @cached_property
    def places(self) -> Mapping[str, Row]:
        """The sums of the district and of the places in it, by unit, where a paper counts."""
        top = self.facts.body(self.contest).place
        return {
            self.facts.district(self.contest) if place == top else id_of("place", place): self._row(total)
            for place, total in self.facts.totals[self.contest.id].items()
            if total.counted
        }

    def _row(self, total: Total) -> Row:
        found: list[int | None] = []
        for column in self.sheet.columns:
            number = total.lines[column.line] if column.option is None else total.votes[column.option]
            found.append(None if column.name in total.lacking else number)
        return tuple(found)

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """Lines of the form that are no votes: where each stands in a row."""
        votes = set(self.sheet.votes.values())
        return {line: at for line, at in self.sheet.lines.items() if at not in votes}

    def votes(self, option: str) -> Iterator[Node]:
        """The votes for an option, unit by unit."""
        at = self.sheet.votes[option]
        for rows in (self.places, self.stations):
            for unit, row in rows.items():
                if (number := row[at]) is not None:
                    yield Node("VoteCounts", {"GpUnitId": unit, "Type": "total", "Count": number})


def ballot_counts(counted: Sequence[Counted]) -> Iterator[Node]:
    """The lines of the protocols of one ballot, unit by unit; of a place the sum over the contests of its stations."""
    tier = counted[0].contest.tier
    for unit, figures in _sums(counted).items():
        yield from _lines(unit, tier, figures)
    for one in counted:
        for unit, row in one.stations.items():
            yield from _lines(unit, tier, {line: row[at] for line, at in one.lines.items()})
    for one in counted:
        yield from _records(one.facts, one.contest)


def _sums(counted: Sequence[Counted]) -> Mapping[str, Mapping[str, int | None]]:
    sums: dict[str, dict[str, int | None]] = {}
    for one in counted:
        for unit, row in one.places.items():
            before = sums.get(unit)
            if before is None:
                sums[unit] = {line: row[at] for line, at in one.lines.items()}
            else:
                for line, at in one.lines.items():
                    before[line] = sum_of((before.get(line), row[at]))
    return sums


def _lines(unit: str, tier: str, figures: Mapping[str, int | None]) -> Iterator[Node]:
    """What any reader of the standard looks for, and then each line as it is called on the form."""
    total = {"BallotsCast": figures.get(IN_BOXES), "BallotsRejected": figures.get(INVALID)}
    if known := {name: number for name, number in total.items() if number is not None}:
        yield Node("BallotCounts", {"GpUnitId": unit, "Type": "total", **known})
    for line, number in figures.items():
        if number is not None:
            yield _line(unit, tier, line, number)


def _line(unit: str, form: str, line: str, number: int) -> Node:
    """One line. The standard has a name for ballots that do not count; *cast* is no more than the place for all others."""
    name = "BallotsRejected" if line == INVALID else "BallotsCast"
    return Node("BallotCounts", {"GpUnitId": unit, "Type": "other", "OtherType": f"protocol:{form}:{line}", name: number})


def _records(facts: Facts, contest: Contest) -> Iterator[Node]:
    """The stations' own records, each beside the first contest of its station."""
    forms = facts.state.forms(facts.body(contest).law)
    if contest.repeats is not None or not forms.has_form(STATION):
        return
    lines = [line.code for line in forms.form_of(STATION).line if line.per not in SKIPPED]
    for station in facts.event.stations_of(contest.id):
        record = facts.record(station.id)
        if record is not None and facts.event.contests_of(station.id)[0].id == contest.id:
            for line in lines:
                if (number := record.one(line)) is not None:
                    yield _line(id_of("station", station.id), STATION, line, number)
