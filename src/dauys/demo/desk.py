"""A desk of an invented commission: the acts on one paper, in the order in which people do them, and who does which.

What happens is told as a process: a generator that yields moments until which it waits, and acts which are done at once. So
a process sees the state as it is when it acts, with everything that others did while it waited.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dauys.acts import BY_TWO, STATION, Act, State, figures_hash, table_of
from dauys.acts.merging import to_publish
from dauys.acts.sealing import sealed
from dauys.demo.clock import HOUR, MINUTE, Clock
from dauys.demo.night import Night
from dauys.demo.places import drawn
from dauys.protocol import Figures
from dauys.protocol.life import COUNTING, SEALED, Life

type Step = int | Act | Iterator[Step]
"""Wait until a moment, do an act, or let another process begin."""
type Process = Iterator[Step]

PAPERS_OF_A_TYPIST = 60
DECIDING = {"precinct": 7, "territorial": 7, "okrug": 5, "central": 7}
"""Members of a commission, by its kind (Art. 11(2), 13(1), 15-1(1), 17(1))."""


@dataclass
class Office:
    """What all commissions of a rehearsal have in common while the night goes on. Owned by one writing of a record."""

    night: Night
    state: State  # what the acts so far have made; the writer applies them, processes only look
    clock: Clock
    seed: int
    _people: dict[tuple[str, str, int], str] = field(default_factory=dict)
    _decisions: Counter[str] = field(default_factory=Counter)  # taken so far, by commission
    _beneath: dict[str, dict[str, Any]] = field(default_factory=dict)  # what lies under seals, by the hash of them

    def __post_init__(self) -> None:
        self.state.beneath = self._beneath.get

    @cached_property
    def receivers(self) -> Mapping[tuple[str, str], str]:
        """The commission that receives a paper, by station and contest."""
        return {
            (station, contest): self.state.receiver(station, contest)
            for station in self.night.event.stations
            for contest in self.state.expected(station)
        }

    @cached_property
    def typists(self) -> Mapping[str, int]:
        """How many people type at a commission: three at least, so that one can resolve what two typed differently."""
        return {who: 3 + papers // PAPERS_OF_A_TYPIST for who, papers in Counter(self.receivers.values()).items()}

    def person(self, commission: str, part: str, number: int = 0) -> str:
        """A pseudonym: the same person for the same part in one commission, and nobody real."""
        key = (commission, part, number)
        if key not in self._people:
            digest = hashlib.sha256(f"{self.seed} {commission} {part} {number}".encode()).hexdigest()
            self._people[key] = f"p-{digest[:12]}"
        return self._people[key]

    def act(self, now: int, kind: str, commission: str, part: str, number: int = 0, **payload: Any) -> Act:
        """An act of a commission by one of its people; one by two people its secretary has prepared."""
        if kind in BY_TWO:
            payload["prepared_by"] = self.person(commission, "secretary")
        return Act(kind, self.clock.written(now, commission), commission, self.person(commission, part, number), payload)

    def salt(self, station: str, contest: str, version: int) -> str:
        """Of the seals on one paper. INVENTED: a real one is drawn by chance and kept secret."""
        return hashlib.sha256(f"{self.seed} {station} {contest} {version}".encode()).hexdigest()

    def under_seals(self, figures: dict[str, Any], station: str, contest: str, version: int) -> dict[str, Any]:
        """Figures as they are typed: under seals, where the station may have to be published with its neighbours."""
        if contest == STATION or not self.night.event.group_of(station):
            return figures
        seals = sealed(figures, self.salt(station, contest, version))
        self._beneath[figures_hash(seals)] = figures
        return seals

    def decision(self, now: int, commission: str) -> dict[str, Any]:
        """A decision of a commission: all but one of its members were there, and one was against it."""
        self._decisions[commission] += 1
        members = DECIDING[self.night.event.commissions[commission].kind]
        return {
            "number": f"INVENTED-{self._decisions[commission]}",
            "date": self.clock.written(now, commission)[:10],
            "members": members,
            "present": members - 1,
            "for": members - 2,
            "against": 1,
            "dissent": "INVENTED: put in writing by the member who was against it",
        }


@dataclass
class Desk:
    """The work on one paper at the commission that receives it. Owned by the process of that paper."""

    office: Office
    station: str
    contest: str
    now: int

    def __post_init__(self) -> None:
        self._chance = 0  # a large number that is drawn once and used up
        self.commission = self.office.receivers[self.station, self.contest]
        self.precinct = self.office.night.event.stations[self.station].commission
        self._first = drawn(self.office.typists[self.commission], self.office.seed, self.station, self.contest, "typist")

    # ---- time and people ---------------------------------------------------------------------------------------------

    def later(self, least: int, most: int) -> int:
        """Wait for so many minutes, at least and at most."""
        if self._chance < 2**32:
            self._chance = 2**32 + drawn(2**64, self.office.seed, self.station, self.contest, self.now)
        self._chance, more = divmod(self._chance, (most - least) * MINUTE)
        self.now += least * MINUTE + more
        return self.now

    def morning_after(self, first: int, last: int) -> int:
        """Wait until some time between two hours of the next day, by the clock of the station."""
        begin = self.office.clock.hour(self.station, 24 + first)
        self.now = max(self.now, begin + drawn((last - first) * HOUR, self.office.seed, self.station, self.contest, "morning"))
        return self.now

    def typist(self, turn: int) -> int:
        """Who types in which turn: two people next to each other, and for a third look another one."""
        return (self._first + turn) % self.office.typists[self.commission]

    # ---- looking -----------------------------------------------------------------------------------------------------

    @property
    def life(self) -> Life:
        return self.office.state.life(self.station, self.contest)

    @property
    def true(self) -> Figures:
        """What the ballots say."""
        return self.office.night.paper(self.station, self.contest).figures

    def others_counted(self) -> bool:
        """Whether all other papers of the station are approved: its own record is checked beside them, and goes last."""
        state = self.office.state
        return all(
            state.life(self.station, other).latest.state in (*COUNTING, SEALED)
            for other in state.expected(self.station)
            if other != self.contest
        )

    # ---- acts --------------------------------------------------------------------------------------------------------

    def act(self, kind: str, part: str, number: int = 0, by: str | None = None, **payload: Any) -> Act:
        """An act on this paper, by the commission that receives it, or by another."""
        of = {"station": self.station, "contest": self.contest}
        return self.office.act(self.now, kind, by or self.commission, part, number, **of, **payload)

    def on_version(self, kind: str, part: str, number: int = 0, **payload: Any) -> Act:
        """An act on the version that is worked on."""
        version = self.life.latest.version
        if kind != "protocol approved" and "figures" in payload:
            payload["figures"] = self.office.under_seals(payload["figures"], self.station, self.contest, version)
        return self.act(kind, part, number, version=version, **payload)

    def told(self, kind: str, reason: str) -> Act:
        """An act that says why: held, released, sent back."""
        return self.on_version(kind, "member", reason=f"INVENTED: {reason}")

    def decided(self, kind: str, reason: str, **payload: Any) -> Act:
        """An act that needs a decision with its quorum."""
        decision = self.office.decision(self.now, self.commission)
        return self.on_version(kind, "chair", reason=f"INVENTED: {reason}", decision=decision, **payload)

    def received(self) -> Act:
        return self.act("protocol received", "clerk", scan=None)

    def entered(self, first: Figures, second: Figures | None = None) -> Process:
        """Two people type the paper, one after the other and blind to each other."""
        table = table_of(first)
        yield self.later(2, 12)
        yield self.on_version("protocol entered", "typist", self.typist(0), figures=table)
        yield self.later(2, 12)
        table = table if second is None else table_of(second)
        yield self.on_version("protocol entered again", "typist", self.typist(1), figures=table)

    def resolved(self, figures: Figures) -> Process:
        """A third person types the paper once more where the two differ."""
        yield self.later(5, 20)
        yield self.on_version("differences resolved", "typist", self.typist(2), figures=table_of(figures))

    def corrected(self, reason: str) -> Process:
        """A recount is ordered; the precinct counts anew, decides on a new paper and brings it."""
        yield self.decided("recount ordered", reason)
        yield self.later(60, 180)
        yield self.counted_anew()

    def counted_anew(self) -> Act:
        """The precinct's decision on the paper of a recount."""
        version = self.life.latest.version
        return self.act(
            "protocol corrected", "chair", by=self.precinct, version=version + 1, supersedes=version,
            reason="INVENTED: counted anew", decision=self.office.decision(self.now, self.precinct),
        )  # fmt: skip

    def approved(self) -> Process:
        """What is unusual is explained, what is broken accepted as signed by decision; then another person approves."""
        if self.contest == STATION:
            yield self.later(15, 25)
            while not self.others_counted():
                yield self.later(5, 15)
        yield self.later(1, 5)
        while settling := self.settling():
            yield from settling
            yield self.later(1, 5)
        yield (approval := self.approval())
        for kind, payload in to_publish(self.office.state, approval, self.office.salt):
            yield self.office.act(self.now, kind, self.commission, "member", **payload)

    def approval(self) -> Act:
        """The approval of the agreed figures."""
        figures = self.life.latest.figures
        assert figures is not None
        return self.on_version("protocol approved", "member", figures=figures_hash(figures.as_told))

    def settling(self) -> list[Act]:
        """The acts that settle what is still open on the agreed figures, as the station's other papers stand now."""
        protocol = self.life.latest
        assert protocol.figures is not None
        found = self.office.state.findings(self.station, self.contest, protocol.figures)
        settled = protocol.accepted | protocol.explained
        broken = {finding.code for finding in found if finding.severity != "warning"} - settled
        unusual = {finding.code for finding in found if finding.severity == "warning"} - settled
        if (protocol.figures.empty or protocol.figures.all_zero) and not protocol.empty_reason:
            unusual.add("empty")
        acts = []
        if broken:
            acts.append(self.decided("accepted as signed", "the paper says so, and the votes are right", codes=sorted(broken)))
        if unusual:
            reason = "nobody came" if "empty" in unusual else "looked into"
            acts.append(self.on_version("findings explained", "member", reason=f"INVENTED: {reason}", codes=sorted(unusual)))
        return acts
