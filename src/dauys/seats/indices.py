"""Numbers that describe a result: disproportionality, number of parties, wasted votes. Exact until printed.

Sources: Gallagher, *Electoral Studies* 10 (1991); Laakso and Taagepera, *Comparative Political Studies* 12 (1979).
"""

from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction

from dauys.seats.values import Number, total


def gallagher(votes: Mapping[str, Number], seats: Mapping[str, int]) -> Decimal | None:
    """The least-squares index, in percentage points, to four decimals; None where there are no votes or no seats.

    votes, seats: by party; a party in one of them alone counts with zero in the other (an independent's seat).
    """
    cast, house = total(votes.values()), sum(seats.values())
    if not cast or not house:
        return None
    differences = (
        Fraction(votes.get(party, 0)) / cast - Fraction(seats.get(party, 0), house) for party in votes.keys() | seats.keys()
    )
    half = sum((difference**2 for difference in differences), Fraction(0)) / 2 * 10_000  # percentage points, squared
    with localcontext(prec=40):
        return (Decimal(half.numerator) / Decimal(half.denominator)).sqrt().quantize(Decimal("0.0001"))


def effective_number(shares: Mapping[str, Number]) -> Fraction | None:
    """Laakso and Taagepera's effective number of parties, of votes or of seats; None where there are none."""
    whole = total(shares.values())
    if not whole:
        return None
    return 1 / sum((Fraction(share * share) / (whole * whole) for share in shares.values()), Fraction(0))


def wasted(votes: Mapping[str, Number], seats: Mapping[str, int]) -> Number:
    """Votes for parties that got no seat."""
    return total(count for party, count in votes.items() if not seats.get(party))
