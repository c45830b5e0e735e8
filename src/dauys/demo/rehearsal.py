"""Write the record of a rehearsal: a definition frozen, acts applied as they come, the log signed every hour.

The keys of a rehearsal lie beside its record, in a file that says INVENTED; a real election's never do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from dauys.acts import Act, Keys, Record, State
from dauys.acts.record import AT_ONCE, SIGNER, Progress, found_record, writing
from dauys.demo.clock import HOUR
from dauys.election.event import Event
from dauys.ledger import Checkpoint, SigningKey, canonical

KEYS = "INVENTED-keys"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A record that has been founded and has no acts yet. ``key`` signs its log."""

    folder: Path
    event: Event
    keys: Keys
    key: SigningKey
    frozen: str  # the hash of the definition

    @classmethod
    def found(cls, folder: Path, event: Event, seed: int) -> Self:
        """Found the record, its keys beside it. Raises BadInput where the folder holds something already."""
        key, publisher = (rehearsal_key(event, seed, of) for of in ("log", "publisher"))
        keys = Keys(key.public, publisher.public)
        frozen = found_record(folder, event, keys)
        (folder / KEYS).write_text(f"{key.secret}\n{publisher.secret}\n", "utf-8")
        (folder / "log.pub").write_text(f"{key.public}\n", "utf-8")
        return cls(folder, event, keys, key, frozen)

    def write(self, state: State, acts: Iterable[tuple[int, Act]], about: int, progress: Progress) -> Record:
        """Apply and append act after act; at the end of each hour in which something happened a checkpoint is signed.

        acts: each with its moment in seconds, in order; the state has taken one in before the next is asked for.
        about: how many there will be, for the progress alone.
        Raises NotAllowed where no rule allows an act.
        """
        hour: int | None = None
        waiting: list[bytes] = []
        with writing(self.folder, self.key, self.folder / SIGNER) as log:
            for done, (now, act) in enumerate(acts):
                later = hour is not None and now // HOUR > hour
                if later or len(waiting) == AT_ONCE:
                    log.append(waiting)
                    waiting = []
                    if later:
                        log.sign()
                    progress(done, max(about, done))
                hour = now // HOUR
                state.apply(act)
                waiting.append(canonical(act.as_entry()))
            log.append(waiting)
            progress(state.acts, state.acts)
            note = log.sign()
        return Record(self.folder, self.event, self.keys, note, Checkpoint.parse(note.text), state)


def rehearsal_key(event: Event, seed: int, of: str) -> SigningKey:
    """A rehearsal's key, which is no secret; the log's has the origin as its name, as C2SP asks."""
    name = event.origin if of == "log" else f"{event.origin}/{of}"
    return SigningKey.from_seed(name, sha256(f"invented {of} {seed}".encode()).digest())
