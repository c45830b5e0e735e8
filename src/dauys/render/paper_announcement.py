"""The announcement of a result, which Kazakhstan's Election Law asks for in Art. 44(5): turnout, votes, seats, who is elected.

What the law wants told and the data do not have is a place to be filled in by hand, and never an invented word.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dauys.election.event import Commission, Contest, Event, lineage
from dauys.law import Outcome
from dauys.law.words import Names
from dauys.render.numbers import number, percent
from dauys.render.paper_names import contest_name, option_name, party_name, place_name
from dauys.render.paper_typeset import BOTH, UNKNOWN, Block, Cell, Paper, Speaker, Texts, column, signatures, table, text, wide
from dauys.tally import Total
from dauys.tally.turnout import BASES, Share, Turnout

TURNOUT: Mapping[str, str] = {"issued": "page.base issued", "in boxes": "page.base in boxes", "valid": "page.base valid"}
"""The bases of turnout, and the phrase of each."""


@dataclass(frozen=True)
class Announcement:
    """An announcement as it is printed.

    totals: by contest and place (``dauys.tally.totals``). turnouts: by contest and place (``dauys.tally.turnout``). status: a
    word of ``status.*``. record: sums of lines of the stations' own records, as K and L; what is missing there is a place to
    be filled in. about: of an elected person, by constituency and option, what the law wants told beside the name.
    """

    event: Event
    body: str
    outcome: Outcome
    totals: Mapping[str, Mapping[str, Total]]
    turnouts: Mapping[str, Mapping[str, Turnout]]
    status: str
    commission: Commission
    record: Mapping[str, int | None] = field(default_factory=dict)
    about: Mapping[tuple[str, str], Names] = field(default_factory=dict)
    article: str = "44(5)"
    languages: tuple[str, ...] = BOTH

    @property
    def paper(self) -> Paper:
        """The document, before it is set in type."""
        title = self.speak.say("paper.announcement")
        return Paper(title, self.languages, self.event.invented, f"{self.body} · {self.outcome.law}", list(self._blocks()))

    @property
    def speak(self) -> Speaker:
        return Speaker(self.languages)

    @property
    def _place(self) -> str:
        return self.event.body(self.body).place

    def _contests(self) -> tuple[Contest, ...]:
        return self.event.contests_of_body(self.body)

    def _blocks(self) -> Iterator[Block]:
        speak = self.speak
        yield self._head()
        yield text(speak.say("paper.own layout"), size=8)
        if self.event.invented:
            yield text(speak.say("page.invented told"), strong=True)
        if self.outcome.questions:
            yield text(speak.say("paper.open"), strong=True)
            for question in self.outcome.questions:
                yield text([question.told(language) for language in self.languages])
        yield self._turnout()
        yield self._seats()
        yield from self._elected()
        for contest in self._contests():
            yield from self._votes(contest)
        yield self._articles()
        yield signatures(speak, [(speak.say(role), "") for role in ("paper.chair", "paper.secretary")])

    def _head(self) -> Block:
        speak, event = self.speak, self.event
        contests = [contest for contest in self._contests() if contest.repeats is None]
        areas = sum(contest.tier == "constituency" for contest in contests)
        standing = {
            kind: sum(option.kind == kind for contest in contests for option in event.options_of(contest.id))
            for kind in ("list", "candidate")
        }
        repeats = [contest_name(speak, event, contest) for contest in self._contests() if contest.repeats is not None]
        facts: list[tuple[Texts, Texts]] = [
            (speak.say("paper.body"), speak.names(event.body(self.body).names, self.body)),
            (speak.say("paper.day"), speak.date(event.date)),
            (speak.say("paper.status"), speak.say(f"status.{self.status}")),
            (
                speak.say("paper.law"),
                [f"{self.outcome.law}, {told}" for told in speak.say("page.article", article=self.article)],
            ),
            (speak.say("paper.voters on lists"), speak.same(self._n(self._voters()))),
            (speak.say("paper.on certificates"), speak.same(self._by_hand("K"))),
            (speak.say("paper.outside"), speak.same(self._by_hand("L"))),
            (speak.say("paper.constituencies"), speak.same(str(areas))),
            (speak.say("paper.lists"), speak.same(str(standing["list"]))),
            (speak.say("paper.candidates"), speak.same(str(standing["candidate"]))),
            (speak.say("paper.repeat votes"), [", ".join(told) for told in zip(*repeats, strict=True)] or speak.same("0")),
        ]
        told = [{"label": label, "value": value} for label, value in facts]
        return {"kind": "head", "over": speak.names(event.names), "facts": told}

    def _voters(self) -> int | None:
        """On the lists, by the definition: of the lists' contest, or of all constituencies together."""
        found = {
            contest.tier: [self.totals[one.id][self._place].voters for one in self._contests()
                           if one.tier == contest.tier and one.repeats is None and self._place in self.totals.get(one.id, {})]
            for contest in self._contests()
        }  # fmt: skip
        known = found.get("list") or found.get("constituency")
        return sum(known) if known else None

    def _by_hand(self, code: str) -> str:
        figure = self.record.get(code)
        return "__________" if figure is None else self._n(figure)

    # ---- turnout, seats, people ------------------------------------------------------------------------------------------

    def _turnout(self) -> Block:
        speak = self.speak
        columns = [
            column(speak.say("page.ballots")), column(speak.say("page.number"), 24, right=True),
            column(speak.say("page.voters of these"), 34, right=True), column(speak.say("page.share"), 24, right=True),
            column(speak.say("page.stations"), 24, right=True),
        ]  # fmt: skip
        rows: list[list[Cell]] = []
        for tier in dict.fromkeys(contest.tier for contest in self._contests()):
            here = [
                self.turnouts[contest.id][self._place]
                for contest in self._contests()
                if contest.tier == tier and contest.repeats is None and self._place in self.turnouts.get(contest.id, {})
            ]
            for base in BASES:
                share = _together(base, [one.shares[base] for one in here])
                told = [
                    f"{what}: {how}"
                    for what, how in zip(speak.say(f"tier.{tier}"), speak.say(TURNOUT[base]), strict=True)
                ]  # fmt: skip
                rows.append([
                    {"text": told[0], "small": told[1:]}, self._n(share.ballots), self._n(share.voters),
                    UNKNOWN if share.share is None else percent(share.share, self.languages[0]),
                    f"{self._n(share.stations)} / {self._n(sum(one.stations for one in here))}",
                ])  # fmt: skip
        return table(columns, rows, title=speak.say("page.turnout"))

    def _seats(self) -> Block:
        speak, outcome = self.speak, self.outcome
        parties = sorted(outcome.parties, key=lambda party: -outcome.parties[party]["total"])
        named = (*outcome.tiers, "total")
        columns = [
            *(column([told]) for told in speak.say("column.party")),
            *(column(speak.say(f"tier.{tier}"), 26, right=True) for tier in outcome.tiers),
            column(speak.say("column.total"), 20, right=True),
        ]  # fmt: skip
        rows: list[list[Cell]] = [
            [*speak.cells(party_name(speak, self.event, party)), *(self._n(outcome.parties[party][tier]) for tier in named)]
            for party in parties
        ]
        sums = [sum(outcome.parties[party][tier] for party in parties) for tier in named]
        rows.append([*speak.cells(speak.say("column.total")), *map(self._n, sums)])
        if outcome.open_seats:
            rows.append([*speak.cells(speak.say("open seats")), *("" for _ in outcome.tiers), self._n(outcome.open_seats)])
        return table(columns, rows, title=speak.say("page.seats"), sums=[len(parties)])

    def _elected(self) -> Iterator[Block]:
        speak, event = self.speak, self.event
        persons = [seat for seat in self.outcome.seats if seat.tier == "constituency" and seat.place and seat.option]
        rows: list[list[Cell]] = []
        for seat in persons:
            assert seat.place is not None
            assert seat.option is not None
            options = {option.id: option for option in event.options_of(seat.place)}
            names, party = option_name(speak, event, options[seat.option])
            about = self.about.get((seat.place, seat.option))
            rows.append([
                {"text": (where := place_name(speak, event, seat.place))[0], "small": where[1:]},
                *({"text": name, "language": language, "small": list(beneath)}
                  for name, language, beneath in zip(names, self.languages, party, strict=True)),
                {"text": "", "height": 8} if about is None else {"small": speak.names(about)},
            ])  # fmt: skip
        columns = [
            column(speak.say("paper.constituency")), *(column([told]) for told in speak.say("paper.elected")),
            column(speak.say("paper.about"), 44),
        ]  # fmt: skip
        if rows:
            yield table(columns, rows, title=speak.say("paper.elected in constituencies"))
        if any(seat.tier == "list" for seat in self.outcome.seats):
            yield text(speak.say("paper.named later"))

    # ---- votes -----------------------------------------------------------------------------------------------------------

    def _votes(self, contest: Contest) -> Iterator[Block]:
        speak = self.speak
        found = self.totals.get(contest.id, {})
        here = found.get(self._place)
        options = self.event.options_of(contest.id)
        columns = [
            column(["№"], 12), *(column([told]) for told in speak.say("paper.option")),
            column(speak.say("paper.votes"), 26, right=True),
        ]  # fmt: skip
        rows: list[list[Cell]] = []
        for rank, option in enumerate(options, 1):
            names, party = option_name(speak, self.event, option)
            cells: list[Cell] = [
                {"text": name, "language": language, "small": list(beneath)}
                for name, language, beneath in zip(names, self.languages, party, strict=True)
            ]
            rows.append([str(rank), *cells, self._n(None if here is None else here.votes.get(option.id))])
        yield table(columns, rows, title=contest_name(speak, self.event, contest))
        if here is not None and not here.complete:
            yield text(speak.say("paper.incomplete", counted=here.counted, stations=here.stations), strong=True)
        units = [total for place, total in found.items() if self._depth(place) <= self._depth(self._place) + 1]
        if len(units) > 1:
            codes = [str(rank) for rank in range(1, len(options) + 1)]
            told: list[tuple[Cell, list[str]]] = []
            for total in units:
                names = place_name(speak, self.event, total.place)
                figures = [self._n(total.votes.get(option.id)) for option in options]
                told.append(({"text": names[0], "small": names[1:]}, figures))
            yield from wide(speak.say("paper.by unit"), codes, told, [0])

    def _depth(self, place: str) -> int:
        return len(lineage(place, self.event.places))

    def _articles(self) -> Block:
        """Every step from votes to seats, by the article that orders it."""
        speak = self.speak
        steps = dict.fromkeys((step.rule, step.article) for step in self.outcome.trace)
        columns = [*(column([told]) for told in speak.say("paper.step")), column(speak.say("title.article"), 40)]
        rows: list[list[Cell]] = [[*speak.cells(speak.say(f"step.{rule}")), article] for rule, article in steps]
        return table(columns, rows, title=speak.say("paper.articles"))

    def _n(self, figure: int | None) -> str:
        return UNKNOWN if figure is None else number(figure, self.languages[0])


def _together(base: str, shares: list[Share]) -> Share:
    """The shares of several contests as one: ballots and voters of the same people."""
    known = [one.ballots for one in shares if one.ballots is not None]
    voters, stations, by_record = (sum(getattr(one, name) for one in shares) for name in ("voters", "stations", "by_record"))
    return Share(base, sum(known) if known else None, voters, stations, by_record)


def announcement_pdf(announcement: Announcement, *, printed: datetime.date) -> bytes:
    """The announcement of a body's result: PDF/A-2a and PDF/UA-1, A4.

    printed: the date that the file bears. Raises BadInput where no font is there.
    """
    return announcement.paper.pdf(printed)
