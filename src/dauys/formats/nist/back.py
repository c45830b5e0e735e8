"""A report of NIST SP 1500-100 v2 back to plain values: contests, options, votes by unit; None where nothing is counted.

Ours or another's, in JSON or XML. What the standard leaves open is not guessed: where a unit has no total, its counts are
added up only if no ballot can be in two of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dauys.formats.nist.reading import Place, read
from dauys.formats.nist.tree import OURS
from dauys.law.votes import sum_of
from dauys.text import BadInput

type Counts = Mapping[str, int | None]
"""By unit; None: not counted, or not told."""


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """A unit: an area, or a polling station."""

    id: str
    kind: str
    names: Mapping[str, str]  # by language
    number: str | None
    parts: tuple[str, ...]
    registered: int | None
    participated: int | None
    ours: str | None  # the id that dauys knows it by, where dauys wrote the file


@dataclass(frozen=True, slots=True)
class ReadOption:
    """A line of the ballot."""

    id: str
    kind: str  # "list", "candidate", "against_all"; "measure" in a contest about a measure
    names: Mapping[str, str]  # by language
    parties: tuple[str, ...]  # ids; of a list, or of its candidates
    fate: str | None  # winner, defeated, …
    votes: Counts  # of every station in the district, and whatever else is told
    seats: Counts  # where they are told


@dataclass(frozen=True, slots=True)
class ReadContest:
    """A contest."""

    id: str
    kind: str  # PartyContest, CandidateContest, …
    name: str
    district: str
    options: tuple[ReadOption, ...]
    reported: int | None  # units
    expected: int | None
    ours: str | None


@dataclass(frozen=True, slots=True)
class ReadElection:
    """An Election of the standard: a ballot."""

    names: Mapping[str, str]
    day: str  # ISO 8601
    contests: tuple[ReadContest, ...]
    lines: Mapping[str, Counts]  # ``list:T``, and ``cast`` and ``rejected`` of the standard's own totals: by unit


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A report."""

    issuer: str
    generated: str
    status: str
    is_test: bool
    sequence: int | None
    units: Mapping[str, ReadUnit]
    parties: Mapping[str, Mapping[str, str]]  # names by language
    elections: tuple[ReadElection, ...]


def read_nist(data: bytes, file: str) -> ReadReport:
    """The report in the bytes of a file. Raises BadInput with every fault found; each tells the path, and in XML the line."""
    root = read(data, file)
    found = _report(root)
    if root.faults:
        raise BadInput(tuple(root.faults))
    return found


def _report(root: Place) -> ReadReport:
    units = {unit.id: unit for unit in map(_unit, _unlike(root.many("GpUnit")))}
    for place in root.many("GpUnit"):
        _known(place, "ComposingGpUnitIds", units, "unit")
    parties = {place.id: _names(place, "Name") for place in _unlike(root.many("Party"))}
    return ReadReport(
        issuer=root.text("Issuer", needed=True) or "",
        generated=root.text("GeneratedDate", needed=True) or "",
        status=root.text("Status", needed=True) or "",
        is_test=root.flag("IsTest"),
        sequence=root.whole("SequenceEnd"),
        units=units,
        parties=parties,
        elections=tuple(_election(place, units, parties) for place in root.many("Election")),
    )


def _unlike(places: Iterable[Place]) -> Iterator[Place]:
    """Objects, each with an id of its own."""
    seen: set[str] = set()
    for place in places:
        if (id := place.id) in seen:
            place.refuse("@id", id, "two objects have this id", "give each its own")
        seen.add(id)
        yield place


def _unit(place: Place) -> ReadUnit:
    return ReadUnit(
        place.id, place.text("Type") or place.kind, _names(place, "Name"), place.text("Number"),
        place.texts("ComposingGpUnitIds"), place.whole("VotersRegistered"), place.whole("VotersParticipated"), _ours(place),
    )  # fmt: skip


def _election(place: Place, units: Mapping[str, ReadUnit], parties: Mapping[str, Mapping[str, str]]) -> ReadElection:
    candidates = {one.id: one for one in _unlike(place.many("Candidate"))}
    for one in candidates.values():
        _known(one, "PartyId", parties, "party")
    return ReadElection(
        names=_names(place, "Name"),
        day=place.text("StartDate", needed=True) or "",
        contests=tuple(_contest(one, units, parties, candidates) for one in _unlike(place.many("Contest"))),
        lines=_lines(place, units),
    )


def _contest(
    place: Place, units: Mapping[str, ReadUnit], parties: Mapping[str, Mapping[str, str]], candidates: Mapping[str, Place]
) -> ReadContest:
    district = place.text("ElectionDistrictId", needed=True) or ""
    _known(place, "ElectionDistrictId", units, "unit")
    stations: dict[str, int | None] = dict.fromkeys(_stations(district, units))
    selections = _unlike(place.many("ContestSelection"))
    return ReadContest(
        place.id, place.kind, place.text("Name", needed=True) or "", district,
        tuple(_option(one, place.kind, stations, units, parties, candidates) for one in selections),
        place.whole("SubUnitsReported"), place.whole("TotalSubUnits"), _ours(place),
    )  # fmt: skip


def _stations(district: str, units: Mapping[str, ReadUnit]) -> Iterator[str]:
    """The smallest units of a district; none where its parts are not told."""
    seen, waiting = {district}, [district]
    while waiting:
        here = waiting.pop()
        if here in units and (parts := units[here].parts):
            new = [part for part in parts if part not in seen]
            seen.update(new)
            waiting += reversed(new)
        elif here != district:
            yield here


KINDS: Mapping[str, str] = {"PartySelection": "list", "CandidateSelection": "candidate", "BallotMeasureSelection": "measure"}


def _option(
    place: Place, contest: str, stations: Counts, units: Mapping[str, ReadUnit], parties: Mapping[str, Mapping[str, str]],
    candidates: Mapping[str, Place],
) -> ReadOption:  # fmt: skip
    kind = KINDS.get(place.kind)
    if kind is None:
        place.refuse("@type", place.kind, "not a selection of the standard", f"name one of: {', '.join(KINDS)}")
    if kind == "measure" and contest != "BallotMeasureContest":
        kind = "against_all"
    _known(place, "PartyIds", parties, "party")
    _known(place, "CandidateIds", candidates, "candidate")
    people = [candidates[id] for id in place.texts("CandidateIds") if id in candidates]
    votes, seats = _votes(place, units)
    of = (*place.texts("PartyIds"), *(party for one in people if (party := one.text("PartyId"))))
    listed = [parties[id] for id in place.texts("PartyIds") if id in parties]
    names = (
        _names(people[0], "BallotName") if len(people) == 1 else listed[0] if len(listed) == 1 else _names(place, "Selection")
    )
    fate = people[0].text("PostElectionStatus") if len(people) == 1 else None
    return ReadOption(place.id, kind or "", names, tuple(dict.fromkeys(of)), fate, {**stations, **votes}, seats)


# ---- figures -----------------------------------------------------------------------------------------------------------

TOTAL, SEATS, OTHER = "total", "seats", "other"
APART = frozenset({
    "absentee", "absentee-fwab", "absentee-in-person", "absentee-mail", "early", "election-day", "provisional", "uocava",
})  # fmt: skip
"""Kinds of counts in no two of which a ballot can be, but that *absentee* has the others of its name in it."""


def _votes(selection: Place, units: Mapping[str, object]) -> tuple[Counts, Counts]:
    """Votes and seats by unit."""
    votes: dict[str, int | None] = {}
    seats: dict[str, int | None] = {}
    parts: dict[str, dict[str, list[tuple[bool, int | None]]]] = defaultdict(lambda: defaultdict(list))
    for place in selection.many("VoteCounts"):
        unit, kind = place.text("GpUnitId", needed=True) or "", place.text("Type", needed=True) or ""
        if unit not in units:
            place.refuse("GpUnitId", unit, "no such unit", "name a GpUnit of this file")
        number = None if place.flag("IsSuppressedForPrivacy") else place.whole("Count")
        by_device = "DeviceClass" in place.table
        if (turn := place.whole("Round")) is not None and turn > 1:
            place.refuse("Round", turn, "counts of several rounds are not read", "name a report of one round")
        if kind in (TOTAL, SEATS) and not by_device:
            into = votes if kind == TOTAL else seats
            if unit in into:
                place.refuse("GpUnitId", unit, "this unit is counted twice", "keep one of the two")
            into[unit] = number
        else:
            parts[unit][kind].append((by_device, number))
    for unit, kinds in parts.items():
        if unit not in votes:
            votes[unit] = _together(selection, unit, kinds)
    return votes, seats


def _together(selection: Place, unit: str, kinds: Mapping[str, list[tuple[bool, int | None]]]) -> int | None:
    """The votes of a unit without a total: the sum of parts that are apart from each other."""
    taken = [TOTAL] if TOTAL in kinds else list(kinds)
    twice = "absentee" in taken and any(kind.startswith("absentee-") for kind in taken)
    mixed = any(len({by_device for by_device, _ in kinds[kind]}) > 1 for kind in taken)
    if mixed or twice or not {TOTAL, *APART}.issuperset(taken):
        told = ", ".join(sorted(kinds))
        selection.refuse("VoteCounts", unit, f"no total, and counts that may overlap: {told}", "add a count of type total")
        return None
    return sum_of(number for kind in taken for _, number in kinds[kind])


def _lines(election: Place, units: Mapping[str, object]) -> Mapping[str, Counts]:
    """The lines of protocols as dauys writes them, and the standard's own totals. Other counts are passed over."""
    lines: dict[str, dict[str, int | None]] = defaultdict(dict)
    for place in election.many("BallotCounts"):
        unit, kind = place.text("GpUnitId", needed=True) or "", place.text("Type", needed=True)
        if unit not in units:
            place.refuse("GpUnitId", unit, "no such unit", "name a GpUnit of this file")
        cast, rejected = place.whole("BallotsCast"), place.whole("BallotsRejected")
        if kind == TOTAL and "DeviceClass" not in place.table:
            told = {"cast": cast, "rejected": rejected}
        elif kind == OTHER and (name := place.text("OtherType") or "").startswith("protocol:"):
            told = {name.removeprefix("protocol:"): rejected if cast is None else cast}
        else:
            continue
        for line, number in told.items():
            if lines[line].get(unit) is not None and number is not None:
                place.refuse("GpUnitId", unit, f"{line} of this unit is told twice", "keep one of the two")
            if number is not None:
                lines[line][unit] = number
    return {line: counts for line, counts in lines.items() if counts}


# ---- names and references ----------------------------------------------------------------------------------------------


def _names(place: Place, field: str) -> Mapping[str, str]:
    """A text by its languages."""
    return {
        language: content
        for text in place.many(field)
        for one in text.many("Text")
        if (language := one.text("Language")) and (content := one.text("Content"))
    }


def _ours(place: Place) -> str | None:
    return next((one.text("Value") for one in place.many("ExternalIdentifier") if one.text("OtherType") == OURS), None)


def _known(place: Place, field: str, known: Mapping[str, object], what: str) -> None:
    """Every reference of a field must lead to something."""
    for id in place.texts(field):
        if id not in known:
            place.refuse(field, id, f"no such {what}", f"name a {what} of this file")
