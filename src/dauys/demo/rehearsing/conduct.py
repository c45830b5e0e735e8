"""A rehearsal from the first program started to the last one ended: the night is played, followed, published and checked."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import inf

from django.db import connections
from django_otp.plugins.otp_totp.models import TOTPDevice

from dauys.acts import STATION, Act, State, table_of
from dauys.acts.record import LOG
from dauys.demo.alive import Apart, Key
from dauys.demo.rehearsing.children import Children, memory
from dauys.demo.rehearsing.making import Folder
from dauys.demo.rehearsing.pace import Pace
from dauys.demo.rehearsing.player import Player
from dauys.demo.rehearsing.screens import Clerk, NotAsExpected
from dauys.demo.rehearsing.show import Screen
from dauys.demo.rehearsing.source import Source
from dauys.demo.rehearsing.visitors import Place, Visitor, admitted, codes, place_of
from dauys.office.journal.desk import desk
from dauys.office.people.models import Membership, Person
from dauys.office.setting_up.preparing import PUBLIC, PUBLISHER_KEY
from dauys.protocol.life import APPROVED, ENTERED_ONCE, RECEIVED
from dauys.publish.site import CURRENT, bundle_of
from dauys.tally.result import outcome_of

HOST, PORTS = "127.0.0.1", (8024, 8023)
"""Of the office and of the public site; others where these are taken."""

FIRST = 3
"""Papers that are approved before the clock of the night starts, so that there is something to look at."""

BY_SCREEN = 12
"""Papers that are typed at real screens."""

TOLD = {
    "protocol held": "held", "protocol released": "released", "protocol sent back": "sent back",
    "recount ordered": "a recount is ordered", "protocol corrected": "corrected: a new version",
    "accepted as signed": "accepted as signed, by decision", "differences resolved": "the two entries differed; a third typed it",
    "result declared": "a result is declared",
}  # fmt: skip
"""What is told of the night, line by line; all else is counted."""

LEAST_REST = 0.02


class Failed(Exception):
    """Something that ends the rehearsal: what, in words."""


@dataclass
class Rehearsal:
    """One run. Owned by ``run``; the thread of the clerks at screens touches ``at_screens`` and ``typed`` alone."""

    folder: Folder
    source: Source
    minutes: float
    screen: Screen
    children: Children = field(init=False)
    office: tuple[str, int] = field(init=False)
    site: int = field(init=False)
    began: float = field(default_factory=time.monotonic)
    at_screens: set[Key] = field(default_factory=set)
    typed: int = 0  # at screens
    acts: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    first_figures: float | None = None
    oldest: float = 0.0  # the oldest that the page was
    _unseen: deque[tuple[int, float]] = field(default_factory=deque)  # size of the journal, and when it had it
    _rate: deque[tuple[float, int]] = field(default_factory=deque)
    _visitors: list[Visitor] = field(default_factory=list)
    _ending: threading.Event = field(default_factory=threading.Event)
    _served: bool = False

    # ---- the whole -----------------------------------------------------------------------------------------------------

    def run(self, stay: bool) -> bool:
        """Play it to its end, and check it; gives whether the check has passed. stay: go on serving until Ctrl-C.

        Raises Failed, KeyboardInterrupt; whatever happens, no program is left.
        """
        self.children = Children(self.folder.logs)
        try:
            with desk.looking() as state:
                place, reached = place_of(state), self.source.reached(state)
            office, self.site = (_free(port) for port in PORTS)
            self.office = HOST, office
            self._serve_office()
            self._welcome(place)
            self._play(place, reached)
            passed = self._checked()
            self._farewell(place)
            while stay:
                self._look()
                self._key(self.screen.pressed(1), None)
            return passed
        finally:
            self._ending.set()
            self.children.end()

    # ---- programs ------------------------------------------------------------------------------------------------------

    @property
    def office_url(self) -> str:
        return f"http://{HOST}:{self.office[1]}"

    @property
    def site_url(self) -> str:
        return f"http://{HOST}:{self.site}"

    def _serve_office(self) -> None:
        told = ["office", "serve", str(self.folder.office.path), "--port", str(self.office[1]), "--workers", "2"]
        self.children.start("office", told, {"DAUYS_SITE": self.site_url})

    def _publish(self) -> None:
        """Publisher and site, each as soon as it can: the log must be signed once, something published once."""
        if "publisher" not in self.children.running:
            if (self.folder.office.record / LOG / "checkpoint").exists():
                key = str(self.folder.office.keys / PUBLISHER_KEY)
                told = [
                    "publish",
                    str(self.folder.office.record),
                    "--site",
                    str(self.folder.site),
                    "--watch",
                    "1",
                    "--key",
                    key,
                ]
                self.children.start("publisher", [*told, "--office", self.office_url, "--large-every", "10000"])
        elif "site" not in self.children.running and (self.folder.site / CURRENT / "index.html").exists():
            self.children.start("site", ["serve", str(self.folder.site), "--port", str(self.site)])

    def _look(self) -> None:
        """That all go on; and, once, that the first page is there."""
        if (name := self.children.ended()) is not None:
            raise Failed(f"the {name} has ended by itself; it said:\n{self.children.last_words(name)}")
        if not self._served and "site" in self.children.running and _answers(self.site):
            self._served = True
            self.first_figures = time.monotonic() - self.began
            self.screen.say(
                f"the public site has its first figures, {self.first_figures:.0f} s after the start: {self.site_url}/"
            )

    # ---- the night -----------------------------------------------------------------------------------------------------

    def _play(self, place: Place, reached: int | None) -> None:
        apart = Apart(place.left, self.at_screens)
        player = Player(lambda state: self.source.course(state, apart), self._told)
        if reached is None:
            self.screen.say("what was before the first papers is done: stations opened, told their turnout, closed")
        at_once = inf if reached is None else reached
        while not player.play(at_once, enough=lambda state: reached is None and self.acts["protocol approved"] >= FIRST):
            self._between(None, player)
        begins = player.moment if reached is None else reached
        seconds = (
            self.minutes * 60 * max(0.0, (self.source.ends - begins) / (self.source.ends - min(self.source.arrivals.values())))
        )
        pace = Pace(begins, self.source.ends, max(seconds, 0.001), time.monotonic)
        threading.Thread(target=self._at_screens, args=(place,), daemon=True).start()
        while not player.ended:
            started = time.monotonic()
            moment = pace.moment
            if moment == inf:
                self.at_screens.clear()
            whole = player.play(moment)
            busy = time.monotonic() - started
            self._between(pace, player, 0.1 if whole and not player.ended else max(LEAST_REST, busy / 8))

    def _between(self, pace: Pace | None, player: Player, rest: float = LEAST_REST) -> None:
        """What is to be seen to between two holds of the journal."""
        self._publish()
        self._look()
        with desk.looking() as state:
            self._note(state.acts)
            self.screen.show(lambda: self._lines(state, pace, player))
        self._key(self.screen.pressed(rest), pace)

    def _key(self, key: str, pace: Pace | None) -> None:
        match key:
            case " " | "p" if pace is not None:
                pace.pause()
            case "+" | "=" if pace is not None:
                pace.change(2)
            case "-" if pace is not None:
                pace.change(0.5)
            case "c":
                told = "   ".join(
                    f"{login} {code}" for login, code in codes([one.role.login for one in self._visitors]).items()
                )
                self.screen.say(f"codes, each good once within half a minute:   {told}")
            case _:
                pass

    def _told(self, act: Act, refusal: str) -> None:
        if refusal:
            self.refused += 1
            return
        self.acts[act.kind] += 1
        if act.kind in TOLD:
            about = f"{act.payload['station']} {act.payload['contest']}" if "station" in act.payload else act.payload["body"]
            why = f" ({act.payload['reason'].removeprefix('INVENTED: ')})" if act.payload.get("reason") else ""
            self.screen.say(f"  {about}: {TOLD[act.kind]}{why}")

    # ---- how it stands -------------------------------------------------------------------------------------------------

    def _note(self, size: int) -> None:
        """How old the page is: from the first act that it does not show."""
        now = time.monotonic()
        if not self._unseen or self._unseen[-1][0] != size:
            self._unseen.append((size, now))
        shown = self._shown()
        while self._unseen and self._unseen[0][0] <= shown:
            self._unseen.popleft()
        if self.first_figures is not None:
            self.oldest = max(self.oldest, self._age())
        self._rate.append((now, size))
        while now - self._rate[0][0] > 10:
            self._rate.popleft()

    def _age(self) -> float:
        return time.monotonic() - self._unseen[0][1] if self._unseen else 0.0

    def _shown(self) -> int:
        with suppress(OSError, ValueError):
            return int(os.readlink(self.folder.site / CURRENT).rpartition("/")[2])
        return 0

    def _lines(self, state: State, pace: Pace | None, player: Player) -> list[str]:
        event = state.event
        papers = sum(len(state.expected(station)) for station in event.stations)
        by = Counter(life.latest.state for life in state.lives.values())
        heard = len({station for station, _ in state.lives})
        (since, before), (now, size) = self._rate[0], self._rate[-1]
        rate = (size - before) / (now - since) if now > since else 0.0
        moment = self.source.midnight + int(player.moment)
        clock = f"{moment // 3600 % 24:02}:{moment // 60 % 60:02}"
        speed = "" if pace is None else "paused" if pace.paused else f"{pace.speed:g} × as fast" if pace.speed != 1 else ""
        lines = [
            f"INVENTED night, {clock}" + (f", {speed}" if speed else ""),
            f"papers of {heard:,} of {len(event.stations):,} stations have come; of {papers:,} papers {by[APPROVED]:,} are approved, "
            f"{by['held']:,} held, {by['differences']:,} differ",
            f"{size:,} acts, {rate:.0f} a second; {self.typed} papers typed at real screens; the page is {self._age():.0f} s old",
        ]
        if self.screen.keys:
            lines.append("keys: space pauses · + faster · - slower · c codes of the second factor · Ctrl-C ends")
        return lines

    # ---- people --------------------------------------------------------------------------------------------------------

    def _welcome(self, place: Place) -> None:
        self._visitors = admitted(place)
        say = self.screen.say
        say(f"\nthe office:      {self.office_url}/")
        say(f"the public site: {self.site_url}/   (as soon as there is something to show)")
        say(
            "\npeople of every role, all INVENTED. The passwords are shown this once; the code that is asked for then is shown by"
        )
        say("the key c here (a phone shows it in a real election)" if self.screen.keys else "`dauys rehearse` at a terminal")
        for one in self._visitors:
            say(f"  {one.role.login:9} {one.password}   {one.role.part:9} try first: {self.office_url}{one.role.first}")
        say(f"  citizen   (no password)                   try first: {self.site_url}/")
        names = desk.event.bodies[place.body].names.told("en")
        say(f"left for you, at {place.commission}: the {len(place.left)} papers of {names}. Nobody else types them.")
        say("the guided tour, ten minutes: docs/tour.md\n")

    def _at_screens(self, place: Place) -> None:
        """Two clerks type papers over HTTP as they come; what they cannot type, the night types."""
        try:
            commission, clerks = self._clerks(place)
            while not self._ending.is_set() and self.typed < BY_SCREEN:
                with desk.looking() as state:
                    todo = [
                        (station, contest)
                        for (station, contest), life in state.lives.items()
                        if contest != STATION
                        and life.latest.state == RECEIVED
                        and (station, contest) not in place.left
                        and state.receiver(station, contest) == commission
                    ][:1]
                for station, contest in todo:
                    self.at_screens.add((station, contest))
                    told = _as_typed(self.source, station, contest)
                    for clerk, needed in zip(clerks, (RECEIVED, ENTERED_ONCE), strict=True):
                        with desk.looking() as state:
                            ready = state.life(station, contest).latest.state == needed
                        if ready:
                            clerk.types(commission, station, contest, told)
                    self.at_screens.discard((station, contest))
                    self.typed += 1
                self._ending.wait(2)
        except (NotAsExpected, OSError, http.client.HTTPException) as error:
            if not self._ending.is_set():
                self.screen.say(f"the clerks at screens have stopped: {error}")
        finally:
            self.at_screens.clear()
            connections.close_all()

    def _clerks(self, place: Place) -> tuple[str, list[Clerk]]:
        """At the commission that receives the most papers."""
        with desk.looking() as state:
            sizes = Counter(
                receiver
                for station in state.event.stations
                for contest in state.expected(station)
                if (receiver := state.receiver(station, contest)) not in (place.commission, place.central)
            )
        commission = sizes.most_common(1)[0][0]
        clerks = []
        while not _answers(self.office[1]):
            if self._ending.wait(0.2):
                raise NotAsExpected("the office does not answer")
        for number in (1, 2):
            login, password = f"screen-{number}", secrets.token_urlsafe(16)
            person, _ = Person.objects.get_or_create(login=login, defaults={"name": f"INVENTED clerk at screen {number}"})
            person.set_password(password)
            person.save(update_fields=["password"])
            Membership.objects.get_or_create(person=person, commission=commission, part="typist", ended=None)
            TOTPDevice.objects.get_or_create(user=person, defaults={"name": "app", "confirmed": True})
            clerk = Clerk(*self.office)
            clerk.sign_in(login, password, codes([login])[login])
            clerks.append(clerk)
        return commission, clerks

    # ---- the end -------------------------------------------------------------------------------------------------------

    def _checked(self) -> bool:
        """Wait until all is published; then check it as a stranger would, and tell the seats."""
        with desk.looking() as state:
            size = state.acts
        while self._shown() < size or not self._served:
            self._publish()
            self._look()
            self._note(size)
            self.screen.show(lambda: [f"all is played, {size:,} acts; the publisher has {size - self._shown():,} to go"])
            self._key(self.screen.pressed(0.2), None)
        self.screen.say(f"\nall {size:,} acts are published. Now what a stranger does, with nothing but Python and the key:")
        bundle, key = bundle_of(self.folder.site), self.folder.office.record / PUBLIC
        command = [str(bundle / "verify.py"), str(bundle), "--key", key.read_text("utf-8").strip()]
        self.screen.say(f"  python3 -I {' '.join(command[:2])} --key {key}")
        started = time.monotonic()
        done = subprocess.run([sys.executable, "-I", *command], capture_output=True, text=True, check=False)
        for line in [*done.stdout.splitlines()[:1], *done.stdout.splitlines()[-3:], *done.stderr.splitlines()]:
            self.screen.say(f"  {line}")
        self.screen.say(f"  {time.monotonic() - started:.1f} s, exit code {done.returncode}")
        return done.returncode == 0

    def _farewell(self, place: Place) -> None:
        say = self.screen.say
        with desk.looking() as state:
            body = next(iter(state.event.bodies))
            outcome, statuses = (
                outcome_of(state, body),
                Counter(state.status.get(one.id, "without a status") for one in state.event.contests),
            )
            given = sum(act.payload["body"] == body for act in state.mandates)
            say(f"\n{state.event.bodies[body].names.told('en')} ({state.event.names.told('en')}): {given} mandates are given")
            for party, seats in sorted(outcome.parties.items(), key=lambda one: -one[1]["total"]):
                if seats["total"]:
                    say(f"  {party:24} {seats['total']:4}")
            say(f"contests: {', '.join(f'{number:,} {word}' for word, number in statuses.most_common())}")
        minutes = (time.monotonic() - self.began) / 60
        first = f"{self.first_figures:.0f} s" if self.first_figures is not None else "–"
        say(
            f"\nthe whole took {minutes:.1f} minutes, first figures after {first}; a page was never more than {self.oldest:.0f} s old"
        )
        own = memory(os.getpid()) - sum(memory(one.pid) for one in self.children.running.values())
        told = [f"{name} {memory(one.pid) / 2**20:.0f} MB" for name, one in self.children.running.items()]
        say(f"in memory now: night {own / 2**20:.0f} MB, {', '.join(told)}")
        say(f"look on: {self.office_url}/ and {self.site_url}/ · all of it lies in {self.folder.path}")


def _as_typed(source: Source, station: str, contest: str) -> dict[str, str]:
    """A paper by the names of the fields."""
    found: dict[str, str] = {}
    for code, cell in table_of(source.figures(station, contest)).items():
        cells = {f"{code}.{name}": number for name, number in cell.items()} if isinstance(cell, dict) else {code: cell}
        found |= {name: "" if number is None else str(number) for name, number in cells.items()}
    return found


def _free(port: int) -> int:
    """This port; another where somebody listens there."""
    for one in (port, 0):
        with socket.socket() as trial, suppress(OSError):
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((HOST, one))
            return int(trial.getsockname()[1])
    raise Failed("no port of this machine is free")


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection((HOST, port), 1):
        return True
    return False


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """The end of the terminal, and SIGTERM, are a Ctrl-C."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
