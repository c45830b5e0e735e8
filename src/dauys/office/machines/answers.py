"""Answers given once: a request whose acts were done is answered the same when it comes again, and nothing is done twice.

The answer is kept in the transaction of the acts. What was refused did nothing, is not kept, and is judged anew.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse

from dauys.ledger import canonical
from dauys.office.journal.desk import Hand, desk
from dauys.office.machines.errors import Refused, Wrong
from dauys.office.machines.models import Answer, Token

KEY = "Idempotency-Key"


def once(request: HttpRequest, deed: Callable[[Hand], dict[str, Any]], said: bytes | None = None) -> HttpResponse:
    """Do a deed and answer with what it gives, or as before. Raises Refused, and what the acts room raises.

    ``said``: what stands for the body where it was a form with a file in it, which is read once.
    """
    key = _key(request)
    with desk.acting() as hand:
        kept = _kept(request, key, said)
        if kept is None:
            kept = canonical(deed(hand))
            Answer.objects.create(token=_token(request), key=key, request=_hash(request, said), body=kept)
    return _response(kept)


def before(request: HttpRequest, said: bytes | None = None) -> HttpResponse | None:
    """What this request was answered before, if it was: for deeds that ask for something that is good only once."""
    kept = _kept(request, _key(request), said)
    return None if kept is None else _response(kept)


def _kept(request: HttpRequest, key: str, said: bytes | None) -> bytes | None:
    one = Answer.objects.filter(token=_token(request), key=key).values_list("request", "body").first()
    if one is None:
        return None
    if one[0] != _hash(request, said):
        raise Refused("key used", Wrong.of(KEY, key))
    return bytes(one[1])


def _key(request: HttpRequest) -> str:
    key = request.headers.get(KEY, "")
    if not re.fullmatch(r"[!-~]{8,80}", key):
        raise Refused("key", Wrong.of(KEY, key or None))
    return key


def _token(request: HttpRequest) -> Token:
    token: Token = request.auth  # type: ignore[attr-defined]  # put there by the API
    return token


def _hash(request: HttpRequest, said: bytes | None) -> str:
    asked = f"{request.method} {request.get_full_path()}\n".encode("utf-8", "surrogatepass")
    return sha256(asked + (request.body if said is None else said)).hexdigest()


def _response(body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type="application/json")
