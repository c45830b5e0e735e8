"""The time in which an act may be done: between the milestones of a calendar, by the days that were set, and by no others.

Nothing is computed from the law's offsets. A milestone without a day opens nothing.
"""

import datetime
from collections.abc import Mapping
from typing import Literal

from dauys.protocol.calendar import Calendar, Matter, Milestone, StoredDate
from dauys.protocol.life import NotAllowed

type Side = Literal["not set", "not open", "closed"]

MOMENT = "%Y-%m-%dT%H:%M"
"""How a moment is written that a commission tells: local time, to the minute."""


class OutsideWindow(NotAllowed):
    """The act comes too early, too late, or before anybody has set the day: with the milestone, its day and its article."""

    def __init__(self, side: Side, milestone: Milestone, stored: StoredDate | None) -> None:
        self.side, self.milestone, self.stored = side, milestone, stored
        super().__init__(f"{side}: {milestone.code}, {self.day or 'no day'} (Art. {milestone.article})")

    @property
    def day(self) -> str:
        """The stored day with its hour; empty where none is stored."""
        return "" if self.stored is None else " ".join(filter(None, (self.stored.day.isoformat(), self.stored.hours)))


def check_window(calendar: Calendar, dates: Mapping[str, StoredDate], matter: Matter, moment: datetime.datetime) -> None:
    """Raise OutsideWindow unless a matter is open at a moment of local time. What the law lets nobody open is open before."""
    for milestone in calendar.milestone:
        opens, closes = matter in milestone.opens, matter in milestone.closes
        if not opens and not closes:
            continue
        stored = dates.get(milestone.code)
        if stored is None:
            raise OutsideWindow("not set", milestone, None)
        if opens and moment < _at(stored, datetime.time.min):
            raise OutsideWindow("not open", milestone, stored)
        if closes and moment > _at(stored, datetime.time.max):
            raise OutsideWindow("closed", milestone, stored)


def _at(stored: StoredDate, otherwise: datetime.time) -> datetime.datetime:
    """The stored moment; of a day without an hour its beginning or its end."""
    if stored.hours is None:
        return datetime.datetime.combine(stored.day, otherwise)
    hour, minute = stored.hours.partition("-")[0].split(":")
    return datetime.datetime.combine(stored.day, datetime.time(int(hour), int(minute)))
