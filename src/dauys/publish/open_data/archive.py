"""One archive for the media: a whole snapshot as a ZIP file, in one folder, and beside that a page that says how to read it.

The same files give the same bytes, with the same release of zlib: no clock, no owner, files in the order of their paths.
What is in it can be checked like the bundle itself, for it is the bundle, ``verify.py`` included.
"""

import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from dauys.election.event import Event
from dauys.ledger import Checkpoint
from dauys.publish.open_data.description import Told, names_told, told
from dauys.publish.open_data.notes import invented
from dauys.publish.readme import KEY, PYTHON
from dauys.text import LANGUAGES

type File = tuple[str, bytes]

READ_FIRST = "-READ-ME-FIRST.txt"
"""Behind the name of the folder. In the folder itself it would be a file that the manifest does not know."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a ZIP file has no day before
_READABLE = 0o100644 << 16  # an ordinary file that all may read and its owner may write
_UNIX = 3
_LEVEL = 6


def media_zip(files: Iterable[File], event: Event, checkpoint: Checkpoint) -> bytes:
    """The archive; of ``files`` only one at a time is held in memory.

    files: of one snapshot, in the order of their paths by bytes. Raises ValueError where they are not, or one comes twice.
    """
    out, folder = BytesIO(), folder_of(event, checkpoint)
    with zipfile.ZipFile(out, "w") as archive:
        _put(archive, f"{folder}{READ_FIRST}", read_first(event, checkpoint))
        before = b""
        for path, data in files:
            if path.encode() <= before:
                raise ValueError(f"{path} does not stand in the order of paths, or stands twice")
            before = path.encode()
            _put(archive, f"{folder}/{path}", data)
    return out.getvalue()


def files_of(bundle: Path) -> Iterator[File]:
    """The files of a published bundle, in the order of their paths by bytes, read one by one."""
    paths = {path.relative_to(bundle).as_posix(): path for path in bundle.rglob("*") if path.is_file()}
    for path in sorted(paths, key=str.encode):
        yield path, paths[path].read_bytes()


def folder_of(event: Event, checkpoint: Checkpoint) -> str:
    """The folder in the archive: nothing of it lands beside it, and a rehearsal says so in its name."""
    return f"{'INVENTED-' if event.invented else ''}{event.country}-{event.date.isoformat()}-{checkpoint.size}"


def read_first(event: Event, checkpoint: Checkpoint) -> bytes:
    """The first page, in each language: whether it is a rehearsal, where to begin, and how to check it."""
    folder = folder_of(event, checkpoint)
    facts = {"number": checkpoint.size, "log": checkpoint.origin}
    parts: tuple[Told, ...] = (
        invented() if event.invented else told("data.media real"),
        names_told(event.names),
        told("data.media", **facts),
        told("data.media read"),
        told("page.check told", python=PYTHON),
        (f"    python3 {folder}/verify.py {folder} --key {KEY}",) * len(LANGUAGES),
        told("page.check key", word=KEY),
        told("page.unchanged"),
    )
    return "\n\n".join("\n\n".join(said) for said in zip(*parts, strict=True)).encode() + b"\n"


def _put(archive: zipfile.ZipFile, path: str, data: bytes) -> None:
    info = zipfile.ZipInfo(path, _EARLIEST)
    info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, _READABLE, _UNIX
    archive.writestr(info, data, compresslevel=_LEVEL)
