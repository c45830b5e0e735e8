"""The neutral tree as JSON and as XML of NIST SP 1500-100 v2, piece by piece: never whole in memory."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from dauys.formats.nist.tree import Long, Node, Value

NAMESPACE = "http://itl.nist.gov/ns/voting/1500-100/v2"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
PREFIX = "ElectionResults."
"""Before the name of a class in JSON."""

AT_ONCE = 500
"""Objects that are put into words together."""

PIECE = 65_536
"""Letters that are handed on together."""


def json_of(root: Node) -> Iterator[bytes]:
    """The tree as JSON in UTF-8, in one line."""
    return (piece.encode() for piece in _gathered(_json(root)))


def xml_of(root: Node) -> Iterator[bytes]:
    """The tree as XML in UTF-8."""
    return dialect_of(root, VERSION_2)


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    """The same text in larger pieces, of about ``PIECE`` letters or a little more."""
    some, length = [], 0
    for piece in pieces:
        some.append(piece)
        length += len(piece)
        if length >= PIECE:
            yield "".join(some)
            some, length = [], 0
    yield "".join(some)


# ---- JSON --------------------------------------------------------------------------------------------------------------


def _json(one: Node) -> Iterator[str]:
    """An object with a long list in it: what is short at once, then the lists."""
    yield _encode({name: value for name, value in _table(one).items() if not isinstance(value, Long)})[:-1]
    for name, value in one.fields.items():
        if isinstance(value, Long):
            yield f',"{name}":['
            yield from _listed(value.nodes)
            yield "]"
    yield "}"


def _listed(nodes: Iterable[Node]) -> Iterator[str]:
    between = ""
    for some in batched(nodes, AT_ONCE):
        if any(one.has_long for one in some):
            for one in some:
                yield between
                yield from _json(one)
                between = ","
        else:
            yield between + _encode(some)[1:-1]
            between = ","


def _table(one: Node) -> dict[str, Any]:
    """An object as JSON has it; the encoder asks for each that it meets."""
    said = {"@type": PREFIX + one.kind} if one.id is None else {"@id": one.id, "@type": PREFIX + one.kind}
    return {**said, **one.fields}


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, default=_table).encode


# ---- XML ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one XML schema writes otherwise than another."""

    root: str  # attributes of the root
    id: str  # the attribute of an object's id
    language: str  # the attribute of a text's language
    abstract: frozenset[str]  # elements of an abstract class: XML must say of which class each is


VERSION_2 = Dialect(
    root=f' xmlns="{NAMESPACE}" xmlns:xsi="{INSTANCE}"',
    id="ObjectId",
    language="Language",
    abstract=frozenset({"GpUnit", "Contest", "ContestSelection"}),
)


def dialect_of(root: Node, dialect: Dialect) -> Iterator[bytes]:
    """The tree as XML in UTF-8, written as a dialect has it."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield from (piece.encode() for piece in _gathered(_xml(root.kind, root, dialect, dialect.root)))


def _xml(name: str, one: Node, dialect: Dialect, said: str = "") -> Iterator[str]:
    """An element with a long list in it: piece by piece."""
    yield _opening(name, one, dialect, said)
    for field, value in one.fields.items():
        if isinstance(value, Long):
            for each in value.nodes:
                yield from _xml(field, each, dialect) if each.has_long else (_element(field, each, dialect),)
        elif isinstance(value, Node) and value.has_long:
            yield from _xml(field, value, dialect)
        else:
            yield _elements(field, value, dialect)
    yield f"</{name}>\n"


def _element(name: str, one: Node, dialect: Dialect) -> str:
    if one.kind == "LanguageString":
        language, content = str(one.fields["Language"]), str(one.fields["Content"])
        return f"<{name} {dialect.language}={quoteattr(language)}>{clean(content)}</{name}>"
    inside = "".join([_elements(field, value, dialect) for field, value in one.fields.items()])
    return f"{_opening(name, one, dialect)}{inside}</{name}>\n"


def _elements(name: str, value: Value, dialect: Dialect) -> str:
    """A field; most of them are texts and numbers, so these come first."""
    if isinstance(value, str):
        return f"<{name}>{clean(value)}</{name}>"
    if isinstance(value, int):
        return f"<{name}>{str(value).lower()}</{name}>"  # XML writes truths in small letters
    if isinstance(value, Node):
        return _element(name, value, dialect)
    assert isinstance(value, tuple)  # a long list is written piece by piece
    if isinstance(value[0], str):  # references: XML writes them in one element
        return f"<{name}>{' '.join(map(str, value))}</{name}>"
    return "".join([_element(name, one, dialect) for one in value if isinstance(one, Node)])


def _opening(name: str, one: Node, dialect: Dialect, said: str = "") -> str:
    """An object begins and ends a line, so that a fault can be found by its line; and a validator of the civics feed takes
    an element without any blank before its first part for an empty text."""
    kind = f' xsi:type="{one.kind}"' if name in dialect.abstract else ""
    id = "" if one.id is None else f' {dialect.id}="{one.id}"'
    return f"<{name}{said}{kind}{id}>\n"


_NO_CHARACTER = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLAIN = re.compile(r"[ -%'-;=?-~]*")


def clean(content: str) -> str:
    """Text as XML can carry it: a character that XML 1.0 does not know is the replacement character."""
    return content if _PLAIN.fullmatch(content) else escape(_NO_CHARACTER.sub("\ufffd", content))
