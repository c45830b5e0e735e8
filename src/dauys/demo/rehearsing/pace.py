"""How fast the night goes: its moments against a clock that is handed in. It can be paused, and made faster or slower."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

FASTEST, SLOWEST = 64.0, 1 / 64


@dataclass
class Pace:
    """From one moment of the night to another in so many seconds; after the last, whatever is left comes at once.

    Owned by who plays the night.
    """

    begins: int  # moments, in seconds of the night's clock
    ends: int
    seconds: float
    clock: Callable[[], float]
    speed: float = 1.0
    paused: bool = False
    _at: float = field(init=False)  # the moment at which speed or pause were last changed
    _since: float = field(init=False)  # and when that was

    def __post_init__(self) -> None:
        self._at, self._since = float(self.begins), self.clock()

    @property
    def moment(self) -> float:
        """How far the night has come; infinity once its last moment is past."""
        now = self._now()
        return inf if now >= self.ends else now

    def pause(self) -> None:
        """Stop, or go on."""
        self._keep()
        self.paused = not self.paused

    def change(self, times: float) -> None:
        """So many times as fast."""
        self._keep()
        self.speed = min(FASTEST, max(SLOWEST, self.speed * times))

    def _keep(self) -> None:
        self._at, self._since = self._now(), self.clock()

    def _now(self) -> float:
        if self.paused:
            return self._at
        return self._at + (self.clock() - self._since) * self.speed * (self.ends - self.begins) / self.seconds
