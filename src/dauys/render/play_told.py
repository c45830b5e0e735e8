"""What a played station says, in one language: moments, piles and papers as texts and rows, for terminal and page alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from dauys.acts import STATION
from dauys.protocol import Figures, Finding, FormLine, Forms, findings, load_forms
from dauys.protocol.values import parts_of
from dauys.render.numbers import number
from dauys.render.play_story import DISPUTED, INVALID, Moment, Story
from dauys.text import phrase
from dauys.text.number_words import in_words


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a protocol, or one of its cells: its code, its name, its figure, and the figure in words."""

    code: str
    name: str
    figure: str
    words: str


@dataclass(frozen=True)
class Told:
    """A story in a language. Holds nothing of its own but names looked up once."""

    story: Story
    language: str

    def say(self, key: str, **values: object) -> str:
        return phrase(key, self.language, **values)

    def heads(self, *keys: str) -> list[str]:
        """The heads of a table."""
        return [self.say(key) for key in keys]

    def n(self, value: int) -> str:
        return number(value, self.language)

    # ---- names -------------------------------------------------------------------------------------------------------

    @cached_property
    def station(self) -> str:
        return self.story.station.names.told(self.language)

    @cached_property
    def about(self) -> str:
        """Where the station is, and how large."""
        story = self.story
        return self.say(
            "play.about", address=story.station.address.told(self.language), voters=self.n(story.station.voters),
            members=len(story.members), ballots=len(story.contests),
        )  # fmt: skip

    @cached_property
    def contests(self) -> Mapping[str, str]:
        """Contests as they are called here: the lists of a body, or a constituency; of the country's body with its name."""
        event = self.story.event
        names = {}
        for contest in self.story.contests:
            body = event.bodies[contest.body]
            name, whose = contest.names.told(self.language), body.names.told(self.language)
            if contest.tier == "list":
                name = f"{name}: {self.say('tier.list')}"
            elif body.place == event.country:
                name = f"{name} ({whose})"
            names[contest.id] = name
        return names

    def piles(self, contest: str) -> Mapping[str, str]:
        """Names of the piles of a contest: its options in the order of the ballot, invalid and disputed ballots."""
        options = {option.id: option.names.told(self.language) for option in self.story.event.options_of(contest)}
        return {**options, INVALID: self.say("play.pile.invalid"), DISPUTED: self.say("play.pile.disputed")}

    def paper(self, contest: str) -> str:
        """The heading of a paper."""
        form = self.forms.form_of(self.story.figures[contest].form).name.told(self.language)
        return form if contest == STATION else f"{form}: {self.contests[contest]}"

    # ---- moments -----------------------------------------------------------------------------------------------------

    def moment(self, moment: Moment) -> str:
        """What happened, after the name of its contest where it is about one of several."""
        return self.text(moment) if moment.contest is None else f"{self.contests[moment.contest]}. {self.text(moment)}"

    def text(self, moment: Moment) -> str:
        """What happened, in a sentence or two."""
        values = {name: self.n(value) if isinstance(value, int) else value for name, value in moment.values.items()}
        if moment.contest is not None:
            names = self.piles(moment.contest)
            if "option" in values:
                values["option"] = names[values["option"]]
            if moment.read:
                values["read"] = names[moment.read[-1]]
        return self.say(moment.key, **values)

    def article(self, article: str | None) -> str:
        return self.say("play.practice") if article is None else self.say("play.article", article=article)

    # ---- papers ------------------------------------------------------------------------------------------------------

    @cached_property
    def forms(self) -> Forms:
        """The forms of the first contest's edition: the station's own record follows it."""
        return load_forms(self.story.event.bodies[self.story.contests[0].body].law)

    def rows(self, contest: str) -> Iterator[Row]:
        """The lines of a paper, a row for each of their cells."""
        figures = self.story.figures[contest]
        for line in self.forms.form_of(figures.form).line:
            yield from self._cells(line, figures, contest)

    def _cells(self, line: FormLine, figures: Figures, contest: str) -> Iterator[Row]:
        name = line.name.told(self.language)
        if line.per == "one":
            yield self._row(line.code, name, figures.one(line.code))
            return
        cells = figures.lines.get(line.code)
        for cell, figure in cells.items() if isinstance(cells, Mapping) else ():
            yield self._row(line.code, f"{name}: {self._cell(line, cell, contest)}", figure)

    def _cell(self, line: FormLine, cell: str, contest: str) -> str:
        match line.per:
            case "option":
                return self.piles(contest)[cell]
            case "member":
                return f"№\u00a0{cell}"
            case "mobile box":
                return self.say("play.box", box=cell)
            case "contest":
                return self.contests[cell]
        box, of = parts_of(cell)
        return f"{self.say('play.box', box=box)}, {self.contests[of]}"

    def _row(self, code: str, name: str, figure: int | None) -> Row:
        if figure is None:
            return Row(code, name, "–", "–")
        return Row(code, name, self.n(figure), in_words(figure, self.language))

    # ---- checks ------------------------------------------------------------------------------------------------------

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The checks of the form that do not hold."""
        papers = dict(self.story.figures)
        return findings(self.forms, papers.pop(STATION), papers)

    @cached_property
    def checks(self) -> int:
        """How many checks the station's papers have to pass; one more for each, that nothing is left empty."""
        return sum(1 + len(self.forms.form_of(figures.form).check) for figures in self.story.figures.values())

    def verdict(self) -> str:
        """In a sentence, whether all checks hold."""
        if not self.findings:
            return self.say("play.checks hold", checks=self.checks)
        return self.say("play.checks broken", checks=self.checks, broken=len(self.findings))

    def finding(self, finding: Finding) -> tuple[str, str, str]:
        """A check that does not hold: its code, its paper, and what the commission is told about it."""
        paper = finding.contest or STATION
        checks = self.forms.form_of(self.story.figures[paper].form).check
        words = next((check.commission.told(self.language) for check in checks if check.code == finding.code), "")
        return finding.code, self.paper(paper), words


def clock(minute: int) -> str:
    """A minute of the day as 20:05; after midnight it begins anew."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
