"""Acts of the day at a station that count: boxes sealed, incidents, the list of voters closed. None is of one voter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dauys.acts.kinds import STATION_DAY, Act
from dauys.protocol.life import NotAllowed

if TYPE_CHECKING:
    from dauys.acts.replay import State

__all__ = ["STATION_DAY", "take"]


def take(state: State, act: Act) -> None:
    """Take one of them in. Raises NotAllowed: a second time, or numbers that do not add up."""
    station, told = act.payload["station"], act.payload
    if act.kind == "station incident":
        state.incidents[station].append(act)
        return
    if (station, act.kind) in state.of_the_day:
        raise NotAllowed(f"station {station}: '{act.kind}' was told already")
    if act.kind == "voter list closed":
        on_list = told["listed"] + told["added_certificate"] + told["added_other"] - told["removed"]
        if told["voters"] != on_list:
            raise NotAllowed(f"the list does not add up: {told['voters']} voters, {on_list} by what was added and struck off")
    state.of_the_day[station, act.kind] = act
