"""Who is accredited, the copies of protocols that they hold, and complaints with what was decided. All are only added to.

Of a person there is a name, which the account has, and an organisation; of a voter there is nothing. A copy never touches the
official figures: it is set beside them.
"""

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from dauys.office.people.models import Person

FOR = ("party", "candidate", "association", "foreign", "media")
"""For whom somebody looks on (Art. 20(8), 20-1, 20-2)."""

ABOUT = ("violation", "commission")
"""What a complaint is about: a violation of the law; a decision or an act of a commission, which the one above decides on."""

DECIDED = ("upheld", "upheld in part", "refused", "passed on")
"""How a complaint is decided."""

LONGEST = 4_000
"""Letters of a complaint, and of what is decided."""

_SIGNS = "23456789bcdfghjkmnpqrstvwxz"  # no vowel, so no word; none that is taken for another


def _reference() -> str:
    """What a complaint is called: random, so that nobody can go through them one by one."""
    return "".join(secrets.choice(_SIGNS) for _ in range(10))


class Accreditation(models.Model):
    """A person looks on for an organisation at stations of a commission; a later row of the same two takes its place."""

    commission = models.CharField(max_length=80)
    person = models.ForeignKey(Person, models.PROTECT, related_name="accreditations")
    kind = models.CharField(max_length=12, choices=[(word, word) for word in FOR])
    organisation = models.CharField(max_length=200)
    stations = models.JSONField()  # their ids; none: an accreditation that was taken back
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """For somebody; and nobody accredits himself."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=FOR), name="observing_somebody_looks_on_for_one_of_the_list"),
            models.CheckConstraint(condition=~Q(organisation=""), name="observing_an_accreditation_names_for_whom"),
            models.CheckConstraint(condition=~Q(by=models.F("person")), name="observing_nobody_accredits_himself"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.organisation}: {self.commission}"


class Copy(models.Model):
    """The figures of a protocol as an accredited person's own copy has them; the latest of a paper is the one that holds."""

    accreditation = models.ForeignKey(Accreditation, models.PROTECT, related_name="copies")
    station = models.CharField(max_length=80)
    contest = models.CharField(max_length=120)
    figures = models.JSONField()  # by line, as in an act
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.station} {self.contest}: {self.accreditation.person}"


class Photo(models.Model):
    """The picture of a copy, without what a telephone writes into it."""

    copy = models.OneToOneField(Copy, models.PROTECT, primary_key=True, related_name="photo")
    data = models.BinaryField()
    media = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.copy}: {self.media}"


class Complaint(models.Model):
    """What somebody complains of, and when it came in: from then its term runs."""

    reference = models.CharField(max_length=10, unique=True, default=_reference)
    commission = models.CharField(max_length=80)  # which decides
    about = models.CharField(max_length=12, choices=[(word, word) for word in ABOUT])
    of = models.CharField(max_length=80, blank=True)  # the commission complained of
    decided_on = models.DateField(null=True, blank=True)  # the day of the decision complained of
    station = models.CharField(max_length=80, blank=True)
    organisation = models.CharField(max_length=200)
    words = models.TextField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Words, of a kind; a complaint of a commission names it."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(about__in=ABOUT), name="observing_a_complaint_is_of_a_kind"),
            models.CheckConstraint(condition=~Q(words=""), name="observing_a_complaint_says_what_of"),
            models.CheckConstraint(
                condition=(Q(about="commission") & ~Q(of="")) | (~Q(about="commission") & Q(of="", decided_on=None)),
                name="observing_a_complaint_of_a_commission_names_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.about}"


class AtCourt(models.Model):
    """A court has the same complaint, as it has told the commission (Art. 20(9)): from then on the commission waits for it."""

    complaint = models.OneToOneField(Complaint, models.PROTECT, primary_key=True, related_name="at_court")
    court = models.CharField(max_length=200)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """By name."""

        constraints: ClassVar = [models.CheckConstraint(condition=~Q(court=""), name="observing_a_court_is_named")]

    def __str__(self) -> str:
        return f"{self.complaint.reference}: {self.court}"


class Decided(models.Model):
    """What the commission decided on a complaint, once."""

    complaint = models.OneToOneField(Complaint, models.PROTECT, primary_key=True, related_name="decided")
    how = models.CharField(max_length=14, choices=[(word, word) for word in DECIDED])
    number = models.CharField(max_length=40)  # of the decision
    words = models.TextField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """With reasons."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(how__in=DECIDED), name="observing_a_decision_is_one_of_the_list"),
            models.CheckConstraint(condition=~Q(words=""), name="observing_a_decision_has_reasons"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint.reference}: {self.how}"
