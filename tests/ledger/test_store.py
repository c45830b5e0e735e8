"""Stores: entries in order and blobs, the same whether in memory or in a folder; and what a folder does beyond that."""

import subprocess
import sys
import threading

import pytest
from faulty_disk import CountingDisk
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import entries

from dauys.ledger import (
    LARGEST_ENTRY,
    Busy,
    Damaged,
    FileBlobs,
    FileStore,
    MemoryBlobs,
    MemoryStore,
    StoreFault,
    leaf_hash,
)


def add(store, several):
    return store.append(several, [leaf_hash(entry) for entry in several])


@pytest.fixture(params=["memory", "files"])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
    else:
        with FileStore(tmp_path / "log") as opened:
            yield opened


def test_entries_come_back_in_order(store):
    assert (store.size, store.entries(0, 9), store.hashes(0, 9)) == (0, [], [])
    assert add(store, [b"a", b"", b"c"]) == 0
    assert add(store, []) == 3
    assert add(store, [b"x" * LARGEST_ENTRY]) == 3
    assert store.size == 4
    assert store.entries(0, 3) == [b"a", b"", b"c"]
    assert store.entries(1, 99) == [b"", b"c", b"x" * LARGEST_ENTRY]
    assert store.entries(4, 9) == store.entries(2, 2) == []
    assert store.hashes(1, 3) == [leaf_hash(b""), leaf_hash(b"c")]


def test_blobs_are_kept_by_name_and_replaced(store):
    assert store.get("checkpoint") is None
    for data in (b"one", b"", b"three" * 1000):
        with store.locked("checkpoint"):
            store.put("checkpoint", data)
        assert store.get("checkpoint") == data
    assert store.size == 0


def test_many_threads_make_no_gap(store):
    def work(number):
        for turn in range(20):
            first = add(store, [f"{number}.{turn}.{part}".encode() for part in range(3)])
            firsts.append((first, number, turn))

    firsts = []
    threads = [threading.Thread(target=work, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(first for first, _, _ in firsts) == list(range(0, 300, 3))
    for first, number, turn in firsts:
        assert store.entries(first, first + 3) == [f"{number}.{turn}.{part}".encode() for part in range(3)]


@given(st.lists(st.lists(st.binary(max_size=50), max_size=4), max_size=6))
def test_a_folder_opened_again_holds_the_same(tmp_path_factory, appends):
    folder = tmp_path_factory.mktemp("log")
    memory = MemoryStore()
    for several in appends:
        with FileStore(folder, CountingDisk()) as files:
            assert add(files, several) == add(memory, several)
    with FileStore(folder, CountingDisk()) as files:
        assert files.size == memory.size
        assert files.entries(0, files.size) == memory.entries(0, files.size)
        assert files.hashes(0, files.size) == memory.hashes(0, files.size)
        assert files.left_behind == 0


def test_too_long_an_entry_is_refused_and_nothing_is_written(tmp_path):
    with FileStore(tmp_path) as store:
        with pytest.raises(StoreFault, match="at most 65535 bytes"):
            add(store, [b"good", b"x" * (LARGEST_ENTRY + 1)])
        assert (store.size, (tmp_path / "entries.log").stat().st_size) == (0, 0)


def test_a_log_has_one_writer_among_threads_and_processes(tmp_path):
    code = "import sys; from pathlib import Path; from dauys.ledger import FileStore; FileStore(Path(sys.argv[1]))"
    with FileStore(tmp_path):
        with pytest.raises(Busy, match="one writer"):
            FileStore(tmp_path)
        other = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True)
        assert "Busy" in other.stderr
    FileStore(tmp_path).close()  # the lock ended with its holder


def test_a_changed_entry_is_never_handed_on(tmp_path):
    with FileStore(tmp_path) as store:
        add(store, entries(0, 5))
        path = tmp_path / "entries.log"
        path.write_bytes(path.read_bytes().replace(b"entry 3", b"entry 9"))
        assert store.entries(0, 3) == entries(0, 3)
        with pytest.raises(Damaged, match="entry 3 on the disk is not what was written"):
            store.entries(0, 5)


@pytest.mark.parametrize("name", ["", "a/b", "..", "a.b", "A", "-a", "a\n"])
def test_such_a_name_is_no_blobs(tmp_path, name):
    with pytest.raises(StoreFault, match="name"):
        FileBlobs(tmp_path).put(name, b"")


def test_what_a_crash_left_of_a_blob_is_overwritten(tmp_path):
    blobs = FileBlobs(tmp_path)
    (tmp_path / "checkpoint.new").write_bytes(b"a longer rest of what was not finished")
    assert blobs.get("checkpoint") is None
    blobs.put("checkpoint", b"short")
    assert blobs.get("checkpoint") == b"short"
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint"]


@pytest.mark.parametrize("place", ["memory", "files"])
def test_a_lock_lets_one_read_and_put_in_one_go(tmp_path, place):
    blobs = MemoryBlobs() if place == "memory" else FileBlobs(tmp_path)
    blobs.put("count", b"0")

    def count():
        for _ in range(25):
            with blobs.locked("count"):
                blobs.put("count", b"%d" % (int(blobs.get("count")) + 1))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert blobs.get("count") == b"100"


def test_where_there_can_be_no_folder_it_says_so(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreFault, match="opening log: the disk refused"):
        FileStore(tmp_path / "file" / "log")


@given(st.binary(max_size=200))
def test_any_bytes_can_be_opened_and_gone_on_from(tmp_path_factory, junk):
    folder = tmp_path_factory.mktemp("log")
    (folder / "entries.log").write_bytes(junk)
    with FileStore(folder, CountingDisk()) as store:
        size = store.size
        add(store, [b"next"])
    with FileStore(folder, CountingDisk()) as store:
        assert store.entries(size, size + 2) == [b"next"]
