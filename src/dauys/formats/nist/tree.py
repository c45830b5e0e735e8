"""One neutral tree of NIST SP 1500-100 v2 objects: built once from a state, and written as JSON or as XML.

An object's fields stand in the order of the XML schema (XML asks for it, JSON does not mind). A list that may be long is made
while it is written, so that no file is ever whole in memory; a short one is a tuple.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dauys.law.words import Names
from dauys.text import LANGUAGES

type Value = "str | int | bool | Node | tuple[str | Node, ...] | Long"


@dataclass(frozen=True, slots=True)
class Long:
    """A list whose objects are made while it is written, and so once."""

    nodes: Iterator["Node"]


@dataclass(frozen=True, slots=True)
class Node:
    """An object of a class of the standard; what is not known is not among its fields."""

    kind: str  # ReportingUnit
    fields: Mapping[str, Value]
    id: str | None = None
    has_long: bool = False  # a long list is in it


def node(kind: str, id: str | None = None, /, **fields: Value | None) -> Node:
    """An object without the fields that are not known (None) or have nothing in them."""
    known = {name: value for name, value in fields.items() if value is not None and value != ()}
    long = any(isinstance(value, Long) or (isinstance(value, Node) and value.has_long) for value in known.values())
    return Node(kind, known, id, long)


_NOT_PLAIN = re.compile(r"[^A-Za-z0-9.-]")


def id_of(sort: str, *names: str) -> str:
    """The id of an object in a file: ``option.mazhilis.list..Amanat``; other names, other id.

    All objects share one space of names, so the sort of thing stands first. It is an NCName, as XML's ids must be: a letter
    other than Latin letters, digits, hyphen and full stop is its code (``Aq_20_Jol``). Two full stops are in no id of a
    definition; only the last name, or the last but one before an id, may be of any text.
    """
    return f"{sort}.{'..'.join(_NOT_PLAIN.sub(lambda letter: f'_{ord(letter[0]):x}_', name) for name in names)}"


def text(names: Names) -> Node:
    """A name in the languages in which it is known."""
    known = ((language, getattr(names, language)) for language in LANGUAGES)
    return words({language: content for language, content in known if content} or {"und": names.told("en")})


def words(by_language: Mapping[str, str]) -> Node:
    """A text in several languages."""
    return node(
        "InternationalizedText",
        Text=tuple(node("LanguageString", Language=language, Content=content) for language, content in by_language.items()),
    )


def identifier(other_type: str, value: str) -> Node:
    """An identifier of no type that the standard knows."""
    return node("ExternalIdentifier", Type="other", OtherType=other_type, Value=value)


OURS = "dauys"
"""The type of the identifiers that dauys gives: the ids of the definition."""
