"""Work in copies of a process: what they make comes back, and what they raise."""

import os

import pytest

from dauys.publish.shares import beside, dealt, in_shares


def test_work_beside_is_waited_for():
    begin, end = os.pipe()

    def work():
        return os.read(begin, 1), os.getpid()

    made = beside(work)
    os.write(end, b"x")  # only what comes after its beginning lets it end
    told, process = made()
    assert told == b"x"
    assert process != os.getpid()
    os.close(begin)
    os.close(end)


def test_what_it_raised_is_raised_where_it_is_waited_for():
    def work():
        raise OSError(28, "no room")

    made = beside(work)
    with pytest.raises(OSError, match="no room"):
        made()


def test_what_is_dealt_goes_to_one_each():
    with dealt(100) as mine:
        shares = in_shares(3, lambda _: list(mine()))
    assert sorted(number for share in shares for number in share) == list(range(100))
