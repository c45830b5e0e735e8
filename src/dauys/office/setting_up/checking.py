"""The files of a definition held against the laws, before anybody makes an office from them: what is wrong, row by row.

Nothing is loaded and nothing kept; the folder goes with the request.
"""

import tempfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from dauys.election.definition import definition_hash
from dauys.office.setting_up.preparing import checked, grouped
from dauys.office.setting_up.telling import faults
from dauys.office.setting_up.uploads import BYTES, FILES, NotTaken, received
from dauys.text import BadInput


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, commission: str) -> HttpResponse:
    """A form for the files, and what was found in them."""
    page: dict[str, object] = {"files": FILES, "megabytes": BYTES // 1024**2}
    if request.method == "POST":
        try:
            page |= _found(received(request.FILES.getlist("files")))
        except NotTaken as refusal:
            page["fault"] = str(refusal)
        except BadInput as wrong:
            page |= faults(wrong, request.LANGUAGE_CODE)
    bad = bool(page.get("fault") or page.get("faults"))
    return render(request, "setting_up/check.html", page, status=422 if bad else 200)


def _found(files: dict[str, bytes]) -> dict[str, object]:
    """What is told of files in which nothing is wrong. Raises BadInput."""
    with tempfile.TemporaryDirectory(prefix="dauys-definition-") as name:
        folder = Path(name)
        for one, data in files.items():
            (folder / one).write_bytes(data)
        event = checked(folder)
        return {
            "groups": grouped(definition_hash(folder)), "stations": len(event.stations), "contests": len(event.contests),
        }  # fmt: skip
