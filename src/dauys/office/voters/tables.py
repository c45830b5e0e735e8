"""The tables of voters, in a database of their own: what they hold, and what they are made so as never to tell.

Owned by this room alone; the alias is ``voters``. No table has a time, a counter or a row that is added for a ballot issued.
All marks of a station are one text in one row (``register/marks.py``), changed in place; a person's row has its number from his
place on the list. So the rows are the same in whatever order people came. The journal of SQLite is one file that is written
over and over (PERSIST), and what is deleted is overwritten (secure_delete): a log of changes (WAL) would keep their order.

PostgreSQL keeps one whatever is asked of it, and old rows until it is told to clear them: docs/security.md says what follows.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction

ALIAS = "voters"

PLACES = 10_000
"""Places of one station, as its people's rows are numbered: station 3, place 58 is row 30,058."""

_TABLES = """
CREATE TABLE IF NOT EXISTS register (
  id INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 200000),
  station VARCHAR(80) NOT NULL UNIQUE,
  contests TEXT NOT NULL,
  listed INTEGER NOT NULL,
  marks TEXT NOT NULL,
  closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
  typed TEXT NOT NULL DEFAULT '{}'
)
;;
CREATE TABLE IF NOT EXISTS issuer (
  register INTEGER NOT NULL REFERENCES register (id),
  letter VARCHAR(1) NOT NULL,
  pseudonym VARCHAR(20) NOT NULL,
  CONSTRAINT voters_one_letter_one_member PRIMARY KEY (register, letter),
  CONSTRAINT voters_one_member_one_letter UNIQUE (register, pseudonym)
) {BARE}
;;
CREATE TABLE IF NOT EXISTS box (
  register INTEGER NOT NULL REFERENCES register (id),
  number VARCHAR(1) NOT NULL,
  state VARCHAR(4) NOT NULL CONSTRAINT voters_a_box_is_out_or_back CHECK (state IN ('out', 'back')),
  counts TEXT NOT NULL,
  CONSTRAINT voters_a_box_once PRIMARY KEY (register, number)
) {BARE}
;;
CREATE TABLE IF NOT EXISTS earlier (
  register INTEGER NOT NULL REFERENCES register (id),
  turn INTEGER NOT NULL,
  contests TEXT NOT NULL,
  marks TEXT NOT NULL,
  typed TEXT NOT NULL,
  boxes TEXT NOT NULL,
  CONSTRAINT voters_a_vote_ends_once PRIMARY KEY (register, turn)
) {BARE}
;;
CREATE TABLE IF NOT EXISTS person (
  id INTEGER PRIMARY KEY,
  number {BYTES},
  certificate INTEGER NOT NULL CHECK (certificate IN (0, 1)),
  begins INTEGER NOT NULL,
  sealed {BYTES} NOT NULL,
  CONSTRAINT voters_a_person_on_one_list UNIQUE (number, certificate)
)
;;
CREATE TABLE IF NOT EXISTS laptop (
  key VARCHAR(36) PRIMARY KEY,
  register INTEGER NOT NULL REFERENCES register (id),
  holder VARCHAR(20) NOT NULL,
  state VARCHAR(4) NOT NULL CONSTRAINT voters_a_laptop_is_out_back_or_lost CHECK (state IN ('out', 'back', 'lost')),
  found {BYTES}
) {BARE}
;;
CREATE UNIQUE INDEX IF NOT EXISTS voters_a_list_is_at_one_laptop ON laptop (register) WHERE state <> 'back'
"""
"""``earlier``: marks, what was typed and boxes of a vote that was repeated by the same list; its turn is 0 for the first vote.
``contests``: in the order of the letters of the marks. ``typed``: what was counted on paper, as JSON. ``person.number``: a
keyed hash of the personal number, which only the key's holder can make (nobody's, who was struck off); ``certificate``: added
on one, for then he is on another list too. ``begins``: one of 256 numbers for how a name begins, in each station others: of a
name that is typed a few rows are opened, not the whole list. It says less than the places of an alphabetical list do.

``register.closed``: nobody is marked here, because the list is closed or because a laptop has it. ``laptop.key``: what the
laptop calls itself, by chance; ``holder``: the pseudonym of who took the list to it; ``found``: what contradicted when it was
handed in, sealed; nothing, as long as it was not."""

_WORDS = {
    "sqlite": {"BYTES": "BLOB", "BARE": "WITHOUT ROWID"},
    "postgresql": {"BYTES": "BYTEA", "BARE": ""},
}
_made: set[tuple[str, str]] = set()


def _connection() -> Any:
    """The connection of this thread; the tables are there."""
    connection = connections[ALIAS]
    here = connection.vendor, str(connection.settings_dict["NAME"])
    if here not in _made:
        if connection.vendor == "sqlite":  # for its owner's eyes alone; its journal has the same rights
            os.close(os.open(here[1], os.O_RDWR | os.O_CREAT, 0o600))
        with transaction.atomic(using=ALIAS), connection.cursor() as cursor:
            for statement in _TABLES.split(";;"):
                text = statement
                for word, meant in _WORDS[connection.vendor].items():
                    text = text.replace(f"{{{word}}}", meant)
                cursor.execute(text)
        _made.add(here)
    return connection


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with _connection().cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()  # type: ignore[no-any-return]


def change(sql: str, *values: Any) -> int:
    """Execute one statement, which is whole or not at all; how many rows it changed."""
    with _connection().cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


@contextmanager
def together() -> Iterator[Any]:
    """A transaction: all of it or nothing. Gives the connection."""
    connection = _connection()
    with transaction.atomic(using=ALIAS):
        yield connection
