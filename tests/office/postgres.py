"""A PostgreSQL server for the tests of one process."""

import atexit
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg

ROLE = "office"
"""The application's role: it may use tables, and owns none of what holds the rules."""

_server: dict[str, str] = {}


def started(scratch):
    """Start a server, and give the address of its first database."""
    bin_ = _bin()
    owner = {}
    if os.geteuid() == 0:  # initdb refuses root
        who = pwd.getpwnam("postgres")
        owner = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    folder = Path(tempfile.mkdtemp(prefix="dauys-pg-"))
    folder.chmod(0o755)
    if owner:
        os.chown(folder, owner["user"], owner["group"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    run = {"cwd": folder, "check": True, "capture_output": True, **owner}
    subprocess.run([bin_ / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync",
                    "--locale-provider=icu", "--icu-locale=und", "--locale=C.UTF-8"], **run)  # fmt: skip
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60"
    subprocess.run([bin_ / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start"],
                   **{**run, "capture_output": False, "stdout": subprocess.DEVNULL})  # fmt: skip

    def stop():
        subprocess.run([bin_ / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], **{**run, "check": False})
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    _server["address"] = f"postgresql://postgres@127.0.0.1:{port}"
    return f"{_server['address']}/postgres"


def there():
    """Whether there is a server to start."""
    return _bin() is not None


def _bin():
    for place in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        return place
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def made(name, template="template1"):
    """Make a database like another."""
    with psycopg.connect(f"{_server['address']}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def granted(connection):
    """Let the application's role work in this database as docs/office.md has it."""
    text = (Path(__file__).parents[2] / "docs" / "office.md").read_text("utf-8")
    (sql,) = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        make, *grants = [one.strip() for one in sql.split(";") if one.strip()]
        for one in grants if cursor.fetchone() else (make, *grants):
            cursor.execute(one)


def dropped(name):
    with psycopg.connect(f"{_server['address']}/postgres", autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
