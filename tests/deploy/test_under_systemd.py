"""``deploy/single/`` under systemd itself: this machine's system is started once more, and docs/deploy.md followed.

No unit, user, folder or address is another than the files say, but for the names of hosts. See ``boot``.
"""

import base64
import http.client
import json
import os
import pickle
import re
import shutil
import ssl
import subprocess
import sys
import sysconfig
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from machines import DEPLOY, NGINX, POSTGRES, PYTHON, ROOT, certificate

from dauys.demo.drills.load import Desk, Patience, play
from dauys.demo.drills.programs import NotThere, until

SYSTEMD = Path("/usr/lib/systemd/systemd")
CGROUPS = next(
    (
        Path(line.split()[4])
        for line in Path("/proc/self/mountinfo").read_text("utf-8").splitlines()
        if " - cgroup2 " in line and os.access(line.split()[4], os.W_OK)
    ),
    None,
)
MAY = ROOT and SYSTEMD.exists() and CGROUPS is not None and "overlay" in Path("/proc/filesystems").read_text("utf-8")
SINGLE = DEPLOY / "single"
NATION = DEPLOY / "nation"
UNITS = ("dauys-office", "dauys-sign", "dauys-publish")
SEES = {
    "dauys-office": {"office", "office/keys", "office/record", "office/uploads"},
    "dauys-sign": {"office", "office/record", "sign", "sign/keys", "sign/signer"},
    "dauys-publish": {"office", "office/record", "publish"},
}
"""The folders that lie before each of them in /var/lib/dauys, and nothing else."""
OFFICE = "/var/lib/dauys/office"
NAME = "127.0.0.1"
"""In place of office.example."""

FOUND = """
import base64, os, pickle, sys
os.environ |= {"DAUYS_OFFICE": "/var/lib/dauys/office", "DJANGO_SETTINGS_MODULE": "dauys.office.settings"}
import django
django.setup()
from dauys.demo.drills.founding import found
sys.stdout.write(base64.b64encode(pickle.dumps(found(80, 4))).decode())
"""
"""In place of ``dauys office start``: with people whose tokens are known."""

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(not MAY, reason="needs root, systemd, overlayfs, and a cgroup2 that may be written"),
    pytest.mark.skipif(NGINX is None or POSTGRES is None, reason="needs nginx and PostgreSQL: install both packages"),
]


class Machine:
    """This machine's system in namespaces of its own; its disk lies in a folder."""

    def __init__(self, folder):
        self.disk, self.group, self.program = folder / "disk", CGROUPS / folder.name, folder / "program"
        for name in ("upper", "work", "root"):
            (self.disk / name).mkdir(parents=True)
        words = ["pip", "--quiet", "install", "--no-deps", "--no-build-isolation", "--target", self.program, DEPLOY.parent]
        subprocess.run([sys.executable, "-m", *words], check=True)
        self.group.mkdir()
        self.process = None

    def path(self, inside):
        """Of a file of its disk, while it runs."""
        return Path(f"/proc/{self.pid}/root{inside}")

    def boot(self):
        spaces = ["--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--fork", "--kill-child=KILL"]
        told = [self.disk, PYTHON, sysconfig.get_path("purelib"), self.program]
        words = ["sh", "-c", 'echo $$ > "$0/cgroup.procs" && exec "$@"', self.group, "unshare", *spaces]
        self.process = subprocess.Popen([*words, Path(__file__).with_name("boot"), *told], start_new_session=True)
        self.pid = None
        until(self.is_up, [], "the machine is up", 120)

    def is_up(self):
        assert self.process.poll() is None, "the machine did not start"
        own = self.process.pid
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        if not children or Path(f"/proc/{children[0]}/comm").read_text() != "systemd\n":
            return False
        self.pid = int(children[0])
        return self.run("systemctl", "is-system-running").stdout.strip() in ("running", "degraded")

    def run(self, *words, user=None, env="", **more):
        """A command in it. env: a file of deploy/ that says the environment."""
        if env:
            words = ["env", *re.findall(r"(?m)^(\w+=.*)$", (SINGLE / env).read_text("utf-8")), *words]
        if user:
            words = ["runuser", "-u", user, "--", *words]
        words = ["nsenter", "--target", str(self.pid), "--all", "--", *map(str, words)]
        kept = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
        return subprocess.run(words, capture_output=True, text=True, env=kept, cwd="/", **more)

    def do(self, *words, **more):
        """One that must succeed; gives what it said."""
        done = self.run(*words, **more)
        assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}\n{self.said()}"
        return done.stdout

    def said(self):
        """By its units."""
        return self.run("journalctl", "--no-pager", "--lines=60", "--output=cat", "--unit=dauys-*").stdout

    def until(self, there, what):
        """Wait until something is so; what its units have said goes with the fault."""
        try:
            until(there, [], what)
        except NotThere as fault:
            raise AssertionError(f"{fault}\n{self.said()}") from None

    def show(self, unit, what):
        return self.do("systemctl", "show", "--value", f"--property={what}", unit).strip()

    @contextmanager
    def near(self):
        """This thread, and what it starts, is on the machine's network."""
        here, there = (os.open(f"/proc/{one}/ns/net", os.O_RDONLY) for one in ("thread-self", self.pid))
        try:
            os.setns(there, os.CLONE_NEWNET)
            yield
        finally:
            os.setns(here, os.CLONE_NEWNET)
            os.close(here)
            os.close(there)

    def kill(self):
        """Its power fails; what was written is in the system's memory of the disk."""
        if self.process is not None:
            self.process.kill()  # and with it the first process of its namespaces, and so all
            self.process.wait()
            self.process = None

    def is_gone(self):
        """Its groups of processes, once the last of each has ended."""
        with suppress(OSError):
            for group in (*sorted(self.group.rglob("*/"), reverse=True), self.group):
                group.rmdir()
        return not self.group.exists()


@pytest.fixture
def machine(ground):
    folder, ending = ground
    one = Machine(folder)
    ending.append(one)
    yield one
    one.kill()
    until(one.is_gone, [], "nothing of the machine is left")


def installed(machine):
    """Steps before the first of docs/deploy.md: its table of files, and the program."""
    program = machine.path("/opt/dauys")
    (program / "bin").mkdir(parents=True)
    library = program / f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
    library.mkdir(parents=True)
    (program / "pyvenv.cfg").write_text("home = /opt/python/bin\ninclude-system-site-packages = false\n")
    (program / "bin/python").symlink_to(f"/opt/python/bin/python{sys.version_info.major}.{sys.version_info.minor}")
    (library / "dauys.pth").write_text("/opt/program\n/opt/packages\n")
    (program / "bin/dauys").write_text("#!/opt/dauys/bin/python\nfrom dauys.cli import main\n\nmain()\n")
    (program / "bin/dauys").chmod(0o755)
    machine.path("/etc/ld.so.conf.d/python.conf").write_text("/opt/python/lib\n")
    machine.do("ldconfig")
    shutil.copytree(DEPLOY, program / "deploy")
    shutil.copytree(SINGLE / "systemd", machine.path("/etc/systemd/system"), dirs_exist_ok=True)
    files = {
        "sysusers.conf": "/etc/sysusers.d/dauys.conf", "tmpfiles.conf": "/etc/tmpfiles.d/dauys.conf",
        "office.env": "/etc/dauys/office.env", "sign.env": "/etc/dauys/sign.env", "owner.env": "/etc/dauys/owner.env",
        "postgresql.conf": f"/etc/postgresql/{POSTGRES.parent.name}/main/conf.d/dauys.conf",
        "nginx.conf": "/etc/nginx/sites-enabled/dauys.conf", "../nginx/office.conf": "/etc/nginx/snippets/dauys-office.conf",
        "../nginx/site.conf": "/etc/nginx/snippets/dauys-site.conf",
    }  # fmt: skip
    for name, there in files.items():
        machine.path(there).parent.mkdir(parents=True, exist_ok=True)
        machine.path(there).write_text((SINGLE / name).read_text("utf-8").replace("office.example", NAME))
    certificate(machine.path("/etc/ssl/dauys"), "office")
    certificate(machine.path("/etc/ssl/dauys"), "results")


def set_up(machine):
    """docs/deploy.md, "A single server", step by step; gives the people of the office."""
    machine.do("pg_createcluster", POSTGRES.parent.name, "main")  # as the package does it where it may
    installed(machine)
    machine.do("systemd-sysusers")
    machine.do("systemd-tmpfiles", "--create", "/etc/tmpfiles.d/dauys.conf")
    machine.do("systemctl", "enable", "--now", "postgresql")
    machine.do("psql", "-v", "ON_ERROR_STOP=1", "-f", "/opt/dauys/deploy/single/roles.sql", user="postgres")
    told = machine.do("/opt/dauys/bin/python", "-c", FOUND, user="dauys_owner", env="owner.env")
    machine.do("psql", "-v", "ON_ERROR_STOP=1", "-f", "/opt/dauys/deploy/single/grants.sql", "dauys", user="dauys_owner")
    machine.do("/opt/dauys/deploy/single/hand-over")
    machine.do("systemctl", "daemon-reload")
    machine.do("systemctl", "enable", "--now", *UNITS, "dauys-backup.timer")
    machine.do("systemctl", "enable", "--now", "nginx")
    return pickle.loads(base64.b64decode(told))


def restore(machine):
    """docs/deploy.md, "Restore"; the units are ended."""
    machine.do("dropdb", "dauys", user="postgres")
    again = re.sub(r"(?m)^(--|CREATE ROLE).*", "", (SINGLE / "roles.sql").read_text("utf-8"))
    machine.path("/run/again.sql").write_text(again)
    machine.do("psql", "-v", "ON_ERROR_STOP=1", "-f", "/run/again.sql", user="postgres")
    machine.do("mv", OFFICE, f"{OFFICE}-before")
    machine.do("systemd-tmpfiles", "--create", "/etc/tmpfiles.d/dauys.conf")
    last = max(machine.do("ls", "/var/backups/dauys").split())
    machine.do("install", "-m", "0600", "-o", "dauys_owner", f"/var/backups/dauys/{last}", "/run/restored.backup")
    command = "/opt/dauys/bin/dauys"
    machine.do(command, "office", "restore", "/run/restored.backup", "--into", OFFICE, user="dauys_owner", env="owner.env")
    mend = ("doctor", OFFICE, "--mend", "--from", f"{OFFICE}-before/record")
    machine.do(command, *mend, user="dauys_owner", env="owner.env")
    machine.do("psql", "-v", "ON_ERROR_STOP=1", "-f", "/opt/dauys/deploy/single/grants.sql", "dauys", user="dauys_owner")
    machine.do("/opt/dauys/deploy/single/hand-over")


def watched(machine):
    """What a nation has beside it: a witness, who is asked, and a copy of the site. They stand on this machine too."""

    def put(name, there, replaced=()):
        text = (NATION / name).read_text("utf-8")
        for far, near in replaced:
            text = text.replace(far, near)
        machine.path(there).write_text(text)

    put("witness-sysusers.conf", "/etc/sysusers.d/dauys-witness.conf")
    put("witness-tmpfiles.conf", "/etc/tmpfiles.d/dauys-witness.conf")
    put("witness.env", "/etc/dauys/witness.env")
    put("mirror.env", "/etc/dauys/mirror.env", [("s3://", "memory://")])
    for unit in (*NATION.glob("*.service"), *NATION.glob("*.timer")):
        put(unit.name, f"/etc/systemd/system/{unit.name}")
    machine.path("/etc/dauys/log.pub").write_text(machine.path(f"{OFFICE}/record/log.pub").read_text("utf-8"))
    machine.do("systemd-sysusers")
    machine.do("systemd-tmpfiles", "--create", "/etc/tmpfiles.d/dauys-witness.conf")
    machine.do("systemctl", "daemon-reload")
    machine.do("systemctl", "start", "dauys-witness")
    heard = ("journalctl", "--output=cat", "--unit=dauys-witness")
    machine.until(lambda: "listening" in machine.do(*heard), "the witness listens")
    key, address = re.search(r"^(witness\.example\S+)\nlistening at (\S+);", machine.do(*heard), re.M).groups()
    machine.path("/etc/dauys/witness.pub").write_text(key)
    put("cosign.env", "/etc/dauys/cosign.env", [("https://witness.example/one", address)])
    machine.do("systemctl", "start", "dauys-cosign.timer", "dauys-mirror.timer")
    machine.do("systemctl", "start", "dauys-cosign.service", "dauys-mirror.service")
    assert "\n— witness.example/one " in machine.path(f"{OFFICE}/record/log/checkpoint").read_text("utf-8")


class Public:
    """Both of its names, asked as from outside: by HTTPS through nginx."""

    def __init__(self, machine):
        self.context = ssl.create_default_context()
        for name in ("office", "results"):
            self.context.load_verify_locations(cadata=machine.path(f"/etc/ssl/dauys/{name}.crt").read_text())
        self.context.check_hostname = False  # people ask for a number here

    def ask(self, host, address):
        line = http.client.HTTPSConnection("127.0.0.1", 443, timeout=20, context=self.context)
        try:
            line.request("GET", address, headers={"Host": host})
            answer = line.getresponse()
            return answer.status, answer.read()
        except OSError:
            return 0, b""
        finally:
            line.close()

    def office(self):
        return self.ask(NAME, "/health/")[0] == 200

    def shown(self):
        """How many entries the site shows; -1: there is no site."""
        status, text = self.ask("results.example", "/latest.json")
        return json.loads(text)["snapshot"] if status == 200 else -1


def entries(machine):
    return int(machine.do("psql", "-Atc", "SELECT count(*) FROM journal_entry", "dauys", user="postgres"))


def sees_what_it_may(machine, unit):
    """Of the folders of others nothing is there for it, and of the system it can change nothing."""
    inside = ("nsenter", "--target", machine.show(unit, "MainPID"), "--mount")
    found = machine.do(*inside, "find", "/var/lib/dauys", "-mindepth", "1", "-maxdepth", "2", "-type", "d")
    assert {one.removeprefix("/var/lib/dauys/") for one in found.split()} == SEES[unit]
    assert machine.run(*inside, "touch", "/usr/written").returncode


def test_a_single_server_under_systemd(machine, capsys):
    machine.boot()
    founded = set_up(machine)
    public, heard, faults = Public(machine), [], []

    def at_work():
        try:
            play(desks, heard.append, 2)
        except BaseException as fault:
            faults.append(fault)

    def work_goes_on():
        asked = len(heard)
        machine.until(lambda: faults or not people.is_alive() or len(heard) > asked + 10, "people work")

    with machine.near():
        machine.until(public.office, "the office answers through nginx")
        machine.until(lambda: public.shown() == 1, "the site shows the freezing")
        for unit in UNITS:
            sees_what_it_may(machine, unit)
        # ---- people work; a backup is taken, as the timer does every quarter of an hour; what serves them is killed
        desks = [Desk.of(team, 443, Patience(240, 0.25), public.context) for team in founded.teams]
        for desk in desks:
            desk.people[2].sign_in()
        people = threading.Thread(target=at_work, daemon=True)
        people.start()
        work_goes_on()
        assert machine.show("dauys-backup.timer", "ActiveState") == "active"
        machine.do("systemctl", "start", "dauys-backup.service")
        backed_up = int(re.search(r"(\d+) entries, ", machine.do("journalctl", "--output=cat", "--unit=dauys-backup"))[1])
        for unit in UNITS:
            before = machine.show(unit, "MainPID")
            machine.do("kill", "-s", "KILL", before)
            machine.until(lambda u=unit, b=before: machine.show(u, "MainPID") not in ("0", b), f"{unit} is started again")
            work_goes_on()
        people.join()
        assert not faults, faults
        size = entries(machine)
        assert size == len(heard) + 1
        machine.until(lambda: public.shown() == size, "the site shows all")
        machine.do("/opt/dauys/bin/dauys", "doctor", OFFICE, user="dauys_office", env="office.env")
        watched(machine)
        # ---- an orderly end, and the restore from what was less than all
        machine.do("systemctl", "stop", *UNITS)
        assert [machine.show(unit, "Result") for unit in UNITS] == ["success"] * len(UNITS), machine.said()
        assert backed_up < size
        restore(machine)
        assert entries(machine) == size
        machine.do("systemctl", "start", *UNITS)
        machine.until(public.office, "the office answers again")
    # ---- all of it dies, and comes up by itself
    machine.kill()
    machine.boot()
    with machine.near():
        machine.until(public.office, "the office answers")
        machine.until(lambda: all(machine.show(unit, "ActiveState") == "active" for unit in UNITS), "everything is there again")
        assert entries(machine) == size
        machine.until(lambda: public.shown() == size, "the site is there again")
    with capsys.disabled():
        sys.stdout.write(
            f"\n    under systemd: {len(heard):,} deeds answered, {size:,} entries when each service had been killed once, "
            f"after the restore from a backup of {backed_up:,}, and after all of it had died\n"
        )
