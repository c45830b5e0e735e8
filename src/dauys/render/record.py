"""A record on the terminal: what it is, how far the count has come, and in which words."""

from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dauys.acts import STATION, Record, State
from dauys.acts.status import NOTHING
from dauys.protocol.life import CLASSES
from dauys.text import phrase


def show_record(console: Console, record: Record, body: str, language: str = "en") -> None:
    """The event's name, INVENTED first where it is; how many acts are signed; the classes of the expected protocols."""
    event, state = record.event, record.state
    if event.invented:
        console.print(Text(f" {phrase('record.invented', language)} ", style="bold black on yellow"))
    console.print(Text(event.names.told(language), style="bold"))
    signed = phrase("record.signed", language, acts=f"{record.checkpoint.size:,}", log=event.origin)
    console.print(signed, highlight=False)
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    table.add_column(phrase("record.protocols", language))
    for class_ in dict.fromkeys(CLASSES.values()):
        table.add_column(phrase(f"class.{class_}", language), justify="right")
    table.add_column(phrase("record.expected", language), justify="right", style="bold")
    for name, counts in _rows(state, body, language):
        cells = [counts[class_] for class_ in dict.fromkeys(CLASSES.values())]
        table.add_row(name, *(f"{cell:,}" if cell else "–" for cell in cells), f"{sum(cells):,}")
    console.print(table)


def _rows(state: State, body: str, language: str) -> Iterator[tuple[str, Counter[str]]]:
    """The body's contests by tier with the words of their status, the other bodies together, the stations' own records."""
    event = state.event
    here: dict[str, Counter[str]] = {}
    words: dict[str, Counter[str]] = {}
    others: Counter[str] = Counter()
    for contest in event.contests:
        counts = state.partition(contest.id, (station.id for station in event.stations_of(contest.id)))
        if contest.body == body:
            here.setdefault(contest.tier, Counter()).update(counts)
            words.setdefault(contest.tier, Counter())[state.status.get(contest.id, NOTHING)] += 1
        else:
            others.update(counts)
    for tier, counts in here.items():
        told = ", ".join(f"{phrase(f'status.{word}', language)} {n}" for word, n in words[tier].items())
        yield f"{phrase(f'tier.{tier}', language)} · {told}", counts
    if others:
        yield phrase("record.others", language, bodies=len(event.bodies) - 1), others
    records = [station for station in event.stations if STATION in state.expected(station)]
    if records:
        yield phrase("record.stations", language), state.partition(STATION, records)
