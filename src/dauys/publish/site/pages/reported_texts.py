"""Pages that explain results as others published them: what was not published, sources, files, what the words mean."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from dauys.election.event import list_contest
from dauys.publish.reported import STATUS, ReportedResults
from dauys.publish.site.page import (
    Bullets,
    Column,
    File,
    Page,
    Paragraph,
    Part,
    Quoted,
    Say,
    Section,
    Several,
    Table,
    To,
    Value,
    word,
)
from dauys.publish.site.pages.constituencies import total_of
from dauys.publish.site.pages.facts import blank_facts
from dauys.publish.site.pages.naming import ranked
from dauys.publish.site.pages.reported_places import by_party, figures_known, kind_told

SOURCE = "source"
"""The folder of the files that a site is made from."""


# ---- what was not published --------------------------------------------------------------------------------------------


def blanks(source: ReportedResults) -> Page:
    """What is not known, in words: it follows from the data, and nothing of it is an opinion."""
    parts: list[Part] = []
    if not source.stations:
        number = source.day.stations
        told = Say("reported.blank protocols") if number is None else Say("reported.blank stations", {"number": number})
        parts.append(Paragraph(told, "big"))
    parts.append(Bullets([one for body in source.event.bodies for one in _of_body(source, body)]))
    facts = [one for table in source.day.facts for one in blank_facts(table)]
    sections = [Section("facts", Say("reported.blanks of facts"), [Bullets(facts)])] if facts else []
    if notes := _notes(source):
        sections.append(Section("notes", Say("reported.notes"), [Bullets(notes)]))
    return Page(
        "blanks", Say("reported.blanks"), sections, way=[To("index", source.event.names)],
        lead=[Paragraph(Say("reported.blanks told"), "lead"), *parts],
    )  # fmt: skip


def _of_body(source: ReportedResults, body: str) -> Iterator[Value]:
    """The blanks of one body."""
    event, of = source.event, source.event.body(body)
    named: dict[str, Value] = {"body": of.names if len(event.bodies) > 1 else event.names}
    contests = [one for one in source.contests[body] if one.tier == "constituency" and one.repeats is None]
    without = [one for one in contests if not (total := total_of(source, one)) or not ranked(total, event.options_of(one.id))]
    if without:
        known = sum(source.elected(one) is not None for one in without)
        yield Say("reported.blank constituencies", {**named, "part": len(without), "whole": len(contests), "known": known})
    elif not contests and "constituency" in source.outcomes[body].tiers:
        yield Say("reported.blank tier", named)
    lists = source.totals.get(list_contest(body), {})
    inside = [place for place in source.elections[body].votes.places.values() if place.id != event.country]
    for kind in dict.fromkeys(place.kind for place in inside):
        places = [place.id for place in inside if place.kind == kind]
        if lists and (blank := sum(place not in lists for place in places)):
            told = {**named, "part": blank, "whole": len(places), "kind": kind_told(kind)}
            yield Say("reported.blank lists", told)
    for tier, total in by_party(source, body, of.place).items():
        missing = [Say(f"reported.{name}") for name, number in figures_known(total).items() if number is None]
        if missing:
            yield Say("reported.blank figures", {**named, "tier": Say(f"tier.{tier}"), "figures": Several(tuple(missing))})
    if not source.official[body]:
        yield Say("reported.blank official", named)


def _notes(source: ReportedResults) -> list[Value]:
    """The notes of the folders, each once, as they were written."""
    notes = [*source.day.notes, *(note for one in source.elections.values() for note in one.definition.notes)]
    return [Quoted(note) for note in dict.fromkeys(notes)]


# ---- sources and files -------------------------------------------------------------------------------------------------


def sources(source: ReportedResults, files: Mapping[str, bytes]) -> Page:
    """Where the figures come from: the file ``source.md`` of each folder, read as the few signs of Markdown that it uses."""
    sections: list[Section] = []
    for path, data in files.items():
        if path.endswith("/source.md"):
            sections += _markdown(data.decode(), f"s{len(sections)}")
    return Page(
        "sources", Say("reported.sources"), sections, way=[To("index", source.event.names)],
        lead=[Paragraph(Say("reported.sources told"), "lead")],
        data=[File(f"{SOURCE}/{path}", path) for path in files if path.endswith("/source.md")],
    )  # fmt: skip


def _markdown(text: str, id: str) -> Iterator[Section]:
    """Headings, tables, lists and paragraphs; every other sign stays as it is."""
    for number, block in enumerate(f"\n{text}".split("\n#")[1:]):
        heading, _, rest = block.partition("\n")
        parts: list[Part] = []
        for chunk in rest.strip().split("\n\n"):
            lines = chunk.strip().splitlines()
            if not lines:
                continue
            if lines[0].startswith("|"):
                parts.append(_grid(lines, f"{id}-{number}-{len(parts)}", heading))
            elif lines[0].startswith("- "):
                parts.append(Bullets([Quoted(_bare(item)) for item in "\n".join(lines).removeprefix("- ").split("\n- ")]))
            else:
                parts.append(Paragraph(Quoted(_bare(" ".join(lines)))))
        yield Section(f"{id}-{number}", Quoted(_bare(heading.lstrip("#"))), parts)


def _grid(lines: list[str], id: str, caption: str) -> Table:
    cells = [[Quoted(_bare(cell)) for cell in line.strip().strip("|").split("|")] for line in lines]
    columns = [Column(f"c{at}", title, words=True) for at, title in enumerate(cells[0])]
    rows = [row + [Quoted("")] * (len(columns) - len(row)) for row in cells[2:]]
    return Table(id, Quoted(_bare(caption.lstrip("#"))), columns, rows, unseen=True)


def _bare(text: str) -> str:
    return text.strip().replace("`", "")


def data(source: ReportedResults, files: Mapping[str, bytes]) -> Page:
    """The files that the site is made from, with their hashes."""
    rows: list[list[Value]] = [
        [File(f"{SOURCE}/{path}", path), len(told), sha256(told).hexdigest()] for path, told in files.items()
    ]
    columns = [
        Column("file", Say("site.file"), words=True),
        Column("bytes", Say("reported.bytes")),
        Column("sha256", "SHA-256", words=True),
    ]
    seats: list[Value] = [File(f"seats/{body}.json", f"seats/{body}.json") for body in source.event.bodies]
    parts: list[Part] = [
        Bullets([*seats, File("site.json", "site.json")], "links"),
        Paragraph(Say("site.page data", {"json": "JSON", "csv": "CSV"})),
        Table("files", Say("page.files"), columns, rows, unseen=True),
    ]  # fmt: skip
    return Page("data", Say("site.data"), [Section("files", Say("page.files"), parts)], way=[To("index", source.event.names)],
                lead=[Paragraph(Say("reported.data told"), "lead")])  # fmt: skip


def statuses(source: ReportedResults) -> Page:
    """What the word beside the numbers means, and the signs for what is not known."""
    sections = [
        Section(STATUS, word("status", STATUS), [Paragraph(Say("reported.meaning"))]),
        Section("blank", Say("reported.blank"), [Paragraph(Say("reported.blank told"))]),
        Section("seats", Say("reported.seats"), [Paragraph(Say("reported.seats told"))]),
    ]
    return Page("status", Say("reported.statuses"), sections, way=[To("index", source.event.names)])
