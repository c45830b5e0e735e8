"""The entries of the ledger, as the database keeps them until the record has them, and after."""

from typing import ClassVar

from django.db import models


class UnderSeals(models.Model):
    """Figures that the log holds under seals (``dauys.acts.sealing``): only the office knows them, until they are published."""

    seals = models.CharField(primary_key=True, max_length=64)  # the hash of the seals, as the acts have them
    station = models.CharField(max_length=80)
    contest = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    salt = models.CharField(max_length=64)  # one for each version of a paper: equal figures have equal seals
    figures = models.JSONField()

    class Meta:
        """Only added to: held by triggers (see the migration)."""

        indexes: ClassVar = [models.Index(fields=["station", "contest", "version"], name="journal_under_seals_of")]

    def __str__(self) -> str:
        return f"{self.station}, {self.contest}, version {self.version}"


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
