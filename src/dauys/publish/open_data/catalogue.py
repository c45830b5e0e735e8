"""The entry of a bundle for the catalogues of portals: ``catalog.ttl``, DCAT-AP 3.0.1.

Addresses are relative: the bundle does not know where it will lie, and whoever fetches the entry does. No licence and no
publisher's name is made up: who signs has a key, and the rights are told in words.
(https://semiceu.github.io/DCAT-AP/releases/3.0.1/; vocabularies of the Publications Office of the European Union.)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dauys.publish.open_data.csvw import CSVW
from dauys.publish.open_data.datapackage import DATAPACKAGE
from dauys.publish.open_data.description import Told, names_told, told
from dauys.publish.open_data.notes import Notes
from dauys.publish.open_data.turtle import Term, address, blank, in_languages, literal, node, turtle
from dauys.publish.source import Source

CATALOGUE = "catalog.ttl"

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "language": "http://publications.europa.eu/resource/authority/language/",
    "file-type": "http://publications.europa.eu/resource/authority/file-type/",
    "theme": "http://publications.europa.eu/resource/authority/data-theme/",
}
_MEDIA = "https://www.iana.org/assignments/media-types/"
_LANGUAGES = ("language:KAZ", "language:RUS", "language:ENG")
_GOVERNMENT = "theme:GOVE"  # government and public sector


@dataclass(frozen=True, slots=True)
class Distribution:
    """One form in which the data can be had."""

    path: str
    title: Told
    media_type: str
    format: str = ""  # of the authority's list of file types; "" where that has none that is known here
    described_by: str = ""  # the address of a standard: then the path is no data itself, but names the files that are


def distributions(source: Source) -> Iterator[Distribution]:
    """The files that a reader of a catalogue begins with; a new form of the data is a line more."""
    event = source.state.event
    yield Distribution(
        DATAPACKAGE, told("data.file.package"), "text/csv", "CSV", "https://datapackage.org/standard/data-package/"
    )
    yield Distribution(CSVW, told("data.file.csvw"), "text/csv", "CSV", "http://www.w3.org/ns/csvw")
    yield Distribution("protocols.parquet", told("data.file.figures"), "application/vnd.apache.parquet")
    yield Distribution("open.json", told("data.file.open"), "application/json", "JSON")
    yield Distribution("definition/event.json", told("data.file.event"), "application/json", "JSON")
    for body in event.bodies.values():
        title = told("data.file.seats", body=names_told(body.names))
        yield Distribution(f"seats/{body.id}.json", title, "application/json", "JSON")


def catalogue(notes: Notes, forms: Iterable[Distribution]) -> bytes:
    """The catalogue, its one dataset, and the forms in which that can be had."""
    forms = list(forms)
    day = literal(notes.day.isoformat(), "xsd:date")
    statements = [
        node(
            address(CATALOGUE),
            ("a", ["dcat:Catalog"]),
            ("dct:title", in_languages(notes.catalogue)),
            ("dct:description", in_languages(notes.description)),
            ("dct:publisher", [_PUBLISHER]),
            ("dct:language", _LANGUAGES),
            ("dct:rights", [_RIGHTS]),
            ("dcat:dataset", [_DATASET]),
        ),
        node(
            _DATASET,
            ("a", ["dcat:Dataset"]),
            ("dct:title", in_languages(notes.title)),
            ("dct:description", in_languages(notes.description)),
            ("dct:identifier", [literal(notes.identifier)]),
            ("dct:publisher", [_PUBLISHER]),
            ("dct:language", _LANGUAGES),
            ("dct:modified", [literal(notes.as_of, "xsd:dateTime")]),
            ("dct:spatial", [blank(("a", ["dct:Location"]), ("skos:prefLabel", in_languages(notes.country)))]),
            ("dct:temporal", [blank(("a", ["dct:PeriodOfTime"]), ("dcat:startDate", [day]), ("dcat:endDate", [day]))]),
            ("dcat:landingPage", [address("README.txt")]),
            ("dcat:theme", [_GOVERNMENT]),
            ("dcat:version", [literal(str(notes.snapshot))]),
            ("dcat:distribution", [_here(form.path) for form in forms]),
        ),
        node(_PUBLISHER, ("a", ["foaf:Agent"]), ("foaf:name", in_languages(notes.publisher))),
        node(_RIGHTS, ("a", ["dct:RightsStatement"]), ("rdfs:label", in_languages(notes.licence))),
        node(address("README.txt"), ("a", ["foaf:Document"])),
        *map(_distribution, forms),
    ]
    return turtle(PREFIXES, statements)


def _here(name: str) -> Term:
    """Something that this very document tells of."""
    return address(f"{CATALOGUE}#{name}")


_DATASET, _PUBLISHER, _RIGHTS = map(_here, ("results", "publisher", "rights"))


def _distribution(form: Distribution) -> str:
    return node(
        _here(form.path),
        ("a", ["dcat:Distribution"]),
        ("dct:title", in_languages(form.title)),
        ("dcat:accessURL", [address(form.path)]),
        ("dcat:downloadURL", [] if form.described_by else [address(form.path)]),
        ("dct:format", [f"file-type:{form.format}"] if form.format else []),
        ("dcat:mediaType", [address(_MEDIA + form.media_type)]),
        ("dct:conformsTo", [address(form.described_by)] if form.described_by else []),
        ("dct:language", _LANGUAGES),
        ("dct:rights", [_RIGHTS]),
    )
