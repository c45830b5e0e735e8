"""What has changed: the newest first, each with the station or contest that it is about, and what it takes back."""

from dauys.publish.site.history import Change
from dauys.publish.site.page import Column, File, Moment, Page, Paragraph, Say, Section, Several, Table, To, Value, word
from dauys.publish.site.pages.naming import body_page, contest_name, station_page
from dauys.publish.source import Source

SHOWN = 100
"""Changes on the page and in the feeds; the log has all."""


def changes(source: Source, history: tuple[Change, ...]) -> Page:
    """The page of changes."""
    event = source.state.event
    columns = [
        Column("entry", Say("site.entry"), words=True), Column("at", Say("site.at"), words=True),
        Column("act", Say("site.act"), words=True),
        Column("about", Say("site.about"), words=True), Column("reason", Say("site.reason"), words=True),
        Column("retracts", Say("site.retracts"), words=True),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [str(one.index), Moment(one.entry["at"]), act_of(one), about(source, one), reason_of(one),
         Say("site.yes") if one.retracts else Say("site.no")]
        for one in newest(history)
    ]  # fmt: skip
    table = Table("changes", Say("site.changes"), columns, rows, unseen=True)
    return Page(
        "changes", Say("site.changes"), [Section("newest", Say("site.newest", {"number": SHOWN}), [table])],
        way=[To("index", event.names)], lead=[Paragraph(Say("site.changes told"), "lead")],
        data=[File("feeds/{language}/changes.atom", "Atom"), File("feeds/{language}/changes.json", "JSON Feed")],
    )  # fmt: skip


def newest(history: tuple[Change, ...]) -> list[Change]:
    """The changes that are shown, the newest first."""
    return list(reversed(history[-SHOWN:]))


def act_of(change: Change) -> Value:
    """What was done; a new version is told as such."""
    version = change.entry.get("version", 1)
    if change.kind == "protocol approved" and version > 1:
        return Say("site.new version", {"version": version})
    return word("site.act", change.kind)


def about(source: Source, change: Change) -> Value:
    """The station and contest, or the body."""
    entry, event = change.entry, source.state.event
    told: list[Value] = []
    if "station" in entry:
        part = f"#paper-{entry['contest']}" if "contest" in entry else ""
        told.append(To(station_page(entry["station"]) + part, entry["station"]))
    if "contest" in entry:
        own = entry["contest"] == "station"
        told.append(Say("site.own record") if own else contest_name(event, event.contest(entry["contest"])))
    elif "body" in entry:
        told.append(To(body_page(entry["body"]), event.body(entry["body"]).names))
    return Several(tuple(told), ", ")


def reason_of(change: Change) -> Value:
    """The reason as it was written, and the decision behind it."""
    decision = change.entry.get("decision")
    number = Say("site.decision", {"number": decision["number"], "date": decision["date"]}) if decision else None
    told = [one for one in (number, change.entry.get("reason")) if one]
    return Several(tuple(told), ": ") if told else ""
