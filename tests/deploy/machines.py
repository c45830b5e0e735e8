"""The machines of ``deploy/`` as processes of this one: what its units start is started, as the users that they name.

Folders and users are others than the units say; everything else is read from their very files.
"""

import os
import pwd
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from dauys.demo.drills.programs import DAUYS, Program, free_port, until

DEPLOY = Path(__file__).parents[2] / "deploy"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
POSTGRES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
COMPILER = shutil.which("cc") or shutil.which("gcc")
ROOT = os.geteuid() == 0
USERS = {"dauys_owner": 64001, "dauys_office": 64002, "dauys_sign": 64003, "dauys_publish": 64004, "dauys_record": 64010}
"""Numbers that nobody has: users need no name to be other users."""

PYTHON = Path(sys.base_prefix)


def as_user(words, user, group=None, more=()):
    """Words that run others as a user. A folder of Python's that only root enters looks otherwise to them."""
    if not ROOT:
        return list(words)
    group = user if group is None else group
    groups = ["--groups", ",".join(map(str, more))] if more else ["--clear-groups"]
    change = ["setpriv", "--reuid", str(user), "--regid", str(group), *groups, "--no-new-privs", "--", *map(str, words)]
    closed = next((one for one in reversed(PYTHON.parents) if not one.stat().st_mode & 0o001), None)
    if closed is None:
        return change
    script = (
        'mount --bind "$0" /mnt && mount -t tmpfs -o mode=755 tmpfs "$1" && mkdir -p "$0" && mount --bind /mnt "$0" '
        '&& shift && exec "$@"'
    )
    return ["unshare", "--mount", "sh", "-c", script, str(PYTHON), str(closed), *change]


@dataclass(frozen=True)
class Unit:
    """A service as its file has it, with what its drop-ins change."""

    name: str
    told: dict

    @classmethod
    def read(cls, *paths):
        told = {}
        for path in paths:
            for line in path.read_text("utf-8").splitlines():
                key, is_told, value = line.partition("=")
                if is_told and not line.startswith("#"):
                    told.setdefault(key, []).append(value)
                    if not value:
                        told[key] = []
        return cls(paths[0].name, told)

    def one(self, key, default=""):
        return self.told.get(key, [default])[-1]


@dataclass
class Host:
    """A machine: a folder in which its own folders lie, and the addresses that stand in place of those of the files."""

    root: Path
    replaced: dict = field(default_factory=dict)  # text of the files of deploy/: what stands there here
    running: dict = field(default_factory=dict)
    more: dict = field(default_factory=dict)  # environment of every program

    def __post_init__(self):
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o711)
        for line in (DEPLOY / "single/tmpfiles.conf").read_text("utf-8").splitlines():
            if line.startswith("d "):
                _, path, mode, user, _ = line.replace(":", "").split()
                folder = self.root / path.lstrip("/")
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(int(mode, 8))
                if ROOT:
                    os.chown(folder, USERS.get(user, 0), USERS.get(user, 0))
        for folder in ("var", "var/lib", "srv", "var/backups", "etc"):
            (self.root / folder).chmod(0o711)
        self.lib = self.root / "var/lib/dauys"
        self.said = self.root / "said"
        self.said.mkdir(exist_ok=True)

    def here(self, text, also=None):
        """Text of a file of deploy/ with the folders and addresses of this host."""
        for told, here in (self.replaced | (also or {})).items():
            text = text.replace(told, here)
        return re.sub(r"(?<![\w.])/(var/lib/dauys|var/backups/dauys|srv/dauys|etc/dauys)", rf"{self.root}/\1", text)

    def environment(self, *files, **more):
        """What is set for a unit, and nothing of the test's own office."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DAUYS", "DJANGO", "PG"))}
        told = {}
        for file in files:
            for line in file.read_text("utf-8").splitlines():
                name, is_told, value = line.partition("=")
                if is_told and not line.startswith("#"):
                    told[name] = self.here(value)
        return kept | {"HOME": "/nonexistent"} | told | self.more | more

    def words(self, unit, environment, also):
        """The command of a unit: ours in place of /opt/dauys/bin/dauys."""
        text = self.here(unit.one("ExecStart"), also).replace("$$", "$").replace("%%", "%")
        for name, value in environment.items():
            text = text.replace(f"${{{name}}}", value)
        return shlex.split(text.replace("/opt/dauys/bin/dauys", str(self.program)))

    @property
    def program(self):
        """A file that is the command, for a shell to start."""
        file = self.root / "dauys"
        if not file.exists():
            file.write_text(f'#!/bin/sh\nexec {shlex.join(DAUYS)} "$@"\n')
            file.chmod(0o755)
        return file

    def start(self, name, env_files, *drop_ins, called=None, also=None):
        """What a unit starts, as its user. also: what else stands here in place of what its file says."""
        unit = Unit.read(name, *drop_ins)
        environment = self.environment(*env_files)
        user, group = USERS.get(unit.one("User")), USERS.get(unit.one("Group"))
        more = [USERS[one] for one in unit.told.get("SupplementaryGroups", ())]
        called = called or unit.name
        words = ["sh", "-c", 'umask "$0" && exec "$@"', unit.one("UMask"), *self.words(unit, environment, also)]
        words = as_user(words, user, group, more)
        self.running[called] = Program(words, environment, self.said / called)
        return self.running[called]

    def hand_over(self):
        """As root's script does it."""
        users = {f"{name.removeprefix('dauys_').upper()}_USER": str(number) for name, number in USERS.items()}
        told = users | {"RECORD_GROUP": str(USERS["dauys_record"])} if ROOT else dict.fromkeys(
            ("OFFICE_USER", "SIGN_USER", "PUBLISH_USER", "RECORD_GROUP"), str(os.getuid())
        )  # fmt: skip
        subprocess.run([DEPLOY / "single/hand-over", self.lib], env={**os.environ, **told}, check=True)

    def kill(self):
        for one in self.running.values():
            one.kill()

    def end(self):
        for one in self.running.values():
            one.end()


# ---- a disk --------------------------------------------------------------------------------------------------------------


class Disk:
    """A disk under some folders that forgets, when the power fails, what nobody asked it to keep, and that can be full."""

    def __init__(self, folder, *kept):
        self.watched, self.kept, self.durable = folder, [folder / one for one in kept], Path(f"{folder}-durable")
        self.full, library = Path(f"{folder}-full"), Path(f"{folder}-disk.so")
        subprocess.run(
            [COMPILER, "-O1", "-fPIC", "-shared", "-o", library, Path(__file__).with_name("disk.c"), "-ldl"], check=True
        )
        library.chmod(0o755)
        self.environment = {
            "LD_PRELOAD": str(library), "DISK_WATCHED": str(folder), "DISK_DURABLE": str(self.durable),
            "DISK_FULL": str(self.full),
        }  # fmt: skip

    def begin(self):
        """From now on: what is there is kept. Nobody is at work."""
        for folder in self.kept:
            shutil.copytree(folder, self.durable / folder.relative_to(self.watched), symlinks=True, ignore=_sockets)
        for one in (self.durable, *self.durable.rglob("*")):
            if not one.is_symlink():
                one.chmod(0o777 if one.is_dir() else 0o666)

    def fail(self):
        """The power fails; gives how many files are shorter or older than they were, or not there. Nobody is at work."""
        lost = 0
        for file in [one for folder in self.kept for one in folder.rglob("*") if one.is_file() and not one.is_symlink()]:
            kept = self.durable / file.relative_to(self.watched)
            if not kept.exists():
                file.unlink()
                lost += 1
            elif kept.read_bytes() != file.read_bytes():
                file.write_bytes(kept.read_bytes())  # its owner and its mode stay
                lost += 1
        return lost


def _sockets(folder, names):
    return [name for name in names if (Path(folder) / name).is_socket()]


# ---- PostgreSQL ----------------------------------------------------------------------------------------------------------


@dataclass
class Database:
    """One PostgreSQL server, with a file of deploy/ as its settings."""

    folder: Path
    settings: Path
    port: int = field(default_factory=free_port)
    more: dict = field(default_factory=dict)  # environment of the server

    def __post_init__(self):
        self.owner = {}
        if ROOT:  # the server refuses root
            who = pwd.getpwnam("postgres")
            self.owner = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
        self.data, self.run = self.folder / "data", {"cwd": "/", "check": True, "capture_output": True, **self.owner}
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o755)
        if self.owner:
            os.chown(self.folder, self.owner["user"], self.owner["group"])
        self.program = None

    def made(self):
        """An empty cluster, as Debian's own is."""
        words = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale-provider=icu", "--icu-locale=und", "--locale=C.UTF-8"]
        subprocess.run([POSTGRES / "initdb", "-D", self.data, "--data-checksums", *words], **self.run)
        return self

    def copied(self, primary, name):
        """A standby, by the copy that streams from the primary."""
        line = f"host=127.0.0.1 port={primary.port} user=postgres application_name={name}"
        words = ["-D", self.data, "-R", "-X", "stream", "-c", "fast", "-C", "-S", name, "-d", line]
        subprocess.run([POSTGRES / "pg_basebackup", *words], **self.run)
        return self

    def start(self):
        """The server itself, no supervisor: who kills its session kills all of it."""
        if self.program and self.program.process.poll() is not None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)
        told = re.sub(r"(?m)^listen_addresses.*$", "", self.settings.read_text("utf-8"))
        conf = self.data / "dauys.conf"
        conf.write_text(
            f"{told}\nlisten_addresses = '127.0.0.1'\nport = {self.port}\nunix_socket_directories = '{self.folder}'\n"
        )
        main = self.data / "postgresql.conf"
        if "dauys.conf" not in main.read_text("utf-8"):
            main.write_text(f"{main.read_text('utf-8')}\ninclude = 'dauys.conf'\n")
        for file in (conf, main):
            if self.owner:
                os.chown(file, self.owner["user"], self.owner["group"])
        self.program = Program(
            [str(POSTGRES / "postgres"), "-D", str(self.data)],
            os.environ | self.more,
            self.folder / "said",
            self.owner.get("user"),
        )  # fmt: skip
        until(self.is_there, [self.program], "PostgreSQL")
        return self

    def is_there(self):
        try:
            return self.ask("SELECT 1") == [(1,)]
        except psycopg.OperationalError:
            return False

    def ask(self, sql, database="postgres"):
        with psycopg.connect(
            f"postgresql://postgres@127.0.0.1:{self.port}/{database}", autocommit=True, connect_timeout=5
        ) as one:
            found = one.execute(sql)
            return found.fetchall() if found.description else None

    def file(self, path, database="postgres", user="postgres"):
        """A file of SQL, as psql runs it: each statement by itself."""
        text = re.sub(r"--.*", "", path.read_text("utf-8"))
        with psycopg.connect(f"postgresql://{user}@127.0.0.1:{self.port}/{database}", autocommit=True) as one:
            for statement in filter(str.strip, text.split(";")):
                one.execute(statement)

    def stop(self):
        """In order, all written."""
        subprocess.run([POSTGRES / "pg_ctl", "-D", self.data, "stop", "-w", "-m", "fast"], **self.run)
        self.program.process.wait()

    def promote(self):
        subprocess.run([POSTGRES / "pg_ctl", "-D", self.data, "promote", "-w"], **self.run)

    def kill(self):
        """Kill -9 of everything: each backend has left the session of the server, so they are looked for as its children."""
        if self.program is None or self.program.process.poll() is not None:
            return
        pid = self.program.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        self.program.process.wait()


# ---- nginx ---------------------------------------------------------------------------------------------------------------

AROUND = """
daemon off;
{user}
pid {folder}/pid;
error_log stderr notice;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/dauys.conf;
}}
"""


def certificate(folder, name):
    """A certificate that only a test believes."""
    folder.mkdir(parents=True, exist_ok=True)
    words = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    subprocess.run(
        ["openssl", "req", *words, "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt"],
        check=True,
        capture_output=True,
    )


def nginx_folder(folder, conf, replaced):
    """The configuration of deploy/ in a folder of its own, with other addresses, and with the snippets that it includes."""
    (folder / "snippets").mkdir(parents=True, exist_ok=True)
    for name in ("office", "site"):
        shutil.copy(DEPLOY / f"nginx/{name}.conf", folder / f"snippets/dauys-{name}.conf")
        certificate(folder / "ssl", {"office": "office", "site": "results"}[name])
    text = conf.read_text("utf-8").replace("/etc/ssl/dauys", str(folder / "ssl")).replace("snippets/", f"{folder}/snippets/")
    for told, here in replaced.items():
        text = text.replace(told, here)
    (folder / "dauys.conf").write_text(text)
    user = "user www-data;" if ROOT else ""  # another than the publisher's, as on Debian
    (folder / "conf").write_text(AROUND.format(folder=folder, user=user))
    return [NGINX, "-e", "stderr", "-c", str(folder / "conf")]


def scratch(prefix):
    """A folder that other users may pass through; pytest's own they may not."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o711)
    return folder
