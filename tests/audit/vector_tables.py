"""Vector files whose tables know what was read of them, so that a figure which no test looks at is found."""

import csv
import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parents[1] / "vectors"

PROSE = {"name", "district", "note", "what", "source"}
"""Members that tell about a case and hold nothing to compare."""


class Table(dict[str, Any]):
    """An object of a JSON file, and the members that were read."""

    def __init__(self, members: dict[str, Any]) -> None:
        super().__init__(members)
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return super().get(key, default)

    def items(self):
        self.read |= self.keys()
        return super().items()

    def values(self):
        self.read |= self.keys()
        return super().values()


def load(name: str) -> Table:
    return json.loads((VECTORS / name).read_text("utf-8"), object_hook=Table)


def unread(value: Any, where: str = "") -> Iterator[str]:
    """The way to every member that was not read."""
    if isinstance(value, Table):
        for key in dict.keys(value):
            if key not in value.read and key not in PROSE:
                yield f"{where}.{key}"
            yield from unread(dict.__getitem__(value, key), f"{where}.{key}")
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from unread(member, f"{where}[{number}]")


@cache
def rows(name: str) -> tuple[list[str], list[list[str]]]:
    """The names of the columns and the rows of a packed table."""
    with gzip.open(VECTORS / name, "rt", encoding="utf-8", newline="") as file:
        header, *found = csv.reader(file)
    return header, found


def parts(file: Table, sections: dict[tuple[str, str], tuple[int, Any]]) -> dict[tuple[str, str], list[Any]]:
    """The cases of each section: the members of a list, else the one that it is."""
    found = {where: dict.__getitem__(dict.__getitem__(file, where[0]), where[1]) for where in sections}
    return {where: case if isinstance(case, list) and sections[where][0] != 1 else [case] for where, case in found.items()}


def members(file: Table) -> set[tuple[str, str]]:
    """Section and member of everything that a file of sections holds; a section that is no table has no member."""
    return {
        (section, key)
        for section in dict.keys(file)
        for held in [dict.__getitem__(file, section)]
        for key in (dict.keys(held) if isinstance(held, Table) else [""])
    }
