"""How fast the night goes: its moments against a clock that is handed in. It can be paused, and made faster or slower, and does
not run away from the public page."""

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

    def stood(self, seconds: float) -> None:
        """It stood so long until now, other than by a pause."""
        if not self.paused:
            self._since += seconds

    def _keep(self) -> None:
        self._at, self._since = self._now(), self.clock()

    def _now(self) -> float:
        if self.paused:
            return self._at
        return self._at + (self.clock() - self._since) * self.speed * (self.ends - self.begins) / self.seconds


OLD = 46.0
"""Seconds that the page may be old when the next comes: a minute is promised, and one publication takes longer than another."""

AHEAD, LEAST, MOST = 3000, 100, 5000
"""Acts by which the night may be ahead: at first, and at the fewest and the most."""

QUICKER = 1.25
"""How much longer the leash may become from one publication to the next."""

TWO = 2.5
"""Times that one publication takes which two may take, one of them longer than the other."""

SIGNED = 4.0
"""Seconds until an act is in the log, and signed, while two cores do much else; mostly it is one."""


@dataclass
class Leash:
    """How far the night may be ahead of the public page, so that this is never a minute old. Owned by who plays the night.

    A publication takes the longer the more is new: so fewer acts where the page has become too old, and more where the night
    has waited for one that is young; never so many that the first papers after a day of turnout, which are dearer to publish,
    come as a surprise. And what is done while a publication is being made waits for that one and for its own: where two of them
    would take too long, the night goes on in the publisher's rests alone. That of a few hundred stations never waits.
    """

    rest: float  # seconds of the publisher, after a publication
    clock: Callable[[], float]
    acts: int = AHEAD
    waited: bool = False  # since the last publication
    _came: float = field(init=False)  # when the page came that is shown
    _took: float = 0.0  # seconds, the last publication and the rest before it

    def __post_init__(self) -> None:
        self._came = self.clock()

    def holds(self, ahead: int) -> bool:
        """Whether the night is to wait. ahead: acts that the page does not show; where it shows all, nothing is being made."""
        resting = self.clock() - self._came < self.rest - SIGNED
        return ahead > self.acts or (ahead > 0 and not resting and TWO * self._took > OLD)

    def shown(self, age: float) -> None:
        """The next page has come. age: seconds, of the one before; where little is done, a publication took no longer."""
        now = self.clock()
        self._took, self._came = min(now - self._came, age), now
        if self.waited or age > OLD:
            self.acts = min(MOST, max(LEAST, round(self.acts * min(QUICKER, OLD / max(age, 1.0)))))
        self.waited = False
