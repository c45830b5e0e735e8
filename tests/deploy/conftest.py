"""Nothing of a test's machine stays: processes are ended and folders removed, however the test ends."""

import shutil

import pytest
from machines import scratch


@pytest.fixture
def ground():
    """A folder for machines, and a list of what is to be ended: each has ``kill``."""
    folder, ending = scratch("dauys-deploy-"), []
    yield folder, ending
    for one in reversed(ending):
        one.kill()
    shutil.rmtree(folder, ignore_errors=True)
