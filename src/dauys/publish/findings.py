"""Every control that does not hold on a protocol that counts, and how it was settled: nothing is hidden by approving it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from dauys.acts import STATION, State
from dauys.protocol import Finding, findings_of
from dauys.protocol.life import Protocol
from dauys.publish.csv_text import Cell, csv_bytes
from dauys.publish.minutes import Minute, Minutes
from dauys.publish.protocols import Expected, edition_of
from dauys.tally.comparing import by_itself, stand_out

HEAD = (
    "contest", "station", "version", "code", "cell", "left", "right", "settled", "settled_in",
    "severity", "lines", "decision", "date", "reason",
)  # fmt: skip

ACCEPTED, EXPLAINED, LATER = "accepted", "explained", ""
"""How it was settled. *Later*: it did not show when the protocol was approved, only beside others that came after it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding on a protocol that counts, how it was settled, and by which act."""

    protocol: Protocol
    finding: Finding
    settled: str
    by: Minute | None = None

    @property
    def decision(self) -> Mapping[str, Any]:
        """The decision of the commission; empty where there was none."""
        return {} if self.by is None else self.by.entry.get("decision") or {}

    @property
    def reason(self) -> str | None:
        return None if self.by is None else self.by.entry["reason"]


def found_on(
    state: State, minutes: Minutes, table: Expected, alone: Mapping[str, Sequence[Finding]]
) -> dict[str, tuple[Found, ...]]:
    """All findings on the protocols of a table that count, by station, in the order of stations; stations without one left out.

    alone: those on each of them by itself; here those come to it that show beside the other stations.
    """
    beside = {} if table.contest == STATION else stand_out(state, state.event.contest(table.contest), found=alone)
    return {
        station: tuple(_settled(table.counted[station].protocol, finding, minutes) for finding in findings)
        for station in alone
        if (findings := (*alone[station], *beside.get(station, ())))
    }


def alone_on(state: State, table: Expected, known: Mapping[str, tuple[Finding, ...]]) -> dict[str, tuple[Finding, ...]]:
    """The findings on each protocol that counts, seen together with the others of its station. known: some of them already."""
    return {
        station: known[station] if station in known else found_alone(state, station, table.contest)
        for station, counted in table.counted.items()
        if not counted.protocol.together  # of several stations' papers as one no control says anything
    }


def found_alone(state: State, station: str, contest: str) -> tuple[Finding, ...]:
    """Findings on one counted protocol, seen together with the other counted protocols of its station."""
    papers = {other: paper for other in state.expected(station) if (paper := by_itself(state.life(station, other))) is not None}
    record = papers.pop(STATION, None)
    forms = state.forms(edition_of(state.event, station, contest))
    told = state.told_of(station, contest)
    return findings_of(forms, None if contest == STATION else contest, record, papers, told)


def _settled(protocol: Protocol, finding: Finding, minutes: Minutes) -> Found:
    by = minutes.settled.get(((protocol.station, protocol.contest, protocol.version), finding.code))
    if finding.code in protocol.accepted:
        return Found(protocol, finding, ACCEPTED, by)
    if finding.code in protocol.explained:
        return Found(protocol, finding, EXPLAINED, by)
    return Found(protocol, finding, LATER)


def findings_csv(found: Iterable[Found]) -> bytes:
    """``findings.csv``."""
    return csv_bytes(HEAD, map(_row, found))


def _row(found: Found) -> list[Cell]:
    protocol, finding, decision = found.protocol, found.finding, found.decision
    return [
        protocol.contest, protocol.station, protocol.version, finding.code, finding.cell, _number(finding.left),
        _number(finding.right), found.settled, None if found.by is None else found.by.index, finding.severity,
        " ".join(finding.lines), decision.get("number"), decision.get("date"), found.reason,
    ]  # fmt: skip


def _number(value: Fraction | None) -> Cell:
    """A side of a control: whole, or as a fraction ``p/q``; not known where a figure was missing."""
    return None if value is None else value.numerator if value.denominator == 1 else str(value)
