"""The record: the folder that is the whole contract between programs. The office writes it, the publisher reads it.

``definition/`` as it was frozen, ``log/`` with every act, ``attachments/`` with scans under their own hash. Nothing else of
an office is ever read. What is not under the signed checkpoint is not there for a reader.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from dauys.acts.freezing import Keys, check_frozen, freeze, read_keys
from dauys.acts.kinds import Act, NotAnAct, read_act
from dauys.acts.replay import State
from dauys.election.definition import definition_hash, read_definition
from dauys.election.event import Event
from dauys.ledger import (
    Checkpoint,
    FileBlobs,
    FileStore,
    Guard,
    LedgerError,
    Log,
    MemoryBlobs,
    Note,
    Signer,
    SigningKey,
    Store,
    StoreFault,
    parse,
)
from dauys.protocol.life import NotAllowed
from dauys.text import BadInput, Fault

DEFINITION, LOG, ATTACHMENTS, SIGNER = "definition", "log", "attachments", "signer"

AT_ONCE = 5_000
"""Entries that are read or written together."""

type Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""


def silent(done: int, of: int) -> None:
    """Progress that nobody watches."""


type Watch = Callable[[State, Act], None]
"""Told of each act of a replay once the state has taken it in: for what a room above knows of it."""


def unwatched(state: State, act: Act) -> None:
    """A replay that nobody watches."""


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
        """The log as it was read, its files, receipts and entries, whatever an office has added meanwhile."""
        with FileStore(self.folder / LOG, writer=False) as store:
            yield Log(_AsRead(store, self.checkpoint.size, bytes(self.note)), self.keys.log)


class _AsRead(MemoryBlobs):
    """The beginning of a store, up to a checkpoint that lies in it as its last."""

    def __init__(self, store: Store, size: int, checkpoint: bytes) -> None:
        super().__init__()
        self.put("checkpoint", checkpoint)
        self._store, self.size = store, size

    def append(self, entries: Sequence[bytes], hashes: Sequence[bytes]) -> int:
        raise StoreFault("this log was opened to be read; nothing is written to it")

    def entries(self, start: int, stop: int) -> list[bytes]:
        return self._store.entries(start, min(stop, self.size))

    def hashes(self, start: int, stop: int) -> list[bytes]:
        return self._store.hashes(start, min(stop, self.size))


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


def read_record(folder: Path, progress: Progress = silent, watch: Watch = unwatched) -> Record:
    """Read a record and replay its acts, all of them under the signed checkpoint.

    Raises BadInput: no record, a definition other than the frozen one, a log that is not whole or not signed, an act that
    no rule allows.
    """
    if not (folder / DEFINITION / "event.toml").is_file() or not (folder / LOG).is_dir():
        raise _bad(folder, "this is no record: definition and log are not there", "`dauys demo FOLDER` writes one")
    event, keys = read_frozen(folder / DEFINITION)
    try:
        with FileStore(folder / LOG, writer=False) as store:
            log = Log(store, keys.log)
            note, checkpoint = log.note(), log.checkpoint()
            if note is None or checkpoint is None:
                raise _bad(folder / LOG, "nothing of this log is signed yet", "sign it: what is not signed is not published")
            state = replayed(folder, event, _entries(store, checkpoint.size), checkpoint.size, progress, watch)
    except LedgerError as error:
        raise _bad(folder / LOG, str(error), "restore the log from a copy of it") from None
    return Record(folder, event, keys, note, checkpoint, state)


def read_on(record: Record) -> Record | None:
    """The record with what has been signed since it was read; None where nothing has. Its state is the same one, gone on.

    Raises BadInput as ``read_record`` does, and where the log has gone back; then the state is of no more use.
    """
    try:
        with FileStore(record.folder / LOG, writer=False) as store:
            log, before = Log(store, record.keys.log), record.checkpoint.size
            note, checkpoint = log.note(), log.checkpoint()
            if note is None or checkpoint is None or checkpoint.size < before:
                cause = f"{before} entries of this log were signed, and now it has fewer"
                raise _bad(record.folder / LOG, cause, "restore the log from a copy of it")
            if checkpoint.size == before:
                return None
            for index, entry in enumerate(_entries(store, checkpoint.size, before), before):
                _taken(record.state, record.folder, index, parse(entry))
    except LedgerError as error:
        raise _bad(record.folder / LOG, str(error), "restore the log from a copy of it") from None
    return replace(record, note=note, checkpoint=checkpoint)


def read_frozen(definition: Path) -> tuple[Event, Keys]:
    """The event in a frozen definition, and whose keys count. Raises BadInput."""
    event, keys = read_definition(definition), read_keys(definition)
    check_frozen(event, keys, definition)
    return event, keys


def replayed(
    folder: Path, event: Event, entries: Iterable[bytes], size: int, progress: Progress = silent, watch: Watch = unwatched
) -> State:
    """The state that a log's entries make, wherever they come from; folder: of the record or bundle that they belong to.

    Raises BadInput with the index of the entry that no rule allows, or where they froze another definition than the
    folder's; and what the entries raise.
    """
    state = State(event)
    for index, entry in enumerate(entries):
        watch(state, _taken(state, folder, index, parse(entry)))
        if index % AT_ONCE == 0:
            progress(index, size)
    if state.frozen != definition_hash(folder / DEFINITION):
        raise _bad(folder, "the definition is not the one that was frozen", "restore the definition that was frozen")
    progress(size, size)
    return state


def _taken(state: State, folder: Path, index: int, entry: Any) -> Act:
    try:
        act = read_act(entry)
        state.apply(act)
    except (NotAnAct, NotAllowed) as error:
        cure = "this log was not written by these rules: count nothing from it, and look who wrote it"
        raise BadInput((Fault(str(folder / LOG), None, None, f"entry {index}", str(error), cure),)) from None
    return act


def _entries(store: FileStore, size: int, first: int = 0) -> Iterator[bytes]:
    for start in range(first, size, AT_ONCE):
        yield from store.entries(start, min(size, start + AT_ONCE))


def _bad(where: Path, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(str(where), None, None, None, cause, cure),))
