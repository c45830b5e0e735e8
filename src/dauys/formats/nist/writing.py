"""The neutral tree as JSON and as XML of NIST SP 1500-100 v2, piece by piece: never whole in memory."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from dauys.formats.nist.tree import Node, Value

NAMESPACE = "http://itl.nist.gov/ns/voting/1500-100/v2"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
PREFIX = "ElectionResults."
"""Before the name of a class in JSON."""

AT_ONCE = 500
"""Objects that are put into words together."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def json_of(root: Node) -> Iterator[bytes]:
    """The tree as JSON in UTF-8, in one line."""
    return (piece.encode() for piece in _gathered(_json(root)))


def xml_of(root: Node) -> Iterator[bytes]:
    """The tree as XML in UTF-8."""
    return dialect_of(root, VERSION_2)


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    """The same text in larger pieces."""
    return ("".join(some) for some in batched(pieces, AT_ONCE))


def is_long(one: Node) -> bool:
    """Whether some list in the object is made while it is written."""
    return any(isinstance(value, Iterator) or (isinstance(value, Node) and is_long(value)) for value in one.fields.values())


# ---- JSON --------------------------------------------------------------------------------------------------------------


def _json(one: Node) -> Iterator[str]:
    short = {name: value for name, value in one.fields.items() if not isinstance(value, Iterator)}
    yield _encode(_plain(Node(one.kind, short, one.id)))[:-1]
    for name, value in one.fields.items():
        if isinstance(value, Iterator):
            yield f',"{name}":['
            yield from _listed(value)
            yield "]"
    yield "}"


def _listed(nodes: Iterable[Node]) -> Iterator[str]:
    between = ""
    for some in batched(nodes, AT_ONCE):
        if any(map(is_long, some)):
            for one in some:
                yield between
                yield from _json(one)
                between = ","
        else:
            yield between + _encode(list(map(_plain, some)))[1:-1]
            between = ","


def _plain(value: Value) -> Any:
    if isinstance(value, Node):
        said = {"@type": PREFIX + value.kind} if value.id is None else {"@id": value.id, "@type": PREFIX + value.kind}
        return said | {name: field if isinstance(field, str | int) else _plain(field) for name, field in value.fields.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


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
        if isinstance(value, Iterator):
            for each in value:
                yield from _xml(field, each, dialect) if is_long(each) else (_element(field, each, dialect),)
        elif isinstance(value, Node) and is_long(value):
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
    match value:
        case bool():
            return f"<{name}>{'true' if value else 'false'}</{name}>"
        case int():
            return f"<{name}>{value}</{name}>"
        case str():
            return f"<{name}>{clean(value)}</{name}>"
        case Node():
            return _element(name, value, dialect)
    several = tuple(value)
    if isinstance(several[0], str):  # references: XML writes them in one element
        return f"<{name}>{' '.join(map(str, several))}</{name}>"
    return "".join([_element(name, one, dialect) for one in several if isinstance(one, Node)])


def _opening(name: str, one: Node, dialect: Dialect, said: str = "") -> str:
    """An object begins and ends a line, so that a fault can be found by its line; and a validator of the civics feed takes
    an element without any blank before its first part for an empty text."""
    kind = f' xsi:type="{one.kind}"' if name in dialect.abstract else ""
    id = "" if one.id is None else f' {dialect.id}="{one.id}"'
    return f"<{name}{said}{kind}{id}>\n"


_NO_CHARACTER = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(content: str) -> str:
    """Text as XML can carry it: a character that XML 1.0 does not know is the replacement character."""
    return escape(_NO_CHARACTER.sub("\ufffd", content))
