"""A real election re-enacted: each published protocol is received, entered twice and approved. The figures are real.

INVENTED are the acts around them: their times and order, who did them, the decisions, the keys. Every author of an act is
called INVENTED, and a decision has a vote that no commission can have had. A protocol that breaks a control of its form as
published is *accepted as signed*, which names the control; what was not published stays empty, and is told apart.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from dauys.acts import BY_TWO, Act, Record, State, figures_hash, table_of
from dauys.acts.record import Progress, silent
from dauys.demo.clock import HOUR, MINUTE
from dauys.demo.night import Paper
from dauys.demo.published import Published, published
from dauys.demo.rehearsal import Rehearsal
from dauys.election import load_election
from dauys.protocol import Finding
from dauys.protocol.life import AGREED, ENTERED_ONCE, EXPECTED, RECEIVED

CLOSE = time(20, tzinfo=UTC)
"""When the night begins: an invented hour."""

DAY = 24 * HOUR
EARLIEST, LATEST = 60, 720
"""Minutes from the close to the first papers, and to the last."""

NOT_PUBLISHED = "E000"
"""The finding that a line is empty: of published figures it says that the line was not published."""


def write_replayed(folder: Path, election: str, seed: int, progress: Progress = silent) -> Record:
    """Write the record of an election that comes with dauys, re-enacted from its published protocols.

    election: its name, or a folder like those in ``elections/``, with tables of stations.
    Raises BadInput: the folder holds something already; no such election; its protocols were not published by station.
    """
    real = published(load_election(election))
    rehearsal, state = Rehearsal.found(folder, real.event, seed), State(real.event)
    acts = reenacted(real, seed, rehearsal.frozen, state)
    return rehearsal.write(state, acts, 1 + 4 * len(real.papers), progress)


def reenacted(
    real: Published, seed: int, frozen: str, state: State, at_screens: Set[tuple[str, str]] = frozenset()
) -> Iterator[tuple[int, Act]]:
    """Every act with its moment, seconds after the close: the definition frozen, then the steps of each paper.

    What the state has already is left out, so that it can be gone on with from wherever it stands.
    at_screens: papers, by station and contest, that others are typing; they are not typed here as long as they are in it.
    """
    papers, close = real.papers, datetime.combine(real.event.date, CLOSE)

    def act(seconds: int, kind: str, commission: str, part: str, **payload: Any) -> tuple[int, Act]:
        at = (close + timedelta(seconds=seconds)).isoformat()
        if kind in BY_TWO:
            payload["prepared_by"] = person(seed, commission, "secretary")
        return seconds, Act(kind, at, commission, person(seed, commission, part), payload)

    if state.frozen is None:
        yield act(-2 * DAY, "definition frozen", "central", "clerk", hash=frozen)
    for minute, number, step in sorted(_schedule(papers, seed)):
        paper, (_, needed, part, deeds) = papers[number], STEPS[step]
        if deeds in TYPING and (paper.station, paper.contest) in at_screens:
            continue
        if state.life(paper.station, paper.contest).latest.state != needed:  # somebody else was quicker
            continue
        for kind, payload in deeds(paper, state):
            commission = state.receiver(paper.station, paper.contest)
            yield act(minute * MINUTE, kind, commission, part, station=paper.station, contest=paper.contest, **payload)


def _schedule(papers: Sequence[Paper], seed: int) -> Iterator[tuple[int, int, int]]:
    """Minute, paper and step, by number; a station's papers come together, more of them early than late."""
    times = arrivals(papers, seed)
    for number, paper in enumerate(papers):
        for step, (later, *_) in enumerate(STEPS):
            yield times[paper.station] // MINUTE + later, number, step


def arrivals(papers: Sequence[Paper], seed: int) -> Mapping[str, int]:
    """When the papers of each station come, seconds after the close."""
    random = Random(f"order {seed}")  # noqa: S311  (a rehearsal must be the same again)
    found: dict[str, int] = {}
    for paper in papers:
        if paper.station not in found:
            found[paper.station] = min(random.randint(EARLIEST, LATEST) for _ in range(2)) * MINUTE
    return found


def person(seed: int, commission: str, part: str) -> str:
    """A pseudonym: the same person for the same part in one commission, and nobody real."""
    return "INVENTED-" + sha256(f"{seed} {commission} {part}".encode()).hexdigest()[:12]


# ---- the steps of a paper --------------------------------------------------------------------------------------------

type Deeds = Iterator[tuple[str, dict[str, Any]]]
"""Kinds of acts, each with what it holds beside station and contest."""


def _received(paper: Paper, state: State) -> Deeds:
    yield "protocol received", {"scan": None}


def _entered(paper: Paper, state: State) -> Deeds:
    yield "protocol entered", {"version": 1, "figures": table_of(paper.figures)}


def _entered_again(paper: Paper, state: State) -> Deeds:
    yield "protocol entered again", {"version": 1, "figures": table_of(paper.figures)}


def _settled(paper: Paper, state: State) -> Deeds:
    """What the figures break is accepted as signed; what was not published as well, by a decision of its own."""
    findings = state.findings(paper.station, paper.contest, paper.figures)
    empty = ["empty"] if paper.figures.empty or paper.figures.all_zero else []
    if warnings := [*_codes(finding for finding in findings if finding.severity == "warning"), *empty]:
        yield "findings explained", {"version": 1, "codes": warnings, "reason": "INVENTED: the figures stay as published"}
    grave = [finding for finding in findings if finding.severity != "warning"]
    if broken := _codes(finding for finding in grave if finding.code != NOT_PUBLISHED):
        reason = f"INVENTED: the figures stay as published, and break {', '.join(broken)}"
        yield "accepted as signed", _decided(paper, state, broken, reason)
    for finding in grave:
        if finding.code == NOT_PUBLISHED:
            reason = f"INVENTED: not in the published data, and left empty: {', '.join(finding.lines)}"
            yield "accepted as signed", _decided(paper, state, [finding.code], reason)


def _approved(paper: Paper, state: State) -> Deeds:
    yield "protocol approved", {"version": 1, "figures": figures_hash(table_of(paper.figures))}


def _decided(paper: Paper, state: State, codes: list[str], reason: str) -> dict[str, Any]:
    """A decision with the vote of one member out of one: no real commission is so small."""
    decision = {
        "number": f"INVENTED {paper.station} {paper.contest} {'-'.join(codes)}", "date": state.event.date.isoformat(),
        "members": 1, "present": 1, "for": 1, "against": 0, "dissent": None,
    }  # fmt: skip
    return {"version": 1, "codes": codes, "reason": reason, "decision": decision}


def _codes(findings: Iterator[Finding]) -> list[str]:
    return sorted({finding.code for finding in findings})


STEPS: tuple[tuple[int, str, str, Callable[[Paper, State], Deeds]], ...] = (
    # minutes after the paper's arrival, the state in which it must be, who does what: two people enter, a third approves
    (0, EXPECTED, "clerk", _received),
    (4, RECEIVED, "first", _entered),
    (9, ENTERED_ONCE, "second", _entered_again),
    (12, AGREED, "third", _settled),
    (15, AGREED, "third", _approved),
)

TYPING = (_entered, _entered_again)
"""The steps that a clerk at a screen does in place of the night."""
