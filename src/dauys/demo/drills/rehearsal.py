"""The rehearsal: an office is set up, shows that it holds nothing, works a small night, and is compared with the papers.

The zero report comes before the first act on a paper, as an empty box is shown before it is sealed.
"""

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dauys.acts import STATION, Record, read_record
from dauys.demo.drills.founding import Founded, found
from dauys.demo.drills.load import Deed, Desk, play
from dauys.demo.drills.page import Line, Page, Verifying
from dauys.demo.drills.programs import serving
from dauys.ledger import LedgerError, Policy, SigningKey
from dauys.publish import publish
from dauys.tally.totals import Total, totals

AT_ONCE = 4
"""Teams at work at the same time."""


def rehearse(folder: Path, stations: int, verify: Verifying) -> Page:
    """Make an office in a folder, play the night of its papers over HTTP, and tell what is there before and after.

    Raises BadInput where the office cannot be made; what the office refuses is raised as Unanswered. Django is set up.
    """
    founded, heard = found(stations), list[Deed]()
    with TemporaryDirectory() as scratch:
        before = _signed(folder)
        lines = [*_zero(before), _verifies("drill.zero bundle", folder, before, Path(scratch) / "zero", verify)]
        with serving(folder, os.environ, folder / "office.said", AT_ONCE // 2) as port:
            play([Desk.of(team, port) for team in founded.teams], heard.append, AT_ONCE)
        after = _signed(folder)
        lines += [
            *_night(founded, heard, after),
            _healthy(),
            _verifies("drill.bundle", folder, after, Path(scratch) / "after", verify),
        ]
    return Page("drill.rehearsal", tuple(lines))


def _signed(folder: Path) -> Record:
    """The record with everything that was done."""
    from dauys.office.folder import OfficeFolder
    from dauys.office.journal.recorder import Recorder

    Recorder.of(OfficeFolder(folder)).follow()
    return read_record(folder / "record")


def _everywhere(record: Record) -> dict[str, Total]:
    """Each contest's total of all its stations."""
    state = record.state
    return {one.id: next(iter(totals(state, one).values())) for one in state.event.contests}


def _zero(record: Record) -> list[Line]:
    """Nothing was counted: not one paper, and no figure is known, which is not the same as zero votes."""
    from dauys.office.counting.models import Approval, Typing

    found = _everywhere(record)
    known = sum(number is not None for one in found.values() for number in (*one.votes.values(), *one.lines.values()))
    counted = sum(one.counted for one in found.values())
    rows, size = Typing.objects.count() + Approval.objects.count(), record.checkpoint.size
    expected = sum(one.stations for one in found.values())
    return [
        Line("drill.zero acts", size == 1, {"acts": size}),
        Line("drill.zero papers", counted == 0, {"counted": counted, "expected": expected, "contests": len(found)}),
        Line("drill.zero figures", known == 0, {"known": known}),
        Line("drill.zero rows", rows == 0, {"rows": rows}),
    ]


def _night(founded: Founded, heard: Iterable[Deed], record: Record) -> list[Line]:
    """Everything that was answered is in the log, once; and the totals are the sums of the papers."""
    done = list(heard)
    papers = [sheet for team in founded.teams for sheet in team.papers]
    votes = Counter[tuple[str, str]]()
    for sheet in papers:
        if sheet.contest != STATION:
            votes.update({(sheet.contest, name): number or 0 for name, number in sheet.figures.items() if _counts(name)})
    found = {
        (contest, name): number
        for contest, one in _everywhere(record).items()
        for name, number in _named(one)
        if number is not None
    }
    approved = sum(
        record.state.life(sheet.station, sheet.contest).latest.state == "approved" for sheet in papers
    )  # fmt: skip
    unlike = {key for key in votes.keys() | found.keys() if votes[key] != found.get(key, 0)}
    receipts, indexes = _receipts(record, done)
    return [
        Line(
            "drill.acts", record.checkpoint.size == len(done) + 1, {"answered": len(done) + 1, "acts": record.checkpoint.size}
        ),
        Line("drill.receipts", receipts == indexes, {"good": receipts, "all": indexes}),
        Line("drill.approved", approved == len(papers), {"approved": approved, "papers": len(papers)}),
        Line("drill.sums", not unlike, {"sums": len(votes), "unlike": len(unlike), "votes": sum(votes.values())}),
    ]


def _counts(name: str) -> bool:
    return name.startswith("P.") or name in ("N", "I", "T")


def _named(total: Total) -> Iterable[tuple[str, int | None]]:
    """The figures of a total by the names that they have on paper."""
    from dauys.law import AGAINST_ALL

    yield from (("N" if option == AGAINST_ALL else f"P.{option}", number) for option, number in total.votes.items())
    yield from ((name, number) for name, number in total.lines.items() if name in ("I", "T"))


def _receipts(record: Record, done: Iterable[Deed]) -> tuple[int, int]:
    """How many deeds with an index have a receipt that holds, on the very paper; and how many there are."""
    from dauys.ledger import parse

    good, indexes = 0, [deed for deed in done if deed.index is not None]
    policy = Policy(record.keys.log)
    with record.log() as log:
        for deed in indexes:
            assert deed.index is not None
            (entry,) = log.entries(deed.index, deed.index + 1)
            told: Any = parse(entry)
            try:
                log.receipt(deed.index).verify(entry, policy)
            except LedgerError:
                continue
            good += (told["station"], told["contest"]) == (deed.station, deed.contest)
    return good, len(indexes)


def _healthy() -> Line:
    from dauys.office.folder import OfficeFolder
    from dauys.office.journal.doctor import examine

    checks = list(examine(OfficeFolder.here()))
    passed = sum(not one.faults for one in checks)
    return Line("drill.doctor", passed == len(checks), {"passed": passed, "all": len(checks)})


def _verifies(key: str, folder: Path, record: Record, out: Path, verify: Verifying) -> Line:
    """The bundle of a record, published and given to the second program."""
    publish(record, out, SigningKey.parse((folder / "keys" / "publisher.key").read_text("utf-8").strip()))
    code, said = verify(out, str(record.keys.log), None)
    passed = sum(line.startswith("pass") for line in said)
    return Line(key, code == 0, {"passed": passed, "files": sum(path.is_file() for path in out.rglob("*"))})
