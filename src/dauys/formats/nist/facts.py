"""What a report is made from: a state, the moment of its last act, outcomes and totals; and where each contest is counted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from dauys.acts import STATION, State
from dauys.acts.status import NOTHING
from dauys.election.event import Body, Contest, Event, law_of
from dauys.formats.nist.tree import id_of
from dauys.law import Outcome
from dauys.law.vocabulary import Tier
from dauys.protocol import Figures
from dauys.protocol.life import CLASSES
from dauys.tally import Total, totals
from dauys.tally.result import outcome_of


@dataclass(frozen=True, slots=True)
class Ballot:
    """Contests that are one Election of the standard: a body's lists, its constituencies, or votes repeated on one day."""

    body: str
    tier: str
    day: str  # ISO 8601
    repeated_for: str | None  # "tie" or "void"; None: the first vote

    @property
    def id(self) -> str:
        """Unlike that of any other ballot."""
        return ".".join((self.body, self.tier, *((self.repeated_for, self.day) if self.repeated_for else ())))


APPROVED, ANNULLED, EXPECTED = CLASSES["approved"], CLASSES["annulled"], CLASSES["expected"]


@dataclass(frozen=True)
class Facts:
    """Owned by one report. The totals of all contests, by contest and place, and the outcomes of all bodies, are handed in."""

    state: State
    at: str  # of the last act: ISO 8601 with its zone
    totals: Mapping[str, Mapping[str, Total]]
    outcomes: Mapping[str, Outcome]

    @classmethod
    def of(cls, state: State, at: str) -> "Facts":
        """Everything computed from the state. Raises BadInput where a lot that was drawn answers no question."""
        return cls(
            state,
            at,
            {contest.id: totals(state, contest) for contest in state.event.contests},
            {body: outcome_of(state, body) for body in state.event.bodies},
        )

    @property
    def event(self) -> Event:
        return self.state.event

    @property
    def generated(self) -> str:
        """The moment of the last act as the standard writes it: whole seconds, with the zone."""
        return datetime.fromisoformat(self.at).isoformat(timespec="seconds")

    @cached_property
    def ballots(self) -> Mapping[Ballot, Sequence[Contest]]:
        """The contests of each ballot."""
        found: dict[Ballot, list[Contest]] = {}
        for contest in self.event.contests:
            repeat = self.event.repeats.get(contest.id)
            day, cause = (self.event.date.isoformat(), None) if repeat is None else (repeat.date, repeat.cause)
            found.setdefault(Ballot(contest.body, contest.tier, day, cause), []).append(contest)
        return found

    def body(self, contest: Contest) -> Body:
        return self.event.body(contest.body)

    def tier(self, contest: Contest) -> Tier:
        """The rule by which a contest fills its seats."""
        tier = law_of(self.body(contest).law).tier_named(contest.tier)
        assert tier is not None  # else the contest would not be
        return tier

    def district(self, contest: Contest) -> str:
        """The unit in which a contest is decided: the body's place, its constituency, or where a vote is repeated."""
        if contest.repeats is not None:
            return id_of("repeat", contest.id)
        if contest.constituency is not None:
            return id_of("area", contest.constituency)
        return id_of("place", self.body(contest).place)

    def whole(self, contest: Contest) -> Total | None:
        """The totals of a contest; None where it has no station."""
        return self.totals[contest.id].get(self.body(contest).place)

    def status(self, contest: Contest) -> str:
        """The word beside the numbers of a contest."""
        return self.state.status.get(contest.id, NOTHING)

    def decided(self, contest: Contest) -> bool:
        """Whether nothing is missing of the votes by which a constituency's or the lists' seats are given."""
        votes = (contest, *self.again.get(contest.repeats or contest.id, ()))
        first = () if contest.repeats is None else (self.event.contest(contest.repeats),)
        return all((whole := self.whole(one)) is not None and whole.complete for one in (*votes, *first))

    @cached_property
    def again(self) -> Mapping[str, Sequence[Contest]]:
        """The repeat votes of a contest."""
        found: dict[str, list[Contest]] = {}
        for contest in self.event.contests:
            if contest.repeats is not None:
                found.setdefault(contest.repeats, []).append(contest)
        return found

    @cached_property
    def classes(self) -> Mapping[str, frozenset[str]]:
        """By station: the classes of the protocols that are expected of its contests."""
        state, event = self.state, self.event
        return {
            station: frozenset(state.class_of(station, contest.id) for contest in event.contests_of(station))
            for station in event.stations
        }

    def recount(self, contest: Contest) -> bool:
        """Whether somewhere a recount was ordered, and its paper has not come yet."""
        lives = (self.state.lives.get((station.id, contest.id)) for station in self.event.stations_of(contest.id))
        return any(life is not None and life.latest.recount is not None for life in lives)

    def record(self, station: str) -> Figures | None:
        """The station's own record, where it counts."""
        return self.state.counting(station, STATION)

    @cached_property
    def contest_ids(self) -> Mapping[str, Contest]:
        """Contests by their id in a report."""
        return {id_of("contest", contest.id): contest for contest in self.event.contests}

    @cached_property
    def repeated(self) -> Mapping[str, frozenset[str]]:
        """Contests that are voted on anew after a tie, and the options that stand again."""
        return {one.of: frozenset(one.options) for one in self.event.repeats.values() if one.cause == "tie"}


def count_status(classes: Collection[str]) -> str:
    """How far the count is, from the classes of expected protocols. What was annulled is not waited for, and not counted."""
    waited = {*classes} - {ANNULLED}
    if not waited:
        return "unknown"
    if waited == {APPROVED}:
        return "completed"
    return "not-processed" if waited == {EXPECTED} else "in-process"
