"""Keys, logs and texts that the tests of the ledger share. The seeds are for tests; the names are invented."""

from dauys.ledger import COSIGNATURE, FileBlobs, Guard, Log, MemoryBlobs, MemoryStore, Signer, SigningKey

ORIGIN = "invented.example/election"
KEY = SigningKey.from_seed(ORIGIN, bytes(31) + b"\1")
OTHER_KEY = SigningKey.from_seed(ORIGIN, bytes(31) + b"\2")
WITNESSES = [SigningKey.from_seed(f"witness{n}.example", bytes(31) + bytes([16 + n]), COSIGNATURE) for n in range(4)]
NOON = 1_679_227_200  # 19 March 2023, 12:00 UTC


def entries(start, stop, word="entry"):
    return [f"{word} {index}".encode() for index in range(start, stop)]


def guard_in(place):
    """A guard in a folder, or in memory where there is none; begun if it is not yet."""
    guard = Guard(FileBlobs(place) if place else MemoryBlobs(), ORIGIN)
    if not guard.begun:
        guard.begin()
    return guard


def memory_log(size=0, signer=None):
    """A log in memory with ``size`` entries, signed."""
    log = Log(MemoryStore(), KEY.public, signer or Signer(KEY, guard_in(None)))
    log.append(entries(0, size))
    log.sign()
    return log
