"""A bundle opened again: its acts, so that anybody counts from the published files as from the record itself.

What is read is held against the checkpoint, and that against the keys in the bundle's own definition. Whether those are the
right keys, only a key from elsewhere tells: that, and every other file, is for ``verify.py``.
"""

from collections.abc import Iterator
from pathlib import Path

from dauys.acts.record import (
    DEFINITION,
    LOG,
    Progress,
    Record,
    Watch,
    read_frozen,
    read_record,
    replayed,
    silent,
    unwatched,
)
from dauys.ledger import BadProof, Checkpoint, CompactRange, LedgerError, Note, TileReader, leaf_hash
from dauys.ledger.tiles import WIDTH
from dauys.text import BadInput, Fault


def read_bundle(folder: Path, progress: Progress = silent, watch: Watch = unwatched) -> Record:
    """The record that a bundle carries, its acts replayed. Its log has no files but the bundle's own.

    Raises BadInput: no bundle, a checkpoint that is not signed as the definition asks, entries that are not those signed,
    an act that no rule allows.
    """
    if not (folder / "checkpoint").is_file() or not (folder / DEFINITION / "event.toml").is_file():
        raise _bad(folder, "this is no bundle: checkpoint and definition are not there", "`dauys publish` writes one")
    event, keys = read_frozen(folder / DEFINITION)
    try:
        note = Note.parse((folder / "checkpoint").read_bytes())
        checkpoint = keys.policy.check(note).checkpoint
        state = replayed(folder, event, signed_entries(folder, checkpoint), checkpoint.size, progress, watch)
    except LedgerError as error:
        raise _bad(folder, str(error), "take the bundle once more from where it was published") from None
    return Record(folder, event, keys, note, checkpoint, state)


def read_either(folder: Path, watch: Watch = unwatched) -> Record:
    """A record, or the record that a bundle carries. Raises BadInput."""
    return (read_record if (folder / LOG).is_dir() else read_bundle)(folder, silent, watch)


def signed_entries(folder: Path, checkpoint: Checkpoint) -> Iterator[bytes]:
    """The entries of a bundle in order. Raises LedgerError, at the latest at the end, where they are not those signed."""
    tiles, growing = tile_reader(folder, checkpoint.size), CompactRange()
    for start in range(0, checkpoint.size, WIDTH):
        for entry in tiles.entries(start, start + WIDTH):
            growing.append(leaf_hash(entry))
            yield entry
    if growing.root() != checkpoint.root:
        raise BadProof(f"the {checkpoint.size} entries do not have the root that was signed")


def tile_reader(folder: Path, size: int) -> TileReader:
    """The log in a bundle."""

    def read(path: str) -> bytes | None:
        file = folder / path
        return file.read_bytes() if file.is_file() else None

    return TileReader(read, size)


def _bad(where: Path, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(str(where), None, None, None, cause, cure),))
