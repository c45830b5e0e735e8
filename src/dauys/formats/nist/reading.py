"""JSON or XML of NIST SP 1500-100 v2 as tables that know where they stand, so that a fault can say it. Nothing is fetched.

Of XML a document type is refused, and with it every entity but the five that XML itself has. Numbers are exact.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.parsers import expat

from dauys.formats.nist.writing import INSTANCE, NAMESPACE, PREFIX
from dauys.text import BadInput, Fault

LARGEST = 10**12
"""No figure of an election is larger."""

DEEPEST = 40
"""Elements within elements; the standard needs ten."""

LINE = "@line"
_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,30}(\.[0-9]{0,30})?([eE][+-]?[0-9]{1,2})?\s*")

type Table = Mapping[str, Any]


@dataclass(slots=True)
class Place:
    """An object of the file: its fields, and the way to it. All share one list of faults."""

    file: str
    table: Table
    name: str = "ElectionReport"
    above: "Place | None" = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The way from the root: ``Election[0].Contest[2]``, counted from 0 as in JSON."""
        return self.name if self.above is None else f"{self.above.path}.{self.name}".removeprefix("ElectionReport.")

    def refuse(self, name: str, value: object, cause: str, cure: str) -> None:
        """A fault in a field."""
        where = f"{self.path}.{name}" if name else self.path
        self.faults.append(Fault(self.file, self.table.get(LINE), where, value, cause, cure))

    def many(self, name: str) -> list["Place"]:
        """The objects of a field, none where there is no such field."""
        found = []
        for index, value in enumerate(self.values(name)):
            if isinstance(value, Mapping):
                found.append(Place(self.file, value, f"{name}[{index}]", self, self.faults))
            else:
                self.refuse(name, value, "not an object of the standard", "write the object with its fields")
        return found

    def values(self, name: str) -> list[Any]:
        """The values of a field, one or several."""
        value = self.table.get(name, [])
        return value if isinstance(value, list) else [value]

    def one(self, name: str) -> Any:
        """The one value of a field; None where there is none."""
        values = self.values(name)
        if len(values) > 1:
            self.refuse(name, None, "several values where the standard has one", "keep one")
        return values[0] if values else None

    def text(self, name: str, needed: bool = False) -> str | None:
        """The text of a field."""
        value = self.one(name)
        if (value is None or value == "") and needed:
            self.refuse(name, None, "this is missing", "the standard asks for it; add it")
        elif value is not None and not isinstance(value, str):
            self.refuse(name, value, "not a text", "write it as text")
        return value if isinstance(value, str) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a field: references."""
        found = self.values(name)
        for value in found:
            if not isinstance(value, str):
                self.refuse(name, value, "not a reference", "write the id of an object")
        return tuple(value for value in found if isinstance(value, str))

    def flag(self, name: str) -> bool:
        """Whether a field is true."""
        return self.one(name) in (True, "true", "1")

    def whole(self, name: str) -> int | None:
        """A whole number from 0 on; None where there is none. JSON and XML may write votes as 700.0."""
        value = self.one(name)
        if value is None:
            return None
        number = Decimal(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value
        if isinstance(number, bool) or not isinstance(number, int | Decimal):
            self.refuse(name, value, "not a number", "write a whole number")
        elif not 0 <= number <= LARGEST or number != int(number):
            self.refuse(name, value, f"not a whole number from 0 to {LARGEST}", "votes, ballots and voters are whole numbers")
        else:
            return int(number)
        return None

    @property
    def kind(self) -> str:
        """The class of the object; empty where it is not told."""
        told = self.table.get("@type", "")
        return told.removeprefix(PREFIX) if isinstance(told, str) else ""

    @property
    def id(self) -> str:
        """The id of the object, which it must have."""
        told = self.table.get("@id")
        if isinstance(told, str) and told:
            return told
        self.refuse("@id", told, "the id is missing", "give the object an id")
        return ""


def read(data: bytes, file: str) -> Place:
    """The report in a file's bytes. Raises BadInput where they are no JSON and no XML, or not of this standard."""
    beginning = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    table = _xml(data, file) if beginning == b"<" else _json(data, file)
    root = Place(file, table)
    if root.kind != "ElectionReport":
        raise _bad(file, None, None, "this is no ElectionReport of NIST SP 1500-100 v2", "name such a file")
    return root


def _bad(file: str, line: int | None, column: int | str | None, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(file, line, column, None, cause, cure),))


# ---- JSON --------------------------------------------------------------------------------------------------------------


class _Refused(ValueError):
    """Something that JSON must not hold."""


def _json(data: bytes, file: str) -> Table:
    try:
        found = json.loads(
            data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_without_doubles
        )
    except UnicodeDecodeError as error:
        raise _bad(file, data[: error.start].count(b"\n") + 1, None, "not in UTF-8", "save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        raise _bad(file, error.lineno, error.colno, f"not JSON: {error.msg}", "correct it there") from None
    except (ValueError, RecursionError) as error:
        told = str(error) if isinstance(error, _Refused) else "a number too long or objects too deep to be read"
        raise _bad(file, None, None, f"not JSON of this standard: {told}", "correct it") from None
    if not isinstance(found, dict):
        raise _bad(file, None, None, "this is no ElectionReport of NIST SP 1500-100 v2", "name such a file")
    return found


def _no_number(word: str) -> None:
    raise _Refused(f"{word} is no number")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Refused(f"the key {next(name for name in names if names.count(name) > 1)!r} stands twice in one object")
    return table


# ---- XML ---------------------------------------------------------------------------------------------------------------


class _Elements:
    """Elements as the tables that JSON has, while a parser goes through them; owned by one reading."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: dict[str, Any] = {}
        self.open: list[tuple[str, dict[str, Any], list[str]]] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype

    def refuse(self, cause: str, cure: str) -> BadInput:
        return _bad(self.file, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1, cause, cure)

    def doctype(self, *told: object) -> None:
        raise self.refuse("a document type: files of this standard have none", "take the <!DOCTYPE …> out")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space != NAMESPACE:
            raise self.refuse(
                f"the element {local} is not of the namespace {NAMESPACE}", "name a file of this standard, version 2"
            )
        if len(self.open) >= DEEPEST:
            raise self.refuse("elements too deep within each other", "name a file of this standard")
        table: dict[str, Any] = {LINE: self.parser.CurrentLineNumber}
        for key, value in attributes.items():
            if key == "ObjectId":
                table["@id"] = value
            elif key == f"{INSTANCE} type":
                table["@type"] = value.rpartition(":")[2]
            elif " " not in key:
                table[key] = value
        self.open.append((local, table, []))

    def text(self, data: str) -> None:
        if self.open:
            self.open[-1][2].append(data)

    def end(self, name: str) -> None:
        local, table, pieces = self.open.pop()
        content = "".join(pieces)
        if not self.open:
            self.root = table | {"@type": table.get("@type", local)}
        elif len(table) == 1:  # no attribute and no element in it
            values = content.split() if local.endswith(("Ids", "Id")) else [content]
            self.open[-1][1].setdefault(local, []).extend(values)
        else:
            if content.strip():
                table["Content"] = content
            self.open[-1][1].setdefault(local, []).append(table)


def _xml(data: bytes, file: str) -> Table:
    elements = _Elements(file)
    try:
        elements.parser.Parse(data, True)
    except expat.ExpatError as error:
        cause = f"not XML: {expat.ErrorString(error.code)}"
        raise _bad(file, error.lineno, error.offset + 1, cause, "correct it there") from None
    except (LookupError, ValueError) as error:  # an encoding that Python does not know, or that is not what it says
        raise _bad(file, 1, 1, f"not XML in a known encoding: {error}", "save the file as UTF-8") from None
    return elements.root
