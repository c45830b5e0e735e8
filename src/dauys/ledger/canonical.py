"""Canonical JSON: one value has one string of bytes (RFC 8785), narrowed to what a record needs.

Allowed are null, true and false, whole numbers within ±(2^53 - 1), strings in Unicode normal form C, lists and objects.
There are no fractions: what counts votes has none, and two programs print them differently. Normal form C, because one
name typed on two keyboards must be one string. Null is allowed because *not counted* is not zero.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence

import rfc8785

from dauys.ledger.errors import NotCanonical

type Json = bool | int | str | Sequence[Json] | Mapping[str, Json] | None

LARGEST = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly."""

DEPTH = 32
"""How deep lists and objects may lie in each other; acts need four or five."""

# The C encoder of the standard library writes, for values without fractions, the very bytes of RFC 8785, except that it
# sorts keys by code point and the RFC by UTF-16 unit. They differ only where a character beyond U+FFFF occurs: there
# the slower rfc8785 writes. A test holds the two against each other.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False).encode
_BEYOND_U_FFFF = re.compile("[\U00010000-\U0010ffff]")


def canonical(value: Json) -> bytes:
    """The bytes of ``value``: None, bool, int, str, list (or tuple) and dict, of exactly these types.

    Raises NotCanonical, which says where in the value the fault is.
    """
    _check(value, DEPTH)
    text = _encode(value)
    return rfc8785.dumps(value) if _BEYOND_U_FFFF.search(text) else text.encode()


def parse(data: bytes) -> Json:
    """The value of which ``data`` are the canonical bytes; raises NotCanonical for all others.

    The value is written again and compared: that alone refuses blanks, a wrong order of keys, a key given twice, ``-0``,
    ``1.0``, needless escapes and whatever else could be written in two ways.
    """
    try:
        value: Json = json.loads(data.decode())  # decoded here: json.loads would also guess at UTF-16 and UTF-32
    except (ValueError, RecursionError) as fault:
        raise NotCanonical(f"not JSON in UTF-8: {fault}") from None
    again = canonical(value)
    if again != data:
        differs = next((at for at, (one, other) in enumerate(zip(data, again, strict=False)) if one != other), len(again))
        raise NotCanonical(f"the same value has other canonical bytes: from byte {differs} on")
    return value


def _check(value: object, depth: int) -> None:
    """Refuse what has no canonical form. Exact types: what merely looks like a number or a string is converted before."""
    kind = type(value)
    if kind is str:
        _check_text(value)  # type: ignore[arg-type]
    elif kind is int:
        if not -LARGEST <= value <= LARGEST:  # type: ignore[operator]
            raise NotCanonical("a whole number beyond 2^53 - 1: not every reader keeps it exactly")
    elif kind is dict:
        _check_depth(depth)
        for key, item in value.items():  # type: ignore[attr-defined]
            if type(key) is not str:
                raise NotCanonical(f"a key of type {type(key).__name__}: keys are strings")
            try:
                _check_text(key)
                _check(item, depth - 1)
            except NotCanonical as fault:
                raise NotCanonical(fault.why, (key, *fault.where)) from None
    elif kind is list or kind is tuple:
        _check_depth(depth)
        for index, item in enumerate(value):  # type: ignore[arg-type]
            try:
                _check(item, depth - 1)
            except NotCanonical as fault:
                raise NotCanonical(fault.why, (index, *fault.where)) from None
    elif value is not None and kind is not bool:
        raise NotCanonical(f"a value of type {kind.__name__}: a record holds whole numbers, strings, lists and objects")


def _check_depth(depth: int) -> None:
    if depth == 0:
        raise NotCanonical(f"lists and objects lie more than {DEPTH} deep in each other")


def _check_text(text: str) -> None:
    if text.isascii():
        return
    if not unicodedata.is_normalized("NFC", text):
        raise NotCanonical("a string that is not in Unicode normal form C: normalise names where they enter")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise NotCanonical("a string with half a surrogate pair: it is no text") from None
