"""The ledger: canonical bytes, durable appends, a tree of a million entries, proofs and verifications. Medians of rounds.

Appends are measured by the wall clock, for they wait for the disk; all else by process time. The act is an invented one, of
the size that a protocol with twenty options has.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from dauys.ledger import (
    FileBlobs,
    FileStore,
    Guard,
    Log,
    MemoryBlobs,
    MemoryStore,
    Policy,
    Receipt,
    Signer,
    SigningKey,
    TileReader,
    Tree,
    canonical,
    leaf_hash,
    parse,
    verify_inclusion,
)

ROUNDS = 5
SIZE = 1_000_000
ROOT_OF_A_MILLION = "192e3aa4072a3391c3cab3dbee383583983ee5465ed0c4b9401380311b1c9a67"  # of the leaves "leaf 0", "leaf 1", …
KEY = SigningKey.from_seed("bench.example/log", bytes(32))
ACT = {
    "kind": "protocol entered",
    "time": "2023-03-19T23:41:07Z",
    "commission": "precinct INVENTED-0001",
    "author": "5f0c3a9e7d214b68",
    "payload": {
        "station": "INVENTED-0001",
        "contest": "list",
        "lines": {f"line {number}": number * 37 % 2861 for number in range(12)},
        "options": {f"партия {number}": number * 91 % 2861 for number in range(20)},
        "note": None,
    },
}


def _median(what: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Seconds, the median of the rounds."""
    times = []
    for _ in range(ROUNDS):
        start = clock()
        what()
        times.append(clock() - start)
    return statistics.median(times)


def _line(name: str, count: float, seconds: float, unit: str = "a second") -> None:
    print(f"  {name:58}{count / seconds:14,.0f} {unit}")


def _canonical() -> None:
    import rfc8785

    turns = 5000
    data = canonical(ACT)
    ways: dict[str, Callable[[], object]] = {
        "canonical bytes, checked and written": lambda: canonical(ACT),
        "  the same by rfc8785 alone, unchecked": lambda: rfc8785.dumps(ACT),
        "  json.dumps, sorted, unchecked": lambda: json.dumps(ACT, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
        "canonical bytes read and checked": lambda: parse(data),
    }
    for name, way in ways.items():
        seconds = _median(lambda way=way: [way() for _ in range(turns)])  # type: ignore[misc]
        print(f"  {name:58}{turns / seconds:14,.0f} a second {turns * len(data) / seconds / 1e6:8.1f} MB/s")


def _appends(folder: Path, batch: int, batches: int) -> None:
    entries = [canonical(ACT | {"time": str(index)}) for index in range(batch)]
    rates = []
    for turn in range(ROUNDS):
        guard = Guard(FileBlobs(folder / f"guard-{batch}-{turn}"), KEY.public.name)
        guard.begin()
        with FileStore(folder / f"log-{batch}-{turn}") as store:
            log = Log(store, KEY.public, Signer(KEY, guard))
            start = time.perf_counter()
            for _ in range(batches):
                log.append(entries)
                log.sign()
            rates.append(batch * batches / (time.perf_counter() - start))
    name = f"durable appends, a signed checkpoint after every {batch:,}"
    print(f"  {name:58}{statistics.median(rates):14,.0f} a second")


def _million() -> None:
    leaves = [leaf_hash(b"leaf %d" % index) for index in range(SIZE)]
    log = Log(MemoryStore(), KEY.public, Signer(KEY, _begun()))
    seconds = _median(lambda: Tree(leaves))
    print(f"  {'tree of 1,000,000 leaf hashes':58}{seconds:14.2f} seconds")
    log.append([b"leaf %d" % index for index in range(SIZE)])
    log.sign()
    checkpoint = log.checkpoint()
    assert checkpoint is not None
    assert checkpoint.root.hex() == ROOT_OF_A_MILLION

    indexes = [int.from_bytes(sha256(b"%d" % turn).digest()[:8]) % SIZE for turn in range(5000)]
    policy = Policy(KEY.public)
    receipts = list(log.receipts(indexes))
    texts = [bytes(receipt) for receipt in receipts]
    _line("receipts made", len(indexes), _median(lambda: list(log.receipts(indexes))))

    def proofs() -> None:
        for index, receipt in zip(indexes, receipts, strict=True):
            verify_inclusion(leaves[index], index, SIZE, receipt.proof, checkpoint.root)

    def whole() -> None:
        for index, text in zip(indexes, texts, strict=True):
            Receipt.parse(text).verify(b"leaf %d" % index, policy)

    _line("inclusion proofs verified", len(indexes), _median(proofs))
    _line("receipts read and verified, signature and all", len(indexes), _median(whole))
    sizes = [index + 1 for index in indexes]
    _line("consistency proofs made", len(sizes), _median(lambda: [log.consistency(size, SIZE) for size in sizes]))

    files: dict[str, bytes] = {}
    seconds = _median(lambda: files.update(log.files()))
    total = sum(map(len, files.values())) / 1e6
    print(f"  {f'tiles and bundles of all: {len(files):,} files, {total:.1f} MB':58}{seconds:14.2f} seconds")
    seconds = _median(lambda: TileReader(files.get, SIZE).verify(checkpoint.root))
    print(f"  {'the same read and verified against the root':58}{seconds:14.2f} seconds")


def _begun() -> Guard:
    guard = Guard(MemoryBlobs(), KEY.public.name)
    guard.begin()
    return guard


def section() -> None:
    """Print the section of the benchmark."""
    print(f"\nLedger, medians of {ROUNDS} rounds; an act has {len(canonical(ACT)):,} bytes")
    _canonical()
    with tempfile.TemporaryDirectory() as folder:
        for batch, batches in ((1, 100), (256, 20), (4096, 5)):
            _appends(Path(folder), batch, batches)
    _million()


if __name__ == "__main__":
    section()
