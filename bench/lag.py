"""How old a page is: a night comes in at the pace of its peak, and `dauys publish --watch` follows it.

    python bench/lag.py [STATIONS [ACTS_A_SECOND [SECONDS]]]

Of every act that was signed after the first snapshot: the time from its signature to the moment at which readers are led to a
snapshot that has it. The log is signed once a second, as the office does it. At the peak of the nation ten protocols are
approved a second, and each has four acts. The peer is the aim, a minute. Writer and publisher share the machine.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from dauys.acts.freezing import read_keys
from dauys.acts.record import DEFINITION, LOG, writing
from dauys.demo.record import write_record
from dauys.demo.rehearsal import KEYS
from dauys.ledger import FileStore, SigningKey

STATIONS, RATE, SECONDS = (int(told) for told in (sys.argv[1:] + ["10223", "40", "300"][len(sys.argv) - 1 :]))
AIM = 60


def main() -> None:
    """Write, watch, and say how old the pages were."""
    with tempfile.TemporaryDirectory() as folder:
        whole, night, site = (Path(folder) / name for name in ("whole", "night", "site"))
        size = write_record(whole, STATIONS, seed=1).checkpoint.size
        night.mkdir()
        shutil.copytree(whole / DEFINITION, night / DEFINITION)
        shutil.copy(whole / KEYS, night / KEYS)
        keys = {key.public: key for key in map(SigningKey.parse, (whole / KEYS).read_text("utf-8").split())}
        with FileStore(whole / LOG, writer=False) as store:
            entries = store.entries(0, size)
        done = size // 2
        with writing(night, keys[read_keys(night / DEFINITION).log], night / "signer") as log:
            log.append(entries[:done])
            log.sign()
            start = time.monotonic()
            run = "from dauys.cli import main; main()"
            command = [sys.executable, "-c", run, "publish", str(night), "--site", str(site), "--watch", "1"]
            with subprocess.Popen(command, stdout=subprocess.DEVNULL) as publisher:
                try:
                    while not (site / "current").exists() and publisher.poll() is None:
                        time.sleep(1)
                    if publisher.poll() is not None:
                        raise SystemExit("the publisher has ended")
                    print(f"{STATIONS:,} stations; the first snapshot after {time.monotonic() - start:.0f} s")
                    lags, snapshots = follow(log, entries, done, site)
                finally:
                    publisher.terminate()
        print(f"{len(lags):,} acts at {RATE} a second were shown by {snapshots} snapshots")
        cuts = quantiles(lags, n=20)
        print(
            f"from signature to page: median {median(lags):.0f} s, 95 of 100 within {cuts[-1]:.0f} s, at most {max(lags):.0f} s"
        )
        print(f"the longest is {max(lags) / AIM:.2f} of the aim of {AIM} s")


def follow(log, entries: list[bytes], done: int, site: Path) -> tuple[list[float], int]:  # type: ignore[no-untyped-def]
    """Add acts second by second and look which are shown; then wait for the last. Gives the age of each when it was shown."""
    signed_at: dict[int, float] = {}
    shown = int((site / "current").resolve().name)
    lags: list[float] = []
    snapshots, first, last = 0, done, done + RATE * SECONDS
    started = time.monotonic()
    while shown < min(last, len(entries)):
        due = min(last, first + int((time.monotonic() - started) * RATE), len(entries))
        if due > done:
            log.append(entries[done:due])
            log.sign()
            signed_at |= dict.fromkeys(range(done, due), time.monotonic())
            done = due
        now = int((site / "current").resolve().name)
        if now != shown:
            lags += [time.monotonic() - signed_at[at] for at in range(shown, now) if at in signed_at]
            shown, snapshots = now, snapshots + 1
        time.sleep(1)
    return lags, snapshots


if __name__ == "__main__":
    main()
