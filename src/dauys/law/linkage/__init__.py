"""How the list tier relates to the constituencies. One linkage a file; each is a part that any country may name."""

from dauys.law.linkage.compensatory import compensatory
from dauys.law.linkage.held import held_seats
from dauys.law.linkage.parallel import parallel
from dauys.law.linkage.partly import partly_linked
from dauys.law.outcome import Clerk, Seat
from dauys.law.vocabulary import Compensatory, HeldSeats, Law, PartlyLinked, Tier
from dauys.law.votes import Votes


def link(law: Law, tier: Tier, votes: Votes, constituencies: tuple[Seat, ...], settled: bool, clerk: Clerk) -> tuple[Seat, ...]:
    """All seats of the body: constituencies and lists.

    settled: whether every constituency is decided. A linkage that counts constituencies cannot go on without them; the
    question that is open there is the one to answer.
    """
    linkage = law.linkage
    if isinstance(linkage, Compensatory | HeldSeats | PartlyLinked) and not settled:
        clerk.note("list seats wait", linkage.article, {}, {"for": "constituencies"}, tier.name)
        return constituencies
    if isinstance(linkage, Compensatory):
        return compensatory(linkage, law, tier, votes, constituencies, clerk)
    if isinstance(linkage, HeldSeats):
        return constituencies + held_seats(linkage, tier, votes, constituencies, clerk)
    if isinstance(linkage, PartlyLinked):
        return constituencies + partly_linked(linkage, tier, votes, constituencies, clerk)
    return constituencies + parallel(tier, votes, constituencies, clerk)


__all__ = ["link"]
