"""Accounts, what people are in which commission, and invitations. There is no account that nobody was invited to."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

PARTS = ("chair", "secretary", "member", "typist", "observer")
"""What somebody can be in a commission. Observers read; the others' rights stand in ``house/policy.py``."""


def _pseudonym() -> str:
    """The author in the acts: random, so that nobody is found out by it (design 8.5), and one for each person."""
    return f"p-{secrets.token_hex(6)}"


class People(BaseUserManager["Person"]):
    """Makes accounts."""

    def create_user(self, login: str, name: str, password: str) -> "Person":
        """An account; its owner has just chosen the password."""
        person = self.model(login=login, name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """One person. Leaving is an end of parts; an account is never deleted, for acts bear its pseudonym."""

    login = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    pseudonym = models.CharField(max_length=20, unique=True, default=_pseudonym, editable=False)
    language = models.CharField(max_length=2, default="kk")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD, REQUIRED_FIELDS = "login", ("name",)
    objects = People()

    def __str__(self) -> str:
        return self.name

    def parts_in(self, commission: str) -> frozenset[str]:
        """What the person is in a commission now."""
        return frozenset(self.memberships.now().filter(commission=commission).values_list("part", flat=True))


class Memberships(models.QuerySet["Membership"]):
    """Parts in commissions."""

    def now(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended=None)


class Membership(models.Model):
    """A part of a person in a commission, from a moment to another. Several parts in one commission are several rows."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    commission = models.CharField(max_length=80)  # id in the definition
    part = models.CharField(max_length=12, choices=[(part, part) for part in PARTS])
    begun = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = Memberships.as_manager()

    class Meta:
        """Nobody is the same twice at one time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "commission", "part"], condition=Q(ended=None), name="people_one_part_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(part__in=PARTS), name="people_a_part_is_one_of_the_list"),
            models.CheckConstraint(
                condition=Q(ended=None) | Q(ended__gte=F("begun")), name="people_a_part_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.part} of {self.commission}"


def _in_some_days() -> datetime:
    return timezone.now() + timedelta(days=settings.INVITATION_DAYS)


class Invitation(models.Model):
    """One person's way in: a link that is good once, for some days. Only a hash of it is kept."""

    token = models.CharField(max_length=64, unique=True)  # SHA-256 of the secret in the link
    name = models.CharField(max_length=120)
    commission = models.CharField(max_length=80)
    part = models.CharField(max_length=12, choices=[(part, part) for part in PARTS])
    invited_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # None: by who started the office
    until = models.DateTimeField(default=_in_some_days)
    used_by = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="invitation")

    class Meta:
        """A part of the list."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(part__in=PARTS), name="people_an_invitation_is_to_a_part_of_the_list"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.part} of {self.commission}"

    @property
    def open(self) -> bool:
        """Whether it can still be used."""
        return self.used_by_id is None and self.until > timezone.now()
