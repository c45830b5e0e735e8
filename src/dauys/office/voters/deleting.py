"""The end of personal data: every row, every mark, and the key without which no copy of them can be read. With proof.

When is the law's to say (``register.toml``: after every result is final; the law names no day, so a decision does). The counts
that the law wants stay where they are: in the log, as acts.
"""

import os
from pathlib import Path

from django.db import connections

from dauys.office.folder import OfficeFolder
from dauys.office.journal.desk import desk
from dauys.office.voters import tables
from dauys.office.voters.here import rules_of

TABLES = ("box", "issuer", "laptop", "earlier", "person", "register")


class NotYet(Exception):
    """A result is not final: which contest's, and the rule."""

    def __init__(self, open_: str, rule: str) -> None:
        super().__init__(open_)
        self.open, self.rule = open_, rule


def delete(folder: OfficeFolder) -> list[str]:
    """Delete everything; what was looked at afterwards, line by line. Raises NotYet, and then nothing was done."""
    _check()
    before = [bytes(sealed)[:16] for (sealed,) in tables.rows("SELECT sealed FROM person LIMIT 1000")]
    with tables.together() as connection:
        counts = {table: tables.change(f"DELETE FROM {table}") for table in TABLES}  # noqa: S608
    full = "VACUUM" if connection.vendor == "sqlite" else f"VACUUM FULL {', '.join(TABLES)}"
    tables.change(full)
    left = sum(tables.rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES)  # noqa: S608
    connections[tables.ALIAS].close()
    for one in (*_files()[1:], folder.voters_key):  # the journal has pages as they were before
        _overwritten(one)
    found = sum(data.count(one) for data in map(Path.read_bytes, _files()) for one in before)
    return [
        *(f"{table}: {number:,} rows deleted" for table, number in counts.items()),
        f"rows left: {left}",
        f"beginnings of {len(before):,} deleted rows looked for in the files of the database: {found} found",
        f"the key is gone: {not folder.voters_key.exists()}",
    ]


def open_results() -> list[str]:
    """The contests whose result is not final: as long as there is one, nothing is deleted."""
    with desk.looking() as state:
        event, status = state.event, dict(state.status)
    return [one.id for one in event.contests if status.get(one.id) not in ("final", "corrected", "annulled")]


def _check() -> None:
    if open_ := open_results():
        rules = rules_of(next(iter(desk.event.stations)))
        raise NotYet(open_[0], f"{rules.deletion.words.en} (Art. {rules.deletion.article})")


def _overwritten(file: Path) -> None:
    """Take a file away, its bytes first."""
    if file.is_file():
        with file.open("r+b") as out:
            out.write(os.urandom(file.stat().st_size))
            out.flush()
            os.fsync(out.fileno())
        file.unlink()


def _files() -> list[Path]:
    """The files in which SQLite keeps the tables, the database first; PostgreSQL's lie where this program does not look."""
    connection = connections[tables.ALIAS]
    if connection.vendor != "sqlite":
        return [Path(os.devnull)]
    name = Path(str(connection.settings_dict["NAME"]))
    return [name, *sorted(name.parent.glob(f"{name.name}-*"))]
