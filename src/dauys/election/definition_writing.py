"""An event written as its folder: the same event gives the same bytes."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from dauys.election.event import Event
from dauys.law import Option
from dauys.law.words import Names

type Line = Sequence[str | int | None]

LANGUAGES = ("kk", "ru", "en")
NAMES = tuple(f"name_{language}" for language in LANGUAGES)
ADDRESS = tuple(f"address_{language}" for language in LANGUAGES)


def write_definition(event: Event, folder: Path) -> None:
    """Write the event's files into a folder, which is made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in definition_files(event).items():
        (folder / name).write_bytes(data)


def definition_files(event: Event) -> dict[str, bytes]:
    """The files of a definition by name."""
    # Registration times, lengths of lists, what lists tell of a quota and groups of stations have columns only where known.
    further = any(_further(option) != (None, None) for options in event.options.values() for option in options)
    groups = any(station.group for station in event.stations.values())
    more = {key: one.quota_more for key, one in event.lists.items() if one.quota_more is not None}
    files = {
        "event.toml": _toml(event).encode("utf-8"),
        "places.csv": _table(
            ("id", "kind", "parent", *NAMES),
            ((place.id, place.kind, place.parent, *_three(place.names)) for place in event.places.values()),
        ),
        "parties.csv": _table(
            ("id", *NAMES, "groups", "members"),
            (
                (party.id, *_three(party.names), ";".join(sorted(party.groups)), party.members)
                for party in event.parties.values()
            ),
        ),
        "constituencies.csv": _table(
            ("id", "body", "number", *NAMES),
            ((area.id, area.body, area.number, *_three(area.names)) for area in event.constituencies.values()),
        ),
        "commissions.csv": _table(
            ("id", "kind", "place", "parent", "acts_as", *NAMES),
            ((one.id, one.kind, one.place, one.parent, one.acts_as, *_three(one.names)) for one in event.commissions.values()),
        ),
        "stations.csv": _table(
            ("id", "place", "voters", "commission", "constituencies", *ADDRESS, *NAMES, *(("group",) if groups else ())),
            (
                (one.id, one.place, one.voters, one.commission, ";".join(one.constituencies), *_three(one.address),
                 *_three(one.names), *((one.group,) if groups else ()))
                for one in event.stations.values()
            ),
        ),
        "options.csv": _table(
            ("contest", "option", "kind", "party", "order", *NAMES, *(("registered", "candidates") if further else ()),
             *(("quota_more",) if more else ())),
            (
                (contest, option.id, option.kind, option.party, order, *_three(option.names),
                 *(_further(option) if further else ()), *((more.get((contest, option.id)),) if more else ()))
                for contest, options in event.options.items()
                for order, option in enumerate(options, 1)
            ),
        ),
    }  # fmt: skip
    if event.lists:
        files["persons.csv"] = _table(
            ("contest", "option", "person", *NAMES, "quota"),
            (
                (contest, option, person.id, *_three(person.names), "yes" if person.quota else None)
                for (contest, option), one in event.lists.items()
                for person in one.persons
            ),
        )
    return files


def _three(names: Names) -> tuple[str | None, ...]:
    return names.kk, names.ru, names.en


def _further(option: Option) -> tuple[str | None, int | None]:
    return option.registered, option.candidates


def _table(columns: Sequence[str], lines: Iterable[Line]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return text.getvalue().encode("utf-8")


def _toml(event: Event) -> str:
    lines = [
        f"name = {_names(event.names)}",
        f"date = {event.date.isoformat()}",
        f"country = {_text(event.country)}",
        f"invented = {'true' if event.invented else 'false'}",
        f"origin = {_text(event.origin)}",
        "notes = [",
        *(f"  {_text(note)}," for note in event.notes),
        "]",
    ]
    if event.merging is not None:
        unanimous = "true" if event.merging.unanimous else "false"
        lines += ["", "[merging]", f"fewer_than = {event.merging.fewer_than}", f"unanimous = {unanimous}"]
    for body in event.bodies.values():
        lines += ["", "[[body]]", f"id = {_text(body.id)}", f"law = {_text(body.law)}", f"name = {_names(body.names)}"]
        lines.append(f"place = {_text(body.place)}")
        if body.seats:
            seats = ", ".join(f"{_text(word)} = {number}" for word, number in sorted(body.seats.items()))
            lines.append(f"seats = {{ {seats} }}")
    for one in event.calendar:
        lines += ["", "[[calendar]]", f"law = {_text(one.law)}", f"milestone = {_text(one.milestone)}"]
        lines += [f"day = {one.day.isoformat()}", *([f"hours = {_text(one.hours)}"] if one.hours else [])]
        lines.append(f"source = {_text(one.source)}")
    return "\n".join(lines) + "\n"


def _names(names: Names) -> str:
    known = zip(LANGUAGES, _three(names), strict=True)
    return "{ " + ", ".join(f"{language} = {_text(name)}" for language, name in known if name is not None) + " }"


def _text(text: str) -> str:
    """A TOML string: JSON writes it the same way, but for one control character that TOML forbids bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
