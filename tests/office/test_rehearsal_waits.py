"""A rehearsal's night does not run ahead of the public page: it waits, and its clock stands meanwhile."""

import time
from dataclasses import dataclass
from types import SimpleNamespace

from dauys.demo.rehearsing.conduct import Rehearsal
from dauys.demo.rehearsing.making import Folder
from dauys.demo.rehearsing.pace import AHEAD, Pace

SMALL = SimpleNamespace(arrivals={})
"""A night of few stations: its publisher rests for a second."""


@dataclass
class Followed(Rehearsal):
    """Its page shows so many acts more whenever it is looked at, which takes five seconds."""

    at: float = 100.0
    looks: int = 0
    _page: int = 2

    def _between(self, pace, player, rest=0.0):
        self.at += 5
        self.looks += 1
        self.ahead -= 1000
        self._page = 2


def test_the_night_waits_until_the_page_has_followed(monkeypatch, tmp_path):
    night = Followed(Folder(tmp_path), SMALL, 10, None, "")
    monkeypatch.setattr(time, "monotonic", lambda: night.at)
    pace = Pace(0, 6 * 3600, 600, time.monotonic)
    night.at += 10
    assert pace.moment == 360
    night.ahead = AHEAD + 2500
    night._wait(pace, SimpleNamespace())
    assert (night.looks, night.ahead) == (3, AHEAD - 500)
    assert pace.moment == 360
    night._wait(pace, SimpleNamespace())
    assert night.looks == 3  # nothing to wait for


def test_it_does_not_begin_before_there_is_a_page(tmp_path):
    night = Followed(Folder(tmp_path), SMALL, 10, None, "", _page=0)
    night._wait(None, SimpleNamespace())
    assert night.looks == 1


def test_before_its_clock_begins_it_waits_too(tmp_path):
    night = Followed(Folder(tmp_path), SMALL, 10, None, "")
    night.ahead = AHEAD + 1
    night._wait(None, SimpleNamespace())
    assert night.looks == 1
