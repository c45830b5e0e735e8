"""The hours of an invented polling day: where which clock goes, when stations open and close, and how a moment is written.

A moment is a whole number of seconds after midnight in Astana, at the beginning of the day of the vote. Two zones were in
force in 2023, the west an hour behind; stations abroad keep the hours of where they are.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from dauys.demo.places import drawn
from dauys.demo.turnout import levels, region_of
from dauys.election.event import ABROAD, Event, Station

ASTANA = 6  # hours ahead of UTC
OPENS, CLOSES = 7, 20  # local time: Election Law, Art. 38(1)
MINUTE, HOUR = 60, 3600

AWAY = (-4, -3, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 7, 8, 8, 9)
"""Clocks of missions abroad, INVENTED: which of them a station keeps is drawn."""


@dataclass(frozen=True)
class Clock:
    """The clocks of one event: of its stations, and of its commissions."""

    event: Event
    seed: int

    @cached_property
    def ahead(self) -> Mapping[str, int]:
        """Hours ahead of UTC, by station."""
        return {station.id: self._ahead(station) for station in self.event.stations.values()}

    def _ahead(self, station: Station) -> int:
        region = region_of(self.event, station)
        return levels()[region].clock if region else AWAY[drawn(len(AWAY), self.seed, "clock", station.id)]

    @cached_property
    def of_commission(self) -> Mapping[str, int]:
        """Hours ahead of UTC, by commission: those of the stations below it; the central one sits in Astana."""
        clocks: dict[str, int] = {}
        areas: dict[str, int] = {}
        for station in self.event.stations.values():
            clock = clocks[station.commission] = self.ahead[station.id]
            if self.event.places[station.place].kind != ABROAD:
                above = self.event.commissions[station.commission].parent
                while above is not None and above not in clocks:
                    clocks[above] = clock
                    above = self.event.commissions[above].parent
                areas |= dict.fromkeys(station.constituencies, clock)
        for one in self.event.commissions.values():
            if one.kind in ("okrug", "central"):
                clocks[one.id] = areas.get(one.place, ASTANA)
        return clocks

    def hour(self, station: str, hour: int) -> int:
        """The moment of an hour by the station's clock on the day of the vote; hours above 24 are of the next day."""
        return (hour + ASTANA - self.ahead[station]) * HOUR

    def at(self, commission: str | None, days: int, hour: int) -> int:
        """The moment of an hour, so many days after the vote, by the clock of a commission; None: of Astana."""
        ahead = ASTANA if commission is None else self.of_commission[commission]
        return (24 * days + hour + ASTANA - ahead) * HOUR

    def written(self, moment: int, commission: str) -> str:
        """A moment as an act has it: ISO 8601 with the commission's zone."""
        zone = self.of_commission[commission]
        day, second = divmod(moment + (zone - ASTANA) * HOUR, 24 * HOUR)
        minutes, second = divmod(second, MINUTE)
        hour, minute = divmod(minutes, 60)
        return f"{self._dates[day]}T{hour:02}:{minute:02}:{second:02}{zone:+03}:00"

    @cached_property
    def _dates(self) -> Mapping[int, str]:
        """By days after the vote, as far as acts go."""
        return {day: (self.event.date + datetime.timedelta(day)).isoformat() for day in range(-30, 60)}
