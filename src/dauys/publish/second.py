"""The second implementation at work beside the publisher, in a process of its own: ``verify.py``, and how it goes on.

The process is given the path of ``verify.py``, then a line of JSON for each snapshot, and answers with the lines of
``verify.py`` and ``agreed`` or ``refused``. Of a snapshot that continues the one before it checks signatures, the whole log and
its history; of the acts the new ones; of tables and seats those that new acts have touched, or whose bytes have moved; of
receipts those of stations that new acts name. Everything else must be byte for byte what it has checked before. What is asked
for whole it checks whole.

This file imports nothing of dauys: it shares no line with the software that counts.
"""

import importlib.util
import json
import sys
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

type Faults = Generator[str, None, str | None]


@dataclass
class Grown:
    """A bundle that continues another, which was checked. Owned by this process."""

    verify: Any  # the module
    before: Any  # the bundle that was checked, whose election goes on
    signed: dict[str, str]  # SHA-256 of its files, by path
    now: dict[str, str] = field(default_factory=dict)  # the same of this one
    stations: set[str] = field(default_factory=set)  # that new acts name
    due: set[str] = field(default_factory=set)  # contests to be looked at

    def checks(self) -> tuple[Any, ...]:
        """Those of ``verify.py``, some of them for less work."""
        of = self.verify
        return (
            self.check_manifest, of.check_key, of.check_log, of.check_history, self.check_definition, self.check_acts,
            of.check_people, of.check_controls, self.check_protocols, self.check_totals, self.check_seats, self.check_receipts,
        )  # fmt: skip

    def moved(self, path: str) -> bool:
        """Whether a file is another than before."""
        return self.now.get(path) != self.signed.get(path)

    def check_manifest(self, bundle: Any) -> Faults:
        """Every file is there as the publisher signed it; one that has not moved is the very file that was checked."""
        data = bundle.read("manifest.json")
        self.now = {file["path"]: file["sha256"] for file in json.loads(data)["files"]}
        there, moved = bundle.paths - {"manifest.json", "manifest.note"}, 0
        for path in sorted(self.now.keys() ^ there):
            yield f"{path}: {'missing' if path in self.now else 'the publisher has signed no such file'}"
        for path in sorted(self.now.keys() & there):
            if self.moved(path) or not (bundle.folder / path).samefile(self.before.folder / path):
                moved += 1
                if (found := self.verify.digest(bundle.read(path))) != self.now[path]:
                    yield f"{path}: {found}, the publisher has signed {self.now[path]}"
        publisher = self.verify.read_key(json.loads(bundle.read("definition/keys.json"))["publisher"])
        text, signers = self.verify.signed_by(bundle.read("manifest.note"), [publisher], "manifest.note")
        head = json.loads(data)
        if publisher not in signers or text != (
            f"dauys bundle/v1\n{head['origin']}\n{head['snapshot']}\n{self.verify.digest(data)}\n"
        ):
            yield "manifest.note: not signed by the publisher, or it is of another manifest.json"
        return f"{len(self.now)} files, {moved} of them new"

    def check_definition(self, bundle: Any) -> Faults:
        """It is the one that was checked, and that was frozen."""
        for path in sorted(self.now.keys() | self.signed.keys()):
            if path.startswith("definition/") and self.moved(path):
                yield f"{path}: it was frozen, and is not as before"
        head = json.loads(bundle.read("manifest.json"))
        if (head["origin"], head["snapshot"]) != (bundle.log[0], bundle.size):
            yield f"manifest.json: of {head['origin']}, {head['snapshot']}; expected is {bundle.log[0]}, {bundle.size}"
        bundle.election = self.before.election
        return "as before"

    def check_acts(self, bundle: Any) -> Faults:
        """Every new act names a paper that is expected, the version that is due, lines of the form, options of the ballot."""
        election = bundle.election
        for index, entry in enumerate(bundle.entries()):
            if index >= self.before.size:
                act = json.loads(entry)
                election.take(index, entry)
                self.stations |= {act["station"]} if "station" in act else set()
                self.due |= {act["contest"], f"{act['contest']}.repeat"} if act["act"] in VOID else set()
        self.due |= {name for name, papers in election.papers.items() if not self.stations.isdisjoint(papers)}
        self.due |= {name for name in election.papers if any(map(self.moved, self._tables(name)))}
        new = {name: self.verify.Sheet(election, name) for name in self.due & election.papers.keys() if election.papers[name]}
        bundle.sheets = {**self.before.sheets, **new}
        yield from election.faults["acts"]
        return f"{bundle.size - self.before.size} new"

    @staticmethod
    def _tables(contest: str) -> tuple[str, str]:
        return f"protocols/{contest}.csv", f"totals/{contest}.csv"

    def _sheets(self, bundle: Any) -> Any:
        """The bundle as far as it must be looked at."""
        sheets = {name: sheet for name, sheet in bundle.sheets.items() if name in self.due}
        return SimpleNamespace(read=bundle.read, table=bundle.table, sheets=sheets, election=bundle.election)

    def check_protocols(self, bundle: Any) -> Faults:
        """For each station and contest the one paper that counts with its figures, or the reason why none does."""
        told: str | None = yield from self.verify.check_protocols(self._sheets(bundle))
        return told

    def check_totals(self, bundle: Any) -> Faults:
        """Every sum at every place of the contests that have been touched."""
        told: str | None = yield from self.verify.check_totals(self._sheets(bundle))
        return told

    def check_seats(self, bundle: Any) -> Faults:
        """The law, applied again to the bodies that have been touched."""
        election = bundle.election
        touched = {contest["body"] for name, contest in election.contests.items() if name in self.due}
        bodies = {
            body: told for body, told in election.bodies.items() if body in touched or self.moved(f"seats/{body}.json")
        }  # fmt: skip
        contests = {name: contest for name, contest in election.contests.items() if contest["body"] in bodies}
        part = SimpleNamespace(bodies=bodies, contests=contests, laws=election.laws, top=election.top)
        told: str | None = yield from self.verify.check_seats(
            SimpleNamespace(read=bundle.read, sheets=bundle.sheets, election=part)
        )
        return told

    def check_receipts(self, bundle: Any) -> Faults:
        """The receipts of the stations that new acts name."""
        sheets = {
            name: SimpleNamespace(papers=sheet.papers, counted=[one for one in self.stations if one in sheet.counted])
            for name, sheet in bundle.sheets.items()
        }
        told: str | None = yield from self.verify.check_receipts(
            SimpleNamespace(read=bundle.read, levels=bundle.levels, size=bundle.size, sheets=sheets)
        )
        return told


VOID = ("election voided", "repeat vote called")


class Second:
    """Checks one snapshot after the other. Owns what the second implementation knows of the election."""

    def __init__(self, verify: Any) -> None:
        self.verify, self.whole = verify, verify.CHECKS
        self.last: Any = None  # the bundle that was checked last

    def check(self, folder: Path, key: str, since: Path | None, *, whole: bool) -> bool:
        """Whether a bundle is right, and continues the one before."""
        bundle, last = self.verify.Bundle(folder, key, since), self.last
        self.last, self.verify.CHECKS = None, self.whole
        if last is not None and since is not None and not whole:
            last.folder = since  # where the bundle lies that was checked in another place
            self.verify.CHECKS = Grown(self.verify, last, self._signed(last)).checks()
        if not self.verify.verify(bundle):
            return False
        self.last = bundle
        return True

    @staticmethod
    def _signed(bundle: Any) -> dict[str, str]:
        return {file["path"]: file["sha256"] for file in json.loads(bundle.read("manifest.json"))["files"]}


def main() -> None:
    """Answer line by line until no more are asked."""
    spec = importlib.util.spec_from_file_location("verify", sys.argv[1])
    assert spec is not None
    assert spec.loader is not None
    verify = importlib.util.module_from_spec(spec)
    sys.modules["verify"] = verify
    spec.loader.exec_module(verify)
    second = Second(verify)
    for line in sys.stdin:
        asked = json.loads(line)
        since = Path(asked["since"]) if asked["since"] else None
        try:
            right = second.check(Path(asked["bundle"]), asked["key"], since, whole=asked["whole"])
        except verify.BROKEN as error:
            sys.stdout.write(f"FAIL  it could not be checked: {error!r}\n")
            right = False
        sys.stdout.write("agreed\n" if right else "refused\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
