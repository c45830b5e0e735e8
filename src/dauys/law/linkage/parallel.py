"""Parallel, and lists only: list seats are divided by list votes alone, in the whole country or in each area."""

from collections import Counter
from collections.abc import Iterable

from dauys.law.lists import Area, admitted_lists, as_seats, divide, list_votes, seats_by_reading
from dauys.law.outcome import Clerk, Question, Seat
from dauys.law.thresholds import seats_of
from dauys.law.vocabulary import Tier
from dauys.law.votes import COUNTRY, Count, Votes


def won_by_party(constituencies: Iterable[Seat]) -> dict[str, int]:
    """Constituencies by party; independents are not among them."""
    won: Counter[str] = Counter()
    for seat in constituencies:
        if seat.party is not None:
            won[seat.party] += seat.seats
    return dict(won)


def parallel(tier: Tier, votes: Votes, constituencies: tuple[Seat, ...], clerk: Clerk) -> tuple[Seat, ...]:
    """List seats, apart from the constituencies (which a threshold may count all the same)."""
    won = won_by_party(constituencies)
    if tier.area == COUNTRY or tier.seats_per_area is None:
        count = votes.areas(tier.name, COUNTRY)[votes.country]
        seats = seats_of(tier, votes)
        if seats is None:
            clerk.ask(Question("seats not set", tier.name, None, article=tier.formula.article))
            return ()
        area = Area(None, seats, maximum=full_lists(tier, votes, count))
        shared = seats_by_reading(tier, count, votes, area, won, clerk)
        return as_seats(tier, shared or {}, votes, votes.country)
    return in_each_area(tier, votes, won, {}, clerk, tier.formula.article)


def in_each_area(
    tier: Tier, votes: Votes, won: dict[str, int], held: dict[str, dict[str, int]], clerk: Clerk, article: str
) -> tuple[Seat, ...]:
    """List seats divided in each area by itself. held: seats that a list has already, by area and option."""
    national = votes.areas(tier.name, COUNTRY)[votes.country]
    lists = list_votes(tier, national, votes, clerk)
    if lists is None:
        return ()
    admitted = admitted_lists(tier, national, votes, lists, won, clerk)
    if admitted is None:
        return ()
    counts = votes.areas(tier.name, tier.area)
    sizes = {place: size_of(tier, votes, place) for place in counts}
    unset = [place for place, size in sizes.items() if size is None]
    should = seats_of(tier, votes)
    known = sum(size or 0 for size in sizes.values())
    if unset or (should is not None and known != should):
        reason = ", ".join(unset) if unset else f"{known}, {should}"
        clerk.ask(Question("seats not set" if unset else "other areas", tier.name, None, article=article, reason=reason))
        return ()
    seats: tuple[Seat, ...] = ()
    for place, count in counts.items():
        here = list_votes(tier, count, votes, clerk)
        if here is not None:
            area = Area(place, sizes[place] or 0, held=held.get(place), maximum=full_lists(tier, votes, count, held.get(place)))
            seats += as_seats(tier, divide(tier, here, admitted, votes, area, clerk) or {}, votes, place)
    return seats


def size_of(tier: Tier, votes: Votes, place: str) -> int | None:
    """The list seats of one area; None where they are not known."""
    if isinstance(tier.seats_per_area, int):
        return tier.seats_per_area
    return votes.places[place].seats.get(tier.name) if place in votes.places else None


def full_lists(tier: Tier, votes: Votes, count: Count, held: dict[str, int] | None = None) -> dict[str, int]:
    """The most seats a list can fill, where its candidates are known and the law passes its other seats on.

    Where the law leaves them empty instead, the list is divided as if it were long enough.
    """
    if tier.list_exhausted != "next quotient":
        return {}
    known = {name: votes.option(tier.name, count.place, name).candidates for name in count.votes}
    return {name: number + (held or {}).get(name, 0) for name, number in known.items() if number is not None}
