"""The record: the folder that is the whole contract between programs. The office writes it, the publisher reads it.

``definition/`` as it was frozen, ``log/`` with every act, ``attachments/`` with scans under their own hash. Nothing else of
an office is ever read. What is not under the signed checkpoint is not there for a reader.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from dauys.acts.freezing import Keys, check_frozen, freeze, read_keys
from dauys.acts.kinds import NotAnAct, read_act
from dauys.acts.replay import State
from dauys.election.definition import definition_hash, read_definition
from dauys.election.event import Event
from dauys.ledger import Checkpoint, FileBlobs, FileStore, Guard, LedgerError, Log, Note, Signer, SigningKey, parse
from dauys.protocol.life import NotAllowed
from dauys.text import BadInput, Fault

DEFINITION, LOG, ATTACHMENTS, SIGNER = "definition", "log", "attachments", "signer"

AT_ONCE = 5_000
"""Entries that are read or written together."""

type Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""


def silent(done: int, of: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record read: the event, whose keys count, the signed checkpoint, and the state that its acts make."""

    folder: Path
    event: Event
    keys: Keys
    note: Note
    checkpoint: Checkpoint
    state: State

    @contextmanager
    def log(self) -> Iterator[Log]:
        """The log, to be read: its files, receipts and entries."""
        with FileStore(self.folder / LOG, writer=False) as store:
            yield Log(store, self.keys.log)


def found_record(folder: Path, event: Event, keys: Keys) -> str:
    """Begin a record: freeze the definition into it, and give its hash. Raises BadInput where the folder holds something."""
    if folder.exists() and any(folder.iterdir()):
        cure = "name an empty folder, or one that does not exist yet"
        raise BadInput((Fault(str(folder), None, None, None, "the folder is not empty", cure),))
    return freeze(event, keys, folder / DEFINITION)


@contextmanager
def writing(folder: Path, key: SigningKey, memory: Path) -> Iterator[Log]:
    """The log of a record, to append to and sign.

    memory: where the signer remembers what it signed last; for a real election on another disk than the record.
    """
    with FileStore(folder / LOG) as store:
        guard = Guard(FileBlobs(memory), key.public.name)
        if not guard.begun:
            guard.begin()
        yield Log(store, key.public, Signer(key, guard))


def attach(folder: Path, data: bytes) -> str:
    """Keep an attachment under its own hash, and give the hash. The same bytes twice are one file."""
    name = sha256(data).hexdigest()
    FileBlobs(folder / ATTACHMENTS).put(name, data)
    return name


def read_record(folder: Path, progress: Progress = silent) -> Record:
    """Read a record and replay its acts, all of them under the signed checkpoint.

    Raises BadInput: no record, a definition other than the frozen one, a log that is not whole or not signed, an act that
    no rule allows.
    """
    if not (folder / DEFINITION / "event.toml").is_file() or not (folder / LOG).is_dir():
        raise _bad(folder, "this is no record: definition and log are not there", "`dauys demo FOLDER` writes one")
    event = read_definition(folder / DEFINITION)
    keys = read_keys(folder / DEFINITION)
    check_frozen(event, keys, folder / DEFINITION)
    state = State(event)
    try:
        with FileStore(folder / LOG, writer=False) as store:
            log = Log(store, keys.log)
            note, checkpoint = log.note(), log.checkpoint()
            if note is None or checkpoint is None:
                raise _bad(folder / LOG, "nothing of this log is signed yet", "sign it: what is not signed is not published")
            for index, entry in enumerate(_entries(store, checkpoint.size)):
                _take(state, folder, index, entry)
                if index % AT_ONCE == 0:
                    progress(index, checkpoint.size)
    except LedgerError as error:
        raise _bad(folder / LOG, str(error), "restore the log from a copy of it") from None
    if state.frozen != definition_hash(folder / DEFINITION):
        raise _bad(folder, "the definition is not the one that was frozen", "restore the definition that was frozen")
    progress(checkpoint.size, checkpoint.size)
    return Record(folder, event, keys, note, checkpoint, state)


def _take(state: State, folder: Path, index: int, entry: Any) -> None:
    try:
        state.apply(read_act(entry))
    except (NotAnAct, NotAllowed) as error:
        cure = "this log was not written by these rules: count nothing from it, and look who wrote it"
        raise BadInput((Fault(str(folder / LOG), None, None, f"entry {index}", str(error), cure),)) from None


def _entries(store: FileStore, size: int) -> Iterator[Any]:
    for start in range(0, size, AT_ONCE):
        yield from (parse(entry) for entry in store.entries(start, min(size, start + AT_ONCE)))


def _bad(where: Path, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(str(where), None, None, None, cause, cure),))
