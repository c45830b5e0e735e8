"""A played station as one page: a file of its own, without script, font or picture from anywhere else.

The page holds under ``default-src 'none'; style-src 'unsafe-inline'``, and says so itself. It says INVENTED in its band, its
title, and at every picture and table; every picture stands beside the same numbers in a table.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from dauys.law import AGAINST_ALL
from dauys.render.play_story import DISPUTED, INVALID, Moment, Story
from dauys.render.play_style import STYLE
from dauys.render.play_told import Told, clock

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
SIGNS = {INVALID: "×", DISPUTED: "?"}  # beside the numbers of options


def play_page(story: Story, language: str = "en") -> str:
    """The page in Kazakh, Russian or English, ready to be written into a file as UTF-8. The same story gives the same page."""
    told = Told(story, language)
    return "".join(_document(told))


def _document(told: Told) -> Iterator[str]:
    word = told.say("play.invented word")
    title = f"{told.say('play.title')} · {told.station}"
    yield (
        f'<!DOCTYPE html>\n<html lang="{told.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f"<title>{escape(f'{word} · {title}')}</title>\n<style>{STYLE.replace('%(word)s', word)}</style>\n</head>\n<body>\n"
    )
    yield f'<header class="invented">{escape(told.say("play.invented"))}</header>\n<main>\n'
    yield f"<h1>{escape(told.say('play.title'))}</h1>\n<p><strong>{escape(told.station)}</strong></p>\n"
    yield f"<p>{escape(told.about)}</p>\n<p>{escape(told.say('play.secret'))}</p>\n"
    yield from _day(told)
    yield from _order(told)
    yield from _count(told)
    yield from _papers(told)
    yield from _acts(told)
    yield from _checks(told)
    yield f'</main>\n<footer><p class="invented">{escape(told.say("play.invented"))}</p></footer>\n</body>\n</html>\n'


# ---- the day ---------------------------------------------------------------------------------------------------------


def _day(told: Told) -> Iterator[str]:
    """What happened before the count; turnout, the one thing without an article, as a line and as a table."""
    turnout = told.story.turnout
    yield f'<section>\n<h2 id="day">{escape(told.say("play.day"))}</h2>\n'
    yield _moments(told, [moment for moment in _before_the_count(told) if moment.article is not None], told.moment)
    yield _line(told)
    rows = [
        (f"{hour:02}:00", told.n(voters), told.n(voters - turnout.get(hour - 1, voters))) for hour, voters in turnout.items()
    ]
    heads = told.heads("play.column.hour", "play.column.voters", "play.column.more")
    yield _table(_invented(told, told.say("play.caption.same")), heads, rows) + "</section>\n"


def _before_the_count(told: Told) -> list[Moment]:
    of_the_count = {step.key for step in told.story.steps}
    return [moment for moment in told.story.moments if moment.step not in of_the_count]


def _line(told: Told) -> str:
    """The turnout as a line over the hours. Lengths across are shares of the width, so that letters keep their size."""
    turnout = told.story.turnout
    first, most, width = min(turnout), max(turnout.values()), max(len(turnout) - 1, 1)
    points = " ".join(f"{hour - first},{_share(most - voters, most)}" for hour, voters in turnout.items())
    marks = "".join(
        f'<text x="{_share(hour - first, width)}%" y="198" text-anchor="{_anchor(hour - first, width)}">{hour}</text>'
        for hour in turnout
        if hour == first or hour % 2 == 0  # there is no room for all of them on a phone
    )
    title = _invented(told, told.say("play.caption.day"))
    described = ", ".join(f"{hour}:00 {told.n(voters)}" for hour, voters in turnout.items())
    curve = f'<polyline class="curve" points="{points}"/>'
    return (
        f"<figure>\n<figcaption>{escape(title)}</figcaption>\n"
        f'<svg height="205" role="img" aria-labelledby="line-title line-text"><title id="line-title">{escape(title)}</title>'
        f'<desc id="line-text">{escape(described)}</desc>'
        '<line class="grid" x1="0" x2="100%" y1="25" y2="25"/><line class="grid" x1="0" x2="100%" y1="180" y2="180"/>'
        f'<text x="0" y="18">{told.n(most)}</text>'
        f'<svg y="25" height="155" viewBox="0 0 {width} 100" preserveAspectRatio="none">{curve}</svg>'
        f"{marks}</svg>\n</figure>\n"
    )


def _share(part: int, whole: int) -> str:
    """A part of a hundred with two decimals, by whole numbers: the same on every machine."""
    hundredths = part * 10_000 // whole if whole else 0
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _anchor(place: int, last: int) -> str:
    return "start" if place == 0 else "end" if place == last else "middle"


# ---- the order of the law --------------------------------------------------------------------------------------------


def _order(told: Told) -> Iterator[str]:
    """The table that the count obeyed, with the time at which each step was done."""
    yield f'<section>\n<h2 id="order">{escape(told.say("play.order"))}</h2>\n<p>{escape(told.say("play.order why"))}</p>\n'
    done = {moment.step: moment.minute for moment in told.story.moments}  # the last moment of each step
    steps = told.story.steps
    numbers = {step.key: str(place) for place, step in enumerate(steps, 1)}
    each = f" ({told.say('play.each contest')})"
    rows = [
        (
            f"{numbers[step.key]}. {told.say(step.key)}{each if step.each_contest else ''}", step.article,
            ", ".join(numbers[need] for need in step.needs) or "–", clock(done[step.key]),
        )
        for step in steps
    ]  # fmt: skip
    heads = told.heads("play.column.step", "play.column.article", "play.column.needs", "play.column.done")
    yield _table(_invented(told, told.say("play.order")), heads, rows, numbers=(3,)) + "</section>\n"


# ---- the count -------------------------------------------------------------------------------------------------------


def _count(told: Told) -> Iterator[str]:
    """Step by step; the steps that are done for each contest, contest by contest."""
    yield f'<section>\n<h2 id="count">{escape(told.say("play.count"))}</h2>\n'
    steps = {step.key: step for step in told.story.steps}

    def part(moment: Moment) -> tuple[str | None, str | None]:
        """The contest, where a step is done for each; else the step."""
        return (None, moment.contest) if steps[moment.step].each_contest else (moment.step, None)

    for (step, contest), group in groupby((moment for moment in told.story.moments if moment.step in steps), part):
        moments = list(group)
        if contest is not None:
            yield from _contest(told, contest, moments)
        elif step is not None:
            heading, article = escape(told.say(step)), escape(told.article(steps[step].article))
            yield f'<h3>{heading} <span class="quiet">{article}</span></h3>\n{_moments(told, moments, told.moment)}'
    yield "</section>\n"


def _contest(told: Told, contest: str, moments: Sequence[Moment]) -> Iterator[str]:
    """The count of one contest: what was done, the piles, why ballots are invalid, and every ballot as it was read."""
    yield f"<h3>{escape(told.contests[contest])}</h3>\n"
    yield _moments(told, [moment for moment in moments if not moment.read], told.text)
    yield _piles(told, contest)
    name = told.contests[contest]
    reasons = [(told.say(reason), told.n(number)) for reason, number in told.story.invalid[contest].items()]
    if reasons:
        heads = told.heads("play.column.reason", "play.column.ballots")
        yield _table(_invented(told, told.say("play.caption.invalid", contest=name)), heads, reasons)
    yield from _all_read(told, contest, moments)


def _piles(told: Told, contest: str) -> str:
    """The piles at the end, from the protocol: a bar and a number for each."""
    figures = told.story.figures[contest]
    votes = figures.lines["P"]
    assert not isinstance(votes, int | None)
    cells = {**votes, AGAINST_ALL: figures.one("N"), INVALID: figures.one("I")}
    piles = {pile: number for pile, number in cells.items() if number is not None}
    names, most = told.piles(contest), max(piles.values())
    rows = []
    for pile, number in piles.items():
        kind = "other" if pile in (AGAINST_ALL, INVALID) else "option"
        bar = f'<svg height="14" aria-hidden="true"><rect class="{kind}" width="{_share(number, most)}%" height="14"/></svg>'
        rows.append(
            f'<tr><th scope="row">{escape(names[pile])}</th><td class="bar">{bar}</td>'
            f'<td class="number">{told.n(number)}</td></tr>\n'
        )
    caption = _invented(told, told.say("play.caption.piles", contest=told.contests[contest]))
    head = _head((told.say("play.column.option"), "", told.say("play.column.ballots")), (2,))
    return _framed(caption, head, rows)


def _all_read(told: Told, contest: str, moments: Iterable[Moment]) -> Iterator[str]:
    """Every ballot in the order of reading, by its line on the ballot; that order has nothing to do with any voter."""
    lines = {option.id: str(line) for line, option in enumerate(told.story.event.options_of(contest), 1)} | SIGNS
    rows, total = [], 0
    for moment in moments:
        if moment.read:
            first, total = total + 1, total + len(moment.read)
            read = " ".join(lines[pile] for pile in moment.read)
            rows.append(
                f'<tr><th scope="row" class="number">{told.n(first)}–{told.n(total)}</th><td class="read">{read}</td></tr>\n'
            )
    if not rows:
        return
    names = told.piles(contest)
    legend = "; ".join(f"{line} {names[option]}" for option, line in lines.items() if option not in SIGNS)
    caption = _invented(told, told.say("play.caption.read", contest=told.contests[contest]))
    yield f"<details>\n<summary>{escape(told.say('play.all read', ballots=told.n(total)))}</summary>\n"
    yield f"<p>{escape(told.say('play.legend'))} {escape(legend)}.</p>\n"
    yield _framed(caption, _head(told.heads("play.column.ballots", "play.column.read"), ()), rows) + "</details>\n"


# ---- the papers ------------------------------------------------------------------------------------------------------


def _papers(told: Told) -> Iterator[str]:
    """The station's own record and the protocols: every figure, and in words."""
    yield f'<section>\n<h2 id="protocols">{escape(told.say("play.protocols"))}</h2>\n'
    for contest in told.story.figures:
        head = _head(told.heads("play.column.option", "play.column.figure", "play.column.words"), (1,))
        rows = [
            f'<tr><th scope="row"><span class="code">{row.code}</span> {escape(row.name)}</th>'
            f'<td class="number">{row.figure}</td><td>{escape(row.words)}</td></tr>\n'
            for row in told.rows(contest)
        ]
        yield _framed(_invented(told, told.paper(contest)), head, rows, "protocol")
    yield "</section>\n"


def _acts(told: Told) -> Iterator[str]:
    """The acts on mobile boxes that held too many ballots: they are attached to the protocols."""
    for act in told.story.acts:
        carriers = ", ".join(f"№\u00a0{member}" for member in act.carriers)
        text = told.say("play.box void", box=act.box, ballots=told.n(sum(act.ballots.values())), carriers=carriers)
        yield f'<section class="broken">\n<h3>{escape(told.say("play.act"))}</h3>\n<p>{escape(text)}</p>\n'
        rows = [(told.contests[contest], told.n(number)) for contest, number in act.ballots.items()]
        caption = f"{told.say('play.box', box=act.box)} · {told.say('play.asked', requests=told.n(act.requests))}"
        heads = told.heads("play.column.contest", "play.column.ballots")
        yield _table(_invented(told, caption), heads, rows) + "</section>\n"


def _checks(told: Told) -> Iterator[str]:
    """Whether the papers hold together; each check that does not, with what the commission is told."""
    yield f'<section>\n<h2 id="checks">{escape(told.say("play.checks"))}</h2>\n<p>{escape(told.verdict())}</p>\n'
    for finding in told.findings:
        code, paper, words = map(escape, told.finding(finding))
        yield f'<p class="broken"><strong>{code}</strong> <span class="quiet">{paper}</span><br>{words}</p>\n'
    yield "</section>\n"


# ---- small things ----------------------------------------------------------------------------------------------------


def _invented(told: Told, text: str) -> str:
    return f"{told.say('play.invented word')} · {text}"


def _moments(told: Told, moments: Iterable[Moment], tell: Callable[[Moment], str]) -> str:
    items = "".join(
        f"<li><time>{clock(moment.minute)}</time><span>{escape(tell(moment))} "
        f'<span class="quiet">{escape(told.article(moment.article))}</span></span></li>\n'
        for moment in moments
    )
    return f'<ol class="moments">\n{items}</ol>\n'


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] | None = None) -> str:
    """A table of texts whose first column names the row; the columns in ``numbers`` are numbers, all others if None."""
    ends = range(1, len(heads)) if numbers is None else numbers
    body = [
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td{_end(place in ends)}>{escape(cell)}</td>" for place, cell in enumerate(row[1:], 1))
        + "</tr>\n"
        for row in rows
    ]
    return _framed(caption, _head(heads, ends), body)


def _head(heads: Sequence[str], numbers: Sequence[int]) -> str:
    """The heads of the columns; an empty one belongs to a column that says nothing of its own."""
    return "".join(
        f'<th scope="col"{_end(place in numbers)}>{escape(name)}</th>' if name else "<td></td>"
        for place, name in enumerate(heads)
    )


def _framed(caption: str, head: str, rows: Iterable[str], kind: str = "") -> str:
    opened = f'<table class="{kind}">' if kind else "<table>"
    body = "".join(rows)
    return (
        f"{opened}\n<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"
    )


def _end(number: bool) -> str:
    return ' class="number"' if number else ""
