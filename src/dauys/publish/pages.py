"""The pages of a bundle, to be read by anybody, from files alone and without a script: Kazakh, Russian and English."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dauys.acts import STATION
from dauys.publish.body_page import BodyPage
from dauys.publish.findings import ACCEPTED, EXPLAINED, LATER
from dauys.publish.grids import Grid, Html, Words
from dauys.publish.readme import COMMAND, KEY, PYTHON
from dauys.publish.seats import status_of
from dauys.publish.source import Source
from dauys.publish.station_page import Headings, StationPage
from dauys.publish.telling import Teller, page_path
from dauys.render.result import party_rows
from dauys.text import LANGUAGES, sort_key

TEMPLATES = Path(__file__).parent / "templates"
STYLE = "style.css"
SEVERITIES = {"error": "page.error", "hold": "page.hold", "warning": "page.warning"}
FILES = {
    "protocols/station.csv": "page.file stations",
    "protocols.parquet": "page.file parquet",
    "findings.csv": "page.file findings",
    "summaries.csv": "page.file summaries",
    "open.json": "page.file open",
    "manifest.json": "page.file manifest",
    "checkpoint": "page.file checkpoint",
    "README.txt": "page.file readme",
}
"""The files with everything, and the phrase of each."""

NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
"""Each language in its own."""


def pages(source: Source) -> Iterator[tuple[str, bytes]]:
    """Path and content of every page, and of the style that they share."""
    yield STYLE, (TEMPLATES / STYLE).read_bytes()
    event = source.state.event
    for language in LANGUAGES:
        yield _page(source, "index", language, "index.html", index=IndexPage(source, Teller(event, language)))
        below = Teller(event, language, "../")
        headings = Headings(source, below)
        for body in tuple(event.bodies)[1:]:
            yield _page(source, f"bodies/{body}", language, "body.html", body=BodyPage(source, body, below))
        for place in source.stations_in:
            yield _page(source, f"stations/{place}", language, "stations.html", stations=StationPage(source, place, headings))


def _page(source: Source, path: str, language: str, template: str, **parts: object) -> tuple[str, bytes]:
    record, root = source.record, "../" * path.count("/")
    text = _environment().get_template(template).render(
        tell=Teller(record.state.event, language, root), language=language, root=root, event=record.state.event,
        checkpoint=record.checkpoint, home=page_path("index", language), names=NAMES,
        others={other: root + page_path(path, other) for other in LANGUAGES if other != language}, **parts,
    )  # fmt: skip
    return page_path(path, language), text.encode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip


@dataclass(frozen=True)
class IndexPage:
    """The first page: the first body whole, the others in a table, and the way to everything else."""

    source: Source
    tell: Teller

    @property
    def body(self) -> BodyPage:
        return BodyPage(self.source, next(iter(self.source.state.event.bodies)), self.tell)

    @property
    def others(self) -> Grid | None:
        """The other bodies: how far they are, and who has seats."""
        tell, bodies = self.tell, tuple(self.source.state.event.bodies)[1:]
        if not bodies:
            return None
        columns = tell.all("page.body", "page.status", "page.counted", "page.seats", "page.open")
        return Grid(tell.say("page.other bodies"), columns, map(self._other, bodies), frozenset({1, 3}), unseen=True)

    def _other(self, body: str) -> list[Words]:
        tell, page, outcome = self.tell, BodyPage(self.source, body, self.tell), self.source.outcomes[body]
        parties = party_rows(self.source.elections[body], outcome, tell.language, all_parties=False)
        return [
            tell.to(tell.page(f"bodies/{body}"), page.name),
            tell.word("status", status_of(self.source.state, body)),
            tell.of(page.counted, page.expected),
            ", ".join(f"{name} {tell.n(row['total'])}" for name, row in parties),
            tell.n(len(outcome.questions)),
        ]

    @property
    def places(self) -> list[tuple[str, str, list[Html]]]:
        """The pages of stations, by the place in which theirs lies, its id and name; each row in alphabetical order."""
        event, tell = self.source.state.event, self.tell
        above: dict[str, list[str]] = defaultdict(list)
        for place in self.source.stations_in:
            above[event.places[place].parent or event.country].append(place)
        rows = []
        for parent in (place for place in event.places if place in above):
            inside = sorted(above[parent], key=lambda place: sort_key(tell.place(place)))
            links = [tell.to(tell.page(f"stations/{place}"), tell.place(place)) for place in inside]
            rows.append((parent, tell.place(parent), links))
        return rows

    @property
    def findings(self) -> Grid:
        """How many controls do not hold on counted protocols, and how they were settled."""
        tell, found = self.tell, [one for several in self.source.found.values() for one in several]
        rows = []
        for severity, name in SEVERITIES.items():
            here = [one.settled for one in found if one.finding.severity == severity]
            rows.append([tell.say(name), *(tell.n(here.count(way)) for way in (ACCEPTED, EXPLAINED, LATER))])
        ways = tell.all("page.settled accepted", "page.settled explained", "page.settled later")
        return Grid(tell.say("page.findings"), ("", *ways), rows)

    @property
    def files(self) -> list[tuple[Words, str]]:
        """The files with everything, each with what it holds."""
        tell = self.tell
        there = {name: told for name, told in FILES.items() if "station" not in name or STATION in self.source.tables}
        return [(tell.to(name, name), tell.say(told, hash="SHA-256")) for name, told in there.items()]

    command, key, python = COMMAND, KEY, PYTHON
