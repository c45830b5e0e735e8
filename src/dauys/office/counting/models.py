"""Rows about papers: who typed and approved what, held by the database to two people; and work that is not done yet.

What a paper says stands in its acts. These rows are written in the same transaction, so that the rule "two people, always" is
the database's too: a unique constraint and a trigger refuse what the application would never ask for.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from dauys.office.journal.models import Entry
from dauys.office.people.models import Person

CLAIM = timedelta(minutes=3)
"""How long a paper stays somebody's after the last sign of life."""


class OfAPaper(models.Model):
    """A paper in one round of typing: sent back, it begins a new round."""

    station = models.CharField(max_length=40)
    contest = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        """Shared fields, no table."""

        abstract = True


PAPER = ("station", "contest", "version", "round")


class Typing(OfAPaper):
    """One person has typed the paper: first, second, or third where two differed. Only added to."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True)
    turn = models.PositiveSmallIntegerField()

    class Meta:
        """No turn twice, and nobody twice."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=[*PAPER, "turn"], name="counting_each_turn_once"),
            models.UniqueConstraint(fields=[*PAPER, "person"], name="counting_nobody_types_a_paper_twice"),
            models.CheckConstraint(condition=Q(turn__in=(1, 2, 3)), name="counting_three_turns"),
        ]


class Approval(OfAPaper):
    """Somebody without a hand in it has approved the paper. Only added to; a trigger refuses those who typed it."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True)
    figures = models.CharField(max_length=64)  # hash of the figures that were shown
    step_up = models.CharField(max_length=64)  # hash of the batch that the second factor was given for

    class Meta:
        """A round is approved once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=PAPER, name="counting_a_round_is_approved_once"),
            models.CheckConstraint(condition=~Q(step_up=""), name="counting_nobody_approves_without_a_second_factor"),
        ]


class Draft(OfAPaper):
    """What somebody has typed so far, saved as it is typed; gone when the entry is made. Nobody else sees it."""

    turn = models.PositiveSmallIntegerField()
    figures = models.JSONField(default=dict)  # as typed, text by field
    edition = models.PositiveIntegerField(default=0)  # grows with every save: two windows of one person do not overwrite
    saved = models.DateTimeField(auto_now=True)

    class Meta:
        """One draft of a person."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=[*PAPER, "turn", "person"], name="counting_one_draft_of_a_person"),
        ]


class Claims(models.QuerySet["Claim"]):
    """Papers that somebody works on."""

    def alive(self, now: datetime | None = None) -> "Claims":
        """Those whose owner has shown a sign of life lately."""
        return self.filter(seen__gt=(now or timezone.now()) - CLAIM)


class Claim(OfAPaper):
    """A paper is on somebody's table. It says so to others; it never stops an act, for the life of protocols does that."""

    turn = models.PositiveSmallIntegerField()
    seen = models.DateTimeField(default=timezone.now)

    objects = Claims.as_manager()

    class Meta:
        """One table for each turn."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=[*PAPER, "turn"], name="counting_a_turn_is_on_one_table"),
        ]
