"""Invitations: made for a commission, used once, within days. The secret stands in the link alone; a hash of it is kept."""

import secrets
from hashlib import sha256

from django.db import transaction

from dauys.office.people.models import Invitation, Membership, Person


def invite(commission: str, part: str, name: str, by: Person | None) -> str:
    """Make an invitation, and give the secret of its link. ``by`` is None for the first, made where the office is started."""
    secret = secrets.token_urlsafe(24)
    Invitation.objects.create(token=_hash(secret), commission=commission, part=part, name=name, invited_by=by)
    return secret


def found(secret: str) -> Invitation | None:
    """The invitation of a link, if it can still be used."""
    invitation = Invitation.objects.filter(token=_hash(secret)).first()
    return invitation if invitation is not None and invitation.open else None


@transaction.atomic
def accept(invitation: Invitation, login: str, password: str) -> Person:
    """An account, and the part that the invitation is to. Raises IntegrityError where somebody was quicker."""
    person = Person.objects.create_user(login, invitation.name, password)
    taken = Invitation.objects.filter(pk=invitation.pk, used_by=None).update(used_by=person)
    if not taken:
        raise Invitation.DoesNotExist
    join(person, invitation.commission, invitation.part, invitation.invited_by)
    return person


def join(person: Person, commission: str, part: str, by: Person | None) -> None:
    """Give somebody who has an account a part in a commission."""
    Membership.objects.get_or_create(person=person, commission=commission, part=part, ended=None, defaults={"invited_by": by})


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
