"""Results on the terminal: tables, a seat bar, steps. Colour is never alone: every segment has its initial."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dauys.election import Election
from dauys.law import Outcome
from dauys.render.explain import Section, sections
from dauys.render.pictures import Group, ink_on
from dauys.render.result import groups, party_rows
from dauys.text import phrase


def show_result(console: Console, election: Election, outcome: Outcome, language: str = "en") -> None:
    """The seat table and the seat bar, and what the reader must know about the data."""
    console.print()
    console.print(Text(election.definition.name.told(language), style="bold"))
    status = phrase(f"status.{outcome.status}", language)
    console.print(f"{phrase('title.law', language)}: {outcome.law} · {status}", highlight=False)
    if election.stations:
        counted = ", ".join(f"{n:,} {phrase(f'tier.{tier}', language)}" for tier, n in election.stations.items())
        console.print(f"{phrase('title.stations', language)}: {counted}", highlight=False)
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    table.add_column(phrase("column.party", language))
    for tier in outcome.tiers:
        table.add_column(phrase(f"tier.{tier}", language), justify="right")
    table.add_column(phrase("column.total", language), justify="right", style="bold")
    for name, row in party_rows(election, outcome, language, all_parties=False):
        table.add_row(name, *(str(row[tier] or "–") for tier in outcome.tiers), str(row["total"]))
    sums = [str(sum(row[tier] for _, row in party_rows(election, outcome, language))) for tier in outcome.tiers]
    table.add_row("", *sums, str(outcome.total), end_section=True)
    console.print(table)
    console.print(
        seat_bar(groups(election, outcome, language), outcome.total + outcome.open_seats, width=min(console.width, 98))
    )
    for note in election.definition.notes:
        console.print(Text(f"· {note}", style="dim"))


def seat_bar(shown: list[Group], seats: int, width: int) -> Text:
    """One line, a party's part as long as its share, with its name as far as there is room; ``┃`` stands at the half."""
    if not seats:
        return Text("")
    bar = Text()
    filled, counted = 0, 0
    for group in shown:
        counted += group.seats
        upto = round(width * counted / seats)
        room = upto - filled
        label = f"{group.name} {group.seats}"
        label = label if len(label) <= room - 1 else str(group.seats) if len(str(group.seats)) <= room else ""
        bar.append(f"▏{label}".ljust(room)[:room], "dim" if group.open else f"{ink_on(group.colour)} on {group.colour}")
        filled = upto
    half = Text(" " * (width // 2) + "┃ " + f"{seats // 2 + 1}", style="dim")
    return Text("\n").join([bar, half])


def show_trace(console: Console, election: Election, outcome: Outcome, language: str = "en", tier: str | None = None) -> None:
    """Every step: heading with its article, facts, table."""
    for section in sections(outcome, election.votes, language, tier):
        _show(console, section, language)


def _show(console: Console, section: Section, language: str) -> None:
    console.print()
    console.print(Text.assemble((section.heading, "bold"), (f"  [{section.article}]", "dim")))
    for fact in section.facts:
        console.print(fact, highlight=False)
    if section.table is None:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for index, column in enumerate(section.table.columns):
        table.add_column(column, justify="right" if index else "left")
    for row in section.table.rows:
        table.add_row(*map(Text, row))
    console.print(table)


def show_questions(console: Console, outcome: Outcome, language: str = "en") -> None:
    """Where the count stopped, and the file to answer it with, ready to be filled in."""
    console.print()
    console.print(Text(phrase("title.questions", language), style="bold"))
    for question in outcome.questions:
        console.print(f"· {question.told(language)}", highlight=False)
    text = answer_file(outcome)
    if text:
        console.print()
        console.print(phrase("answer.file", language), highlight=False)
        console.print(Text(text))


def answer_file(outcome: Outcome) -> str:
    """A file for ``--lots`` with every open question that can be answered, its answers left to fill in."""
    blocks = []
    for question in outcome.questions:
        if question.choices:
            choices = ", ".join(f'"{choice}"' for choice in question.choices)
            blocks.append(
                f'[[lot]]\nquestion = "{question.id}"\nchosen = []  # {question.choose} of {choices}\n'
                'by = ""  # who drew or decided, when, which document'
            )
    return "\n\n".join(blocks)
