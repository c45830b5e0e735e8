"""A count that goes on, by step, until its papers are sent; which way each paper came; and what was attached to them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from dauys.office.journal.models import Entry
from dauys.office.people.models import Person

LINE, FILE, CODE = "line", "file", "code"
CHANNELS = (LINE, FILE, CODE)
"""How a paper came: over the line, in a signed file on a stick, by the QR code of a protocol."""

LONGEST = 2_000
"""Letters of what is written down with an attached document."""


class Count(models.Model):
    """A count that is not sent yet."""

    station = models.CharField(max_length=40, unique=True)
    edition = models.PositiveIntegerField(default=0)  # grows with every step: two phones do not enter past each other

    def __str__(self) -> str:
        return self.station


class Draft(models.Model):
    """What was typed at one step, for the station, a mobile box or a contest; gone when the papers are sent."""

    count = models.ForeignKey(Count, models.CASCADE, related_name="drafts")
    step = models.CharField(max_length=40)
    of = models.CharField(max_length=80)
    figures = models.JSONField(default=dict)  # as typed, text by field
    entered = models.BooleanField(default=True)  # no longer where an earlier step was entered again since
    edition = models.PositiveIntegerField(default=1)  # grows each time: of two people at one step, the second is told

    class Meta:
        """One for each part of the count."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["count", "step", "of"], name="station_one_draft_of_a_part"),
        ]

    @property
    def key(self) -> str:
        """As the order of the count names the part."""
        return f"{self.step}/{self.of}"


class Arrival(models.Model):
    """The first entry of a paper that came from its station, and by which way. Only added to."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True)
    key = models.CharField(max_length=80)  # of the item that was sent: the same item is the same arrival
    station = models.CharField(max_length=40)
    contest = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    figures = models.CharField(max_length=64)  # their hash: whether what comes later says the same
    channel = models.CharField(max_length=4)
    brought_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Each item once, by one of the ways that there are."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["station", "contest", "key"], name="station_an_item_arrives_once"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="station_a_paper_comes_one_of_these_ways"),
            models.CheckConstraint(condition=~Q(key=""), name="station_an_arrival_has_a_key"),
        ]


class Document(models.Model):
    """An act of observers, or a proxy's request for a recount: its words and picture. The log has its hash alone, because
    nobody can know whom the words name. Only added to."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True)
    station = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)  # the kind of its act
    words = models.TextField()
    picture = models.BinaryField(null=True)  # without metadata, where the kind has any; None: there is none
    media = models.CharField(max_length=40, blank=True)

    class Meta:
        """It has words, and what kind its picture is."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(words=""), name="station_a_document_has_words"),
            models.CheckConstraint(
                condition=Q(picture=None, media="") | (Q(picture__isnull=False) & ~Q(media="")),
                name="station_a_picture_says_of_which_kind_it_is",
            ),
        ]
