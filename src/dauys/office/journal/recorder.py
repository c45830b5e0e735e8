"""The record follows the journal: what is committed is appended to the record's log and signed. Nobody else writes there.

For a rehearsal it runs beside the office; for a real election as a program of its own, under a user of its own who alone has
the key. It can be killed at any moment: it goes on from what the log holds, and never signs what is not there.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dauys.acts.record import LOG, writing
from dauys.ledger import FileStore, Fork, Log, Receipt, SigningKey
from dauys.office.folder import OfficeFolder
from dauys.office.journal.desk import AT_ONCE, desk
from dauys.office.journal.models import Entry

LOG_KEY = "log.key"


@dataclass(frozen=True, slots=True)
class Recorder:
    """Copies the journal of one office into its record."""

    folder: OfficeFolder
    key: SigningKey

    @classmethod
    def of(cls, folder: OfficeFolder, key: Path | None = None) -> "Recorder":
        """With the key in the office's folder, or in a file elsewhere."""
        return cls(folder, SigningKey.parse((key or folder.keys / LOG_KEY).read_text("utf-8").strip()))

    def follow(self) -> int:
        """Append and sign what the record does not have yet; gives the size that is signed.

        Raises Fork where the record has entries that the journal has not, or others: then the database was restored from an
        older copy, or somebody changed it, and ``dauys doctor`` says what to do.
        """
        with self.following() as follow:
            return follow()

    @contextmanager
    def following(self) -> Iterator[Callable[[], int]]:
        """``follow``, as often as it is called: who opens a log reads all of it, a second for the night of a country. Meanwhile
        nobody else writes to it. Whatever it raises, it is to be begun anew."""
        with writing(self.folder.record, self.key, self.folder.signer) as log:
            yield partial(_follow, log)


def _follow(log: Log) -> int:
    journal = Entry.objects.count()
    if log.size + log.missing > journal:
        raise Fork(f"the record has {log.size + log.missing} entries, the journal {journal}")
    if log.size:
        _same(log, log.size - 1)
    while rows := _bodies(log.size):
        log.append(rows)
    log.sign()
    return log.size


def _bodies(start: int) -> list[bytes]:
    rows = Entry.objects.filter(index__gte=start).order_by("index").values_list("body", flat=True)[:AT_ONCE]
    return [bytes(body) for body in rows]


def _same(log: Log, index: int) -> None:
    """The journal has the entry that the record ends with."""
    if bytes(Entry.objects.get(pk=index).body) != log.entries(index, index + 1)[0]:
        raise Fork(f"entry {index} of the journal is not that of the record")


@contextmanager
def reading(folder: OfficeFolder) -> Iterator[Log]:
    """The record's log, to be read."""
    with FileStore(folder.record / LOG, writer=False) as store:
        yield Log(store, desk.keys.log)


def receipt(folder: OfficeFolder, index: int) -> Receipt | None:
    """The receipt of an act; None until the record has signed it."""
    with reading(folder) as log:
        checkpoint = log.checkpoint()
        return log.receipt(index) if checkpoint is not None and index < checkpoint.size else None
