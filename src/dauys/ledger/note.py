"""Signed notes (C2SP signed-note): a text that people can read, a blank line, and lines of signatures.

Signatures of unknown keys are passed over, so that keys can change and witnesses come and go; a broken signature of a known
key refuses the whole note.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dauys.ledger.errors import BadSignature, Malformed
from dauys.ledger.keys import Signature, SigningKey, VerifierKey, check_text

LARGEST_NOTE = 1_000_000
"""Bytes that are read."""

MOST_SIGNATURES = 100
"""Lines that are read; C2SP asks for 16."""


@dataclass(frozen=True, slots=True)
class Note:
    """A text ending in a newline, and its signatures, verified or not."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def __bytes__(self) -> bytes:
        return str(self).encode()

    @classmethod
    def parse(cls, data: bytes) -> "Note":
        """Text and signature lines, none verified; raises Malformed. The text ends at the last blank line."""
        if len(data) > LARGEST_NOTE:
            raise Malformed(f"a note of {len(data)} bytes: at most {LARGEST_NOTE} are read")
        try:
            whole = data.decode()
        except UnicodeDecodeError:
            raise Malformed("a note is text in UTF-8") from None
        check_text(whole)
        text, blank, lines = whole.rpartition("\n\n")
        if not blank or not lines.endswith("\n"):
            raise Malformed("a note is a text, a blank line, and lines of signatures, each with its newline")
        count = lines.count("\n")
        if count > MOST_SIGNATURES:
            raise Malformed(f"a note with {count} signatures: at most {MOST_SIGNATURES} are read")
        return cls(f"{text}\n", tuple(Signature.parse(f"{line}\n") for line in lines.removesuffix("\n").split("\n")))

    def verified(self, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
        """Those of ``keys`` that signed. Raises BadSignature where none did, or where a signature of one is broken."""
        known = {(key.name, key.id): key for key in keys}
        found: dict[VerifierKey, None] = {}
        for signature in self.signatures:
            if (key := known.get((signature.name, signature.key))) is not None:
                signature.verify(self.text, key)
                found[key] = None
        if not found:
            raise BadSignature("no signature of a known key")
        return tuple(found)

    def with_signatures(self, more: Iterable[Signature]) -> "Note":
        """The note with further signatures; a newer one of the same key takes the older one's place."""
        by_key = {(one.name, one.key): one for one in (*self.signatures, *more)}
        return replace(self, signatures=tuple(by_key.values()))


def sign(text: str, *keys: SigningKey) -> Note:
    """``text``, which ends in a newline, signed with plain keys."""
    check_text(text)
    if not text.endswith("\n"):
        raise Malformed("the text of a note ends in a newline")
    return Note(text, tuple(key.sign(text) for key in keys))
