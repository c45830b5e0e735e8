"""Pictures for other people's pages: each at an address that lasts, as a small page for an iframe and as a file of its own.

They are told from the value of the page that shows the same, and are new whenever that page is. A server has to let others
frame what lies in ``embed/``, and nothing else.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial

from dauys.publish.site.address import Site
from dauys.publish.site.html import embed_html
from dauys.publish.site.page import Embed, Page
from dauys.publish.site.telling import said
from dauys.render.pictures import Words, poster
from dauys.text import LANGUAGES, phrase

KINDS = ("seats", "places", "map")
"""What there may be of a body: the name of an embed is that of the body and one of these."""


type Told = tuple[str, Callable[[], bytes]]
"""The path of a file, and how it is made."""


def embeds(page: Page, site: Site, language: str) -> Iterator[Told]:
    """The files for embedding that go with a page."""
    for each in page.embeds:
        drawn_once = [replace(picture, draw=cache(picture.draw)) for picture in each.pictures]
        one = replace(each, pictures=drawn_once)
        yield site.embed(one.name, "html", language), partial(embed_html, one, page, site, language)
        yield site.embed(one.name, "svg", language), partial(_svg, one, page, site, language)


def embed_files(page: str, site: Site) -> list[str]:
    """Where the files of a page for embedding lie, if it has them."""
    body, _, name = page.partition("/")
    if name != "index":
        return []
    kinds = (f"{body}-{kind}" for kind in KINDS)
    return [site.embed(kind, ending, language) for kind in kinds for ending in ("html", "svg") for language in LANGUAGES]


def _svg(one: Embed, page: Page, site: Site, language: str) -> bytes:
    invented = site.event.invented
    words = Words(
        f"{said(page.title, language)}: {said(one.title, language)}",
        "" if page.status is None else phrase(f"status.{page.status}", language),
        said(one.note, language),
        site.from_embed(page.path, language),
        phrase("site.whole result", language),
        f"{phrase('page.invented', language)} · {phrase('page.invented told', language)}" if invented else "",
    )
    return poster(one.pictures[0].draw(language), words, language).encode()
