"""A bundle as tables for analysts: DuckDB over the published files, each held against the manifest when it is first read.

Whole numbers stay whole numbers, and what is not known is NULL. A table is read when it is first asked for, so that opening a
bundle at an address fetches its manifest alone.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import duckdb

from dauys.formats.published import Published, published
from dauys.text import BadInput, Fault

TABLES = {
    "stations": "definition/stations.csv",
    "places": "definition/places.csv",
    "constituencies": "definition/constituencies.csv",
    "commissions": "definition/commissions.csv",
    "parties": "definition/parties.csv",
    "options": "definition/options.csv",
    "findings": "findings.csv",
    "summaries": "summaries.csv",
    "protocols": "protocols.parquet",
}
"""Tables by name, and the file that each is; two more, ``bodies`` and ``contests``, are told by the definition."""

_WHOLE = {
    "stations": {"voters"}, "options": {"order", "quota_more"}, "parties": {"members"},
    "findings": {"version", "settled_in"}, "summaries": {"signed_in", "signed", "stations"},
}  # fmt: skip
"""Columns of whole numbers; all others are text."""

_TEXT_OF_TOTALS = {"place", "kind", "parent", "status", "incomplete"}
"""Columns of text in a table of totals; all others are whole numbers."""

_SEATS = ("tier", "place", "party", "option", "seats")


def open_bundle(where: str | Path, key: str | None = None) -> "OpenBundle":
    """Open what was published: a bundle's folder or a site's, a zip, or an http(s) address of either.

    key: the publisher's public key from elsewhere; with it the manifest's signature is checked too. Raises BadInput: no bundle,
    or, when a table is first read, a file that is not the one that the manifest names.
    """
    return OpenBundle(published(where, key))


class OpenBundle:
    """An open bundle. Its tables are DuckDB relations: ``.fetchall()``, ``.df()`` with pandas, ``.pl()`` with Polars.

    Owns a database in memory, and the tables already read into it; ``close``, or the end of a ``with``, gives them back.
    """

    def __init__(self, source: Published) -> None:
        self.source = source
        self._database = duckdb.connect(config={"autoinstall_known_extensions": False})
        self._there: set[str] = set()

    def __repr__(self) -> str:
        return f"<{'INVENTED ' if self.invented else ''}bundle {self.snapshot:,} of {self.origin}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the database back."""
        self._database.close()

    @property
    def origin(self) -> str:
        """The name of the log."""
        return self.source.origin

    @property
    def snapshot(self) -> int:
        """The number of the bundle: acts under the signed checkpoint."""
        return self.source.snapshot

    @property
    def invented(self) -> bool:
        """Whether this is a rehearsal, of which no figure is a result."""
        return self.source.invented

    # ---- tables ----

    @property
    def stations(self) -> duckdb.DuckDBPyRelation:
        """Stations: id, place, voters, commission, constituencies (with ``;`` between them), names and addresses."""
        return self.table("stations")

    @property
    def places(self) -> duckdb.DuckDBPyRelation:
        """Places: id, kind, parent, names."""
        return self.table("places")

    @property
    def options(self) -> duckdb.DuckDBPyRelation:
        """Lines of ballots by contest, in their order."""
        return self.table("options")

    @property
    def protocols(self) -> duckdb.DuckDBPyRelation:
        """Every figure of every counted protocol: contest, station, version, line, cell, figure."""
        return self.table("protocols")

    def table(self, name: str) -> duckdb.DuckDBPyRelation:
        """A table by its name: one of TABLES, ``bodies`` or ``contests``. Raises BadInput."""
        self._load(name)
        return self._database.table(_quoted(name))

    def totals(self, contest: str) -> duckdb.DuckDBPyRelation:
        """The totals of a contest at every place; ``"totals.CONTEST"`` in SQL from then on. Raises BadInput."""
        name, path = f"totals.{contest}", f"totals/{contest}.csv"
        if name not in self._there:
            self._add_csv(name, path, self.source.read(path))
        return self._database.table(_quoted(name))

    def seats(self, body: str) -> duckdb.DuckDBPyRelation:
        """Seats of a body by tier, place, party and option; ``"seats.BODY"`` in SQL from then on. Raises BadInput."""
        name = f"seats.{body}"
        if name not in self._there:
            rows = [[one[column] for column in _SEATS] for one in self.outcome(body)["seats"]]
            self._add_rows(name, dict.fromkeys(_SEATS[:-1], "varchar") | {"seats": "bigint"}, rows)
        return self._database.table(_quoted(name))

    def outcome(self, body: str) -> dict[str, Any]:
        """The outcome of a body with every step, as ``dauys count --json`` prints it. Raises BadInput."""
        found: dict[str, Any] = json.loads(self.source.read(f"seats/{body}.json"))["outcome"]
        return found

    def sql(self, query: str) -> duckdb.DuckDBPyRelation:
        """A query over the tables, in DuckDB's SQL. Raises BadInput for a file that was changed, else duckdb.Error."""
        for name in (*TABLES, "bodies", "contests"):
            if re.search(rf"\b{name}\b", query, re.IGNORECASE):
                self._load(name)
        for kind, add in (("totals", self.totals), ("seats", self.seats)):
            for one in re.findall(rf'"{kind}\.([^"]+)"', query):
                add(one)
        return self._database.sql(query)

    # ---- reading ----

    def _load(self, name: str) -> None:
        if name in self._there:
            return
        if name == "bodies":
            rows = [[b.id, b.law, b.place, b.names.kk, b.names.ru, b.names.en] for b in self._event.bodies.values()]
            self._add_rows(name, dict.fromkeys(("id", "law", "place", "name_kk", "name_ru", "name_en"), "varchar"), rows)
        elif name == "contests":
            contests = [[c.id, c.body, c.tier, c.constituency] for c in self._event.contests]
            self._add_rows(name, dict.fromkeys(("id", "body", "tier", "constituency"), "varchar"), contests)
        elif name == "protocols":
            how = "select * from read_parquet({})".format
            self._add_file(name, TABLES[name], self.source.read(TABLES[name]), how)
        elif name in TABLES:
            self._add_csv(name, TABLES[name], self.source.read(TABLES[name]))
        else:
            cure = f"tables are {', '.join(TABLES)}, bodies, contests; totals and seats have functions of their own"
            raise BadInput((Fault(self.source.where, None, None, name, "there is no such table", cure),))

    @cached_property
    def _event(self) -> Any:
        """The frozen definition, read as everywhere else."""
        from dauys.election.definition import read_definition

        with TemporaryDirectory(prefix="dauys-") as scratch:
            for path in self.source.files:
                folder, _, name = path.rpartition("/")
                if folder == "definition":
                    (Path(scratch) / name).write_bytes(self.source.read(path))
            return read_definition(Path(scratch))

    def _add_csv(self, name: str, path: str, data: bytes) -> None:
        """A table of CSV with its types; text that was guarded against spreadsheets is as it was before."""
        columns = next(csv.reader(io.StringIO(data.decode("utf-8"), newline="")), [])
        totals, defined = name.startswith("totals."), path.startswith("definition/")
        whole = set(columns) - _TEXT_OF_TOTALS if totals else _WHOLE.get(name, set())
        plain = [column if defined else column.removeprefix("'") for column in columns]
        types = {column: "bigint" if column in whole else "varchar" for column in columns}
        told = [
            _quoted(column) if types[column] == "bigint" or defined else _unguarded(column, new)
            for column, new in zip(columns, plain, strict=True)
        ]
        how = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', parallel = false"
        wanted, kinds = ", ".join(told), _struct(types)
        self._add_file(
            name, path, data, lambda file: f"select {wanted} from read_csv({file}, {how}, columns = {kinds})"  # noqa: S608
        )  # fmt: skip

    def _add_file(self, name: str, path: str, data: bytes, select: Callable[[str], str]) -> None:
        """A table from the bytes of a file, which have been held against the manifest."""
        try:
            with TemporaryDirectory(prefix="dauys-") as scratch:
                file = Path(scratch) / "table"
                file.write_bytes(data)
                self._database.execute(f"create table {_quoted(name)} as {select(_text(str(file)))}")
        except duckdb.Error as error:
            cause = f"it cannot be read as a table: {str(error).splitlines()[0][:200]}"
            raise BadInput((Fault(f"{self.source.where}/{path}", None, None, None, cause, "tell the publisher"),)) from None
        self._there.add(name)

    def _add_rows(self, name: str, types: dict[str, str], rows: Iterable[Sequence[object]]) -> None:
        columns = ", ".join(f"{_quoted(column)} {kind}" for column, kind in types.items())
        self._database.execute(f"create table {_quoted(name)} ({columns})")
        if found := [list(row) for row in rows]:
            self._database.executemany(f"insert into {_quoted(name)} values ({', '.join('?' * len(types))})", found)  # noqa: S608
        self._there.add(name)


def _quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    """Text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _struct(types: dict[str, str]) -> str:
    return "{" + ", ".join(f"{_text(column)}: {_text(kind)}" for column, kind in types.items()) + "}"


def _unguarded(column: str, new: str) -> str:
    return f"if(starts_with({_quoted(column)}, ''''), substr({_quoted(column)}, 2), {_quoted(column)}) as {_quoted(new)}"
