"""Laws side by side on the terminal."""

from collections.abc import Callable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dauys.election import Election
from dauys.law.comparison import Column
from dauys.render.numbers import number
from dauys.render.result import party_name
from dauys.text import phrase


def show_comparison(console: Console, election: Election, columns: list[Column], language: str = "en") -> None:
    """A column a law: seats by party (lists + constituencies), then the indices, then what could not be counted."""
    parties = dict.fromkeys(p for column in columns for p, row in column.outcome.parties.items() if row["total"])
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    for column in columns:
        table.add_column("\n".join(column.law.id.split("/")[1:]), justify="right", no_wrap=True)
    for party in parties:
        table.add_row(party_name(election, party, language), *(_seats(column, party) for column in columns))
    table.add_row(phrase("column.total", language), *(str(column.outcome.total) for column in columns), style="bold")
    table.add_row("")
    indices: tuple[tuple[str, Callable[[Column], str]], ...] = (
        ("gallagher", lambda c: "–" if c.gallagher is None else f"{c.gallagher:.2f}"),
        ("parties by votes", lambda c: "–" if c.parties_by_votes is None else number(round(c.parties_by_votes, 2), language)),
        ("parties by seats", lambda c: "–" if c.parties_by_seats is None else number(round(c.parties_by_seats, 2), language)),
        ("wasted", lambda c: "–" if c.wasted is None else number(c.wasted, language)),
        ("independents", lambda c: str(c.independents)),
        ("status", lambda c: phrase(f"status.{c.outcome.status}", language)),
    )
    for key, tell in indices:
        table.add_row(phrase(f"index.{key}", language), *(tell(column) for column in columns))
    console.print(table)
    for column in columns:
        for question in column.outcome.questions:
            console.print(Text(f"{column.law.id} · {question.told(language)}"))
        for other in column.law.elsewhere:
            console.print(
                Text(f"{column.law.id} · {phrase('elsewhere', language, seats=other.seats, by=other.by)}", style="dim")
            )


def _seats(column: Column, party: str) -> str:
    row = column.outcome.parties.get(party)
    if row is None:
        return "–"
    parts = [str(row[tier]) for tier in column.outcome.tiers]
    return str(row["total"]) if len(parts) == 1 else f"{row['total']} ({'+'.join(parts)})"
