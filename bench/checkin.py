"""Fifty stations checking voters in at once, over real HTTP: how long finding somebody and issuing ballots takes, p95.

A fresh office for each database, with as many workers as `dauys office serve` has. At each station one member looks a voter up
by personal number, marks all ballots as issued, and is shown the page for the next: a voter every `--pace` seconds, which is
three laptops at work where one takes 18 seconds for a voter. Pace 0 asks without a pause: what the machine can do. The clients
run on the same cores. The peer is a bare SELECT and a bare UPDATE of a row, one person one row, by the same driver at the same
pace.

    python bench/checkin.py [--seconds 20] [--stations 50] [--pace 6] [--on sqlite postgresql]
"""

import argparse
import multiprocessing
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote

from dauys.demo.caller import Caller
from dauys.demo.drills.programs import free_port

VOTERS = 2_000
"""Of each station."""


def founded(folder, stations, out):
    """An office with lists, its stations open, a member at each; and rows for the peer."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "dauys.office.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from dauys.demo.definition import invent_definition
    from dauys.demo.drills.founding import somebody
    from dauys.demo.voters import invent_voters, write_voters
    from dauys.election.definition import write_definition
    from dauys.office.folder import OfficeFolder
    from dauys.office.journal.desk import desk
    from dauys.office.people.models import Person
    from dauys.office.setting_up.preparing import prepare
    from dauys.office.voters import lists

    call_command("migrate", verbosity=0)
    event = invent_definition(80, 1)
    write_definition(event, folder / "definition")
    frozen = prepare(OfficeFolder(folder), folder / "definition")

    chosen = dict.fromkeys(list(event.stations)[:stations], VOTERS)
    people = list(invent_voters(chosen, 1))
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
        write_voters(file, people)
    chair = somebody("central", "chair", "chair")
    with desk.acting() as hand:
        hand.act("definition frozen", "central", Person.objects.get(login=chair.login), hash=frozen)
    with (folder / "list.csv").open("rb") as file:
        lists.take_in(file, "list.csv", desk.event, set(chosen))
    found = []
    for number, station in enumerate(chosen):
        commission = event.stations[station].commission
        member = somebody(commission, "member", f"m{number}")
        with desk.acting() as hand:
            hand.act("station opened", commission, Person.objects.get(login=member.login), station=station)
        contests = [one.id for one in event.contests_of(station)]
        numbers = [one.iin for at, one in people if at == station]
        random.Random(number).shuffle(numbers)
        found.append((f"/c/{quote(commission)}/voters/{quote(station)}/", contests, numbers, member))
    out.put(found)


def at_pace(work, many, seconds, pace):
    """Every one of many works until the time is over: what each took, in milliseconds, by step."""
    took, lock, began = {}, threading.Lock(), time.perf_counter()
    faults = []

    def one(who, number):
        chance, at = random.Random(number), began + (pace * number / len(many))
        while time.perf_counter() - began < seconds:
            time.sleep(max(0, at - time.perf_counter()))
            at += pace * chance.uniform(0.7, 1.3)
            try:
                told = work(who)
            except Exception as fault:
                faults.append(fault)
                raise
            with lock:
                for step, spent in told.items():
                    took.setdefault(step, []).append(spent)

    threads = [threading.Thread(target=one, args=(who, number)) for number, who in enumerate(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults[0]
    return took


def told(title, took, seconds):
    for step, times in took.items():
        cuts = statistics.quantiles(times, n=20)
        print(f"  {title}: {step:15}{len(times):6} ({len(times) / seconds:6.1f}/s), p50 {statistics.median(times):7.1f} ms, "
              f"p95 {cuts[18]:7.1f} ms", flush=True)  # fmt: skip


def check_in(who):
    """One voter: found, and all ballots marked as issued; the page for the next comes with it."""
    caller, address, contests, numbers = who
    caller.took = {}
    status, page = caller.post(f"{address}find/", {"asked": numbers.pop()}, "find")
    assert status == 200, page[-500:]
    place = page.partition('name="place" value="')[2].partition('"')[0]
    _, page = caller.post(f"{address}issue/", {"place": place, "contest": contests}, "issue")
    assert 'class="done"' in page, page[-800:]
    return {step: times[0] for step, times in caller.took.items()}


def peer(database, folder, stations, seconds, pace):
    """A row for each person; looked up by an index, and changed if it was not yet."""
    if database == "postgresql":
        import psycopg

        def connected():
            return psycopg.connect(os.environ["DAUYS_VOTERS"], autocommit=True)

        sign = "%s"
    else:
        import sqlite3

        def connected():
            server = sqlite3.connect(folder / "bare.sqlite3", timeout=20, isolation_level=None, check_same_thread=False)
            server.executescript("PRAGMA journal_mode=PERSIST; PRAGMA synchronous=FULL;")
            return server

        sign = "?"
    server = connected()
    server.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, number TEXT UNIQUE, issued INTEGER NOT NULL)")
    server.execute("BEGIN")
    for row in range(stations * VOTERS):
        server.execute(f"INSERT INTO bare VALUES ({sign}, {sign}, 0)", (row, f"n{row}"))
    server.execute("COMMIT")
    many = [(connected(), list(range(at * VOTERS, (at + 1) * VOTERS))) for at in range(stations)]

    def work(who):
        line, rows = who
        began = time.perf_counter()
        ((row,),) = line.execute(f"SELECT id FROM bare WHERE number = {sign}", (f"n{rows.pop()}",)).fetchall()
        middle = time.perf_counter()
        line.execute(f"UPDATE bare SET issued = 1 WHERE id = {sign} AND issued = 0", (row,))
        return {"bare SELECT": (middle - began) * 1000, "bare UPDATE": (time.perf_counter() - middle) * 1000}

    told("peer", at_pace(work, many, seconds, pace), seconds)
    for line, _ in many:
        line.close()


def section(seconds, stations, pace, on):
    from office import Server, postgresql

    for database in on:
        folder = Path(tempfile.mkdtemp(prefix="dauys-bench-checkin-"))
        try:
            os.environ |= {"DAUYS_OFFICE": str(folder), "DAUYS_INSECURE": "yes"}
            for name in ("DAUYS_DATABASE", "DAUYS_VOTERS"):
                os.environ.pop(name, None)
            if database == "postgresql":
                os.environ["DAUYS_DATABASE"], _ = postgresql(folder)
                import psycopg

                with psycopg.connect(os.environ["DAUYS_DATABASE"], autocommit=True) as server:
                    server.execute("CREATE DATABASE voters")
                os.environ["DAUYS_VOTERS"] = os.environ["DAUYS_DATABASE"].rpartition("/")[0] + "/voters"
            out = multiprocessing.Queue()
            founding = multiprocessing.Process(target=founded, args=(folder, stations, out))
            founding.start()
            found = out.get(timeout=900)
            founding.join()
            port = free_port()
            print(f"\nCheck-in on {database}: {stations} stations of {VOTERS:,} voters, a voter every {pace} s at each, "
                  f"{seconds} s; {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip
            with Server(port) as server:
                many = [(Caller(port, one), address, contests, numbers) for address, contests, numbers, one in found]
                for caller, address, _, _ in many:
                    caller.sign_in()
                    caller.get(f"{address}find/")
                before = server.cpu()
                took = at_pace(check_in, many, seconds, pace)
                each = (server.cpu() - before) * 1000 / len(took["issue"])
                told("dauys", took, seconds)
                print(f"  the office's processor's time of one voter: {each:.0f} ms", flush=True)
            peer(database, folder, stations, seconds, pace)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--stations", type=int, default=50)
    parser.add_argument("--pace", type=float, default=6)
    parser.add_argument("--on", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    sys.path.insert(0, str(Path(__file__).parent))
    section(**vars(parser.parse_args()))
