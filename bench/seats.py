"""Votes to seats, against votelib, interregnum and apportionment: single elections, and 100,000 at once.

Everything is measured in this one process: CPU time, medians over interleaved rounds (each round runs every contender
once, so that a busy minute of the machine hurts all alike). Votes are invented, from a fixed seed. In the single elections
every answer is compared with the exact engine's, and another answer is told; of the 100,000, the batch engine's in the sample.
"""

import platform
import resource
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import apportionment.methods as apportionment
import bundestag
import numpy as np
import votelib.evaluate.proportional as votelib
from interregnum.methods.singlevote.highest_averages import HighestAveragesAllocator
from interregnum.methods.singlevote.iterative_divisor import IterativeDivisorAllocator
from interregnum.methods.singlevote.largest_remainder import LargestRemainderAllocator
from interregnum.methods.types import Candidate

from dauys.seats import by_divisor, by_quota
from dauys.seats.batch import Engine, many_by_divisor, many_by_quota

ROUNDS = 7
AT_LEAST = 0.02  # seconds that a contender is run for in a round, in as many calls as that takes
AT_MOST = 0.5  # a call that takes longer is measured once, and marked
METHODS = ("d'hondt", "sainte-lague", "hare")
PEERS = ("votelib", "interregnum", "apportionment")
SINGLE = ((69, 7), (598, 40), (10_000, 200))  # seats, lists
MANY, SAMPLE = 100_000, 100  # elections of 69 seats and 7 lists; how many of them a peer runs in a round

type Votes = Mapping[str, int]
type Call = Callable[[], Any]


@dataclass(frozen=True)
class Contender:
    """Somebody who divides seats: ``prepare`` makes all inputs, so that the call timed does nothing but divide."""

    name: str
    methods: Mapping[str, str]  # our name of a method, and theirs
    prepare: Callable[[str, Votes, int], Call]
    read: Callable[[Any], Mapping[str, int]]


def exact(method: str, votes: Votes, seats: int) -> Call:
    return lambda: by_quota(votes, seats) if method == "hare" else by_divisor(votes, seats, method)


def one_row(engine: Engine) -> Callable[[str, Votes, int], Call]:
    def prepare(method: str, votes: Votes, seats: int) -> Call:
        return many(method, np.array([list(votes.values())]), seats, engine)

    return prepare


def many(method: str, votes: np.ndarray, seats: int, engine: Engine) -> Call:
    if method == "hare":
        return lambda: many_by_quota(votes, seats, engine=engine)
    return lambda: many_by_divisor(votes, seats, method, engine=engine)


def by_votelib(method: str, votes: Votes, seats: int) -> Call:
    evaluator = votelib.LargestRemainder(method) if method == "hare" else votelib.HighestAverages(method)
    return lambda: evaluator.evaluate(votes, seats)


def by_interregnum(allocator: Callable[[str], Any]) -> Callable[[str, Votes, int], Call]:
    def prepare(method: str, votes: Votes, seats: int) -> Call:
        rule, candidates = allocator(method), [Candidate(name, count) for name, count in votes.items()]
        return lambda: rule.calc(candidates, seats)

    return prepare


def by_apportionment(fractions: bool) -> Callable[[str, Votes, int], Call]:
    def prepare(method: str, votes: Votes, seats: int) -> Call:
        names, counts = list(votes), list(votes.values())
        return lambda: dict(
            zip(names, apportionment.compute(method, counts, seats, fractions=fractions, parties=names), strict=True)
        )

    return prepare


def of_row(batch: Any) -> Mapping[str, int]:
    return {f"list {number}": int(seats) for number, seats in enumerate(batch.seats[0])}


def of_interregnum(result: Any) -> Mapping[str, int]:
    return {candidate.name: candidate.seats for candidate in result.allocation}


AS_WE_SAY = {method: method for method in METHODS}
ENGINES: tuple[Engine, ...] = ("numpy", "numba") if find_spec("numba") else ("numpy",)
OURS = (
    Contender("dauys, exact, with trace", AS_WE_SAY, exact, lambda allocation: allocation.seats),
    *(Contender(f"dauys, batch of one, {engine}", AS_WE_SAY, one_row(engine), of_row) for engine in ENGINES),
)
THEIRS = (
    Contender(
        "votelib", {"d'hondt": "d_hondt", "sainte-lague": "sainte_lague", "hare": "hare"}, by_votelib, lambda seats: seats
    ),
    Contender(
        "interregnum, highest averages",
        {"d'hondt": "dhondt", "sainte-lague": "sainte-lague"},
        by_interregnum(HighestAveragesAllocator),
        of_interregnum,
    ),
    Contender(
        "interregnum, iterative",
        {"d'hondt": "jefferson", "sainte-lague": "webster"},
        by_interregnum(IterativeDivisorAllocator),
        of_interregnum,
    ),
    Contender("interregnum, remainders", {"hare": "hare"}, by_interregnum(LargestRemainderAllocator), of_interregnum),
    *(
        Contender(
            f"apportionment, {'fractions' if fractions else 'floats'}",
            {"d'hondt": "dhondt", "sainte-lague": "saintelague", "hare": "largest_remainder"},
            by_apportionment(fractions),
            lambda seats: seats,
        )
        for fractions in (False, True)
    ),
)


def invented(elections: int, lists: int) -> np.ndarray:
    """Votes as a country casts them, few large lists and many small: [elections, lists]."""
    return np.exp(np.random.default_rng(69).normal(12.5, 1.0, (elections, lists))).astype(np.int64) + 1


def by_list(row: Iterable[int]) -> Votes:
    return {f"list {number}": int(count) for number, count in enumerate(row)}


def medians(calls: Mapping[str, Call]) -> dict[str, tuple[float, bool]]:
    """Seconds a call of each contender, and whether it was so slow that it was called once only."""
    first = {name: timed(call, 1) for name, call in calls.items()}
    slow = {name for name, seconds in first.items() if seconds > AT_MOST}
    times = {name: [first[name]] if name in slow else [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            if name not in slow:
                times[name].append(timed(call, max(1, round(AT_LEAST / max(first[name], 1e-6)))))
    return {name: (statistics.median(seconds), name in slow) for name, seconds in times.items()}


def timed(call: Call, times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - start) / times


def single(seats: int, lists: int) -> None:
    """Print one table: one election, all contenders."""
    votes = by_list(invented(1, lists)[0])
    columns: dict[str, dict[str, tuple[float, bool]]] = {}
    wrong = set()
    for method in METHODS:
        right = exact(method, votes, seats)().seats
        calls = {}
        for contender in (*OURS, *THEIRS):
            if method in contender.methods:
                calls[contender.name] = contender.prepare(contender.methods[method], votes, seats)
                given = contender.read(calls[contender.name]())
                if {name: given.get(name, 0) for name in votes} != right:
                    wrong.add(f"{contender.name}: another answer for {method}")
        columns[method] = medians(calls)
    print(f"\n{seats:,} seats, {lists} lists: microseconds a call, and how many times faster than votelib")
    table(columns, lambda seconds: f"{seconds * 1e6:,.1f}", [contender.name for contender in (*OURS, *THEIRS)])
    against(columns, [contender.name for contender in OURS])
    for words in sorted(wrong):
        print(f"  {words}")


def at_once() -> None:
    """Print the table of 100,000 elections; who cannot take an array runs a sample, and is scaled."""
    votes, seats = invented(MANY, 7), 69
    sample = [by_list(row) for row in votes[:SAMPLE]]
    columns: dict[str, dict[str, tuple[float, bool]]] = {}
    for method in METHODS:
        calls = {f"dauys, batch, {engine}": many(method, votes, seats, engine) for engine in ENGINES}
        for contender in (OURS[0], *THEIRS):
            if method in contender.methods:
                each = [contender.prepare(contender.methods[method], row, seats) for row in sample]
                calls[contender.name] = lambda each=each: [call() for call in each]
        right = [list(exact(method, row, seats)().seats.values()) for row in sample]
        for engine in ENGINES:
            assert many(method, votes, seats, engine)().seats[:SAMPLE].tolist() == right
        columns[method] = {
            name: (seconds / (MANY if "batch" in name else SAMPLE), slow) for name, (seconds, slow) in medians(calls).items()
        }
    print(f"\n{MANY:,} elections of {seats} seats and 7 lists: elections a second, and how many times faster than votelib")
    print(f"(all but the batch engine: measured on {SAMPLE} of the elections, one after another, and scaled)")
    ours = [f"dauys, batch, {engine}" for engine in ENGINES]
    table(columns, lambda seconds: f"{1 / seconds:,.0f}", [*ours, OURS[0].name, *(peer.name for peer in THEIRS)])
    against(columns, ours)
    for engine in ENGINES:
        tracemalloc.start()
        many("d'hondt", votes, seats, engine)()
        print(
            f"  memory, {engine}: {(tracemalloc.get_traced_memory()[1] - votes.nbytes) / 2**20:.1f} MB above the votes"
            f" and the {votes.nbytes / 2**20:.1f} MB of seats"
        )
        tracemalloc.stop()


def table(columns: Mapping[str, Mapping[str, tuple[float, bool]]], told: Callable[[float], str], names: Sequence[str]) -> None:
    print(f"  {'':32}" + "".join(f"{method:>26}" for method in METHODS))
    for name in names:
        cells = ""
        for method in METHODS:
            if name not in columns[method]:
                cells += f"{'–':>26}"
                continue
            seconds, slow = columns[method][name]
            faster = columns[method]["votelib"][0] / seconds
            cells += f"{told(seconds) + ('*' if slow else ''):>14}{faster:10,.2f} x"
        print(f"  {name:32}{cells}")
    if any(slow for column in columns.values() for _, slow in column.values()):
        print(f"  * more than {AT_MOST} s: called once")


def against(columns: Mapping[str, Mapping[str, tuple[float, bool]]], ours: Sequence[str]) -> None:
    """Print, for each of ours, how many times faster it is than each peer at the peer's best."""
    for name in ours:
        ratios = []
        for peer in PEERS:
            best = [
                min(seconds for other, (seconds, _) in columns[method].items() if other.startswith(peer))
                / columns[method][name][0]
                for method in METHODS
            ]
            ratios.append(f"{peer} {', '.join(f'{ratio:,.1f}' for ratio in best)}")
        print(f"  {name}, times faster than each at its best: {'; '.join(ratios)}")


def main() -> None:
    """Print all sections."""
    versions = ", ".join(f"{name} {version(name)}" for name in (*PEERS, "numpy", *ENGINES[1:]))
    print(f"Python {platform.python_version()}, {versions}")
    print(f"CPU time of this process, medians of {ROUNDS} interleaved rounds")
    for seats, lists in SINGLE:
        single(seats, lists)
    at_once()
    print(f"\npeak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    bundestag.section()


if __name__ == "__main__":
    main()
