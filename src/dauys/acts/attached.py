"""What is attached to a station's protocols: acts of observers (Art. 20-1), a proxy's request for a recount (Art. 43(7-1)).

The log says that something was attached, to which protocols, and its hash; never its words, which may name a voter.
"""

from typing import TYPE_CHECKING

from dauys.acts.kinds import Act
from dauys.protocol.life import NotAllowed

if TYPE_CHECKING:
    from dauys.acts.replay import State

ATTACHED = ("observers' act attached", "recount requested")


def attach(state: "State", act: Act) -> None:
    """Note the document at its station. Raises NotAllowed, and then nothing is noted."""
    station, contests = act.payload["station"], act.payload["contests"]
    if not state.event.has_station(station):
        raise NotAllowed(f"there is no station {station}")
    for contest in contests:
        if contest not in state.expected(station):
            raise NotAllowed(f"station {station} has no contest {contest}")
        if act.commission not in state.way(station, contest):
            raise NotAllowed(f"{act.commission} is not on the way of this protocol")
    if any(act.payload["document"] == other.payload["document"] for other in state.attached[station]):
        raise NotAllowed("this very document is attached to the station already")
    state.attached[station].append(act)
