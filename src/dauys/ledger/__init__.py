"""The append-only log: canonical bytes, Merkle tree, signed checkpoints, tiles, proofs, receipts. Knows nothing of elections.

This room imports the standard library, ``rfc8785`` and ``cryptography``, and nothing of dauys. The witness's HTTP side is in
``dauys.ledger.wire``, imported only by those who ask for it.

Sources: RFC 6962 (tree), RFC 8785 (canonical JSON), RFC 8032 (Ed25519); C2SP signed-note, tlog-checkpoint,
tlog-cosignature, tlog-tiles, tlog-proof and tlog-witness.
"""

from dauys.ledger.canonical import Json, canonical, parse
from dauys.ledger.checkpoint import Checkpoint, Policy, Seen
from dauys.ledger.disk import Disk
from dauys.ledger.errors import (
    BadProof,
    BadSignature,
    Behind,
    Busy,
    Damaged,
    Fork,
    Full,
    LedgerError,
    Malformed,
    NotCanonical,
    StoreFault,
)
from dauys.ledger.filestore import FileStore
from dauys.ledger.guard import Guard
from dauys.ledger.keys import COSIGNATURE, PLAIN, Signature, SigningKey, VerifierKey
from dauys.ledger.log import Log, Signer
from dauys.ledger.merkle import (
    EMPTY_ROOT,
    CompactRange,
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from dauys.ledger.note import Note, sign
from dauys.ledger.proof import Receipt
from dauys.ledger.store import Blobs, FileBlobs, MemoryBlobs, MemoryStore, Store
from dauys.ledger.tiles import LARGEST_ENTRY, Tile, TileReader
from dauys.ledger.witness import Refusal, Witness, cosign

__all__ = [
    "COSIGNATURE",
    "EMPTY_ROOT",
    "LARGEST_ENTRY",
    "PLAIN",
    "BadProof",
    "BadSignature",
    "Behind",
    "Blobs",
    "Busy",
    "Checkpoint",
    "CompactRange",
    "Damaged",
    "Disk",
    "FileBlobs",
    "FileStore",
    "Fork",
    "Full",
    "Guard",
    "Json",
    "LedgerError",
    "Log",
    "Malformed",
    "MemoryBlobs",
    "MemoryStore",
    "NotCanonical",
    "Note",
    "Policy",
    "Receipt",
    "Refusal",
    "Seen",
    "Signature",
    "Signer",
    "SigningKey",
    "Store",
    "StoreFault",
    "Tile",
    "TileReader",
    "Tree",
    "VerifierKey",
    "Witness",
    "canonical",
    "consistency_proof",
    "cosign",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "parse",
    "root_of",
    "sign",
    "verify_consistency",
    "verify_inclusion",
]
