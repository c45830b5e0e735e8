"""Programs of an office as processes of a drill: started, waited for, and ended with all that they have started."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DAUYS = (sys.executable, "-c", "from dauys.cli import main; main()")
"""The command, by the Python that runs the drill."""

PATIENCE = 180.0
"""Seconds in which a program has to be there, on a machine with much else to do."""


class NotThere(Exception):
    """A program has ended, or does not come to what it was started for; with what it said."""


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@dataclass
class Program:
    """A process in a session of its own, so that all that it starts can be ended with it; what it says lies in a file."""

    words: Sequence[str]
    environment: Mapping[str, str]
    said: Path
    user: int | None = None  # another user than the one who drills

    def __post_init__(self) -> None:
        owner: dict[str, Any] = {} if self.user is None else {"user": self.user, "group": self.user, "extra_groups": []}
        with self.said.open("ab") as out:
            self.process = subprocess.Popen(  # noqa: S603  (words of the drill itself)
                self.words, env=dict(self.environment), stdout=out, stderr=out, start_new_session=True, **owner
            )

    def check(self) -> None:
        """Raises NotThere where it has ended."""
        if self.process.poll() is not None:
            raise NotThere(f"{' '.join(self.words)} ended: {self.said.read_text('utf-8', 'replace')[-3000:]}")

    def kill(self) -> None:
        """End it and all that it has started at once, as a failure of power would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        """End it as a service manager does."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        self.kill()


def until(there: Callable[[], bool], programs: Sequence[Program], what: str, patience: float = PATIENCE) -> None:
    """Wait until something is so. Raises NotThere where it takes too long, or a program ends meanwhile."""
    ends = time.monotonic() + patience
    while not there():
        for one in programs:
            one.check()
        if time.monotonic() > ends:
            said = "\n".join(one.said.read_text("utf-8", "replace")[-2000:] for one in programs)
            raise NotThere(f"{what}: not after {patience:.0f} seconds\n{said}")
        time.sleep(0.05)


def answers(port: int) -> bool:
    """Whether an office at a port of this machine answers, as to the web server before it."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/health/", headers={"X-Forwarded-Proto": "https"})
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310  (of this machine)
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def serving(folder: Path, environment: Mapping[str, str], said: Path, workers: int) -> Iterator[int]:
    """``dauys office serve`` with its recorder, at a free port; gives the port."""
    port = free_port()
    words = (*DAUYS, "office", "serve", str(folder), "--port", str(port), "--workers", str(workers))
    program = Program(words, environment, said)
    try:
        until(lambda: answers(port), [program], "the office answers")
        yield port
    finally:
        program.end()


def ran(environment: Mapping[str, str], *words: str) -> tuple[int, str]:
    """A command to its end: its exit code, and what it said."""
    found = subprocess.run([*DAUYS, *words], env=dict(environment), capture_output=True, text=True, encoding="utf-8")  # noqa: S603
    return found.returncode, found.stdout + found.stderr
