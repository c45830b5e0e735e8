"""Programs that run beside the night, each a command of dauys. They end when told to, and when their parent is no more.

Each leads a group of processes, which a Ctrl-C at the terminal does not reach: the parent ends them, in order. Where the
parent is killed, the system tells them (Linux; elsewhere they are left).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

DEATH = 1  # PR_SET_PDEATHSIG, see prctl(2)
PATIENCE = 15.0
"""Seconds in which a program has to end."""

BIND = "from dauys.demo.rehearsing.children import bind; bind({parent}); "


def bind(parent: int) -> None:
    """What a child does first: whatever happens to its parent, it ends.

    What a shell starts in the background ignores SIGINT, and that is handed down; here it is how a child is ended.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(DEATH, signal.SIGINT, 0, 0, 0)
    if os.getppid() != parent:  # it ended before that was said
        sys.exit()


@dataclass
class Children:
    """Those that were started, in order. Owned by the parent."""

    logs: Path
    program: str  # Python that runs a command of dauys; commands stand above this room
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, arguments: Sequence[str], environment: Mapping[str, str] = {}) -> None:
        """Start a command of dauys; what it says goes into a file of its name."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("ab") as said:
            self.running[name] = subprocess.Popen(  # noqa: S603  (this very Python, and a command of ours)
                [sys.executable, "-c", BIND.format(parent=os.getpid()) + self.program, *arguments], start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, env={**os.environ, **environment},
            )  # fmt: skip

    def ended(self) -> str | None:
        """The name of one that has ended by itself; None where all run."""
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def last_words(self, name: str) -> str:
        """The end of what it said."""
        with suppress(OSError):
            return (self.logs / f"{name}.log").read_text("utf-8", "replace")[-2000:].strip()
        return ""

    def end(self) -> None:
        """End all, the last first: told as by Ctrl-C, and after a while killed, with whatever they have started."""
        for process in reversed(self.running.values()):
            _tell(process, signal.SIGINT)
        until = time.monotonic() + PATIENCE
        for process in reversed(self.running.values()):
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, until - time.monotonic()))
            _tell(process, signal.SIGKILL)
            process.wait()
        self.running.clear()


def _tell(process: "subprocess.Popen[bytes]", number: int) -> None:
    """A signal to a program and all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def memory(pid: int) -> int:
    """Bytes that a process and those that it has started have in memory; 0 where the system does not tell."""
    found, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        with suppress(OSError, ValueError, IndexError):
            found += int(Path(f"/proc/{one}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
            waiting += map(int, Path(f"/proc/{one}/task/{one}/children").read_text("ascii").split())
    return found
