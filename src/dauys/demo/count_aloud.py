"""The count at one station, aloud and in the order of the law (Election Law, Art. 43): a step skipped is refused.

The table ``ORDER`` is the law's order; ``Count.perform`` reads it, and the page shows it. Every figure of the protocols is
counted: from the voter list, the stacks, and the ballots in the boxes. Nothing is handed down from the day of voting.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from random import Random

from dauys.acts import STATION
from dauys.demo.clock import CLOSES
from dauys.demo.polling_day import Ballot, Box, Closed, Line, MobileBox, issuing, numbered
from dauys.law import AGAINST_ALL
from dauys.protocol import Cell, Figures
from dauys.protocol.values import box_cell
from dauys.render.play_story import DISPUTED, INVALID, BoxAct, Moment, Step, Value

CLOSED, LISTED, ISSUED, UNUSED = "play.step.closed", "play.step.listed", "play.step.issued", "play.step.unused"
MOBILE, STATIONARY = "play.step.mobile", "play.step.stationary"
READ, DECIDED, FILLED = "play.step.read", "play.step.decided", "play.step.filled"
SIGNED, POSTED, SENT = "play.step.signed", "play.step.posted", "play.step.sent"

ORDER = (
    Step(CLOSED, "38, 43(1)"),
    Step(LISTED, "43(3-1), 43(4)(1)-(2)", (CLOSED,)),
    Step(ISSUED, "43(4)(3)", (LISTED,)),
    Step(UNUSED, "43(4)", (LISTED,)),
    Step(MOBILE, "43(3-1)", (LISTED, ISSUED, UNUSED)),
    Step(STATIONARY, "43(3-1)", (MOBILE,)),
    Step(READ, "43(1), 43(3)", (STATIONARY,), each_contest=True),
    Step(DECIDED, "43(7)", (READ,), each_contest=True),
    Step(FILLED, "43(4-1), 43(8)", (DECIDED,), each_contest=True),
    Step(SIGNED, "43(8)", (FILLED,)),
    Step(POSTED, "43(8)", (SIGNED,)),
    Step(SENT, "94(1), 108(1)", (SIGNED,)),
)
"""The legal order. A step that is done for each contest needs the steps before it for that contest alone; a step that is
done once needs them for all."""

REASONS: tuple[tuple[str, Callable[[Ballot], bool]], ...] = (
    ("play.invalid.form", lambda ballot: not ballot.established),
    ("play.invalid.signature", lambda ballot: not ballot.signed),
    ("play.invalid.marks", lambda ballot: len(ballot.marks) > 1),
    ("play.invalid.pencil", lambda ballot: ballot.ink != "pen"),
    ("play.invalid.will", lambda ballot: not ballot.marks),
)
"""Why a ballot is invalid, by what is seen on it; the first that fits is the one that counts: Art. 43(5)."""
WILL_UNCLEAR = "play.invalid.will"  # also what a disputed ballot ends as, where the commission does not count it
IN_OVERFULL_BOX = "play.invalid.box"  # Art. 43(3-1)
ALL_REASONS = (*(reason for reason, _ in REASONS), IN_OVERFULL_BOX)

TOGETHER, MINUTES = 50, 2
"""INVENTED: ballots told in one moment, and how long it takes to show and read them."""


class OutOfOrder(RuntimeError):
    """A step was tried before its forerunners, or a second time."""


class Count:
    """One count under way. It owns the boxes from the end of voting, and what has been counted so far."""

    def __init__(self, closed: Closed, random: Random) -> None:
        self.closed, self.random = closed, random
        self._list = closed.voter_list
        self.moments: list[Moment] = []
        self._invalid: dict[str, Counter[str]] = {contest: Counter() for contest in closed.options}
        self.acts: list[BoxAct] = []
        self._done: set[tuple[str, str | None]] = set()
        self._minute = 60 * CLOSES
        self._record: dict[str, Cell] = {}
        self._lines: dict[str, dict[str, Cell]] = {contest: {} for contest in closed.options}
        self._table: dict[str, list[Ballot]] = {contest: [] for contest in closed.options}  # out of the boxes, not yet read
        self._piles: dict[str, Counter[str]] = {}
        self._disputed: dict[str, list[Ballot]] = {}

    # ---- the order of the law ----------------------------------------------------------------------------------------

    def perform(self, key: str, contest: str | None = None) -> None:
        """Do one step of ``ORDER``, for a contest where it is done for each.

        Raises OutOfOrder where a step that it needs is not done, or it is done already: nothing has happened then.
        """
        step = STEPS[key]
        if step.each_contest != (contest is not None):
            raise OutOfOrder(f"{key} is done {'for each contest' if step.each_contest else 'once'}")
        missing = [need for need in step.needs if not self._is_done(need, contest)]
        if missing:
            raise OutOfOrder(f"{key} comes after {', '.join(missing)}")
        if (key, contest) in self._done:
            raise OutOfOrder(f"{key} is done already")
        self._done.add((key, contest))
        deed = _DEEDS[key]
        if contest is None:
            deed(self)
        else:
            deed(self, contest)

    def _is_done(self, key: str, contest: str | None) -> bool:
        if not STEPS[key].each_contest:
            return (key, None) in self._done
        return all((key, each) in self._done for each in ([contest] if contest is not None else self.closed.options))

    def whole(self) -> None:
        """Every step in the order of the table, those for each contest together, contest by contest."""
        for each_contest, steps in groupby(ORDER, lambda step: step.each_contest):
            keys = [step.key for step in steps]
            for contest in self.closed.options if each_contest else (None,):
                for key in keys:
                    self.perform(key, contest)

    def figures(self) -> dict[str, Figures]:
        """What stands on the papers, the station's own record first. Raises OutOfOrder before they are filled in."""
        if not self._is_done(FILLED, None):
            raise OutOfOrder("the protocols are not filled in")
        tiers = {contest.id: contest.tier for contest in self.closed.contests}
        record = Figures(STATION, self._record)
        return {STATION: record, **{contest: Figures(tiers[contest], lines) for contest, lines in self._lines.items()}}

    def invalid_by_reason(self) -> dict[str, dict[str, int]]:
        """Invalid ballots of each contest by the phrase of their reason, in the order of the article."""
        return {c: {reason: found[reason] for reason in ALL_REASONS if found[reason]} for c, found in self._invalid.items()}

    # ---- before a box is opened --------------------------------------------------------------------------------------

    def _close(self) -> None:
        """The end of voting; the list does not change any more (Art. 24(10))."""
        self._tell(CLOSED, "play.closed", "38, 43(1)", 5)
        absentee = self._voters(line for line in self._list if line.added == "absentee")
        application = self._voters(line for line in self._list if line.added == "application")
        self._tell(CLOSED, "play.added", "24(10), 26(4), 41(6-1)", 0, absentee=absentee, application=application)
        if absentee:
            key = "play.absentee all" if self.closed.absentee == "all ballots" else "play.absentee one"
            self._tell(CLOSED, key, "41(6-1)", 0)

    def _count_list(self) -> None:
        """Voters on the list, and those who received ballots: counted, announced, entered in the protocol."""
        on_list = self._voters(self._list)
        by_list = self._voters(line for line in self._list if line.issued and not line.at_home)
        at_home = self._voters(line for line in self._list if line.issued and line.at_home)
        self._record |= {
            "A0": self._voters(line for line in self._list if not line.added),
            "A1": self._voters(line for line in self._list if line.added == "absentee"),
            "A2": self._voters(line for line in self._list if line.added == "application"),
            "A": on_list,
            "U": by_list,
            "F": {box.name: box.requests for box in self.closed.mobile},
            "K": self._voters(line for line in self._list if line.added == "absentee" and line.issued),
            "L": at_home,
        }
        for contest, lines in self._lines.items():
            lines["B1"] = self._voters(line for line in self._list if contest in line.issued and not line.at_home)
            lines["B2"] = self._voters(line for line in self._list if contest in line.issued and line.at_home)
            lines["B"] = self._voters(line for line in self._list if contest in line.issued)
        self._tell(LISTED, "play.listed", "43(3-1), 43(4)(1)-(2)", 25, on_list=on_list, by_list=by_list, at_home=at_home)

    def _count_issued(self) -> None:
        """How many ballots each member issued; chair and secretary none (Art. 41(5))."""
        for contest, lines in self._lines.items():
            issued = {
                member: self._voters(line for line in self._list if contest in line.issued and line.member == member)
                for member in issuing(self.closed.members)
            }
            lines["D"] = dict(issued)
            told = " · ".join(f"№\u00a0{member}: {number}" for member, number in issued.items())
            self._tell(ISSUED, "play.issued", "43(4)(3), 41(5)", 3, contest, members=told, issued=sum(issued.values()))

    def _cancel_unused(self) -> None:
        """The ballots left over are counted and cancelled, so that none of them can get into a box any more."""
        for contest, lines in self._lines.items():
            received, unused, damaged = (of[contest] for of in (self.closed.received, self.closed.unused, self.closed.damaged))
            lines |= {"C": received, "E": unused, "S": damaged}
            self._tell(UNUSED, "play.unused", "43(4)", 4, contest, unused=unused, received=received, damaged=damaged)

    # ---- the boxes ---------------------------------------------------------------------------------------------------

    def _open_mobile(self) -> None:
        """Mobile boxes one by one, their ballots held against the requests. Ballots are kept by box, votes never."""
        if not self.closed.mobile:
            self._tell(MOBILE, "play.no box", "43(3-1)", 0)
        in_boxes: dict[str, int | None] = {}
        for box in self.closed.mobile:
            in_boxes |= {box_cell(box.name, contest): number for contest, number in self._open_one(box).items()}
        self._record["G"] = in_boxes

    def _open_one(self, box: MobileBox) -> dict[str, int]:
        """One mobile box: how many ballots of each contest were in it."""
        ballots = self._by_contest(box.box)
        numbers = {contest: len(found) for contest, found in ballots.items()}
        for contest, number in numbers.items():
            self._tell(MOBILE, "play.box opened", "43(3-1)", 1, contest, box=box.name, ballots=number, requests=box.requests)
        if max(numbers.values()) > box.requests:
            self.acts.append(BoxAct(box.name, box.carriers, box.requests, numbers))
            for contest, number in numbers.items():
                self._invalid[contest][IN_OVERFULL_BOX] += number
            ballots_in_all, carriers = sum(numbers.values()), numbered(box.carriers)
            self._tell(MOBILE, "play.box void", "43(3-1)", 10, box=box.name, ballots=ballots_in_all, carriers=carriers)
        else:
            for contest, of_contest in ballots.items():
                self._table[contest] += of_contest
            self._tell(MOBILE, "play.box good", "43(3-1)", 1, box=box.name)
        return numbers

    def _open_stationary(self) -> None:
        """The stationary boxes; their ballots are mixed with those of the mobile boxes, by contest."""
        opened = [self._by_contest(box) for box in self.closed.stationary]
        stationary = {contest: sum(len(ballots[contest]) for ballots in opened) for contest in self.closed.options}
        self._record["H"] = dict(stationary)
        taken_away = 0
        for contest, table in self._table.items():
            for ballots in opened:
                table += ballots[contest]
            self.random.shuffle(table)
            in_boxes = len(table) + self._invalid[contest][IN_OVERFULL_BOX]
            issued = self._voters(line for line in self._list if contest in line.issued)
            taken_away += issued - in_boxes
            self._lines[contest]["T"] = in_boxes
            self._tell(
                STATIONARY, "play.stationary opened", "43(3-1), 43(4-1)", 6, contest,
                ballots=stationary[contest], in_boxes=in_boxes, issued=issued,
            )  # fmt: skip
        if taken_away:
            self._tell(STATIONARY, "play.taken away", "43(4-1)", 0)

    # ---- a contest ---------------------------------------------------------------------------------------------------

    def _read(self, contest: str) -> None:
        """Every ballot is shown and read out, and laid on its pile."""
        ballots = self._table[contest]
        piles = Counter(dict.fromkeys((*self.closed.options[contest], INVALID, DISPUTED), 0))
        disputed: list[Ballot] = []
        self._tell(READ, "play.reading", "43(1), 43(3)", 5, contest, ballots=len(ballots))
        for first in range(0, len(ballots), TOGETHER):
            together = ballots[first : first + TOGETHER]
            read = tuple(self._laid(contest, ballot) for ballot in together)
            piles.update(read)
            disputed += [ballot for ballot, pile in zip(together, read, strict=True) if pile == DISPUTED]
            self._tell(READ, "play.read", "43(1), 43(3)", MINUTES, contest, read, dict(piles), number=first + len(read))
        self._piles[contest], self._disputed[contest] = piles, disputed
        self._table[contest] = []

    def _laid(self, contest: str, ballot: Ballot) -> str:
        """The pile of a ballot: of its option, of the invalid ones, or of those that the commission must decide."""
        reason = next((reason for reason, is_seen in REASONS if is_seen(ballot)), None)
        if reason is not None:
            self._invalid[contest][reason] += 1
            return INVALID
        return DISPUTED if ballot.stray else ballot.marks[0]

    def _decide(self, contest: str) -> None:
        """Disputed ballots one by one: counted where more than half of all members are for it (Art. 43(7))."""
        piles, members = self._piles[contest], len(self.closed.members)
        if not self._disputed[contest]:
            self._tell(DECIDED, "play.none disputed", "43(7)", 0, contest)
        for ballot in self._disputed[contest]:
            favour = sum(self.random.randrange(10) < 6 for _ in range(members))
            counted = 2 * favour > members
            piles[DISPUTED] -= 1
            piles[ballot.marks[0] if counted else INVALID] += 1
            if not counted:
                self._invalid[contest][WILL_UNCLEAR] += 1
            key = "play.disputed counted" if counted else "play.disputed invalid"
            told: dict[str, Value] = {"option": ballot.marks[0], "favour": favour, "members": members}
            self._tell(DECIDED, key, "43(7)", 2, contest, (), dict(piles), **told)

    def _fill(self, contest: str) -> None:
        """The protocol of the contest, from the piles; numbers also in words."""
        piles, options = self._piles[contest], self.closed.options[contest]
        votes = {option: piles[option] for option in options}
        self._lines[contest] |= {
            "P": {option: number for option, number in votes.items() if option != AGAINST_ALL},
            "N": votes.get(AGAINST_ALL, 0),
            "V": sum(votes.values()),
            "I": piles[INVALID] + self._invalid[contest][IN_OVERFULL_BOX],
        }
        valid, invalid = sum(votes.values()), sum(self._invalid[contest].values())
        self._tell(FILLED, "play.filled", "43(4-1), 43(8)", 12, contest, valid=valid, invalid=invalid)

    # ---- the end -----------------------------------------------------------------------------------------------------

    def _sign(self) -> None:
        """Chair and members sign."""
        self._tell(SIGNED, "play.signed", "43(8)", 10, members=len(self.closed.members))

    def _post(self) -> None:
        """A copy on the wall, and for those present."""
        self._tell(POSTED, "play.posted", "43(8)", 5)

    def _send(self) -> None:
        """To the commission above."""
        self._tell(SENT, "play.sent", "94(1), 108(1)", 5)

    # ---- small things ------------------------------------------------------------------------------------------------

    def _voters(self, lines: Iterable[Line]) -> int:
        """How many voters have these lines: counted from the list, every time."""
        return sum(self._list[line] for line in lines)

    def _tell(
        self, step: str, key: str, article: str, minutes: int, contest: str | None = None, read: tuple[str, ...] = (),
        piles: Mapping[str, int] | None = None, **values: Value,
    ) -> None:  # fmt: skip
        """Something has been done, and took so many minutes."""
        self._minute += minutes
        self.moments.append(Moment(self._minute, step, key, article, values, contest, read, piles))

    def _by_contest(self, box: Box) -> dict[str, list[Ballot]]:
        """A box emptied, its ballots sorted by contest."""
        ballots: dict[str, list[Ballot]] = {contest: [] for contest in self.closed.options}
        for ballot in box.emptied(self.random):
            ballots[ballot.contest].append(ballot)
        return ballots


STEPS: Mapping[str, Step] = {step.key: step for step in ORDER}

_DEEDS: Mapping[str, Callable[..., None]] = {
    CLOSED: Count._close,
    LISTED: Count._count_list,
    ISSUED: Count._count_issued,
    UNUSED: Count._cancel_unused,
    MOBILE: Count._open_mobile,
    STATIONARY: Count._open_stationary,
    READ: Count._read,
    DECIDED: Count._decide,
    FILLED: Count._fill,
    SIGNED: Count._sign,
    POSTED: Count._post,
    SENT: Count._send,
}
