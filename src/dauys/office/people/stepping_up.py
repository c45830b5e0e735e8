"""Confirmed by the second factor, for just this: the sign-in, or a list of figures by its hash. Codes and keys go one way.

A view calls ``confirmed(request, person, digest)`` with the hash of what it has shown; its form includes
``people/confirm.html``. With a code, the form comes back with six digits. With a key, the browser first posts the form with
``key=ask``: the digest is noted, the challenge made of it, and the form posted again with what the key has signed.
"""

import secrets
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice

from dauys.office.people import security_keys
from dauys.office.people.forms import say
from dauys.office.people.models import Confirmation, Person, SecurityKey

SIGNING_IN = sha256(b"dauys: sign in").hexdigest()
"""The digest of a sign-in: no list of figures has it."""

ASK, PENDING = "ask", "step up"
"""What the browser says when it wants a challenge; where the session keeps what for."""


class NotConfirmed(Exception):
    """Says why, in the language of the page."""


def confirmed(request: HttpRequest, person: Person, digest: str) -> str | None:
    """Confirm what has this digest (SHA-256, hex) by the form's code or key: why it is refused, or None where it is done."""
    try:
        proven(request, person, digest)
    except NotConfirmed as refusal:
        return str(refusal)
    return None


def proven(request: HttpRequest, person: Person, digest: str) -> Device:
    """The same, and the device it was done with. Raises NotConfirmed."""
    answer = request.POST.get("key", "")
    if answer == ASK:
        request.session[PENDING] = {"digest": digest, "nonce": secrets.token_hex(16)}
        raise NotConfirmed(say("people.touch"))
    return _by_key(request, person, digest, answer) if answer else _by_code(request, person, digest)


def _by_code(request: HttpRequest, person: Person, digest: str) -> Device:
    with transaction.atomic():  # the row is held: one code is not taken twice, and every wrong one counts
        device = TOTPDevice.objects.select_for_update().filter(user=person, confirmed=True).first()
        good = device is not None and device.verify_token(
            request.POST.get("code", "")
        )  # after wrong ones it waits, 2^n seconds
        if good:
            Confirmation.objects.create(person=person, digest=digest, factor="code")
    if not good:
        raise NotConfirmed(say("office.wrong code"))
    return device


def _by_key(request: HttpRequest, person: Person, digest: str, answer: str) -> Device:
    pending = request.session.pop(PENDING, None)
    if pending is None or pending["digest"] != digest:
        raise NotConfirmed(say("people.changed meanwhile"))
    found = security_keys.signed(request, person, challenge(pending), answer)
    if found is None:
        raise NotConfirmed(say("people.wrong key"))
    key, count, proof = found
    try:
        with transaction.atomic():
            # WebAuthn §6.1.1: a count that does not grow is a copy of the key
            counts = Q(sign_count__lt=count) if count else Q(sign_count=0)
            if not SecurityKey.objects.filter(counts, pk=key.pk, confirmed=True).update(sign_count=count):
                raise NotConfirmed(say("people.copied key"))
            Confirmation.objects.create(
                person=person, digest=digest, factor="key", key=key, nonce=pending["nonce"], proof=proof
            )
    except IntegrityError:
        raise NotConfirmed(say("people.wrong key")) from None  # the same answer twice at once
    return key


def challenge(pending: dict[str, str]) -> bytes:
    """What a key signs: bound to the list by its hash, and to this once by a number that is used once."""
    return sha256(bytes.fromhex(pending["digest"]) + bytes.fromhex(pending["nonce"])).digest()


@never_cache
@require_POST
def asked(request: HttpRequest) -> JsonResponse:
    """What the browser asks the keys for, after a form was posted with ``key=ask``."""
    person, pending = request.user, request.session.get(PENDING)
    assert isinstance(person, Person)
    if pending is None or not person.keys.exists():
        return JsonResponse({"say": say("people.no key")}, status=409)
    options: dict[str, Any] = security_keys.asking(request, person, challenge(pending))
    return JsonResponse(options)
