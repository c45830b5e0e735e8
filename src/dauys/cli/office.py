"""Commands of an office: start it, serve it, sign beside it, back it up and restore it, and prove that all of it agrees."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dauys.cli.shared import FAILED, KeyFile, app, bad, echo, progress
from dauys.office.serving import WORKERS

if TYPE_CHECKING:
    from dauys.ledger import Note
    from dauys.office.folder import OfficeFolder

office = typer.Typer(
    name="office", no_args_is_help=True, help="The office in which commissions work: start, serve, sign, back up, restore."
)
app.add_typer(office)

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of the office.")]
Host = Annotated[
    str, typer.Option("--host", help="The address to listen at; another than this machine's needs HTTPS before it.")
]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="The port.")]
PORT = 8024


@office.command()
def start(
    folder: Folder,
    definition: Annotated[
        Path | None, typer.Option("--definition", metavar="DIR", help="The definition of the election.")
    ] = None,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="An invented election instead.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Without an election: its chair loads one, on a page.")] = False,
    stations: Annotated[int, typer.Option("--stations", metavar="N", help="Of a rehearsal: 80 to 10,223.")] = 80,
    chair: Annotated[str, typer.Option("--chair", metavar="NAME", help="Who chairs the central commission.")] = "",
    address: Annotated[str, typer.Option("--address", metavar="URL", help="Where people will find the office.")] = "",
) -> None:
    """Make an office, and print the link by which the chair of the central commission comes in."""
    if (definition is not None) + rehearsal + empty > 1:
        raise bad("--definition --rehearsal --empty", None, "two elections are asked for", "ask for one of them")
    asked = definition is not None or rehearsal or empty
    if asked and _has_office(folder):
        raise bad(str(folder), None, "there is an office in it already", "name another folder, or leave --definition out")
    if not asked and not _has_office(folder):
        raise bad(str(folder), None, "there is no office in it yet", "add --definition DIR, --empty, or --rehearsal")
    if not chair and not rehearsal:
        raise bad("--chair", None, "it is not said who chairs the central commission", "add --chair NAME")
    if asked:
        with _all_or_nothing(folder), nullcontext() if empty else _definition(definition, stations) as source:
            here = entered(folder, new=True)
            from django.core.management import call_command

            with progress("making the tables"):
                call_command("migrate", verbosity=0)
            if source is not None:
                from dauys.office.setting_up.preparing import grouped, prepare

                frozen = prepare(here, source)
                echo(f"the definition, for the protocol of the session that freezes it: {' '.join(grouped(frozen))}")
            link = _link(chair, address)
    else:
        entered(folder)
        link = _link(chair, address)
    echo(f"the chair's way in, good once, for three days:\n  {link}")
    echo(f"next: dauys office serve {folder}")


@contextmanager
def _definition(folder: Path | None, stations: int) -> Iterator[Path]:
    """The definition, read whole: faults are told before anything is made."""
    from tempfile import TemporaryDirectory

    from dauys.election.definition import read_definition, write_definition

    if folder is not None:
        read_definition(folder)
        yield folder
        return
    from dauys.demo.definition import invent_definition

    with TemporaryDirectory() as scratch:
        write_definition(invent_definition(stations, 1), Path(scratch))
        yield Path(scratch)


@contextmanager
def _all_or_nothing(folder: Path) -> Iterator[None]:
    """Nothing of an office stays where its making failed."""
    there = folder.exists()
    if there and any(folder.iterdir()):
        raise bad(str(folder), None, "the folder is not empty", "name an empty folder, or one that does not exist yet")
    from django.db import DatabaseError

    try:
        yield
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if there:
            folder.mkdir()
        if isinstance(error, DatabaseError | OSError):
            raise bad(str(folder), None, f"nothing was made: {error}", "see to the disk or the database") from None
        raise


def _link(chair: str, address: str) -> str:
    """An invitation of the chair. Raises BadInput where somebody has a part in the central commission: he invites."""
    from dauys.office.people.inviting import invite
    from dauys.office.people.models import Membership
    from dauys.office.setting_up.preparing import central_here

    central = central_here()
    if Membership.objects.filter(commission=central).exists():
        cure = "ask the chair or the secretary: they invite on their own page"
        raise bad("office", None, "somebody has a part in the central commission already", cure)
    secret = invite(central, "chair", chair or "INVENTED chair", None)
    return f"{(address or f'http://127.0.0.1:{PORT}').rstrip('/')}/invitation/{secret}/"


@office.command()
def serve(
    folder: Folder,
    port: Port = PORT,
    host: Host = "127.0.0.1",
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="Processes that answer.")] = WORKERS,
    recorder: Annotated[bool, typer.Option(help="The recorder beside it; none where a signer of its own signs.")] = True,
) -> None:
    """Serve the office, with the recorder beside it. Ctrl-C ends both."""
    import socket

    from dauys.office.serving import is_loopback, set_environment
    from dauys.office.serving import serve as serving

    _is_office(folder)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise bad("--port", port, f"cannot listen there: {error.strerror}", "name a port that is free") from None
    set_environment(host)
    entered(folder)
    shown = f"[{host}]" if ":" in host else host
    echo(f"the office: http://{shown}:{port}/  (Ctrl-C ends it)")
    if not is_loopback(host):
        echo("people reach it over HTTPS alone: put a web server with a certificate before it, and set DAUYS_PROXY=yes")
    sys.stdout.flush()
    serving(host, port, workers, recorder)


@office.command()
def sign(
    folder: Folder,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, every second, until Ctrl-C.")] = False,
    key: KeyFile = None,
) -> None:
    """Copy the journal into the record's log and sign it; the recorder as a program of its own."""
    here = entered(folder)
    if key is not None and not key.is_file():
        raise bad("--key", key, "there is no such file", "name the file that holds the log's private key")
    if watch:
        from dauys.office.serving import follow

        if not follow(here.path, key):
            raise typer.Exit(FAILED)
        return
    from django.db import DatabaseError

    from dauys.ledger import LedgerError
    from dauys.office.journal.recorder import Recorder

    try:
        size = Recorder.of(here, key).follow()
    except (LedgerError, DatabaseError, OSError) as error:
        raise bad(str(folder), None, str(error).strip(), f"`dauys doctor {folder}` says what to do") from None
    echo(f"{size:,} entries are signed")


@office.command()
def backup(
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file of the backup; it must not exist yet.")],
) -> None:
    """Write tables, record and uploads of one moment into one file, while people go on working. Keys are not in it."""
    here = entered(folder)
    from dauys.office.journal.backup import back_up

    with progress("copying"):
        copied = back_up(here, out)
    echo(f"{copied.entries:,} entries, {copied.files:,} parts, {copied.bytes:,} bytes: {out}")


@office.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file of the backup.")],
    into: Annotated[Path, typer.Option("--into", metavar="FOLDER", help="The folder of the office, without a database.")],
) -> None:
    """Put a backup into a folder, and into an empty database. A record that lies there stays: it may know more."""
    if not file.is_file():
        raise bad(str(file), None, "there is no such file", "name a file that `dauys office backup` wrote")
    here = entered(into, new=True)
    from dauys.office.journal.backup import restore as back

    with progress("restoring"):
        copied = back(file, here)
    echo(f"{copied.entries:,} entries are back, and {copied.files:,} files")
    echo(f"next: dauys doctor {into}")


@app.command()
def doctor(
    folder: Folder,
    mend: Annotated[bool, typer.Option("--mend", help="Bring back entries that a signed copy of the log has.")] = False,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="RECORD|BUNDLE", help="The newest copy: a record, or a published bundle.")
    ] = None,
) -> None:
    """Prove that journal, rows, rules of the database, record and signer agree: a line for each check, 0 only if all pass."""
    here = entered(folder)
    if mend != (source is not None):
        raise bad("--mend", None, "mending needs a copy to mend from, and a copy is for mending", "give both, or neither")
    if source is not None:
        _mended(here, source)
    from dauys.office.journal.doctor import examine

    healthy = True
    for one in examine(here):
        healthy &= not one.faults
        echo("\n".join(one.lines))
    if not healthy:
        raise typer.Exit(FAILED)


def _mended(here: "OfficeFolder", source: Path) -> None:
    from dauys.ledger import LedgerError
    from dauys.office.journal.doctor_mend import mend

    bodies, note = _copy(source)
    try:
        mended = mend(here, bodies, note)
    except LedgerError as error:
        raise bad(str(source), None, str(error), "look at both copies: nothing was changed here") from None
    echo(f"brought back: {mended.journal:,} entries into the journal, {mended.record:,} into the record")
    for pseudonym in mended.strangers:
        echo(f"{pseudonym} acted, and the account is lost: find out who it is before that person is invited anew")


def _copy(source: Path) -> tuple[list[bytes], "Note"]:
    """All entries under the checkpoint of a record or bundle, replayed, and the checkpoint."""
    from dauys.cli.shared import read_source
    from dauys.ledger import LedgerError

    record = read_source(source)
    try:
        if (source / "tile").is_dir():
            from dauys.acts.published import signed_entries

            return list(signed_entries(source, record.checkpoint)), record.note
        with record.log() as log:
            return log.entries(0, record.checkpoint.size), record.note
    except LedgerError as error:
        raise bad(str(source), None, str(error), "take another copy") from None


# ---- going in ----------------------------------------------------------------------------------------------------------


def _has_office(folder: Path) -> bool:
    from dauys.office.folder import OfficeFolder

    return OfficeFolder(folder).is_begun


def _is_office(folder: Path) -> None:
    if not _has_office(folder):
        raise bad(str(folder), None, "there is no office in it", "`dauys office start FOLDER` makes one")


def entered(folder: Path, new: bool = False) -> "OfficeFolder":
    """Set Django up for this office, once for the whole process. Raises BadInput where there is none, and none is made."""
    if not new:
        _is_office(folder)
    from dauys.office.folder import FOLDER, OfficeFolder

    os.environ[FOLDER] = str(folder.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dauys.office.settings")
    try:
        import django
    except ModuleNotFoundError as error:
        cure = "install dauys with its extra 'office': pip install 'dauys[office]'"
        raise bad("office", None, f"the office needs {error.name}, which is not installed", cure) from None
    django.setup()
    return OfficeFolder.here()
