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
    format: str  # of the authority's list of file types
    media_type: str
    conforms_to: str = ""  # the address of a standard


def distributions(source: Source) -> Iterator[Distribution]:
    """The files that a reader of a catalogue begins with; a new form of the data is a line more."""
    event = source.state.event
    yield Distribution(DATAPACKAGE, told("data.file.package"), "CSV", "text/csv", "https://datapackage.org/standard/data-package/")
    yield Distribution(CSVW, told("data.file.csvw"), "CSV", "text/csv", "http://www.w3.org/ns/csvw")
    yield Distribution("protocols.parquet", told("data.file.figures"), "PARQUET", "application/vnd.apache.parquet")
    yield Distribution("open.json", told("data.file.open"), "JSON", "application/json")
    yield Distribution("definition/event.json", told("data.file.event"), "JSON", "application/json")
    for body in event.bodies.values():
        title = told("data.file.seats", body=names_told(body.names))
        yield Distribution(f"seats/{body.id}.json", title, "JSON", "application/json")


def catalogue(notes: Notes, forms: Iterable[Distribution]) -> bytes:
    """The catalogue, its one dataset, and the forms in which that can be had."""
    forms = list(forms)
    this, dataset = address(CATALOGUE), address(f"{CATALOGUE}#results")
    publisher = blank(("a", ["foaf:Agent"]), ("foaf:name", in_languages(notes.publisher)))
    rights = blank(("a", ["dct:RightsStatement"]), ("rdfs:label", in_languages(notes.licence)))
    day = literal(notes.day.isoformat(), "xsd:date")
    statements = [
        node(
            this,
            ("a", ["dcat:Catalog"]),
            ("dct:title", in_languages(notes.catalogue)),
            ("dct:description", in_languages(notes.description)),
            ("dct:publisher", [publisher]),
            ("dct:language", _LANGUAGES),
            ("dct:rights", [rights]),
            ("dcat:dataset", [dataset]),
        ),
        node(
            dataset,
            ("a", ["dcat:Dataset"]),
            ("dct:title", in_languages(notes.title)),
            ("dct:description", in_languages(notes.description)),
            ("dct:identifier", [literal(notes.identifier)]),
            ("dct:publisher", [publisher]),
            ("dct:language", _LANGUAGES),
            ("dct:modified", [literal(notes.as_of, "xsd:dateTime")]),
            ("dct:spatial", [blank(("a", ["dct:Location"]), ("skos:prefLabel", in_languages(notes.country)))]),
            ("dct:temporal", [blank(("a", ["dct:PeriodOfTime"]), ("dcat:startDate", [day]), ("dcat:endDate", [day]))]),
            ("dcat:landingPage", [address("index.html")]),
            ("dcat:theme", [_GOVERNMENT]),
            ("dcat:version", [literal(str(notes.snapshot))]),
            ("dcat:distribution", [_name(form) for form in forms]),
        ),
        node(address("index.html"), ("a", ["foaf:Document"])),
        *(_distribution(form, rights) for form in forms),
    ]
    return turtle(PREFIXES, statements)


def _name(form: Distribution) -> Term:
    return address(f"{CATALOGUE}#{form.path}")


def _distribution(form: Distribution, rights: Term) -> str:
    conforms = [address(form.conforms_to)] if form.conforms_to else []
    return node(
        _name(form),
        ("a", ["dcat:Distribution"]),
        ("dct:title", in_languages(form.title)),
        ("dcat:accessURL", [address(form.path)]),
        ("dcat:downloadURL", [address(form.path)]),
        ("dct:format", [f"file-type:{form.format}"]),
        ("dcat:mediaType", [address(_MEDIA + form.media_type)]),
        ("dct:conformsTo", conforms),
        ("dct:language", _LANGUAGES),
        ("dct:rights", [rights]),
    )
