"""Invented elections for tests of NIST reports: as states, and as files."""

import sys
from functools import cache
from pathlib import Path

from dauys.acts import STATION, State
from dauys.election.event import Repeat
from dauys.formats.nist import Facts, nist_json, nist_xml
from dauys.protocol import Figures
from dauys.protocol.life import APPROVED, Life, Protocol

sys.path += [str(Path(__file__).parents[1] / room) for room in ("tally", "publish")]

from counted import figures, night
from small_record import Office, small_event

AT = "2023-03-20T05:59:59.750+06:00"
SCHEMAS, SAMPLES = Path(__file__).parent / "schemas", Path(__file__).parent / "samples"
REPEATED = "mazhilis.01"


@cache
def whole_night():
    """A full mixed election, 80 stations, every paper counted."""
    return Facts.of(night(), AT)


@cache
def small_papers():
    """Papers that hold all controls, of the very small election, by station and contest."""
    office = Office(State(small_event()))
    return {
        (station, contest): office.paper(station, contest)
        for station in small_event().stations
        for contest in office.state.expected(station)
    }


def small_state(missing=(), holes=()):
    """The very small election with these papers missing; holes: (station, contest, line) that a counted paper does not have."""
    state = State(small_event())
    for (station, contest), lines in small_papers().items():
        if (station, contest) not in missing:
            known = {line: None if (station, contest, line) in holes else cell for line, cell in lines.items()}
            form = state.form_of(contest)
            paper = Protocol(station, contest, form, state=APPROVED, figures=Figures(form, known))
            state.lives[station, contest] = Life((paper,))
    return state


def repeated_state(cause="tie", counted=True):
    """The night, and a repeat vote in its first constituency: of the first two candidates, who have as many votes."""
    state = night()
    stations = [station.id for station in state.event.stations_of(REPEATED)]
    options = tuple(option.id for option in state.event.options_of(REPEATED))
    for station in stations if cause == "tie" else ():
        lines = {**figures()[station, REPEATED].lines, "P": {**dict.fromkeys(options[:-1], 0), **dict.fromkeys(options[:2], 9)}}
        one = Protocol(station, REPEATED, "constituency", state=APPROVED, figures=Figures("constituency", {**lines, "N": 0}))
        state.lives[station, REPEATED] = Life((one,))
    repeat = Repeat(REPEATED, cause, frozenset(stations[:1]), (*options[:2], "against_all"), "2023-05-14")
    after = State(state.event.with_repeat(repeat), state.lives)
    if counted:
        votes = {options[0]: 40, options[1]: 30}
        paper = Figures("constituency", {"P": votes, "N": 1, "T": 72, "B": 72, "V": 71, "I": 1})
        one = Protocol(stations[0], repeat.id, "constituency", state=APPROVED, figures=paper)
        after.lives[stations[0], repeat.id] = Life((one,))
    return after


def json_file(facts):
    return b"".join(nist_json(facts))


def xml_file(facts):
    return b"".join(nist_xml(facts))


__all__ = [
    "AT", "REPEATED", "SAMPLES", "SCHEMAS", "STATION", "figures", "json_file", "night", "repeated_state", "small_event",
    "small_papers", "small_state", "whole_night", "xml_file",
]  # fmt: skip
