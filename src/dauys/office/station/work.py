"""The count of a station as its commission has it on the table: what is open, what was typed, what does not hold.

Papers that are due are counted: in the first count all; after one was sent back, that one. Nothing is computed for who types.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from django.http import Http404

from dauys.acts import STATION, State, figures_of
from dauys.law.words import Names
from dauys.office.counting.fields import Field, typed
from dauys.office.counting.naming import contest_name
from dauys.office.counting.papers import Paper
from dauys.office.people.forms import say
from dauys.office.station.models import Count, Draft
from dauys.office.voters.here import LIST_CLOSED, rules_of
from dauys.office.voters.lists import has_list
from dauys.protocol import Figures, Finding, findings_of
from dauys.protocol.beside import comes_with
from dauys.protocol.counting import CountOrder, Part, boxes_of, load_order, may_enter, open_parts, parts, struck
from dauys.protocol.life import EXPECTED, RECEIVED, SENT_BACK
from dauys.protocol.values import parts_of

DUE = (EXPECTED, RECEIVED, SENT_BACK)
"""States in which a paper's first entry is waited for."""

NOTHING_YET = "E000"
"""An empty line: while the count goes on, only those of the step itself are told."""

order_of = cache(load_order)


def stations_of(state: State, commission: str) -> list[str]:
    """The stations that a commission counts, by an edition whose order of the count is known."""
    return [name for name, one in state.event.stations.items() if one.commission == commission and _law(state, name)]


def _law(state: State, station: str) -> str | None:
    """The law whose order of the count holds: that of the station's first contest, as for its own record."""
    law = Paper(state, station, STATION).law
    return law if comes_with(law, "count") and comes_with(law, "forms") and state.forms(law).has_form(STATION) else None


@dataclass(frozen=True)
class Shown:
    """A field of a step as it is shown: what was typed, and whether it is to be looked at."""

    field: Field
    beside: str
    text: str
    bad: bool


@dataclass(frozen=True)
class Work:
    """One station's count."""

    state: State
    station: str
    order: CountOrder
    drafts: Mapping[str, Draft]
    edition: int = 0  # of the count, read before its drafts

    @classmethod
    def of(cls, state: State, commission: str, station: str) -> "Work":
        """The count as it stands. Raises Http404 where the commission counts no such station."""
        if station not in stations_of(state, commission):
            raise Http404
        law = _law(state, station)
        assert law is not None
        count = Count.objects.filter(station=station).first()
        drafts = Draft.objects.filter(count=count) if count else ()
        return cls(state, station, order_of(law), {one.key: one for one in drafts}, count.edition if count else 0)

    # ---- whether it may begin ------------------------------------------------------------------------------------------

    @cached_property
    def waits(self) -> tuple[Names, str] | None:
        """What comes before the count, in the law's words, and its article: voting ends, the list is closed (43(1), 24(10)).

        None where nothing does. A day that went by on paper is not waited for: of it the office knows nothing.
        """
        kept = has_list(self.station)
        day = self.state.day(self.station, self.contests or self.state.expected(self.station))
        if (kept or day.opened is not None) and day.closed is None:
            return self.order.begins.told, self.order.begins.article
        if kept and LIST_CLOSED not in day.told:
            closes = rules_of(self.station).closes
            return closes.words, closes.article
        return None

    # ---- what is to be counted -----------------------------------------------------------------------------------------

    @cached_property
    def papers(self) -> tuple[str, ...]:
        """The papers that are due: the station's own record, and contests."""
        expected = self.state.expected(self.station)
        return tuple(one for one in expected if self.state.life(self.station, one).latest.state in DUE)

    @cached_property
    def contests(self) -> tuple[str, ...]:
        return tuple(one for one in self.papers if one != STATION)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Everything that is to be entered, in the law's order; mobile boxes once their requests are."""
        boxes = boxes_of(self.order, self.record)
        found = parts(self.order, self.contests, boxes)
        own = STATION in self.papers
        return tuple(part for part in found if own or part.step.each == "contest" or not part.step.lines) if self.papers else ()

    @cached_property
    def entered(self) -> frozenset[str]:
        return frozenset(key for key, draft in self.drafts.items() if draft.entered)

    @cached_property
    def open(self) -> tuple[Part, ...]:
        return open_parts(self.parts, self.entered)

    @property
    def done(self) -> bool:
        """Whether everything is entered, so that the papers can be sent."""
        return bool(self.parts) and not self.open

    def part(self, step: str, of: str) -> Part:
        """The part of that name. Raises Http404 where there is none; it may not be open."""
        for part in self.parts:
            if (part.step.code, part.of) == (step, of):
                return part
        raise Http404

    def may_enter(self, part: Part) -> bool:
        return self.waits is None and may_enter(self.parts, self.entered, part)

    # ---- figures -------------------------------------------------------------------------------------------------------

    def fields(self, part: Part) -> tuple[Field, ...]:
        """The places on paper that a part fills."""
        paper = Paper(self.state, self.station, part.of if part.step.each == "contest" else STATION)
        fields = (field for field in paper.fields if field.line in part.step.lines)
        if part.step.each == "mobile box":
            fields = (field for field in fields if field.cell is not None and parts_of(field.cell)[0] == part.of)
        return tuple(fields)

    def with_draft(self, part: Part, figures: Mapping[str, str]) -> "Work":
        """The count as it would be with a part typed so."""
        return replace(self, drafts={**self.drafts, part.key: Draft(step=part.step.code, of=part.of, figures=figures)})

    def figures(self, paper: str) -> dict[str, Any]:
        """What was typed of a paper so far, as the figures of an act."""
        data: dict[str, str] = {}
        for draft in self.drafts.values():
            step = next((one for one in self.order.step if one.code == draft.step), None)
            if step is not None and draft.entered and (draft.of if step.each == "contest" else STATION) == paper:
                data |= draft.figures
        return typed(Paper(self.state, self.station, paper).fields, data)[0]

    def told(self, paper: str) -> Figures:
        """The same, as the protocol room knows figures."""
        return figures_of(self.state.form_of(paper), self.figures(paper))

    @cached_property
    def record(self) -> Figures:
        """The station's own record: as it is typed, or as it stands where it was sent before."""
        latest = self.state.life(self.station, STATION).latest
        known = latest.figures or latest.first
        return known if known is not None and STATION not in self.papers else self.told(STATION)

    @property
    def boxes_entered(self) -> bool:
        """Whether every mobile box is entered, with all that comes before; or the record was sent."""
        last = max((at for at, step in enumerate(self.order.step) if step.each == "mobile box"), default=0)
        until = self.order.step[: last + 1]
        return STATION not in self.papers or all(part.key in self.entered for part in self.parts if part.step in until)

    @cached_property
    def struck(self) -> Mapping[tuple[str, str], int]:
        """Ballots of mobile boxes that are invalid, by box and contest."""
        return struck(self.order, self.record)

    # ---- what does not hold --------------------------------------------------------------------------------------------

    def findings(self, part: Part) -> list[tuple[Finding, Names | str]]:
        """What a part does not hold, with the words for who types; the count as it is with it."""
        contest = part.of if part.step.each == "contest" else None
        forms = self.state.forms(Paper(self.state, self.station, contest or STATION).law)
        known = {one: self.told(one) for one in self.contests}
        paper = Paper(self.state, self.station, contest or STATION)
        found: list[tuple[Finding, Names | str]] = []
        told = self.state.told_of(self.station, contest or STATION)
        for one in findings_of(forms, contest, self.record, known, told):
            lines = tuple(line for line in one.lines if line.rpartition(".")[2] in part.step.lines)
            if one.cell is not None and part.step.each == "mobile box" and parts_of(one.cell)[0] != part.of:
                continue
            if lines:
                shown = lines if one.code == NOTHING_YET else one.lines
                found.append((replace(one, lines=shown), paper.text_of(one, typist=True) or say("office.E000")))
        return [*found, *self._struck_left_out(part)]

    def _struck_left_out(self, part: Part) -> Iterator[tuple[Finding, str]]:
        """The invalid ballots of mobile boxes are among the invalid ballots of their contest."""
        rule = self.order.mobile_box
        if rule.counted_in in part.step.lines:
            at_least = sum(number for (_, contest), number in self.struck.items() if contest == part.of)
            invalid = self.told(part.of).one(rule.counted_in)
            if invalid is not None and invalid < at_least:
                finding = Finding("F", "warning", part.of, None, None, (rule.counted_in,))
                yield finding, say("station.struck left out", number=at_least, line=rule.counted_in)

    # ---- words ---------------------------------------------------------------------------------------------------------

    def name(self, part: Part, language: str) -> str:
        """What a part is called: its step, and of which contest or box."""
        step = part.step.name.told(language)
        match part.step.each:
            case "contest":
                return f"{step}: {contest_name(self.state, part.of, language)}"
            case "mobile box":
                return f"{step}: № {part.of}"
            case _:
                return step

    def beside(self, field: Field, language: str) -> str:
        """What stands beside the name of a field: a member's number, a box, the name of a contest."""
        of = field.cell if field.cell is not None else ""
        contest = parts_of(of)[1] or of
        names = {one.id for one in self.state.event.contests_of(self.station)}
        return contest_name(self.state, contest, language) if contest in names else field.beside

    def shown(self, part: Part, data: Mapping[str, str], marked: Sequence[str], language: str) -> list[Shown]:
        """The fields of a part with what was typed; marked: names of fields, or codes of lines, to be looked at."""
        return [
            Shown(one, self.beside(one, language), data.get(one.name, ""), one.name in marked or one.line in marked)
            for one in self.fields(part)
        ]  # fmt: skip
