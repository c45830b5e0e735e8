"""A small rehearsal for tests of acts: one event, papers that hold all controls, and acts on them by whoever may."""

from functools import cache

from dauys.acts import BY_TWO, STATION, State, figures_hash, read_act, table_of
from dauys.demo.definition import invent_definition
from dauys.demo.night import invent_night

DECISION = {"number": "7", "date": "2023-03-20", "members": 7, "present": 6, "for": 5, "against": 1, "dissent": None}


@cache
def event():
    return invent_definition(80, seed=1)


@cache
def papers():
    """Figures as they stand in an entry, by station and contest."""
    from random import Random

    return {(p.station, p.contest): table_of(p.figures) for p in invent_night(event(), Random(1))}


def entry(act, commission, author="p-one", at="2023-03-19T21:04:00+06:00", **payload):
    return {"act": act, "at": at, "commission": commission, "author": author, **payload}


def of_two(act, **payload):
    """What an act says; one by two people was prepared by somebody else than its author, unless told."""
    return ({"prepared_by": "p-two"} if act in BY_TWO else {}) | payload


class Desk:
    """A state, and acts done to it by the commission that receives the paper, unless another is named."""

    def __init__(self):
        self.state = State(event())
        self.entries = []

    def take(self, told):
        """An entry that is kept where it is not refused."""
        self.state.apply(read_act(told))
        self.entries.append(told)

    def do(self, act, station, contest, author="p-one", commission=None, **payload):
        where = commission or self.state.receiver(station, contest)
        self.take(entry(act, where, author, station=station, contest=contest, **of_two(act, **payload)))

    def other(self, act, commission, **payload):
        """Another act."""
        self.take(entry(act, commission, **of_two(act, **payload)))

    def enter(self, station, contest, figures=None, version=1):
        figures = figures or papers()[station, contest]
        if version == 1:
            self.do("protocol received", station, contest, scan=None)
        self.do("protocol entered", station, contest, "p-one", version=version, figures=figures)
        self.do("protocol entered again", station, contest, "p-two", version=version, figures=figures)

    def approve(self, station, contest, version=1):
        figures = self.state.life(station, contest).latest.figures
        found = self.state.findings(station, contest, figures)
        hard = sorted({one.code for one in found if one.severity != "warning"})
        soft = sorted({one.code for one in found if one.severity == "warning"})
        if hard:
            self.do(
                "accepted as signed", station, contest, "p-chair", version=version, codes=hard, reason="as on paper",
                decision=DECISION,
            )  # fmt: skip
        if soft:
            self.do("findings explained", station, contest, "p-chair", version=version, codes=soft, reason="looked into")
        self.do(
            "protocol approved", station, contest, "p-three", version=version, figures=figures_hash(table_of(figures))
        )  # fmt: skip

    def count(self, station, contest):
        self.enter(station, contest)
        self.approve(station, contest)

    def count_all(self, contest):
        for station in event().stations_of(contest):
            if (station.id, STATION) not in self.state.lives:
                self.count(station.id, STATION)
            self.count(station.id, contest)
