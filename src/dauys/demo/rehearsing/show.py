"""What is seen of a rehearsal while it goes on: at a terminal a few lines that change, else a line now and then."""

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

EVERY = 10.0
"""Seconds between two lines, where there is no terminal."""


@dataclass
class Screen:
    """Where it is told. Owned by one rehearsal; entered as a context, it leaves the terminal as it was."""

    keys: bool  # whether somebody is at the keyboard
    clock: Callable[[], float] = time.monotonic
    _said: float = float("-inf")
    _live: Any = None
    _before: list[Any] | None = field(default=None, repr=False)

    def __enter__(self) -> Self:
        if self.keys:
            import termios
            import tty

            self._before = termios.tcgetattr(sys.stdin)
            tty.setcbreak(sys.stdin)
        if sys.stdout.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(highlight=False), auto_refresh=False)
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()
        if self._before is not None:
            import termios

            with suppress(termios.error):
                termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._before)

    def tell(self, text: str) -> None:
        """For good."""
        if self._live is None:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()
        else:
            self._live.console.print(text, markup=False, soft_wrap=True)

    @property
    def is_due(self) -> bool:
        """Whether it is time to show again how it stands."""
        return self.clock() - self._said >= (EVERY if self._live is None else 0.25)

    def show(self, lines: list[str]) -> None:
        """How it stands: in place of how it stood before."""
        self._said = self.clock()
        if self._live is None:
            self.tell(" · ".join(lines))
        else:
            from rich.text import Text

            self._live.update(Text("\n".join(lines)), refresh=True)

    def pressed(self, seconds: float) -> str:
        """The key that is pressed within so many seconds; empty where none is."""
        if not self.keys:
            time.sleep(seconds)
            return ""
        import select

        ready, _, _ = select.select([sys.stdin], [], [], seconds)
        if not ready:
            return ""
        key = ""
        with suppress(OSError):
            key = os.read(sys.stdin.fileno(), 1).decode("ascii", "replace")  # past what Python would keep of it
        if not key:  # nobody is at the terminal any more
            raise KeyboardInterrupt
        return key
