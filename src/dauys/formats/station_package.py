"""The signed offline package of a station: the figures of one paper, on a stick or as the text of a QR code.

A package is canonical JSON (``dauys.ledger.canonical``) under an Ed25519 signature (RFC 8032) of the station's key. Both ways
of carrying it hold the same bytes, so it has one hash, and whoever accepts packages takes each hash once. The signature covers
a word of its own before the bytes, so no other signature of the same key can be passed off as a package's.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dauys.ledger import Malformed, NotCanonical, canonical, parse
from dauys.ledger.keys import decode_base64, encode_base64, signature_holds

KIND, PREFIX = "dauys station package 1", "DAUYS1:"
"""What the bytes say they are; and how the text of the QR code begins."""

LONGEST, WIDEST = 20_000, 9_999_999
"""Characters of a package; the largest figure."""

type Figures = Mapping[str, int | Mapping[str, int | None] | None]
"""By line; a line with several cells holds them by cell. None: not counted."""


class NotAPackage(ValueError):
    """It cannot be read as a package: what is wrong with it, in a sentence."""


@dataclass(frozen=True, slots=True)
class StationPackage:
    """What a station says about one paper."""

    station: str
    contest: str
    version: int
    figures: Figures
    made_at: str  # ISO 8601 with its zone
    key: str  # the public key that signs it: 64 hexadecimal digits

    @property
    def body(self) -> bytes:
        """The bytes that are signed, without the word before them."""
        figures: dict[str, Any] = {
            line: dict(cell) if isinstance(cell, Mapping) else cell for line, cell in self.figures.items()
        }
        return canonical({
            "kind": KIND, "station": self.station, "contest": self.contest, "version": self.version, "figures": figures,
            "made at": self.made_at, "key": self.key,
        })  # fmt: skip

    @property
    def hash(self) -> str:
        """SHA-256 of the body: the same whatever carried it."""
        return sha256(self.body).hexdigest()

    def signed(self, private: Ed25519PrivateKey) -> "SignedPackage":
        """The package under the signature of its key. Raises ValueError where the private key is another's."""
        if private.public_key().public_bytes_raw().hex() != self.key:
            raise ValueError("the package names another key")
        return SignedPackage(self, private.sign(_message(self.body)))


@dataclass(frozen=True, slots=True)
class SignedPackage:
    """A package with its signature, which may or may not hold."""

    package: StationPackage
    signature: bytes  # 64 bytes

    @property
    def as_file(self) -> bytes:
        """As it is put on a stick."""
        return canonical({"package": parse(self.package.body), "signature": encode_base64(self.signature)})

    @property
    def as_text(self) -> str:
        """As it stands in a QR code: letters, digits, ``-``, ``_``, one colon and one full stop."""
        return f"{PREFIX}{_url64(self.package.body)}.{_url64(self.signature)}"

    @property
    def holds(self) -> bool:
        """Whether the key that the package names signed it; whose key that is, the reader must know."""
        return signature_holds(bytes.fromhex(self.package.key), _message(self.package.body), self.signature)


def read_package(text: str) -> SignedPackage:
    """The package in a file or in the text of a QR code. Raises NotAPackage; does not look at the signature."""
    if len(text) > LONGEST:
        raise NotAPackage(f"longer than {LONGEST} characters")
    text = text.strip()
    try:
        if text.startswith(PREFIX):
            body, stop, signature = text.removeprefix(PREFIX).partition(".")
            if not stop:
                raise NotAPackage("the signature is cut off")
            return SignedPackage(_read(parse(_from_url64(body))), _from_url64(signature))
        whole: Any = parse(text.encode())
        if not isinstance(whole, dict) or whole.keys() != {"package", "signature"} or type(whole["signature"]) is not str:
            raise NotAPackage("it holds 'package' and 'signature', and nothing else")
        return SignedPackage(_read(whole["package"]), decode_base64(whole["signature"]))
    except (NotCanonical, Malformed, UnicodeEncodeError) as fault:
        raise NotAPackage(str(fault)) from None


def _read(told: Any) -> StationPackage:
    wanted = {"kind", "station", "contest", "version", "figures", "made at", "key"}
    if not isinstance(told, dict) or told.keys() != wanted or told["kind"] != KIND:
        raise NotAPackage(f"it is not '{KIND}' with {', '.join(sorted(wanted - {'kind'}))}")
    for name in ("station", "contest", "made at"):
        if type(told[name]) is not str or not 0 < len(told[name]) <= 80:
            raise NotAPackage(f"'{name}' is no text of at most 80 characters")
    if not _count(told["version"]) or not told["version"]:
        raise NotAPackage("'version' is no number from 1 on")
    figures = told["figures"]
    if not isinstance(figures, dict) or not figures:
        raise NotAPackage("'figures' is no table of lines")
    for line, cell in figures.items():
        cells = cell.values() if isinstance(cell, dict) else (cell,)
        if not all(one is None or _count(one) for one in cells):
            raise NotAPackage(f"line {line}: a figure is a whole number from 0 to {WIDEST}, or null")
    _moment(told["made at"])
    if type(told["key"]) is not str or not re.fullmatch(r"[0-9a-f]{64}", told["key"]):
        raise NotAPackage("'key' is no public key of 64 hexadecimal digits")
    return StationPackage(told["station"], told["contest"], told["version"], figures, told["made at"], told["key"])


def _count(value: object) -> bool:
    return type(value) is int and 0 <= value <= WIDEST


def _moment(text: str) -> None:
    try:
        zone = datetime.fromisoformat(text).tzinfo
    except ValueError:
        zone = None
    if zone is None:
        raise NotAPackage("'made at' is no date and time with its zone")


def _message(body: bytes) -> bytes:
    return KIND.encode() + b"\n" + body


def _url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _from_url64(text: str) -> bytes:
    try:
        if not re.fullmatch(r"[A-Za-z0-9_-]*", text):
            raise NotAPackage("a letter that is not base64: the code was read wrongly")
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as fault:
        raise NotAPackage(f"not base64: {fault}") from None
    if _url64(data) != text:  # unused bits set: the same bytes written another way
        raise NotAPackage("not base64 in its usual form")
    return data
