"""Write the record of a rehearsal: a definition frozen, acts applied as they come, one signature under all of them.

The keys of a rehearsal lie beside its record, in a file that says INVENTED; a real election's never do.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from dauys.acts import Keys, Record, State, read_act
from dauys.acts.record import AT_ONCE, SIGNER, Progress, found_record, writing
from dauys.election.event import Event
from dauys.ledger import Checkpoint, SigningKey, canonical

type Entry = dict[str, Any]
type Acts = Callable[[str, State], Iterable[Entry]]
"""From the definition's hash and the state, which grows with every act that is given, the acts in their order."""


def write_rehearsal(folder: Path, event: Event, seed: int, acts: Acts, expected: int, progress: Progress) -> Record:
    """Write the record of an event and its acts.

    expected: how many acts there will be, about; for the progress alone.
    Raises BadInput where the folder holds something already; NotAllowed where no rule allows an act.
    """
    key, publisher = (rehearsal_key(event, seed, of) for of in ("log", "publisher"))
    keys = Keys(key.public, publisher.public)
    frozen = found_record(folder, event, keys)
    (folder / "INVENTED-keys").write_text(f"{key.secret}\n{publisher.secret}\n", "utf-8")
    (folder / "log.pub").write_text(f"{key.public}\n", "utf-8")
    state = State(event)
    with writing(folder, key, folder / SIGNER) as log:
        waiting: list[bytes] = []
        for entry in acts(frozen, state):
            state.apply(read_act(entry))
            waiting.append(canonical(entry))
            if len(waiting) == AT_ONCE:
                log.append(waiting)
                waiting = []
                progress(min(state.acts, expected), expected)
        log.append(waiting)
        note = log.sign()
    progress(expected, expected)
    return Record(folder, event, keys, note, Checkpoint.parse(note.text), state)


def rehearsal_key(event: Event, seed: int, of: str) -> SigningKey:
    """A rehearsal's key, which is no secret; the log's has the origin as its name, as C2SP asks."""
    name = event.origin if of == "log" else f"{event.origin}/{of}"
    return SigningKey.from_seed(name, sha256(f"invented {of} {seed}".encode()).digest())
