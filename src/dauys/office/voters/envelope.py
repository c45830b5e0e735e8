"""A list as it goes to the station's laptop: closed by a passphrase that is shown once and kept nowhere.

PBKDF2-HMAC-SHA-256 (RFC 8018) and AES-256-GCM, which every browser has of its own. The passphrase is chance, of digits, which
all keyboards have: 20 of them are 66 bits, and each guess costs ROUNDS.
"""

import base64
import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dauys.office.voters.lists import Register, everybody
from dauys.register import nothing_marked
from dauys.register.marks import HANDED_OVER

GROUPS, DIGITS = 5, 4
"""Of a passphrase: groups, and digits of a group."""

ROUNDS = 600_000
"""As OWASP asks for (Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256)."""

SALT, NONCE, STEP = 16, 12, 65_536
"""Bytes of the salt, of the number used once, and to a multiple of what a list is padded."""


def passphrase() -> str:
    """A new one: ``0123 4567 8901 2345 6789``."""
    return " ".join(f"{secrets.randbelow(10**DIGITS):0{DIGITS}}" for _ in range(GROUPS))


def written(register: Register, names: dict[str, str]) -> str:
    """Who is on the list, and what is marked; names: of members who issue, by letter. Who was struck off is not on it."""
    people = [
        {"place": one.place, "name": one.person.name, "year": one.person.year, "iin": one.person.iin,
         "address": one.person.address, "added": one.voter.came != HANDED_OVER, "way": one.voter.way,
         "ballots": one.voter.ballots}
        for one in everybody(register) if one.voter.here
    ]  # fmt: skip
    return json.dumps({"people": people, "members": names}, ensure_ascii=False)


def envelope(register: Register, key: str, names: dict[str, str], phrase: str) -> dict[str, Any]:
    """The list for the laptop with this key, closed: what ``laptop.js`` opens. ``letters``: of the marks that it will make."""
    text = written(register, names).encode()
    text += b" " * (-len(text) % STEP)
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    cipher = AESGCM(hashlib.pbkdf2_hmac("sha256", phrase.replace(" ", "").encode(), salt, ROUNDS))
    told = {"salt": salt, "nonce": nonce, "data": cipher.encrypt(nonce, text, f"list {key}".encode())}
    return {
        "key": key, "rounds": ROUNDS, "letters": len(nothing_marked(register.marks)),
        **{name: base64.b64encode(value).decode() for name, value in told.items()},
    }  # fmt: skip
