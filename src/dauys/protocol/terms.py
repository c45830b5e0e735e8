"""When a term of the chain ends, and how much of it is left. No clock is here: the moment that it is asked at is given.

A term of hours ends so long after its moment, to the second, whatever the clocks of the country do meanwhile. A term of days
"from" a day ends with the last moment of the day that is so many days later: the day that it runs from is not counted in. So
ended the two days of Art. 94(2) in Kazakhstan's election of 19 March 2023: on the 21st (``calendar.toml``). A day that a
commission sets is another thing, and stays as it is set.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dauys.protocol.chain import Deadline

DAYS_ALONE = timedelta(days=2)
"""From here on days are told alone; below it hours and minutes."""


@dataclass(frozen=True, slots=True)
class Left:
    """How much is left of a term, or how much has gone by since it ended."""

    late: bool
    days: int  # whole days; 0 where hours and minutes are told
    hours: int
    minutes: int


@dataclass(frozen=True, slots=True)
class CountDown:
    """A term as it stands at a moment. Neither end nor what is left: at once, or nobody knows from when it runs."""

    end: datetime | None = None  # the last moment, in the zone of who asks
    day: date | None = None  # of a term of days: the last day
    left: Left | None = None


def count_down(deadline: Deadline, since: date | datetime | None, now: datetime) -> CountDown:
    """How a term stands.

    since: the day or the moment that it runs from, None where that is not known; a moment has its zone, as ``now`` has,
    whose zone is that of the election.
    """
    if since is None or deadline.at_once:
        return CountDown()
    if deadline.hours is not None:
        if not isinstance(since, datetime):
            return CountDown()  # a day does not tell the hour
        end = (since.astimezone(UTC) + timedelta(hours=deadline.hours)).astimezone(now.tzinfo)
        return CountDown(end, None, left_of(end, now))
    assert deadline.days is not None
    first = since.astimezone(now.tzinfo).date() if isinstance(since, datetime) else since
    last = first + timedelta(days=deadline.days)
    end = datetime.combine(last + timedelta(days=1), time(), now.tzinfo)
    return CountDown(end, last, left_of(end, now))


def left_of(end: datetime, now: datetime) -> Left:
    """What is left until a moment. A term met exactly is met: it is late only after its last moment.

    What is left is never told too long, and what has gone by never as nothing: minutes are rounded down, and up.
    """
    away = end.astimezone(UTC) - now.astimezone(UTC)  # of two moments in one zone Python takes the clocks, not the time
    late = away < timedelta(0)
    minutes = -(away // timedelta(minutes=1)) if late else away // timedelta(minutes=1)
    if abs(away) >= DAYS_ALONE:
        return Left(late, minutes // (24 * 60), 0, 0)
    return Left(late, 0, *divmod(minutes, 60))
