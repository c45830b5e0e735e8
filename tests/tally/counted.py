"""An invented night of 80 stations, every protocol approved, and hands to change it."""

from dataclasses import replace
from functools import cache
from random import Random

from dauys.acts import State
from dauys.demo.definition import invent_definition
from dauys.demo.night import invent_night
from dauys.protocol import Figures
from dauys.protocol.life import APPROVED, Life, Protocol

LIST, BODY = "mazhilis.list", "mazhilis"


@cache
def event():
    return invent_definition(80, seed=1)


@cache
def figures():
    """What stands on every paper, by station and contest."""
    return {(paper.station, paper.contest): paper.figures for paper in invent_night(event(), Random(1))}


def version(station, contest, state=APPROVED, number=1, paper=None):
    """One version of a protocol; with the figures of the night, unless others are given."""
    paper = paper or figures()[station, contest]
    return Protocol(station, contest, paper.form, number, state, figures=paper)


def night():
    """The state in which every paper of the night counts."""
    state = State(event())
    for station, contest in figures():
        state.lives[station, contest] = Life((version(station, contest),))
    return state


def changed(paper, **lines):
    """A paper with some lines written otherwise; a line that is None is not known."""
    return Figures(paper.form, {**paper.lines, **lines})


def put(state, station, contest, *versions):
    """Give a protocol these versions, numbered from 1."""
    state.lives[station, contest] = Life(tuple(replace(one, version=n) for n, one in enumerate(versions, 1)))


def stations(contest=LIST):
    return [station.id for station in event().stations_of(contest)]


def messy_night():
    """The night with some protocols missing, on their way, held, corrected, annulled, and some that lack a figure."""
    state = night()
    random = Random(7)
    for station, contest in list(figures()):
        if contest not in {one.id for one in event().contests}:
            continue
        paper = figures()[station, contest]
        other = changed(paper, V=1234, P=dict.fromkeys(paper.lines["P"], 7))
        some = next(iter(paper.lines["P"]))
        ways = (
            (),
            (version(station, contest, "received"),),
            (version(station, contest, "entered once"),),
            (version(station, contest, "differences"),),
            (version(station, contest, "agreed"),),
            (version(station, contest, "sent back"),),
            (version(station, contest, "held"),),
            (version(station, contest, "annulled"),),
            (version(station, contest, paper=other), version(station, contest)),  # corrected
            (version(station, contest, paper=other), version(station, contest, "received")),  # under correction
            (version(station, contest, paper=other), version(station, contest), version(station, contest, "held")),
            (version(station, contest, paper=other), version(station, contest, "annulled")),  # and the first counts no more
            (version(station, contest, "held"), version(station, contest)),  # corrected before it counted
            (version(station, contest, paper=changed(paper, I=None)),),
            (version(station, contest, paper=changed(paper, P={**paper.lines["P"], some: None})),),
            (version(station, contest, paper=changed(paper, S=3)),),
        )
        way = random.randrange(3 * len(ways))
        if way < len(ways):
            state.lives.pop((station, contest))
            if ways[way]:
                put(state, station, contest, *ways[way])
    return state
