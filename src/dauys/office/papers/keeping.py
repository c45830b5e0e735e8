"""A scan and its act, so that no act is ever without its file: first the files, then the act.

The files lie in the office's uploads and in the record, synced, before the act is done. That is before the journal's lock is
taken: everybody's acts wait for that one, and a disk takes its time over pictures. Whatever is cut off in between leaves files
that no act names: harmless, never published, and named by ``unclaimed``.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from dauys.acts import Act, State, read_act
from dauys.acts.record import ATTACHMENTS, attach
from dauys.ledger import FileBlobs, parse
from dauys.office.folder import OfficeFolder
from dauys.office.journal.desk import AT_ONCE, Hand, desk
from dauys.office.journal.models import Entry
from dauys.office.papers.looking import Scan
from dauys.office.people.models import Person

NAMING = ("taken", "cleaned", "scan")
"""What acts call the hashes of pictures."""


def attach_scan(scan: Scan, commission: str, person: Person, station: str, contest: str, version: int) -> bool:
    """Keep the files and do the act; False where this very scan is attached to this version already, and nothing was done.

    Raises NotAllowed as the acts room says it, StoreFault where the disk refuses; then there is no act.
    """
    if not keep_files(scan, station, contest, version):
        return False
    with desk.acting() as hand:
        return attached(hand, scan, commission, person, station, contest, version) is not None


def keep_files(scan: Scan, station: str, contest: str, version: int) -> bool:
    """Keep the files of a scan, before the act and outside its transaction; False where it is attached already."""
    with desk.looking() as state:  # to keep nothing that is refused in any case
        if _is_there(state, scan, station, contest, version):
            return False
        state.refuse_elsewhere(station, filter(None, (scan.taken, scan.cleaned)))
    for data in scan.files:
        _keep(desk.folder, data)
    return True


def attached(hand: Hand, scan: Scan, commission: str, person: Person, station: str, contest: str, version: int) -> int | None:
    """Do the act of a scan whose files are kept, and give its index; None where somebody was quicker with the same scan."""
    if _is_there(hand.state, scan, station, contest, version):
        return None
    place = {"station": station, "contest": contest, "version": version}
    return hand.act("scan attached", commission, person, **place, taken=scan.taken, cleaned=scan.cleaned)


def scans(state: State, station: str, contest: str) -> list[Act]:
    """The acts that attached scans to a paper, of all its versions, the oldest first."""
    return list(state.scans.get((station, contest), ()))


def _is_there(state: State, scan: Scan, station: str, contest: str, version: int) -> bool:
    return any(
        (act.payload["taken"], act.payload["version"]) == (scan.taken, version) for act in scans(state, station, contest)
    )


def _keep(folder: OfficeFolder, data: bytes) -> None:
    """Keep bytes under their hash, synced. Anew even where they are there: ``unclaimed`` goes by when they were put."""
    folder.uploads.mkdir(mode=0o700, parents=True, exist_ok=True)  # pictures as taken tell where and by whom
    name, uploads = sha256(data).hexdigest(), FileBlobs(folder.uploads)
    with uploads.locked(name[:2]):
        uploads.put(name, data)
        attach(folder.record, data)


def kept(folder: OfficeFolder, name: str) -> bytes | None:
    """The bytes under a hash, from the uploads or the record; None where neither has them unchanged."""
    for place in (folder.uploads, folder.record / ATTACHMENTS):
        data = FileBlobs(place).get(name) if place.is_dir() else None
        if data is not None and sha256(data).hexdigest() == name:
            return data
    return None


def unclaimed(until: datetime) -> list[Path]:
    """Files of scans, in uploads and record, that no act names, put before a moment: an hour ago, so that none of them belongs
    to somebody who is sending it now. Deleting them is for who looks after the office."""
    named = set(_named())
    return sorted(
        file
        for place in (desk.folder.uploads, desk.folder.record / ATTACHMENTS)
        for file in (place.iterdir() if place.is_dir() else ())
        if file.suffix != ".lock" and file.name not in named and file.stat().st_mtime < until.timestamp()
    )


def _named() -> Iterator[str]:
    """The pictures that acts name, of whatever kind the acts are: by the journal, which forgets none."""
    for body in Entry.objects.order_by("index").values_list("body", flat=True).iterator(AT_ONCE):
        payload = read_act(parse(bytes(body))).payload
        yield from filter(None, map(payload.get, NAMING))
