"""From the entries of a ledger to the state of an election, and by no other way.

``State`` is the one place where acts meet: it is owned by whoever replays, and nothing else writes to it. An act that the
life of a protocol refuses is refused here, whole: the state after a refusal is the state before it.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dauys.acts.kinds import ON_PROTOCOLS, STATION, Act, figures_of, read_act, table_of
from dauys.election.definition import Contest, Event
from dauys.protocol import Figures, Finding, Forms, findings_of, load_forms
from dauys.protocol.chain import Chain, load_chain
from dauys.protocol.life import CLASSES, EXPECTED, Deed, Life, NotAllowed, Protocol

type Key = tuple[str, str]
"""Station and contest; the contest ``station`` is the station's own record."""


def figures_hash(table: Mapping[str, Any]) -> str:
    """SHA-256 of figures in canonical form: what an approval binds itself to. (ASCII keys and integers: sorted JSON.)"""
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class State:
    """What the acts so far have made of an election."""

    event: Event
    lives: dict[Key, Life] = field(default_factory=dict)
    frozen: str | None = None  # the definition's hash
    opened: dict[str, str] = field(default_factory=dict)  # station: when
    closed: dict[str, str] = field(default_factory=dict)
    turnout: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))  # station: hour: issued
    status: dict[str, str] = field(default_factory=dict)  # body: status word
    lots: list[Act] = field(default_factory=list)
    summaries: dict[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)  # commission, contest: figures
    acts: int = 0
    _forms: dict[str, Forms] = field(default_factory=dict)
    _chains: dict[str, Chain] = field(default_factory=dict)
    _contests: dict[str, Contest] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._contests = {contest.id: contest for contest in self.event.contests}

    # ---- reading -------------------------------------------------------------------------------------------------------

    def forms(self, law: str) -> Forms:
        """The forms of an edition, read once."""
        if law not in self._forms:
            self._forms[law] = load_forms(law)
        return self._forms[law]

    def _chain(self, law: str) -> Chain:
        if law not in self._chains:
            self._chains[law] = load_chain(law)
        return self._chains[law]

    def form_of(self, contest: str) -> str:
        """The form on which a contest is counted."""
        return STATION if contest == STATION else self._contests[contest].tier

    def life(self, station: str, contest: str) -> Life:
        """The life of a protocol; one that is only expected, where nothing has been heard of it."""
        return self.lives.get((station, contest)) or Life((Protocol(station, contest, self.form_of(contest)),))

    def expected(self, station: str) -> tuple[str, ...]:
        """The protocols expected of a station: its own record, where the edition has one, and its contests."""
        contests = self.event.contests_of(station)
        record = (STATION,) if self.forms(self.event.body(contests[0].body).law).has_form(STATION) else ()
        return (*record, *(contest.id for contest in contests))

    def counting(self, station: str, contest: str) -> Figures | None:
        """The approved figures that totals are made of; None while there are none."""
        protocol = self.life(station, contest).counting
        return None if protocol is None else protocol.figures

    def partition(self, contest: str, stations: Iterable[str]) -> Counter[str]:
        """How many expected protocols of a contest are in each class; the classes add up to the stations."""
        counts: Counter[str] = Counter(dict.fromkeys(CLASSES.values(), 0))
        for station in stations:
            life = self.lives.get((station, contest))
            counts[CLASSES[EXPECTED] if life is None else life.class_] += 1
        return counts

    def findings(self, station: str, contest: str, figures: Figures) -> tuple[Finding, ...]:
        """Findings on figures of one protocol, seen together with what is known of the station's other protocols."""
        others = {
            other: known
            for other in self.expected(station)
            if other != contest and (known := self._known(station, other)) is not None
        }
        record = figures if contest == STATION else others.get(STATION)
        contests = {other: known for other, known in others.items() if other != STATION}
        if contest == STATION:
            return findings_of(self.forms(self._law(station, contest)), None, record, contests)
        return findings_of(self.forms(self._law(station, contest)), contest, record, {**contests, contest: figures})

    def _law(self, station: str, contest: str) -> str:
        """The edition whose forms hold; the station's own record follows the first of its contests."""
        named = self._contests[contest] if contest != STATION else self.event.contests_of(station)[0]
        return self.event.body(named.body).law

    def _known(self, station: str, contest: str) -> Figures | None:
        life = self.lives.get((station, contest))
        if life is None:
            return None
        return life.latest.figures or (life.counting.figures if life.counting else None)

    # ---- writing -------------------------------------------------------------------------------------------------------

    def apply(self, act: Act) -> None:
        """Take one act in. Raises NotAllowed, and is then as it was before."""
        if act.kind in ON_PROTOCOLS:
            self._on_protocol(act)
        else:
            self._others(act)
        self.acts += 1

    def _on_protocol(self, act: Act) -> None:
        station, contest = act.payload["station"], act.payload["contest"]
        if not self.event.has_station(station):
            raise NotAllowed(f"there is no station {station}")
        if contest not in self.expected(station):
            raise NotAllowed(f"station {station} has no contest {contest}")
        life = self.life(station, contest)
        self._right_version(act, life)
        if act.kind == "protocol annulled" and not self._chain(self._law(station, contest)).has_act(act.kind):
            raise NotAllowed("this edition of the law knows no annulment of a single station, only a recount")
        deed = self._deed(act, life)
        figures = life.latest.figures
        broken = self.findings(station, contest, figures) if figures is not None and act.kind in _SETTLING else ()
        if act.kind == "protocol approved":
            told = act.payload["figures"]
            if figures is not None and told != figures_hash(table_of(figures)):
                raise NotAllowed("the approval is of other figures than those entered")
        self.lives[(station, contest)] = life.act(deed, broken)

    def _right_version(self, act: Act, life: Life) -> None:
        version = act.payload.get("version")
        now = life.latest.version + (act.kind == "protocol corrected")
        if version is not None and version != now:
            raise NotAllowed(f"the act is on version {version}, the protocol stands at version {life.latest.version}")

    def _deed(self, act: Act, life: Life) -> Deed:
        table = act.payload.get("figures")
        figures = figures_of(life.latest.form, table) if isinstance(table, dict) else None
        codes = frozenset(act.payload.get("codes", ()))
        return Deed(act.kind, act.author, figures, codes, act.payload.get("reason"))

    def _others(self, act: Act) -> None:
        told = act.payload
        match act.kind:
            case "definition frozen":
                if self.frozen is not None:
                    raise NotAllowed("the definition is frozen already")
                self.frozen = told["hash"]
            case "station opened" | "station closed":
                if not self.event.has_station(told["station"]):
                    raise NotAllowed(f"there is no station {told['station']}")
                (self.opened if act.kind == "station opened" else self.closed)[told["station"]] = act.at
            case "turnout reported":
                self.turnout[told["station"]][told["hour"]] = told["issued"]
            case "summary signed":
                self.summaries[(act.commission, told["contest"])] = told["figures"]
            case "lot drawn":
                self.lots.append(act)
            case "result declared":
                self.status[told["body"]] = told["status"]


_SETTLING = frozenset({"findings explained", "accepted as signed", "protocol approved"})


def replay(event: Event, entries: Iterable[Any]) -> State:
    """The state that a ledger's entries make, from the first to the last.

    Raises NotAnAct or NotAllowed at the first entry that is no act or that no rule allows: such a ledger was not written
    by these rules, and nothing is to be counted from it.
    """
    state = State(event)
    for entry in entries:
        state.apply(read_act(entry))
    return state
