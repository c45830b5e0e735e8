"""The order of the count at a station as data, and what is open in it: a part opens only when all before it is entered.

Which step follows on which, and which lines of the forms it fills, is the edition's: ``laws/kz/mazhilis/2023/count.toml``.
Nothing is computed here for who counts; a total is typed where it stands on the paper, and checked by the forms' checks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from dauys.law.words import Names, Rule, Words
from dauys.protocol.beside import Wrong, beside, comes_with, read_beside
from dauys.protocol.form import Form, Forms
from dauys.protocol.reading import load_forms
from dauys.protocol.values import Figures, parts_of

type Each = Literal["station", "mobile box", "contest"]
"""What a step is done for: once, or for each of these."""

BY_BOX = "mobile box and contest"
STATION = "station"


class CountStep(Rule):
    """One step of the count."""

    code: str = Field(pattern=r"^[a-z]+$")
    name: Names
    each: Each = Field(description="done once, or for each mobile box or contest")
    one_by_one: bool = Field(False, description="its parts are done in their order; else in any, as the law names none")
    lines: tuple[str, ...] = Field(description="lines that it fills: of the station's record, or of each contest's protocol")
    note: Names | None = Field(None, description="what the law orders to be done here")


class Begins(Rule):
    """When the count begins."""

    told: Names


class MobileBox(Rule):
    """What follows where a mobile box holds more ballots of a contest than there were written requests."""

    requests: str = Field(description="the line with the requests of a box")
    ballots: str = Field(description="the line with the ballots of a box and a contest")
    counted_in: str = Field(description="the line of invalid ballots, in which the ballots of such a box stand")
    over: Literal["whole box", "contest concerned"] = Field(description="which ballots of the box are invalid then")
    told: Names


class CountOrder(Words):
    """The order of the count of one edition."""

    law: str
    name: Names
    same_as: str | None = Field(None, description="another law, whose order this is (kz/mazhilis/2023)")
    forms: str | None = Field(None, description="the law whose forms the steps fill; none: the law itself")
    note: tuple[Names, ...] = Field((), description="what is open, and what the file decides by itself")
    begins: Begins
    mobile_box: MobileBox
    step: tuple[CountStep, ...] = Field(min_length=1)


# ---- what is open ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """A step done once: for the station as a whole, for one mobile box, or for one contest."""

    step: CountStep
    of: str = STATION

    @property
    def key(self) -> str:
        """Its name in what was entered: ``votes/mazhilis.list``."""
        return f"{self.step.code}/{self.of}"


def parts(order: CountOrder, contests: Sequence[str], boxes: Sequence[str]) -> tuple[Part, ...]:
    """Everything that is to be entered, in order. boxes: the mobile boxes for which requests were entered."""
    of: Mapping[Each, Sequence[str]] = {"station": (STATION,), "mobile box": boxes, "contest": contests}
    return tuple(Part(step, one) for step in order.step for one in of[step.each])


def open_parts(all_parts: Sequence[Part], entered: AbstractSet[str]) -> tuple[Part, ...]:
    """The parts that can be entered now: of the first step that is not done, all, or the next where they go one by one."""
    waiting = [part for part in all_parts if part.key not in entered]
    now = [part for part in waiting if part.step == waiting[0].step]
    return tuple(now[:1] if now and now[0].step.one_by_one else now)


def may_enter(all_parts: Sequence[Part], entered: AbstractSet[str], part: Part) -> bool:
    """Whether a part can be entered: it is open, or was entered before and is gone back to."""
    return part in all_parts and (part.key in entered or part in open_parts(all_parts, entered))


def reopened(all_parts: Sequence[Part], entered: AbstractSet[str], part: Part) -> tuple[Part, ...]:
    """What is to be looked at and entered once more when a part is entered again: all that was entered of later steps, and
    of its own where they go one by one."""
    at = all_parts.index(part)
    return tuple(
        one for one in all_parts[at + 1 :] if one.key in entered and (one.step != part.step or one.step.one_by_one)
    )  # fmt: skip


def after(all_parts: Sequence[Part], entered: AbstractSet[str], part: Part) -> frozenset[str]:
    """What is entered once a part is. Raises ValueError where it is not open: no order but the law's leads on."""
    if not may_enter(all_parts, entered, part):
        raise ValueError(f"{part.key} is not open: what comes before it is not entered")
    again = reopened(all_parts, entered, part) if part.key in entered else ()
    return (frozenset(entered) | {part.key}) - {one.key for one in again}


# ---- mobile boxes ------------------------------------------------------------------------------------------------------


def boxes_of(order: CountOrder, record: Figures) -> tuple[str, ...]:
    """The mobile boxes of a station: those for which its record names a number of requests."""
    cells = record.lines.get(order.mobile_box.requests)
    return tuple(box for box, number in cells.items() if number is not None) if isinstance(cells, Mapping) else ()


def struck(order: CountOrder, record: Figures) -> Mapping[tuple[str, str], int]:
    """The ballots of mobile boxes that are invalid as the edition has it, by box and contest, with how many they are."""
    rule = order.mobile_box
    requests, ballots = record.lines.get(rule.requests), record.lines.get(rule.ballots)
    if not isinstance(requests, Mapping) or not isinstance(ballots, Mapping):
        return {}
    told = {parts_of(key): number for key, number in ballots.items() if number is not None}
    over = {(box, contest) for (box, contest), number in told.items() if number > (requests.get(box) or 0)}
    if rule.over == "whole box":
        over = {(box, contest) for box, contest in told if box in {box for box, _ in over}}
    return {key: told[key] for key in sorted(over)}


# ---- reading -----------------------------------------------------------------------------------------------------------


def load_order(law: str) -> CountOrder:
    """The order of the count of an edition that comes with dauys (``kz/mazhilis/2023``). Raises BadInput."""
    return read_order(beside(law, "count"))


def read_order(path: Path) -> CountOrder:
    """The order in a file. Raises BadInput with everything that is wrong; steps and the lines of the forms must fit."""
    return read_beside(path, "count", CountOrder, "the order of the count", _disagreements)


def _disagreements(order: CountOrder) -> Iterator[Wrong]:
    """Forms that are not there; where they are, what of the order does not fit them."""
    forms = order.forms or order.law
    if comes_with(forms, "forms"):
        yield from _misfits(order, load_forms(forms))
    else:
        yield Wrong(("law",), forms, "no forms come with this law", "write forms = the law whose forms it fills")


def _misfits(order: CountOrder, forms: Forms) -> Iterator[Wrong]:
    """Steps that stand twice, lines that no form has, that are filled twice or never, or by a step of another kind."""
    codes = [step.code for step in order.step]
    filled: dict[tuple[str, str], str] = {}  # form and line: the step that fills it
    for number, step in enumerate(order.step):
        if step.code in codes[:number]:
            yield Wrong(("step", number, "code"), step.code, "a step of this code stands already", "give it another code")
        for line in step.lines:
            yield from _of_a_line(step, line, forms, filled, ("step", number, "lines"))
    for form in forms.form:
        for code in (line.code for line in form.line):
            if (form.id, code) not in filled:
                cure = "name it in the step in which it is counted"
                yield Wrong(("step",), code, f"no step fills line {code} of the form {form.id}", cure)
    yield from _of_the_boxes(order, forms, codes, filled)


def _of_a_line(
    step: CountStep, code: str, forms: Forms, filled: dict[tuple[str, str], str], at: tuple[str | int, ...]
) -> Iterator[Wrong]:
    homes = _homes(step, forms)
    found = [(form.id, line) for form in homes if (line := form.line_coded(code)) is not None]
    if len(found) < len(homes) or not homes:
        known = ", ".join(line.code for form in homes[:1] for line in form.line) or "a line of a form"
        yield Wrong(at, code, f"step {step.code}: there is no line {code}", f"name one of: {known}")
    for form, line in found:
        if (by := filled.setdefault((form, code), step.code)) != step.code:
            yield Wrong(at, code, f"line {code} is filled by step {by} already", "name it once")
        if (line.per == BY_BOX) != (step.each == "mobile box"):
            cure = f"lines with a cell for each {BY_BOX} belong to a step of each mobile box, and no others do"
            yield Wrong(at, code, f"step {step.code} is of each {step.each}, and line {code} is not", cure)


def _homes(step: CountStep, forms: Forms) -> list[Form]:
    """The forms that a step fills: the station's record, or the protocols of all contests."""
    return [form for form in forms.form if (form.id == STATION) != (step.each == "contest")]


def _of_the_boxes(
    order: CountOrder, forms: Forms, codes: Sequence[str], filled: Mapping[tuple[str, str], str]
) -> Iterator[Wrong]:
    """Requests are counted before the boxes are opened; the three lines of the rule are there."""
    rule = order.mobile_box
    contests: Iterable[str] = (form.id for form in forms.form if form.id != STATION)
    wanted = [("requests", STATION, rule.requests), ("ballots", STATION, rule.ballots)]
    for key, form, line in (*wanted, *(("counted_in", form, rule.counted_in) for form in contests)):
        if (form, line) not in filled:
            yield Wrong(("mobile_box", key), line, f"no step fills line {line} of the form {form}", "name a line of the steps")
    requests, ballots = (filled.get((STATION, line)) for line in (rule.requests, rule.ballots))
    if requests is not None and ballots is not None and codes.index(requests) >= codes.index(ballots):
        cure = "name its line in a step before the boxes are opened"
        yield Wrong(("mobile_box", "requests"), rule.requests, "requests are counted after the ballots of the boxes", cure)
