"""The files of a definition as a browser sends them, one by one or in a zip: names and sizes are looked at first."""

import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile

from dauys.election.definition_rows import TABLES
from dauys.formats.safe_zip import UNREADABLE
from dauys.office.people.forms import say

FILES = ("event.toml", *(f"{name}.csv" for name in TABLES))
BYTES = 20 * 1024 * 1024
"""Of all files together, unpacked."""

PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The others ask for memory as a file wishes."""


class NotTaken(Exception):
    """What was sent is not taken; says why, in the language of the page."""


def received(sent: Sequence[UploadedFile]) -> dict[str, bytes]:
    """The files by name. Raises NotTaken: other names than the definition's, one twice, too many bytes, a damaged zip."""
    if sum(one.size or 0 for one in sent) > BYTES:
        raise _too_large()
    if len(sent) == 1 and str(sent[0].name).lower().endswith(".zip"):
        return _unpacked(sent[0])
    _these([str(one.name) for one in sent])
    return {str(one.name): one.read() for one in sent}


def _unpacked(sent: UploadedFile) -> dict[str, bytes]:
    """The files of a zip, at its top or all in one folder."""
    try:
        with zipfile.ZipFile(sent) as zipped:
            parts = {PurePosixPath(one.filename): one for one in zipped.infolist() if not one.is_dir()}
            _these([path.name for path in parts])
            if len({path.parent for path in parts}) > 1 or any(one.compress_type not in PACKED for one in parts.values()):
                raise _not_these()
            if sum(one.file_size for one in parts.values()) > BYTES:  # as it says itself: no more of any is ever read
                raise _too_large()
            return {path.name: zipped.read(one) for path, one in parts.items()}
    except UNREADABLE:
        raise NotTaken(say("setting.no zip")) from None


def _these(names: Sequence[str]) -> None:
    if not names or set(names) - set(FILES) or len(set(names)) < len(names):
        raise _not_these()


def _not_these() -> NotTaken:
    return NotTaken(say("setting.which files", files=", ".join(FILES)))


def _too_large() -> NotTaken:
    return NotTaken(say("setting.too large", number=BYTES // 1024**2))
