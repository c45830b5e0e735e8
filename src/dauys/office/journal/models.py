"""The entries of the ledger, as the database keeps them until the record has them, and after."""

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One act in canonical JSON. Its index is its place in the log: they begin at 0, without a gap."""

    index = models.PositiveBigIntegerField(primary_key=True)
    body = models.BinaryField()

    class Meta:
        """Only added to, in order: held by triggers (see the migration)."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(index__gte=0), name="journal_entries_begin_at_0"),
        ]

    def __str__(self) -> str:
        return f"entry {self.index}"
