"""What has changed, entry by entry: of the acts that move a figure or its status, in their order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dauys.publish.minutes import Minute

KINDS = frozenset({
    "protocol approved", "protocol corrected", "protocol annulled", "protocol held", "protocol released", "accepted as signed",
    "recount ordered", "election voided", "repeat vote called", "lot drawn", "result declared", "mandate given", "mandate lost",
    "mandate filled", "system held", "system restarted", "system patched",
})  # fmt: skip
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
    """The changes so far. Owned by one publisher, who reads on where it stopped."""

    changes: list[Change] = field(default_factory=list)
    _approved: dict[tuple[str, str], int] = field(default_factory=dict)  # by station and contest: the last approval

    def take(self, minute: Minute) -> None:
        """Take in an act, where a reader of results has to know of it."""
        if minute.entry["act"] in KINDS:
            self.changes.append(Change(minute.index, minute.entry, self._taken_back(minute)))

    def _taken_back(self, minute: Minute) -> int | None:
        kind = minute.entry["act"]
        if kind not in ("protocol approved", "protocol annulled"):
            return None
        paper = (minute.entry["station"], minute.entry["contest"])
        before = self._approved.pop(paper, None)
        if kind == "protocol approved":
            self._approved[paper] = minute.index
        return before
