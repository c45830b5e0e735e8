"""``dauys doctor``: the journal, the rows of all rooms, the rules of the database and the record say the same; or where not.

Triggers stop the application, and whoever acts in its name. They do not stop the owner of the schema, who can drop them. So
everything is proved anew from the acts: nothing that is looked at here is believed because it was right yesterday.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from dauys.acts import Act, Keys, NotAnAct, State, people_of, read_act
from dauys.acts.nominating import FREEZING, timely
from dauys.acts.record import ATTACHMENTS, DEFINITION, LOG, read_frozen
from dauys.election.definition import definition_hash
from dauys.election.event import Event
from dauys.ledger import CompactRange, FileBlobs, FileStore, Guard, LedgerError, Log, Malformed, SigningKey, leaf_hash, parse
from dauys.office.folder import OfficeFolder
from dauys.office.journal.doctor_mend import LAST_SIGNED, RESTORED
from dauys.office.journal.doctor_rows import rows_and_acts, two_people
from dauys.office.journal.doctor_schema import constraints, migrations, triggers, whole
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import LOG_KEY
from dauys.office.journal.snapshot import snapshot
from dauys.office.people.models import Person
from dauys.protocol.life import NotAllowed
from dauys.text import BadInput

AT_ONCE, SHOWN = 5_000, 20

NO_ELECTION = "no election is loaded yet"
BRING_BACK = "bring them back: dauys doctor FOLDER --mend --from RECORD_OR_BUNDLE"


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: its name, what was looked at, and everything that is wrong, each with its place."""

    name: str
    what: str
    faults: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """As it is printed: one line where it holds, one for each fault where not."""
        if not self.faults:
            return [f"pass  {self.name}: {self.what}"]
        more = [f"{len(self.faults) - SHOWN:,} more of this kind"] if len(self.faults) > SHOWN else []
        return [f"FAIL  {self.name}: {fault}" for fault in (*self.faults[:SHOWN], *more)]


type Told = tuple[str, list[str]]
"""What was looked at, and what is wrong."""


@dataclass
class Patient:
    """One office under examination. What several checks need is read once; thrown away when done."""

    folder: OfficeFolder

    def __post_init__(self) -> None:
        # Before the journal: what the record has, the journal has had before.
        self.recorded, self.record_faults, self.signed = _recorded(self.folder, self.keys)

    @cached_property
    def frozen(self) -> tuple[Event, Keys] | BadInput:
        try:
            return read_frozen(self.folder.record / DEFINITION)
        except BadInput as bad:
            return bad

    @property
    def without_election(self) -> bool:
        """Whether none was loaded yet, and nothing done."""
        return not (self.folder.record / DEFINITION).exists() and not self.entries

    @property
    def keys(self) -> Keys | None:
        return None if isinstance(self.frozen, BadInput) else self.frozen[1]

    @cached_property
    def entries(self) -> dict[int, bytes]:
        """The journal: body by index, in order."""
        rows = Entry.objects.order_by("index").values_list("index", "body")
        # SQLite holds whatever it is given: text, where somebody wrote it by hand
        return {index: body.encode() if isinstance(body, str) else bytes(body) for index, body in rows.iterator(AT_ONCE)}

    @cached_property
    def bodies(self) -> list[bytes]:
        return list(self.entries.values())

    @cached_property
    def read(self) -> tuple[dict[int, Act], list[str]]:
        """The acts that entries are, and what is wrong with the others."""
        acts, faults = {}, []
        for index, body in self.entries.items():
            try:
                acts[index] = read_act(parse(body))
            except (Malformed, NotAnAct) as error:
                faults.append(f"entry {index}: {error}")
        return acts, faults

    @property
    def acts(self) -> dict[int, Act]:
        return self.read[0]


def examine(folder: OfficeFolder) -> Iterator[Checked]:
    """Every check, one after another, on one moment of the office; it may go on working meanwhile."""
    patient = Patient(folder)
    with snapshot():
        for name, check in CHECKS.items():
            what, faults = check(patient)
            yield Checked(name, what, tuple(faults))


def _definition(patient: Patient) -> Told:
    """The definition in the record is the one that an act froze; before it come nominations alone."""
    if patient.without_election:
        return NO_ELECTION, []
    if isinstance(patient.frozen, BadInput):
        return "", [str(fault) for fault in patient.frozen.faults]
    here = definition_hash(patient.folder.record / DEFINITION)
    index = next((index for index, act in patient.acts.items() if act.kind == FREEZING), None)
    before = [at for at, act in patient.acts.items() if (index is None or at < index) and not timely(act.kind, frozen=False)]
    if before:
        return "", [f"entry {before[0]} comes before a definition is frozen"]
    if index is None:
        return f"prepared, not frozen yet: {here}", []
    frozen = patient.acts[index].payload["hash"]
    return f"frozen as {here}", [] if frozen == here else [f"the record holds {here}, entry {index} froze {frozen}"]


def _journal(patient: Patient) -> Told:
    """Entries are in order, canonical, and acts that the rules allow, one after another."""
    indexes = list(patient.entries)
    faults = [
        f"entry {expected} is missing, and {index} is there"
        for expected, index in enumerate(indexes)
        if index != expected and (expected == 0 or indexes[expected - 1] != index - 1)
    ]
    faults += patient.read[1]
    if not isinstance(patient.frozen, BadInput):
        state = State(patient.frozen[0])
        for index, act in patient.acts.items():
            try:
                state.apply(act)
            except NotAllowed as refusal:  # what comes after it hangs on it: the first says all
                faults.append(f"entry {index}, '{act.kind}' of {act.at}: no rule allows it: {refusal}")
                break
    return f"{len(indexes):,} entries, canonical, in order; each is an act that the rules allow where it stands", faults


def _rows(patient: Patient) -> Told:
    return "every act has its rows, and every row its act: person, paper, turn, figures", rows_and_acts(patient.acts)


def _two(patient: Patient) -> Told:
    return "nobody did two people's work on a paper, or on a result", two_people(patient.acts)


def _people(patient: Patient) -> Told:
    """Whoever acted has an account: a pseudonym stands for one person."""
    known = set(Person.objects.values_list("pseudonym", flat=True))
    first = {one: index for index, act in reversed(patient.acts.items()) for one in people_of(act)}
    faults = [f"{one}, first in entry {index}, has no account" for one, index in sorted(first.items()) if one not in known]
    return f"the {len(first):,} people who acted have accounts", faults


def _recorded(folder: OfficeFolder, keys: Keys | None) -> tuple[list[bytes], list[str], int]:
    """The entries in the record's log, what is wrong with it, and how many are signed."""
    if keys is None or not (folder.record / LOG / "entries.log").is_file():
        return [], [], 0
    found: list[bytes] = []
    try:
        with FileStore(folder.record / LOG, writer=False) as store:
            for start in range(0, store.size, AT_ONCE):
                found += store.entries(start, start + AT_ONCE)
            log = Log(store, keys.log)
            checkpoint = log.checkpoint()
            signed = checkpoint.size if checkpoint else 0
            if log.missing:
                lost = f"{signed:,} entries were signed, {log.size:,} are here or can still be read"
                return found, [f"{lost}; {BRING_BACK}"], signed
    except LedgerError as error:
        return found, [f"{folder.record / LOG}: {error}"], 0
    return found, [], signed


def _record(patient: Patient) -> Told:
    """The record's log is the beginning of the journal, and its checkpoint holds under the frozen key."""
    faults, here, there = list(patient.record_faults), patient.bodies, patient.recorded
    differs = next((at for at, (one, other) in enumerate(zip(here, there, strict=False)) if one != other), None)
    if differs is not None:
        faults.append(
            f"entry {differs} of the journal is not that of the record: one of the two was changed; "
            "a bundle that was published shows which"
        )
    if len(there) > len(here):
        lacking = f"the record has {len(there):,} entries, the journal {len(here):,}: the database is from an older copy"
        faults.append(f"{lacking}; {BRING_BACK}")
    waiting = len(here) - len(there)
    return f"its {len(there):,} entries begin the journal, {patient.signed:,} are signed; {waiting:,} wait to be copied", faults


def _signer(patient: Patient) -> Told:
    """What was signed last is the beginning of the journal: the log does not fork."""
    folder, keys = patient.folder, patient.keys
    if patient.without_election:
        return NO_ELECTION, []
    if keys is None:
        return "", ["without a definition nobody knows whose key signs"]
    faults = []
    file = folder.keys / LOG_KEY
    if file.is_file() and SigningKey.parse(file.read_text("utf-8").strip()).public != keys.log:
        faults.append(f"{file} is not the key that was frozen")
    if not folder.signer.is_dir():
        known = "has signed nothing yet" if not patient.signed else "its memory lies elsewhere"
        return known, faults
    try:
        last = Guard(FileBlobs(folder.signer), keys.log.name).last()
    except LedgerError as error:
        restored = FileBlobs(folder.signer).get(LAST_SIGNED) == RESTORED
        told = f"restored from a backup, and nothing is signed before entries that it lacks are back; {BRING_BACK}"
        return "", [*faults, told if restored else f"{folder.signer}: {error}"]
    if last.size > max(len(patient.bodies), len(patient.recorded)):
        return "", [*faults, f"{last.size:,} entries were signed, and neither journal nor record has them; {BRING_BACK}"]
    longer = patient.bodies if len(patient.bodies) >= last.size else patient.recorded
    if _root(longer[: last.size]) != last.root:
        faults.append(f"the first {last.size:,} entries are not those that were signed")
    return f"the {last.size:,} entries signed last begin the journal", faults


def _root(bodies: Sequence[bytes]) -> bytes:
    growing = CompactRange()
    for body in bodies:
        growing.append(leaf_hash(body))
    return growing.root()


def _attachments(patient: Patient) -> Told:
    """Scans that acts name are there, and are what their names say."""
    folders = (patient.folder.record / ATTACHMENTS, patient.folder.uploads)
    named = {
        act.payload[key]: index
        for index, act in reversed(patient.acts.items())
        for key in ("scan", "taken", "cleaned")
        if act.payload.get(key)
    }
    faults = [
        f"{name}, named by entry {index}, is not there"
        for name, index in named.items()
        if not any((folder / name).is_file() for folder in folders)
    ]
    files = [file for folder in folders[:1] if folder.is_dir() for file in sorted(folder.iterdir()) if file.suffix == ""]
    faults += [f"{file}: its content has another hash" for file in files if _hash(file) != file.name]
    return f"{len(named):,} that acts name are there; {len(files):,} are what their names say", faults


def _hash(file: Path) -> str:
    with file.open("rb") as stream:
        digest = sha256()
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


CHECKS: dict[str, Callable[[Patient], Told]] = {
    "database": lambda _: whole(),
    "migrations": lambda _: migrations(),
    "triggers": lambda _: triggers(),
    "constraints": lambda _: constraints(),
    "definition": _definition,
    "journal": _journal,
    "rows": _rows,
    "two people": _two,
    "people": _people,
    "record": _record,
    "signer": _signer,
    "attachments": _attachments,
}
