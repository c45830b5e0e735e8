"""The arithmetic of the batch engine in whole arrays: exact results from 64-bit floats, or an honest "too large".

Arrays are turned party-major, ``[lists, rows]``, so that each step is one pass over neighbouring numbers. Two facts
make floats safe here, in this file and in ``_kernels_numba``; a row to which neither applies is left to the exact
engine.

*Whole parts.* For whole numbers a and b with a + b < 2**53, ``floor(a / b)`` of floats is the true whole part k, and
``a - k * b`` the true remainder. Rounding is monotone and k is a float, so the float quotient is not below k. To reach
k + 1 it would have to be rounded up by at least 1 / b; the spacing of floats below k + 1 is at most (k + 1) * 2**-52,
so rounding moves it by at most (k + 1) * 2**-53; and b * (k + 1) <= a + b < 2**53 makes that less than 1 / b.

*Quotients.* For whole numbers with v * d < 2**52 in every pairing, float quotients compare as the true ones do,
equality among them. Rounding never reverses an order. Two different quotients v / d > w / e differ by at least
1 / (d * e), in proportion to the smaller by at least 1 / (d * w) > 2**-52, which is more than the spacing of floats
there: they cannot be rounded to the same float. So equal floats are equal claims, and no second comparison is needed.
Where the products are larger, or a divisor is no whole number (Dean), a result still holds if its worst accepted claim
is above its best refused one by more than all rounding together (``CLEAR``); that alone proves an allocation right.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

type Counts = npt.NDArray[np.int64]
type Floats = npt.NDArray[np.float64]
type Codes = npt.NDArray[np.uint8]

FINE, TIED, NO_VOTES, OVER_AWARD, TOO_LARGE = range(5)  # what a kernel says of a row
EXACT_BELOW = 2.0**53  # whole numbers below are floats, and so are their sums and products
SHARP_BELOW = 2.0**52  # products of votes and divisors below: equal quotients are equal claims
CLEAR = 1 + 2.0**-49  # squares, divisors and quotients are each off by 2**-53 at most, in proportion


class Quota(NamedTuple):
    """Votes per seat: all votes over the seats and ``added``; rounded up past the next whole vote, where ``whole``."""

    added: float
    whole: bool


class Series(NamedTuple):
    """The divisors of a rule, as floats, and where a good first guess rounds."""

    divisors: Floats  # [longest house + 2]; at k + 1 the divisor of seat number k + 1; at 0 a number that no claim takes
    power: int  # 2 where claims compare squares of votes
    sharp_below: float  # SHARP_BELOW where all divisors are whole numbers, else 0
    first: float  # the first and second divisor, and what the later ones exceed 0, 1, 2, … by, in units of their spacing
    second: float
    offset: float


def by_quota_rows(votes: Counts, house: Floats, quota: Quota, seats: Counts, status: Codes) -> None:
    """Largest remainders. votes, seats: [rows, lists]; house, status (FINE before): [rows]; seats and status are written."""
    cast = votes.T.astype(np.float64, order="C")
    total = cast.sum(axis=0)
    # A sum or product that is too large is seen as such: rounding is monotone, and 2**53 is a float.
    house = _set_aside(cast, total, house, total * (house + quota.added + 1) >= EXACT_BELOW, status)

    if quota.whole:
        dividend, divisor = cast, np.floor(total / (house + quota.added)) + 1
    else:  # no quota exists for no seats; nobody is due anything
        dividend, divisor = cast * np.where(house > 0, house + quota.added, 0.0), total
    given = np.floor(dividend / divisor)
    remainder = dividend - given * divisor
    left = house - given.sum(axis=0)

    over = left < 0
    if over.any():
        status[over] = OVER_AWARD
        given[:, over], left[over] = 0, 0
    if quota.whole:  # Droop's may leave more seats than lists: everyone with votes has one in each full round
        voted = cast > 0
        voters = np.maximum(voted.sum(axis=0), 1)
        given += np.floor(left / voters) * voted
        left %= voters
        remainder[~voted] = -1
    lists, rows = remainder.shape
    nth = (lists - np.maximum(left, 1)).astype(np.intp)  # of the remainders in rising order, the last to win a seat
    last = np.sort(remainder, axis=0).ravel().take(nth * rows + np.arange(rows))
    last[left == 0] = np.inf
    winners = remainder >= last
    tied = np.flatnonzero(winners.sum(axis=0) > left)
    winners[:, tied] = remainder[:, tied] > last[tied]
    status[tied] = TIED
    given += winners
    seats[:] = given.T


def _set_aside(cast: Floats, total: Floats, house: Floats, too_large: npt.NDArray[np.bool_], status: Codes) -> Floats:
    """Empty the rows that are not computed here, and say why: without votes and seats they disturb nothing."""
    status[too_large] = TOO_LARGE
    status[total == 0] = NO_VOTES
    aside = status != FINE
    if not aside.any():
        return house
    cast[:, aside] = 0
    total[aside] = 1
    return np.where(aside, 0.0, house)


def by_divisor_rows(votes: Counts, house: Floats, series: Series, seats: Counts, status: Codes) -> None:
    """Largest quotients. votes, seats: [rows, lists]; house, status (FINE before): [rows]; seats and status are written.

    Seats move by *levels*: all equal claims together. Accepted claims stay above all refused ones, so the last level
    either fits into the house, or it is the tie and nobody gets it.
    """
    cast = votes.T.astype(np.float64, order="C")
    total = cast.sum(axis=0)
    most = cast.max(axis=0)
    house = _set_aside(cast, total, house, most >= EXACT_BELOW, status)
    claims = cast * cast if series.power == 2 else cast
    accepted_claims = np.maximum(claims, 1)  # a list without votes holds nothing that could be taken from it

    given = _guess(cast, total, house, series)
    best = (claims / series.divisors.take(given + 1)).max(axis=0)
    accepted = accepted_claims / series.divisors.take(given)
    wrong = np.flatnonzero(accepted.min(axis=0) <= best)
    while wrong.size:  # take what a refused claim beats or equals
        beaten = accepted_claims[:, wrong] / series.divisors.take(given[:, wrong]) <= best[wrong]
        given[:, wrong] -= beaten
        wrong = wrong[beaten.any(axis=0)]

    need = house - given.sum(axis=0)
    short = np.flatnonzero(need > 0)
    while short.size:
        held = given.take(short, axis=1)
        refused = claims.take(short, axis=1) / series.divisors.take(held + 1)
        level = refused == refused.max(axis=0)
        given[:, short] = held + level
        need[short] -= level.sum(axis=0)
        short = short[need[short] > 0]
    over = np.flatnonzero(need < 0)
    while over.size:
        held = given.take(over, axis=1)
        accepted = accepted_claims.take(over, axis=1) / series.divisors.take(held)
        level = accepted == accepted.min(axis=0)
        given[:, over] = held - level
        need[over] += level.sum(axis=0)
        over = over[need[over] < 0]
    status[need > 0] = TIED

    most **= series.power
    most *= series.divisors.take(house.astype(np.intp) + 1)
    rough = np.flatnonzero((most >= series.sharp_below) & (status <= TIED) & (house > 0))
    if rough.size:
        held = given[:, rough]
        refused = (claims[:, rough] / series.divisors.take(held + 1)).max(axis=0)
        accepted = (accepted_claims[:, rough] / series.divisors.take(held)).min(axis=0)
        clear = (refused * CLEAR < accepted) & (need[rough] == 0)
        status[rough[~clear]] = TOO_LARGE
    seats[:] = given.T


def _guess(cast: Floats, total: Floats, house: Floats, series: Series) -> npt.NDArray[np.intp]:
    """Seats near the answer, at one divisor for all: what rounding adds or drops is half a seat a list, on average."""
    voters = (cast > 0).sum(axis=0)
    due = cast * (np.maximum(house + voters * (series.offset - 0.5), 0) / total)
    guess = np.where(due < series.second, due > series.first, np.floor(due + (1 - series.offset)))
    return np.minimum(guess, house).astype(np.intp)
