"""How many reports are taken: by one address in a while, and by all without an answer. Addresses are kept nowhere but here.

They are in the memory of the process that was asked, and are forgotten with their quarter of an hour; each process of the
office counts for itself.
"""

from ipaddress import ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from dauys.office.reports.models import Report

OPEN = 500
"""Reports without an answer: beyond, the form takes none."""

EACH, SECONDS = 5, 15 * 60
"""Reports of one address, in so many seconds."""


def full() -> bool:
    """Whether so many wait for an answer that no more are taken."""
    return Report.objects.waiting().count() >= OPEN


def too_many(request: HttpRequest) -> bool:
    """Whether this address has sent its share; if not, one more is counted."""
    who = _network(_address(request))
    if who is None:
        return False
    key = f"report-{who}"
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key) > EACH
    except ValueError:  # its time ran out between the two lines
        return False


def _address(request: HttpRequest) -> str:
    """Who asks; behind a web server by what it has added itself, which is the last that the header says."""
    if settings.SECURE_PROXY_SSL_HEADER is None:
        return str(request.META.get("REMOTE_ADDR", ""))
    return str(request.headers.get("x-forwarded-for", "")).rpartition(",")[2].strip()


def _network(address: str) -> str | None:
    """An address, of IPv6 the half that one household has; None where there is none: then all would be one."""
    try:
        one = ip_address(address)
    except ValueError:
        return None
    return str(one) if one.version == 4 else one.exploded[:19]
