"""A short night of a log on a disk that may fail, with a journal of what it promised; and what must hold afterwards."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

from faulty_disk import CountingDisk, SuicidalDisk
from ledger_samples import KEY, ORIGIN

from dauys.ledger import Checkpoint, FileBlobs, FileStore, Guard, Log, Signer, Tree, leaf_hash

ROUNDS = ([b"frozen"], [b"a" * 300, b"b" * 5, b""], [b"c"], [], [b"e" * 2000, b"f" * 2000])
TRIED = [entry for entries in ROUNDS for entry in entries]
ENDS = [sum(map(len, ROUNDS[:count])) for count in range(len(ROUNDS) + 1)]


@dataclass
class Journal:
    """What the outside world was told, in order: it must never be taken back."""

    acknowledged: int = 0  # entries
    signed: list[Checkpoint] = field(default_factory=list)

    def tell(self, what, value):
        """One line of it; a child that will die says it before it goes on."""
        if what == "acknowledged":
            self.acknowledged = value
        else:
            self.signed.append(Checkpoint.parse(value))


def opened(folder, disk):
    """Store, signer and log in ``folder``: the log on one disk, the guard on another that fails as well."""
    guard = Guard(FileBlobs(folder / "guard", disk), ORIGIN)
    if not guard.begun:
        guard.begin()
    store = FileStore(folder / "log", disk)
    try:
        return store, Log(store, KEY.public, Signer(KEY, guard))
    except BaseException:
        store.close()
        raise


def play(folder, disk, tell, start=0):
    """Append and sign round by round, from entry ``start`` on."""
    store, log = opened(folder, disk)
    with store:
        for entries, first in zip(ROUNDS, ENDS, strict=False):
            if first >= start:
                log.append(entries)
                tell("acknowledged", log.size)
            tell("signed", log.sign().text)


def check(folder, journal, disk=None):
    """After whatever happened: no gap, nothing promised is lost, nothing is signed that is not there, and the log goes on."""
    disk = disk or CountingDisk()
    store, log = opened(folder, disk)
    with store:
        found = store.entries(0, store.size)
        assert found == TRIED[: len(found)]  # in order, without a gap
        assert len(found) in ENDS  # an append counts whole or not at all
        assert len(found) >= journal.acknowledged
        assert log.missing == 0
        tree = Tree(map(leaf_hash, found))
        kept = [log.checkpoint()] if log.checkpoint() else []
        for checkpoint in (*journal.signed, *kept):
            assert checkpoint.size <= tree.size
            assert tree.root(checkpoint.size) == checkpoint.root
        if journal.signed:
            assert kept[0].size >= journal.signed[-1].size
        size = store.size
    again = Journal()
    play(folder, disk, again.tell, start=size)
    assert again.signed[-1].size == len(TRIED)
    assert again.signed[-1].root == Tree(map(leaf_hash, TRIED)).root()


if __name__ == "__main__":  # a process that kills itself at a step

    def say(what, value):
        sys.stdout.write(f"{what} {value!r}\n")
        sys.stdout.flush()

    play(Path(sys.argv[1]), SuicidalDisk(int(sys.argv[2])), say)
