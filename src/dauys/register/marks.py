"""What is marked on the list of one station: a few letters for each voter, at his place on the list, and nothing else.

All marks of a station are one text: so much for the first place, so much for the second. It says what was done to whom, and
nothing of when or after whom: the same marks make the same text, in whatever order they were made. Places beyond the list as it
was handed over are spare; who is added takes a spare one by chance, so that they do not say either who came first.

What may follow on what is here; that it is done once, and not twice at once, is the database's (``office/voters/marking.py``).
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

NOT = "."
"""Not so: not left, on no other way, not issued."""

SPARE, HANDED_OVER = "-", "l"
AWAY = "c"
"""Holds an absentee certificate of this station, and votes elsewhere; else a way is the number of a mobile box."""

BOXES = "123456789"
HEAD = 3
"""Letters of a place before those of its ballots: came, left, way."""

MEMBERS = "abcdefghijklmnopqrstuvwxyz"
"""A member who issues, by the letter that the station has for him; the large letter on an application, outside the premises."""

type Why = Literal[
    "nobody",
    "left",
    "away",
    "issued",
    "no request",
    "way already",
    "no ballot",
    "taken",
    "no certificate",
    "on a list",
    "full",
    "marked",
    "not over",
]


class Refusal(Exception):
    """A mark that may not be made as things stand: ``why`` is a word of the closed list."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


WHYS: tuple[str, ...] = get_args(Why.__value__)


@dataclass(frozen=True, slots=True)
class Voter:
    """The marks at one place."""

    came: str  # SPARE, HANDED_OVER, or the letter of an addition (``register.toml``)
    left: str  # NOT, or the letter of a removal
    way: str  # NOT, AWAY, or a mobile box
    ballots: str  # by contest, NOT or who issued it

    @classmethod
    def read(cls, text: str) -> "Voter":
        """As it stands in the marks."""
        return cls(text[0], text[1], text[2], text[HEAD:])

    @property
    def text(self) -> str:
        return self.came + self.left + self.way + self.ballots

    @property
    def here(self) -> bool:
        """Whether somebody is on the list at this place, and was not struck off."""
        return self.came != SPARE and self.left == NOT

    @property
    def has_ballots(self) -> bool:
        return self.ballots.strip(NOT) != ""

    def added(self, reason: str) -> "Voter":
        """Somebody at a place that was spare. Raises Refusal."""
        if self.came != SPARE:
            raise Refusal("taken")
        return replace(self, came=reason)

    def removed(self, reason: str) -> "Voter":
        """Struck off: not after a ballot was issued, nor while he holds a certificate. Raises Refusal."""
        self._on_list()
        if self.has_ballots:
            raise Refusal("issued")
        if self.way == AWAY:
            raise Refusal("away")
        return replace(self, left=reason, way=NOT)

    def on_way(self, way: str) -> "Voter":
        """Given a certificate (Art. 41(6-1)), or asked to vote at home (Art. 41(6)). Raises Refusal."""
        self._on_list()
        if self.has_ballots:
            raise Refusal("issued")
        if self.way != NOT:
            raise Refusal("away" if self.way == AWAY else "way already")
        return replace(self, way=way)

    def issued(self, contests: Sequence[int], member: str, outside: bool) -> "Voter":
        """Ballots of some contests, by their places in the station's order. Raises Refusal where one was issued already."""
        self._on_list()
        if self.way == AWAY:
            raise Refusal("away")
        if outside and self.way not in BOXES:
            raise Refusal("no request")
        if not contests:
            raise Refusal("no ballot")
        if any(self.ballots[at] != NOT for at in contests):
            raise Refusal("issued")
        letter = member.upper() if outside else member
        return replace(self, ballots="".join(letter if at in contests else one for at, one in enumerate(self.ballots)))

    def _on_list(self) -> None:
        if self.came == SPARE:
            raise Refusal("nobody")
        if self.left != NOT:
            raise Refusal("left")


@dataclass(frozen=True, slots=True)
class Counted:
    """What the marks of a station come to; by contest in the order of the station's."""

    listed: int  # as handed over
    added: Counter[str]  # by reason
    removed: Counter[str]  # by reason
    away: int
    requests: Counter[str]  # by mobile box
    received: int  # voters who were given a ballot of any contest
    by_list: tuple[int, ...]
    by_request: tuple[int, ...]
    by_member: tuple[Counter[str], ...]
    by_box: dict[str, tuple[int, ...]]  # issued outside, by mobile box

    @property
    def voters(self) -> int:
        """On the list now, who holds a certificate included: he stays on it, marked (Art. 41(6-1))."""
        return self.listed + self.added.total() - self.removed.total()


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks of a station. ``width`` is letters a place; ``listed`` the places handed over, those after it are spare."""

    text: str
    listed: int
    width: int

    @classmethod
    def new(cls, listed: int, spare: int, contests: int) -> "Marks":
        """A list as it was handed over, with its spare places."""
        ballots = NOT * contests
        return cls(
            Voter(HANDED_OVER, NOT, NOT, ballots).text * listed + Voter(SPARE, NOT, NOT, ballots).text * spare,
            listed, HEAD + contests,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.text) // self.width

    @property
    def untouched(self) -> bool:
        """Whether nothing was marked since the list was handed over."""
        return self.text == Marks.new(self.listed, len(self) - self.listed, self.width - HEAD).text

    def at(self, place: int) -> Voter:
        """The marks at a place, from 1. Raises Refusal where there is no such place."""
        if not 1 <= place <= len(self):
            raise Refusal("nobody")
        return Voter.read(self.text[(place - 1) * self.width : place * self.width])

    def spare(self) -> list[int]:
        """The places that are nobody's."""
        came = self.text[:: self.width]
        return [place for place, letter in enumerate(came, 1) if letter == SPARE]

    def again(self, contests: int, on_certificate: Collection[str]) -> "Marks":
        """The same list for a repeat vote (Art. 95(2), 96(1), 110(1)): who was added or struck off stays so, nothing is issued.

        on_certificate: letters of those who were added for one day alone; they leave it by the same letter.
        """
        places = (self.at(place) for place in range(1, len(self) + 1))
        stay = (replace(one, left=one.came) if one.came in on_certificate and one.left == NOT else one for one in places)
        text = "".join(replace(one, way=NOT, ballots=NOT * contests).text for one in stay)
        return Marks(text, self.listed, HEAD + contests)

    def counted(self) -> Counted:
        """Everything that is counted on the list."""
        columns = [self.text[at :: self.width] for at in range(self.width)]
        came, left, way, *ballots = columns
        rows = list(zip(*ballots, strict=True))
        by_box = {}
        for box in sorted(set(way) & set(BOXES)):
            at_box = [row for row, letter in zip(rows, way, strict=True) if letter == box]
            by_box[box] = tuple(sum(letter.isupper() for letter in column) for column in zip(*at_box, strict=True))
        return Counted(
            self.listed,
            Counter(came[self.listed :].replace(SPARE, "")),
            Counter(left.replace(NOT, "")),
            way.count(AWAY),
            Counter(letter for letter in way if letter in BOXES),
            sum(any(letter != NOT for letter in row) for row in rows),
            tuple(sum(letter.islower() for letter in column) for column in ballots),
            tuple(sum(letter.isupper() for letter in column) for column in ballots),
            tuple(Counter(column.replace(NOT, "").lower()) for column in ballots),
            by_box,
        )
