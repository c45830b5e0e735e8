"""When a checkpoint existed, by the word of others: time-stamping authorities (RFC 3161) and Bitcoin (OpenTimestamps).

A checkpoint says what a log held; these say since when at the latest. Both are checked offline: a token against the pinned
certificate of its authority, a proof by doing its operations again up to the root of a block, whose header the reader has from
elsewhere. Two authorities in two states and the chain beside them are harder to move than any one of them.

The libraries ``rfc3161-client`` and ``opentimestamps`` (extra ``timestamps``) are loaded when they are needed, so that the rest
of this room does without them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from cryptography import x509

from dauys.ledger.errors import BadProof, BadSignature, Malformed

LARGEST_TOKEN = 65_536
"""Bytes of a token or a proof that are read."""


# ---- RFC 3161 --------------------------------------------------------------------------------------------------------

_SHA512 = bytes.fromhex("0609608648016503040203")  # its object identifier, 2.16.840.1.101.3.4.2.3


@dataclass(frozen=True, slots=True)
class Authority:
    """A time-stamping authority as a reader pins it.

    The certificate itself is pinned, never its name alone: a token may carry other certificates of the same name
    (GHSA-3xxc-pwj6-jgrj). It must have been valid at the time that the token tells; whether it is today, does not matter.
    """

    certificate: x509.Certificate  # signs the tokens
    issuers: tuple[x509.Certificate, ...]  # up to the root, which is the last
    name: str | None = None  # the subject that the certificate must have, as RFC 4514 writes it; None: whatever it has

    @classmethod
    def parse(cls, chain: bytes, name: str | None = None) -> "Authority":
        """From certificates in PEM, the authority's own first and the root last; raises Malformed."""
        try:
            own, *issuers = x509.load_pem_x509_certificates(chain)
        except (ValueError, x509.InvalidVersion):
            raise Malformed("certificates in PEM are expected: the authority's own first, the root last") from None
        return cls(own, tuple(issuers or [own]), name)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an authority signed: that it saw the message at this time."""

    time: datetime  # UTC
    serial: int
    policy: str  # object identifier
    nonce: int | None


def token_request(message: bytes, nonce: int) -> bytes:
    """What is posted to an authority for a token over ``message`` (RFC 3161, section 2.4.1): SHA-512, certificate wanted.

    nonce: up to 64 random bits, from the caller; ``check_token`` asks for the same.
    """
    if not 0 <= nonce < 2**64:
        raise ValueError("a nonce has up to 64 bits")
    imprint = _der(0x30, _der(0x30, _SHA512 + b"\x05\x00") + _der(0x04, hashlib.sha512(message).digest()))
    number = nonce.to_bytes(nonce.bit_length() // 8 + 1)
    return _der(0x30, b"\x02\x01\x01" + imprint + _der(0x02, number) + b"\x01\x01\xff")


def _der(tag: int, content: bytes) -> bytes:
    assert len(content) < 128  # the short form is enough for all parts of a request
    return bytes((tag, len(content))) + content


def check_token(token: bytes, message: bytes, authority: Authority, nonce: int | None = None) -> Stamp:
    """The stamp of a token (the authority's answer, in DER) over ``message``: the bytes of a signed checkpoint.

    nonce: of the request, where it is known. Raises Malformed where it is no token, BadSignature where it is not this
    authority's, not over this message, or not an answer to this request.
    """
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    if len(token) > LARGEST_TOKEN:
        raise Malformed(f"a token of {len(token)} bytes: at most {LARGEST_TOKEN} are read")
    try:
        answer = decode_timestamp_response(token)
    except ValueError:
        raise Malformed("not a time-stamp response (RFC 3161)") from None
    if answer.status:
        raise BadSignature(f"the authority refused to stamp: status {answer.status}")
    *between, root = authority.issuers
    verifier = VerifierBuilder(
        tsa_certificate=authority.certificate,
        intermediates=between,
        roots=[root],
        nonce=nonce,
        common_name=authority.name,
    ).build()
    try:
        verifier.verify_message(answer, message)
        info = answer.tst_info
        return Stamp(info.gen_time, info.serial_number, info.policy.dotted_string, info.nonce)
    except (VerificationError, ValueError, x509.InvalidVersion) as refused:
        raise BadSignature(f"the token does not hold: {refused}") from None


# ---- OpenTimestamps --------------------------------------------------------------------------------------------------

type Kind = Literal["bitcoin", "litecoin", "ethereum", "pending", "unknown"]


@dataclass(frozen=True, slots=True)
class Attestation:
    """Where the operations of a proof end: who is said to have seen ``commitment``. Nothing of it is checked yet."""

    kind: Kind
    commitment: bytes  # bitcoin: the Merkle root of the block
    height: int | None = None  # of the block
    calendar: str | None = None  # address of the server that promises to complete the proof (pending)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A block that holds the message. That ``block`` is in the chain, others tell: any explorer shows its hash."""

    height: int
    time: int  # POSIX seconds; miners may be off by two hours
    block: str  # hash, as explorers write it


@dataclass(frozen=True, slots=True)
class TimestampProof:
    """An OpenTimestamps proof: the digest it begins with, and the attestations that its operations lead to."""

    digest: bytes  # SHA-256 of the message
    attestations: tuple[Attestation, ...]

    @classmethod
    def parse(cls, data: bytes) -> "TimestampProof":
        """Read a proof and do all its operations; raises Malformed."""
        from opentimestamps.core.op import OpSHA256  # type: ignore[import-untyped]
        from opentimestamps.core.serialize import BytesDeserializationContext  # type: ignore[import-untyped]
        from opentimestamps.core.timestamp import DetachedTimestampFile  # type: ignore[import-untyped]

        if len(data) > LARGEST_TOKEN:
            raise Malformed(f"a proof of {len(data)} bytes: at most {LARGEST_TOKEN} are read")
        try:
            read = DetachedTimestampFile.deserialize(BytesDeserializationContext(data))
            found = [_attestation(one, message) for message, one in read.timestamp.all_attestations()]
        except Exception as wrong:  # the library has many, and some are bare assertions
            raise Malformed(f"not an OpenTimestamps proof: {wrong}") from None
        if not isinstance(read.file_hash_op, OpSHA256):
            raise Malformed(f"a proof that begins with {read.file_hash_op}: only SHA-256 is taken")
        order = sorted(found, key=lambda one: (one.kind, one.height or 0, one.calendar or "", one.commitment))
        return cls(read.file_digest, tuple(order))

    def check(self, message: bytes) -> None:
        """Raise BadProof where the proof is not over ``message``: the bytes of a signed checkpoint."""
        if sha256(message).digest() != self.digest:
            raise BadProof("the proof is over other bytes")

    def anchors(self, headers: Mapping[int, bytes]) -> tuple[Anchor, ...]:
        """The Bitcoin blocks that hold the message, of those whose headers the reader has.

        headers: by height, 80 bytes each. A height that is not among them stays unchecked; it is no fault. Raises BadProof
        where a header does not hold what the proof says, or was made without the work that it claims.
        """
        found = []
        for one in self.attestations:
            if one.kind != "bitcoin" or one.height is None or (header := headers.get(one.height)) is None:
                continue
            time, block = _checked_header(header, one.height)
            if header[36:68] != one.commitment:
                raise BadProof(f"block {one.height} does not hold what the proof leads to")
            found.append(Anchor(one.height, time, block))
        return tuple(sorted(found, key=lambda anchor: anchor.height))


def _attestation(found: object, message: bytes) -> Attestation:
    kinds: dict[str, Kind] = {
        "BitcoinBlockHeaderAttestation": "bitcoin",
        "LitecoinBlockHeaderAttestation": "litecoin",
        "EthereumBlockHeaderAttestation": "ethereum",
        "PendingAttestation": "pending",
    }
    kind = kinds.get(type(found).__name__, "unknown")
    return Attestation(kind, message, getattr(found, "height", None), getattr(found, "uri", None))


def _checked_header(header: bytes, height: int) -> tuple[int, str]:
    """Time and hash of a block header whose hash is as small as the header itself promises.

    A header that anybody can make promises little; only the hash, looked up elsewhere, tells that the chain has the block.
    """
    if len(header) != 80:
        raise Malformed(f"the header of block {height}: 80 bytes, not {len(header)}")
    double = sha256(sha256(header).digest()).digest()
    time, compact = int.from_bytes(header[68:72], "little"), int.from_bytes(header[72:76], "little")
    target = (compact & 0x7FFFFF) * 256 ** max(0, (compact >> 24) - 3)
    if int.from_bytes(double, "little") > target:
        raise BadProof(f"the header of block {height} was made without the work that it claims")
    return time, double[::-1].hex()
