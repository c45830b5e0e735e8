"""The same votes under several laws: seats side by side, and numbers that describe each result."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from dauys.election.folder import Election
from dauys.law import AGAINST_ALL, INDEPENDENT, Law, Outcome, apply, law_ids, load_law
from dauys.law.outcome import plain
from dauys.law.votes import COUNTRY
from dauys.seats import Number, effective_number, gallagher, wasted
from dauys.text import BadInput


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


def compared(election: Election, under: Sequence[str]) -> list[Column]:
    """The election's own law first, then the others. Raises BadInput for a law that does not exist."""
    own = election.law()
    others = [_named(name, election) for name in under]
    return [_column(election, law) for law in (own, *others)]


def _named(name: str, election: Election) -> Law:
    """A law by id or file, or by the year of an edition of the same body or of the one that came in its place."""
    if "/" in name or Path(name).suffix:
        return load_law(name)
    body = election.definition.body
    for known in law_ids():
        law_body, _, edition = known.rpartition("/")
        if edition == name and (law_body == body or load_law(known).succeeds == body):
            return load_law(known)
    try:
        return load_law(f"{body}/{name}")
    except BadInput as bad:
        raise bad from None


def _column(election: Election, law: Law) -> Column:
    outcome = apply(law, election.votes)
    votes = _list_votes(election)
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


def _list_votes(election: Election) -> dict[str, Number]:
    """National list votes by party; votes against all are for nobody and are left out."""
    area = election.votes.areas("list", COUNTRY).get(election.votes.country)
    if area is None:
        return {}
    found: dict[str, Number] = {}
    for name, number in area.votes.items():
        if name != AGAINST_ALL and number is not None:
            party = election.votes.option("list", area.place, name).party or name
            found[party] = found.get(party, 0) + number
    return found
