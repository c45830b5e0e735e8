"""Keys and their signatures: Ed25519, with the name of the owner (C2SP signed-note, tlog-cosignature).

Two kinds are known: the plain signature of a log, and the timestamped one of a witness, which says that by then it had
seen no other history.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dauys.ledger.errors import BadSignature, Malformed

PLAIN = 0x01
"""A signature of the text, by a log or a publisher."""

COSIGNATURE = 0x04
"""A witness's signature of a time and the text."""

LATEST_TIME = 2**63 - 1

_SEPARATOR = "— "  # an em dash and a space
_PRIVATE = "PRIVATE+KEY+"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


def check_text(text: str) -> None:
    """Raise Malformed where a control character other than the newline occurs, or what is no text at all."""
    if _CONTROL.search(text):
        raise Malformed("a control character: a note holds readable lines only")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Malformed("half a surrogate pair: it is no text") from None


def is_name(name: str) -> bool:
    """Whether a key may be called so: not empty, no blank of any kind, no plus."""
    return bool(name) and "+" not in name and not any(sign.isspace() for sign in name)


def encode_base64(data: bytes) -> str:
    """Standard base64 (RFC 4648, section 4), as C2SP writes hashes and signatures."""
    return base64.b64encode(data).decode()


def decode_base64(text: str) -> bytes:
    """The bytes of standard base64, written in the one right way; raises Malformed."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed(f"not base64: {text[:80]!r}") from None
    if encode_base64(data) != text:  # unused bits set: the same bytes written another way
        raise Malformed(f"not base64 in its usual form: {text[:80]!r}")
    return data


def signature_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature (RFC 8032) holds; keys and signatures of a wrong length simply do not."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _message(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its owner's name: what is printed in the gazette. ``str()`` gives the line, ``parse`` reads it."""

    name: str
    public: bytes  # 32 bytes
    kind: int = PLAIN

    def __post_init__(self) -> None:
        if not is_name(self.name):
            raise Malformed(f"a key's name is not empty and has no blank and no plus: {self.name[:80]!r}")
        check_text(self.name)
        if self.kind not in (PLAIN, COSIGNATURE):
            raise Malformed(f"a key of kind {self.kind}: known are {PLAIN} (Ed25519) and {COSIGNATURE} (Ed25519 cosignature)")
        if len(self.public) != 32:
            raise Malformed(f"a public key of {len(self.public)} bytes: Ed25519 has 32")

    @property
    def id(self) -> bytes:
        """4 bytes by which a signature line names its key, together with the name."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encode_base64(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        name, stated, encoded = _three_parts(text)
        data = decode_base64(encoded)
        key = cls(name, data[1:], data[0] if data else 0)
        if key.id.hex() != stated:
            raise Malformed(f"the key of {name!r} is not the one that its id {stated!r} names: a letter is wrong")
        return key


def _three_parts(text: str) -> tuple[str, str, str]:
    name, one, rest = text.partition("+")
    stated, two, encoded = rest.partition("+")
    if not (one and two):
        raise Malformed(f"a key is written name+id+base64: {text[:80]!r}")
    return name, stated, encoded


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line. ``data`` is what the kind of key makes of it: 64 bytes, or 8 bytes of time and 64."""

    name: str
    key: bytes  # the key's id, 4 bytes
    data: bytes

    def __str__(self) -> str:
        return f"{_SEPARATOR}{self.name} {encode_base64(self.key + self.data)}\n"

    @classmethod
    def parse(cls, line: str) -> "Signature":
        """From a line with its newline; raises Malformed."""
        name, blank, encoded = line.removeprefix(_SEPARATOR).removesuffix("\n").partition(" ")
        data = decode_base64(encoded)
        whole = line.startswith(_SEPARATOR) and line.endswith("\n") and blank and len(data) > 4
        if not (whole and is_name(name)):
            raise Malformed(f"a signature line is '— name base64': {line[:80]!r}")
        return cls(name, data[:4], data[4:])

    def is_by(self, key: VerifierKey) -> bool:
        return (self.name, self.key) == (key.name, key.id)

    @property
    def time(self) -> int:
        """When a witness signed, in seconds of POSIX time; meaningful for cosignatures only."""
        return int.from_bytes(self.data[:8])

    def verify(self, text: str, key: VerifierKey) -> None:
        """Raise BadSignature unless this is ``key``'s signature of ``text``."""
        if key.kind == PLAIN:
            holds = signature_holds(key.public, text.encode(), self.data)
        else:
            in_time = len(self.data) == 8 + 64 and self.time <= LATEST_TIME
            holds = in_time and signature_holds(key.public, _message(text, self.time), self.data[8:])
        if not (self.is_by(key) and holds):
            raise BadSignature(f"the signature of {self.name!r} does not hold for this text")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key. Owned by one signer; ``str()`` never shows it, ``secret`` does."""

    public: VerifierKey
    _private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def from_seed(cls, name: str, seed: bytes, kind: int = PLAIN) -> "SigningKey":
        if len(seed) != 32:
            raise Malformed(f"a private key of {len(seed)} bytes: Ed25519 has 32")
        private = Ed25519PrivateKey.from_private_bytes(seed)
        return cls(VerifierKey(name, private.public_key().public_bytes_raw(), kind), private)

    @classmethod
    def generate(cls, name: str, kind: int = PLAIN) -> "SigningKey":
        """A new random key: the one place in this room where chance comes in."""
        return cls.from_seed(name, Ed25519PrivateKey.generate().private_bytes_raw(), kind)

    @classmethod
    def parse(cls, secret: str) -> "SigningKey":
        if not secret.startswith(_PRIVATE):
            raise Malformed(f"a private key begins with {_PRIVATE}")
        name, stated, encoded = _three_parts(secret.removeprefix(_PRIVATE))
        data = decode_base64(encoded)
        key = cls.from_seed(name, data[1:], data[0] if data else 0)
        if key.public.id.hex() != stated:
            raise Malformed(f"the private key of {name!r} is not the one that its id {stated!r} names: a letter is wrong")
        return key

    @property
    def secret(self) -> str:
        encoded = encode_base64(bytes([self.public.kind]) + self._private.private_bytes_raw())
        return f"{_PRIVATE}{self.public.name}+{self.public.id.hex()}+{encoded}"

    def __str__(self) -> str:
        return f"private key of {self.public}"

    def sign(self, text: str, time: int | None = None) -> Signature:
        """Sign ``text``; a witness's key signs a time too, in seconds of POSIX time, and only such a key does."""
        if (time is None) is not (self.public.kind == PLAIN):
            raise BadSignature(f"{self.public.name}: a cosignature has a time, a plain signature has none")
        if time is None:
            return Signature(self.public.name, self.public.id, self._private.sign(text.encode()))
        if not 0 <= time <= LATEST_TIME:
            raise BadSignature(f"a cosignature at the time {time}: it lies between 0 and 2^63 - 1")
        return Signature(self.public.name, self.public.id, time.to_bytes(8) + self._private.sign(_message(text, time)))
