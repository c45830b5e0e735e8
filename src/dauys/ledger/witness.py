"""A witness (C2SP tlog-witness): it remembers the last checkpoint of each log, and cosigns only what goes on from it.

Three parties with a witness each make it impossible for a log to show one history to some and another to others, without
at least one of them having to lie.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Protocol

from dauys.ledger.checkpoint import Checkpoint, Policy
from dauys.ledger.errors import BadProof, BadSignature, Behind, Fork, LedgerError, Malformed
from dauys.ledger.guard import Guard
from dauys.ledger.keys import COSIGNATURE, Signature, SigningKey, VerifierKey
from dauys.ledger.note import Note
from dauys.ledger.store import Blobs


class Refusal(LedgerError):
    """A witness's no, with the status of the protocol. ``known``: with 409, the size that it cosigned last."""

    def __init__(self, status: int, why: str, known: int | None = None) -> None:
        self.status, self.why, self.known = status, why, known
        super().__init__(status, why, known)

    def __str__(self) -> str:
        return f"{self.status}: {self.why}"


class Cosigner(Protocol):
    """A witness, here or at the other end of a wire."""

    def add_checkpoint(self, old_size: int, proof: Sequence[bytes], note: Note) -> str:
        """The witness's signature line; raises Refusal."""
        ...


class Witness:
    """Watches the logs whose keys it was given. Its memory outlives it; its key must sign nothing else."""

    def __init__(self, key: SigningKey, logs: Iterable[VerifierKey], memory: Blobs, clock: Callable[[], int]) -> None:
        """clock: seconds of POSIX time. A log met for the first time gets an empty memory here."""
        if key.public.kind != COSIGNATURE:
            raise BadSignature(f"{key.public.name}: a witness's key is of kind {COSIGNATURE}")
        self._key = key  # owned by this witness
        self._clock = clock
        self._policies = {log.name: Policy(log) for log in logs}
        # One for each log; their state is in the memory alone, which threads and processes of this witness share.
        self._guards = {origin: Guard(memory, origin, _memory_name(origin)) for origin in self._policies}
        for guard in self._guards.values():
            if not guard.begun:
                guard.begin()

    def add_checkpoint(self, old_size: int, proof: Sequence[bytes], note: Note) -> str:
        """Remember the checkpoint in ``note`` and give the cosignature line.

        old_size: the size this witness cosigned last, 0 where it did not yet; proof: of consistency from there.

        Raises Refusal: 400 not of the form; 404 an unknown log; 403 not signed by the log; 409 another size was cosigned
        last (it says which), or another root of this size; 422 the proof does not hold.
        """
        try:
            checkpoint = Checkpoint.parse(note.text)
        except Malformed as fault:
            raise Refusal(400, str(fault)) from None
        policy = self._policies.get(checkpoint.origin)
        if policy is None:
            raise Refusal(404, f"this witness does not watch the log {checkpoint.origin!r}")
        try:
            policy.check(note)
        except BadSignature as fault:
            raise Refusal(403, str(fault)) from None
        if old_size > checkpoint.size:
            raise Refusal(400, f"the old size {old_size} is beyond the new one, {checkpoint.size}")
        try:
            self._guards[checkpoint.origin].advance(checkpoint, proof, old_size)
        except Behind as fault:
            raise Refusal(409, str(fault), fault.known) from None
        except Fork as fault:
            raise Refusal(409, str(fault), checkpoint.size) from None
        except BadProof as fault:
            raise Refusal(422, str(fault)) from None
        return str(self._key.sign(checkpoint.text, self._clock()))


def _memory_name(origin: str) -> str:
    """An origin can hold any letter; a blob's name cannot."""
    return sha256(origin.encode()).hexdigest()


def cosign(
    witness: Cosigner, key: VerifierKey, note: Note, consistency: Callable[[int, int], Sequence[bytes]], known: int = 0
) -> Signature:
    """Have one witness cosign ``note``; where it remembers another size than ``known``, ask again from there.

    key: the witness's; consistency: gives the proof from one size to another, as ``Log.consistency`` does.
    Raises Refusal where it refuses, BadSignature where what it answers is not its cosignature.
    """
    size = Checkpoint.parse(note.text).size
    try:
        line = witness.add_checkpoint(known, consistency(known, size), note)
    except Refusal as refusal:
        if refusal.known is None or refusal.known == known or refusal.known > size:
            raise
        line = witness.add_checkpoint(refusal.known, consistency(refusal.known, size), note)
    for one in line.splitlines(keepends=True):
        signature = Signature.parse(one)
        if signature.is_by(key):  # a witness may sign with several keys; those that are not known are passed over
            signature.verify(note.text, key)
            return signature
    raise BadSignature(f"the witness {key.name!r} answered without its cosignature")
