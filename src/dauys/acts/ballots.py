"""Ballots on their way: printed, delivered from commission to commission, received. They add up, or the difference is named.

What a commission has is what it had printed and what it received, less what it has delivered; nobody delivers more than he has.
What is received may be another number than was delivered: then both stand, and the difference beside them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from dauys.acts.kinds import Act
from dauys.acts.nominating import Unfit
from dauys.acts.nomination_acts import rules_of
from dauys.election.event import Contest
from dauys.protocol.beside import comes_with
from dauys.protocol.calendar import Matter, dates_of, load_calendar
from dauys.protocol.windows import check_window

DELIVERY: Matter = "delivery of ballots"
"""To a station."""

if TYPE_CHECKING:
    from dauys.acts.replay import State


@dataclass(frozen=True, slots=True)
class Delivery:
    """Ballots of one contest that went from one commission to another."""

    id: str
    contest: str
    sender: str
    to: str
    number: int  # as the sender counted them
    received: int | None = None  # as the other counted them; None: not received yet

    @property
    def difference(self) -> int | None:
        """How many more were received than delivered; below zero: fewer. None while nothing was received."""
        return None if self.received is None else self.received - self.number


@dataclass(slots=True)
class Ballots:
    """Where the ballots of an election are, by contest."""

    printed: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))  # contest: commission: number
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    _stock: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))  # contest and commission
    _received: dict[tuple[str, str], int] = field(default_factory=dict)  # contest and commission: of all its deliveries
    _serving: dict[str, Counter[str | None]] = field(default_factory=dict)  # by contest, counted once
    _above: dict[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)  # by contest, found once

    # ---- reading ---------------------------------------------------------------------------------------------------------

    def at(self, contest: str, commission: str) -> int:
        """How many ballots of a contest a commission has."""
        return self._stock.get((contest, commission), 0)

    def of(self, contest: str) -> tuple[Delivery, ...]:
        """The deliveries of a contest's ballots, in the order in which they left."""
        return tuple(one for one in self.deliveries.values() if one.contest == contest)

    def received(self, contest: str, commission: str) -> int | None:
        """How many ballots of a contest have come to a commission, of all deliveries together; None where none was received."""
        return self._received.get((contest, commission))

    def serving(self, state: "State", contest: str) -> Mapping[str | None, int]:
        """How many stations of a contest each commission serves."""
        if contest not in self._serving:
            self._serving[contest] = Counter(one.commission for one in state.event.stations_of(contest))
        return self._serving[contest]

    def above(self, state: "State", contest: Contest) -> Mapping[str, frozenset[str]]:
        """By commission of a contest, those from which ballots may come to it: above it in the tree, or on papers' way."""
        if contest.id not in self._above:
            self._above[contest.id] = _above(state, contest)
        return self._above[contest.id]

    def differences(self, contest: str) -> tuple[Delivery, ...]:
        """Those of which another number was received than delivered."""
        return tuple(one for one in self.of(contest) if one.difference)

    def on_the_way(self, contest: str) -> int:
        """How many were delivered and not received yet."""
        return sum(one.number for one in self.of(contest) if one.received is None)

    # ---- writing ---------------------------------------------------------------------------------------------------------

    def apply(self, state: "State", act: Act) -> None:
        """Take an act in. Raises NotAllowed, and is then as it was before."""
        told, here = act.payload, act.commission
        contest, roles = state.known_contest(told["contest"]), state.roles(here)
        match act.kind:
            case "ballots printed":
                if "precinct" in roles:
                    raise Unfit("a precinct commission has no ballots made")
                if here in self.printed[contest.id]:
                    raise Unfit("the printing of these ballots is written down already")
                self.printed[contest.id][here] = told["number"]
                self._stock[contest.id, here] += told["number"]
            case "ballots delivered":
                one = Delivery(told["delivery"], contest.id, here, told["to"], told["number"])
                self._check(state, contest, one)
                if "precinct" in state.roles(one.to):
                    _in_time(state, contest, act)
                self.deliveries[one.id] = one
                self._stock[contest.id, here] -= one.number
            case _:
                self._receive(contest, here, told)

    def _check(self, state: "State", contest: Contest, one: Delivery) -> None:
        if one.id in self.deliveries:
            raise Unfit(f"a delivery has this id already: {one.id}")
        if one.sender not in self.above(state, contest).get(one.to, ()):
            raise Unfit(f"ballots go down to a commission of the contest, and {one.to} is none below")
        if one.number > (here := self.at(contest.id, one.sender)):
            raise Unfit(f"more than the commission has: {one.number} > {here}")

    def _receive(self, contest: Contest, here: str, told: Mapping[str, object]) -> None:
        one = self.deliveries.get(str(told["delivery"]))
        if one is None or (one.contest, one.to) != (contest.id, here):
            raise Unfit(f"no such delivery is on its way here: {told['delivery']}")
        if one.received is not None:
            raise Unfit(f"this delivery is received already: {one.id}")
        number = told["number"]
        assert isinstance(number, int)
        self.deliveries[one.id] = replace(one, received=number)
        self._stock[contest.id, here] += number
        self._received[contest.id, here] = (self.received(contest.id, here) or 0) + number


def _in_time(state: "State", contest: Contest, act: Act) -> None:
    """Raise OutsideWindow where ballots go to a station on a day on which they may not. Where nobody has set a day, none is
    held; of deliveries between the commissions above it the law is silent."""
    law = state.event.body(contest.body).law
    if not comes_with(law, "calendar"):
        return
    calendar, dates = load_calendar(law), {**dates_of(state.event, law), **state.nominations.dates_of(contest)}
    if any(DELIVERY in (*one.opens, *one.closes) and one.code in dates for one in calendar.milestone):
        check_window(calendar, dates, DELIVERY, datetime.fromisoformat(act.at).replace(tzinfo=None))


def _above(state: "State", contest: Contest) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for station in state.event.stations_of(contest.id):
        for path in (list(state.way(station.id, contest.id)), list(_tree(state, station.commission))):
            for place, commission in enumerate(path):
                found[commission].update(path[place + 1 :])
    return {commission: frozenset(those) for commission, those in found.items()}


def _tree(state: "State", commission: str | None) -> Iterator[str]:
    while commission is not None:
        yield commission
        commission = state.event.commissions[commission].parent


def to_print(state: "State", contest: str) -> tuple[int, int]:
    """The voters of a contest, and how many ballots the edition has made for them. Raises NotAllowed for an edition without."""
    one = state.known_contest(contest)
    voters = sum(station.voters for station in state.event.stations_of(contest))
    return voters, rules_of(state.event, one.body).ballot.printed.number(voters)


def delivered(state: "State", station: str, contest: str) -> int | None:
    """The ballots of a contest that a station's commission has received, to set beside what its protocol says was received.

    None: none were written down, or the commission serves other stations in the contest too, and it is not known for which.
    """
    commission = state.event.stations[station].commission
    number = None if commission is None else state.ballots.received(contest, commission)
    return number if number is not None and state.ballots.serving(state, contest)[commission] == 1 else None
