"""What is still open, on the terminal: which protocols are missing, and between which numbers the seats lie."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dauys.election.event import Event
from dauys.law import INDEPENDENT
from dauys.law.bounds import Bounds, Range
from dauys.tally.open import RESTS_ON, Open
from dauys.text import phrase

SHOWN = 40  # constituencies named one by one


def show_open(console: Console, event: Event, found: Sequence[Open], language: str = "en") -> None:
    """Every body that is not decided, its parties with their ranges, its constituencies that can still turn."""
    if event.invented:
        console.print(Text(f" {phrase('record.invented', language)} ", style="bold black on yellow"))
    for one in found:
        if not one.bounds.decided:
            _body(console, event, one, language)
    decided = sum(one.bounds.decided for one in found)
    console.print()
    console.print(phrase("open.decided", language, decided=decided, bodies=len(found)), highlight=False)
    for rests_on in RESTS_ON:
        console.print(Text(f"· {phrase(f'open.{rests_on}', language)}", style="dim"))


def _body(console: Console, event: Event, one: Open, language: str) -> None:
    console.print()
    console.print(Text(event.body(one.body).names.told(language), style="bold"))
    stations = sum(sum(wait.stations.values()) for wait in one.waits.values())
    ballots = sum(wait.ballots for wait in one.waits.values())
    console.print(phrase("open.waits", language, protocols=f"{stations:,}", ballots=f"{ballots:,}"), highlight=False)
    for refused in one.bounds.not_covered:
        console.print(Text(f"· {refused.told(language)}", style="dim"))
    if one.bounds.parties:
        console.print(_parties(event, one.bounds, language))
        for note in dict.fromkeys(range_.note(language) for party in one.bounds.parties for range_ in party.tiers.values()):
            if note:
                console.print(Text(f"· {note}", style="dim"))
    _constituencies(console, event, one.bounds, language)


def _parties(event: Event, bounds: Bounds, language: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    table.add_column(phrase("column.party", language))
    tiers = list(bounds.parties[0].tiers)
    for tier in tiers:
        table.add_column(phrase(f"tier.{tier}", language), justify="right")
    table.add_column(phrase("column.total", language), justify="right", style="bold")
    for party in bounds.parties:
        if party.total.most:
            named = (
                phrase("independent", language)
                if party.party == INDEPENDENT
                else event.parties[party.party].names.told(language)
            )
            table.add_row(named, *(_range(party.tiers[tier]) for tier in tiers), _range(party.total))
    return table


def _range(seats: Range) -> str:
    return seats.told() if seats.most else "–"


def _constituencies(console: Console, event: Event, bounds: Bounds, language: str) -> None:
    still = [one for one in bounds.constituencies if not one.decided]
    if bounds.constituencies:
        decided = len(bounds.constituencies) - len(still)
        told = phrase("open.constituencies", language, decided=decided, constituencies=len(bounds.constituencies))
        console.print(told, highlight=False)
    for one in still[:SHOWN]:
        options = {option.id: option.names.told(language) for option in event.options_of(one.place)}
        names = ", ".join(options.get(option, option) for option in one.in_reach)
        told = phrase("open.constituency", language, place=event.constituencies[one.place].names.told(language), names=names)
        console.print(Text(f"  {told}"))
    if len(still) > SHOWN:
        console.print(f"  … {len(still) - SHOWN}")
