"""A list that one laptop has: taken to it, handed in once, or declared lost. Meanwhile nobody is marked here.

``register.closed`` and the row of the laptop change in one transaction: of a mark and a laptop at once the database takes one.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict

from dauys.office.voters import tables
from dauys.office.voters.lists import BACK, LOST, OUT, Away, Closed, Register, members, register_of, seal
from dauys.register import NOT, Contradiction, brought_back

WHICH = "register = (SELECT id FROM register WHERE station = %s)"


class NotTaken(Exception):
    """The laptop's marks are not taken as things stand, and nothing was done: a key of the phrases says why."""


def states(station: str) -> dict[str, str]:
    """Of every laptop that had the list of a station, by its key: OUT, LOST, or BACK once its marks were taken."""
    found = tables.rows(f"SELECT key, state, found IS NULL FROM laptop WHERE {WHICH}", station)  # noqa: S608
    return {key: state if waits else BACK for key, state, waits in found}


def take(station: str, key: str, holder: str) -> Register:
    """Let a laptop have the list, and mark nobody here from then on. The same laptop again gets it again, as long as it has it.

    Raises Away where another has it or it was lost, Closed.
    """
    with tables.together():
        free = tables.change("UPDATE register SET closed = 1 WHERE station = %s AND closed = 0", station)
        register = register_of(station)  # as it stays, from that statement on
        if free and register.is_whole:
            tables.change("INSERT INTO laptop (key, register, holder, state) VALUES (%s, %s, %s, 'out')",
                          key, register.id, holder)  # fmt: skip
            register = register_of(station)
        elif states(station).get(key) != OUT:
            raise Away(register.laptop, register.holder) if register.laptop else Closed
    return register


def lose(station: str) -> bool:
    """The laptop that has the list is lost or broken; False where none has it. The list can be changed here again; ballots are
    marked on paper alone, for nobody knows what was marked there."""
    with tables.together():
        lost = tables.change(f"UPDATE laptop SET state = 'lost' WHERE state = 'out' AND {WHICH}", station)  # noqa: S608
        if lost:
            tables.change("UPDATE register SET closed = 0 WHERE station = %s", station)
    return bool(lost)


def hand_in(station: str, key: str, text: str, opened: bool) -> tuple[Contradiction, ...]:
    """Take in what a laptop has marked, once, however often it is sent; what contradicts the list here is given, and kept.

    Of a laptop that was lost and found its marks are taken too; the list stays on paper. Raises NotTaken, ValueError.
    """
    while True:
        state = states(station).get(key)
        if state is None:
            raise NotTaken("laptop.unknown")
        if state == BACK:
            return tuple(contradictions(station, key))
        register = register_of(station)
        if register.closed:
            raise NotTaken("laptop.closed")
        if not opened and text.strip(NOT):
            raise NotTaken("laptop.not opened")
        marks, found = brought_back(register.marks, text, members(register))
        if _taken(register, key, state, marks.text, found):
            return found


def _taken(register: Register, key: str, state: str, marks: str, found: Sequence[Contradiction]) -> bool:
    """Write it, if everything is still as it was looked at."""
    here = seal()
    before, after = (here.masked(register.mask, 0, one) for one in (register.marks.text, marks))
    told = here.seal_text(register.row(0), json.dumps([asdict(one) for one in found]))
    with tables.together() as connection:
        done = tables.change("UPDATE register SET marks = %s, closed = 0 WHERE id = %s AND marks = %s AND closed = %s",
                             after, register.id, before, int(state == OUT)) and tables.change(
            "UPDATE laptop SET found = %s, state = %s WHERE key = %s AND state = %s AND found IS NULL",
            told, BACK if state == OUT else LOST, key, state)  # fmt: skip
        if not done:
            connection.set_rollback(True)
    return bool(done)


def contradictions(station: str, key: str | None = None) -> list[Contradiction]:
    """What contradicted when laptops were handed in; of one of them alone."""
    register = register_of(station)
    found = tables.rows("SELECT key, found FROM laptop WHERE register = %s AND found IS NOT NULL ORDER BY key", register.id)
    texts = [seal().open_text(register.row(0), sealed) for which, sealed in found if key in (None, which)]
    return [Contradiction(**one) for text in texts for one in json.loads(text)]
