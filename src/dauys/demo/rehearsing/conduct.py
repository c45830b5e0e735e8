"""A rehearsal from the first program started to the last one ended: the night is played, followed, published and checked."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from math import inf
from pathlib import Path

from dauys.acts import Act, State, table_of
from dauys.acts.record import LOG
from dauys.demo.alive import Apart, Key
from dauys.demo.faults import ALIKE
from dauys.demo.rehearsing.children import Children, memory
from dauys.demo.rehearsing.clerks import Clerks
from dauys.demo.rehearsing.making import Folder
from dauys.demo.rehearsing.pace import Leash, Pace
from dauys.demo.rehearsing.papers import FILE, papers
from dauys.demo.rehearsing.player import Player
from dauys.demo.rehearsing.show import Screen
from dauys.demo.rehearsing.source import Source
from dauys.demo.rehearsing.telling import KEYS, Addresses, happened, megabytes, outcome, planted, quickness, standing, welcome
from dauys.demo.rehearsing.visitors import Visitor, admitted, codes, place_of
from dauys.office.journal.desk import desk
from dauys.office.setting_up.preparing import PUBLIC, PUBLISHER_KEY
from dauys.publish.pruning import LEAST
from dauys.publish.serving import server_of
from dauys.publish.site import CURRENT, bundle_of
from dauys.tally.result import outcome_of

HOST, PORTS = "127.0.0.1", (8024, 8023)
"""Of the office and of the public site; others where these are taken."""

BURST = 1100
"""Stations for each of which the publisher rests a second longer between two snapshots: when a page has come, the night plays
what had waited for it, thousands of acts where it is of a country, and what comes in one burst is to come in one snapshot."""

FIRST = 3
"""Papers that are approved before the clock of the night starts, so that there is something to look at."""

LEAST_REST, WAITING = 0.02, 0.2

DONE = ("final", "annulled")
"""Status of a contest that has its end."""


class Failed(Exception):
    """Something that ends the rehearsal: what, in words."""


@dataclass
class Rehearsal:
    """One run. Owned by ``run``."""

    folder: Folder
    source: Source
    minutes: float
    screen: Screen
    program: str  # see ``Children``
    children: Children = field(init=False)
    port: int = field(init=False)  # of the office
    site: ThreadingHTTPServer | None = None
    began: float = field(default_factory=time.monotonic)
    clerks: Clerks = field(init=False)
    acts: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    before: int = 0  # acts of before the night, which have no figures
    first_figures: float | None = None
    ahead: int = 0  # acts that the page does not show yet
    leash: Leash = field(init=False)
    oldest: float = 0.0  # the oldest that the page was
    most: dict[str, int] = field(default_factory=dict)  # bytes of memory, by program
    _page: int = 0  # acts that it shows
    _unseen: deque[tuple[int, float]] = field(default_factory=deque)  # size of the journal, and when it had it
    _rate: deque[tuple[float, int]] = field(default_factory=deque)
    _lines: list[str] = field(default_factory=list)
    _visitors: list[Visitor] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.leash = Leash(1 + len(self.source.arrivals) // BURST, time.monotonic)

    # ---- the whole -----------------------------------------------------------------------------------------------------

    def run(self, stay: bool) -> bool:
        """Play it to its end, and check it; gives whether the check has passed. stay: go on serving until Ctrl-C.

        Raises Failed, KeyboardInterrupt; whatever happens, no program is left.
        """
        self.children = Children(self.folder.logs, self.program)
        try:
            with desk.looking() as state:
                place, reached = place_of(state), self.source.reached(state)
                self.before = state.acts if reached is None else 0
            self.port = _free(PORTS[0])
            self.site = _site_server(self.folder.site / CURRENT)
            self._serve_office()
            self._visitors = admitted(place)
            with desk.looking() as state:
                at = Addresses(self.office_url, self.site_url, self.folder.path / FILE)
                if place.left:
                    (self.folder.path / FILE).write_text(papers(self.source, state, place), "utf-8")
                welcome(self.screen.tell, state, place, self._visitors, at, keys=self.screen.keys)
            self.clerks = Clerks(self.source, place, self.port, self.screen.tell)
            self._play(Apart(place.left, self.clerks.at_screens), reached)
            passed = self._checked() and self._declared(place.body) and self._came_to_light(place.left)
            self._farewell()
            while stay:
                self._publish()
                self._look()
                self._key(self.screen.pressed(1), None)
            return passed
        finally:
            self.children.end()
            if self.site is not None:
                self.site.shutdown()
                self.site.server_close()

    # ---- programs ------------------------------------------------------------------------------------------------------

    @property
    def office_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def site_url(self) -> str:
        assert self.site is not None
        return f"http://{HOST}:{self.site.server_address[1]}"

    def _serve_office(self) -> None:
        told = ["office", "serve", str(self.folder.office.path), "--port", str(self.port), "--workers", "2"]
        self.children.start("office", told, {"DAUYS_SITE": self.site_url})

    def _publish(self) -> None:
        """The publisher, as soon as the log is signed once."""
        here = self.folder.office
        if "publisher" not in self.children.running and (here.record / LOG / "checkpoint").exists():
            told = ["--site", self.folder.site, "--key", here.keys / PUBLISHER_KEY, "--office", self.office_url]
            told += ["--watch", self.leash.rest, "--large-every", 10000]
            told += ["--keep", LEAST]  # a whole country's snapshot has 150 MB
            self.children.start("publisher", ["publish", str(here.record), *map(str, told)])

    def _look(self) -> None:
        """That all go on; and, once, that the page has its first figures."""
        if (name := self.children.ended()) is not None:
            raise Failed(f"the {name} has ended by itself; it said:\n{self.children.last_words(name)}")
        if self.first_figures is None and self._page > self.before:
            self.first_figures = time.monotonic() - self.began
            self.screen.tell(
                f"the public site has its first figures, {self.first_figures:.0f} s after the start: {self.site_url}/"
            )

    # ---- the night -----------------------------------------------------------------------------------------------------

    def _play(self, apart: Apart, reached: int | None) -> None:
        player = Player(lambda state: self.source.course(state, apart), self._told)
        self._wait(None, player)
        if reached is None:
            self.screen.tell("what was before the first papers is done: stations opened, told their turnout, closed")
        at_once = inf if reached is None else reached
        while not player.play(at_once, enough=lambda state: reached is None and self.acts["protocol approved"] >= FIRST):
            self._between(None, player)
            self._wait(None, player)
        begins = player.moment if reached is None else reached
        seconds = (
            self.minutes * 60 * max(0.0, (self.source.ends - begins) / (self.source.ends - min(self.source.arrivals.values())))
        )
        pace = Pace(begins, self.source.ends, max(seconds, 0.001), time.monotonic)
        self.clerks.begin()
        while not player.ended:
            started = time.monotonic()
            moment = pace.moment
            if moment == inf:
                self.clerks.end()
            whole = player.play(moment)
            busy = time.monotonic() - started
            self._between(pace, player, 0.1 if whole and not player.ended else max(LEAST_REST, busy / 8))
            self._wait(pace, player)

    def _wait(self, pace: Pace | None, player: Player) -> None:
        """Until there is a page, and until it has followed; the clock of the night stands meanwhile."""
        while self._runs_away:
            self.leash.waited, since = True, time.monotonic()
            self._between(pace, player, WAITING)
            if pace is not None:
                pace.stood(time.monotonic() - since)

    @property
    def _runs_away(self) -> bool:
        """Whether the night is too far ahead. The whole country's first page takes a minute, and is that old when it comes:
        so it is made before there is anything to show."""
        return not self._page or self.leash.holds(self.ahead)

    def _between(self, pace: Pace | None, player: Player, rest: float = LEAST_REST) -> None:
        """What is to be seen to between two holds of the journal; a terminal that stands still keeps nobody from acting."""
        for line in self._lines:
            self.screen.tell(line)
        self._lines.clear()
        self._publish()
        self._look()
        with desk.looking() as state:
            self._note(state.acts)
            lines = self._standing(state, pace, player) if self.screen.is_due else []
        if lines:
            self.screen.show(lines)
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
                self.screen.tell(f"codes, each good once within half a minute:   {told}")
            case _:
                pass

    def _told(self, act: Act, refusal: str) -> None:
        if refusal:
            self.refused += 1
            return
        self.acts[act.kind] += 1
        if (line := happened(act)) is not None:
            self._lines.append(line)

    # ---- how it stands -------------------------------------------------------------------------------------------------

    def _note(self, size: int) -> None:
        """How old the page is: from the first act that it does not show."""
        now = time.monotonic()
        if not self._unseen or self._unseen[-1][0] != size:
            self._unseen.append((size, now))
        shown = self._shown()
        if shown != self._page:
            if self._page:
                self.leash.shown(self._age())
            self._page = shown
        self.ahead = size - shown
        while self._unseen and self._unseen[0][0] <= shown:
            self._unseen.popleft()
        if self._page:
            self.oldest = max(self.oldest, self._age())
        self._weigh()
        self._rate.append((now, size))
        while now - self._rate[0][0] > 10:
            self._rate.popleft()

    def _weigh(self) -> None:
        """What each program has in memory, with all that it has started, where it is the most so far."""
        weights = {name: memory(one.pid) for name, one in self.children.running.items()}
        weights["the night"] = memory(os.getpid()) - sum(weights.values())
        for name, weight in weights.items():
            self.most[name] = max(weight, self.most.get(name, 0))

    def _age(self) -> float:
        return time.monotonic() - self._unseen[0][1] if self._unseen else 0.0

    def _shown(self) -> int:
        with suppress(OSError, ValueError):
            return int(os.readlink(self.folder.site / CURRENT).rpartition("/")[2])
        return 0

    def _standing(self, state: State, pace: Pace | None, player: Player) -> list[str]:
        (since, before), (now, size) = self._rate[0], self._rate[-1]
        rate = (size - before) / (now - since) if now > since else 0.0
        moment = self.source.midnight + player.moment if player.moment else None
        first, *rest = standing(state, moment, rate, self.clerks.typed, self._age() if self._page else None)
        if pace is not None and (pace.paused or pace.speed != 1):
            first += ", paused" if pace.paused else f", {pace.speed:g} times as fast"
        if self._runs_away:
            first += ", waiting for the public page"
        return [first, *rest, *([KEYS] if self.screen.keys else ())]

    # ---- the end -------------------------------------------------------------------------------------------------------

    def _checked(self) -> bool:
        """Wait until all is published; then check it as a stranger would, and tell the seats."""
        with desk.looking() as state:
            size = state.acts
        while self._shown() < size:
            self._publish()
            self._look()
            self._note(size)
            if self.screen.is_due:
                self.screen.show([f"all is played, {size:,} acts; the publisher has {size - self._shown():,} to go"])
            self._key(self.screen.pressed(0.2), None)
        self.screen.tell(f"\nall {size:,} acts are published. Now what a stranger does, with nothing but Python and the key:")
        bundle, key = bundle_of(self.folder.site), self.folder.office.record / PUBLIC
        command = [str(bundle / "verify.py"), str(bundle), "--key", key.read_text("utf-8").strip()]
        self.screen.tell(f"  python3 -I {' '.join(command[:2])} --key {key}")
        started = time.monotonic()
        done = subprocess.run(  # noqa: S603  (this very Python)
            [sys.executable, "-I", *command], capture_output=True, text=True, check=False
        )
        for line in [*done.stdout.splitlines()[:1], *done.stdout.splitlines()[-3:], *done.stderr.splitlines()]:
            self.screen.tell(f"  {line}")
        self.screen.tell(f"  {time.monotonic() - started:.1f} s, exit code {done.returncode}")
        return done.returncode == 0

    def _declared(self, left: str) -> bool:
        """Whether every contest has its result, but those of the body that is left to visitors, and those on which the law
        leaves a question open: that is told, and nobody guesses."""
        with desk.looking() as state:
            without = [one for one in state.event.contests if one.body != left and state.status.get(one.id) not in DONE]
            asked = {body: outcome_of(state, body).questions for body in {one.body for one in without}}
        for questions in asked.values():
            for question in questions:
                self.screen.tell(f"open: {question.told('en')}")
        missing = [one.id for one in without if not asked[one.body]]
        if missing:
            self.screen.tell(f"without a result: {', '.join(missing[:5])}{' and others' if len(missing) > 5 else ''}")
        return not missing

    def _came_to_light(self, left: Set[Key]) -> bool:
        """Whether whatever was planted was set right, or is explained, but for what two people mistook alike."""
        with desk.looking() as state:
            wrong = [key for key in self.source.planted.keys() - left if not _as_on_paper(self.source, state, key)]
        if self.source.planted:
            self.screen.tell(planted(self.source.planted, left, wrong))
        return all(self.source.planted[key] == ALIKE.name for key in wrong)

    def _farewell(self) -> None:
        with desk.looking() as state:
            outcome(self.screen.tell, state)
        minutes, first = (time.monotonic() - self.began) / 60, self.first_figures or 0.0
        self.screen.tell(f"\nthe whole took {minutes:.1f} minutes, the first figures {first:.0f} s")
        self.screen.tell(f"no page was older than {self.oldest:.0f} s; {self.refused} acts were refused")
        self.screen.tell(f"at the clerks' screens: {quickness(self.clerks.took)}")
        self.screen.tell(f"most in memory: {megabytes(self.most.items())}")
        self.screen.tell(f"look on: {self.office_url}/ and {self.site_url}/; all of it lies in {self.folder.path}")


def _as_on_paper(source: Source, state: State, key: Key) -> bool:
    """Whether what counts is what the ballots said, or was accepted by a decision that says what does not hold."""
    counting = state.lives[key].counting if key in state.lives else None
    if counting is None or counting.figures is None or counting.accepted:
        return counting is not None
    return table_of(counting.figures) == table_of(source.figures(*key))


def _free(port: int) -> int:
    """This port; another where somebody listens there."""
    for one in (port, 0):
        with socket.socket() as trial, suppress(OSError):
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((HOST, one))
            return int(trial.getsockname()[1])
    raise Failed("no port of this machine is free")


def _site_server(shown: Path) -> ThreadingHTTPServer:
    """The public site, in a thread of this process: its address is held from the beginning, whenever there is a page."""
    try:
        server = server_of(shown, PORTS[1])
    except OSError:
        server = server_of(shown)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """The end of the terminal, and SIGTERM, are a Ctrl-C; and that is one, also in the background of a shell."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
