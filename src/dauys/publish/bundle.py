"""From a record to a bundle: the order of the work. What each file holds is said in ``docs/bundle.md``.

Only the record is read. Nothing here knows the time or draws by chance: the same record gives the same bytes.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from importlib import resources
from itertools import batched
from pathlib import Path

from dauys.acts import Record
from dauys.acts.record import ATTACHMENTS, DEFINITION, Progress, silent
from dauys.election.event import Event
from dauys.ledger import Disk, LedgerError, SigningKey
from dauys.ledger.tiles import tiles
from dauys.publish import open_data
from dauys.publish.findings import findings_csv
from dauys.publish.manifest import MANIFEST, NOTE, Listed, Manifest, read_manifest
from dauys.publish.parquet import protocols_parquet
from dauys.publish.proofs import proofs
from dauys.publish.protocols import protocols_csv
from dauys.publish.readme import readme
from dauys.publish.seats import seats_json
from dauys.publish.source import Source
from dauys.publish.summaries import summaries_csv
from dauys.publish.totals import totals_csv
from dauys.publish.writing import drafting
from dauys.tally.open import open_json
from dauys.text import BadInput, Fault

README = "README.txt"

SOME = 256
"""Stations whose receipts are written in one piece."""

type File = tuple[str, bytes | None]
"""Path in the bundle, with slashes, and content; None: as in the publication before."""

type Put = Callable[[str, bytes | None], Listed]
"""What writes a file: path and content; told is what the manifest says of it."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that has been published."""

    folder: Path
    origin: str
    snapshot: int  # acts under the signed checkpoint: the number of the bundle
    invented: bool
    files: int  # the manifest and its signature included


def publish(record: Record, out: Path, key: SigningKey, progress: Progress = silent, disk: Disk | None = None) -> Bundle:
    """Publish a record as the folder ``out``, which appears whole or not at all.

    key: the publisher's, as the frozen definition names it.
    Raises BadInput: another key, a checkpoint that too few witnesses have cosigned, something at ``out`` already, an
    attachment that is not what its name says, a lot that fits no question, a disk that is full or refuses.
    """
    with refusing(record, out, key), record.log() as log, drafting(out, disk or Disk()) as draft:
        _check_free(record, out, key)
        manifest = write_bundle(Source(record, log, draft.work), draft.put, key, progress)
        files = len(draft.listed)
    return Bundle(out, manifest.origin, manifest.snapshot, manifest.invented, files)


@contextmanager
def refusing(record: Record, out: Path, key: SigningKey) -> Iterator[None]:
    """What cannot be published is refused in words: another key, too few witnesses, a disk that does not take it."""
    _check_key(record, key)
    try:
        record.keys.policy.check(record.note)
        yield
    except LedgerError as error:
        raise _bad(out, str(error), "nothing was published; mend it and publish again") from None


def write_bundle(source: Source, put: Put, key: SigningKey, progress: Progress = silent) -> Manifest:
    """Write every file of a bundle, the manifest and its signature last."""
    expected, listed = _expected(source.record), []
    for one in write_parts(source, PARTS, put):
        listed.append(one)
        progress(min(len(listed), expected - 1), expected)
    manifest = seal_bundle(source, put, key, listed)
    progress(expected, expected)
    return manifest


def write_parts(source: Source, parts: Iterable["Part"], put: Put) -> Iterator[Listed]:
    """Write some files of a bundle. Wherever it lies, it names its own paths."""
    for part in parts:
        for path, data in part(source):
            yield replace(put(path, data), path=path)


def seal_bundle(source: Source, put: Put, key: SigningKey, listed: Iterable[Listed]) -> Manifest:
    """Write what names all files of a bundle, and its publisher's signature."""
    checkpoint = source.record.checkpoint
    manifest = Manifest.of(checkpoint.origin, checkpoint.size, source.state.event.invented, listed)
    put(MANIFEST, bytes(manifest))
    put(NOTE, bytes(manifest.signed(key)))
    return manifest


# ---- the parts, each path and content ----------------------------------------------------------------------------------


def _log(source: Source) -> Iterator[File]:
    yield from source.log.files()


def _definition(source: Source) -> Iterator[File]:
    folder = source.record.folder / DEFINITION
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"{DEFINITION}/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _attachments(source: Source) -> Iterator[File]:
    """The scans that are published, and the hashes of those that acts name and that are not."""
    folder, scans = source.record.folder / ATTACHMENTS, source.minutes.attachments
    for name in sorted(source.attachments):
        known = source.kept is not None and name in source.kept.attachments
        data = None if known else (folder / name).read_bytes()
        if data is not None and sha256(data).hexdigest() != name:
            raise _bad(folder / name, "this attachment is not what its name says", "restore it from a copy")
        yield f"{ATTACHMENTS}/{name}", data
    if others := sorted({*scans, *filter(None, scans.values())} - source.attachments):
        yield f"{ATTACHMENTS}/not-published.txt", "".join(f"{name}\n" for name in others).encode()


def _protocols(source: Source) -> Iterator[File]:
    for contest, table in source.tables.items():
        held = source.holds("contest", contest)
        yield f"protocols/{contest}.csv", None if held else protocols_csv(table, source.minutes)


def _parquet(source: Source) -> Iterator[File]:
    yield "protocols.parquet", protocols_parquet(source.tables.values(), source.scratch)


def _findings(source: Source) -> Iterator[File]:
    found = (one for stations in source.found_in.values() for here in stations.values() for one in here)
    yield "findings.csv", findings_csv(found)


def _totals(source: Source) -> Iterator[File]:
    for contest, found in source.totals.items():
        held, sheet = source.holds("contest", contest), source.tables[contest].sheet
        yield f"totals/{contest}.csv", None if held else totals_csv(source.state, contest, sheet, found.values())


def _summaries(source: Source) -> Iterator[File]:
    yield "summaries.csv", summaries_csv(source.state, source.minutes, source.tables.values())


def _seats(source: Source) -> Iterator[File]:
    for body, outcome in source.outcomes.items():
        yield f"seats/{body}.json", None if source.holds("body", body) else _json(seats_json(source.state, body, outcome))


def _open(source: Source) -> Iterator[File]:
    yield "open.json", _json(open_json(source.opens.values()))


def _proofs(source: Source) -> Iterator[File]:
    yield from proofs(source.state, source.log, source.minutes, source.event.stations)


def _how_to_check(source: Source) -> Iterator[File]:
    yield README, readme(source.state.event, source.record.checkpoint)
    yield "verify.py", resources.files("dauys").joinpath("verify.py").read_bytes()


type Part = Callable[[Source], Iterator[File]]
"""Some files of a bundle."""

PARTS: tuple[Part, ...] = (
    _log, _definition, _attachments, _protocols, _parquet, _findings, _totals, _summaries, _seats, _open, _proofs,
    *open_data.PARTS, _how_to_check,
)  # fmt: skip
"""What a bundle is made of, in the order in which it is written."""

BESIDE: tuple[Part, ...] = (_parquet, *open_data.PARTS)
"""Those that another process can write beside the rest."""


def apart(event: Event) -> tuple[list[Sequence[Part]], list[Part]]:
    """The same parts for several processes: what each of the first two writes, and the receipts, which every checkpoint makes
    new at every station, in pieces that whoever is done takes. DuckDB is not to run in the one that makes copies of itself.
    """
    some: list[Part] = [partial(_proofs_of, stations) for stations in batched(event.stations, SOME)]
    return [[one for one in PARTS if one not in (*BESIDE, _proofs)], BESIDE], some


def _proofs_of(stations: tuple[str, ...], source: Source) -> Iterator[File]:
    return proofs(source.state, source.log, source.minutes, stations)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


# ---- what is refused ----------------------------------------------------------------------------------------------------


def _check_key(record: Record, key: SigningKey) -> None:
    if key.public != record.keys.publisher:
        cause = f"the key {key.public.name} is not the publisher's of this election, {record.keys.publisher.name}"
        raise _bad(record.folder / DEFINITION / "keys.json", cause, "sign with the key that was frozen with the definition")


def _check_free(record: Record, out: Path, key: SigningKey) -> None:
    """Nothing is written over: what is published stays as it is."""
    if not out.exists() and not out.is_symlink():
        return
    try:
        there = read_manifest((out / MANIFEST).read_bytes(), (out / NOTE).read_bytes(), key.public)
        same = (out / "checkpoint").read_bytes() == bytes(record.note)
    except (OSError, LedgerError):
        raise _bad(out, "there is something else already", "name a folder that does not exist yet") from None
    if same:
        cause = f"these very acts are published here already, as snapshot {there.snapshot}; nothing was changed"
        raise _bad(out, cause, "there is nothing to do, or name another folder")
    cause = f"snapshot {there.snapshot} is published here, and a bundle is never changed"
    raise _bad(out, cause, f"name another folder for snapshot {record.checkpoint.size}")


def _expected(record: Record) -> int:
    """About how many files it will be, for whoever watches."""
    event = record.state.event
    tables = 2 * len(event.contests) + len(event.bodies)
    return sum(1 for _ in tiles(record.checkpoint.size)) + tables + len(event.stations) + 30


def _bad(where: Path, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(str(where), None, None, None, cause, cure),))
