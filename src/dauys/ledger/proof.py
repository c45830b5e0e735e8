"""Receipts (C2SP tlog-proof): one text file that shows, offline and for ever, that an entry is in a signed log.

A station or an observer keeps it beside its own copy of the entry. It says that the entry was in the log when the
checkpoint was signed; it does not say that the entry is true.
"""

from dataclasses import dataclass

from dauys.ledger.checkpoint import Checkpoint, Policy, Seen, parse_decimal
from dauys.ledger.errors import Malformed
from dauys.ledger.keys import check_text, decode_base64, encode_base64
from dauys.ledger.merkle import HASH, leaf_hash, verify_inclusion
from dauys.ledger.note import LARGEST_NOTE, Note

_FIRST = "c2sp.org/tlog-proof@v1"
_MOST_HASHES = 63

LARGEST_RECEIPT = LARGEST_NOTE + 100_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """The index of an entry, the hashes from it to the root, and the checkpoint with its signatures.

    extra: anything that helps a reader, such as a station's code; it is not signed, and must not be believed. None: nothing.
    """

    index: int
    proof: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes | None = None

    def __str__(self) -> str:
        extra = () if self.extra is None else (f"extra {encode_base64(self.extra)}",)
        lines = (_FIRST, *extra, f"index {self.index}", *map(encode_base64, self.proof), "", str(self.checkpoint))
        return "\n".join(lines)

    def __bytes__(self) -> bytes:
        return str(self).encode()

    @classmethod
    def parse(cls, data: bytes) -> "Receipt":
        """Nothing is verified yet; raises Malformed."""
        if len(data) > LARGEST_RECEIPT:
            raise Malformed(f"a receipt of {len(data)} bytes: at most {LARGEST_RECEIPT} are read")
        try:
            text = data.decode()
        except UnicodeDecodeError:
            raise Malformed("a receipt is text in UTF-8") from None
        check_text(text)
        head, blank, note = text.partition("\n\n")
        first, *lines = head.split("\n")
        if first != _FIRST or not blank or not lines:
            raise Malformed(f"a receipt begins with {_FIRST!r}, has an index, a proof, a blank line and a checkpoint")
        extra = decode_base64(lines.pop(0).removeprefix("extra ")) if lines[0].startswith("extra ") else None
        if not lines or not lines[0].startswith("index "):
            raise Malformed("a receipt has a line 'index N'")
        index, proof = parse_decimal(lines[0].removeprefix("index ")), parse_hashes(lines[1:])
        checkpoint = Note.parse(note.encode())
        Checkpoint.parse(checkpoint.text)  # a note, but of another kind, is no receipt
        return cls(index, proof, checkpoint, extra)

    def verify(self, entry: bytes, policy: Policy) -> Seen:
        """Raise BadSignature, BadProof or Malformed unless ``entry`` is in the log and the policy is satisfied."""
        seen = policy.check(self.checkpoint)
        verify_inclusion(leaf_hash(entry), self.index, seen.checkpoint.size, self.proof, seen.checkpoint.root)
        return seen


def parse_hashes(lines: list[str]) -> tuple[bytes, ...]:
    """One hash a line, in base64, at most 63; raises Malformed."""
    if len(lines) > _MOST_HASHES:
        raise Malformed(f"a proof of {len(lines)} hashes: no tree needs more than {_MOST_HASHES}")
    hashes = tuple(decode_base64(line) for line in lines)
    if any(len(one) != HASH for one in hashes):
        raise Malformed(f"a hash of a proof has {HASH} bytes")
    return hashes
