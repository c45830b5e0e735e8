"""The restore drill: an office is backed up while people work, and comes back in a place where there was nothing.

The real office is only read. The copy is another folder with a database of its own, thrown away afterwards.
"""

import json
import os
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from dauys.demo.drills.founding import environment
from dauys.demo.drills.page import Line, Page
from dauys.demo.drills.programs import ran

TABLE, RECORD = "tables/", "record/"


def restored(folder: Path, database: str = "") -> Page:
    """Back an office up, restore it, and compare both to the byte. The environment names the office's database.

    database: an empty one for the copy, as DAUYS_DATABASE has it; none: SQLite.
    """
    with TemporaryDirectory() as scratch:
        there, copy = Path(scratch) / "office.backup", Path(scratch) / "office"
        again, fresh = Path(scratch) / "again.backup", environment(Path(scratch) / "office", database)
        codes = [
            ran(os.environ, "office", "backup", str(folder), "--out", str(there))[0],
            ran(fresh, "office", "restore", str(there), "--into", str(copy))[0],
            ran(fresh, "office", "backup", str(copy), "--out", str(again))[0],
        ]
        if any(codes):
            return Page("drill.restore", (Line("drill.restored", False, {"done": codes.count(0), "all": len(codes)}),))
        before, after = _parts(there), _parts(again)
        mended, _ = ran(fresh, "doctor", str(copy), "--mend", "--from", str(folder / "record"))
        healthy, said = ran(fresh, "doctor", str(copy))
        checks = [line for line in said.splitlines() if line.startswith(("pass", "FAIL"))]
        entries, back = _entries(there), _entries(again)
        heads = [(one / "record/log/checkpoint").read_bytes() for one in (folder, copy)]
        same = sum(after[0].get(name) == hash_ for name, hash_ in before[0].items())
        files = sum(after[1].get(name) == hash_ for name, hash_ in before[1].items())
        return Page("drill.restore", (
            Line("drill.restored", True, {"done": codes.count(0), "all": len(codes)}),
            Line("drill.entries back", entries == back, {"before": entries, "after": back}),
            Line("drill.rows back", same == len(before[0]) == len(after[0]),
                 {"same": same, "tables": len(before[0]), "rows": _rows(there), "back": _rows(again)}),
            Line("drill.files back", files == len(before[1]), {"same": files, "files": len(before[1])}),
            Line("drill.head", heads[0] == heads[1], {"head": heads[0].decode().split("\n")[2][:16]}),
            Line("drill.mended", mended == 0 == healthy,
                 {"passed": sum(line.startswith("pass") for line in checks), "all": len(checks)}),
        ))  # fmt: skip


def _parts(file: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Hashes of tables, and of the record's files, by name."""
    with zipfile.ZipFile(file) as zipped:
        told: dict[str, str] = json.loads(zipped.read("backup.json"))["sha256"]
    return tuple({name: hash_ for name, hash_ in told.items() if name.startswith(kind)} for kind in (TABLE, RECORD))  # type: ignore[return-value]


def _entries(file: Path) -> int:
    with zipfile.ZipFile(file) as zipped:
        entries: int = json.loads(zipped.read("backup.json"))["entries"]
    return entries


def _rows(file: Path) -> int:
    with zipfile.ZipFile(file) as zipped:
        return sum(zipped.read(name).count(b"\n") for name in zipped.namelist() if name.startswith(TABLE))
