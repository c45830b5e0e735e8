"""Tokens: made for a machine of a person, shown once, good for some days; and how the API knows whose one is."""

import secrets
from hashlib import sha256
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from dauys.office.journal.desk import desk
from dauys.office.machines.errors import Refused
from dauys.office.machines.models import Token
from dauys.office.machines.rights import API, NOBODY
from dauys.office.people.models import Person

PREFIX = "dauys-"
"""So that who finds one in a file knows what it is."""


def make(person: Person, commission: str, name: str) -> str:
    """A new token: its secret, which nothing gives a second time."""
    secret = f"{PREFIX}{secrets.token_urlsafe(32)}"
    Token.objects.create(secret=_hash(secret), person=person, commission=commission, name=name)
    return secret


def end(person: Person, commission: str, token: int) -> bool:
    """One's own token opens nothing from now on."""
    return bool(Token.objects.now().filter(pk=token, person=person, commission=commission).update(ended=timezone.now()))


class ByToken(HttpBearer):
    """``Authorization: Bearer dauys-…``: the person of the token, with the parts that he has in its commission now.

    ``route``: the name of the one operation that it stands before, not of an address, which several may share. Raises KeyError
    for one without a right; without a name it lets nobody through.
    """

    def __init__(self, route: str | None = None) -> None:
        super().__init__()
        self.right = NOBODY if route is None else API[route]

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = Token.objects.filter(secret=_hash(token)).select_related("person").first()
        if found is None or not found.good or not found.person.is_active:
            return None
        if not desk.is_set_up:
            raise Refused("not set up")
        if found.commission not in desk.event.commissions or not found.person.parts_in(found.commission) & self.right.parts:
            raise Refused("right")
        return found


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
