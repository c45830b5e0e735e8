"""Totals of every contest at every place, from approved protocols alone, with what is missing beside each number.

A total is never typed and never stored as truth: it is computed from the state that the acts have made. *Not counted* is
a class of the partition, and not zero. A figure that some papers do not have is summed over those that have it, and beside
the sum stands how many lack it: such a sum must not look whole.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dauys.acts import State
from dauys.election.event import Contest
from dauys.protocol.life import APPROVED, CLASSES
from dauys.tally.sheet import INVALID, Row, Sheet, sheet_of

CLASS_NAMES = tuple(dict.fromkeys(CLASSES.values()))
"""The classes of expected protocols, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Total:
    """One contest at one place: sums of the counted papers, and in which class all expected ones are.

    A sum is None where no counted paper has the figure.
    """

    contest: str
    place: str
    lines: Mapping[str, int | None]  # by line of the form, those by option left out; several cells as their sum
    votes: Mapping[str, int | None]  # by option
    lacking: Mapping[str, int]  # by figure (``T``, ``P.Amanat``): counted papers that do not have it; others have all
    partition: Mapping[str, int]  # expected protocols by class; they add up to ``stations``
    stations: int
    voters: int  # on the lists of all these stations, by the definition
    voters_counted: int  # of the stations whose protocol counts

    @property
    def counted(self) -> int:
        """The papers that are summed."""
        return self.partition["approved"]

    @property
    def valid(self) -> int | None:
        """Valid votes, those against all among them: the sum of all lines of the ballot, where all are known."""
        known = [number for number in self.votes.values() if number is not None]
        return sum(known) if known and len(known) == len(self.votes) else None

    @property
    def invalid(self) -> int | None:
        """Invalid ballots; None where the form has no such line, or no counted paper the figure."""
        return self.lines.get(INVALID)

    @property
    def complete(self) -> bool:
        """Nothing is missing: every expected protocol counts, or never will."""
        return self.partition["approved"] + self.partition["annulled"] == self.stations

    def named(self) -> dict[str, int | None]:
        """Everything as numbers by name, to be compared one by one."""
        return {
            "stations": self.stations, "voters": self.voters, "voters counted": self.voters_counted,
            **{f"class {name}": number for name, number in self.partition.items()},
            **{f"line {code}": number for code, number in self.lines.items()},
            **{f"votes {option}": number for option, number in self.votes.items()},
            **{f"lacking {figure}": number for figure, number in self.lacking.items()},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Expected:
    """One expected protocol: its class, and its figures where it counts."""

    voters: int
    class_: str
    row: Row | None


def totals(state: State, contest: Contest) -> dict[str, Total]:
    """The totals of a contest at each place that its stations lie in, by place; a place before those within it."""
    event = state.event
    sheet = sheet_of(event, contest)
    expected: dict[str, list[_Expected]] = defaultdict(list)
    for station in event.stations_of(contest.id):
        life = state.life(station.id, contest.id)
        paper = life.counting
        row = sheet.row(paper.figures) if paper is not None and paper.figures is not None else None
        one = _Expected(station.voters, life.class_, row)
        for place in event.places_above(station.id, contest):
            expected[place].append(one)
    return {place: _total(contest.id, place, sheet, here) for place, here in expected.items()}


def _total(contest: str, place: str, sheet: Sheet, expected: Sequence[_Expected]) -> Total:
    rows = [one.row for one in expected if one.row is not None]
    known = [[n for n in column if n is not None] for column in zip(*rows, strict=True)] or [[] for _ in sheet.names]
    sums = [sum(numbers) if numbers else None for numbers in known]
    classes = Counter(one.class_ for one in expected)
    return Total(
        contest,
        place,
        lines={code: sums[at] for code, at in sheet.lines.items()},
        votes={option: sums[at] for option, at in sheet.votes.items()},
        lacking={n: len(rows) - len(have) for n, have in zip(sheet.names, known, strict=True) if len(have) < len(rows)},
        partition={name: classes[name] for name in CLASS_NAMES},
        stations=len(expected),
        voters=sum(one.voters for one in expected),
        voters_counted=sum(one.voters for one in expected if one.class_ == CLASSES[APPROVED]),
    )
