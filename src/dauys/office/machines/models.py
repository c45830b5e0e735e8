"""What lets machines in: tokens of people, keys of stations; and what was answered and accepted, to do nothing twice."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from dauys.office.journal.models import Entry
from dauys.office.people.models import Person

TOKEN_DAYS = 3
"""How long a token is good: a polling day with the night after it."""


def _in_some_days() -> datetime:
    return timezone.now() + timedelta(days=TOKEN_DAYS)


class Ending(models.QuerySet["Token"]):
    """Things that hold until somebody ends them."""

    def now(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended=None)


class Token(models.Model):
    """A machine that acts as one person in one commission. Only a hash of the secret is kept."""

    secret = models.CharField(max_length=64, unique=True)  # SHA-256
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    commission = models.CharField(max_length=80)
    name = models.CharField(max_length=80)  # what its owner calls it
    made = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(default=_in_some_days)
    ended = models.DateTimeField(null=True)

    objects = Ending.as_manager()

    class Meta:
        """A token ends after it was made, and so does its time."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gt=F("made")), name="machines_a_token_is_good_for_a_time"),
            models.CheckConstraint(
                condition=Q(ended=None) | Q(ended__gte=F("made")), name="machines_a_token_ends_after_it_was_made"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.person} in {self.commission}"

    @property
    def good(self) -> bool:
        """Whether it still opens anything."""
        return self.ended is None and self.until > timezone.now()


class Answer(models.Model):
    """What a request was answered whose acts were done: the same request under the same key is answered the same again."""

    token = models.ForeignKey(Token, models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)  # the header Idempotency-Key
    request = models.CharField(max_length=64)  # SHA-256 of method, address and body
    body = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """A key stands for one request of a token."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "key"], name="machines_a_key_is_answered_once"),
        ]


class StationKey(models.Model):
    """Who signs for a station, and with which key: what it signs counts as typed by its owner."""

    station = models.CharField(max_length=40)
    commission = models.CharField(max_length=80)  # in which the owner has a part, and in whose name the entry is made
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    public = models.CharField(max_length=64, unique=True)  # 32 bytes in hexadecimal digits
    registered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    registered = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True)

    objects = Ending.as_manager()

    def __str__(self) -> str:
        return f"{self.station}: {self.owner}"


class Package(models.Model):
    """A package that was accepted, whatever carried it. Only added to."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True)
    hash = models.CharField(max_length=64, unique=True)  # SHA-256 of what was signed
    key = models.ForeignKey(StationKey, models.PROTECT, related_name="+")
    brought_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed = models.TextField()  # as it came, to be shown to whoever asks
    at = models.DateTimeField(default=timezone.now)
