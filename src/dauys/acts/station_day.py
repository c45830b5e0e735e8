"""Acts of the day at a station that count: boxes sealed, incidents, the list of voters closed. None is of one voter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dauys.acts.kinds import STATION_DAY, Act
from dauys.protocol.life import NotAllowed

if TYPE_CHECKING:
    from dauys.acts.replay import State

__all__ = ["STATION_DAY", "Day", "take"]


@dataclass(slots=True)
class Day:
    """What was told of a day of voting at a station."""

    contests: tuple[str, ...]  # of a repeat vote, those that are voted on again; none: the first day
    date: str
    opened: str | None = None
    closed: str | None = None
    turnout: dict[str, int] = field(default_factory=dict)  # by hour
    told: dict[str, Act] = field(default_factory=dict)  # by kind
    incidents: list[Act] = field(default_factory=list)


def take(state: State, act: Act) -> None:
    """Take one of them in. Raises NotAllowed: a second time, or numbers that do not add up."""
    station, told = act.payload["station"], act.payload
    if act.kind == "station incident":
        (state.again[station].incidents if station in state.again else state.incidents[station]).append(act)
        return
    if act.kind in state.day(station).told:
        raise NotAllowed(f"station {station}: '{act.kind}' was told already")
    if act.kind == "voter list closed":
        on_list = told["listed"] + told["added_certificate"] + told["added_other"] - told["removed"]
        if told["voters"] != on_list:
            raise NotAllowed(f"the list does not add up: {told['voters']} voters, {on_list} by what was added and struck off")
    if station in state.again:
        state.again[station].told[act.kind] = act
    else:
        state.of_the_day[station, act.kind] = act
