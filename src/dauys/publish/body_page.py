"""What a page tells of one body: seats, what is open, progress, turnout, votes by place and by constituency, the trace."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dauys.acts.status import NOTHING
from dauys.election.event import Contest, lineage
from dauys.law import Option
from dauys.law.bounds import Range
from dauys.publish.grids import Grid, Html, Words, joined, marked, status_mark
from dauys.publish.seats import status_of
from dauys.publish.source import Source
from dauys.publish.telling import UNKNOWN, Teller
from dauys.publish.totals import by_width
from dauys.render.explain import Section, sections
from dauys.render.result import party_name, party_rows, picture
from dauys.tally import Total
from dauys.tally.open import RESTS_ON
from dauys.tally.sheet import INVALID
from dauys.tally.totals import CLASS_NAMES
from dauys.text import phrase

BASES = {"issued": "page.base issued", "in boxes": "page.base in boxes", "valid": "page.base valid"}
"""The bases of turnout, and the phrase of each."""


IN_CONSTITUENCIES = ("plurality", "absolute majority")
"""Steps of the trace that decide one constituency each."""


@dataclass(frozen=True)
class BodyPage:
    """One body in one language: each property a part of the page, as the templates ask for it."""

    source: Source
    body: str
    tell: Teller

    @property
    def name(self) -> str:
        return self.tell.name(self.source.state.event.body(self.body).names)

    @property
    def law(self) -> str:
        return self.source.outcomes[self.body].law

    @property
    def status(self) -> str:
        return self.tell.word("status", status_of(self.source.state, self.body))

    @property
    def _place(self) -> str:
        """The body's own place."""
        return self.source.state.event.body(self.body).place

    @property
    def contests(self) -> tuple[Contest, ...]:
        return self.source.contests[self.body]

    # ---- the result --------------------------------------------------------------------------------------------------------

    @property
    def seats(self) -> Grid:
        outcome, tell = self.source.outcomes[self.body], self.tell
        parties = party_rows(self.source.elections[self.body], outcome, tell.language)
        tiers = [tell.word("tier", tier) for tier in outcome.tiers]
        rows = [[name, *(tell.n(row[tier]) for tier in outcome.tiers), tell.n(row["total"])] for name, row in parties]
        sums = [sum(row[tier] for _, row in parties) for tier in (*outcome.tiers, "total")]
        rows.append([phrase("column.total", tell.language), *map(tell.n, sums)])
        if outcome.open_seats:
            rows.append([phrase("open seats", tell.language), *("" for _ in tiers), tell.n(outcome.open_seats)])
        columns = (phrase("column.party", tell.language), *tiers, phrase("column.total", tell.language))
        return Grid(tell.say("page.seats"), columns, rows, beside=status_mark(self.status), sums=frozenset({len(parties)}))

    @property
    def hemicycle(self) -> Html | None:
        """The chamber as a picture, where a seat is given or open."""
        outcome = self.source.outcomes[self.body]
        if not outcome.total + outcome.open_seats:
            return None
        return Html(picture(self.source.elections[self.body], outcome, self.tell.language))

    @property
    def questions(self) -> list[str]:
        return [question.told(self.tell.language) for question in self.source.outcomes[self.body].questions]

    # ---- what is open ------------------------------------------------------------------------------------------------------

    @property
    def decided(self) -> bool:
        """Whether nothing that is missing can change a seat."""
        return self.source.opens[self.body].bounds.decided

    @property
    def ranges(self) -> Grid | None:
        """Between which numbers the seats of each party lie; none where they are decided, or cannot be told."""
        bounds, tell = self.source.opens[self.body].bounds, self.tell
        if bounds.decided or not bounds.parties:
            return None
        election, tiers = self.source.elections[self.body], list(bounds.parties[0].tiers)
        rows = [
            [party_name(election, one.party, tell.language), *(_range(one.tiers[tier]) for tier in tiers), _range(one.total)]
            for one in bounds.parties
            if one.total.most
        ]
        total = phrase("column.total", tell.language)
        columns = (phrase("column.party", tell.language), *(tell.word("tier", tier) for tier in tiers), total)
        return Grid(tell.say("page.ranges"), columns, rows)

    @property
    def reach(self) -> list[str]:
        """Of each constituency that can still turn, who can win it; and what nothing, or nothing exact, can be said of."""
        bounds, event = self.source.opens[self.body].bounds, self.source.state.event
        told = [refused.told(self.tell.language) for refused in bounds.not_covered]
        for party in bounds.parties:
            if note := party.total.note(self.tell.language):
                told.append(f"{party_name(self.source.elections[self.body], party.party, self.tell.language)}: {note}")
        for one in bounds.constituencies:
            if not one.decided:
                options = {option.id: self._candidate(option) for option in event.options_of(one.place)}
                names = ", ".join(options.get(option, option) for option in one.in_reach)
                place = self.tell.name(event.constituencies[one.place].names)
                told.append(phrase("open.constituency", self.tell.language, place=place, names=names))
        return told

    @property
    def waits(self) -> str:
        """How many protocols are missing, and what they can hold at most."""
        waits, tell = self.source.opens[self.body].waits.values(), self.tell
        protocols = sum(sum(one.stations.values()) for one in waits)
        ballots = sum(one.ballots for one in waits)
        return phrase("open.waits", tell.language, protocols=tell.n(protocols), ballots=tell.n(ballots))

    @property
    def rests_on(self) -> str:
        """What the bounds take for granted."""
        return " ".join(phrase(f"open.{one}", self.tell.language) for one in RESTS_ON)

    @property
    def trace(self) -> list[tuple[Section, Grid | None]]:
        """Every step from votes to seats, with its table; constituencies have their own."""
        outcome, votes = self.source.outcomes[self.body], self.source.elections[self.body].votes
        steps = tuple(step for step in outcome.trace if step.rule not in IN_CONSTITUENCIES)
        told = sections(replace(outcome, trace=steps), votes, self.tell.language)
        return [(section, self._table(section)) for section in told]

    def _table(self, section: Section) -> Grid | None:
        table = section.table
        return None if table is None else Grid(section.heading, table.columns, table.rows, unseen=True)

    # ---- the count ---------------------------------------------------------------------------------------------------------

    @property
    def progress(self) -> Grid:
        """In which class the expected protocols are, by tier."""
        tell, counts = self.tell, self.classes
        rows = [
            [tell.word("tier", tier), *(tell.n(counts[tier][name]) for name in CLASS_NAMES), tell.n(counts[tier].total())]
            for tier in counts
        ]
        columns = ("", *(tell.word("class", name) for name in CLASS_NAMES), tell.say("page.expected"))
        return Grid(tell.say("page.progress"), columns, rows)

    @property
    def classes(self) -> dict[str, Counter[str]]:
        """Protocols by tier and class."""
        counts: dict[str, Counter[str]] = {}
        for contest in self.contests:
            if (total := self.source.totals[contest.id].get(self._place)) is not None:
                counts.setdefault(contest.tier, Counter()).update(total.partition)
        return counts

    @property
    def counted(self) -> int:
        return sum(counts["approved"] for counts in self.classes.values())

    @property
    def expected(self) -> int:
        return sum(counts.total() for counts in self.classes.values())

    @property
    def turnouts(self) -> Iterator[Grid]:
        """Of each list contest, the turnout in its three bases."""
        tell = self.tell
        columns = tell.all("page.ballots", "page.number", "page.voters of these", "page.share", "page.stations")
        for contest in self.contests:
            if (here := self.source.turnouts.get(contest.id, {}).get(self._place)) is not None:
                rows = [
                    [tell.say(BASES[one.base]), tell.n(one.ballots), tell.n(one.voters), tell.share(one.share),
                     tell.of(one.stations, here.stations)]
                    for one in here.shares.values()
                ]  # fmt: skip
                yield Grid(tell.say("page.turnout"), columns, rows, beside=self._mark(contest))

    @property
    def places(self) -> Iterator[Grid]:
        """Of each list contest, the votes at the body's place and at those right below it."""
        state, tell = self.source.state, self.tell
        for contest in self.contests:
            if contest.tier != "list":
                continue
            found, ballots = self.source.totals[contest.id], self.source.turnouts[contest.id]
            options = state.event.options_of(contest.id)
            names = tell.all("page.place", "page.counted", "page.voters", "page.share in boxes", "page.invalid")
            columns = (*names, *map(tell.option, options))
            rows = [
                [self._linked(total.place), tell.of(total.counted, total.stations), tell.n(total.voters),
                 tell.share(ballots[total.place].shares["in boxes"].share), tell.n(total.lines.get(INVALID)),
                 *(tell.n(total.votes[option.id]) for option in options)]
                for total in self._widest(found.values())
            ]  # fmt: skip
            yield Grid(tell.say("page.votes by place"), columns, rows, sums=frozenset({0}), beside=self._mark(contest))

    def _widest(self, found: Iterable[Total]) -> list[Total]:
        places = self.source.state.event.places
        depth = len(lineage(self._place, places)) + 1
        return [total for total in by_width(self.source.state, found) if len(lineage(total.place, places)) <= depth]

    def _linked(self, place: str) -> Words:
        """A place leads to the page of its stations, or to the list of the places in it."""
        tell = self.tell
        if place in self.source.stations_in:
            return tell.to(tell.page(f"stations/{place}"), tell.place(place))
        return tell.to(tell.page("index"), tell.place(place), f"in-{place}")

    @property
    def constituencies(self) -> Grid | None:
        """Each constituency: who leads, before whom, by how much, and how far the count has come."""
        tell = self.tell
        contests = [contest for contest in self.contests if contest.tier == "constituency"]
        if not contests:
            return None
        columns = tell.all(
            "page.constituency", "page.leads", "page.votes", "page.second", "page.lead", "page.counted", "page.status",
            "page.files",
        )  # fmt: skip
        rows = [self._constituency(contest, self.source.totals[contest.id].get(self._place)) for contest in contests]
        steps = (step for step in self.source.outcomes[self.body].trace if step.rule in IN_CONSTITUENCIES)
        ways = dict.fromkeys(
            f"{phrase(f'step.{step.rule}', tell.language)}, {tell.say('page.article', article=step.article)}" for step in steps
        )
        words = frozenset({1, 3, 6, 7})
        return Grid(tell.say("page.constituencies"), columns, rows, words, marked("small", "; ".join(ways)))

    def _constituency(self, contest: Contest, total: Total | None) -> list[Words]:
        tell, state = self.tell, self.source.state
        votes = {} if total is None else {option: number for option, number in total.votes.items() if number is not None}
        options = {option.id: option for option in state.event.options_of(contest.id) if option.kind == "candidate"}
        ranked = sorted((option for option in options if option in votes), key=lambda option: -votes[option])
        first, second = (ranked[at] if at < len(ranked) else None for at in (0, 1))
        lead = votes[first] - votes[second] if first is not None and second is not None else None
        return [
            tell.area(contest),
            UNKNOWN if first is None else self._candidate(options[first]),
            tell.n(None if first is None else votes[first]),
            UNKNOWN if second is None else self._candidate(options[second]),
            tell.n(lead),
            UNKNOWN if total is None else tell.of(total.counted, total.stations),
            tell.word("status", state.status.get(contest.id, NOTHING)),
            self.files(contest),
        ]

    def _candidate(self, option: Option) -> str:
        """A candidate, with the party where there is one."""
        name = self.tell.option(option)
        return name if option.party is None else f"{name} ({option.party})"

    def files(self, contest: Contest) -> Words:
        """Links to the tables of a contest."""
        tell = self.tell
        protocols = tell.to(f"protocols/{contest.id}.csv", tell.say("page.protocols"))
        return joined((protocols, tell.to(f"totals/{contest.id}.csv", tell.say("page.totals"))), ", ")

    def _mark(self, contest: Contest) -> Html:
        return status_mark(self.tell.word("status", self.source.state.status.get(contest.id, NOTHING)))


def _range(seats: Range) -> str:
    """``6``, or ``5–7``; a party that can have none has no number."""
    return seats.told() if seats.most else UNKNOWN
