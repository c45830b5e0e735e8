"""Lists of voters as they are kept: taking one in, looking up, adding, striking off, and everything that is marked.

A mark is one statement: it changes the letters at a place if they are still what they were when looked at. Of two at once the
database takes one; the other looks again, and is told what is there now: that it was issued, and neither when nor by whom.
"""

import json
import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, BinaryIO

from django.db import IntegrityError

from dauys.election.event import Event
from dauys.office.journal.desk import desk
from dauys.office.voters import tables
from dauys.office.voters.sealing import BEGINNING, Seal, seal_of
from dauys.register import Held, Marks, Person, Refusal, Voter, read_list
from dauys.register.marks import AWAY, HEAD, MEMBERS
from dauys.register.rules import Reason

SPARE = 300
"""Places beyond the list as it was handed over; as many more are made when they are taken."""

OUT, BACK, LOST = "out", "back", "lost"
"""Where a list is that was taken to a laptop (``lent.py``)."""

AT_ONCE, SHOWN = 2_000, 12
"""Rows that are written together; people that a search shows."""


REGISTERS = 1_000_000
"""More than there are lists: the numbers by which marks are masked in one turn and in the next are never the same."""

type Row = tuple[int, bytes | None, int, int, bytes]
"""Of a person: number of the row, by what the personal number is looked up, on a certificate, how the name begins, sealed."""


class Closed(Exception):
    """The list changes no more: the count has begun (Art. 24(10))."""


class Away(Closed):
    """A laptop has the list, or had it when it was lost: whoever marks here would not see what is marked there."""

    def __init__(self, laptop: str, holder: str) -> None:
        super().__init__(laptop)
        self.laptop, self.holder = laptop, holder


class Absent(Exception):
    """There is no list of this station yet."""


@dataclass(frozen=True, slots=True)
class Register:
    """The list of one station."""

    id: int
    station: str
    contests: tuple[str, ...]
    marks: Marks
    closed: bool
    typed: dict[str, Any]
    turn: int = 0  # 1 in the first repeat vote by this list
    laptop: str | None = None  # OUT or LOST
    holder: str = ""  # the pseudonym of who took the list to it

    @property
    def changes(self) -> bool:
        """Whether the list can be changed here."""
        return not self.closed and self.laptop != OUT

    @property
    def is_whole(self) -> bool:
        """Whether everything that was issued is marked here: neither on a laptop, nor on paper since one was lost."""
        return self.laptop is None

    @property
    def mask(self) -> int:
        """By what its marks are masked: in a repeat vote by another stream, so that the two do not show who came before."""
        return self.id + self.turn * REGISTERS

    def row(self, place: int) -> int:
        """The number of a person's row."""
        return self.id * tables.PLACES + place


def seal() -> Seal:
    """The seal of this office."""
    return seal_of(desk.folder.voters_key)


def register_of(station: str) -> Register:
    """The list of a station. Raises Absent."""
    found = tables.rows(_REGISTER, station)
    if not found:
        raise Absent
    id_, contests, listed, masked, closed, typed, turn, laptop, holder = found[0]
    names = tuple(contests.split(","))
    marks = Marks(seal().masked(id_ + turn * REGISTERS, 0, masked), listed, HEAD + len(names))
    return Register(
        id_, station, names, marks, bool(closed) and laptop != OUT, json.loads(typed), turn, laptop, holder or ""
    )  # fmt: skip


_LAPTOP = "state, holder FROM register LEFT JOIN laptop ON laptop.register = register.id AND state <> 'back'"
_TURN = "SELECT count(*) FROM earlier WHERE earlier.register = register.id"
_REGISTER = f"SELECT id, contests, listed, marks, closed, typed, ({_TURN}), {_LAPTOP} WHERE station = %s"


def known(stations: Collection[str]) -> dict[str, str]:
    """Which of some stations have a list: closed, open, or OUT at a laptop."""
    rows = tables.rows(f"SELECT station, closed, {_LAPTOP}")
    return {station: OUT if laptop == OUT else "closed" if closed else "open" for station, closed, laptop, _ in rows
            if station in stations}  # fmt: skip


def has_list(station: str) -> bool:
    """Whether the office keeps the list of a station."""
    return bool(tables.rows("SELECT 1 FROM register WHERE station = %s", station))


# ---- taking a list in --------------------------------------------------------------------------------------------------


def take_in(
    file: BinaryIO, name: str, event: Event, stations: Collection[str], tell: Callable[[int], None] = lambda rows: None
) -> int:
    """Read a list and keep it; how many voters it has. Raises BadInput with everything that is wrong, and nothing was done.

    A station that has a list takes no second one: from then on it is corrected person by person.
    """
    here = seal()
    held = _held(stations)
    listed = read_list(file, name, set(stations), event.date, event.invented, lambda numbers: _taken(here, numbers), held)
    listed = chain(
        [next(listed)], listed
    )  # with the first row everything was looked at; while rows are copied nothing is asked
    with tables.together() as connection:
        first = tables.rows("SELECT coalesce(max(id), 0) FROM register")[0][0]
        sizes: dict[str, int] = {}
        ids: dict[str, int] = {}

        def sealed() -> Iterator[Row]:
            for number, one in enumerate(listed, 1):
                place = sizes[one.station] = sizes.get(one.station, 0) + 1
                id_ = ids.setdefault(one.station, first + len(ids) + 1)
                yield _row(here, id_, place, one.person, certificate=False)
                if number % AT_ONCE == 0:
                    tell(number)

        _write(connection, sealed())
        for station, id_ in ids.items():
            contests = [one.id for one in event.contests_of(station)]
            marks = here.masked(id_, 0, Marks.new(sizes[station], SPARE, len(contests)).text)
            values = (id_, station, ",".join(contests), sizes[station], marks)
            tables.change("INSERT INTO register (id, station, contests, listed, marks) VALUES (%s, %s, %s, %s, %s)", *values)
    if connection.vendor == "postgresql":
        tables.change("ANALYZE person")  # else it guesses how to find a name, and among twelve million guesses wrong
    return sum(sizes.values())


def _held(stations: Collection[str]) -> dict[str, Held]:
    """Those of the stations that have a list, and how far they are."""
    found = {}
    with desk.looking() as state:
        opened, ended = set(state.opened), set(state.closed)
    for station, how in known(stations).items():
        voters = register_of(station).marks.counted().voters
        if how == "closed":
            found[station] = Held(voters, "the list is closed")
        elif station in opened:
            found[station] = Held(voters, "voting has ended" if station in ended else "voting is under way")
        else:
            found[station] = Held(voters, "voting has not begun")
    return found


def take_back(register: Register) -> None:
    """Delete a list on which nothing was marked, as if it had never come. Raises Refusal where something was.

    Whether the station has opened the caller looks at (``register.toml``, ``taken_back``).
    """
    if register.laptop is not None or not register.marks.untouched:
        raise Refusal("marked")
    text = seal().masked(register.mask, 0, register.marks.text)
    with tables.together():
        for table in ("box", "issuer", "laptop"):
            tables.change(f"DELETE FROM {table} WHERE register = %s", register.id)  # noqa: S608  (of this file)
        if not tables.change("DELETE FROM register WHERE id = %s AND closed = 0 AND marks = %s", register.id, text):
            raise Refusal("marked")
        low, high = register.row(0), register.row(tables.PLACES - 1)
        tables.change("DELETE FROM person WHERE id BETWEEN %s AND %s", low, high)
    clear()


def _row(here: Seal, register: int, place: int, person: Person, certificate: bool) -> Row:
    row = register * tables.PLACES + place
    return row, here.number(person.iin), int(certificate), here.begins(register, person.name), here.seal(row, person)


def _taken(here: Seal, numbers: Sequence[str]) -> list[str]:
    """Of some personal numbers those that are on a list already, not counting those who are added on a certificate."""
    if not numbers or not tables.rows("SELECT 1 FROM person LIMIT 1"):
        return []
    by_hash = {here.number(one): one for one in numbers}
    marks = ", ".join(["%s"] * len(by_hash))
    found = tables.rows(f"SELECT number FROM person WHERE certificate = 0 AND number IN ({marks})", *by_hash)  # noqa: S608
    return [by_hash[bytes(number)] for (number,) in found]


def _write(connection: Any, people: Iterator[Row]) -> None:
    """Rows of people in the order of their list; in bulk, as each database has it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy("COPY person (id, number, certificate, begins, sealed) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["int4", "bytea", "int4", "int4", "bytea"])
                for one in people:
                    copy.write_row(one)
        else:
            waiting: list[Row] = []
            for one in people:
                waiting.append(one)
                if len(waiting) == AT_ONCE:
                    cursor.executemany(_ADD, waiting)
                    waiting.clear()
            cursor.executemany(_ADD, waiting)


_ADD = "INSERT INTO person (id, number, certificate, begins, sealed) VALUES (%s, %s, %s, %s, %s)"


# ---- looking up --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody on the list: place, who it is, and what is marked there."""

    place: int
    person: Person
    voter: Voter


def find(register: Register, asked: str) -> list[Found]:
    """By number on the list, by personal number, or by how the name begins: in the order of the list, SHOWN at most."""
    text = " ".join(asked.split())
    if text.isascii() and text.isdecimal():
        which, value = ("id", register.row(int(text))) if len(text) < 5 else ("number", seal().number(text))
        return list(_those(register, f"AND {which} = %s", value))
    begins = text.casefold()
    there = everybody(register, text) if begins else ()
    return list(islice((one for one in there if one.person.name.casefold().startswith(begins)), SHOWN))


def everybody(register: Register, name: str = "") -> Iterator[Found]:
    """All of the list, who was struck off too; with a name those alone whose names may begin so."""
    if len(name) < BEGINNING:
        return _those(register, "")
    return _those(register, "AND begins = %s", seal().begins(register.id, name))


def _those(register: Register, which: str, *values: Any) -> Iterator[Found]:
    """People of a list in its order, by a condition on their rows."""
    low, high = register.row(0), register.row(tables.PLACES - 1)
    here = seal()
    sql = f"SELECT id, sealed FROM person WHERE id BETWEEN %s AND %s {which} ORDER BY id"  # noqa: S608  (of this file)
    for row, sealed in tables.rows(sql, low, high, *values):
        yield Found(row - low, here.open(row, sealed), register.marks.at(row - low))


# ---- marking -----------------------------------------------------------------------------------------------------------

_MARK = """UPDATE register SET marks = substr(marks, 1, %s) || %s || substr(marks, %s)
    WHERE id = %s AND closed = 0 AND substr(marks, %s, %s) = %s
    AND (%s = 0 OR NOT EXISTS (SELECT 1 FROM laptop WHERE laptop.register = register.id AND state = 'lost'))"""
_LOOK = f"SELECT substr(marks, %s, %s), closed, {_LAPTOP} WHERE id = %s"


def mark(register: Register, place: int, deed: Callable[[Voter], Voter], issuing: bool = False) -> Voter:
    """Do something to who is at a place, as he is marked at that moment; what is marked then. ``issuing``: ballots.

    Raises Refusal with what stands against it, Closed. Nothing is held meanwhile: the statement itself says what must still be.
    """
    register.marks.at(place)  # there is such a place
    width = register.marks.width
    start, here = (place - 1) * width, seal()
    while True:
        found = tables.rows(_LOOK, start + 1, width, register.id)
        if not found:  # the list was taken back meanwhile
            raise Refusal("nobody")
        text, closed, laptop, holder = found[0]
        if laptop == OUT or (laptop == LOST and issuing):
            raise Away(laptop, holder)
        if closed:
            raise Closed
        after = deed(Voter.read(here.masked(register.mask, start, text)))
        if tables.change(
            _MARK, start, here.masked(register.mask, start, after.text), start + width + 1, register.id, start + 1, width, text,
            int(issuing),
        ):  # fmt: skip
            return after


def letter_of(register: Register, pseudonym: str) -> str:
    """The letter of a member of this station's commission, given the first time; of two at once each gets one of their own."""
    while True:
        told = dict(tables.rows("SELECT pseudonym, letter FROM issuer WHERE register = %s", register.id))
        if pseudonym in told:
            return str(told[pseudonym])
        free = [one for one in MEMBERS if one not in told.values()]
        if not free:
            raise Refusal("full")
        try:
            with tables.together():
                tables.change("INSERT INTO issuer (register, letter, pseudonym) VALUES (%s, %s, %s)",
                              register.id, free[0], pseudonym)  # fmt: skip
        except IntegrityError:
            continue


def members(register: Register) -> dict[str, str]:
    """Pseudonyms by letter."""
    return dict(tables.rows("SELECT letter, pseudonym FROM issuer WHERE register = %s", register.id))


# ---- adding and striking off -------------------------------------------------------------------------------------------


def add(register: Register, person: Person, reason: Reason) -> int:
    """Somebody more on the list, at a spare place that chance names; the place. Raises Refusal, Closed.

    On a certificate only who holds one: where his home is in this office, it must have been issued there.
    """
    here = seal()
    number = here.number(person.iin)
    if reason.certificate:
        _check_home(number)
    while True:
        spare = register.marks.spare()
        if not spare:
            register = _with_more_places(register)
            continue
        place = secrets.choice(spare)
        try:
            with tables.together():
                mark(register, place, lambda voter: voter.added(reason.code))
                tables.change(_ADD, *_row(here, register.id, place, person, reason.certificate))
            return place
        except IntegrityError:
            raise Refusal("on a list") from None
        except Refusal:
            register = register_of(register.station)  # the place was taken meanwhile: another


def _check_home(number: bytes) -> None:
    """Raise Refusal where somebody is on a list of this office, and holds no certificate of it."""
    for (row,) in tables.rows("SELECT id FROM person WHERE number = %s AND certificate = 0", number):
        station = tables.rows("SELECT station FROM register WHERE id = %s", row // tables.PLACES)[0][0]
        home = register_of(station)
        if home.marks.at(row % tables.PLACES).way != AWAY:
            raise Refusal("no certificate")


def _with_more_places(register: Register) -> Register:
    more = seal().masked(register.mask, len(register.marks.text), Marks.new(0, SPARE, len(register.contests)).text)
    if len(register.marks) + SPARE >= tables.PLACES:
        raise Refusal("full")
    tables.change("UPDATE register SET marks = marks || %s WHERE id = %s AND length(marks) = %s",
                  more, register.id, len(register.marks.text))  # fmt: skip
    return register_of(register.station)


def strike(register: Register, place: int, reason: Reason) -> None:
    """Strike somebody off: his row stays, and he can be entered on another list. Raises Refusal, Closed."""
    with tables.together():
        mark(register, place, lambda voter: voter.removed(reason.code))
        tables.change("UPDATE person SET number = NULL WHERE id = %s", register.row(place))


def correct(register: Register, place: int, person: Person) -> None:
    """Write somebody's row anew: a name, an address (Art. 26(4)). Raises Refusal where it is another's number, Closed."""
    here, row = seal(), register.row(place)
    try:
        with tables.together():
            mark(register, place, _stays)
            _, number, _, begins, sealed = _row(here, register.id, place, person, certificate=False)
            tables.change("UPDATE person SET number = %s, begins = %s, sealed = %s WHERE id = %s", number, begins, sealed, row)
    except IntegrityError:
        raise Refusal("on a list") from None


def _stays(voter: Voter) -> Voter:
    if not voter.here:
        raise Refusal("left")
    return voter


# ---- the end -----------------------------------------------------------------------------------------------------------


def close(register: Register) -> Register:
    """No mark any more. Who was added is written anew in the order of the list: the rows no longer say who came first.

    Raises Away while a laptop has the list: what it has marked comes first.
    """
    with tables.together():
        tables.change("UPDATE register SET closed = 1 WHERE id = %s", register.id)
        register = register_of(register.station)
        if register.laptop == OUT:
            raise Away(OUT, register.holder)
        low, high = register.row(register.marks.listed), register.row(tables.PLACES - 1)
        between = "FROM person WHERE id > %s AND id <= %s"
        added = tables.rows(f"SELECT id, number, certificate, begins, sealed {between} ORDER BY id", low, high)
        tables.change(f"DELETE {between}", low, high)
        for one in added:
            tables.change(_ADD, *one)
    clear()
    return register_of(register.station)


def begin_again(register: Register, contests: Sequence[str], on_certificate: Collection[str]) -> Register:
    """The same list for a repeat vote, with fresh marks; those of the vote before stay as they are. Raises Refusal.

    Of two at once one begins it. on_certificate: letters of additions that were for one day.
    """
    marks = register.marks.again(len(contests), on_certificate)
    masked = seal().masked(register.mask + REGISTERS, 0, marks.text)
    with tables.together():
        boxes = tables.rows("SELECT number, state, counts FROM box WHERE register = %s ORDER BY number", register.id)
        keeps = """INSERT INTO earlier (register, turn, contests, marks, typed, boxes)
            SELECT id, %s, contests, marks, typed, %s FROM register WHERE id = %s AND closed = 1
            AND NOT EXISTS (SELECT 1 FROM laptop WHERE laptop.register = register.id AND state = 'out')
            ON CONFLICT DO NOTHING"""
        if not tables.change(keeps, register.turn, json.dumps(boxes), register.id):
            raise Refusal("not over")
        fresh = "UPDATE register SET contests = %s, marks = %s, closed = 0, typed = '{}' WHERE id = %s"
        tables.change(fresh, ",".join(contests), masked, register.id)
        for table in ("box", "laptop"):
            tables.change(f"DELETE FROM {table} WHERE register = %s", register.id)  # noqa: S608  (of this file)
        low, high = register.row(0), register.row(tables.PLACES - 1)
        tables.change("UPDATE person SET number = NULL WHERE certificate = 1 AND id BETWEEN %s AND %s", low, high)
    clear()
    return register_of(register.station)


def clear() -> None:
    """Have PostgreSQL clear rows as they were before; SQLite keeps none. Not within a transaction."""
    with tables.together() as connection:
        pass
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        tables.change("VACUUM register, person")


def keep_typed(register: Register, **typed: Any) -> None:
    """What was counted on paper at this station: numbers alone."""
    told = json.dumps({**register.typed, **typed}, sort_keys=True)
    tables.change("UPDATE register SET typed = %s WHERE id = %s", told, register.id)
