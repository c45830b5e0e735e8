"""The rules that the database must hold, against those that it does hold: by name and by text, as the migrations wrote them.

What must be there is not listed here: it is asked of the migrations and the models, so that a new rule is looked for at once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from dauys.office.journal import append_only

type Told = tuple[str, list[str]]
"""What was looked at, and what is wrong."""

COPY = "doctor_copy"


def whole() -> Told:
    """The file of the database is whole, and nothing refers to what is not there. (PostgreSQL sees to both itself.)"""
    if connection.vendor != "sqlite":
        return "answers; its server sees to its files", []
    faults = [f"the file is damaged: {told}" for (told,) in _rows("PRAGMA integrity_check") if told != "ok"]
    faults += [
        f"{table}, row {row}: refers to a row of {other} that is not there"
        for table, row, other, _ in _rows("PRAGMA foreign_key_check")
    ]
    return "the file is whole, and every reference has its row", faults


def migrations() -> Told:
    """The tables are those of this program."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    unknown = sorted(executor.loader.applied_migrations.keys() - executor.loader.disk_migrations.keys())
    faults = [f"{one.app_label} {one.name} was not applied" for one, _ in plan]
    faults += [f"{app} {name} was applied, and this program does not know it" for app, name in unknown]
    return f"{len(executor.loader.applied_migrations)} are applied, none is missing", faults


# ---- triggers ----------------------------------------------------------------------------------------------------------


@dataclass
class _Collecting:
    """Stands in for a schema editor, and keeps what a migration would execute."""

    connection: Any
    statements: list[str] = field(default_factory=list)

    def execute(self, statement: str) -> None:
        self.statements.append(statement)


def _told_by_migrations() -> list[str]:
    """The statements of all rules (``append_only``), in the order of their migrations."""
    executor, collecting = MigrationExecutor(connection), _Collecting(connection)
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True):
        for operation in migration.operations:
            code = getattr(operation, "code", None)
            if getattr(code, "__module__", None) == append_only.__name__:
                code(None, collecting)
    return collecting.statements


def triggers() -> Told:
    """Every trigger that a migration made is there, switched on, and does what it did; and there is no other."""
    expected: dict[str, str] = {}
    bodies: dict[str, str] = {}
    for statement in _told_by_migrations():
        if found := re.match(r"CREATE TRIGGER (\w+) ", statement):
            expected[found[1]] = statement
        elif found := re.match(r"DROP TRIGGER (?:IF EXISTS )?(\w+)", statement):
            expected.pop(found[1], None)
        elif found := re.match(r"CREATE (?:OR REPLACE )?FUNCTION (\w+)\(\).*?\$\$(.*)\$\$", statement, re.DOTALL):
            bodies[found[1]] = found[2]
    there = _on_sqlite() if connection.vendor == "sqlite" else _on_postgresql(bodies)
    faults = [f"{name} is missing: {_first_line(statement)}" for name, statement in expected.items() if name not in there]
    for name, (text, fault) in there.items():
        if name not in expected:
            faults.append(f"{name} is there, and no migration made it: {_first_line(text)}")
        elif _shape(text) != _shape(expected[name]):
            faults.append(f"{name} was changed: {_first_line(text)}")
        elif fault:
            faults.append(f"{name} {fault}")
    return f"{len(expected)} are there, as the migrations made them", faults


def _on_sqlite() -> dict[str, tuple[str, str]]:
    return {name: (text, "") for name, text in _rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")}


def _on_postgresql(bodies: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Text by name, and what is wrong with its switch or its function."""
    found = {}
    for name, text, switch, function, body in _rows(
        "SELECT t.tgname, pg_get_triggerdef(t.oid, true), t.tgenabled::text, p.proname, p.prosrc FROM pg_trigger t "
        "JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
    ):
        off = "" if switch in "OA" else "is switched off"
        changed = "" if bodies.get(function, "").split() == body.split() else f"calls {function}(), which was changed"
        found[name] = text, off or changed
    return found


def _shape(text: str) -> list[str]:
    """A trigger's text without blanks; PostgreSQL tells its events in an order of its own."""
    words = text.split()
    if connection.vendor == "postgresql":
        before, _, after = " ".join(words).partition(" ON ")
        return [*sorted(before.replace(" OR ", " ").split()), after]
    return words


def _first_line(text: str) -> str:
    return " ".join(text.split())[:120]


# ---- constraints -------------------------------------------------------------------------------------------------------


def constraints() -> Told:
    """Every constraint of the office's models is there, and says the same; and so is what their fields ask for."""
    faults, count, tables = [], 0, set(connection.introspection.table_names())
    same = _same_on_sqlite if connection.vendor == "sqlite" else _same_on_postgresql
    for model in apps.get_models():
        table = model._meta.db_table
        if not model.__module__.startswith("dauys.office."):
            continue
        if table not in tables:
            faults.append(f"{table}: the table is missing")
            continue
        count += len(model._meta.constraints)
        faults += [f"{table}: {one.name} is missing, or was changed" for one in model._meta.constraints if not same(model, one)]
        faults += [f"{table}: {fault}" for fault in _of_fields(model)]
    return f"{count} with a name, and those of the fields, are there as the models have them", faults


def _of_fields(model: type[Model]) -> Iterator[str]:
    """What is missing of keys, of what is unique, and of references."""
    table = model._meta.db_table
    unique = {columns for (columns,) in _rows(_UNIQUE[connection.vendor], table)}
    references = set(_rows(_REFERENCES[connection.vendor], table))
    for one in model._meta.concrete_fields:
        if one.unique and one.column not in unique:
            yield f"{one.column} is not unique any more"
        if one.is_relation and one.db_constraint:
            target = one.related_model._meta.db_table, one.target_field.column
            if (one.column, *target) not in references:
                yield f"{one.column} refers to {target[0]} no more"


_UNIQUE = {
    # the columns of each key and unique index, without condition
    "sqlite": """SELECT (SELECT group_concat(i.name) FROM pragma_index_info(l.name) i)
        FROM pragma_index_list(%s) l WHERE l."unique" AND NOT l.partial
        UNION ALL SELECT name FROM pragma_table_info(%s) WHERE pk = 1""",
    "postgresql": """SELECT (SELECT string_agg(a.attname, ',') FROM pg_attribute a
        WHERE a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)) FROM pg_index i
        WHERE i.indrelid = %s::regclass AND i.indisunique AND i.indisvalid AND i.indpred IS NULL""",
}
_REFERENCES = {
    "sqlite": 'SELECT "from", "table", "to" FROM pragma_foreign_key_list(%s)',
    "postgresql": """SELECT a.attname, t.relname, b.attname FROM pg_constraint c JOIN pg_class t ON t.oid = c.confrelid
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
        WHERE c.contype = 'f' AND c.convalidated AND c.conrelid = %s::regclass""",
}


def _same_on_sqlite(model: type[Model], constraint: Any) -> bool:
    """SQLite keeps the text of what was created."""
    editor, table = connection.schema_editor(), model._meta.db_table
    texts = _rows("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND type IN ('table', 'index') AND sql <> ''", table)
    editor.deferred_sql = []  # what it would execute after a table: indexes, among them what is unique under a condition
    wanted = constraint.constraint_sql(model, editor) or editor.deferred_sql[0]
    return any(_plain(str(wanted)) in _plain(text) for (text,) in texts)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _same_on_postgresql(model: type[Model], constraint: Any) -> bool:
    """PostgreSQL tells a constraint in words of its own: so it is asked for both, the second on an empty copy."""
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMPORARY TABLE {COPY} (LIKE "{table}") ON COMMIT DROP')
        cursor.execute(str(constraint.create_sql(model, connection.schema_editor())).replace(f'"{table}"', COPY))
        told = [_said(cursor, one, constraint.name) for one in (table, COPY)]
        cursor.execute(f"DROP TABLE {COPY}")
    return bool(told[0]) and told[0] == told[1]


def _said(cursor: Any, table: str, name: str) -> list[tuple[str, bool]]:
    """A constraint or index of a table, without the names of table and schema; and whether it is held."""
    cursor.execute(_BOTH, {"table": table, "name": name})
    return [(re.sub(rf"(\w+\.)?\b{table} ", "", _plain(text)), valid) for text, valid in cursor.fetchall()]


_BOTH = """
    SELECT pg_get_constraintdef(c.oid), c.convalidated FROM pg_constraint c
      WHERE c.conrelid = %(table)s::regclass AND c.conname = %(name)s
    UNION ALL
    SELECT pg_get_indexdef(i.indexrelid), i.indisvalid FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
      WHERE i.indrelid = %(table)s::regclass AND x.relname = %(name)s
    ORDER BY 1"""


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values * sql.count("%s") or None)
        return cursor.fetchall()
