"""One station of a rehearsal, ballot by ballot: the day, the count in the order of the law, the protocols. INVENTED.

The same seed gives the same play. What it returns is told by ``dauys.render.play`` and ``dauys.render.play_page``.
"""

from random import Random

from dauys.demo.count_aloud import ORDER, Count
from dauys.demo.definition import station_code
from dauys.demo.night import Paper
from dauys.demo.polling_day import Absentee, polling_day
from dauys.election.event import Event
from dauys.render.play_story import Story
from dauys.text import BadInput, Fault


class Play(Story):
    """A played station; its papers could go into a record."""

    __slots__ = ()

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers of the station, its own record first."""
        return tuple(Paper(self.station.id, contest, figures) for contest, figures in self.figures.items())


def station_named(name: str) -> str:
    """The code of a station: ``station-58`` is the 58th of Astana; any other name is a code already."""
    kind, _, number = name.partition("-")
    return station_code("AST", int(number)) if kind == "station" and number.isdecimal() else name


def play(event: Event, station_id: str, seed: int, overfull_box: bool = False, absentee: Absentee = "all ballots") -> Play:
    """Play one station of an invented election.

    overfull_box: one mobile box comes back with one ballot more than there were requests (Art. 43(3-1)).
    absentee: which ballots the holder of an absentee certificate gets; the law can be read in two ways (Art. 41(6-1)).
    Raises BadInput where the event is a real one, there is no such station, or it has too few voters for a mobile box.
    """
    if not event.invented:
        cure = "play a rehearsal: no real candidate gets invented votes"
        raise BadInput((Fault("election", None, None, event.names.told("en"), "this election is a real one", cure),))
    if not event.has_station(station_id):
        cure = "name a station of the rehearsal, such as X-AST-0058"
        raise BadInput((Fault("station", None, None, station_id, "there is no such station", cure),))
    station = event.stations[station_id]
    closed = polling_day(event, station, _random(seed, station_id, "day"), overfull_box, absentee)
    count = Count(closed, _random(seed, station_id, "count"))
    count.whole()
    return Play(
        event, station, closed.members, ORDER, (*closed.moments, *count.moments), closed.turnout, count.figures(),
        count.invalid_by_reason(), tuple(count.acts),
    )  # fmt: skip


def _random(seed: int, station: str, part: str) -> Random:
    """The day and the count draw from sources of their own: the order of reading says nothing about the order of coming."""
    return Random(f"{seed} {station} {part}")  # noqa: S311  (a rehearsal must be the same again)
