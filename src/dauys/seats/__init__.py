"""Votes to seats, exact: quotas, divisors, plurality, thresholds. Exact numbers in, exact numbers and a trace out.

This room knows no party, no country, no law and no file, and imports nothing but the standard library. (The batch
engine beside it, ``dauys.seats.batch``, needs numpy and is imported only by those who ask for it.)
"""

from dauys.seats.divisor import DIVISORS, Divisors, by_divisor, divisors_of, smallest_house
from dauys.seats.indices import effective_number, gallagher, wasted
from dauys.seats.majority import Choice, absolute_majority, plurality
from dauys.seats.quota import QUOTAS, by_quota, lone_list
from dauys.seats.threshold import Admission, rank, reach
from dauys.seats.values import (
    Allocation,
    Interval,
    Line,
    Lot,
    NoVotes,
    Number,
    OverAward,
    Step,
    Tie,
    Value,
    WrongLot,
    settle,
)

__all__ = [
    "DIVISORS",
    "QUOTAS",
    "Admission",
    "Allocation",
    "Choice",
    "Divisors",
    "Interval",
    "Line",
    "Lot",
    "NoVotes",
    "Number",
    "OverAward",
    "Step",
    "Tie",
    "Value",
    "WrongLot",
    "absolute_majority",
    "by_divisor",
    "by_quota",
    "divisors_of",
    "effective_number",
    "gallagher",
    "lone_list",
    "plurality",
    "rank",
    "reach",
    "settle",
    "smallest_house",
    "wasted",
]
