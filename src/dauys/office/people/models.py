"""Accounts, what people are in which commission, and invitations. There is no account that nobody was invited to."""

import secrets
from datetime import datetime, timedelta
from functools import cached_property
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice

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

    @cached_property
    def parts(self) -> frozenset[tuple[str, str]]:
        """Commission and part: what the person was when this was first asked for, which is at the beginning of a request."""
        return frozenset(self.memberships.now().values_list("commission", "part"))

    def parts_in(self, commission: str) -> frozenset[str]:
        """What the person is in a commission."""
        return frozenset(part for where, part in self.parts if where == commission)

    @property
    def has_app(self) -> bool:
        """Whether codes of an app are a second factor of this person."""
        return TOTPDevice.objects.filter(user=self, confirmed=True).exists()

    @property
    def keys(self) -> "models.QuerySet[SecurityKey]":
        """Security keys that are good now."""
        return SecurityKey.objects.filter(user=self, confirmed=True)

    @property
    def has_factor(self) -> bool:
        """Whether there is any second factor."""
        return self.has_app or self.keys.exists()

    def left_since(self, moment: datetime) -> bool:
        """Whether the last of all parts has ended since a moment: a session that began before it is over."""
        ran_out = Q(ended=None, until__gte=timezone.localdate(moment))
        return not self.parts and self.memberships.filter(Q(ended__gte=moment) | ran_out).exists()


class Memberships(models.QuerySet["Membership"]):
    """Parts in commissions."""

    def now(self) -> Self:
        """Those that have not ended, and whose term has not run out."""
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()), ended=None)


class Membership(models.Model):
    """A part of a person in a commission, from a moment to another. Several parts in one commission are several rows."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    commission = models.CharField(max_length=80)  # id in the definition
    part = models.CharField(max_length=12, choices=[(part, part) for part in PARTS])
    begun = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)  # the last day of its term, here; None: no term is set
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


class SecurityKey(Device):  # type: ignore[misc]  # django-otp has no types
    """A key that one holds in one's hand (WebAuthn). Given up, it is kept unconfirmed: what it signed can still be checked."""

    credential = models.CharField(max_length=1400, unique=True)  # its id, base64url; 1,023 bytes at most (WebAuthn §4)
    public_key = models.BinaryField()  # COSE
    sign_count = models.PositiveBigIntegerField(default=0)  # as last told; 0 for ever where a key does not count
    added = models.DateTimeField(default=timezone.now)


FACTORS = ("code", "key")
"""What something can be confirmed with: a code of the app, a security key."""


class Confirmation(models.Model):
    """Somebody's second factor for something: the sign-in, or a list whose hash is ``digest``. Only added to.

    With a key, ``proof`` is what it signed: the challenge in it is SHA-256 of the digest and ``nonce``, so that anybody with
    the list and the public key can check later that just this list was confirmed.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)  # SHA-256, hex
    factor = models.CharField(max_length=4, choices=[(factor, factor) for factor in FACTORS])
    key = models.ForeignKey(SecurityKey, models.PROTECT, null=True, related_name="+")
    nonce = models.CharField(max_length=64, null=True, unique=True)  # hex; used once
    proof = models.JSONField(null=True)  # client data, authenticator data, signature: base64url
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """A key leaves its proof, a code leaves none."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(factor="code", key=None, nonce=None)
                | Q(factor="key", key__isnull=False, nonce__isnull=False, proof__isnull=False),
                name="people_a_key_leaves_its_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.factor} for {self.digest[:16]}"


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
    term = models.DateField(null=True, blank=True)  # the last day of the part that it is to
    used_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    restores = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Whose lost second factor this link is for; None: an invitation to the part."""

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
