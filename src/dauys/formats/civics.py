"""Google's civics feed, a dialect of NIST SP 1500-100 **version 1** in XML, from the same neutral tree as version 2.

What it names otherwise is renamed, what it orders otherwise is ordered anew, and what it asks for beside is added: offices and
government bodies, the seats of a list contest, division ids. Against all is no selection there but an element of its own.
The lines of protocols have no place in it, nor have the persons of a list: a candidate there stands in a contest.

Division ids (OCD) are *proposed* by dauys, in the pattern ``country:kz/region:abai``: but for the country itself the public
list of them has none of Kazakhstan's, so ``division_ids`` writes the list that a validator is to be given.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from dauys.election.event import Contest, lineage
from dauys.formats.nist.facts import Facts
from dauys.formats.nist.report import report
from dauys.formats.nist.tree import Long, Node, Value, id_of, identifier, node, text, words
from dauys.formats.nist.units import PLACES
from dauys.formats.nist.writing import INSTANCE, Dialect, dialect_of
from dauys.law import Votes
from dauys.law.thresholds import seats_of
from dauys.text import LANGUAGES, phrase

CIVICS = Dialect(
    root=f' xmlns:xsi="{INSTANCE}"',
    id="objectId",
    language="language",
    abstract=frozenset({"GpUnit", "Contest", "BallotSelection"}),
)

LEVELS: Mapping[str, str] = {
    "country": "Country", "state": "Administrative Area 1", "county": "Administrative Area 2", "city": "Municipality",
}  # fmt: skip
"""The level of an office, by what the standard calls the place of its body."""

ROLE = "other"
"""The feed's roles are those of given countries; which of them a body of another country has, no definition tells."""

VOTES: Mapping[str, str] = {"PartySelection": "party-votes", "CandidateSelection": "candidate-votes"}
"""What the feed calls the votes of a selection."""


def civics_xml(facts: Facts) -> Iterator[bytes]:
    """The feed, piece by piece."""
    return dialect_of(_report(facts), CIVICS)


def division_ids(facts: Facts) -> bytes:
    """The division ids of the feed as CSV with the columns ``id,name``; all but the country's are proposed by dauys."""
    rows = (f"{id},{name}\n" for name, id in _divisions(facts).items())
    return ("id,name\n" + "".join(rows)).encode()


def _report(facts: Facts) -> Node:
    tree = report(facts, persons_of_lists=False)
    fields = tree.fields
    return node(
        tree.kind,
        Election=Long(_each(fields["Election"], lambda one: _election(one, facts))),
        **_same(tree, "Format", "GeneratedDate"),
        **_collection("GovernmentBody", Long(_bodies(facts))),
        **_collection("GpUnit", fields["GpUnit"], _units(facts)),
        **_same(tree, "Issuer", "IssuerAbbreviation", "IsTest", "Notes"),
        **_collection("Office", Long(_offices(facts))),
        **_collection("Party", fields.get("Party", ()), lambda one: _party(one, facts)),
        **_collection("Person", fields["Person"], _person),
        **_same(tree, "SequenceStart", "SequenceEnd", "Status", "TestType", "VendorApplicationId"),
    )


def _each(value: Value, how: Callable[[Node], Node]) -> Iterator[Node]:
    nodes = value.nodes if isinstance(value, Long) else value
    assert isinstance(nodes, Iterator | tuple)
    return (how(one) for one in nodes if isinstance(one, Node))


def _as_it_is(one: Node) -> Node:
    return one


def _collection(name: str, value: Value, how: Callable[[Node], Node] = _as_it_is) -> Mapping[str, Value]:
    """A list in the element that the feed puts around it; nothing where it is empty, for such an element is a fault."""
    several = _each(value, how)
    first = next(several, None)
    return {} if first is None else {f"{name}Collection": node("", **{name: Long(chain((first,), several))})}


def _stable(id: str | None, *others: Node) -> Node:
    """The identifiers of an object; its stable one is its id with what the feed allows in it."""
    assert id is not None
    return Node("", {"ExternalIdentifier": (*others, identifier("stable", id.replace(".", "__")))})


def _text(value: Value) -> Node:
    """A text; the feed has no word for a language that is not known."""
    assert isinstance(value, Node)
    known = value.fields["Text"]
    assert isinstance(known, tuple)
    said = {str(one.fields["Language"]): str(one.fields["Content"]) for one in known if isinstance(one, Node)}
    return words({"en" if language == "und" else language: content for language, content in said.items()})


def _same(one: Node, *names: str) -> dict[str, Value]:
    return {name: one.fields[name] for name in names if name in one.fields}


# ---- elections ---------------------------------------------------------------------------------------------------------


def _election(one: Node, facts: Facts) -> Node:
    ours = one.fields["ExternalIdentifier"]
    assert isinstance(ours, tuple)
    assert isinstance(ours[0], Node)
    id = id_of("election", str(ours[0].fields["Value"]))
    return node(
        "Election",
        id,
        **_collection("Candidate", one.fields["Candidate"], _candidate),
        **_collection("Contest", one.fields["Contest"], lambda contest: _contest(contest, facts, one.fields["Type"])),
        **_same(one, "CountStatus", "ElectionScopeId"),
        ExternalIdentifiers=_stable(id),
        Name=_text(one.fields["Name"]),
        **_same(one, "StartDate", "EndDate", "Type"),
    )


def _candidate(one: Node) -> Node:
    lost = one.fields.get("PostElectionStatus") == "defeated"  # the feed has no word for it
    return node(
        "Candidate",
        one.id,
        BallotName=_text(one.fields["BallotName"]),
        ExternalIdentifiers=_stable(one.id),
        **_same(one, "PartyId", "PersonId", *(() if lost else ("PostElectionStatus",))),
    )


def _contest(one: Node, facts: Facts, kind: Value) -> Node:
    contest = facts.contest_ids[one.id or ""]
    ballot = one.fields["ContestSelection"]
    assert isinstance(ballot, Long)
    selections = list(ballot.nodes)  # whose votes are made only while they are written
    against = next((each for each in selections if each.kind == "BallotMeasureSelection"), None)
    return node(
        one.kind,
        one.id,
        BallotSelection=Long(_selection(each) for each in selections if each is not against),
        **_same(one, "CountStatus"),
        ElectoralDistrictId=one.fields["ElectionDistrictId"],
        ExternalIdentifiers=_stable(one.id),
        Name=one.fields["Name"],
        NoneOfTheAboveBallotSelection=None if against is None else _against(against),
        **_same(one, "SubUnitsReported", "TotalSubUnits", "VoteVariation"),
        NumberElected=_number_elected(facts, contest),
        OfficeIds=(id_of("office", contest.id),),
        Type=kind,
        VotesAllowed=one.fields.get("VotesAllowed", 1),
    )


def _number_elected(facts: Facts, contest: Contest) -> int | None:
    tier = facts.tier(contest)
    if contest.tier == "list":
        return seats_of(tier, Votes((), seats=facts.body(contest).seats))
    return tier.seats_per_area if isinstance(tier.seats_per_area, int) else None


def _selection(one: Node) -> Node:
    return node(
        one.kind,
        one.id,
        **_same(one, "SequenceOrder"),
        **_collection("VoteCounts", one.fields["VoteCounts"], lambda count: _votes(count, VOTES[one.kind])),
        **_same(one, "PartyIds", "CandidateIds"),
    )


def _against(one: Node) -> Node:
    """Against all: counted among the votes, as the ballot has it, and never elected."""
    return node(
        "",
        one.id,
        **_same(one, "SequenceOrder"),
        **_collection("VoteCounts", one.fields["VoteCounts"], lambda count: _votes(count, "total")),
        CountedInTotal=True,
        Selection=_text(one.fields["Selection"]),
    )


def _votes(one: Node, of: str) -> Node:
    seats = one.fields["Type"] == "seats"
    return Node("VoteCounts", {
        "GpUnitId": one.fields["GpUnitId"], "Type": "other", "OtherType": "seats-won" if seats else of,
        "Count": one.fields["Count"],
    })  # fmt: skip


# ---- who stands --------------------------------------------------------------------------------------------------------


def _party(one: Node, facts: Facts) -> Node:
    scope = (id_of("place", facts.event.country),)  # where the election is in which it stands
    name = _text(one.fields["Name"])
    return node("Party", one.id, ExternalIdentifiers=_stable(one.id), Name=name, PartyScopeGpUnitIds=scope)


def _person(one: Node) -> Node:
    return node(
        "Person", one.id, ExternalIdentifiers=_stable(one.id), FullName=_text(one.fields["FullName"]), **_same(one, "PartyId")
    )


def _bodies(facts: Facts) -> Iterator[Node]:
    for body in facts.event.bodies.values():
        id = id_of("body", body.id)
        yield Node("GovernmentBody", {"ExternalIdentifiers": _stable(id), "Name": _text(text(body.names))}, id)


def _offices(facts: Facts) -> Iterator[Node]:
    """An office for each contest: the seats that it fills."""
    for contest in facts.event.contests:
        body, id, district = facts.body(contest), id_of("office", contest.id), facts.district(contest)
        kind = PLACES.get(facts.event.places[body.place].kind, "other")
        names = {
            language: phrase("nist.office", language, body=body.names.told(language), contest=contest.names.told(language))
            for language in LANGUAGES
        }
        yield node(
            "Office",
            id,
            ElectoralDistrictId=district,
            ExternalIdentifiers=_stable(id),
            GovernmentBodyIds=(id_of("body", body.id),),
            JurisdictionId=district,
            Level=LEVELS.get(kind, "District"),
            Name=words(names),
            Role=ROLE,
            SelectionMethod="directly-elected",
        )


# ---- units and their division ids --------------------------------------------------------------------------------------


def _units(facts: Facts) -> Callable[[Node], Node]:
    """How a unit stands under the one root: constituencies hang on the country, and not on stations a second time."""
    divisions = _divisions(facts)
    root = id_of("place", facts.event.country)
    strays = [id_of("place", place.id) for place in facts.event.places.values() if place.parent is None]
    districts = [facts.district(one) for one in facts.event.contests if one.constituency or one.repeats]
    under = dict.fromkeys(id for id in (*strays, *districts) if id != root)
    return lambda one: _unit(one, divisions, tuple(under) if one.id == root else ())


def _unit(one: Node, divisions: Mapping[str, str], more: tuple[str, ...]) -> Node:
    told = one.fields.get("ComposingGpUnitIds", ())
    assert isinstance(told, tuple)
    ocd = divisions.get(one.id or "")
    parts = () if "IsDistricted" in one.fields else (*told, *more)
    return node(
        "ReportingUnit",
        one.id,
        ComposingGpUnitIds=parts,
        ExternalIdentifiers=_stable(one.id, *(() if ocd is None else (node("ExternalIdentifier", Type="ocd-id", Value=ocd),))),
        InternationalizedName=_text(one.fields["Name"]),
        **_same(
            one, "CountStatus", "IsDistricted", "Number", "SubUnitsReported", "TotalSubUnits", "Type", "OtherType",
            "VotersParticipated", "VotersRegistered",
        ),
    )  # fmt: skip


def _divisions(facts: Facts) -> dict[str, str]:
    """The division id of every unit but the stations, which have none."""
    event, found = facts.event, {}
    bodies = Counter(body.place for body in event.bodies.values())
    for place in event.places.values():  # a place may stand in the table before the one that it lies in
        way = [one for one in reversed(lineage(place.id, event.places)) if one != event.country]
        parts = (f"/{_word(event.places[one].kind)}:{_word(one)}" for one in way)
        found[id_of("place", place.id)] = f"ocd-division/country:{_word(event.country)}{''.join(parts)}"
    for contest in event.contests:
        if contest.constituency is not None:
            area, above = event.constituencies[contest.constituency], facts.body(contest).place
            kind = "ed" if bodies[above] == 1 else _word(area.body)
            number = _word(area.number.lstrip("0") or area.number)
            found[id_of("area", area.id)] = f"{found[id_of('place', above)]}/{kind}:{number}"
        if contest.repeats is not None:
            found[facts.district(contest)] = f"{found[id_of('place', facts.body(contest).place)]}/repeat:{_word(contest.id)}"
    return found


def _word(text: str) -> str:
    """A word as division ids are written: lower case, blanks as ``_``, any other letter as ``~``."""
    return re.sub(r"[^\w.~-]", "~", re.sub(r"\s", "_", text.lower()))
