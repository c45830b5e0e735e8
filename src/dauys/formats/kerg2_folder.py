"""From a ``kerg2.csv`` an election folder (``docs/elections.md``) that ``dauys count`` counts by the law of its day.

The first vote becomes the tier ``constituency``, the second the tier ``list``. A party without a number is left out where the
other votes make up all valid ones: it is not on that ballot. Where the valid votes are not known yet, its votes are written
``unknown``, and a count that needs them stops and asks.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from dauys.formats.kerg2_values import (
    CONSTITUENCY,
    ELIGIBLE,
    INDEPENDENT,
    INVALID,
    LAND,
    PARTY,
    SYSTEM,
    VALID,
    VOTERS,
    Kerg2,
    Line,
    Place,
    Vote,
)
from dauys.text import LANGUAGES, BadInput, Fault, phrase

TIERS: dict[Vote, str] = {2: "list", 1: "constituency"}

MINORITIES = ("SSW",)
"""Parties of national minorities, which no threshold stops (section 4(2) of the Federal Elections Act); no file tells them."""

_SOURCE = """\
# {name}

- Source: {notice}
- Status: {status}; as of {as_of} (the file names no time zone). Election day: {day}.
- Read by `dauys import kerg2` from `{file}`, SHA-256 {digest}.

What was changed: the rows of the constituencies were put into the tables of an election folder, the second vote as tier
`list`, the first as tier `constituency`. Rows without a number were left out where the votes that have one make up all valid
ones, for there the party is not on the ballot; `unknown` stands where valid votes are not known either. Sums of Länder and of
the country were checked and not kept; percentages and figures of the election before neither.{minorities}
"""


def folder_files(told: Kerg2, file: str, digest: str) -> dict[str, bytes]:
    """The files of the folder by name. file, digest: name and SHA-256 of what was read, for ``source.md``."""
    names = {
        language: phrase(
            "import.bundestag", language, day=f"{told.day:%d.%m.%Y}", status=phrase(f"status.{told.status}", language)
        )
        for language in LANGUAGES
    }
    places = [
        (area.number, area.kind.casefold(), area.parent, area.name) for kind in (LAND, CONSTITUENCY) for area in told.of(kind)
    ]
    parties = dict.fromkeys(line.group for line in told.lines if line.kind == PARTY)
    source = _SOURCE.format(
        name=names["en"], notice="; ".join(told.notice), status=told.status, as_of=told.as_of, day=told.day, file=file,
        digest=digest, minorities="".join(f" {note}" for note in _minorities(told)),
    )  # fmt: skip
    return {
        "election.toml": _election(told, names).encode(),
        "source.md": source.encode(),
        "places.csv": _table(
            ("id", "kind", "parent", "name"),
            ((number, _KINDS[kind], _parent(parent), name) for number, kind, parent, name in places),
        ),
        "parties.csv": _table(
            ("id", "name", "groups"), ((one, one, "national minority" if one in MINORITIES else "") for one in parties)
        ),
        "options.csv": _table(("tier", "place", "option", "kind", "party", "name"), _independents(told)),
        "votes.csv": _table(("tier", "place", "option", "votes"), _votes(told)),
        "figures.csv": _table(("tier", "place", "registered", "in_boxes", "valid", "invalid"), _figures(told)),
    }


def write_folder(files: dict[str, bytes], folder: Path) -> None:
    """Write the files into a folder that is not there yet, or empty. Raises BadInput."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise _bad(folder, "something is there already", "name a folder that is not there yet: nothing is written over")
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    except OSError as error:
        raise _bad(folder, f"cannot be written: {error.strerror or error}", "name a folder that you may write") from None


def _minorities(told: Kerg2) -> list[str]:
    """A sentence for each party that no threshold stops."""
    found = dict.fromkeys(line.group for line in told.lines if line.kind == PARTY and line.group in MINORITIES)
    return [f"{one} is the list of a national minority; the file does not say so." for one in found]


_KINDS = {LAND.casefold(): "land", CONSTITUENCY.casefold(): "constituency"}


def _parent(parent: Place | None) -> str:
    """A Land lies directly in the country."""
    return parent[1] if parent is not None and parent[0] == LAND else ""


def _election(told: Kerg2, names: dict[str, str]) -> str:
    independents = {language: phrase("import.independents", language) for language in LANGUAGES}
    notes = (
        f"Source: {'; '.join(told.notice)}. Changed: put into the tables of an election folder.",
        f"Status: {told.status}, as of {told.as_of}.",
        *_minorities(told),
    )
    lines = (
        f"name = {_names(names)}",
        'body = "de/bundestag"',
        f"date = {told.day.isoformat()}",
        'country = "de"',
        f"independents = {_names(independents)}",
        "notes = [",
        *(f"  {_text(note)}," for note in notes),
        "]",
    )
    return "\n".join(lines) + "\n"


def _names(names: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{language} = {_text(name)}" for language, name in names.items()) + " }"


def _text(text: str) -> str:
    """A string of TOML: JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _independents(told: Kerg2) -> Iterator[Sequence[str]]:
    for line in told.lines:
        if line.kind == INDEPENDENT and line.place[0] == CONSTITUENCY and line.vote == 1 and line.count is not None:
            yield TIERS[1], line.place[1], line.group, "candidate", "", line.group


def _votes(told: Kerg2) -> Iterator[Sequence[str]]:
    options: dict[tuple[Place, Vote | None], list[Line]] = defaultdict(list)
    valid: dict[tuple[Place, Vote | None], int | None] = {}
    for line in told.lines:
        if line.place[0] == CONSTITUENCY and line.kind != SYSTEM:
            options[line.place, line.vote].append(line)
        elif line.group == VALID:
            valid[line.place, line.vote] = line.count
    for vote, tier in TIERS.items():
        for area in told.of(CONSTITUENCY):
            counted = valid.get((area.place, vote)) is not None
            for line in options[area.place, vote]:
                stands = line.kind == PARTY or (line.kind == INDEPENDENT and vote == 1)
                if line.count is not None or (stands and not counted):
                    yield tier, area.number, line.group, "unknown" if line.count is None else str(line.count)


def _figures(told: Kerg2) -> Iterator[Sequence[str]]:
    figures = {(line.place, line.group, line.vote): line.count for line in told.lines if line.kind == SYSTEM}
    for vote, tier in TIERS.items():
        for area in told.of(CONSTITUENCY):
            asked: tuple[tuple[str, Vote | None], ...] = ((ELIGIBLE, None), (VOTERS, None), (VALID, vote), (INVALID, vote))
            found = [figures.get((area.place, *one)) for one in asked]
            yield tier, area.number, *("" if count is None else str(count) for count in found)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue().encode()


def _bad(folder: Path, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(str(folder), None, None, None, cause, cure),))
