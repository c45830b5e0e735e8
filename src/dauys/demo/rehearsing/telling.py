"""What a rehearsal says at its terminal: who can sign in, how the night stands, and how it ended."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from dauys.acts import Act, State
from dauys.demo.alive import Key
from dauys.demo.rehearsing.visitors import Place, Visitor
from dauys.protocol.life import APPROVED
from dauys.tally.result import outcome_of

type Say = Callable[[str], None]

TOLD = {
    "protocol held": "held", "protocol released": "released", "protocol sent back": "sent back",
    "recount ordered": "a recount is ordered", "protocol corrected": "corrected: a new version",
    "accepted as signed": "accepted as signed, by decision", "differences resolved": "two entries differed; a third typed it",
}  # fmt: skip
"""What is told of the night, line by line; all else is counted."""

KEYS = "keys: space pauses · + faster · - slower · c codes of the second factor · Ctrl-C ends"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where people look."""

    office: str
    site: str
    papers: Path


def welcome(tell: Say, state: State, place: Place, visitors: Sequence[Visitor], at: Addresses, *, keys: bool) -> None:
    """Addresses, and people of every role with their passwords."""
    tell(f"\nthe office:      {at.office}/")
    tell(f"the public site: {at.site}/   (as soon as there is something to show)")
    tell("\npeople of every role, all INVENTED. Their passwords are shown this once. Then a code is asked for, which in a real")
    tell(f"election a phone shows, and here {'the key c' if keys else 'the same command at a terminal, with the key c'}.")
    for one in visitors:
        tell(f"  {one.role.login:9} {one.password}   {one.role.first}: {at.office}{one.role.page}")
    tell(f"  {'citizen':9} {'no password':19}   look, and check: {at.site}/")
    if place.left:
        body = state.event.bodies[place.body].names.told("en")
        tell(f"left for you at {place.commission}: {len(place.left)} papers, all of {body}. Nobody else types them.")
        tell(f"what stands on them: {at.papers}")
    tell("the guided tour, ten minutes: docs/tour.md\n")


def happened(act: Act) -> str | None:
    """A line about an act; None where it is only counted."""
    if act.kind not in TOLD:
        return None
    why = f" ({act.payload['reason'].removeprefix('INVENTED: ')})" if act.payload.get("reason") else ""
    return f"  {act.payload['station']} {act.payload['contest']}: {TOLD[act.kind]}{why}"


def standing(state: State, moment: int | None, rate: float, typed: int, age: float | None) -> list[str]:
    """How the night stands. moment: seconds after midnight, None: nothing was played; rate: acts a second; age: of the page, in
    seconds, None: there is none."""
    clock = "not begun" if moment is None else f"{moment // 3600 % 24:02}:{moment // 60 % 60:02}"
    page = "there is no public page yet" if age is None else f"the page is {age:.0f} s old"
    event = state.event
    papers = sum(len(state.expected(station)) for station in event.stations)
    by = Counter(life.latest.state for life in state.lives.values())
    heard = len({station for station, _ in state.lives})
    return [
        f"INVENTED night, {clock}",
        f"papers of {heard:,} of {len(event.stations):,} stations have come; "
        f"of {papers:,} papers {by[APPROVED]:,} are approved, {by['held']:,} held, {by['differences']:,} differ",
        f"{state.acts:,} acts, {rate:.0f} a second; {typed} papers typed at real screens; {page}",
    ]


def outcome(tell: Say, state: State) -> None:
    """The seats of the first body, and how its contests and all others stand."""
    body = next(iter(state.event.bodies))
    given = sum(act.payload["body"] == body for act in state.mandates)
    tell(f"\n{state.event.bodies[body].names.told('en')} ({state.event.names.told('en')}); {given} mandates are given")
    parties: Mapping[str, Mapping[str, int]] = outcome_of(state, body).parties
    for party, seats in sorted(parties.items(), key=lambda one: -one[1]["total"]):
        if seats["total"]:
            parts = " + ".join(f"{number} {tier}" for tier, number in seats.items() if tier != "total")
            tell(f"  {party:24}{seats['total']:5}   = {parts}")
    statuses = Counter(state.status.get(one.id, "without a result") for one in state.event.contests)
    tell(f"contests: {', '.join(f'{number:,} {word}' for word, number in statuses.most_common())}")


def planted(faults: Mapping[Key, str], left: Set[Key], wrong: Collection[Key]) -> str:
    """What became of the faults that were planted. left: papers left to people; wrong: those that count with the fault."""
    of = faults.keys() - left
    told = f"planted: {len(of):,} papers; {len(of) - len(wrong):,} came to light and are set right or explained"
    if not wrong:
        return told
    some = ", ".join(" ".join(key) for key in sorted(wrong)[:3])
    return (
        f"{told}\n{len(wrong):,} count as two people mistook them alike, every sum holds ({some}{', …' * (len(wrong) > 3)}): "
        "no log and no check of files can know it, the paper alone does (docs/audit.md)"
    )


def megabytes(of: Iterable[tuple[str, int]]) -> str:
    """Memory by name, from bytes."""
    return ", ".join(f"{name} {number / 2**20:.0f} MB" for name, number in of)


def quickness(took: Sequence[float]) -> str:
    """How quick pages were, from milliseconds."""
    if not took:
        return "no page was asked for"
    ordered = sorted(took)
    p95 = ordered[-(-95 * len(ordered) // 100) - 1]
    return f"{len(took)} pages, half within {ordered[len(took) // 2]:.0f} ms, 95 of 100 within {p95:.0f} ms"
