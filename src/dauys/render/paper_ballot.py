"""The proof of a ballot: its lines in their order, in the languages of the ballot side by side, and a square beside each.

Nothing on it is unique: every ballot of a contest is the same to the last letter. It is a proof, and says so: no form of the
Central Commission was at hand, and nobody votes with it (Kazakhstan, Art. 37, 42).
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dauys.election.event import Contest, Event
from dauys.law import Option
from dauys.render.paper_names import contest_name, option_name
from dauys.render.paper_typeset import BOTH, Block, Cell, Paper, Speaker, column, table, text


@dataclass(frozen=True)
class Ballot:
    """A ballot as it is set in type."""

    event: Event
    contest: Contest
    lines: Sequence[Option]  # in the order of the ballot, against all the last
    languages: tuple[str, ...] = BOTH

    @property
    def paper(self) -> Paper:
        """The document, before it is set in type."""
        title = self._speak.say("paper.ballot")
        return Paper(title, self.languages, self.event.invented, self.contest.id, list(self._blocks()))

    @property
    def _speak(self) -> Speaker:
        return Speaker(self.languages)

    def _blocks(self) -> Iterator[Block]:
        speak, event = self._speak, self.event
        facts = [
            (speak.say("paper.day"), speak.date(event.date)),
            (speak.say("paper.contest"), contest_name(speak, event, self.contest)),
        ]
        told = [{"label": label, "value": value} for label, value in facts]
        yield {"kind": "head", "over": speak.names(event.names), "facts": told}
        yield text(speak.say("paper.ballot proof"), strong=True)
        if event.invented:
            yield text(speak.say("page.invented told"), strong=True)
        yield text(speak.say("paper.ballot how"))
        square: Cell = {"text": "", "height": 9}
        rows: list[list[Cell]] = [
            [*speak.cells(option_name(speak, event, option)[0], strong=True), square] for option in self.lines
        ]
        columns = [*(column([""]) for _ in self.languages), column([""], 14)]
        yield table(columns, rows, size=11)
        yield text([f"{told}: ____________________" for told in speak.say("paper.ballot signature")])


def ballot_pdf(
    event: Event, contest: Contest, lines: Sequence[Option], *, printed: datetime.date, languages: tuple[str, ...] = BOTH
) -> bytes:
    """The proof of a ballot: PDF/A-2a and PDF/UA-1, A4.

    lines: in the order of the ballot. printed: the date that the file bears. Raises BadInput where no font is there.
    """
    return Ballot(event, contest, lines, languages).paper.pdf(printed)
