"""The terms that the chain sets a commission: what is due, by when, how much is left, and whether it is done. Values only.

The precinct's terms are shown to the commission that receives its papers as well: it is the one that waits for them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from dauys.acts import State
from dauys.acts.authority import Part
from dauys.election.event import Contest, Event
from dauys.law.words import Names
from dauys.office.counting.papers import keys_of
from dauys.protocol.chain import Chain, Deadline, Step, route
from dauys.protocol.life import EXPECTED
from dauys.protocol.terms import CountDown, count_down

type Matter = Literal["counts", "sends paper", "sums up", "sends summary", "declares", "publishes"]


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the law: for contests of one tier, on one way, voted on the same day."""

    tier: str
    contests: tuple[str, ...]
    who: Names  # the kind of commission whose term it is
    matter: Matter
    deadline: Deadline
    article: str
    stands: CountDown
    done: bool | None  # None: no act of the office tells it
    unknown: int  # of what is not done yet, so many moments that the term runs from are not known
    pending: int  # stations or contests for which it is not done


@dataclass(frozen=True, slots=True)
class _Share:
    """A contest, and the stations of it with which a commission has to do in one step."""

    contest: Contest
    stations: tuple[str, ...]


type _Shares = list[tuple[Chain, Step, list[_Share]]]

_known: tuple[Event | None, dict[str, _Shares]] = (None, {})
"""The last event asked for, and by commission in which steps it has what to do: that changes with a repeat vote alone, which
makes another event."""


def terms_of(state: State, commission: str, now: datetime, contests: Sequence[Contest] | None = None) -> list[Term]:
    """The terms of a commission, of all its contests or of some, in the order of the way; now: in the election's zone."""
    global _known
    if _known[0] is not state.event:
        _known = state.event, {}
    known = _known[1]
    if commission not in known:
        known[commission] = _shared_out(state, commission)
    found: list[Term] = []
    for chain, step, shares in known[commission]:
        if of := [share for share in shares if contests is None or share.contest in contests]:
            found += _terms(state, commission, chain, step, of, now)
    return found


def _shared_out(state: State, commission: str) -> _Shares:
    """The steps of the ways on which a commission is, each with its contests of one law, tier and day."""
    shares: dict[tuple[str, str, date | None, int], list[_Share]] = defaultdict(list)
    ways: dict[tuple[str, str], tuple[Chain, list[Step]]] = {}
    mine: dict[str, list[str]] = defaultdict(list)
    for station, contest_id in keys_of(state, commission):
        mine[contest_id].append(station)
    for contest in state.event.contests:
        if contest.id not in mine:
            continue
        key = (state.event.body(contest.body).law, contest.tier)
        if key not in ways:
            chain = state.chain(key[0])
            home, abroad = (route(chain, contest.tier, abroad=one) for one in (False, True))
            ways[key] = chain, [*home[:-1], *(step for step in abroad if step not in home), home[-1]]
        parts = _parts(state, commission, contest, mine[contest.id])
        for number, step in enumerate(ways[key][1]):
            stations = [one for (part, receives), these in parts.items() if _does(step, part, receives) for one in these]
            if stations:
                shares[*key, _voted(state, contest), number].append(_Share(contest, tuple(stations)))
    return [(ways[law, tier][0], ways[law, tier][1][number], of) for (law, tier, _, number), of in shares.items()]


def _parts(state: State, commission: str, contest: Contest, stations: Sequence[str]) -> dict[tuple[Part, bool], list[str]]:
    """The stations of a contest by the part of the commission on their way, and by whether their papers come to it first."""
    found: dict[tuple[Part, bool], list[str]] = defaultdict(list)
    for station in stations:
        part = state.way(station, contest.id)[commission]
        found[part, state.receiver(station, contest.id) == commission].append(station)
    return found


def _does(step: Step, part: Part, receives: bool) -> bool:
    counts = "counts" in step.does
    return (receives and counts) or (step.commission in part.kinds and part.deeds.issuperset(step.does))


def _terms(state: State, commission: str, chain: Chain, step: Step, of: list[_Share], now: datetime) -> Iterator[Term]:
    """The terms of one step, those of its contests taken together."""
    who = next(kind.name for kind in chain.commission if kind.kind == step.commission)
    named = tuple(share.contest.id for share in of)
    for matter, deadline in _matters(step):
        pending, since = _pending(state, commission, matter, deadline, of)
        known = [one for one in since if one is not None]
        done = None if matter == "publishes" else not pending
        yield Term(
            of[0].contest.tier, named, who, matter, deadline, step.article,
            CountDown() if done else count_down(deadline, min(known) if known else None, now),  # the first that ends
            done, 0 if deadline.at_once else len(since) - len(known), pending,
        )  # fmt: skip


def _matters(step: Step) -> Iterator[tuple[Matter, Deadline]]:
    counts = "counts" in step.does
    within: Matter = "counts" if counts else "declares" if "declares" in step.does else "sums up"
    sends: Matter = "sends paper" if counts else "sends summary"
    told: tuple[tuple[Matter, Deadline | None], ...] = (
        (within, step.within), (sends, step.sends), ("publishes", step.publishes),
    )  # fmt: skip
    yield from ((matter, deadline) for matter, deadline in told if deadline is not None)


def _pending(
    state: State, commission: str, matter: Matter, deadline: Deadline, of: list[_Share]
) -> tuple[int, list[date | datetime | None]]:
    """For how many stations or contests it is not done, and from when the term runs for each of them."""
    if matter in ("counts", "sends paper"):
        papers = [
            (share.contest, one)
            for share in of
            for one in share.stations
            if state.life(one, share.contest.id).latest.state == EXPECTED
        ]
        return len({one for _, one in papers}), [_since(state, deadline, contest, [one]) for contest, one in papers]
    contests = [share for share in of if not _is_done(state, commission, matter, share.contest)]
    return len(contests), [_since(state, deadline, share.contest, share.stations) for share in contests]


def _is_done(state: State, commission: str, matter: Matter, contest: Contest) -> bool:
    """Whether a commission has done it; a summary goes on with its signing, for the record is one for all."""
    if matter == "declares":
        return state.status.get(contest.id) in ("final", "annulled")
    return matter != "publishes" and (contest.id, commission) in state.summaries


def _since(state: State, deadline: Deadline, contest: Contest, stations: Sequence[str]) -> date | datetime | None:
    """From when a term runs; None where that is not known.

    "Its own summary": before it is signed there is no such moment, and when it is, it has gone on.
    """
    day = _voted(state, contest)
    if deadline.after == "election day":
        return day
    if deadline.after == "end of voting" and day is not None:
        ends = [state.day(one, (contest.id,)).closed for one in stations]
        closed = [datetime.fromisoformat(one) for one in ends if one is not None]
        # of a repeat vote the end is not that of the first one
        if len(closed) == len(stations) and all(one.date() >= day for one in closed):
            return max(closed)
    return None


def _voted(state: State, contest: Contest) -> date | None:
    """The day of the vote; of a repeat vote as it was called, where that is a date."""
    if contest.repeats is None:
        return state.event.date
    with suppress(ValueError):
        return date.fromisoformat(state.event.repeats[contest.id].date)
    return None
