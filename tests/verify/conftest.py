"""One eventful election, published once for all tests of this folder."""

import pytest

from dauys.demo.tampering.eventful import write_eventful


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """The folder of ``write_eventful``: record, bundle, older."""
    folder = tmp_path_factory.mktemp("eventful")
    write_eventful(folder)
    return folder
