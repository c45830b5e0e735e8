"""Scans that machines bring: the same looks, the same files and the same act as on the screens. Evidence, never an entry."""

from hashlib import sha256
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from dauys.ledger import StoreFault
from dauys.office.machines import answers
from dauys.office.machines.errors import Refused, Wrong
from dauys.office.machines.models import Token
from dauys.office.papers.keeping import attached, keep_files
from dauys.office.papers.looking import NotAScan, Scan, too_large
from dauys.office.papers.sending import is_too_large, sent_scan, whole
from dauys.office.people.forms import say


def attach(request: HttpRequest, token: Token, station: str, contest: str) -> HttpResponse:
    """Attach a scan once, however often it is sent under one key. The files are kept before the journal is held."""
    scan, version = _sent(request)
    said = sha256(f"{version} {scan.taken}".encode()).digest()
    if (answered := answers.before(request, said)) is not None:
        return answered
    try:
        keep_files(scan, station, contest, version)
    except StoreFault:
        raise Refused("not kept") from None

    def deed(hand: answers.Hand) -> dict[str, Any]:
        index = attached(hand, scan, token.commission, token.person, station, contest, version)
        return {
            "index": index, "station": station, "contest": contest, "version": version, "taken": scan.taken,
            "cleaned": scan.cleaned,
        }  # fmt: skip

    return answers.once(request, deed, said)


def _sent(request: HttpRequest) -> tuple[Scan, int]:
    if is_too_large(request):
        raise _refused(too_large())
    try:
        version = request.POST.get("version", "")
        return sent_scan(request), _version(version)
    except NotAScan as refusal:
        raise _refused(refusal) from None
    except (MultiPartParserError, SuspiciousOperation) as fault:  # no form, or one with too much in it
        raise Refused("unreadable", detail=str(fault)) from None


def _version(text: str) -> int:
    number = whole(text)
    if not number:
        raise Refused("unreadable", Wrong.of("version", text))
    return number


def _refused(refusal: NotAScan) -> Refused:
    return Refused("scan", Wrong.of("scan"), what=say(refusal.key, **refusal.values))
