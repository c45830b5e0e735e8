"""How a list keeps the quota of groups in its mandates, where it is not known of everybody who belongs to a group.

Not everything that decides the quota may be published of a person: a disability may not, so it is known as a number of
persons alone. What follows from a number is bounds, least and most, and never a guess. Where everything is known the two
meet, and the answer is that of ``mandates.give``.

Kazakhstan, Constitutional Law on Elections: Art. 97-1(5) for the mandates of the Mazhilis.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from dauys.law.mandates import needed
from dauys.law.vocabulary import GroupQuota

type Verdict = Literal["kept", "broken", "no choice", "open", "not told", "unknown"]
"""*kept*: whatever is not known; *broken*: whoever takes the seats left; *no choice*: so it was already, whoever would be
given a seat; *open*: it hangs on seats left, perhaps on what is not known too; *not told*: every seat is given, and of some who
sit it is not known; *unknown*: nothing is known of anybody."""


@dataclass(frozen=True, slots=True)
class Counting:
    """Who of a list counts for the quota, as far as it is known."""

    listed: frozenset[str]  # everybody on the list, by id
    named: frozenset[str]  # those of whom it is told
    more: int | None  # how many of the others count too; None: not known

    @property
    def unknown(self) -> bool:
        """Whether nothing is known of anybody."""
        return not self.named and self.more is None

    def least(self, among: Collection[str]) -> int:
        """So many of these count at least: of the others of the list not more than all can be the ones not named."""
        here = set(among)
        outside = len(self.listed - self.named - here)
        return len(here & self.named) + max(0, (self.more or 0) - outside)

    def most(self, among: Collection[str]) -> int:
        """So many of these count at most."""
        here = set(among)
        others = len(here - self.named)
        return len(here & self.named) + (others if self.more is None else min(others, self.more))

    def most_with(self, sitting: Collection[str], free: Collection[str], seats: int) -> int:
        """So many count at most when seats are given to some of those who are free, beside those who sit."""
        # whoever is known to count goes first; the others can only do as well
        best = sorted(free, key=lambda person: person not in self.named)[: max(0, seats)]
        return self.most((*sitting, *best))


@dataclass(frozen=True, slots=True)
class Standing:
    """The quota of one list with the persons who were given its mandates so far."""

    quota: GroupQuota
    mandates: int  # the quota is taken of all that the list received
    given: int
    least: int  # of those given, so many count
    most: int
    reach: int  # so many count at most once every mandate is given
    reach_before: int  # the same before those who are given one now
    unknown: bool

    @property
    def needed(self) -> int:
        """How many must count."""
        return needed(self.quota, self.mandates)

    @property
    def verdict(self) -> Verdict:
        """How it stands."""
        if self.least >= self.needed:
            return "kept"
        if self.reach < self.needed:
            return "no choice" if self.reach_before < self.needed else "broken"
        if self.unknown:
            return "unknown"
        return "open" if self.given < self.mandates else "not told"


def standing(
    quota: GroupQuota,
    known: Counting,
    mandates: int,
    sitting: Collection[str],
    gone: Collection[str] = (),
    now: Collection[str] = (),
) -> Standing:  # fmt: skip
    """How the quota stands when these persons sit.

    gone: those who gave up a seat before, or were struck off: nobody counts on them. now: those of the sitting who are
    given a seat just now, so that it can be told what was in reach before.
    """
    sit = set(sitting)
    before = sit - set(now)

    def reach(those: set[str]) -> int:
        return known.most_with(those, sorted(known.listed - those - set(gone)), mandates - len(those))

    return Standing(
        quota, mandates, len(sit), known.least(sit), known.most(sit), reach(sit), reach(before), known.unknown
    )  # fmt: skip
