"""From the entries of a ledger to the state of an election, and by no other way.

``State`` is the one place where acts meet: it is owned by whoever replays, and nothing else writes to it. An act that no
rule allows is refused here, whole: the state after a refusal is the state before it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dauys.acts.authority import RIGHTS, Authority, Way
from dauys.acts.ballots import Ballots, delivered
from dauys.acts.courts import Ruling
from dauys.acts.kinds import NOMINATION, ON_PROTOCOLS, STATION, Act, figures_hash, figures_of, read_act
from dauys.acts.merging import COUNTED, under_seals
from dauys.acts.nominating import Nominations
from dauys.acts.nomination_acts import check_nomination
from dauys.acts.station_day import Day
from dauys.acts.status import NOTHING, When, moved
from dauys.acts.taking import TAKING, judge
from dauys.election.event import Contest, Event, Repeat
from dauys.protocol import Figures, Finding, Forms, findings_of, load_forms
from dauys.protocol.chain import Chain, load_chain
from dauys.protocol.life import ANNULLED, APPROVED, CLASSES, COUNTING, EXPECTED, SEALED, Deed, Life, NotAllowed, Protocol

type Key = tuple[str, str]
"""Station and contest; the contest ``station`` is the station's own record."""


@dataclass(slots=True)
class State:
    """What the acts so far have made of an election."""

    event: Event  # grows by the repeat votes that are called
    lives: dict[Key, Life] = field(default_factory=dict)
    frozen: str | None = None  # the definition's hash
    opened: dict[str, str] = field(default_factory=dict)  # station: when
    closed: dict[str, str] = field(default_factory=dict)
    turnout: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))  # station: hour: issued
    of_the_day: dict[Key, Act] = field(default_factory=dict)  # station, kind: boxes sealed, the list of voters closed
    incidents: dict[str, list[Act]] = field(default_factory=lambda: defaultdict(list))  # by station
    again: dict[str, Day] = field(default_factory=dict)  # by station: the day of the repeat vote that was called last there
    status: dict[str, str] = field(default_factory=dict)  # contest: the word beside its numbers
    scans: dict[Key, list[Act]] = field(default_factory=lambda: defaultdict(list))
    summaries: dict[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)  # contest, commission: figures signed
    lots: list[Act] = field(default_factory=list)
    declared: dict[str, list[Act]] = field(default_factory=lambda: defaultdict(list))  # by body
    mandates: list[Act] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)  # of courts, to be carried out
    recalls: dict[str, list[Act]] = field(default_factory=lambda: defaultdict(list))  # by contest
    attached: dict[str, list[Act]] = field(default_factory=lambda: defaultdict(list))  # to a station's protocols
    notices: list[Act] = field(default_factory=list)  # of the system itself: held, restarted, patched
    nominations: Nominations = field(default_factory=Nominations)
    ballots: Ballots = field(default_factory=Ballots)
    acts: int = 0
    entries: dict[int, Act] = field(default_factory=dict)  # by number: acts because of which an election may be held again
    beneath: Callable[[str], Mapping[str, Any] | None] = lambda seals: None
    """What lies under seals, by the hash of them, where that is known: in the office that put them on, and nowhere else."""
    _forms: dict[str, Forms] = field(default_factory=dict)
    _chains: dict[str, Chain] = field(default_factory=dict)
    _contests: dict[str, Contest] = field(init=False)
    _authority: Authority = field(init=False)
    # contest: class: protocols heard of; kept with ``lives``
    _counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _pictures: dict[str, str] = field(default_factory=dict)  # hash of a scan, as taken or cleaned: its station
    _ballots: dict[str, frozenset[str]] = field(default_factory=dict)
    # contest: deed: commission: stations
    _doing: dict[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = field(default_factory=dict)
    _expected: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by station; it and the next hold until a repeat vote
    _ways: dict[Key, Way] = field(default_factory=dict)
    _unheard: dict[Key, Life] = field(default_factory=dict)  # of protocols not heard of: asked for by the million
    _found: tuple[tuple[object, ...], tuple[Finding, ...]] = ((), ())  # figures last looked at, and the findings on them

    def __post_init__(self) -> None:
        self._take(self.event)

    def _take(self, event: Event) -> None:
        self.event = event
        self._contests = {contest.id: contest for contest in event.contests}
        self._authority = Authority(event, self.chain)
        self._expected.clear()
        self._ways.clear()
        self._unheard.clear()

    def grow(self, repeat: Repeat) -> None:
        """Let the event have one repeat vote more."""
        self._take(self.event.with_repeat(repeat))
        if repeat.date != self.event.date.isoformat():
            for station in repeat.stations:
                before = self.again.get(station)
                same = before.contests if before is not None and before.date == repeat.date else ()
                self.again[station] = Day((*same, repeat.id), repeat.date)

    # ---- reading -------------------------------------------------------------------------------------------------------

    def forms(self, law: str) -> Forms:
        """The forms of an edition, read once."""
        if law not in self._forms:
            self._forms[law] = load_forms(law)
        return self._forms[law]

    def chain(self, law: str) -> Chain:
        """The chain of commissions of an edition, read once."""
        if law not in self._chains:
            self._chains[law] = load_chain(law)
        return self._chains[law]

    def form_of(self, contest: str) -> str:
        """The form on which a contest is counted."""
        return STATION if contest == STATION else self._contests[contest].tier

    def life(self, station: str, contest: str) -> Life:
        """The life of a protocol; one that is only expected, where nothing has been heard of it."""
        key = (station, contest)
        if (life := self.lives.get(key) or self._unheard.get(key)) is None:
            life = self._unheard[key] = Life((Protocol(station, contest, self.form_of(contest)),))
        return life

    def way(self, station: str, contest: str) -> Way:
        """The commissions on the way of a protocol, from the precinct up, and the part of each."""
        key = (station, contest)
        if key not in self._ways:
            self._ways[key] = self._authority.way(station, contest)
        return self._ways[key]

    def receiver(self, station: str, contest: str) -> str:
        """The commission to which the station's paper goes first."""
        return self._authority.receiver(station, contest)

    def on_the_way(self, commission: str, station: str) -> bool:
        """Whether a commission is on the way of any paper of a station."""
        return commission in self.way(station, STATION)

    def summing(self, contest: str) -> Mapping[str, tuple[str, ...]]:
        """The commissions that sign sums of a contest for the one that declares it, and the stations of each.

        Where none is below it, the declaring commission signs its own.
        """
        return self._done_to(contest)["sums up"]

    def declaring(self, contest: str) -> Mapping[str, tuple[str, ...]]:
        """The commission that declares a contest's result, and its stations."""
        return self._done_to(contest)["declares"]

    def calling(self, contest: str) -> Mapping[str, tuple[str, ...]]:
        """The commissions that call a second round of a contest, and their stations: of those that sum it up the ones that
        the edition names for it; where it names nobody, the one that declares."""
        of = self.chain(self.event.body(self._contests[contest].body).law)
        if not (named := frozenset(of.decided_by("repeat vote called"))):
            return self.declaring(contest)
        return {one: stations for one, stations in self.summing(contest).items() if self.roles(one) & named}

    def _done_to(self, contest: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Who sums up a contest and who declares it, found once."""
        if contest not in self._doing:
            found: dict[str, dict[str, list[str]]] = {"sums up": defaultdict(list), "declares": defaultdict(list)}
            for station in self.event.stations_of(contest):
                for commission, part in self.way(station.id, contest).items():
                    for deed in found.keys() & part.deeds:
                        found[deed][commission].append(station.id)
            due, declaring = ({one: tuple(of) for one, of in found[deed].items()} for deed in ("sums up", "declares"))
            below = {one: of for one, of in due.items() if one not in declaring}
            self._doing[contest] = {"sums up": below or due, "declares": declaring}
        return self._doing[contest]

    def waited_for(self, contest: str, stations: Iterable[str]) -> list[str]:
        """Those of the stations whose newest paper is neither approved nor annulled; it may correct one that counts."""
        return [station for station in stations if self.life(station, contest).latest.state not in (*COUNTING, ANNULLED)]

    def expected(self, station: str) -> tuple[str, ...]:
        """The protocols expected of a station: its own record, where the edition has one, and its contests."""
        if station not in self._expected:
            contests = self.event.contests_of(station)
            record = (STATION,) if self.forms(self.event.body(contests[0].body).law).has_form(STATION) else ()
            self._expected[station] = (*record, *(contest.id for contest in contests))
        return self._expected[station]

    def class_of(self, station: str, contest: str) -> str:
        """The class in which an expected protocol is."""
        life = self.lives.get((station, contest))
        return CLASSES[EXPECTED] if life is None else life.class_

    def counting(self, station: str, contest: str) -> Figures | None:
        """The approved figures that totals are made of; None while there are none."""
        protocol = self.life(station, contest).counting
        return None if protocol is None else protocol.figures

    def withheld(self, station: str, contest: str) -> bool:
        """Whether the paper, and every picture of it, is not shown to the public: it may have to stay among its group's."""
        grouped = contest != STATION and bool(self.event.group_of(station))
        return grouped and self.life(station, contest).latest.state != APPROVED

    def day(self, station: str, contests: Iterable[str] = ()) -> Day:
        """The day of voting of which acts now tell at a station: that of a repeat vote, once one was called for another day.

        contests: the day of these; whatever of them was not voted on again had the first.
        """
        again = self.again.get(station)
        if again is not None and (not (named := set(contests)) or named & set(again.contests)):
            return again
        return Day(
            (), self.event.date.isoformat(), self.opened.get(station), self.closed.get(station),
            dict(self.turnout.get(station, {})),
            {kind: act for (at, kind), act in self.of_the_day.items() if at == station},
            list(self.incidents.get(station, ())),
        )  # fmt: skip

    def partition(self, contest: str, stations: Iterable[str]) -> Counter[str]:
        """How many expected protocols of a contest are in each class; the classes add up to the stations."""
        counts: Counter[str] = Counter(dict.fromkeys(CLASSES.values(), 0))
        for station in stations:
            counts[self.class_of(station, contest)] += 1
        return counts

    def findings(self, station: str, contest: str, figures: Figures) -> tuple[Finding, ...]:
        """Findings on figures of one protocol, seen together with what is known of the station's other protocols.

        On what is hidden there are none; and what is open is never judged by what is under seals.
        """
        if figures.hidden:
            return ()
        forms, one = self.forms(self.law_for(station, contest)), None if contest == STATION else contest
        others = {
            other: known
            for other in (self.expected(station) if forms.form_of(figures.form).looks_across else (STATION,))
            if other != contest and (known := self._known(station, other)) is not None and (figures.seals or not known.seals)
        }
        told = self.told_of(station, contest)
        seen = (station, contest, figures, *told.items(), *others.items())  # whoever looks before acting is not answered twice
        if self._found[0] != seen:
            record = figures if one is None else others.get(STATION)
            contests = {other: known for other, known in others.items() if other != STATION}
            self._found = seen, findings_of(forms, one, record, contests if one is None else {**contests, one: figures}, told)
        return self._found[1]

    def told_of(self, station: str, contest: str) -> Mapping[str, int]:
        """What acts say that a protocol must say too, by the words of ``expression.py``; empty where they say nothing."""
        number = None if contest == STATION else delivered(self, station, contest)
        return {} if number is None else {"delivered": number}

    def law_for(self, station: str, contest: str) -> str:
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
        self._check_two(act)
        TAKING[act.kind](self, act)
        self.acts += 1

    def check(self, act: Act) -> None:
        """Raise NotAllowed where an act by two people cannot be done as things stand; it is not taken in."""
        self._check_two(act)
        if act.kind in ON_PROTOCOLS:
            self._lived(act)
        elif act.kind in NOMINATION:
            check_nomination(self, act)
        else:
            judge(self, act)

    def _check_two(self, act: Act) -> None:
        if act.payload.get("prepared_by") == act.author:
            raise NotAllowed("another person confirms what was prepared")

    def _lived(self, act: Act) -> Life:
        """The life that a protocol has after an act on it."""
        station, contest = act.payload["station"], act.payload["contest"]
        self.refuse_unknown(station)
        if contest not in self.expected(station):
            raise NotAllowed(f"station {station} has no contest {contest}")
        way = self.way(station, contest)
        if (part := way.get(act.commission)) is None or RIGHTS[act.kind].isdisjoint(part.deeds):
            raise NotAllowed(self._authority.refusal(act.kind, act.commission, station, contest))
        life = self.life(station, contest)
        self._right_version(act, life)
        self.check_decision(act, self.chain(self.law_for(station, contest)), part.kinds)
        self.refuse_elsewhere(station, _pictures_of(act))
        if act.kind == "scan attached":
            return life
        figures = life.latest.figures
        broken = self.findings(station, contest, figures) if figures is not None and act.kind in _SETTLING else ()
        if act.kind == "protocol approved" and figures is not None:
            self._bound(act, figures)
        return life.act(self._deed(act, life), broken)

    def take_paper(self, act: Act) -> None:
        """Take an act on a protocol in. Raises NotAllowed."""
        after = self._lived(act)
        station, contest = act.payload["station"], act.payload["contest"]
        self._pictures |= dict.fromkeys(_pictures_of(act), station)
        if act.kind == "scan attached":
            self.scans[station, contest].append(act)
            return
        self.live(station, contest, after)
        if contest != STATION:
            way = self.way(station, contest)
            if after.latest.state == SEALED:  # nothing is counted yet
                return
            if act.kind == "protocol corrected":  # what was signed about the old figures is to be signed anew
                for commission in way:
                    self.summaries.pop((contest, commission), None)
            self.move(contest, COUNTED if act.kind == "results opened" else act.kind, way[act.commission].kinds)

    def _bound(self, act: Act, figures: Figures) -> None:
        """An approval is of the figures shown, and of no others."""
        if act.payload["figures"] != figures_hash(figures.as_told):
            raise NotAllowed("the approval is of other figures than those entered")

    def refuse_elsewhere(self, station: str, pictures: Iterable[str]) -> None:
        """Raise NotAllowed where a picture, as taken or cleaned, is another station's: somebody's mistake."""
        if any(self._pictures.get(one, station) != station for one in pictures):
            raise NotAllowed("this very scan is attached to another station already")

    def live(self, station: str, contest: str, life: Life) -> None:
        """Put a life in its place, and count it in its class."""
        counts = self._counts[contest]
        before = self.lives.get((station, contest))
        if before is not None:
            counts[before.class_] -= 1
        counts[life.class_] += 1
        self.lives[station, contest] = life

    def _right_version(self, act: Act, life: Life) -> None:
        version = act.payload.get("version")
        now = life.latest.version + (act.kind == "protocol corrected")
        if version is not None and version != now:
            raise NotAllowed(f"the act is on version {version}, the protocol stands at version {life.latest.version}")
        if act.payload.get("supersedes", life.latest.version) != life.latest.version:
            raise NotAllowed(f"version {version} supersedes version {life.latest.version}, not {act.payload['supersedes']}")

    def check_decision(self, act: Act, chain: Chain, kinds: Iterable[str]) -> None:
        """Raise NotAllowed unless the edition knows the act, the commission may decide on it, and its vote decides."""
        if not chain.has_act(act.kind):
            raise NotAllowed(f"this edition of the law knows no act '{act.kind}'")
        if (decision := act.payload.get("decision")) is None:
            return
        if act.kind != "protocol corrected" and not chain.may_decide(act.kind, kinds):
            raise NotAllowed(f"a commission of this kind ({', '.join(sorted(kinds))}) cannot decide '{act.kind}'")
        if chain.deciding is not None and (refusal := chain.deciding.refusal(decision)) is not None:
            raise NotAllowed(refusal)

    def _deed(self, act: Act, life: Life) -> Deed:
        table = act.payload.get("figures")
        figures = figures_of(life.latest.form, table) if isinstance(table, dict) else None
        if figures is not None:
            self.fitting(figures, act.payload["station"], act.payload["contest"])
            figures = under_seals(self, act, figures)
        codes = frozenset(act.payload["codes"]) if "codes" in act.payload else frozenset()
        return Deed(act.kind, act.author, figures, codes=codes, reason=act.payload.get("reason"))

    def fitting(self, figures: Figures, station: str, contest: str) -> None:
        """Every line is on the form, and every cell by option is on the ballot."""
        form = self.forms(self.law_for(station, contest)).form_of(figures.form)
        ballot = set() if contest == STATION else self._ballot(contest)
        for code, cell in figures.as_told.items():
            line = form.line_coded(code)
            if line is None:
                raise NotAllowed(f"the form has no line {code}")
            if isinstance(cell, Mapping) and (line.per == "one" or (line.per == "option" and not cell.keys() <= ballot)):
                strangers = ", ".join(sorted(cell.keys() - ballot)) if line.per == "option" else "several cells"
                raise NotAllowed(f"line {code}: {strangers}: not on this form or ballot")

    def _ballot(self, contest: str) -> frozenset[str]:
        if contest not in self._ballots:
            self._ballots[contest] = frozenset(option.id for option in self.event.options_of(contest))
        return self._ballots[contest]

    # ---- what the writing needs to know ------------------------------------------------------------------------------

    def move(self, contest: str, act: str, kinds: Iterable[str]) -> None:
        """Move the word beside a contest's numbers, where the chain says that this act moves it."""
        chain = self.chain(self.event.body(self._contests[contest].body).law)
        if not chain.moves_by(act):  # most acts move nothing
            return
        after = moved(chain, self.status.get(contest, NOTHING), act, kinds, self.when(contest))
        if after is not None:
            self.status[contest] = after

    def when(self, contest: str) -> When:
        """How it stands with a contest's protocols, as the chain asks it of a move."""
        counts, expected = self._counts[contest], len(self.event.stations_of(contest))
        if counts["annulled"] == expected:
            return "the election is void"
        return "no protocol is missing" if counts["approved"] + counts["annulled"] == expected else "protocols are missing"

    def roles(self, commission: str) -> frozenset[str]:
        """The kinds of commission that a commission acts as. Raises NotAllowed where there is none of this name."""
        known = self.event.commissions.get(commission)
        if known is None:
            raise NotAllowed(f"there is no commission {commission}")
        return frozenset((known.kind, known.acts_as) if known.acts_as else (known.kind,))

    def refuse_unknown(self, station: str) -> None:
        """Raise NotAllowed where there is no station of this name."""
        if not self.event.has_station(station):
            raise NotAllowed(f"there is no station {station}")

    def known_contest(self, contest: str) -> Contest:
        """The contest of this name. Raises NotAllowed where there is none."""
        if contest not in self._contests:
            raise NotAllowed(f"there is no contest {contest}")
        return self._contests[contest]

    def known_body(self, body: str) -> None:
        """Raise NotAllowed where there is no body of this name."""
        if body not in self.event.bodies:
            raise NotAllowed(f"there is no body {body}")


def _pictures_of(act: Act) -> list[str]:
    """The hashes of pictures that an act names."""
    return [one for name in ("scan", "taken", "cleaned") if (one := act.payload.get(name)) is not None]


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
