"""The same votes under several laws: seats side by side, and numbers that describe each result."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dauys.law.apply import apply
from dauys.law.outcome import Outcome, plain
from dauys.law.vocabulary import Law
from dauys.law.votes import AGAINST_ALL, COUNTRY, INDEPENDENT, Votes
from dauys.seats import Number, effective_number, gallagher, wasted


@dataclass(frozen=True, slots=True)
class Column:
    """One law's result. Indices compare list votes with all seats; None where there is nothing to compare."""

    law: Law
    outcome: Outcome
    gallagher: Decimal | None  # percentage points
    parties_by_votes: Fraction | None  # effective number
    parties_by_seats: Fraction | None
    wasted: Number | None  # list votes for parties without a seat
    independents: int

    def as_json(self) -> dict[str, Any]:
        return {
            "law": self.law.id,
            "status": self.outcome.status,
            "parties": self.outcome.parties,
            "total": self.outcome.total,
            "gallagher": None if self.gallagher is None else str(self.gallagher),
            "effective parties by votes": plain(self.parties_by_votes),
            "effective parties by seats": plain(self.parties_by_seats),
            "wasted votes": plain(self.wasted),
            "independents": self.independents,
            "questions": [question.told() for question in self.outcome.questions],
        }

    def rows(self) -> list[list[Any]]:
        return [
            [self.law.id, party, tier, seats] for party, tiers in self.outcome.parties.items() for tier, seats in tiers.items()
        ]


def compared(votes: Votes, laws: Sequence[Law]) -> list[Column]:
    """The votes under each law."""
    return [_column(votes, law) for law in laws]


def _column(cast: Votes, law: Law) -> Column:
    outcome = apply(law, cast)
    votes = _list_votes(cast)
    seats = {party: row["total"] for party, row in outcome.parties.items() if row["total"]}
    complete = bool(votes) and outcome.total > 0
    return Column(
        law,
        outcome,
        gallagher(votes, seats) if complete else None,
        effective_number(votes) if votes else None,
        effective_number(seats) if seats else None,
        wasted(votes, seats) if complete else None,
        seats.get(INDEPENDENT, 0),
    )


def _list_votes(cast: Votes) -> dict[str, Number]:
    """National list votes by party; votes against all are for nobody and are left out."""
    area = cast.areas("list", COUNTRY).get(cast.country)
    if area is None:
        return {}
    found: dict[str, Number] = {}
    for name, number in area.votes.items():
        if name != AGAINST_ALL and number is not None:
            party = cast.option("list", area.place, name).party or name
            found[party] = found.get(party, 0) + number
    return found
