"""The log: entries go in, in order and for good; a checkpoint says so; receipts and proofs show it.

A signed checkpoint never covers what is not on the disk: entries are durable when ``append`` returns, the signer remembers
before it signs, and only what was signed is put where readers look.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dauys.ledger import tiles
from dauys.ledger.checkpoint import Checkpoint, Policy
from dauys.ledger.errors import BadProof, BadSignature, Behind, Damaged, Fork, StoreFault
from dauys.ledger.guard import Guard
from dauys.ledger.keys import Signature, SigningKey, VerifierKey
from dauys.ledger.merkle import Tree, consistency_proof, inclusion_proof, leaf_hash
from dauys.ledger.note import Note
from dauys.ledger.proof import Receipt
from dauys.ledger.store import Store

_CHECKPOINT = "checkpoint"


class Signer:
    """Signs for one log, and never two histories. It can live on another machine than the log: it needs only proofs."""

    def __init__(self, key: SigningKey, guard: Guard) -> None:
        if key.public.name != guard.origin:
            raise BadSignature(f"the key of {key.public.name!r} does not sign for the log {guard.origin!r}")
        self._key = key  # owned by this signer; it never leaves
        self._guard = guard  # owned by this signer, on another disk than the log

    def last(self) -> Checkpoint:
        """What it signed last."""
        return self._guard.last()

    def sign(self, checkpoint: Checkpoint, proof: Sequence[bytes]) -> Note:
        """Remember, then sign. Raises Behind or Fork where the log does not go on from what was signed last."""
        try:
            self._guard.advance(checkpoint, proof)
        except BadProof as fault:
            raise Fork(f"{checkpoint.origin}: this log is not the one that was signed before: {fault}") from None
        return checkpoint.signed(self._key)


class Log:
    """One log on one store. Appending needs no key; without a signer the log is written here and signed elsewhere.

    Without a signer it knows only of the checkpoint in its own store. So a restored copy is opened with the signer first.
    """

    def __init__(self, store: Store, key: VerifierKey, signer: Signer | None = None) -> None:
        """Opens what is there. Raises Fork where it is other than what was signed; where it is less, ``missing`` says so."""
        self.origin = key.name
        self._store = store  # owned by this log: nobody else writes to it. Entries, and the last signed checkpoint
        self._policy = Policy(key)
        self._signer = signer
        self._lock = threading.RLock()  # held by whoever extends the tree or signs
        self._tree = Tree()  # derived from the store, behind it until somebody asks; guarded by the lock
        self._signed = Checkpoint.empty(self.origin)  # the largest that is known to be signed; guarded by the lock
        for known in (self.checkpoint(), signer.last() if signer else None):
            if known is not None and known.size >= self._signed.size:
                self._signed = known
        self._check()

    def _check(self) -> None:
        """What is here begins with what was signed; where it is less, ``catch_up`` has to mend it first."""
        tree = self._caught_up()
        for known in (self.checkpoint(), self._signed):
            if known is not None and known.size <= tree.size and tree.root(known.size) != known.root:
                raise Fork(f"{self.origin}: the first {known.size} entries here are not those that were signed")

    @property
    def size(self) -> int:
        """Entries, signed or not."""
        return self._store.size

    @property
    def missing(self) -> int:
        """Entries that were signed and are not here: an older copy was restored. Until they are back, nothing is added."""
        return max(0, self._signed.size - self._store.size)

    def append(self, entries: Sequence[bytes]) -> range:
        """Add entries, all or none, and give their indexes. They are durable now, and public once signed.

        Raises StoreFault, and Behind where signed entries are missing.
        """
        self._must_be_whole()
        if any(len(entry) > tiles.LARGEST_ENTRY for entry in entries):
            raise StoreFault(f"an entry has at most {tiles.LARGEST_ENTRY} bytes; put what is larger in by its hash")
        first = self._store.append(entries, [leaf_hash(entry) for entry in entries])
        return range(first, first + len(entries))

    def sign(self) -> Note:
        """Sign a checkpoint over all that is stored, and put it where readers look.

        With a database, call it outside the transaction of an append: what is signed cannot be taken back.
        """
        if self._signer is None:
            raise BadSignature(f"{self.origin}: the key is not here; the checkpoint is signed elsewhere")
        with self._lock:
            self._must_be_whole()
            tree = self._caught_up()
            new = Checkpoint(self.origin, tree.size, tree.root())
            note = self._signer.sign(new, self.consistency(self._signer.last().size, new.size))
            self._signed = new
            before = self.note()
            if before is None or before.text != note.text:  # else the one there may have cosignatures
                self._store.put(_CHECKPOINT, bytes(note))
            return self.note() or note

    def note(self) -> Note | None:
        """The checkpoint that readers get, with its signatures; None before the first."""
        data = self._store.get(_CHECKPOINT)
        return None if data is None else Note.parse(data)

    def checkpoint(self) -> Checkpoint | None:
        """The same without signatures, which hold. Raises BadSignature or Malformed where they do not."""
        note = self.note()
        return None if note is None else self._policy.check(note).checkpoint

    def _latest(self) -> tuple[Note | None, Checkpoint]:
        """Both of one reading: in between, another thread may sign."""
        note = self.note()
        return note, self._policy.check(note).checkpoint if note else Checkpoint.empty(self.origin)

    def add_signatures(self, text: str, more: Sequence[Signature]) -> Note:
        """Put witnesses' cosignatures of ``text`` beside the log's signature, if that is still the last checkpoint."""
        with self._lock:
            note = self.note()
            if note is None or note.text != text:
                raise Behind(f"{self.origin}: the log has gone on; these signatures are of an older checkpoint", self.size)
            note = note.with_signatures(more)
            self._store.put(_CHECKPOINT, bytes(note))
            return note

    def entries(self, start: int, stop: int) -> list[bytes]:
        return self._store.entries(start, stop)

    def receipt(self, index: int, extra: bytes | None = None) -> Receipt:
        """What the one who made an entry keeps. Raises BadProof where no signed checkpoint covers it yet."""
        (receipt,) = self.receipts((index,))
        return replace(receipt, extra=extra)

    def receipts(self, indexes: Iterable[int]) -> Iterator[Receipt]:
        """Receipts under one and the same checkpoint, the last; raises BadProof."""
        self._must_be_whole()
        (note, checkpoint), tree = self._latest(), self._caught_up()
        for index in indexes:
            if note is None or not 0 <= index < checkpoint.size:
                raise BadProof(f"entry {index} is not under a signed checkpoint yet")
            yield Receipt(index, inclusion_proof(index, checkpoint.size, tree), note)

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """What shows that the tree of ``new`` begins with the tree of ``old``; empty from nothing, and between equals."""
        if old in (0, new) or new < old:
            return ()
        return consistency_proof(old, new, self._caught_up())

    def files(self, since: int = 0) -> Iterator[tuple[str, bytes]]:
        """Path and content of the log's files under the last signed checkpoint: tiles, bundles, and the checkpoint last."""
        self._must_be_whole()
        note, checkpoint = self._latest()
        if note is not None:
            yield from tiles.files(checkpoint.size, self._caught_up(), self._store.entries, since)
            yield _CHECKPOINT, bytes(note)

    def catch_up(self, entries: Sequence[bytes]) -> None:
        """Bring back entries that were signed and are missing here, from a copy of the log; none else is taken.

        entries: from the first that is missing up to the last that was signed, no more and no fewer.
        Raises Fork where they are not the signed ones; then nothing is written.
        """
        with self._lock:
            if len(entries) != self.missing:
                raise Behind(
                    f"{self.origin}: {self.missing} entries are missing, {len(entries)} were brought", self._signed.size
                )
            hashes = [leaf_hash(entry) for entry in entries]
            trial = Tree(self._store.hashes(0, self._store.size))
            trial.extend(hashes)
            if trial.root() != self._signed.root:
                raise Fork(f"{self.origin}: the entries brought are not those that were signed")
            self._store.append(entries, hashes)

    def _must_be_whole(self) -> None:
        if self.missing:
            raise Behind(
                f"{self.origin}: {self._signed.size} entries were signed, {self._store.size} are here. "
                "Bring the others back from a copy of the log; until then nothing is added or signed.",
                self._signed.size,
            )

    def _caught_up(self) -> Tree:
        """The tree over all that is stored."""
        with self._lock:
            stored = self._store.size
            if stored < self._tree.size:
                raise Damaged(f"{self.origin}: {self._tree.size} entries were stored, {stored} are left")
            self._tree.extend(self._store.hashes(self._tree.size, stored))
            return self._tree
