"""What acts before the freezing have made: the calls, the calendars, nominations and what became of them, the order by lot.

``Nominations`` is owned by the state; which act is allowed is judged in ``nomination_acts.py``. What is frozen must be what was
registered, to the letter.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dauys.acts.kinds import BALLOTS, NOMINATION, Act
from dauys.election.event import Contest, Event, SetDate
from dauys.protocol.calendar import StoredDate
from dauys.protocol.candidacy import Key, Lines, Nomination, lines_of, nomination_of, other_lines, party_list
from dauys.protocol.life import NotAllowed
from dauys.text.kazakh import Word, sort_key

FREEZING = "definition frozen"


class Unfit(NotAllowed):
    """An act that the rules of nomination refuse: every fault of it, each a sentence of ``text/faults.toml``."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


def timely(kind: str, frozen: bool) -> bool:
    """Whether an act of this kind can come now: nominations before the definition is frozen, everything else after it."""
    return kind in BALLOTS or frozen != (kind == FREEZING or kind in NOMINATION)


@dataclass(slots=True)
class Nominations:
    """The calls, the calendars and the nominations of an election."""

    called: dict[str, Act] = field(default_factory=dict)  # by body
    dates: dict[tuple[str, str | None], Mapping[str, StoredDate]] = field(default_factory=dict)  # of a body, or of its contest
    known: dict[Key, Nomination] = field(default_factory=dict)
    orders: dict[str, tuple[str, ...]] = field(default_factory=dict)  # contest: options as drawn
    history: dict[Key, list[Act]] = field(default_factory=lambda: defaultdict(list))
    _by_contest: dict[str, dict[str, Nomination]] = field(default_factory=lambda: defaultdict(dict))  # ``known``, by contest
    _alike: dict[tuple[str, int], set[Key]] = field(default_factory=lambda: defaultdict(set))  # by name and year, ever lodged

    # ---- reading ---------------------------------------------------------------------------------------------------------

    def of(self, contest: str) -> tuple[Nomination, ...]:
        """The nominations in a contest, in the order in which they were lodged."""
        return tuple(self._by_contest.get(contest, {}).values())

    def namesakes(self, one: Nomination) -> tuple[Nomination, ...]:
        """The other nominations on which somebody of the same name and year stands, or stood."""
        keys = dict.fromkeys(key for person in one.nominees for key in sorted(self._alike.get(person.same, ())))
        return tuple(self.known[key] for key in keys if key != (one.contest, one.option))

    def registered(self, contest: str) -> tuple[Nomination, ...]:
        """Those that are registered and not withdrawn."""
        return tuple(one for one in self.of(contest) if one.state == "registered")

    def dates_of(self, contest: Contest) -> Mapping[str, StoredDate]:
        """The days set for a contest: those of its body, or its own, where its commission has set any."""
        body = self.dates.get((contest.body, None), {})
        return {**body, **self.dates.get((contest.body, contest.id), {})}

    def in_order(self, contest: Contest) -> tuple[Nomination, ...] | None:
        """The registered in the order of the ballot: lists as drawn, candidates by the Kazakh alphabet, and where their names
        are alike as drawn; None where that is to be drawn yet."""
        standing, drawn = self.registered(contest.id), self.orders.get(contest.id, ())
        told_apart = {one.option: _by_alphabet(contest, one) for one in standing}
        alike = Counter(told_apart.values())
        if any(alike[name] > 1 and option not in drawn for option, name in told_apart.items()):
            return None
        lot = {option: place for place, option in enumerate(drawn)}
        return tuple(sorted(standing, key=lambda one: (told_apart[one.option], lot.get(one.option, 0))))

    def in_alphabet(self, contest: Contest, order: Sequence[str]) -> bool:
        """Whether an order drawn of candidates moves only those whose names are alike; of lists any order may be drawn."""
        places = [_by_alphabet(contest, self.known[contest.id, option]) for option in order]
        return places == sorted(places)

    def ballot(self, event: Event, contest: Contest) -> Lines | None:
        """The lines of a ballot as they follow from the acts; None where their order is to be drawn yet."""
        order = self.in_order(contest)
        return None if order is None else lines_of(event, contest, order)

    def differences(self, event: Event) -> Iterator[str]:
        """Contests, options and lists of a definition that are other than what was registered, of the bodies with acts."""
        for contest in event.contests:
            if contest.body not in self.called:
                continue
            ballot, there = self.ballot(event, contest), event.options.get(contest.id, ())
            if ballot is None:
                yield f"{contest.id}: the order on the ballot is not drawn"
                continue
            if [one.id for one in ballot] != [one.id for one in there]:
                right, wrong = (", ".join(one.id for one in lines) or "–" for lines in (ballot, there))
                yield f"{contest.id}: registered are {right}, in the definition stand {wrong}"
                continue
            for option in other_lines(ballot, there):
                yield f"{contest.id}, {option}: other names, another party or another time than registered"
            for one in self.registered(contest.id) if contest.tier == "list" else ():
                if event.lists.get((contest.id, one.option)) != party_list(event, one):
                    yield f"{contest.id}, {one.option}: other persons on the list than registered"

    def written(self, event: Event) -> Event:
        """The definition with what was registered in it, of the bodies that were called: ballots, lists, and the days on which
        all bodies of a law agree. Raises NotAllowed where an order is not drawn."""
        contests = [one for one in event.contests if one.body in self.called]
        ballots = {one.id: self.ballot(event, one) for one in contests}
        undrawn = [contest for contest, lines in ballots.items() if lines is None]
        if undrawn:
            raise Unfit(*(f"{contest}: the order on the ballot is not drawn" for contest in undrawn))
        lists = {
            (one.id, standing.option): party_list(event, standing)
            for one in contests if one.tier == "list" for standing in self.registered(one.id)
        }  # fmt: skip
        others = {key: one for key, one in event.lists.items() if key[0] not in ballots}
        options = {**event.options, **{contest: lines for contest, lines in ballots.items() if lines is not None}}
        return replace(
            event, options=options, lists={**others, **lists}, nominating=False, calendar=tuple(self._calendar(event))
        )

    def _calendar(self, event: Event) -> Iterator[SetDate]:
        """The days of a definition: as they were set by acts, and by its files for laws of which no act has set any."""
        of_laws: dict[str, list[Mapping[str, StoredDate]]] = defaultdict(list)
        for (body, contest), dates in self.dates.items():
            if contest is None:
                of_laws[event.body(body).law].append(dates)
        yield from (one for one in event.calendar if one.law not in of_laws)
        for law, several in of_laws.items():
            for milestone, one in several[0].items():
                if all(dates.get(milestone) == one for dates in several):
                    yield SetDate(law, milestone, one.day, one.hours, one.source)

    def check_frozen(self, event: Event) -> None:
        """Raise NotAllowed where a definition is not what was registered: nothing else can be frozen."""
        if event.nominating:
            raise Unfit("lists and candidates are not in the definition yet: write them into it, and load it")
        if found := tuple(self.differences(event)):
            raise Unfit(*found)

    # ---- writing ---------------------------------------------------------------------------------------------------------

    def take(self, act: Act) -> None:
        """Take in an act that the rules allow (``nomination_acts.py``)."""
        told = act.payload
        match act.kind:
            case "election called":
                self.called |= dict.fromkeys(told["bodies"], act)
            case "calendar set":
                self.dates[told["body"], told["contest"]] = stored_dates(act)
            case "order drawn":
                self.orders[told["contest"]] = tuple(told["order"])
            case _:
                key = told["contest"], told["option"]
                after = _after(self.known.get(key), act)
                here = self._by_contest[after.contest]
                if act.kind == "nomination lodged":  # again: then it is the last
                    here.pop(after.option, None)
                    for person in after.nominees:
                        self._alike[person.same].add(key)
                self.known[key] = here[after.option] = after
                self.history[key].append(act)


def stored_dates(act: Act) -> dict[str, StoredDate]:
    """The days that an act sets, by milestone."""
    source = act.payload["source"]
    return {
        one["milestone"]: StoredDate(day=datetime.date.fromisoformat(one["day"]), hours=one["hours"], source=source)
        for one in act.payload["dates"]
    }


def _by_alphabet(contest: Contest, one: Nomination) -> tuple[Word, ...]:
    """What the alphabet says of a nomination's place: of a list nothing."""
    return () if contest.tier == "list" else sort_key(one.names.kk or "").letters


def _after(one: Nomination | None, act: Act) -> Nomination:
    told = act.payload
    if act.kind == "nomination lodged" or one is None:
        return nomination_of(told)
    match act.kind:
        case "nomination registered":
            return replace(one, state="registered", registered=told["moment"], reason=None)
        case "nomination refused":
            return replace(one, state="refused", reason=told["reason"], granted=False)
        case "nomination withdrawn" if told["person"] is not None:
            return one.without(told["person"], told["more"])
        case "nomination withdrawn":
            return replace(one, state="withdrawn", reason=told["reason"], granted=False)
        case _:
            return replace(one, state="lodged", granted=True) if told["outcome"] == "granted" else one
