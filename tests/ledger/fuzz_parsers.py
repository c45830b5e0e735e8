"""Every parser of the ledger in one table, and what each must do with any bytes: read them, and write the same, or refuse.

Run as a program, with atheris installed, it looks for more: ``python fuzz_parsers.py -max_total_time=60``.
"""

import resource
import sys
from pathlib import Path

from ledger_samples import KEY, NOON, ORIGIN, WITNESSES, entries, memory_log

from dauys.ledger import (
    Checkpoint,
    Guard,
    LedgerError,
    Log,
    MemoryBlobs,
    MemoryStore,
    Note,
    Policy,
    Receipt,
    Signature,
    SigningKey,
    Tile,
    TileReader,
    VerifierKey,
    canonical,
    parse,
)
from dauys.ledger.tiles import bundle, parse_bundle
from dauys.ledger.wire import parse_request, request

LOG = memory_log(300)
TEXT = LOG.note().text
NOTE = LOG.add_signatures(TEXT, [witness.sign(TEXT, NOON) for witness in WITNESSES])
FILES = dict(LOG.files())
POLICY = Policy(KEY.public, tuple(witness.public for witness in WITNESSES), 2)


def as_text(read):
    """A parser of text, given bytes that may be none."""
    return lambda data: str(read(data.decode(errors="surrogateescape"))).encode(errors="surrogateescape")


def read_receipt(data):
    receipt = Receipt.parse(data)
    receipt.verify(b"entry 7", POLICY)
    return bytes(receipt)


def read_note(data):
    note = Note.parse(data)
    assert bytes(note) == data
    POLICY.check(note)
    return data


def read_memory(data):
    blobs = MemoryBlobs()
    blobs.put("last-signed", data)
    return Guard(blobs, ORIGIN).last().text.encode()


def read_kept_checkpoint(data):
    store = MemoryStore()
    store.put("checkpoint", data)
    return bytes(Log(store, KEY.public).note())


def read_tiles(data):
    """All files of a log, each of which is the given bytes cut or repeated to its length."""

    def read(path):
        length = len(FILES[path])
        return (data * (length // max(1, len(data)) + 1))[:length]

    TileReader(read, 300).verify(bytes(32))
    raise AssertionError("no such root")


PARSERS = {  # a sample to begin with, and a function from bytes to the bytes it would write for what it read
    "canonical JSON": (
        canonical({"kind": "protocol", "lines": [1, None, {"дауыс": -5, "é": True}], "words": "\u2028\U0001f5f3\n"}),
        lambda data: canonical(parse(data)),
    ),
    "note": (bytes(NOTE), read_note),
    "checkpoint": (TEXT.encode(), as_text(lambda text: Checkpoint.parse(text).text)),
    "signature": (str(NOTE.signatures[1]).encode(), as_text(Signature.parse)),
    "public key": (str(WITNESSES[0].public).encode(), as_text(VerifierKey.parse)),
    "private key": (KEY.secret.encode(), as_text(lambda text: SigningKey.parse(text).secret)),
    "receipt": (bytes(LOG.receipt(7, b"extra")), read_receipt),
    "bundle": (bundle(entries(0, 3)), lambda data: bundle(parse_bundle(data, 3))),
    "path": (b"tile/entries/x001/x234/067.p/112", as_text(lambda text: Tile.parse(text).path)),
    "request": (request(5, LOG.consistency(5, 300), NOTE), lambda data: request(*parse_request(data))),
    "memory": (TEXT.encode(), read_memory),
    "kept checkpoint": (bytes(memory_log(0).note()), read_kept_checkpoint),
    "tiles": (FILES["tile/0/001.p/44"][:40], read_tiles),
}


def holds(name, data):
    """Whether it was read; if so, what is written for it are the very same bytes. Any other exception goes through."""
    try:
        again = PARSERS[name][1](data)
    except LedgerError:
        return False
    assert again == data, name
    return True


def one_input(data):
    """The first byte chooses the parser."""
    if data:
        holds(list(PARSERS)[data[0] % len(PARSERS)], data[1:])


if __name__ == "__main__":
    import atheris

    corpus = Path(sys.argv.pop(1))  # a folder to begin from and to add to
    corpus.mkdir(parents=True, exist_ok=True)
    for number, (sample, _) in enumerate(PARSERS.values()):
        (corpus / f"sample-{number}").write_bytes(bytes([number]) + sample)
    resource.setrlimit(resource.RLIMIT_DATA, (2**29, 2**29))  # libFuzzer's own limit counts what the parent has used, too
    atheris.instrument_all()
    atheris.Setup([*sys.argv, str(corpus)], one_input)
    atheris.Fuzz()
