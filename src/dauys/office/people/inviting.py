"""Invitations: made for a commission, used once, within days. The secret stands in the link alone; a hash of it is kept."""

import secrets
from datetime import date
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice

from dauys.office.house.policy import refusal
from dauys.office.journal.desk import desk
from dauys.office.people.models import Invitation, Membership, Person, SecurityKey


def invite(commission: str, part: str, name: str, by: Person | None, term: date | None = None) -> str:
    """Make an invitation, and give the secret of its link. ``by`` is None for the first, made where the office is started.

    ``term``: the last day of the part, where it is known beforehand.
    """
    return _made(commission=commission, part=part, name=name, invited_by=by, term=term)


def recover(lost: Membership, by: Person | None) -> str:
    """Make a link with which a member who has lost the second factor makes a new one: the password is needed beside it."""
    return _made(commission=lost.commission, part=lost.part, name=lost.person.name, invited_by=by, restores=lost.person)


def _made(**told: object) -> str:
    secret = secrets.token_urlsafe(24)
    Invitation.objects.create(token=_hash(secret), **told)
    return secret


def found(secret: str, restores: Person | None = None) -> Invitation | None:
    """The invitation of a link, if it is good; with ``restores``, the one to that person's new second factor."""
    one = Invitation.objects.filter(token=_hash(secret), restores=restores).first()
    return one if one is not None and good(one) else None


def good(one: Invitation) -> bool:
    """Whether it is open, and who made it may still invite: with a part, its invitations end."""
    event, by = desk.event if desk.is_set_up else None, one.invited_by
    return one.open and (by is None or (by.is_active and refusal(by, True, "people:invite", one.commission, event) is None))


@transaction.atomic
def accept(invitation: Invitation, login: str, password: str) -> Person:
    """An account, and the part that the invitation is to. Raises IntegrityError or DoesNotExist where somebody was quicker."""
    person = Person.objects.create_user(login, invitation.name, password)
    accept_into(invitation, person)
    return person


@transaction.atomic
def accept_into(invitation: Invitation, person: Person) -> None:
    """The part, for somebody who has an account. Raises DoesNotExist where somebody was quicker."""
    _use(invitation, person)
    join(person, invitation.commission, invitation.part, invitation.invited_by, invitation.term)


@transaction.atomic
def restore(invitation: Invitation, person: Person, new: Device) -> None:
    """Only the new second factor is left; sessions that the lost ones opened end. Raises DoesNotExist where it was used."""
    _use(invitation, person)
    TOTPDevice.objects.filter(user=person).exclude(pk=new.pk if isinstance(new, TOTPDevice) else None).delete()
    person.keys.exclude(pk=new.pk if isinstance(new, SecurityKey) else None).update(confirmed=False)


def _use(invitation: Invitation, person: Person) -> None:
    """Once: of two at the same time, the second finds no row."""
    open_ = Invitation.objects.filter(pk=invitation.pk, used_by=None, until__gt=timezone.now())
    if not open_.update(used_by=person):
        raise Invitation.DoesNotExist


def join(person: Person, commission: str, part: str, by: Person | None, term: date | None = None) -> None:
    """Give somebody who has an account a part in a commission; who has it gets the new term, and one that ran out has ended."""
    same = person.memberships.filter(commission=commission, part=part, ended=None)
    if not same.now().update(until=term):
        same.update(ended=timezone.now())
        Membership.objects.create(person=person, commission=commission, part=part, invited_by=by, until=term)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
