"""Papers as a commission sees them: which are its own, where each is, and what can be done with it now."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dauys.acts import STATION, State
from dauys.acts.authority import RIGHTS
from dauys.election.event import Event
from dauys.law.words import Names
from dauys.office.counting.fields import Field, fields_of, shown
from dauys.protocol import Finding, Form
from dauys.protocol.life import AGREED, Life, Protocol, moves

SETTLING = ("findings explained", "protocol sent back", "protocol held", "protocol released")
DECIDING = ("accepted as signed", "recount ordered", "protocol corrected", "protocol annulled")


@dataclass(frozen=True, slots=True)
class Paper:
    """One expected protocol, as the acts have left it."""

    state: State
    station: str
    contest: str

    @property
    def life(self) -> Life:
        return self.state.life(self.station, self.contest)

    @property
    def latest(self) -> Protocol:
        return self.life.latest

    @property
    def law(self) -> str:
        event = self.state.event
        contest = event.contests_of(self.station)[0] if self.contest == STATION else event.contest(self.contest)
        return event.body(contest.body).law

    @property
    def form(self) -> Form:
        return self.state.forms(self.law).form_of(self.state.form_of(self.contest))

    @property
    def fields(self) -> tuple[Field, ...]:
        """The places on the paper, in its order."""
        event = self.state.event
        options = () if self.contest == STATION else event.options_of(self.contest)
        return fields_of(self.form, options, event.contests_of(self.station))

    @property
    def rows(self) -> list[tuple[Field, int | None]]:
        """The figures that two people typed alike, as they stand on the paper; of its tables the rows that are filled in."""
        figures, fields = self.latest.figures, self.fields
        told = {} if figures is None else shown(fields, figures.lines)
        every = [(field, told[field.name]) for field in fields if field.name in told]
        return [(field, number) for field, number in every if number is not None or not field.in_a_table]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings on the figures that two people typed alike."""
        figures = self.latest.figures
        return () if figures is None else self.state.findings(self.station, self.contest, figures)

    @property
    def open(self) -> tuple[Finding, ...]:
        """Findings that nobody has settled."""
        settled = self.latest.accepted | self.latest.explained
        return tuple(finding for finding in self.findings if finding.code not in settled)

    @property
    def ready(self) -> bool:
        """Whether it can be approved: two people agree, and nothing is open."""
        figures, latest = self.latest.figures, self.latest
        if latest.state != AGREED or figures is None or self.open:
            return False
        return not (figures.empty or figures.all_zero) or bool(latest.empty_reason)

    def possible(self, commission: str, kinds: Sequence[str]) -> list[str]:
        """The acts among ``kinds`` that a commission can do on it now."""
        part = self.state.way(self.station, self.contest).get(commission)
        chain = self.state.chain(self.law)
        if part is None:
            return []
        return [
            kind for kind in kinds
            if moves(self.latest.state, kind) and RIGHTS[kind] & part.deeds and chain.has_act(kind)
        ]  # fmt: skip

    def text_of(self, finding: Finding, typist: bool) -> Names | None:
        """What a finding says, to who typed or to who decides; None of an empty line, which has a phrase of the office."""
        check = next((check for check in self.form.check if check.code == finding.code), None)
        return None if check is None else check.typist if typist else check.commission


def keys_of(state: State, commission: str) -> Sequence[tuple[str, str]]:
    """Station and contest of the papers that a commission receives, or counts as the precinct: station by station."""
    return _shared_out(state).get(commission, ())


def agreed(state: State, commission: str) -> Iterator[Paper]:
    """Those of them on which two people agree, and which nobody has approved yet."""
    begun = ((key, state.lives.get(key)) for key in keys_of(state, commission))
    return (Paper(state, *key) for key, life in begun if life is not None and life.latest.state == AGREED)


def to_approve(state: State, commission: str, person: str) -> Iterator[Paper]:
    """Papers that somebody of the commission, by pseudonym, can approve now."""
    return (paper for paper in agreed(state, commission) if person not in paper.latest.entered_by and paper.ready)


_known: tuple[Event | None, Mapping[str, list[tuple[str, str]]]] = (None, {})
"""The last event asked for, and its papers by commission: they change with a repeat vote alone, which makes another event."""


def _shared_out(state: State) -> Mapping[str, list[tuple[str, str]]]:
    global _known  # replaced whole, never changed: whoever reads it meanwhile has the old or the new one
    if _known[0] is not state.event:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for station in state.event.stations:
            for contest in state.expected(station):
                for commission, part in state.way(station, contest).items():
                    if part.deeds & {"receives", "decides", "counts"}:
                        found[commission].append((station, contest))
        _known = state.event, found
    return _known[1]


def differing(protocol: Protocol, fields: Sequence[Field]) -> list[Field]:
    """The fields in which the two entries differ."""
    if protocol.first is None or protocol.second is None:
        return []
    one, other = protocol.first.lines, protocol.second.lines
    return [field for field in fields if _cell(one.get(field.line), field) != _cell(other.get(field.line), field)]


def _cell(told: object, field: Field) -> object:
    return told.get(field.cell) if isinstance(told, dict) else told
