"""After a restore: acts that a signed copy has, and the journal has not, come back through the acts room, as they were.

Nothing is made up, and nothing is signed here. Each entry comes with its own bytes, is judged by the rules where it stands, and
writes its rows. All of them come back, or none. Then the recorder goes on, for the log is again the one that was signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from dauys.acts import NotAnAct, people_of, read_act
from dauys.acts.nominating import timely
from dauys.acts.record import LOG
from dauys.ledger import Checkpoint, CompactRange, FileBlobs, FileStore, Fork, Log, Note, leaf_hash, parse
from dauys.office.folder import OfficeFolder
from dauys.office.journal.desk import KEEPERS, Hand, desk
from dauys.office.journal.models import Entry
from dauys.office.people.models import Person
from dauys.protocol.life import NotAllowed

BROUGHT_BACK = "brought back from the record"
"""Stands where the hash of a second factor stood: the record does not have it."""

LAST_SIGNED = "last-signed"
"""The signer's memory (``Guard``), in its folder."""

RESTORED = b"restored from a backup: nothing is signed until the newest copy of the log was looked at\n"
"""Stands in the signer's memory after a restore to a new place. It is no checkpoint, so the signer refuses."""


@dataclass(frozen=True, slots=True)
class Mended:
    """How much came back, into the journal and into the record; and pseudonyms of people whose accounts are lost."""

    journal: int
    record: int
    strangers: tuple[str, ...]


def mend(folder: OfficeFolder, bodies: Sequence[bytes], note: Note) -> Mended:
    """Bring back what a signed copy of the log has: ``bodies`` are all its entries, ``note`` its checkpoint.

    Raises Fork where the journal, or the record here, is another history than the copy; LedgerError where the copy is not what
    was signed with the frozen key. Then nothing was done.
    """
    checkpoint = desk.keys.policy.check(note).checkpoint
    growing = CompactRange()
    for body in bodies:
        growing.append(leaf_hash(body))
    if len(bodies) != checkpoint.size or growing.root() != checkpoint.root:
        raise Fork("the entries of this copy are not those that its checkpoint signs")
    with desk.acting() as hand:
        before = hand.state.acts
        _begins(bodies, [bytes(body) for body in Entry.objects.order_by("index").values_list("body", flat=True)], "journal")
        strangers = [one for index in range(before, len(bodies)) for one in _bring(hand, bodies[index])]
        into_record = _record(folder, bodies, note)
    _memory(folder, checkpoint)
    return Mended(max(0, len(bodies) - before), into_record, tuple(strangers))


def _begins(copy: Sequence[bytes], here: Sequence[bytes], what: str) -> None:
    """Raise Fork where two histories differ in what both have."""
    differs = next((at for at, (one, other) in enumerate(zip(copy, here, strict=False)) if one != other), None)
    if differs is not None:
        raise Fork(f"entry {differs} of the {what} is not that of the copy: two histories; nothing was brought back")


def _bring(hand: Hand, body: bytes) -> list[str]:
    """One entry into the journal, with its rows; gives the pseudonyms of its people whose accounts had to be made."""
    index, act = hand.state.acts, None
    try:
        act = read_act(parse(body))
        if not timely(act.kind, hand.state.frozen is not None):
            raise NotAllowed("the definition is frozen first, and once")
        hand.state.apply(act)
    except (NotAllowed, NotAnAct) as refusal:
        raise Fork(f"entry {index} of the copy: no rule allows it here: {refusal}") from None
    Entry.objects.create(index=index, body=body)
    accounts = {one: _account(one) for one in people_of(act)}
    hand.step_up = BROUGHT_BACK
    for keep in KEEPERS:
        keep(index, act, accounts[act.author][0], hand)
    return [one for one, (_, new) in accounts.items() if new]


def _account(pseudonym: str) -> tuple[Person, bool]:
    """The account of a pseudonym, and whether it had to be made: then nobody can use it."""
    return Person.objects.get_or_create(
        pseudonym=pseudonym,
        defaults={"login": f"lost-{pseudonym}", "name": pseudonym, "is_active": False, "password": make_password(None)},
    )


def _record(folder: OfficeFolder, bodies: Sequence[bytes], note: Note) -> int:
    """Entries, and their checkpoint, into a record that was restored too. The signer compares both with what it remembers."""
    with FileStore(folder.record / LOG) as store:
        log = Log(store, desk.keys.log)
        here = log.size
        _begins(bodies, log.entries(0, here), "record")
        before = log.checkpoint()
        if here < len(bodies):
            missing = bodies[here:]
            store.append(missing, [leaf_hash(body) for body in missing])
        if before is None or before.size < len(bodies):
            store.put("checkpoint", bytes(note))
        return max(0, len(bodies) - here)


def _memory(folder: OfficeFolder, checkpoint: Checkpoint) -> None:
    """A signer that lost its memory by a restore remembers the copy's checkpoint: no newer one is known."""
    if folder.signer.is_dir():
        blobs = FileBlobs(folder.signer)
        with blobs.locked(LAST_SIGNED):
            if blobs.get(LAST_SIGNED) == RESTORED:
                blobs.put(LAST_SIGNED, checkpoint.text.encode())
