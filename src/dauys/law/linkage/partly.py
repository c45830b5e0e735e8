"""Partly linked (South Korea since 2020): part of the gap between share and constituencies is filled, as far as seats go.

Each entitled list's share of the house, less its own constituencies, times the part, is its linked number. Are they more
than the list seats, they are scaled down; are they fewer, the seats left are divided by votes alone.
"""

from fractions import Fraction
from math import floor

from dauys.law.linkage.parallel import won_by_party
from dauys.law.lists import Area, admitted_lists, as_seats, by_formula, list_votes
from dauys.law.outcome import Clerk, Question, Seat
from dauys.law.thresholds import seats_of
from dauys.law.vocabulary import PartlyLinked, Tier
from dauys.law.votes import COUNTRY, Votes
from dauys.seats.values import total


def partly_linked(
    linkage: PartlyLinked, tier: Tier, votes: Votes, constituencies: tuple[Seat, ...], clerk: Clerk
) -> tuple[Seat, ...]:
    """List seats of the partly linked tier."""
    count = votes.areas(tier.name, COUNTRY)[votes.country]
    lists = list_votes(tier, count, votes, clerk)
    won = won_by_party(constituencies)
    entitled = None if lists is None else admitted_lists(tier, count, votes, lists, won, clerk)
    if lists is None or entitled is None:
        return ()
    seats = seats_of(tier, votes)
    if seats is None:
        clerk.ask(Question("seats not set", tier.name, None, article=tier.formula.article))
        return ()
    among = {name: number for name, number in lists.items() if name in entitled}
    cast = total(among.values())
    if not cast:
        clerk.ask(Question("none passes", tier.name, None, article=linkage.article))
        return ()

    # An entitled party may have no list (its voters have another one): its constituencies are not taken off the house.
    party = {name: votes.option(tier.name, votes.country, name).party or name for name in lists}
    parties = {party.get(name, name) for name in entitled}
    outside = sum(seat.seats for seat in constituencies if seat.party is None or seat.party not in parties)
    base = linkage.house - outside
    gaps = {name: (base * Fraction(number) / cast - won.get(party[name], 0)) * linkage.part for name, number in among.items()}
    linked = {name: 0 if gap < 1 else floor(gap + Fraction(1, 2)) for name, gap in gaps.items()}
    clerk.note(
        "linked seats", linkage.article,
        {"house": linkage.house, "outside": outside, "votes": dict(among),
         "constituencies": {name: won.get(party[name], 0) for name in among}, "part": linkage.part},
        {"gap": dict(gaps), "seats": dict(linked), "sum": sum(linked.values())}, tier.name,
    )  # fmt: skip

    over = sum(linked.values()) - seats
    if over > 0:  # scaled down in proportion, by the tier's formula
        allocation = by_formula(tier, {name: n for name, n in linked.items() if n}, votes, Area(None, seats), clerk)
        return () if allocation is None else as_seats(tier, allocation.seats, votes, votes.country)
    if over == 0:
        return as_seats(tier, linked, votes, votes.country)
    rest = by_formula(tier, among, votes, Area(None, -over), clerk)
    if rest is None:
        return ()
    return as_seats(tier, {name: linked[name] + rest.seats[name] for name in among}, votes, votes.country)
