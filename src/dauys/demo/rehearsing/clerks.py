"""Two clerks who type papers at real screens as they come, in a thread of their own; what they cannot type, the night types.

They sign in over HTTP with password and code, and send what a browser without script would send.
"""

import secrets
import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import connections
from django_otp.plugins.otp_totp.models import TOTPDevice  # type: ignore[import-untyped]

from dauys.acts import STATION, table_of
from dauys.demo.alive import Key
from dauys.demo.caller import Caller, Member, Unanswered, lines_of, looked_at, page_of
from dauys.demo.rehearsing.source import Source
from dauys.demo.rehearsing.visitors import Place
from dauys.office.journal.desk import desk
from dauys.office.people.models import Membership, Person
from dauys.protocol.life import ENTERED_ONCE, EXPECTED, RECEIVED

AT_MOST = 12
"""Papers that they type in a night."""

EVERY = 0.5
"""Seconds between two looks for a paper."""


@dataclass
class Clerks:
    """Both of them. The night reads ``at_screens``, whose papers it leaves alone meanwhile, and ``typed``."""

    source: Source
    place: Place
    port: int  # of the office
    tell: Callable[[str], None]
    at_screens: set[Key] = field(init=False)
    commission: str = field(init=False)
    typed: int = 0
    took: list[float] = field(default_factory=list)  # milliseconds of each page that they asked for
    _ending: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """They work at the commission that receives most papers, and take those that come first."""
        with desk.looking() as state:
            papers: dict[str, list[Key]] = defaultdict(list)
            for station in sorted(self.source.arrivals, key=self.source.arrivals.__getitem__):
                for contest in state.expected(station):
                    if contest != STATION and state.life(station, contest).latest.state in (EXPECTED, RECEIVED):
                        papers[state.receiver(station, contest)].append((station, contest))
        for one in (self.place.commission, self.place.central):
            papers.pop(one, None)
        self.commission = max(papers, key=lambda one: (len(papers[one]), one), default="")
        self.at_screens = set(papers[self.commission][:AT_MOST])

    def begin(self) -> None:
        """In a thread, which ends with the process at the latest; nobody sits there where nothing is left to type."""
        if self.at_screens:
            threading.Thread(target=self._work, daemon=True).start()

    def end(self) -> None:
        """What is being typed is typed to its end; nothing more is begun, and the night waits for nothing."""
        self._ending.set()
        self.at_screens.clear()

    def _work(self) -> None:
        try:
            while not answers(self.port):
                if self._ending.wait(0.2):
                    return
            clerks = [self._clerk(f"screen-{number}") for number in (1, 2)]
            while self.at_screens and not self._ending.wait(EVERY):
                for key in sorted(self.at_screens):
                    self._type(clerks, key)
        except Unanswered as error:
            if not self._ending.is_set():
                self.tell(f"the clerks at screens have stopped: {error}")
        finally:
            self.at_screens.clear()
            connections.close_all()

    def _type(self, clerks: list[Caller], key: Key) -> None:
        """Both, one after the other, where the paper has come; what somebody else has typed meanwhile is left."""
        told, entries = as_typed(self.source, *key), 0
        for clerk, needed in zip(clerks, (RECEIVED, ENTERED_ONCE), strict=True):
            with desk.looking() as state:
                found = state.life(*key).latest.state
            if found == EXPECTED:
                return
            if found == needed:
                type_paper(clerk, page_of(self.commission, *key), told)
                entries += 1
                while clerk.took:
                    self.took += clerk.took.popitem()[1]
        self.at_screens.discard(key)
        self.typed += entries == len(clerks)

    def _clerk(self, login: str) -> Caller:
        password = secrets.token_urlsafe(16)
        person, _ = Person.objects.get_or_create(login=login, defaults={"name": f"INVENTED clerk at {login}"})
        person.set_password(password)
        person.save(update_fields=["password"])
        Membership.objects.get_or_create(person=person, commission=self.commission, part="typist", ended=None)
        device, _ = TOTPDevice.objects.get_or_create(user=person, defaults={"name": "app", "confirmed": True})
        clerk = Caller(self.port, Member(login, device.bin_key, password=password))
        clerk.sign_in()
        return clerk


def type_paper(clerk: Caller, address: str, figures: Mapping[str, str]) -> None:
    """A paper typed as it is, past what the page minds on it. Raises Unanswered."""
    page = clerk.get(f"{address}enter/", "page")
    told = {name: figures.get(name, "") for name in lines_of(page)}
    status, page = clerk.post(f"{address}enter/", told, "page")
    if status == 422 and (looked := looked_at(page)) is not None:
        status, page = clerk.post(f"{address}enter/", {**told, "looked at": looked}, "page")
    if status != 302:
        raise Unanswered(status, address, page)


def answers(port: int) -> bool:
    """Whether somebody listens at this port of this machine."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def as_typed(source: Source, station: str, contest: str) -> dict[str, str]:
    """A paper by the names of the fields."""
    found: dict[str, str] = {}
    for code, cell in table_of(source.figures(station, contest)).items():
        cells = {f"{code}.{name}": number for name, number in cell.items()} if isinstance(cell, dict) else {code: cell}
        found |= {name: "" if number is None else str(number) for name, number in cells.items()}
    return found
