"""A page as HTML in one language: the frame is a template, the parts are written here. No script is needed to read it."""

from dataclasses import replace
from functools import cache, partial
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dauys.publish.grids import Grid, Html, html, marked
from dauys.publish.site.address import EMBEDDED, HOME, Site
from dauys.publish.site.page import (
    Beside,
    Bullets,
    Code,
    Drawn,
    Embed,
    Fold,
    Page,
    Paragraph,
    Part,
    Picture,
    Scan,
    Section,
    Steps,
    Table,
    To,
    Views,
)
from dauys.publish.site.telling import Teller, relative
from dauys.render.explain import Section as Step
from dauys.text import LANGUAGES, phrase

TEMPLATES = Path(__file__).parent / "templates"
NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
"""Each language in its own."""


def page_html(page: Page, site: Site, language: str) -> bytes:
    """The page, whole."""
    tell = Teller(
        language, lambda to: site.link(page.path, to), lambda path: site.file(page.path, path.replace("{language}", language))
    )
    return _templates().get_template("page.html").render(
        page=page, site=site, language=language, tell=tell, names=NAMES, languages=LANGUAGES, csv=page.main is not None,
        say=partial(phrase, language=language), status=partial(status, tell=tell), home=To(HOME, site.event.names),
        lead=Html("".join(part(one, tell) for one in page.lead)),
        sections=[(one, section(one, tell)) for one in page.sections],
    ).encode()  # fmt: skip


def embed_html(one: Embed, page: Page, site: Site, language: str) -> bytes:
    """A picture of a page, for an iframe."""
    tell = Teller(language, lambda to: site.from_embed(to, language), partial(relative, EMBEDDED))
    return _templates().get_template("embed.html").render(
        one=one, page=page, site=site, language=language, tell=tell, say=partial(phrase, language=language),
        status=partial(status, tell=tell), parts=Html("".join(part(each, tell) for each in one.pictures)),
    ).encode()  # fmt: skip


def first_html(site: Site) -> bytes:
    """The page at the root, which leads to the languages: none is guessed."""
    return _first(site)


def missing_html(site: Site) -> bytes:
    """What is shown where nothing is: the same, said so. Its links begin at the root, for it is shown at any address."""
    return _first(site, root="/", missing=True)


def _first(site: Site, root: str = "", missing: bool = False) -> bytes:
    template = _templates().get_template("index.html")
    return template.render(site=site, languages=LANGUAGES, phrase=phrase, root=root, missing=missing).encode()


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, auto_reload=False,
    )  # fmt: skip


def section(one: Section, tell: Teller) -> Html:
    """The parts of a section; its heading stands in the names of its regions, which are told apart by ear."""
    inside = replace(tell, where=f"{tell.text(one.heading)}: ")
    return Html("".join(part(each, inside) for each in one.parts))


def part(one: Part, tell: Teller) -> Html:
    """A part of a page."""
    match one:
        case Paragraph(told, look):
            return Html(f"<p{_class(look)}>{tell.html(told)}</p>\n")
        case Bullets(items, look):
            return Html(f"<ul{_class(look)}>" + "".join(f"<li>{tell.html(item)}</li>" for item in items) + "</ul>\n")
        case Table():
            return table(one, tell)
        case Picture(draw=draw, caption=caption):
            under = "" if caption is None else f"<figcaption>{tell.html(caption)}</figcaption>"
            return Html(f"<figure>{draw(tell.language)}{under}</figure>\n")
        case Drawn(path, told):
            return Html(
                f'<figure><img src="{escape(tell.to_file(path))}" alt="{escape(tell.text(told))}" loading="lazy"></figure>\n'
            )
        case Scan(path, told, preview):
            shown = "" if preview is None else f'<img src="{escape(tell.to_file(preview))}" alt="" loading="lazy">'
            return Html(f'<p class="scan"><a href="{escape(tell.to_file(path))}">{shown}{html(tell.text(told))}</a></p>\n')
        case Code(text):
            return Html(f'<pre tabindex="0"><code>{escape(text)}</code></pre>\n')
        case Steps(told=told):
            return Html("".join(step(each, tell) for each in told(tell.language)))
        case Beside(left, right):
            halves = ("".join(part(each, tell) for each in half) for half in (left, right))
            return Html('<div class="beside"><div>' + "</div><div>".join(halves) + "</div></div>\n")
        case Fold():
            return fold(one, tell)
        case Views(name, views, of):
            # Details of one name close each other: a switch without a script, which makes buttons of them and of the table.
            drawn = (fold(each, tell, f' name="{escape(name)}"{" open" if at == 0 else ""}') for at, each in enumerate(views))
            return Html(f'<div class="views" data-table="t-{escape(of)}">{"".join(drawn)}</div>\n')


def fold(one: Fold, tell: Teller, how: str = "") -> Html:
    """Parts behind their summary; how: further attributes."""
    inner = "".join(part(each, tell) for each in one.parts)
    return Html(f"<details{how}><summary>{tell.html(one.told)}</summary>{inner}</details>\n")


def _class(look: str) -> str:
    return f' class="{look}"' if look else ""


def table(one: Table, tell: Teller) -> Html:
    """A table in a region of its own, which scrolls and which the keyboard reaches: the page never scrolls sideways."""
    label = escape(tell.where + tell.text(one.caption))
    name = "" if one.shared else f' id="t-{escape(one.id)}"'
    inner = _shared(one, tell) if one.shared else _table(one, tell)
    note = "" if one.note is None else f'<p class="note">{tell.html(one.note)}</p>'
    return Html(f'<div class="wide" role="region" tabindex="0" aria-label="{label}"{name}>{inner}</div>{note}\n')


_told: dict[tuple[int, str], tuple[Table, str]] = {}
"""Tables that are one value on many pages, by identity and language; the table is kept, so that its identity lasts."""


def _shared(one: Table, tell: Teller) -> str:
    key = (id(one), tell.language)
    if key not in _told:
        _told[key] = one, _table(one, tell)
    return _told[key][1]


def _table(one: Table, tell: Teller) -> str:
    mark = "" if one.status is None else f" {status(one.status, tell)}"
    hidden = _class("unseen" if one.unseen else "")  # the words alone: a status is always seen
    classes = ["" if at == 0 or column.words else ' class="n"' for at, column in enumerate(one.columns)]
    heads = "".join(
        f'<th scope="col"{class_}>{tell.html(column.title)}</th>' for column, class_ in zip(one.columns, classes, strict=True)
    )
    heads = f"<thead><tr>{heads}</tr></thead>" if any(column.title for column in one.columns) else ""
    opening, told = [f"<td{class_}>" for class_ in classes[1:]], tell.html
    rows = []
    for at, (first, *others) in enumerate(one.rows):
        sum_ = ' class="sum"' if at in one.sums else ""
        cells = "".join([f"{start}{told(cell)}</td>" for start, cell in zip(opening, others, strict=True)])
        rows.append(f'<tr{sum_}><th scope="row">{told(first)}</th>{cells}</tr>')
    return (
        f"<table><caption><span><span{hidden}>{tell.html(one.caption)}</span>{mark}</span></caption>"
        f"{heads}<tbody>{''.join(rows)}</tbody></table>"
    )


def step(one: Step, tell: Teller) -> Html:
    """One step from votes to seats, with its article."""
    article = escape(phrase("page.article", tell.language, article=one.article))
    facts = "".join(f"<p>{escape(fact)}</p>" for fact in one.facts)
    grid = "" if one.table is None else Grid(one.heading, one.table.columns, one.table.rows, unseen=True).__html__()
    return Html(f"<h3>{escape(one.heading)} <small>{article}</small></h3>{facts}{grid}")


def status(told: str, tell: Teller) -> Html:
    """The word of a status beside what it is of; it leads to the page that says what it means."""
    return marked("a", phrase(f"status.{told}", tell.language), class_="status", href=tell.to_page(f"status#{told}"))
