"""A played station on the terminal: the day hour by hour, the count pile by pile, the papers with their figures in words.

On a terminal it can be watched at a chosen speed; anywhere else, and at speed 0, it is printed line by line at once.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from dauys.render.play_story import Moment, Story
from dauys.render.play_told import Told, clock

WARNING = "black on yellow"
BAR = 40  # letters of the longest bar
LAST = 6  # moments that stay on the screen


def show_play(
    console: Console, story: Story, language: str = "en", speed: float = 0, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Tell a played station.

    speed: seconds for each hour of the story; 0 prints all of it at once. sleep: how to wait, for tests.
    """
    told = Told(story, language)
    _head(console, told)
    if console.is_terminal and speed > 0:
        _watch(console, told, speed, sleep)
    else:
        _print(console, told)
    _papers(console, told)


def _head(console: Console, told: Told) -> None:
    console.print(Text(told.say("play.invented"), style=WARNING))
    console.print(Text(f"{told.say('play.title')} · {told.station}", style="bold"))
    console.print(Text(told.about))


# ---- line by line ----------------------------------------------------------------------------------------------------


def _print(console: Console, told: Told) -> None:
    """Every moment on a line of its own, under its step; of the ballots every fiftieth, with the piles so far."""
    step = None
    for moment in told.story.moments:
        if moment.step != step:
            step = moment.step
            console.print()
            console.print(Text(told.say(step), style="bold"))
        console.print(_line(told, moment))
        if moment.piles is not None:
            console.print(Text(f"       {_piles_in_a_line(told, moment)}", style="dim"))


def _line(told: Told, moment: Moment) -> Text:
    """A moment on a line; where piles stand beside it, they name the contest."""
    text = told.moment(moment) if moment.piles is None else told.text(moment)
    return Text.assemble((clock(moment.minute), "bold"), f"  {text}", (f"  [{told.article(moment.article)}]", "dim"))


def _piles_in_a_line(told: Told, moment: Moment) -> str:
    assert moment.contest is not None
    assert moment.piles is not None
    names = told.piles(moment.contest)
    return " · ".join(f"{names[pile]} {told.n(number)}" for pile, number in moment.piles.items() if number)


# ---- as it happens ---------------------------------------------------------------------------------------------------


def _watch(console: Console, told: Told, speed: float, sleep: Callable[[float], None]) -> None:
    """One screen a moment, at the speed of the story's own clock."""
    moments = told.story.moments
    with Live(console=console, auto_refresh=False, transient=True) as live:
        for number, (here, after) in enumerate(pairwise((*moments, moments[-1])), 1):
            live.update(screen(told, moments[:number]), refresh=True)
            sleep((after.minute - here.minute) / 60 * speed)


def screen(told: Told, so_far: Sequence[Moment]) -> RenderableType:
    """The station after the last of these moments: its clock, what grows (turnout or piles), and what was said last."""
    now = so_far[-1]
    return Group(
        Text(told.say("play.invented"), style=WARNING),
        Rule(f"{clock(now.minute)} · {told.say(now.step)} · {told.article(now.article)}"),
        _piles(told, so_far) if any(moment.piles is not None for moment in so_far) else _turnout(told, now.minute),
        Rule(),
        *(_line(told, moment) for moment in so_far[-LAST:]),
    )


def _turnout(told: Told, minute: int) -> RenderableType:
    """Voters who have received ballots, hour by hour until now."""
    shown = {f"{hour:02}:00": voters for hour, voters in told.story.turnout.items() if 60 * hour <= minute}
    return _bars(told, told.say("play.caption.day"), shown, max(told.story.turnout.values()))


def _piles(told: Told, so_far: Sequence[Moment]) -> RenderableType:
    """The piles of the contest that is being counted, or that was counted last."""
    current = so_far[-1].contest
    for moment in reversed(so_far):
        if moment.piles is not None and moment.contest is not None and current in (None, moment.contest):
            names = told.piles(moment.contest)
            piles = {names[pile]: number for pile, number in moment.piles.items()}
            title = told.say("play.caption.piles", contest=told.contests[moment.contest])
            return _bars(told, title, piles, max(piles.values()))
    return Text()


def _bars(told: Told, title: str, rows: Mapping[str, int], most: int) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(max_width=40)
    table.add_column(justify="right")
    table.add_column()
    for name, number in rows.items():
        table.add_row(Text(name), told.n(number), "█" * (number * BAR // max(most, 1)))
    return Group(Text(title, style="bold"), table)


# ---- the papers ------------------------------------------------------------------------------------------------------


def _papers(console: Console, told: Told) -> None:
    """Every protocol as a table with the figures in words; the act on a box; whether the checks hold."""
    for contest in told.story.figures:
        table = Table(title=Text(f"{told.say('play.invented word')} · {told.paper(contest)}"), title_justify="left")
        table.add_column("", no_wrap=True)
        table.add_column(told.say("play.column.option"))
        table.add_column(told.say("play.column.figure"), justify="right")
        table.add_column(told.say("play.column.words"))
        for row in told.rows(contest):
            table.add_row(row.code, Text(row.name), row.figure, row.words)
        console.print()
        console.print(table)
        for reason, number in told.story.invalid.get(contest, {}).items():
            console.print(Text(f"  I · {told.say(reason)}: {told.n(number)}"))
    console.print()
    console.print(Text(told.verdict(), style="bold"))
    for finding in told.findings:
        console.print(Text(" · ".join(told.finding(finding))))
