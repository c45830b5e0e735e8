"""A state of an election as one ElectionReport of NIST SP 1500-100 v2.

How concepts are mapped stands where they are: units in ``units.py``, ballots and candidates in ``contests.py``, figures in
``counts.py``. The standard has no place for the trace of the seats: only their number is in a report.
"""

from collections.abc import Iterator, Mapping

from dauys.formats.nist.contests import elections, persons
from dauys.formats.nist.facts import Facts
from dauys.formats.nist.tree import OURS, Long, Node, id_of, identifier, node, text
from dauys.formats.nist.units import units
from dauys.formats.nist.writing import json_of, xml_of
from dauys.text import phrase

STATUSES: Mapping[str, str] = {
    "nothing": "unofficial-partial", "interim": "unofficial-partial", "preliminary": "unofficial-complete",
    "corrected": "correction", "confirmed": "unofficial-complete", "annulled": "certified", "final": "certified",
}  # fmt: skip
"""The status of numbers as the standard calls it, from the word that stands least far on."""

CENTRAL = "central"


def nist_json(facts: Facts) -> Iterator[bytes]:
    """The report as JSON, piece by piece."""
    return json_of(report(facts))


def nist_xml(facts: Facts) -> Iterator[bytes]:
    """The same report as XML, piece by piece."""
    return xml_of(report(facts))


def report(facts: Facts, persons_of_lists: bool = True) -> Node:
    """The report; its long lists are made while it is written, once. persons_of_lists: whether they are in it."""
    event = facts.event
    issuer = next((one for one in event.commissions.values() if one.kind == CENTRAL), None)
    notes = (
        phrase("nist.invented" if event.invented else "nist.real"),
        phrase("nist.beside", seats="seats/", protocols="protocols/"),
        *event.notes,
    )
    return node(
        "ElectionReport",
        Election=Long(elections(facts, persons_of_lists)),
        ExternalIdentifier=(identifier("dauys-log", event.origin),),
        Format="precinct-level",
        GeneratedDate=facts.generated,
        GpUnit=Long(units(facts)),
        Issuer=(issuer.names if issuer is not None else event.names).told("en"),
        IssuerAbbreviation=issuer.id if issuer is not None else OURS,
        IsTest=event.invented,
        Notes="\n".join(notes),
        Party=tuple(
            node("Party", id_of("party", one.id), ExternalIdentifier=(identifier(OURS, one.id),), Name=text(one.names))
            for one in event.parties.values()
        ),
        Person=Long(persons(facts, persons_of_lists)),
        SequenceStart=facts.state.acts,
        SequenceEnd=facts.state.acts,
        Status=status(facts),
        TestType=phrase("nist.test") if event.invented else None,
        VendorApplicationId="dauys",
    )


def status(facts: Facts) -> str:
    """How far the numbers of the whole report are: as far as those of the contest that stands least far."""
    if not facts.state.lives:
        return "pre-election"
    order = list(STATUSES)
    least = STATUSES[min(map(facts.status, facts.event.contests), key=order.index)]
    recount = any(facts.recount(contest) for contest in facts.event.contests)
    return "recount" if recount and least != "unofficial-partial" else least
