"""The files of a definition held against the laws, before anybody makes an office from them: what is wrong, row by row.

Nothing is loaded and nothing kept; the folder goes with the request.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from dauys.election.definition import definition_hash, read_definition
from dauys.office.people.forms import say
from dauys.office.setting_up.preparing import grouped
from dauys.protocol.calendar import check_dates
from dauys.text import BadInput, Fault

FILES = (
    "event.toml",
    *(f"{name}.csv" for name in ("places", "parties", "constituencies", "commissions", "stations", "options")),
)
BYTES, SHOWN = 20 * 1024 * 1024, 500
"""Of all files together; faults that a page shows."""


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, commission: str) -> HttpResponse:
    """A form for the files, and what was found in them."""
    page: dict[str, object] = {"files": FILES, "megabytes": BYTES // 1024**2}
    if request.method == "POST":
        sent = request.FILES.getlist("files")
        if refusal := _refusal(sent):
            page["fault"] = refusal
        else:
            page |= _found(sent)
    wrong = bool(page.get("fault") or page.get("faults"))
    return render(request, "setting_up/check.html", page, status=422 if wrong else 200)


def _refusal(sent: Sequence[UploadedFile]) -> str:
    """What is wrong with the files before any is read."""
    names = [one.name for one in sent]
    if not sent or set(names) - set(FILES) or len(set(names)) < len(names):
        return say("setting.which files", files=", ".join(FILES))
    return say("setting.too large", number=BYTES // 1024**2) if sum(one.size or 0 for one in sent) > BYTES else ""


def _found(sent: Sequence[UploadedFile]) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="dauys-definition-") as name:
        folder = Path(name)
        for one in sent:
            (folder / str(one.name)).write_bytes(one.read())
        try:
            event = read_definition(folder)
            check_dates(event)
        except BadInput as wrong:
            return {"faults": [_told(fault) for fault in wrong.faults[:SHOWN]], "number": len(wrong.faults)}
        return {
            "groups": grouped(definition_hash(folder)), "stations": len(event.stations), "contests": len(event.contests),
        }  # fmt: skip


def _told(fault: Fault) -> dict[str, object]:
    """A fault for a row of the page; of the file only its name is the reader's."""
    where = [Path(fault.file).name, fault.line, fault.column]
    return {
        "where": ":".join(str(part) for part in where if part is not None), "value": fault.value, "cause": fault.cause,
        "cure": fault.cure,
    }  # fmt: skip
