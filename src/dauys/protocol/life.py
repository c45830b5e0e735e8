"""The life of a protocol: one table says state, act, conditions, next state. Code, documents and tests read this table.

*Two people, always*: the second entry is by another person than the first, and nobody who entered or changed a figure
approves it. Paper may be wrong: an error stops approval until the typing is corrected or the commission decides *accepted
as signed*; the figures stay as signed. A correction is a new version; the old one stays, and counts until the new one is
approved.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dauys.protocol.checks import Finding
from dauys.protocol.values import Figures

EXPECTED, RECEIVED, ENTERED_ONCE, DIFFERENCES, AGREED = "expected", "received", "entered once", "differences", "agreed"
SENT_BACK, HELD, APPROVED, ANNULLED = "sent back", "held", "approved", "annulled"
SEALED, MERGED = "sealed", "merged"
"""Of stations that may have to be published with their neighbours: approved, and nobody outside knows yet what; counted,
within the figures of the first station of its group."""

COUNTING = (APPROVED, MERGED)
"""The states of what totals are made of."""

CLASSES: Mapping[str, str] = {
    # every expected protocol is in exactly one class, at every level, and the classes add up
    EXPECTED: "not received",
    RECEIVED: "received",
    ENTERED_ONCE: "entered",
    DIFFERENCES: "entered",
    AGREED: "entered",
    SENT_BACK: "received",
    HELD: "held",
    SEALED: "entered",
    APPROVED: "approved",
    MERGED: "approved",
    ANNULLED: "annulled",
}


@dataclass(frozen=True, slots=True)
class Protocol:
    """One version of a station's protocol of one contest, as the acts have left it."""

    station: str
    contest: str
    form: str
    version: int = 1
    state: str = EXPECTED
    first: Figures | None = None
    second: Figures | None = None  # kept where the entries differ, until the lines are typed once more
    figures: Figures | None = None  # agreed: typed alike by two people
    entered_by: tuple[str, ...] = ()  # everybody who entered or changed a figure, in order
    approved_by: str | None = None
    accepted: frozenset[str] = frozenset()  # controls accepted as signed, by decision
    explained: frozenset[str] = frozenset()  # warnings explained in words
    empty_reason: str | None = None  # why a form with nothing or only zeros is right
    reason: str | None = None  # of the last hold, sending back, annulment or correction
    before_hold: str | None = None  # the state to which a release leads back
    sealed: Figures | None = None  # as approved under seals, after they were opened or merged
    together: tuple[str, ...] = ()  # of merged papers: the stations of whose figures these are the sum
    recount: str | None = None  # why a recount was ordered; the new paper comes as the next version


@dataclass(frozen=True, slots=True)
class Deed:
    """An act on a protocol, reduced to what its life depends on."""

    act: str
    author: str
    figures: Figures | None = None  # of seals that are opened: what was under them, and the seals that this gives
    together: tuple[str, ...] = ()  # of results that are merged: the stations
    codes: frozenset[str] = frozenset()
    reason: str | None = None


class NotAllowed(ValueError):
    """The act is refused: which rule it breaks, in a sentence."""


type Condition = Callable[[Protocol, Deed, tuple[Finding, ...]], str | None]
"""None where it is met; else the sentence that refuses."""


def another_person(protocol: Protocol, deed: Deed, findings: tuple[Finding, ...]) -> str | None:
    """The second entry is blind, and by another person."""
    if deed.author in protocol.entered_by:
        return "the second entry must be by another person than the first"
    return None


def no_hand_in_it(protocol: Protocol, deed: Deed, findings: tuple[Finding, ...]) -> str | None:
    """Nobody approves what they entered or changed, whatever their role."""
    if deed.author in protocol.entered_by:
        return "whoever entered or changed a figure of this protocol cannot approve it"
    return None


def with_reason(protocol: Protocol, deed: Deed, findings: tuple[Finding, ...]) -> str | None:
    """The act says why, in words."""
    return None if deed.reason and deed.reason.strip() else "a reason in words is needed"


def with_figures(protocol: Protocol, deed: Deed, findings: tuple[Finding, ...]) -> str | None:
    """The act holds the figures of the paper."""
    return None if deed.figures is not None else "the figures are missing"


def equal_to_the_first(protocol: Protocol, deed: Deed, findings: tuple[Finding, ...]) -> str | None:
    """Both entries are alike, line by line."""
    return None if deed.figures == protocol.first else "the two entries differ"


def different_from_the_first(protocol: Protocol, deed: Deed, findings: tuple[Finding, ...]) -> str | None:
    """The entries differ in some line."""
    return None if deed.figures != protocol.first else "the two entries are equal"


def in_the_open(protocol: Protocol, deed: Deed, findings: tuple[Finding, ...]) -> str | None:
    """The figures stand in the log as they are."""
    return "the figures are sealed" if protocol.figures is not None and protocol.figures.seals else None


def under_seals(protocol: Protocol, deed: Deed, findings: tuple[Finding, ...]) -> str | None:
    """The log holds a salted commitment to the figures, and not the figures."""
    return None if in_the_open(protocol, deed, findings) else "the figures are not sealed"


def sealed_before(protocol: Protocol, deed: Deed, findings: tuple[Finding, ...]) -> str | None:
    """Only what was approved under seals is published in a sum."""
    return None if protocol.sealed is not None else under_seals(protocol, deed, findings)


def what_was_sealed(protocol: Protocol, deed: Deed, findings: tuple[Finding, ...]) -> str | None:
    """What comes out is what two people typed and a third approved."""
    sealed = protocol.sealed or protocol.figures
    if deed.figures is None or sealed is None or deed.figures.seals != sealed.seals:
        return "these are not the figures that were sealed"
    return None


def typed_twice_alike(protocol: Protocol, deed: Deed, findings: tuple[Finding, ...]) -> str | None:
    """A third person retypes from paper; in the end every figure has been typed alike by two people."""
    entries = [entry.as_told for entry in (protocol.first, protocol.second) if entry is not None]
    final = deed.figures.as_told if deed.figures is not None else {}
    codes = final.keys() | {code for entry in entries for code in entry}
    strangers = sorted(code for code in codes if all(entry.get(code) != final.get(code) for entry in entries))
    return (
        f"lines {', '.join(strangers)}: typed in three ways; send the protocol back to be entered anew" if strangers else None
    )


def nothing_open(protocol: Protocol, deed: Deed, findings: tuple[Finding, ...]) -> str | None:
    """Errors accepted as signed, warnings explained, holds looked into; an empty or all-zero form with its reason."""
    settled = protocol.accepted | protocol.explained
    still = sorted({finding.code for finding in findings if finding.code not in settled})
    if still:
        return f"findings are open: {', '.join(still)}; correct the typing, explain them, or decide 'accepted as signed'"
    if protocol.figures is not None and (protocol.figures.empty or protocol.figures.all_zero) and not protocol.empty_reason:
        return "the form is empty or holds only zeros; state the reason first"
    return None


def errors_named(protocol: Protocol, deed: Deed, findings: tuple[Finding, ...]) -> str | None:
    """A decision can accept only what is broken: it names controls that fail on these figures."""
    broken = {finding.code for finding in findings if finding.severity != "warning"}
    strangers = frozenset[str]() if _hidden(protocol) else deed.codes - broken
    if strangers or not deed.codes:
        return f"no control {', '.join(sorted(strangers)) or 'is named'} fails here"
    return None


def warnings_named(protocol: Protocol, deed: Deed, findings: tuple[Finding, ...]) -> str | None:
    """Words explain a warning, or an empty form; they never settle an error."""
    softer = {finding.code for finding in findings if finding.severity == "warning"} | {"empty"}
    strangers = frozenset[str]() if _hidden(protocol) else deed.codes - softer
    if strangers or not deed.codes:
        return f"{', '.join(sorted(strangers)) or 'nothing'}: only warnings are explained; an error needs a decision"
    return None


def _hidden(protocol: Protocol) -> bool:
    """Where the figures are not known, the office has judged the findings on them: whoever opens the seals can look again."""
    return protocol.figures is not None and protocol.figures.hidden


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table."""

    state: str
    act: str
    conditions: tuple[Condition, ...]
    next: str


TABLE: tuple[Move, ...] = (
    Move(EXPECTED, "protocol received", (), RECEIVED),
    Move(RECEIVED, "protocol entered", (with_figures,), ENTERED_ONCE),
    Move(SENT_BACK, "protocol entered", (with_figures,), ENTERED_ONCE),
    Move(ENTERED_ONCE, "protocol entered again", (with_figures, another_person, equal_to_the_first), AGREED),
    Move(ENTERED_ONCE, "protocol entered again", (with_figures, another_person, different_from_the_first), DIFFERENCES),
    Move(DIFFERENCES, "differences resolved", (with_figures, another_person, typed_twice_alike), AGREED),
    Move(AGREED, "findings explained", (with_reason, warnings_named), AGREED),
    Move(AGREED, "accepted as signed", (with_reason, errors_named), AGREED),
    Move(AGREED, "protocol approved", (no_hand_in_it, nothing_open, in_the_open), APPROVED),
    Move(AGREED, "protocol approved", (no_hand_in_it, nothing_open, under_seals), SEALED),
    *(
        Move(state, "results opened", (what_was_sealed,), APPROVED)
        for state in (SEALED, APPROVED, MERGED)
    ),
    *(
        Move(state, "results merged", (sealed_before,), MERGED)
        for state in (SEALED, APPROVED, MERGED)
    ),
    *(
        Move(state, "protocol sent back", (with_reason,), SENT_BACK)
        for state in (ENTERED_ONCE, DIFFERENCES, AGREED)
    ),
    *(
        Move(state, "protocol held", (with_reason,), HELD)
        for state in (RECEIVED, ENTERED_ONCE, DIFFERENCES, AGREED)
    ),
    Move(HELD, "protocol released", (with_reason,), ""),  # to the state before the hold
    *(
        Move(state, "recount ordered", (with_reason,), state)  # the paper in hand stays until the new one comes
        for state in (DIFFERENCES, AGREED, HELD, SEALED, APPROVED, MERGED)
    ),
    *(
        Move(state, "protocol corrected", (with_reason,), RECEIVED)  # a new paper, so a new version; the old one is kept
        for state in (DIFFERENCES, AGREED, HELD, SEALED, APPROVED, MERGED)
    ),
    *(
        Move(state, "protocol annulled", (with_reason,), ANNULLED)
        for state in (SEALED, APPROVED, MERGED)
    ),
)  # fmt: skip


def moves(state: str, act: str) -> tuple[Move, ...]:
    """The rows of the table for an act in a state."""
    return _ROWS.get((state, act), ())


_ROWS: Mapping[tuple[str, str], tuple[Move, ...]] = {
    (row.state, row.act): tuple(move for move in TABLE if (move.state, move.act) == (row.state, row.act)) for row in TABLE
}


def act_on(protocol: Protocol, deed: Deed, findings: tuple[Finding, ...] = ()) -> Protocol:
    """The protocol after the act. Raises NotAllowed with the sentence that refuses it; nothing is changed then.

    findings: of these figures, as they stand now; needed by the acts that settle findings or approve.
    """
    rows = moves(protocol.state, deed.act)
    if not rows:
        raise NotAllowed(f"'{deed.act}' cannot follow on '{protocol.state}'")
    refusals = []
    for row in rows:
        refusal = next((why for check in row.conditions if (why := check(protocol, deed, findings)) is not None), None)
        if refusal is None:
            return _after(protocol, deed, row)
        refusals.append(refusal)
    raise NotAllowed(refusals[0])


def _after(protocol: Protocol, deed: Deed, row: Move) -> Protocol:
    """What each act leaves behind, beside the state."""
    left: dict[str, Any]
    match deed.act:
        case "protocol entered":
            left = {"first": deed.figures, "figures": None, "second": None, "entered_by": (deed.author,),
                    "accepted": frozenset(), "explained": frozenset()}  # fmt: skip
        case "protocol entered again":
            # Entries that agree are one value: of a whole country's papers that is half the memory.
            second, agreed = (protocol.first, protocol.first) if row.next == AGREED else (deed.figures, None)
            left = {"second": second, "figures": agreed, "entered_by": (*protocol.entered_by, deed.author)}
        case "differences resolved":
            left = {"figures": deed.figures, "entered_by": (*protocol.entered_by, deed.author)}
        case "findings explained":
            empty = deed.reason if "empty" in deed.codes else protocol.empty_reason
            left = {"explained": protocol.explained | deed.codes, "empty_reason": empty}
        case "accepted as signed":
            left = {"accepted": protocol.accepted | deed.codes, "reason": deed.reason}
        case "protocol approved":
            left = {"approved_by": deed.author}
        case "results opened" | "results merged":
            figures = None if deed.figures is None else replace(deed.figures, seals={})
            left = {"figures": figures, "sealed": protocol.sealed or protocol.figures, "together": deed.together}
        case "recount ordered":
            left = {"recount": deed.reason}
        case "protocol held":
            left = {"reason": deed.reason, "before_hold": protocol.state}
        case "protocol corrected":
            return Protocol(
                protocol.station, protocol.contest, protocol.form, version=protocol.version + 1, state=RECEIVED,
                reason=deed.reason,
            )  # fmt: skip
        case _:
            left = {"reason": deed.reason or protocol.reason}
    return replace(protocol, state=row.next or protocol.before_hold or RECEIVED, **left)


@dataclass(frozen=True, slots=True)
class Life:
    """All versions of one protocol: the one that counts, and the one being worked on."""

    versions: tuple[Protocol, ...] = field(default=())
    class_: str = field(init=False, compare=False, repr=False)
    """The class in which the expected protocol is. Found once: lists of a whole country ask for it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "class_", CLASSES[APPROVED if self.counting is not None else self.latest.state])

    @property
    def latest(self) -> Protocol:
        return self.versions[-1]

    @property
    def counting(self) -> Protocol | None:
        """The approved version that totals are made of: the newest; the old one while a correction is under way."""
        if self.latest.state == ANNULLED:
            return None
        return next((protocol for protocol in reversed(self.versions) if protocol.state in COUNTING), None)

    def voided(self, reason: str) -> "Life":
        """After the election was declared void where this protocol belongs: received or not, it counts no more."""
        return Life((*self.versions[:-1], replace(self.latest, state=ANNULLED, reason=reason)))

    def act(self, deed: Deed, findings: tuple[Finding, ...] = ()) -> "Life":
        """After an act on the newest version. Raises NotAllowed."""
        after = act_on(self.latest, deed, findings)
        kept = self.versions if after.version > self.latest.version else self.versions[:-1]
        return Life((*kept, after))


def table_of_life() -> str:
    """The table as Markdown, for the documents."""
    rows = ["| state | act | allowed if | next state |", "| --- | --- | --- | --- |"]
    for move in TABLE:
        conditions = "; ".join(check.__name__.replace("_", " ") for check in move.conditions) or "–"
        rows.append(f"| {move.state} | {move.act} | {conditions} | {move.next or 'the state before the hold'} |")
    return "\n".join(rows) + "\n"
