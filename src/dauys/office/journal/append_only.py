"""Tables that are only ever added to: the database itself refuses anything else, whoever asks, on both databases.

A trigger does not stop the owner of the schema, who can drop it: what he changes is found by ``dauys doctor`` and by anybody
with an older checkpoint.
"""

from collections.abc import Callable
from typing import Any

from django.db import migrations

type Editor = Any  # a schema editor of Django, whose connection has a vendor


def rules(sqlite: str, postgresql: str) -> Callable[[Any, Editor], None]:
    """SQL of a migration, as each database has it; statements end with ``;;``."""

    def run(apps: Any, editor: Editor) -> None:
        told = {"sqlite": sqlite, "postgresql": postgresql}[editor.connection.vendor]
        for statement in filter(None, map(str.strip, told.split(";;"))):
            editor.execute(statement)

    return run


def append_only(table: str) -> migrations.RunPython:
    """No row of the table is changed or deleted."""
    sqlite = "".join(
        f"CREATE TRIGGER {table}_no_{word} BEFORE {word} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END;;\n"
        for word in ("update", "delete")
    )
    postgresql = f"""
        CREATE FUNCTION {table}_only_added() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION '{table} is only added to' USING ERRCODE = 'integrity_constraint_violation'; END $$;;
        CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION {table}_only_added();;
        CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_added();;
    """
    return migrations.RunPython(rules(sqlite, postgresql), migrations.RunPython.noop)


def refused(table: str, name: str, when: str, why: str) -> migrations.RunPython:
    """No row is added where ``when`` (SQL over ``NEW``, the same for both databases) is true."""
    sqlite = f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{why}'); END;;"
    postgresql = f"""
        CREATE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN IF {when} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
             RETURN NEW; END $$;;
        CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_{name}();;
    """
    return migrations.RunPython(rules(sqlite, postgresql), migrations.RunPython.noop)
