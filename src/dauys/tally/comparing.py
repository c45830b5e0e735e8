"""The rules across stations, applied to the papers of an election: which stations stand out in their contest, and why.

None of it proves anything: it tells a commission where to look first, and a reader what was looked at.
"""

from collections.abc import Callable, Mapping, Sequence

from dauys.acts import STATION, State
from dauys.election.event import Contest, Station
from dauys.protocol import Figures, Finding, Forms, findings_of
from dauys.protocol.across import Stations, Votes, across
from dauys.protocol.life import Life

type Choice = Callable[[Life], Figures | None]
"""Which of a protocol's papers is looked at; None: none of them."""


def by_itself(life: Life) -> Figures | None:
    """The paper that totals are made of: so that what is published is compared with what is published. None where it is
    published together with its neighbours: of several stations' papers as one no control says anything."""
    return None if life.counting is None or life.counting.together else life.counting.figures


def as_typed(life: Life) -> Figures | None:
    """The newest figures that two people typed alike, approved or not: what a commission looks at before it approves."""
    return by_itself(life) if life.latest.together else life.latest.figures or by_itself(life)


def stand_out(
    state: State,
    contest: Contest,
    choice: Choice = by_itself,
    *,
    former: Mapping[str, Votes] | None = None,
    found: Mapping[str, Sequence[Finding]] | None = None,
) -> dict[str, tuple[Finding, ...]]:
    """The findings of all rules across the stations of a contest, by station; stations without one are left out.

    former: votes at the former election by station and by the options of today, as far as they are known.
    found: the findings on each station's paper by itself, where the caller has them; else they are found anew, each paper
    seen together with the others of its station.
    """
    stations = state.event.stations_of(contest.id)
    papers = {s.id: paper for s in stations if (paper := choice(state.life(s.id, contest.id))) is not None}
    areas = {station.id: _area(state, station, contest) for station in stations}
    if found is None:
        found = {station: _findings(state, station, contest, choice) for station in papers}
    return across(_forms(state, contest), Stations(contest.id, papers, areas, former or {}, found))


def _area(state: State, station: Station, contest: Contest) -> str:
    """Where a station is compared: its constituency; for lists the widest unit within the body's place, such as a region."""
    if contest.constituency is not None:
        return contest.constituency
    places = state.event.places_above(station.id, contest)
    return places[1] if len(places) > 1 else places[0]


def _findings(state: State, station: str, contest: Contest, choice: Choice) -> tuple[Finding, ...]:
    papers = {other: paper for other in state.expected(station) if (paper := choice(state.life(station, other))) is not None}
    record = papers.pop(STATION, None)
    return findings_of(_forms(state, contest), contest.id, record, papers, state.told_of(station, contest.id))


def _forms(state: State, contest: Contest) -> Forms:
    return state.forms(state.event.body(contest.body).law)
