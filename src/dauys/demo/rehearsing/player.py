"""Does the acts of a course in an office, as its people would: through the desk, where each is judged, signed and has its rows.

Many acts go into one transaction, as when a list of papers is approved at once. Who acts is somebody with an account and a part
in the commission; nobody can sign in as them. What is refused, since somebody else was quicker, is told and left.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from dauys.acts import BY_TWO, Act, NotAnAct, State
from dauys.ledger import canonical
from dauys.office.journal.desk import Hand, desk
from dauys.office.people.models import Membership, Person
from dauys.office.results.drafts import confirmed, typed
from dauys.protocol.life import NotAllowed

AT_MOST = 0.25
"""Seconds for which the night holds the journal: so long at most does somebody at a screen wait for it."""

PARTS = {
    "protocol received": "secretary", "protocol entered": "typist", "protocol entered again": "typist",
    "differences resolved": "typist", **dict.fromkeys(BY_TWO, "chair"), "station opened": "secretary",
    "station closed": "secretary", "turnout reported": "secretary",
}  # fmt: skip
"""What somebody is in the commission for which he acts; else a member."""

type Told = Callable[[Act, str], None]
"""Told of an act that was done (with an empty word), or why it was refused."""


@dataclass
class Player:
    """Plays one course in the office at the desk. Owned by one process; ``course`` is begun anew where the state is another."""

    course: Callable[[State], Iterator[tuple[int, Act]]]
    told: Told = lambda act, refusal: None
    ended: bool = False
    done: int = 0
    moment: int = 0  # of the last act, by the night's clock
    _state: State | None = None
    _coming: Iterator[tuple[int, Act]] = field(default_factory=lambda: iter(()))
    _next: tuple[int, Act] | None = None
    _people: dict[str, Person] = field(default_factory=dict)

    def play(self, until: float, at_most: float = AT_MOST, enough: Callable[[State], bool] = lambda state: False) -> bool:
        """Do what is due until a moment of the night; gives whether nothing of it is left.

        at_most: seconds, then it is given up for others to act. enough: whether it is to stop before.
        """
        began = time.monotonic()
        with desk.acting() as hand:
            if hand.state is not self._state:
                self._state, self._coming, self._next = hand.state, self.course(hand.state), None
            while not enough(hand.state):
                self._next = self._next or next(self._coming, None)
                if self._next is None:
                    self.ended = True
                    return True
                moment, act = self._next
                if moment > until:
                    return True
                self._next, self.moment = None, moment
                self._do(hand, act)
                if time.monotonic() - began > at_most:
                    return False
        return True

    def _do(self, hand: Hand, act: Act) -> None:
        person, payload = self._person(act.author, act.commission, PARTS.get(act.kind, "member")), dict(act.payload)
        try:
            if act.kind in BY_TWO:
                preparing = self._person(payload.pop("prepared_by"), act.commission, "secretary")
                draft = typed(hand.state, act.commission, preparing, act.kind, payload)
                draft.save()
                confirmed(hand, draft, person)
            else:
                if act.kind == "protocol approved":
                    one = [payload[name] for name in ("station", "contest", "version", "figures")]
                    hand.step_up = sha256(canonical([one])).hexdigest()
                hand.act(act.kind, act.commission, person, **payload)
            self.done += 1
            self.told(act, "")
        except (NotAllowed, NotAnAct) as refusal:
            self.told(act, str(refusal))

    def _person(self, name: str, commission: str, part: str) -> Person:
        """The account of an invented person, made when he first acts. Without a password nobody signs in with it."""
        if name not in self._people:
            words = f"INVENTED {part} {name[-4:]}"
            person, new = Person.objects.get_or_create(login=f"{name} {part}", defaults={"name": words, "password": "!"})
            if new:
                Membership.objects.create(person=person, commission=commission, part=part)
            self._people[name] = person
        return self._people[name]
