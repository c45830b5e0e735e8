"""Digits of counts: is the last one even, and is the second one as in Benford's law?

People who invent numbers repeat some digits and avoid others. The last digit of a large count should be each of ten alike; in
practice heaps of 0 and 5 show where figures were rounded, which is most common in turnout. The second digit is computed because
others will ask for it, and belongs in no summary: Deckert, Myagkov and Ordeshook (Political Analysis 19, 2011) found it no
better than a toss of a coin, and Mebane answers that the expected mean is not 4.187 in elections.

Sources: Beber and Scacco, *What the Numbers Say* (Political Analysis 20, 2012); Mebane, *Election Forensics* (2006).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import comb, log10

from dauys.audit.chances import chi_square, chi_square_tail

LEAST_FOR_LAST = 100
"""The smallest count whose last digit is taken."""

LEAST_FOR_SECOND = 10

SECOND_DIGIT = tuple(sum(log10(1 + 1 / (10 * first + second)) for first in range(1, 10)) for second in range(10))
"""Benford's chance of each second digit."""


@dataclass(frozen=True, slots=True)
class Digits:
    """How often each digit from 0 to 9 was seen, and how often it was due."""

    seen: tuple[int, ...]
    due: tuple[float, ...]

    @property
    def counts(self) -> int:
        return sum(self.seen)

    @property
    def chi_square(self) -> float:
        return chi_square(self.seen, self.due)

    @property
    def by_chance(self) -> float:
        """The chance of such a chi-square or a larger one (nine degrees of freedom): the rate of false flags."""
        return chi_square_tail(self.chi_square, 9)

    @property
    def mean(self) -> float:
        return sum(digit * count for digit, count in enumerate(self.seen)) / self.counts


def last_digits(counts: Iterable[int], least: int = LEAST_FOR_LAST) -> Digits:
    """The last digits of the counts that are ``least`` or more; raises ValueError where there are none."""
    return _digits((count % 10 for count in counts if count >= least), [0.1] * 10)


def second_digits(counts: Iterable[int]) -> Digits:
    """The second digits of the counts of two digits or more; raises ValueError where there are none."""
    return _digits((int(str(count)[1]) for count in counts if count >= LEAST_FOR_SECOND), SECOND_DIGIT)


def _digits(digits: Iterable[int], chances: Iterable[float]) -> Digits:
    seen = Counter(digits)
    if not seen:
        raise ValueError("no count is large enough")
    return Digits(tuple(seen[digit] for digit in range(10)), tuple(seen.total() * chance for chance in chances))


def extremes_by_chance(counts: int, most: int, fewest: int, digits: int = 10) -> Fraction:
    """The chance that, of ``counts`` even digits, some digit comes ``most`` times or more and some ``fewest`` times or fewer.

    Whichever digits they are: whoever looks first and names the digits afterwards has this chance of a find. Exact.
    """
    below, above = (0, most - 1), (fewest + 1, counts)
    either = _all_between(counts, *below, digits) + _all_between(counts, *above, digits)
    return 1 - (either - _all_between(counts, fewest + 1, most - 1, digits))


def _all_between(counts: int, low: int, high: int, digits: int) -> Fraction:
    """The chance that every digit comes from ``low`` to ``high`` times: one digit after the other takes its places."""
    ways = [1] + [0] * counts
    for _ in range(digits):
        ways = [
            sum(comb(places, taken) * ways[places - taken] for taken in range(low, min(high, places) + 1))
            for places in range(counts + 1)
        ]
    return Fraction(ways[counts], digits**counts)
