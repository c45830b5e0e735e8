"""What can go wrong in an invented night, on paper and in typing: one table says what, who finds it, and how it ends.

Faults are planted on request, so that tests, drills and teachers can see each of them found. None is mended in silence:
every way back is a row of acts. In the end what counts is true again, but for papers that never come; a paper *accepted
as signed* keeps its broken line, and that line moves no vote.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dauys.acts import STATION
from dauys.demo import answers, spoilt
from dauys.demo.definition import station_code
from dauys.demo.night import Night
from dauys.demo.places import STATION_58, drawn
from dauys.demo.turnout import by_region
from dauys.election.event import Event
from dauys.protocol import Figures
from dauys.text import BadInput, Fault


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table."""

    name: str
    wrong: str  # on the paper, or in typing
    found_by: str  # a control of the form, or the act that brings it to light
    end: str
    figures: Callable[[Night, str, str, int], Figures | None] = spoilt.as_it_is
    answer: answers.Answer = answers.ordinary
    touches: Literal["a contest", "all contests", "the record", "all papers"] = "a contest"


ONE, TWO = "approved, version 1", "approved, version 2"

NOBODY_CAME = Kind(
    "all zero", "every figure is zero: nobody came, and the ballots went back unopened", "W107", f"{ONE}, empty explained",
    touches="all contests",
)  # fmt: skip
LATE = Kind("late", "the papers arrive after midnight", "protocol received", ONE, touches="all papers")
MISSING = Kind("missing", "the papers never arrive", "not received", "not received", touches="all papers")
ALIKE = Kind(
    "mistaken alike", "both people type the votes of two options in each other's lines; every sum holds",
    "the paper alone", f"{ONE}, wrong", spoilt.weakest_swapped,
)  # fmt: skip

KINDS = (
    Kind(
        "typing slip", "one of two people types a figure wrong",
        "differences resolved", ONE, spoilt.digit_slipped, answers.one_slips,
    ),
    Kind(
        "wrong sum, accepted", "ballots issued by the members do not add up",
        "E102", f"{ONE}, E102 accepted", spoilt.members_miscounted,
    ),
    Kind(
        "wrong sum, recounted", "valid ballots are added up wrongly",
        "E107", TWO, spoilt.wrong_sum, answers.recounted_at_once,
    ),
    Kind(
        "digits transposed", "both people read two digits in the wrong order",
        "E107", ONE, spoilt.transposed, answers.typed_anew("the controls fail by a multiple of nine: digits changed places"),
    ),
    Kind(
        "votes swapped", "the votes of two options stand in each other's lines; every sum holds",
        "recount ordered", TWO, spoilt.swapped, answers.recounted_next_day("the shares are far from the neighbours'", 11),
    ),
    Kind(
        "corrected after a complaint", "good ballots were put with the invalid ones",
        "recount ordered", TWO, spoilt.too_strict, answers.recounted_next_day("a complaint about ballots declared invalid", 13),
    ),
    Kind(
        "blank paper", "the paper is signed and not filled in",
        "E000", ONE, spoilt.blank, answers.typed_anew("the paper is not filled in"),
    ),
    Kind(
        "wrong station's paper", "the paper of another station lies in the envelope",
        "E105", ONE, spoilt.of_another_station, answers.typed_anew("the paper is of another station"),
    ),
    Kind(
        "one ballot too many", "a mobile box holds one ballot more than was asked for",
        "H001", f"{ONE}, H001 accepted", spoilt.one_too_many, answers.held_as_agreed, "the record",
    ),
    Kind("held and released", "an observer's act casts doubt on it", "protocol held", ONE, answer=answers.held_at_once),
    Kind("sent back", "a signature is missing on the paper", "protocol sent back", ONE, answer=answers.sent_back),
    NOBODY_CAME,
    LATE,
)  # fmt: skip
"""Planted in turn, as many as are asked for. Papers that never arrive, and mistakes that nobody sees, are asked for apart."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault on one paper. figures: as they stand on it or are typed, None where the night does not touch them."""

    station: str
    contest: str
    kind: Kind
    figures: Figures | None = None


@dataclass(frozen=True)
class Touched:
    """Which stations something goes wrong at, chosen before there are any figures."""

    by_chance: tuple[str, ...]
    nobody: frozenset[str]
    missing: frozenset[str]
    seed: int
    alike: tuple[str, ...] = ()

    def planted(self, night: Night) -> dict[tuple[str, str], Planted]:
        """The faults in the figures of a night, by station and contest."""
        found = list(self._in_turn(night))
        for kind, stations in ((NOBODY_CAME, self.nobody), (MISSING, self.missing)):
            for station in sorted(stations):
                found += _on_all(night, station, kind)
        for station in self.alike:
            found += self._at(night, station, ALIKE)
        return {(one.station, one.contest): one for one in found}

    def _in_turn(self, night: Night) -> Iterator[Planted]:
        """At each station the next kind that can be there; all kinds come once before one comes again."""
        kinds = [kind for kind in KINDS if kind is not NOBODY_CAME]
        turn = list(kinds)
        for station in self.by_chance:
            while not (planted := next(filter(None, (self._at(night, station, kind) for kind in turn)), None)):
                turn += kinds
            turn.remove(planted[0].kind)
            turn = turn or list(kinds)
            yield from planted

    def _at(self, night: Night, station: str, kind: Kind) -> list[Planted]:
        """The fault at a station, on the contest that is drawn; empty where it cannot be."""
        if kind.touches == "all papers":
            return _on_all(night, station, kind)
        contests = [STATION] if kind.touches == "the record" else [one.id for one in night.event.contests_of(station)]
        contests.sort(key=lambda contest: drawn(2**32, self.seed, "fault", station, contest))
        for contest in contests:
            chance = drawn(2**32, self.seed, "figures", station, contest)
            if (figures := kind.figures(night, station, contest, chance)) is not None:
                return [Planted(station, contest, kind, figures)]
        return []


def _on_all(night: Night, station: str, kind: Kind) -> list[Planted]:
    record = (STATION,) if kind.touches == "all papers" else ()
    return [Planted(station, contest, kind) for contest in (*record, *(one.id for one in night.event.contests_of(station)))]


def touched(event: Event, faults: float, missing: float, seed: int, alike: int = 0) -> Touched:
    """The stations to be touched, ``faults`` and ``missing`` being shares of all of them; never station 58.

    alike: at how many others, where there are so many, both people are mistaken alike. Raises BadInput where the shares are
    none, or together more than there is.
    """
    wrong = [
        Fault(name, None, None, given, "a share of the stations is between 0 and 1", "give 0.05 for one station in twenty")
        for name, given in (("--faults", faults), ("--missing", missing))
        if not 0 <= given <= 1
    ]
    if not wrong and faults + missing > 1:
        cause = "faults and missing papers together are at more stations than there are"
        wrong = [Fault("--missing", None, None, missing, cause, "give shares that add up to 1 or less")]
    if wrong:
        raise BadInput(tuple(wrong))
    whole = station_code("AST", STATION_58[1])
    order = sorted(event.stations.keys() - {whole}, key=lambda station: (drawn(2**32, seed, "touched", station), station))
    gone, number = round(missing * len(event.stations)), round(faults * len(event.stations))
    absent, rest = order[:gone], order[gone:]
    empty = _emptied(event, rest, (number + len(KINDS) - 1 - KINDS.index(NOBODY_CAME)) // len(KINDS))
    others = [station for station in rest if station not in empty]
    by_chance, untouched = others[: number - len(empty)], others[number - len(empty) :]
    return Touched(tuple(by_chance), frozenset(empty), frozenset(absent), seed, tuple(untouched[:alike]))


def _emptied(event: Event, order: Sequence[str], number: int) -> list[str]:
    """Stations to which nobody comes: others of the region can stand for them, and each of their contests keeps two others."""
    room: dict[str | None, int] = {}
    region: dict[str, str | None] = {}
    found: list[str] = []
    for name, here in by_region(event).items():
        room[name] = sum(station.voters for station in here) // 8
        region |= {station.id: name for station in here}
    kept = Counter({contest.id: len(event.stations_of(contest.id)) for contest in event.contests})
    for station in order:
        contests = [contest.id for contest in event.contests_of(station)]
        voters = event.stations[station].voters
        if len(found) < number and voters <= room[region[station]] and all(kept[contest] > 2 for contest in contests):
            found.append(station)
            room[region[station]] -= voters
            kept.subtract(contests)
    return found


FIELDS = ("invented", "station", "contest", "fault", "wrong", "found_by", "end")


def faults_csv(planted: Iterable[Planted]) -> str:
    """The planted faults as a table: one row a paper, each of which says that it is invented."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(FIELDS)
    for one in planted:
        table.writerow(("INVENTED", one.station, one.contest, one.kind.name, one.kind.wrong, one.kind.found_by, one.kind.end))
    return text.getvalue()
