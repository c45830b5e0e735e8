"""A national list of INVENTED voters taken in by PostgreSQL: time, memory, size; and how long it takes to find somebody then.

The list is written as CSV first (not timed), of the rehearsal's 10,223 stations or as many of them as make the number asked
for; then it is checked, sealed and copied as `dauys office voters` does it, with every commit on disk. People are looked for by
their number on the list, by personal number and by the beginning of the name, at random stations. The peer is COPY of the very
same rows and an index, by psycopg alone: what is more is reading, checking, sealing and hashing.

    python bench/voter_import.py [--voters 12000000]
"""

import argparse
import os
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(voters):
    from office import postgresql

    folder = Path(tempfile.mkdtemp(prefix="dauys-bench-voters-"))
    try:
        address, _ = postgresql(folder)
        os.environ |= {"DAUYS_OFFICE": str(folder), "DAUYS_INSECURE": "yes", "DAUYS_VOTERS": address,
                       "DJANGO_SETTINGS_MODULE": "dauys.office.settings"}  # fmt: skip
        import django

        django.setup()
        measured(voters, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measured(voters, folder):
    from django.core.management import call_command

    from dauys.demo.definition import invent_definition
    from dauys.demo.voters import invent_voters, write_voters
    from dauys.election.definition import write_definition
    from dauys.office.folder import OfficeFolder
    from dauys.office.setting_up.preparing import prepare
    from dauys.office.voters import lists, tables

    call_command("migrate", verbosity=0)
    event, sizes, left = invent_definition(10_223, 1), {}, voters
    for one in event.stations.values():
        if left <= 0:
            break
        sizes[one.id] = min(one.voters, left)
        left -= sizes[one.id]
    write_definition(event, folder / "definition")
    prepare(OfficeFolder(folder), folder / "definition")  # which election it is, the list is held against
    list_ = folder / "list.csv"
    with list_.open("w", encoding="utf-8", newline="") as file:
        rows = write_voters(file, invent_voters(sizes, 1))
    print(f"{rows:,} INVENTED voters of {len(sizes):,} stations, {list_.stat().st_size / 1e6:,.0f} MB of CSV; "
          f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}")  # fmt: skip
    began, cpu, last = time.perf_counter(), time.process_time(), 0.0

    def tell(number):
        nonlocal last
        now = time.perf_counter() - began
        if now - last > 30:
            last = now
            print(f"  {number:,} rows written after {now:.0f} s", flush=True)

    with list_.open("rb") as file:
        lists.take_in(file, "list.csv", event, set(sizes), tell)
    took, used = time.perf_counter() - began, time.process_time() - cpu
    size = tables.rows("SELECT pg_database_size(current_database())")[0][0]
    print(f"taken in: {took:.0f} s on the wall, {used:.0f} s of this processor, {rows / took:,.0f} rows/s, "
          f"largest {peak():.0f} MB, database {size / 1e6:,.0f} MB")  # fmt: skip
    look_up(list_, sizes)
    peer(took)


def look_up(list_, sizes, number=1_000):
    from dauys.office.voters import lists

    chance = random.Random(3)
    lines = sum(sizes.values())
    wanted = set(chance.sample(range(1, lines + 1), number))
    with list_.open(encoding="utf-8") as file:
        people = [line.split(",") for at, line in enumerate(islice(file, lines + 1)) if at in wanted]
    chance.shuffle(people)
    registers = {one[0]: lists.register_of(one[0]) for one in people}
    ways = {
        "personal number": lambda one: one[3], "number on the list": lambda one: str(chance.randint(1, 300)),
        "name, 8 letters": lambda one: one[1][:8],
    }  # fmt: skip
    for title, asked in ways.items():
        times, used = [], time.process_time()
        for one in people:
            began = time.perf_counter()
            lists.find(registers[one[0]], asked(one))
            times.append((time.perf_counter() - began) * 1000)
        cuts, each = statistics.quantiles(times, n=100), (time.process_time() - used) * 1000 / number
        print(f"  found by {title:19} p50 {statistics.median(times):6.2f} ms, p99 {cuts[98]:6.2f} ms, of {number:,}; "
              f"processor's time {each:.2f} ms, load average {os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip


def peer(ours):
    import psycopg

    address = os.environ["DAUYS_VOTERS"]
    began = time.perf_counter()
    with psycopg.connect(address) as server, server.cursor("all", binary=True) as reading, psycopg.connect(address) as other:
        reading.itersize = 5_000
        reading.execute("SELECT id, number, sealed FROM person ORDER BY id")
        with other.cursor() as copying:
            copying.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, number BYTEA UNIQUE, sealed BYTEA)")
            with copying.copy("COPY bare FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["int4", "bytea", "bytea"])
                for one in reading:
                    copy.write_row(one)
    took = time.perf_counter() - began
    print(f"  the same rows by COPY alone, read from the table: {took:.0f} s; ratio {ours / took:.1f} x")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--voters", type=int, default=12_000_000)
    sys.path.insert(0, str(Path(__file__).parent))
    main(parser.parse_args().voters)
