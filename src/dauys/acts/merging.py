"""Acts on stations that may have to be published together with their neighbours: typed under seals, then opened or merged.

When that is so, the definition says (``Merging``, and the groups of stations). What a seal is: ``sealing.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dauys.acts.authority import RIGHTS
from dauys.acts.kinds import STATION, Act, figures_hash, figures_of, table_of
from dauys.acts.sealing import sealed
from dauys.protocol import Figures
from dauys.protocol.life import ANNULLED, APPROVED, COUNTING, SEALED, Deed, Life, NotAllowed
from dauys.protocol.sums import together, votes_in

if TYPE_CHECKING:
    from dauys.acts.replay import State

COUNTED = "protocol approved"
"""What moves a status, as if these papers were approved only now: until they are opened or merged nothing of them counts."""


def under_seals(state: State, act: Act, figures: Figures) -> Figures:
    """The figures of an act as they are to be taken: open or under seals, as the definition has it for their station.

    Raises NotAllowed where it has it otherwise, and where seals are opened that must not be, or not yet.
    """
    station, contest = act.payload["station"], act.payload["contest"]
    group = () if contest == STATION else state.event.group_of(station)
    if act.kind == "results opened":
        ready(state, contest, group)
        form = state.forms(state.law_for(station, contest)).form_of(figures.form)
        if state.event.merging is None or state.event.merging.hides(votes_in(figures, form)):
            raise NotAllowed("this result would tell how single people voted: it is published with its group's")
        return replace(figures, seals=sealed(figures.lines, act.payload["salt"]))
    if not group and figures.seals:
        raise NotAllowed("this station is published by itself: its figures come open")
    if group and not figures.seals:
        raise NotAllowed("the figures of this station come under seals: it may have to be published with its neighbours")
    return replace(figures, lines=state.beneath(figures_hash(figures.seals)) or {}) if group else figures


def merged_lives(state: State, act: Act) -> dict[str, Life]:
    """The lives of a group's papers after their sum was published: it counts as the paper of the first; of the others nothing
    is told. Raises NotAllowed."""
    contest, stations = state.known_contest(act.payload["contest"]).id, act.payload["stations"]
    group = state.event.group_of(stations[0]) if state.event.has_station(stations[0]) else ()
    if len(stations) < 2 or tuple(stations) != ready(state, contest, group):
        raise NotAllowed("the stations are not those of one group whose results are to be published")
    sum_ = figures_of(state.form_of(contest), act.payload["figures"])
    state.fitting(sum_, stations[0], contest)
    lives: dict[str, Life] = {}
    for station in stations:
        part = state.way(station, contest).get(act.commission)
        if part is None or RIGHTS[COUNTED].isdisjoint(part.deeds):
            raise NotAllowed(f"{act.commission} does not decide on the protocol of station {station}")
        deed = Deed(act.kind, act.author, None if lives else sum_, together=tuple(stations))
        lives[station] = state.life(station, contest).act(deed)
    return lives


def ready(state: State, contest: str, group: Iterable[str]) -> tuple[str, ...]:
    """The stations of a group whose results of a contest are there. Raises NotAllowed while one is still waited for."""
    states = {station: state.life(station, contest).latest.state for station in group}
    if waiting := [station for station, now in states.items() if now not in (*COUNTING, SEALED, ANNULLED)]:
        raise NotAllowed(f"the group waits for {', '.join(waiting)}")
    return tuple(station for station, now in states.items() if now != ANNULLED)


def to_publish(state: State, act: Act, salt: Callable[[str, str, int], str]) -> list[tuple[str, dict[str, Any]]]:
    """The acts, as kind and payload, that publish a group's results after an act that approved the last of its papers.

    Where one of them must not be alone, their sum; else every one. Nothing while another is waited for. To be asked where it
    is known what lies under the seals. salt: of a station's paper of a contest in a version.
    """
    if act.kind != "protocol approved" or not state.withheld(
        station := act.payload["station"], contest := act.payload["contest"]
    ):
        return []
    try:
        group = ready(state, contest, state.event.group_of(station))
    except NotAllowed:
        return []
    papers = {one: state.life(one, contest).latest for one in group}
    figures = {one: paper.sealed or paper.figures for one, paper in papers.items()}
    known = {one: Figures(told.form, told.lines) for one, told in figures.items() if told is not None}
    form, rule = state.forms(state.law_for(station, contest)).form_of(state.form_of(contest)), state.event.merging
    if rule is None or any(rule.hides(votes_in(one, form)) for one in known.values()):
        if len(group) < 2:  # nobody is left to be published with: it stays under seals
            return []
        sum_ = Figures(form.id, together([*known.values()], form))
        return [("results merged", {"contest": contest, "stations": [*group], "figures": table_of(sum_)})]
    return [
        ("results opened", {
            "station": one, "contest": contest, "version": paper.version, "salt": salt(one, contest, paper.version),
            "figures": table_of(known[one]),
        })
        for one, paper in papers.items() if paper.state != APPROVED
    ]  # fmt: skip
