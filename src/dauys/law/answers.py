"""Read lots and decisions from a file: each names the question that it answers, who drew or decided it, and what."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from dauys.law.outcome import Answer
from dauys.law.strict import checked, read_toml
from dauys.law.words import Words


class _Lot(Words):
    question: str = Field(min_length=1, description="the question, letter by letter as the count printed it")
    chosen: Annotated[tuple[str, ...], Field(min_length=1)]
    by: str = Field(min_length=1, description="who drew or decided, when, which document")


class _Lots(Words):
    lot: tuple[_Lot, ...] = Field(min_length=1)


def read_answers(path: Path) -> tuple[Answer, ...]:
    """The answers in a file of ``[[lot]]`` tables. Raises BadInput."""
    document, text = read_toml(path)
    lots = checked(_Lots, document, str(path), text)
    return tuple(Answer(lot.question, lot.chosen, lot.by) for lot in lots.lot)
