"""What has changed, entry by entry: of the acts that move a figure or its status, in their order."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dauys.acts.record import AT_ONCE
from dauys.ledger import Log

KINDS = (
    "protocol approved", "protocol corrected", "protocol annulled", "protocol held", "protocol released", "accepted as signed",
    "recount ordered", "election voided", "repeat vote called", "lot drawn", "result declared", "mandate given", "mandate lost",
    "mandate filled", "system held", "system restarted", "system patched",
)  # fmt: skip
"""The acts that a reader of results has to know of."""


@dataclass(frozen=True, slots=True)
class Change:
    """One act, and where it stands in the log."""

    index: int
    entry: Mapping[str, Any]
    takes_back: int | None = None  # the entry that approved what does not hold any more

    @property
    def kind(self) -> str:
        return str(self.entry["act"])

    @property
    def retracts(self) -> bool:
        """Whether a figure that was published before does not hold any more."""
        retracting = ("protocol annulled", "election voided", "mandate lost")
        return self.kind in retracting or (self.kind == "protocol approved" and self.entry["version"] > 1)


@dataclass(slots=True)
class History:
    """The changes so far, and what pages ask of them. Owned by one publisher, who reads on where it stopped."""

    size: int = 0  # entries read
    changes: list[Change] = field(default_factory=list)
    approved: dict[tuple[str, str], int] = field(default_factory=dict)  # by station and contest: the last approval

    def read(self, log: Log) -> None:
        """Take in what has been added to the log."""
        wanted = tuple(f'{{"act":"{kind}"'.encode() for kind in KINDS)  # canonical JSON: the first key of an entry is "act"
        for start in range(self.size, log.size, AT_ONCE):
            for index, entry in enumerate(log.entries(start, min(start + AT_ONCE, log.size)), start):
                if entry.startswith(wanted):
                    self.changes.append(self._with_what_it_takes_back(Change(index, json.loads(entry))))
        self.size = log.size

    def _with_what_it_takes_back(self, change: Change) -> Change:
        if change.kind not in ("protocol approved", "protocol annulled"):
            return change
        paper = (change.entry["station"], change.entry["contest"])
        before = self.approved.pop(paper, None)
        if change.kind == "protocol approved":
            self.approved[paper] = change.index
        return replace(change, takes_back=before)
