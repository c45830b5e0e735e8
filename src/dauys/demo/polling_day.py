"""The day at one station: voters come, get their ballots from a member, mark them, and put them into a box.

INVENTED, voter by voter, and yet as secret as a real one (design, section 8). A line of the voter list knows which
ballots were issued and by whom; a box knows how many ballots of each look it holds. Neither knows a time or an order, and
nothing leads from the one to the other. That holds for the data, not only for what is shown of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Literal

from dauys.demo.ballots import AGAINST, KNOWN
from dauys.demo.chance import luck, share
from dauys.demo.clock import CLOSES, OPENS
from dauys.election import load_election
from dauys.election.event import Contest, Event, Station
from dauys.law import AGAINST_ALL
from dauys.render.play_story import Moment, Value
from dauys.text import BadInput, Fault

REQUESTS_END = 12  # local time: Art. 41(6)
BOXES_BACK = 16  # INVENTED
ARRIVALS = (4, 7, 11, 13, 12, 9, 8, 7, 6, 5, 5, 4, 3)  # weights of the hours; INVENTED, half of all before noon

SMALL, MEMBERS_OF_SMALL, MEMBERS_OF_LARGE = 2_000, (5, 7), (9, 11)  # voters; members, within what Art. 17(1) allows
MOST_VOTERS_OF_A_BOX, VOTERS_OF_A_STATIONARY_BOX = 15, 1_500  # INVENTED

KEPT, NOT_MET, DAMAGED = 500, 20, 150
"""INVENTED: one in so many ballots is taken away; voters are not met at home; ballots are damaged there (Art. 41(6))."""
LOOKS: tuple[tuple[int, int, Mapping[str, Any]], ...] = (
    (9_878, 1, {}),
    (35, 2, {}),
    (45, 0, {}),
    (12, 1, {"stray": True}),
    (8, 1, {"ink": "pencil"}),
    (6, 1, {"ink": "erased"}),
    (8, 1, {"signed": False}),
    (8, 1, {"established": False}),
)
"""INVENTED: how many of ten thousand ballots have so many marks, and what else is seen on them."""

BEFORE, VOTING = "play.step.before", "play.step.voting"

type Absentee = Literal["all ballots", "national list"]
"""Which ballots the holder of an absentee certificate gets: Art. 41(6-1) can be read in two ways, so it is chosen."""


# ---- what is on the table --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Ballot:
    """A ballot as it lies in a box: what anybody can see on the paper. Two that look alike are the same value."""

    contest: str
    marks: tuple[str, ...]  # the options that are marked
    established: bool = True  # it is the form that the commission issued
    signed: bool = True  # by the member who issued it
    ink: Literal["pen", "pencil", "erased"] = "pen"
    stray: bool = False  # the mark is not in the square: people may differ on what it means


class Box:
    """A ballot box: how many ballots of each look lie in it. It has no order, so it cannot give one away."""

    def __init__(self) -> None:
        self._ballots: Counter[Ballot] = Counter()

    def put(self, ballot: Ballot) -> None:
        """Through the slot."""
        self._ballots[ballot] += 1

    def emptied(self, random: Random) -> list[Ballot]:
        """All ballots, well mixed. What the box forgets in doing so is everything: it is empty afterwards."""
        ballots = sorted(self._ballots.elements())  # so that the mixing starts from the looks alone
        self._ballots.clear()
        random.shuffle(ballots)
        return ballots


@dataclass(frozen=True, slots=True)
class MobileBox:
    """A box that two members carry to voters who asked for it in writing."""

    name: str
    carriers: tuple[str, ...]
    requests: int
    box: Box


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """A voter's line in the list: all that is ever kept of one voter. No name, no number, no time."""

    added: Literal["", "absentee", "application"] = ""  # on the day: Art. 41(6-1); 18(4), 26(4)
    at_home: bool = False  # marked by the chair; the voter signs the request instead of the list
    issued: tuple[str, ...] = ()  # contests
    member: str = ""  # who issued


@dataclass(frozen=True, slots=True)
class Closed:
    """The station when voting has ended: everything that the count may look at, boxes still shut."""

    station: Station
    contests: tuple[Contest, ...]
    options: Mapping[str, tuple[str, ...]]  # by contest, in the order of the ballot
    members: tuple[str, ...]  # the chair, the secretary, then the others
    voter_list: Mapping[Line, int]  # how many lines of each kind
    received: Mapping[str, int]  # ballots, by contest
    unused: Mapping[str, int]
    damaged: Mapping[str, int]
    mobile: tuple[MobileBox, ...]
    stationary: tuple[Box, ...]
    absentee: Absentee
    turnout: Mapping[int, int]
    moments: tuple[Moment, ...]


# ---- the day ---------------------------------------------------------------------------------------------------------


def polling_day(
    event: Event, station: Station, random: Random, overfull_box: bool = False, absentee: Absentee = "all ballots"
) -> Closed:
    """A day of voting, the same for the same random state.

    overfull_box: one ballot issued at the station ends in a mobile box that is full already.
    Raises BadInput where a station has too few voters for that.
    """
    if overfull_box and station.voters < 2:
        cause = f"{station.id} has {station.voters} voters: nobody is left for a mobile box"
        raise BadInput((Fault("--overfull-box", None, None, station.id, cause, "name a station with 2 voters or more"),))
    return _Day(event, station, random, overfull_box, absentee).lived()


class _Day:
    """One day under way. It owns the voter list, the stacks of ballots and the boxes; thrown away in the evening."""

    def __init__(self, event: Event, station: Station, random: Random, overfull_box: bool, absentee: Absentee) -> None:
        self.station, self.random, self.overfull_box, self.absentee = station, random, overfull_box, absentee
        self.contests = event.contests_of(station.id)
        self.options = {c.id: tuple(option.id for option in event.options_of(c.id)) for c in self.contests}
        self.wishes = {contest: _wishes(contest, options, random) for contest, options in self.options.items()}
        self.nationwide = tuple(c.id for c in self.contests if c.tier == "list" and event.bodies[c.body].place == event.country)
        size = random.choice(MEMBERS_OF_SMALL if station.voters <= SMALL else MEMBERS_OF_LARGE)
        self.members = tuple(str(number) for number in range(1, size + 1))
        self.issuing = issuing(self.members)
        self.voter_list = Counter({Line(): station.voters})
        self.received = -(-station.voters * 101 // 100)  # of each contest: Art. 37(3), rounded up as in 2023
        self.stacks = dict.fromkeys(self.options, self.received)
        self.damaged = dict.fromkeys(self.options, 0)
        self.turnout = {OPENS: 0}
        self.moments: list[Moment] = []

        voters = station.voters
        come = -(-voters * random.randrange(4_400, 6_000) // 10_000)
        requests = voters * random.randrange(50, 120) // 10_000
        if overfull_box:
            come, requests = min(come, voters - 1), max(1, requests)
        self.requests = min(requests, voters - come)
        self.reserve = self.received - voters
        self.coming = self._coming(come)
        self.stationary = tuple(Box() for _ in range(1 + voters // VOTERS_OF_A_STATIONARY_BOX))
        self.mobile = self._mobile_boxes()
        self.one_too_many = random.choice(self.contests).id if overfull_box else None  # the contest of that ballot

    def _coming(self, come: int) -> list[Line]:
        """Who will come, as lines of the list, in the order of their coming; it is used up in the course of the day."""
        on_certificates = min(self.random.randrange(1, 3), self.reserve)
        on_application = min(self.random.randrange(2), self.reserve - on_certificates)
        self.reserve -= on_certificates + on_application
        coming = [Line()] * come + [Line("absentee")] * on_certificates + [Line("application")] * on_application
        self.random.shuffle(coming)
        return coming

    def _mobile_boxes(self) -> tuple[MobileBox, ...]:
        boxes = min(-(-self.requests // MOST_VOTERS_OF_A_BOX), max(1, len(self.issuing) // 2 - 1))  # the others stay
        members = self.random.sample(self.issuing, 2 * boxes)
        requests = share(self.requests, [1] * boxes) if boxes else []
        return tuple(
            MobileBox(str(number + 1), tuple(sorted(members[2 * number : 2 * number + 2], key=int)), asked, Box())
            for number, asked in enumerate(requests)
        )

    def lived(self) -> Closed:
        """From the opening of the station to the end of voting."""
        self._open()
        by_hour = share(len(self.coming), [weight * self.random.randrange(80, 121) for weight in ARRIVALS])
        for hour, number in zip(range(OPENS, CLOSES), by_hour, strict=True):
            if hour == REQUESTS_END:
                self._send_boxes()
            for _ in range(number):
                self._serve(self.coming.pop(), self._issuing_at(hour))
            more = number + (self._boxes_come_back() if hour + 1 == BOXES_BACK else 0)
            self.turnout[hour + 1] = self.turnout[hour] + more
            self._tell(hour + 1, 0, "play.turnout", None, voters=self.turnout[hour + 1], more=more)
        return Closed(
            self.station, self.contests, self.options, self.members, dict(sorted((+self.voter_list).items())),
            dict.fromkeys(self.options, self.received), self.stacks, self.damaged, self.mobile, self.stationary,
            self.absentee, self.turnout, tuple(self.moments),
        )  # fmt: skip

    def _open(self) -> None:
        self._tell(OPENS - 1, 0, "play.opened", "40, 41(5)", members=len(self.members))
        self._tell(OPENS - 1, 10, "play.received", "37(3)", ballots=self.received)
        self._tell(OPENS - 1, 30, "play.sealed", "40", stationary=len(self.stationary), mobile=len(self.mobile))
        self._tell(OPENS, 0, "play.voting", "38, 41(3)-(5)", ballots=len(self.contests))

    # ---- at the station ----------------------------------------------------------------------------------------------

    def _issuing_at(self, hour: int) -> tuple[str, ...]:
        """The members who issue ballots at the station: not those who are away with a mobile box."""
        out = {member for box in self.mobile for member in box.carriers} if REQUESTS_END <= hour < BOXES_BACK else set()
        return tuple(member for member in self.issuing if member not in out)

    def _serve(self, line: Line, members: Sequence[str]) -> None:
        """One voter: found in the list, or added to it; ballots from one member; each ballot into a box by itself."""
        if not line.added:
            self.voter_list[line] -= 1
        one_list = line.added == "absentee" and self.absentee == "national list"
        given = self._issue(line, self.nationwide if one_list else tuple(self.options), members)
        for contest in given:
            if contest == self.one_too_many:  # this one is carried out of the station, and lands where it has no place
                self.mobile[0].box.put(self._marked(contest))
                self.one_too_many = None
            elif not self._one_in(KEPT):
                self.random.choice(self.stationary).put(self._marked(contest))

    def _issue(self, line: Line, contests: tuple[str, ...], members: Sequence[str]) -> tuple[str, ...]:
        """Ballots from the stacks to a voter, and the member who issued them into the list."""
        for contest in contests:
            self.stacks[contest] -= 1
        self.voter_list[replace(line, issued=contests, member=self.random.choice(members))] += 1
        return contests

    # ---- outside the station -----------------------------------------------------------------------------------------

    def _send_boxes(self) -> None:
        """At noon requests end; the chair marks the list, and two members leave with each box: Art. 41(6)."""
        self.voter_list[Line()] -= self.requests
        self.voter_list[Line(at_home=True)] += self.requests
        self._tell(REQUESTS_END, 0, "play.requests", "41(6)", requests=self.requests)
        for box in self.mobile:
            carried: dict[str, Value] = {"box": box.name, "carriers": numbered(box.carriers), "requests": box.requests}
            self._tell(REQUESTS_END, 15, "play.box out", "41(6)", **carried)

    def _boxes_come_back(self) -> int:
        """How many voters received ballots at home."""
        voted = [self._visits(box) for box in self.mobile]
        for box, number in zip(self.mobile, voted, strict=True):
            self._tell(BOXES_BACK - 1, 45, "play.box back", "41(6)", box=box.name, voters=number, not_met=box.requests - number)
        if any(self.damaged.values()):
            self._tell(BOXES_BACK - 1, 50, "play.damaged", "41(6)", damaged=sum(self.damaged.values()))
        return sum(voted)

    def _visits(self, box: MobileBox) -> int:
        """From door to door with one box; how many voters received ballots."""
        full = self.overfull_box and box is self.mobile[0]  # everybody who asked puts every ballot in
        voted = 0
        for _ in range(box.requests):
            if not full and self._one_in(NOT_MET):
                continue
            voted += 1
            self.voter_list[Line(at_home=True)] -= 1
            for contest in self._issue(Line(at_home=True), tuple(self.options), box.carriers):
                if self.reserve and self._one_in(DAMAGED):
                    self.reserve -= 1
                    self.stacks[contest] -= 1
                    self.damaged[contest] += 1
                if full or not self._one_in(KEPT):
                    box.box.put(self._marked(contest))
        return voted

    # ---- behind the curtain ------------------------------------------------------------------------------------------

    def _marked(self, contest: str) -> Ballot:
        """A ballot as somebody marks it; in ten thousand, so many have each look that makes trouble."""
        options, random = self.options[contest], self.random
        ((_, number, look),) = random.choices(LOOKS, [weight for weight, _, _ in LOOKS])
        marks = random.choices(options, self.wishes[contest]) if number == 1 else random.sample(options, number)
        return Ballot(contest, tuple(sorted(marks, key=options.index)), **look)

    def _one_in(self, number: int) -> bool:
        return self.random.randrange(number) == 0

    def _tell(self, hour: int, minute: int, key: str, article: str | None, **values: Value) -> None:
        step = BEFORE if hour < OPENS else VOTING
        self.moments.append(Moment(60 * hour + minute, step, key, article, values))


def issuing(members: tuple[str, ...]) -> tuple[str, ...]:
    """The members who may issue ballots: all but the first two, the chair and the secretary (Art. 41(5))."""
    return members[2:]


def numbered(members: Iterable[str]) -> str:
    """Members by their numbers, as they are told: nobody has a name here."""
    return ", ".join(f"№\u00a0{member}" for member in members)


def _wishes(contest: str, options: Sequence[str], random: Random) -> list[int]:
    """How likely each option is, as weights: near the published votes of the contest's lists, or else INVENTED."""
    if contest in KNOWN:
        (count,) = (count for count in load_election(KNOWN[contest]).votes.counts if count.tier == "list")
        return [int(count.votes.get(option) or 0) * luck(random, 30) for option in options]
    weights = {option: luck(random, 100) for option in options if option != AGAINST_ALL}
    return [weights.get(option, sum(weights.values()) * AGAINST[0] // AGAINST[1]) for option in options]
