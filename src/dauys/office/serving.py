"""The office at an address, and beside it the recorder, a process of its own that follows the journal every second."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from ipaddress import ip_address
from pathlib import Path
from threading import Event

EVERY = 1.0
"""Seconds between two looks of the recorder into the journal."""

LOOKS = 5
"""Looks for which it keeps the log open. Then others may write: who puts a witness's signature there waits so long."""

WORKERS, THREADS = 3, 1
"""Processes that answer, and requests that one of them answers at once. Threads of one Python wait for each other after every
step in the database, who holds the journal among them: with two, a third fewer papers were entered (``bench/office.py``).
Three processes, so that a long answer keeps nobody waiting; each has the state of the election in its memory."""


def is_loopback(host: str) -> bool:
    """Whether an address is of this machine alone."""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


def set_environment(host: str) -> None:
    """What the settings are to know of an address: cookies without HTTPS are for this machine alone, and not behind a proxy."""
    os.environ.pop("DAUYS_INSECURE", None)
    if not is_loopback(host):
        os.environ.setdefault("DAUYS_HOSTS", host)
    elif os.environ.get("DAUYS_PROXY") != "yes":
        os.environ["DAUYS_INSECURE"] = "yes"


def serve(host: str, port: int, workers: int, recording: bool = True) -> None:
    """Serve until Ctrl-C or SIGTERM; the recorder ends with it. The environment names the office.

    recording: false where a signer of its own follows the journal, and this program cannot read its key.
    """
    from granian.constants import Interfaces
    from granian.server import Server

    with _recorder() if recording else nullcontext():
        Server(
            "dauys.office.wsgi:application", host, port, interface=Interfaces.WSGI, workers=workers, blocking_threads=THREADS,
            respawn_failed_workers=True, log_enabled=True,
        ).serve()  # fmt: skip


@contextmanager
def _recorder() -> Iterator[None]:
    """The recorder beside the office, as its child."""
    recorder = multiprocessing.get_context("spawn").Process(target=_beside, args=(os.getpid(),), name="recorder", daemon=True)
    recorder.start()
    try:
        yield
    finally:
        recorder.terminate()
        recorder.join(10)


def _beside(parent: int) -> None:
    """The recorder as the office's own child: it ends when told to, and when its parent is no more."""
    ended = _ended_by_signal()  # first: a Ctrl-C in the middle of an import would be told at length
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dauys.office.settings")
    django.setup()
    from dauys.office.folder import OfficeFolder

    sys.exit(not follow(OfficeFolder.here().path, None, ended, lambda: os.getppid() == parent))


def follow(folder: Path, key: Path | None, ended: Event | None = None, still: Callable[[], bool] = lambda: True) -> bool:
    """Copy and sign what the journal has more, every second, as long as ``still`` says so, or until a signal.

    Gives False where the log refuses: two histories, entries that are missing. What passes (a database that is away, a full
    disk, somebody who puts a witness's signature into the log) is said once, and tried again.
    """
    from django.db import DatabaseError, close_old_connections

    from dauys.ledger import Busy, Full, LedgerError
    from dauys.office.folder import OfficeFolder
    from dauys.office.journal.models import Entry
    from dauys.office.journal.recorder import Recorder

    ended, office, said = ended or _ended_by_signal(), OfficeFolder(folder), ""
    while still() and not ended.is_set():
        try:
            close_old_connections()
            if Entry.objects.exists():
                with Recorder.of(office, key).following() as sign:
                    for _ in range(LOOKS):
                        sign()
                        said = ""
                        if ended.wait(EVERY) or not still():
                            break
                        close_old_connections()
        except (DatabaseError, Full, Busy) as error:
            said = _say_once(f"recorder: {_words(error)}; it is tried again every second", said)
        except (LedgerError, OSError) as error:
            _say_once(f"recorder: {error}\nNothing is signed any more. `dauys doctor {folder}` says what to do.", "")
            return False
        ended.wait(EVERY)
    return True


def _words(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def _say_once(text: str, before: str) -> str:
    if text != before:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    return text


def _ended_by_signal() -> Event:
    """Set by Ctrl-C and SIGTERM: what is being written is finished first."""
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    return ended
