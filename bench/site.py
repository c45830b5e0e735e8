"""A night published as a site: first the whole, then three times the next 400 acts (a hundred protocols each), by a publisher
that goes on, as one that watches does.

    python bench/site.py [STATIONS]

The peer is the same publisher without a snapshot before: what an increment costs, as a share of making everything anew. The
check of the second implementation is in both: of the first whole, of an increment what its acts have touched. The files for
the media are in the first alone, as it is between two of their times. Times are those of the machine it runs on.
"""

import os
import resource
import shutil
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median

from dauys.acts.record import DEFINITION, LOG, Record, read_on, read_record, writing
from dauys.demo.record import write_record
from dauys.demo.rehearsal import KEYS
from dauys.ledger import FileStore, SigningKey
from dauys.publish.site import Publisher

STATIONS = int(sys.argv[1]) if len(sys.argv) > 1 else 10223
LATER = 400
"""Acts that come after a publication: a protocol has four."""
TIMES = 3


def main() -> None:
    """The first snapshot of a site and the next, timed."""
    with tempfile.TemporaryDirectory() as folder:
        whole, night, site = (Path(folder) / name for name in ("whole", "night", "site"))
        size = write_record(whole, STATIONS, seed=1).checkpoint.size
        keys = {key.public: key for key in map(SigningKey.parse, (whole / KEYS).read_text("utf-8").split())}
        night.mkdir()
        shutil.copytree(whole / DEFINITION, night / DEFINITION)
        print(f"{STATIONS:,} stations, {size:,} acts")
        with FileStore(whole / LOG, writer=False) as store:
            entries = store.entries(0, size)
        middle = size // 2  # in the middle of the night most papers are still to come in
        signed(night, keys, entries[:middle])
        start = time.perf_counter()
        record: Record | None = read_record(night)
        assert record is not None
        print(f"{'acts replayed':<28}{time.perf_counter() - start:8.1f} s")
        signer = keys[record.keys.publisher]
        with closing(Publisher(site, signer, processes=min(4, len(os.sched_getaffinity(0))))) as publisher:
            first = published("first publication", publisher, record, large=True)
            again = []
            for at in range(middle, middle + TIMES * LATER, LATER):
                signed(night, keys, entries[at : at + LATER])
                start = time.perf_counter()
                record = read_on(record)
                assert record is not None
                print(f"{'acts read on':<28}{time.perf_counter() - start:8.1f} s")
                again.append(published(f"{LATER} acts more", publisher, record, large=False))
        print(f"an increment takes {median(again):.1f} s, {median(again) / first:.2f} of the first publication")
        mine, second = memory(resource.RUSAGE_SELF), memory(resource.RUSAGE_CHILDREN)
        print(f"peak memory {mine:.0f} MB, and {second:.0f} MB of the largest other process")


def memory(whose: int) -> float:
    """The most that a process has held, in megabytes."""
    return resource.getrusage(whose).ru_maxrss / 1024


def signed(night: Path, keys: dict[object, SigningKey], entries: list[bytes]) -> None:
    """Add entries to a record's log."""
    from dauys.acts.freezing import read_keys

    with writing(night, keys[read_keys(night / DEFINITION).log], night / "signer") as log:
        log.append(entries)
        log.sign()


def published(what: str, publisher: Publisher, record: Record, *, large: bool) -> float:
    """Publish and say how long it took."""
    start = time.perf_counter()
    made = publisher.publish(record, large=large)
    took = time.perf_counter() - start
    print(f"{what:<28}{took:8.1f} s   {made.files:,} files, {made.new:,} of them new")
    return took


if __name__ == "__main__":
    main()
