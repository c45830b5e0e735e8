"""Pages that explain: what the words of a status mean, how the count was done, where the data are."""

from collections.abc import Iterator

from dauys.publish.readme import COMMAND, PYTHON
from dauys.publish.seats import STATUSES
from dauys.publish.site.address import Site
from dauys.publish.site.page import Bullets, Code, Column, File, Page, Paragraph, Part, Say, Section, Table, To, Value, word
from dauys.publish.site.pages.chamber import embedded
from dauys.publish.source import Source
from dauys.tally.totals import CLASS_NAMES


def statuses(source: Source) -> Page:
    """What the words beside numbers mean."""
    event = source.state.event
    sections = [Section(name, word("status", name), [Paragraph(Say(f"site.means {name}"))]) for name in STATUSES]
    rows: list[list[Value]] = [[word("class", name), Say(f"site.class means {name}")] for name in CLASS_NAMES]
    columns = [Column("class", Say("page.class"), words=True), Column("means", Say("site.means"), words=True)]
    sections.append(
        Section("classes", Say("site.classes"), [Table("classes", Say("site.classes"), columns, rows, unseen=True)])
    )
    return Page("status", Say("site.statuses"), sections, way=[To("index", event.names)],
                lead=[Paragraph(Say("site.statuses told"), "lead")])  # fmt: skip


def method(source: Source) -> Page:
    """How the figures come about, and how anybody checks them."""
    event = source.state.event
    laws = list(dict.fromkeys(body.law for body in event.bodies.values()))
    check: list[Part] = [
        Paragraph(Say("page.check told", {"python": PYTHON})), Code(COMMAND), Paragraph(Say("page.check key", {"word": "KEY"})),
        Paragraph(Say("page.unchanged"), "note"),
    ]  # fmt: skip
    rule = event.merging
    alone: Value = Say("site.way alone")
    if rule is not None:
        alone = Say("site.way unanimous" if rule.unanimous else "site.way small", {"votes": rule.fewer_than})
    steps: list[Value] = [Say(f"site.way {step}") for step in range(1, 7)]
    sections = [
        Section("way", Say("site.way"), [Bullets([*steps, alone])]),
        Section(
            "laws", Say("site.laws"), [Bullets(laws), Bullets([File("bundle/definition/laws.json", "laws.json")], "links")]
        ),
        Section("check", Say("page.check"), check),
    ]
    if event.notes:
        sections.append(Section("notes", Say("site.notes"), [Bullets(event.notes)]))
    return Page("method", Say("site.method"), sections, way=[To("index", event.names)],
                lead=[Paragraph(Say("site.method told"), "lead")])  # fmt: skip


FILES = {
    "bundle/protocols.parquet": "page.file parquet",
    "bundle/protocols/station.csv": "page.file stations",
    "bundle/findings.csv": "page.file findings",
    "bundle/summaries.csv": "page.file summaries",
    "bundle/open.json": "page.file open",
    "bundle/manifest.json": "page.file manifest",
    "bundle/checkpoint": "page.file checkpoint",
    "bundle/README.txt": "page.file readme",
}
"""The files with everything, and the phrase of each."""


def data(source: Source) -> Page:
    """Where the data are: whole files, and one for each page."""
    event = source.state.event
    there = {path: told for path, told in FILES.items() if "station" not in path or "station" in source.tables}
    rows: list[list[Value]] = [
        [File(path, path.removeprefix("bundle/")), Say(told, {"hash": "SHA-256"})] for path, told in there.items()
    ]
    rows += [
        [File(f"bundle/protocols/{one.id}.csv", f"protocols/{one.id}.csv"), Say("site.file protocols")]
        for one in event.contests if one.tier == "list" and one.body == next(iter(event.bodies))
    ]  # fmt: skip
    columns = [Column("file", Say("site.file"), words=True), Column("told", Say("site.file told"), words=True)]
    parts: list[Part] = [
        Table("files", Say("page.files"), columns, rows, unseen=True),
        Paragraph(
            Say("page.files told", {"protocols": "bundle/protocols/", "totals": "bundle/totals/", "proofs": "bundle/proofs/"})
        ),
        Paragraph(Say("site.page data", {"json": "JSON", "csv": "CSV"})),
    ]
    embedding = Section("embeds", Say("site.embeds"), [*_embeds(source)])
    sections = [Section("files", Say("page.files"), parts), embedding]
    return Page("data", Say("site.data"), sections, way=[To("index", event.names)],
                lead=[Paragraph(Say("site.data told"), "lead")])  # fmt: skip


def _embeds(source: Source) -> Iterator[Part]:
    """Pictures that others may show, the code to paste, and at which address those of other bodies are."""
    site, first, *others = Site(source.state.event), *source.state.event.bodies
    yield Paragraph(Say("site.embeds told", {"word": "ADDRESS", "kk": "kk", "ru": "ru", "en": "en"}))
    for one in embedded(source, first, None):
        page = site.embed(one.name, "html")
        yield Bullets([File(page, one.title), File(site.embed(one.name, "svg"), "SVG")], "links")
        yield Code(
            f'<iframe src="ADDRESS/{site.embed(one.name, "html", "kk")}" width="400" height="640" loading="lazy"></iframe>'
        )
    if others:
        yield Paragraph(Say("site.embeds of others", {"name": first, "other": others[-1]}), "note")
