"""The arithmetic of the batch engine in loops, row by row, for numba to compile. Why it is exact: ``_kernels_numpy``.

The two functions take and write the same arrays as their namesakes there. They are plain Python, and run (slowly)
without numba. "Fast math" must stay off: the arguments rest on correctly rounded division.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from math import floor, inf
from typing import Any

import numpy as np

from dauys.seats._kernels_numpy import (
    CLEAR,
    EXACT_BELOW,
    FINE,
    NO_VOTES,
    OVER_AWARD,
    TIED,
    TOO_LARGE,
    Codes,
    Counts,
    Floats,
    Quota,
    Series,
)

MANY = 60  # lists; with more of them, finding the last winning remainder is faster than counting for each


def by_quota_rows(votes: Counts, house: Floats, quota: Quota, seats: Counts, status: Codes) -> None:
    """Largest remainders. votes, seats: [rows, lists]; house, status: [rows]; seats and status are written."""
    rows, lists = votes.shape
    given = np.empty(lists)
    remainder = np.empty(lists)
    for row in range(rows):
        total = 0.0
        for i in range(lists):
            total += votes[row, i]
        if total == 0 or total * (house[row] + quota.added + 1) >= EXACT_BELOW:
            status[row] = NO_VOTES if total == 0 else TOO_LARGE
            seats[row, :] = 0
            continue
        # No quota exists for no seats; nobody is due anything.
        factor, divisor = house[row] + quota.added if house[row] > 0 else 0.0, total
        if quota.whole:
            factor, divisor = 1.0, floor(total / (house[row] + quota.added)) + 1.0
        left = house[row]
        for i in range(lists):
            dividend = votes[row, i] * factor
            given[i] = np.floor(dividend / divisor)
            remainder[i] = dividend - given[i] * divisor
            left -= given[i]
        if left < 0:
            status[row] = OVER_AWARD
            seats[row, :] = 0
            continue
        if quota.whole:  # Droop's may leave more seats than lists: everyone with votes has one in each full round
            voters = 0
            for i in range(lists):
                voters += votes[row, i] > 0
            rounds = floor(left / voters)
            left -= rounds * voters
            for i in range(lists):
                if votes[row, i] > 0:
                    given[i] += rounds
                else:
                    remainder[i] = -1
        if lists > MANY:
            last = inf
            if left > 0:
                nth = lists - int(left)
                last = np.partition(remainder, nth)[nth]
            level = (remainder >= last).sum() > left  # the tied seats go to nobody
            for i in range(lists):
                seats[row, i] = given[i] + (remainder[i] > last or (remainder[i] == last and not level))
            status[row] = TIED if level else FINE
            continue
        # Whoever is among the ``left`` largest, those level with it counted, has a seat. For few lists, counting is
        # faster than sorting: it has no branches.
        for i in range(lists):
            at_least = 0.0
            for j in range(lists):
                at_least += 1.0 if remainder[j] >= remainder[i] else 0.0
            wins = 1.0 if at_least <= left else 0.0
            seats[row, i] = given[i] + wins
            given[i] = wins
        status[row] = TIED if given.sum() < left else FINE


def by_divisor_rows(votes: Counts, house: Floats, series: Series, seats: Counts, status: Codes) -> None:
    """Largest quotients. votes, seats: [rows, lists]; house, status: [rows]; seats and status are written."""
    rows, lists = votes.shape
    divisors, first, second, offset = series.divisors, series.first, series.second, series.offset
    cast = np.empty(lists)
    given = np.empty(lists, np.int64)
    refused = np.empty(lists)
    accepted = np.empty(lists)
    for row in range(rows):
        total, most, voters = 0.0, 0.0, 0
        for i in range(lists):
            cast[i] = votes[row, i]
            total += cast[i]
            most = max(most, cast[i])
            voters += votes[row, i] > 0
        if total == 0 or most >= EXACT_BELOW:
            status[row] = NO_VOTES if total == 0 else TOO_LARGE
            seats[row, :] = 0
            continue

        # A first guess, at one divisor for all.
        per_vote = max(house[row] + voters * (offset - 0.5), 0.0) / total
        need = int(house[row])
        for i in range(lists):
            due = cast[i] * per_vote
            if due >= second:
                given[i] = min(np.floor(due + (1 - offset)), house[row])
            else:
                given[i] = 1 if due > first and house[row] > 0 else 0
            need -= given[i]
        best, worst = 0.0, inf
        for i in range(lists):
            if series.power == 2:
                cast[i] *= cast[i]
            refused[i] = cast[i] / divisors[given[i] + 1]
            accepted[i] = max(cast[i], 1.0) / divisors[given[i]]
            best = max(best, refused[i])
            worst = min(worst, accepted[i])

        # Take what a refused claim beats or equals; then give, and take, level by level.
        if worst <= best:
            for i in range(lists):
                while accepted[i] <= best:
                    given[i] -= 1
                    need += 1
                    refused[i] = accepted[i]
                    accepted[i] = max(cast[i], 1.0) / divisors[given[i]]
        while need > 0:
            best = 0.0
            for i in range(lists):
                best = max(best, refused[i])
            for i in range(lists):
                if refused[i] == best:
                    given[i] += 1
                    need -= 1
                    accepted[i] = best
                    refused[i] = cast[i] / divisors[given[i] + 1]
        while need < 0:
            worst = inf
            for i in range(lists):
                worst = min(worst, accepted[i])
            for i in range(lists):
                if accepted[i] == worst:
                    given[i] -= 1
                    need += 1
                    refused[i] = worst
                    accepted[i] = max(cast[i], 1.0) / divisors[given[i]]

        status[row] = TIED if need > 0 else FINE
        sharp = house[row] == 0 or most**series.power * divisors[int(house[row]) + 1] < series.sharp_below
        if not sharp and (need > 0 or refused.max() * CLEAR >= accepted.min()):
            status[row] = TOO_LARGE
        seats[row] = given


@cache
def compiled() -> tuple[Callable[..., None], Callable[..., None]]:
    """Both functions, compiled at their first call and kept on disk until this file changes.

    (Constants are compiled in: whoever changes one in ``_kernels_numpy`` touches this file.)

    Raises ImportError where numba is not installed.
    """
    numba: Any = import_module("numba")
    compile_ = numba.njit(cache=True, error_model="numpy", nogil=True)
    return compile_(by_quota_rows), compile_(by_divisor_rows)
