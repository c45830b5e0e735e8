"""Checkpoints (C2SP tlog-checkpoint): what a log says of itself, origin, size and root, signed; and who must have seen it.

A log never signs two checkpoints of which the later does not begin with the earlier. That it did not, it cannot prove
alone: witnesses cosign (C2SP tlog-cosignature), and a policy says how many of them a reader asks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dauys.ledger.errors import BadSignature, Malformed
from dauys.ledger.keys import COSIGNATURE, PLAIN, SigningKey, VerifierKey, check_text, decode_base64, encode_base64
from dauys.ledger.merkle import EMPTY_ROOT, HASH, LARGEST_SIZE
from dauys.ledger.note import Note, sign


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log at one moment. Extension lines are neither written nor read: nobody could audit them."""

    origin: str  # the log's name, the same as its key's
    size: int  # entries
    root: bytes

    def __post_init__(self) -> None:
        check_text(self.origin)
        if not self.origin or "\n" in self.origin:
            raise Malformed("the origin of a checkpoint is one line that is not empty")
        if not 0 <= self.size <= LARGEST_SIZE or len(self.root) != HASH:
            raise Malformed(f"a checkpoint has a size from 0 to 2^63 - 1 and a root of {HASH} bytes")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise Malformed("a log without entries has the root of the empty tree")

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """From the text of a note; raises Malformed."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3]:
            raise Malformed("a checkpoint is three lines: origin, size, root")
        return cls(lines[0], parse_decimal(lines[1]), decode_base64(lines[2]))

    @classmethod
    def empty(cls, origin: str) -> "Checkpoint":
        """Before the first entry."""
        return cls(origin, 0, EMPTY_ROOT)

    def signed(self, key: SigningKey) -> Note:
        """Raises BadSignature where ``key`` is another log's."""
        if key.public.name != self.origin:
            raise BadSignature(f"the key of {key.public.name!r} does not sign for the log {self.origin!r}")
        return sign(self.text, key)


def parse_decimal(text: str) -> int:
    """A whole number up to 2^63 - 1 in plain digits without leading zeros; raises Malformed."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and (text == "0" or text[0] != "0")):
        raise Malformed(f"not a plain whole number: {text[:80]!r}")
    if (number := int(text)) > LARGEST_SIZE:
        raise Malformed(f"a number beyond 2^63 - 1: {text}")
    return number


@dataclass(frozen=True, slots=True)
class Seen:
    """A checkpoint that a policy let through, and the witnesses that had seen it: name to POSIX time in seconds."""

    checkpoint: Checkpoint
    witnesses: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Policy:
    """Whom a reader believes: the log's key, the witnesses' keys, and how many witnesses must have cosigned."""

    log: VerifierKey
    witnesses: tuple[VerifierKey, ...] = ()
    quorum: int = 0

    def __post_init__(self) -> None:
        if self.log.kind != PLAIN or any(key.kind != COSIGNATURE for key in self.witnesses):
            raise Malformed(f"a log's key is of kind {PLAIN}, a witness's of kind {COSIGNATURE}")
        if len({key.public for key in self.witnesses} | {self.log.public}) <= len(self.witnesses):
            raise Malformed("one key stands twice in the policy: its owner would count as two")
        if len({key.name for key in self.witnesses}) < len(self.witnesses):
            raise Malformed("two witnesses have one name")
        if not 0 <= self.quorum <= len(self.witnesses):
            raise Malformed(f"a quorum of {self.quorum} among {len(self.witnesses)} witnesses")

    def check(self, note: Note) -> Seen:
        """The checkpoint in ``note``; raises Malformed or BadSignature where it is not this log's, or too few saw it."""
        checkpoint = Checkpoint.parse(note.text)
        if checkpoint.origin != self.log.name:
            raise BadSignature(f"a checkpoint of {checkpoint.origin!r}; expected is one of {self.log.name!r}")
        signers = note.verified((self.log, *self.witnesses))
        if self.log not in signers:
            raise BadSignature(f"the log {self.log.name!r} has not signed this checkpoint with the key that is expected")
        by = {(key.name, key.id) for key in signers if key != self.log}
        times = {one.name: one.time for one in note.signatures if (one.name, one.key) in by}
        if len(times) < self.quorum:
            raise BadSignature(f"{len(times)} of {len(self.witnesses)} witnesses cosigned; {self.quorum} must have")
        return Seen(checkpoint, times)
