"""The whole night timed: invented, counted, published, verified, each as a process of its own, with its peak memory.

    python bench/verify.py [STATIONS]

No peer does this; the figures stand beside each other, and the verifier beside a bare reading of the same files (hashes and
nothing else), as a ratio. Times are those of the machine it runs on.
"""

import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STATIONS = sys.argv[1] if len(sys.argv) > 1 else "10223"
DAUYS = str(Path(sys.executable).with_name("dauys"))


def timed(what: str, *command: str) -> float:
    """Run a command; print its wall and processor time and its own peak memory."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if status:
        sys.exit(f"{what}: failed ({status})")
    print(f"{what:<22}{wall:9.1f} s {cpu:9.1f} s processor {used.ru_maxrss / 1024:9.0f} MB")
    return cpu


def main() -> None:
    """One night, from nothing to a verified bundle."""
    with tempfile.TemporaryDirectory() as folder:
        night, bundle = f"{folder}/night", f"{folder}/published"
        print(f"{STATIONS} stations")
        timed("demo", DAUYS, "demo", night, "--stations", STATIONS)
        timed("count (replay)", DAUYS, "count", night)
        timed("publish", DAUYS, "publish", night, "--out", bundle)
        timed("open", DAUYS, "open", bundle)
        check = timed("verify.py", sys.executable, f"{bundle}/verify.py", bundle, "--key", f"{night}/log.pub")
        start = time.process_time()
        files = [path for path in Path(bundle).rglob("*") if path.is_file()]
        size = 0
        for path in files:
            data = path.read_bytes()
            hashlib.sha256(data).digest()
            size += len(data)
        bare = time.process_time() - start
        print(f"{'hashing all files':<22}{'':12}{bare:9.1f} s processor; {len(files):,} files, {size / 2**20:.0f} MB")
        print(f"verify.py against hashing alone: {check / bare:.1f} x")


if __name__ == "__main__":
    main()
