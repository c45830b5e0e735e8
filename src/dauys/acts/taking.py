"""What each kind of act makes of the state: one table, a small function for each kind.

A function judges and then writes, so that a refusal leaves the state as it was. Acts on protocols are the state's own
(``replay.py``): they are nearly all there are.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from dauys.acts.attached import ATTACHED, attach
from dauys.acts.courts import CARRIES_OUT, COURT, carried_out, check_court, take_ruling
from dauys.acts.kinds import BALLOTS, BY_TWO, NOMINATION, ON_PROTOCOLS, Act
from dauys.acts.merging import COUNTED, merged_lives
from dauys.acts.nomination_acts import check_nomination
from dauys.acts.recall import RECALLS, check_recall
from dauys.acts.results import check_result
from dauys.acts.station_day import STATION_DAY
from dauys.acts.station_day import take as take_of_the_day
from dauys.election.event import Contest, Repeat
from dauys.protocol.life import NotAllowed

if TYPE_CHECKING:
    from dauys.acts.replay import State

type Take = Callable[["State", Act], None]


def judge(state: "State", act: Act) -> None:
    """Raise NotAllowed where an act on results, of a court or of a recall, cannot be done as things stand."""
    check = check_court if act.kind == COURT else check_recall if act.kind in RECALLS else check_result
    check(state, act)


def _definition(state: "State", act: Act) -> None:
    if state.frozen is not None:
        raise NotAllowed("the definition is frozen already")
    state.nominations.check_frozen(state.event)
    state.frozen = act.payload["hash"]


def _opened(state: "State", act: Act) -> None:
    station = _told_of(state, act)
    if (again := state.again.get(station)) is not None:
        again.opened = act.at
    else:
        state.opened[station] = act.at


def _closed(state: "State", act: Act) -> None:
    station = _told_of(state, act)
    if (again := state.again.get(station)) is not None:
        again.closed = act.at
    else:
        state.closed[station] = act.at


def _turnout(state: "State", act: Act) -> None:
    station = _told_of(state, act)
    again = state.again.get(station)
    (state.turnout[station] if again is None else again.turnout)[act.payload["hour"]] = act.payload["issued"]


def _of_the_day(state: "State", act: Act) -> None:
    _told_of(state, act)
    take_of_the_day(state, act)


def _told_of(state: "State", act: Act) -> str:
    """The station of an act; its day is told by a commission on the way of one of its papers."""
    station: str = act.payload["station"]
    state.refuse_unknown(station)
    if not state.on_the_way(act.commission, station):
        raise NotAllowed(f"{act.commission} is not on the way of any paper of station {station}")
    return station


def _nomination(state: "State", act: Act) -> None:
    check_nomination(state, act)
    state.nominations.take(act)


def _merged(state: "State", act: Act) -> None:
    contest, stations = act.payload["contest"], act.payload["stations"]
    for station, life in merged_lives(state, act).items():
        state.live(station, contest, life)
    state.move(contest, COUNTED, state.way(stations[0], contest)[act.commission].kinds)


def _summary(state: "State", act: Act) -> None:
    """A commission signs its sums; the contest is confirmed when the last of those that must has signed."""
    contest = act.payload["contest"]
    state.summaries[contest, act.commission] = act.payload["figures"]
    if all((contest, commission) in state.summaries for commission in state.summing(contest)):
        state.move(contest, act.kind, state.roles(act.commission))


def _voided(state: "State", act: Act) -> None:
    """The election is void in a unit or a constituency: its protocols count no more (Kazakhstan, Art. 95(1), 112(2))."""
    contest, stations = _under(state, act)
    for station in stations:
        state.live(station, contest.id, state.life(station, contest.id).voided(act.payload["reason"]))
    state.move(contest.id, act.kind, state.roles(act.commission))


def _repeat(state: "State", act: Act) -> None:
    """One contest more: the same stations, and the options that stand again."""
    contest, stations = _under(state, act)
    told = act.payload
    strangers = sorted(set(told["options"]) - {option.id for option in state.event.options_of(contest.id)})
    if contest.repeats is not None or f"{contest.id}.repeat" in state.event.repeats:
        raise NotAllowed(f"{contest.id}: a repeat vote was called already; of a second one the law says nothing")
    if strangers or len(set(told["options"])) < 2:
        raise NotAllowed(f"a repeat vote is between two or more of the ballot: {', '.join(strangers) or 'too few'}")
    if told["cause"] == "void" and any(state.life(station, contest.id).class_ != "annulled" for station in stations):
        raise NotAllowed("the election was not declared void at all of these stations")
    state.grow(Repeat(contest.id, told["cause"], frozenset(stations), tuple(told["options"]), told["date"]))


def _under(state: "State", act: Act) -> tuple[Contest, list[str]]:
    """The contest that an act names, and its stations in the place that it names (all, where it is the body's own)."""
    contest, place = state.known_contest(act.payload["contest"]), act.payload["place"]
    stations = [
        station.id
        for station in state.event.stations_of(contest.id)
        if place == contest.constituency or place in state.event.places_above(station.id, contest)
    ]
    if not stations:
        raise NotAllowed(f"{contest.id} has no station in {place}")
    return contest, stations


def _declared(state: "State", act: Act) -> None:
    """The result of contests of one body."""
    state.status |= dict.fromkeys(act.payload["contests"], act.payload["status"])
    state.declared[act.payload["body"]].append(act)


def _kept(name: str) -> Take:
    """An act that is kept in a list of the state, and changes nothing else."""
    return lambda state, act: getattr(state, name).append(act)


def _judged(kind: str, take: Take) -> Take:
    """What two people do is judged first; so is every act of a recall."""
    if kind not in BY_TWO and kind not in RECALLS:
        return take

    def judged(state: "State", act: Act) -> None:
        judge(state, act)
        take(state, act)
        if kind in LASTING:
            state.entries[state.acts] = act

    return judged


LASTING = frozenset({
    "summary signed", "election voided", "mandate given", "mandate lost", "mandate filled", "recall vote called",
})  # fmt: skip
"""Acts because of which an election may be held again."""

_FREE: Mapping[str, Take] = {
    "definition frozen": _definition,
    "station opened": _opened,
    "station closed": _closed,
    "turnout reported": _turnout,
    **dict.fromkeys(STATION_DAY, _of_the_day),
    **dict.fromkeys(ATTACHED, attach),
    "summary signed": _summary,
    "election voided": _voided,
    COURT: take_ruling,
    "repeat vote called": _repeat,
    "results merged": _merged,
    "lot drawn": _kept("lots"),
    "result declared": _declared,
    **dict.fromkeys(("mandate given", "mandate lost", "mandate filled"), _kept("mandates")),
    **dict.fromkeys(RECALLS, lambda state, act: state.recalls[act.payload["contest"]].append(act)),
    **dict.fromkeys(("system held", "system restarted", "system patched"), _kept("notices")),
}

_TAKING: Mapping[str, Take] = {
    **dict.fromkeys(ON_PROTOCOLS, lambda state, act: state.take_paper(act)),
    **dict.fromkeys(NOMINATION, _nomination),
    **dict.fromkeys(BALLOTS, lambda state, act: state.ballots.apply(state, act)),
    **{kind: _judged(kind, take) for kind, take in _FREE.items()},
}


def _carrying_out(take: Take) -> Take:
    """An act by which an order of a court may be carried out."""

    def taken(state: "State", act: Act) -> None:
        take(state, act)
        carried_out(state, act)

    return taken


TAKING: Mapping[str, Take] = {**_TAKING, **{kind: _carrying_out(_TAKING[kind]) for kind in CARRIES_OUT.values()}}
"""Every kind of act. Raises NotAllowed, and then nothing is written."""
