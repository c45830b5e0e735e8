"""Personal data at rest: sealed with a key that lies in a file beside the database and in no backup.

A row is sealed to its place: moved to another it opens no more. What is kept of a name, an address and a number is padded, so
that its length says little. A number is looked up by a keyed hash: nobody makes one who has not the key. Marks are masked
letter by letter, each place with letters of its own: without the key no letter of a list says more than another. (Who sees a
list at two moments sees which places have changed: so nothing may take copies of it, see docs/security.md.)
"""

import hmac
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dauys.register import Person

KEY, NONCE, STEP = 32, 12, 64
"""Bytes of the key, of the number used once, and to a multiple of what a row is padded."""

BEGINNING = 4
"""Letters by which a name is looked up. Who types fewer has the whole list opened."""

_BETWEEN = "\x1f"

LETTERS = ".-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""Every letter that marks are made of: 64, so that six bits of a stream make any of them of any other."""

_NUMBERS = bytes.maketrans(LETTERS.encode(), bytes(range(64)))
_LETTERS = LETTERS.encode() + bytes(192)
_SIX_BITS = bytes(number % 64 for number in range(256))


@dataclass(frozen=True)
class Seal:
    """What one key can do."""

    key: bytes

    def __post_init__(self) -> None:
        object.__setattr__(self, "_cipher", AESGCM(hmac.digest(self.key, b"seal", "sha256")))
        object.__setattr__(self, "_mask", hmac.digest(self.key, b"mask", "sha256"))
        object.__setattr__(self, "_look_up", hmac.digest(self.key, b"look up", "sha256"))

    def seal(self, place: int, person: Person) -> bytes:
        """Somebody's row."""
        return self.seal_text(place, _BETWEEN.join((person.name, person.born, person.iin, person.address)))

    def open(self, place: int, sealed: bytes) -> Person:
        """And back. Raises cryptography's InvalidTag where row, place and key do not belong together."""
        return Person(*self.open_text(place, sealed).split(_BETWEEN))

    def seal_text(self, place: int, told: str) -> bytes:
        """Some text of a place."""
        text, nonce = told.encode(), secrets.token_bytes(NONCE)
        return nonce + self._cipher.encrypt(nonce, text + b"\0" * (-len(text) % STEP), b"%d" % place)  # type: ignore[attr-defined]

    def open_text(self, place: int, sealed: bytes) -> str:
        """And back. Raises InvalidTag."""
        data = bytes(sealed)
        text: bytes = self._cipher.decrypt(data[:NONCE], data[NONCE:], b"%d" % place)  # type: ignore[attr-defined]
        return text.rstrip(b"\0").decode()

    def begins(self, register: int, name: str) -> int:
        """By what a name is looked up in one station's list: its first letters, as one of 256 numbers."""
        text = b"%d " % register + name[:BEGINNING].casefold().encode()
        return hmac.digest(self._look_up, text, "sha256")[0]  # type: ignore[attr-defined]

    def masked(self, register: int, start: int, text: str) -> str:
        """Marks of a register from a letter on, masked; and what is masked, as it was."""
        stream = Cipher(algorithms.AES(self._mask), modes.CTR(register.to_bytes(8) + bytes(8))).encryptor()  # type: ignore[attr-defined]
        bits = stream.update(bytes(start + len(text)))[start:].translate(_SIX_BITS)
        numbers = text.encode().translate(_NUMBERS)
        mixed = int.from_bytes(numbers) ^ int.from_bytes(bits)
        return mixed.to_bytes(len(numbers)).translate(_LETTERS).decode()

    def number(self, iin: str) -> bytes:
        """By what a personal number is looked up."""
        return hmac.digest(self._look_up, iin.encode(), "sha256")[:16]  # type: ignore[attr-defined]


def seal_of(file: Path) -> Seal:
    """The seal of an office, whose key is made the first time."""
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(secrets.token_bytes(KEY))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(part, file)  # of two that begin at once one key is kept
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return _read(file, file.stat().st_ino)


@cache
def _read(file: Path, inode: int) -> Seal:
    return Seal(file.read_bytes())
