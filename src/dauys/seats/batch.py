"""The batch engine: many elections at once, for simulation. The same seats and the same ties as the exact engine.

Votes come as an array, seats and flags go out as arrays. The work is done in 64-bit floats where a proof says that they
give the exact answer (``_kernels_numpy`` has it), by numba if it is installed and by numpy alone if not. A row that the
proof does not cover goes to ``by_quota`` or ``by_divisor``. Official results are never computed here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib.util import find_spec
from math import lcm
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from dauys.seats import _kernels_numba, _kernels_numpy
from dauys.seats._kernels_numpy import (
    EXACT_BELOW,
    FINE,
    NO_VOTES,
    OVER_AWARD,
    SHARP_BELOW,
    TIED,
    TOO_LARGE,
    Codes,
    Counts,
    Floats,
    Quota,
    Series,
)
from dauys.seats.divisor import DIVISORS, by_divisor, divisors_of
from dauys.seats.quota import by_quota
from dauys.seats.values import Allocation, NoVotes, OverAward

type Engine = Literal["numpy", "numba"]
type Kernel = Callable[[Counts, Floats, Counts, Codes], None]
type ManyVotes = npt.NDArray[np.integer[Any]] | npt.NDArray[np.object_]

_QUOTAS = {
    "hare": Quota(added=0, whole=False),
    "droop": Quota(added=1, whole=True),
    "hagenbach-bischoff": Quota(added=1, whole=False),
    "imperiali": Quota(added=2, whole=False),
}
_CHUNK = 2**14  # votes worked on at a time: some ten arrays of them stay in a core's own cache
_LONGEST = 2**16  # seats for which a series of divisors is laid out; larger houses go to the exact engine
_COMMON = 2**20  # the largest common denominator that makes a series of fractions one of whole numbers


@dataclass(frozen=True, slots=True, eq=False)
class Allocations:
    """Seats of many elections, a row each. Tied seats are given to nobody, as in the exact engine."""

    seats: Counts  # [elections, lists]; all zero in a row without votes or with an over-award
    tied: npt.NDArray[np.bool_]  # [elections], as all that follow: equal claims met the last seat
    no_votes: npt.NDArray[np.bool_]  # where the exact engine raises NoVotes, whatever the number of seats
    over_award: npt.NDArray[np.bool_]  # where it raises OverAward: whole parts are more than the seats
    by_exact: npt.NDArray[np.bool_]  # handed to the exact engine: too large, or too close, for 64-bit floats


def many_by_quota(
    votes: ManyVotes, seats: int | npt.NDArray[np.integer[Any]], *, quota: str = "hare", engine: Engine | None = None
) -> Allocations:
    """Divide seats by a quota and largest remainders, in each row as ``by_quota`` does with its defaults.

    votes: [elections, lists], whole numbers of any integer type (or Python integers, dtype object); 0 for a list that
        is not admitted. seats: one number for all elections, or [elections].
    quota: one of ``QUOTAS``. engine: None takes numba if it is installed, else numpy.

    To the exact engine go rows in which the sum of votes times one more than the seats (two more for Droop and
    Hagenbach-Bischoff, three for Imperiali) is 2**53 or more. Memory beyond the arrays in and out does not grow with
    their length.
    Raises TypeError for votes or seats that are not integers; ValueError for negative ones, wrong shapes and unknown
    words; ImportError where numba is asked for and missing.
    """
    if quota not in _QUOTAS:
        raise ValueError(f"quota {quota!r}: must be one of {', '.join(_QUOTAS)}")
    kernel = _kernels(engine)[0]
    return _allocate(
        *_checked(votes, seats),
        lambda chunk, house, given, status: kernel(chunk, house, _QUOTAS[quota], given, status),
        lambda row, house: by_quota(row, house, quota=quota),
    )


def many_by_divisor(
    votes: ManyVotes,
    seats: int | npt.NDArray[np.integer[Any]],
    method: str,
    *,
    first: Fraction | None = None,
    engine: Engine | None = None,
) -> Allocations:
    """Give seats to the largest quotients, in each row as ``by_divisor`` does.

    votes, seats, engine: as in ``many_by_quota``. method, first: as in ``by_divisor``.

    To the exact engine go: votes of 2**53 or more; more than 65,536 seats; and, where votes times the last divisor are
    2**52 or more (Huntington-Hill: squares of both; Dean: always), the rows whose last claims are nearly or fully
    equal.
    Memory beyond the arrays in and out does not grow with their length, only with the largest house.
    Raises as ``many_by_quota`` does; ValueError also for a first divisor not below the second.
    """
    if method not in DIVISORS:
        raise ValueError(f"method {method!r}: must be one of {', '.join(DIVISORS)}")
    kernel = _kernels(engine)[1]
    counts, houses = _checked(votes, seats)
    longest = min(int(houses.max(initial=0)), _LONGEST)
    series = _series(method, first, 1 << longest.bit_length())

    def divide(chunk: Counts, house: Floats, given: Counts, status: Codes) -> None:
        longer = house > _LONGEST
        kernel(chunk, np.where(longer, 0, house), series, given, status)
        status[longer] = TOO_LARGE

    return _allocate(counts, houses, divide, lambda row, house: by_divisor(row, house, method, first=first))


def _kernels(engine: Engine | None) -> tuple[Callable[..., None], Callable[..., None]]:
    if engine not in ("numpy", "numba", None):
        raise ValueError(f"engine {engine!r}: must be numpy or numba")
    if engine == "numba" or (engine is None and find_spec("numba")):
        return _kernels_numba.compiled()
    return _kernels_numpy.by_quota_rows, _kernels_numpy.by_divisor_rows


def _checked(votes: ManyVotes, seats: int | npt.NDArray[np.integer[Any]]) -> tuple[ManyVotes, Counts]:
    """The arrays as they came, checked but for single votes; seats one for each election."""
    counts: npt.NDArray[Any] = np.asarray(votes)
    houses: npt.NDArray[Any] = np.asarray(seats)
    if counts.ndim != 2 or counts.shape[1] == 0:
        raise ValueError(f"votes have the shape {counts.shape}; must be [elections, lists], with one list at least")
    if counts.dtype.kind not in "iuO":
        raise TypeError(f"votes are {counts.dtype}, which cannot hold every vote count; give integers")
    if houses.dtype.kind not in "iu":
        raise TypeError(f"seats are {houses.dtype}; give integers")
    if houses.shape not in ((), (len(counts),)):
        raise ValueError(f"seats have the shape {houses.shape}; must be one number, or one for each of {len(counts)} elections")
    if houses.size and not 0 <= int(houses.min()) <= int(houses.max()) <= EXACT_BELOW:
        raise ValueError(f"seats from {houses.min()} to {houses.max()}; must be from 0 to 2**53")
    return counts, np.broadcast_to(houses.astype(np.int64), len(counts))


def _whole(votes: ManyVotes, start: int) -> Counts:
    """Some rows as int64. Counts above 2**53 are cut to it, which is enough to send their row to the exact engine."""
    if votes.dtype.kind == "O":
        for count in votes.flat:
            if isinstance(count, bool) or not isinstance(count, int | np.integer):
                raise TypeError(f"{count!r} is not a whole number of votes")
    if votes.size and votes.min() < 0:
        row = int(np.flatnonzero((votes < 0).any(axis=1))[0])
        raise ValueError(f"election {start + row}: {votes[row].min()} votes; votes cannot be negative")
    if votes.dtype.kind == "O":
        votes = np.minimum(votes, int(EXACT_BELOW))
    elif votes.dtype.kind == "u":
        votes = np.minimum(votes, np.uint64(EXACT_BELOW))
    return np.ascontiguousarray(votes, dtype=np.int64)


def _allocate(votes: ManyVotes, houses: Counts, kernel: Kernel, exact: Callable[..., Allocation]) -> Allocations:
    """Run the kernel over the elections in chunks, and the exact engine over the rows that it hands back."""
    elections, lists = votes.shape
    seats = np.empty((elections, lists), np.int64)
    status = np.full(elections, FINE, np.uint8)
    rows = max(1, _CHUNK // lists)
    for start in range(0, elections, rows):
        chunk = slice(start, start + rows)
        kernel(_whole(votes[chunk], start), houses[chunk].astype(np.float64), seats[chunk], status[chunk])
    handed = status == TOO_LARGE
    for row in np.flatnonzero(handed):
        by_list = {str(number): int(count) for number, count in enumerate(votes[row])}
        seats[row], status[row] = _alone(exact, by_list, int(houses[row]))
    return Allocations(seats, status == TIED, status == NO_VOTES, status == OVER_AWARD, handed)


def _alone(exact: Callable[..., Allocation], votes: dict[str, int], seats: int) -> tuple[list[int], int]:
    """One election by the exact engine: its seats, and what there is to say of it."""
    try:
        allocation = exact(votes, seats)
    except NoVotes:
        return [0] * len(votes), NO_VOTES
    except OverAward:
        return [0] * len(votes), OVER_AWARD
    return list(allocation.seats.values()), TIED if allocation.tie else FINE


@lru_cache(maxsize=64)
def _series(method: str, first: Fraction | None, longest: int) -> Series:
    """The divisors of a rule for houses of up to ``longest`` seats, 1 or more, as whole numbers if they can be."""
    rule = divisors_of(method, first)
    exact = [rule.divisor(seats) for seats in range(longest + 1)]
    common = 1  # multiplying all divisors alike changes no order
    for divisor in exact:
        common = lcm(common, divisor.denominator)
        if common > _COMMON:
            break
    whole = common <= _COMMON
    # Nothing is infinite in floats: a zero divisor is so small that its quotients are above all others (squares of
    # votes are below 2**106), and the entry before the first is smaller still. Powers of two keep the order of votes.
    told = [float(divisor * (common if whole else 1)) or 2.0**-200 for divisor in exact]
    roots = [divisor ** (1 / rule.power) for divisor in told]
    spacing = roots[-1] - roots[-2]
    return Series(
        divisors=np.array([2.0**-400, *told]),
        power=rule.power,
        sharp_below=SHARP_BELOW if whole else 0.0,
        first=roots[0] / spacing,
        second=roots[1] / spacing,
        offset=roots[-1] / spacing - longest,
    )


__all__ = ["Allocations", "many_by_divisor", "many_by_quota"]
