"""Seats held as first divisors (Scotland, Wales): in each area a list's first divisor comes after its constituencies.

No seat is taken back and none added: a list that holds more than its share simply gets no list seat.
"""

from dauys.law.linkage.parallel import in_each_area, won_by_party
from dauys.law.outcome import Clerk, Seat
from dauys.law.vocabulary import HeldSeats, Tier
from dauys.law.votes import Votes


def held_seats(
    linkage: HeldSeats, tier: Tier, votes: Votes, constituencies: tuple[Seat, ...], clerk: Clerk
) -> tuple[Seat, ...]:
    """List seats by area, each with the constituencies that a list's party holds in that area."""
    held: dict[str, dict[str, int]] = {}
    for place, count in votes.areas(tier.name, tier.area).items():
        inside = [seat for seat in constituencies if seat.place and votes.above(seat.place, tier.area) == place]
        won = won_by_party(inside)
        held[place] = {name: won[party] for name in count.votes if (party := votes.option(tier.name, place, name).party) in won}
        clerk.note("seats held", linkage.article, {"constituencies": len(inside)}, {"held": held[place]}, tier.name, place)
    return in_each_area(tier, votes, won_by_party(constituencies), held, clerk, linkage.article)
