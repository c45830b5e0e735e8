"""Papers to print: a station's protocol, blank or filled; a commission's summary; the announcement of a result.

Kazakh and Russian stand side by side; any of the three languages can be asked for. Nothing here is an official form, which
was not obtained, and every paper says so. A page of a rehearsal says INVENTED across.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dauys.acts import STATION
from dauys.election.event import Contest, Event, Station
from dauys.protocol import Figures, Finding, Form, FormLine
from dauys.protocol.rules import rule_of, word
from dauys.protocol.values import box_cell, parts_of
from dauys.render.numbers import number
from dauys.render.paper_announcement import Announcement, announcement_pdf
from dauys.render.paper_names import contest_name, option_name, places_above
from dauys.render.paper_qr import Code, picture, read_qr
from dauys.render.paper_summary import summary_pdf
from dauys.render.paper_typeset import BOTH, Block, Cell, Paper, Speaker, Texts, column, fonts, signatures, table, text
from dauys.tally.sheet import Sheet
from dauys.text.number_words import in_words

__all__ = ["Announcement", "Member", "Protocol", "announcement_pdf", "fonts", "protocol_pdf", "read_qr", "summary_pdf"]

SIGNING, BOXES = 7, 2
"""Lines left for members, and rows for mobile boxes, where nobody has told how many there are."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the commission that signs."""

    name: str = ""
    key: str | None = None  # of the member's cell in lines that have one for each: ``3``; none for chair and secretary
    role: Literal["chair", "deputy chair", "secretary", "member"] = "member"


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a line that has several."""

    key: str | None  # None: to be named by hand
    names: Texts
    beneath: Sequence[Sequence[str]] = ()  # by language


@dataclass(frozen=True)
class Protocol:
    """A protocol as it is printed: of a contest, or (None) the station's own record; blank where there are no figures."""

    event: Event
    station: Station
    contest: Contest | None
    form: Form
    figures: Figures | None = None
    version: int = 1
    members: Sequence[Member] = ()
    boxes: Sequence[str] = ()  # names of the mobile boxes
    findings: Sequence[Finding] = ()  # controls that do not hold, to be told on the paper
    languages: tuple[str, ...] = BOTH

    def __post_init__(self) -> None:
        codes = {line.code for line in self.form.line}
        kind = "station" if self.contest is None else self.contest.tier
        if self.form.id != kind or (self.figures is not None and self.figures.form != kind):
            raise ValueError(f"the form and the figures must be of a {kind}, as what is printed is")
        if self.figures is not None and (stray := sorted(self.figures.lines.keys() - codes)):
            raise ValueError(f"the form has no line {', '.join(stray)}: nothing that was counted may be left off a paper")

    @property
    def code(self) -> Code:
        """What the QR code on the paper says."""
        contest = STATION if self.contest is None else self.contest.id
        event = self.event
        return Code(event.invented, event.origin, self.station.id, contest, self.version, self.form.id, self.figures)

    @property
    def paper(self) -> Paper:
        """The document, before it is set in type."""
        foot = f"{self.station.id} · {self.code.contest} · {self.version}"
        return Paper(self.speak.names(self.form.name), self.languages, self.event.invented, foot, list(self._blocks()))

    @property
    def speak(self) -> Speaker:
        return Speaker(self.languages)

    # ---- blocks ----------------------------------------------------------------------------------------------------------

    def _blocks(self) -> Iterator[Block]:
        speak = self.speak
        yield self._head()
        yield text(speak.say("paper.own layout"), size=8)
        if self.event.invented:
            yield text(speak.say("page.invented told"), strong=True)
        yield text(speak.say("paper.empty"), size=8)
        yield self._lines()
        if self.findings:
            yield self._findings()
        yield signatures(speak, self._signing())
        yield text([f"{told}: ____________________" for told in speak.say("paper.signed at")])

    def _head(self) -> Block:
        speak, station, event = self.speak, self.station, self.event
        code = picture(self.code.text())
        facts: list[tuple[Texts, Texts]] = [
            (speak.say("paper.day"), speak.date(event.date)),
            *([] if self.contest is None else [(speak.say("paper.contest"), contest_name(speak, event, self.contest))]),
            (speak.say("paper.station"), [f"{station.id}, {name}" for name in speak.names(station.names)]),
            (speak.say("paper.place"), places_above(speak, event, station)),
            (speak.say("paper.address"), speak.names(station.address)),
            (speak.say("paper.commission"), speak.names(event.commissions[station.commission].names)),
            (speak.say("paper.version"), speak.same(str(self.version))),
        ]
        told = {"kind": "head", "over": speak.names(event.names), "facts": [{"label": one, "value": two} for one, two in facts]}
        if code is None:  # a paper without a code is still a paper
            return told
        svg, width = code
        mark = self.code.hash
        beneath = [mark[at : at + 16] for at in range(0, len(mark), 16)]
        return {**told, "code": {"svg": svg, "width": width, "alt": " / ".join(speak.say("paper.code")), "under": beneath}}

    # ---- the lines of the form -------------------------------------------------------------------------------------------

    def _lines(self) -> Block:
        speak = self.speak
        heads = [column([told]) for told in speak.say("paper.line")]
        columns = [column(["№"], 17), *heads, column(speak.say("paper.figure"), 28, right=True)]
        return table(columns, [row for line in self.form.line for row in self._line(line)])

    def _line(self, line: FormLine) -> Iterator[list[Cell]]:
        """The rows of a line: one; or its name, and a row for each of its cells."""
        small = [
            [f"({word('optional', language)})"] if line.optional and line.per == "one" else [] for language in self.languages
        ]
        names, code = self.speak.names(line.name), {"text": line.code, "strong": True, "small": [line.article]}
        if line.per == "one":
            figure = None if self.figures is None else self.figures.one(line.code)
            yield self._row(code, names, small, figure)
            return
        yield [code, *self.speak.cells(names, strong=True), ""]
        told = {} if self.figures is None else self.figures.lines.get(line.code)
        for at, one in enumerate(self._cells(line), 1):
            figure = told.get(one.key) if isinstance(told, Mapping) and one.key is not None else None
            yield self._row(f"{line.code} {at}", one.names, one.beneath or [[] for _ in self.languages], figure)

    def _row(self, code: Cell, names: Texts, small: Sequence[Sequence[str]], figure: int | None) -> list[Cell]:
        labels = self.speak.say("paper.in words")
        told: list[Cell] = [
            {
                "text": name, "language": language, "small": list(beneath), "label": label,
                "words": None if figure is None else in_words(figure, language),
            }
            for name, language, beneath, label in zip(names, self.languages, small, labels, strict=True)
        ]  # fmt: skip
        return [code, *told, {"text": "", "height": 7} if figure is None else {"figure": str(figure)}]

    def _cells(self, line: FormLine) -> Iterator[_Cell]:
        """The cells of a line in their order, each with its name; those that only the figures know come last."""
        told = None if self.figures is None else self.figures.lines.get(line.code)
        if isinstance(told, int):
            raise ValueError(f"line {line.code} has a cell for each {line.per}, and the figures have one number for all")
        known = list(self._named(line))
        if told is not None:  # rows to be named by hand stand only where no cell is told
            known = [one for one in known if one.key is not None]
            strays = sorted(told.keys() - {one.key for one in known})
            known += [_Cell(key, self.speak.same(key.replace("/", " · "))) for key in strays]
        yield from known

    def _named(self, line: FormLine) -> Iterator[_Cell]:
        speak, event = self.speak, self.event
        match line.per:
            case "option":
                assert self.contest is not None
                options = {option.id: option for option in event.options_of(self.contest.id)}
                for column in Sheet.of(self.form, tuple(options)).columns:
                    if column.line == line.code and column.option is not None:
                        yield _Cell(column.option, *option_name(speak, event, options[column.option]))
            case "member":
                given = [(one.key, one.name or one.key) for one in self.members if one.key is not None]
                for key, name in given or self._by_figures("member", SIGNING - 2):  # chair and secretary issue no ballots
                    yield _Cell(key, [f"{told} {name}" for told in speak.say("paper.member")])
            case "mobile box":
                for box, name in self._boxes():
                    yield _Cell(box, [f"{told} {name}" for told in speak.say("paper.box")])
            case "contest":
                for contest in event.contests_of(self.station.id):
                    yield _Cell(contest.id, contest_name(speak, event, contest))
            case "mobile box and contest":
                for box, name in self._boxes():
                    names = [f"{told} {name}" for told in speak.say("paper.box")]
                    for contest in event.contests_of(self.station.id):
                        beneath = [[told] for told in contest_name(speak, event, contest)]
                        yield _Cell(None if box is None else box_cell(box, contest.id), names, beneath)
            case _:
                raise AssertionError(line.per)

    def _boxes(self) -> list[tuple[str | None, str]]:
        return [(box, box) for box in self.boxes] or self._by_figures("mobile box", BOXES)

    def _by_figures(self, per: str, otherwise: int) -> list[tuple[str | None, str]]:
        """The members or boxes that the figures name, in the order of their numbers; else so many to be named by hand."""
        found: set[str] = set()
        for line in self.form.line if self.figures is not None else ():
            cells = self.figures.lines.get(line.code) if self.figures is not None else None
            if isinstance(cells, Mapping) and line.per in (per, f"{per} and contest"):
                found |= set(cells) if line.per == per else {parts_of(key)[0] for key in cells}
        ranked = sorted(found, key=lambda key: (len(key), key))
        return [(key, key) for key in ranked] or [(None, "____________")] * otherwise

    # ---- what does not hold, and who signs -------------------------------------------------------------------------------

    def _findings(self) -> Block:
        speak = self.speak
        checks = {check.code: check for check in self.form.check}
        rows: list[list[Cell]] = []
        for one in self.findings:
            check = checks.get(one.code)
            sides = [
                "" if one.left is None or one.right is None else f"{number(one.left, language)} / {number(one.right, language)}"
                for language in self.languages
            ]
            rules = [
                ", ".join(one.lines) if check is None else rule_of(check, lang).replace("`", "") for lang in self.languages
            ]
            told = [
                word("missing", language) if check is None else check.commission.told(language) for language in self.languages
            ]
            cells: list[Cell] = [
                {"text": name, "language": language, "small": [f"{rule} · {side}" if side else rule]}
                for name, language, rule, side in zip(told, self.languages, rules, sides, strict=True)
            ]
            rows.append([one.code if one.cell is None else {"text": one.code, "small": [one.cell]}, *cells])
        columns = [column(["№"], 17), *(column([told]) for told in speak.say("paper.finding"))]
        return table(columns, rows, title=speak.say("paper.findings"))

    def _signing(self) -> list[tuple[Texts, str]]:
        order = ("chair", "deputy chair", "secretary", "member")
        if self.members:
            signing = sorted(self.members, key=lambda one: order.index(one.role))
            return [(self.speak.say(ROLES[one.role]), one.name) for one in signing]
        roles = ("chair", "secretary", *["member"] * (SIGNING - 2))
        return [(self.speak.say(ROLES[role]), "") for role in roles]


ROLES: Mapping[str, str] = {
    "chair": "paper.chair", "deputy chair": "paper.deputy chair", "secretary": "paper.secretary",
    "member": "paper.member of the commission",
}  # fmt: skip


def protocol_pdf(
    event: Event,
    station: Station,
    contest: Contest | None,
    form: Form,
    figures: Figures | None = None,
    *,
    printed: datetime.date,
    version: int = 1,
    members: Sequence[Member] = (),
    boxes: Sequence[str] = (),
    findings: Sequence[Finding] = (),
    languages: tuple[str, ...] = BOTH,
) -> bytes:
    """A station's protocol of a contest, or (contest None) its own record: PDF/A-2a and PDF/UA-1, A4.

    form: of the edition and tier (``dauys.tally.sheet.form_of``). figures: None for a paper to be filled in by hand; a figure
    that is not known is left blank, never zero. printed: the date that the file bears; with it the same input gives the same
    bytes. Raises ValueError where form, contest and figures do not go together, BadInput where no font is there.
    """
    return Protocol(event, station, contest, form, figures, version, members, boxes, findings, languages).paper.pdf(printed)
