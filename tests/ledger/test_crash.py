"""Whatever a disk or a process does: no gap, no signed checkpoint beyond the data, nothing acknowledged lost, and it goes on.

Every test runs once for each step at which the night can fail: each opening, write, sync and renaming.
"""

import ast
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from faulty_disk import BrokenDisk, CountingDisk, ForgetfulDisk, FullDisk, Killed
from ledger_samples import KEY, entries, guard_in
from night import ENDS, ROUNDS, TRIED, Journal, check, opened, play

from dauys.ledger import FileStore, Full, Log, Signer, StoreFault, leaf_hash

MEMORY = Path("/dev/shm")


@pytest.fixture
def place():
    """A folder in memory, where the system has such: the disks here fail by themselves, and a real one is slow."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def steps():
    """All steps of a night in which nothing fails."""
    disk, journal = CountingDisk(), Journal()
    with tempfile.TemporaryDirectory() as folder:
        play(Path(folder), disk, journal.tell)
        check(Path(folder), journal)
    assert (journal.acknowledged, journal.signed[-1].size) == (len(TRIED), len(TRIED))
    assert disk.steps > 60
    return range(1, disk.steps + 1)


def die(folder, disk, start=0):
    """Play until the disk kills us; give what was promised before."""
    journal = Journal()
    with pytest.raises(Killed):
        play(folder, disk, journal.tell, start)
    return journal


def test_killed_at_every_step(place, steps):
    for step in steps:
        folder = place / str(step)
        check(folder, die(folder, CountingDisk(step)))


def test_killed_at_every_step_and_again_while_opening(place, steps):
    for step in steps:
        for second in (1, 3, 5, 8):
            folder = place / f"{step}-{second}"
            journal = die(folder, CountingDisk(step))
            die(folder, CountingDisk(second), start=len(TRIED))
            check(folder, journal)


@pytest.mark.parametrize("keep", [0, 2, 4], ids=["nothing unsynced survives", "half of it survives", "all of it survives"])
def test_the_power_fails_at_every_step(place, steps, keep):
    for step in steps:
        folder, disk = place / str(step), ForgetfulDisk(step, keep)
        journal = die(folder, disk)
        disk.power_cut()
        check(folder, journal)


def test_killed_then_opened_and_signed_then_the_power_fails(place, steps):
    """What a process that died had written but not synced is in the file when the next one opens it: it has to sync."""
    for step in steps:
        folder, disk = place / str(step), ForgetfulDisk(step)
        journal = die(folder, disk)
        store, log = opened(folder, disk)
        with store:
            journal.tell("signed", log.sign().text)
            journal.tell("acknowledged", log.size)
        disk.power_cut()
        check(folder, journal)


def test_the_disk_is_full_from_every_step_on(place, steps):
    told = 0
    for step in steps:
        folder, journal, disk = place / str(step), Journal(), FullDisk(step)
        try:
            play(folder, disk, journal.tell)
        except Full as refusal:
            told += "no space left on the disk. Nothing of it counts; make room and do it again." in str(refusal)
        disk.make_room()
        check(folder, journal, disk)
    assert told > len(steps) * 3 / 4


def test_the_disk_fails_once_at_every_step(place, steps):
    for step in steps:
        folder, journal = place / str(step), Journal()
        with pytest.raises(StoreFault, match="the disk refused"):
            play(folder, BrokenDisk(step), journal.tell)
        check(folder, journal)


def test_once_there_is_room_an_open_log_goes_on(place):
    store, log = opened(place, disk := FullDisk())
    with store:
        log.append(ROUNDS[0])
        log.sign()
        disk.fail_at = disk.steps + 1
        for _ in range(3):
            with pytest.raises(Full, match="adding entries: no space left"):
                log.append(ROUNDS[1])
            with pytest.raises(Full, match="no space left"):
                log.sign()
        assert (log.size, store.left_behind) == (1, 0)
        disk.make_room()
        assert log.append(ROUNDS[1]) == range(1, 4)
        assert log.sign().text.split("\n")[1] == "4"


def test_where_a_write_cannot_be_taken_back_nothing_is_added_before_the_log_is_opened_again(place):
    class NoSync(CountingDisk):
        broken = False

        def sync(self, file):
            if self.broken:
                raise OSError(5, "input/output error")

    store, log = opened(place, disk := NoSync())
    with store:
        log.append([b"one"])
        disk.broken = True
        with pytest.raises(StoreFault, match=r"refused to take them back.*then it shows whether they are there"):
            log.append([b"two"])
        disk.broken = False
        with pytest.raises(StoreFault, match="open it again"):
            log.append([b"two"])
        assert log.entries(0, 9) == [b"one"]
    store, log = opened(place, disk)
    with store:
        assert log.entries(0, 9) in ([b"one"], [b"one", b"two"])


def test_a_real_limit_of_the_system_is_told_in_words_and_cut_back(place):
    with FileStore(place / "log") as store:
        log = Log(store, KEY.public, Signer(KEY, guard_in(place / "guard")))
        log.append(entries(0, 10))
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))  # a file larger than this cannot be written
        try:
            with pytest.raises(Full, match="no space left"):
                log.append([b"x" * 3000] * 3)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert (store.size, store.left_behind) == (10, 0)
        assert log.append([b"x" * 3000] * 3) == range(10, 13)


def test_a_real_kill_9(tmp_path, steps):
    """In a process of its own, at a sample of the steps; what it had said before it died holds."""
    for step in steps[2 :: len(steps) // 5]:
        folder, journal = tmp_path / str(step), Journal()
        run = [sys.executable, str(Path(__file__).with_name("night.py")), str(folder), str(step)]
        died = subprocess.run(run, capture_output=True, text=True, timeout=60)
        assert died.returncode == -9, died.stderr
        for line in died.stdout.splitlines():
            what, _, value = line.partition(" ")
            journal.tell(what, ast.literal_eval(value))
        check(folder, journal)


def test_what_a_crash_left_behind_is_cut_off_before_the_next_append_and_not_by_looking(place):
    play(place, CountingDisk(), Journal().tell)
    path = place / "log" / "entries.log"
    whole = path.read_bytes()
    path.write_bytes(whole + b"+\0\5half")
    store, log = opened(place, None)
    with store:
        assert (log.size, store.left_behind) == (len(TRIED), 7)
        assert path.read_bytes() == whole + b"+\0\5half"
        log.append([b"next"])
        assert store.left_behind == 0
        assert path.read_bytes().startswith(whole + b".\0\4" + leaf_hash(b"next") + b"next")


def test_what_was_left_behind_never_comes_back(place):
    """A broken frame, then a whole one: the next append is as long as the broken one, and must not bring the other back."""
    play(place, CountingDisk(), Journal().tell)
    path = place / "log" / "entries.log"
    path.write_bytes(path.read_bytes() + b".\0\4" + bytes(32) + b"torn" + b".\0\5" + leaf_hash(b"ghost") + b"ghost")
    store, log = opened(place, CountingDisk())
    with store:
        log.append([b"next"])
    store, log = opened(place, CountingDisk())
    with store:
        assert log.entries(0, 99) == [*TRIED, b"next"]


def test_an_append_of_several_counts_whole_or_not_at_all(place):
    play(place, CountingDisk(), Journal().tell)
    path = place / "log" / "entries.log"
    whole = path.read_bytes()
    (place / "log" / "checkpoint").unlink()
    seen = set()
    for length in range(0, len(whole) + 1, 5):
        path.write_bytes(whole[:length])
        with FileStore(place / "log", CountingDisk()) as store:
            assert store.entries(0, 99) == TRIED[: store.size]
            seen.add(store.size)
    assert seen <= set(ENDS)
    assert len(seen) > 3
