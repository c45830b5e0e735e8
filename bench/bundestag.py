"""Bundestag 2025 whole: 299 constituencies and 630 seats with every step of the trace, against interregnum.

Both count the same official votes from their own files: interregnum from the example that its package carries. Printed
are medians of process time over interleaved rounds, loading and computing apart, and the ratio.
"""

import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import dauys

ROUNDS = 7


def _timed[T](what: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    result = what()
    return time.process_time() - start, result


def _ours() -> tuple[float, float, int]:
    loading, (election, law) = _timed(lambda: (lambda e: (e, e.law()))(dauys.load_election("de-bundestag-2025")))
    computing, outcome = _timed(lambda: dauys.apply(law, election.votes))
    return loading, computing, outcome.total


def _interregnum() -> tuple[float, float, int]:
    import interregnum
    from interregnum import yaml
    from interregnum.district import unserialize_node

    example = Path(interregnum.__file__).parent / "tests" / "examples" / "de" / "de_bundestag_2025.yaml"

    def load() -> object:
        with example.open(encoding="utf-8") as stream:
            return unserialize_node(yaml.safe_load(stream), cwd=example.parent).build()

    loading, system = _timed(load)
    computing, _ = _timed(system)  # type: ignore[arg-type]
    return loading, computing, 0


def section() -> None:
    """Print the section of the benchmark."""
    rounds: dict[str, list[tuple[float, float, int]]] = {"dauys": [], "interregnum": []}
    for _ in range(ROUNDS):
        rounds["dauys"].append(_ours())
        rounds["interregnum"].append(_interregnum())
    assert {total for _, _, total in rounds["dauys"]} == {630}
    print("\nBundestag 2025 whole (299 constituencies, 630 seats), milliseconds of process time, median of", ROUNDS, "rounds")
    print(f"  {'':14}{'load':>10}{'compute':>10}{'both':>10}")
    medians = {}
    for name, times in rounds.items():
        load, compute = (statistics.median(t[part] for t in times) * 1000 for part in (0, 1))
        medians[name] = load, compute
        print(f"  {name:14}{load:10.1f}{compute:10.1f}{load + compute:10.1f}")
    ours, theirs = medians["dauys"], medians["interregnum"]
    print(f"  ratio: compute with trace {theirs[1] / ours[1]:.1f} x, load {theirs[0] / ours[0]:.1f} x, "
          f"both {sum(theirs) / sum(ours):.1f} x")  # fmt: skip
    print(f"  peak memory of this process so far: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    section()
