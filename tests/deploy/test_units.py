"""What ``deploy/`` hands out is whole: systemd and nginx accept it, and each command in it exists."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from machines import DEPLOY, NGINX, Unit, nginx_folder
from typer.main import get_command

from dauys.cli import app

SERVICES = sorted([*DEPLOY.glob("*/systemd/*.service"), *DEPLOY.glob("*/*.service")])
TIMERS = sorted([*DEPLOY.glob("*/systemd/*.timer"), *DEPLOY.glob("*/*.timer")])
ANALYZE = shutil.which("systemd-analyze")
EXPOSED = 15
"""Tenths of systemd's own measure of what a service may do; 100 is everything, and 50 is what it calls medium."""


def named(path):
    return path.name


@pytest.fixture(scope="module")
def system(tmp_path_factory):
    """A machine's root with the units of systemd itself and ours, and a file in place of the command."""
    root = tmp_path_factory.mktemp("system")
    units = root / "etc/systemd/system"
    shutil.copytree("/usr/lib/systemd/system", root / "usr/lib/systemd/system", symlinks=True)
    shutil.copytree(DEPLOY / "single/systemd", units, dirs_exist_ok=True)
    for path in DEPLOY.glob("nation/dauys-*"):
        shutil.copy(path, units)
    for name in ("opt/dauys/bin/dauys", "bin/sh"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("#!/bin/sh\n")
        (root / name).chmod(0o755)
    return root


@pytest.mark.skipif(ANALYZE is None, reason="no systemd here")
def test_systemd_finds_nothing_wrong_with_any_unit(system):
    words = [ANALYZE, "verify", "--man=no", f"--root={system}", *map(named, (*SERVICES, *TIMERS))]
    found = subprocess.run(words, capture_output=True, text=True)
    ours = [line for line in (found.stdout + found.stderr).splitlines() if "dauys" in line]
    assert not ours
    assert found.returncode == 0, found.stderr


@pytest.mark.skipif(ANALYZE is None, reason="no systemd here")
@pytest.mark.parametrize("unit", SERVICES, ids=named)
def test_a_service_may_do_little(system, unit):
    words = [ANALYZE, "security", "--offline=true", f"--root={system}", f"--threshold={EXPOSED}", "--no-pager", unit.name]
    found = subprocess.run(words, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("unit", SERVICES, ids=named)
def test_a_service_has_a_user_of_its_own_and_a_command_that_exists(unit):
    told = Unit.read(unit)
    users = "".join(path.read_text("utf-8") for path in DEPLOY.glob("*/*sysusers.conf"))
    known = set(re.findall(r"^u (\w+)", users, re.M))
    assert told.one("User") == told.one("Group")
    assert told.one("User") in known
    understood(told.one("ExecStart"))


def test_what_is_told_otherwise_in_a_nation_is_a_command_too():
    understood(Unit.read(DEPLOY / "nation/office.conf").one("ExecStart"))


def understood(line):
    """The command takes every word of a line, once what systemd and the shell fill in has a value."""
    line = re.sub(r"\$+\([^)]*\)|\$\{\w+\}", "127.0.0.1", line)
    words = shlex.split(line)
    words = shlex.split(words[2].removeprefix("exec ")) if words[0] == "/bin/sh" else words
    assert words.pop(0) == "/opt/dauys/bin/dauys"
    command = get_command(app)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    command.make_context(None, words)


def test_every_variable_of_a_unit_is_in_the_file_that_it_names():
    for unit in (*SERVICES, DEPLOY / "nation/office.conf"):
        asked = set(re.findall(r"(?<!\$)\$\{(\w+)\}", Unit.read(unit).one("ExecStart")))
        files = [Path(one).name for one in Unit.read(unit).told.get("EnvironmentFile", ["office.env"])]
        told = "".join(path.read_text("utf-8") for name in files for path in DEPLOY.glob(f"*/{name}"))
        assert asked <= set(re.findall(r"^(\w+)=", told, re.M)), unit


@pytest.mark.skipif(NGINX is None, reason="no nginx here: install the package nginx")
@pytest.mark.parametrize("conf", sorted(DEPLOY.glob("*/nginx.conf")), ids=lambda path: path.parent.name)
def test_nginx_accepts_the_configuration(conf, tmp_path):
    hosts = {f"app{number}.internal": "127.0.0.1" for number in (1, 2)}
    found = subprocess.run([*nginx_folder(tmp_path, conf, hosts), "-t"], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert "[warn]" not in found.stderr


def test_a_primary_waits_for_its_standby_and_the_standby_for_nobody():
    primary, standby = ((DEPLOY / f"nation/{name}.conf").read_text("utf-8") for name in ("postgresql", "standby"))
    assert re.search(r"^synchronous_standby_names = 'ANY 1 \(standby1\)'$", primary, re.M)
    assert re.search(r"^synchronous_standby_names = ''$", standby, re.M)
    for text in (primary, standby, (DEPLOY / "single/postgresql.conf").read_text("utf-8")):
        assert {"fsync = on", "synchronous_commit = on", "full_page_writes = on"} <= set(text.splitlines())
