"""The capacity drill: how many acts an office of this machine takes in a second, and how far that is above the night's peak."""

import os
import statistics
import time
from fractions import Fraction
from pathlib import Path

from dauys.demo.drills.founding import found
from dauys.demo.drills.load import Deed, Desk, together
from dauys.demo.drills.page import Line, Page
from dauys.demo.drills.programs import serving
from dauys.office.serving import WORKERS

PEAK = 40
"""Acts in a second at the nation's peak: ten protocols of four acts, where 10,223 stations send 20,000 to 40,000 in five hours
and the busiest second is five times the mean. INVENTED, as sizes before the day are."""

SLOW = 1000
"""Milliseconds in which 95 of 100 acts have to be answered."""


def tenths(measured: float) -> Fraction:
    """A measured number as it is shown."""
    return Fraction(round(measured * 10), 10)


def measured(folder: Path, stations: int, teams: int, seconds: float, times: int) -> Page:
    """Make an office in a folder, and let teams type through the API for so long; then approve.

    times: how many times the peak it must bear for the drill to end well. Clients run on the machine that they measure.
    """
    founded, done = found(stations, teams), list[Deed]()
    with serving(folder, os.environ, folder / "office.said", WORKERS) as port:
        desks = [Desk.of(team, port) for team in founded.teams]
        faults, ends, began = list[BaseException](), time.monotonic() + seconds, time.monotonic()

        def work(desk: Desk) -> None:
            try:
                for sheet in desk.team.papers:
                    if time.monotonic() > ends:
                        break
                    desk.enter(sheet, done.append, lambda: None)
            except BaseException as fault:
                faults.append(fault)

        together([lambda desk=desk: work(desk) for desk in desks])  # type: ignore[misc]
        took = time.monotonic() - began
        typed, began = len(done), time.monotonic()
        together([lambda desk=desk: desk.approve(done.append) for desk in desks])  # type: ignore[misc]
        approving = time.monotonic() - began
        for desk in desks:
            for one in desk.people:
                one.line.close()
    if faults:
        raise faults[0]
    times_of = [
        took_ for desk in desks for one in desk.people for step, all_ in one.took.items() if step != "list" for took_ in all_
    ]
    p95 = round(statistics.quantiles(times_of, n=20)[-1])
    rate = typed / took
    return Page("drill.capacity", (
        Line("drill.machine", True, {"cores": os.cpu_count() or 1, "teams": len(desks), "workers": WORKERS}),
        Line("drill.typed", typed > 0, {"acts": typed, "seconds": tenths(took), "rate": tenths(rate)}),
        Line("drill.approving", len(done) > typed, {"papers": len(done) - typed, "seconds": tenths(approving)}),
        Line("drill.p95", p95 < SLOW, {"quick": p95, "most": SLOW}),
        Line("drill.peak", rate >= times * PEAK, {"peak": PEAK, "ratio": tenths(rate / PEAK), "times": times}),
    ))  # fmt: skip
