"""The fork guard: a memory of the last checkpoint that was signed, which goes forward only.

A log's signer has one, on another disk than the log, so that a log restored from an old copy cannot sign a second history.
A witness has one for every log it watches. Both ask the same: does the new tree begin with the one I signed?
"""

from collections.abc import Sequence

from dauys.ledger.checkpoint import Checkpoint
from dauys.ledger.errors import BadProof, Behind, Damaged, Fork, Malformed, StoreFault
from dauys.ledger.merkle import verify_consistency
from dauys.ledger.store import Blobs


class Guard:
    """Remembers for one log. The state is the blob alone, read anew each time under its lock: nothing is kept in memory."""

    def __init__(self, blobs: Blobs, origin: str, name: str = "last-signed") -> None:
        self.origin = origin
        self._blobs = blobs  # owned by this guard, and by any other process that guards the same log with it
        self._name = name

    def begin(self) -> None:
        """Make the memory, of an empty log. Done once, when the log is founded; raises StoreFault where there is one.

        A guard that made its own memory when it finds none would forget a whole log with one lost file.
        """
        with self._blobs.locked(self._name):
            if self._blobs.get(self._name) is not None:
                raise StoreFault(f"{self.origin}: there is a memory of what was signed already; it is not begun anew")
            self._blobs.put(self._name, Checkpoint.empty(self.origin).text.encode())

    @property
    def begun(self) -> bool:
        return self._blobs.get(self._name) is not None

    def last(self) -> Checkpoint:
        """What was signed last. Raises Damaged where the memory is lost, unreadable or another log's."""
        data = self._blobs.get(self._name)
        if data is None:
            raise Damaged(
                f"{self.origin}: the memory of what was signed last is missing. Restore it; nothing is signed without."
            )
        try:
            last = Checkpoint.parse(data.decode())
        except (Malformed, UnicodeDecodeError):
            raise Damaged(f"{self.origin}: the memory of what was signed last cannot be read. Restore it.") from None
        if last.origin != self.origin:
            raise Damaged(f"this is the memory of the log {last.origin!r}, not of {self.origin!r}")
        return last

    def advance(self, new: Checkpoint, proof: Sequence[bytes], old_size: int | None = None) -> None:
        """Remember ``new``, if it begins with what is remembered; once this returns, it may be signed.

        proof: of consistency, from the remembered size to the new one; empty where either is the other, or nothing.
        old_size: what the caller takes the remembered size to be; None: it knows.

        Raises Behind where another size is remembered or the new one is smaller, BadProof, or Fork where two roots of one
        size differ. Looking and remembering are one step: of two callers the later sees what the earlier did.
        """
        with self._blobs.locked(self._name):
            last = self.last()
            if old_size not in (None, last.size):
                raise Behind(f"{self.origin}: {last.size} entries were signed, not {old_size}", last.size)
            if new.size < last.size:
                raise Behind(
                    f"{self.origin}: {last.size} entries were signed before, {new.size} are here. "
                    "Restore the entries that are missing from a copy of the log; until then nothing is signed.",
                    last.size,
                )
            if new.origin != self.origin:
                raise Fork(f"a checkpoint of {new.origin!r}; this guards {self.origin!r}")
            if last.size in (0, new.size):
                if proof:
                    raise BadProof(f"a proof from a tree of {last.size} to one of {new.size} is empty")
                if last.size == new.size and last.root != new.root:
                    raise Fork(f"{self.origin}: another tree of {last.size} entries was signed before")
            else:
                verify_consistency(last.size, new.size, proof, last.root, new.root)
            self._blobs.put(self._name, new.text.encode())
