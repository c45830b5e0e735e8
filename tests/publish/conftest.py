"""Records and bundles that many tests of this folder read: each is written once."""

import sys
from pathlib import Path

import pytest
from quick_disk import Quick
from small_record import PUBLISHER, everything, with_scans, write_small

from dauys.demo.record import write_record
from dauys.demo.rehearsal import KEYS
from dauys.election import SHIPPED
from dauys.election.day import read_day
from dauys.ledger import SigningKey
from dauys.publish import publish
from dauys.publish.site import publish_reported, publish_site

sys.path.append(str(Path(__file__).parents[1] / "ledger"))  # the failing disks


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The small record in which everything has happened."""
    folder = tmp_path_factory.mktemp("small")
    record = write_small(folder, everything)
    with_scans(folder)
    return record


@pytest.fixture(scope="session")
def bundle(small, tmp_path_factory):
    """Its bundle, to be read only."""
    folder = tmp_path_factory.mktemp("published") / "bundle"
    publish(small, folder, PUBLISHER)
    return folder


@pytest.fixture(scope="session")
def night(tmp_path_factory):
    """The record of an invented night at 80 stations, some with faults, some missing; and the publisher's key."""
    folder = tmp_path_factory.mktemp("night")
    record = write_record(folder, 80, seed=1, faults=0.3, missing=0.1)
    secrets = (folder / KEYS).read_text("utf-8").split()
    return record, next(key for key in map(SigningKey.parse, secrets) if key.public == record.keys.publisher)


@pytest.fixture(scope="session")
def night_bundle(night, tmp_path_factory):
    """Its bundle, to be read only."""
    folder = tmp_path_factory.mktemp("published") / "night"
    publish(night[0], folder, night[1])
    return folder


@pytest.fixture(scope="session")
def small_site(small, tmp_path_factory):
    """The site of the small record, to be read only."""
    folder = tmp_path_factory.mktemp("site") / "small"
    publish_site(small, folder, PUBLISHER)
    return folder


@pytest.fixture(scope="session")
def night_site(night, tmp_path_factory):
    """The site of the invented night, to be read only."""
    folder = tmp_path_factory.mktemp("site") / "night"
    publish_site(night[0], folder, night[1])
    return folder


@pytest.fixture(scope="session")
def reported_site(tmp_path_factory):
    """The site of Kazakhstan 2023 as others published it, to be read only."""
    folder = tmp_path_factory.mktemp("site") / "kz"
    publish_reported(read_day(SHIPPED / "kz-2023"), folder, disk=Quick())
    return folder
