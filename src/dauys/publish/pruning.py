"""Old snapshots of a site make room. What is shown, the first, and the newest stay.

Snapshots share the files that have not changed (hard links): who removes one takes nothing from another, and the next
publication needs the one that is shown and no other.
"""

from pathlib import Path

from dauys.ledger import Disk
from dauys.publish.site.snapshot import CURRENT, SNAPSHOTS
from dauys.text import BadInput, Fault

LEAST = 60
"""Snapshots that stay at least: an hour of a night that is published every minute."""

_GONE = ".gone"


def prune(site: Path, keep: int, disk: Disk | None = None) -> tuple[int, ...]:
    """Remove all snapshots but the first, the one that is shown, and the ``keep`` newest; gives the numbers of the removed.

    A snapshot loses its name before it loses a file, so that nobody sees half of one. Raises BadInput where ``keep`` is less
    than ``LEAST``, or nothing is shown; OSError where the disk refuses, and then the next call goes on.
    """
    disk, folder = disk or Disk(), site / SNAPSHOTS
    if keep < LEAST:
        raise _bad("--keep", keep, "so few snapshots would be kept that readers could lose what they read", f"{LEAST} or more")
    shown = (site / CURRENT).resolve()
    if not shown.is_dir() or shown.parent != folder.resolve():
        raise _bad(str(site), None, "this is no site: nothing is shown there", "`dauys publish DIR --site SITE` writes one")
    for left in folder.glob(f".*{_GONE}"):  # by a crash
        disk.remove_folder(left)
    numbers = sorted(int(path.name) for path in folder.iterdir() if path.name.isdecimal())
    old = tuple(number for number in numbers[1:-keep] if number != int(shown.name))
    for number in old:
        hidden = folder / f".{number}{_GONE}"
        disk.replace(folder / str(number), hidden)
        disk.remove_folder(hidden)
    return old


def _bad(where: str, value: object, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(where, None, None, value, cause, cure),))
