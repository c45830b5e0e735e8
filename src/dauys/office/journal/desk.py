"""The state of the election in this process, and the one way to change it: an act, in the transaction of its rows.

Every process of the office replays the same entries, so each has the same state; before it looks or acts it takes in what the
others have added. Whoever acts holds the journal's lock in the database, so acts come one after another, whoever does them,
and each is judged by the state that all before it have made. Nothing is refused here: the acts room refuses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from dauys.acts import Act, Keys, State, read_act
from dauys.acts.merging import to_publish
from dauys.acts.record import DEFINITION, read_frozen
from dauys.election.event import Event
from dauys.ledger import canonical, parse
from dauys.office.folder import OfficeFolder
from dauys.office.journal.models import Entry
from dauys.office.journal.sealing import beneath, salt_of, under_seals
from dauys.protocol.life import NotAllowed

if TYPE_CHECKING:
    from dauys.office.people.models import Person

LOCK = 7_301_908
"""The number under which PostgreSQL knows the journal's lock."""

AT_ONCE, FREEZING = 5_000, "definition frozen"

type Keeper = Callable[[int, Act, Person, Hand], None]
"""Writes the rows that an act changes, in its transaction: index, act, who did it, and the hand that has just done it."""

KEEPERS: list[Keeper] = []
"""Filled by the rooms when the office starts, and never changed afterwards."""


class NotSetUp(Exception):
    """There is no definition yet: nothing can be done but setting up."""


@dataclass
class Desk:
    """The state of one process. ``lock`` guards all of it: held by a thread as long as it looks or acts.

    Locks are taken in one order, so that nobody waits in a circle: ``turn`` (one of this process acts at a time; the others
    wait here, and not in the database, where SQLite looks only now and then whether it is free), the journal's in the
    database, ``lock``. Therefore who looks writes nothing meanwhile, and who waits to act keeps nobody from looking.
    """

    folder: OfficeFolder

    def __post_init__(self) -> None:
        self.turn, self.lock = threading.Lock(), threading.RLock()
        self._state: State | None = None  # of the first ``_size`` entries
        self._size = 0
        self._read: tuple[tuple[int, int], tuple[Event, Keys]] | None = None  # the place that it was read from, and what

    def sit_at(self, folder: OfficeFolder) -> None:
        """Go over to another office: for tests and for tools that look at several."""
        with self.lock:
            self.folder = folder
            self._read = None
            self.forget()

    @property
    def _definition(self) -> tuple[Event, Keys]:
        """As it lies in the record. Until an act freezes it another may take its place: then it is read anew."""
        if self._read is None or not self._size:
            place = self._place()
            if place is None:
                raise NotSetUp
            if self._read is None or self._read[0] != place:
                with self.lock:
                    self._read = place, read_frozen(self.folder.record / DEFINITION)
                    self.forget()
        return self._read[1]

    def _place(self) -> tuple[int, int] | None:
        """By what one definition in the record is told from another; None where there is none."""
        try:
            told = (self.folder.record / DEFINITION / "event.toml").stat()
        except FileNotFoundError:
            return None
        return told.st_ino, told.st_ctime_ns

    @property
    def is_set_up(self) -> bool:
        """Whether the definition lies in the record, frozen by an act or about to be."""
        return self._place() is not None

    @property
    def event(self) -> Event:
        """The event of the definition: without repeat votes, which only the state knows. Raises NotSetUp."""
        return self._definition[0]

    @property
    def keys(self) -> Keys:
        """Whose signatures count. Raises NotSetUp."""
        return self._definition[1]

    @contextmanager
    def looking(self) -> Iterator[State]:
        """The state that all acts so far have made; to look at, not to keep. Inside, nothing is written to the database."""
        with self.lock:
            yield self._caught_up()

    @contextmanager
    def acting(self) -> Iterator[Hand]:
        """A transaction in which acts are done: all of them, with their rows, or none.

        Raises what the acts room refuses (NotAllowed, NotAnAct); then nothing was done.
        """
        assert not self.lock._is_owned(), "who looks cannot act: first what is looked at is left"
        with self.turn, ExitStack() as until_written, transaction.atomic():
            _lock_journal()
            until_written.enter_context(self.lock)
            until_written.push(self._settled)
            yield Hand(self._caught_up())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A transaction meanwhile nobody acts: for what acts stand on, which an office without an election does not have."""
        with self.turn, transaction.atomic():
            _lock_journal()
            yield

    def _settled(self, failed: type[BaseException] | None, *_: object) -> None:
        """After the transaction: what the state has taken in was written, or must be forgotten."""
        if self._state is not None and self._state.acts != self._size:
            if failed is None:
                self._size = self._state.acts
            else:
                self.forget()

    def _caught_up(self) -> State:
        event = self.event  # first: it may be another than the state is of, and then the state is forgotten
        if self._state is None:
            self._state, self._size = State(event, beneath=beneath), 0
        while rows := _bodies(self._size):
            for (body,) in rows:
                self._state.apply(read_act(parse(bytes(body))))
                self._size += 1
        return self._state

    def forget(self) -> None:
        """Replay from the entries the next time: the state is not what the journal says."""
        self._state, self._size = None, 0


@dataclass
class Hand:
    """Does acts, one after another, within one transaction."""

    state: State
    step_up: str = ""  # the hash of what a second factor was given for, where acts need one

    def act(self, kind: str, commission: str, person: Person, /, at: datetime | None = None, **payload: Any) -> int:
        """Do one act, and give its index. Raises NotAllowed with the sentence that refuses it, NotAnAct."""
        moment = (at or timezone.localtime()).isoformat(timespec="seconds")
        entry = {"act": kind, "at": moment, "commission": commission, "author": person.pseudonym, **payload}
        act, index = read_act(entry), self.state.acts
        act = replace(act, payload=under_seals(self.state, act))
        if (self.state.frozen is None) != (kind == FREEZING):
            raise NotAllowed("the definition is frozen first, and once")
        self.state.apply(act)
        Entry.objects.create(index=index, body=canonical(act.as_entry()))
        for keep in KEEPERS:
            keep(index, act, person, self)
        for kind_, published in to_publish(self.state, act, salt_of):
            self.act(kind_, commission, person, at=at, **published)
        return index


def _bodies(start: int) -> list[tuple[Any]]:
    """Entries from one on. Every request asks for this, so it is asked without the making of a query."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT body FROM journal_entry WHERE "index" >= %s ORDER BY "index" LIMIT %s', [start, AT_ONCE])
        return cursor.fetchall()  # type: ignore[no-any-return]


def _lock_journal() -> None:
    """Alone until the transaction ends. SQLite's transactions are so from their beginning."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


desk = Desk(OfficeFolder.here())
"""The desk of this process."""
