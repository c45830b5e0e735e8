"""The database as it is at one moment, while others go on writing: for what reads all of it, the doctor and the backup."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything that is read inside is of one moment, on both databases; nobody waits for it."""
    connection.ensure_connection()
    if connection.in_atomic_block:  # of one moment already, as far as it can be
        yield
        return
    before = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":  # the office's own transactions lock at their beginning; who only reads need not
        connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = before
