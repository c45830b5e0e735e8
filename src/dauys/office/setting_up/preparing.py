"""From a definition folder to a record that waits for the act which freezes it: all of it, or nothing.

The keys are made here, for this election alone. A real election's are moved to their owners before the day; a rehearsal's stay
in the office's folder, which says so.
"""

import os
from pathlib import Path

from dauys.acts import Keys
from dauys.acts.record import DEFINITION, found_record
from dauys.election.definition import definition_hash, read_definition
from dauys.election.event import Commission, Event
from dauys.ledger import SigningKey
from dauys.office.folder import OfficeFolder
from dauys.office.house.policy import CENTRAL
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import LOG_KEY
from dauys.protocol.beside import comes_with
from dauys.protocol.calendar import check_dates
from dauys.text import BadInput, Fault

PUBLISHER_KEY, PUBLIC = "publisher.key", "log.pub"
GROUPS = 4
"""Letters of the hash that are written together: so that people can read it to each other."""


def checked(definition: Path) -> Event:
    """The event in a definition by which an office can count. Raises BadInput with every fault of it."""
    event = read_definition(definition)
    check_dates(event)
    uncounted = [
        Fault("event.toml", None, None, body.law, f"no office counts by this law: it has no {part}", "name a law that has")
        for body in event.bodies.values() for part in ("forms", "chain") if not comes_with(body.law, part)
    ]  # fmt: skip
    if uncounted:
        raise BadInput(tuple(uncounted))
    central_of(event)
    return event


def central_of(event: Event) -> Commission:
    """The central commission. Raises BadInput where there is none, or more."""
    found = [one for one in event.commissions.values() if one.kind == "central"]
    if len(found) != 1:
        cause = f"the definition has {len(found)} central commissions"
        raise BadInput((Fault("commissions.csv", None, "kind", "central", cause, "give it just one"),))
    return found[0]


def central_here() -> str:
    """The id of the central commission of this office, with an election or without."""
    return central_of(desk.event).id if desk.is_set_up else CENTRAL


def prepare(folder: OfficeFolder, definition: Path) -> str:
    """Read the definition, make keys, and found the record; gives the hash that is to be frozen.

    Raises BadInput with every fault of the definition, or where something is there already; then nothing was written.
    """
    event = checked(definition)
    if Entry.objects.exists():
        return _with_the_same_keys(folder, event)
    key = SigningKey.generate(event.origin)
    publisher = SigningKey.generate(f"{event.origin}/publisher")
    frozen = found_record(folder.record, event, Keys(key.public, publisher.public))
    folder.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, secret in ((LOG_KEY, key.secret), (PUBLISHER_KEY, publisher.secret)):
        with os.fdopen(os.open(folder.keys / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(f"{secret}\n")
    (folder.record / PUBLIC).write_text(f"{key.public}\n", "utf-8")
    return frozen


def _with_the_same_keys(folder: OfficeFolder, event: Event) -> str:
    """Once acts are signed, another definition is one for the same log: its origin and its keys stay. Raises BadInput."""
    if event.origin != desk.event.origin:
        cause, cure = "acts are signed already, in a log of another name", f"write the name of the log: {desk.event.origin}"
        raise BadInput((Fault("event.toml", None, "origin", event.origin, cause, cure),))
    return found_record(folder.record, event, desk.keys)


def prepared(folder: OfficeFolder) -> str:
    """The hash of the definition that lies in the record."""
    return definition_hash(folder.record / DEFINITION)


def grouped(hash_: str) -> list[str]:
    """A hash in groups of four."""
    return [hash_[at : at + GROUPS] for at in range(0, len(hash_), GROUPS)]
