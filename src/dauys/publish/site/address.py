"""Where the pages of a site lie: the address is the identity, the same in each language, and lasts.

``<language>/<election>/<page>.html`` for people, ``data/<election>/<page>.json`` and ``.csv`` for programs, ``bundle/`` for
whoever checks. All links are relative: a site can be served from any folder, or be read from a stick.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from dauys.election.event import Event
from dauys.publish.site.page import Page, Value
from dauys.publish.site.telling import relative

HOME = "index"
EMBEDDED = 3
"""Folders that a file for embedding lies in: ``embed/<language>/<election>/``."""


@dataclass(frozen=True, slots=True)
class Site:
    """An election's site."""

    event: Event
    office: str = ""  # the address of the office that takes reports of errors; empty: no page leads to one
    notice: Value = None  # what every page says of its figures; None where they follow from a signed record

    @property
    def election(self) -> str:
        """The election's name in addresses: the last part of the log's origin."""
        return self.event.origin.rpartition("/")[2]

    def html(self, page: str, language: str) -> str:
        """The path of a page's HTML."""
        return f"{language}/{self.election}/{page}.html"

    def data(self, page: str, ending: str) -> str:
        """The path of a page's data: ``json``, ``csv``."""
        return f"data/{self.election}/{page}.{ending}"

    def embed(self, name: str, ending: str, language: str = "{language}") -> str:
        """The path of what others may show on their pages: ``html`` for an iframe, ``svg``."""
        return f"embed/{language}/{self.election}/{name}.{ending}"

    def from_embed(self, page: str, language: str) -> str:
        """From a file for embedding to a page."""
        name, mark, part = page.partition("#")
        return relative(EMBEDDED, f"{self.html(name, language)}{mark}{part}")

    def link(self, here: str, page: str) -> str:
        """From a page to another in the same language."""
        name, mark, part = page.partition("#")
        return relative(here.count("/"), f"{name}.html{mark}{part}")

    def file(self, here: str, path: str) -> str:
        """From a page to a file of the site."""
        return relative(here.count("/") + 2, path)

    def report(self, page: Page, language: str) -> str:
        """The office's form for an error on a page."""
        return f"{self.office}/report/?{urlencode({'page': page.path, 'language': language}, safe='/')}"

    def other(self, page: Page, language: str) -> str:
        """From a page to the same in another language."""
        return self.file(page.path, self.html(page.path, language))
