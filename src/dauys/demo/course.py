"""The course of an invented election from the opening of the stations to the declared results: every act, in order of time.

Each station, each paper, each sum to be signed and each result to be declared is a process (``desk.py``). They wait for
each other and for nothing else; who receives, sums up and declares is what the chain of the edition says.
"""

from collections.abc import Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush
from itertools import count
from operator import itemgetter
from random import Random
from typing import Any

from dauys.acts import STATION, Act
from dauys.demo.answers import ordinary
from dauys.demo.clock import CLOSES, HOUR, MINUTE, OPENS
from dauys.demo.desk import Desk, Office, Process
from dauys.demo.faults import LATE, MISSING, Kind, Planted
from dauys.demo.places import drawn
from dauys.demo.results import declared, signed
from dauys.demo.turnout import reported

COUNTED_A_MINUTE = 70  # ballots; INVENTED, as all times of the night are
BEFORE = -(10**9)  # any moment of an election

type Faults = Mapping[tuple[str, str], Planted]
"""What was planted, by station and contest."""


def course(office: Office, planted: Faults) -> Iterator[tuple[int, Act]]:
    """All acts after the freezing of the definition, each with its moment. The state must have taken one in before the next."""
    event, told = office.night.event, turnout_told(office)
    return in_order(
        (
            *(day(office, station, told[station]) for station in event.stations),
            *(_papers(office, station, planted) for station in event.stations),
            *(signed(office, contest, *of) for contest in event.contests for of in office.state.summing(contest.id).items()),
            *(declared(office, body) for body in event.bodies),
        )
    )


def turnout_told(office: Office) -> Mapping[str, Mapping[int, int]]:
    """What each station tells of its turnout: ballots issued, by the hour in Astana."""
    event = office.night.event
    hours = {name: (_astana(office, name, OPENS), _astana(office, name, CLOSES)) for name in event.stations}
    return reported(event, office.night.issued, hours, Random(f"turnout {office.seed}"))  # noqa: S311


def in_order(processes: Iterable[Process]) -> Iterator[tuple[int, Act]]:
    """The acts of processes that run side by side, in order of time; of two at one moment the older process comes first."""
    number = count()
    waiting = [(BEFORE, next(number), process) for process in processes]
    heapify(waiting)
    while waiting:
        now, order, process = heappop(waiting)
        for step in process:
            if isinstance(step, Act):
                yield now, step
            elif isinstance(step, int):
                heappush(waiting, (step, order, process))
                break
            else:
                heappush(waiting, (now, next(number), step))


# ---- a station -------------------------------------------------------------------------------------------------------


def _astana(office: Office, station: str, hour: int) -> int:
    """An hour of the station's clock by that of Astana."""
    return office.clock.hour(station, hour) // HOUR


def day(office: Office, station: str, turnout: Mapping[int, int]) -> Process:
    """Opened, turnout reported, closed."""
    precinct = office.night.event.stations[station].commission
    opening, closing, telling = (drawn(5 * MINUTE, office.seed, station, what) for what in ("opened", "closed", "told"))
    acts: list[tuple[int, str, dict[str, Any]]] = [
        (office.clock.hour(station, OPENS) + opening, "station opened", {}),
        (office.clock.hour(station, CLOSES) + closing, "station closed", {}),
    ]
    for hour, number in turnout.items():
        acts.append((hour * HOUR + telling, "turnout reported", {"hour": f"{hour}:00", "issued": number}))
    for now, kind, payload in sorted(acts, key=itemgetter(0)):
        yield now
        yield office.act(now, kind, precinct, "secretary", station=station, **payload)


def arrival(office: Office, station: str, fault: Kind | None = None) -> int:
    """When the papers of a station arrive."""
    return _late(office, station) if fault is LATE else _counted(office, station)


def _counted(office: Office, station: str) -> int:
    """When a station has counted and its papers have arrived: the fewer ballots the sooner, and before midnight."""
    ballots = office.night.issued[station] * len(office.night.event.contests_of(station))
    counting = (30 * MINUTE + ballots * MINUTE // COUNTED_A_MINUTE) * (80 + drawn(41, office.seed, station, "count")) // 100
    arrival = office.clock.hour(station, CLOSES) + counting + drawn(25 * MINUTE, office.seed, station, "way")
    return min(arrival, office.clock.hour(station, 24) - 1 - drawn(15 * MINUTE, office.seed, station, "way"))


def _late(office: Office, station: str) -> int:
    """After midnight, but within the twelve hours that a count may take (Art. 43(1))."""
    return office.clock.hour(station, 24) + drawn(8 * HOUR, office.seed, station, "late")


def _papers(office: Office, station: str, planted: Faults) -> Process:
    """All papers are received; the station's own record is typed first, since the others are checked against it."""
    fault = planted[station, STATION].kind if (station, STATION) in planted else None
    if fault is MISSING:
        return
    now = arrival(office, station, fault)
    yield now
    desks = [Desk(office, station, contest, now) for contest in office.state.expected(station)]
    for desk in desks:
        yield desk.received()
    for desk in desks:
        desk.now = now
        yield _life(desk, planted)
        while desk.contest == STATION and desk.life.latest.figures is None:
            now += 5 * MINUTE
            yield now


def _life(desk: Desk, planted: Faults) -> Process:
    """The way of a paper to its approval, with what was planted on it."""
    fault = planted.get((desk.station, desk.contest))
    if fault is None:
        return ordinary(desk, desk.true)
    return fault.kind.answer(desk, desk.true if fault.figures is None else fault.figures)
