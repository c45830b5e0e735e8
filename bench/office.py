"""The office under load, over real HTTP: papers entered twice and approved in a second, and what the status pages cost.

A fresh office in a temporary folder for each database (SQLite; PostgreSQL, with its commits on disk), and granian with as many
workers as `dauys office serve` has.
Each client is one commission's team: one person receives a paper and types it, another types it again, and in the end a third
approves them, 200 with one code. Through the screens every page is fetched that a browser would fetch, after a sign-in with
password and code; through the API with tokens. The clients run on the same cores as the server; how much of them each took is
printed, and the processor's time of one paper, which is the number to read where the machine has other work.

    python bench/office.py [--seconds 20] [--stations 10223] [--clients 4] [--on sqlite postgresql]
"""

import argparse
import multiprocessing
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from dauys.demo.caller import Caller, looked_at, page_of
from dauys.demo.drills.load import BATCH
from dauys.demo.drills.programs import answers, free_port
from dauys.office.serving import THREADS, WORKERS

HERE = Path(__file__).parent
TICK = os.sysconf("SC_CLK_TCK")


# ---- what is counted ---------------------------------------------------------------------------------------------------


def paper_of(state, station, contest):
    """Figures of an invented paper that holds its controls: by field, as typed."""
    from dauys.law import AGAINST_ALL

    event = state.event
    options = [one.id for one in event.options_of(contest) if one.id != AGAINST_ALL]
    voters = max(event.stations[station].voters, 40)
    votes = {option: max(1, voters // 4 // len(options) - at) for at, option in enumerate(options)}
    valid = sum(votes.values()) + 1
    table = {
        "B1": valid + 1, "B2": 0, "B": valid + 1, "D.3": valid, "D.4": 1, "C": valid + 30, "E": 29, "S": 0, "T": valid + 1,
        "N": 1, "V": valid, "I": 1, **{f"P.{option}": number for option, number in votes.items()},
    }  # fmt: skip
    return {name: str(number) for name, number in table.items()}


def teams_of(state, wanted):
    """Commissions with the most papers of one contest: commission, and its papers with figures. No two have one in common."""
    from dauys.office.counting.fields import fields_of

    by = {}
    for station in state.event.stations:
        for contest in state.expected(station):
            if contest != "station":
                by.setdefault((state.receiver(station, contest), contest), []).append(station)
    teams = {}
    for (commission, contest), stations in sorted(by.items(), key=lambda one: -len(one[1])):
        if commission in teams or len(teams) == wanted:
            continue
        tier = state.event.contest(contest)
        form = state.forms(state.event.body(tier.body).law).form_of(state.form_of(contest))
        fields = fields_of(form, state.event.options_of(contest), ())
        names = [one.name for one in fields if not one.in_a_table]
        papers = []
        for station in stations:
            told = paper_of(state, station, contest)
            papers.append((station, contest, {**dict.fromkeys(names, ""), **told}))
        teams[commission] = papers
    return teams


# ---- the office --------------------------------------------------------------------------------------------------------


def founded(folder, stations, clients, out):
    """Set an office up in a process of its own: definition, people with parts and devices, tokens."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "dauys.office.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from dauys.demo.definition import invent_definition
    from dauys.demo.drills.founding import somebody
    from dauys.election.definition import write_definition
    from dauys.office.folder import OfficeFolder
    from dauys.office.journal.desk import desk
    from dauys.office.people.models import Person
    from dauys.office.setting_up.preparing import prepare

    call_command("migrate", verbosity=0)
    write_definition(invent_definition(stations, 1), folder / "definition")
    frozen = prepare(OfficeFolder(folder), folder / "definition")

    with desk.looking() as state:
        teams = teams_of(state, 2 * clients)
        central = next(one.id for one in state.event.commissions.values() if one.kind == "central")
        sizes = {}
        for station in state.event.stations:
            for commission in {state.receiver(station, contest) for contest in state.expected(station)}:
                sizes[commission] = sizes.get(commission, 0) + 1
        sizes.pop(central, None)
    region = min(sizes, key=lambda one: abs(sizes[one] - 500))
    chair = somebody(central, "chair", "chair")
    with desk.acting() as hand:
        hand.act("definition frozen", central, Person.objects.get(login=chair.login), hash=frozen)
    found = []
    for number, (commission, papers) in enumerate(teams.items()):
        people = [somebody(commission, "member", f"p{number}-{turn}") for turn in (1, 2, 3)]
        found.append((commission, people, papers))
    pages = [(f"a commission of {sizes[region]} stations", region, somebody(region, "chair", "region")),
             (f"the nation, {stations} stations", central, chair)]  # fmt: skip
    out.put((found, pages))


@dataclass
class Server:
    """granian over an office."""

    port: int

    def __enter__(self):
        command = [
            Path(sys.executable).with_name("granian"), "--interface", "wsgi", "--workers", str(WORKERS),
            "--blocking-threads", str(THREADS), "--host", "127.0.0.1", "--port", str(self.port), "--log-level", "error",
            "dauys.office.wsgi:application",
        ]  # fmt: skip
        self.process = subprocess.Popen(command)
        while not answers(self.port):
            assert self.process.poll() is None, "the server has ended"
            time.sleep(0.1)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def cpu(self):
        """Seconds of the processor that the workers have used."""
        return sum(_cpu(pid) for pid in _children(self.process.pid))

    def memory(self):
        """Megabytes of the largest worker."""
        told = [Path(f"/proc/{pid}/status").read_text() for pid in _children(self.process.pid)]
        return max(int(re.search(r"VmRSS:\s+(\d+)", one)[1]) for one in told) / 1024


def _children(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _cpu(pid):
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / TICK


# ---- the load ----------------------------------------------------------------------------------------------------------


def by_screens(commission, people, paper):
    """A paper from the post to two equal entries, as two people see it."""
    first, second = people[:2]
    station, contest, figures = paper
    address = page_of(commission, station, contest)
    first.post(f"{address}receive/", {"then": "enter"}, "receive")  # and the form comes
    _typed(first, address, figures)
    second.get(f"{address}enter/", "form")
    _typed(second, address, figures)


def _typed(person, address, figures):
    """The form sent; once more, where something that does not hold was shown first."""
    status, text = person.post(f"{address}enter/", figures, "enter")
    if status == 422:
        status, text = person.post(f"{address}enter/", {**figures, "looked at": looked_at(text)}, "enter")
    assert status == 302, text[-1500:]


def by_api(commission, people, paper):
    """The same by machine."""
    first, second = people[:2]
    station, contest, figures = paper
    address = f"/api/protocols/{quote(station)}/{quote(contest)}"
    body = {"version": 1, "figures": {name: int(text) if text else None for name, text in figures.items()}}
    first.do(f"{address}/received", step="receive")
    first.do(f"{address}/entered", body, "enter")
    second.do(f"{address}/entered-again", body, "enter")


def approved_by_screens(commission, third):
    done = 0
    for shift in (1, 2):  # the code of this half minute may have gone into the sign-in
        page = third.get(f"/c/{quote(commission)}/approve/", "list")
        papers = re.findall(r'name="hash ([^"]+)" value="([0-9a-f]{64})"', page)
        if not papers:
            break
        data = {"paper": [key for key, _ in papers], "code": third.code(shift), **{f"hash {key}": it for key, it in papers}}
        status, text = third.post(f"/c/{quote(commission)}/approve/", data, "approve")
        if status != 200 and "wrong" in text:  # the code of this half minute was used
            break
        done += len(papers)
    return done


def approved_by_api(commission, third):
    done = 0
    for shift in (0, 1):
        papers = third.read("/api/approvals", "list")["papers"][:BATCH]
        if not papers:
            break
        done += third.do("/api/approvals", {"papers": papers, "code": third.code(shift)}, "approve")["approved"]
    return done


def load(way, approving, teams, seconds):
    """All teams at once for so long, then the approvals: papers entered, approved, seconds, and the times of steps."""
    entered, ends, faults = [], time.perf_counter() + seconds, []

    def work(commission, people, papers):
        try:
            for done, paper in enumerate(papers):
                if time.perf_counter() > ends or done >= BATCH:
                    break
                way(commission, people, paper)
                entered.append(1)
        except Exception as fault:
            faults.append(fault)
            raise

    def approve(commission, people, _):
        approved.append(approving(commission, people[2]))

    approved = []
    began = time.perf_counter()
    _all(work, teams)
    entering = time.perf_counter() - began
    _all(approve, teams)
    took = {}
    for _, people, _ in teams:
        for person in people:
            for step, times in person.took.items():
                took.setdefault(step, []).extend(times)
    assert not faults
    return len(entered), sum(approved), entering, time.perf_counter() - began - entering, took


def _all(what, teams):
    threads = [threading.Thread(target=what, args=team) for team in teams]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def told(title, result, cpu, wall, memory):
    entered, approved, entering, approving, took = result
    whole = min(entered, approved) / (entering + approving)
    print(f"  {title}: {entered} entered twice in {entering:.1f} s = {entered / entering:.1f}/s; {approved} approved in "
          f"{approving:.1f} s; entered twice and approved {whole:.1f}/s")  # fmt: skip
    for step, times in took.items():
        p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        print(f"    {step:19}{len(times):6} requests, p50 {statistics.median(times):7.1f} ms, p95 {p95:7.1f} ms")
    cores = ", ".join(f"{name} {seconds / wall:.2f}" for name, seconds in cpu.items())
    machine = f"of {os.cpu_count()}, load average {os.getloadavg()[0]:.1f}"
    each = ", ".join(f"{name} {seconds * 1000 / max(1, entered):.0f} ms" for name, seconds in cpu.items())
    print(f"    processor's time of one paper: {each}")
    print(f"    cores: {cores}, {machine}; largest worker {memory:.0f} MB")
    return whole


def measured(teams, server, seconds, postgres):
    """Screens, then the API, each with half of the teams."""
    rates = {}
    half = len(teams) // 2
    ways = {"screens": (by_screens, approved_by_screens, teams[:half]), "API": (by_api, approved_by_api, teams[half:])}
    for title, (way, approving, mine) in ways.items():
        callers = [(commission, [Caller(server.port, one) for one in people], papers) for commission, people, papers in mine]
        if title == "screens":
            began = time.perf_counter()
            _all(lambda _, people, __: [person.sign_in() for person in people], callers)
            each = (time.perf_counter() - began) / len(callers) / 3
            print(f"  sign-in with password and code: {1 / each:.1f}/s")
            # the first request of a worker replays the journal and finds every way of a paper: not what is asked here
            _all(lambda commission, people, _: [people[0].get(f"/c/{quote(commission)}/") for _ in range(4)], callers)
        before = _seconds(server, postgres)
        began = time.perf_counter()
        result = load(way, approving, callers, seconds)
        wall = time.perf_counter() - began
        cpu = {name: after - before[name] for name, after in _seconds(server, postgres).items()}
        rates[title] = told(title, result, cpu, wall, server.memory())
    print(f"  ratio: API to screens {rates['API'] / rates['screens']:.1f} x")


def _seconds(server, postgres):
    used = resource.getrusage(resource.RUSAGE_SELF)
    found = {"office": server.cpu(), "clients": used.ru_utime + used.ru_stime}
    if postgres:
        found["database"] = sum(map(_cpu, [postgres, *_children(postgres)]))
    return found


def status(pages, server):
    """The status pages, asked one after another; the first request of a worker, which replays the journal, is left out."""
    for title, commission, member in pages:
        caller = Caller(server.port, member)
        caller.sign_in()
        for name, address in (("home", ""), ("list", "stations/"), ("approve", "approve/")):
            for at in range(10):
                if at == 2:
                    before = server.cpu()
                caller.get(f"/c/{quote(commission)}/{address}", name if at >= 2 else "")
            times, used = caller.took[name], (server.cpu() - before) * 1000 / 8
            print(f"  {title}: {name:8} p50 {statistics.median(times):7.1f} ms, worst {max(times):7.1f} ms, "
                  f"processor's time {used:6.1f} ms")  # fmt: skip


def postgresql(scratch):
    """A server as the tests start it, but with every commit on disk: its address, and its process."""
    import pwd

    import psycopg

    sys.path.insert(0, str(HERE.parent / "tests" / "office"))
    import postgres

    address = postgres.started(scratch)
    with psycopg.connect(address) as server:
        data = Path(server.execute("SHOW data_directory").fetchone()[0])
        port = server.execute("SHOW port").fetchone()[0]
    owner = {}
    if os.geteuid() == 0:
        who = pwd.getpwnam("postgres")
        owner = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    options = f"-p {port} -k {data.parent} -c listen_addresses=127.0.0.1 -c max_connections=60"
    subprocess.run([postgres._bin() / "pg_ctl", "-D", data, "-w", "-l", data.parent / "log", "-o", options, "restart"],
                   check=True, stdout=subprocess.DEVNULL, cwd=data.parent, **owner)  # fmt: skip
    return address, int((data / "postmaster.pid").read_text().split()[0])


def section(seconds=20, stations=10_223, clients=4, on=("sqlite", "postgresql")):
    """Print the section of the benchmark."""
    for database in on:
        folder = Path(tempfile.mkdtemp(prefix="dauys-bench-office-"))
        try:
            os.environ |= {"DAUYS_OFFICE": str(folder), "DAUYS_INSECURE": "yes"}
            os.environ.pop("DAUYS_DATABASE", None)
            process = None
            if database == "postgresql":
                os.environ["DAUYS_DATABASE"], process = postgresql(folder)
            out = multiprocessing.Queue()
            founding = multiprocessing.Process(target=founded, args=(folder, stations, clients, out))
            founding.start()
            teams, pages = out.get(timeout=600)
            founding.join()
            port = free_port()
            print(f"\nThe office on {database}, {stations} stations: {seconds} s, {clients} teams, {WORKERS} workers")
            with Server(port) as server:
                measured(teams, server, seconds, process)
                status(pages, server)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name, number in (("seconds", 20), ("stations", 10_223), ("clients", 4)):
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--on", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    section(**vars(parser.parse_args()))
