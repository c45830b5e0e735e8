"""Acts that one person prepares and another confirms; both are only added to, and the database keeps them two."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from dauys.office.journal.models import Entry
from dauys.office.people.models import Person


class Draft(models.Model):
    """An act that somebody has typed, and that is not done yet. A later one on the same matter takes its place."""

    commission = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    about = models.TextField()  # the matter: a paper, a contest, a question, a mandate
    payload = models.JSONField()  # of the act; it names who typed it by the pseudonym
    hash = models.CharField(max_length=64)  # of all the above: what the second factor is given for
    typed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    typed = models.DateTimeField(default=timezone.now)

    class Meta:
        """Found by commission."""

        indexes: ClassVar = [models.Index(fields=["commission", "id"], name="results_of_a_commission")]


class Confirmation(models.Model):
    """Another person has confirmed the draft, and the act was done. A trigger refuses the one who typed it."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True)
    draft = models.OneToOneField(Draft, models.PROTECT, related_name="confirmation")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    step_up = models.CharField(max_length=64)  # hash that the second factor was given for; a trigger holds it to the draft's

    class Meta:
        """Never without a second factor."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(step_up=""), name="results_nobody_confirms_without_a_second_factor"),
        ]
