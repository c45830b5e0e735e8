"""Security keys, as WebAuthn has them: what the browser is asked for, and whether its answer holds. Writes no row."""

import json
import struct
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from fido2 import cbor
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from dauys.office.people.models import Person, SecurityKey

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, NotImplementedError, RecursionError, struct.error)
"""What fido2 raises on an answer that no key has given."""

ALGORITHMS = (-7, -8, -257)
"""ES256, EdDSA, RS256: what keys have (WebAuthn §5.8.5 names the same)."""

LONGEST, PARTS = 16_384, ("clientDataJSON", "attestationObject", "authenticatorData", "signature")
"""Characters of an answer, and what is read of it."""

ASKED = UserVerificationRequirement.PREFERRED
"""A key with a PIN asks for it; one without is touched: the password came before."""


def _server(request: HttpRequest) -> Fido2Server:
    """Keys are bound to the host; answers are taken from pages of just this origin."""
    host = request.get_host()
    party = PublicKeyCredentialRpEntity(name="dauys", id=urlsplit(f"//{host}").hostname)
    server = Fido2Server(party, verify_origin=lambda origin: origin == f"{request.scheme}://{host}")
    server.allowed_algorithms = [one for one in server.allowed_algorithms if one.alg in ALGORITHMS]
    return server


def _read(answer: str) -> dict[str, Any]:
    """The parts of an answer that count, all text. fido2 takes a number for a length, and makes so many bytes: refused here."""
    if len(answer) > LONGEST:
        raise ValueError("too long")
    told = json.loads(answer)
    read = {"id": told["id"], "rawId": told["rawId"], "type": told["type"]}
    response = {name: value for name, value in told["response"].items() if name in PARTS}
    if not all(isinstance(value, str) for value in (*read.values(), *response.values())):
        raise ValueError("not text")
    if "attestationObject" in response and not isinstance(
        cbor.decode(websafe_decode(response["attestationObject"]))["authData"],
        bytes,  # type: ignore[index, call-overload]
    ):
        raise ValueError("not bytes")
    return {**read, "response": response}


def _data(keys: Sequence[SecurityKey]) -> list[AttestedCredentialData]:
    return [
        AttestedCredentialData(
            Aaguid.NONE
            + struct.pack(">H", len(websafe_decode(key.credential)))
            + websafe_decode(key.credential)
            + bytes(key.public_key)
        )
        for key in keys
    ]


def registration(request: HttpRequest, person: Person) -> tuple[str, Any]:
    """What the browser asks a new key for (JSON), and what is kept until the answer."""
    user = PublicKeyCredentialUserEntity(id=person.pseudonym.encode(), name=person.login, display_name=person.name)
    options, kept = _server(request).register_begin(
        user, _data(person.keys), user_verification=ASKED, resident_key_requirement=ResidentKeyRequirement.DISCOURAGED
    )
    return json.dumps(dict(options)["publicKey"]), kept


def registered(request: HttpRequest, kept: Any, answer: str) -> SecurityKey | None:
    """The new key of an answer, not saved and nobody's yet; None where the answer does not hold."""
    try:
        data = _server(request).register_complete(kept, _read(answer))
        found = data.credential_data
        if found is None or found.public_key[3] not in ALGORITHMS:
            return None
        length = 16 + 2 + len(found.credential_id)  # then the public key, in COSE
        return SecurityKey(
            credential=websafe_encode(found.credential_id), public_key=bytes(found)[length:], sign_count=data.counter
        )
    except UNREADABLE:
        return None


def asking(request: HttpRequest, person: Person, challenge: bytes) -> dict[str, Any]:
    """What the browser asks the person's keys for."""
    options, _ = _server(request).authenticate_begin(_data(person.keys), user_verification=ASKED, challenge=challenge)
    return dict(dict(options)["publicKey"])


def signed(
    request: HttpRequest, person: Person, challenge: bytes, answer: str
) -> tuple[SecurityKey, int, dict[str, str]] | None:
    """Key, its count, and the proof, of an answer that holds; None of any other."""
    try:
        told = AuthenticationResponse.from_dict(_read(answer))
        kept = {"challenge": websafe_encode(challenge), "user_verification": ASKED}
        found = _server(request).authenticate_complete(kept, _data(person.keys), told)
        data: AuthenticatorData = told.response.authenticator_data
        proof = {
            "client_data": websafe_encode(told.response.client_data), "authenticator_data": websafe_encode(data),
            "signature": websafe_encode(told.response.signature),
        }  # fmt: skip
        return person.keys.get(credential=websafe_encode(found.credential_id)), data.counter, proof
    except UNREADABLE:
        return None
