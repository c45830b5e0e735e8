"""Pages that a browser keeps: the service worker of a room, with the version of everything that it keeps."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.templatetags.static import static

WORKER = "office/station_worker.js"


def program(called: str, pages: Sequence[str], files: Mapping[str, str]) -> HttpResponse:
    """The service worker that keeps pages, and files by their address (none: as all static files): it answers for these alone.

    called: how its stores begin, so that no room clears another's.
    """
    told = {"called": called, "version": _version(files), "pages": list(pages),
            "files": [address or static(name) for name, address in files.items()]}  # fmt: skip
    body = f"const KEPT = {json.dumps(told)};\n{source(WORKER).decode()}"
    return HttpResponse(body, content_type="text/javascript; charset=utf-8")


def _version(files: Mapping[str, str]) -> str:
    """A hash of the program and of everything it keeps: another version, another store."""
    made = sha256(settings.STATIC_URL.encode())
    for name in (WORKER, *files):
        made.update(sha256(source(name)).digest())
    return made.hexdigest()[:16]


def source(name: str) -> bytes:
    """A static file of the office."""
    found = finders.find(name)
    assert isinstance(found, str), name
    return Path(found).read_bytes()
