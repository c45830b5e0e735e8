"""One small published election for all tests of the open data, and copies of it in which something is wrong."""

import shutil
import subprocess
from pathlib import Path

import pytest
from mixed_record import mixed, mixed_event
from small_record import PUBLISHER, with_scans, write_small
from validators import validator

from dauys.acts import read_record
from dauys.publish import publish
from dauys.publish.open_data import PARTS
from dauys.publish.source import Source


@pytest.fixture(scope="session")
def mixed_bundle(tmp_path_factory):
    """The bundle of the mixed election, with its open data; to be read only."""
    folder = tmp_path_factory.mktemp("mixed")
    write_small(folder / "record", mixed, event=mixed_event())
    with_scans(folder / "record")
    record = read_record(folder / "record")
    publish(record, folder / "bundle", PUBLISHER)
    add_open_data(record, folder / "bundle", folder)
    return folder / "bundle"


@pytest.fixture(scope="session")
def whole_bundle(night, tmp_path_factory):
    """The bundle of an invented night of all bodies, with its open data; to be read only."""
    folder = tmp_path_factory.mktemp("whole")
    record, key = night
    publish(record, folder / "bundle", key)
    add_open_data(record, folder / "bundle", folder)
    return folder / "bundle"


def add_open_data(record, bundle, scratch):
    """Write the open data of a record beside what is published of it."""
    with record.log() as log:
        source = Source(record, log, scratch)
        for path, data in (file for part in PARTS for file in part(source)):
            target = bundle / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


@pytest.fixture
def spoilt(mixed_bundle, tmp_path):
    """A copy of the bundle, in which a test spoils something: ``spoilt(path, old, new)`` gives the copy."""
    copy = tmp_path / "spoilt"
    shutil.copytree(mixed_bundle, copy)

    def spoil(path: str, old: str, new: str, times: int = 1) -> Path:
        text = (copy / path).read_text("utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {path}"
        (copy / path).write_text(text.replace(old, new, times), "utf-8")
        return copy

    return spoil


@pytest.fixture(scope="session")
def asked():
    """Run a validator: whether it has nothing against the files, and what it says."""

    def ask(name: str, *arguments, folder: Path) -> tuple[bool, str]:
        ran = subprocess.run(
            [validator(name), *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
        )
        return ran.returncode == 0, ran.stdout + ran.stderr

    return ask
