"""What the pages of a station's list share: whose it is, what may be done now, and the words for what may not."""

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils import timezone

from dauys.acts import State
from dauys.acts.station_day import Day
from dauys.election.event import Event
from dauys.office.counting.naming import contest_name
from dauys.office.journal.desk import desk
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.office.voters.lists import LOST, Absent, Away, Closed, Register, register_of
from dauys.register import Refusal, Rules, load_rules
from dauys.register.rules import Ending

PRESIDING = frozenset({"chair", "secretary"})
LIST_CLOSED = "voter list closed"
"""The act after which a list changes no more."""


@dataclass(frozen=True, slots=True)
class Here:
    """A station, its list, the rules of its law, and how far the day is."""

    station: str
    register: Register
    rules: Rules
    contests: tuple[tuple[str, str], ...]  # id and name, in the order of the marks
    opened: bool
    ended: bool  # voting has ended
    parts: frozenset[str]
    person: Person
    day: Day
    begins: tuple[str, ...] = ()  # contests of a repeat vote that was called, for which the list is not made ready yet

    @property
    def issues(self) -> bool:
        """Whether who asks may issue ballots: chair and secretary may not (Art. 41(5))."""
        return "member" in self.parts and not self.parts & PRESIDING

    @property
    def holder(self) -> str:
        """Who took the list to a laptop; nobody, where it is whole here."""
        return name_of(self.register.holder) if self.register.holder else ""

    @property
    def presides(self) -> bool:
        """Whether who asks may change the list."""
        return bool(self.parts & PRESIDING)


def own_stations(commission: str) -> list[str]:
    """The stations whose lists a commission keeps; of one above, those whose lists it may send in."""
    event = desk.event
    kind = event.commissions[commission].kind
    if kind == "precinct":
        return [one.id for one in event.stations.values() if one.commission == commission]
    if kind != "territorial":
        return []
    return [one.id for one in event.stations.values() if commission in _upwards(event, one.commission)]


def _upwards(event: Event, commission: str) -> set[str]:
    """A commission and those above it."""
    found: set[str] = set()
    here_: str | None = commission
    while here_ in event.commissions and here_ not in found:
        found.add(here_)
        here_ = event.commissions[here_].parent
    return found


def rules_of(station: str) -> Rules:
    """The rules of the first of the station's bodies; they stand in the general part of the law. Raises Http404 without."""
    event = desk.event
    rules = load_rules(event.body(event.contests_of(station)[0].body).law)
    if rules is None:
        raise Http404
    return rules


def here(request: HttpRequest, commission: str, station: str) -> Here:
    """The station as who asks finds it. Raises Http404 where it is another commission's, or has no list."""
    event = desk.event
    if station not in event.stations or event.stations[station].commission != commission:
        raise Http404
    try:
        register = register_of(station)
    except Absent:
        raise Http404 from None
    with desk.looking() as state:
        names = tuple((one, contest_name(state, one, request.LANGUAGE_CODE)) for one in register.contests)
        day, now = state.day(station, register.contests), state.day(station)
    person = request.user
    assert isinstance(person, Person)
    begins = () if now.contests == register.contests else now.contests
    opened, ended = day.opened is not None, day.closed is not None
    return Here(
        station, register, rules_of(station), names, opened, ended, person.parts_in(commission), person, day, begins
    )  # fmt: skip


def is_over(state: State, ending: Ending) -> bool:
    """Whether a milestone that was set for this election is past. Where no day was set nothing is refused: none is computed."""
    now = timezone.localtime()
    for one in state.event.calendar:
        if one.milestone == ending.milestone and one.hours:
            hour = datetime.time.fromisoformat(one.hours.rpartition("-")[2].zfill(5))
            return now.replace(tzinfo=None) > datetime.datetime.combine(one.day, hour)
    return False


def told(request: HttpRequest, wrong: Refusal | Closed) -> None:
    """Why nothing was done, in words that name nobody."""
    messages.error(request, why_not(wrong))


def why_not(wrong: Refusal | Closed) -> str:
    """The same words: of voters they name nobody; of a laptop they name who took the list to it."""
    if isinstance(wrong, Refusal):
        return say(f"voters.why.{wrong.why}")
    if isinstance(wrong, Away):
        return say("laptop.on paper") if wrong.laptop == LOST else say("laptop.is out", name=name_of(wrong.holder))
    return say("voters.closed")


def name_of(pseudonym: str) -> str:
    """Who it is."""
    return Person.objects.get(pseudonym=pseudonym).name
