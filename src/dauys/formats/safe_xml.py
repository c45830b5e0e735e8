"""XML of strangers read without harm: no DOCTYPE, no entity of its own, no network, bounded in size and depth.

An element knows its line and its path, so that whoever finds a fault in it can say where it stands. What XML's own five
entities and numbers of letters mean is read; anything that a file could declare for itself is refused before it is read.
"""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat  # its handlers are what refuses here; nothing is expanded

from dauys.text import BadInput, Fault

LARGEST, MOST, DEEPEST = 64 * 1024 * 1024, 1_000_000, 32
"""Bytes of a file when unpacked; elements in it; elements inside each other."""

_GZIP = b"\x1f\x8b"
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Element:
    """An element as it was read. Its name is the namespace's address, a blank and the local name, as expat joins them."""

    name: str
    line: int  # from 1, of its first letter
    path: str  # local names, with a number from 1 on where several of one name stand side by side: Contest/Selection[3]
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The letters in it, without blanks around them; those of its children not counted."""
        return "".join(self.pieces).strip()

    def all(self, name: str) -> Iterator["Element"]:
        """Its children of a name, in order."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> "Element | None":
        """The first child of a name."""
        return next(self.all(name), None)


def bounded(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a file, unpacked where it is gzip's, and no more than are allowed. Raises BadInput."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
            file.seek(0)
            data = gzip.GzipFile(fileobj=file).read(largest + 1) if packed else file.read(largest + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _bad(path, None, f"cannot be read: {error}", "check the file; .gz means compressed with gzip") from None
    if len(data) > largest:
        cause = f"larger than {largest // 1024 // 1024} MB when unpacked"
        raise _bad(path, None, cause, "hand in one count a file, as the authority published it")
    return data


def read_xml(data: bytes, path: Path) -> Element:
    """The outermost element. path: what faults name. Raises BadInput: not well formed, a DOCTYPE, too large, too deep."""
    if len(data) > LARGEST:
        raise _bad(path, None, f"larger than {LARGEST // 1024 // 1024} MB", "hand in one count a file")
    reading = _Reading(path)
    try:
        for start in range(0, max(len(data), 1), _PIECE):
            reading.parser.Parse(data[start : start + _PIECE], start + _PIECE >= len(data))
    except expat.ExpatError as error:
        cause = f"not well-formed XML: {expat.errors.messages.get(error.code, 'it cannot be read')}"
        raise _bad(path, error.lineno, cause, "take the file once more from where it was published") from None
    except (LookupError, ValueError) as error:  # an encoding that Python does not know, or that is not what it says
        raise _bad(path, 1, f"not XML in a known encoding: {error}", "save the file as UTF-8") from None
    assert reading.root is not None  # expat has seen to it
    return reading.root


class _Reading:
    """One reading of one file. Owned by one call of ``read_xml``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root: Element | None = None
        self.count = 0
        self.open: list[Element] = []
        self.numbers: list[dict[str, int]] = [{}]  # how many of each name, by depth
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._letters
        self.parser.StartDoctypeDeclHandler = self._declared
        self.parser.EntityDeclHandler = self._declared
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= DEEPEST or self.count > MOST:
            deep, many = f"elements stand more than {DEEPEST} deep in each other", f"more than {MOST:,} elements"
            cause = many if self.count > MOST else deep
            raise _bad(self.path, self.parser.CurrentLineNumber, cause, "hand in the file as the authority published it")
        seen = self.numbers[-1]
        seen[name] = seen.get(name, 0) + 1
        local = name.rpartition(" ")[2]
        step = local if seen[name] == 1 else f"{local}[{seen[name]}]"
        path = f"{self.open[-1].path}/{step}" if self.open else step
        element = Element(name, self.parser.CurrentLineNumber, path, attributes)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)
        self.numbers.append({})

    def _end(self, _name: str) -> None:
        self.open.pop()
        self.numbers.pop()

    def _letters(self, letters: str) -> None:
        self.open[-1].pieces.append(letters)

    def _declared(self, name: str, *_more: object) -> None:
        cause = "it declares a DOCTYPE or an entity, which may hide anything"
        raise BadInput((
            Fault(
                str(self.path), self.parser.CurrentLineNumber, None, name, cause,
                "take the declaration out; the file needs none",
            ),
        ))  # fmt: skip


def _bad(path: Path, line: int | None, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(str(path), line, None, None, cause, cure),))
