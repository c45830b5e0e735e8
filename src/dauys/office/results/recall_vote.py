"""The record of the vote on a recall as a browser sends it: unpacked, read, and held against its hash on paper."""

import zipfile
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from django.http import HttpRequest

from dauys.acts import State
from dauys.acts.record import DEFINITION, LOG
from dauys.formats.safe_zip import UNREADABLE
from dauys.office.people.forms import say
from dauys.office.setting_up.preparing import grouped
from dauys.office.setting_up.views import TYPED
from dauys.tally.recalled import Vote, read_vote
from dauys.text import BadInput, Fault

BYTES, FILES = 200 * 1024 * 1024, 20_000
"""Of what is unpacked; as the archive says it itself, and no more of a file is ever read."""

NEEDED = (DEFINITION, LOG, "tile", "checkpoint")
"""What a record, or a bundle, has of its log; scans, tables and sums are left in the archive."""


class Unlike(Exception):
    """The record is another one than the paper says; in the language of the page."""


def read_sent(request: HttpRequest, state: State, contest: str) -> Vote:
    """What came of the vote, from the archive that was sent. Raises BadInput; Unlike where its hash is not that on paper."""
    with TemporaryDirectory(prefix="dauys-vote-") as scratch:
        _unpack(request, Path(scratch))
        vote = read_vote(state, contest, Path(scratch))
    groups = grouped(vote.definition)
    if any(request.POST.get(f"group {number}", "").strip().lower() != groups[number] for number in TYPED):
        raise Unlike(say("recall.other hash"))
    return vote


def _unpack(request: HttpRequest, folder: Path) -> None:
    """The log and the definition of the archive, at its top or in one folder."""
    sent = request.FILES.get("record")
    try:
        with zipfile.ZipFile(sent) as zipped:  # type: ignore[arg-type]  # None is refused below
            infos = [one for one in zipped.infolist() if not one.is_dir()]
            tops = {_below(PurePosixPath(one.filename)) for one in infos} - {None}
            if len(tops) != 1 or len(infos) > FILES or sum(one.file_size for one in infos) > BYTES:
                raise ValueError
            (top,) = tops
            for one in infos:
                path = PurePosixPath(one.filename)
                if _below(path) == top:
                    assert top is not None
                    one.filename = path.relative_to(top).as_posix()  # nothing is written outside: the library sees to that
                    zipped.extract(one, folder)
    except (*UNREADABLE, AttributeError):
        cure = "send the archive of the vote's site with everything in it, or its record as a ZIP file"
        raise BadInput((Fault("record", None, None, None, "this is no archive of a record or a bundle", cure),)) from None


def _below(path: PurePosixPath) -> PurePosixPath | None:
    """The folder in which a needed part of a record lies: the top, or one folder; None for every other file."""
    for depth in (0, 1):
        if len(path.parts) > depth and path.parts[depth] in NEEDED and ".." not in path.parts and not path.is_absolute():
            return PurePosixPath(*path.parts[:depth])
    return None
