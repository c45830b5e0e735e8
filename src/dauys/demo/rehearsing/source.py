"""What is played: an invented night, or the published protocols of a real election. Both go on from wherever they stand."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from dauys.acts import Act, State
from dauys.demo import alive
from dauys.demo.alive import Apart, Key
from dauys.demo.clock import MINUTE, Clock
from dauys.demo.course import arrival
from dauys.demo.definition import invent_definition
from dauys.demo.desk import Office
from dauys.demo.faults import LATE, touched
from dauys.demo.night import invent_figures
from dauys.demo.published import published
from dauys.demo.replayed import arrivals, person, reenacted
from dauys.election import load_election
from dauys.election.event import Event
from dauys.protocol import Figures

TYPING = 45 * MINUTE
"""From the arrival of the last papers of the night until they are approved."""

ALIKE_ONE_IN = 20
"""To so many stations with a fault comes one at which both people are mistaken alike, of which nobody will know. INVENTED."""


@dataclass(frozen=True, slots=True)
class Source:
    """A night to be played."""

    event: Event
    course: Callable[[State, Apart], Iterator[tuple[int, Act]]]
    arrivals: Mapping[str, int]  # by station, moments of its clock; not of those whose papers come after the night
    midnight: int  # seconds after midnight at moment 0
    figures: Callable[[str, str], Figures]  # what a paper says, by station and contest
    planted: Mapping[Key, str]  # what goes wrong, by paper: the name of the fault

    @property
    def ends(self) -> int:
        """The moment at which all is typed that has come in the night."""
        return max(self.arrivals.values()) + TYPING

    def reached(self, state: State) -> int | None:
        """How far a night has come that was begun before; None where no paper has arrived."""
        heard = {station for station, _ in state.lives}
        return max((moment for station, moment in self.arrivals.items() if station in heard), default=None)


def invented(stations: int, faults: float, seed: int = 1) -> Source:
    """The rehearsal of Kazakhstan 2023. Raises BadInput where stations or faults are out of their bounds."""
    event = invent_definition(stations, seed)
    touch = touched(event, faults, 0, seed, alike=-(-round(faults * len(event.stations)) // ALIKE_ONE_IN))
    night = invent_figures(event, Random(seed), touch.nobody)  # noqa: S311  (a rehearsal must be the same again)
    planted = touch.planted(night)
    office = Office(night, State(event), Clock(event, seed), seed)

    def course(state: State, apart: Apart) -> Iterator[tuple[int, Act]]:
        office.state = state
        return alive.course(office, planted, apart)

    late = {station for (station, _), one in planted.items() if one.kind is LATE}
    times = {station: arrival(office, station) for station in event.stations if station not in late}
    names = {key: one.kind.name for key, one in planted.items()}
    return Source(event, course, times, 0, lambda station, contest: night.paper(station, contest).figures, names)


def real(election: str, seed: int = 1) -> Source:
    """Published protocols re-enacted. Raises BadInput where there are none by station."""
    told = published(load_election(election))
    papers = {(paper.station, paper.contest): paper.figures for paper in told.papers}

    def act(kind: str, commission: str, part: str, **payload: Any) -> Act:
        payload["prepared_by"] = person(seed, commission, "secretary")
        return Act(kind, told.event.date.isoformat(), commission, person(seed, commission, part), payload)

    def decision(commission: str) -> dict[str, Any]:
        date = told.event.date.isoformat()
        return {"number": f"INVENTED {commission}", "date": date, "members": 1, "present": 1, "for": 1, "against": 0,
                "dissent": None}  # fmt: skip

    def course(state: State, apart: Apart) -> Iterator[tuple[int, Act]]:
        yield from reenacted(told, seed, state.frozen or "", state, apart.at_screens)
        # What was at somebody's screen when its turn had come; after the night nothing is any more.
        yield from ((source.ends, one) for _, one in reenacted(told, seed, state.frozen or "", state))
        yield from ((source.ends, one) for one in alive.results(state, act, decision))

    source = Source(told.event, course, arrivals(told.papers, seed), 20 * 60 * MINUTE, lambda *paper: papers[paper], {})
    return source


def source_of(election: str | None, stations: int, faults: float) -> Source:
    """By what was asked for."""
    return invented(stations, faults) if election is None else real(election)
