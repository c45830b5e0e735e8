"""Which ballots or stations are drawn: from a public seed, so that everybody can draw them again.

The seed is thrown with dice in public, at least twenty digits, after the protocols are frozen and logged.

Sources: Rivest, *Reference implementation of code for pseudo-random sampler* (2011; the counter, as Colorado uses it);
Rivest, *Consistent Sampling with Replacement* (arXiv 1808.10016; the tickets, as the program Arlo uses them).
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from itertools import accumulate, count

from dauys.audit.exact import Number, checked

_HASHES = 2**256


def draw(seed: str, first: int, last: int) -> Iterator[int]:
    """Numbers from ``first`` to ``last`` in the order drawn, without repeats, until all are drawn.

    The n-th draw is the SHA-256 of the seed, a comma and n, as a whole number, modulo how many there are.
    """
    size = last - first + 1
    drawn: set[int] = set()
    for number in count(1):
        if len(drawn) >= size:
            return
        pick = first + _hashed(f"{seed},{number}") % size
        if pick not in drawn:
            drawn.add(pick)
            yield pick


def draw_by_weight(seed: str, weights: Mapping[str, Number]) -> Iterator[str]:
    """Names drawn with replacement, each with a chance in proportion to its weight; without end.

    weights: in the order in which they were published. The n-th draw is the same hash, as a part of all hashes.
    """
    exact = {name: checked(weight, name) for name, weight in weights.items()}
    if min(exact.values(), default=Fraction(0)) < 0 or not (total := sum(exact.values())):
        raise ValueError("weights are zero or more, and not all zero")
    ends = list(zip(accumulate(exact.values()), exact, strict=True))
    for number in count(1):
        place = Fraction(_hashed(f"{seed},{number}"), _HASHES) * total
        yield next(name for end, name in ends if place < end)


@dataclass(frozen=True, slots=True)
class Ticket[Id]:
    """A ballot with its number: the smallest numbers are the sample, for every contest that the ballot holds."""

    number: str  # a decimal fraction, "0." and 64 digits or more: text compares as the number does
    ballot: Id


def tickets[Id: Hashable](seed: str, ballots: Iterable[Id], name: Callable[[Id], str] = str) -> list[Ticket[Id]]:
    """All ballots in the order of the sample.

    name: the text that stands for a ballot. One sample serves all contests: each takes the first of its own ballots.
    """
    start = sha256(seed.encode()).hexdigest()
    found = [Ticket(_fraction(sha256(f"{start}{name(ballot)}".encode()).hexdigest()), ballot) for ballot in ballots]
    return sorted(found, key=lambda ticket: ticket.number)


def _fraction(hexadecimal: str) -> str:
    """The hash as a decimal number, filled with zeros to 64 digits, read backwards behind the point."""
    return "0." + str(int(hexadecimal, 16)).zfill(64)[::-1]


def _hashed(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest())
