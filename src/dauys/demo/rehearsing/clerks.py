"""Two clerks who type papers at real screens as they come, in a thread of their own; what they cannot type, the night types."""

import http.client
import secrets
import socket
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import connections
from django_otp.plugins.otp_totp.models import TOTPDevice  # type: ignore[import-untyped]

from dauys.acts import STATION, State, table_of
from dauys.demo.alive import Key
from dauys.demo.rehearsing.screens import Clerk, NotAsExpected
from dauys.demo.rehearsing.source import Source
from dauys.demo.rehearsing.visitors import Place, codes
from dauys.office.journal.desk import desk
from dauys.office.people.models import Membership, Person
from dauys.protocol.life import ENTERED_ONCE, RECEIVED

AT_MOST = 12
"""Papers that they type in a night."""

EVERY = 2.0
"""Seconds between two looks for a paper."""


@dataclass
class Clerks:
    """Both of them. The night reads ``at_screens``, whose papers it leaves alone meanwhile, and ``typed``."""

    source: Source
    place: Place
    office: tuple[str, int]
    say: Callable[[str], None]
    at_screens: set[Key] = field(default_factory=set)
    typed: int = 0
    _ending: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> None:
        """In a thread, which ends with the process at the latest."""
        threading.Thread(target=self._work, daemon=True).start()

    def end(self) -> None:
        """What is being typed is typed to its end; nothing more is begun, and the night waits for nothing."""
        self._ending.set()
        self.at_screens.clear()

    def _work(self) -> None:
        try:
            commission, clerks = self._signed_in()
            while not self._ending.is_set() and self.typed < AT_MOST:
                with desk.looking() as state:
                    key = next((one for one in state.lives if self._waits(state, *one, commission)), None)
                if key is not None:
                    self.at_screens.add(key)
                    told = as_typed(self.source, *key)
                    for clerk, needed in zip(clerks, (RECEIVED, ENTERED_ONCE), strict=True):
                        with desk.looking() as state:
                            ready = state.life(*key).latest.state == needed
                        if ready:
                            clerk.types(commission, *key, told)
                    self.at_screens.discard(key)
                    self.typed += 1
                self._ending.wait(EVERY)
        except (NotAsExpected, OSError, http.client.HTTPException) as error:
            if not self._ending.is_set():
                self.say(f"the clerks at screens have stopped: {error}")
        finally:
            self.at_screens.clear()
            connections.close_all()

    def _waits(self, state: State, station: str, contest: str, commission: str) -> bool:
        """Whether a paper lies on the table of a commission and nobody has begun it."""
        mine = contest != STATION and (station, contest) not in self.place.left
        return mine and state.life(station, contest).latest.state == RECEIVED and state.receiver(station, contest) == commission

    def _signed_in(self) -> tuple[str, list[Clerk]]:
        """Both, at the commission that receives the most papers."""
        with desk.looking() as state:
            sizes = Counter(
                receiver
                for station in state.event.stations
                for contest in state.expected(station)
                if (receiver := state.receiver(station, contest)) not in (self.place.commission, self.place.central)
            )
        commission = sizes.most_common(1)[0][0]
        while not answers(self.office):
            if self._ending.wait(0.2):
                raise NotAsExpected("the office does not answer")
        return commission, [self._clerk(commission, f"screen-{number}") for number in (1, 2)]

    def _clerk(self, commission: str, login: str) -> Clerk:
        password = secrets.token_urlsafe(16)
        person, _ = Person.objects.get_or_create(login=login, defaults={"name": f"INVENTED clerk at {login}"})
        person.set_password(password)
        person.save(update_fields=["password"])
        Membership.objects.get_or_create(person=person, commission=commission, part="typist", ended=None)
        TOTPDevice.objects.get_or_create(user=person, defaults={"name": "app", "confirmed": True})
        clerk = Clerk(*self.office)
        clerk.sign_in(login, password, codes([login])[login])
        return clerk


def answers(address: tuple[str, int]) -> bool:
    """Whether somebody listens there."""
    with suppress(OSError), socket.create_connection(address, 1):
        return True
    return False


def as_typed(source: Source, station: str, contest: str) -> dict[str, str]:
    """A paper by the names of the fields."""
    found: dict[str, str] = {}
    for code, cell in table_of(source.figures(station, contest)).items():
        cells = {f"{code}.{name}": number for name, number in cell.items()} if isinstance(cell, dict) else {code: cell}
        found |= {name: "" if number is None else str(number) for name, number in cells.items()}
    return found
