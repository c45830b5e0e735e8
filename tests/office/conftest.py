"""An office of its own for every test: a folder, and a database made from a template. On SQLite, or on PostgreSQL where
``DAUYS_TEST_ON=postgresql`` says so: then a server is started for this process and stopped with it."""

# ruff: noqa: E402  (Django is set up before anything of the office is imported)

import atexit
import os
import shutil
import tempfile
from pathlib import Path

SCRATCH = Path(tempfile.mkdtemp(prefix="dauys-office-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
os.environ |= {
    "DAUYS_OFFICE": str(SCRATCH / "unused"),
    "DAUYS_INSECURE": "yes",
    "DJANGO_SETTINGS_MODULE": "dauys.office.settings",
}
import postgres

WANTED = os.environ.get("DAUYS_TEST_ON") == "postgresql"
ON_POSTGRESQL = WANTED and postgres.there()
if ON_POSTGRESQL:
    os.environ["DAUYS_DATABASE"] = postgres.started(SCRATCH)
    os.environ["DAUYS_VOTERS"] = f"{os.environ['DAUYS_DATABASE']}?application_name=voters"

import django
import django.conf

django.setup()
django.conf.settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hundreds of accounts are made here

import pytest
from django.core.management import call_command
from django.db import connection, connections
from house import House

from dauys.office.folder import OfficeFolder
from dauys.office.journal.desk import desk


def pytest_collection_modifyitems(items):
    """Where PostgreSQL was asked for and is not there, nothing of the office is tested, and it is said why."""
    if WANTED and not ON_POSTGRESQL:
        for item in items:
            item.add_marker(pytest.mark.skip(reason="no PostgreSQL server here: install the package postgresql"))


@pytest.fixture(scope="session")
def template():
    """An empty database with all tables, made once."""
    if ON_POSTGRESQL:
        postgres.made("template_office")
    use_database("template_office")
    call_command("migrate", verbosity=0)
    connection.close()


def use_database(name):
    """Point Django at another database."""
    connection.close()
    connection.settings_dict["NAME"] = name if ON_POSTGRESQL else str(SCRATCH / f"{name}.sqlite3")
    connections["voters"].close()
    connections["voters"].settings_dict["NAME"] = name if ON_POSTGRESQL else str(SCRATCH / f"{name}.sqlite3-voters")


@pytest.fixture
def empty(template, tmp_path):
    """An office that nobody has set up: its folder."""
    name = f"office_{os.getpid()}_{tmp_path.name[-20:].lower()}_{id(tmp_path)}"
    if ON_POSTGRESQL:
        postgres.made(name, "template_office")
    else:
        shutil.copy(SCRATCH / "template_office.sqlite3", SCRATCH / f"{name}.sqlite3")
    use_database(name)
    folder = OfficeFolder(tmp_path / "office")
    folder.path.mkdir()
    desk.sit_at(folder)
    yield folder
    connection.close()
    connections["voters"].close()
    if ON_POSTGRESQL:
        postgres.dropped(name)
    else:
        for file in SCRATCH.glob(f"{name}.sqlite3*"):
            file.unlink()


@pytest.fixture
def house(empty, tmp_path):
    """An office set up with the small election, its first person in."""
    return House.set_up(empty, tmp_path / "definition")


@pytest.fixture
def counting(house):
    """The same, its definition frozen."""
    house.freeze()
    return house
