"""The machine's clock jumps, back and forth: acts keep their order, nothing is lost or there twice, and all of it agrees."""

from datetime import timedelta

import drill
from django.utils import timezone

from dauys.office.journal.desk import desk
from dauys.office.journal.doctor import examine
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import Recorder, reading

JUMPS = (timedelta(0), timedelta(hours=-3), timedelta(days=2), timedelta(days=-400), timedelta(minutes=1))


def test_acts_keep_their_order_whatever_the_clock_says(counting, monkeypatch):
    real, told = timezone.localtime, []
    for jump in JUMPS:
        monkeypatch.setattr("dauys.office.journal.desk.timezone.localtime", lambda jump=jump: real() + jump)
        drill.loop(told.append, None, counting.folder, 5)
        assert Recorder.of(counting.folder).follow() == Entry.objects.count()
    done = [int(line.split()[1]) for line in told if line.startswith("done")]
    assert done == list(range(1, 5 * len(JUMPS) + 1))
    with reading(counting.folder) as log, desk.looking() as state:
        assert log.size == state.acts == Entry.objects.count() == len(done) + 1
    assert not {one.name: one.faults for one in examine(counting.folder) if one.faults}
