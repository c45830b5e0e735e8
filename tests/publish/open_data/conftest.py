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


@pytest.fixture(scope="session")
def mixed_bundle(tmp_path_factory):
    """The bundle of the mixed election, with its open data; to be read only."""
    folder = tmp_path_factory.mktemp("mixed")
    write_small(folder / "record", mixed, event=mixed_event())
    with_scans(folder / "record")
    record = read_record(folder / "record")
    publish(record, folder / "bundle", PUBLISHER)
    return folder / "bundle"


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
