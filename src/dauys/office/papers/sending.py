"""A scan as a browser or a machine sends it: one file in a form, looked at for its size before it is read."""

from django.http import HttpRequest

from dauys.office.papers.looking import BYTES, NotAScan, Scan, looked_at, too_large

AROUND = 64 * 1024
"""Bytes of a form beside the file in it."""

DIGITS = 12
"""A number that is sent here has fewer."""


def is_too_large(request: HttpRequest) -> bool:
    """Whether a form says that it is larger than a scan may be, or does not say how large it is: it is not read then."""
    length = whole(request.META.get("CONTENT_LENGTH") or "0")
    return length is None or length > BYTES + AROUND


def sent_scan(request: HttpRequest) -> Scan:
    """The scan in the form's field ``scan``. Raises NotAScan."""
    sent = request.FILES.get("scan")
    if sent is None:
        raise NotAScan("papers.no file")
    if sent.size is None or sent.size > BYTES:
        raise too_large()
    return looked_at(sent.name or "", sent.read())


def whole(text: str) -> int | None:
    """A whole number of some digits; None where anything else stands there."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < DIGITS else None
