"""An office in one file, and back: tables, the record, uploads. One form for both databases, so either is restored into either.

A zip file: ``backup.json`` with the hash of everything in it, each table as JSON lines in an order in which rows can be added
again, and the files. It is of one moment, while people go on working. Not in it: private keys, what the signer remembers, the
secret of sessions, and who is signed in. Rows come back through the same tables, with the same triggers, as they once came in.

The record is copied before the tables, so that it never has an entry that they lack; attachments after them.
"""

import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from dauys.acts.record import DEFINITION, LOG
from dauys.ledger import FileBlobs
from dauys.office.folder import OfficeFolder
from dauys.office.journal.doctor_mend import LAST_SIGNED, RESTORED
from dauys.office.journal.models import Entry
from dauys.office.journal.snapshot import snapshot
from dauys.text import BadInput, Fault

CONTENTS, TABLES, VERSION = "backup.json", "tables", 1
LEFT_OUT = {"contenttypes", "auth", "sessions", "axes"}
"""Apps of Django whose tables are made anew: sign-ins, and wrong passwords."""

AT_ONCE = 500

TIMES, CHUNK = 200, 1024 * 1024
"""Unpacked, a backup is at most so many times as large (rows of an office are some 10 times, zeros 1,000). Bytes at a time."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup holds."""

    entries: int
    files: int
    bytes: int


class _Exact(DjangoJSONEncoder):
    """Moments to the microsecond; Django's own stops at the millisecond."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


# ---- there -------------------------------------------------------------------------------------------------------------


def back_up(folder: OfficeFolder, out: Path) -> Copied:
    """Write the backup. Raises BadInput where the file is there already, or the disk refuses; then there is no file."""
    part = out.with_name(f"{out.name}.part")
    if out.exists():
        raise _bad(out, "there is a file already, and a backup takes no other's place", "name another file")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
                copied = _written(folder, zipped)
            file.flush()
            os.fsync(file.fileno())
        part.rename(out)
    except OSError as error:
        raise _bad(out, f"the disk refused: {error.strerror}; there is no backup", "make room, or name another disk") from None
    finally:
        part.unlink(missing_ok=True)
    return Copied(*copied, out.stat().st_size)


def _written(folder: OfficeFolder, zipped: zipfile.ZipFile) -> tuple[int, int]:
    hashes: dict[str, str] = {}

    def put(name: str, data: bytes) -> None:
        zipped.writestr(name, data)
        hashes[name] = sha256(data).hexdigest()

    # the checkpoint before the entries: so they are never fewer than it covers
    for name in ("checkpoint", "entries.log"):
        with suppress(FileNotFoundError):
            put(f"record/{LOG}/{name}", (folder.record / LOG / name).read_bytes())
    with snapshot():
        entries = Entry.objects.count()
        known = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
        for number, model in enumerate(_tables()):
            rows = model._base_manager.order_by("pk").iterator(AT_ONCE)
            text = io.StringIO()
            serializers.serialize("jsonl", rows, stream=text, cls=_Exact)
            put(f"{TABLES}/{number:03} {model._meta.label}.jsonl", text.getvalue().encode())
    for name, file in _files(folder):
        put(name, file.read_bytes())
    told = {"version": VERSION, "entries": entries, "migrations": known, "sha256": hashes}
    zipped.writestr(CONTENTS, json.dumps(told, indent=1))
    return entries, len(hashes)


def _files(folder: OfficeFolder) -> Iterator[tuple[str, Path]]:
    """Everything of the record but its log, and what was uploaded: name in the backup, and the file."""
    for root in (folder.record, folder.uploads):
        for file in sorted(root.rglob("*")) if root.is_dir() else ():
            inside = file.relative_to(folder.path)
            if file.is_file() and inside.parts[:2] != ("record", LOG) and file.suffix not in (".new", ".lock"):
                yield inside.as_posix(), file


def _tables() -> list[type[Model]]:
    """The models whose rows are kept, each after those that it refers to, else in the order in which they are written."""
    waiting = [one for one in apps.get_models() if one._meta.app_label not in LEFT_OUT and one._meta.managed]
    found: list[type[Model]] = []
    while waiting:
        ready = next(one for one in waiting if not (_needed(one) & set(waiting)) - {one})
        waiting.remove(ready)
        found.append(ready)
    return found


def _needed(model: type[Model]) -> set[Any]:
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation}


# ---- and back ----------------------------------------------------------------------------------------------------------


def restore(file: Path, folder: OfficeFolder) -> Copied:
    """Put a backup into a folder whose database is empty; a record that lies there already stays as it is.

    Raises BadInput with everything that stands against it; then nothing was done. Where the signer's memory is not in the
    folder, nothing is signed there until ``mend`` has looked at the newest copy of the log.
    """
    with _opened(file) as zipped:
        told = _checked(file, zipped)
        _fits(file, told, folder)
        try:
            call_command("migrate", verbosity=0)
            with transaction.atomic():
                _load(zipped)
        except (DatabaseError, serializers.base.DeserializationError) as error:
            cause = f"the database took nothing of it: {error}"
            raise _bad(file, cause, "look at this with who keeps the database; another backup may be whole") from None
        files = 0
        for name in zipped.namelist():
            target = folder.path / name
            if name.split("/")[0] in ("record", "uploads") and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(zipped.read(name))
                files += 1
    if not folder.signer.is_dir():
        FileBlobs(folder.signer).put(LAST_SIGNED, RESTORED)
    return Copied(told["entries"], files, file.stat().st_size)


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as error:
        raise _bad(file, f"this is no backup: {error}", "name a file that `dauys office backup` wrote") from None


def _checked(file: Path, zipped: zipfile.ZipFile) -> dict[str, Any]:
    """The contents, every part of which has its hash."""
    unpacked, packed = sum(one.file_size for one in zipped.infolist()), file.stat().st_size
    if unpacked > TIMES * packed:  # by what the file itself says of its parts: no more of any is ever read
        cause = f"it would unpack {packed:,} bytes to {unpacked:,}: an office is not so empty"
        raise _bad(file, cause, "take another backup; nothing was unpacked")
    try:
        told: dict[str, Any] = json.loads(zipped.read(CONTENTS))
        hashes, version = dict(told["sha256"]), told["version"]
        names = set(zipped.namelist()) - {CONTENTS}
        wrong = sorted(name for name in names | hashes.keys() if _hash(zipped, names, name) != hashes.get(name))
    except (KeyError, ValueError, TypeError, RecursionError, zipfile.BadZipFile) as error:
        raise _bad(file, f"its contents cannot be read: {error}", "take another backup") from None
    outside = [name for name in names if ".." in Path(name).parts or Path(name).is_absolute()]
    if wrong or outside:
        raise _bad(file, f"damaged: {', '.join([*wrong, *outside][:5])}", "take another backup; nothing was restored")
    if version != VERSION:
        raise _bad(file, f"written in form {version}, this program reads form {VERSION}", "take the release that wrote it")
    return told


def _hash(zipped: zipfile.ZipFile, names: set[str], name: str) -> str | None:
    if name not in names:
        return None
    try:
        with zipped.open(name) as part:
            hash_ = sha256()
            while data := part.read(CHUNK):
                hash_.update(data)
            return hash_.hexdigest()
    except (zipfile.BadZipFile, OSError, EOFError, ValueError):
        return None
    except Exception as error:  # zlib's own, which is no OSError
        if type(error).__module__ == "zlib":
            return None
        raise


def _fits(file: Path, told: dict[str, Any], folder: OfficeFolder) -> None:
    """The database is empty, the record there is none or this one, and this program knows all tables."""
    faults = []
    if "people_person" in connection.introspection.table_names() and (_any("journal_entry") or _any("people_person")):
        cure = "move the old database away first: then nothing of it is lost"
        faults.append(Fault(str(folder.path), None, None, None, "its database holds an office already", cure))
    known = {f"{app}.{name}" for app, name in _disk_migrations()}
    if stranger := sorted(set(told["migrations"]) - known):
        cause = f"written by a newer program: {stranger[0]}"
        faults.append(Fault(str(file), None, None, None, cause, "take the release that wrote it"))
    here = folder.record / DEFINITION
    parts = told["sha256"]
    other = [
        name for name, hash_ in parts.items()
        if name.startswith(f"record/{DEFINITION}/") and here.is_dir()
        and (not (folder.path / name).is_file() or sha256((folder.path / name).read_bytes()).hexdigest() != hash_)
    ]  # fmt: skip
    if other:
        cause = "the record there is another election's"
        faults.append(Fault(str(here), None, None, other[0], cause, "name another folder"))
    if faults:
        raise BadInput(tuple(faults))


def _any(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608  (a name of this file)
        return cursor.fetchone() is not None


def _disk_migrations() -> Iterable[tuple[str, str]]:
    from django.db.migrations.loader import MigrationLoader

    return MigrationLoader(None, ignore_no_migrations=True).disk_migrations.keys()


def _load(zipped: zipfile.ZipFile) -> None:
    """Rows in the order in which they were written, and the counters after them."""
    models = []
    for name in sorted(one for one in zipped.namelist() if one.startswith(f"{TABLES}/")):
        model = apps.get_model(name.removesuffix(".jsonl").rsplit(" ", 1)[1])
        models.append(model)
        waiting: list[Model] = []
        for field in model._meta.concrete_fields:
            if getattr(field, "auto_now_add", False):  # the moment is the one of the row, and not of its coming back
                field.auto_now_add = False  # type: ignore[attr-defined]
        for one in serializers.deserialize("jsonl", io.StringIO(zipped.read(name).decode())):
            waiting.append(one.object)
            if len(waiting) == AT_ONCE:
                model._base_manager.bulk_create(waiting)
                waiting.clear()
        model._base_manager.bulk_create(waiting)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _bad(where: Path, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(str(where), None, None, None, cause, cure),))
