"""RDF as Turtle text (W3C, *RDF 1.1 Turtle*, 2014): just what a catalogue entry needs, in the order in which it is given."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from dauys.publish.open_data.description import Told, by_language

type Term = str
"""A term as it stands in the text: ``dcat:Dataset``, ``<address>``, ``"words"@en``, ``[ … ]``."""

_ESCAPED = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"})


def turtle(prefixes: Mapping[str, str], statements: Iterable[str]) -> bytes:
    """A document."""
    heads = [f"@prefix {name}: <{address}> ." for name, address in prefixes.items()]
    return ("\n".join([*heads, "", *statements]) + "\n").encode()


def node(subject: Term, *properties: tuple[str, Iterable[Term]]) -> str:
    """Statements about one subject; a property without a value is left out."""
    return f"{subject} {_body(properties, 1)} .\n"


def blank(*properties: tuple[str, Iterable[Term]]) -> Term:
    """A thing without an address of its own."""
    return f"[ {_body(properties, 0)} ]"


def address(path: str) -> Term:
    """An address, or one relative to where the document is."""
    return f"<{quote(path, safe=':/?#[]@!$&()*+,;=%~-._')}>"


def literal(text: str, type: str = "") -> Term:
    """Words in no language, or of a type: ``xsd:date``."""
    told = f'"{text.translate(_ESCAPED)}"'
    return f"{told}^^{type}" if type else told


def in_languages(words: Told) -> list[Term]:
    """The same words in every language."""
    return [f"{literal(text)}@{language}" for language, text in by_language(words).items()]


def _body(properties: Iterable[tuple[str, Iterable[Term]]], depth: int) -> str:
    told = [f"{name} {', '.join(values)}" for name, terms in properties if (values := list(terms))]
    return (" ;\n    " if depth else " ; ").join(told)
