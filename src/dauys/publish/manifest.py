"""The manifest: every file of a bundle or site with its size and SHA-256, in canonical JSON, and its publisher's signature."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from dauys.ledger import LedgerError, Malformed, Note, SigningKey, VerifierKey, canonical, parse, sign

FORMAT = "dauys bundle/v1"
MANIFEST, NOTE = "manifest.json", "manifest.note"


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the manifest names it."""

    path: str  # relative, with slashes
    size: int  # bytes
    sha256: str  # hexadecimal


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle is made of."""

    origin: str  # of the log
    snapshot: int  # acts under the signed checkpoint
    invented: bool
    files: tuple[Listed, ...]  # in the order of their paths, by bytes
    format: str = FORMAT

    @classmethod
    def of(cls, origin: str, snapshot: int, invented: bool, files: Iterable[Listed], format: str = FORMAT) -> "Manifest":
        """With the files put into their order."""
        return cls(origin, snapshot, invented, tuple(sorted(files, key=lambda file: file.path.encode())), format)

    def __bytes__(self) -> bytes:
        """Canonical JSON. Its hundred thousand files are written here: of plain paths and hexadecimal numbers the canonical
        form is that of the standard library, which is twenty times quicker than a program for any value."""
        head: dict[str, str | int | list[str]] = {
            "format": self.format, "origin": self.origin, "snapshot": self.snapshot, "invented": self.invented, "files": []
        }  # fmt: skip
        before, after = canonical(head).split(b'"files":[]')
        files = ",".join(f'{{"path":{_written(file.path)},"sha256":"{file.sha256}","size":{file.size}}}' for file in self.files)
        return b'%b"files":[%b]%b' % (before, files.encode(), after)

    @classmethod
    def parse(cls, data: bytes, format: str = FORMAT) -> "Manifest":
        """Raises Malformed."""
        told: Any = parse(data)
        try:
            if told["format"] != format:
                raise Malformed(f"{format} is expected, this is of another format: {str(told['format'])[:80]!r}")
            files = tuple(Listed(file["path"], file["size"], file["sha256"]) for file in told["files"])
            return cls(told["origin"], told["snapshot"], told["invented"], files, format)
        except (KeyError, TypeError) as error:
            raise Malformed(f"not the manifest of a bundle: {error}") from None

    def text(self) -> str:
        """What the publisher signs."""
        return f"{self.format}\n{self.origin}\n{self.snapshot}\n{sha256(bytes(self)).hexdigest()}\n"

    def signed(self, key: SigningKey) -> Note:
        return sign(self.text(), key)


def _written(path: str) -> str:
    """A path in canonical JSON. Raises LedgerError where it has no canonical form."""
    return json.dumps(path, ensure_ascii=False) if path.isascii() else canonical(path).decode()


def read_manifest(data: bytes, note: bytes, key: VerifierKey, format: str = FORMAT) -> Manifest:
    """The manifest in ``data``, which ``key`` has signed in ``note``. Raises LedgerError where it has not."""
    manifest, signed = Manifest.parse(data, format), Note.parse(note)
    if signed.text != manifest.text():
        raise LedgerError("the publisher's signature is of another manifest")
    signed.verified((key,))
    return manifest
