"""The divisor rules once more, seat by seat: slow, plain, and independent of the code that it checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

SERIES = {
    # what seat number n (from 1) costs; Huntington-Hill's is the square, and is compared with squared votes
    "d'hondt": lambda n: Fraction(n),  # 1, 2, 3, …
    "sainte-lague": lambda n: Fraction(2 * n - 1),  # 1, 3, 5, …
    "danish": lambda n: Fraction(3 * n - 2),  # 1, 4, 7, …
    "imperiali": lambda n: Fraction(n + 1),  # 2, 3, 4, …
    "adams": lambda n: Fraction(n - 1),  # 0, 1, 2, …
    "huntington-hill": lambda n: Fraction(n * (n - 1)),  # 0, 2, 6, … (squares)
    "dean": lambda n: Fraction(2 * n * (n - 1), 2 * n - 1),  # 0, 4/3, 12/5, …: harmonic means
}

METHODS = tuple(SERIES)
FIRST_SEAT_IS_FREE = ("adams", "huntington-hill", "dean")  # their first divisor is 0: every list with votes has a seat


@dataclass(frozen=True)
class Given:
    """What seat after seat gives: seats (those held left out), who is tied for how many, and seats nobody could take."""

    seats: dict[str, int]
    tied: frozenset[str]
    for_seats: int
    unfilled: int


def claim(method, votes, number, first=None):
    """The quotient with which a list claims its seat ``number``; a divisor of 0 beats every other divisor."""
    power = 2 if method == "huntington-hill" else 1
    divisor = Fraction(first) ** power if first is not None and number == 1 else SERIES[method](number)
    return (1, Fraction(votes)) if divisor == 0 else (0, Fraction(votes) ** power / divisor)


def seat_by_seat(
    votes: Mapping[str, object], seats: int, method: str, *, first=None, held=None, minimum=None, maximum=None
) -> Given:
    """Minimums first, then one seat after another to the largest quotient; equal quotients and too few seats: a tie."""
    held, minimum, maximum = held or {}, minimum or {}, maximum or {}
    has = {name: max(held.get(name, 0), minimum.get(name, 0)) for name in votes}
    left = seats + sum(held.get(name, 0) for name in votes) - sum(has.values())
    tied: frozenset[str] = frozenset()
    while left:
        claims = {
            name: claim(method, count, has[name] + 1, first)
            for name, count in votes.items()
            if count and has[name] < maximum.get(name, has[name] + 1)
        }
        if not claims:
            break
        level = {name for name in claims if claims[name] == max(claims.values())}
        if len(level) > left:
            tied = frozenset(level)
            break
        for name in level:
            has[name] += 1
        left -= len(level)
    given = {name: has[name] - held.get(name, 0) for name in votes}
    return Given(given, tied, left if tied else 0, 0 if tied else left)
