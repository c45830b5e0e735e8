"""A commission's summary of one contest: the sums of its stations, what it signed beside them, and every station's figures.

Sums are computed here from the stations' papers and never handed in; what the commission signed is set beside them, and the
difference told where there is one.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dauys.election.event import Commission, Contest, Event
from dauys.protocol import Cell as FigureCell
from dauys.protocol import Figures
from dauys.render.numbers import number
from dauys.render.paper_names import contest_name, option_name
from dauys.render.paper_typeset import BOTH, UNKNOWN, Block, Cell, Paper, Speaker, Texts, column, signatures, table, text, wide
from dauys.tally.sheet import Row, Sheet, form_of, sheet_of


@dataclass(frozen=True)
class Summary:
    """A summary as it is printed.

    papers: by station, in the order of the rows; None where no protocol counts. signed: the figures of the commission's
    own summary by line, as its act has them; None where it has not signed.
    """

    event: Event
    contest: Contest
    commission: Commission
    papers: Mapping[str, Figures | None]
    signed: Mapping[str, FigureCell] | None = None
    languages: tuple[str, ...] = BOTH

    @property
    def paper(self) -> Paper:
        """The document, before it is set in type."""
        foot = f"{self.commission.id} · {self.contest.id}"
        title = self.speak.say("paper.summary")
        return Paper(title, self.languages, self.event.invented, foot, list(self._blocks()))

    @property
    def speak(self) -> Speaker:
        return Speaker(self.languages)

    def _blocks(self) -> Iterator[Block]:
        speak, event = self.speak, self.event
        counted = sum(paper is not None for paper in self.papers.values())
        facts = [
            (speak.say("paper.day"), speak.date(event.date)),
            (speak.say("paper.contest"), contest_name(speak, event, self.contest)),
            (speak.say("paper.commission"), speak.names(self.commission.names, self.commission.id)),
            (speak.say("paper.counted"), speak.say("page.of", part=counted, whole=len(self.papers))),
        ]
        told = [{"label": label, "value": value} for label, value in facts]
        yield {"kind": "head", "over": speak.names(event.names), "facts": told}
        yield text(speak.say("paper.own layout"), size=8)
        if event.invented:
            yield text(speak.say("page.invented told"), strong=True)
        yield self._sums()
        if self.differs:
            yield text(speak.say("paper.differs"), strong=True)
        yield text(speak.say("paper.stations below"), strong=True)
        yield from wide(speak.say("paper.station"), [code for code, _ in self._figures], self._rows(), [len(self.papers)])
        yield signatures(speak, [(speak.say(role), "") for role in ("paper.chair", "paper.secretary")])

    # ---- numbers ---------------------------------------------------------------------------------------------------------

    @cached_property
    def sums(self) -> Row:
        """Each figure summed over the papers that have it; None where none has."""
        return tuple(sum(known) if (known := [n for n in numbers if n is not None]) else None for numbers in self._columns)

    @cached_property
    def lacking(self) -> tuple[int, ...]:
        """By figure: counted papers that do not have it."""
        return tuple(numbers.count(None) for numbers in self._columns)

    @cached_property
    def signed_row(self) -> Row:
        """The signed figures in the order of the sums; None where the commission signed none."""
        return self._sheet.row(Figures(self.contest.tier, self.signed or {}))

    @property
    def differs(self) -> bool:
        """Whether a signed figure is not the sum of the stations."""
        return any(signed is not None and signed != told for signed, told in zip(self.signed_row, self.sums, strict=True))

    @cached_property
    def _sheet(self) -> Sheet:
        return sheet_of(self.event, self.contest)

    @cached_property
    def _columns(self) -> list[list[int | None]]:
        rows = [self._sheet.row(paper) for paper in self.papers.values() if paper is not None]
        return [list(numbers) for numbers in zip(*rows, strict=True)] or [[] for _ in self._sheet.columns]

    @cached_property
    def _figures(self) -> list[tuple[str, Texts]]:
        """By figure, in the order of form and ballot: the short code of its column, and its name."""
        form, found, ranks = form_of(self.event, self.contest), [], dict[str, int]()
        options = {option.id: option for option in self.event.options_of(self.contest.id)}
        for one in self._sheet.columns:
            if one.option is None:
                line = form.line_coded(one.line)
                assert line is not None
                found.append((one.line, self.speak.names(line.name)))
            else:
                rank = ranks[one.line] = ranks.get(one.line, 0) + 1
                found.append((f"{one.line} {rank}", option_name(self.speak, self.event, options[one.option])[0]))
        return found

    # ---- tables ----------------------------------------------------------------------------------------------------------

    def _sums(self) -> Block:
        speak, lacking = self.speak, any(self.lacking)
        columns = [
            column(["№"], 13), *(column([told]) for told in speak.say("paper.line")),
            column(speak.say("paper.stations' sum"), 24, right=True),
            *([column(speak.say("paper.without"), 22, right=True)] if lacking else []),
            *([] if self.signed is None else [column(speak.say("paper.signed"), 24, right=True)]),
            *([column(speak.say("paper.difference"), 22, right=True)] if self.differs else []),
        ]  # fmt: skip
        rows: list[list[Cell]] = []
        for (code, names), told, without, signed in zip(self._figures, self.sums, self.lacking, self.signed_row, strict=True):
            gap = None if signed is None or signed == told else signed - (told or 0)
            rows.append([
                code, *speak.cells(names), self._n(told),
                *([str(without) if without else ""] if lacking else []),
                *([] if self.signed is None else [self._n(signed)]),
                *(["" if gap is None else f"{'+' if gap > 0 else '−'}{self._n(abs(gap))}"] if self.differs else []),
            ])  # fmt: skip
        rows += self._strays(columns)
        return table(columns, rows, title=speak.say("paper.sums"))

    def _strays(self, columns: Sequence[object]) -> list[list[Cell]]:
        """What the commission signed that the form has no line for: it is told, and stands beside nothing."""
        lines = {one.line for one in self._sheet.columns}
        signed = Figures(self.contest.tier, self.signed or {})
        before = 1 + len(self.languages)
        rows: list[list[Cell]] = []
        for code in sorted(signed.lines.keys() - lines):
            cells: list[Cell] = [code, *[""] * (before - 1), UNKNOWN, *([""] if any(self.lacking) else [])]
            cells.append(self._n(signed.one(code)))
            rows.append(cells + [""] * (len(columns) - len(cells)))
        return rows

    def _rows(self) -> list[tuple[Cell, Sequence[str]]]:
        rows: list[tuple[Cell, Sequence[str]]] = []
        for station, paper in self.papers.items():
            names = self.speak.names(self.event.stations[station].names)
            if paper is None:
                missing = self.speak.say("paper.not counted")
                rows.append(({"text": station, "small": [*names, *missing]}, [UNKNOWN for _ in self._figures]))
            else:
                rows.append(({"text": station, "small": names}, [self._n(figure) for figure in self._sheet.row(paper)]))
        rows.append((" / ".join(self.speak.say("column.total")), [self._n(told) for told in self.sums]))
        return rows

    def _n(self, figure: int | None) -> str:
        return UNKNOWN if figure is None else number(figure, self.languages[0])


def summary_pdf(
    event: Event,
    contest: Contest,
    commission: Commission,
    papers: Mapping[str, Figures | None],
    signed: Mapping[str, FigureCell] | None = None,
    *,
    printed: datetime.date,
    languages: tuple[str, ...] = BOTH,
) -> bytes:
    """A commission's summary of a contest: PDF/A-2a and PDF/UA-1, A4.

    papers: the figures that count, by station in the order of the rows; None where no protocol counts: such a station is
    named, and adds nothing. signed: the commission's own figures by line, where it has signed. printed: the date that the
    file bears. Raises BadInput where no font is there.
    """
    return Summary(event, contest, commission, papers, signed, languages).paper.pdf(printed)
