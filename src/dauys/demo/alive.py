"""A night that goes on from wherever it stands: each paper is asked what it needs next, whoever did what before.

``course.py`` writes a night from its first act to its last, and nobody else acts in it. Here people act beside the night, and
it can be left and taken up again: so no process knows more than the state does. What is planted is answered in the same way.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import partial
from typing import Any

from dauys.acts import STATION, Act, State, table_of
from dauys.demo.clock import CLOSES, MINUTE
from dauys.demo.course import BEFORE, Faults, arrival, day, in_order, turnout_told
from dauys.demo.desk import Desk, Office, Process
from dauys.demo.faults import MISSING, Planted
from dauys.demo.results import to_declare, to_sign
from dauys.office.results.mandates import next_in_order, places_of
from dauys.protocol.life import AGREED, APPROVED, DIFFERENCES, ENTERED_ONCE, EXPECTED, HELD, RECEIVED, SENT_BACK, Protocol
from dauys.tally.result import outcome_of

type Key = tuple[str, str]
"""Station and contest of a paper."""

WAITS: Mapping[str, tuple[int, int]] = {
    RECEIVED: (2, 12), SENT_BACK: (20, 60), ENTERED_ONCE: (2, 12), DIFFERENCES: (5, 20), AGREED: (1, 5), HELD: (30, 120),
}  # fmt: skip
"""Minutes, at least and at most, until a paper in this state is taken up. INVENTED, as all times of the night are."""

RECOUNT = (60, 180)
LOOKS_AGAIN = (5, 15)
GIVES_UP = 3
"""How often an act that leaves a paper as it was is tried: then it is left to whoever has a hand in it."""


@dataclass(frozen=True, slots=True)
class Minded:
    """When somebody minds what was planted, and what he does."""

    state: str
    act: str
    reason: str


MINDED: Mapping[str, Minded] = {
    "wrong sum, recounted": Minded(AGREED, "recount ordered", "the sums on the paper do not hold"),
    "digits transposed": Minded(AGREED, "protocol sent back", "the controls fail by a multiple of nine: digits changed places"),
    "votes swapped": Minded(APPROVED, "recount ordered", "the shares are far from the neighbours'"),
    "corrected after a complaint": Minded(APPROVED, "recount ordered", "a complaint about ballots declared invalid"),
    "blank paper": Minded(AGREED, "protocol sent back", "the paper is not filled in"),
    "wrong station's paper": Minded(AGREED, "protocol sent back", "the paper is of another station"),
    "one ballot too many": Minded(AGREED, "protocol held", "more ballots in a mobile box than were asked for"),
    "held and released": Minded(
        RECEIVED, "protocol held", "an observer's act says that the boxes were opened in another order"
    ),
    "sent back": Minded(ENTERED_ONCE, "protocol sent back", "the secretary's signature is missing"),
}
"""By the name of the fault (``faults.py``); what is not here is settled on the way to the approval, like anything unusual."""


@dataclass(frozen=True, slots=True)
class Apart:
    """Papers that are not, or not yet, this night's to type."""

    left: frozenset[Key] = frozenset()  # received, and then left to people, with the records of their stations
    at_screens: Set[Key] = frozenset()  # typed by others as long as they stand here


def course(office: Office, planted: Faults, apart: Apart) -> Iterator[tuple[int, Act]]:
    """What is still to come of a night: each act with its moment. The state must have taken one in before the next is asked."""
    told = turnout_told(office)
    latest = BEFORE
    for latest, act in in_order(
        (
            *(_rest_of_day(office, station, told[station]) for station in office.night.event.stations),
            *(_papers(office, station, planted, apart) for station in office.night.event.stations),
        )
    ):
        yield latest, act
    for act in results(office.state, partial(office.act, latest), partial(office.decision, latest)):
        yield latest, act


def _rest_of_day(office: Office, station: str, turnout: Mapping[int, int]) -> Process:
    """What a station has not told yet of its day."""
    return (step for step in day(office, station, turnout) if not (isinstance(step, Act) and _told(office.state, step)))


def _told(state: State, act: Act) -> bool:
    station = act.payload["station"]
    match act.kind:
        case "station opened":
            return station in state.opened
        case "station closed":
            return station in state.closed
        case _:
            return act.payload["hour"] in state.turnout.get(station, {})


# ---- papers ------------------------------------------------------------------------------------------------------------


def _papers(office: Office, station: str, planted: Faults, apart: Apart) -> Process:
    """The papers arrive together; the station's own record is typed first, since the others are checked against it."""
    of_all = planted[station, STATION].kind if (station, STATION) in planted else None
    if of_all is MISSING:
        return
    whole = not any((station, contest) in apart.left for contest in office.state.expected(station))
    now = arrival(office, station, of_all) if whole else office.clock.hour(station, CLOSES)  # people need not wait for theirs
    yield now
    desks = [Desk(office, station, contest, now) for contest in office.state.expected(station)]
    for desk in desks:
        if desk.life.latest.state == EXPECTED:
            yield desk.received()
    for desk in desks:
        if (station, desk.contest) not in apart.left:
            yield _life(desk, planted.get((station, desk.contest)), apart)
        while desk.contest == STATION and desk.life.latest.figures is None:
            now += 5 * MINUTE
            for other in desks:
                other.now = now
            yield now


def _life(desk: Desk, fault: Planted | None, apart: Apart) -> Process:
    """The way of a paper from where it stands to its approval; none where it needs nothing any more."""
    tried = 0
    while tried < GIVES_UP and (wait := _waits(desk, fault)) is not None:
        yield wait
        before = desk.life.latest
        if desk.contest == STATION and before.state == AGREED and not desk.others_counted():
            if any((desk.station, other) in apart.left for other in desk.office.state.expected(desk.station)):
                return
            yield desk.later(*LOOKS_AGAIN)
            continue
        if (desk.station, desk.contest) in apart.at_screens and before.state in (RECEIVED, ENTERED_ONCE):
            yield desk.later(*LOOKS_AGAIN)
            continue
        yield from _next(desk, before, fault)
        tried = tried + 1 if desk.life.latest is before else 0


def _waits(desk: Desk, fault: Planted | None) -> int | None:
    """Until when; None where nothing is to come."""
    protocol = desk.life.latest
    if protocol.recount is not None:
        return desk.later(*RECOUNT)
    if protocol.state == APPROVED:
        return desk.morning_after(11, 17) if _minded(protocol, fault) else None
    return desk.later(*WAITS[protocol.state]) if protocol.state in WAITS else None


def _next(desk: Desk, protocol: Protocol, fault: Planted | None) -> Iterable[Act]:
    """What is done now: one act, or what settles what is open."""
    if protocol.recount is not None:
        return (desk.counted_anew(),)
    if (minded := _minded(protocol, fault)) is not None:
        return (getattr(desk, "decided" if minded.act == "recount ordered" else "told")(minded.act, minded.reason),)
    match protocol.state:
        case "received" | "sent back":
            return (_typed(desk, "protocol entered", 0, fault),)
        case "entered once":
            return (_typed(desk, "protocol entered again", 1, fault),)
        case "differences":
            return (_typed(desk, "differences resolved", 2, fault),)
        case "held":
            return (desk.told("protocol released", "it was looked into; the figures are not touched by it"),)
        case "agreed":
            return desk.settling() or (desk.approval(),)
        case _:
            return ()


def _typed(desk: Desk, kind: str, turn: int, fault: Planted | None) -> Act:
    """The paper typed; what is wrong on it is typed until somebody has minded it, and a slip of typing in the second turn."""
    wrong = fault is not None and fault.figures is not None and _untouched(desk.life.latest)
    slip = fault is not None and fault.kind.found_by == "differences resolved"
    figures = fault.figures if wrong and (not slip or turn == 1) and fault is not None else None
    return desk.on_version(kind, "typist", desk.typist(turn), figures=table_of(figures or desk.true))


def _minded(protocol: Protocol, fault: Planted | None) -> Minded | None:
    """What is to be done about a fault in this state; None where there is none, or it was done."""
    minded = None if fault is None or not _untouched(protocol) else MINDED.get(fault.kind.name)
    return minded if minded is not None and minded.state == protocol.state else None


def _untouched(protocol: Protocol) -> bool:
    """Nobody has sent it back, held it, accepted it or corrected it yet."""
    return protocol.version == 1 and protocol.reason is None and protocol.recount is None


# ---- results -----------------------------------------------------------------------------------------------------------


def results(state: State, act: Callable[..., Act], decision: Callable[[str], dict[str, Any]]) -> Iterator[Act]:
    """Sums are signed, results declared, and the mandates of the first body given: whatever of it can be done and is not.

    act: makes one of a kind, a commission, a part and what it holds. decision: of a commission.
    """
    for contest in state.event.contests:
        for commission, stations in state.summing(contest.id).items():
            if (figures := to_sign(state, contest, commission, stations)) is not None:
                yield act("summary signed", commission, "chair", contest=contest.id, figures=figures)
    for body in state.event.bodies:
        for commission, told in to_declare(state, body):
            yield act("result declared", commission, "chair", **told, decision=decision(commission))
    yield from _mandates(state, act, next(iter(state.event.bodies)))


def _mandates(state: State, act: Callable[..., Act], body: str) -> Iterator[Act]:
    """A list's by the order of the law, where its persons are known; a constituency's to who was elected there."""
    for one in places_of(state, body, outcome_of(state, body)):
        if state.status.get(one.contest) != "final":
            continue
        if (one.contest, one.option) in state.event.lists:
            seated = next_in_order(state, one)
        else:
            seated = () if state.event.contest(one.contest).constituency is None else (one.option,) * one.free
        (commission,) = state.declaring(one.contest)
        for person in () if isinstance(seated, str) else seated:
            told = {"body": body, "contest": one.contest, "option": one.option, "person": person}
            yield act("mandate given", commission, "chair", **told, reason="INVENTED: elected")
