"""What a commission has to do up the chain: the contests it sums up or declares, and where each of them stands. Values only."""

from dataclasses import dataclass
from datetime import date

from dauys.acts import State
from dauys.acts.status import NOTHING, moved
from dauys.election.event import Contest, Event
from dauys.law import Outcome, Question
from dauys.law.words import Names
from dauys.protocol import Figures
from dauys.protocol.calendar import Milestone, dates_of, load_calendar


@dataclass(frozen=True, slots=True)
class Task:
    """One contest at one commission: the stations whose papers it sums up, and in which part."""

    state: State
    contest: Contest
    commission: str
    stations: tuple[str, ...]
    kinds: frozenset[str]
    deeds: frozenset[str]

    @property
    def signs(self) -> bool:
        """Whether its own summary is waited for."""
        return self.commission in self.state.summing(self.contest.id)

    @property
    def declares(self) -> bool:
        """Whether it declares the result."""
        return "declares" in self.deeds

    @property
    def calls(self) -> bool:
        """Whether it calls a second round of the contest."""
        return self.commission in self.state.calling(self.contest.id)

    @property
    def status(self) -> str:
        """The word beside the contest's numbers."""
        return self.state.status.get(self.contest.id, NOTHING)

    @property
    def classes(self) -> dict[str, int]:
        """Its papers by class."""
        return dict(self.state.partition(self.contest.id, self.stations))

    @property
    def missing(self) -> int:
        """Its papers that are still waited for, corrected ones among them."""
        return len(self.state.waited_for(self.contest.id, self.stations))

    @property
    def papers(self) -> dict[str, Figures | None]:
        """The figures that count, by station; None where none do."""
        return {station: self.state.counting(station, self.contest.id) for station in self.stations}

    @property
    def declared_as(self) -> str | None:
        """The status that a declaration by this commission would give now; None where it cannot declare."""
        if not self.declares:
            return None
        chain = self.state.chain(self.state.event.body(self.contest.body).law)
        return moved(chain, self.status, "result declared", self.kinds, self.state.when(self.contest.id))


def task_of(state: State, commission: str, contest: Contest) -> Task | None:
    """A commission's part in a contest; None where it neither sums up nor declares."""
    stations, kinds, deeds = [], frozenset[str](), frozenset[str]()
    for station in state.event.stations_of(contest.id):
        part = state.way(station.id, contest.id).get(commission)
        if part is not None and part.deeds & {"sums up", "declares"}:
            stations.append(station.id)
            kinds, deeds = kinds | part.kinds, deeds | part.deeds
    return Task(state, contest, commission, tuple(stations), kinds, deeds) if stations else None


def tasks_of(state: State, commission: str, body: str | None = None) -> list[Task]:
    """All contests that a commission sums up or declares, or those of one body."""
    contests = (one for one in state.event.contests if body in (None, one.body))
    return [task for contest in contests if (task := task_of(state, commission, contest)) is not None]


def asked(outcome: Outcome, contest: Contest) -> list[Question]:
    """The open questions that a contest's result hangs on: its own, and those on the whole of its tier."""
    here = (contest.constituency, None)
    return [one for one in outcome.questions if one.tier == contest.tier and (contest.tier == "list" or one.place in here)]


# ---- by when -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """A milestone after the vote: the law's words, the day that was set (None: not known), and the days left to it."""

    milestone: Milestone
    day: date | None
    hours: str | None
    left: int | None  # negative: it has passed

    @property
    def late(self) -> int:
        """Days since it passed."""
        return -(self.left or 0)

    @property
    def law(self) -> Names | None:
        """The offset in the law's words."""
        return self.milestone.law


def due(law: str, event: Event, today: date) -> list[Due]:
    """What is due after the vote, in the calendar's order. A date that nobody has set is not made up from the law's offset."""
    known, found = dates_of(event, law), []
    for milestone in load_calendar(law).milestone:
        offset, stored = milestone.offset, known.get(milestone.code)
        if offset is None or (offset.of, (offset.days or 0) > 0) not in _AFTER:
            continue
        day = None if stored is None else stored.day
        left = None if day is None else (day - today).days
        found.append(Due(milestone, day, None if stored is None else stored.hours, left))
    return found


_AFTER = {("election day", True), ("publication", True), ("result", True)}
