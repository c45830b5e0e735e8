"""What teams do with their papers, by machine or by the screens: received, typed by two people, settled, approved by a third.

The clock and the patience are handed in by who drills: how often a deed is tried again where the office could not answer.
"""

import secrets
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from dauys.demo.caller import Caller, Unanswered, page_of, until_answered
from dauys.demo.drills.founding import Sheet, Team

BATCH = 200
"""Papers that are approved with one code, at most."""

STEPS = (("received", 0), ("entered", 0), ("entered-again", 1))
"""Words of the API up to two equal entries, and which of the three people does it."""

SETTLED, APPROVED = "findings explained", "approved"

WRONG, CODE = 422, 30
"""The answer to a code that is wrong or was used; seconds for which a code is one."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed that was answered. index: of its entry in the log, where the answer says it."""

    what: str
    station: str
    contest: str
    index: int | None


type Heard = Callable[[Deed], None]
"""Told of each deed once the office has answered that it is done."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a deed is tried where no answer comes, and how many seconds lie between."""

    tries: int = 1
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Desk:
    """A team at work."""

    team: Team
    people: tuple[Caller, Caller, Caller]
    patience: Patience = Patience()

    @classmethod
    def of(cls, team: Team, port: int, patience: Patience = Patience(), context: ssl.SSLContext | None = None) -> "Desk":
        """Three people at their machines."""
        first, second, third = (Caller(port, one, context) for one in team.people)
        return cls(team, (first, second, third), patience)

    def enter(self, sheet: Sheet, heard: Heard, pause: Callable[[], None]) -> bool:
        """A paper from the post to two equal entries; whether something unusual has to be explained. pause: after each deed."""
        body = {"version": 1, "figures": dict(sheet.figures)}
        unusual = False
        for step, who in STEPS:
            told = self._done(self.people[who], f"{sheet.address}/{step}", None if step == "received" else body, step)
            heard(Deed(step, sheet.station, sheet.contest, told["index"]))
            unusual = bool(told["findings"])
            pause()
        return unusual

    def _done(self, caller: Caller, address: str, body: object, step: str) -> Any:
        """One deed under a key that is the same however often it is tried."""
        key = sha256(f"{caller.member.login} {address}".encode()).hexdigest()
        return self._tried(lambda: caller.do(address, body, step, key))

    def _tried(self, deed: Callable[[], Any]) -> Any:
        return until_answered(deed, self.patience.tries, self.patience.wait)

    def settle(self, sheet: Sheet, heard: Heard) -> None:
        """Explain in words what is unusual, on the screen: no machine may."""
        if self._tried(lambda: self._settled(sheet)):
            heard(Deed(SETTLED, sheet.station, sheet.contest, None))

    def _settled(self, sheet: Sheet) -> bool:
        third, page = self.people[2], page_of(self.team.commission, sheet.station, sheet.contest)
        found = third.read(sheet.address)["findings"]
        codes = [one["code"] for one in found if one["severity"] == "warning" and not one["settled"]]
        if not codes:  # nothing is left to explain, or it was done and the answer lost
            return bool(found)
        if not third.cookies:
            third.sign_in()
        third.get(page)
        status, text = third.post(f"{page}settle/", {"act": SETTLED, "codes": codes, "reason": "INVENTED: looked into"})
        if status != 302:
            raise Unanswered(status, page, text)
        return True

    def approve(self, heard: Heard) -> int:
        """Approve all that is ready, each list with a code of its own; how many."""
        done, third, shift = 0, self.people[2], int(bool(self.people[2].cookies))  # a sign-in has used the code of now
        while papers := self._tried(lambda: third.read("/api/approvals", "list"))["papers"][:BATCH]:
            body, key = {"papers": papers, "code": third.code(shift)}, secrets.token_hex(16)
            try:
                self._tried(partial(third.do, "/api/approvals", body, "approve", key))
            except Unanswered as fault:
                if fault.status != WRONG:
                    raise
                time.sleep(CODE - time.time() % CODE)  # the code was used: by the list before, or the line was cut after it
                shift = 0
                continue
            shift += 1
            done += len(papers)
            for one in papers:
                heard(Deed(APPROVED, one["station"], one["contest"], None))
        return done


def play(desks: Sequence[Desk], heard: Heard, at_once: int, pause: Callable[[], None] = lambda: None) -> None:
    """The night of all teams, so many of them at work at once. Raises the first fault of any."""
    waiting, faults = iter(desks), list[BaseException]()
    lock = threading.Lock()

    def work() -> None:
        while not faults:
            with lock:
                desk = next(waiting, None)
            if desk is None:
                return
            try:
                unusual = [sheet for sheet in desk.team.papers if desk.enter(sheet, heard, pause)]
                for sheet in unusual:
                    desk.settle(sheet, heard)
                desk.approve(heard)
            except BaseException as fault:
                faults.append(fault)
            finally:
                for one in desk.people:
                    one.line.close()

    together([work] * at_once)
    if faults:
        raise faults[0]


def together(deeds: Iterable[Callable[[], object]]) -> None:
    """All at once, until the last is done."""
    threads = [threading.Thread(target=deed) for deed in deeds]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
