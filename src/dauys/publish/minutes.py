"""What tables tell of acts beyond the state that they left: in which entry, by which decision, in which words."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dauys.acts.record import AT_ONCE
from dauys.ledger import Log

type Version = tuple[str, str, int]
"""Station, contest, version."""


@dataclass(frozen=True, slots=True)
class Minute:
    """One act, and where it stands in the log."""

    index: int
    entry: Mapping[str, Any]


@dataclass
class Minutes:
    """The acts of a few kinds, by what they are about; of several about the same, the last. Owned by one publisher."""

    approved: dict[Version, Minute] = field(default_factory=dict)
    settled: dict[tuple[Version, str], Minute] = field(default_factory=dict)  # a control: by decision, or in words
    scans: dict[tuple[str, str], str] = field(default_factory=dict)  # station and contest: hash of the newest, as taken
    papers: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # station and contest: all of them, as taken
    summaries: dict[tuple[str, str], Minute] = field(default_factory=dict)  # by contest and commission
    attachments: dict[str, str | None] = field(default_factory=dict)  # hash as taken: hash as cleaned, where it was

    def public(self, taken: str) -> str:
        """What is published of a scan: the cleaned picture where there is one."""
        return self.attachments[taken] or taken

    def take(self, minute: Minute) -> None:
        """Note an act, where it is of one of the kinds."""
        if (note := _TAKEN.get(minute.entry["act"])) is not None:
            note(self, minute)

    def _approved(self, minute: Minute) -> None:
        self.approved[_version(minute)] = minute

    def _settled(self, minute: Minute) -> None:
        for code in minute.entry["codes"]:
            self.settled[_version(minute), code] = minute

    def _received(self, minute: Minute) -> None:
        if minute.entry["scan"] is not None:
            self._scan(minute, minute.entry["scan"], None)

    def _attached(self, minute: Minute) -> None:
        self._scan(minute, minute.entry["taken"], minute.entry["cleaned"])

    def _scan(self, minute: Minute, taken: str, cleaned: str | None) -> None:
        paper = minute.entry["station"], minute.entry["contest"]
        self.scans[paper] = taken
        self.papers.setdefault(paper, set()).add(taken)
        self.attachments[taken] = cleaned or self.attachments.get(taken)

    def _summed(self, minute: Minute) -> None:
        self.summaries[minute.entry["contest"], minute.entry["commission"]] = minute


_TAKEN: Mapping[str, Callable[[Minutes, Minute], None]] = {
    "accepted as signed": Minutes._settled,
    "findings explained": Minutes._settled,
    "protocol approved": Minutes._approved,
    "protocol received": Minutes._received,
    "scan attached": Minutes._attached,
    "summary signed": Minutes._summed,
}
NOTED = tuple(_TAKEN)
"""The kinds of acts that are noted."""


def minutes_in(log: Log, first: int = 0, kinds: Iterable[str] | None = None) -> Iterator[Minute]:
    """The acts of a log from an entry on; of some kinds alone, or of all. The replay has read and checked every entry."""
    # An entry is canonical JSON, so its first key is "act": what is not wanted need not be read.
    wanted = (b"{",) if kinds is None else tuple(f'{{"act":"{kind}"'.encode() for kind in kinds)
    for start in range(first, log.size, AT_ONCE):
        for index, entry in enumerate(log.entries(start, min(start + AT_ONCE, log.size)), start):
            if entry.startswith(wanted):
                yield Minute(index, json.loads(entry))


def _version(minute: Minute) -> Version:
    return minute.entry["station"], minute.entry["contest"], minute.entry["version"]
